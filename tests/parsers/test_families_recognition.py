"""Which CMS made a list page: on every saved real list, on every local portal, and "unknown" where nothing tells."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

import pytest

from crawler.demo.exchange import Request
from parsers.families import FAMILIES, generic, read_list, recognise
from parsers.types import ListPage, ListRequest
from tests.portal_site.running import ALL
from tests.portal_site.site import FamilySite
from tests.shared_folder import shared

BASE = "http://www.qingyuan-demo.gov.cn"

REAL = [
    ("trs/ndrc-list.html", "https://www.ndrc.gov.cn/xxgk/zcfb/", "trs"),
    ("trs/tianjin-gk-list-notebook.html", "http://gk.tj.gov.cn/", "trs"),
    ("hanweb/jiangsu-gxt-jpage-1.xml", "https://gxt.jiangsu.gov.cn/module/web/jpage/dataproxy.jsp", "hanweb"),
    ("hanweb/jiangsu-gxt-jpage-2.xml", "https://gxt.jiangsu.gov.cn/module/web/jpage/dataproxy.jsp", "hanweb"),
    ("hanweb/jiangsu-gxt-jpage-3.xml", "https://gxt.jiangsu.gov.cn/module/web/jpage/dataproxy.jsp", "hanweb"),
    (
        "hanweb/jiangxi-sthjt-col42150.html",
        "https://sthjt.jiangxi.gov.cn/jxssthjt/col/col42150/index.html",
        "hanweb",
    ),
    ("ucap/csrc-list.html", "http://www.csrc.gov.cn/csrc/c106256/fg.shtml", "ucap"),
    ("ucap/gansu-jyt-list-c110634.html", "http://jyt.gansu.gov.cn/jyt/c110634/", "ucap"),
    ("ucap/nmpa-list-1.html", "https://www.nmpa.gov.cn/yaopin/ypggtg/index.html", "ucap"),
    ("gdpost/rsj-gz-20b.html", "https://rsj.gz.gov.cn/ywzt/ldgx/ldrszyzc/zcgg/index.html", "gdpost"),
    ("sasac-n/sasac-list-1.html", "http://www.sasac.gov.cn/n2588035/n2588320/n2588335/index.html", "sasac"),
    # No family of ours: a search, a snippet of a house-made site, a rendered page, a script, a challenge.
    ("govcn/sousuo-gov-cn-search-2020.html", "http://sousuo.gov.cn/s.htm?t=govall", None),
    ("other/msa-central-menu-list-snippet.html", "https://www.msa.gov.cn/page/outter/weather.jsp", None),
    ("nfra-api/nfra-rendered-page.html", "https://www.nfra.gov.cn/cn/view/pages/ItemDetail.html", None),
    ("ucap/pager-profenye.js", "http://www.gqs.example.cn/static/js/profenye.js", None),
    ("antibot/521-jsl-first-response.html", "https://www.cnvd.org.cn/", None),
]


@pytest.mark.shared
@pytest.mark.parametrize(("path", "url", "family"), REAL)
def test_real_list_pages(path: str, url: str, family: str | None) -> None:
    found = recognise(shared("pages/" + path).read_bytes(), url=url)
    assert found.family == family, found
    assert 0 <= found.confidence <= 1
    assert bool(found.evidence) or family is None


@pytest.mark.shared
def test_every_saved_list_is_in_the_table() -> None:
    index = shared("pages/INDEX.tsv").read_text("utf-8").splitlines()[1:]
    lists = {line.split("\t")[0] for line in index if line.split("\t")[3] in ("list", "api")}
    assert lists <= {path for path, _, _ in REAL}


@pytest.mark.shared
def test_a_saved_disclosure_page_leads_to_its_column_of_suggestions() -> None:
    """The catalogue of a real host, taken from a saved document: its one column of suggestions is 567."""
    data = shared("pages/gkmlpt/wjw-gz-08.html").read_bytes().replace(b"ArticleTitle", b"x")
    found = read_list(data, url="http://wjw.gz.gov.cn/gkmlpt/index")
    assert found.next is not None
    assert (found.page, found.next.url) == (0, "http://wjw.gz.gov.cn/gkmlpt/api/all/567?page=1&sid=200035")


def ask(site: FamilySite, request: ListRequest) -> bytes:
    """What a local portal answers, without a network between."""
    parts = urlsplit(request.url)
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    asked = Request(request.method, parts.path, BASE, query, dict(request.form), request.json or "")
    return site.answer(asked).body


def pages(site: FamilySite) -> list[tuple[ListRequest, bytes, ListPage]]:
    """Every page a walk is led to, each read by recognition alone where the request names no family."""
    out: list[tuple[ListRequest, bytes, ListPage]] = []
    request: ListRequest | None = ListRequest(BASE + site.column)
    number = 1
    while request is not None and len(out) < 20:
        data = ask(site, request)
        found = read_list(data, url=request.url, family=request.family, page=number, request=request)
        wanted = bool(found.entries) and found.page == number
        if not wanted and found.page != 0 and request.otherwise is not None:
            request = request.otherwise
            continue
        out.append((request, data, found))
        number += bool(found.page)
        request = found.next
    return out


@pytest.mark.parametrize("kind", ALL, ids=lambda kind: kind.id)
def test_every_list_page_of_every_local_portal(kind: type[FamilySite]) -> None:
    """HTML lists and answers of interfaces; a shell around a frame and a script are nobody's."""
    site = kind()
    for request, data, found in pages(site):
        seen = recognise(data, url=request.url)
        if found.entries:
            assert seen.family == (None if site.family == generic.NAME else site.family), (request.url, seen)
        else:
            assert seen.family in (site.family, None), (request.url, seen)


@pytest.mark.parametrize("kind", ALL, ids=lambda kind: kind.id)
def test_documents_are_not_lists(kind: type[FamilySite]) -> None:
    site = kind()
    url = BASE + site.address(site.letters[3])
    found = read_list(ask(site, ListRequest(url)), url=url)
    assert (found.entries, found.next) == ((), None)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<html><body><p>hello</p></body></html>",
        b'{"code": 0, "data": []}',
        "<html><body><ul><li><a href='/a/1'>首页</a></li></ul></body></html>".encode(),
    ],
)
def test_unknown_says_unknown(data: bytes) -> None:
    assert recognise(data, url=BASE + "/zwgk/jyta/").family is None


def test_every_family_has_a_local_portal() -> None:
    assert {kind.family for kind in ALL} == {*FAMILIES, generic.NAME}
