"""Manners towards hosts: one slot per resolved address, a daily budget, back-off. All of it outlives the process.

The decisions are pure (``HostState.may_ask``, ``HostState.after``); the middleware only carries them out.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest

from crawler.books import Books
from crawler.outcome import Outcome
from crawler.schedule import beijing_day
from crawler.session import Session
from db.times import moment, timestamp
from parsers.address import host as host_of

PATIENCE = 60.0
"""A wait of up to so many seconds is waited out; a longer one ends the run for that host."""

ONE_BY_ONE = 0.001
"""Least delay of a slot, in seconds. Scrapy counts a request only once its task runs, so a slot without any
delay lets two queued requests out together, whatever its concurrency."""

TROUBLES = 3
"""Failures of a host in a row after which it is left alone."""

BACK_OFF = timedelta(minutes=30)
"""First back-off after troubles; doubles with every further failure, up to a day."""

BLOCKED_BACK_OFF = timedelta(days=1)
"""A host that answers with a challenge does not want us now."""

LONGEST = timedelta(days=1)

_TROUBLE = (Outcome.NETWORK, Outcome.SERVER_ERROR, Outcome.TRUNCATED)


class DeferredError(IgnoreRequest):
    """The request was not sent; the document stays due."""


@dataclass(frozen=True, slots=True)
class Wait:
    """Send it after so many seconds."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Refuse:
    """Do not send it in this run."""

    reason: str


@dataclass(slots=True)
class HostState:
    """What is known of a host; the row of table ``host`` without robots.txt."""

    name: str
    last_request: datetime | None = None
    not_before: datetime | None = None
    not_before_reason: str | None = None
    day: str = ""
    requests_today: int = 0
    troubles: int = 0
    """Failures in a row, in this run."""

    def may_ask(self, now: datetime, *, delay: float, budget: int) -> Wait | Refuse:
        """Whether a request may be sent at ``now``."""
        if self.day == beijing_day(now) and self.requests_today >= budget:
            return Refuse(f"the budget of {budget} requests a day for {self.name} is used up")
        wait = 0.0
        if self.not_before is not None and self.not_before > now:
            wait = (self.not_before - now).total_seconds()
            if wait > PATIENCE:
                return Refuse(
                    f"{self.name} is left alone until {timestamp(self.not_before)}: {self.not_before_reason}"
                )
        if self.last_request is not None:
            wait = max(wait, delay - (now - self.last_request).total_seconds())
        return Wait(max(wait, 0.0))

    def asked(self, now: datetime) -> None:
        """A request goes out."""
        day = beijing_day(now)
        if day != self.day:
            self.day, self.requests_today = day, 0
        self.requests_today += 1
        self.last_request = now

    def after(self, outcome: Outcome, now: datetime, retry_after: timedelta | None = None) -> None:
        """Learn from an answer."""
        if outcome is Outcome.BLOCKED:
            self._leave_alone(now + BLOCKED_BACK_OFF, "it answered with a challenge page")
        elif outcome is Outcome.RATE_LIMITED:
            wait = retry_after if retry_after is not None else BACK_OFF
            self._leave_alone(now + min(wait, LONGEST), "it asked to slow down")
        elif outcome in _TROUBLE:
            self.troubles += 1
            if self.troubles >= TROUBLES:
                pause = min(BACK_OFF * 2 ** (self.troubles - TROUBLES), LONGEST)
                self._leave_alone(now + pause, f"{self.troubles} requests failed in a row ({outcome})")
        elif outcome.asked:
            self.troubles = 0

    def _leave_alone(self, until: datetime, reason: str) -> None:
        self.not_before, self.not_before_reason = until, reason


def retry_after(value: str | None, now: datetime) -> timedelta | None:
    """The wait that a Retry-After header asks for (RFC 9110 §10.2.3: seconds or a date); None where it has none."""
    if value is None:
        return None
    seconds = value.strip()
    if seconds.isascii() and seconds.isdigit():  # "²" is a digit to Python, and 5000 digits are no int
        return timedelta(seconds=10**9 if len(seconds) > 9 else int(seconds))
    try:
        until = parsedate_to_datetime(value)
        return max(until - now, timedelta(0)) if until.tzinfo else None
    except (TypeError, ValueError, OverflowError):
        return None


# One answer asks for its host several times, and its address is made canonical each time.
_host_of = lru_cache(maxsize=1024)(host_of)


