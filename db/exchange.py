"""What the archive keeps and gives back: a request, its response, and where they lie."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from db.content_coding import decode_content

Headers = tuple[tuple[str, str], ...]
"""HTTP headers in the order received, names as received, values decoded as Latin-1 (one byte, one character)."""


class ArchiveError(Exception):
    """The archive cannot do what was asked. The message names the file and says what to do."""


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """A record: ``file`` is a name below the archive folder, ``offset`` the first byte of its gzip member."""

    file: str
    offset: int


@dataclass(frozen=True, slots=True)
class Request:
    """A request as sent. ``headers`` without Host get one from the address."""

    method: str
    url: str
    headers: Headers = ()
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Response:
    """A response as received.

    ``body`` is after transfer decoding (chunks joined) and before content
    decoding (gzip and the like stay). ``ip`` is the server's address where known.
    """

    status: int
    headers: Headers = ()
    body: bytes = b""
    reason: str = ""
    protocol: str = "HTTP/1.1"
    ip: str | None = None

    def header(self, name: str) -> str | None:
        """The first value of a header, whatever the case of its name."""
        return header(self.headers, name)


@dataclass(frozen=True, slots=True)
class Exchange:
    """One archived document with what is known of how it came.

    ``at`` is UTC, ISO 8601 to the second with a Z. ``response`` and ``request``
    are None for an imported file (kind ``resource``); ``request`` is None too where
    a cut file lost it. For a revisit ``refers_to`` names the record that holds
    the bytes, and ``payload`` are those bytes: so after a 304 ``response.body``
    is empty and ``payload`` is the document that was not modified.
    """

    location: Location
    url: str
    at: str
    kind: Literal["response", "resource"]
    payload: bytes
    content_type: str | None = None
    content_encoding: str | None = None
    response: Response | None = None
    request: Request | None = None
    refers_to: Location | None = None

    @property
    def status(self) -> int | None:
        """The HTTP status, None for an imported file."""
        return self.response.status if self.response else None

    @property
    def body(self) -> bytes:
        """The payload after content decoding: what a parser reads.

        Raises ContentError where the coding is unknown, broken from its first byte or too large.
        """
        return decode_content(self.payload, self.content_encoding)


def header(headers: Headers, name: str) -> str | None:
    """The first value of a header, whatever the case of its name."""
    wanted = name.lower()
    return next((value for key, value in headers if key.lower() == wanted), None)
