"""Every answer goes into the archive before anything reads it, redirect hops and error pages included."""

from __future__ import annotations

import zlib
from typing import Any

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import ResponseDataLossError
from scrapy.http import Headers, Response

from crawler.session import Session
from db.content_coding import MAX_CONTENT
from db.exchange import Headers as ArchivedHeaders
from db.exchange import Request as ArchivedRequest
from db.exchange import Response as ArchivedResponse
from db.times import moment, timestamp

_PIECE = 1 << 20


class ArchiveMiddleware:
    """Nearest to the network: it sees the bytes as they came, before content decoding."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> ArchiveMiddleware:
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Response:
        """Keep the exchange; its place goes into ``meta['archived']``.

        Raises ArchiveError where the bytes cannot be kept: without them there is no record. Raises
        ResponseDataLossError for a compressed body that ends too early though its length is as announced.
        """
        limit = self._crawler.settings.getint("DOWNLOAD_MAXSIZE")
        if cut_short(response.body, response.headers.get("Content-Encoding", b""), limit):
            raise ResponseDataLossError("the compressed body ends before its end")
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


def cut_short(body: bytes, coding: bytes | None, limit: int = MAX_CONTENT) -> bool:
    """Whether a gzip body lacks its end (RFC 1952: a trailer of eight bytes). Other codings give False.

    A server that compresses by itself and breaks off announces the length of what it has; only the
    trailer tells. Memory stays bounded: what is unpacked is thrown away piece by piece; beyond ``limit`` bytes it is
    a bomb, and whether that has an end is nobody's concern.
    """
    if (coding or b"").strip().lower() not in (b"gzip", b"x-gzip") or not body:
        return False
    unpacking = zlib.decompressobj(31)
    rest = body
    try:
        while rest and not unpacking.eof:
            limit -= len(unpacking.decompress(rest, _PIECE))
            rest = unpacking.unconsumed_tail
            if limit < 0:
                return False
    except zlib.error:
        # Not gzip at all, whatever the header says: what reads the body will say so.
        return False
    return not unpacking.eof


def _headers(headers: Headers) -> ArchivedHeaders:
    return tuple(
        (name.decode("latin-1"), value.decode("latin-1"))
        for name, values in headers.items()
        for value in values
    )
