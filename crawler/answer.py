"""One way to look at whatever came back: a response, or a failure to get one."""

from __future__ import annotations

from dataclasses import dataclass

from scrapy import Request
from scrapy.exceptions import DownloadCancelledError
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.courtesy import DeferredError
from crawler.outcome import Answer as Facts
from crawler.outcome import Outcome, classify
from crawler.replay import NotArchivedError
from crawler.robots import ForbiddenError
from db.exchange import ArchiveError, Location
from parsers.blocked import blocked


@dataclass(frozen=True, slots=True)
class Answer:
    """What a request came to. ``body`` is decoded content; empty where no answer came."""

    request: Request
    outcome: Outcome
    detail: str
    status: int | None = None
    body: bytes = b""
    content_type: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    final_address: str | None = None
    archived: Location | None = None
    retry_after: str | None = None
    product: str | None = None
    """Id of the protection product whose challenge this is (parsers/blocked.py)."""

    @property
    def at(self) -> str | None:
        """When the answer came; None where none did."""
        at: str | None = self.request.meta.get("answered_at")
        return at


def from_response(response: Response) -> Answer:
    """The answer in an HTTP response, with its outcome."""
    request = response.request
    assert request is not None
    headers = {
        name.decode("latin-1"): b", ".join(values).decode("latin-1")
        for name, values in response.headers.items()
    }
    asked = request.meta.get("redirect_urls", [request.url])[0]
    block = blocked(response.status, headers, response.body)
    facts = Facts(
        status=response.status,
        address=asked,
        final_address=response.url,
        length=len(response.body),
        blocked=block.product if block else None,
        retry_after=_header(response, "Retry-After") is not None,
        unread=request.meta.get("unread"),
    )
    outcome, detail = classify(facts)
    return Answer(
        request,
        outcome,
        f"{detail}: {block.evidence}" if block else detail,
        status=response.status,
        body=response.body,
        content_type=_header(response, "Content-Type"),
        etag=_header(response, "ETag"),
        last_modified=_header(response, "Last-Modified"),
        final_address=response.url if response.url != asked else None,
        archived=request.meta.get("archived"),
        retry_after=_header(response, "Retry-After"),
        product=block.product if block else None,
    )


def from_failure(failure: Failure) -> Answer:
    """The answer in a failure. Raises ArchiveError again: without an archive there is no crawl."""
    error: BaseException = failure.value or RuntimeError("no reason given")
    request: Request = failure.request  # type: ignore[attr-defined]
    if isinstance(error, ArchiveError):
        raise error
    outcome = _outcome(error)
    return Answer(request, outcome, _in_words(error, outcome))


def _outcome(error: BaseException) -> Outcome:
    if isinstance(error, DeferredError):
        return Outcome.DEFERRED
    if isinstance(error, ForbiddenError):
        return Outcome.ROBOTS
    if isinstance(error, DownloadCancelledError):
        return Outcome.TOO_LARGE
    if type(error).__name__ in ("ResponseDataLossError", "ResponseFailed", "PartialDownloadError"):
        return Outcome.TRUNCATED
    return Outcome.NETWORK


def _in_words(error: BaseException, outcome: Outcome) -> str:
    if outcome is Outcome.TRUNCATED:
        return "the answer ended before it was whole"
    text = " ".join(str(error).split())
    name = type(error).__name__
    if isinstance(error, NotArchivedError):
        return text
    return text if outcome in (Outcome.DEFERRED, Outcome.ROBOTS) else f"no answer ({name}: {text[:200]})"


def _header(response: Response, name: str) -> str | None:
    value = response.headers.get(name)
    return None if value is None else value.decode("latin-1")
