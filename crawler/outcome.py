"""What an answer means for the ledger, decided before anything moves."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit


class Outcome(StrEnum):
    """One word for every way a request can end."""

    OK = "ok"
    NOT_MODIFIED = "not_modified"
    GONE = "gone"  # 404, 410, soft 404, redirect to a home page
    REFUSED = "refused"  # 401, 403
    BLOCKED = "blocked"  # a challenge page of a known product
    RATE_LIMITED = "rate_limited"  # 429, or 503 with Retry-After
    SERVER_ERROR = "server_error"  # 5xx
    CLIENT_ERROR = "client_error"  # any other 4xx
    EMPTY = "empty"  # 200 without a body
    NETWORK = "network"  # no answer: DNS, connection, TLS, time-out
    TRUNCATED = "truncated"  # fewer bytes than announced
    TOO_LARGE = "too_large"  # itself, or unpacked
    UNDECODABLE = "undecodable"  # in a content coding that nobody here asked for
    ROBOTS = "robots"  # robots.txt forbids it
    DEFERRED = "deferred"  # not asked: budget, back-off, robots.txt out of reach

    @property
    def healthy(self) -> bool:
        """The host served the document, or said that it has not changed."""
        return self in (Outcome.OK, Outcome.NOT_MODIFIED)

    @property
    def absent(self) -> bool:
        """Evidence that the document is no longer there. Failures of any kind are never evidence."""
        return self is Outcome.GONE

    @property
    def asked(self) -> bool:
        """A request was sent."""
        return self not in (Outcome.ROBOTS, Outcome.DEFERRED)


@dataclass(frozen=True, slots=True)
class Answer:
    """The facts of an HTTP answer that decide its outcome."""

    status: int
    address: str  # asked for
    final_address: str  # answered
    length: int  # bytes of the decoded body
    blocked: str | None = None  # product, where a challenge was recognised
    retry_after: bool = False
    unread: tuple[str, str] | None = None  # outcome and sentence, where the body could not be unpacked


def classify(answer: Answer) -> tuple[Outcome, str]:
    """The outcome and a sentence saying why."""
    status = answer.status
    if answer.blocked:
        return Outcome.BLOCKED, f"challenge page of {answer.blocked} (HTTP {status}); not solved"
    if status == 304:
        return Outcome.NOT_MODIFIED, "HTTP 304"
    if status in (404, 410):
        return Outcome.GONE, f"HTTP {status}"
    if status in (401, 403):
        return Outcome.REFUSED, f"HTTP {status}: the host refuses this crawler"
    if status == 429 or (status == 503 and answer.retry_after):
        return Outcome.RATE_LIMITED, f"HTTP {status}: asked to slow down"
    if status >= 500:
        return Outcome.SERVER_ERROR, f"HTTP {status}"
    if status >= 400:
        return Outcome.CLIENT_ERROR, f"HTTP {status}"
    if status != 200:
        return Outcome.CLIENT_ERROR, f"HTTP {status}: not an answer to a plain request"
    if answer.unread:
        return Outcome(answer.unread[0]), f"HTTP 200: {answer.unread[1]}"
    if answer.length == 0:
        return Outcome.EMPTY, "HTTP 200 with an empty body"
    if _moved_home(answer.address, answer.final_address):
        return Outcome.GONE, f"redirected to the home page {answer.final_address}"
    return Outcome.OK, "HTTP 200"


def _moved_home(asked: str, answered: str) -> bool:
    if asked == answered:
        return False
    was, now = urlsplit(asked), urlsplit(answered)
    return was.path not in ("", "/") and now.path in ("", "/", "/index.html", "/index.htm", "/index.shtml")
