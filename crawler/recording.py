"""Every answer goes into the archive before anything reads it, redirect hops and error pages included."""

from __future__ import annotations

from typing import Any

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Headers, Response

from crawler.session import Session
from db.exchange import Headers as ArchivedHeaders
from db.exchange import Request as ArchivedRequest
from db.exchange import Response as ArchivedResponse
from db.times import moment, timestamp


class ArchiveMiddleware:
    """Nearest to the network: it sees the bytes as they came, before content decoding."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> ArchiveMiddleware:
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Response:
        """Keep the exchange; its place goes into ``meta['archived']``.

        Raises ArchiveError where the bytes cannot be kept: without them there is no record.
        """
        spider: Any = self._crawler.spider
        session: Session = spider.session
        # One look at the clock for the archive and the ledger: a rebuild joins them by it.
        replayed: str | None = request.meta.get("replayed_at")
        at = moment(replayed) if replayed else session.clock()
        request.meta["answered_at"] = timestamp(at)
        request.meta["archived"] = session.archive.write_exchange(
            ArchivedRequest(request.method, request.url, _headers(request.headers), request.body),
            ArchivedResponse(
                response.status,
                _headers(response.headers),
                response.body,
                protocol=response.protocol or "HTTP/1.1",
                ip=str(response.ip_address) if response.ip_address else None,
            ),
            at=at,
            not_modified=request.meta.get("conditional_on"),
        )
        return response


def _headers(headers: Headers) -> ArchivedHeaders:
    return tuple(
        (name.decode("latin-1"), value.decode("latin-1"))
        for name, values in headers.items()
        for value in values
    )
