"""A reply's title put together from every part that titles are made of: whatever the mixture, each field is the same."""

from __future__ import annotations

from typing import NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.parse import parse


class Session(NamedTuple):
    """``wording`` of the tenth congress's third or the ninth conference's fifth session."""

    assembly: str
    wording: str


_SESSIONS = (
    Session("npc", "{}十届人大三次会议"),
    Session("npc", "{}第十届人民代表大会第三次会议"),
    Session("npc", "{}人大十届三次会议"),
    Session("npc", "{}人大第十届三次会议"),
    Session("npc", "第十届{}人大三次会议"),
    Session("npc", "{}十届三次人代会"),
    Session("npc", "{}十届人大第三次会议"),
    Session("npc", "{}十届三次人民代表大会"),
    Session("npc", "{}10届人大3次会议"),
    Session("npc", "{}人民代表大会第十届三次会议"),
    Session("npc", "2024年{}十届人大三次会议"),
    Session("cppcc", "{}政协九届五次会议"),
    Session("cppcc", "政协{}第九届委员会第五次会议"),
    Session("cppcc", "{}政协第九届五次会议"),
    Session("cppcc", "{}九届政协五次会议"),
    Session("cppcc", "{}九届五次政协会议"),
    Session("cppcc", "{}政协第九届委员会第五次会议"),
    Session("cppcc", "{}政协第9届第5次会议"),
    Session("cppcc", "中国人民政治协商会议{}第九届委员会第五次会议"),
)
_NUMBERS = (
    (("12",), "第12号"),
    (("012",), "第012号"),
    (("12",), "12号"),
    (("12",), "第 12 号"),
    (("20230012",), "第20230012号"),
    (("12",), "（第12号）"),
    (("12", "13"), "第12、13号"),
    (("A12",), "第A12号"),
    (("12",), "第十二号"),
    (("12",), "第12件"),
    (("0012",), "No.0012"),
    ((), ""),
)
_KINDS = {
    "npc": ("建议", "代表建议", "议案", "人大代表建议", "重点建议"),
    "cppcc": ("提案", "委员提案", "重点提案", "政协提案", "集体提案"),
}
_ENDS = (
    "的答复", "的复函", "的答复函", "的回复", "办理情况的答复", "的答复意见", "答复的函", "办理意见的函", "的办理答复",
    "办理结果的答复", "的函复", "的回函", "办理情况答复", "的答复（2024年）", "的函",
)  # fmt: skip
_ASKED = {"npc": "关于新建学校的建议", "cppcc": "关于新建学校的提案"}


@settings(max_examples=400)
@given(
    issuer=st.sampled_from(("", "云江市教育局")),
    verb=st.sampled_from(("关于", "对", "关于对", "关于答复", "答复")),
    session=st.sampled_from(_SESSIONS),
    number=st.sampled_from(_NUMBERS),
    place=st.sampled_from(("市", "云江市", "我市", "全市")),
    kind=st.integers(0, 4),
    named=st.booleans(),
    end=st.sampled_from(_ENDS),
    opening=st.sampled_from(("您提出的《{asked}》收悉。", "您在{session}上提出的{asked}收悉。")),
)
def test_a_title_of_any_make_says_the_same(
    issuer: str,
    verb: str,
    session: Session,
    number: tuple[tuple[str, ...], str],
    place: str,
    kind: int,
    named: bool,
    end: str,
    opening: str,
) -> None:
    asked, held = _ASKED[session.assembly], session.wording.format(place)
    kinds = _KINDS[session.assembly]
    title = f"{issuer}{verb}{held}{number[1]}{kinds[kind]}{f'《{asked}》' if named else ''}{end}"
    member = "代表" if session.assembly == "npc" else "委员"
    text = (
        f"{title}\n\n李一民{member}：\n\n{opening.format(asked=asked, session=held)}现答复如下：\n"
        "一、已列入计划。\n感谢您的关心。\n\n云江市教育局\n2024年5月6日\n"
    )
    record = parse(text.encode()).record
    sessions = {"npc": (10, 3, "npc_suggestion"), "cppcc": (9, 5, "cppcc_proposal")}
    assert (record.title or "").replace(" ", "") == title.replace(" ", "")
    assert record.genre == "reply"
    assert (record.term, record.meeting, record.matter_type) == sessions[session.assembly]
    assert (record.assembly, record.assembly_level, record.assembly_place) == (
        session.assembly,
        "市",
        "云江市",
    )
    assert tuple(record.matter_numbers) == number[0]
    assert (record.proposal_title, record.issuer) == (asked, "云江市教育局")
    assert (record.date_signed, record.date_published, record.date_written) == ("2024-05-06", None, None)
    assert (record.document_number, record.outcome_mark) == (None, None)
