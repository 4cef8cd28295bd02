"""How far to read a list: the pure decision after every list page.

A walk reads from page 1 until ``CALM`` consecutive pages hold nothing new. The verdict
is per page, so pinned rows do not stop it, and a backdated row on a page that is read is
found. A sweep reads to the proven end; only a complete sweep may say that a
document is no longer listed (see ``Walk.complete``).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from parsers.types import Entry, ListPage, ListRequest

CALM = 2
"""Consecutive pages without news after which a walk stops."""

MAX_PAGES = 3000
"""More pages than the longest real list seen (about 1,500); beyond it a pager runs in circles."""

SHRINK = 0.98
"""A sweep that finds fewer than this share of the last complete sweep's entries is not believed."""

MAX_DOORS = 4
"""Pages that only say where the rows are, one behind the other (a frame, its script, the interface)."""

_NO_WAY_ON = ("next_unknown", "encrypted_pager", "client_rendered")

Mode = Literal["walk", "sweep"]
Outcome = Literal["calm", "end", "incomplete"]


@dataclass(frozen=True, slots=True)
class Memory:
    """What the ledger knows of the column before the walk.

    ``entries``: rows listed now. ``swept``: distinct entries of the last complete sweep.
    """

    entries: int = 0
    swept: int | None = None


@dataclass(frozen=True, slots=True)
class Read:
    """Ask for the next page."""

    request: ListRequest


@dataclass(frozen=True, slots=True)
class Stop:
    """The walk is over; ``reason`` is a sentence for people."""

    outcome: Outcome
    reason: str


@dataclass(slots=True)
class Walk:
    """One walk over one column."""

    mode: Mode
    memory: Memory
    pages: int = 0
    calm: int = 0
    declared_entries: int | None = None
    declared_pages: int | None = None
    seen: dict[str, Entry] = field(default_factory=dict)
    doors: int = 0
    asked: ListRequest | None = None
    """What was asked for last; None for the column's own address."""
    _last_rows: tuple[Entry, ...] = ()

    def step(self, page: ListPage, news: int) -> Read | Stop:
        """Take in one page that was fetched and parsed; say what to do next.

        ``news`` counts its rows that the ledger did not know with the same title and date.
        """
        aside = self.aside(page)
        if aside is not None:
            return aside
        self.pages += 1
        self.declared_entries = _first(page.total_entries, self.declared_entries)
        self.declared_pages = _first(page.total_pages, self.declared_pages)
        if not page.entries and page.next is None:
            return self._empty(page)
        if page.entries and page.entries == self._last_rows:
            return Stop("incomplete", f"page {self.pages} repeats page {self.pages - 1}")
        unseen = [entry for entry in page.entries if entry.url not in self.seen]
        for entry in unseen:
            self.seen[entry.url] = entry
        self._last_rows = page.entries
        if page.entries and not unseen and page.next is not None:
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
        return self._ask(page.next)

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
        if self.declared_entries is not None and found < self.declared_entries:
            return Stop("incomplete", f"{found} entries found, the site declares {self.declared_entries}")
        if self.declared_entries is None and self.memory.swept and found < SHRINK * self.memory.swept:
            return Stop(
                "incomplete", f"{found} entries found, the last complete sweep had {self.memory.swept}"
            )
        return Stop("end", f"read to the end: {found} entries on {self.pages} pages")


def _because(page: ListPage) -> str:
    return ": " + "; ".join(problem.message for problem in page.problems) if page.problems else ""


def _first(new: int | None, old: int | None) -> int | None:
    return old if new is None else new
