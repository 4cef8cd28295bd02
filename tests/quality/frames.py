"""Page skeletons in the structure real portals use, to put invented letters into.

``frame(name, sheet) -> str``: the letter's lines stand where the portal's own body stands, its label/value
pairs where the portal prints them, and around both the chrome such portals have: menus, font switches,
neighbours with other letters' numbers, feedback forms, footers. Structures: fact sheet on portals.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from html import escape


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a case gives its frame. ``lines``: '>> ' in front is right-aligned, '^^ ' centred, '|' a table row."""

    title: str
    pairs: tuple[tuple[str, str], ...]
    lines: tuple[str, ...]
    site: str = "云江市人民政府"

    def get(self, label: str) -> str:
        return next((value for name, value in self.pairs if name == label), "")


def frame(name: str, sheet: Sheet) -> str:
    """The whole page as HTML. KeyError: no such frame."""
    return FRAMES[name](sheet)


def _paragraphs(lines: tuple[str, ...], tag: str = "p", words: Callable[[str], str] = escape) -> str:
    out: list[str] = []
    for line in lines:
        if line.startswith("|"):
            cells = "".join(f"<td><p>{words(cell.strip())}</p></td>" for cell in line.strip("|").split("|"))
            out.append(f'<table border="1"><tr>{cells}</tr></table>')
        elif line.startswith(">> "):
            out.append(f'<{tag} style="text-align: right;">{words(line[3:])}</{tag}>')
        elif line.startswith("^^ "):
            out.append(f'<{tag} align="center">{words(line[3:])}</{tag}>')
        else:
            out.append(f'<{tag} style="text-indent: 2em">{words(line)}</{tag}>')
    return "\n".join(out)


def _word(text: str) -> str:
    """As pasted from Word: digits, year marks and brackets each in a span of their own."""
    return re.sub(r"(\d+|[年月日第号届次〔〕（）])", r'<span lang="EN-US">\1</span>', escape(text))


def _head(sheet: Sheet, extra: str = "") -> str:
    return (
        f'<!DOCTYPE html>\n<html lang="zh-CN"><head><meta charset="utf-8">\n'
        f"<title>{escape(sheet.title)}-{sheet.site}</title>\n{extra}</head>\n"
    )


def _footer(sheet: Sheet) -> str:
    return (
        f'<div class="footer"><p>主办：{sheet.site}办公室　承办：云江市大数据中心</p>'
        "<p>政府网站标识码：5399000001　滇ICP备05000000号-1　滇公网安备 53990002000001号</p>"
        "<p>联系电话：0899-2120000　网站地图</p></div></body></html>"
    )


def _trs(sheet: Sheet) -> str:
    meta = (
        f'<meta name="SiteName" content="{sheet.site}"><meta name="ColumnName" content="建议提案办理">\n'
        f'<meta name="ArticleTitle" content="{escape(sheet.title)}">\n'
        f'<meta name="PubDate" content="{sheet.get("发布日期")} 10:12">\n'
        f'<meta name="ContentSource" content="{sheet.get("来源") or sheet.get("发布机构")}">'
    )
    rows = "".join(
        f'<tr><td class="t1">[ {escape(a)} ]</td><td class="t2">{escape(b)}</td></tr>' for a, b in sheet.pairs
    )
    return (
        _head(sheet, meta)
        + (
            '<body><div class="top"><a href="/">首页</a><a href="/zwgk/">政务公开</a><a href="/bs/">无障碍</a></div>'
            '<div class="dqwz">您当前的位置：<a href="/">首页</a> &gt; <a href="../">建议提案办理</a></div>'
            f'<table class="zwxl-table">{rows}</table>'
            f'<div class="zwxl-content"><div class="zwxl-title"><p class="tit">{escape(sheet.title)}</p></div>'
            f'<div class="zwxl-bar"><span class="tit">日期：</span><span class="con">{sheet.get("发布日期")}</span>'
            '<span class="tit">字 号：</span><a>大</a><a>中</a><a>小</a></div>'
            '<div class="zwxl-article"><div class="view TRS_UEDITOR trs_paper_default trs_word">'
            f"{_paragraphs(sheet.lines, words=_word)}</div></div>"
            "<script>var hasFJ='';if(hasFJ!=''){document.write('附件下载：'+hasFJ);}</script></div>"
            '<div class="ewm">扫一扫在手机打开当前页</div><div>小龙人形象</div><div>智能问答</div><div>关闭</div>'
        )
        + _footer(sheet)
    )


