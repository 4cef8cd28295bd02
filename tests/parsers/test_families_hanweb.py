"""Hanweb JCMS column pages, answers of its data proxy and documents (portals.md part 2 §3)."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

from parsers.families import detail_hints, read_list, recognise
from parsers.markup import parse_html, text_of
from parsers.types import ListPage, ListRequest
from tests.shared_folder import shared

HOST = "http://www.linhai-demo.gov.cn"
COLUMN = HOST + "/col/col1229000123/index.html"
PARAMETERS = {
    "col": "1",
    "appid": "1",
    "webid": "3101",
    "path": "/",
    "columnid": "1229000123",
    "sourceContentType": "1",
    "unitid": "6080123",
    "webname": "临澜区人民政府",
    "permissiontype": "0",
}


def record(number: int) -> str:
    return (
        f"<record><![CDATA[\n<li><a href='/art/2024/7/{number % 28 + 1}/art_1229000123_{4000000 + number}.html' "
        f"title='关于区政协四届三次会议第{number:03d}号提案的答复' target=_blank>关于区政协四届三次会议第{number:03d}号提…</a>"
        f"<b>2024-\n07-{number % 28 + 1:02d}</b></li>]]></record>"
    )


def store(first: int, last: int, total: int, next_group: str = "") -> str:
    records = "".join(record(n) for n in range(first, last + 1))
    return (
        f"<datastore><totalrecord>{total}</totalrecord><totalpage>{-(-total // 15)}</totalpage>{next_group}"
        f"<recordset>{records}</recordset></datastore>"
    )


SCRIPT = (
    "<script>$(function(){$('#6080123').jpage({dataBefore:'<ul>',dataAfter:'</ul>',perPage:15,totalRecord:47,"
    "groupSize:3,openCookies:false,proxyUrl:'/module/web/jpage/dataproxy.jsp',ajaxParam:{'col':'1','appid':'1',"
    "'webid':'3101','path':'/','columnid':'1229000123','sourceContentType':'1','unitid':'6080123',"
    "'webname':'临澜区人民政府','permissiontype':'0'}})})</script>"
)
OTHER_BLOCK = (
    '<div id="7"><script type="text/xml"><datastore><totalrecord>2</totalrecord><recordset><record><![CDATA['
    '<li><a href="/art/2024/1/2/art_99_11.html">通知公告栏目的另一条信息</a><b>2024-01-02</b></li>]]></record></recordset>'
    "</datastore></script></div><script>$('#7').jpage({ajaxParam:{'columnid':'99','unitid':'7','webid':'3101'}})</script>"
)


def column(body: str) -> bytes:
    return (
        '<html><head><meta charset="utf-8"></head><body><ul><li><a href="/col/col1/index.html">首页</a></li></ul>'
        f"{body}<div class=foot><a href=/art/2020/1/1/art_5_5.html>网站声明</a></div></body></html>"
    ).encode()


def codes(result: ListPage) -> list[str]:
    return [problem.code for problem in result.problems]


FIRST = column(
    OTHER_BLOCK + f'<div id="6080123"><script type="text/xml">{store(1, 15, 47)}</script></div>' + SCRIPT
)


def test_a_column_page_gives_its_embedded_rows() -> None:
    result = read_list(FIRST, url=COLUMN)
    assert (result.family, result.page, result.total_pages, result.total_entries) == ("hanweb", 1, 4, 47)
    assert len(result.entries) == 15
    first = result.entries[0]
    assert first.url == HOST + "/art/2024/7/2/art_1229000123_4000001.html"
    assert (first.title, first.date) == ("关于区政协四届三次会议第001号提案的答复", "2024-07-02")
    assert result.problems == ()


def test_the_next_request_holds_all_the_proxy_asks_for() -> None:
    following = read_list(FIRST, url=COLUMN).next
    assert following is not None
    assert following.method == "POST"
    assert following.form == PARAMETERS
    assert urlsplit(following.url).path == "/module/web/jpage/dataproxy.jsp"
    query = {key: values[0] for key, values in parse_qs(urlsplit(following.url).query).items()}
    paging = {"page": "2", "perpage": "15", "startrecord": "16", "endrecord": "30"}
    assert query == {**PARAMETERS, **paging}


def walk(answer_of: dict[int, str]) -> list[ListPage]:
    pages = [read_list(FIRST, url=COLUMN)]
    while pages[-1].next is not None:
        request = pages[-1].next
        number = int(parse_qs(urlsplit(request.url).query)["page"][0])
        pages.append(read_list(answer_of[number].encode(), url=request.url, page=number))
    return pages


def test_a_whole_list_is_walked_from_the_addresses_alone() -> None:
    answers = {n: store((n - 1) * 15 + 1, min(47, n * 15), 47) for n in (2, 3, 4)}
    pages = walk(answers)
    assert [p.page for p in pages] == [1, 2, 3, 4]
    assert len({e.url for p in pages for e in p.entries}) == 47
    assert [codes(p) for p in pages] == [[], [], [], []]


def test_a_group_of_three_pages_embedded_is_one_page_for_us() -> None:
    body = f'<div id="6080123"><script type="text/xml">{store(1, 45, 47)}</script></div>' + SCRIPT
    result = read_list(column(body), url=COLUMN)
    assert (len(result.entries), result.total_pages) == (45, 2)
    assert result.next is not None
    assert "startrecord=46&endrecord=90&perpage=45&page=2" in result.next.url


def test_a_next_group_link_is_followed_as_get() -> None:
    link = (
        '<nextgroup><![CDATA[<a href="./dataproxy.jsp?page=1&appid=1&webid=3095&path=/&columnid=1229000123'
        '&unitid=6080123&webname=%E4%B8%B4%E6%BE%9C&permissiontype=0"></a>]]></nextgroup>'
    )
    result = read_list(column(f'<script type="text/xml">{store(1, 15, 47, link)}</script>'), url=COLUMN)
    assert result.next is not None
    assert (result.next.method, dict(result.next.form)) == ("GET", {})
    assert result.next.url.startswith(HOST + "/module/web/jpage/dataproxy.jsp?startrecord=16")
    assert "webname=%E4%B8%B4%E6%BE%9C" in result.next.url


def test_an_encrypted_next_group_is_said_so() -> None:
    link = "<nextgroup><![CDATA[<a href='dataproxy.jsp?columnid=B1jx9Q&unitid=Zk2=='></a>]]></nextgroup>"
    result = read_list(column(f'<script type="text/xml">{store(1, 15, 47, link)}</script>'), url=COLUMN)
    assert (len(result.entries), result.next, codes(result)) == (15, None, ["encrypted_pager"])


def test_a_bare_recordset_outside_a_script() -> None:
    data = column(f"<div><recordset>{record(1)}{record(2)}{record(3)}</recordset></div>" + SCRIPT)
    result = read_list(data, url=COLUMN)
    assert (len(result.entries), result.total_entries) == (3, 47)


def test_rows_that_are_tables_with_unquoted_attributes() -> None:
    rows = "".join(
        f"<record><![CDATA[<table width=100%><tr><td width=10>·</td><td><a href=/art/2023/12/{n}/art_77_10{n}.html "
        f"class=bt>关于第{n}号建议的答复意见</a></td><td align=right>[2023-12-0{n}]</td></tr></table>]]></record>"
        for n in range(1, 6)
    )
    data = f"<datastore><totalrecord>5</totalrecord><recordset>{rows}</recordset></datastore>".encode()
    result = read_list(
        data, url=HOST + "/module/web/jpage/dataproxy.jsp?page=1&perpage=15&columnid=77&unitid=8"
    )
    assert (result.entries[0].title, result.entries[0].date) == ("关于第1号建议的答复意见", "2023-12-01")
    assert (len(result.entries), result.next, result.total_pages) == (5, None, 1)


@pytest.mark.parametrize(
    ("body", "asked", "code"),
    [
        ("<datastore><totalrecord>47</totalrecord><recordset></recordset></datastore>", 3, "page_mismatch"),
        ("<datastore><totalrecord>47</totalrecord><recordset></recordset></datastore>", 9, "list_end"),
        ("<datastore><totalrecord>0</totalrecord><recordset></recordset></datastore>", 1, "list_empty"),
    ],
)
def test_answers_without_rows(body: str, asked: int, code: str) -> None:
    url = f"{HOST}/module/web/jpage/dataproxy.jsp?page={asked}&perpage=15&columnid=1&unitid=2"
    result = read_list(body.encode(), url=url, page=asked)
    assert (result.entries, result.next, codes(result)) == ((), None, [code])


def test_an_answer_cut_in_half_keeps_whole_records_and_tells() -> None:
    data = store(16, 30, 47).encode()[:2000]
    url = f"{HOST}/module/web/jpage/dataproxy.jsp?page=2&perpage=15&columnid=1&unitid=2"
    result = read_list(data, url=url, page=2)
    assert 0 < len(result.entries) < 15
    assert codes(result) == ["page_mismatch"]


def test_the_request_fills_in_what_the_address_does_not_say() -> None:
    url = f"{HOST}/module/web/jpage/dataproxy.jsp"
    request = ListRequest(url, "POST", {**PARAMETERS, "page": "2", "perpage": "15"})
    alone = read_list(store(16, 30, 47).encode(), url=url, page=2)
    known = read_list(store(16, 30, 47).encode(), url=url, page=2, request=request)
    assert (alone.next, codes(alone)) == (None, ["next_unknown"])
    assert known.next is not None
    assert "page=3" in known.next.url


def test_rows_in_plain_html() -> None:
    rows = "".join(
        f'<li><a href="/art/2024/7/{n}/art_1229000123_50{n}.html">关于第{n}号提案的答复函件</a><span>2024-07-0{n}</span></li>'
        for n in range(1, 8)
    )
    result = read_list(column(f"<ul class=list>{rows}</ul>"), url=COLUMN)
    assert (result.family, len(result.entries), result.next, codes(result)) == ("hanweb", 7, None, [])


def test_rows_a_browser_would_fetch() -> None:
    body = "<script id=t type='text/x-handlebars-template'>{{title}}</script><script>loadPageData(p,'1')</script>"
    result = read_list(column(body), url=COLUMN)
    assert (result.entries, codes(result)) == ((), ["client_rendered"])


DETAIL = """<html><head><meta name='Maketime' content='2024-07-02'></head><body>
<div id='hiddenLocation' style='display:none;'><span id='col1_name'>建议提案</span></div>
<table class="xxgk_article"><tr><td>索引号</td><td>113302000000000000/2024-00001</td><td>文号</td><td>临民复〔2024〕5号</td></tr>
<tr><td>发布机构</td><td>区民政局</td><td>成文日期</td><td>2024-06-30</td></tr></table>
<div class="title">关于第001号提案的答复</div><div id="zoom"><p>民盟临澜区委会：</p><p>收悉。</p>
<p><a href="/module/download/downfile.jsp?classid=0&filename=2a.pdf">附件.pdf</a></p></div></body></html>"""


def test_hints_of_a_document() -> None:
    hints = detail_hints(parse_html(DETAIL), HOST + "/art/2024/7/2/art_1229000123_4000001.html")
    assert hints is not None
    assert hints.family == "hanweb"
    assert [text_of(b) for b in hints.body] == ["民盟临澜区委会：收悉。 附件.pdf"]
    assert {p.label: p.value for p in hints.pairs}["发文字号"] == "临民复〔2024〕5号"
    assert [(k.url, k.name) for k in hints.links] == [
        (HOST + "/module/download/downfile.jsp?classid=0&filename=2a.pdf", "附件.pdf")
    ]


def test_links_stay_as_written_without_an_address() -> None:
    hints = detail_hints(parse_html(DETAIL), None)
    assert hints is not None
    assert hints.links[0].url == "/module/download/downfile.jsp?classid=0&filename=2a.pdf"


def test_recognition() -> None:
    assert recognise(FIRST, url=COLUMN).family == "hanweb"
    assert (
        recognise(store(1, 2, 2).encode(), url=HOST + "/module/web/jpage/dataproxy.jsp?page=2").family
        == "hanweb"
    )


@pytest.mark.shared
@pytest.mark.parametrize("number", [1, 2, 3])
def test_real_answers(number: int) -> None:
    url = (
        "https://gxt.jiangsu.gov.cn/module/web/jpage/dataproxy.jsp?"
        f"page={number}&perpage=75&columnid=80179&unitid=405463&webid=23"
    )
    result = read_list(
        shared(f"pages/hanweb/jiangsu-gxt-jpage-{number}.xml").read_bytes(), url=url, page=number
    )
    assert (len(result.entries), result.total_entries, result.total_pages, codes(result)) == (76, 756, 11, [])
    assert all(e.date for e in result.entries)
    assert not any(e.title.endswith(("...", "…")) for e in result.entries)
    assert result.next is not None
    assert f"page={number + 1}&" in result.next.url
