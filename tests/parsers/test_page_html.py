"""HTML pages: the body once and in order, metadata and titles around it, chrome out with reasons."""

from __future__ import annotations

import csv
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.page import read_page
from parsers.types import FileKind, Page
from tests.shared_folder import shared

URL = "https://mzj.linlan.example/zwgk_1/zfxxgkml/jyta/202308/t20230812_1234567.html"


def word(text: str) -> str:
    """As Word pastes it: every character in its own span."""
    return "".join(f'<span style="font-family:FangSong">{c}</span>' for c in text)


def page_of(
    body: str, *, head: str = "", box: str = "TRS_UEDITOR", around: tuple[str, str] = ("", "")
) -> Page:
    markup = (
        f"<!DOCTYPE html><html><head><meta charset=utf-8>{head}</head><body>{around[0]}"
        f'<div class="view {box} trs_word">{body}</div>{around[1]}</body></html>'
    )
    return read_page(markup.encode(), url=URL)


def texts(page: Page) -> list[str]:
    return [block.text for block in page.blocks]


def reasons(page: Page) -> dict[str, str]:
    return {d.block.text: d.reason for d in page.dropped}


LETTER = (
    "<p>林晓安代表：</p><p>您提出的《关于推进社区助餐的建议》（第57号）收悉，现答复如下：感谢您的关心。</p>"
    "<p>云江市民政局</p><p>2023年8月10日</p>"
)
LINES = re.findall(r"<p>(.*?)</p>", LETTER)


def test_one_character_a_span_loses_nothing() -> None:
    page = page_of(f"<p>{word('渝府办发〔2019〕110号、第十八届一次会议，2021年4月21日。')}</p>{LETTER}")
    assert texts(page) == ["渝府办发〔2019〕110号、第十八届一次会议，2021年4月21日。", *LINES]


def test_breaks_split_lines_and_source_line_ends_do_not() -> None:
    page = page_of(f"<p>关于推进\n      社区助餐<br>的 建议<br/><br>A  B</p>{LETTER}")
    assert texts(page)[:3] == ["关于推进社区助餐", "的 建议", "A B"]


def test_preformatted_text_keeps_its_lines() -> None:
    page = page_of(f"<pre>第一行\n  第二行</pre><p style='white-space: pre-wrap'>甲\n乙</p>{LETTER}")
    assert [(b.text, b.indent) for b in page.blocks[:4]] == [
        ("第一行", 0),
        ("第二行", 2),
        ("甲", 0),
        ("乙", 0),
    ]


def test_alignment_and_indent() -> None:
    page = page_of(
        "<p align=CENTER>甲</p><div style='text-align: right'><p>乙</p></div><center>丙</center>"
        f"<p style='text-indent:32px'>丁</p><p>　　戊</p><p>&nbsp;&nbsp;己</p>{LETTER}"
    )
    assert [(b.text, b.align, b.indent) for b in page.blocks[:6]] == [
        ("甲", "center", 0), ("乙", "right", 0), ("丙", "center", 0), ("丁", "", 2), ("戊", "", 2), ("己", "", 2),
    ]  # fmt: skip


def test_places_are_xpaths_of_the_page() -> None:
    page = page_of(LETTER, around=("<div>x</div>", ""))
    assert page.blocks[1].place == "/html/body/div[2]/p[2]"


def test_rows_headings_and_items() -> None:
    page = page_of(
        "<h2>答复</h2><ul><li>一</li><li>二</li></ul><table><tr><th>年份</th><th>数量</th></tr>"
        f"<tr><td><p>2022</p></td><td>5</td></tr><tr><td>2023</td><td></td><td>6</td></tr></table>{LETTER}"
    )
    assert [(b.kind, b.text) for b in page.blocks[:6]] == [
        ("heading", "答复"), ("item", "一"), ("item", "二"),
        ("row", "年份 | 数量"), ("row", "2022 | 5"), ("row", "2023 |  | 6"),
    ]  # fmt: skip


def test_a_layout_table_gives_paragraphs() -> None:
    many = "".join(f"<p>第{n}段。</p>" for n in range(5))
    page = page_of(f"<table><tr><td>左</td><td>{many}</td></tr></table>{LETTER}")
    assert texts(page)[:6] == ["左", *(f"第{n}段。" for n in range(5))]
    whole = f"<table><tr><td><table><tr><td><div class=TRS_Editor>{LETTER}</div></td></tr></table></td></tr></table>"
    assert texts(read_page(f"<html><body>{whole}".encode())) == LINES


