"""TRS / 海云 list and document pages, in the structure of real ones (portals.md part 2 §1-2)."""

from __future__ import annotations

import pytest

from parsers.families import detail_hints, read_list, recognise
from parsers.markup import parse_html, text_of
from parsers.types import Entry, ListPage
from tests.shared_folder import shared

DIRECTORY = "https://mzj.yunjiang.gov.cn/zwgk_7/zfxxgkml/jytabl/"

NAVIGATION = """
<div class="nav"><ul>
<li><a href="/">首页</a></li><li><a href="../">政府信息公开</a></li>
<li><a href="../../zcwj_166256/">政策文件</a></li><li><a href="./">建议提案办理</a></li></ul></div>
<div class="hot"><h3>热点信息</h3><ul>
<li><a href="../../tzgg/202401/t20240105_8800001.html" title="关于春节值班的通知">关于春节值班的通知</a></li>
<li><a href="../../tzgg/202401/t20240106_8800002.html" title="云江市民政局招聘公告">云江市民政局招聘公告</a></li>
</ul></div>"""
FOOTER = """<div class="foot"><a href="https://beian.example.cn/">云ICP备00000000号</a>
<a href="http://bszs.conac.cn/sitename?method=show&id=1">党政机关</a></div>"""


def row(number: int, day: str, text: str = "", href: str = "") -> str:
    title = text or f"关于云江市第五届人大四次会议第{number:04d}号建议的答复"
    href = href or f"./{day[:4]}{day[5:7]}/t{day.replace('-', '')}_{9000000 + number}.html"
    return f'<li><a href="{href}" target="_blank">{title}</a><span>{day}</span></li>'


def page(rows: str, pager: str = "", list_tag: str = 'ul class="list"') -> bytes:
    html = (
        f'<html><head><meta charset="utf-8"><title>建议提案办理-云江市民政局</title></head><body>{NAVIGATION}'
        f'<div class="right-list mz-right-list"><{list_tag}>{rows}</{list_tag.split(maxsplit=1)[0]}>'
        f'<div class="page"><script>{pager}</script></div></div>{FOOTER}</body></html>'
    )
    return html.encode()


def read(data: bytes, file: str = "", page: int = 1) -> ListPage:
    return read_list(data, url=DIRECTORY + file, page=page)


def codes(result: ListPage) -> list[str]:
    return [problem.code for problem in result.problems]


ROWS = "".join(row(n, f"2024-07-{n:02d}") for n in range(1, 21))


def test_a_chongqing_list_gives_its_rows_and_nothing_of_the_chrome() -> None:
    result = read(page(ROWS, 'createPage(3, 0, "index", "html");'))
    assert result.family == "trs"
    assert len(result.entries) == 20
    assert result.entries[0] == Entry(
        DIRECTORY + "202407/t20240701_9000001.html",
        "关于云江市第五届人大四次会议第0001号建议的答复",
        "2024-07-01",
    )
    assert (result.page, result.total_pages, result.problems) == (1, 3, ())
    assert result.next is not None
    assert (result.next.url, result.next.method) == (DIRECTORY + "index_1.html", "GET")


@pytest.mark.parametrize(
    ("call", "file", "number", "following"),
    [
        ("createPage(3, 1, 'index', 'html')", "index_1.html", 2, "index_2.html"),
        ('createPageHTML(3,1,"index","shtml");', "index_1.shtml", 2, "index_2.shtml"),
        ("createPageHTML( 46 , 3 , 1 , 'index' , 'html' )", "index_1.html", 2, "index_2.html"),
        ('createPage(3, 2, "index", "html")', "index_2.html", 3, None),
        ("var currentPage = 1;\nvar countPage = 3//共多少页\ndocument.write('<a href=\"index'+'_'+n+'.shtml\">')",
         "index_1.shtml", 2, "index_2.shtml"),
    ],
)  # fmt: skip
def test_the_pager_script_says_where_page_two_is(
    call: str, file: str, number: int, following: str | None
) -> None:
    result = read(page(ROWS, call), file, page=number)
    assert (result.page, result.total_pages, codes(result)) == (number, 3, [])
    assert (result.next.url if result.next else None) == (DIRECTORY + following if following else None)


def test_a_commented_call_gives_way_to_the_real_one() -> None:
    pager = '// createPageHTML(9, 0, "old", "html");\nvar a="//"; createPageHTML(3, 0, "index", "html");'
    assert read(page(ROWS, pager)).total_pages == 3
    assert read(page(ROWS, '//createPageHTML(50, 0, "index", "shtml");')).total_pages == 50


