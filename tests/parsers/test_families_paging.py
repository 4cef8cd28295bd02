"""Where families cannot see the next page, what they do about it; answers that are none; doors and frames."""

from __future__ import annotations

import json
from collections.abc import Mapping
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.families import FAMILIES, PROBLEM_CODES, read_list
from parsers.families.interfaces import day
from parsers.types import ListPage, ListRequest

BASE = "http://www.qingyuan-demo.gov.cn"


def items(count: int, href: str, first: int = 1) -> str:
    """``href`` with a %d for the number of the row."""
    return "".join(
        f'<li><a href="{href % (1000 + n)}">关于县十七届人大会议第{n}号建议的答复</a><b>2024-08-{n % 28 + 1:02d}</b></li>'
        for n in range(first, first + count)
    )


def page(body: str, head: str = "") -> bytes:
    return f'<html><head><meta charset="utf-8">{head}</head><body><div>{body}</div></body></html>'.encode()


def codes(found: ListPage) -> list[str]:
    assert {problem.code for problem in found.problems} <= set(PROBLEM_CODES)
    return [problem.code for problem in found.problems]


def chain(request: ListRequest | None) -> list[str]:
    """The addresses tried one after the other; '?' behind one whose absence is the end."""
    out = []
    while request is not None:
        out.append(request.url.removeprefix(BASE) + "?" * request.probe)
        request = request.otherwise
    return out


UNTOLD = [
    ("/gk/jyta/", "./202408/t20240801_%d.html", ["/gk/jyta/index_1.html?"]),
    ("/gk/jyta/index_4.shtml", "./202408/t20240801_%d.shtml", ["/gk/jyta/index_5.shtml?"]),
    ("/gk/jyta/", "./content/post_%d.html", ["/gk/jyta/index_2.html?"]),
    ("/jytabl2/", "./20240801/0123456789abcdef0123456789ab%d.html", ["/jytabl2/index_2.html?"]),
    ("/jyta/", "/news/show/%d", ["/jyta/index_1.html", "/jyta/index_2.html?"]),
    ("/jyta/index_1.html", "/news/show/%d", ["/jyta/index_2.html?"]),
    (
        "/c107/zwgklist.shtml",
        "/c107/202408/17%d.shtml",
        ["/c107/zwgklist_1.shtml", "/c107/zwgklist_2.shtml?"],
    ),
    ("/jyta.php?id=3", "/news/show/%d", []),
]


@pytest.mark.parametrize(("column", "href", "tried"), UNTOLD)
def test_a_full_page_without_a_pager_is_not_taken_for_the_whole_list(
    column: str, href: str, tried: list[str]
) -> None:
    full = read_list(page(f"<ul>{items(15, href)}</ul>"), url=BASE + column)
    assert (len(full.entries), chain(full.next)) == (15, tried)
    short = read_list(page(f"<ul>{items(14, href)}</ul>"), url=BASE + column)
    assert (len(short.entries), short.next) == (14, None)


def test_a_button_leads_to_the_next_page() -> None:
    click = "location.href=encodeURI('jytabl_2.jhtml');"
    button = f'<div>共45条 1/3页 <input type="button" value="下一页" onclick="{click}"/></div>'
    found = read_list(
        page(f"<ul>{items(15, 'jytabl/%d.jhtml')}</ul>{button}"), url=BASE + "/c/gaj/jytabl.jhtml"
    )
    assert (chain(found.next), found.total_pages, found.total_entries) == (["/c/gaj/jytabl_2.jhtml"], 3, 45)


PAGER = "<script>createPageHTML('page_div',{pages}, {current},'list','shtml',{total});</script>"


@pytest.mark.parametrize(
    ("file", "current", "tried"),
    [
        (
            "list.shtml",
            1,
            ["/c107/list_2.shtml", "/c107/list_1.shtml"],
        ),  # not to be seen: the script's own rule first
        ("list_2.shtml", 2, ["/c107/list_3.shtml"]),
        ("list_1.shtml", 2, ["/c107/list_2.shtml"]),
        ("list_4.shtml", 5, []),
    ],
)
def test_ucap_offset_is_read_off_the_address(file: str, current: int, tried: list[str]) -> None:
    body = f"<ul>{items(20, '/c107/202408/17%d.shtml')}</ul>" + PAGER.format(
        pages=5, current=current, total=89
    )
    found = read_list(page(body), url=f"{BASE}/c107/{file}", page=current)
    assert (found.family, chain(found.next), found.page) == ("ucap", tried, current)
    assert (found.total_pages, found.total_entries, codes(found)) == (5, 89, [])


