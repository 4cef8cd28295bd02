"""How far to read a list: the pure decision after every list page.

A walk reads from page 1 until ``CALM`` consecutive pages hold nothing new. The verdict
is per page, so pinned rows do not stop it, and a backdated row on a page that is read is
found. A sweep reads to the proven end, over several runs where the list is long; only a complete sweep
may say that a document is no longer listed.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal

from crawler.schedule import SWEEP_PAGES
from parsers.types import Entry, ListPage, ListRequest

CALM = 2
"""Consecutive pages without news after which a walk stops."""

MAX_PAGES = 3000
"""More pages than the longest real list seen (about 1,500); beyond it a pager runs in circles."""

SHRINK = 0.98
"""A sweep that finds fewer than this share of the last complete sweep's entries is not believed at once."""

DECLARED_SHRINK = 0.8
"""The same where the site itself declares the smaller number."""

FEW = 5
"""So many entries may go from a short list without doubt."""

MAX_DOORS = 4
"""Pages that only say where the rows are, one behind the other (a frame, its script, the interface)."""

_NO_WAY_ON = ("next_unknown", "encrypted_pager", "client_rendered")

Mode = Literal["walk", "sweep"]
Outcome = Literal["calm", "end", "incomplete", "paused"]
"""paused: a sweep that goes on in the next run."""


@dataclass(frozen=True, slots=True)
class Memory:
    """What the ledger knows of the column before the walk.

    ``entries``: rows listed now. ``swept``: distinct entries of the last complete sweep. ``shrunk_to``: entries
    of a sweep on an earlier day that was not believed because it found far fewer.
    """

    entries: int = 0
    swept: int | None = None
    shrunk_to: int | None = None


@dataclass(frozen=True, slots=True)
class Read:
    """Ask for the next page."""

    request: ListRequest


@dataclass(frozen=True, slots=True)
class Stop:
    """The walk is over; ``reason`` is a sentence for people. ``shrunk``: so few entries need a second look."""

    outcome: Outcome
    reason: str
    shrunk: int | None = None
    going_on: ListRequest | None = None
    """Where a paused sweep goes on."""


