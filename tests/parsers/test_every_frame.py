"""What stands above and below a letter, put together from the lines that letters have: each field stays the same."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.parse import parse
from parsers.types import Record

_TITLE = "关于市十届人大三次会议第12号建议的答复"
_OPENINGS = (
    "您提出的《关于新建学校的建议》收悉。{}现答复如下：",
    "您提出的关于新建学校的建议（第12号）收悉，{}现将有关情况答复如下：",
    "《关于新建学校的建议》（第12号）收悉。{}现就有关问题答复如下：",
    "您在市十届人大三次会议上提出的“关于新建学校的建议”已收悉。{}现将办理情况答复如下：",
)
_BODY = ("一、已列入计划。", "二、2023年5月1日起，全市新建学校3所，云江市教育局已拨付资金。")


def _same(record: Record) -> None:
    assert record.genre == "reply"
    assert (record.term, record.meeting, record.assembly_place) == (10, 3, "云江市")
    assert (list(record.matter_numbers), record.proposal_title) == (["12"], "关于新建学校的建议")
    assert [(a.name, a.role) for a in record.addressees] == [("李一民", "代表")]
    assert (record.date_signed, record.date_published, record.date_written) == ("2024-05-06", None, None)
    assert not record.citations


_RED_HEADS = ((), ("云江市教育局",), ("云江市教育局文件",), ("云 江 市 教 育 局",))
_DOCUMENT_NUMBERS = (
    ((), None),
    (("云教函〔2024〕12号",), "云教函〔2024〕12号"),
    (("云教函[2024]12号",), "云教函〔2024〕12号"),
    (("云教（提）〔2024〕12号",), "云教（提）〔2024〕12号"),
    (("云教函【2024】第12号",), "云教函〔2024〕12号"),
    (("云教建字〔2024〕5号",), "云教建字〔2024〕5号"),
    (("云教复〔2024〕12 号",), "云教复〔2024〕12号"),
)
_MARKS = (
    ((), None),
    (("A",), "A"),
    (("（A类）",), "A"),
    (("类别：B",), "B"),
    (("办理结果：A类",), "A"),
    (("B类",), "B"),
    (("答复类别：A",), "A"),
    (("办复类型：B",), "B"),
)
_OPEN = (
    ((), None),
    (("（主动公开）",), "主动公开"),
    (("公开属性：主动公开",), "主动公开"),
    (("同意公开",), "同意公开"),
)
_SIGNED_BY = (((), None), (("签发人：赵四",), "赵四"), (("签发：赵  四",), "赵四"))
_TWO = ("市发展改革委", "市财政局")
_WORKED = (
    ("", ()),
    ("我局高度重视，认真研究，", ()),
    ("经我局研究，", ()),
    ("经商市发展改革委、市财政局，", _TWO),
    ("经会同市发展改革委、市财政局研究，", _TWO),
    ("经研究，并商市发展改革委、市财政局，", _TWO),
    ("经与市发展改革委、市财政局共同研究，", _TWO),
    ("我局会同市发展改革委、市财政局等部门进行了认真研究，", _TWO),
    ("经我局商市发展改革委、市财政局，", _TWO),
    ("综合市发展改革委、市财政局意见，", _TWO),
    ("经征求市发展改革委和市财政局意见，", _TWO),
    ("经市发展改革委、市财政局会办，", _TWO),
    ("根据市发展改革委、市财政局的会办意见，", _TWO),
    ("我局商市财政局，", ("市财政局",)),
    ("经与市财政局沟通，", ("市财政局",)),
    ("结合市财政局的会办意见，", ("市财政局",)),
    ("汇总市财政局会办意见后，", ("市财政局",)),
)


@settings(max_examples=400)
@given(
    red=st.sampled_from(_RED_HEADS),
    number=st.sampled_from(_DOCUMENT_NUMBERS),
    mark=st.sampled_from(_MARKS),
    openness=st.sampled_from(_OPEN),
    signed_by=st.sampled_from(_SIGNED_BY),
    worked=st.sampled_from(_WORKED),
    title=st.sampled_from(((_TITLE,), (_TITLE[:13], _TITLE[13:]), ("云江市教育局", _TITLE))),
    order=st.permutations(range(4)),
    opening=st.sampled_from(_OPENINGS),
)
def test_the_head_of_a_letter_says_the_same_in_any_order(
    red: tuple[str, ...],
    number: tuple[tuple[str, ...], str | None],
    mark: tuple[tuple[str, ...], str | None],
    openness: tuple[tuple[str, ...], str | None],
    signed_by: tuple[tuple[str, ...], str | None],
    worked: tuple[str, tuple[str, ...]],
    title: tuple[str, ...],
    order: list[int],
    opening: str,
) -> None:
    parts = ((*number[0], *signed_by[0]), mark[0], openness[0], title)
    lines = [*red, *(line for i in order for line in parts[i])]
    page = "\n".join([*lines, "", "李一民代表：", "", opening.format(worked[0]), *_BODY, "感谢您的关心。"])
    record = parse(f"{page}\n\n云江市教育局\n2024年5月6日\n".encode()).record
    _same(record)
    assert (record.title or "").removeprefix("云江市教育局") == _TITLE
    assert (record.document_number, record.outcome_mark) == (number[1], mark[1])
    assert (record.openness, record.approver) == (openness[1], signed_by[1])
    assert (tuple(record.co_handlers), record.issuer) == (worked[1], "云江市教育局")


_CLOSINGS = (
    ("感谢您对我局工作的关心和支持。",),
    ("以上答复，如有不妥，请批评指正。",),
    ("感谢您的关心！", "此致", "敬礼！"),
    ("专此答复。",),
    ("特此函复，感谢您对教育工作的关心和支持！",),
    ("您对本答复如有意见，请填写《征询意见表》寄回市政府办公室。",),
    ("如您对以上答复有什么意见，请及时反馈。",),
)
_ORGANS = (
    "云江市教育局",
    "云江市人民政府办公室",
    "中共云江市委组织部",
    "云江市教育局（盖章）",
    "云 江 市 教 育 局",
)
_DATES = (
    "2024年5月6日", "二〇二四年五月六日", "2024年05月06日", "二○二四年五月六日", "2024 年 5 月 6 日", "2024.5.6",
    "2024-05-06", "２０２４年５月６日", "二0二四年五月六日", "二零二四年五月六日",
)  # fmt: skip
_CONTACTS = (
    ((), None),
    (("联系人：王一，联系电话：12345678",), ("王一", ("12345678",))),
    (("（联系人：王一    联系电话：0871-12345678）",), ("王一", ("0871-12345678",))),
    (("联系人：王一", "联系电话：13900000001"), ("王一", ("13900000001",))),
    (("承办单位：云江市教育局", "承办人：王一", "电话：12345678"), ("王一", ("12345678",))),
    (("联系单位及电话：云江市教育局 12345678",), (None, ("12345678",))),
    (("（联系人及电话：王一 12345678、13900000001）",), ("王一", ("12345678", "13900000001"))),
    (("联 系 人：王  一", "联系电话：12345678"), ("王一", ("12345678",))),
)
_COPIES = (
    ((), ()),
    (("抄送：市政府督查室，市人大常委会代表工委。",), ("市政府督查室", "市人大常委会代表工委")),
    (("抄送：市人大代表工委（2份）、市政府办公室（1份）。",), ("市人大代表工委", "市政府办公室")),
    (("抄报：市政协提案委",), ("市政协提案委",)),
)
_FEET = (
    (),
    ("扫一扫在手机打开当前页",),
    ("【打印本页】 【关闭窗口】",),
    ("上一篇：关于市十届人大三次会议第13号建议的答复", "下一篇：关于市十届人大三次会议第11号建议的答复"),
    ("主办：云江市人民政府办公室", "网站标识码：5301000001", "云ICP备12345678号"),
)


@settings(max_examples=400)
@given(
    closing=st.sampled_from(_CLOSINGS),
    organ=st.sampled_from(_ORGANS),
    day=st.sampled_from(_DATES),
    one_line=st.booleans(),
    contact=st.sampled_from(_CONTACTS),
    contact_first=st.booleans(),
    attached=st.sampled_from(((), ("附件：征询意见表",), ("附件：1.云江市教育发展规划", "2.征询意见表"))),
    openness=st.sampled_from(((), ("（此件主动公开）",), ("公开属性：主动公开",))),
    copies=st.sampled_from(_COPIES),
    imprint=st.sampled_from(((), ("云江市教育局办公室　　　　　　2024年5月7日印发",), ("校对：李二",))),
    foot=st.sampled_from(_FEET),
)
def test_the_end_of_a_letter_says_the_same_in_any_order(
    closing: tuple[str, ...],
    organ: str,
    day: str,
    one_line: bool,
    contact: tuple[tuple[str, ...], tuple[str | None, tuple[str, ...]] | None],
    contact_first: bool,
    attached: tuple[str, ...],
    openness: tuple[str, ...],
    copies: tuple[tuple[str, ...], tuple[str, ...]],
    imprint: tuple[str, ...],
    foot: tuple[str, ...],
) -> None:
    signature = [f"{organ}　　{day}"] if one_line and " " not in organ + day else [organ, day]
    lines = [
        _TITLE, "", "李一民代表：", "", _OPENINGS[0].format(""), *_BODY, *closing, *attached,
        *(contact[0] if contact_first else ()), *signature, *(() if contact_first else contact[0]),
        *openness, *copies[0], *imprint, *foot,
    ]  # fmt: skip
    record = parse("\n".join(lines).encode()).record
    _same(record)
    assert record.issuer == organ.replace(" ", "").removesuffix("（盖章）")
    read = record.contact and (record.contact.person, tuple(record.contact.phones))
    assert (read, tuple(record.copied_to)) == (contact[1], copies[1])
    assert (record.openness, record.approver) == ("主动公开" if openness else None, None)
    text = (record.text or "").removesuffix("\n敬礼！").removesuffix("\n此致")
    assert text.endswith(closing[0])
