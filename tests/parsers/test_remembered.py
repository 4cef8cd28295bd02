"""The bounded memory of answers about lines: never seen in a result, never growing."""

import pytest

from parsers.remembered import LONGEST, MOST, forget, remembered


def test_a_text_is_looked_at_once_and_long_ones_are_not_kept() -> None:
    asked: list[str] = []

    @remembered
    def length(text: str) -> int:
        asked.append(text)
        return len(text)

    long = "长" * (LONGEST + 1)
    assert [length("短"), length("短"), length(long), length(long)] == [1, 1, LONGEST + 1, LONGEST + 1]
    assert asked == ["短", long, long]


def test_the_memory_is_bounded_and_can_be_emptied() -> None:
    asked: list[str] = []

    @remembered
    def again(text: str) -> str:
        asked.append(text)
        return text

    for number in range(MOST + 1):
        again(str(number))
    again("0")  # the oldest had to go
    again(str(MOST))
    assert len(asked) == MOST + 2
    forget()
    again(str(MOST))
    assert len(asked) == MOST + 3


def test_an_error_is_not_remembered() -> None:
    @remembered
    def refuse(text: str) -> None:
        raise ValueError(text)

    for _ in range(2):
        with pytest.raises(ValueError, match="x"):
            refuse("x")
