from __future__ import annotations

import pytest

from parsers.normalize.dates import find_dates, read_date, settle, split_run


@pytest.mark.parametrize(
    ("printed", "iso"),
    [
        ("2021-11-22", "2021-11-22"),
        ("2021年09月16日", "2021-09-16"),
        ("2025/8/18 10:42:46", "2025-08-18"),
        ("22/07/14 09:32:23", "2022-07-14"),
        ("2023-08-08 10时55分", "2023-08-08"),
        ("2021- 10- 08 10: 45", "2021-10-08"),
        ("2012-06-18 0:0", "2012-06-18"),
        ("2018.5.10", "2018-05-10"),
        ("2023年 7月 31日", "2023-07-31"),
        ("２０２１年５月６日", "2021-05-06"),
        ("二〇一七年七月五日", "2017-07-05"),
        ("二○一九年七月十日", "2019-07-10"),
        ("二0一七年三月二十一日", "2017-03-21"),
        ("二OO五年十月三十一日", "2005-10-31"),
        ("20211022", "2021-10-22"),
        ("2022629", "2022-06-29"),
        ("2021421", "2021-04-21"),
        ("202398", "2023-09-08"),
        ("2020824", "2020-08-24"),
    ],
)
def test_printed_dates(printed: str, iso: str) -> None:
    reading = read_date(printed)
    assert reading is not None
    assert reading.iso == iso


@pytest.mark.parametrize(
    "printed", ["2021年", "第2021号", "2021-13-40", "87654021", "号", "", "2021年2月30日"]
)
def test_no_date(printed: str) -> None:
    assert read_date(printed) is None


def test_two_readings_are_not_decided() -> None:
    reading = read_date("2021121")
    assert reading is not None
    assert reading.iso is None
    assert reading.candidates == ("2021-01-21", "2021-12-01")
    assert settle(reading) is None
    assert settle(reading, not_after="2021-02-03") == "2021-01-21"
    assert settle(reading, not_before="2021-11-01") == "2021-12-01"
    assert settle(reading, not_after="2022-01-01") is None


def test_only_eighteen_days_of_a_year_are_ambiguous() -> None:
    written = {f"2021{month}{day}" for month in range(1, 13) for day in range(1, 32)}
    assert sum(len(split_run(digits)) > 1 for digits in written) == 18


def test_several_dates_come_in_order() -> None:
    assert [d.iso for d in find_dates("自2021年1月1日起，至2021年12月31日止")] == ["2021-01-01", "2021-12-31"]
