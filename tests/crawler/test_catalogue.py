"""The built-in portals: every file in order, found by its name, and the page of coverage true to them."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest

from crawler.catalogue import MARK, id_of, portal_text, write
from crawler.commands.portals import LEVELS
from crawler.coverage import coverage_page
from crawler.portal import BUILT_IN, Level, choose_portals, load_portals, read_portal
from crawler.portal_check import faults_of_files
from crawler.portal_ids import portal_id
from crawler.provinces import BY_NAME
from tests.house_files import ROOT

HEADER = "host\tscheme\tname_zh\tlevel\tprovince\tadmin_code\tcms_family\tcolumn_url\tcolumn_kind\tevidence_url\tderivation\tnote"


def row(**given: str) -> dict[str, str]:
    base = dict.fromkeys(HEADER.split("\t"), "")
    host = given.get("host", "mzj.wuhan.gov.cn")
    return {
        **base,
        "host": host,
        "scheme": "https",
        "name_zh": "武汉市民政局",
        "level": "prefecture",
        "province": "湖北",
        "admin_code": "420100",
        "cms_family": "trs",
        "column_url": f"https://{host}/jytabl/",
        "column_kind": "both",
        "evidence_url": f"https://{host}/jytabl/202401/t20240105_1.html",
        "derivation": "sure",
        **given,
    }


def test_every_built_in_file_is_in_order() -> None:
    count, faults = faults_of_files([BUILT_IN])
    assert not faults
    assert count >= 330


def test_nothing_built_in_is_crawled_by_default_until_it_is_verified() -> None:
    portals = load_portals([BUILT_IN])
    assert choose_portals(portals, []) == [p for p in portals.values() if p.verified]


def test_the_page_of_coverage_is_true() -> None:
    shown = (ROOT / "docs" / "coverage.md").read_text("utf-8")
    assert shown.strip() == coverage_page(load_portals([BUILT_IN]).values()).strip(), (
        "run: dafu portals --built-in --coverage > docs/coverage.md"
    )


def test_levels_that_can_be_asked_for_are_those_of_portal_files() -> None:
    assert get_args(Level) == LEVELS


def test_one_portal_needs_one_file_only(tmp_path: Path) -> None:
    assert set(load_portals([BUILT_IN], ["cq-mzj"])) == {"cq-mzj"}
    # An id that is nowhere needs them all, for near names.
    assert len(load_portals([tmp_path, BUILT_IN], ["cq-mjz"])) > 300


def test_a_row_becomes_a_column_with_its_evidence(tmp_path: Path) -> None:
    path = tmp_path / "hb-wuhan-mzj.toml"
    path.write_text(portal_text(path.stem, [row()]), "utf-8")
    portal = read_portal(path)
    column = portal.columns[0]
    assert (portal.region, portal.region_code, portal.level) == ("武汉市", "420100", "prefecture")
    assert (portal.placed_in, portal.department, portal.state) == ("湖北", "武汉市民政局", "unverified")
    assert (column.family, column.derivation, column.kind) == ("trs", "sure", "both")
    assert column.evidence == "https://mzj.wuhan.gov.cn/jytabl/202401/t20240105_1.html"


def test_a_guess_is_no_column_and_a_column_of_everything_is_mixed(tmp_path: Path) -> None:
    path = tmp_path / "x.toml"
    path.write_text(portal_text("x1", [row(derivation="unknown")]), "utf-8")
    portal = read_portal(path)
    assert portal.state == "to discover"
    assert "a guess: https://mzj.wuhan.gov.cn/jytabl/" in (portal.note or "")
    path.write_text(portal_text("x1", [row(note="department directory: mixed content")]), "utf-8")
    column = read_portal(path).columns[0]
    assert (column.kind, column.title_pattern) == ("mixed", "建议|提案|议案")


def test_several_bodies_of_one_host_are_one_portal(tmp_path: Path) -> None:
    rows = [
        row(host="www.wuhan.gov.cn", column_url="https://www.wuhan.gov.cn/a/jytabl/"),
        row(host="www.wuhan.gov.cn", column_url="https://www.wuhan.gov.cn/b/jytabl/", name_zh="武汉市教育局"),
    ]
    path = tmp_path / "hb-wuhan.toml"
    path.write_text(portal_text(path.stem, rows), "utf-8")
    portal = read_portal(path)
    assert (portal.name, portal.department) == ("武汉市人民政府", None)
    assert [column.note for column in portal.columns] == ["武汉市民政局", "武汉市教育局"]


def test_files_made_by_hand_and_verified_ones_stay(tmp_path: Path) -> None:
    table = tmp_path / "table.tsv"
    line = "\t".join(row()[name] for name in HEADER.split("\t"))
    table.write_text(f"{HEADER}\n{line}\n", "utf-8")
    folder = tmp_path / "portals"
    assert write(table, folder) == (1, 0)
    made = folder / "hubei" / "hb-wuhan-mzj.toml"
    assert write(table, folder) == (1, 0)
    made.write_text(made.read_text("utf-8").replace(MARK, "# by hand"), "utf-8")
    assert write(table, folder) == (0, 1)
    made.write_text(
        portal_text("hb-wuhan-mzj", [row()]).replace("verified = false", "verified = true"), "utf-8"
    )
    assert write(table, folder) == (0, 1)


@pytest.mark.parametrize(
    ("host", "province", "expected"),
    [
        ("mzj.cq.gov.cn", "重庆", "cq-mzj"),
        ("hbj.wuhan.gov.cn", "湖北", "hb-wuhan-hbj"),
        ("www.hubei.gov.cn", "湖北", "hb-gov"),
        ("public.zhengzhou.gov.cn", "河南", "ha-zhengzhou-public"),
        ("mzj.cq.gov.cn", None, "cq-mzj"),
        ("127.0.0.1:8610", None, "host-127-0-0-1-8610"),
    ],
)
def test_ids_are_made_of_the_host(host: str, province: str | None, expected: str) -> None:
    assert portal_id(host, BY_NAME.get(province or "")) == expected


def test_a_bare_name_beside_its_www_has_an_id_of_its_own() -> None:
    rows = [row(host="hbdaye.gov.cn")]
    assert id_of("hbdaye.gov.cn", rows, {"www.hbdaye.gov.cn": 1}) == "hb-hbdaye-bare"
    assert id_of("www.hbdaye.gov.cn", rows, {"hbdaye.gov.cn": 1}) == "hb-hbdaye"


WRONG = """
id = "a1"
name = "云江市民政局"
site = "https://mzj.yunjiang.example/"
region = "重庆市"
region_code = "{code}"
{more}

[[columns]]
url = "{url}"
{column}
"""


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"code": "990100"}, "990100 is no code"),
        ({"code": "420100"}, "'重庆市' is not the place of code 420100"),
        ({"more": 'province = "湖北"'}, "湖北 is not where code 500000 lies"),
        ({"url": "https://www.other.example/a/"}, "not on the portal's own domain"),
        ({"column": 'family = "trz"'}, "unknown 'trz'"),
        ({"column": 'kind = "law"'}, "column 1.kind"),
        ({"more": 'province = "湖南省"'}, "unknown '湖南省'"),
        ({"more": '[politeness]\nextra_ca = "a.pem"'}, "there is no file"),
    ],
)
def test_check_names_every_mistake(tmp_path: Path, given: dict[str, str], words: str) -> None:
    base = {"code": "500000", "more": "", "url": "https://mzj.yunjiang.example/a/", "column": ""}
    (tmp_path / "a.toml").write_text(WRONG.format(**{**base, **given}), "utf-8")
    count, faults = faults_of_files([tmp_path])
    assert count == 1
    assert len(faults) == 1
    assert words in faults[0]
    assert str(tmp_path / "a.toml") in faults[0]
