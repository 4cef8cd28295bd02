"""Whatever is printed in a known form reads back as what was meant."""

from __future__ import annotations

from datetime import date

import cn2an
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.normalize.dates import read_date, split_run
from parsers.normalize.document_number import read_document_number
from parsers.normalize.numerals import read_number
from parsers.normalize.text import close_up, fold_width, squeeze

DAYS = st.dates(date(2000, 1, 1), date(2049, 12, 31))
DIGITS = "〇一二三四五六七八九"


def chinese(day: date, zero: str) -> str:
    """二〇二一年六月十日, with the zero a typist took."""
    year = "".join(DIGITS[int(d)] for d in str(day.year)).replace("〇", zero)
    month, number = (
        cn2an.an2cn(n).removeprefix("一") if 10 <= n < 20 else cn2an.an2cn(n) for n in (day.month, day.day)
    )
    return f"{year}年{month}月{number}日"


@given(DAYS, st.sampled_from("〇○零0O"))
def test_days_in_chinese(day: date, zero: str) -> None:
    found = read_date(f"　　{chinese(day, zero)}")
    assert found is not None
    assert found.iso == day.isoformat()


@given(
    DAYS,
    st.sampled_from(
        ["{y}年{m}月{d}日", "{y}-{m:02}-{d:02}", "{y}/{m}/{d}", "{y}.{m}.{d}", "{y} 年 {m} 月 {d} 日",
         "{y}- {m:02}- {d:02} 10: 45",
         "{y}年{m:02}月{d:02}日 09:32:23"]
    ),
    st.booleans(),
)  # fmt: skip
def test_days_in_digits(day: date, form: str, wide: bool) -> None:
    text = form.format(y=day.year, m=day.month, d=day.day)
    if wide:
        text = text.translate({ord(c): ord(c) + 0xFEE0 for c in "0123456789/-.:"})
    found = read_date(text)
    assert found is not None
    assert found.iso == day.isoformat()


@given(DAYS)
def test_a_run_of_digits_always_allows_the_day_it_was_made_of(day: date) -> None:
    candidates = split_run(f"{day.year}{day.month}{day.day}")
    assert day.isoformat() in candidates
    assert len(set(candidates)) == len(candidates) <= 2


@given(st.integers(1, 99))
def test_counting_numbers(number: int) -> None:
    assert read_number(cn2an.an2cn(number)) == number
    assert read_number(str(number)) == number


@given(
    st.sampled_from(["云民函", "青卫议复字", "临教提复"]),
    st.integers(2000, 2049),
    st.integers(1, 9999),
    st.sampled_from(["〔〕", "﹝﹞", "［］", "[]", "【】", "（）", "()"]),
    st.sampled_from(["", "第"]),
    st.sampled_from(["", " ", "  "]),
)
def test_document_numbers_in_every_bracket(
    code: str, year: int, serial: int, brackets: str, ordinal: str, gap: str
) -> None:
    printed = f"{code}{gap}{brackets[0]}{year}{brackets[1]}{gap}{ordinal}{serial}号"
    found = read_document_number(printed)
    assert found is not None
    assert found.value == f"{code}〔{year}〕{serial}号"
    again = read_document_number(found.value)
    assert again is not None
    assert again.value == found.value


@given(st.text(max_size=80))
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    assert close_up(close_up(text)) == close_up(text)
    assert squeeze(squeeze(text)) == squeeze(text)
    assert len(fold_width(text)) == len(text)


@pytest.mark.parametrize("read", [read_date, read_document_number, read_number])
@given(text=st.text(alphabet="0123456789〇一二十〔〕[]年月日号第云民函 -/.", max_size=40))
def test_nothing_made_of_their_characters_raises(read: object, text: str) -> None:
    assert callable(read)
    read(text)
