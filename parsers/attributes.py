"""Start tags with more attributes than anyone writes: cut to their names before libxml2 sees them.

libxml2 compares every attribute of an element with all others: 40,000 on one tag of 200 kB cost seconds,
a million cost hours.
"""

from __future__ import annotations

import re

_MOST = 500
"""Attributes of one tag; 2,000 tags of 500 fill a page of 4 MB and cost half a second."""
_WINDOW = 5_000
_LARGE = 150_000
"""What slips through the quick look on a smaller page costs a second at most."""

# The HTML standard's tokens (13.2.5, tag and attribute states): a quote opens a value only behind the equals sign,
# and < and > inside one are ordinary characters. Every alternative takes what it has seen: linear on any bytes.
_ATTRIBUTE = rb"""[\s/]*+[^\s/>][^\s/>=]*+(?:\s*+=\s*+(?:"[^"]*+"?|'[^']*+'?|[^\s>"'][^\s>]*+)?+)?+"""
_PROGRAM = rb"<(?:script|style|textarea|title|xmp|iframe)(?=[\s/>])(?:%s){0,%d}+[\s/]*+>" % (
    _ATTRIBUTE,
    _MOST,
)
_UP_TO_SWOLLEN = re.compile(
    rb"(?:[^<]++"
    rb"|<!--(?:[^-]++|-(?!->))*+(?:-->)?+"
    rb"|(?:%s)(?:[^<]++|<(?!/(?:script|style|textarea|title|xmp|iframe)))*+"
    rb"|<[a-z][^\s/>]*+(?:%s){0,%d}+[\s/]*+(?:>|\Z)"
    rb"|(?:<(?=<))++|<(?![a-z]))*+" % (_PROGRAM, _ATTRIBUTE, _MOST),
    re.IGNORECASE,
)
_SWOLLEN = re.compile(rb"(<[a-z][^\s/>]*+)(?:%s)*+[\s/]*+>?" % _ATTRIBUTE, re.IGNORECASE)


def without_swollen_tags(data: bytes) -> bytes:
    """``data`` (HTML in UTF-8) with every tag of more than 500 attributes as its bare name."""
    if not _may_hold_one(data):
        return data
    kept: list[bytes] = []
    at = 0
    while True:
        end = _past(data, at)
        kept.append(data[at:end])
        tag = _SWOLLEN.match(data, end) if end < len(data) else None
        if tag is None:
            break
        kept.append(tag[1] + b">")
        at = tag.end()
    return b"".join(kept) if len(kept) > 1 else data


def _past(data: bytes, at: int) -> int:
    """Where the next swollen tag begins, the end of the data where there is none."""
    match = _UP_TO_SWOLLEN.match(data, at)
    return match.end() if match is not None else len(data)


def _may_hold_one(data: bytes) -> bool:
    """A quick look that a tag of 10 kB does not pass, unless it hides a < in itself; large pages are read closely."""
    if len(data) > _LARGE:
        return True
    return any(data.find(b"<", at, at + _WINDOW) < 0 for at in range(0, len(data) - _WINDOW, _WINDOW))
