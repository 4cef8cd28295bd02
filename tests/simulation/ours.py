"""The crawler's own decisions over a simulated portal, with a ledger of plain dictionaries.

Nothing is decided here: how far to read, what is due, what an answer means, what is proven, whom to believe
are the functions of ``crawler/``. What the store does in SQL (remember, count, select) is done here in
Python; ``test_same_as_the_store.py`` holds the two together.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from crawler import schedule
from crawler.lifecycle import ILL, Document, Look, Move, State, after_answer, withdrawal
from crawler.list_intake import RETRIED, SHRUNK_AGAIN
from crawler.outcome import Outcome
from crawler.passed import passed
from crawler.rhythm import EARLIER_YEARS, History, recent_window, rhythm, season_windows
from crawler.schedule import Rank
from crawler.validators import Reply, Trust, ask, doubtful, judge_probe, learn
from crawler.verdict import ColumnResult, PortalResult, judge_portal
from crawler.walk import Memory, Read, Stop, Walk
from db.times import timestamp
from parsers.types import Entry
from tests.simulation.world import COLUMN, SimAnswer, SimPortal, moment_of


@dataclass(slots=True)
class Row:
    """A row of ``listing``."""

    title: str
    date: str | None
    page: int
    position: int
    first: datetime
    last: datetime
    sweep: int = -1
    missing: datetime | None = None
    doubted: bool = False


@dataclass(slots=True)
class Known:
    """A row of ``document``."""

    address: str
    first_seen: datetime
    state: State = "new"
    step: int = 0
    failures: int = 0
    rechecks: int = 0
    due: datetime | None = None
    rank: Rank = Rank.NEW
    reason: str = "never fetched"
    etag: str | None = None
    content: int | None = None
    looks: list[Look] = field(default_factory=list)
    last_304: bool = False
    asked_in: int = -1


@dataclass(slots=True)
class Found:
    """What the crawler noticed, with the day."""

    fetches: dict[str, list[float]] = field(default_factory=dict)
    revised: dict[str, list[float]] = field(default_factory=dict)
    missing: dict[str, list[float]] = field(default_factory=dict)
    withdrawn: dict[str, list[float]] = field(default_factory=dict)
    restored: dict[str, list[float]] = field(default_factory=dict)
    pages: int = 0
    of_absent: dict[str, int] = field(default_factory=dict)
    """Fetches of a letter while it was missing or withdrawn."""
    verdicts: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Place:
    """A row that a walk passed, as ``crawler.passed`` wants it."""

    address: str
    page: int
    position: int
    pushed: int


def _note(book: dict[str, list[float]], address: str, day: float) -> None:
    book.setdefault(address, []).append(day)


class OurCrawler:
    """One portal's crawler."""

    def __init__(self, portal: SimPortal) -> None:
        self.portal = portal
        self.documents: dict[str, Known] = {}
        self.rows: dict[str, Row] = {}
        self.trust = Trust()
        self.found = Found()
        self.next_walk: datetime | None = None
        self.next_sweep: datetime | None = None
        self.first_sweep: datetime | None = None
        self.swept: int | None = None
        self.shrunk: tuple[int, datetime] | None = None
        self.outcomes: list[str] = []
        self.entries: list[int] = []
        self.run_number = 0
        self.wake = moment_of(0)
        self.not_before: datetime | None = None
        self.last_served: datetime | None = None

    # --- a run --------------------------------------------------------------------

    def run(self, day: float) -> None:
        """What `dafu crawl --due` does on this day."""
        now = moment_of(day)
        if now < self.wake:
            return  # nothing is due: the run would send nothing and change nothing
        walks = self.next_walk is None or self.next_walk <= now
        self.run_number += 1
        self.day, self.now = day, now
        self.tried = self.failed = self.new = self.troubles = 0
        self.served = self.stopped = False
        self.marked: list[Known] = []
        columns = [self._walk()] if walks else []
        if not self.stopped:
            self._documents()
        result = PortalResult(
            "sim", columns, self.tried, self.failed, self.new, self.new,
            earlier_entries=self.entries[:-11:-1],
        )  # fmt: skip
        self._close(judge_portal(result).word, columns)
        due = [known.due or self.now for known in self.documents.values()]
        self.wake = min([*due, self.next_walk or self.now])

    def _close(self, word: str, columns: list[ColumnResult]) -> None:
        self.found.verdicts[word] = self.found.verdicts.get(word, 0) + 1
        if word == "ok":
            self.entries.append(self._listed())
            for known in self.documents.values():
                if known.state == "missing":
                    move = withdrawal(self._document(known), known.looks, self.now)
                    if move is not None:
                        self._enter(known, move)
                        _note(self.found.withdrawn, known.address, self.day)
            return
        for known in self.marked:
            if known.state == "missing" and known.reason == "not in a complete sweep":
                known.state = "live"
                self.rows[known.address].missing = None

    def _listed(self) -> int:
        return sum(row.missing is None for row in self.rows.values())

    # --- lists --------------------------------------------------------------------

    def _walk(self) -> ColumnResult:
        sweep = self.swept is None or (self.next_sweep is not None and self.next_sweep <= self.now)
        shrunk = None
        if self.shrunk is not None and self.now - self.shrunk[1] >= SHRUNK_AGAIN:
            shrunk = self.shrunk[0]
        memory = Memory(entries=self._listed(), swept=self.swept, shrunk_to=shrunk)
        walk = Walk("sweep" if sweep else "walk", memory)
        again, reached = True, False
        while True:
            outcome, page = self.portal.page(self.day, walk.pages + 1)
            self.found.pages += 1
            if page is None:
                if again and outcome in RETRIED:
                    again = False
                    continue
                self.stopped = outcome in (Outcome.NETWORK, Outcome.SERVER_ERROR, Outcome.BLOCKED)
                decision: Read | Stop = Stop("incomplete", f"page {walk.pages + 1}: {outcome}")
            else:
                reached = True
                news = sum(
                    self._row(entry, walk.pages + 1, place, sweep=sweep)
                    for place, entry in enumerate(page.entries, 1)
                )
                decision = walk.step(page, news)
                broken = isinstance(decision, Stop) and decision.outcome == "incomplete" and not page.entries
                if broken and again:
                    walk.pages -= 1
                    again = False
                    continue
            if isinstance(decision, Stop):
                self._end_walk(walk, decision)
                return ColumnResult(COLUMN, decision.outcome, decision.reason, reached, self._listed())
            again = True

    def _row(self, entry: Entry, page: int, place: int, *, sweep: bool) -> bool:
        """Keep a list row; True where it is news."""
        known = self.documents.get(entry.url)
        if known is None:
            known = self.documents[entry.url] = Known(entry.url, self.now)
        row = self.rows.get(entry.url)
        if known.state in ("missing", "withdrawn") and (row is None or row.missing is not None):
            self._signal(known, "listed again")
        news = row is None or (row.title, row.date) != (entry.title, entry.date)
        if row is None:
            self.rows[entry.url] = row = Row(entry.title, entry.date, page, place, self.now, self.now)
        elif news:
            self._signal(known, "list row changed")
        row.title, row.date, row.page, row.position, row.last = (
            entry.title, entry.date, page, place, self.now,
        )  # fmt: skip
        row.missing, row.doubted = None, False
        if sweep:
            row.sweep = self.run_number
        return news

    def _signal(self, known: Known, reason: str) -> None:
        if known.state != "new":
            known.due, known.rank, known.reason = self.now, Rank.SIGNAL, reason

    def _end_walk(self, walk: Walk, stop: Stop) -> None:
        complete = stop.outcome == "end" and walk.mode == "sweep"
        if walk.mode == "walk" and stop.outcome in ("calm", "end"):
            self._passed(walk, at_end=stop.outcome == "end")
        if stop.outcome == "incomplete":
            failures = 1 + self.outcomes[-5:].count("incomplete")
            self.next_walk = schedule.next_try(min(failures, 5), self.now)
        else:
            self.next_walk = schedule.next_walk(COLUMN, rhythm(self._history(), self.now).hours, self.now)
        if stop.shrunk is not None:
            self.shrunk = (stop.shrunk, self.now)
            self.next_walk = self.now + timedelta(days=1)
        self.outcomes.append(stop.outcome)
        if complete:
            self._sweep_over(len(walk.seen))
        self.next_walk, _ = schedule.sooner(self.next_walk, "", self.next_sweep, self.now)

    def _sweep_over(self, entries: int) -> None:
        for address, row in self.rows.items():
            if row.missing is None and row.sweep != self.run_number and row.last < self.now:
                row.missing = self.now
                known = self.documents[address]
                if known.state == "live":
                    known.state, known.due, known.rank = "missing", self.now, Rank.ABSENCE
                    known.reason = "not in a complete sweep"
                    self.marked.append(known)
                    _note(self.found.missing, address, self.day)
        self.swept = self._listed()
        self.first_sweep = self.first_sweep or self.now
        self.shrunk = None
        self.next_sweep = schedule.next_sweep(COLUMN, entries, self.now)

    def _passed(self, walk: Walk, *, at_end: bool) -> None:
        places = [
            Place(
                address, row.page, row.position, sum(other.first > row.last for other in self.rows.values())
            )
            for address, row in self.rows.items()
            if row.page <= walk.pages and row.last < self.now and row.missing is None and not row.doubted
        ]
        for place in passed(places, pages=walk.pages, rows_read=walk.rows, at_end=at_end):
            self.rows[place.address].doubted = True
            if self.documents[place.address].state == "live":
                self._signal(self.documents[place.address], "not where the list had it")

    def _history(self) -> History:
        dates = {date.fromisoformat(row.date) for row in self.rows.values() if row.date}

        def days(first: date, last: date) -> int:
            return sum(first <= one <= last for one in dates)

        recent = recent_window(self.now)
        start = recent.last - timedelta(days=round(365.2425 * EARLIER_YEARS))
        return History(
            days(recent.first, recent.last),
            tuple(days(window.first, window.last) for window in season_windows(self.now)),
            days(start, recent.last),
            min(dates) if dates else None,
        )

    # --- documents ----------------------------------------------------------------

    def _due(self, now: datetime) -> list[Known]:
        if self.not_before is not None and now < self.not_before:
            return []
        due = [known for known in self.documents.values() if known.due is None or known.due <= now]
        return sorted(due, key=lambda known: (known.rank, known.due or moment_of(-1), known.address))

    def _documents(self) -> None:
        rechecks = schedule.RECHECKS
        controls = schedule.CONTROLS
        for known in self._due(self.now):
            if known.asked_in == self.run_number:
                continue  # as a control
            if known.state != "new":
                if not rechecks:
                    continue
                rechecks -= 1
            absent = self._fetch(known)
            while absent and not self.served and not self.stopped and controls:
                control = self._control(known)
                if control is None:
                    break
                controls -= 1
                absent = self._fetch(control, control=True)
            if self.stopped:
                break
        for known in self.documents.values():
            if known.looks and known.looks[-1].at == self.now:
                known.looks[-1] = Look(self.now, host_healthy=self.served)

    def _control(self, absent: Known) -> Known | None:
        """Another document of the host: the one whose recheck comes first."""
        others = [
            known
            for known in self.documents.values()
            if known.state == "live" and known.asked_in != self.run_number and known is not absent
        ]
        rechecks = [known for known in others if known.rank is Rank.RECHECK]
        if rechecks:
            return min(rechecks, key=lambda known: timestamp(known.due or self.now))
        return min(others, key=lambda known: known.address, default=None)

    def _document(self, known: Known) -> Document:
        row = self.rows.get(known.address)
        backlog = self.first_sweep is None or known.first_seen <= self.first_sweep
        age = schedule.age_at(known.first_seen, row.date if row else None, backlog=backlog)
        age += self.now - known.first_seen
        return Document(
            known.address,
            known.state,
            ladder_step=known.step,
            failures=known.failures,
            listed=row is not None and row.missing is None,
            age=age,
            looks=len(known.looks),
        )

    def _fetch(self, known: Known, *, control: bool = False) -> bool:
        """Ask for a document; True where it was found absent."""
        known.asked_in = self.run_number
        question = ask(
            trust=self.trust, live=known.state == "live", validators=known.etag is not None, archived=True,
            whole=True, rechecks=known.rechecks, now=self.now,
        )  # fmt: skip
        answer = self.portal.letter(self.day, known.address, known.etag if question.conditional else None)
        _note(self.found.fetches, known.address, self.day)
        if known.state in ("missing", "withdrawn"):
            self.found.of_absent[known.address] = self.found.of_absent.get(known.address, 0) + 1
        self.tried += 1
        if answer.outcome.healthy:
            self._healthy(known, answer, conditional=question.conditional)
            return False
        absent = answer.outcome.absent and known.state != "new"
        if absent:
            known.looks.append(Look(self.now, host_healthy=False))
        if absent and control and self.last_served is not None and self.now - self.last_served <= ILL:
            self.stopped = True
            return True
        before = known.state
        self._enter(known, after_answer(self._document(known), answer.outcome, self.now))
        if absent:
            if before == "live":
                _note(self.found.missing, known.address, self.day)
            return True
        self.failed += 1
        self.troubles += 1
        self.stopped = answer.outcome is Outcome.BLOCKED or self.troubles >= 3
        return False

    def _healthy(self, known: Known, answer: SimAnswer, *, conditional: bool) -> None:
        self.served, self.troubles, self.last_served = True, 0, self.now
        first = known.content is None
        whole = answer.outcome is Outcome.OK
        changed = whole and not first and answer.content != known.content
        if changed:
            _note(self.found.revised, known.address, self.day)
        old = known.etag
        if known.state == "live" and old is not None:
            moved = answer.etag is not None and answer.etag != old
            reply = Reply(conditional, not whole, changed, validators_moved=moved)
            if self.trust.holds(self.now):
                suspicious = doubtful(reply, last_was_304=known.last_304)
                self.trust = learn(self.trust, reply, self.now)
                if suspicious:
                    probe = self.portal.letter(self.day, known.address, old)
                    _note(self.found.fetches, known.address, self.day)
                    lied = probe.outcome is Outcome.NOT_MODIFIED
                    self.trust = judge_probe(self.trust, not_modified=lied, now=self.now)
        move = after_answer(self._document(known), answer.outcome, self.now, changed=changed)
        if move.restored:
            _note(self.found.restored, known.address, self.day)
        known.rechecks += known.state != "new"
        self.new += first
        known.last_304 = not whole
        if whole:
            known.content, known.etag = answer.content, answer.etag
        known.looks.clear()
        self._enter(known, move)

    def _enter(self, known: Known, move: Move) -> None:
        known.state, known.step, known.failures = move.state, move.ladder_step, move.failures
        known.due, known.rank, known.reason = move.next_due, move.rank, move.due_reason
