"""Imported files become documents like crawled ones: bytes first, then one transaction each."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from crawler.unread import nothing_read
from db.archive import Archive
from db.doubt import newest_run
from db.exchange import Location, Request
from db.import_sources import Item, Refused, Skipped, Source
from db.store import IMPORTED, FetchRow, Store
from db.times import timestamp
from parsers.address import canonical
from parsers.blocked import blocked
from parsers.parse import parse
from parsers.types import FileKind, Page, Parsed, Problem

PORTAL = IMPORTED
"""The portal of documents that no crawl found. No declared portal has this id."""

COMMAND = "dafu import"

NEVER = "9999-12-31T23:59:59Z"
"""The due date of a document that no crawl asks for."""

PROGRESS = 500
"""Documents after which a line says how far the import is."""

Outcome = Literal["new", "changed", "unchanged", "kept", "skipped", "refused"]


@dataclass(slots=True)
class Counts:
    """What became of the sources. ``kept``: in the archive only, since the record on hand is as new or newer."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    kept: int = 0
    skipped: int = 0
    refused: int = 0

    @property
    def read(self) -> int:
        """Documents read, whatever they brought."""
        return self.new + self.changed + self.unchanged + self.kept

    def sentence(self) -> str:
        text = f"read {self.read}: new {self.new}, changed {self.changed}, unchanged {self.unchanged}"
        if self.kept:
            text += f", kept in the archive only {self.kept}"
        if self.skipped:
            text += f"; passed over {self.skipped}"
        return f"{text}; problems {self.refused}"


class Importer:
    """Takes sources in, in one run. ``say`` is given one line for each problem and, now and then, for progress."""

    def __init__(self, store: Store, archive: Archive, say: Callable[[str], None]) -> None:
        self._store = store
        self._archive = archive
        self._say = say
        self._run = 0
        self.counts = Counts()

    def run(self, sources: Iterable[Source]) -> Counts:
        """Import everything; the run is closed whatever happens. Raises ArchiveError when bytes cannot be kept."""
        before = newest_run(self._store.db.conn)
        self.begin()
        try:
            for source in sources:
                outcome = self.take(source)
                setattr(self.counts, outcome, getattr(self.counts, outcome) + 1)
                if self.counts.read and self.counts.read % PROGRESS == 0 and outcome != "skipped":
                    self._say(f"so far {self.counts.sentence()}")
        except BaseException as error:
            self._finish("failed", [f"the import was stopped ({type(error).__name__}: {error})"])
            raise
        self._finish(*_verdict(before))
        return self.counts

    def begin(self) -> int:
        """A new run; gives its number."""
        with self._store.transaction():
            self._store.declare({"id": PORTAL, "name": "导入", "site": ""}, [])
            self._run = self._store.start_run(COMMAND)
        return self._run

    def _finish(self, verdict: str, reasons: list[str]) -> None:
        counts = self.counts
        with self._store.transaction():
            self._store.finish_run(
                self._run,
                verdict,
                reasons,
                {name: getattr(counts, name) for name in (*Counts.__dataclass_fields__, "read")},
            )

    def take(self, source: Source) -> Outcome:
        """Take one source in."""
        if isinstance(source, Skipped):
            return "skipped"
        if isinstance(source, Refused):
            return self._refuse(source.name, source.problem)
        digest = hashlib.sha256(source.data).hexdigest()
        urn = f"urn:sha256:{digest}"
        if self._is_known(source.address or urn, digest):
            return self._unchanged(source)
        address, parsed = _understand(source, urn)
        if nothing_read(parsed.page) or (source.exchange and not parsed.page.blocks):
            # A crawl's archive holds list frames and pictures too; a file named by a person is meant.
            return "skipped" if source.exchange else self._refuse(source.name, *parsed.page.problems[-1:])
        challenge = _challenge(source, parsed.page)
        if challenge:
            return self._refuse(source.name, challenge)
        if self._is_known(address, digest):
            return self._unchanged(source)
        return self._keep(source, address, parsed, digest)

    def _refuse(self, name: str, *problems: Problem) -> Outcome:
        """Put it on record once, however often the same source is given."""
        for problem in problems:
            self._say(f"{name}: {problem.message}")
            key = [name, problem.code, problem.message]
            known = "select 1 from problem where stage = 'import' and closed is null and (address, code, message) = (?, ?, ?)"
            with self._store.transaction():
                if self._store.one(known, key) is None:
                    self._store.add_problem(
                        "import", problem.code, problem.message, run=self._run, portal=PORTAL, address=name
                    )
        return "refused"

    def _is_known(self, address: str, digest: str) -> bool:
        """These bytes are the document's current ones, or were imported for it before."""
        document = self._document(address)
        if document is None:
            return False
        if document["body_sha256"] == digest and document["versions"]:
            return True
        known = "select 1 from fetch where document = ? and kind = 'import' and body_sha256 = ?"
        return self._store.one(known, [document["id"], digest]) is not None

    def _document(self, address: str) -> dict[str, Any] | None:
        return self._store.one("select * from document where address = ?", [address])

    def _unchanged(self, item: Item) -> Outcome:
        with self._store.transaction():
            self._store.close_problems("import", item.name)
        return "unchanged"

    def _keep(self, item: Item, address: str, parsed: Parsed, digest: str) -> Outcome:
        """Bytes into the archive, then everything else in one transaction."""
        document = self._document(address)
        at = item.fetched_at or self._store.clock()
        place = self._archive_bytes(item, address, at)
        with self._store.transaction():
            self._store.close_problems("import", item.name)
            id_ = document["id"] if document else self._store.new_document(PORTAL, address, "imported")
            portal = document["portal"] if document else PORTAL
            fetch = self._store.save_fetch(self._run, _fetch_row(item, address, at, place, portal, id_))
            if document is not None and not _is_newer(document, item):
                return "kept"
            first = document is None or not document["versions"]
            change = self._store.save_record(
                id_,
                fetch,
                parsed,
                body_sha256=digest,
                listing=item.listing,
                cause="import" if first else None,
            )
            self._move(id_, portal, item)
        return "new" if change == "new" else "unchanged" if change == "unchanged" else "changed"

    def _archive_bytes(self, item: Item, address: str, at: datetime) -> Location:
        """With the headers they came with, where a WARC file had them."""
        exchange = item.exchange
        if exchange is None or exchange.response is None:
            return self._archive.write_resource(address, item.content_type, item.data, at=at)
        request = exchange.request or Request("GET", exchange.url)
        return self._archive.write_exchange(request, exchange.response, at=at)

    def _move(self, document: int, portal: str, item: Item) -> None:
        change: dict[str, Any] = {}
        if item.fetched_at:
            change["last_fetched"] = timestamp(item.fetched_at)
        if portal == PORTAL:  # a crawled document keeps the crawl's state and dates
            change |= {
                "state": "live",
                "state_reason": "imported",
                "last_seen": self._store.now(),
                "next_due": NEVER,
                "due_reason": "imported: no crawl asks for it",
            }
        if change:
            self._store.move_document(document, change)


