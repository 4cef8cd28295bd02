from __future__ import annotations

import pytest

from parsers.session import find_session


@pytest.mark.parametrize(
    ("text", "assembly", "level", "place", "term", "meeting"),
    [
        ("市五届人大四次会议第9号建议", "npc", "市", None, 5, 4),
        ("市五届人大第四次会议", "npc", "市", None, 5, 4),
        ("云江市第五届人大第四次会议", "npc", "市", "云江市", 5, 4),
        ("青沅县第十八届人民代表大会第二次会议", "npc", "县", "青沅县", 18, 2),
        ("青沅县第十八届人民代表大会二次会议", "npc", "县", "青沅县", 18, 2),
        ("对区人大十五届二次会议第31号建议的答复", "npc", "区", None, 15, 2),
        ("区人大第六届第二次会议", "npc", "区", None, 6, 2),
        ("市人大十六届大会一次会议", "npc", "市", None, 16, 1),
        ("东区十一届人民代表大会第13号", "npc", "区", "东区", 11, None),
        ("人大十九届一次会议", "npc", None, None, 19, 1),
        ("十四届全国人大一次会议", "npc", "全国", "全国", 14, 1),
        ("第六届区人大第三次会议", "npc", "区", None, 6, 3),
        ("自治区十三届人大五次会议", "npc", "自治区", None, 13, 5),
        ("内蒙古自治区第十三届人民代表大会第五次会议", "npc", "自治区", "内蒙古自治区", 13, 5),
        ("文山州第十五届人民代表大会第三次会议", "npc", "州", "文山州", 15, 3),
        ("石门镇第十九届人民代表大会第二次会议", "npc", "镇", "石门镇", 19, 2),
        ("市政协九届四次会议", "cppcc", "市", None, 9, 4),
        ("政协第九届四次会议", "cppcc", None, None, 9, 4),
        ("政协市八届三次会议", "cppcc", "市", None, 8, 3),
        ("第十届市政协第二次会议", "cppcc", "市", None, 10, 2),
        ("政协青沅县第九届委员会第二次会议", "cppcc", "县", "青沅县", 9, 2),
        ("政协第九届云江市委员会第三次会议", "cppcc", "市", "云江市", 9, 3),
        ("中国人民政治协商会议云江市委员会十届三次会议", "cppcc", "市", "云江市", 10, 3),
        ("云江市第三届政治协商会议第一次会议", "cppcc", "市", "云江市", 3, 1),
        ("政协第十三届全国委员会第二次会议", "cppcc", "全国", "全国", 13, 2),
        ("政协十一届五次《关于…》", "cppcc", None, None, 11, 5),
        ("丰宁满族自治县委员会第九届二次会议", "cppcc", "县", "丰宁满族自治县", 9, 2),
        ("市中区十九届人大二次会议", "npc", "区", "市中区", 19, 2),
        ("区人大常委会第7次主任接待日", "npc", "区", None, None, None),
    ],
)
def test_wording(
    text: str, assembly: str, level: str | None, place: str | None, term: int | None, meeting: int | None
) -> None:
    found = find_session(text)
    assert found is not None
    assert (found.assembly, found.level, found.place, found.term, found.meeting) == (
        assembly,
        level,
        place,
        term,
        meeting,
    )


def test_issuer_before_the_session_is_not_its_place() -> None:
    found = find_session("青沅县交通运输局关于云江市第五届人大四次会议第9号建议的答复")
    assert found is not None
    assert found.place == "云江市"


def test_out_of_session() -> None:
    found = find_session("云江市十五届人大闭会期间第12号建议")
    assert found is not None
    assert (found.term, found.meeting, found.intersessional) == (15, None, True)


@pytest.mark.parametrize(
    "text", ["党的十九届四中全会精神", "中共云江市第十三届委员会第二次会议", "第三届云江美食节", ""]
)
def test_not_a_session(text: str) -> None:
    found = find_session(text)
    assert found is None


def test_a_lost_meeting_number_stays_unknown() -> None:
    found = find_session("对县政协九届次会议第048号提案的答复")
    assert found is not None
    assert (found.term, found.meeting, found.damaged) == (9, None, True)