def test_scripts_styles_and_hidden_parts_go_with_reasons() -> None:
    page = page_of(
        "<style>p{margin:0}</style><script>var a='关于'</script><!-- 注释 --><div style='display: none'>隐藏</div>"
        f"<p hidden>又一</p><textarea>留言</textarea>{LETTER}<noscript>请启用脚本</noscript>"
    )
    assert texts(page) == LINES
    found = reasons(page)
    assert found["隐藏"] == found["又一"] == "hidden element"
    assert found["p{margin:0}"] == "style sheet"
    assert found["var a='关于'"] == "script"
    assert "注释" not in "".join(texts(page))


def test_links_to_other_letters_do_not_reach_the_blocks() -> None:
    after = "<div>上一篇：<a href=/a>关于第58号建议的复函</a></div><p>下一篇：</p><p>关于第56号建议的复函</p>"
    outside, inside = page_of(LETTER, around=("", after)), page_of(LETTER + after)
    assert texts(outside) == texts(inside) == LINES
    assert reasons(inside)["关于第56号建议的复函"] == "previous/next link"


def test_navigation_and_foot_go_with_reasons() -> None:
    page = page_of(
        LETTER,
        around=(
            '<div class="nav"><a>首页</a><a>政务公开</a></div><p>您当前的位置：首页 &gt; 政务公开</p>',
            '<div>扫一扫在手机打开当前页</div><div class="footer">主办：云江市民政局 云ICP备1号</div>',
        ),
    )
    assert texts(page) == LINES
    assert set(reasons(page).values()) == {"site navigation", "breadcrumb", "share prompt", "site footer"}


TABLE = (
    '<table class="zwxl-table"><tr><td>[ 索引号 ]</td><td>11500999MB1234567X/2023-00057</td><td>[ 发文字号 ]</td>'
    "<td>临民函〔2023〕88号</td></tr><tr><td>主&emsp;题&nbsp;分类：</td><td>民政</td><td>索<span></span>引号</td><td></td></tr>"
    "<tr><td><strong><!--生成日期-->公开日期</strong></td><td>2023-08-12</td><td>成文日期</td><td>2023-08-10</td></tr></table>"
)


@pytest.mark.parametrize("twice", [False, True])
def test_the_disclosure_table(twice: bool) -> None:
    page = page_of(LETTER, around=(TABLE * (2 if twice else 1), ""))
    assert [(p.label, p.value) for p in page.pairs] == [
        ("索引号", "11500999MB1234567X/2023-00057"),
        ("发文字号", "临民函〔2023〕88号"),
        ("主题分类", "民政"),
        ("发布日期", "2023-08-12"),
        ("成文日期", "2023-08-10"),
    ]
    assert texts(page) == LINES


def test_label_lists_and_the_line_under_the_title() -> None:
    around = (
        "<ul><li><span>发布机关：</span> 临澜区民政局 </li><li><b>文　　号：</b>临民函〔2023〕88号</li></ul>"
        "<h1>关于第57号建议的复函</h1>"
        "<div>日期：<span>2023-08-12</span> 来源：<span>区民政局</span> 字号：<a>大</a><a>小</a></div>"
    )
    page = page_of(LETTER, around=(around, ""))
    assert {(p.label, p.value, p.source) for p in page.pairs} == {
        ("发布机构", "临澜区民政局", "list"),
        ("发文字号", "临民函〔2023〕88号", "list"),
        ("发布日期", "2023-08-12", "header"),
        ("来源", "区民政局", "header"),
    }


@pytest.mark.parametrize(
    ("made", "printed", "expected"),
    [
        ("2023-11-10 15:33:34", "<p>日期：2021/09/06</p>", ["2021/09/06"]),
        ("2023-11-10 15:33:34", "", ["2023-11-10 15:33:34"]),
        ("2024-01-01 00:00:00", "<p>日期：2023/11/10</p>", ["2023-11-10 15:33:34", "2023/11/10"]),
    ],
)
def test_a_pubdate_that_is_when_the_page_was_generated(made: str, printed: str, expected: list[str]) -> None:
    head = f'<meta name="PubDate" content="2023-11-10 15:33:34"/><meta name="others" content="页面生成时间 {made}"/>'
    page = page_of(LETTER, head=head, around=(printed, ""))
    assert [p.value for p in page.pairs if p.label in ("PubDate", "发布日期")] == expected


def test_titles_in_the_order_of_trust() -> None:
    head = (
        "<META content='关于区十九届人大二次会议第57号建议的复函' NAME=\"articletitle\">"
        "<title>关于区十九届人大二次会议第57号建议的复函_云江市临澜区民政局</title>"
    )
    around = "<h1>网站大标题</h1><div class=tit>关于区十九届人大二次会议<br>第57号建议的复函</div><p>标题：</p><p>x</p>"
    page = page_of(LETTER, head=head, around=(around, ""))
    assert [(t.source, t.text) for t in page.titles] == [
        ("meta", "关于区十九届人大二次会议第57号建议的复函"),
        ("heading", "关于区十九届人大二次会议第57号建议的复函"),
        ("html-title", "关于区十九届人大二次会议第57号建议的复函"),
    ]


