"""Answers about one short line, kept for when it is asked again.

A letter's title, its signature and its labels are each asked the same questions from several
sides, and the pages of one portal repeat their menus, labels and organs. Only functions of one
text whose answer nobody can change are remembered: what is kept is never seen in a result.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import TypeVar

_Answer = TypeVar("_Answer")

MOST = 2048
"""Texts remembered by each function: the lines of some thirty pages."""
LONGEST = 200
"""Longer texts, in characters, are prose: each comes once, and would only fill the memory."""

_forgetting: list[Callable[[], None]] = []


def remembered(function: Callable[[str], _Answer]) -> Callable[[str], _Answer]:
    """The same function with a bounded memory: ``MOST`` texts of at most ``LONGEST`` characters."""
    known = lru_cache(maxsize=MOST)(function)
    _forgetting.append(known.cache_clear)

    @wraps(function)
    def recall(text: str) -> _Answer:
        return known(text) if len(text) <= LONGEST else function(text)

    return recall


def forget() -> None:
    """Begin anew, as a process that has read nothing yet: for measuring and for tests."""
    for clear in _forgetting:
        clear()
