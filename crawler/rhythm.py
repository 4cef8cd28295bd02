"""How often a column is read: from its own history, with the season in it.

Letters come in batches, May to November (replies are due three months after the sessions of winter;
publication takes another month). A column is read about twice between two days on which
letters appear, judged by the last weeks and by the same weeks of earlier years.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from crawler.schedule import BEIJING

SHORTEST, LONGEST = 6.0, 14 * 24.0
"""Hours between two walks."""

SEASON_MONTHS = range(5, 12)
IN_SEASON, OUT_OF_SEASON = 24.0, 84.0
"""Hours where a column has no history: daily May to November, twice a week otherwise."""
QUIET_IN_SEASON = 72.0
"""Hours at most within the season: the first letter of the year is not waited for."""

RECENT = timedelta(days=45)
AROUND = timedelta(days=30)
"""Days before and after today that count as the same season of an earlier year."""
EARLIER_YEARS = 3
ENOUGH = 8
"""Days with letters from which on a column's own history speaks."""


@dataclass(frozen=True, slots=True)
class Window:
    """Days, both included, in which days with letters are counted."""

    first: date
    last: date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


@dataclass(frozen=True, slots=True)
class History:
    """Days with letters: in the recent window, in the windows of earlier years (newest first), in all of them."""

    recent: int
    seasons: tuple[int, ...]
    known: int
    """Days with letters within the last EARLIER_YEARS years."""
    oldest: date | None


@dataclass(frozen=True, slots=True)
class Rhythm:
    """``reason`` is a sentence for people."""

    hours: float
    reason: str


def recent_window(now: datetime) -> Window:
    """The days whose letters say how the column behaves at present."""
    today = now.astimezone(BEIJING).date()
    return Window(today - RECENT + timedelta(days=1), today)


def season_windows(now: datetime) -> tuple[Window, ...]:
    """The weeks around this day in earlier years, newest first."""
    today = now.astimezone(BEIJING).date()
    centres = [today - timedelta(days=round(365.2425 * years)) for years in range(1, EARLIER_YEARS + 1)]
    return tuple(Window(centre - AROUND, centre + AROUND) for centre in centres)


def rhythm(history: History, now: datetime) -> Rhythm:
    """Hours until the column is walked again."""
    in_season = now.astimezone(BEIJING).month in SEASON_MONTHS
    name = "May to November" if in_season else "December to April"
    if history.known < ENOUGH:
        hours = IN_SEASON if in_season else OUT_OF_SEASON
        return Rhythm(hours, f"every {_spoken(hours)}: little history, {name}")
    recent = history.recent / recent_window(now).days
    # A window counts only where the column reaches back to it: before its first letter, silence says nothing.
    windows = [
        count / window.days
        for count, window in zip(history.seasons, season_windows(now), strict=True)
        if history.oldest is not None and history.oldest <= window.first
    ]
    usual = sum(windows) / len(windows) if windows else 0.0
    rate = max(recent, usual)
    longest = QUIET_IN_SEASON if in_season else LONGEST
    hours = min(max(12 / rate, SHORTEST), longest) if rate else longest
    why = (
        f"letters on {history.recent} of the last {RECENT.days} days, "
        f"on {usual * 61:.0f} of 61 days at this time of earlier years"
    )
    return Rhythm(hours, f"every {_spoken(hours)}: {why}")


def _spoken(hours: float) -> str:
    return f"{hours:.0f} hours" if hours < 48 else f"{hours / 24:.1f} days"
