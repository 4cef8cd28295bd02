"""Exchanges out of WARC records: a response with its request, a revisit with the bytes it refers to."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from db.exchange import ArchiveError, Exchange, Location
from db.warc_http import parse_request, parse_response
from db.warc_read import RawRecord, block_is_intact, iter_records, payload_digest, read_record
from parsers.types import Problem

REFERS_FILE = "WARC-Refers-To-Filename"
REFERS_OFFSET = "WARC-Refers-To-File-Offset"
"""Extension fields that name the original's place, so that a revisit needs no index."""

DOCUMENTS = ("response", "resource", "revisit")

Resolver = Callable[[RawRecord], "tuple[str, RawRecord] | None"]
"""From a revisit record to the file name and record that hold the bytes; None where they are not to be had."""


def exchange_of(record: RawRecord, file: str, resolve: Resolver) -> Exchange:
    """The exchange of a response, resource or revisit record. Raises ArchiveError saying what is wrong."""
    where = f"{file}: record at byte {record.offset}"
    url = (record.field("WARC-Target-URI") or "").strip("<>")
    date = re.fullmatch(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.\d+)?Z", record.field("WARC-Date") or "")
    if not url or not date:
        raise ArchiveError(f"{where}: no address or no date; the record cannot be used")
    if not block_is_intact(record):
        raise ArchiveError(f"{where}: the bytes are not those written (block digest); restore it from a copy")
    exchange = _stored(record, file, url, date[1] + "Z", where)
    if record.type != "revisit":
        return exchange
    found = resolve(record)
    if found is None:
        raise ArchiveError(
            f"{where}: a revisit of bytes that are not here "
            f"({record.field('WARC-Refers-To-Target-URI')}, {record.field('WARC-Refers-To-Date')}); "
            "add the archive file that holds them"
        )
    return _revisit(exchange, record, found, where)


def iter_exchanges(
    path: Path, problems: list[Problem], resolve: Resolver | None = None
) -> Iterator[Exchange]:
    """Every whole exchange of a WARC file in its order, ours or another program's.

    What cannot be used is a Problem and is stepped over (codes ``archive_truncated``,
    ``archive_damaged``, ``archive_record``). Originals of revisits are sought in the
    same file, then by ``resolve``. Raises ArchiveError where the file cannot be read.
    """
    originals = _Originals(path, resolve)
    request: RawRecord | None = None
    waiting: tuple[Exchange, str | None] | None = None
    for record in iter_records(path, problems):
        if record.type == "request":
            if waiting and record.field("WARC-Concurrent-To") == waiting[1]:
                yield _with_request(waiting[0], record)
                waiting = None
            else:
                request = record
            continue
        if record.type not in DOCUMENTS or not _is_document(record):
            continue
        if waiting:
            yield waiting[0]
            waiting = None
        originals.note(record)
        try:
            exchange = exchange_of(record, path.name, originals)
        except ArchiveError as error:
            problems.append(Problem("archive_record", str(error)))
            continue
        # wget writes the request first, most others after the response.
        if request and _concurrent(request, record):
            exchange = _with_request(exchange, request)
        request = None
        waiting = (exchange, record.field("WARC-Record-ID"))
    if waiting:
        yield waiting[0]


class _Originals:
    """Finds the bytes of revisits among the records of one file read so far."""

    def __init__(self, path: Path, elsewhere: Resolver | None) -> None:
        self._path = path
        self._elsewhere = elsewhere
        self._offsets: dict[str, int] = {}

    def note(self, record: RawRecord) -> None:
        for key in keys_of_original(record):
            self._offsets.setdefault(key, record.offset)

    def __call__(self, revisit: RawRecord) -> tuple[str, RawRecord] | None:
        # A named place is exact; a digest is next; the same address may be fetched twice in a second.
        if self._elsewhere and place_of_original(revisit):
            return self._elsewhere(revisit)
        for key in keys_of_revisit(revisit):
            if key in self._offsets:
                return self._path.name, read_record(self._path, self._offsets[key])
        return self._elsewhere(revisit) if self._elsewhere else None