@dataclass(slots=True)
class Walk:
    """One walk over one column. ``seen`` are the addresses of its rows."""

    mode: Mode
    memory: Memory
    pages: int = 0
    calm: int = 0
    declared_entries: int | None = None
    declared_pages: int | None = None
    seen: set[str] = field(default_factory=set)
    rows: int = 0
    """Rows read, one that stands on two pages counted twice."""
    read: int = 0
    """Pages read in this run."""
    doors: int = 0
    asked: ListRequest | None = None
    """What was asked for last; None for the column's own address."""
    last: ListRequest | None = None
    """The request of the last page that was taken in, where it was not the column's own address."""
    _last_rows: tuple[Entry, ...] = ()
    _resumed: bool = False

    @classmethod
    def resumed(cls, memory: Memory, pages: int, seen: set[str], request: ListRequest) -> Walk:
        """A sweep that goes on with the last page that it read: rows may have moved up over the border."""
        return cls(
            "sweep", memory, pages=pages - 1, seen=seen, rows=len(seen), asked=request, last=request, _resumed=True
        )  # fmt: skip

    def step(self, page: ListPage, news: int) -> Read | Stop:
        """Take in one page that was fetched and parsed; say what to do next.

        ``news`` counts its rows that the ledger did not know with the same title and date.
        """
        aside = self.aside(page)
        if aside is not None:
            return aside
        self.pages += 1
        self.read += 1
        self.last = self.asked
        self.declared_entries = _first(page.total_entries, self.declared_entries)
        self.declared_pages = _first(page.total_pages, self.declared_pages)
        if not page.entries and page.next is None:
            return self._empty(page)
        if page.entries and page.entries == self._last_rows:
            return Stop("incomplete", f"page {self.pages} repeats page {self.pages - 1}")
        again = self._resumed and self.read == 1
        unseen = {entry.url for entry in page.entries} - self.seen
        self.seen |= unseen
        # The page that a resumed sweep reads again was counted when it was first read.
        self.rows += len(unseen) if again else len(page.entries)
        self._last_rows = page.entries
        if page.entries and not unseen and page.next is not None and not again:
            return Stop("incomplete", f"page {self.pages} shows only rows of earlier pages")
        self.calm = 0 if news else self.calm + 1
        if self.mode == "walk" and self.calm >= CALM:
            return Stop("calm", f"{CALM} pages in a row hold nothing new")
        if page.next is None and any(problem.code in _NO_WAY_ON for problem in page.problems):
            return Stop("incomplete", f"no way on after page {self.pages}{_because(page)}")
        if page.next is None:
            return self._end()
        if self.pages >= MAX_PAGES:
            return Stop("incomplete", f"no end after {MAX_PAGES} pages")
        if self.mode == "sweep" and self.read >= SWEEP_PAGES and self.last is not None:
            return self.pause(f"{SWEEP_PAGES} pages are enough for one run", self.last)
        return self._ask(page.next)

    def pause(self, because: str, last: ListRequest) -> Stop:
        """A sweep that has to wait; the next run begins with ``last``, the request of the last page that was read."""
        last = replace(last, probe=False, otherwise=None)
        return Stop("paused", f"read to page {self.pages}, goes on in the next run: {because}", going_on=last)

    def aside(self, page: ListPage) -> Read | Stop | None:
        """The decision where the answer is no page of the list to take in: a door, not the page wanted, behind the end."""
        if page.page == 0 and not page.entries and page.next is not None:
            return self._door(page.next)
        if self.asked is not None and self.asked.otherwise is not None and not self._is_wanted(page):
            return self._ask(self.asked.otherwise)
        if self.asked is not None and self.asked.probe and self._is_stale(page):
            return self._end()
        return None

    def absent(self) -> Read | Stop | None:
        """What to do where the page asked for is not there; None where it should be."""
        if self.asked is not None and self.asked.otherwise is not None:
            return self._ask(self.asked.otherwise)
        if self.asked is not None and self.asked.probe:
            return self._end()
        return None

    def _ask(self, request: ListRequest) -> Read:
        self.asked = request
        return Read(request)

    def _door(self, following: ListRequest) -> Read | Stop:
        self.doors += 1
        if self.doors > MAX_DOORS:
            return Stop("incomplete", f"{self.doors} pages lead to one another and none holds rows")
        return self._ask(following)

    def _is_wanted(self, page: ListPage) -> bool:
        return bool(page.entries) and page.entries != self._last_rows and page.page == self.pages + 1

    def _is_stale(self, page: ListPage) -> bool:
        """A page behind the last one: a stub, or one of the pages before once more."""
        if not page.entries:
            return page.next is None and all(p.code != "blocked_page" for p in page.problems)
        return all(entry.url in self.seen for entry in page.entries)

    def _empty(self, page: ListPage) -> Stop:
        over = any(problem.code in ("list_end", "list_empty") for problem in page.problems)
        if self.pages == 1:
            before = f", {self.memory.entries} entries were listed before" if self.memory.entries else ""
            return Stop("incomplete", f"the first page lists nothing{before}{_because(page)}")
        if self.declared_pages is not None and self.pages <= self.declared_pages:
            return Stop(
                "incomplete", f"page {self.pages} of {self.declared_pages} lists nothing{_because(page)}"
            )
        if page.problems and not over:
            return Stop("incomplete", f"page {self.pages} lists nothing{_because(page)}")
        return self._end()

    def _end(self) -> Stop:
        found = len(self.seen)
        if self.declared_pages is not None and self.pages < self.declared_pages:
            return Stop("incomplete", f"no way on after page {self.pages} of {self.declared_pages}")
        swept = self.memory.swept
        if (
            self.declared_entries is not None
            and self.rows < self.declared_entries
            and not (swept and found >= SHRINK * swept)
        ):
            return Stop("incomplete", f"{found} entries found, the site declares {self.declared_entries}")
        if swept and self._shrunk(found, swept):
            reason = f"{found} entries found, the last complete sweep had {swept}: believed if found again"
            return Stop("incomplete", reason, shrunk=found)
        return Stop("end", f"read to the end: {found} entries on {self.pages} pages")

    def _shrunk(self, found: int, swept: int) -> bool:
        """Whether the list lost so much that a second sweep has to confirm it."""
        before = self.memory.shrunk_to
        if before is not None and abs(found - before) <= (1 - SHRINK) * swept + 1:
            return False
        if self.declared_entries is None:
            return found < SHRINK * swept
        return swept - found > FEW and found < DECLARED_SHRINK * swept


def _because(page: ListPage) -> str:
    return ": " + "; ".join(problem.message for problem in page.problems) if page.problems else ""


def _first(new: int | None, old: int | None) -> int | None:
    return old if new is None else new
