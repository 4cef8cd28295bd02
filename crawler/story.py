"""What the ledger knows of one address, told in lines: how it stands, where it is listed, then all that happened in order."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from crawler.errors import DafuError
from db.differences import changed_fields, paragraphs
from db.store import Store
from parsers import PARSER_VERSION

SHOWN = 60
"""Characters of a value that a line shows."""


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
    yield from _validators(store, document)
    yield from _moves(store, document)
    yield from _listings(store, document["id"])
    yield from _happened(store, document["id"])


def _validators(store: Store, document: dict[str, Any]) -> Iterator[str]:
    given = [
        f"{name} {document[key]}"
        for name, key in (("ETag", "etag"), ("Last-Modified", "last_modified"))
        if document[key]
    ]
    portal = store.one("select validators, validators_reason from portal where id = ?", [document["portal"]])
    if given:
        yield f"  validators: {', '.join(given)}"
    if portal is not None and portal["validators"] == "distrusted":
        yield f"  the portal's validators are not used: {portal['validators_reason']}"
    record = store.one("select parser_version from record where id = ?", [document["id"]])
    if record is not None and record["parser_version"] != PARSER_VERSION:
        yield f"  read by parser {record['parser_version']}, this is {PARSER_VERSION}: `dafu reparse` renews it, no fetch"


def _moves(store: Store, document: dict[str, Any]) -> Iterator[str]:
    if document["moved_to"]:
        yield f"  moved to {document['moved_to']}: its story goes on there"
    for row in store.query("select address from document where moved_to = ?", [document["address"]]):
        yield f"  moved here from {row['address']}: `dafu why {row['address']}` tells what was before"


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


def _happened(store: Store, document: int) -> Iterator[str]:
    """Everything with a time, oldest first; what happened in one second in the order of cause and effect."""
    told = [
        *((row["at"], 0, [f"{row['at']} {row['what']}"]) for row in _rows(store, "event", document)),
        *((row["at"], 1, list(_fetch(row))) for row in _rows(store, "fetch", document)),
        *((at, 2, lines) for at, lines in _versions(store, document)),
        *((row["at"], 3, [_problem(row)]) for row in _rows(store, "problem", document)),
    ]
    for _, _, lines in sorted(told, key=lambda one: one[:2]):
        yield from lines


def _rows(store: Store, table: str, document: int) -> list[dict[str, Any]]:
    return list(store.table(table).rows_where("document = ?", [document], order_by="id"))


def _fetch(row: dict[str, Any]) -> Iterator[str]:
    how = ", with validators" if row["conditional"] else ""
    yield f"{row['at']} run {row['run']} {row['kind']} ({row['reason']}{how}): {row['outcome']}: {row['detail']}"
    if row["kind"] == "attachment":
        yield f"  {row['address']}"
    if row["sent_because"] and not row["conditional"]:
        yield f"  asked {row['sent_because']}"
    if row["location"]:
        yield f"  answered by {row['location']}"
    if row["warc_file"]:
        yield f"  {row['bytes']} bytes in {row['warc_file']} at {row['warc_offset']}"
    if row["decision"]:
        yield f"  so: {row['decision']}"


def _versions(store: Store, document: int) -> Iterator[tuple[str, list[str]]]:
    before: dict[str, Any] | None = None
    for row in store.query("select * from version where document = ? order by number", [document]):
        record: dict[str, Any] = json.loads(row["record"])
        lines = [f"{row['seen_at']} version {row['number']} ({row['cause']}, parser {row['parser_version']})"]
        if before is not None:
            lines += _changes(before, record)
        yield row["seen_at"], lines
        before = record


def _changes(before: dict[str, Any], after: dict[str, Any]) -> Iterator[str]:
    for change in changed_fields(before, after):
        if change.field in ("text", "proposal_text"):
            yield f"  {change.field}:"
            for step in paragraphs(change.before, change.after):
                if step.kind != "same":
                    arrow = " -> " if step.kind == "rewritten" else ""
                    yield f"    {step.kind}: {_short(step.before)}{arrow}{_short(step.after)}"
        elif change.field == "contact":
            yield "  contact: changed (private)"
        else:
            yield f"  {change.field}: {_short(change.before)} -> {_short(change.after)}"


def _short(value: Any) -> str:
    if value is None:
        return ""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}… ({len(text)} characters)"


def _problem(row: dict[str, Any]) -> str:
    closed = f", closed {row['closed']}" if row["closed"] else ""
    return f"{row['at']} problem {row['code']}: {row['message']}{closed}"
