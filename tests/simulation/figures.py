"""Runs the model through every policy and says what each costs and finds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from statistics import mean, median, quantiles

from tests.simulation.ours import OurCrawler
from tests.simulation.peers import POLICIES, visit
from tests.simulation.world import SimLetter, SimPortal, Validators, model_letters

WATCHED = 1095.0
"""Days that a letter is watched after its appearance: three years."""


@dataclass(frozen=True, slots=True)
class Figures:
    """One policy's line. Delays are days; ``proven`` is the delay until a withdrawal counts as proven."""

    name: str
    letters: int
    rechecks: float
    revised: int
    revisions: tuple[float, ...]
    withdrawn: int
    withdrawals: tuple[float, ...]
    proven: tuple[float, ...] = ()
    pages: float = 0.0
    """List pages for each letter in the whole time."""
    false: int = 0
    of_absent: float = 0.0
    """Rechecks for each letter that prove or refute absences, and looks at tombstones."""

    def line(self) -> str:
        """A row of the table."""
        proven = _delays(self.proven, self.withdrawn) if self.proven else "at once"
        return (
            f"| {self.name} | {self.rechecks:.2f} | {_delays(self.revisions, self.revised)} "
            f"| {_delays(self.withdrawals, self.withdrawn)} | {proven} | {self.false} |"
        )


HEAD = (
    "| policy | rechecks per letter in 3 years | revisions found: share, median / p90 days "
    "| withdrawals noticed | withdrawals proven | false withdrawals |\n|---|---|---|---|---|---|"
)


def _delays(found: Sequence[float], of: int) -> str:
    if not found:
        return f"0 % of {of}"
    ninth = quantiles(found, n=10)[-1] if len(found) > 1 else found[0]
    return f"{len(found) / max(of, 1):.0%}, {median(found):.0f} / {ninth:.0f}"


def model(seed: int, portals: int, letters: int) -> list[list[SimLetter]]:
    """The letters of so many portals."""
    return [model_letters(Random(f"{seed} {number}"), letters) for number in range(portals)]


def peers(worlds: Sequence[Sequence[SimLetter]]) -> list[Figures]:
    """The lines of the others, in fine weather."""
    found = []
    for name, (rule, first) in POLICIES.items():
        rechecks, revisions, withdrawals, revised, withdrawn = [], [], [], 0, 0
        for letter in (letter for world in worlds for letter in world):
            seen = visit(letter, rule, first, WATCHED)
            rechecks.append(len(seen.fetches))
            if counts_as_revised(letter):
                revised += 1
                revisions += [seen.revised[0] - letter.revisions[0]] if seen.revised else []
            if letter.withdrawn is not None:
                withdrawn += 1
                withdrawals += [seen.absent - letter.withdrawn] if seen.absent is not None else []
        found.append(
            Figures(
                name, len(rechecks), mean(rechecks), revised, tuple(revisions), withdrawn, tuple(withdrawals)
            )
        )
    return found


def counts_as_revised(letter: SimLetter) -> bool:
    """A revision that nobody could see because the letter was taken away before does not count."""
    return bool(letter.revisions) and (letter.withdrawn is None or letter.withdrawn > letter.revisions[0] + 1)


def crawl(
    letters: list[SimLetter],
    *,
    seed: int = 0,
    days: int = 1460,
    bad_days: float = 0.0,
    validators: Validators = "honest",
    counter: bool = False,
) -> OurCrawler:
    """Four years of daily `dafu crawl --due`: the letters appear in the first, each is watched for three."""
    crawler = OurCrawler(SimPortal(seed, letters, bad_days=bad_days, validators=validators, counter=counter))
    for day in range(days):
        crawler.run(float(day))
    return crawler


def false_withdrawals(crawler: OurCrawler) -> int:
    """Letters that were called withdrawn on a day on which they were served, or had been within the week before."""
    by_url = {letter.url: letter for letter in crawler.portal.letters}
    return sum(
        any(by_url[url].served(day - back) for back in range(7))
        for url, days in crawler.found.withdrawn.items()
        for day in days
    )


def ours(worlds: Sequence[list[SimLetter]], name: str, *, bad_days: float = 0.0) -> Figures:
    """Our line."""
    rechecks, revisions, noticed, proven = [], [], [], []
    revised = withdrawn = false = pages = of_absent = 0
    for number, letters in enumerate(worlds):
        crawler = crawl(letters, seed=number, bad_days=bad_days)
        false += false_withdrawals(crawler)
        pages += crawler.found.pages
        of_absent += sum(crawler.found.of_absent.values())
        for letter in letters:
            end = letter.appears + WATCHED
            fetches = [day for day in crawler.found.fetches.get(letter.url, []) if day < end]
            rechecks.append(max(len(fetches) - 1, 0))
            if counts_as_revised(letter):
                revised += 1
                # A letter revised before it was first fetched is known as revised from then on.
                begun = [fetches[0]] if fetches and fetches[0] >= letter.revisions[0] else []
                known = {letter.url: begun or crawler.found.revised.get(letter.url, [])}
                revisions += _first(known, letter.url, letter.revisions[0], end)
            if letter.withdrawn is not None:
                withdrawn += 1
                noticed += _first(crawler.found.missing, letter.url, letter.withdrawn, end)
                proven += _first(crawler.found.withdrawn, letter.url, letter.withdrawn, end + 60)
    return Figures(
        name, len(rechecks), mean(rechecks), revised, tuple(revisions), withdrawn, tuple(noticed), tuple(proven),
        pages / len(rechecks), false, of_absent / len(rechecks),
    )  # fmt: skip


def _first(book: dict[str, list[float]], url: str, since: float, end: float) -> list[float]:
    """The delay of the first note in time, as a list of none or one."""
    return [day - since for day in book.get(url, []) if since <= day < end][:1]
