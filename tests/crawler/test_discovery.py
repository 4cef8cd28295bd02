"""Discovery: every local site from its front page, two odd ones among them; few requests; a file ready to crawl."""

from __future__ import annotations

import tomllib
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest

from crawler.demo.exchange import Request
from crawler.demo.server import Answering
from crawler.demo.sites import SITES
from crawler.discovery import LIMIT, Explorer, FoundColumn, Seen
from crawler.link_scores import is_document, score
from crawler.portal import Portal, read_portal
from crawler.portal_draft import draft, place_of
from parsers.families import read_list, recognise
from parsers.links import PageLink, read_links
from parsers.matter_words import assembly_of, names_column
from tests.crawler.odd_sites import NumberSite, SessionSite, serve
from tests.crawler.running import crawl, dafu, rows
from tests.portal_site.running import ALL
from tests.portal_site.site import FamilySite

BASE = "http://127.0.0.1:8699"


def look_at(site: Answering, start: str = "/", limit: int = LIMIT) -> tuple[Explorer, int]:
    """Discovery without a network: pages come straight from the site."""
    explorer, sent = Explorer(BASE + start, limit), 0
    while sent < limit and (lead := explorer.next()) is not None:
        sent += 1
        wanted = lead.request
        url = wanted.url if wanted else lead.url
        parts = urlsplit(url)
        form = dict(wanted.form) if wanted else {}
        method = wanted.method if wanted else "GET"
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        body = (wanted.json or "") if wanted else ""
        answer = site.answer(Request(method, parts.path, BASE, query, form, body))
        if answer.status != 200:
            explorer.failed(lead, f"HTTP {answer.status}")
            continue
        kind, family = answer.content_type, wanted.family if wanted else None
        page = read_list(answer.body, url=url, content_type=kind, request=wanted, family=family)
        links = read_links(answer.body, url=url, content_type=kind)
        explorer.looked(lead, Seen(url, links, page, recognise(answer.body, url=url, content_type=kind)))
    return explorer, sent


def kinds(columns: list[FoundColumn]) -> dict[str, str]:
    return {column.url.removeprefix(BASE): column.kind for column in columns}


@pytest.mark.parametrize("site", SITES, ids=lambda site: site.id)
def test_every_sample_portal_from_its_front_page(site: type[Answering]) -> None:
    running = site()
    explorer, sent = look_at(running)
    found = explorer.settle()
    assert kinds(found) == {column.path: column.kind for column in running.columns}  # type: ignore[attr-defined]
    assert sent <= 12
    assert explorer.site_name == running.name  # type: ignore[attr-defined]
    assert all(column.family in ("trs", "hanweb") for column in found)
    assert all(column.sample.replies >= 10 for column in found)


@pytest.mark.parametrize("kind", ALL, ids=lambda kind: kind.id)
def test_every_family_from_its_front_page(kind: type[FamilySite]) -> None:
    explorer, sent = look_at(kind())
    (found,) = explorer.settle()
    assert found.url == BASE + kind.column
    assert found.kind == "npc"
    assert (found.family or "generic") == kind.family
    assert found.sample.replies >= 15
    assert sent <= 8


def test_columns_of_sessions_behind_a_refresh_and_a_tree_in_a_script() -> None:
    explorer, sent = look_at(SessionSite())
    assert kinds(explorer.settle()) == dict(SessionSite.columns)
    assert sent <= 20
    assert not list(explorer.left())


def test_numbered_folders_frames_years_and_letters_under_other_things() -> None:
    explorer, sent = look_at(NumberSite())
    found = kinds(explorer.settle())
    # The list stands in a frame of its column: either address will do.
    found = {path.replace("/12066/list.html", "/12066/"): kind for path, kind in found.items()}
    assert found == {
        path.replace("/12066/list.html", "/12066/"): kind for path, kind in NumberSite.columns.items()
    }
    assert sent <= 25


@pytest.mark.parametrize(
    "start", ["/12010/12020/12067/", "/12010/12020/12066/content_20260003.html", "/12010/menu.html"]
)
def test_from_a_column_a_letter_or_a_menu(start: str) -> None:
    explorer, _ = look_at(NumberSite(), start)
    assert "/12010/12020/12067/" in kinds(explorer.settle())


def test_what_was_not_looked_at_is_told() -> None:
    explorer, _ = look_at(SessionSite(), limit=8)
    explorer.stopped = "the 8 requests are used up"
    text = draft(explorer, id_="lanbei", known=None, day="2025-11-03", sent=8, delay=None)
    assert "# It ended early: the 8 requests are used up." in text
    assert "# Not looked at: http" in text


def test_the_file_is_valid_whatever_a_site_is_called() -> None:
    explorer, _ = look_at(NumberSite())
    explorer.site_name = 'a"b\\c\x7f\u2028\n]]\nid = "x"'
    explorer.site_code = "5001120001"
    text = draft(explorer, id_=None, known=None, day="2025-11-03", sent=9, delay=0)
    portal = Portal.model_validate(tomllib.loads(text))
    assert portal.region_code == "500112"
    assert portal.region == "重庆市渝北区"
    assert portal.level == "district"
    assert not portal.verified


