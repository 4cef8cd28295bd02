"""A portal that exists only as numbers: letters that appear, change and go, lists, bad days. No HTTP, no text."""

from __future__ import annotations

import hashlib
from bisect import insort
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Literal

from crawler.outcome import Outcome
from parsers.types import Entry, ListPage, ListRequest, Problem

BEGIN = datetime(2024, 1, 1, 18, tzinfo=UTC)
"""Two in the morning in Beijing: scheduled crawls run at night."""

PER_PAGE = 20
COLUMN = "http://sim.example/list/"

Weather = Literal[
    "fine",
    "down",
    "errors",
    "challenge",
    "all gone",  # every address answers 404, lists too
    "letters gone",  # lists are fine, every letter is 404
    "half gone",  # lists are fine, half of the letters are 404
    "home",  # everything is redirected to the home page
    "short list",  # the list shows and declares less than half
    "empty list",  # 200, the page without its rows
    "moving",  # half of the letters are 404 and in no list, which declares the other half only
]
BAD: tuple[Weather, ...] = (
    *("down", "errors", "challenge", "all gone", "letters gone", "half gone", "home"),
    *("short list", "empty list"),
)

Validators = Literal["none", "honest", "always 304", "fresh tags", "same tag"]
"""fresh tags: another ETag with every answer; same tag: one ETag for every content; always 304: to any ETag."""


def moment_of(day: float) -> datetime:
    """The time of a run on this day (counted from 0)."""
    return BEGIN + timedelta(days=day)


@dataclass(slots=True)
class SimLetter:
    """One letter's life, in days. ``shown`` says which revisions change the list row."""

    number: int
    appears: float
    dated: float
    revisions: tuple[float, ...] = ()
    shown: tuple[bool, ...] = ()
    withdrawn: float | None = None
    delisted: bool = True
    restored: float | None = None
    pinned: tuple[float, float] | None = None
    delisted_only: float | None = None
    """Its row goes, its page stays."""

    @property
    def url(self) -> str:
        return f"http://sim.example/letter/{self.number}.html"

    def served(self, day: float) -> bool:
        """Whether its page is there."""
        if day < self.appears:
            return False
        return self.withdrawn is None or day < self.withdrawn or (
            self.restored is not None and day >= self.restored
        )  # fmt: skip

    def listed(self, day: float) -> bool:
        """Whether it has a row."""
        if self.delisted_only is not None and day >= self.delisted_only:
            return False
        return day >= self.appears and (self.served(day) or not self.delisted)

    def content(self, day: float) -> int:
        """The number of its revision."""
        return sum(at <= day for at in self.revisions)

    def row(self, day: float) -> tuple[str, str]:
        """Title and date as listed."""
        seen = sum(at <= day for at, shown in zip(self.revisions, self.shown, strict=True) if shown)
        date = (BEGIN + timedelta(days=self.dated)).date().isoformat()
        return f"letter {self.number}" + f" (revised {seen})" * bool(seen), date

    def changes(self) -> list[float]:
        """Days on which the list may look different."""
        days = [self.appears, *(at for at, shown in zip(self.revisions, self.shown, strict=True) if shown)]
        days += [at for at in (self.withdrawn, self.restored, self.delisted_only) if at is not None]
        return [*days, *(self.pinned or ())]


@dataclass(slots=True)
class SimAnswer:
    """An answer to a request for a letter. ``content`` is what its record would say, ``body`` its bytes."""

    outcome: Outcome
    content: int = -1
    body: str = ""
    etag: str | None = None


