"""Single stories over simulated years: what lists and hosts do, and what must come of it."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from crawler.lifecycle import State
from tests.simulation.figures import false_withdrawals
from tests.simulation.ours import OurCrawler
from tests.simulation.world import BAD, SimLetter, SimPortal, Weather


def letters(count: int, *, spacing: float = 3.0) -> list[SimLetter]:
    """The oldest first; all there on the first day unless they appear later."""
    return [SimLetter(number, 0, number * spacing - 1000) for number in range(count)]


def run(portal: SimPortal, days: int) -> OurCrawler:
    crawler = OurCrawler(portal)
    for day in range(days):
        crawler.run(float(day))
    return crawler


def state(crawler: OurCrawler, letter: SimLetter) -> State:
    return crawler.documents[letter.url].state


def test_a_backdated_letter_deep_in_the_list_is_found_by_the_next_sweep() -> None:
    rows = letters(100)
    late = SimLetter(500, appears=50, dated=-900)
    crawler = run(SimPortal(1, [*rows, late]), 65)
    assert state(crawler, late) == "live"
    assert crawler.found.fetches[late.url][0] - 50 <= 8


def test_a_pinned_old_letter_does_not_hide_what_is_new() -> None:
    rows = letters(60)
    for number in range(5):
        rows[number].pinned = (10, 300)
    new = SimLetter(500, appears=100, dated=100)
    crawler = run(SimPortal(1, [*rows, new]), 110)
    # Nothing has come for two years and it is winter: the column is read weekly, by its sweeps.
    assert crawler.found.fetches[new.url][0] - 100 <= 8
    assert all(state(crawler, row) == "live" for row in rows)


def test_letters_around_new_year_are_not_missed() -> None:
    """The list's dates go back by a year in the middle of a page; the stop rule looks at rows, not at dates."""
    rows = letters(40)
    turn = [SimLetter(500 + n, appears=360 + n, dated=(360 + n) - 365 * (n % 2)) for n in range(12)]
    crawler = run(SimPortal(1, [*rows, *turn]), 385)
    assert all(state(crawler, letter) == "live" for letter in turn)


def test_a_list_that_shrinks_for_good_is_believed_the_second_time() -> None:
    rows = letters(100)
    for row in rows[:60]:
        row.delisted_only = 40
    crawler = run(SimPortal(1, rows), 60)
    assert sum(row.missing is not None for row in crawler.rows.values()) == 60
    assert all(state(crawler, row) == "live" for row in rows)
    assert not crawler.found.withdrawn


def test_a_list_that_is_short_for_a_day_takes_nothing_away() -> None:
    rows = letters(100)
    spells: tuple[tuple[float, float, Weather], ...] = tuple((d, d + 1, "short list") for d in (7, 8, 15, 22))
    crawler = run(SimPortal(1, rows, spells=spells, declares=True), 60)
    assert all(row.missing is None for row in crawler.rows.values())
    assert not crawler.found.missing


def test_a_host_down_for_weeks_costs_little_and_takes_nothing_away() -> None:
    rows = letters(80)
    crawler = run(SimPortal(1, rows, spells=((30, 60, "down"),)), 120)
    assert all(state(crawler, row) == "live" for row in rows)
    down = sum(30 <= day < 60 for days in crawler.found.fetches.values() for day in days)
    assert down <= 90
    assert not crawler.found.withdrawn


@pytest.mark.parametrize("begin", [30, 31, 32])
def test_a_site_that_is_moved_for_six_days_withdraws_nothing(begin: int) -> None:
    """Half of the letters are neither listed nor served while the other half is: only the week tells it from the end.

    With three looks over four days instead of seven all of them are called withdrawn where it begins on day 32.
    """
    rows = letters(60)
    crawler = run(SimPortal(1, rows, spells=((begin, begin + 6, "moving"),)), 100)
    assert len(crawler.found.missing) >= 10, "their absence is noticed"
    assert not crawler.found.withdrawn
    assert all(state(crawler, row) == "live" for row in rows)


def test_a_column_that_moved_away_is_no_end_of_its_letters() -> None:
    """Its address answers 404 for half a year: the walks are incomplete, the letters stay."""
    rows = letters(50)
    crawler = run(SimPortal(1, rows, spells=((20, 200, "home"),)), 200)
    assert not crawler.found.withdrawn
    assert crawler.found.verdicts["suspect"] + crawler.found.verdicts.get("failed", 0) > 10


def test_withdrawn_and_restored() -> None:
    rows = letters(50)
    rows[10].withdrawn, rows[10].restored = 30, 100
    crawler = run(SimPortal(1, rows), 160)
    [proven] = crawler.found.withdrawn[rows[10].url]
    assert 37 <= proven <= 55
    [back] = crawler.found.restored[rows[10].url]
    assert back - 100 <= 8
    assert state(crawler, rows[10]) == "live"


def test_a_dead_link_that_stays_listed_takes_a_month_to_believe_and_few_requests() -> None:
    rows = [SimLetter(number, 0, number - 60) for number in range(50)]
    rows[45].withdrawn, rows[45].delisted = 30, False
    crawler = run(SimPortal(1, rows), 365)
    [proven] = crawler.found.withdrawn[rows[45].url]
    first_look = crawler.found.missing[rows[45].url][0]
    assert proven - first_look >= 30
    assert len([day for day in crawler.found.fetches[rows[45].url] if day > 30]) <= 12


life = st.builds(
    SimLetter,
    number=st.integers(0, 10_000),
    appears=st.integers(0, 120).map(float),
    dated=st.integers(-900, 120).map(float),
    withdrawn=st.one_of(st.none(), st.integers(20, 200).map(float)),
    delisted=st.booleans(),
    restored=st.one_of(st.none(), st.integers(60, 300).map(float)),
    delisted_only=st.one_of(st.none(), st.none(), st.integers(20, 200).map(float)),
)
spell = st.tuples(st.integers(0, 250).map(float), st.integers(1, 4), st.sampled_from(BAD))


@example(
    lives=[
        SimLetter(0, 0, 0),
        SimLetter(1, appears=114, dated=0, withdrawn=20, delisted=False, restored=251),
    ],
    bad=[(0.0, 1, "down")],
    validators="none",
    declares=False,
)
@settings(max_examples=25)
@given(
    lives=st.lists(life, min_size=2, max_size=45, unique_by=lambda letter: letter.number),
    bad=st.lists(spell, max_size=6),
    validators=st.sampled_from(["none", "honest", "always 304", "fresh tags", "same tag"]),
    declares=st.booleans(),
)
def test_whatever_happens_nothing_served_is_called_withdrawn(
    lives: list[SimLetter], bad: list[tuple[float, int, Weather]], validators: str, declares: bool
) -> None:
    """Letters that live as they like, lists and hosts that fail for days: no false tombstone, nothing forgotten."""
    for letter in lives:
        if letter.restored is not None and (letter.withdrawn is None or letter.restored <= letter.withdrawn):
            letter.restored = None
    spells = tuple((first, first + days, kind) for first, days, kind in bad)
    portal = SimPortal(1, lives, spells=spells, validators=validators, declares=declares)  # type: ignore[arg-type]
    crawler = run(portal, 340)
    assert false_withdrawals(crawler) == 0
    for known in crawler.documents.values():
        assert known.due is not None or known.state == "new"
        assert known.reason
    # One that was never there is asked for every 90 days in the end; hosts may fail for days in between.
    listed = [letter for letter in lives if letter.listed(225) and letter.served(225)]
    fine = [letter for letter in listed if letter.served(339) and letter.listed(339)]
    assert all(crawler.documents[letter.url].content is not None for letter in fine)
