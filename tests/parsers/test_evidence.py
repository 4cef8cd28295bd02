"""Every value says where it comes from; every doubt is a problem with a stable code."""

from __future__ import annotations

import pytest

from parsers.parse import parse
from parsers.types import Evidence, Listing

LETTER = """发布机构：市水务局
发布日期：2023-05-15
标题：关于市十三届人大三次会议第20号建议的答复

关于市十三届人大三次会议第20号建议的答复
陈一代表：
您提出的《关于设立河长公示牌的建议》收悉，现答复如下：
全市河流已全部设立河长公示牌。
云江市水务局
2023年5月9日
"""


def evidence(field: str, text: str = LETTER) -> Evidence:
    (found,) = [e for e in parse(text.encode()).evidence if e.field == field]
    return found


def test_sources_and_places() -> None:
    assert evidence("issuer") == Evidence("issuer", "云江市水务局", "signature", "line 9")
    assert evidence("addressees").source == "salutation"
    assert evidence("addressees").place == "line 6"
    assert evidence("date_signed") == Evidence("date_signed", "2023年5月9日", "signature", "line 10")
    assert evidence("date_published").raw == "2023-05-15"
    assert evidence("proposal_title").source == "first-sentence"
    assert evidence("assembly_place").raw == "市十三届人大三次会议 / 云江市"


def test_the_list_page_speaks_where_the_page_is_silent() -> None:
    silent = "陈一代表：\n您提出的《关于设立河长公示牌的建议》收悉，现答复如下：\n已设立。\n云江市水务局\n2023年5月9日"
    listing = Listing(title="关于市十三届人大三次会议第20号建议的答复", date="2023-05-15")
    parsed = parse(silent.encode(), listing=listing)
    assert parsed.record.title == listing.title
    assert parsed.record.term == 13
    assert parsed.record.date_published == "2023-05-15"
    assert {e.source for e in parsed.evidence if e.field in ("title", "date_published")} == {"listing"}
    # what the page says itself wins
    spoken = parse(LETTER.encode(), listing=Listing(title="别的标题的答复", date="2020-01-01")).record
    assert spoken.date_published == "2023-05-15"
    assert spoken.title == "关于市十三届人大三次会议第20号建议的答复"


def test_doubts_have_codes() -> None:
    text = (
        LETTER.replace("2023年5月9日", "2023111")
        .replace("2023-05-15", "2023-12-15")
        .replace("陈一代表：\n", "")
    )
    codes = {p.code for p in parse(text.encode()).problems}
    assert {"date_ambiguous", "no_salutation", "text_damaged"} <= codes


def test_a_department_of_a_city_below_a_prefecture_answers_its_own_city() -> None:
    text = LETTER.replace("云江市水务局", "义乌市水务局")
    parsed = parse(text.encode())
    assert (parsed.record.assembly_level, parsed.record.assembly_place) == ("市", "义乌市")
    assert "assembly_place_uncertain" in {p.code for p in parsed.problems}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("云江市水务局", "义乌市人民政府"),  # answers what the prefecture hands down, too
        ("第20号", "第620号"),  # more than a county counts
        ("您提出的", "您在金华市会议期间提出的"),
    ],
)
def test_a_city_below_a_prefecture_does_not_always_say_whose_assembly(old: str, new: str) -> None:
    parsed = parse(LETTER.replace(old, new).replace("云江市水务局", "义乌市水务局").encode())
    assert parsed.record.assembly_level == "市"
    assert parsed.record.assembly_place in (None, "金华市")
    if parsed.record.assembly_place is None:
        assert "assembly_place_uncertain" in {p.code for p in parsed.problems}
