"""The by-hand fuzzing stays able to run, and a few hundred of its inputs are read with every test run."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from parsers.parse import parse
from parsers.types import Record
from tests.fuzz.checks import BrokenRuleError, check_parsed, outcome
from tests.fuzz.hostile import FRAMES, WAYS, framed, hostile
from tests.fuzz.pumps import patterns, pumps


def test_hostile_inputs_give_the_same_lawful_outcome_twice() -> None:
    inputs = [hostile(2026, number) for number in range(120)]
    first = [outcome(given) for given in inputs]
    assert [outcome(given) for given in reversed(inputs)] == first[::-1]


def test_an_input_is_made_of_its_number_alone() -> None:
    assert hostile(3, 41) == hostile(3, 41)
    assert hostile(3, 41) != hostile(4, 41)
    assert len(Counter(hostile(5, number).way for number in range(150))) >= len(WAYS) - 2


@pytest.mark.parametrize("frame", FRAMES)
def test_every_frame_shows_its_text_to_the_parsers(frame: str) -> None:
    assert outcome(replace(hostile(1, 1), data=framed(frame, "甲乙丙丁"), listed=True))


def test_every_pattern_of_the_parsers_is_pumped() -> None:
    with_repetition = {pump.pattern for pump in pumps()}
    assert len(patterns()) > 300
    assert len(with_repetition) > 0.9 * len(patterns())


@pytest.mark.parametrize(
    "record",
    [
        Record(term=0),
        Record(date_signed="2023-02-30"),
        Record(title="\ud800"),
        Record(assembly="senate"),  # type: ignore[arg-type]
        Record(matter_numbers=("1", "1")),
        Record(issuer=" "),
        Record(issuer="云江市民政局"),
    ],
)
def test_what_breaks_a_rule_is_seen(record: Record) -> None:
    parsed = parse("林晓安代表：\n收悉。".encode())
    with pytest.raises(BrokenRuleError):
        check_parsed(replace(parsed, record=record, evidence=()))
