"""Records made again from the archive, without the network: `dafu reparse`, and whoever else needs archived bytes read.

Reading and parsing is done by as many processes as there are cores; one process writes, a transaction a
document. What differs from the last version is a version of cause 'reparse': the parser changed, the
document did not.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from typing import Literal

from db.archive import Archive
from db.content_coding import ContentError
from db.exchange import ArchiveError
from db.material import Body, KeptFile, Material, material, save_file_reading, save_reading
from db.store import Store
from parsers import PARSER_VERSION
from parsers.attached import Attached, attached, with_attachments
from parsers.parse import parse
from parsers.types import Parsed, Problem

CHUNK = 50
"""Documents handed to a process at a time: fewer cost more in talk, more keep the first result waiting."""

PROGRESS = 1000
"""Documents after which a line says how far it is."""

MARK = "reparse"
"""Row of ``meta`` that says where a reparse stands, so that one that was cut off goes on."""

Change = Literal["unchanged", "reparsed", "failed"]


@dataclass(frozen=True, slots=True)
class Derived:
    """What the archive gave for a document: its record and its attachments, or why there is none."""

    document: int
    parsed: Parsed | None
    files: dict[str, Attached]
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which documents: of these portals (none: of all), fetched on or after a day (YYYY-MM-DD)."""

    portals: tuple[str, ...] = ()
    since: str | None = None

    def to_json(self) -> str:
        return json.dumps([sorted(self.portals), self.since, PARSER_VERSION])


@dataclass(slots=True)
class Counts:
    """What became of the documents."""

    unchanged: int = 0
    reparsed: int = 0
    failed: int = 0

    @property
    def read(self) -> int:
        return self.unchanged + self.reparsed + self.failed

    def sentence(self) -> str:
        return (
            f"reparsed {self.read}: changed {self.reparsed}, unchanged {self.unchanged}, failed {self.failed}"
        )


# --- one document -------------------------------------------------------------------


def read_body(archive: Archive, body: Body) -> bytes:
    """Archived bytes after content decoding. Raises ArchiveError where they are not there or are others."""
    try:
        data = archive.read(body.place).body
    except ContentError as error:
        raise ArchiveError(f"{body.place.file} at byte {body.place.offset}: {error}") from error
    if hashlib.sha256(data).hexdigest() != body.sha256:
        raise ArchiveError(
            f"{body.place.file} at byte {body.place.offset}: other bytes than were fetched; restore it from a copy"
        )
    return data


def read_file(archive: Archive, url: str, kept: KeptFile) -> Attached:
    """An attachment read again from the archive; as the ledger has it where its bytes cannot be had."""
    if kept.body is not None:
        try:
            data = read_body(archive, kept.body)
        except ArchiveError:
            pass
        else:
            return attached(data, url=url, content_type=kept.body.content_type)
    return Attached(kept.sha256, kept.text, kept.type)


def derive(archive: Archive, given: Material) -> Derived:
    """The record that today's parser makes of the archived bytes."""
    try:
        data = read_body(archive, given.body)
    except ArchiveError as error:
        return Derived(given.document, None, {}, Problem("archive", str(error)))
    parsed = parse(data, url=given.url, content_type=given.body.content_type, listing=given.listing)
    files = {url: read_file(archive, url, kept) for url, kept in given.files.items()}
    named = {a.url: files[a.url] for a in parsed.record.attachments if a.url in files}
    return Derived(given.document, with_attachments(parsed, named, given.listing), files)


def keep(store: Store, given: Material, derived: Derived) -> Change:
    """Keep what was derived; inside a transaction."""
    if derived.parsed is None:
        problem = derived.problem
        assert problem is not None
        store.close_problems("reparse", given.address)
        store.add_problem(
            "reparse", problem.code, problem.message,
            portal=given.portal, document=given.document, address=given.address,
        )  # fmt: skip
        return "failed"
    store.close_problems("reparse", given.address)
    for url, found in derived.files.items():
        save_file_reading(store, given.document, url, found.type, found.text)
    change = store.save_record(
        given.document,
        given.fetch,
        derived.parsed,
        body_sha256=given.body.sha256,
        listing=given.listing,
        cause="reparse",
    )
    if change == "unchanged":
        family = derived.parsed.page.family
        save_reading(store, given.document, parser_version=PARSER_VERSION, family=family)
        return "unchanged"
    return "reparsed"


