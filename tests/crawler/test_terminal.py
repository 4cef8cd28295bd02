"""Whatever a page, a header or an address says: the terminal shows it and does nothing else."""

from __future__ import annotations

import pytest

from crawler.counts import Counts
from crawler.progress import LineReporter
from crawler.terminal import visible

EVIL = "甲\x1b]0;owned\x07\x1b[2J\r\n乙\u202e丙\u2028\x85\0　丁"


def test_what_is_visible_cannot_steer() -> None:
    shown = visible(EVIL)
    assert shown == r"甲\x1b]0;owned\x07\x1b[2J\r\n乙\u202e丙\u2028\x85\x00　丁"
    assert visible(shown) == shown


def test_a_problem_is_one_line_of_visible_characters(capsys: pytest.CaptureFixture[str]) -> None:
    reporter = LineReporter()
    reporter.start({"yunjiang-mzj": EVIL}, {"yunjiang-mzj": Counts()})
    reporter.problem("yunjiang-mzj", f"http://a.example/{EVIL}", EVIL)
    said = capsys.readouterr().err
    assert said.count("\n") == 2
    assert all(char.isprintable() or char in "\n　" for char in said)
