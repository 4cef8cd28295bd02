"""What the ledger knows of one address, told in lines."""

from __future__ import annotations

import json
from collections.abc import Iterator

from crawler.errors import DafuError
from db.store import Store


def story(store: Store, address: str) -> Iterator[str]:
    """Listed, fetched, versions, problems, next due. Raises DafuError (exit 1) for an address never seen."""
    document = store.one("select * from document where address = ?", [address])
    if document is None:
        raise DafuError(f"{address}: was never listed nor imported", 1)
    yield address
    yield f"  {document['state']} since {document['state_since']}: {document['state_reason']}"
    yield f"  first seen {document['first_seen']}, last seen {document['last_seen']}"
    due = document["next_due"] or "now"
    yield f"  due {due}: {document['due_reason']}"
    yield from _listings(store, document["id"])
    yield from _fetches(store, document["id"])
    yield from _versions(store, document["id"])
    yield from _problems(store, document["id"])


def _listings(store: Store, document: int) -> Iterator[str]:
    for row in store.query(
        "select listing.*, portal_column.url from listing join portal_column on portal_column.id = portal_column "
        "where document = ? order by listing.id",
        [document],
    ):
        gone = f", missing since {row['missing_since']}" if row["missing_since"] else ""
        yield f"listed on {row['url']} page {row['page']} row {row['position']}{gone}"
        yield f"  as {row['title']!r} of {row['date'] or 'no date'}"
        yield f"  from {row['first_listed']} to {row['last_listed']}"


def _fetches(store: Store, document: int) -> Iterator[str]:
    for row in store.query("select * from fetch where document = ? order by id", [document]):
        how = ", with validators" if row["conditional"] else ""
        yield f"{row['at']} run {row['run']} {row['kind']} ({row['reason']}{how}): {row['outcome']}: {row['detail']}"
        if row["kind"] == "attachment":
            yield f"  {row['address']}"
        if row["warc_file"]:
            yield f"  {row['bytes']} bytes in {row['warc_file']} at {row['warc_offset']}"


def _versions(store: Store, document: int) -> Iterator[str]:
    for row in store.query("select * from version where document = ? order by number", [document]):
        changed = ", ".join(json.loads(row["changed"]))
        yield f"{row['seen_at']} version {row['number']} ({row['cause']}){': ' + changed if changed else ''}"


def _problems(store: Store, document: int) -> Iterator[str]:
    for row in store.query("select * from problem where document = ? order by id", [document]):
        closed = f", closed {row['closed']}" if row["closed"] else ""
        yield f"{row['at']} problem {row['code']}: {row['message']}{closed}"
