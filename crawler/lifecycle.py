"""The states of a document and what moves it between them: pure decisions.

new -> live -> missing -> withdrawn -> live (restored). Absence needs proof: at least three looks on three
different days over a week, each near a time at which the same host served another document. A letter that is
still listed needs more, because the list contradicts. Failures, challenges and empty
bodies are never evidence, and nothing is withdrawn by a run that is not believed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from crawler.outcome import Outcome
from crawler.schedule import BEIJING, LADDER, Rank, first_step, jitter, next_recheck, next_try

State = Literal["new", "live", "missing", "withdrawn"]

LOOKS = 3
SPAN = timedelta(days=7)
LISTED_LOOKS = 5
LISTED_SPAN = timedelta(days=30)
"""What proves the absence of a document that a list still names: a dead link is often repaired."""
LOOK_WAITS = (timedelta(days=3), timedelta(days=4), timedelta(days=4))
"""Between the first looks: the third comes a week after the first, so that nobody waits longer than the rule asks."""
LATER_RECHECK = timedelta(days=9)
"""Between looks after the first four: six of them reach over a month."""
WITHDRAWN_RECHECKS = (30, 90, 365)
CONTROL = timedelta(hours=12)
"""A host was healthy at a look if it served another document within so much time before or after."""
ILL = timedelta(days=7)
"""A host that served a document within so much time, and now serves neither a letter nor its control, is ill.

The rest of its letters waits, and so for this time at most: after it absences are taken for what they are."""


@dataclass(frozen=True, slots=True)
class Look:
    """One fetch that found a document absent, and whether the host was healthy then."""

    at: datetime
    host_healthy: bool


@dataclass(frozen=True, slots=True)
class Document:
    """What the ledger knows of a document when an answer arrives.

    ``listed``: some list names it now. ``moved``: its letter stands at another address. ``age``: how old it
    is now. ``looks``: how often it was found absent since it was last healthy, this time included.
    """

    address: str
    state: State
    ladder_step: int = 0
    failures: int = 0
    listed: bool = True
    moved: bool = False
    age: timedelta = timedelta(0)
    looks: int = 0


@dataclass(frozen=True, slots=True)
class Move:
    """The ledger's next entry for the document. ``reason`` is a sentence for people."""

    state: State
    reason: str
    ladder_step: int
    failures: int
    next_due: datetime
    due_reason: str
    rank: Rank = Rank.RECHECK
    restored: bool = False


def proven_absent(looks: Sequence[Look], *, listed: bool = False) -> bool:
    """Whether the looks prove that the document was taken away."""
    good = [look for look in looks if look.host_healthy]
    days = {look.at.astimezone(BEIJING).date() for look in good}
    if len(days) < (LISTED_LOOKS if listed else LOOKS):
        return False
    span = max(look.at for look in good) - min(look.at for look in good)
    return span >= (LISTED_SPAN if listed else SPAN)


def after_answer(
    document: Document,
    outcome: Outcome,
    now: datetime,
    *,
    changed: bool = False,
    moved_to: str | None = None,
) -> Move:
    """What a fetch with this outcome does to the document; ``moved_to`` is where its letter was found instead."""
    if outcome.healthy:
        return _healthy(document, now, changed=changed, moved_to=moved_to)
    if outcome.absent and document.state != "new":
        return _absent(document, now)
    return _failed(document, outcome, now)


def withdrawal(document: Document, looks: Sequence[Look], now: datetime) -> Move | None:
    """At the end of a run that is believed: the move of a missing document whose absence is proven."""
    if document.state != "missing" or document.moved or not proven_absent(looks, listed=document.listed):
        return None
    good = sum(look.host_healthy for look in looks)
    days = (max(look.at for look in looks) - min(look.at for look in looks)).days
    return Move(
        "withdrawn",
        f"absent on {good} looks over {days} days while the host was healthy",
        0,
        0,
        now + timedelta(days=WITHDRAWN_RECHECKS[0]),
        "recheck of a withdrawn document",
    )


def _healthy(document: Document, now: datetime, *, changed: bool, moved_to: str | None) -> Move:
    if moved_to is not None:
        return _moved(document, f"moved to {moved_to}", now)
    restored = document.state == "withdrawn"
    if document.state == "new":
        step = first_step(document.age)
    elif changed or restored:
        step = 0
    else:
        # A revision put it back to the first step; the fortnight over, its age counts again.
        step = max(document.ladder_step + 1, first_step(document.age))
    reasons = {
        "new": "first fetched",
        "live": "found changed" if changed else "found unchanged",
        "missing": "is served again" if document.listed else "still served, in no list any more",
        "withdrawn": "restored after withdrawal",
    }
    return Move(
        state="live",
        reason=reasons[document.state],
        ladder_step=step,
        failures=0,
        next_due=next_recheck(document.address, step, now),
        due_reason=f"ladder step {min(step + 1, len(LADDER))}",
        restored=restored,
    )


def _moved(document: Document, reason: str, now: datetime) -> Move:
    due = now + jitter(document.address, LADDER[-1])
    return Move("live", reason, len(LADDER) - 1, 0, due, "recheck of an address that was left")


def _absent(document: Document, now: datetime) -> Move:
    if document.moved:
        return _moved(document, "the old address is gone; the letter stands at its new one", now)
    if document.state == "withdrawn":
        step = min(document.ladder_step + 1, len(WITHDRAWN_RECHECKS) - 1)
        due = now + timedelta(days=WITHDRAWN_RECHECKS[step])
        return Move("withdrawn", "still absent", step, 0, due, "recheck of a withdrawn document")
    wait = dict(enumerate(LOOK_WAITS, 1)).get(document.looks, LATER_RECHECK)
    doubt = "absent, though still listed" if document.listed else "absent, not yet proven"
    return Move("missing", doubt, document.ladder_step, 0, now + wait, "proof of absence", rank=Rank.ABSENCE)


def _failed(document: Document, outcome: Outcome, now: datetime) -> Move:
    failures = document.failures + 1
    ranks = {"new": Rank.NEW, "missing": Rank.ABSENCE}
    return Move(
        document.state,
        f"last try failed: {outcome}",
        document.ladder_step,
        failures,
        next_try(failures, now),
        f"again after {outcome}",
        rank=ranks.get(document.state, Rank.RECHECK),
    )
