"""Spacing and width: what may be ignored when two pieces of Chinese text are compared."""

from __future__ import annotations

import re
import unicodedata

CJK = "\u3400-\u9fff\uf900-\ufaff"
"""For use inside a character class."""

_INNER_SPACE = re.compile(
    rf"(?<=[{CJK}\d，。、；：！？（）《》〈〉“”‘’〔〕【】,;:()])[ \t\u00a0\u3000\u2000-\u200b]+"
)
_SPACE_BEFORE = re.compile(
    rf"(?<![ \t\u00a0\u3000\u2000-\u200b])[ \t\u00a0\u3000\u2000-\u200b]++(?=[{CJK}，。、；：！？（）《》〈〉“”‘’〔〕【】])"
)
_ALL_SPACE = re.compile(r"[\s\u00a0\u3000\u2000-\u200f\ufeff]+")
_PUNCTUATION = re.compile(r"[^\w]+", re.UNICODE)


def close_up(text: str) -> str:
    """Drop white space beside Chinese characters and digits; keep it between Latin words.

    Titles on the web carry spaces left by line breaks and by Word's runs
    (``四次会议 第1199号建议`` → ``四次会议第1199号建议``).
    """
    return _SPACE_BEFORE.sub("", _INNER_SPACE.sub("", text)).strip()


def squeeze(text: str) -> str:
    """Drop every white space character."""
    return _ALL_SPACE.sub("", text)


def fold_width(text: str) -> str:
    """Full-width digits, letters and ASCII punctuation to half-width, one character for one.

    The length never changes, so places found in the folded text are places in the original.
    Quotation marks, 〔〕, 《》 and 。 are left alone.
    """
    return "".join(chr(ord(c) - 0xFEE0) if "！" <= c <= "～" else " " if c == "\u3000" else c for c in text)


def match_key(text: str) -> str:
    """A key under which spellings of the same title agree: width, spaces and punctuation ignored."""
    return _PUNCTUATION.sub("", unicodedata.normalize("NFKC", text)).lower()
