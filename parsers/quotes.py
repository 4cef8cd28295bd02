"""Quoted spans: 《》 and “” with nesting, in one pass, tolerant of a lost half."""

from __future__ import annotations

from dataclasses import dataclass

LONGEST = 200
"""A title longer than this is a quotation mark that lost its partner."""

_PAIRS = {"《": "》", "“": "”", "〈": "〉", "「": "」", "『": "』"}
_CLOSERS = {close: open_ for open_, close in _PAIRS.items()}


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
    i, size = 0, len(text)
    while i < size:
        char = text[i]
        if char in marks and char in _PAIRS:
            end = _closing(text, i)
            if end is not None:
                found.append(Quoted(i, end + 1, text[i + 1 : end].strip(), char))
                i = end + 1
                continue
        elif char == '"' and "“" in marks:
            end = text.find('"', i + 1, i + LONGEST)
            if end > 0 and "\n" not in text[i:end]:
                found.append(Quoted(i, end + 1, text[i + 1 : end].strip(), "“"))
                i = end + 1
                continue
        i += 1
    return found


def _closing(text: str, start: int) -> int | None:
    """Where the mark opened at ``start`` closes. Only marks of the same kind are counted."""
    open_, close = text[start], _PAIRS[text[start]]
    depth = 0
    for i in range(start, min(len(text), start + LONGEST)):
        char = text[i]
        if char == "\n":
            return None
        if char == open_:
            depth += 1
        elif char == close:
            depth -= 1
            if depth == 0:
                return i
    return None
