"""HTTP messages inside WARC records, in both directions, byte for byte."""

from __future__ import annotations

import re
from io import BytesIO
from urllib.parse import quote, urlsplit

from warcio.bufferedreaders import ChunkedDataReader
from warcio.statusandheaders import StatusAndHeaders

from db.exchange import Headers, Request, Response, header

STORED_TRANSFER = "X-Archive-Orig-Transfer-Encoding"
"""The body is stored with its chunks joined, so a Transfer-Encoding header is kept under the name that
replay tools use for it (pywb): a reader that believed the original would take the body apart again."""

# Everything that may stand in a URI; the rest (controls, spaces, Chinese) is percent-encoded.
URI_SAFE = "!#$%&'()*+,/:;=?@[]~-._"


class ExactHead(StatusAndHeaders):  # type: ignore[misc]  # warcio has no types
    """A head that is written as given: warcio's own would percent-encode header values that are not ASCII."""

    def __init__(self, first_line: str, headers: Headers) -> None:
        protocol, _, rest = first_line.partition(" ")
        super().__init__(rest, list(headers), protocol=protocol)

    def compute_headers_buffer(self, header_filter: object = None) -> None:
        lines = [f"{self.protocol} {self.statusline}"] + [f"{name}: {value}" for name, value in self.headers]
        text = "".join(re.sub(r"[\r\n]+", " ", line) + "\r\n" for line in lines) + "\r\n"
        # Latin-1 gives back the bytes that came; a character beyond it was never received, so UTF-8.
        self.headers_buff = b"".join(_bytes(char) for char in re.split(r"([^\x00-\xff]+)", text))


def uri(url: str) -> str:
    """The address as it may stand in a WARC field: no control characters, no spaces, ASCII."""
    return quote(url, safe=URI_SAFE)


def request_head(request: Request) -> ExactHead:
    """The request line and headers; Host is added where the caller left it to the network library."""
    parts = urlsplit(uri(request.url))
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    headers = request.headers
    if header(headers, "host") is None:
        headers = (("Host", parts.netloc.rpartition("@")[2]), *headers)
    return ExactHead(f"{request.method} {target} HTTP/1.1", headers)


def response_head(response: Response) -> ExactHead:
    """The status line and headers."""
    headers = tuple(
        (STORED_TRANSFER if name.lower() == "transfer-encoding" else name, value)
        for name, value in response.headers
    )
    return ExactHead(f"{response.protocol} {response.status} {response.reason}".rstrip(), headers)


def parse_request(block: bytes, url: str) -> Request | None:
    """The request of a record's block, None where the block is no HTTP request."""
    first, headers, body = split_message(block)
    method, _, _ = first.partition(" ")
    if not re.fullmatch(r"[A-Z]{3,20}", method):
        return None
    return Request(method, url, headers, body)


def parse_response(block: bytes, ip: str | None) -> Response | None:
    """The response of a record's block, None where the block is no HTTP response.

    Chunks are joined where another program stored them apart.
    """
    first, headers, body = split_message(block)
    found = re.fullmatch(r"(HTTP/\d(?:\.\d)?) +(\d{3})(?: +(.*))?", first.strip())
    if not found:
        return None
    if "chunked" in (header(headers, "transfer-encoding") or "").lower():
        body = ChunkedDataReader(BytesIO(body)).read()
    headers = tuple(
        ("Transfer-Encoding" if name == STORED_TRANSFER else name, value) for name, value in headers
    )
    return Response(int(found[2]), headers, body, found[3] or "", found[1], ip)


def split_message(block: bytes) -> tuple[str, Headers, bytes]:
    """First line, headers and body of an HTTP message; folded headers are joined, broken ones left out."""
    found = re.search(rb"\r?\n\r?\n", block)
    head, body = (block[: found.start()], block[found.end() :]) if found else (block, b"")
    first, *lines = re.split(r"\r?\n", head.decode("latin-1"))
    headers: list[tuple[str, str]] = []
    for line in lines:
        if line[:1] in (" ", "\t") and headers:
            name, value = headers[-1]
            headers[-1] = (name, f"{value} {line.strip()}")
            continue
        name, colon, value = line.partition(":")
        if colon:
            headers.append((name.strip(), value.strip()))
    return first, tuple(headers), body


def _bytes(text: str) -> bytes:
    try:
        return text.encode("latin-1")
    except UnicodeEncodeError:
        return text.encode("utf-8")