def _stored(record: RawRecord, file: str, url: str, at: str, where: str) -> Exchange:
    """The exchange as far as this record alone tells it."""
    place = Location(file, record.offset)
    refers_to = place_of_original(record)
    if record.type == "resource" or not record.block:
        kind = record.field("Content-Type") if record.type == "resource" else None
        return Exchange(place, url, at, "resource", record.block, kind, refers_to=refers_to)
    response = parse_response(record.block, record.field("WARC-IP-Address"))
    if response is None:
        raise ArchiveError(f"{where}: no HTTP response in it; the record cannot be used")
    return Exchange(
        place,
        url,
        at,
        "response",
        response.body,
        response.header("content-type"),
        response.header("content-encoding"),
        response,
        refers_to=refers_to,
    )


def _revisit(exchange: Exchange, record: RawRecord, found: tuple[str, RawRecord], where: str) -> Exchange:
    """The exchange with the bytes of the record it refers to."""
    file, original = found
    base = _stored(original, file, exchange.url, exchange.at, where)
    identical = "identical-payload-digest" in (record.field("WARC-Profile") or "")
    digest = record.field("WARC-Payload-Digest") or ""
    if identical and digest.startswith("sha1:") and len(digest) == len(payload_digest(b"")):
        stored = original.field("WARC-Payload-Digest") or payload_digest(base.payload)
        if stored != digest:
            raise ArchiveError(f"{where}: the record it refers to holds other bytes; restore it from a copy")
    response = exchange.response
    if response and identical:
        response = replace(response, body=base.payload)
    known = exchange if response and identical else base
    return replace(
        exchange,
        payload=base.payload,
        content_type=known.content_type,
        content_encoding=known.content_encoding,
        response=response,
        refers_to=base.location,
    )


def place_of_original(record: RawRecord) -> Location | None:
    file, offset = record.field(REFERS_FILE), record.field(REFERS_OFFSET)
    if file is None or offset is None or not re.fullmatch(r"\d{1,18}", offset):
        return None
    return Location(file, int(offset))


def keys_of_original(record: RawRecord) -> tuple[str, ...]:
    """What a revisit may know a record with bytes by, surest first; empty for other records."""
    if record.type not in ("response", "resource"):
        return ()
    keys = (
        record.field("WARC-Payload-Digest"),
        _uri_and_date(record, "WARC-Target-URI", "WARC-Date"),
    )
    return tuple(key for key in keys if key)


def keys_of_revisit(record: RawRecord) -> tuple[str, ...]:
    """The same from the side of the revisit."""
    keys = (
        record.field("WARC-Payload-Digest"),
        _uri_and_date(record, "WARC-Refers-To-Target-URI", "WARC-Refers-To-Date"),
    )
    return tuple(key for key in keys if key)


def _is_document(record: RawRecord) -> bool:
    """Crawlers also archive DNS answers and their own notes as responses and resources."""
    target = (record.field("WARC-Target-URI") or "").strip("<>").lower()
    return not target.startswith(("dns:", "whois:", "metadata:", "warcinfo:", "filedesc:"))


def _uri_and_date(record: RawRecord, uri: str, date: str) -> str | None:
    target, moment = record.field(uri), record.field(date)
    return f"{moment} {target.strip('<>')}" if target and moment else None


def _concurrent(request: RawRecord, response: RawRecord) -> bool:
    return (
        response.field("WARC-Concurrent-To") == request.field("WARC-Record-ID")
        or request.field("WARC-Concurrent-To") == response.field("WARC-Record-ID")
    )  # fmt: skip


def _with_request(exchange: Exchange, record: RawRecord) -> Exchange:
    return replace(exchange, request=parse_request(record.block, exchange.url))
