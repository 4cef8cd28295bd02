"""The Datasette site: what readers of the published file see."""
