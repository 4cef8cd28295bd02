"""Quoted spans: 《》 and “” with nesting, in one pass, tolerant of a lost half."""

from __future__ import annotations

import re
from dataclasses import dataclass

LONGEST = 200
"""A title longer than this is a quotation mark that lost its partner."""

_PAIRS = {"《": "》", "“": "”", "〈": "〉", "「": "」", "『": "』"}
_OPENING = re.compile(f'[{"".join(_PAIRS)}"]')
_MARK = re.compile(f"[{''.join(_PAIRS)}{''.join(_PAIRS.values())}\n]")


@dataclass(frozen=True, slots=True)
class Quoted:
    """``start`` and ``end`` are the places of the marks, ``end`` exclusive; ``inner`` has them stripped."""

    start: int
    end: int
    inner: str
    mark: str


def find_quoted(text: str, marks: str = "《“「『") -> list[Quoted]:
    """Outermost quoted spans of the given opening marks, in order.

    Marks nest (《…〈…〉…“无废乡村”…》); a span ends with its own closing mark, never over a
    line break, never beyond 200 characters. ASCII quotes pair up one after another, as “”.
    """
    found: list[Quoted] = []
    partners: dict[int, int] | None = None
    end = 0
    for match in _OPENING.finditer(text):
        start, mark = match.start(), match[0]
        if start < end or (mark not in marks and (mark != '"' or "“" not in marks)):
            continue
        if mark == '"':
            close = text.find(mark, start + 1, start + LONGEST)
            if close > 0 and "\n" not in text[start:close]:
                end = close + 1
                found.append(Quoted(start, end, text[start + 1 : close].strip(), "“"))
            continue
        if partners is None:
            partners = _partners(text)
        partner = partners.get(start)
        if partner is None or partner >= start + LONGEST:
            continue
        end = partner + 1
        found.append(Quoted(start, end, text[start + 1 : partner].strip(), mark))
    return found


def _partners(text: str) -> dict[int, int]:
    """Where each opening mark closes, by its place. Only marks of the same kind are counted, in one line."""
    partners: dict[int, int] = {}
    opened: dict[str, list[int]] = {close: [] for close in _PAIRS.values()}
    for match in _MARK.finditer(text):
        char = match[0]
        if char in _PAIRS:
            opened[_PAIRS[char]].append(match.start())
        elif char == "\n":
            for starts in opened.values():
                starts.clear()
        elif opened[char]:
            partners[opened[char].pop()] = match.start()
    return partners
