"""Whether a portal's validators (ETag, Last-Modified) are used: pure decisions.

They are a convenience of the host, not evidence. Every fourth recheck is unconditional (an audit). Where an
audit finds other content after a 304, the old validators are sent once more: an honest host
answers 200, a host that says 304 again has lied, and its portal is asked plainly from then on.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from crawler.schedule import conditional

USELESS = 3
"""So many conditional requests in a row that brought back what we had: the validators change with every answer."""

PAROLE = timedelta(days=365)
"""After so long a portal's validators are tried again: sites are rebuilt."""


@dataclass(frozen=True, slots=True)
class Trust:
    """What a portal's answers proved about its validators."""

    word: Literal["trusted", "distrusted"] = "trusted"
    useless: int = 0
    reason: str | None = None
    since: datetime | None = None

    def holds(self, now: datetime) -> bool:
        """Whether validators may be sent."""
        return self.word == "trusted" or (self.since is not None and now - self.since >= PAROLE)


@dataclass(frozen=True, slots=True)
class Question:
    """How a document is asked for. ``because`` is a sentence for people."""

    conditional: bool
    because: str


def ask(
    *, trust: Trust, live: bool, validators: bool, archived: bool, whole: bool, rechecks: int, now: datetime
) -> Question:
    """Whether the next request carries validators.

    ``validators``: some are stored; ``archived``: the body that they belong to is in the archive;
    ``whole``: no attachment is missing that a new copy of the page would ask for.
    """
    if not live:
        return Question(False, "plain: no copy of it is known to be current")
    if not validators:
        return Question(False, "plain: the host gave no validators")
    if not trust.holds(now):
        return Question(False, f"plain: the portal's validators are not trusted ({trust.reason})")
    if not archived:
        return Question(False, "plain: the body of the validators is not in the archive")
    if not whole:
        return Question(False, "plain: an attachment is still missing")
    if not conditional(rechecks):
        return Question(False, f"plain: audit, recheck {rechecks + 1}")
    return Question(True, "with validators")


@dataclass(frozen=True, slots=True)
class Reply:
    """What a recheck showed. ``validators_moved``: the answer carries others than we had."""

    conditional: bool
    not_modified: bool
    changed: bool
    validators_moved: bool


def learn(trust: Trust, reply: Reply, now: datetime) -> Trust:
    """The trust after an ordinary recheck."""
    if reply.not_modified:
        return trust if trust.useless == 0 else replace(trust, useless=0)
    if not reply.conditional and reply.changed and not reply.validators_moved:
        return Trust("distrusted", reason="the same validators came with another content", since=now)
    if not reply.conditional or reply.changed:
        return trust
    if trust.useless + 1 < USELESS:
        return replace(trust, useless=trust.useless + 1)
    reason = f"{USELESS} times in a row the content was the same and the validators were not"
    return Trust("distrusted", USELESS, reason, now)


def doubtful(reply: Reply, *, last_was_304: bool) -> bool:
    """Whether the old validators are to be sent once more: an audit found what the 304 before may have hidden."""
    return not reply.conditional and reply.changed and reply.validators_moved and last_was_304


def judge_probe(trust: Trust, *, not_modified: bool, now: datetime) -> Trust:
    """The trust after validators known to be old were sent."""
    if not not_modified:
        return trust
    return Trust("distrusted", reason="304 was answered to validators of an older content", since=now)
