"""The sample portals over real HTTP: structure, truth, life, faults."""

from __future__ import annotations

import http.client
import io
import re
import socket
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin, urlsplit
from xml.etree import ElementTree

import pypdfium2
import pytest
from docx import Document
from parsel import Selector

from crawler.demo import faults
from crawler.demo.life import LAST_STEP
from crawler.demo.organisation_codes import credit_code, organisation_code
from crawler.demo.portals import FOLDER
from crawler.demo.sample_portals import RunningSite, SamplePortals
from crawler.demo.server import PortBusyError
from crawler.portal import read_portal
from parsers.types import RECORD_FIELDS

SITES = ("yunjiang-mzj", "linlan-qu", "shuoxi-mzj", "yunjiang-wsjkw", "hailan-qu")
HAIYUN = SITES[:4]


@dataclass(frozen=True)
class Got:
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    def text(self) -> str:
        try:
            return self.body.decode("utf-8")
        except UnicodeDecodeError:
            return self.body.decode("gb18030")


def ask(url: str, method: str = "GET", body: str | None = None, **headers: str) -> Got:
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=10)
    try:
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        connection.request(method, target, body, {k.replace("_", "-"): v for k, v in headers.items()})
        answer = connection.getresponse()
        return Got(answer.status, answer.headers, answer.read())
    finally:
        connection.close()


@pytest.fixture(scope="module")
def portals() -> Iterator[SamplePortals]:
    with SamplePortals() as running:
        yield running


@pytest.fixture
def fresh() -> Iterator[SamplePortals]:
    with SamplePortals(only=("yunjiang-mzj", "hailan-qu")) as running:
        yield running


def haiyun_rows(url: str) -> list[tuple[str, str]]:
    """(address, title) of every row, page after page by the number in createPage."""
    out: list[tuple[str, str]] = []
    first = ask(url).text()
    call = re.search(r'createPage(?:HTML)?\((\d+), 0, "index", "html"\)', first)
    assert call
    for number in range(int(call.group(1))):
        page = url if number == 0 else urljoin(url, f"index_{number}.html")
        text = ask(page).text()
        assert f'({call.group(1)}, {number}, "index", "html")' in text
        anchors = Selector(text).xpath(
            "//li/a[contains(@href, './20') and (contains(@href,'/t20') or contains(@href,'/P0'))]"
        )
        out += [(urljoin(page, a.attrib["href"]), a.attrib["title"]) for a in anchors]
    return out


def hanweb_rows(site: RunningSite, query: str) -> list[str]:
    proxy = f"{site.base}/module/web/jpage/dataproxy.jsp?{query}"
    tree = ElementTree.fromstring(ask(proxy).body)
    return [site.base + record_link(record) for record in tree.iter("record")]


def record_link(record: ElementTree.Element) -> str:
    return Selector(record.text or "").css("a::attr(href)").get("")


def shown(got: Got) -> str:
    """All text of a page without white space."""
    return "".join("".join(Selector(got.text()).xpath("//body//text()").getall()).split())


# ---- lists -------------------------------------------------------------------


@pytest.mark.parametrize("name", HAIYUN)
def test_haiyun_lists_page_through_to_every_row(portals: SamplePortals, name: str) -> None:
    site = portals.sites[name]
    for number, url in enumerate(site.column_urls()):
        listed = haiyun_rows(url)
        assert listed == [(row.url, row.title) for row in site.rows(number)]
        assert ask(url + "index.html").status == 200
        assert ask(url + "index_99.html").status == 404


@pytest.mark.parametrize("name", SITES)
def test_every_site_has_enough_letters_on_enough_pages(portals: SamplePortals, name: str) -> None:
    site = portals.sites[name]
    rows = site.rows()
    assert sum(row.letter.is_reply for row in rows) >= 40
    assert len(rows) > 2 * site.site.columns[0].per_page
    assert sum(not row.letter.is_reply for row in rows) >= 4
    dates = [row.date for row in rows]
    assert dates == sorted(dates, reverse=True)


