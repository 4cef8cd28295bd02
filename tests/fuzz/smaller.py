"""The smallest form of an input that still breaks the same thing."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

from tests.fuzz.hostile import Hostile
from tests.fuzz.work import read

_SECONDS = 20.0
"""Long enough for most; what is not small by then is small enough to look at."""


def smaller(given: Hostile, problem: str) -> bytes:
    """Bytes of ``given`` left out, in halves, quarters … single bytes, as long as the problem stays what it was."""
    kind = _kind(problem)
    slow = problem.startswith("slow")

    def same(data: bytes) -> bool:
        said = read(replace(given, data=data))
        if slow:  # a smaller input may take less, but far more than its share
            return float(said["seconds"]) > max(0.2, 2e-6 * len(data))
        return "wrong" in said and _kind(f"wrong: {said['wrong']}") == kind

    return _left_out(given.data, same, time.monotonic() + _SECONDS)


def _kind(problem: str) -> str:
    return problem[:45]


def _left_out(data: bytes, same: Callable[[bytes], bool], until: float) -> bytes:
    size = len(data) // 2
    while size and time.monotonic() < until:
        at = 0
        while at < len(data) and time.monotonic() < until:
            shorter = data[:at] + data[at + size :]
            if same(shorter):
                data = shorter
            else:
                at += size
        size //= 2
    return data