@pytest.mark.parametrize(
    ("printed", "title"),
    [
        ("云江市人民政府门户网站-东湖博物馆-东湖美术馆", "东湖博物馆-东湖美术馆"),
        ("云江市人民政府-关于第57号建议的复函", "关于第57号建议的复函"),
        ("云江市民政局 部门资讯 “助餐进社区”活动启动", "“助餐进社区”活动启动"),
        ("云江市民政局 关于第57号建议的复函", "云江市民政局 关于第57号建议的复函"),
        ("云江市民政局关于第57号建议的复函_部门资讯", "云江市民政局关于第57号建议的复函"),
    ],
)
def test_a_window_title_without_site_and_column(printed: str, title: str) -> None:
    head = (
        '<meta name=SiteName content="云江市民政局"><meta name=ColumnName content="部门资讯">'
        f"<title>{printed}</title>"
    )
    assert [t.text for t in page_of(LETTER, head=head).titles] == [title]


def test_a_window_title_that_ends_with_the_documents_first_line() -> None:
    head = "<title>云江市人民政府门户网站-东湖博物馆-东湖美术馆简介</title>"
    page = page_of(f"<h3>东湖美术馆简介</h3>{LETTER}", head=head)
    assert [t.text for t in page.titles] == ["东湖美术馆简介"]


def test_a_site_name_is_no_title() -> None:
    head = '<meta name=SiteName content="云江市民政局"><meta name=ArticleTitle content="云江市民政局"><title>云江市民政局</title>'
    assert page_of(LETTER, head=head).titles == ()


def test_a_body_printed_twice_is_taken_once() -> None:
    page = read_page(
        f'<body><div id="cmsArticleContent"><ucapcontent>{LETTER}</ucapcontent></div>'
        f'<div id="cmsArticlezzzqContent"><ucapcontent>{LETTER}</ucapcontent></div></body>'.encode()
    )
    assert texts(page) == LINES


def test_a_body_in_a_box_nobody_knows() -> None:
    menu = "".join(f"<li><a href=/{n}>栏目{n}</a></li>" for n in range(30))
    more = "<p>为此，我们开展了调研，投入资金，改善服务，取得了成效，群众满意。</p>" * 3
    page = read_page(
        f"<body><ul>{menu}</ul><div><div class=qq>{LETTER}{more}</div></div><p>联系我们</p></body>".encode()
    )
    assert texts(page)[:2] == LINES[:2]
    assert "栏目3" not in texts(page)


def test_a_hidden_second_copy_is_not_the_body() -> None:
    page = read_page(
        f"<body><div style='display:none' class=zoom>{LETTER.replace('<p>', '').replace('</p>', '')}</div>"
        f"<div class=box>{LETTER}</div></body>".encode()
    )
    assert texts(page) == LINES


def test_text_after_an_early_end_of_html_is_read() -> None:
    page = read_page(
        f"<html><head></head><body><p>头</p></html><div id=zoom>{LETTER}</div></body></html>".encode()
    )
    assert texts(page) == LINES


def test_files_in_and_under_the_body() -> None:
    page = page_of(
        f'{LETTER}<p><a href="./P02023.pdf"><b>附件1.pdf</b></a> <a href="/x.html">链接</a></p>',
        around=(
            "",
            '<a href="/module/download/downfile.jsp?classid=0&filename=a.pdf">征询意见表</a><iframe src="b.ofd"></iframe>',
        ),
    )
    assert [(link.url, link.name) for link in page.links] == [
        ("https://mzj.linlan.example/zwgk_1/zfxxgkml/jyta/202308/P02023.pdf", "附件1.pdf"),
        ("https://mzj.linlan.example/module/download/downfile.jsp?classid=0&filename=a.pdf", "征询意见表"),
        ("https://mzj.linlan.example/zwgk_1/zfxxgkml/jyta/202308/b.ofd", "b.ofd"),
    ]


def test_a_body_without_text_says_so() -> None:
    page = page_of("<p><img src=a.jpg></p>")
    assert page.blocks == ()
    assert "empty_body" in [p.code for p in page.problems]