def test_a_short_list_without_any_pager_stands_alone() -> None:
    result = read(page("".join(row(n, f"2024-05-{n:02d}") for n in range(1, 15))))
    assert (len(result.entries), result.next, result.total_pages, result.problems) == (14, None, None, ())


def test_a_full_page_without_any_pager_is_not_taken_for_the_whole_list() -> None:
    for file, after in (
        ("", "index_1.html"),
        ("index_1.html", "index_2.html"),
        ("index_9.shtml", "index_10.shtml"),
    ):
        result = read(page(ROWS), file, page=1)
        assert result.next is not None
        assert (result.next.url, result.next.probe) == (DIRECTORY + after, True)


def test_rows_of_a_policy_library_table() -> None:
    """Chongqing: the anchor wraps title and document number; 成文日期 is no date of publication."""
    rows = "".join(
        f"""<tr class="zcwjk-list-c clearfix{" cur" if n == 2 else ""}"><td class="num">{n}</td><td class="title">
        <a href="./202407/t202407{n:02d}_{n}000001.html" target="_blank"><p class="tit">关于市人大第{n}号建议的答复</p>
        <p class="info"><i class="kh">(</i><span>发文字号：云民函〔2024〕{n}号</span>
        <span class="time">{label} ：2024-06-{n:02d}</span><i class="kh">)</i></p></a></td></tr>"""
        for n, label in ((1, "成文日期"), (2, "成文日期"), (3, "发布日期"))
    )
    result = read(page(rows, 'createPage(1,0,"index","html")', 'table class="zcwjk-list"'))
    assert [(e.title, e.date) for e in result.entries] == [
        ("关于市人大第1号建议的答复", None),
        ("关于市人大第2号建议的答复", None),
        ("关于市人大第3号建议的答复", "2024-06-03"),
    ]
    assert (result.next, result.total_pages, codes(result)) == (None, 1, [])


def test_a_pinned_row_a_bare_file_and_another_host_are_rows_too() -> None:
    pinned = (
        '<li><b><font color="red"><a href="./202301/t20230102_8000001.html">[置顶]关于办理情况的总结通报</a></font></b>'
        "<span>2023-01-02</span></li>"
    )
    file = row(0, "2024-05-01", "关于第0099号提案的答复（扫描件）", "./202405/P020240501123456.pdf")
    other = row(
        0, "2024-04-30", "关于第0100号提案的答复（市政府网）", "https://www.yunjiang.gov.cn/x/content_1.html"
    )
    more = '<li class="more"><a href="../">更多</a></li>'
    result = read(page(pinned + ROWS + file + other + more, 'createPage(1,0,"index","html")'))
    assert len(result.entries) == 23
    assert result.entries[0].title == "关于办理情况的总结通报"
    assert [e.url.rpartition("/")[2] for e in result.entries[-2:]] == [
        "P020240501123456.pdf",
        "content_1.html",
    ]


def test_related_reading_inside_a_row_is_no_row_and_gives_no_date() -> None:
    rows = "".join(
        f"""<li><a href="./202404/t2024041{n}_14000{n}.html" title="管理办法第{n}号令全文">管理办法第{n}号令全文</a>
        <script>if (jd == 1) document.write('<strong><img src="/images/jiedu.png"/></strong>');</script>
        <div class="popbox"><h3>相关解读</h3><ul><li><a href="../../jd/jd/202404/t2024042{n}_15000{n}.html">
        一图读懂管理办法第{n}号令</a><span>2020-01-01</span></li></ul></div><span>2024/04/1{n}</span></li>"""
        for n in range(1, 6)
    )
    result = read(page(rows))
    assert [e.date for e in result.entries] == [f"2024-04-1{n}" for n in range(1, 6)]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ("<span>[2024-07-09]</span>", "2024-07-09"),
        ("<span>2024年7月9日</span>", "2024-07-09"),
        ("<i>2024/7/9</i>", "2024-07-09"),
        ("<em>09</em><i>2024-07</i>", "2024-07-09"),
        ("<i>2024</i><em>07-09</em>", "2024-07-09"),
        ("<b>2024-\n07-\n09</b>", "2024-07-09"),
        ("<span>发布时间：2024-07-09 10:22:01</span>", "2024-07-09"),
        ("<span>成文日期：</span><span>2024-06-01</span><span>发布日期：</span><span>2024-07-09</span>", "2024-07-09"),
        ("<span>2024-06-01</span><span>2024-07-09</span>", None),
        ("<span>2024-13-09</span>", None),
        ("<span>07-09</span>", None),
        ("<p>摘要：2024年7月9日，市民政局召开建议提案办理工作推进会，对下一步工作作出全面安排部署，并通报了有关情况。</p>", None),
    ],
)  # fmt: skip
def test_dates_of_rows(cells: str, expected: str | None) -> None:
    rows = "".join(
        f'<li><a href="./202407/t20240709_100{n}.html">关于2023年5月1日来信第{n}号建议的答复</a>{cells}</li>'
        for n in range(3)
    )
    assert [e.date for e in read(page(rows)).entries] == [expected] * 3


