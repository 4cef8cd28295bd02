"""Lists of any other CMS, and what read_list does with anything at all."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.families import FAMILIES, PROBLEM_CODES, detail_hints, read_list, recognise
from parsers.families.base import MAX_BYTES
from parsers.markup import parse_html
from parsers.types import ListPage
from tests.shared_folder import shared

URL = "http://www.qingyuan-demo.gov.cn/xxgk/jyta/index.html"
MENU = "".join(
    f'<li><a href="/xxgk/c1000{n}/list.html">{name}</a></li>'
    for n, name in enumerate(
        ["首页", "机构职能", "政策文件", "财政预决算", "建议提案", "人事信息", "应急管理", "双公开"]
    )
)


def rows(first: int, last: int) -> str:
    return "".join(
        f'<li><a href="/xxgk/jyta/nr/{700000 + n}.html">关于县十七届人大三次会议第{n}号建议的答复</a>'
        f"<span>2024-08-{n % 28 + 1:02d}</span></li>"
        for n in range(first, last + 1)
    )


def page(body: str, pager: str = "") -> bytes:
    return (
        f'<html><head><title>建议提案</title></head><body><div class="nav"><ul>{MENU}</ul></div>'
        f'<div class="main"><ul class="news">{body}</ul><div class="page">{pager}</div></div>'
        '<div class="foot"><a href="/gywm/nr/100001.html">关于我们</a>'
        '<a href="/gywm/nr/100002.html">网站声明</a></div></body></html>'
    ).encode()


def codes(result: ListPage) -> list[str]:
    return [problem.code for problem in result.problems]


def test_rows_and_not_the_menu() -> None:
    result = read_list(page(rows(1, 14)), url=URL)
    assert (result.family, len(result.entries), result.next, result.total_pages) == (
        "generic",
        14,
        None,
        None,
    )
    assert result.entries[0].url == "http://www.qingyuan-demo.gov.cn/xxgk/jyta/nr/700001.html"
    assert codes(result) == []


@pytest.mark.parametrize(
    ("pager", "following", "pages", "entries"),
    [
        ('<a href="index_2.html">下一页</a>', "index_2.html", None, None),
        ('<span class="current">1</span><a href="index_1.html">2</a><a href="index_2.html">3</a>', "index_1.html", None, None),
        ('<span class="cur">1</span><a href="index_2.html">2</a><a href="index_2.html">下页</a>'
         '<a href="index_304.html">尾页</a>共4,556条', "index_2.html", 304, 4556),
        ('<a href="?page=2">后一页</a> 1/12页 共170条记录', "?page=2", 12, 170),
        ('<a>下一页</a> 共1页', None, 1, None),
    ],
)  # fmt: skip
def test_the_next_page_is_where_an_anchor_leads(
    pager: str, following: str | None, pages: int | None, entries: int | None
) -> None:
    result = read_list(page(rows(1, 15), pager), url=URL)
    base = URL if following and following.startswith("?") else URL.rpartition("/")[0] + "/"
    assert (result.next.url if result.next else None) == (base + following if following else None)
    assert (result.total_pages, result.total_entries, codes(result)) == (pages, entries, [])


@pytest.mark.parametrize(
    "pager",
    [
        '<span class="current">1</span><a href="javascript:go(2)">2</a> 共5页',
        "<script>var maxPageNum = 16;</script>",
    ],
)
def test_a_page_that_goes_on_without_an_anchor_says_so(pager: str) -> None:
    result = read_list(page(rows(1, 15), pager), url=URL)
    assert (len(result.entries), result.next, codes(result)) == (15, None, ["next_unknown"])
    assert result.total_pages in (5, 16)


def test_rows_kept_in_a_comment() -> None:
    result = read_list(page(f"<!-- {rows(1, 15)} -->"), url=URL)
    assert (len(result.entries), codes(result)) == (15, ["commented_rows"])
    assert len(read_list(page(f"<!-- {rows(20, 30)} -->" + rows(1, 15)), url=URL).entries) == 15


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (page(""), "not_a_list"),
        (b"", "not_a_list"),
        (b"%PDF-1.7 binary \x00\xff", "not_a_list"),
        (
            page("").replace(
                b"<head>", b"<head><meta name=ArticleTitle content=x><meta name=PubDate content=2024>"
            ),
            "detail_page",
        ),
        (
            "<html><title>系统提示</title><body>抱歉，您访问的页面不存在或已被删除</body></html>".encode(),
            "error_page",
        ),
        ("<html><body>访问过于频繁，请完成安全验证</body></html>".encode(), "blocked_page"),
        (b'<html><body><div id="app"></div><script src="app.js"></script></body></html>', "blocked_page"),
    ],
)
def test_what_is_no_list_gives_no_entries_and_a_reason(data: bytes, code: str) -> None:
    result = read_list(data, url=URL)
    assert (result.entries, result.next, codes(result)) == ((), None, [code])
    assert URL in result.problems[0].message


def test_too_large_is_not_parsed() -> None:
    assert codes(read_list(b"a" * (MAX_BYTES + 1), url=URL)) == ["too_large"]


def test_wrong_arguments_say_what_is_right() -> None:
    with pytest.raises(ValueError, match=r"unknown family 'jpage'.*trs.*hanweb.*generic"):
        read_list(b"", url=URL, family="jpage")
    with pytest.raises(ValueError, match="not an http"):
        read_list(b"", url="index.html")


HOSTILE = [
    b"<a href=" * 20_000,
    b"<ul>" + b"<li><a href=/x/t20240701_1001.html>" * 3_000,
    b"<div>" * 50_000 + rows(1, 5).encode(),
    b"<script>" + b"createPage(" * 20_000,
    b"<script>document.write('" + b"\\'" * 50_000,
    b"<script>" + b"var a='./t20240701_1001.html';" * 5_000 + b"</script>",
    b"<datastore><recordset>" + b"<record><![CDATA[" * 20_000,
    b"<datastore>" * 20_000,
    b"<nextgroup>" * 20_000 + b"<recordset><record>x</record></recordset>",
    b"<script>" + b"columnid=" * 30_000,
    b"<!--" * 50_000,
    ("共" + "1" * 100_000 + "页").encode(),
    b"<div class=page>" + b"<a href=index_2.html>2</a>" * 5_000,
    b"<a href='/x/t20240701_1001.html' title='" + b"&lt;" * 50_000 + b"'>x</a>",
    b"<a href='http://[::1'>x</a><a href='http://h:99999/t20240701_1001.html'>y</a>",
    rows(1, 3).encode("utf-16"),
]


@pytest.mark.parametrize("data", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize("family", [None, "trs", "hanweb", "generic"])
def test_hostile_pages_end_in_a_list_page(data: bytes, family: str | None) -> None:
    for url in (URL, "http://a.cn/module/web/jpage/dataproxy.jsp?page=2&perpage=0"):
        result = read_list(data, url=url, family=family, page=2)
        assert {p.code for p in result.problems} <= set(PROBLEM_CODES)
    detail_hints(parse_html(data.decode("utf-8", "replace")), URL)


_PIECES = st.sampled_from(
    ["<ul>", "<li>", "</li>", "<a href='./202407/t20240701_10{0}.html'>", "<a href='/art/2024/7/1/art_1_{0}.html'>", "</a>",
     "关于建议的答复关于建议", "<span>2024-07-01</span>", "<script>", "</script>", "createPage(3,0,'index','html')", "<!--",
     "-->", "<table><tr><td>", "</td></tr></table>", "<recordset><record><![CDATA[", "]]></record></recordset>", "下一页",
     "<datastore>", "\x00", "\ud800", "document.write('", "');", "&#x110000;", "<base href='http://[::'>"]
)  # fmt: skip


@settings(max_examples=150)
@given(st.lists(_PIECES, max_size=30), st.sampled_from([None, *FAMILIES, "generic"]))
def test_any_mixture_keeps_the_promises(parts: list[str], family: str | None) -> None:
    data = "".join(p.replace("{0}", f"{n:03d}") for n, p in enumerate(parts)).encode("utf-8", "surrogatepass")
    result = read_list(data, url=URL, family=family)
    assert len({e.url for e in result.entries}) == len(result.entries)
    assert all(e.title and e.url.startswith("http") for e in result.entries)
    assert {p.code for p in result.problems} <= set(PROBLEM_CODES)
    assert recognise(data, url=URL).confidence <= 1.0


@pytest.mark.shared
@pytest.mark.parametrize(
    ("path", "url", "count", "pages", "following"),
    [
        (
            "ucap/nmpa-list-1.html",
            "https://www.nmpa.gov.cn/yaopin/ypggtg/index.html",
            20,
            1227,
            "index_1.html",
        ),
        (
            "gdpost/rsj-gz-20b.html",
            "https://rsj.gz.gov.cn/ywzt/ldgx/ldrszyzc/zcgg/index.html",
            15,
            304,
            "index_2.html",
        ),
        ("ucap/csrc-list.html", "http://www.csrc.gov.cn/csrc/c106256/fg.shtml", 20, 5, "fg_2.shtml"),
        (
            "ucap/gansu-jyt-list-c110634.html",
            "http://jyt.gansu.gov.cn/jyt/c110634/zwgklist.shtml",
            20,
            10,
            "zwgklist_2.shtml",
        ),
        (
            "sasac-n/sasac-list-1.html",
            "http://www.sasac.gov.cn/n2588035/n2588320/n2588335/index.html",
            30,
            16,
            "index_2603340_15.html",
        ),
    ],
)
def test_real_lists(path: str, url: str, count: int, pages: int, following: str | None) -> None:
    result = read_list(shared("pages/" + path).read_bytes(), url=url)
    assert (len(result.entries), result.total_pages) == (count, pages)
    assert (result.next.url if result.next else None) == (
        url.rpartition("/")[0] + f"/{following}" if following else None
    )
    assert ("next_unknown" in codes(result)) is (following is None)
    assert all(len(e.title) >= 5 for e in result.entries)
