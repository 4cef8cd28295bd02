"""Contact lines: which they are, and whom they name."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parsers import contact, frame
from parsers.contact import contact_lines, is_contact, read_contact
from parsers.frame import LineKind, line_kind
from parsers.text import read_lines

_LINES = (
    "联系人：王一",
    "联 系 人：王一  联系电话：12345678",
    "（联系人：王一，电话：12345678）",
    "系 人：王一",
    "联络人：王一",
    "承办人：王一",
    "承 办 人 姓 名：王一",
    "具体承办人：王一",
    "具体经办人姓名及电话：王一 12345678",
    "业务联系电话：12345678",
    "单位联系电话：12345678",
    "科室负责人：王一",
    "股室电话：12345678",
    "承办股室及电话：建设股 12345678",
    "咨询电话：12345678",
    "值班电话：12345678",
    "办公电话：12345678",
    "承办单位负责人：王一",
    "单位负责人签章：",
    "分管领导：王一",
    "E-mail：a@b.cn",
    "邮编：123456",
)


@pytest.mark.parametrize("line", _LINES)
def test_every_label_makes_a_contact_line(line: str) -> None:
    assert is_contact(line)
    assert line_kind(line) is LineKind.CONTACT


@pytest.mark.parametrize(
    "line",
    [
        "具体工作由我局负责",
        "业务科室人员已赴现场。下一步，将继续推进",
        "单位联系群众制度进一步完善",
        "值班人员每日巡查",
        "部门之间联系更加紧密",
    ],
)
def test_a_sentence_is_no_contact_line(line: str) -> None:
    assert not is_contact(line)


@pytest.mark.parametrize(
    ("lines", "person", "phones"),
    [
        ("承办责任人：何一\n承办人及联系电话：竺一杰  13900000150", "竺一杰", ("13900000150",)),
        ("承办人：李一\n联系人：王一明\n电话：12345678", "王一明", ("12345678",)),
        ("承办负责人：何一\n承办人：李一\n电话：12345678", "李一", ("12345678",)),
        ("承办责任人：何一\n电话：12345678", "何一", ("12345678",)),
        ("联系单位及联系人：青沅县交通运输局     阮一平", "阮一平", ()),
        ("联系单位及联系人：省交通厅朱一波 联系电话：65300827", "朱一波", ("65300827",)),
        ("联系人：县交通局\n电话：12345678", None, ("12345678",)),
        ("联系人：水库科 阮一枫 12345678", "阮一枫", ("12345678",)),
        ("联系电话：0564-8600191\n2025610", None, ("0564-8600191",)),
        ("联系电话：\n2035610", None, ("2035610",)),
        ("联系人：阿里木·买买提 12345678", "阿里木·买买提", ("12345678",)),
    ],
)
def test_whom_to_call(lines: str, person: str | None, phones: tuple[str, ...]) -> None:
    found = read_contact(contact_lines(read_lines(lines)))
    assert found is not None
    assert (found.person, found.phones) == (person, phones)


_FRAMES = [pattern for pattern, _ in frame._BY_START]


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
@pytest.mark.parametrize("number", range(len(_FRAMES) + 1))
def test_what_begins_a_frame_line_is_among_the_characters_looked_at_first(
    number: int, data: st.DataObject
) -> None:
    pattern = contact._START if number == len(_FRAMES) else _FRAMES[number]
    line = data.draw(st.from_regex(pattern)).strip()
    if line and pattern.match(line):
        assert line[0] in frame._FRAME_STARTS or line[0].isdigit()
