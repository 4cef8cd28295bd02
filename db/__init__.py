"""Keeps, searches and publishes: the ledger and records in SQLite, the bytes in WARC, the public file for Datasette."""