@pytest.mark.parametrize(
    ("code", "level"),
    [("bm14000002", "national"), ("3600000010", "province"), ("5000000001", "municipality"), ("4201000043", "prefecture"),
     ("5301270001", "county"), ("9901000007", None), ("28", None), (None, None)],
)  # fmt: skip
def test_the_place_of_a_site_code(code: str | None, level: str | None) -> None:
    place = place_of(code)
    assert place.level == level
    assert (place.doubt is not None) == (level is None)


def test_a_crawl_of_what_was_discovered(tmp_path: Path) -> None:
    server = serve(SessionSite())
    server.up()
    try:
        home, file = tmp_path / "home", tmp_path / "files" / "lanbei.toml"
        given = ("discover", f"{server.base}/", "--delay", "0", "--id", "lanbei-sft", "--output", str(file))
        ended = dafu(home, *given)
        assert ended.status == 0, ended.err
        asked = server.log.paths(robots=True)
        assert asked[0] == "/robots.txt"
        assert not [path for path in asked if path.startswith(("/sft/old/", "/sft/search/"))]
        assert len(asked) <= 20
        assert "Looked at, not declared" in file.read_text("utf-8")
        assert len(rows(home, "select * from fetch where kind = 'discover' and warc_file is not null")) >= 9
        again = dafu(home, *given)
        assert again.status == 2
        assert "--force" in again.err
        assert len(server.log.paths(robots=True)) == len(asked)
        assert len(read_portal(file).columns) == 4
        crawled = crawl(home, file.parent, "--lists-only")
        assert crawled.status == 0, crawled.err
        assert rows(home, "select count(*) as n from listing")[0]["n"] == 4 * 14
    finally:
        server.down()


def test_a_blocked_site_is_left_alone_and_told(tmp_path: Path) -> None:
    from crawler.demo import faults

    server = serve(NumberSite())
    server.faults.add(faults.challenge(), "/")
    server.up()
    try:
        ended = dafu(tmp_path, "discover", f"{server.base}/", "--delay", "0")
        assert ended.status == 1
        assert "jiasule" in ended.out
        assert "# No column was found." in ended.out
        assert server.log.paths() == ["/"]
    finally:
        server.down()


def test_what_is_no_address_is_said(tmp_path: Path) -> None:
    ended = dafu(tmp_path, "discover", "cq-mjz")
    assert ended.status == 2
    assert "neither an address nor a declared portal" in ended.err


@pytest.mark.parametrize(
    ("text", "url", "worth"),
    [
        ("建议提案办理", "/zwgk/abc/", True),
        ("公开", "/zfxxgk/fdzdgknr/jytabl_1/", True),
        ("政务公开", "/zwgk/", True),
        ("关于市人大六届三次会议第12号建议的答复", "/jytabl/x.html", False),
        ("建议提案办理", "/jytabl/202401/t20240101_1.html", False),
        ("登录", "/login", False),
        ("附件", "/a.pdf", False),
    ],
)
def test_links_by_words_and_addresses(text: str, url: str, worth: bool) -> None:
    found = score(PageLink(BASE + url, text, "anchor"), BASE + "/", topic=False)
    assert (found is not None) == worth


@pytest.mark.parametrize(
    ("name", "column", "side"),
    [
        ("人大代表建议办理", True, "npc"),
        ("政协提案", True, "cppcc"),
        ("建议提案办理结果公开", True, None),
        ("意见建议征集", False, None),
        ("人大之窗", False, "npc"),
        ("召开建议提案办理工作推进会", False, None),
    ],
)
def test_names_of_columns(name: str, column: bool, side: str | None) -> None:
    assert names_column(name) == column
    assert assembly_of(name) == side


def test_links_in_scripts_maps_frames_and_clicks() -> None:
    page = """<html><head><meta http-equiv=refresh content="3;url='next.html'"></head><body>
      <map><area href=/area/ alt=地图></map><iframe src="menu.html"></iframe><a href="javascript:void(0)">x</a>
      <li onclick="window.open('/click/')">点击</li><a href="/img/"><img alt=图片></a><a href="http://[bad">y</a>
      <script>var t=[{id:1,name:"树",url:"/tree/"},{name:"外",url:"javascript:;"}]</script></body></html>"""
    links = read_links(page.encode(), url=f"{BASE}/a/").links
    assert {(link.url.removeprefix(BASE), link.text, link.place) for link in links} == {
        ("/a/next.html", "", "refresh"),
        ("/area/", "地图", "area"),
        ("/a/menu.html", "", "frame"),
        ("/click/", "点击", "anchor"),
        ("/img/", "图片", "anchor"),
        ("/tree/", "树", "script"),
    }


@pytest.mark.parametrize(
    "data", [b"", b"\xff\xfe\x00", b"%PDF-1.4", b"<a href=" + b"x" * 100_000, b"<a href=//[>"]
)
def test_any_bytes_have_links_or_none(data: bytes) -> None:
    assert isinstance(read_links(data, url=BASE).links, tuple)


def test_documents_are_no_columns() -> None:
    assert is_document(BASE + "/jytabl/202401/t20240101_12345.html")
    assert is_document(BASE + "/art/2024/1/5/art_12_34567.html")
    assert not is_document(BASE + "/col/col1229510001/index.html")
    assert not is_document(BASE + "/columns/0ab1c2d3-1111-2222-3333-444455556666/index.html")
