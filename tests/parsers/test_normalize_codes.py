"""Region codes in time, organisation and credit codes, site codes, and what they confirm."""

from __future__ import annotations

import csv
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.demo.organisation_codes import credit_code, organisation_code
from parsers.normalize.organisation_code import (
    ALPHABET,
    credit_check,
    index_number_owner,
    organisation_check,
)
from parsers.normalize.region_codes import region_of_code, regions_of_code, successors_of
from parsers.normalize.site_code import site_owner
from parsers.parse import parse

# -- regions ------------------------------------------------------------------

ROWS = list(
    csv.DictReader(
        resources.files("parsers.data").joinpath("regions.csv").read_text(encoding="utf-8").splitlines()
    )
)


def test_every_row_is_whole_and_once() -> None:
    assert len(ROWS) > 3800
    assert len({(r["code"], r["name"]) for r in ROWS}) == len(ROWS)
    for row in ROWS:
        assert len(row["code"]) == 6
        assert row["code"].isdigit()
        assert not row["until"] or row["since"][:4] <= row["until"][:4]
        assert row["until"] or not row["successor"]


def test_every_successor_is_a_code_of_the_table_and_leads_to_one_in_force_or_ends() -> None:
    codes = {r["code"] for r in ROWS}
    for row in ROWS:
        assert set(filter(None, row["successor"].split(";"))) <= codes
        for region in regions_of_code(row["code"]):
            assert all(not later.until for later in successors_of(region))


@pytest.mark.parametrize(
    ("code", "day", "name"),
    [
        ("500112", "2021-04-21", "重庆市渝北区"),
        ("500112", "2025-12-31", "重庆市渝北区"),
        ("500112", "2026-03-01", None),
        ("500112", None, "重庆市渝北区"),
        ("500157", "2024-01-01", None),
        ("500157", "2026-03-01", "重庆市两江新区"),
        ("130502", "2015-01-01", "河北省邢台市桥东区"),
        ("130502", "2022-01-01", "河北省邢台市襄都区"),
        ("500000", None, "重庆市"),
        ("710000", None, "台湾省"),
        ("999999", None, None),
    ],
)
def test_a_code_means_what_it_meant_that_day(code: str, day: str | None, name: str | None) -> None:
    region = region_of_code(code, day)
    assert (region.full_name if region else None) == name


@pytest.mark.parametrize(
    ("code", "later"),
    [
        ("500112", ["重庆市两江新区"]),
        ("500105", ["重庆市两江新区"]),
        ("500224", ["重庆市铜梁区"]),
        ("500184", ["重庆市南川区"]),
        ("330104", ["浙江省杭州市上城区"]),
        ("110101", ["北京市东城区"]),
    ],
)
def test_what_became_of_a_region(code: str, later: list[str]) -> None:
    region = region_of_code(code)
    assert region is not None
    assert [r.full_name for r in successors_of(region)] == later


# -- check characters ---------------------------------------------------------


@given(st.integers(0, 99_999_999), st.integers(0, 7), st.sampled_from("0123456789"))
def test_one_wrong_character_of_an_organisation_code_is_seen(serial: int, at: int, other: str) -> None:
    code = organisation_code(serial)
    assert organisation_check(code)
    wrong = code[:at] + other + code[at + 1 :]
    assert organisation_check(wrong) == (wrong == code)


@given(st.integers(0, 999_999), st.integers(0, 99_999_999), st.integers(0, 17), st.sampled_from(ALPHABET))
def test_one_wrong_character_of_a_credit_code_is_seen(area: int, serial: int, at: int, other: str) -> None:
    code = credit_code(f"{area:06d}", serial)
    assert credit_check(code)
    wrong = code[:at] + other + code[at + 1 :]
    assert credit_check(wrong) == (wrong == code)


@given(st.text(max_size=40))
def test_any_text_may_be_an_index_number(text: str) -> None:
    index_number_owner(text)
    site_owner(text)


CREDIT = credit_code("500224", 934433)
ORGANISATION = organisation_code(79811247)