def test_hanweb_embeds_the_first_rows_and_gives_the_rest_by_get_and_post(portals: SamplePortals) -> None:
    site = portals.sites["hailan-qu"]
    expected = [row.url for row in site.rows()]
    page = ask(site.column_urls()[0]).text()
    store = re.search(r'<script type="text/xml">(<datastore>.*?</datastore>)</script>', page, re.DOTALL)
    assert store
    records = ElementTree.fromstring(store.group(1)).iter("record")
    assert [site.base + record_link(record) for record in records] == expected[:20]
    assert f"totalRecord:{len(expected)}" in page

    column = "col=1&appid=1&webid=3702&path=/&columnid=1229510001&unitid=7046321&permissiontype=0"
    assert hanweb_rows(site, f"{column}&page=2&perpage=20") == expected[20:40]
    assert hanweb_rows(site, f"{column}&startrecord=41&endrecord=60&perpage=20") == expected[40:60]
    assert hanweb_rows(site, "columnid=1&unitid=7046321&page=1") == []
    proxy = f"{site.base}/module/web/jpage/dataproxy.jsp?startrecord=21&endrecord=40&perpage=20"
    posted = ask(proxy, "POST", column, Content_Type="application/x-www-form-urlencoded")
    assert posted.body.count(b"<record>") == 20
    assert re.search(r"<b readlabel=\"\d{4}-\d\d-\d\d\">\n", posted.text())
    assert re.fullmatch(r"/art/\d{4}/[1-9]\d?/[1-9]\d?/art_1229510001_\d+\.html", urlsplit(expected[0]).path)


def test_the_mixed_column_is_told_apart_by_form_and_title_alone(portals: SamplePortals) -> None:
    rows = portals.sites["shuoxi-mzj"].rows()
    replies = [row for row in rows if row.letter.is_reply]
    assert len(rows) - len(replies) >= 20
    assert {row.letter.meta["form"] for row in replies} == {"人大建议办理"}
    assert all("建议" in row.title for row in replies)
    page = ask(replies[0].url).text()
    assert "索引号" not in page  # values without labels
    assert replies[0].letter.meta["index_number"] in page


@pytest.mark.parametrize("name", SITES)
def test_the_home_page_leads_to_the_columns(portals: SamplePortals, name: str) -> None:
    site = portals.sites[name]
    home = ask(site.base + "/")
    links = Selector(home.text()).css("a::attr(href)").getall()
    assert {urlsplit(url).path for url in site.column_urls()} <= set(links)
    robots = ask(site.base + "/robots.txt")
    assert robots.status == (404 if name == "linlan-qu" else 200)


# ---- letters -----------------------------------------------------------------


@pytest.mark.parametrize("name", SITES)
def test_every_document_answers_and_prints_its_own_text(portals: SamplePortals, name: str) -> None:
    site = portals.sites[name]
    letters = {row.url: row.letter for n in range(len(site.column_urls())) for row in site.rows(n)}
    assert set(site.truth()) == set(letters)
    for url, letter in letters.items():
        got = ask(url)
        assert got.status == 200, url
        if letter.form != "page":
            continue
        text = shown(got)
        for line in letter.lines:
            if line.role != "row":
                assert "".join(line.text.split()) in text, (url, line)


@pytest.mark.parametrize("name", SITES)
def test_truth_uses_the_records_own_field_names(portals: SamplePortals, name: str) -> None:
    site = portals.sites[name]
    for truth in (*site.truth().values(), *site.file_truth().values()):
        assert set(truth) <= set(RECORD_FIELDS)
    for row in site.rows():
        if row.letter.is_reply and row.letter.form == "page":
            truth = site.truth()[row.url]
            assert 300 <= len(truth["text"]) <= 1500
            assert truth["document_number"]
            assert truth["date_signed"]
            assert truth["addressees"]


def test_letters_differ_and_show_the_known_traps(portals: SamplePortals) -> None:
    truths = [t for s in portals.sites.values() for t in s.truth().values() if t.get("genre") == "reply"]
    texts = [t["text"] for t in truths]
    assert len(set(texts)) == len(texts) > 230
    assert any(len(t["addressees"]) > 1 for t in truths)
    assert any(a.get("group_size") for t in truths for a in t["addressees"])
    assert any(a["role"] == "organisation" for t in truths for a in t["addressees"])
    assert any(c["document_number"] for t in truths for c in t["citations"])
    assert {t["outcome_mark"] for t in truths} == {None, "A", "B", "C"}
    assert any(t["assembly_place"] == "云江市" and t["issuer"].startswith("云江市临澜区") for t in truths)
    genres = {t.get("genre") for s in portals.sites.values() for t in s.truth().values()}
    assert {"summary", "notice", "news", "list", "co_opinion"} <= genres