def test_dates_beside_anchors_without_row_elements() -> None:
    link = '<a href="./202407/t2024070{0}_100{0}.html">关于第{0}号建议的答复函</a>'
    day = "<span>2024-07-0{0}</span>"
    after = "".join((link + day + "<br>").format(n) for n in (1, 2, 3))
    before = "".join((day + link + "<br>").format(n) for n in (1, 2, 3))
    for rows in (after, before):
        result = read(page(rows, list_tag="div class=flat"))
        assert [e.date for e in result.entries] == ["2024-07-01", "2024-07-02", "2024-07-03"]


def test_titles_are_whole() -> None:
    long = "关于云江市政协六届二次会议第0212号提案《关于加强社区养老服务设施建设的提案》的答复函"
    rows = (
        f'<li><a href="./202407/t20240701_1001.html" title="{long}">{long[:20]}...</a><span>2024-07-01</span></li>'
        f'<li><a href="./202407/t20240702_1002.html" title="点击查看">·　{long}<br></a><span>2024-07-02</span></li>'
        f'<li><a href="./202407/t20240703_1003.html"><img src="i.png"></a>'
        f'<a href="./202407/t20240703_1003.html">{long[:20]}<span>{long[20:]}</span></a><span>2024-07-03</span></li>'
        f'<li><a href="./202407/t20240704_1004.html">{long[:20]}…</a><span>2024-07-04</span></li>'
    )
    result = read(page(rows))
    assert [e.title for e in result.entries] == [long, long, long, long[:20] + "…"]
    assert codes(result) == ["title_cut"]


def test_rows_in_comments_and_mobile_copies_count_once() -> None:
    mobile = f'<ul class="wap-list">{ROWS}</ul>'
    result = read(page(f"<!-- {row(99, '2024-01-01')} -->" + ROWS + mobile))
    assert len(result.entries) == 20


def test_rows_written_by_scripts() -> None:
    printed = "".join(
        f"<li><script>var url='./202407/t2024070{n}_100{n}.html';var bt='关于第{n}号提案的答复函';"
        "document.writeln('<a href=\"'+url+'\" target=\"_blank\" title=\"'+bt+'\">'+bt+'</a>');</script>"
        f"<span>2024-07-0{n}</span></li>"
        for n in (1, 2, 3)
    )
    variables = "".join(
        f'<script>var url="./202407/t2024070{n}_100{n}.html"; var title="关于第{n}号提案的答复函";'
        f' var FILENUM=""; var pubtime="2024-07-0{n}"; show(url,title,pubtime);</script>'
        for n in (1, 2, 3)
    )
    objects = (
        "<script>var rows=["
        + ",".join(
            f'{{"title":"关于第{n}号提案的答复函","url":"./202407/t2024070{n}_100{n}.html","date":"2024-07-0{n}"}}'
            for n in (1, 2, 3)
        )
        + "];</script>"
    )
    expected = [
        (f"{DIRECTORY}202407/t2024070{n}_100{n}.html", f"关于第{n}号提案的答复函", f"2024-07-0{n}")
        for n in (1, 2, 3)
    ]
    for rows in (printed, variables, objects):
        result = read(page(rows))
        assert [(e.url, e.title, e.date) for e in result.entries] == expected


def test_an_address_inside_a_script_call() -> None:
    rows = "".join(
        f"""<li><a href="javascript:void(0)" onclick="jump('./202407/t2024070{n}_100{n}.html')">关于第{n}号提案的答复函</a>
        <span>2024-07-0{n}</span></li>"""
        for n in (1, 2, 3)
    )
    assert read(page(rows)).entries[0].url == DIRECTORY + "202407/t20240701_1001.html"


def test_a_gbk_page() -> None:
    data = page(ROWS, 'createPage(3,0,"index","html")').decode().replace("utf-8", "gb2312").encode("gb18030")
    assert read(data).entries[0].title.endswith("号建议的答复")


def test_the_wrong_page_is_said_so() -> None:
    result = read(page(ROWS, 'createPage(3, 0, "index", "html")'), "index_1.html", page=2)
    assert codes(result) == ["page_mismatch"]


