"""Every name of GB/T 2260 in the places where a letter prints one.

贵州省, 本溪市, 如东县, 全州县, 和平区, 会同县, 大连市, 四会市, 万年县 and 无为市 hold words that elsewhere end a name or
begin a sentence: no rule about words may cost a place its letters.
"""

from __future__ import annotations

import pytest

from parsers.normalize.region import level_of, region_names
from parsers.parse import parse
from parsers.session import find_session

# 大兴安岭地区 has no assembly of its own, only committees of the province's.
NAMES = [name for name in region_names() if level_of(name)]

_WORDINGS = (
    ("npc", "{}第十届人民代表大会第三次会议"),
    ("npc", "关于对{}十届人大三次会议第12号建议的答复"),
    ("npc", "您在{}十届人大三次会议上"),
    ("npc", "第十届{}人民代表大会第三次会议"),
    ("cppcc", "政协{}第十届委员会第三次会议"),
    ("cppcc", "中国人民政治协商会议{}第十届委员会第三次会议"),
    ("cppcc", "提交{}政协第十届委员会第三次会议"),
    ("cppcc", "{}教育局对{}政协十届三次会议"),
    ("cppcc", "十届{}政协三次会议"),
)


@pytest.mark.parametrize(("assembly", "wording"), _WORDINGS)
def test_every_region_is_the_place_of_its_assembly(assembly: str, wording: str) -> None:
    found = {}
    for name in NAMES:
        session = find_session(wording.format(*[name] * wording.count("{}")))
        read = session and (session.assembly, session.term, session.meeting, session.place)
        if read != (assembly, 10, 3, name):
            found[name] = read
    assert len(NAMES) > 3000
    assert not found


_LETTER = """{0}水务局对{0}政协九届五次会议第088号提案的答复

民盟{0}委员会：

贵委提出的《关于治理河道的提案》收悉。经会同{0}财政局、{0}发展和改革委员会研究，现答复如下：
一、已列入计划。
感谢贵委的关心。

{0}水务局
2021年5月6日

抄送：{0}政协提案委，{0}人民政府办公室
"""


def test_every_region_answers_a_letter() -> None:
    found = {}
    for name in NAMES:
        record = parse(_LETTER.format(name).encode()).record
        read = (
            record.issuer,
            record.assembly_place,
            [addressee.name for addressee in record.addressees],
            list(record.co_handlers),
            list(record.copied_to),
        )
        want = (
            f"{name}水务局",
            name,
            [f"民盟{name}委员会"],
            [f"{name}财政局", f"{name}发展和改革委员会"],
            [f"{name}政协提案委", f"{name}人民政府办公室"],
        )
        if read != want:
            found[name] = read
    assert not found
