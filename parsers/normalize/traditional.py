"""Pages in traditional characters: mirrors and 繁体 gateways convert mainland letters by machine; this converts back.

Hijacked domains leave pinyin behind in brackets (關(guān)于) and double commas (，,). Facts: letters.md G1.
"""

from __future__ import annotations

import re
from functools import cache
from importlib import resources

_TRADITIONAL = "關於會議縣區辦設發進實務經來對應複復"
_SIMPLIFIED = "关会议县区办设发进实务经来对应"
_GATE = ("議", "關", "辦", "縣", "會")
_ENOUGH = 6
"""Fewer traditional characters than this are a name or a quotation."""

_READING = r"[(（][a-züêńňǹ]{0,5}[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹ]?[a-züêńňǹ]{0,5}[)）]"
_PINYIN = re.compile(rf"(?<=[\u3400-\u9fff]){_READING}")
_PINYIN_ELEMENT = re.compile(
    rf"(?<=[\u3400-\u9fff])<(span|font|rt|sup|i|em)(?:\s[^<>]{{0,200}})?>\s?{_READING}\s?</\1>"
)
"""The same in an element of its own: 復<span>(fù)</span>函."""
_DOUBLED = re.compile("，,|、,|。\\.")
# 覆 is one character for two: answering is 复 in the mainland, covering stays 覆.
_PHRASES = (
    ("答覆", "答复"),
    ("回覆", "回复"),
    ("覆函", "复函"),
    ("函覆", "函复"),
    ("批覆", "批复"),
    ("覆文", "复文"),
)


def is_traditional(text: str) -> bool:
    """Whether most of ``text`` is in traditional characters; cheap on pages that have none."""
    if not any(mark in text for mark in _GATE):
        return False
    traditional = sum(text.count(char) for char in _TRADITIONAL)
    return traditional >= _ENOUGH and traditional > 2 * sum(text.count(char) for char in _SIMPLIFIED)


_MANY = 10
"""A letter has more of them; names and quotations in a simplified page do not."""


def simplified_page(text: str) -> str | None:
    """``text`` in simplified characters where it, or a letter in it, is in traditional ones; None where neither is.

    Mirrors print a converted letter into a page of their own; the page's own simplified
    characters are not changed by the conversion.
    """
    if not any(mark in text for mark in _GATE) or sum(map(text.count, _TRADITIONAL)) < _ENOUGH:
        return None
    if is_traditional(text) or sum(map(text.count, _TRADITIONAL)) >= _MANY:
        return to_simplified(text)
    return None


def to_simplified(text: str) -> str:
    """``text`` in simplified characters, without pinyin left in brackets and the commas doubled with it."""
    plain = text.translate(_table())
    for traditional, simplified in _PHRASES:
        plain = plain.replace(traditional, simplified)
    if _has_pinyin(plain):
        plain = _DOUBLED.sub(lambda m: m[0][0], _PINYIN.sub("", _PINYIN_ELEMENT.sub("", plain)))
    return plain


def _has_pinyin(text: str) -> bool:
    """Toned vowels in brackets: (guān). Brackets with plain letters alone (ICU) are the text's own."""
    return re.search(r"[(（][a-z]{0,5}[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ][a-z]{0,4}[)）]", text) is not None


@cache
def _table() -> dict[int, str]:
    text = resources.files("parsers.data").joinpath("traditional.csv").read_text(encoding="utf-8")
    return {ord(line[0]): line[2] for line in text.splitlines()[1:]}
