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
# White space that str.split() does not know.
_UNSPLIT = re.compile("[\u200b-\u200f\ufeff]")
_FULL_WIDTH = re.compile("[！-～\u3000]+")
_PUNCTUATION = re.compile(r"[^\w]+", re.UNICODE)


def close_up(text: str) -> str:
    """Drop white space beside Chinese characters and digits; keep it between Latin words.

    Titles on the web carry spaces left by line breaks and by Word's runs
    (``四次会议 第1199号建议`` → ``四次会议第1199号建议``).
    """
    if len(text.split(None, 1)) < 2 and "\u200b" not in text:
        return text.strip()  # nearly every line: no white space inside
    return _SPACE_BEFORE.sub("", _INNER_SPACE.sub("", text)).strip()


def squeeze(text: str) -> str:
    """Drop every white space character."""
    joined = "".join(text.split())
    if joined.isascii() or _UNSPLIT.search(joined) is None:
        return joined
    return _ALL_SPACE.sub("", joined)


def fold_width(text: str) -> str:
    """Full-width digits, letters and ASCII punctuation to half-width, one character for one.

    The length never changes, so places found in the folded text are places in the original.
    Quotation marks, 〔〕, 《》 and 。 are left alone.
    """
    if text.isascii():
        return text
    return _FULL_WIDTH.sub(_half_width, text)


def _half_width(run: re.Match[str]) -> str:
    return "".join([" " if c == "\u3000" else chr(ord(c) - 0xFEE0) for c in run[0]])


def match_key(text: str) -> str:
    """A key under which spellings of the same title agree: width, spaces and punctuation ignored."""
    return _PUNCTUATION.sub("", unicodedata.normalize("NFKC", text)).lower()
