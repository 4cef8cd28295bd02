"""Quoted spans: 《》 and “” with nesting, in one pass, tolerant of a lost half."""

from __future__ import annotations

import re
from dataclasses import dataclass

LONGEST = 200
"""A title longer than this is a quotation mark that lost its partner."""

_PAIRS = {"《": "》", "“": "”", "〈": "〉", "「": "」", "『": "』"}
_OPENING = re.compile(f'[{"".join(_PAIRS)}"]')
_BOTH = {open_: re.compile(f"[{open_}{close}\n]") for open_, close in _PAIRS.items()}


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
    line break, never beyond 200 characters. ASCII quotes pair up one after another.
    """
    found: list[Quoted] = []
    end = 0
    for match in _OPENING.finditer(text):
        start, mark = match.start(), match[0]
        if start < end or (mark if mark != '"' else "“") not in marks:
            continue
        close = text.find('"', start + 1, start + LONGEST) if mark == '"' else _closing(text, start)
        if close is None or close < 0 or "\n" in text[start:close]:
            continue
        end = close + 1
        found.append(Quoted(start, end, text[start + 1 : close].strip(), mark if mark != '"' else "“"))
    return found


def _closing(text: str, start: int) -> int | None:
    """Where the mark opened at ``start`` closes. Only marks of the same kind are counted."""
    depth = 0
    for match in _BOTH[text[start]].finditer(text, start, start + LONGEST):
        char = match[0]
        if char == "\n":
            return None
        depth += 1 if char == text[start] else -1
        if depth == 0:
            return match.start()
    return None