def test_ucap_offset_is_read_off_anchors() -> None:
    body = f"<ul>{items(20, '/c107/202408/17%d.shtml')}</ul>" + PAGER.format(pages=5, current=1, total=89)
    body += '<div class="page"><span class="current">1</span><a href="list_1.shtml">2</a><a href="list_1.shtml">下一页</a></div>'
    assert chain(read_list(page(body), url=BASE + "/c107/list.shtml").next) == ["/c107/list_1.shtml"]


# -- interfaces ---------------------------------------------------------------

UCAP_API = (
    BASE + "/common/search/e5eb2abb5014415399847ba2bb99b31f?_isAgg=true&_isJson=true&_pageSize=20&page=2"
)
GKMLPT = BASE + "/gkmlpt/api/all/567?page=1&sid=200999"
UNIT = "/api-gateway/jpaas-publish-server/front/page/build/unit"
JPAAS = f"{BASE}{UNIT}?webId=1&paramJson=%7B%22pageNo%22%3A2%7D"


@pytest.mark.parametrize(
    ("url", "family"),
    [
        (UCAP_API, "ucap"),
        (GKMLPT, "gkmlpt"),
        (JPAAS, "jpaas"),
        (BASE + "/EWB-FRONT/rest/lightfrontaction/getgovinfolist", "epoint"),
    ],
)
@pytest.mark.parametrize(
    "data", [b"<html>login</html>", b"{", b'{"code":"500"}', b"[]", b"[" * 5000, b'"\\ud800"']
)
def test_what_is_no_answer_of_an_interface_says_so(url: str, family: str, data: bytes) -> None:
    found = read_list(data, url=url, family=family)
    assert (found.entries, found.next) == ((), None)
    assert codes(found) == ["no_answer"]


def test_an_interface_that_answers_page_one_for_every_page_is_seen() -> None:
    """jpaas from abroad, portals.md §0."""
    markup = items(15, "/art/2024/art_%d00000000.html") + '<p count="45" rows="15" pageNo="1"></p>'
    found = read_list(json.dumps({"success": True, "data": {"html": markup}}).encode(), url=JPAAS, page=2)
    assert codes(found) == ["page_mismatch"]
    assert found.page == 1


def articles(count: int, first: int = 1, **more: object) -> list[Mapping[str, object]]:
    return [
        {"title": f"关于第{n}号建议的答复", "url": f"{BASE}/gkmlpt/content/9/9306/post_{n}.html#567", **more}
        for n in range(first, first + count)
    ]


def test_gkmlpt_page_zero_is_page_one() -> None:
    data = json.dumps({"total": 230, "articles": articles(100, date=1699286400)}).encode()
    for number in ("0", "1"):
        found = read_list(data, url=GKMLPT.replace("page=1", f"page={number}"))
        assert (found.page, found.total_pages, chain(found.next)) == (
            1,
            3,
            ["/gkmlpt/api/all/567?page=2&sid=200999"],
        )
    assert {entry.date for entry in found.entries} == {"2023-11-07"}
    assert "#" not in found.entries[0].url


def test_gkmlpt_with_several_columns_names_them() -> None:
    tree = [
        {"id": 1, "name": "机构职能", "children": []},
        {"id": 2, "name": "建议提案", "children": [
            {"id": 21, "name": "人大建议", "children": []}, {"id": 22, "name": "政协提案", "children": []}]},
    ]  # fmt: skip
    found = read_list(
        page(f"<script>window._CONFIG = {{SID:'9', TREE: {json.dumps(tree)} }}</script>"),
        url=BASE + "/q/gkmlpt/index",
    )
    assert (codes(found), found.next) == (["client_rendered"], None)
    assert f"人大建议: {BASE}/q/gkmlpt/api/all/21?page=1&sid=9; 政协提案" in found.problems[0].message


@pytest.mark.parametrize(
    ("value", "iso"),
    [
        (1699286400, "2023-11-07"),  # midnight in Beijing, the day before in Greenwich
        (1699286399, "2023-11-06"),
        (1699286400000, "2023-11-07"),
        ("1699286400", "2023-11-07"),
        ("2023-11-07 08:00:00", "2023-11-07"),
        ("2023年11月7日", "2023-11-07"),
        (0, None),
        (None, None),
        ("", None),
        ("昨天", None),
        (True, None),
    ],
)
def test_days_of_interfaces(value: object, iso: str | None) -> None:
    assert day(value) == iso


def label(query: str) -> str:
    return f"{BASE}/site/label/8888?labelName=publicInfoList&siteId=1&organId=2&catId=3&pageSize=15&{query}"


