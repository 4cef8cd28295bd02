"""`dafu rebuild`: the database again, from the archive and its fetch log.

The log's events are played in their order through the same intake that a crawl uses, with the answers read
from the archive and the clock held at the moment of each. So every time, state, version and reason comes out
as it was. Three things are not derived but taken from the log: what came of a request that brought no answer,
how a run was judged, and what portal files said when they were used.

What differs from the old database on purpose: versions that only an older parser made are not there, since
today's parser reads every page; problems that tell of a single run; the hosts' budgets of today.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from scrapy import Request

from crawler.answer import Answer
from crawler.books import Books
from crawler.courtesy import Hosts
from crawler.importing import COMMAND as IMPORT
from crawler.importing import Importer
from crawler.intake import ColumnWalk, DetailWork, Intake
from crawler.keeping import UNREAD
from crawler.outcome import Outcome
from crawler.portal import Portal
from crawler.settle import settle
from crawler.verdict import Verdict
from db.archive import Archive
from db.content_coding import ContentError
from db.exchange import ArchiveError, Exchange, Location
from db.import_sources import Item
from db.store import FetchRow, Store
from db.times import HeldClock, moment
from parsers.address import host as host_of
from parsers.types import Listing

PROGRESS = 1000
"""Events after which a line says how far it is."""

NOT_BEGUN = "no run was begun that it belongs to"

Event = dict[str, Any]


class Silent:
    """Nobody watches: what was said at the time was said then."""

    def start(self, names: Mapping[str, str], counts: Mapping[str, Any]) -> None:
        pass

    def moved(self, portal: str) -> None:
        pass

    def problem(self, portal: str, address: str, message: str) -> None:
        pass

    def stop(self) -> None:
        pass


class Rebuilding(Books):
    """Plays a log into an empty store. ``say`` is given one line for each event that cannot be played."""

    def __init__(self, store: Store, clock: HeldClock, archive: Archive, say: Callable[[str], None]) -> None:
        self.store = store
        self.clock = clock
        self.archive = archive
        self.reporter = Silent()
        self.portals = {}
        self.counts = {}
        self.run = 0
        self.played = 0
        self.failed = 0
        self._say = say
        self._declared: dict[str, Portal] = {}
        self._play: dict[str, Callable[[Event], None]] = {
            "portal": self._portal,
            "run": self._run,
            "fetch": self._fetch,
            "end": self._end,
            "takedown": self._takedown,
            "takedown lifted": self._takedown_lifted,
        }
        self._replayed: Replayed | None = None
        self._importer: ImportAgain | None = None

    def play(self, event: Event) -> None:
        """Play one event; what cannot be played is said and counted, and the next one follows."""
        try:
            with self.clock.at(event["at"]):
                self._play[event["event"]](event)
        except (ArchiveError, AttributeError, ContentError, LookupError, TypeError, ValueError) as error:
            self.failed += 1
            what = event.get("address") or event.get("command") or event["event"]
            self._say(f"problem: {event.get('at')} {what}: {_words(error)}")
        self.played += 1
        if self.played % PROGRESS == 0:
            self._say(f"{self.played} events played")

    # --- runs ---------------------------------------------------------------------

    def _portal(self, event: Event) -> None:
        portal = Portal.model_validate(event["declaration"])
        self._declared[portal.id] = portal

    def _run(self, event: Event) -> None:
        # A run that cannot begin must leave nothing behind that its answers could be taken in by.
        self.run, self._replayed, self._importer = 0, None, None
        if event["command"] == IMPORT:
            importer = ImportAgain(self.store, self.archive, self._say)
            self.run = importer.begin()
            self._importer = importer
            return
        self.begin([self._declared[id_] for id_ in event["portals"]], event["command"])
        self._replayed = Replayed(self, sweep="--sweep" in event["command"])

    def _end(self, event: Event) -> None:
        if not self.run:
            raise LookupError(NOT_BEGUN)
        counts = event["counts"]
        with self.store.transaction():
            for id_, found in counts.get("portals", {}).items():
                self.counts[id_].hosts = found.get("hosts", {})
                reasons = tuple(r for r in event["reasons"] if r.startswith(f"{id_}: "))
                settle(self, id_, Verdict(found["verdict"], reasons))
            self.store.finish_run(self.run, event["verdict"], event["reasons"], counts)

    # --- answers --------------------------------------------------------------------

    def _fetch(self, event: Event) -> None:
        if event["kind"] == "import" and self._importer is not None:
            self._importer.again(event)
        elif event["kind"] != "import" and self._replayed is not None:
            self._replayed.take(event, self._answer(event))
        else:
            raise LookupError(NOT_BEGUN)

    def _answer(self, event: Event) -> Answer:
        """The answer as the crawl had it, its bytes from the archive."""
        meta: dict[str, Any] = {
            "kind": event["kind"],
            "portal": event["portal"],
            "answered_at": event["at"],
            "sent_because": event.get("sent_because"),
        }
        final = event.get("location")
        if final:
            meta["redirect_urls"] = [event["address"]]
        if event.get("conditional"):
            meta["conditional_on"] = True
        place = _place(event)
        return Answer(
            Request(final or event["address"], meta=meta),
            Outcome(event["outcome"]),
            event["detail"],
            status=event.get("status"),
            # Without a hash: bytes that could not be unpacked.
            body=_body(self.archive.read(place), event) if place and event.get("body_sha256") else b"",
            content_type=event.get("content_type"),
            etag=event.get("etag"),
            last_modified=event.get("last_modified"),
            final_address=final,
            archived=place,
        )

    # --- takedowns --------------------------------------------------------------------

    def _takedown(self, event: Event) -> None:
        row = {name: event[name] for name in ("address", "reason", "at")}
        with self.store.transaction():
            self.store.table("takedown").upsert(row, pk="address")

    def _takedown_lifted(self, event: Event) -> None:
        with self.store.transaction():
            self.store.table("takedown").delete_where("address = ?", [event["address"]])


class Replayed:
    """The walks and documents of one run that is played again."""

    def __init__(self, books: Books, *, sweep: bool) -> None:
        self._books = books
        self._store = books.store
        self._sweep = sweep
        self._hosts = Hosts(books)
        self._intake = Intake(books, self._hosts, lambda _: None)
        self._walks: dict[str, ColumnWalk] = {}
        self._works: dict[str, DetailWork] = {}

    def take(self, event: Event, answer: Answer) -> None:
        """Play one answer. Raises LookupError for one that today's rules would not have asked for."""
        if answer.outcome.asked:
            self._hosts.of(answer.request.url).asked(self._books.clock())
        {
            "robots": self._robots,
            "list": self._list,
            "detail": self._detail,
            "probe": self._probe,
            "attachment": self._attachment,
            "check": self._visit,
            "discover": self._visit,
        }[event["kind"]](event, answer)

    def _row(self, event: Event, answer: Answer) -> FetchRow:
        """The row of a request that belongs to no list and no document."""
        place = answer.archived
        return FetchRow(
            address=event["address"],
            kind=event["kind"],
            reason=event["reason"],
            outcome=answer.outcome,
            detail=answer.detail,
            at=event.get("fetched_at") or event["at"],
            status=answer.status,
            content_type=answer.content_type,
            body=None if answer.status is None or answer.outcome in UNREAD else answer.body,
            etag=answer.etag,
            last_modified=answer.last_modified,
            location=answer.final_address,
            portal=event["portal"],
            warc_file=place.file if place else None,
            warc_offset=place.offset if place else None,
        )

    def _visit(self, event: Event, answer: Answer) -> None:
        """A page that `dafu check` or `dafu discover` looked at: nothing followed for the ledger."""
        with self._store.transaction():
            self._store.save_fetch(self._books.run, self._row(event, answer))
            self._hosts.keep(event["address"])

    def _robots(self, event: Event, answer: Answer) -> None:
        with self._store.transaction():
            self._store.save_fetch(self._books.run, self._row(event, answer))
            self._hosts.keep(event["address"])
            self._store.save_host(
                {
                    "name": host_of(event["address"]),
                    "robots_at": event["at"],
                    "robots_status": answer.status,
                    "robots_text": answer.body.decode("utf-8", "replace") if answer.status == 200 else None,
                }
            )

    def _list(self, event: Event, answer: Answer) -> None:
        walking = self._walks.get(event["column"]) or self._begun(event)
        if self._intake.list_answer(walking, answer) is None:
            following = self._intake.next_leg(walking)
            if following is not None:
                self._walks[event["column"]] = following

    def _begun(self, event: Event) -> ColumnWalk:
        column = self._store.columns(event["portal"])[event["column"]]
        walking = self._intake.begin_walk(column, sweep=self._sweep)
        self._walks[column.url] = walking
        return walking

    def _detail(self, event: Event, answer: Answer) -> None:
        due = self._store.document_due(self._document(event), event["reason"])
        work = self._intake.detail_answer(due, answer)
        if work is not None:
            self._works[event["document"]] = work

    def _probe(self, event: Event, answer: Answer) -> None:
        due = self._store.document_due(self._document(event), event["reason"])
        self._intake.probe_answer(due, answer)

    def _attachment(self, event: Event, answer: Answer) -> None:
        work = self._works[event["document"]]
        if event["address"] not in work.wanted:
            raise LookupError("today's parser names no such attachment")
        if self._intake.attachment_answer(work, event["address"], answer):
            del self._works[event["document"]]  # a first crawl has as many as letters with files

    def _document(self, event: Event) -> int:
        row = self._store.one("select id from document where address = ?", [event["document"]])
        if row is None:
            raise LookupError("no list names this document")
        return int(row["id"])


