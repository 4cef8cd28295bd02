"""What is hidden in published text, and what must not be hurt."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.masking import MASK, mask, private_strings

HIDDEN = [
    (
        "联系人：宁远舟，联系电话：68810293，传真：68810294，邮编：400999",
        "联系人：***，联系电话：***，传真：***，邮编：400999",
    ),
    ("（联系人：宁远舟，68810293）", "（联系人：***，***）"),
    ("系 人:宁 远 舟,联系电话:68810293、023-68810294;", "系 人:***,联系电话:***;"),
    ("联 系 人：宁  舟\n联系电话：１３８００１３８０００", "联 系 人：***\n联系电话：***"),
    ("联系人：养老服务科 宁远舟 电话：（023）6881 0293", "联系人：养老服务科 *** 电话：***"),
    ("联系人及电话：宁远舟 023-68810293", "联系人及电话：***"),
    ("联系人张远舟，电话68810293", "联系人***，电话***"),
    ("（宁远舟，68810293）", "（***，***）"),
    ("此致\n 人:宁远舟  邮编:400999", "此致\n 人:***  邮编:400999"),
    ("联系人：宁远舟\u3000云江市民政局 2021421", "联系人：***\u3000云江市民政局 2021421"),
    ("经办人：宁远舟", "经办人：***"),
    ("请致电 13800138000。", "请致电 ***。"),
    ("请寄 ningyz@example.gov.cn 收", "请寄 *** 收"),
    ("身份证号：500224199001011234", "身份证号：***"),
    ("其身份证为11010519491231002X，已核", "其身份证为***，已核"),
    ("微信号：abc_1234", "微信号：***"),
    ("联系电话:68810293 2023年8月8日", "联系电话:*** 2023年8月8日"),
    ("联系人：高峰　　电话：68810293", "联系人：***　　电话：***"),
    ("如有疑问，请与我局王远舟同志联系（电话68810293）。", "如有疑问，请与我局***同志联系（电话***）。"),
    ("请联系我局养老服务科王远舟，电话：68810293", "请联系我局养老服务科***，电话：***"),
]

KEPT = [
    "云民函〔2021〕180号",
    "索引号：119901000092759914/2021-00546，11500224009334437K",
    "投资13800000000元，覆盖13812345678人次，占比13.812345678%",
    "2021－2035年规划，20210421，2021-11-22",
    "代表联系人民群众，联系人大代表，联系人才，明确联系人方式，",
    "拨打12345政务热线或心理援助热线：023-96320123",
    "新安装电话1234567部，电话回访20210421次",
    "（云江市，20210421）",
    "http://www.example.gov.cn/art/2023/13812345678.html",
    "邮政编码：401121",
    "王家望代表、陈望舒委员：您好！",
    "我们将与本局相关科室联系，同我院王家望代表沟通，欢迎向我局反映。",
    "您可与我局办公室联系（电话12345），我局和王家望代表当面沟通",
    "参加会议的人：代表、委员",
    "责任单位：市民政局、市财政局",
]


@pytest.mark.parametrize(("text", "expected"), HIDDEN)
def test_private_details_are_hidden(text: str, expected: str) -> None:
    assert mask(text) == expected


@pytest.mark.parametrize("text", KEPT)
def test_public_figures_are_left_alone(text: str) -> None:
    assert mask(text) == text


def test_a_known_contact_is_hidden_wherever_it_stands() -> None:
    private = private_strings(
        {"person": "宁远舟、高峰", "phones": ["6881-0293"], "fax": None, "postcode": "401121"}
    )
    text = "宁 远 舟同志负责（6881-0293），高峰期另计，401121"
    assert mask(text, private=private) == "***同志负责（***），高峰期另计，401121"


def test_a_deputy_stays_even_where_the_handler_has_the_same_name() -> None:
    assert (
        mask("王家望代表：联系人：王家望", private=["王家望"], public={"王家望"})
        == "王家望代表：联系人：王家望"
    )


def test_a_site_that_masked_already_is_no_endless_task() -> None:
    assert mask("联系人：***，**", private=["***", "**", "张*"]) == "联系人：***，**"


def test_a_contact_without_values_has_nothing_to_hide() -> None:
    assert private_strings(None) == []
    assert private_strings({"person": None, "phones": [], "fax": None, "postcode": None}) == []


years = st.integers(1990, 2035)
figures = st.one_of(
    st.builds("云民函〔{}〕{}号".format, years, st.integers(1, 9999)),
    st.builds("{}年{}月{}日".format, years, st.integers(1, 12), st.integers(1, 28)),
    st.builds("{}-{}年".format, years, years),
    st.builds("{}万元".format, st.integers(1, 10**12)),
    st.builds("{}人次".format, st.integers(1, 10**12)),
    st.builds("第{}号建议".format, st.integers(1, 99999)),
    st.builds("{:.4f}%".format, st.floats(0, 100)),
)


@given(st.lists(figures, min_size=1, max_size=8), st.sampled_from(["，", "、", "。", " ", "和", "\n"]))
def test_document_numbers_dates_and_amounts_are_never_hurt(parts: list[str], between: str) -> None:
    text = between.join(parts)
    assert mask(text) == text


pieces = st.one_of(st.text(max_size=12), figures, st.sampled_from([text for text, _ in HIDDEN]))


@given(st.lists(pieces, max_size=6).map("".join))
def test_masking_twice_changes_nothing_more(text: str) -> None:
    once = mask(text)
    assert mask(once) == once


@given(
    st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True),
    st.sampled_from(["手机：", "请致电 ", "联系电话：", "宁远舟 "]),
)
def test_no_mobile_number_survives(number: str, before: str) -> None:
    masked = mask(f"{before}{number}，谢谢")
    assert number not in masked
    assert MASK in masked
