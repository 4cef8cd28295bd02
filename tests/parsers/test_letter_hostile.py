"""Nothing raises, and nothing takes more than a little: lengths double, work must not square."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parsers.letter import read_letter
from parsers.parse import parse
from parsers.quotes import find_quoted
from parsers.types import Block, FileKind, Page

PIECES = (
    "第一届", "人大", "政协", "第三次会议", "第12号", "建议", "提案", "《", "》", "“", "”",
    "关于", "的", "代表", "：", "、", "委员",
    "您提出", "收悉", "现答复如下", "云江市", "民政局", "〔2021", "〕", "180号", "2021421", "2023年5月9日",
    "联系人", "电话", "6288001",
    "抄送",
    "\n", " ", "\u3000", "（", "）", "经与", "共同研究", "A", "类", "签发人", "|", "XX", "等14位", "审签", "。", "区", "市",
)  # fmt: skip


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(PIECES), max_size=60).map("".join))
def test_never_raises_on_shuffled_letters(text: str) -> None:
    parsed = parse(text.encode())
    assert parsed.record.genre


@settings(max_examples=100)
@given(st.binary(max_size=400))
def test_never_raises_on_any_bytes(data: bytes) -> None:
    parse(data)


@pytest.mark.parametrize(
    "unit",
    [
        "《",
        "“关于",
        "第一届",
        "的区",
        "经和",
        "、陈一",
        "代表：",
        "联 系 人",
        "〔2021",
        "〔2021〕1号",
        "1",
        "年月日",
        "关于建议",
        "局",
        "A类",
        "　",
        "（",
        "第1号、",
        "届次",
        "\n陈一代表：",
        "\n联系人：",
    ],
)
def test_long_repetitions_end(unit: str) -> None:
    blocks = tuple(Block(line, f"line {i}") for i, line in enumerate((unit * 20_000).split("\n")) if line)
    for shaped in (
        blocks,
        (
            Block("关于市五届人大四次会议第9号建议的答复", "a"),
            Block("陈一代表：", "b"),
            Block("您提出的建议收悉", "c"),
            *blocks,
        ),
    ):
        page = Page(FileKind.TEXT, None, None, None, (), (), shaped)
        read_letter(page)


def test_a_page_without_anything() -> None:
    parsed = read_letter(Page(FileKind.HTML, None, None, None, (), (), ()))
    assert parsed.record.text is None
    assert parsed.record.title is None


def test_same_bytes_same_record() -> None:
    lines = (
        "对市政协九届四次会议第63号提案的答复",
        "高远委员：",
        "您提出的提案收悉，现答复如下：",
        "已办。",
        "云江市水务局",
    )
    data = "\n".join((*lines, "2023年5月9日")).encode()
    assert parse(data) == parse(data)


def test_marks_that_never_close_are_looked_at_once() -> None:
    assert find_quoted("《" * 1_000_000 + "》" * 3) != []
    assert find_quoted("“" * 500_000 + "”" * 500_000) != []