def _understand(item: Item, urn: str) -> tuple[str, Parsed]:
    """The document's address and its record.

    Where the source gives no address the page's own meta tag may (``Url`` of the national
    rules for government sites); else ``urn``, which the bytes give.
    """

    def read(url: str | None) -> Parsed:
        return parse(item.data, url=url, content_type=item.content_type, listing=item.listing)

    if item.address:
        return item.address, read(item.address)
    parsed = read(None)
    said = _address_said(parsed.page)
    if said:
        return said, read(said)
    return urn, parsed


def _challenge(item: Item, page: Page) -> Problem | None:
    """A saved challenge page is not the document at its address."""
    if page.kind is not FileKind.HTML:
        return None
    response = item.exchange.response if item.exchange else None
    block = blocked(200, dict(response.headers) if response else {}, item.data)
    if block is None:
        return None
    words = f"a challenge page of {block.name} ({block.evidence}), not the document: save the page itself"
    return Problem("import_blocked", words)


def _address_said(page: Page) -> str | None:
    for pair in page.pairs:
        if pair.source == "meta" and pair.label.lower() == "url":
            try:
                return canonical(pair.value)
            except ValueError:
                return None
    return None


def _is_newer(document: dict[str, Any], item: Item) -> bool:
    """Whether the record on hand gives way: an old copy must not pass for a revision.

    A copy without a date gives way to what a crawl fetched.
    """
    if not document["versions"]:
        return True
    if item.fetched_at is None:
        return bool(document["portal"] == PORTAL)
    return document["last_fetched"] is None or timestamp(item.fetched_at) >= document["last_fetched"]


def _fetch_row(
    item: Item, address: str, at: datetime, place: Location, portal: str, document: int
) -> FetchRow:
    response = item.exchange.response if item.exchange else None
    return FetchRow(
        address=address,
        kind="import",
        reason="imported",
        outcome="ok",
        detail=item.name,
        at=timestamp(at),
        status=response.status if response else None,
        content_type=item.content_type,
        body=item.data,
        etag=response.header("etag") if response else None,
        last_modified=response.header("last-modified") if response else None,
        warc_file=place.file,
        warc_offset=place.offset,
        portal=portal,
        document=document,
        given=item.listing,
    )


def _verdict(before: dict[str, Any] | None) -> tuple[str, list[str]]:
    """An import proves no coverage: it must not make good what the run before it left in doubt."""
    if before is None or before["verdict"] == "ok":
        return "ok", []
    word = before["verdict"] or "failed"
    return word, [f"run {before['id']} before this import was {word}: crawl again"]
