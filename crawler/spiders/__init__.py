"""One spider for every portal: what differs between portals is declared, not coded."""
