"""robots.txt, obeyed and kept in the ledger: a restart does not ask for it again within a day.

RFC 9309 with one stricter reading: 401 and 403 forbid everything (the operator closed the door), 404 and
410 and other 4xx allow; 5xx, 429 and silence defer the host until robots.txt can be read.
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
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK

from crawler.courtesy import DeferredError, retry_after
from crawler.outcome import Outcome
from crawler.replay import NotArchivedError
from crawler.session import Session
from db.exchange import ArchiveError, Location
from db.store import FetchRow
from db.times import moment
from parsers.address import host as host_of

FRESH = timedelta(hours=24)
"""RFC 9309 §2.4: a cached copy is not used for longer than a day."""

MAX_BYTES = 512 * 1024
"""RFC 9309 §2.5: at least 500 KiB are read; what lies beyond is ignored."""

LONGEST_CRAWL_DELAY = 120.0
"""Seconds. A run that waited longer between requests would hold the database for days."""

AGENT = "dafu"

UNREADABLE = "robots.txt cannot be read"
"""How the reason begins where a host is left alone because of it."""


class ForbiddenError(IgnoreRequest):
    """robots.txt forbids the address."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What a host's robots.txt says. ``status`` None: it could not be read."""

    status: int | None
    text: str
    read_at: datetime | None
    trouble: str = ""
    """Why it could not be read."""

    @property
    def unreadable(self) -> bool:
        """The host said nothing, or only that it cannot answer now."""
        return self.status is None or self.status >= 500 or self.status == 429

    def fresh(self, now: datetime) -> bool:
        return not self.unreadable and self.read_at is not None and now - self.read_at < FRESH

    def forbids(self, url: str) -> bool:
        """Raises DeferredError where nothing can be said because the host does not answer."""
        if self.unreadable:
            because = f" ({self.trouble})" if self.trouble else ""
            raise DeferredError(f"{UNREADABLE}{because}: the host is left alone until it can")
        if self.status in (401, 403):
            return True
        if self.crawl_delay() > LONGEST_CRAWL_DELAY:
            raise DeferredError(
                f"robots.txt asks for {self.crawl_delay():g} seconds between requests: more than the "
                f"{LONGEST_CRAWL_DELAY:g} that a run waits, so the host is left alone"
            )
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
        if spider.plan.replay is not None:
            return rules
        delay = max(
            min(rules.crawl_delay(), LONGEST_CRAWL_DELAY),
            session.portals[request.meta["portal"]].politeness.delay,
        )
        spider.slots.set_delay(await spider.slots.of(request.url), delay)
        return rules

    async def _fetch(self, request: Request, session: Session) -> Rules:
        """Ask the host. Raises DeferredError and ArchiveError; every other way of not answering is kept as such."""
        parts = urlsplit(request.url)
        asked = Request(
            f"{parts.scheme}://{parts.netloc}/robots.txt",
            meta={"kind": "robots", "portal": request.meta["portal"]},
            priority=1000,
            callback=NO_CALLBACK,
            dont_filter=True,
        )
        assert self._crawler.engine is not None
        response: Response | None = None
        trouble = ""
        try:
            response = await self._crawler.engine.download_async(asked)
        except (DeferredError, ArchiveError):
            raise
        except NotArchivedError:
            # Nobody is asked in a replay: there is nothing to be forbidden.
            return Rules(404, "", session.clock())
        except Exception as error:
            trouble = f"no answer ({type(error).__name__}: {error})"
        return self._keep(asked, response, trouble, session)

    def _keep(self, asked: Request, response: Response | None, trouble: str, session: Session) -> Rules:
        spider: Any = self._crawler.spider
        if response is not None and "unread" in response.meta:
            # What it says is not known: no leave to ask.
            trouble = f"its robots.txt cannot be unpacked: {response.meta['unread'][1]}"
            response = None
        status = None if response is None else response.status
        text = "" if response is None else response.body[:MAX_BYTES].decode("utf-8", "replace")
        asked_to_wait = None if response is None else response.headers.get("Retry-After")
        patience = retry_after(asked_to_wait.decode("latin-1") if asked_to_wait else None, session.clock())
        outcome = _outcome(status, asked_to_wait=asked_to_wait is not None)
        if status is not None and outcome is not Outcome.OK:
            trouble = f"HTTP {status}"
        meta = asked.meta if response is None else response.meta
        place: Location | None = meta.get("archived")
        row = FetchRow(
            address=asked.url,
            kind="robots",
            reason="robots.txt of the host",
            outcome=outcome,
            detail=trouble or f"HTTP {status}",
            at=meta.get("answered_at") or session.now(),
            status=status,
            body=None if response is None else response.body,
            portal=asked.meta["portal"],
            warc_file=place.file if place else None,
            warc_offset=place.offset if place else None,
        )
        spider.hosts.of(asked.url).after(outcome, session.clock(), patience)
        with session.store.transaction():
            session.store.save_fetch(session.run, row)
            spider.hosts.keep(asked.url)
            if status is not None:
                session.store.save_host(
                    {
                        "name": host_of(asked.url),
                        "robots_at": session.now(),
                        "robots_status": status,
                        "robots_text": text if status == 200 else None,
                    }
                )
        return Rules(status, text, session.clock(), trouble)


def _outcome(status: int | None, *, asked_to_wait: bool) -> Outcome:
    if status is None:
        return Outcome.NETWORK
    if status == 429 or (status == 503 and asked_to_wait):
        return Outcome.RATE_LIMITED
    return Outcome.SERVER_ERROR if status >= 500 else Outcome.OK