def test_word_pastes_hold_one_character_a_span(portals: SamplePortals) -> None:
    site = portals.sites["yunjiang-mzj"]
    pages = [ask(row.url).text() for row in site.rows()[:12]]
    spans = [Selector(page).xpath("//div[contains(@class,'TRS_UEDITOR')]//span") for page in pages]
    assert any(
        all(len("".join(s.xpath(".//text()").getall())) <= 1 for s in group) for group in spans if group
    )


def test_haiyun_attachments_stand_only_in_a_script_string(portals: SamplePortals) -> None:
    site = portals.sites["yunjiang-mzj"]
    with_files = {url: t for url, t in site.truth().items() if t["attachments"]}
    assert len(with_files) == 3
    for url, truth in with_files.items():
        page = ask(url).text()
        script = re.search(r"var hasFJ='(.*?)';", page)
        assert script
        assert not Selector(page).xpath("//a[contains(@href,'/P0')]")
        for file in truth["attachments"]:
            assert f'">{file["name"]}</a>' in script.group(1)
            assert ask(file["url"]).status == 200
    assert page.count('document.write(\'<span class="tit">来源：') == 1
    assert 'name="ContentSource"' not in page


def test_the_pdf_letter_is_a_file_in_the_list(portals: SamplePortals) -> None:
    site = portals.sites["linlan-qu"]
    row = next(row for row in site.rows() if row.letter.form == "pdf")
    got = ask(row.url)
    assert got.headers["Content-Type"] == "application/pdf"
    document = pypdfium2.PdfDocument(got.body)
    text = "".join(page.get_textpage().get_text_range() for page in document)
    truth = site.file_truth()[row.url]
    flat = "".join(text.split())
    assert "".join(truth["text"].split()) in flat
    assert truth["document_number"] in flat
    assert truth["issuer"] in flat


def test_the_docx_letter_stands_behind_a_page_without_text(portals: SamplePortals) -> None:
    site = portals.sites["yunjiang-mzj"]
    row = next(row for row in site.rows() if row.letter.form == "docx-attachment")
    [file] = site.truth()[row.url]["attachments"]
    document = Document(io.BytesIO(ask(file["url"]).body))
    text = "\n".join(p.text for p in document.paragraphs)
    truth = site.file_truth()[file["url"]]
    assert truth["text"] in text
    assert truth["text"][:20] not in ask(row.url).text()


def test_the_commission_sends_gbk_and_calls_it_gb2312(portals: SamplePortals) -> None:
    site = portals.sites["yunjiang-wsjkw"]
    bodies = [ask(url) for url in (*site.column_urls(), *(row.url for row in site.rows()))]
    for got in bodies:
        assert got.headers["Content-Type"] == "text/html"
        assert b"charset=gb2312" in got.body
        assert got.body.decode("gbk")
        with pytest.raises(UnicodeDecodeError):
            got.body.decode("utf-8")


def test_index_numbers_carry_right_check_characters() -> None:
    # 00002615-6 by hand: 2*5 + 6*8 + 1*4 + 5*2 = 72, 11 - 72 % 11 = 5
    assert organisation_code(2615) == "000026155"
    code = credit_code("990100", 28564000)
    alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    assert len(code) == 18
    weighted = sum(alphabet.index(c) * pow(3, i, 31) for i, c in enumerate(code[:17]))
    assert (weighted + alphabet.index(code[17])) % 31 == 0


# ---- validators --------------------------------------------------------------


def test_etag_and_last_modified_answer_304(portals: SamplePortals) -> None:
    site = portals.sites["yunjiang-mzj"]
    for url in (site.column_urls()[0], site.rows()[5].url):
        first = ask(url)
        assert ask(url, If_None_Match=first.headers["ETag"]).status == 304
        assert ask(url, If_Modified_Since=first.headers["Last-Modified"]).status == 304
        assert ask(url, If_None_Match='"other"').status == 200
        assert ask(url).body == first.body
    assert site.log.entries()[-1].conditional is False
    assert ask(portals.sites["linlan-qu"].rows()[0].url).headers["ETag"] is None
    assert ask(portals.sites["shuoxi-mzj"].rows()[0].url).headers["Last-Modified"] is None


def test_one_site_moves_its_bytes_at_every_request(portals: SamplePortals) -> None:
    url = portals.sites["yunjiang-wsjkw"].rows()[0].url
    first, second = ask(url), ask(url)
    assert first.body != second.body
    assert first.headers["ETag"] is None
    without = re.compile(r"页面生成时间 [\d :-]+|浏览次数：\d+|您是第\d+位")
    assert without.sub("", first.text()) == without.sub("", second.text())


