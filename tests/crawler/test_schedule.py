"""When what is due."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.schedule import (
    AUDIT_EVERY,
    LADDER,
    beijing_day,
    conditional,
    next_recheck,
    next_try,
    off_peak,
    sooner,
)

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


@given(st.text(max_size=40), st.integers(0, 30))
def test_a_recheck_lies_within_ten_per_cent_of_its_step_and_is_the_same_everywhere(
    address: str, step: int
) -> None:
    days = LADDER[min(step, len(LADDER) - 1)]
    due = next_recheck(address, step, NOW)
    assert due == next_recheck(address, step, NOW)
    assert 0.9 * days <= (due - NOW) / timedelta(days=1) <= 1.1 * days


@given(st.integers(1, 60))
def test_tries_after_failures_never_come_closer(failures: int) -> None:
    assert next_try(failures, NOW) > NOW
    assert next_try(failures + 1, NOW) >= next_try(failures, NOW)


def test_every_fourth_recheck_is_unconditional() -> None:
    carried = [conditional(rechecks) for rechecks in range(8)]
    assert carried.count(False) == 8 // AUDIT_EVERY
    assert carried == [True, True, True, False] * 2


@pytest.mark.parametrize(
    ("beijing", "night"), [(21, False), (22, True), (0, True), (6, True), (7, False), (12, False)]
)
def test_off_peak_is_night_in_beijing(beijing: int, night: bool) -> None:
    assert off_peak(datetime(2026, 6, 1, (beijing - 8) % 24, 30, tzinfo=UTC)) is night


def test_the_budget_day_is_the_beijing_day() -> None:
    assert beijing_day(datetime(2026, 6, 1, 15, 59, tzinfo=UTC)) == "2026-06-01"
    assert beijing_day(datetime(2026, 6, 1, 16, 0, tzinfo=UTC)) == "2026-06-02"


def test_a_sweep_that_is_due_before_the_walk_moves_it_and_one_that_is_overdue_does_not() -> None:
    """An overdue sweep is tried with every walk; it must not make the column due at once, for ever."""
    walk, hour = NOW + timedelta(days=2), timedelta(hours=1)
    assert sooner(walk, "why", NOW + hour, NOW) == (NOW + hour, "its sweep is due")
    for sweep in (None, NOW, NOW - hour, walk, walk + hour):
        assert sooner(walk, "why", sweep, NOW) == (walk, "why")
