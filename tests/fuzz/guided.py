"""The same checks, led by coverage: ``python -m tests.fuzz.guided FOLDER -max_total_time=600`` with atheris installed.

Not a dependency (a compiled package for some Pythons only): ``pip install atheris`` into an environment of your own.
libFuzzer keeps in FOLDER what reached new branches of parsers/ and goes on from there; it starts with our good files. Half of the
changes are those of mutate.py, half are its own.
"""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from random import Random
from typing import Any

MOST = 60_000


def main() -> None:
    atheris: Any = importlib.import_module("atheris")
    with atheris.instrument_imports(include=["parsers"]):
        from tests.fuzz.checks import outcome
        from tests.fuzz.hostile import Hostile
        from tests.fuzz.mutate import spoilt
        from tests.fuzz.seeds import all_seeds

    seeds = all_seeds()
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    good = [*seeds.pages[::4], *seeds.lists[::4], *seeds.letters[::3]]
    for number, data in enumerate([*(seed.data for seed in good), *seeds.files.values()]):
        (folder / f"seed-{number}").write_bytes(data)

    def one(data: bytes) -> None:
        outcome(Hostile("guided", data, "http://a.example/x/t20240618_1.html", None, len(data) % 3 == 0))

    def changed(data: bytes, size: int, seed: int) -> bytes:
        """Half of the changes are ours, half are libFuzzer's."""
        random = Random(seed)
        made = spoilt(random, data) if random.random() < 0.5 else bytes(atheris.Mutate(data, size))
        return made[:size]

    atheris.Setup([sys.argv[0], f"-max_len={MOST}", *sys.argv[1:]], one, custom_mutator=changed)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
