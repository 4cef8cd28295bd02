"""Decides what is due, fetches it politely, hands it on; the command line."""
