"""Bytes to text: which character encoding a page really has, decided on its bytes."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, replace

from parsers.types import Encoding, Problem

# Byte order marks, the longer ones first: UTF-32-LE begins with the mark of UTF-16-LE.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

# What people write → the codec meant. GB2312 and GBK mean GB18030, their superset (domain.md §7.4).
_NAMES = {
    "utf8": "utf-8",
    "utf-8": "utf-8",
    "unicode-1-1-utf-8": "utf-8",
    "gb2312": "gb18030",
    "gb_2312-80": "gb18030",
    "gb2312-80": "gb18030",
    "gb-2312": "gb18030",
    "gbk": "gb18030",
    "gb18030": "gb18030",
    "cp936": "gb18030",
    "x-gbk": "gb18030",
    "hz-gb-2312": "hz",
    "big5": "big5hkscs",
    "big5-hkscs": "big5hkscs",
    "utf-16": "utf-16",
    "utf-16le": "utf-16-le",
    "utf-16be": "utf-16-be",
}

_HEADER_CHARSET = re.compile(r"charset\s{0,4}=\s{0,4}[\"']?\s{0,4}([\w.:-]{1,40})", re.IGNORECASE)
# Both begin with < so that the search skips from tag to tag.
_META_CHARSET = re.compile(
    rb"<(?:meta\b[^>]{0,400}?charset\s{0,4}=\s{0,4}[\"']?\s{0,4}([\w.:-]{1,40})"
    rb"|\?xml\b[^>]{0,200}?encoding\s{0,4}=\s{0,4}[\"']([\w.:-]{1,40}))",
    re.IGNORECASE,
)
# Declarations stand in the first kilobyte by the HTML standard; real pages put them later.
_META_WINDOW = 8192

_HANZI = re.compile("[\u3400-\u9fff]")
# Two-byte GB 2312 characters of level 1, the 3,755 everyday ones (rows B0-D7).
_EVERYDAY = re.compile(rb"[\xb0-\xd7][\xa1-\xfe]")
# Latin-1 gives a character for every byte: it proves nothing, but it denies Chinese text.
_LATIN = frozenset({"iso-8859-1", "iso8859-1", "latin1", "latin-1", "windows-1252", "us-ascii", "ascii"})
# More damaged places than this share of the Chinese characters: it is another encoding.
_DAMAGE_SHARE = 0.2
_REPLACEMENT = "�"


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text, the encoding it was read with and why, and what a person may want to look at."""

    text: str
    encoding: Encoding
    problems: tuple[Problem, ...] = ()
    utf8: bytes | None = None
    """The bytes themselves where they are ``text`` in UTF-8 already, so that nobody encodes it again."""


def decode(data: bytes, content_type: str | None = None) -> Decoded:
    """Read ``data`` as text; never raises.

    Order: byte order mark, then strict UTF-8 with Chinese evidence (the bytes
    themselves prove it, whatever header or ``<meta>`` say), then the charset of
    the HTTP ``Content-Type``, then that of ``<meta>``/XML, then GB18030 evidence.
    A declared charset that does not decode strictly loses. A cut last character
    and single damaged bytes are replaced by U+FFFD and reported.
    """
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _tolerant(data[len(mark) :], name, "BOM", ())
    wide = _wide_without_mark(data)
    if wide is not None:
        return _tolerant(data, wide, "zero bytes", ())
    header = _declared_in_header(content_type)
    meta = _declared_in_meta(data)
    return _by_bytes(data, header, meta)


def _by_bytes(data: bytes, header: str | None, meta: str | None) -> Decoded:
    text = _strict(data, "utf-8")
    if text is not None and not _looks_like_short_gb(data, text, header or meta):
        return replace(_judged(text, "utf-8", "strict utf-8", header, meta), utf8=data)
    for name, reason in ((header, "header"), (meta, "meta")):
        if name not in (None, "utf-8", "latin-1"):
            text = _strict(data, name)
            if text is not None and not _is_damaged_utf8(data):
                return _judged(text, name, reason, header, meta)
    if _is_damaged_utf8(data):
        return _tolerant(data, "utf-8", "mostly utf-8", _mismatch("utf-8", header, meta))
    text = _strict(data, "gb18030")
    if text is not None:
        return _judged(text, "gb18030", "gb18030", header, meta)
    name = next((n for n in (header, meta) if n not in (None, "utf-8", "latin-1")), None) or "gb18030"
    return _tolerant(
        data, name, "gb18030" if name == "gb18030" else "declared", _mismatch(name, header, meta)
    )


