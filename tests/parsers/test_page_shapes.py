"""One letter in pages built in many ways: its whole text once, in order, and nothing of what stands around it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from html import escape

import pytest

from parsers.page import read_page
from parsers.parse import parse

TITLE = "云江市林业局关于市十六届人大三次会议第208号建议的答复"
SALUTATION = "林晓安、韦南代表："
BODY = [
    "你们提出的《关于恢复东湖湿地的建议》（第208号）收悉，现答复如下：",
    "一、近年来，我局投入资金320万元，恢复湿地1200亩，依据《云江市湿地保护条例》划定了保护红线。",
    "二、下一步，我们将会同有关部门继续加大投入，力争三年内完成东湖湿地二期工程。",
    "（一）加强巡护，",
    "招募护林员36名；",
    "（二）完善监测站点，布设水质监测设备12台套。",
    "感谢你们对林业工作的关心和支持！",
]
SIGNED = ["云江市林业局", "2023年7月18日", "（联系人：周某川，联系电话：0899-2123456）"]
LINES = [SALUTATION, *BODY, *SIGNED]
NEIGHBOUR = "云江市林业局关于市政协十五届二次会议第77号提案的答复"


def paragraphs(lines: list[str] = LINES, tag: str = "p") -> str:
    return "".join(f"<{tag}>{escape(line)}</{tag}>" for line in lines)


def page(body: str, title: str | None = TITLE) -> str:
    return f"<html><head>{f'<title>{title}</title>' if title else ''}</head><body>{body}</body></html>"


def _paragraphs_in_body() -> str:
    return page(f"<h1>{TITLE}</h1>{paragraphs()}", None)


def _boxes_in_body() -> str:
    return page(f"<h2>{TITLE}</h2>{paragraphs(tag='div')}", None)


def _between_menu_and_footer() -> str:
    return page(
        '<ul><li><a href="/">首页</a></li><li><a href="/x">政务公开</a></li></ul>'
        f"<h1>{TITLE}</h1><div>发布时间：2023-08-01 来源：市林业局 浏览：32次</div>{paragraphs(LINES[:-2])}"
        f'<div style="text-align:right">{LINES[-2]}</div><p>{LINES[-1]}</p>'
        f'<div><a href="a">上一篇：{NEIGHBOUR}</a></div><div>主办：云江市人民政府办公室 滇ICP备05000000号</div>'
    )


def _nested_word_tables() -> str:
    words = "".join(
        "<p class=MsoNormal><span lang=EN-US>&nbsp;&nbsp;&nbsp;&nbsp;</span>"
        + "".join(f"<span>{escape(c)}</span>" for c in line)
        + "<o:p></o:p></p>"
        for line in LINES
    )
    return page(
        f"<table><tr><td><table><tbody><tr><td><div class=Section1>{words}</div></td></tr></tbody></table></td></tr></table>"
    )


def _characters_beside_news() -> str:
    words = "".join(f"<p>{''.join(f'<span>{escape(c)}</span>' for c in line)}</p>" for line in LINES)
    return page(f'<div><div>{words}</div><div class="side">{_news()}</div></div>')


def _news() -> str:
    return "<h4>通知公告</h4>" + "".join(
        f"<p>云江市林业局召开第{i}次党组会议，学习贯彻有关会议精神，研究部署近期重点工作，局长出席会议并讲话。</p>"
        for i in range(12)
    )


def _beside_a_column_of_news() -> str:
    return page(
        f'<div class="l"><div class="art"><h1>{TITLE}</h1>{paragraphs()}</div></div><div class="r">{_news()}</div>'
    )


def _beside_a_list_of_letters() -> str:
    rows = "".join(
        f'<li><a href="{i}">关于市十六届人大三次会议第{i}号建议的答复</a><span>2023-07-{i:02}</span></li>'
        for i in range(10, 28)
    )
    return page(
        f'<div class="row"><div class="col-3"><ul>{rows}</ul></div><div class="col-9"><h3>{TITLE}</h3>'
        f'<p class="sub">时间：2023-08-01　作者：　点击：18</p><div class="article">{paragraphs()}</div>'
        '<div class="share"><a>微信</a><a>微博</a></div></div></div>'
    )


def _sections() -> str:
    return page(
        f"<header><nav><a href='/'>首页</a></nav></header><main><article><header><h1>{TITLE}</h1></header>"
        f"<section>{paragraphs(LINES[:5])}</section><section>{paragraphs(LINES[5:])}</section></article></main>"
        "<footer>云江市人民政府主办</footer>"
    )


def _parts() -> str:
    parts = (LINES[:2], LINES[2:4], LINES[4:8], LINES[8:])
    boxes = "".join(f'<div class="p{i}">{paragraphs(part)}</div>' for i, part in enumerate(parts))
    return page(f'<div class="page"><div class="zw">{boxes}</div></div>')


def _salutation_and_signature_apart() -> str:
    return page(
        f'<div class="a"><div class="call">{SALUTATION}</div><div class="text">{paragraphs(BODY)}</div>'
        f'<div class="sign">{SIGNED[0]}<br>{SIGNED[1]}</div></div>'
    )


def _breaks_in_a_cell() -> str:
    lines = "<br>".join("　　" + escape(line) for line in LINES)
    return page(
        f"<center><b>{TITLE}</b></center><hr><table><tr><td><font size=3>{lines}</font></td></tr></table>"
        "<center>Copyright 云江市</center>",
        None,
    )


def _definition_list() -> str:
    return page(
        "<dl><dt>索引号</dt><dd>005301213/2023-00031</dd><dt>发布机构</dt><dd>云江市林业局</dd><dt>发布日期</dt>"
        f'<dd>2023-08-01</dd></dl><div class="doc"><h2>{TITLE}</h2><div>{paragraphs()}</div></div>'
        f'<aside><h3>相关链接</h3><ul><li><a href="1">{NEIGHBOUR}</a></li></ul></aside>'
    )


def _one_table() -> str:
    return page(
        f"<table><tr><th>标题</th><td>{TITLE}</td></tr><tr><th>发布机构</th><td>云江市林业局</td></tr>"
        f"<tr><th>发布日期</th><td>2023-08-01</td></tr><tr><th>正文</th><td>{paragraphs()}</td></tr></table>",
        None,
    )


def _twice_for_two_screens() -> str:
    one = f"<h1>{TITLE}</h1><div>{paragraphs()}</div>"
    return page(f'<div class="pc">{one}</div><div class="mobile">{one}</div>')


def _chatbot_and_buttons() -> str:
    return page(
        '<div class="robot"><p>您好，我是小云，智能问答机器人，请问有什么可以帮您？</p><p>智能问答</p></div>'
        f'<div class="main"><h1>{TITLE}</h1><div><span>字号：</span><a>大</a><a>中</a><a>小</a>'
        '<button onclick="window.print()">打印本页</button><span>分享到：</span><i>微信</i><i>微博</i></div>'
        f"<div>{paragraphs()}</div><p>扫一扫在手机打开当前页</p></div>"
    )


def _frame_source() -> str:
    return page(f'<h1>{TITLE}</h1><iframe srcdoc="{escape(paragraphs())}"></iframe>')


def _script_string() -> str:
    return page(
        f'<h1>{TITLE}</h1><div id="c"></div><script>var content = "{paragraphs()}"; show(content);</script>'
    )


def _state_of_an_application() -> str:
    state = json.dumps({"article": {"title": TITLE, "content": paragraphs()}})
    return page(f'<div id="app"></div><script>window.__INITIAL_STATE__={state}</script>')


def _text_field() -> str:
    return page(f'<h1>{TITLE}</h1><textarea style="display:none">{escape(paragraphs())}</textarea>')


def _one_line_a_row() -> str:
    return page(f"<table>{''.join(f'<tr><td>{escape(line)}</td></tr>' for line in LINES)}</table>")


def _menu_in_the_same_table() -> str:
    rows = "".join(
        f'<li><a href="/n/{i}.html">关于市十六届人大三次会议第9{i}号建议的答复</a> <span>2023-07-{i + 10}</span></li>'
        for i in range(10)
    )
    lines = "<br/>\n".join("&nbsp;&nbsp;&nbsp;&nbsp;" + escape(line) for line in LINES)
    return page(
        f"<table><tr><td width=200><ul>{rows}</ul></td><td><font>{lines}</font></td></tr></table>"
        "<div><p>主办：云江市人民政府办公室</p><p>网站标识码：5399000001</p></div>"
    )


def _two_boxes_alike() -> str:
    return page(f"<div id=c><div>{paragraphs(LINES[:5])}</div><div>{paragraphs(LINES[5:])}</div></div>")


def _share_buttons_under_the_title(lines: list[str] = LINES) -> str:
    """EasySite: share box above and closing link below the text's box, the title in a box of its own."""
    return page(
        f'<div class="detail_con"><div class="subTitle"><h2>{TITLE}</h2><div><span>来源：市林业局</span> '
        '<span>日期：2023-08-01 15:28</span></div></div><div class="shareBox"><span>分享:</span><a>X</a></div>'
        f'<div class="txt">{paragraphs(lines)}</div>'
        '<div class="closeAn"><a href="javascript:window.close()">【关闭当前页面】</a></div></div>'
    )