class Hosts:
    """The states of all hosts of a session, read from and kept in the ledger."""

    def __init__(self, session: Books, *, asked: bool = True) -> None:
        """``asked`` False: answers come from an archive, and tell nothing of how the hosts are now."""
        self._session = session
        self._asked = asked
        self._states: dict[str, HostState] = {}

    def of(self, url: str) -> HostState:
        """The state of the host that the address names."""
        name = _host_of(url)
        if name not in self._states:
            row = self._session.store.host(name)
            self._states[name] = HostState(
                name,
                last_request=moment(row["last_request"]) if row.get("last_request") else None,
                not_before=moment(row["not_before"]) if row.get("not_before") else None,
                not_before_reason=row.get("not_before_reason"),
                day=row.get("day") or "",
                requests_today=row["requests_today"] or 0,
            )
        return self._states[name]

    def keep(self, url: str) -> None:
        """Write the host's state; called inside the transaction of the answer."""
        if not self._asked:
            return
        state = self.of(url)
        row: dict[str, Any] = {
            "name": state.name,
            "day": state.day,
            "requests_today": state.requests_today,
            "last_request": timestamp(state.last_request) if state.last_request else None,
            "not_before": timestamp(state.not_before) if state.not_before else None,
            "not_before_reason": state.not_before_reason,
        }
        self._session.store.save_host(row)


class CourtesyMiddleware:
    """Asks the host's state before every request, redirect hops included."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._asked: set[str] = set()
        """Hosts that were sent a request in this run."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> CourtesyMiddleware:
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Wait, refuse or let go. Raises DeferredError where the request is not to be sent in this run."""
        spider: Any = self._crawler.spider
        session: Session = spider.session
        portal = session.portals[request.meta["portal"]]
        state: HostState = spider.hosts.of(request.url)
        key = await spider.slots.of(request.url)
        # Delays between the requests of a run are the slot's; only what comes before the first one that is sent
        # looks back over the restart.
        delay = 0.0 if state.name in self._asked else portal.politeness.delay
        budget = portal.politeness.requests_per_day
        wait = _leave(state.may_ask(session.clock(), delay=delay, budget=budget))
        if wait:
            await asyncio.sleep(wait)
            # Others waited for the same moment, and what they learned or used up counts.
            _leave(state.may_ask(session.clock(), delay=0.0, budget=budget))
        self._asked.add(state.name)
        spider.slots.set_delay(key, portal.politeness.delay)
        request.meta["download_slot"] = key
        state.asked(session.clock())
        session.counts[portal.id].sent(request.meta.get("kind", "other"), state.name)


def _leave(answer: Wait | Refuse) -> float:
    """Seconds to wait. Raises DeferredError where the request is not to be sent in this run."""
    if isinstance(answer, Refuse):
        raise DeferredError(answer.reason)
    return answer.seconds


class Machines:
    """Names of hosts that share an IP address are one machine, whatever other addresses each of them has."""

    def __init__(self) -> None:
        self._by_address: dict[str, str] = {}

    def key(self, name: str, addresses: Sequence[str]) -> str:
        """The machine's key: an address that was met before, else the host's lowest; its name where it has none."""
        if not addresses:
            return name
        known = sorted({self._by_address[address] for address in addresses if address in self._by_address})
        key = known[0] if known else min(addresses)
        for address in addresses:
            self._by_address.setdefault(address, key)
        return key


class Slots:
    """The download slot of an address: its host's machine, so that many names on one machine share a slot."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._keys: dict[str, str] = {}
        self._machines = Machines()

    async def of(self, url: str) -> str:
        name = urlsplit(url).hostname or ""
        if name not in self._keys:
            self._keys[name] = await self._resolve(name)
        return self._keys[name]

    async def _resolve(self, name: str) -> str:
        """The key of the host's machine; its name where it does not resolve (the download will say so)."""
        loop = asyncio.get_running_loop()
        try:
            found = await loop.getaddrinfo(name, None, type=socket.SOCK_STREAM)
        except OSError:
            return name
        return self._machines.key(name, [str(entry[4][0]) for entry in found])

    def set_delay(self, key: str, delay: float) -> None:
        """The slot waits at least so long between requests; the longest wish of its portals holds."""
        assert self._crawler.engine is not None
        downloader = self._crawler.engine.downloader
        settings = downloader.per_slot_settings.setdefault(key, {"concurrency": 1, "delay": ONE_BY_ONE})
        settings["delay"] = max(float(settings["delay"]), delay)
        if key in downloader.slots:
            slot = downloader.slots[key]
            slot.delay = max(slot.delay, delay)
