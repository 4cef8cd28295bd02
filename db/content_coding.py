"""HTTP content codings undone (RFC 9110 §8.4): from the bytes on the wire to the bytes of the document.

The crawler and everything that reads the archive use this one function, so a
document parsed on arrival and one parsed years later start from the same bytes.
"""

from __future__ import annotations

import zlib

MAX_CONTENT = 256 * 1024 * 1024
"""No letter is larger; a small compressed file that grows beyond this is an attack on memory."""

GZIP_MAGIC = b"\x1f\x8b"

CHUNK = 65536


class ContentError(ValueError):
    """The content cannot be decoded; the message says why."""


class TooLargeError(ContentError):
    """It grows beyond what is taken."""


def decode_content(data: bytes, encoding: str | None, limit: int = MAX_CONTENT) -> bytes:
    """Undo the codings named in a Content-Encoding header, last applied first.

    Servers say gzip and send plain text: such data comes back as it is. A stream
    that ends early gives what could be decoded. Raises ContentError for a coding
    that is not gzip, deflate or identity, and beyond ``limit`` bytes.
    """
    codings = [c.strip().lower() for c in (encoding or "").split(",")]
    for coding in reversed(codings):
        if coding in ("", "identity", "utf-8", "none"):
            continue
        if coding in ("gzip", "x-gzip"):
            data = _gunzip(data, limit)
        elif coding == "deflate":
            data = _undeflate(data, limit)
        else:
            raise ContentError(f"content coding {coding!r} is not known (gzip, deflate and identity are)")
    return data


def _gunzip(data: bytes, limit: int) -> bytes:
    """Every gzip member of the data, joined; data that is no gzip comes back as it is."""
    out = bytearray()
    rest = data
    while rest.startswith(GZIP_MAGIC):
        try:
            part, rest = _inflate(rest, zlib.MAX_WBITS | 16, limit - len(out))
        except zlib.error:
            return bytes(out) or data
        out += part
    # What follows a member without being one is padding.
    return data if rest is data else bytes(out)


def _undeflate(data: bytes, limit: int) -> bytes:
    """Deflate is zlib by the standard and raw deflate by some servers; both are tried."""
    for bits in (zlib.MAX_WBITS, -zlib.MAX_WBITS):
        try:
            part, _ = _inflate(data, bits, limit)
        except zlib.error:
            continue
        if part:
            return part
    return data


def _inflate(data: bytes, bits: int, limit: int) -> tuple[bytes, bytes]:
    """One compressed stream and what follows it.

    Damage after the first bytes ends the stream there, with nothing following;
    damage before any byte came out raises zlib.error.
    """
    stream = zlib.decompressobj(bits)
    out = bytearray()
    at = 0
    while at < len(data) and not stream.eof:
        piece = data[at : at + CHUNK]
        at += CHUNK
        try:
            out += stream.decompress(piece, limit - len(out) + 1)
        except zlib.error:
            if not out:
                raise
            return bytes(out), b""
        if len(out) > limit:
            raise TooLargeError(f"the content grows beyond {limit} bytes when unpacked")
    return bytes(out), stream.unused_data + data[at:] if stream.eof else b""
