"""The states of a document and what moves it between them.

new -> live -> missing -> withdrawn -> live (restored). Absence needs proof: at least
three looks on three different days over a week, each in a run in which the same host answered healthily.
Failures, challenges and empty bodies are never evidence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from crawler.outcome import Outcome
from crawler.schedule import BEIJING, next_recheck, next_try

State = Literal["new", "live", "missing", "withdrawn"]

LOOKS = 3
SPAN = timedelta(days=7)
MISSING_RECHECK = timedelta(days=3, hours=12)
"""Three looks at this distance reach over a week."""
WITHDRAWN_RECHECKS = (30, 90, 365)


@dataclass(frozen=True, slots=True)
class Look:
    """One fetch that found a document absent, and whether the host was healthy in that run."""

    at: datetime
    host_healthy: bool


@dataclass(frozen=True, slots=True)
class Document:
    """What the ledger knows of a document when an answer arrives."""

    address: str
    state: State
    ladder_step: int = 0
    failures: int = 0
    rechecks: int = 0
    absences: tuple[Look, ...] = ()


@dataclass(frozen=True, slots=True)
class Move:
    """The ledger's next entry for the document. ``reason`` is a sentence for people."""

    state: State
    reason: str
    ladder_step: int
    failures: int
    next_due: datetime
    due_reason: str
    restored: bool = False


def proven_absent(looks: Sequence[Look]) -> bool:
    """Whether the looks prove that the document was taken away."""
    good = [look for look in looks if look.host_healthy]
    days = {look.at.astimezone(BEIJING).date() for look in good}
    return len(days) >= LOOKS and max(look.at for look in good) - min(look.at for look in good) >= SPAN


def after_answer(document: Document, outcome: Outcome, now: datetime, *, changed: bool = False) -> Move:
    """What a fetch with this outcome does to the document. ``absences`` include this look where it is one."""
    if outcome.healthy:
        return _healthy(document, now, changed=changed)
    if outcome.absent and document.state != "new":
        return _absent(document, now)
    return _failed(document, outcome, now)


def _healthy(document: Document, now: datetime, *, changed: bool) -> Move:
    restored = document.state == "withdrawn"
    step = 0 if changed or document.state in ("new", "withdrawn") else document.ladder_step + 1
    reasons = {
        "new": "first fetched",
        "live": "found changed" if changed else "found unchanged",
        "missing": "is served again or still",
        "withdrawn": "restored after withdrawal",
    }
    return Move(
        state="live",
        reason=reasons[document.state],
        ladder_step=step,
        failures=0,
        next_due=next_recheck(document.address, step, now),
        due_reason=f"ladder step {step + 1}",
        restored=restored,
    )


def _absent(document: Document, now: datetime) -> Move:
    if document.state == "withdrawn":
        step = min(document.ladder_step + 1, len(WITHDRAWN_RECHECKS) - 1)
        return Move(
            "withdrawn",
            "still absent",
            step,
            0,
            now + timedelta(days=WITHDRAWN_RECHECKS[step]),
            "recheck of a withdrawn document",
        )
    if proven_absent(document.absences):
        return Move(
            "withdrawn",
            f"absent on {len(document.absences)} looks over a week while the host was healthy",
            0,
            0,
            now + timedelta(days=WITHDRAWN_RECHECKS[0]),
            "recheck of a withdrawn document",
        )
    return Move(
        "missing",
        "absent, not yet proven",
        document.ladder_step,
        0,
        now + MISSING_RECHECK,
        "proof of absence",
    )


def _failed(document: Document, outcome: Outcome, now: datetime) -> Move:
    failures = document.failures + 1
    return Move(
        document.state,
        f"last try failed: {outcome}",
        document.ladder_step,
        failures,
        next_try(failures, now),
        f"again after {outcome}",
    )