def reparse_before_revision(store: Store, archive: Archive, document: int, body_sha256: str) -> None:
    """When other bytes come and the parser changed since the last version: what the parser changed, first.

    So the version that the new bytes make shows what the ministry changed, and nothing else. Inside a transaction.
    """
    last = store.one(
        "select record.parser_version, document.body_sha256 from record join document using (id) where id = ?",
        [document],
    )
    if last is None or last["parser_version"] == PARSER_VERSION or last["body_sha256"] == body_sha256:
        return
    given = material(store, document)
    if given is not None:
        keep(store, given, derive(archive, given))


# --- all documents --------------------------------------------------------------------


class Reparsing:
    """One `dafu reparse`. ``say`` is given one line for each problem and, now and then, for progress."""

    def __init__(self, store: Store, archive: Path, say: Callable[[str], None]) -> None:
        self._store = store
        self._archive = archive
        self._say = say
        self.counts = Counts()

    def run(self, wanted: Wanted, workers: int | None = None) -> Counts:
        """Every document wanted, in the order of their numbers; goes on where the same call was cut off."""
        begin = self._resumed(wanted)
        documents = self._documents(wanted, begin)
        # A process costs half a second before it parses anything.
        useful = min(workers or os.cpu_count() or 1, len(documents) // CHUNK + 1)
        for given, derived in self._derived(documents, useful):
            with self._store.transaction():
                change = keep(self._store, given, derived)
                self._mark(wanted, given.document)
            setattr(self.counts, change, getattr(self.counts, change) + 1)
            if derived.problem is not None:
                self._say(f"problem: {given.address}: {derived.problem.message}")
            if self.counts.read % PROGRESS == 0:
                self._say(f"so far {self.counts.sentence()}; {len(documents) - self.counts.read} to go")
        with self._store.transaction():
            self._store.table("meta").delete_where("key = ?", [MARK])
        return self.counts

    def _resumed(self, wanted: Wanted) -> int:
        """The document behind which to go on."""
        row = self._store.one("select value from meta where key = ?", [MARK])
        if row is None:
            return 0
        mark = json.loads(row["value"])
        if mark["wanted"] != wanted.to_json():
            return 0
        self._say(f"goes on behind document {mark['done']}, where it was cut off")
        return int(mark["done"])

    def _mark(self, wanted: Wanted, done: int) -> None:
        text = json.dumps({"wanted": wanted.to_json(), "done": done})
        self._store.table("meta").upsert({"key": MARK, "value": text}, pk="key")

    def _documents(self, wanted: Wanted, begin: int) -> list[int]:
        rows = self._store.query(
            """
            select id from document where versions > 0 and id > :begin
              and (:portals = '[]' or portal in (select value from json_each(:portals)))
              and (:since is null or last_fetched >= :since)
            order by id
            """,
            {"begin": begin, "portals": json.dumps(wanted.portals), "since": wanted.since},
        )
        return [row["id"] for row in rows]

    def _derived(self, documents: Iterable[int], workers: int) -> Iterator[tuple[Material, Derived]]:
        """In the order of the documents, whoever is ready first."""
        given = self._given(documents)
        if workers == 1:
            archive = Archive(self._archive)
            for one in given:
                yield one, _light(derive(archive, one))
            return
        # Forked processes would share the database's connection; spawned ones import what they need.
        with ProcessPoolExecutor(workers, get_context("spawn"), _open_archive, (self._archive,)) as pool:
            # A few chunks ahead of the writer, however many documents there are.
            while batch := list(islice(given, CHUNK * workers * 4)):
                yield from zip(batch, pool.map(_derive, batch, chunksize=CHUNK), strict=True)

    def _given(self, documents: Iterable[int]) -> Iterator[Material]:
        for document in documents:
            given = material(self._store, document)
            if given is None:
                self._no_bytes(document)
            else:
                yield given

    def _no_bytes(self, document: int) -> None:
        row = self._store.one("select address, portal from document where id = ?", [document])
        assert row is not None
        message = "its bytes are not in the archive: the record stays as it is"
        with self._store.transaction():
            self._store.close_problems("reparse", row["address"])
            self._store.add_problem("reparse", "archive", message, document=document, **row)
        self.counts.failed += 1
        self._say(f"problem: {row['address']}: {message}")


# --- in the other processes -------------------------------------------------------------

_archive: list[Archive] = []


def _open_archive(root: Path) -> None:
    _archive[:] = [Archive(root)]


def _derive(given: Material) -> Derived:
    return _light(derive(_archive[0], given))


def _light(derived: Derived) -> Derived:
    """Without the page's blocks and the files' pages, which the writer does not need."""
    files = {url: replace(found, page=None) for url, found in derived.files.items()}
    if derived.parsed is None:
        return derived
    page = replace(derived.parsed.page, blocks=(), dropped=())
    return replace(derived, parsed=replace(derived.parsed, page=page), files=files)
