"""The figures of tests/bench/simulate.md on a small model, with floors; no withdrawal that did not happen."""

from __future__ import annotations

import os
from random import Random
from statistics import median

import pytest

from tests.simulation.figures import Figures, crawl, false_withdrawals, model, ours, peers
from tests.simulation.world import Validators, model_letters

PORTAL_YEARS = int(os.environ.get("DAFU_PORTAL_YEARS", "80"))
"""For the long count: DAFU_PORTAL_YEARS=10000."""


@pytest.fixture(scope="module")
def figures() -> Figures:
    return ours(model(3, 4, 200), "dafu")


def test_what_it_costs_and_finds(figures: Figures) -> None:
    # The ladder alone is 6; what follows revisions, and the proofs of 1 % withdrawals, is the rest.
    assert figures.rechecks <= 6.1
    assert len(figures.revisions) == figures.revised
    assert median(figures.revisions) <= 14  # of two dozen; of six hundred (tests/bench) it is 10
    assert len(figures.withdrawals) >= 0.95 * figures.withdrawn
    assert median(figures.withdrawals) <= 7
    assert median(figures.proven) <= 10.5  # the rule's week after the first look
    assert figures.false == 0


def test_bad_days_cost_little_more() -> None:
    """A host that serves nothing is not asked for all that is due."""
    assert ours(model(3, 2, 200), "dafu", bad_days=0.05).rechecks <= 6.35


def test_the_peers_cost_what_the_research_says() -> None:
    """The model is the one that the promises were made on: the fixed and the StormCrawler rule give its numbers."""
    lines = {line.name: line for line in peers(model(3, 4, 200))}
    assert lines["fixed 30 days (Nutch default)"].rechecks == pytest.approx(35.8, abs=0.5)
    assert lines["StormCrawler adaptive, defaults"].rechecks == pytest.approx(81.5, abs=1)
    assert lines["deltafetch, news articles"].rechecks == 0


def test_bad_days_withdraw_nothing() -> None:
    for seed in range(PORTAL_YEARS // 4):
        crawler = crawl(model_letters(Random(f"bad {seed}"), 20), seed=seed, bad_days=0.05)
        assert false_withdrawals(crawler) == 0, f"portal {seed}: {crawler.found.withdrawn}"


@pytest.mark.parametrize(
    ("validators", "counter", "word"),
    [
        ("none", False, "trusted"),
        ("honest", False, "trusted"),
        ("honest", True, "distrusted"),
        ("always 304", False, "distrusted"),
        ("fresh tags", False, "distrusted"),
        ("same tag", False, "distrusted"),
    ],
)
def test_every_revision_is_found_whatever_the_validators_do(
    validators: Validators, counter: bool, word: str
) -> None:
    [letters] = model(1, 1, 150)
    crawler = crawl(letters, validators=validators, counter=counter)
    revised = {letter.url for letter in letters if letter.revisions and letter.withdrawn is None}
    assert revised
    assert revised <= crawler.found.revised.keys()
    assert crawler.trust.word == word
