"""What discovery and checks share: a few requests with a crawl's manners, kept like a crawl's, no ledger moved.

robots.txt, delays, budgets and back-off are the same middlewares'; every answer is archived and has its row in
``fetch``. Documents and lists of the ledger stay as they are.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any, Self

from scrapy import FormRequest, Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.answer import Answer, from_failure, from_response
from crawler.courtesy import Hosts, Slots, retry_after
from crawler.keeping import UNREAD
from crawler.plan import Plan
from crawler.session import Session
from db.exchange import ArchiveError
from db.store import FetchRow
from parsers.types import ListRequest

REDIRECTS = 5
"""Hops of one request at most; fewer where fewer requests are left."""

Then = Callable[[Answer], Iterator[Request]]
"""What to do with the answer: further requests."""


class VisitSpider(Spider):
    """Base of spiders that look at sites without crawling them. The session is closed at the end."""

    name = "visit"
    kind = "visit"
    """Of the rows in ``fetch``."""

    def __init__(self, *args: Any, session: Session, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.session = session
        self._ending: asyncio.Future[None] | None = None
        # The middlewares ask a crawl's plan whether there is a network at all.
        self.plan = Plan(tuple(session.portals.values()), session.command)

    hosts: Hosts
    slots: Slots

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider.hosts = Hosts(spider.session)
        spider.slots = Slots(crawler)
        crawler.signals.connect(spider.close_session, signal=signals.spider_closed)
        crawler.signals.connect(spider.broke, signal=signals.spider_error)
        return spider

    async def start(self) -> AsyncIterator[Any]:
        for request in self.begin():
            yield request

    def begin(self) -> Iterator[Request]:
        """The first requests."""
        raise NotImplementedError

    def ask(
        self,
        wanted: ListRequest,
        portal: str,
        then: Then,
        *,
        referer: str | None = None,
        hops: int = REDIRECTS,
    ) -> Request:
        """A request for a page of a portal; ``hops`` redirects are followed at most."""
        headers = dict(wanted.headers)
        if referer:
            headers.setdefault("Referer", referer)
        extra: dict[str, Any] = {}
        make = Request
        if wanted.json is not None:
            headers.setdefault("Content-Type", "application/json;charset=UTF-8")
            extra = {"method": "POST", "body": wanted.json}
        elif wanted.method == "POST":
            make = FormRequest
            extra = {"formdata": dict(wanted.form)}
        return make(
            wanted.url,
            callback=self.answered,
            errback=self.failed,
            cb_kwargs={"then": then},
            dont_filter=True,
            headers=headers,
            meta={"kind": self.kind, "portal": portal, "redirect_ttl": hops},
            **extra,
        )

    def answered(self, response: Response, then: Then) -> Iterator[Request]:
        answer = from_response(response)
        self._keep(answer)
        yield from then(answer)

    def failed(self, failure: Failure) -> Iterator[Request]:
        """Everything that brought no response. Ends the visit where the archive cannot be written."""
        try:
            answer = from_failure(failure)
        except ArchiveError as error:
            self._give_up(str(error))
            return
        self._keep(answer)
        yield from answer.request.cb_kwargs["then"](answer)

    def _keep(self, answer: Answer) -> None:
        """The row of the request, and what its host learns from the answer."""
        url, meta, place = answer.request.url, answer.request.meta, answer.archived
        now = self.session.clock()
        self.hosts.of(url).after(answer.outcome, now, retry_after(answer.retry_after, now))
        row = FetchRow(
            address=meta.get("redirect_urls", [url])[0],
            kind=self.kind,
            reason=self.session.command,
            outcome=answer.outcome,
            detail=answer.detail,
            at=meta.get("answered_at") or self.session.now(),
            status=answer.status,
            content_type=answer.content_type,
            body=answer.body if answer.status is not None and answer.outcome not in UNREAD else None,
            etag=answer.etag,
            last_modified=answer.last_modified,
            location=answer.final_address,
            portal=meta["portal"],
            warc_file=place.file if place else None,
            warc_offset=place.offset if place else None,
        )
        with self.session.store.transaction():
            self.session.store.save_fetch(self.session.run, row)
            self.hosts.keep(url)

    def broke(self, failure: Failure, response: Response, spider: Spider) -> None:
        """A defect of ours: the visit ends, and says so."""
        self._give_up(f"{type(failure.value).__name__}: {failure.value} at {response.url}")

    def _give_up(self, reason: str) -> None:
        self.session.broken = self.session.broken or reason
        engine = self.crawler.engine
        assert engine is not None
        self._ending = asyncio.ensure_future(engine.close_spider_async(reason="broken"))

    def requests_sent(self) -> int:
        """Requests of this visit so far, robots.txt and redirect hops included."""
        return sum(counts.sent_in_all for counts in self.session.counts.values())

    def close_session(self, reason: str) -> None:
        """The run is ok whatever was found: it has moved nothing that is published."""
        try:
            self.finished(reason)
            counts = {id_: counts.to_dict() for id_, counts in self.session.counts.items()}
            verdict = "ok" if self.session.broken is None else "failed"
            reasons = [self.session.broken] if self.session.broken else []
            with self.session.store.transaction():
                self.session.store.finish_run(self.session.run, verdict, reasons, {self.kind: counts})
        finally:
            self.session.close()

    def finished(self, reason: str) -> None:
        """A place to keep results before the session is closed."""