def test_a_picture_in_a_known_box_is_the_document_and_not_the_foot() -> None:
    foot = (
        '<div class="bot"><p><a href="/z/">站点地图</a><a href="/n/">智能问答</a><br>版权所有：云江市临澜区人民政府 | '
        "滇ICP备05000000号<br>主办单位：临澜区政府办公室 | 联系地址：云江市临澜区东湖路300号</p></div>"
    )
    page = page_of("<p><img src=a.png></p><p><br></p>", around=("<p>日期：2023-06-08</p>", foot))
    assert page.blocks == ()
    assert "empty_body" in [p.code for p in page.problems]


def test_a_picture_beside_the_text_is_not_the_document() -> None:
    page = page_of("<p><img src=a.png></p>", around=("", f"<div class=text>{LETTER}</div>"))
    assert texts(page) == LINES


def test_the_editors_name_ends_no_document() -> None:
    page = page_of(f"{LETTER}<span class=operator>责任编辑：<i>林晓</i></span><p>【关闭当前页面】</p>")
    assert texts(page) == LINES
    assert reasons(page) == {"责任编辑：林晓": "editor's name", "【关闭当前页面】": "page controls"}


def test_gbk_under_a_utf8_header() -> None:
    data = f"<html><head><meta charset=gb2312></head><body><div id=zoom>{LETTER}</div>".encode("gbk")
    page = read_page(data, content_type="text/html; charset=utf-8")
    assert texts(page) == LINES
    assert [p.code for p in page.problems] == ["charset_mismatch"]


@pytest.mark.parametrize("tag", ["div", "b", "table><tr><td", "ul><li"])
def test_ten_thousand_levels(tag: str) -> None:
    page = read_page((f"<{tag}>" * 10_000 + LETTER).encode())
    assert texts(page) == LINES


def test_control_characters_in_markup() -> None:
    page = read_page(f"<body><div id=zoom>\0\x01{LETTER}\x0b</div>".encode())
    assert texts(page) == LINES
    assert "control_characters" in [p.code for p in page.problems]


@pytest.mark.parametrize(
    "markup",
    [
        "<p>" + "长" * 1_000_000,
        "<p>" + "<span>字</span>" * 100_000,
        "<p>行</p>" * 100_000,
        "<p>" + " \n" * 500_000 + "完",
        "<a href='" + "x" * 1_000_000 + ".pdf'>附件</a>",
        "<div style='" + "display:" * 100_000 + "'>字</div>",
        "<meta name='ArticleTitle' content='" + "<" * 300_000 + "'>字",
        "<title>" + "a - " * 5_000 + "</title>字",
        "<table>" + "<tr><td>1<td>2" * 30_000,
    ],
)
def test_large_pages_end(markup: str) -> None:
    assert read_page(f"<html><body><div id=zoom>{markup}".encode(), url=URL).kind is FileKind.HTML


PIECES = st.sampled_from(
    [
        "<p>", "</p>", "<div>", "</table>", "<td>", "<tr>", "<table>", "<br>", "字", "&nbsp;", "<", "<!--", "<h1>", "</html>",
        "<body>", "<script>", "</div>", " ", "索引号", "：", "<span style='display:none'>", "<ucapcontent>",
    ]
)  # fmt: skip


@settings(max_examples=60)
@given(st.lists(PIECES, max_size=40))
def test_never_raises_on_broken_markup(parts: list[str]) -> None:
    read_page(("<p>" + "".join(parts)).encode(), url=URL)


def detail_pages() -> list[str]:
    try:
        index = shared("pages/INDEX.tsv")
    except pytest.skip.Exception:
        return []
    with index.open(encoding="utf-8", newline="") as file:
        return [row["file"] for row in csv.DictReader(file, delimiter="\t") if row["kind"] == "detail"]


@pytest.mark.shared
@pytest.mark.parametrize(
    "name", detail_pages() or [pytest.param("none", marks=pytest.mark.skip("no shared folder"))]
)
def test_real_detail_pages(name: str) -> None:
    """Whole body once, no navigation, no line twice in a row of chrome."""
    page = read_page(shared(f"pages/{name}").read_bytes())
    body = texts(page)
    assert body, "no text"
    joined = "\n".join(body)
    for chrome in (
        "您当前的位置",
        "当前位置：",
        "上一篇",
        "扫一扫在手机打开",
        "网站标识码",
        "ICP备",
        "版权所有",
    ):
        assert chrome not in joined
    assert not re.search(r"function\s*\(|document\.write|margin:0", joined)
    long = [t for t in body if len(t) > 60]
    assert len(long) - len(set(long)) <= len(long) // 20, "the body is there twice"
    if name not in (
        "nfra-api/nfra-rendered-page.html",
    ):  # drawn by scripts: its title stands in a meta tag only
        assert page.titles
