"""Pages that mirrors converted to traditional characters come back in simplified ones; others are left alone."""

from __future__ import annotations

import pytest

from parsers.normalize.traditional import is_traditional, to_simplified
from parsers.parse import parse

LETTER = (
    "關(guān)于縣十七屆人大二次會(huì)議第31號(hào)建議的答復(fù)\n謝小舟代表:\n"
    "您提出的建議收悉，,現(xiàn)答復(fù)如下:\n已完工。\n寧嵐縣交通運(yùn)輸局\n"
)


def test_pinyin_and_doubled_commas_go() -> None:
    assert to_simplified("關(guān)于縣人大會(huì)議，,辦(bàn)理") == "关于县人大会议，办理"


@pytest.mark.parametrize(("printed", "meant"), [("答覆", "答复"), ("覆函", "复函"), ("覆蓋", "覆盖")])
def test_one_character_for_two(printed: str, meant: str) -> None:
    assert to_simplified(printed) == meant


def test_brackets_of_the_text_stay_where_no_pinyin_is() -> None:
    assert to_simplified("重癥(icu)病房") == "重症(icu)病房"


@pytest.mark.parametrize(
    "text",
    [
        "关于县十七届人大二次会议第31号建议的答复",
        "繁體 | 簡體 关于县人大会议建议的答复，现将办理情况答复如下，关于县区发展的建议已经办理",
        "",
        "Plain English",
    ],
)
def test_simplified_pages_are_left_alone(text: str) -> None:
    assert not is_traditional(text)


def test_the_conversion_is_said() -> None:
    parsed = parse(LETTER.encode())
    assert "traditional_characters" in {p.code for p in parsed.problems}
    assert parsed.record.issuer == "宁岚县交通运输局"
    assert parsed.record.term == 17