class ImportAgain(Importer):
    """Imports what lies in the archive already."""

    def again(self, event: Event) -> None:
        """Play one imported file. Raises ArchiveError and ContentError where its bytes cannot be had."""
        place = _place(event)
        if place is None:
            raise LookupError("its bytes are not in the archive")
        self._place = place
        exchange = self._archive.read(place)
        address = event["address"]
        given = json.loads(event["given"]) if event.get("given") else None
        item = Item(
            event["detail"],
            None if address.startswith("urn:") else address,
            _body(exchange, event),
            event["content_type"],
            moment(event["fetched_at"]) if event["fetched_at"] != event["at"] else None,
            Listing(**given) if given else None,
            exchange if exchange.response is not None else None,
        )
        self.take(item)

    def _archive_bytes(self, item: Item, address: str, at: object) -> Location:
        return self._place


def _place(event: Event) -> Location | None:
    file = event.get("warc_file")
    return Location(file, event["warc_offset"]) if file else None


def _body(exchange: Exchange, event: Event) -> bytes:
    """What was taken in. Raises ArchiveError where the archive holds something else."""
    body = b"" if exchange.status == 304 else exchange.body
    if hashlib.sha256(body).hexdigest() != event["body_sha256"]:
        place = exchange.location
        raise ArchiveError(
            f"{place.file} at byte {place.offset}: other bytes than were fetched; restore it from a copy"
        )
    return body


def _words(error: Exception) -> str:
    """A KeyError says only the key."""
    return (
        f"{type(error).__name__}: {error}"
        if isinstance(error, (AttributeError, KeyError, TypeError))
        else str(error)
    )


def empty(path: Path) -> None:
    """Take away a database that is to be made anew."""
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
