from __future__ import annotations

import pytest

from parsers.normalize.issuer import clean_organ, fullest, is_organ
from parsers.normalize.numerals import read_number
from parsers.normalize.region import leading_region, lookup, place_of_level, steps_of


@pytest.mark.parametrize(
    ("organ", "region"),
    [
        ("云江市临澜区民政局", "云江市临澜区"),
        ("云江市民政局", "云江市"),
        ("市民政局", ""),
        ("云江市市中区教育局", "云江市市中区"),
        ("云江市市场监督管理局", "云江市"),
        ("青沅县交通运输局", "青沅县"),
        ("丰宁满族自治县水务局", "丰宁满族自治县"),
        ("内蒙古自治区教育厅", "内蒙古自治区"),
        ("国家林业和草原局", ""),
        ("上海市浦东新区民政局", "上海市浦东新区"),
        ("云江市人民政府办公室", "云江市"),
    ],
)
def test_leading_region(organ: str, region: str) -> None:
    assert leading_region(organ) == region


def test_steps() -> None:
    assert steps_of("云江市临澜区") == ("云江市", "临澜区")


@pytest.mark.parametrize(
    ("region", "level", "place"),
    [
        ("云江市", "市", "云江市"),
        ("云江市临澜区", "区", "云江市临澜区"),
        ("云江市临澜区", "市", "云江市"),
        ("云江市临澜区", "县", None),
        ("渝北区", "市", "重庆市"),
        ("马关县", "州", "文山壮族苗族自治州"),
        ("鼓楼区", "市", None),  # five cities have one
        ("义乌市", "市", None),  # its own or 金华市's assembly
        ("", "市", None),
    ],
)
def test_place_of_a_level_word(region: str, level: str, place: str | None) -> None:
    assert place_of_level(region, level) == place


def test_names_that_went_out_of_force_are_known() -> None:
    (yubei,) = lookup("渝北区")
    assert yubei.path == ("重庆市", "渝北区")
    assert yubei.until
    (new,) = lookup("两江新区")
    assert not new.until


@pytest.mark.parametrize(
    "name",
    [
        "云江市民政局",
        "县人大代表工委",
        "云江市临澜区人民政府",
        "国家林业和草原局",
        "云江市第一人民医院",
        "市公安局第5处",
    ],
)
def test_organs(name: str) -> None:
    assert is_organ(name)


@pytest.mark.parametrize(
    "name",
    [
        "陈一代表",
        "感谢您的关心",
        "二〇二一年",
        "关于建议的答复",
        "我局",
        "",
        "完成投资1.2亿元，超额完成年度任务的市级局",
        "目前全市已有45所学校",
        "云江市建成3个社区服务中心",
    ],
)
def test_not_organs(name: str) -> None:
    assert not is_organ(name)


def test_short_forms_are_completed_from_the_page() -> None:
    assert fullest("临澜区民政局", ["市政府", "云江市临澜区民政局"]) == "云江市临澜区民政局"
    assert fullest("云江市民政局", ["市民政局"]) == "云江市民政局"
    assert clean_organ("无") is None
    assert clean_organ("青沅县管理员") is None


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("十八", 18),
        ("一百二十三", 123),
        ("２", 2),
        ("二〇一八", 2018),
        ("二○一八", 2018),
        ("廿一", 21),
        ("十", 10),
        ("", None),
        ("十十", None),
        ("甲", None),
    ],
)
def test_numerals(printed: str, value: int | None) -> None:
    assert read_number(printed) == value
