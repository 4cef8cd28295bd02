"""The answers of an archive in the place of the network (crawler/replay.py says which)."""

from __future__ import annotations

from typing import Any

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Headers, Response
from scrapy.responsetypes import responsetypes

from db.exchange import Exchange

SKIPPED_HEADERS = ("transfer-encoding", "x-archive-orig-transfer-encoding", "content-length", "connection")
"""They speak of a transfer that is over."""


class ReplayMiddleware:
    """In the place of the network: nearest to it, so that everything else is as in any crawl."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> ReplayMiddleware:
        return cls(crawler)

    def process_request(self, request: Request) -> Response:
        """The archived answer. Raises NotArchivedError."""
        spider: Any = self._crawler.spider
        found: Exchange = spider.plan.replay.answer(request.method, request.url, request.body)
        assert found.response is not None
        headers = Headers()
        for name, value in _headers(found):
            headers.appendlist(name, value.encode("latin-1", "replace"))
        request.meta["replayed_at"] = found.at
        kind = responsetypes.from_args(headers=headers, url=request.url, body=found.payload)
        return kind(request.url, status=found.response.status, headers=headers, body=found.payload)


def _headers(found: Exchange) -> list[tuple[str, str]]:
    """As received; after a 304 the type and coding of the page it confirmed."""
    assert found.response is not None
    headers = [(n, v) for n, v in found.response.headers if n.lower() not in SKIPPED_HEADERS]
    names = {name.lower() for name, _ in headers}
    for name, value in (("Content-Type", found.content_type), ("Content-Encoding", found.content_encoding)):
        if value is not None and name.lower() not in names:
            headers.append((name, value))
    return headers
