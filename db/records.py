"""A record as the database keeps it: its row, its hash."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from parsers.types import Listing, Record

_JSON_COLUMNS = ("matter_numbers", "addressees", "co_handlers", "copied_to", "citations", "attachments")


def content_sha256(record: Record) -> str:
    """Of all that the record says, so that a view counter or a new page frame does not move it."""
    return content_sha256_of(record.to_dict())


def content_sha256_of(record: Mapping[str, Any]) -> str:
    """The same of a record's ``to_dict()``."""
    text = json.dumps(record, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def record_row(record: Mapping[str, Any], family: str | None, listing: Listing | None) -> dict[str, Any]:
    """The columns of table ``record`` that come from parsing; ``record`` is its ``to_dict()``."""
    row = {**record}
    for name in _JSON_COLUMNS:
        row[name] = json.dumps(row[name], ensure_ascii=False)
    row["contact"] = None if row["contact"] is None else json.dumps(row["contact"], ensure_ascii=False)
    outcome = row.pop("outcome")
    row["outcome"] = outcome["meaning"] if outcome else None
    row["outcome_scheme"] = outcome["scheme"] if outcome else None
    row["text_damaged"] = int(row["text_damaged"])
    row["listed_title"] = listing.title if listing else None
    row["listed_date"] = listing.date if listing else None
    row["family"] = family
    return row


def listing_json(listing: Listing | None) -> str | None:
    """The list row that the parser was given, so that a reparse is given the same."""
    if listing is None:
        return None
    return json.dumps(
        {"title": listing.title, "date": listing.date, "column_kind": listing.column_kind}, ensure_ascii=False
    )
