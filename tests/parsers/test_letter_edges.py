"""Words inside words, and lines that hold two things."""

from __future__ import annotations

import pytest

from parsers.handlers import find_co_handlers
from parsers.letter import read_letter
from parsers.parse import parse
from parsers.types import Block, FileKind, Genre, Link, Listing, MatterType, Page

OPENING = "您提出的《关于设立河长公示牌的建议》收悉，现答复如下：\n全市河流已全部设立河长公示牌。\n"


def test_a_civil_affairs_bureau_is_no_citizen() -> None:
    """市民政局 begins with the word for citizen."""
    text = "云江市民政局2025年建议提案办理情况总结\n2025年共承办建议12件、提案9件，办复率100%。"
    assert parse(text.encode()).record.genre is Genre.SUMMARY


def test_date_and_copies_on_one_line() -> None:
    text = f"陈一代表：\n{OPENING}云江市水务局\n2023 年 5 月 9 日抄 送：市政府督查室。"
    record = parse(text.encode()).record
    assert record.date_signed == "2023-05-09"
    assert record.copied_to == ("市政府督查室",)


def test_names_with_dots_everywhere() -> None:
    text = (
        f"阿力木·艾山代表：\n{OPENING}此答复函已经扎西·朗措局长审签。\n"
        "联系人：巴图·苏和\n联系电话：6288001\n云江市水务局\n2023年5月9日"
    )
    record = parse(text.encode()).record
    assert record.addressees[0].name == "阿力木·艾山"
    assert record.approver == "扎西·朗措"
    assert record.contact is not None
    assert record.contact.person == "巴图·苏和"


@pytest.mark.parametrize(
    ("sentence", "names"),
    [
        ("经与市财政局、市残联共同研究办理，现答复如下：", ("市财政局", "市残联")),
        ("经商市大数据发展局、市发展改革委，现答复如下：", ("市大数据发展局", "市发展改革委")),
        ("我们会同区公安局、区残联进行了认真研究，现函复如下：", ("区公安局", "区残联")),
        ("经与县财政局等部门共同研究，现答复如下", ("县财政局",)),
        ("经商国家发展和改革委员会，现答复如下", ("国家发展和改革委员会",)),
        ("会办单位：市水务局、市林业局。", ("市水务局", "市林业局")),
        ("经与您沟通协商，现答复如下", None),
        ("经我局认真研究，现答复如下", None),
        ("经济和社会发展", None),
    ],
)
def test_co_handlers(sentence: str, names: tuple[str, ...] | None) -> None:
    found = find_co_handlers(sentence)
    assert (found[0] if found else None) == names


def test_a_page_title_glued_to_a_banner_is_cut_free() -> None:
    text = (
        "欢迎访问青沅县人民政府门户网\n青沅县水务局关于青沅县第十八届人大一次会议第105号建议的答复函\n"
        f"杨开代表：\n{OPENING}青沅县水务局\n2022年7月22日"
    )
    record = parse(text.encode()).record
    assert record.title == "青沅县水务局关于青沅县第十八届人大一次会议第105号建议的答复函"
    assert record.issuer == "青沅县水务局"


def test_file_types_come_from_the_name_first() -> None:
    links = (
        Link("http://www.yunjiang.example/downfile.jsp?filename=7f6e.pdf", "征询意见表.docx", "a"),
        Link("http://www.yunjiang.example/downfile.jsp?filename=7f6e.pdf", "附件", "b"),
        Link("http://www.yunjiang.example/P0123.DOC", "附件", "c"),
        Link("http://www.yunjiang.example/open?id=3", "附件", "d"),
    )
    blocks = tuple(
        Block(line, f"line {i}") for i, line in enumerate(f"陈一代表：\n{OPENING}".splitlines(), 1)
    )
    record = read_letter(Page(FileKind.HTML, None, None, None, (), (), blocks, links=links)).record
    assert [a.type for a in record.attachments] == ["docx", "pdf", "doc", None]


@pytest.mark.parametrize(
    ("first", "assembly", "addressees"),
    [
        ("人大代表苗生提出的《关于设立河长公示牌的建议》收悉，现答复如下：", "npc", ("苗生",)),
        ("政协委员苏桐等3人提出的《关于设立河长公示牌的建议》收悉，现答复如下：", "cppcc", ("苏桐",)),
        ("您提出的《关于设立河长公示牌的提案》收悉，现答复如下：", None, ()),
    ],
)
def test_third_person_letters(first: str, assembly: str | None, addressees: tuple[str, ...]) -> None:
    text = f"关于设立河长公示牌的建议的答复\n{first}\n已设立。\n云江市水务局\n2023年5月9日"
    record = parse(text.encode()).record
    assert record.assembly == assembly
    assert tuple(a.name for a in record.addressees) == addressees


def test_the_column_settles_what_the_letter_does_not_say() -> None:
    text = "关于设立河长公示牌的建议的答复\n您提出的《关于设立河长公示牌的提案》收悉，现答复如下：\n已设立。"
    listed = parse(text.encode(), listing=Listing(column_kind="npc")).record
    assert listed.matter_type is MatterType.NPC_SUGGESTION
    mixed = parse(text.encode(), listing=Listing(column_kind="both"))
    assert mixed.record.matter_type is None
    assert "matter_type_unknown" in {p.code for p in mixed.problems}


def test_a_list_date_that_is_no_day_is_no_date() -> None:
    letter = "关于第3号建议的答复\n林晓安代表：\n您提出的建议收悉，现答复如下：\n感谢您的关心。".encode()
    dates = [
        parse(letter, listing=Listing(date=day)).record.date_published for day in ("2023-02-28", "2023-02-30")
    ]
    assert dates == ["2023-02-28", None]


def test_a_letter_cut_in_the_middle_of_a_sentence_is_not_signed() -> None:
    """The half sentence ends like an organ; the issuer and the assembly's place came from it."""
    title = "<h1>云江市体育局关于市政协六届三次会议第305号提案的答复</h1>"
    opening = "<p>韩青禾委员：</p><p>您提出的关于开放学校体育场馆的提案收悉，现答复如下：</p>"
    parsed = parse(f"<html><body>{title}{opening}<p>目前全市已有45所学校".encode())
    assert parsed.record.genre is Genre.REPLY
    assert parsed.record.issuer == "云江市体育局"
    assert parsed.record.assembly_place == "云江市"
    assert parsed.record.text is not None
    assert parsed.record.text.endswith("目前全市已有45所学校")