def test_a_label_without_a_count_is_read_until_a_page_is_not_full() -> None:
    full = read_list(f"<ul>{items(15, '/public/2/%d.html')}</ul>".encode(), url=label("pageIndex=4"), page=4)
    assert full.next is not None
    assert (full.next.probe, dict(parse_qsl(urlsplit(full.next.url).query))["pageIndex"]) == (True, "5")
    part = read_list(f"<ul>{items(9, '/public/2/%d.html')}</ul>".encode(), url=label("pageIndex=5"), page=5)
    assert (len(part.entries), part.next) == (9, None)
    assert codes(read_list("<p>暂无相关信息</p>".encode(), url=label("pageIndex=6"), page=6)) == ["list_end"]


def test_epoint_that_counts_from_one_is_asked_for_page_two_where_page_one_comes_again() -> None:
    url = BASE + "/EWB-FRONT/rest/lightfrontaction/getgovinfolist"
    question = {"categorynum": "003", "pageIndex": "0", "pageSize": 2, "siteGuid": "g", "deptcode": ""}
    answer = {
        "custom": {"total": 5, "data": [{"infourl": f"/a/{n}.html", "title": f"第{n}号"} for n in (1, 2)]}
    }
    first = read_list(
        json.dumps(answer).encode(), url=url, request=ListRequest(url, "POST", json=json.dumps(question))
    )
    indexes = []
    request = first.next
    while request is not None:
        indexes.append(json.loads(request.json or "")["pageIndex"])
        request = request.otherwise
    assert (first.total_pages, indexes) == (3, ["1", "2"])
    unknown = read_list(json.dumps(answer).encode(), url=url)
    assert (unknown.next, codes(unknown)) == (None, ["next_unknown"])


# -- doors and frames -----------------------------------------------------------


def test_the_family_declared_is_given_up_for_the_one_the_page_shows() -> None:
    """Zhejiang moved from jpage to jpaas under the same addresses."""
    unit = "{'webId':'1','tplSetId':'t','tagId':'栏目列表','pageId':'12'}"
    script = f'<script src="unitbuild.js" url="{UNIT}" queryData="{unit}"></script>'
    found = read_list(page(script), url=BASE + "/col/col12/index.html", family="hanweb")
    assert (found.family, found.page, found.entries) == ("jpaas", 0, ())
    assert found.next is not None


def test_a_category_in_the_columns_address_goes_into_the_search() -> None:
    unit = "{'webId':'1','tplSetId':'t','tagId':'组配分类list','pageId':'12'}"
    script = f'<script src="unitbuild.js" url="{UNIT}" queryData="{unit}"></script>'
    found = read_list(page(script), url=BASE + "/col/col12/index.html?number=JD16-JD1602")
    assert found.next is not None
    asked = json.loads(dict(parse_qsl(urlsplit(found.next.url).query))["paramJson"])
    assert (asked["pageNo"], json.loads(asked["search"])["xxgkId"]) == (1, "JD16-JD1602")


@pytest.mark.parametrize(
    ("frames", "inner"),
    [
        ('<iframe src="/xxgk/list_17.html" height="800"></iframe>', "/xxgk/list_17.html"),
        (
            '<iframe src="/a.html"></iframe><iframe src="/jyta/col.html" height="600px"></iframe>',
            "/jyta/col.html",
        ),
        ('<iframe src="http://other.example.cn/list.html"></iframe>', None),
        ('<iframe src="/list.html" width="0" height="0"></iframe>', None),
        ('<iframe src="/list.html" style="display: none"></iframe>', None),
        ('<iframe src="/visitcount/list.jsp"></iframe>', None),
        ('<iframe src="/list.html"></iframe><p>' + "政府信息公开指南。" * 20 + "</p>", None),
        ("", None),
    ],
)
def test_a_shell_leads_to_its_frame(frames: str, inner: str | None) -> None:
    found = read_list(page(f"<h3>建议提案办理</h3>{frames}"), url=BASE + "/jyta.html")
    assert (found.next.url if found.next else None) == (BASE + inner if inner else None)
    assert (found.page == 0) is (inner is not None)