@pytest.mark.parametrize(
    ("body", "number", "code"),
    [
        ("<html><head></head><body></body></html>", 7, "list_end"),
        (
            "<html><title>404 Not Found</title><body><h1>404 Not Found</h1>"
            + "<hr>" * 200
            + "</body></html>",
            7,
            "list_end",
        ),
        ("<html><title>404</title><body>您访问的页面不存在</body></html>", 1, "error_page"),
        ("<html><body><div class=list>暂无数据</div></body></html>", 1, "list_empty"),
        ('<html><body><script>createPage(0,0,"index","html")</script></body></html>', 1, "list_empty"),
        (
            "<script>document.cookie='x=1';location.href=location.pathname+location.search</script>",
            1,
            "blocked_page",
        ),
        ("", 1, "not_a_list"),
    ],
)
def test_pages_that_are_no_list(body: str, number: int, code: str) -> None:
    result = read_list(body.encode(), url=DIRECTORY + "index_6.html", family="trs", page=number)
    assert (result.entries, result.next, codes(result)) == ((), None, [code])


DETAIL = """<html><head><meta name="ArticleTitle" content="关于第0123号建议的答复">
<meta name="PubDate" content="2024-07-12 10:00">
</head><body><table class="zwxl-table"><tr><td class="t1">[ 索引号 ]</td><td class="t2">11500000009275780L/2024-00001</td>
<td class="t1">[ 发文字号 ]</td><td class="t2">云民函〔2024〕18号</td></tr><tr><td class="t1">[ 有效性 ]</td><td class="t2"></td>
<td class="t1">[ 成文日期 ]</td><td class="t2">2024-06-18</td></tr></table>
<div class="zwxl-article"><div class="view TRS_UEDITOR trs_paper_default trs_word"><p>张某某代表：</p><p>收悉。</p></div></div>
<script>var hasFJ='<a href="./P020240712001.docx">附件1：统计表.docx</a><BR/><a href="./P020240712002.pdf">附件2.pdf</a>';
if(hasFJ!=''){document.write('<div>附件下载：'+hasFJ+'</div>')}</script>
<ul><li><a href="../202407/t20240711_9000011.html">上一篇的标题是另外一封信</a></li></ul></body></html>"""


def test_hints_of_a_document() -> None:
    address = DIRECTORY + "202407/t20240712_9000123.html"
    hints = detail_hints(parse_html(DETAIL), address)
    assert hints is not None
    assert hints.family == "trs"
    assert [text_of(body) for body in hints.body] == ["张某某代表：收悉。"]
    assert [(p.label, p.value) for p in hints.pairs] == [
        ("索引号", "11500000009275780L/2024-00001"),
        ("发文字号", "云民函〔2024〕18号"),
        ("有效性", ""),
        ("成文日期", "2024-06-18"),
    ]
    assert [(link.url, link.name) for link in hints.links] == [
        (DIRECTORY + "202407/P020240712001.docx", "附件1：统计表.docx"),
        (DIRECTORY + "202407/P020240712002.pdf", "附件2.pdf"),
    ]
    assert [t.tag for t in hints.metadata] == ["table"]


def test_a_document_is_no_list() -> None:
    for address in (DIRECTORY + "202407/t20240712_9000123.html", DIRECTORY + "content.html"):
        result = read_list(DETAIL.encode(), url=address, family="trs")
        assert (result.entries, codes(result)) == ((), ["detail_page"])


def test_empty_attachment_string_gives_no_link() -> None:
    tree = parse_html(
        DETAIL.replace(DETAIL[DETAIL.index("var hasFJ") : DETAIL.index("if(hasFJ")], "var hasFJ='';")
    )
    hints = detail_hints(tree, DIRECTORY + "202407/t20240712_9000123.html")
    assert hints is not None
    assert hints.links == ()


def test_recognition() -> None:
    found = recognise(page(ROWS, 'createPage(3,0,"index","html")'), url=DIRECTORY)
    assert (found.family, found.confidence) == ("trs", 1.0)
    assert found.evidence


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "url", "count", "pages", "following"),
    [
        ("ndrc-list.html", "https://www.ndrc.gov.cn/xxgk/zcfb/fzggwl/", 25, 9, "index_1.html"),
        ("tianjin-gk-list-notebook.html", "http://gk.tj.gov.cn/zxgbxx/bm/", 20, 50, "index_1.shtml"),
    ],
)
def test_real_lists(name: str, url: str, count: int, pages: int, following: str) -> None:
    result = read_list(shared(f"pages/trs/{name}").read_bytes(), url=url)
    assert (len(result.entries), result.total_pages, result.problems) == (count, pages, ())
    assert result.next is not None
    assert result.next.url == url + following
    assert all(e.date and len(e.title) > 8 for e in result.entries)
    assert not any("/jd/" in e.url for e in result.entries)
