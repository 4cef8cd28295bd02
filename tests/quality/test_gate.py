"""The quality gate: scores per field and per variant may rise, but not fall unnoticed."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.quality.cases import all_cases, own_cases
from tests.quality.portals import portal_cases
from tests.quality.report import compare, floors, scores
from tests.quality.score import Claim, Tally, genre_score, judge

TARGETS = {"accuracy": 0.99, "precision": 0.99, "reply_f1": 0.98}
VARIANTS = (
    *(f"T{n}" for n in range(1, 12)), *(f"N{n}" for n in range(3, 8)), *(f"A{n}" for n in range(1, 11)),
    *(f"C{n}" for n in range(1, 5)), *(f"M{n}" for n in range(1, 11)), "R1", "R2", *(f"P{n}" for n in range(1, 7)),
    *(f"B{n}" for n in range(1, 8)), *(f"X{n}" for n in range(1, 8)), "L1", "L2", "L3", "K1", "K2",
    *(f"Z{n}" for n in range(1, 7)), "G1", "G2",
)  # fmt: skip


@pytest.fixture(scope="module")
def claims() -> list[Claim]:
    return [claim for case in all_cases() for claim in judge(case)]


def test_no_score_fell_below_its_floor(claims: list[Claim]) -> None:
    fell, rose = compare(scores(claims), floors())
    missed = [f"{c.case.id} {c.field}: {c.got!r} instead of {c.want!r}" for c in claims if not c.met]
    assert not fell, "\n".join([*fell, *missed[:40]])
    assert not rose, "\n".join(rose)


def test_the_targets_hold(claims: list[Claim]) -> None:
    total = scores(claims)["total"]
    assert {name: total[name] >= target for name, target in TARGETS.items()} == dict.fromkeys(
        TARGETS, True
    ), total


def test_the_sample_portals_are_right() -> None:
    judged = [claim for case in portal_cases() for claim in judge(case)]
    tally = Tally()
    for claim in judged:
        tally.add(claim.verdict)
    assert tally.precision >= 0.99, [c for c in judged if not c.met][:5]
    assert genre_score(judged).f1 >= 0.98


def test_every_variant_has_two_letters() -> None:
    have = Counter(case.variant for case in all_cases())
    assert [name for name in VARIANTS if have[name] < 2] == []


def test_cases_have_names_of_their_own() -> None:
    names = Counter(case.id for case in own_cases())
    assert [name for name, count in names.items() if count > 1] == []