def test_rows_kept_for_a_client_template() -> None:
    """Jiangxi: the newest rows as objects; that there are more is said."""
    rows_ = [
        {
            "title": f"关于第{n}号建议的答复",
            "urls": json.dumps({"pc": f"/s/col/col9/content/content_{n}.html"}),
            "pubDate": "2025-07-29 16:59",
        }
        for n in range(3)
    ]
    data = f"var listData = {{ articleList: {json.dumps(rows_)}, }}; loadPageData(p);"
    script = f'<script>var c={{"articleCount":%d}}; {data}</script>'
    whole = read_list(page(script % 3), url=BASE + "/s/col/col9/index.html")
    assert ([e.date for e in whole.entries], codes(whole), whole.total_entries) == (["2025-07-29"] * 3, [], 3)
    more = read_list(page(script % 444), url=BASE + "/s/col/col9/index.html")
    assert (len(more.entries), codes(more)) == (3, ["client_rendered"])


def test_a_module_that_lists_all_columns_gives_the_columns_own_rows() -> None:
    url = BASE + "/module/xxgk/search.jsp?area=1&currpage=1"
    cells = "".join(
        f'<tr class="tr_main_value_odd"><td><a href="/art/2024/8/{n}/art_{column}_{n}.html">第{n}号建议的答复</a></td></tr>'
        for n, column in ((1, 17), (2, 18), (3, 17))
    )
    request = ListRequest(
        url, "POST", {"area": "1", "currpage": "1"}, family="hanweb_xxgk", context={"column": "17"}
    )
    found = read_list(f"<table>{cells}</table>共3页".encode(), url=url, request=request, family="hanweb_xxgk")
    assert [entry.url[-14:] for entry in found.entries] == [
        "art_17_1.html"[-14:].rjust(14, "/"),
        "/art_17_3.html",
    ]
    assert found.next is not None
    assert (found.next.context, found.next.form["currpage"], found.total_pages) == ({"column": "17"}, "2", 3)
    others = read_list(
        f"<table>{cells.replace('_17_', '_19_')}</table>共3页".encode(),
        url=url,
        request=request,
        family="hanweb_xxgk",
    )
    assert (others.entries, others.page) == ((), 1)
    assert others.next is not None


# -- anything at all --------------------------------------------------------------

INTERFACE_URLS = [
    UCAP_API,
    GKMLPT,
    JPAAS,
    label("pageIndex=2"),
    BASE + "/EWB-FRONT/rest/lightfrontaction/getgovinfolist",
    BASE + "/module/xxgk/search.jsp?currpage=2&area=1",
    BASE + "/dynamic/zwgk/govInfoPub.html?categorynum=003",
    BASE + "/public/column/2?catId=3",
    BASE + "/gkmlpt/index",
    BASE + "/col/col12/index.html",
    BASE + "/n1/n2/index.html",
    BASE + "/zfxxgk/jyta/rddbjy/2.htm",
]
PIECES = [
    "{", "}", "[", "]", ":", ",", '"data"', '"custom"', '"results"', '"articles"', '"html"', '"total"', "1e999", "-5",
    '"pageCount"', "null", "true", '"url"', '"title"', '"//["', '"\\ud83d"', "<a href='/public/2/1001.html'>第1号建议的答复</a>",
    "<script>", "</script>", "TREE: [", "SID:'1'", "DETAIL: {", "maxPageNum=", "99999", "purl='../x'", "articleList: [",
    "loadPageData(", "queryData=\"{'pageId':'1'}\"", "<iframe src='/list.html'>", "createPageHTML('d',9,1,'list','shtml',9)",
    "publicInfoList", "siteId:'1'", "<a href='/info/1/2.htm'>关于建议的答复意见</a>", "共9页", "siteGuid:''",
]  # fmt: skip


@settings(max_examples=150)
@given(
    st.sampled_from(INTERFACE_URLS),
    st.sampled_from([None, *FAMILIES]),
    st.lists(st.sampled_from(PIECES), max_size=25),
)
def test_no_bytes_break_a_family(url: str, family: str | None, pieces: list[str]) -> None:
    found = read_list("".join(pieces).encode("utf-8", "replace"), url=url, family=family, page=2)
    assert {problem.code for problem in found.problems} <= set(PROBLEM_CODES)
    assert found.next is None or found.next.url.startswith("http")


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize(
    "data",
    [
        b'{"data":' * 3000,
        b"<iframe src='/l.html'>" * 3000,
        b"TREE: [" * 5000,
        b"/site/label/8888" * 20_000,
        b"articleList: [" * 5000,
        b"siteId: '" * 20_000 + b"publicInfoList labelName",
        b"createPageHTML('a',1,1,'b','c'," * 5000,
    ],
    ids=range(7),
)
def test_endless_pages_end(family: str, data: bytes) -> None:
    for url in (BASE + "/jyta/", label("pageIndex=2"), UCAP_API):
        read_list(data, url=url, family=family)
