"""What a redirect means, and which rows a walk should have met."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from crawler.moved import Letter, meaning
from crawler.passed import passed

OLD = "https://mzj.yunjiang.example/zwgk/t1.html"
NEW = "https://mzj.yunjiang.example/xxgk/t1.html"
LIST = "https://mzj.yunjiang.example/zwgk/"
KNOWN = Letter("aa", "关于第1号建议的复函", "云民函〔2024〕1号")


@pytest.mark.parametrize(
    ("answered", "found", "in_scope", "means"),
    [
        (OLD.replace("https", "http"), KNOWN, True, "here"),
        (OLD.replace("mzj", "www.mzj"), KNOWN, True, "here"),
        (NEW, KNOWN, True, "moved"),
        (NEW, Letter("bb", "另一标题", "云民函〔2024〕1号"), True, "moved"),
        (NEW, Letter("bb", "关于第1号建议的复函", None), True, "moved"),
        (NEW, Letter("bb", "关于第1号建议的复函", "云民函〔2024〕2号"), True, "elsewhere"),
        (NEW, Letter("bb", None, None), True, "elsewhere"),
        (LIST, KNOWN, True, "elsewhere"),
        (LIST + "index.html", Letter("bb", "民政局", None), True, "elsewhere"),
        ("https://elsewhere.example/", KNOWN, False, "elsewhere"),
    ],
)
def test_the_letter_decides_not_the_status(answered: str, found: Letter, in_scope: bool, means: str) -> None:
    assert meaning(OLD, answered, lists=[LIST], in_scope=in_scope, before=KNOWN, found=found) == means


def test_a_letter_never_read_is_taken_where_it_stands() -> None:
    assert meaning(OLD, NEW, lists=[LIST], in_scope=True, before=None, found=KNOWN) == "here"
    assert meaning(OLD, LIST, lists=[LIST], in_scope=True, before=None, found=KNOWN) == "elsewhere"


@dataclass(frozen=True)
class At:
    page: int
    position: int
    pushed: int = 0


def test_rows_within_what_was_read_are_missed_rows_at_its_edge_are_not() -> None:
    rows = [At(1, 5), At(2, 10), At(2, 19), At(1, 5, pushed=34), At(1, 5, pushed=38)]
    assert passed(rows, pages=2, rows_read=40, at_end=False) == [At(1, 5), At(2, 10)]
    assert passed(rows, pages=2, rows_read=40, at_end=True) == rows
    assert passed([], pages=0, rows_read=0, at_end=False) == []