def _hanweb(sheet: Sheet) -> str:
    cells = [f"<td>{escape(a)}：</td><td>{escape(b)}</td>" for a, b in sheet.pairs]
    rows = "".join(f"<tr>{''.join(cells[i : i + 2])}</tr>" for i in range(0, len(cells), 2))
    meta = (
        f"<meta name='ArticleTitle' content='{escape(sheet.title)}'>"
        f"<meta name='PubDate' content='{sheet.get('发布日期')} 09:00'>"
    )
    return (
        _head(sheet, meta)
        + (
            '<body><div id="hiddenLocation" style="display:none"><span>政务公开</span><span>建议提案</span></div>'
            '<table class="bt-position"><tr><td>当前位置：<a href="/">首页</a>>> <a href="/col/col122/">建议提案</a>'
            f'</td></tr></table><table class="xxgk_article">{rows}</table>'
            f'<table><tr><td class="title">{escape(sheet.title)}</td></tr>'
            f"<tr><td>发布时间：{sheet.get('发布日期')} 信息来源：{sheet.get('来源')} 浏览次数："
            '<script src="/module/visitcount/articlehits.jsp?colid=122&artid=9"></script> 字体：[ 大 中 小 ]</td></tr>'
            '<tr><td><div id="zoom" class="zoom"><!--<$[信息内容]>begin--><meta name="ContentStart"/>'
            f'{_paragraphs(sheet.lines)}<meta name="ContentEnd"/><!--<$[信息内容]>end--></div></td></tr></table>'
            "<p>【打印本页】 【关闭窗口】</p>"
        )
        + _footer(sheet)
    )


def _ucap(sheet: Sheet) -> str:
    body = _paragraphs(sheet.lines)
    rows = "".join(f"<li><b>{escape(a)}</b><span>{escape(b)}</span></li>" for a, b in sheet.pairs)
    return (
        _head(
            sheet,
            '<meta name="others" content="页面生成时间 2025-01-01 08:00:00">'
            f'<meta name="ArticleTitle" content="{escape(sheet.title)}">'
            f'<meta name="PubDate" content="{sheet.get("发布日期")}">',
        )
        + (
            '<body><div class="wza">无障碍浏览</div><div class="crumb">当前位置： <a href="/">首页</a> -> <a>公开</a></div>'
            f'<ul class="xxgk-head">{rows}</ul><h2><UCAPTITLE>{escape(sheet.title)}</UCAPTITLE></h2>'
            '<div class="share">分享到： 微信 头条 微博</div>'
            f'<div id="cmsArticleContent"><UCAPCONTENT>{body}</UCAPCONTENT></div>'
            f'<div id="cmsArticlezzzqContent" style="display:none"><UCAPCONTENT>{body}</UCAPCONTENT></div>'
            '<div class="print">打印 收藏 关闭</div>'
        )
        + _footer(sheet)
    )


def _vsb(sheet: Sheet) -> str:
    info = "　".join(f"{a}：{b}" for a, b in sheet.pairs)
    return (
        _head(sheet)
        + (
            '<body><div class="menu"><ul><li><a href="/">网站首页</a></li><li><a href="/gk.htm">信息公开</a></li></ul></div>'
            '<div class="winstyle">当前位置: <a href="/">首页</a>>><a href="/gk/jyta.htm">建议提案</a>>>正文</div>'
            '<form name="_newscontent_fromname"><div class="article">'
            f"<h3>{escape(sheet.title)}</h3><div class='xx'>{escape(info)}　点击：[<span id='dynclicks'></span>]</div>"
            f'<div id="vsb_content"><div class="v_news_content">{_paragraphs(sheet.lines)}</div></div>'
            '<p>上一条：<a href="1001.htm">关于县十八届人大一次会议第901号建议的答复</a></p>'
            '<p>下一条：<a href="1003.htm">关于县政协九届一次会议第902号提案的答复</a></p>'
            "<div>【关闭】</div></div></form>"
        )
        + _footer(sheet)
    )


