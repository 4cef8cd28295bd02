"""Whether a host's validators are used."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta

import pytest

from crawler.validators import PAROLE, USELESS, Reply, Trust, ask, doubtful, judge_probe, learn

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
LIAR = Trust("distrusted", reason="lied", since=NOW)


@pytest.mark.parametrize(
    ("trust", "live", "validators", "archived", "whole"),
    list(itertools.product((Trust(), LIAR), *([(True, False)] * 4))),
)
def test_validators_are_sent_only_where_everything_speaks_for_it(
    trust: Trust, live: bool, validators: bool, archived: bool, whole: bool
) -> None:
    question = ask(
        trust=trust, live=live, validators=validators, archived=archived, whole=whole, rechecks=0, now=NOW
    )
    assert question.conditional is (trust.word == "trusted" and live and validators and archived and whole)
    assert question.because


def test_every_fourth_recheck_is_an_audit_and_says_so() -> None:
    asked = [
        ask(trust=Trust(), live=True, validators=True, archived=True, whole=True, rechecks=n, now=NOW)
        for n in range(8)
    ]
    assert [question.conditional for question in asked] == [True, True, True, False] * 2
    assert asked[3].because == "plain: audit, recheck 4"


def test_other_content_under_the_same_validators_is_a_lie() -> None:
    reply = Reply(conditional=False, not_modified=False, changed=True, validators_moved=False)
    trust = learn(Trust(), reply, NOW)
    assert trust.word == "distrusted"
    assert trust.since == NOW


def test_a_revision_with_new_validators_is_no_lie_but_a_doubt_after_304() -> None:
    reply = Reply(conditional=False, not_modified=False, changed=True, validators_moved=True)
    assert learn(Trust(), reply, NOW) == Trust()
    assert doubtful(reply, last_was_304=True)
    assert not doubtful(reply, last_was_304=False)
    assert judge_probe(Trust(), not_modified=False, now=NOW) == Trust()
    assert judge_probe(Trust(), not_modified=True, now=NOW).word == "distrusted"


def test_validators_that_never_match_are_given_up() -> None:
    reply = Reply(conditional=True, not_modified=False, changed=False, validators_moved=True)
    trust = Trust()
    for _ in range(USELESS - 1):
        trust = learn(trust, reply, NOW)
        assert trust.word == "trusted"
    spared = learn(
        trust, Reply(conditional=True, not_modified=True, changed=False, validators_moved=False), NOW
    )
    assert spared.useless == 0
    assert learn(trust, reply, NOW).word == "distrusted"


def test_after_a_year_they_are_tried_again() -> None:
    assert not LIAR.holds(NOW + PAROLE - timedelta(days=1))
    assert LIAR.holds(NOW + PAROLE)
