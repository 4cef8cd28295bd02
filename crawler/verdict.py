"""Whether a run may be believed: ok, suspect or failed, with the reasons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Literal

Word = Literal["ok", "suspect", "failed"]

FAILED_SHARE = 0.05
"""More failed documents than this share of those tried make a run suspect."""
FILL_SHARE = 0.5
"""A text on fewer than this share of the new documents means that the parser or the site broke."""
DROP_SHARE = 0.5
"""Fewer entries listed than this share of the median of the last ten runs."""
DEAD_SHARE = 0.5
DEAD_LINKS = 3
"""So many listed letters that are not there, and more than this share of those asked for, mean that our reading of
the list or the site broke. Fewer are dead links, which every long list has: an answer, no failure."""


@dataclass(frozen=True, slots=True)
class ColumnResult:
    """One column's walk as the verdict sees it. ``asked`` is False where nothing could be sent."""

    url: str
    outcome: Literal["calm", "end", "incomplete", "paused"]
    reason: str
    reached: bool
    entries: int
    """Entries listed in the column after the walk."""


@dataclass(frozen=True, slots=True)
class PortalResult:
    """One portal's run."""

    portal: str
    columns: Sequence[ColumnResult]
    tried: int
    failed: int
    new: int
    new_with_text: int
    min_entries: int = 0
    earlier_entries: Sequence[int] = ()
    """Entries listed at the end of earlier runs that were believed, newest first, at most ten."""
    dead: int = 0
    """Letters asked for the first time in this run that are not there; ``new`` are those that are."""
    never_there: int = 0
    ever_there: int = 0
    """Listed letters that were asked for at any time: never found, and found at least once."""


@dataclass(frozen=True, slots=True)
class Verdict:
    word: Word
    reasons: tuple[str, ...] = ()


def judge_portal(result: PortalResult) -> Verdict:
    """The verdict on one portal."""
    if result.columns and not any(column.reached for column in result.columns):
        return Verdict("failed", tuple(f"{result.portal}: {c.url}: {c.reason}" for c in result.columns))
    reasons = [f"{c.url}: {c.reason}" for c in result.columns if c.outcome == "incomplete"]
    entries = sum(column.entries for column in result.columns)
    if result.columns and entries < result.min_entries:
        reasons.append(f"{entries} entries listed, at least {result.min_entries} expected")
    if result.columns and result.earlier_entries:
        usual = median(result.earlier_entries)
        if entries < DROP_SHARE * usual:
            reasons.append(f"{entries} entries listed, the median of earlier runs is {usual:g}")
    if result.failed > FAILED_SHARE * result.tried:
        reasons.append(f"{result.failed} of {result.tried} documents failed")
    for dead, there, when in (
        (result.dead, result.new, "new letters"),
        (result.never_there, result.ever_there, "letters ever asked for"),
    ):
        if dead >= DEAD_LINKS and dead > DEAD_SHARE * (dead + there):
            reasons.append(
                f"{dead} of {dead + there} {when} are not there: are the list's addresses read rightly?"
            )
            break
    if result.new_with_text < FILL_SHARE * result.new:
        reasons.append(f"only {result.new_with_text} of {result.new} new documents have a text")
    named = tuple(f"{result.portal}: {reason}" for reason in reasons)
    return Verdict("suspect" if named else "ok", named)


def judge(results: Sequence[PortalResult]) -> Verdict:
    """The verdict on the run: failed where every portal failed, suspect where any is not ok."""
    verdicts = [judge_portal(result) for result in results]
    reasons = tuple(reason for verdict in verdicts for reason in verdict.reasons)
    if verdicts and all(verdict.word == "failed" for verdict in verdicts):
        return Verdict("failed", reasons)
    return Verdict("suspect" if reasons else "ok", reasons)