@dataclass(slots=True)
class SimPortal:
    """One column of letters, its weather and its manners."""

    seed: int
    letters: list[SimLetter]
    bad_days: float = 0.0
    spells: tuple[tuple[float, float, Weather], ...] = ()
    """(first day, day after the last, weather)."""
    validators: Validators = "honest"
    counter: bool = False
    """A view counter changes the bytes at every answer."""
    declares: bool = True
    moves: tuple[tuple[float, str], ...] = ()
    """From a day on the column's pages answer 404: it stands at another address (a declaration follows)."""
    requests: int = 0
    _by_url: dict[str, SimLetter] = field(default_factory=dict)
    _changes: list[float] = field(default_factory=list)
    _rows: tuple[Entry, ...] = ()
    _rows_until: float = -1.0

    def __post_init__(self) -> None:
        self._by_url = {letter.url: letter for letter in self.letters}
        for letter in self.letters:
            for day in letter.changes():
                insort(self._changes, day)

    def weather(self, day: float) -> Weather:
        for first, end, kind in self.spells:
            if first <= day < end:
                return kind
        if self.bad_days and self._chance("weather", int(day)) < self.bad_days:
            return BAD[int(self._chance("kind", int(day)) * len(BAD))]
        return "fine"

    def _chance(self, *what: object) -> float:
        digest = hashlib.blake2b(repr((self.seed, *what)).encode(), digest_size=8).digest()
        return int.from_bytes(digest, "big") / 2**64

    def rows(self, day: float) -> tuple[Entry, ...]:
        """The list as it truly is: pinned rows first, then by date."""
        if not self._rows_until >= 0 or day >= self._rows_until or day < self._rows_from:
            listed = [letter for letter in self.letters if letter.listed(day)]
            listed.sort(key=lambda one: (not _pinned(one, day), -one.dated, -one.number))
            self._rows = tuple(Entry(one.url, *one.row(day)) for one in listed)
            self._rows_from = day
            self._rows_until = next((at for at in self._changes if at > day), float("inf"))
        return self._rows

    _rows_from: float = 0.0

    def page(self, day: float, number: int) -> tuple[Outcome, ListPage | None]:
        """List page ``number`` (from 1) as it is answered on a day."""
        self.requests += 1
        weather = self.weather(day)
        failed = _FAILURES.get(weather)
        if failed is not None:
            return failed, None
        if weather == "all gone":
            return Outcome.GONE, None
        if weather in ("home", "empty list"):
            return Outcome.OK, ListPage("sim", (), number, None, problems=(Problem("list_empty", "no rows"),))
        rows = self.rows(day)
        if weather == "moving":
            rows = tuple(row for row in rows if self._by_url[row.url].number % 2)
        if weather == "short list":
            rows = rows[: max(1, len(rows) * 2 // 5)]
        shown = rows[(number - 1) * PER_PAGE : number * PER_PAGE]
        pages = max(-(-len(rows) // PER_PAGE), 1)
        following = ListRequest(f"{COLUMN}index_{number}.html") if number < pages else None
        declared = (pages, len(rows)) if self.declares else (None, None)
        return Outcome.OK, ListPage("sim", shown, number, following, *declared)

    def letter(self, day: float, url: str, etag: str | None = None) -> SimAnswer:
        """The answer to a request for a letter, with an ETag sent or not."""
        self.requests += 1
        weather = self.weather(day)
        failed = _FAILURES.get(weather)
        if failed is not None:
            return SimAnswer(failed)
        one = self._by_url[url]
        gone = weather in ("all gone", "letters gone", "home")
        gone = gone or (weather == "moving" and not one.number % 2)
        if gone or (weather == "half gone" and self._chance("half", int(day), one.number) < 0.5):
            return SimAnswer(Outcome.GONE)
        if not one.served(day):
            return SimAnswer(Outcome.GONE)
        content = one.content(day)
        body = f"{one.number} {content} {self.requests if self.counter else 0}"
        tag = self._tag(body)
        if etag is not None and (self.validators == "always 304" or etag == tag):
            return SimAnswer(Outcome.NOT_MODIFIED, etag=etag)
        return SimAnswer(Outcome.OK, content, body, tag)

    def _tag(self, body: str) -> str | None:
        if self.validators == "none":
            return None
        if self.validators == "same tag":
            return '"1"'
        return f'"{body} {self.requests}"' if self.validators == "fresh tags" else f'"{body}"'


_FAILURES: dict[Weather, Outcome] = {
    "down": Outcome.NETWORK,
    "errors": Outcome.SERVER_ERROR,
    "challenge": Outcome.BLOCKED,
}


def _pinned(letter: SimLetter, day: float) -> bool:
    return letter.pinned is not None and letter.pinned[0] <= day < letter.pinned[1]


def model_letters(
    random: Random, count: int, *, first_year: float = 365.0, watched: float = 1095.0
) -> list[SimLetter]:
    """Letters as the model in the research has them.

    They come in batches May to November of the first year and are watched for three years each. 3 % are
    revised once, most of them soon (exponential, 60 days), of which 3 in 10 show in the list row; 1 % are withdrawn
    some time, 92 % of these lose their row too. One in 50 is backdated, one in 100 pinned for a month.
    """
    batches = [random.uniform(125, min(first_year, 330)) for _ in range(max(count // 8, 1))]
    letters = []
    for number in range(count):
        appears = float(int(random.choice(batches)))
        dated = appears - (random.uniform(30, 200) if random.random() < 0.02 else 0)
        letter = SimLetter(number, appears, dated)
        if random.random() < 0.03:
            letter.revisions = (appears + min(random.expovariate(1 / 60), watched - 1),)
            letter.shown = (random.random() < 0.3,)
        if random.random() < 0.01:
            letter.withdrawn = appears + random.uniform(1, watched)
            letter.delisted = random.random() < 0.92
        if random.random() < 0.01:
            start = appears + random.uniform(0, 300)
            letter.pinned = (start, start + 30)
        letters.append(letter)
    return letters


def days_between(first: float, later: Sequence[float]) -> list[float]:
    """Distances of the later days."""
    return [day - first for day in later]
