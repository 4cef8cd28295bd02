"""Manners towards a host, as pure decisions."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from crawler.courtesy import BACK_OFF, LONGEST, PATIENCE, TROUBLES, HostState, Refuse, Wait, retry_after
from crawler.outcome import Outcome
from crawler.throttle import adjusted

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


def test_the_delay_reaches_over_a_restart() -> None:
    state = HostState("a.example", last_request=NOW - timedelta(seconds=2))
    assert state.may_ask(NOW, delay=5, budget=10) == Wait(3.0)
    assert state.may_ask(NOW + timedelta(seconds=60), delay=5, budget=10) == Wait(0.0)


def test_the_budget_of_a_day_is_kept_and_a_new_day_opens_it() -> None:
    state = HostState("a.example")
    for _ in range(3):
        state.asked(NOW)
    refused = state.may_ask(NOW, delay=0, budget=3)
    assert isinstance(refused, Refuse)
    assert "3 requests a day" in refused.reason
    assert isinstance(state.may_ask(NOW + timedelta(days=1), delay=0, budget=3), Wait)


def test_a_short_retry_after_is_waited_out_a_long_one_ends_the_run() -> None:
    state = HostState("a.example")
    state.after(Outcome.RATE_LIMITED, NOW, timedelta(seconds=PATIENCE - 1))
    assert state.may_ask(NOW, delay=0, budget=10) == Wait(PATIENCE - 1)
    state.after(Outcome.RATE_LIMITED, NOW, timedelta(seconds=PATIENCE + 1))
    assert isinstance(state.may_ask(NOW, delay=0, budget=10), Refuse)


def test_a_challenge_means_to_stay_away_for_a_day() -> None:
    state = HostState("a.example")
    state.after(Outcome.BLOCKED, NOW)
    assert isinstance(state.may_ask(NOW + timedelta(hours=23), delay=0, budget=10), Refuse)
    assert isinstance(state.may_ask(NOW + timedelta(hours=25), delay=0, budget=10), Wait)


def test_troubles_in_a_row_back_off_longer_and_longer_and_health_forgives() -> None:
    state = HostState("a.example")
    for _ in range(TROUBLES - 1):
        state.after(Outcome.SERVER_ERROR, NOW)
    assert isinstance(state.may_ask(NOW, delay=0, budget=10), Wait)
    state.after(Outcome.NETWORK, NOW)
    assert state.not_before == NOW + BACK_OFF
    state.after(Outcome.NETWORK, NOW)
    assert state.not_before == NOW + 2 * BACK_OFF
    state.after(Outcome.OK, NOW)
    assert state.troubles == 0


def test_nobody_is_left_alone_for_longer_than_a_day_because_of_one_header() -> None:
    state = HostState("a.example")
    state.after(Outcome.RATE_LIMITED, NOW, timedelta(seconds=10**9))
    assert state.not_before == NOW + LONGEST


def test_a_request_that_was_not_sent_forgives_nothing() -> None:
    state = HostState("a.example")
    for outcome in (
        Outcome.NETWORK,
        Outcome.DEFERRED,
        Outcome.SERVER_ERROR,
        Outcome.ROBOTS,
        Outcome.TRUNCATED,
    ):
        assert state.not_before is None
        state.after(outcome, NOW)
    assert state.not_before == NOW + BACK_OFF


@pytest.mark.parametrize(
    ("value", "wait"),
    [
        (None, None),
        ("120", timedelta(seconds=120)),
        ("Mon, 01 Jun 2026 12:01:00 GMT", timedelta(seconds=60)),
        ("Mon, 01 Jun 2020 12:01:00 GMT", timedelta(0)),
        ("soon", None),
        ("-3", None),
        ("9" * 30, timedelta(seconds=10**9)),
        ("9" * 6000, timedelta(seconds=10**9)),
        ("\u00b2", None),
        ("-5", None),
    ],
)
def test_retry_after_in_seconds_or_as_a_date(value: str | None, wait: timedelta | None) -> None:
    assert retry_after(value, NOW) == wait


def test_the_throttle_follows_latency_but_never_below_the_floor() -> None:
    assert adjusted(5.0, 0.01, 5.0, healthy=True) == 5.0
    assert adjusted(5.0, 20.0, 5.0, healthy=True) == 20.0
    assert adjusted(20.0, 0.01, 5.0, healthy=True) == pytest.approx(10.005)
    assert adjusted(20.0, 0.01, 5.0, healthy=False) == 20.0
    assert adjusted(0.0, 900.0, 0.0, healthy=True) == 120.0
