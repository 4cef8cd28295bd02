"""The published recheck rules of others, over the same simulated letters. They know addresses, not lists.

Constants are the projects' own defaults:
Nutch `DefaultFetchSchedule` (db.fetch.interval.default = 30 days); Nutch `AdaptiveFetchSchedule` (inc_rate 0.4,
dec_rate 0.2, sync_delta with sync_delta_rate 0.3, at most 365 days); StormCrawler `AdaptiveScheduler`
(first interval 1 day, incr and decr rate 0.5, 1 hour to 14 days).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from tests.simulation.world import SimLetter


@dataclass(slots=True)
class Visits:
    """What a policy saw of one letter: days of fetches, of the revision found, of the absence found."""

    fetches: list[float] = field(default_factory=list)
    revised: list[float] = field(default_factory=list)
    absent: float | None = None


@dataclass(slots=True)
class Memory:
    """A policy's state for one letter, in days."""

    interval: float
    modified: float
    fetched: float


Next = Callable[[Memory, float, bool], float]
"""(memory, day of the fetch, changed) -> day of the next fetch."""


def fixed(memory: Memory, day: float, changed: bool) -> float:
    """Every thirty days."""
    return day + 30


def nutch_adaptive(memory: Memory, day: float, changed: bool) -> float:
    """Shorter after a change, longer after none; the sync moves the next fetch towards the change."""
    if changed:
        memory.interval *= 0.8
        memory.modified = day
    else:
        memory.interval *= 1.4
    delta = day - memory.modified
    memory.interval = max(memory.interval, delta)
    reference = day - delta * 0.3
    memory.interval = min(max(memory.interval, 1 / 1440), 365)
    return max(reference + memory.interval, day + 1 / 24)


def storm_adaptive(memory: Memory, day: float, changed: bool) -> float:
    """Half as long after a change, half as long again after none."""
    memory.interval *= 0.5 if changed else 1.5
    memory.interval = min(max(memory.interval, 1 / 24), 14)
    return day + memory.interval


def never(memory: Memory, day: float, changed: bool) -> float:
    """deltafetch, and what news crawlers do with articles."""
    return float("inf")


def visit(letter: SimLetter, rule: Next, first_interval: float, watched: float) -> Visits:
    """Fetch a letter by the rule for ``watched`` days after its first fetch, which comes when it appears."""
    seen = Visits()
    memory = Memory(first_interval, letter.appears, letter.appears)
    content, day = letter.content(letter.appears), letter.appears + first_interval
    end = letter.appears + watched
    if rule is never:
        return seen
    while day < end and seen.absent is None:
        seen.fetches.append(day)
        if not letter.served(day):
            seen.absent = day
            break
        now = letter.content(day)
        changed = now != content
        if changed:
            seen.revised.append(day)
        content = now
        day = rule(memory, day, changed)
    return seen


POLICIES: dict[str, tuple[Next, float]] = {
    "deltafetch, news articles": (never, 30),
    "fixed 30 days (Nutch default)": (fixed, 30),
    "Nutch adaptive, defaults": (nutch_adaptive, 30),
    "StormCrawler adaptive, defaults": (storm_adaptive, 1),
}
