"""When what is due: pure functions of typed values and a given time.

Due = never fetched, or its list row changed, or its ladder date is reached, or it is
missing from a complete sweep, or a new parser asks. The ladder goes by the age of our knowledge,
because a reply changes at most once or twice in its life, and mostly soon.
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta, timezone

BEIJING = timezone(timedelta(hours=8))
"""China has had one time and no summer time since 1991; no time zone database is needed."""

LADDER = (14, 30, 60, 120, 240, 365)
"""Days until the next recheck, by step; the last step repeats."""

JITTER = 0.10
"""Share by which a date is moved, so that a column read in one day does not come back in one day."""

SWEEP_DAYS = 14
WALK_HOURS = 24
RETRY_HOURS = (1, 6, 24, 72, 168)
"""Hours until a failed document is tried again, by failures in a row."""

AUDIT_EVERY = 4
"""Every n-th recheck is unconditional: a host may answer 304 for ever."""

OFF_PEAK = (22, 7)
"""Beijing hours between which scheduled crawls run."""


def jitter(key: str, days: float) -> timedelta:
    """``days`` moved by up to ten per cent, the same way for the same key on every machine."""
    digest = hashlib.sha256(key.encode()).digest()
    share = int.from_bytes(digest[:4], "big") / 0xFFFFFFFF * 2 - 1
    return timedelta(days=days * (1 + JITTER * share))


def next_recheck(address: str, step: int, now: datetime) -> datetime:
    """When a document that was found healthy on ladder step ``step`` (from 0) is looked at again."""
    days = LADDER[min(step, len(LADDER) - 1)]
    return now + jitter(f"{address} {step}", days)


def next_try(failures: int, now: datetime) -> datetime:
    """When a document that failed ``failures`` times in a row (at least 1) is tried again."""
    return now + timedelta(hours=RETRY_HOURS[min(failures, len(RETRY_HOURS)) - 1])


def next_walk(column: str, now: datetime) -> datetime:
    """When a column is walked again."""
    return now + jitter(f"{column} walk", WALK_HOURS / 24)


def next_sweep(column: str, now: datetime) -> datetime:
    """When a column is read to its end again."""
    return now + jitter(f"{column} sweep", SWEEP_DAYS)


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
