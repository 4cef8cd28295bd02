"""The spider: asks for list pages, documents and attachments, and hands every answer to the intake.

Nothing is remembered here that a restart would need; the ledger is the only queue.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

from scrapy import FormRequest, Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.answer import Answer, from_failure, from_response
from crawler.courtesy import Hosts, Slots
from crawler.finish import finish
from crawler.intake import ColumnWalk, DetailWork, Intake
from crawler.plan import Plan
from crawler.portal import Portal
from crawler.progress import reporter
from crawler.schedule import CONTROLS, RECHECKS, off_peak
from crawler.session import Session
from db.exchange import ArchiveError
from db.home import home
from db.store import DueDocument
from parsers.types import ListRequest

IN_FLIGHT = 2
"""Documents of a portal asked for at a time; its host gets them one by one, the second waits in the slot."""

LIST, ATTACHMENT, DETAIL, AGAIN = 20, 15, 10, 0
"""Priorities: lists first, then what completes a document, then documents, then second tries."""


@dataclass(slots=True)
class Work:
    """What is going on for one portal."""

    portal: Portal
    walks: list[ColumnWalk] = field(default_factory=list)
    walking: int = 0
    in_flight: set[int] = field(default_factory=set)
    rechecks: int = RECHECKS
    controls: int = CONTROLS
    stopped: bool = False
    """The host is left alone for the rest of the run."""


class PortalSpider(Spider):
    """Crawls the portals of its class (plain ``scrapy crawl``) or those of the plan that ``dafu crawl`` gives it."""

    name = "portal"
    portals: Sequence[Portal] = ()

    def __init__(self, *args: Any, plan: Plan | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._closing: asyncio.Task[None] | None = None
        self.plan = plan or Plan(tuple(self.portals), command=f"scrapy crawl {self.name}")

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Opens the session: raises DafuError (exit 2) where another crawl is at work."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider.session = spider.plan.session or Session(
            home(crawler.settings.get("DAFU_HOME")),
            spider.plan.portals,
            reporter(),
            command=spider.plan.command,
        )
        spider.hosts = Hosts(spider.session, asked=spider.plan.replay is None)
        spider.slots = Slots(crawler)
        spider.intake = Intake(spider.session, spider.hosts, spider.session.reporter.moved)
        spider.work = {portal.id: Work(portal) for portal in spider.plan.portals}
        crawler.signals.connect(spider.close_session, signal=signals.spider_closed)
        crawler.signals.connect(spider.not_taken_in, signal=signals.spider_error)
        return spider

    session: Session
    hosts: Hosts
    slots: Slots
    intake: Intake
    work: dict[str, Work]

    async def start(self) -> AsyncIterator[Any]:
        """First list page of every column to walk; portals without one go straight to what is due."""
        names = {portal.id: portal.name for portal in self.plan.portals}
        self.session.reporter.start(names, self.session.counts)
        for work in self.work.values():
            # A column that was never read to its end comes first.
            for column in sorted(self.session.columns(work.portal), key=lambda c: c.last_sweep is not None):
                if self.plan.walks(column, self.session.now()):
                    walking = self.intake.begin_walk(column, sweep=self.plan.sweep)
                    work.walks.append(walking)
                    work.walking += 1
                    yield self._list_request(walking, walking.request)
            if not work.walking:
                for request in self._pump(work):
                    yield request

    # --- requests -------------------------------------------------------------

    def _request(
        self, url: str, kind: str, portal: str, callback: Any, priority: int, **more: Any
    ) -> Request:
        meta = {"kind": kind, "portal": portal, **more.pop("meta", {})}
        form = more.pop("form", None)
        make = FormRequest if form else Request
        extra: dict[str, Any] = {"formdata": dict(form)} if form else {}
        return make(
            url,
            callback=callback,
            errback=self.failed,
            dont_filter=True,
            priority=priority,
            meta=meta,
            **extra,
            **more,
        )

    def _list_request(self, walking: ColumnWalk, wanted: ListRequest) -> Request:
        headers = dict(wanted.headers)
        if wanted.url != walking.column.url:
            headers.setdefault("Referer", walking.column.url)
        body: dict[str, Any] = {"form": dict(wanted.form) if wanted.method == "POST" else None}
        if wanted.json is not None:
            headers.setdefault("Content-Type", "application/json;charset=UTF-8")
            body = {"method": "POST", "body": wanted.json}
        return self._request(
            wanted.url,
            "list",
            walking.column.portal,
            self.list_page,
            LIST if walking.again else AGAIN,
            headers=headers,
            cb_kwargs={"walking": walking},
            **body,
        )

    def _detail_request(self, due: DueDocument) -> Request:
        question, place = self.intake.question(due)
        meta: dict[str, Any] = {"sent_because": question.because}
        headers: dict[str, str] = {}
        if question.conditional and place is not None:
            meta["conditional_on"] = place
            headers = _validators(due)
        return self._request(
            due.address, "detail", due.portal, self.detail, DETAIL,
            headers=headers, meta=meta, cb_kwargs={"due": due},
        )  # fmt: skip

    def _probe_request(self, due: DueDocument) -> Request:
        """The validators of an older content: an honest host answers with the whole page."""
        return self._request(
            due.address, "probe", due.portal, self.probe, DETAIL,
            headers=_validators(due), meta={"sent_because": "validators known to be old"},
            cb_kwargs={"due": due},
        )  # fmt: skip

    def _attachment_request(self, work: DetailWork) -> Request:
        url = work.wanted[0]
        return self._request(
            url, "attachment", work.due.portal, self.attachment, ATTACHMENT,
            headers={"Referer": work.due.address}, cb_kwargs={"detail": work, "url": url},
        )  # fmt: skip

    def _pump(self, work: Work) -> Iterator[Request]:
        """Keep a portal's few documents in flight, from the ledger."""
        if work.stopped or work.walking or self.plan.lists_only:
            return
        now = self.session.clock()
        if self.plan.due and work.portal.politeness.off_peak and not off_peak(now):
            work.stopped = True
            self.session.deferred(
                work.portal.id,
                work.portal.site,
                "the night is over in Beijing: the rest waits for the next one",
            )
            return
        waiting = self.session.store.due(
            work.portal.id, self.session.run, IN_FLIGHT, only_new=not work.rechecks
        )
        for due in waiting:
            if len(work.in_flight) >= IN_FLIGHT:
                return
            if due.id in work.in_flight:
                continue
            if due.state != "new":
                if not work.rechecks:
                    return
                work.rechecks -= 1
            work.in_flight.add(due.id)
            yield self._detail_request(due)

    # --- answers --------------------------------------------------------------

    def list_page(self, response: Response, walking: ColumnWalk) -> Iterator[Request]:
        yield from self._outside(self._after_list(walking, from_response(response)))

    def detail(self, response: Response, due: DueDocument) -> Iterator[Request]:
        yield from self._outside(self._after_detail(due, from_response(response)))

    def probe(self, response: Response, due: DueDocument) -> Iterator[Request]:
        yield from self._outside(self._after_probe(due, from_response(response)))

    def attachment(self, response: Response, detail: DetailWork, url: str) -> Iterator[Request]:
        yield from self._outside(self._after_attachment(detail, url, from_response(response)))

    def failed(self, failure: Failure) -> Iterator[Request]:
        """Everything that brought no response. Closes the crawl where the archive cannot be written."""
        try:
            answer = from_failure(failure)
        except ArchiveError as error:
            self._give_up(str(error))
            return
        given = answer.request.cb_kwargs
        if "walking" in given:
            yield from self._outside(self._after_list(given["walking"], answer))
        elif "detail" in given:
            yield from self._outside(self._after_attachment(given["detail"], given["url"], answer))
        elif answer.request.meta["kind"] == "probe":
            yield from self._outside(self._after_probe(given["due"], answer))
        else:
            yield from self._outside(self._after_detail(given["due"], answer))

    def _outside(self, following: Iterator[Request]) -> Iterator[Request]:
        """What follows an answer. A database that cannot be written ends the crawl with one line; no defect of ours.

        Answers that were on their way then are not taken in: their documents stay due.
        """
        if self.session.broken is not None:
            return
        try:
            yield from following
        except sqlite3.OperationalError as error:
            self._give_up(f"the database {self.session.store.path} cannot be written: {error}")

    def _after_list(self, walking: ColumnWalk, answer: Answer) -> Iterator[Request]:
        work = self.work[walking.column.portal]
        wanted = self.intake.list_answer(walking, answer)
        if wanted is not None:
            yield self._list_request(walking, wanted)
            return
        following = self.intake.next_leg(walking)
        if following is not None:
            work.walks[work.walks.index(walking)] = following
            yield self._list_request(following, following.request)
            return
        work.walking -= 1
        yield from self._pump(work)

    def _after_detail(self, due: DueDocument, answer: Answer) -> Iterator[Request]:
        detail = self.intake.detail_answer(due, answer)
        if detail is not None:
            yield self._attachment_request(detail)
            return
        yield from self._done(due, answer)

    def _after_attachment(self, detail: DetailWork, url: str, answer: Answer) -> Iterator[Request]:
        if not self.intake.attachment_answer(detail, url, answer):
            yield self._attachment_request(detail)
            return
        yield from self._done(detail.due, answer)

    def _after_probe(self, due: DueDocument, answer: Answer) -> Iterator[Request]:
        self.intake.probe_answer(due, answer)
        yield from self._done(due, answer)

    def _done(self, due: DueDocument, answer: Answer) -> Iterator[Request]:
        work = self.work[due.portal]
        if self.intake.probe_wanted(due):
            yield self._probe_request(due)
            return
        work.in_flight.discard(due.id)
        if work.controls:
            control = self.intake.control_wanted(due, work.in_flight)
            if control is not None:
                work.controls -= 1
                work.in_flight.add(control.id)
                yield self._detail_request(control)
                return
        if self.intake.host_is_ill(due):
            work.stopped = True
            said = (
                "letters that were there are absent, and a control is, too: the rest waits for the next run"
            )
            self.session.deferred(work.portal.id, due.address, said)
        if answer.outcome == "deferred":
            # The host is not asked again in this run; what is due stays due.
            work.stopped = True
            self.session.deferred(work.portal.id, answer.request.url, answer.detail)
        yield from self._pump(work)

    # --- the end --------------------------------------------------------------

    def not_taken_in(self, failure: Failure, response: Response, spider: Spider) -> None:
        """An answer could not be taken in: nothing of it was kept, its document stays due."""
        error = failure.value
        if isinstance(error, sqlite3.Error):
            self._give_up(f"the database {self.session.store.path} cannot be written: {error}")
            return
        request = response.request
        assert request is not None
        portal = request.meta["portal"]
        with self.session.store.transaction():
            self.session.problem(
                "parse",
                "internal_error",
                f"{type(error).__name__}: {error}",
                portal=portal,
                address=request.url,
            )
        self.session.counts[portal].failed += 1
        work = self.work[portal]
        given = request.cb_kwargs
        if "walking" in given:
            work.walking -= 1
        else:
            due: DueDocument = given["due"] if "due" in given else given["detail"].due
            self.session.store.mark_asked(due.id, self.session.run)
            work.in_flight.discard(due.id)
        assert self.crawler.engine is not None
        for following in self._pump(work):
            self.crawler.engine.crawl(following)

    def _give_up(self, reason: str) -> None:
        self.session.broken = self.session.broken or reason
        assert self.crawler.engine is not None
        if self._closing is None:
            self._closing = asyncio.ensure_future(self.crawler.engine.close_spider_async(reason="archive"))

    def close_session(self, reason: str) -> None:
        finish(self.session, self.work, reason)


def _validators(due: DueDocument) -> dict[str, str]:
    """The headers of a conditional request (RFC 9110 §13.1)."""
    pairs = {"If-None-Match": due.etag, "If-Modified-Since": due.last_modified}
    return {name: value for name, value in pairs.items() if value}
