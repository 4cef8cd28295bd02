"""The simulated ledger and the real one say the same: the real intake over the real database, day by day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from random import Random

import pytest
from scrapy import Request

from crawler.answer import Answer
from crawler.books import Books
from crawler.courtesy import Hosts
from crawler.intake import ColumnWalk, Intake
from crawler.outcome import Outcome
from crawler.plan import Plan
from crawler.portal import Column, Portal
from crawler.progress import LineReporter
from crawler.schedule import CONTROLS, RECHECKS
from crawler.settle import settle
from crawler.verdict import ColumnResult, PortalResult, judge_portal
from db.archive import Archive
from db.exchange import Location
from db.store import DueDocument, Store
from db.times import HeldClock, timestamp
from parsers.types import FileKind, Page, Parsed, Record
from tests.simulation.ours import OurCrawler
from tests.simulation.world import COLUMN, SimAnswer, SimPortal, Validators, model_letters, moment_of

PORTAL = Portal(id="sim", name="Simulated", site="http://sim.example/", columns=(Column(url=COLUMN),))


class Quiet(LineReporter):
    def problem(self, portal: str, address: str, message: str) -> None:
        """Nobody listens."""


class RealBooks(Books):
    """The real ledger with a clock that is set."""

    def __init__(self, path: Path) -> None:
        self.present = moment_of(0)
        self.clock = HeldClock(lambda: self.present)
        self.store = Store(path, clock=self.clock)
        self.store.db.conn.execute("pragma synchronous = off")
        self.archive = Archive(path.parent / "archive", clock=self.clock)
        self.reporter = Quiet()


class RealCrawler:
    """What the spider does, without Scrapy: asks the intake what to ask, asks the simulated portal."""

    def __init__(self, portal: SimPortal, path: Path) -> None:
        self.portal = portal
        self.books = RealBooks(path)

    def run(self, day: float) -> None:
        """One `dafu crawl --due`."""
        self.day = day
        books = self.books
        books.present = moment_of(day)
        books.begin([PORTAL], "dafu crawl --due")
        self.intake = Intake(books, Hosts(books), lambda portal: None)
        self.stopped, self.troubles = False, 0
        plan = Plan((PORTAL,), "dafu crawl", due=True)
        walks = [self._walk(column) for column in books.columns(PORTAL) if plan.walks(column, books.now())]
        if not self.stopped:
            self._documents()
        self._close(walks)

    def _close(self, walks: list[ColumnWalk]) -> None:
        books = self.books
        counts = books.counts["sim"]
        entries = {row.url: row.entries for row in books.columns(PORTAL)}
        columns = [
            ColumnResult(w.column.url, w.stop.outcome, w.stop.reason, w.reached, entries[w.column.url])
            for w in walks
            if w.stop is not None
        ]
        result = PortalResult(
            "sim", columns, counts.fetched + counts.failed, counts.failed, counts.new, counts.new,
            earlier_entries=books.store.earlier_entries("sim"),
        )  # fmt: skip
        verdict = judge_portal(result)
        with books.store.transaction():
            whole, _ = settle(books, "sim", verdict)
            books.store.finish_run(books.run, verdict.word, verdict.reasons, {})
        assert whole.balanced

    def _walk(self, column: object) -> ColumnWalk:
        walking = self.intake.begin_walk(column, sweep=False)  # type: ignore[arg-type]
        wanted = walking.request
        while True:
            outcome, page = self.portal.page(self.day, walking.walk.pages + 1)
            answer = self._answer(wanted.url, "list", outcome)
            self.stopped = outcome in (Outcome.NETWORK, Outcome.SERVER_ERROR, Outcome.BLOCKED)
            with self.books.store.transaction():
                following = self.intake.list_page_in(walking, answer, page)
            if following is None:
                leg = self.intake.next_leg(walking)
                if leg is None:
                    return walking
                walking, following = leg, leg.request
            wanted = following

    def _answer(self, url: str, kind: str, outcome: Outcome, **more: object) -> Answer:
        meta: dict[str, object] = {"kind": kind, "portal": "sim"}
        if more.pop("conditional", False):
            meta["conditional_on"] = Location("a.warc.gz", 0)
        found = outcome in (Outcome.OK, Outcome.NOT_MODIFIED)
        return Answer(
            Request(url, meta=meta),
            outcome,
            str(outcome),
            status=(304 if outcome is Outcome.NOT_MODIFIED else 200) if found else None,
            archived=Location("a.warc.gz", 0) if found else None,
            **more,  # type: ignore[arg-type]
        )

    def _documents(self) -> None:
        rechecks, controls = RECHECKS, CONTROLS
        for due in self._due():
            if due.state != "new":
                if not rechecks:
                    continue
                rechecks -= 1
            asked: DueDocument | None = due
            while asked is not None and not self.stopped:
                self._fetch(asked)
                self.stopped = self.stopped or self.intake.host_is_ill(asked)
                asked = self.intake.control_wanted(asked) if controls else None
                controls -= asked is not None
            if self.stopped:
                return

    def _due(self) -> Iterator[DueDocument]:
        while found := self.books.store.due("sim", self.books.run, 1):
            yield found[0]

    def _fetch(self, due: DueDocument) -> None:
        question, _ = self.intake.question(due)
        given = self.portal.letter(self.day, due.address, due.etag if question.conditional else None)
        answer = self._answer(
            due.address, "detail", given.outcome, conditional=question.conditional,
            body=given.body.encode(), etag=given.etag,
        )  # fmt: skip
        with self.books.store.transaction():
            self.intake.detail_in(due, answer, _parsed(given) if given.outcome is Outcome.OK else None)
        if self.intake.probe_wanted(due):
            probe = self.portal.letter(self.day, due.address, due.etag)
            self.intake.probe_answer(due, self._answer(due.address, "probe", probe.outcome, etag=probe.etag))
        if not given.outcome.healthy and not (given.outcome.absent and due.state != "new"):
            self.troubles += 1
            self.stopped = given.outcome is Outcome.BLOCKED or self.troubles >= 3
        elif given.outcome.healthy:
            self.troubles = 0


def _parsed(answer: SimAnswer) -> Parsed:
    page = Page(FileKind.HTML, None, None, "sim", (), (), ())
    return Parsed(Record(title="letter", text=f"content {answer.content}"), page)


@pytest.mark.parametrize(
    ("seed", "validators", "days"),
    [(1, "honest", 200), (2, "always 304", 330), (3, "fresh tags", 150)],
)
def test_both_ledgers_agree_every_day(seed: int, validators: Validators, days: int, tmp_path: Path) -> None:
    def portal() -> SimPortal:
        random = Random(seed)
        letters = model_letters(random, 45, first_year=160)
        for letter in letters:
            letter.appears -= 120  # some are there on the first day
            letter.dated -= 120
            letter.revisions, letter.shown = (), ()
            letter.withdrawn, letter.pinned = None, None
            if random.random() < 0.3:
                letter.revisions = (letter.appears + random.uniform(5, 60),)
                letter.shown = (random.random() < 0.3,)
            if random.random() < 0.15:
                letter.withdrawn = letter.appears + random.uniform(10, 120)
                letter.delisted = random.random() < 0.7
                letter.restored = letter.withdrawn + 60 if random.random() < 0.4 else None
        return SimPortal(seed, letters, bad_days=0.08, validators=validators)

    light, real = OurCrawler(portal()), RealCrawler(portal(), tmp_path / "corpus.db")
    for day in range(days):
        light.run(float(day))
        real.run(float(day))
        assert _of_real(real) == _of_light(light, real.books.present), f"day {day}"
    assert {known.state for known in light.documents.values()} >= {"live", "withdrawn"}
    assert real.books.store.one("select validators from portal") == {"validators": light.trust.word}


def _of_real(crawler: RealCrawler) -> dict[str, tuple[object, ...]]:
    rows = crawler.books.store.query(
        "select address, state, ladder_step, failures, next_due, due_rank from document"
    )
    return {
        row["address"]: (row["state"], row["ladder_step"], row["failures"], row["next_due"], row["due_rank"])
        for row in rows
    }


def _of_light(crawler: OurCrawler, now: datetime) -> dict[str, tuple[object, ...]]:
    return {
        known.address: (
            known.state,
            known.step,
            known.failures,
            None if known.due is None else timestamp(known.due),
            int(known.rank),
        )
        for known in crawler.documents.values()
    }