@pytest.mark.parametrize(
    ("number", "code", "valid", "region"),
    [
        (f"{CREDIT}/2022-00049", CREDIT, True, "500224"),
        (f"{CREDIT.lower()}/2022-00049", CREDIT, True, "500224"),
        (f"{ORGANISATION}/202310-00029", ORGANISATION, True, None),
        (f"{ORGANISATION[:8]}-{ORGANISATION[8]}/20230818-00003", ORGANISATION, True, None),
        (f"{ORGANISATION}-2019-00130", ORGANISATION, True, None),
        (CREDIT[:17] + ("0" if CREDIT[17] != "0" else "1") + "/2022-00049", None, False, "500224"),
        ("00000000000000000X/2021-00001", None, None, None),
        ("000014349/2018-00011", None, None, None),  # a template's stopgap, met at many sites
        ("000000000-2019-00010", None, None, None),
        ("20240913-222656-804", None, None, None),
        ("luozhuangqulz211/2018-0000035", None, None, None),
        ("3070211020000013000000/2020021600004647", None, None, None),
        ("-2019-00481", None, None, None),
        ("", None, None, None),
    ],
)
def test_the_owner_of_an_index_number(
    number: str, code: str | None, valid: bool | None, region: str | None
) -> None:
    owner = index_number_owner(number)
    if valid is None:
        assert owner is None or not owner.valid
        return
    assert owner is not None
    assert (owner.valid, owner.region_code) == (valid, region)
    assert code is None or owner.code == code


@pytest.mark.parametrize(
    ("code", "level", "region"),
    [
        ("1304000009", "local", "河北省邯郸市"),
        ("6200000001", "local", "甘肃省"),
        ("5109030018", "local", "四川省遂宁市船山区"),
        ("5001120003", "local", "重庆市渝北区"),
        ("BM29000002", "central", None),
        ("9999990001", "local", None),
    ],
)
def test_site_codes(code: str, level: str, region: str | None) -> None:
    owner = site_owner(code)
    assert owner is not None
    assert (owner.level, owner.region.full_name if owner.region else None) == (level, region)


@pytest.mark.parametrize("junk", ["28", "123456789012", "", "bm123", "１３０４００００００"])
def test_junk_is_no_site_code(junk: str) -> None:
    assert site_owner(junk) is None or site_owner(junk).region is None  # type: ignore[union-attr]


# -- what they confirm --------------------------------------------------------


def page(issuer: str, number: str, site: str = "") -> bytes:
    meta = f'<meta name="SiteIDCode" content="{site}">' if site else ""
    return f"""<html><head><meta charset="utf-8"><title>答复</title>{meta}</head><body>
    <table><tr><td>索引号</td><td>{number}</td><td>发布机构</td><td>{issuer}</td></tr></table>
    <div id="zoom"><p>关于市五届人大四次会议第0123号建议的答复函</p><p>林晓安代表：</p>
    <p>您提出的《关于改造老旧小区的建议》收悉，现答复如下：已列入计划。</p><p>{issuer}</p><p>2024年6月18日</p></div>
    </body></html>""".encode()


def test_codes_confirm_the_issuer_under_its_new_name() -> None:
    parsed = parse(page("重庆市铜梁区民政局", f"{CREDIT}/2022-00049", "5001510001"))
    assert parsed.record.issuer == "重庆市铜梁区民政局"
    raws = [e.raw for e in parsed.evidence if e.source == "derived"]
    assert f"social credit code {CREDIT}, check character right" in raws
    assert f"credit code {CREDIT}: 重庆市铜梁县 (500224)" in raws
    assert "site code 5001510001: 重庆市铜梁区 (500151)" in raws


@pytest.mark.parametrize(
    ("issuer", "site", "differs"),
    [
        ("重庆市民政局", "5001510001", False),
        ("重庆市铜梁区民政局", "5000000001", False),
        ("重庆市璧山区民政局", "5001510001", True),
        ("浙江省民政厅", "5000000001", True),
        ("云江市民政局", "5001510001", False),  # not in the standard: nothing to say
        ("鼓楼区民政局", "3501020001", False),  # one of five districts of that name
    ],
)
def test_another_region_is_a_doubt_and_changes_nothing(issuer: str, site: str, differs: bool) -> None:
    parsed = parse(page(issuer, "", site))
    assert parsed.record.issuer == issuer
    assert ("issuer_region_differs" in [p.code for p in parsed.problems]) == differs


def test_a_mistyped_index_number_is_a_doubt() -> None:
    wrong = CREDIT[:10] + ("1" if CREDIT[10] != "1" else "2") + CREDIT[11:]
    parsed = parse(page("云江市民政局", f"{wrong}/2022-00049"))
    assert parsed.record.index_number == f"{wrong}/2022-00049"
    assert "index_number_check" in [p.code for p in parsed.problems]