def _judged(text: str, name: str, reason: str, header: str | None, meta: str | None) -> Decoded:
    if header == name:
        reason = "header"
    elif meta == name:
        reason = "meta"
    return Decoded(text, Encoding(name, reason), _mismatch(name, header, meta, ascii_only=text.isascii()))


def _mismatch(
    name: str, header: str | None, meta: str | None, *, ascii_only: bool = False
) -> tuple[Problem, ...]:
    if ascii_only:
        return ()
    wrong = [
        f"{where} says {said}"
        for where, said in (("HTTP header", header), ("meta tag", meta))
        if said not in (None, name)
    ]
    if not wrong:
        return ()
    message = f"the bytes are {name}, but the {' and the '.join(wrong)}; read as {name}"
    return (Problem("charset_mismatch", message),)


def _tolerant(data: bytes, name: str, reason: str, problems: tuple[Problem, ...]) -> Decoded:
    text = data.decode(name, "replace")
    damaged = text.count(_REPLACEMENT)
    if damaged and _strict(data, name) is None:
        where = text.index(_REPLACEMENT)
        message = (
            f"{damaged} damaged place(s) in {name} text, the first at character {where}: "
            "shown as U+FFFD; compare with the source or fetch it again"
        )
        problems = (*problems, Problem("damaged_characters", message))
    return Decoded(text, Encoding(name, reason), problems)


def _strict(data: bytes, name: str) -> str | None:
    try:
        return data.decode(name)
    except (UnicodeDecodeError, LookupError):
        return None


def _looks_like_short_gb(data: bytes, text: str, declared: str | None) -> bool:
    """Short GBK can be valid UTF-8 by chance (联通): two-byte pairs only, no Chinese character in sight."""
    if text.isascii() or declared == "utf-8" or _HANZI.search(text) is not None:
        return False
    high = sum(byte >= 0x80 for byte in data)
    return len(_EVERYDAY.findall(data)) * 2 >= high * 0.6 and _strict(data, "gb18030") is not None


def _is_damaged_utf8(data: bytes) -> bool:
    """True where nearly all of it is UTF-8 Chinese: a cut tail, halves of characters, stray bytes."""
    text = data.decode("utf-8", "replace")
    bad = text.count(_REPLACEMENT)
    if not bad:
        return False
    good = len(_HANZI.findall(text))
    if good == 0:
        return False
    return bad <= max(1, good * _DAMAGE_SHARE)


def _wide_without_mark(data: bytes) -> str | None:
    """UTF-16 without a mark: markup is ASCII, so every second byte of its beginning is zero."""
    head = data[:256]
    if len(head) < 8 or b"\0" not in head:
        return None
    even, odd = head[0::2].count(0), head[1::2].count(0)
    half = len(head) // 2
    if odd > half * 0.4 and even < half * 0.05:
        return "utf-16-le"
    if even > half * 0.4 and odd < half * 0.05:
        return "utf-16-be"
    return None


def _declared_in_header(content_type: str | None) -> str | None:
    if not content_type:
        return None
    match = _HEADER_CHARSET.search(content_type[:1000])
    return _codec(match.group(1)) if match else None


def _declared_in_meta(data: bytes) -> str | None:
    head = data[:_META_WINDOW]
    if b"charset" not in head and b"encoding" not in head and b"charset" not in head.lower():
        return None
    match = _META_CHARSET.search(head)
    if match is None:
        return None
    return _codec((match.group(1) or match.group(2)).decode("ascii", "replace"))


def _codec(name: str) -> str | None:
    """The codec meant, ``latin-1`` for its whole family, None for names that say nothing."""
    known = name.strip().lower()
    return "latin-1" if known in _LATIN else _NAMES.get(known)
