"""Content codings (RFC 9110 §8.4) undone by the function that reads the archive, so that both read the same bytes.

Scrapy's own middleware asks for br and zstd as well, and the archive keeps bytes as they came: a letter that came so
could be read once and never again.
"""

from __future__ import annotations

from typing import Any

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from db.content_coding import ContentError, TooLargeError, decode_content

ACCEPTED = "gzip, deflate"


class DecodingMiddleware:
    """In the place of Scrapy's HttpCompressionMiddleware."""

    def __init__(self, limit: int) -> None:
        self._limit = limit

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> DecodingMiddleware:
        return cls(crawler.settings.getint("DOWNLOAD_MAXSIZE"))

    def process_request(self, request: Request) -> None:
        """Say what can be read."""
        request.headers["Accept-Encoding"] = ACCEPTED

    def process_response(self, request: Request, response: Response) -> Response:
        """The response with its body decoded. Where that cannot be, its body is empty and ``meta['unread']`` says why."""
        codings = b",".join(response.headers.getlist("Content-Encoding")).decode("latin-1")
        if not codings:
            return response
        meta: dict[str, Any] = request.meta
        try:
            body = decode_content(response.body, codings, self._limit)
        except TooLargeError as error:
            meta["unread"] = ("too_large", str(error))
            body = b""
        except ContentError as error:
            meta["unread"] = ("undecodable", str(error))
            body = b""
        del response.headers["Content-Encoding"]
        return response.replace(body=body)
