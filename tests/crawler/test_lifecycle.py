"""States of a document: a matrix of all states and outcomes, and the proof of absence."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.lifecycle import LOOKS, SPAN, Document, Look, State, after_answer, proven_absent, withdrawal
from crawler.outcome import Outcome
from crawler.schedule import LADDER

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
STATES: tuple[State, ...] = get_args(State)


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("outcome", list(Outcome))
def test_every_state_and_outcome_has_a_next_date_and_a_reason(state: State, outcome: Outcome) -> None:
    move = after_answer(Document("http://a.example/1", state), outcome, NOW)
    assert move.next_due > NOW
    assert move.reason
    assert move.due_reason


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("outcome", [o for o in Outcome if not o.healthy and not o.absent])
def test_a_failure_never_changes_the_state(state: State, outcome: Outcome) -> None:
    move = after_answer(Document("http://a.example/1", state, ladder_step=3), outcome, NOW)
    assert move.state == state
    assert move.ladder_step == 3
    assert move.failures == 1


@pytest.mark.parametrize("state", STATES)
def test_a_healthy_answer_makes_every_document_live(state: State) -> None:
    move = after_answer(Document("http://a.example/1", state), Outcome.OK, NOW)
    assert move.state == "live"
    assert move.restored is (state == "withdrawn")


def test_one_absence_is_not_a_withdrawal() -> None:
    document = Document("http://a.example/1", "live", looks=1)
    assert after_answer(document, Outcome.GONE, NOW).state == "missing"
    missing = Document("http://a.example/1", "missing", listed=False)
    assert withdrawal(missing, [Look(NOW, host_healthy=True)], NOW) is None


def test_a_document_never_fetched_cannot_be_withdrawn() -> None:
    looks = tuple(Look(NOW + timedelta(days=4 * n), host_healthy=True) for n in range(5))
    document = Document("http://a.example/1", "new", listed=False, looks=5)
    move = after_answer(document, Outcome.GONE, NOW)
    assert move.state == "new"
    assert move.failures == 1
    assert withdrawal(document, looks, NOW) is None


def test_three_looks_over_a_week_prove_it() -> None:
    looks = tuple(Look(NOW + timedelta(days=3.5 * n), host_healthy=True) for n in range(3))
    assert proven_absent(looks)
    move = withdrawal(Document("http://a.example/1", "missing", listed=False), looks, looks[-1].at)
    assert move is not None
    assert move.state == "withdrawn"


def test_the_looks_come_on_the_first_days_that_can_prove_it() -> None:
    at, looks = NOW, [Look(NOW, host_healthy=True)]
    missing = Document("http://a.example/1", "missing", listed=False)
    while not proven_absent(looks):
        at = after_answer(replace(missing, looks=len(looks)), Outcome.GONE, at).next_due
        looks.append(Look(at, host_healthy=True))
    assert [(look.at - NOW).days for look in looks] == [0, 3, 7]


def test_a_list_that_still_names_it_asks_for_a_month_of_looks() -> None:
    listed = Document("http://a.example/1", "missing", listed=True)
    week = tuple(Look(NOW + timedelta(days=3.5 * n), host_healthy=True) for n in range(3))
    assert withdrawal(listed, week, week[-1].at) is None
    month = (*week, *(Look(NOW + timedelta(days=20 + 11 * n), host_healthy=True) for n in range(2)))
    assert withdrawal(listed, month, month[-1].at) is not None


def test_a_letter_that_moved_is_not_withdrawn_with_its_old_address() -> None:
    moved = Document("http://a.example/1", "live", moved=True, listed=False)
    assert after_answer(moved, Outcome.GONE, NOW).state == "live"
    looks = tuple(Look(NOW + timedelta(days=3.5 * n), host_healthy=True) for n in range(3))
    missing = Document("http://a.example/1", "missing", moved=True, listed=False)
    assert withdrawal(missing, looks, looks[-1].at) is None


def test_looks_while_the_host_was_ill_do_not_count() -> None:
    looks = tuple(Look(NOW + timedelta(days=3.5 * n), host_healthy=n != 1) for n in range(3))
    assert not proven_absent(looks)


@given(
    st.lists(
        st.tuples(st.integers(0, 40), st.integers(0, 23), st.booleans()),
        max_size=12,
    )
)
def test_proof_needs_days_span_and_health(raw: list[tuple[int, int, bool]]) -> None:
    looks = [Look(NOW + timedelta(days=d, hours=h), host_healthy=ok) for d, h, ok in raw]
    if proven_absent(looks):
        good = [look.at for look in looks if look.host_healthy]
        assert len(good) >= LOOKS
        assert max(good) - min(good) >= SPAN


def test_the_ladder_climbs_and_a_revision_puts_it_back() -> None:
    document = Document("http://a.example/1", "live", ladder_step=2)
    unchanged = after_answer(document, Outcome.NOT_MODIFIED, NOW)
    assert unchanged.ladder_step == 3
    assert abs((unchanged.next_due - NOW) / timedelta(days=LADDER[3]) - 1) <= 0.1
    changed = after_answer(document, Outcome.OK, NOW, changed=True)
    assert changed.ladder_step == 0
    assert abs((changed.next_due - NOW) / timedelta(days=LADDER[0]) - 1) <= 0.1


def test_a_letter_put_back_to_the_first_step_climbs_from_where_its_age_belongs() -> None:
    old = Document("http://a.example/1", "live", ladder_step=0, age=timedelta(days=3 * 365))
    assert after_answer(old, Outcome.OK, NOW, changed=True).ladder_step == 0
    assert after_answer(old, Outcome.NOT_MODIFIED, NOW).ladder_step == len(LADDER) - 1
    young = replace(old, age=timedelta(days=15))
    assert after_answer(young, Outcome.NOT_MODIFIED, NOW).ladder_step == 1


def test_a_restored_letter_is_looked_at_as_often_as_a_new_one() -> None:
    withdrawn = Document("http://a.example/1", "withdrawn", ladder_step=2, age=timedelta(days=900))
    move = after_answer(withdrawn, Outcome.OK, NOW)
    assert move.restored
    assert move.ladder_step == 0


def test_a_day_of_proof_is_a_day_in_beijing() -> None:
    """16:00 UTC is midnight there: two looks of one UTC day are of two days, and the other way round."""
    midnight = datetime(2026, 6, 1, 16, tzinfo=UTC)
    moments = [
        midnight - timedelta(minutes=30),
        midnight + timedelta(minutes=30),
        midnight + timedelta(days=7),
    ]
    assert proven_absent([Look(at, host_healthy=True) for at in moments])
    moments = [midnight, midnight + timedelta(hours=23), midnight + timedelta(days=8)]
    assert not proven_absent([Look(at, host_healthy=True) for at in moments])
