"""Sends hostile inputs through the parsers and says what broke: ``python -m tests.fuzz --count 100000 --seed 1``.

By hand: half an hour of one core for 100,000 inputs. Every fourth input is read twice, the second time after other inputs; every
fiftieth once more in a fresh process with another hash seed. Looked for: exceptions, values that the codebook does not
allow, values without evidence, half characters, outcomes that differ, inputs that take too long (work.py says how long).

What was found lies in build/fuzz/, named by seed and number, smallest form beside it; the same seed and number make the
same bytes. ``--show NUMBER`` reads one input again and prints its problem. Exit status 1 where something was found.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.fuzz.hostile import Hostile, hostile
from tests.fuzz.smaller import smaller
from tests.fuzz.work import TOGETHER, read

ROOT = Path(__file__).resolve().parent.parent.parent
FOUND = ROOT / "build" / "fuzz"
FRESH = 50
"""Every so many inputs one is read in a fresh process too."""


@dataclass(slots=True)
class Tally:
    """What is known so far. ``slowest``: the ten inputs that took longest, (seconds, size, number, way)."""

    ways: Counter[str] = field(default_factory=Counter)
    seconds: Counter[str] = field(default_factory=Counter)
    slowest: list[tuple[float, int, int, str]] = field(default_factory=list)
    digests: dict[int, str] = field(default_factory=dict)
    found: dict[int, str] = field(default_factory=dict)

    def take(self, said: dict[str, Any]) -> None:
        number = said["number"]
        for kind in ("wrong", "slow", "differs"):
            if kind in said:
                self.found[number] = f"{kind}: {said[kind]}"
        if "way" not in said:
            return
        self.ways[said["way"]] += 1
        self.seconds[said["way"]] += said["seconds"]
        one = (said["seconds"], said["size"], number, said["way"])
        self.slowest = sorted([*self.slowest, one], reverse=True)[:10]
        if number % FRESH == 0 and "digest" in said:
            self.digests[number] = said["digest"]


def lines_of(seed: int, numbers: range, *, again: bool, hash_seed: str = "0") -> Iterator[dict[str, Any]]:
    """What processes say of these inputs. One that an input ended is started again behind that input."""
    left = numbers
    while left:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.fuzz.work"],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": hash_seed, "PYTHONPATH": str(ROOT)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(f"{seed} {left.start} {left.stop} {left.step} {int(again)}\n")
        process.stdin.close()
        current = left.start
        done = False
        for line in process.stdout:
            said = json.loads(line)
            current = said.get("begins", current)
            done = done or "done" in said
            if "number" in said:
                yield said
        status = process.wait()
        process.stdout.close()
        if done:
            return
        yield {
            "number": current,
            "wrong": f"the process ended (status {status}): endless, or a fault below Python",
        }
        left = range(current + left.step, left.stop, left.step)


def run(seed: int, numbers: range, jobs: int) -> Tally:
    """Send the inputs through ``jobs`` processes."""
    tally = Tally()
    # Each process takes every jobs-th stretch of inputs.
    stretches = [
        range(at, min(at + 10 * TOGETHER, numbers.stop))
        for at in range(numbers.start, numbers.stop, 10 * TOGETHER)
    ]

    def one(stretch: range) -> list[dict[str, Any]]:
        return list(lines_of(seed, stretch, again=True))

    with ThreadPoolExecutor(jobs) as pool:
        waiting = [pool.submit(one, stretch) for stretch in stretches]
        try:
            for future in waiting:
                for line in future.result():
                    tally.take(line)
                sys.stderr.write(f"\r{sum(tally.ways.values())} read, {len(tally.found)} found ")
                sys.stderr.flush()
        except KeyboardInterrupt:  # what was read so far is told
            pool.shutdown(wait=False, cancel_futures=True)
    sys.stderr.write("\n")
    fresh = range(-(-numbers.start // FRESH) * FRESH, numbers.stop, FRESH)
    for said in lines_of(seed, fresh, again=False, hash_seed="1"):
        number = said["number"]
        if number in tally.digests and said.get("digest") != tally.digests[number]:
            tally.found.setdefault(number, "differs: a fresh process gives another outcome")
    return tally


def about(given: Hostile) -> str:
    return f"{given.way}, url {given.url}, content type {given.content_type}, list {given.listed}"


def save(seed: int, tally: Tally, folder: Path) -> None:
    """Every input that was found, with what was found, and its smallest form where one process is enough to see it."""
    folder.mkdir(parents=True, exist_ok=True)
    seen: Counter[str] = Counter()
    for number, problem in sorted(tally.found.items()):
        given = hostile(seed, number)
        path = folder / f"{seed}-{number}"
        path.with_suffix(".bin").write_bytes(given.data)
        path.with_suffix(".txt").write_text(
            f"{problem}\n{given.way} {given.url} {given.content_type} {given.listed}\n", "utf-8"
        )
        kind = problem[:60]
        seen[kind] += 1
        if seen[kind] <= 3 and not problem.startswith("differs"):
            path.with_suffix(".min").write_bytes(smaller(given, problem))


def table(seed: int, numbers: range, tally: Tally, seconds: float) -> str:
    """The result as Markdown."""
    lines = [
        f"{sum(tally.ways.values())} inputs (seed {seed}, numbers {numbers.start} to {numbers.stop - 1}), "
        f"{len(tally.found)} found, "
        f"{sum(tally.seconds.values()):.0f} s of CPU for the first reading, {seconds / 60:.0f} minutes in all.",
        "",
        "| way | inputs | mean CPU ms |",
        "|---|---:|---:|",
    ]
    lines += [
        f"| {way} | {count} | {1000 * tally.seconds[way] / count:.1f} |"
        for way, count in sorted(tally.ways.items())
    ]
    lines += ["", "| slowest: CPU s | bytes | number | way |", "|---:|---:|---:|---|"]
    lines += [f"| {cpu:.2f} | {size} | {number} | {way} |" for cpu, size, number, way in tally.slowest[:5]]
    return "\n".join(lines) + "\n"


def main() -> int:
    assert __doc__ is not None
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--count", type=int, default=100_000, help="how many inputs")
    options.add_argument("--seed", type=int, default=1, help="which inputs")
    options.add_argument("--first", type=int, default=0, help="the number of the first")
    options.add_argument("--jobs", type=int, default=1, help="processes at once")
    options.add_argument(
        "--found", type=Path, default=FOUND, help="where inputs that broke something are put"
    )
    options.add_argument("--show", type=int, metavar="NUMBER", help="read one input here, in this process")
    chosen = options.parse_args()
    if chosen.show is not None:
        given = hostile(chosen.seed, chosen.show)
        sys.stdout.write(
            f"{given.way} {given.url} {given.content_type} {given.listed}\n{given.data[:400]!r}\n{read(given)}\n"
        )
        return 0
    begin = time.monotonic()
    numbers = range(chosen.first, chosen.first + chosen.count)
    tally = run(chosen.seed, numbers, chosen.jobs)
    for number, problem in sorted(tally.found.items()):
        sys.stdout.write(f"{chosen.seed}-{number}: {problem}\n")
    save(chosen.seed, tally, chosen.found)
    sys.stdout.write(table(chosen.seed, numbers, tally, time.monotonic() - begin))
    return 1 if tally.found else 0


if __name__ == "__main__":
    sys.exit(main())
