"""Which regular expressions of parsers/ take more than twice as long for twice the text: python -m tests.fuzz.growth.

Each pattern alone, without the limits of length that its callers keep: a list to look through, not a verdict.
What a limit keeps short is short; tests/fuzz/run.py sends the same texts through the whole way.
"""

from __future__ import annotations

import signal
import sys
import time
from typing import Any

from tests.fuzz.pumps import Pump, patterns, pumps

_SHORT, _LONG = 500, 2_000
_ENOUGH = 2.0
"""CPU seconds after which a search is given up; it is shown as a hundred times as many."""
_NOTICED = 0.004
"""CPU seconds below which nobody minds."""


def seconds(pattern: Any, text: str) -> float:
    """CPU seconds to find all a pattern finds in a text, and to match it as a whole."""
    signal.signal(signal.SIGVTALRM, _stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, _ENOUGH)
    subject: Any = text.encode("utf-8", "replace") if isinstance(pattern.pattern, bytes) else text
    begin = time.process_time()
    try:
        for _ in pattern.finditer(subject):
            pass
        pattern.fullmatch(subject)
    except TimeoutError:
        return 100 * _ENOUGH
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    return time.process_time() - begin


def _stop(signal_number: int, frame: object) -> None:
    raise TimeoutError


def grows(pump: Pump) -> tuple[float, float] | None:
    """Seconds for a text and for one four times as long, where that is more than eight times; None where it is not."""
    pattern = patterns()[pump.pattern]
    long = seconds(pattern, pump.text(_LONG))
    if long < _NOTICED:
        return None
    short = seconds(pattern, pump.text(_SHORT))
    return (short, long) if long > 8 * short else None


def main() -> int:
    many = 0
    for name in patterns():
        found = [
            (long, short, pump)
            for pump in pumps()
            if pump.pattern == name and (both := grows(pump))
            for short, long in (both,)
        ]
        if found:
            many += 1
            long, short, pump = max(found, key=lambda one: one[0])
            said = f"{short:.4f} s for {_SHORT} characters, {long:.4f} s for {_LONG}"
            sys.stdout.write(f"{name}: {said}: {pump.before[:30]!r} {pump.unit[:30]!r}\n")
            sys.stdout.flush()
    sys.stdout.write(f"{many} of {len(patterns())} patterns, {len(pumps())} texts tried\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