def test_head_sends_no_body(portals: SamplePortals) -> None:
    got = ask(portals.sites["hailan-qu"].rows()[0].url, "HEAD")
    assert got.status == 200
    assert got.body == b""
    assert int(got.headers["Content-Length"]) > 1000


# ---- life --------------------------------------------------------------------


@pytest.mark.parametrize("name", ["yunjiang-mzj", "hailan-qu"])
def test_the_life_of_a_column(fresh: SamplePortals, name: str) -> None:
    site = fresh.sites[name]
    urls: list[list[str]] = [[row.url for row in site.rows()]]
    rows = [site.rows()]
    truths = [site.truth()]
    for step in range(1, LAST_STEP + 2):
        assert fresh.advance() == step
        rows.append(site.rows())
        urls.append([row.url for row in rows[-1]])
        truths.append(site.truth())

    new = set(urls[1]) - set(urls[0])
    [gone] = set(urls[0]) - set(urls[1])
    assert len(new) == 3
    assert [row.pinned for row in rows[1]].count(True) == 1
    assert rows[1][0].pinned
    assert urls[0].index(urls[1][0]) >= site.site.columns[0].per_page
    before, after = {r.url: r for r in rows[0]}, {r.url: r for r in rows[1]}
    [revised] = [u for u in set(urls[0]) & set(urls[1]) if before[u].title != after[u].title]
    assert before[revised].date < after[revised].date
    assert truths[0][revised]["text"] != truths[1][revised]["text"]
    assert truths[0][revised]["matter_numbers"] == truths[1][revised]["matter_numbers"]

    assert rows[2] == rows[1]

    [backdated] = set(urls[3]) - set(urls[2]) - {gone}
    assert gone in urls[3]
    assert urls[3].index(backdated) > 2 * site.site.columns[0].per_page

    assert len(set(urls[4]) - set(urls[3])) == 2
    quiet = [u for u in set(urls[3]) & set(urls[4]) if truths[3][u].get("text") != truths[4][u].get("text")]
    assert len(quiet) == 1
    old_row, new_row = ({r.url: r for r in rows[n]}[quiet[0]] for n in (3, 4))
    assert (old_row.title, old_row.date) == (new_row.title, new_row.date)

    [unlisted] = set(urls[4]) - set(urls[5])
    assert not any(row.pinned for row in rows[5])
    assert ask(unlisted).status == 200

    [moved_from], [moved_to] = set(urls[5]) - set(urls[6]), set(urls[6]) - set(urls[5])
    redirect = ask(moved_from)
    assert (redirect.status, redirect.headers["Location"]) == (301, moved_to)
    assert rows[7] == rows[6]


def test_withdrawn_pages_answer_404_and_come_back(fresh: SamplePortals) -> None:
    site = fresh.sites["yunjiang-mzj"]
    fresh.advance()
    [gone] = site.withdrawn()
    assert ask(gone).status == 404
    fresh.advance(2)
    assert site.withdrawn() == ()
    assert ask(gone).status == 200


def test_a_silent_revision_shows_in_the_validators(fresh: SamplePortals) -> None:
    site = fresh.sites["yunjiang-mzj"]
    fresh.advance(3)
    before = {row.url: ask(row.url).headers["ETag"] for row in site.rows()}
    fresh.advance()
    changed = [url for url, tag in before.items() if ask(url, If_None_Match=tag).status != 304]
    assert len(changed) == 1


def test_two_runs_give_the_same_bytes(fresh: SamplePortals) -> None:
    with SamplePortals(step=4, only=("yunjiang-mzj",)) as other:
        fresh.advance(4)
        one, two = fresh.sites["yunjiang-mzj"], other.sites["yunjiang-mzj"]
        assert [r.title for r in one.rows()] == [r.title for r in two.rows()]
        for mine, theirs in zip(one.rows(), two.rows(), strict=True):
            assert ask(mine.url).body == ask(theirs.url).body


# ---- faults ------------------------------------------------------------------


def test_a_host_that_is_down_refuses_and_comes_back_at_its_port(fresh: SamplePortals) -> None:
    site = fresh.sites["yunjiang-mzj"]
    site.down()
    with pytest.raises(ConnectionRefusedError):
        ask(site.base + "/")
    site.up()
    assert ask(site.base + "/").status == 200


