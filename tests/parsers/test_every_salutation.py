"""Whom a letter addresses, put together from members, bodies and the words around them."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.parse import parse
from parsers.types import Record

# Names that hold words rules look for (方案, 成立, 大会, 任职), of two to four characters, of peoples with longer ones.
_NAMES = (
    "王一", "李一民", "欧阳一帆", "阿里木·买买提", "扎西多吉", "佟敏会", "司马文", "陈建国", "方案民", "高新华", "关爱华",
    "安全", "时光荣", "于成立", "任职", "成文", "麦麦提江·吐尔逊", "格日勒图", "玛依拉", "才让", "那木吉拉", "赵大会",
)  # fmt: skip
_BODIES = (
    "民盟云江市委员会", "民盟云江市委", "民革云江市委会", "农工党云江市委会", "九三学社云江市委员会", "致公党云江市总支",
    "市工商联", "云江市工商业联合会", "市妇联", "团市委", "共青团云江市委员会", "市总工会", "市侨联", "民建界别",
    "市政协提案委员会", "台盟云江市支部", "民进云江市委", "无党派人士界", "农业界", "市青联", "市科协", "临澜县代表团",
    "政协云江市委员会经济委员会", "解放军代表团", "市政协第三活动组", "东街街道联络组", "致公党市委会", "市残联", "市文联",
    "市社科联", "教育界委员活动小组",
)  # fmt: skip
_OPENINGS = (
    "您提出的《{}》收悉。现答复如下：",
    "你们提出的“{}”已收悉，现答复如下：",
    "您好！您提出的{}收悉。经研究，现答复如下：",
)

_role = st.sampled_from(("代表", "委员"))
_names = st.lists(st.sampled_from(_NAMES), min_size=1, max_size=6, unique=True)
_end = st.sampled_from(("：", ":", "：您好！", "，您好："))


def _letter(role: str, salutation: str, opening: str) -> Record:
    session, kind = ("市十届人大三次会议", "建议") if role == "代表" else ("市政协十届三次会议", "提案")
    page = (
        f"关于{session}第12号{kind}的答复\n\n{salutation}\n\n{opening.format(f'关于新建学校的{kind}')}\n"
        "一、已列入计划。\n感谢您的关心。\n\n云江市教育局\n2024年5月6日\n"
    )
    record = parse(page.encode()).record
    assert (record.genre, record.proposal_title) == ("reply", f"关于新建学校的{kind}")
    return record


@settings(max_examples=300)
@given(
    names=_names,
    role=_role,
    honoured=st.sampled_from(("", "尊敬的", "敬爱的")),
    between=st.sampled_from(("、", "，")),
    group=st.sampled_from(("", "等", "等20位", "等20名", "（等20人）")),
    end=_end,
    opening=st.sampled_from(_OPENINGS),
)
def test_members_are_read(
    names: list[str], role: str, honoured: str, between: str, group: str, end: str, opening: str
) -> None:
    record = _letter(role, f"{honoured}{between.join(names)}{group}{role}{end}", opening)
    assert [(a.name, a.role) for a in record.addressees] == [(name, role) for name in names]
    assert record.addressees[0].group_size == (20 if "20" in group else None)


@settings(max_examples=100)
@given(names=_names, role=_role, end=_end, opening=st.sampled_from(_OPENINGS))
def test_members_with_their_role_each_are_read(names: list[str], role: str, end: str, opening: str) -> None:
    record = _letter(role, "、".join(f"{name}{role}" for name in names) + end, opening)
    assert [(a.name, a.role) for a in record.addressees] == [(name, role) for name in names]


@settings(max_examples=200)
@given(
    bodies=st.lists(st.sampled_from(_BODIES), min_size=1, max_size=3, unique=True),
    member=st.none() | st.sampled_from(_NAMES),
    role=_role,
    end=st.sampled_from(("：", ":")),
)
def test_bodies_are_read_alone_and_beside_members(
    bodies: list[str], member: str | None, role: str, end: str
) -> None:
    people = [f"{member}{role}"] if member else []
    record = _letter(role, "、".join([*bodies, *people]) + end, "贵单位提出的《{}》收悉，现答复如下：")
    want = [(body, "organisation") for body in bodies] + ([(member, role)] if member else [])
    assert [(a.name, a.role) for a in record.addressees] == want