def _gkmlpt(sheet: Sheet) -> str:
    cells = [
        f'<td class="first">{escape(a)}：</td><td class="second"><span title="{escape(b)}">{escape(b)}</span></td>'
        for a, b in sheet.pairs
    ]
    rows = "".join(f"<tr>{''.join(cells[i : i + 2])}</tr>" for i in range(0, len(cells), 2))
    return (
        _head(sheet)
        + (
            '<body><div class="nav"><a href="/">首页</a></div><div class="content"><div class="classify"><table>'
            f"{rows}</table></div><h1 class='title'>{escape(sheet.title)}</h1>"
            f'<div class="date-row">发布日期：{sheet.get("发布日期")}　浏览次数：<span id="hits">-</span></div>'
            f'<div class="article-content">{_paragraphs(sheet.lines)}</div></div>'
            '<div class="share-row">分享到</div>'
        )
        + _footer(sheet)
    )


def _longxun(sheet: Sheet) -> str:
    rows = "".join(
        f"<tr><th>{'<span></span>'.join(escape(a))}：</th><td class='pmingcheng'>{escape(b)}</td></tr>"
        for a, b in sheet.pairs
    )
    return (
        _head(sheet)
        + (
            '<body><!-- StartLabelHtml_publicInfo --><div class="wzdh"><a href="/">首页</a> &gt; <a>政府信息公开</a></div>'
            f'<table class="table_suoyin">{rows}</table><h1 class="newstitle">{escape(sheet.title)}</h1>'
            '<div class="newsinfo">【字体：大 中 小】</div>'
            f'<div id="zoom" class="j-fontContent newscontnet">{_paragraphs(sheet.lines)}</div>'
            '<div class="pages">文档附件：</div><p>扫一扫在手机打开当前页</p>'
        )
        + _footer(sheet)
    )


def _values(sheet: Sheet) -> str:
    """Values without labels, two titles: the Zhengzhou public.* shape."""
    items = "".join(f"<li>{escape(b)}</li>" for _, b in sheet.pairs)
    return (
        _head(sheet)
        + (
            '<body><div class="header"><a href="/">首页</a> / <a href="../">建议提案</a></div>'
            f'<ul class="xx-list">{items}</ul><h1>{escape(sheet.title)}</h1>'
            f'<div class="content-txt">{_paragraphs(sheet.lines)}</div><div>打印本页</div>'
        )
        + _footer(sheet)
    )


def _old(sheet: Sheet) -> str:
    """An ASP page of the 2000s: nested tables, font tags, line breaks for paragraphs, capitals."""
    lines = "<br>\n".join(
        "&nbsp;&nbsp;&nbsp;&nbsp;" + escape(line.removeprefix(">> ").removeprefix("^^ "))
        for line in sheet.lines
    )
    info = "&nbsp;&nbsp;".join(f"{a}：{b}" for a, b in sheet.pairs)
    return (
        f"<HTML><HEAD><TITLE>{escape(sheet.title)}</TITLE></HEAD><BODY><TABLE WIDTH=760><TR><TD>"
        "<A HREF=index.asp>首页</A> | <A HREF=gk.asp>公开</A></TD></TR></TABLE><TABLE WIDTH=760><TR><TD ALIGN=center>"
        f"<FONT SIZE=4><B>{escape(sheet.title)}</B></FONT></TD></TR><TR><TD ALIGN=center>{info}</TD></TR>"
        f"<TR><TD CLASS=content><FONT SIZE=3>{lines}</FONT></TD></TR></TABLE>"
        "<TABLE><TR><TD>版权所有 云江市人民政府办公室 滇ICP备05000000号</TD></TR></TABLE></BODY></HTML>"
    )


FRAMES: dict[str, Callable[[Sheet], str]] = {
    "trs": _trs,
    "hanweb": _hanweb,
    "ucap": _ucap,
    "vsb": _vsb,
    "gkmlpt": _gkmlpt,
    "longxun": _longxun,
    "values": _values,
    "old": _old,
}