def test_error_statuses(fresh: SamplePortals) -> None:
    site = fresh.sites["yunjiang-mzj"]
    site.faults.add(faults.error(500), "*/index_1.html", times=1)
    url = site.column_urls()[0] + "index_1.html"
    assert [ask(url).status, ask(url).status] == [500, 200]
    site.faults.add(faults.unavailable(retry_after=30))
    got = ask(url)
    assert (got.status, got.headers["Retry-After"]) == (503, "30")
    site.faults.clear()
    site.faults.add(faults.challenge())
    got = ask(url)
    assert got.status == 521
    assert "__jsluid" in got.headers["Set-Cookie"]
    assert len(got.body) < 1024
    assert got.body.startswith(b"<script>document.cookie")


def test_wrong_answers_with_status_200(fresh: SamplePortals) -> None:
    site, hanweb = fresh.sites["yunjiang-mzj"], fresh.sites["hailan-qu"]
    for portal in (site, hanweb):
        portal.faults.add(faults.empty_list(), "*rddbjy/")
        portal.faults.add(faults.empty_list(), "/col/*")
        page = ask(portal.column_urls()[0])
        assert page.status == 200
        assert "./20" not in page.text()
        assert "/art/" not in page.text()
        portal.faults.clear()
    letter = site.rows()[0].url
    site.faults.add(faults.wrong_charset("gbk"), "*.html", times=1)
    got = ask(letter)
    assert got.headers["Content-Type"] == "text/html; charset=gbk"
    assert got.body.decode("utf-8")
    site.faults.add(faults.soft_404(), "*.html", times=1)
    got = ask(letter)
    assert got.status == 200
    assert "页面不存在" in got.text()
    site.faults.add(faults.garbage(), "*.html", times=1)
    assert ask(letter).body != ask(letter).body


def test_a_body_cut_in_half(fresh: SamplePortals) -> None:
    site = fresh.sites["yunjiang-mzj"]
    site.faults.add(faults.cut_body())
    with pytest.raises(http.client.IncompleteRead) as cut:
        ask(site.rows()[0].url)
    assert len(cut.value.partial) > 1000


def test_redirects_lies_and_slowness(fresh: SamplePortals) -> None:
    site = fresh.sites["yunjiang-mzj"]
    url = site.rows()[0].url
    site.faults.add(faults.moved("/new/"), times=1)
    got = ask(url)
    assert (got.status, got.headers["Location"]) == (301, "/new/")
    site.faults.add(faults.always_304(), "*.html")
    assert ask(url, If_None_Match='"whatever"').status == 304
    assert ask(url).status == 200
    site.faults.clear()
    site.faults.add(faults.slow(0.01))
    assert ask(url).status == 200


def test_the_access_log_tells_what_was_asked(fresh: SamplePortals) -> None:
    site = fresh.sites["hailan-qu"]
    ask(site.base + "/robots.txt", User_Agent="tester/1")
    ask(site.column_urls()[0], User_Agent="tester/1")
    entry = site.log.entries()[-1]
    assert site.log.paths() == ["/col/col1229510001/index.html"]
    assert len(site.log) == fresh.requests() == 2
    assert (entry.method, entry.status, entry.concurrency, entry.user_agent) == ("GET", 200, 1, "tester/1")
    assert entry.host == f"127.0.0.1:{site.port}"
    assert entry.size > 1000
    site.log.clear()
    assert len(site.log) == 0


# ---- starting ----------------------------------------------------------------


def test_a_busy_port_is_named_with_the_option_and_nothing_stays_open() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        portals = SamplePortals(base_port=port)
        with pytest.raises(PortBusyError, match=rf"port {port} .*--base-port"):
            portals.start()
        portals.stop()


def test_declarations_are_portal_files(portals: SamplePortals, tmp_path: Path) -> None:
    paths = portals.write_declarations(tmp_path / "portals")
    assert [path.stem for path in paths] == list(SITES)
    for path in paths:
        declared, site = read_portal(path), portals.sites[path.stem]
        assert declared.id == path.stem
        assert [column.url for column in declared.columns] == list(site.column_urls())
        total = sum(len(site.rows(n)) for n in range(len(declared.columns)))
        assert 40 <= declared.expect.min_entries <= total
    for path in FOLDER.glob("*.toml"):
        assert tomllib.loads(path.read_text(encoding="utf-8"))["site"] == "{base}/"
