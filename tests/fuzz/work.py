"""One process that reads hostile inputs: told ``seed first end step again`` on its input, it says a line of JSON for each."""

from __future__ import annotations

import hashlib
import json
import signal
import sys
import time
import traceback
from typing import Any

from tests.fuzz.checks import BrokenRuleError, outcome
from tests.fuzz.hostile import Hostile, hostile

HARD_SECONDS = 60
"""CPU seconds of one input after which the process is ended; the one that started it counts it as endless."""
TOGETHER = 100
"""Inputs that are read in order before some of them are read once more, backwards."""


def allowed(given: Hostile) -> float:
    """CPU seconds an input may take: 10 MB take 5 s, small ones far less; a list page is read three ways more."""
    packed = given.data[:2] == b"PK" or given.data[:4] == b"\xd0\xcf\x11\xe0"
    once = min(5.0, 0.75 + 3 * len(given.data) / 1e6)
    return once * (2 if given.listed else 1) + (1.5 if packed else 0.0)


def read(given: Hostile) -> dict[str, Any]:
    """What came of an input: CPU seconds, a digest of the outcome, or what was wrong and where."""
    signal.setitimer(signal.ITIMER_PROF, HARD_SECONDS)
    begin = time.process_time()
    said: dict[str, Any] = {}
    try:
        said["digest"] = hashlib.sha256(outcome(given).encode()).hexdigest()
    except BrokenRuleError as error:
        said["wrong"] = f"rule broken: {error}"[:600]
    except Exception as error:  # this is what is looked for
        frame = traceback.extract_tb(error.__traceback__)[-1]
        said["wrong"] = f"{type(error).__name__} in {frame.name} ({frame.filename}:{frame.lineno}): {error}"[
            :600
        ]
    said["seconds"] = time.process_time() - begin
    signal.setitimer(signal.ITIMER_PROF, 0)
    if "wrong" not in said and said["seconds"] > allowed(given):
        said["slow"] = f"{said['seconds']:.2f} s of CPU for {len(given.data)} bytes"
    return said


def _say(**said: Any) -> None:
    sys.stdout.write(json.dumps(said) + "\n")
    sys.stdout.flush()


def work(seed: int, numbers: range, *, again: bool) -> None:
    """Read these inputs; with ``again`` every fourth a second time, backwards, and the outcomes compared."""
    for start in range(0, len(numbers), TOGETHER):
        some = numbers[start : start + TOGETHER]
        digests = {}
        for number in some:
            _say(begins=number)
            given = hostile(seed, number)
            said = read(given)
            digests[number] = said.get("digest")
            _say(number=number, way=given.way, size=len(given.data), **said)
        for number in (n for n in reversed(some) if again and n % 4 == 0):
            _say(begins=number)
            if read(hostile(seed, number)).get("digest") != digests[number]:
                _say(number=number, differs="read again, after other inputs, it gives another outcome")
    _say(done=len(numbers))


def main() -> None:
    """Until the input ends. A pipe that closes is the end too."""
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    for line in sys.stdin:
        seed, first, end, step, again = map(int, line.split())
        work(seed, range(first, end, step), again=bool(again))


if __name__ == "__main__":
    main()
