"""robots.txt, obeyed and kept in the ledger: a restart does not ask for it again within a day.

RFC 9309 with one stricter reading: 401 and 403 forbid everything (the operator closed the door), 404 and
410 and other 4xx allow, 5xx and silence defer the host until robots.txt can be read.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from protego import Protego
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http.request import NO_CALLBACK

from crawler.courtesy import DeferredError
from crawler.outcome import Outcome
from crawler.session import Session
from db.store import FetchRow
from db.times import moment, timestamp
from parsers.address import host as host_of

FRESH = timedelta(hours=24)
"""RFC 9309 §2.4: a cached copy is not used for longer than a day."""

MAX_BYTES = 512 * 1024
"""RFC 9309 §2.5: at least 500 KiB are read; what lies beyond is ignored."""

AGENT = "dafu"


class ForbiddenError(IgnoreRequest):
    """robots.txt forbids the address."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What a host's robots.txt says. ``status`` None: it could not be read."""

    status: int | None
    text: str
    read_at: datetime | None

    def fresh(self, now: datetime) -> bool:
        return self.status is not None and self.read_at is not None and now - self.read_at < FRESH

    def forbids(self, url: str) -> bool:
        """Raises DeferredError where nothing can be said because the host does not answer."""
        if self.status is None or self.status >= 500:
            raise DeferredError("robots.txt cannot be read: the host is left alone until it can")
        if self.status in (401, 403):
            return True
        return self.status == 200 and not Protego.parse(self.text).can_fetch(url, AGENT)

    def crawl_delay(self) -> float:
        """Seconds between requests that the host asks for; 0 where it does not."""
        if self.status != 200:
            return 0.0
        return float(Protego.parse(self.text).crawl_delay(AGENT) or 0.0)


class RobotsMiddleware:
    """Reads robots.txt once a host and day, through the same manners as every request."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._rules: dict[str, asyncio.Task[Rules]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RobotsMiddleware:
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Raises ForbiddenError or DeferredError for what may not be asked."""
        if request.meta.get("kind") == "robots":
            return
        host = host_of(request.url)
        if host not in self._rules:
            self._rules[host] = asyncio.ensure_future(self._read(request))
        rules = await asyncio.shield(self._rules[host])
        if rules.forbids(request.url):
            because = f"HTTP {rules.status}" if rules.status != 200 else "a rule"
            raise ForbiddenError(f"robots.txt forbids it ({because})")

    async def _read(self, request: Request) -> Rules:
        """The kept rules where they are fresh, else the host's own."""
        spider: Any = self._crawler.spider
        session: Session = spider.session
        row = session.store.host(host_of(request.url))
        read_at = moment(row["robots_at"]) if row.get("robots_at") else None
        rules = Rules(row.get("robots_status"), row.get("robots_text") or "", read_at)
        if not rules.fresh(session.clock()):
            rules = await self._fetch(request, session)
        delay = max(rules.crawl_delay(), session.portals[request.meta["portal"]].politeness.delay)
        spider.slots.set_delay(await spider.slots.of(request.url), delay)
        return rules

    async def _fetch(self, request: Request, session: Session) -> Rules:
        parts = urlsplit(request.url)
        url = f"{parts.scheme}://{parts.netloc}/robots.txt"
        meta = {"kind": "robots", "portal": request.meta["portal"]}
        spider: Any = self._crawler.spider
        at = session.now()
        status: int | None = None
        text, detail, outcome, final = "", "", Outcome.NETWORK, None
        body: bytes | None = None
        try:
            asked = Request(url, meta=meta, priority=1000, callback=NO_CALLBACK, dont_filter=True)
            assert self._crawler.engine is not None
            response = await self._crawler.engine.download_async(asked)
        except DeferredError:
            raise
        except Exception as error:
            detail = str(error) or type(error).__name__
        else:
            status, body, final = response.status, response.body, response
            text = response.body[:MAX_BYTES].decode("utf-8", "replace")
            outcome = Outcome.OK if status < 500 else Outcome.SERVER_ERROR
            detail = f"HTTP {status}"
        spider.hosts.of(url).after(outcome, session.clock())
        place = final.meta.get("archived") if final is not None else None
        with session.store.transaction():
            session.store.save_fetch(
                session.run,
                FetchRow(
                    url,
                    "robots",
                    "robots.txt of the host",
                    outcome,
                    detail,
                    at,
                    status=status,
                    body=body,
                    portal=request.meta["portal"],
                    warc_file=place.file if place else None,
                    warc_offset=place.offset if place else None,
                ),
            )
            spider.hosts.keep(url)
            if status is not None:
                session.store.save_host(
                    {
                        "name": host_of(url),
                        "robots_at": timestamp(session.clock()),
                        "robots_status": status,
                        "robots_text": text if status == 200 else None,
                    }
                )
        return Rules(status, text, session.clock())
