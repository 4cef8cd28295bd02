"""When what is due: pure functions of typed values and a given time.

Due = never fetched, or its list row changed, or its ladder date is reached, or it is
missing from a complete sweep. A new parser asks for nothing here: it reads the archive again
(``dafu reparse``). The ladder goes by the age of the letter, because a reply changes at most once or twice
in its life, and mostly soon.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from datetime import date, datetime, timedelta, timezone
from enum import IntEnum
from itertools import accumulate

BEIJING = timezone(timedelta(hours=8))
"""China has had one time and no summer time since 1991; no time zone database is needed."""

LADDER = (14, 30, 60, 120, 240, 365)
"""Days until the next recheck, by step; the last step repeats."""

JITTER = 0.10
"""Share by which a date is moved, so that a column read in one day does not come back in one day."""

SWEEPS = ((300, 7), (1000, 14))
"""(entries at most, days between two sweeps): what is gone from a short list is found within the week."""

BIG_SWEEP_DAYS = 30
"""Days between two sweeps of a longer column."""

SWEEP_PAGES = 150
"""List pages of a sweep in one run, at most; a longer one goes on in the next run."""

RETRY_HOURS = (1, 6, 24, 72, 168, 720, 2160)
"""Hours until a failed document is tried again, by failures in a row: a dead link costs four requests a year."""

RECHECKS = 200
"""Documents of a portal looked at again in a run, at most: bounds the load whatever happens."""

CONTROLS = 3
"""Documents of a portal that are asked for in a run only to see whether their host serves anything."""

AUDIT_EVERY = 4
"""Every n-th recheck is unconditional: a host may answer 304 for ever."""

OFF_PEAK = (22, 7)
"""Beijing hours between which scheduled crawls run."""


class Rank(IntEnum):
    """What is asked for first where not everything can be; among equals the longest due."""

    SIGNAL = 0  # the list says that something happened
    ABSENCE = 1  # a look that proves or refutes that a document is gone
    NEW = 2  # never fetched
    RECHECK = 3  # a date on the ladder


def jitter(key: str, days: float) -> timedelta:
    """``days`` moved by up to ten per cent, the same way for the same key on every machine."""
    digest = hashlib.sha256(key.encode()).digest()
    share = int.from_bytes(digest[:4], "big") / 0xFFFFFFFF * 2 - 1
    return timedelta(days=days * (1 + JITTER * share))


def next_recheck(address: str, step: int, now: datetime) -> datetime:
    """When a document that was found healthy on ladder step ``step`` (from 0) is looked at again."""
    days = LADDER[min(step, len(LADDER) - 1)]
    return now + jitter(f"{address} {step}", days)


_AGES = tuple(accumulate(LADDER))


def first_step(age: timedelta) -> int:
    """The step of a document that is so old, as if it had been fetched on its first day and never changed.

    What is two years old when it is first fetched is not looked at every fortnight.
    """
    return min(bisect_right(_AGES, age / timedelta(days=1)), len(LADDER) - 1)


def age_at(first_seen: datetime, listed: str | None, *, backlog: bool) -> timedelta:
    """How old a document was when it was first seen.

    ``backlog``: it was there before the column was first read to its end; then its listed date (ISO) counts.
    What appears later is new whatever date it bears: backdating is common.
    """
    if not backlog or listed is None:
        return timedelta(0)
    try:
        day = date.fromisoformat(listed)
    except ValueError:
        return timedelta(0)
    return max(first_seen.astimezone(BEIJING).date() - day, timedelta(0))


def next_try(failures: int, now: datetime) -> datetime:
    """When a document that failed ``failures`` times in a row (at least 1) is tried again."""
    return now + timedelta(hours=RETRY_HOURS[min(failures, len(RETRY_HOURS)) - 1])


def next_walk(column: str, hours: float, now: datetime) -> datetime:
    """When a column with this rhythm is walked again."""
    return now + jitter(f"{column} walk", hours / 24)


def sooner(walk: datetime, why: str, sweep: datetime | None, now: datetime) -> tuple[datetime, str]:
    """When a column is next read, and why: when its walk is due, or when its sweep is, if that comes first."""
    if sweep is None or sweep >= walk or sweep <= now:
        return walk, why
    return sweep, "its sweep is due"


def next_sweep(column: str, entries: int, now: datetime) -> datetime:
    """When a column of so many entries is read to its end again."""
    days = next((days for most, days in SWEEPS if entries <= most), BIG_SWEEP_DAYS)
    return now + jitter(f"{column} sweep", days)


def conditional(rechecks: int) -> bool:
    """Whether the next recheck may carry validators; ``rechecks`` healthy ones were made."""
    return (rechecks + 1) % AUDIT_EVERY != 0


def off_peak(now: datetime) -> bool:
    """Whether it is night in Beijing."""
    hour = now.astimezone(BEIJING).hour
    start, end = OFF_PEAK
    return hour >= start or hour < end


def beijing_day(now: datetime) -> str:
    """The day that a host's budget is counted by."""
    return now.astimezone(BEIJING).date().isoformat()
