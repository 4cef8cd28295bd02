from __future__ import annotations

import pytest

from parsers.normalize.document_number import find_document_numbers, read_document_number


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("云民函〔2021〕180号", "云民函〔2021〕180号"),
        ("平交复函[2017]19号B类", "平交复函〔2017〕19号"),
        ("提复字【2021】31号", "提复字〔2021〕31号"),
        ("云政工函﹝2023﹞72号", "云政工函〔2023〕72号"),
        ("云政函（2023）7号", "云政函〔2023〕7号"),
        ("云政函［２０２３］７号", "云政函〔2023〕7号"),
        ("云民函 〔2021〕 180 号", "云民函〔2021〕180号"),
        ("云政函〔 20 21 〕 4 号", "云政函〔2021〕4号"),
        ("建提复字〔2023〕第29号", "建提复字〔2023〕29号"),
        ("云字〔2020〕01号", "云字〔2020〕01号"),
        ("云政字〔2022〕30-17号", "云政字〔2022〕30-17号"),
        ("云江市水务局印发云水发〔2022〕3号", "云江市水务局印发云水发〔2022〕3号"),
    ],
)
def test_every_bracket(printed: str, value: str) -> None:
    found = read_document_number(printed)
    assert found is not None
    assert found.value == value


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("云府办发〔2019110号", "云府办发〔2019〕110号"),
        ("云民函〔202242", "云民函〔2022〕42号"),
        ("云医保议复20256", "云医保议复〔2025〕6号"),
        ("云银政函[2020]  19", "云银政函〔2020〕19号"),
    ],
)
def test_one_reading_is_repaired_and_said(printed: str, value: str) -> None:
    found = read_document_number(printed, repair=True)
    assert found is not None
    assert found.value == value
    assert found.repaired


@pytest.mark.parametrize(
    "printed",
    [
        "2022-92",
        "编号:B(2017)103号",
        "委员提案【2023】117号",
        "云政〔〕号",
        "云政〔2022〕号",
        "**号",
        "云政〔20190号",
        "",
    ],
)
def test_what_is_no_document_number(printed: str) -> None:
    found = read_document_number(printed, repair=True)
    assert found is None


def test_all_numbers_of_a_sentence_in_order() -> None:
    text = "按照《甲办法》（云府办发〔2019〕7号）和《乙通知》（云水发〔2020〕12号）"
    assert [n.value for n in find_document_numbers(text)] == ["云府办发〔2019〕7号", "云水发〔2020〕12号"]
