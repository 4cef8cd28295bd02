"""What a record was made of: where its bytes lie in the archive, and what else the parser was given."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from db.exchange import Location
from db.store import Store
from parsers.types import Listing


@dataclass(frozen=True, slots=True)
class Body:
    """Archived bytes: their place, and what they were said to be. ``sha256`` is of the bytes after content decoding."""

    place: Location
    sha256: str
    content_type: str | None


@dataclass(frozen=True, slots=True)
class KeptFile:
    """An attachment as the ledger has it; ``body`` is None where its bytes are not in the archive."""

    sha256: str
    text: str | None
    type: str | None
    body: Body | None


@dataclass(frozen=True, slots=True)
class Material:
    """A document's newest archived healthy body, with the address and the list row it was read with.

    ``url`` is None for a file that came without an address. ``files`` are its attachments by address.
    """

    document: int
    address: str
    portal: str
    fetch: int
    url: str | None
    body: Body
    listing: Listing | None
    files: Mapping[str, KeptFile] = field(default_factory=dict)


def material(store: Store, document: int) -> Material | None:
    """What the current record was made of; None where there is no record or its bytes are not archived."""
    row = store.one(
        """
        select document.address, document.portal, document.body_sha256, fetch.id as fetch, fetch.location,
          fetch.content_type, fetch.warc_file, fetch.warc_offset, version.listing
        from document
        join version on version.document = document.id and version.number = document.versions
        join fetch on fetch.id = (
          select max(id) from fetch kept where kept.document = document.id and kept.kind in ('detail', 'import')
            and kept.outcome = 'ok' and kept.body_sha256 = document.body_sha256 and kept.warc_file is not null)
        where document.id = ?
        """,
        [document],
    )
    if row is None:
        return None
    said = row["location"] or row["address"]
    return Material(
        document=document,
        address=row["address"],
        portal=row["portal"],
        fetch=row["fetch"],
        url=None if said.startswith("urn:") else said,
        body=_body(row),
        listing=Listing(**json.loads(row["listing"])) if row["listing"] else None,
        files=kept_files(store, document),
    )


def kept_files(store: Store, document: int) -> dict[str, KeptFile]:
    """The document's attachments that were fetched, by address."""
    rows = store.query(
        "select url, type, sha256, text from attachment where document = ? and state = 'fetched' order by id",
        [document],
    )
    return {row["url"]: _kept_file(store, row["url"], row) for row in rows}


def _kept_file(store: Store, url: str, row: Mapping[str, Any]) -> KeptFile:
    fetch = store.one(
        """
        select body_sha256, content_type, warc_file, warc_offset from fetch
        where address = ? and kind = 'attachment' and outcome = 'ok' and body_sha256 = ? and warc_file is not null
        order by id desc limit 1
        """,
        [url, row["sha256"]],
    )
    return KeptFile(row["sha256"], row["text"], row["type"], _body(fetch) if fetch else None)


def _body(row: Mapping[str, Any]) -> Body:
    return Body(Location(row["warc_file"], row["warc_offset"]), row["body_sha256"], row["content_type"])


def save_reading(store: Store, document: int, *, parser_version: str, family: str | None) -> None:
    """A record that came out as it was is now this parser's."""
    store.table("record").update(document, {"parser_version": parser_version, "family": family})


def save_file_reading(store: Store, document: int, url: str, type_: str | None, text: str | None) -> None:
    """What an attachment's bytes say now."""
    store.db.conn.execute(
        "update attachment set type = ?, text = ? where document = ? and url = ?",
        [type_, text, document, url],
    )
