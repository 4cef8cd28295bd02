"""Looks at one site, page by page, as crawler.discovery says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from scrapy import Request

from crawler.answer import Answer
from crawler.discovery import Explorer, Lead, Seen
from crawler.outcome import Outcome
from crawler.spiders.visiting import REDIRECTS, VisitSpider
from parsers.address import host as host_of
from parsers.families import read_list, recognise
from parsers.links import read_links
from parsers.types import ListRequest

FINAL = (Outcome.BLOCKED, Outcome.RATE_LIMITED, Outcome.DEFERRED)
"""After these the host is left alone."""


class DiscoverySpider(VisitSpider):
    """One page at a time: the next one depends on what the last one held."""

    name = "discover"
    kind = "discover"

    def __init__(self, *args: Any, explorer: Explorer, portal: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.explorer = explorer
        self.portal = portal
        self._robots: set[str] = set()

    def begin(self) -> Iterator[Request]:
        yield from self._next()

    def _next(self) -> Iterator[Request]:
        lead = self.explorer.next()
        if lead is None:
            return
        wanted = lead.request or ListRequest(lead.url)
        left = self.explorer.limit - self.requests_sent()
        host = host_of(wanted.url)
        needed = 1 if host in self._robots else 2  # robots.txt of a new host comes first
        if left < needed:
            self.explorer.put_back(lead)
            self.explorer.stopped = f"the {self.explorer.limit} requests are used up"
            return
        self._robots.add(host)
        # A hop to another host costs its robots.txt as well.
        hops = min(REDIRECTS, (left - needed) // 2)
        yield self.ask(
            wanted, self.portal, lambda answer: self._looked(lead, answer), referer=lead.found_on, hops=hops
        )

    def _looked(self, lead: Lead, answer: Answer) -> Iterator[Request]:
        if answer.outcome is not Outcome.OK:
            self.explorer.failed(lead, answer.detail, final=answer.outcome in FINAL)
        else:
            seen = _seen(lead, answer)
            found = self.explorer.looked(lead, seen)
            if found is not None:
                self.logger.info("column %s: %s", found.kind, found.url)
        yield from self._next()


def _seen(lead: Lead, answer: Answer) -> Seen:
    url = answer.final_address or answer.request.url
    given = lead.request
    rows = read_list(
        answer.body,
        url=url,
        content_type=answer.content_type,
        family=given.family if given else None,
        request=given,
    )
    return Seen(
        url,
        read_links(answer.body, url=url, content_type=answer.content_type),
        rows,
        recognise(answer.body, url=url, content_type=answer.content_type),
    )
