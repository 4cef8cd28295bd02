"""Three simulated years for every recheck policy: ``python tests/bench/simulate.py > tests/bench/simulate.md``.

Options: --letters N (in all), --portal-years N (for false withdrawals), --jobs N, --seed N.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.simulation.figures import HEAD, crawl, false_withdrawals, model, ours, peers
from tests.simulation.world import Validators, model_letters

PORTAL = 200
"""Letters of one simulated portal."""
SMALL = 20
"""Letters of a portal in the long count."""
YEARS = 4


def main() -> None:
    options = _options()
    began = time.monotonic()
    worlds = model(options.seed, options.letters // PORTAL, PORTAL)
    _say(f"# Recheck policies over {options.letters} simulated letters\n")
    _say(
        "Written by `python tests/bench/simulate.py`. The model is described in `tests/simulation/world.py`: 3 %"
    )
    _say(
        "of the letters are revised once (most soon, 3 in 10 visibly in the list), 1 % are withdrawn; every letter is"
    )
    _say(
        "watched for three years. Peers follow their published rules (`tests/simulation/peers.py`) in fine weather."
    )
    _say("Shares are of what happened; delays are days, median / 90th percentile.\n")
    _say(HEAD)
    for figures in peers(worlds):
        _say(figures.line())
    fine = ours(worlds, "**dafu**")
    _say(fine.line())
    bad = ours(worlds, "**dafu**, 5 % bad days", bad_days=0.05)
    _say(bad.line())
    _say(
        f"\nThe ladder's six steps are 6.00. Of dafu's rechecks {fine.of_absent:.2f} for each letter ({bad.of_absent:.2f} with"
    )
    _say(
        "bad days) prove or refute absences and look after tombstones, which peers do not; the rest above six follows"
    )
    _say("revisions (a fortnight later once more) and, on bad days, answers that told nothing.")
    _say(f"\nList pages read: {fine.pages:.1f} for each letter in four years.\n")
    _count(options.portal_years, options.jobs)
    _validators(options.seed)
    _say(f"\n{time.monotonic() - began:.0f} seconds, Python {sys.version.split()[0]}.")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--letters", type=int, default=20_000)
    parser.add_argument("--portal-years", type=int, default=10_000)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def _portal(seed: int) -> tuple[int, int]:
    crawler = crawl(model_letters(Random(f"years {seed}"), SMALL), seed=seed, bad_days=0.05)
    return false_withdrawals(crawler), sum(map(len, crawler.found.withdrawn.values()))


def _count(portal_years: int, jobs: int) -> None:
    portals = portal_years // YEARS
    with ProcessPoolExecutor(jobs) as pool:
        counts = list(pool.map(_portal, range(portals), chunksize=25))
    _say(
        f"**False withdrawals in {portals * YEARS:,} portal-years with 5 % bad days** (hosts down, errors, challenges, "
        f"404 for everything, for all letters or for half of them, redirects home, short and empty lists): "
        f"{sum(false for false, _ in counts)}, beside {sum(all_ for _, all_ in counts)} withdrawals in all.\n"
    )


def _validators(seed: int) -> None:
    _say("What validators do (200 letters, four years):\n")
    _say("| the host | requests for letters | revisions found | trusted in the end |\n|---|---|---|---|")
    for name, kind, counter in _hosts():
        letters = model(seed, 1, PORTAL)[0]
        crawler = crawl(letters, validators=kind, counter=counter)
        asked = sum(map(len, crawler.found.fetches.values()))
        revised = [letter for letter in letters if letter.revisions]
        found = sum(letter.url in crawler.found.revised for letter in revised)
        trust = crawler.trust.word if crawler.trust.word == "trusted" else f"no: {crawler.trust.reason}"
        _say(f"| {name} | {asked} | {found} of {len(revised)} | {trust} |")


def _hosts() -> Iterator[tuple[str, Validators, bool]]:
    yield "gives no validators", "none", False
    yield "honest", "honest", False
    yield "honest, with a view counter in the page", "honest", True
    yield "answers 304 to everything", "always 304", False
    yield "another ETag with every answer", "fresh tags", False
    yield "one ETag for every content", "same tag", False


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