def _columns_of_the_site_at_the_right(lines: list[str] = LINES) -> str:
    """ZCMS: the box of title and text beside a column of three headings."""
    side = "".join(
        f'<div class="sub"><a href="/{i}/">{word}</a></div>'
        for i, word in enumerate(("重点专题", "旅游杂志"))
    )
    return page(
        f'<div class="w"><div class="left"><div class="con"><h1>{TITLE}</h1><div>2023-08-01 来源：市林业局</div>'
        f'<div class="text">{paragraphs(lines)}</div></div></div><div class="right">{side}<p>新媒体互动</p></div></div>'
    )


def _a_page_inside_the_page(lines: list[str] = LINES) -> str:
    """A document pasted with its own html and body, its title in a box called title."""
    return page(
        f'<div class="main"><div class="box"><div class="title">{TITLE}</div><div class="author"><span>云江政务网</span>\n'
        "<span>发布日期 : 2023-08-01</span> <span>来源 : 市林业局</span></div>"
        f'<div class="content"><html><head></head><body>{paragraphs(lines)}</body></html><p>扫一扫在手机打开当前页</p></div>'
        '</div></div><div class="foot"><div><a href="https://www.example/">彩云省人民政府网</a></div></div>'
    )


def _contact_in_a_box_behind() -> str:
    """What ends a letter behind its date goes with it, title or not."""
    return page(
        f'<div class="art"><h1>{TITLE}</h1><div class="text">{paragraphs(LINES[:-1])}</div>'
        f'<div class="more"><p>{LINES[-1]}</p></div></div>'
    )


