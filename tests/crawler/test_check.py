"""Checks: what works, what does not, what blocks, told in every form and kept; verified only where all works."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from crawler.check_report import page, summary
from crawler.checking import ColumnCheck, DocumentCheck, listed, may_verify, sample, unanswered
from crawler.demo import faults
from crawler.demo.sample_portals import SamplePortals
from crawler.errors import DafuError
from crawler.outcome import Outcome
from crawler.portal import Column, Portal, read_portal
from crawler.verified_mark import mark_verified
from parsers.types import Entry, ListPage
from tests.crawler.running import dafu, rows

URL = "https://mzj.yunjiang.example/jytabl/"
PORTAL = Portal(
    id="yunjiang", name="云江市民政局", site="https://mzj.yunjiang.example/", columns=(Column(url=URL),)
)
GOOD = DocumentCheck(URL + "1.html", title=True, date=True, body=True, number=True)


def found(*documents: DocumentCheck, family: str | None = "trs", declared: str | None = None) -> ColumnCheck:
    column = Column(url=URL, family=declared)
    page = ListPage("trs", (Entry(URL + "1.html", "关于市六届人大三次会议第1号建议的答复"),), 1, None)
    return listed(PORTAL, column, page, family, documents)


def test_a_check_of_all_says_what_works_and_what_is_in_the_way(tmp_path: Path) -> None:
    with SamplePortals() as sites:
        files = tmp_path / "files"
        sites.write_declarations(files)
        sites.sites["yunjiang-mzj"].faults.add(faults.challenge(), "/zwgk_218/*")
        sites.sites["yunjiang-wsjkw"].faults.add(faults.error(404), "/zwgk_242/*")
        sites.sites["shuoxi-mzj"].faults.add(faults.empty_list(), "*/qtxx/")
        sites.sites["hailan-qu"].faults.add(faults.error(500), "/art/*")
        report = tmp_path / "reports" / "check.html"
        given = ("--all", "--portal-files", str(files), "--json", "--html", str(report), "--write")
        ended = dafu(tmp_path, "check", *given, now="2025-11-03T15:00:00Z")
        assert ended.status == 1, ended.err
        assert all(len(site.log) <= 11 for site in sites.sites.values())
    told = {(line["portal"], line["word"]): line for line in map(json.loads, ended.out.splitlines())}
    assert set(told) == {
        ("linlan-qu", "works"),
        ("yunjiang-mzj", "blocked"),
        ("yunjiang-wsjkw", "gone"),
        ("shuoxi-mzj", "no list"),
        ("hailan-qu", "list only"),
    }
    assert "加速乐" in told["yunjiang-mzj", "blocked"]["product"]
    assert told["linlan-qu", "works"]["family"] == "trs"
    kept = rows(
        tmp_path, "select portal, word, at, sampled, with_body, product from column_check order by id"
    )
    assert len(kept) == 6
    assert {row["at"] for row in kept} == {"2025-11-03T15:00:00Z"}
    host = rows(tmp_path, "select not_before, not_before_reason from host where not_before is not null")
    assert len(host) >= 1  # the blocked host is left alone
    assert rows(tmp_path, "select count(*) as n from document")[0]["n"] == 0
    assert "<td>blocked<br><small>加速乐" in report.read_text("utf-8")
    assert {path.stem for path in files.glob("*.toml") if read_portal(path).verified} == {"linlan-qu"}
    assert read_portal(files / "linlan-qu.toml").verified_on == date(2025, 11, 3)


@pytest.mark.parametrize("words", [(), ("--all", "yunjiang")])
def test_something_to_check_is_named(tmp_path: Path, words: tuple[str, ...]) -> None:
    ended = dafu(tmp_path, "check", *words)
    assert ended.status == 2
    assert "--all" in ended.err


def test_documents_decide_the_word() -> None:
    bare = DocumentCheck(URL + "2.html", title=True, problem="no date, body")
    nothing = DocumentCheck(URL + "3.html", problem="HTTP 500")
    assert found(GOOD, GOOD, GOOD).word == "works"
    assert found(GOOD, bare).word == "partly"
    assert found(nothing, nothing).word == "list only"
    assert found().word == "list only"
    assert "declared as vsb, recognised as trs" in found(GOOD, declared="vsb").detail


@pytest.mark.parametrize(
    ("outcome", "word"),
    [(Outcome.BLOCKED, "blocked"), (Outcome.REFUSED, "refused"), (Outcome.ROBOTS, "forbidden"), (Outcome.GONE, "gone"),
     (Outcome.NETWORK, "no answer"), (Outcome.DEFERRED, "not asked"), (Outcome.SERVER_ERROR, "failing")],
)  # fmt: skip
def test_no_list_has_a_word_for_every_reason(outcome: Outcome, word: str) -> None:
    assert unanswered(PORTAL, PORTAL.columns[0], outcome, "because", None).word == word


def test_replies_are_sampled_first_and_only_near_ones() -> None:
    other = Entry("https://www.elsewhere.example/1.html", "关于市六届人大三次会议第9号建议的答复")
    news = Entry(URL + "9.html", "市民政局召开会议")
    replies = [Entry(f"{URL}{n}.html", f"关于市六届人大三次会议第{n}号建议的答复") for n in range(5)]
    assert sample(PORTAL, ListPage("trs", (other, news, *replies), 1, None)) == replies[:3]
    assert sample(PORTAL, ListPage("trs", (other, news), 1, None)) == [news]


def test_only_a_portal_that_works_in_every_column_may_be_verified() -> None:
    assert may_verify(PORTAL, [found(GOOD)])
    assert not may_verify(PORTAL, [found(GOOD, DocumentCheck(URL))])
    assert not may_verify(PORTAL, [])


FILE = """# kept
id = "yunjiang"   # kept too
name = "云江市民政局"
site = "https://mzj.yunjiang.example/"
{middle}note = "verified = maybe"

[[columns]]
url = "https://mzj.yunjiang.example/jytabl/"  # and this
"""


@pytest.mark.parametrize(
    "middle",
    ["verified = false\n", "verified=false # not yet\n", "", "verified_on = 2020-01-01\nverified = true\n"],
)
def test_the_mark_changes_two_keys_and_nothing_else(tmp_path: Path, middle: str) -> None:
    path = tmp_path / "yunjiang.toml"
    path.write_text(FILE.format(middle=middle), "utf-8")
    mark_verified(read_portal(path), date(2025, 11, 3))
    assert path.read_text("utf-8") == FILE.format(middle="verified = true\nverified_on = 2025-11-03\n")
    assert [file.name for file in tmp_path.iterdir()] == ["yunjiang.toml"]


def test_a_file_written_in_a_way_of_its_own_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "yunjiang.toml"
    text = FILE.format(middle='department = """\nverified = x\n"""\n')
    path.write_text(text, "utf-8")
    with pytest.raises(DafuError, match="by hand"):
        mark_verified(read_portal(path), date(2025, 11, 3))
    assert path.read_text("utf-8") == text


def test_the_report_escapes_what_sites_say() -> None:
    check = ColumnCheck("yunjiang", URL, "<script>", "blocked", "<b>", "加速乐 (Jiasule, Knownsec)")
    shown = page([check], {"yunjiang": "<i>"}, "2025-11-03", 1)
    assert "<script>" not in shown
    assert "&lt;script&gt;" in shown
    assert summary([check, check, found(GOOD)]) == [
        ("blocked by 加速乐 (Jiasule, Knownsec)", 2),
        ("works", 1),
    ]
