"""How often a column is read."""

from __future__ import annotations

from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from crawler.rhythm import IN_SEASON, LONGEST, OUT_OF_SEASON, QUIET_IN_SEASON, SHORTEST, History, rhythm

JULY = datetime(2026, 7, 1, 12, tzinfo=UTC)
FEBRUARY = datetime(2026, 2, 1, 12, tzinfo=UTC)
OLD = date(2018, 1, 1)


def test_a_column_without_history_follows_the_calendar() -> None:
    new = History(recent=0, seasons=(0, 0, 0), known=2, oldest=None)
    assert rhythm(new, JULY).hours == IN_SEASON
    assert rhythm(new, FEBRUARY).hours == OUT_OF_SEASON
    assert "little history" in rhythm(new, JULY).reason


def test_a_busy_column_is_read_often_a_silent_one_seldom() -> None:
    busy = History(recent=45, seasons=(61, 61, 61), known=900, oldest=OLD)
    silent = History(recent=0, seasons=(0, 0, 0), known=40, oldest=OLD)
    assert 6 <= rhythm(busy, JULY).hours <= 12
    assert rhythm(silent, FEBRUARY).hours == LONGEST
    assert rhythm(silent, JULY).hours == QUIET_IN_SEASON


def test_the_season_of_earlier_years_wakes_a_column_before_its_letters_come() -> None:
    quiet = History(recent=0, seasons=(20, 25, 16), known=200, oldest=OLD)
    found = rhythm(quiet, JULY)
    assert found.hours < 48
    assert "at this time of earlier years" in found.reason


def test_years_before_the_first_letter_say_nothing() -> None:
    young = History(recent=5, seasons=(0, 0, 0), known=9, oldest=date(2026, 5, 1))
    old = History(recent=5, seasons=(20, 20, 20), known=90, oldest=OLD)
    assert rhythm(young, JULY).hours > rhythm(old, JULY).hours


@given(
    st.integers(0, 45),
    st.tuples(*[st.integers(0, 61)] * 3),
    st.integers(0, 1096),
    st.one_of(st.none(), st.dates(date(2010, 1, 1), date(2026, 6, 1))),
    st.datetimes(datetime(2025, 1, 1), datetime(2028, 12, 31)),  # noqa: DTZ001 - the zone follows
)
def test_it_stays_within_its_bounds(
    recent: int, seasons: tuple[int, ...], known: int, oldest: date | None, now: datetime
) -> None:
    found = rhythm(History(recent, seasons, known, oldest), now.replace(tzinfo=UTC))
    assert SHORTEST <= found.hours <= LONGEST
    assert found.reason