SHAPES: list[Callable[[], str]] = [
    _paragraphs_in_body, _boxes_in_body, _between_menu_and_footer, _nested_word_tables, _characters_beside_news,
    _beside_a_column_of_news, _beside_a_list_of_letters, _sections, _parts, _salutation_and_signature_apart,
    _breaks_in_a_cell, _definition_list, _one_table, _twice_for_two_screens, _chatbot_and_buttons, _frame_source,
    _script_string, _state_of_an_application, _text_field, _one_line_a_row, _menu_in_the_same_table,
    _two_boxes_alike, _share_buttons_under_the_title, _columns_of_the_site_at_the_right, _a_page_inside_the_page,
    _contact_in_a_box_behind,
]  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.__name__.strip("_"))
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_the_letter_is_whole(shape: Callable[[], str], encoding: str) -> None:
    record = parse(shape().encode(encoding)).record
    assert re.sub(r"[\s|]", "", record.text or "") == "".join(BODY)
    assert record.title == TITLE
    assert [a.name for a in record.addressees] == ["林晓安", "韦南"]
    assert (record.issuer, record.date_signed) == ("云江市林业局", "2023-07-18")
    assert record.matter_numbers == ("208",)
    assert record.proposal_title == "关于恢复东湖湿地的建议"


NEWS = [
    "7月18日，市林业局在东湖湿地开展巡护活动，林业系统职工、沿湖社区居民和志愿者共60余人参加，沿湖清理垃圾320公斤，劝阻垂钓12起。",
    "活动现场，志愿者向游客讲解湿地保护知识，发放宣传手册500余份，组织小学生辨认水鸟和水生植物，增强了大家保护湿地的意识，受到好评。",
    "下一步，市林业局将继续开展此类活动，推动湿地保护进社区、进学校、进景区，让更多市民了解湿地、爱护湿地，共同守护一湖碧水。",
    "据了解，东湖湿地面积1200亩，是候鸟迁徙的重要停歇地，近年来通过退塘还湿、栽种水生植物，水质逐年好转，鸟类增加到86种。",
]


@pytest.mark.parametrize(
    "shape",
    [_share_buttons_under_the_title, _columns_of_the_site_at_the_right, _a_page_inside_the_page],
    ids=lambda shape: shape.__name__.strip("_"),
)
def test_a_box_under_its_title_is_the_document(shape: Callable[[list[str]], str]) -> None:
    """No salutation and no signature tell here where the document begins and ends."""
    found = read_page(shape(NEWS).encode())
    assert [block.text for block in found.blocks] == NEWS
    assert {(pair.label, pair.value[:10]) for pair in found.pairs} == {
        ("来源", "市林业局"), ("发布日期", "2023-08-01"),
    }  # fmt: skip


def test_a_date_alone_under_the_title_is_the_publishing() -> None:
    html = page(f"<h1>{TITLE}</h1><ul><li>本站</li><li>2023-08-01 09:35</li></ul>{paragraphs()}")
    assert parse(html.encode()).record.date_published == "2023-08-01"


def test_text_from_a_script_is_said() -> None:
    assert "text_in_script" in {p.code for p in parse(_script_string().encode()).problems}


def test_a_converted_letter_in_a_simplified_page_is_converted_back() -> None:
    letter = (
        "<p>陳麗英等代表：</p><p>你們提出的“關於對中街進行清淤的建議”收悉，現答復如下：</p><p>關於清淤的問題，"
        "經與有關區縣會商，已辦理。</p><p>雲江縣水務事務中心</p><p>2021年7月2日</p>"
    )
    html = (
        f'<html><body><div class="a"><div>{letter}</div></div><div class="side">{_news()}</div></body></html>'
    )
    record = parse(html.encode()).record
    assert [a.name for a in record.addressees] == ["陈丽英"]
    assert (record.proposal_title, record.issuer) == ("关于对中街进行清淤的建议", "云江县水务事务中心")
