"""Portals whose lists are files: TRS, UCAP, Guangdong, vsb, Shanghai, sasac, Zhengzhou, OpennessContent, any other."""

from __future__ import annotations

import re

from crawler.demo.exchange import Answer, Request
from tests.portal_site.letters import Letter
from tests.portal_site.site import FamilySite, plain, rows


class _Trs(FamilySite):
    family = "trs"
    extension = "html"
    column = "/zfxxgk/fdzdgknr/jytabl/"

    def address(self, letter: Letter) -> str:
        day = letter.published
        return f"{self.column}{day:%Y%m}/t{day:%Y%m%d}_{8000000 + letter.number}.{self.extension}"

    def relative(self, letter: Letter) -> str:
        return "./" + self.address(letter).removeprefix(self.column)

    def asked_page(self, request: Request) -> int | None:
        """The page a path names: the directory and `index` are 1, `index_1` is 2."""
        match = re.fullmatch(
            rf"(?:index(?:_(\d+))?\.{self.extension})?", request.path.removeprefix(self.column)
        )
        return int(match.group(1) or 0) + 1 if match and request.path.startswith(self.column) else None

    def detail(self, letter: Letter) -> str:
        has = self.files(letter, "").replace("<p>", "").replace("</p>", "")
        return (
            f'<div class="zwxl-content"><div class="zwxl-title"><p class="tit">{letter.title}</p></div>'
            f'<div class="zwxl-bar"><span class="tit">日期：</span><span class="con">{letter.published}</span></div>'
            f'<div class="zwxl-article"><div class="trs_editor_view TRS_UEDITOR trs_paper_default">{letter.paragraphs}</div>'
            f"<script>var hasFJ='{has}'; if(hasFJ!=''){{document.write('附件下载：'+hasFJ);}}</script></div></div>"
        )


class TrsNationalSkin(_Trs):
    """国家政府信息公开专栏: `div.zfxxgk_zdgkc`, dates in <b>, a table above the letter."""

    id = "trs-zfxxgk"

    def list_answer(self, request: Request) -> Answer | None:
        number = self.asked_page(request)
        if number is None or number > self.pages:
            return None
        found = rows(self.page_of(number), self.relative, "b")
        pager = f'<script>createPageHTML({self.pages}, {number - 1}, "index", "{self.extension}");</script>'
        return self.list_page(f'<div class="zfxxgk_zdgkc">{found}</div><div class="page">{pager}</div>')

    def detail(self, letter: Letter) -> str:
        return (
            f'<div class="scroll_main"><table><tr><td><b>索 引 号：</b></td><td>QY0{letter.number:04d}</td>'
            f"<td><b>成文日期：</b></td><td>{letter.published}</td></tr><tr><td><b>发布机构：</b></td>"
            f"<td>{letter.office}</td><td><b>有效性：</b></td><td></td></tr></table><h2>{letter.title}</h2>"
            f'<div class="scroll_cont ScrollStyle">{letter.paragraphs}{self.files(letter)}</div></div>'
        )


class TrsWrittenRows(_Trs):
    """Rows that inline scripts write (Wuhan), and the pager call with three numbers (Beijing)."""

    id = "trs-written"
    extension = "shtml"
    column = "/zwgk/jyta/rddbjy/"

    def list_answer(self, request: Request) -> Answer | None:
        number = self.asked_page(request)
        if number is None or number > self.pages:
            return None
        found = "".join(
            f'<li><script>var url="{self.relative(one)}";var title="{one.title}";var FILENUM="";'
            f'var time="{one.published}";document.writeln("<a href=\'"+url+"\' target=\'_blank\'>"+title+"</a>'
            '<span>"+time+"</span>");</script></li>'
            for one in self.page_of(number)
        )
        pager = (
            f"<script>createPageHTML({self.count}, {self.pages}, {number - 1}, 'index', 'shtml');</script>"
        )
        return self.list_page(f'<ul class="list">{found}</ul>{pager}')


class TrsStub(_Trs):
    """No pager at all; behind the end stands a stub of status 200."""

    id = "trs-stub"
    column = "/gk/jytabl/"
    extra = 0
    stub = "<html><head><title></title></head><body><ul></ul></body></html>"

    def list_answer(self, request: Request) -> Answer | None:
        number = self.asked_page(request)
        if number is None:
            return None
        if number > self.pages:
            return plain(self.stub)
        return self.list_page(rows(self.page_of(number), self.relative))


class _Ucap(FamilySite):
    family = "ucap"
    offset = 0
    column = "/qyx/c107321/zwgklist.shtml"

    def address(self, letter: Letter) -> str:
        return f"/qyx/c107321/{letter.published:%Y%m}/{letter.hash}.shtml"

    def list_head(self) -> str:
        return super().list_head() + '<meta name="others" content="页面生成时间 2025-10-08 10:00:01">'

    def list_answer(self, request: Request) -> Answer | None:
        match = re.fullmatch(r"/qyx/c107321/zwgklist(?:_(\d+))?\.shtml", request.path)
        number = (int(match.group(1)) - self.offset if match.group(1) else 1) if match else 0
        if not match or not 1 <= number <= self.pages or (match.group(1) and number == 1):
            return None
        call = f"createPageHTML('page_div',{self.pages}, {number},'zwgklist','shtml',{self.count});"
        return self.list_page(self.list_rows(number, call) + '<div id="page_div"></div>')

    def list_rows(self, number: int, call: str) -> str:
        return f'<div class="list">{rows(self.page_of(number), self.address)}</div><script>{call}</script>'

    def file_address(self, letter: Letter) -> str:
        return f"/qyx/c107321/{letter.published:%Y%m}/{letter.hash}/files/{letter.hash[:12]}.pdf"

    def detail(self, letter: Letter) -> str:
        text = f"<ucapcontent>{letter.paragraphs}</ucapcontent>"
        return (
            f"<h1><ucaptitle>{letter.title}</ucaptitle></h1><p>发布时间：<publishtime>{letter.published} 09:30</publishtime></p>"
            f'<div id="cmsArticleContent">{text}{self.files(letter)}</div>'
            f'<div id="cmsArticlezzzqContent">{text}</div>'
        )


class UcapSecond(_Ucap):
    """Page 2 is `_2`; the rows stand in a comment with the pager call behind them (Gansu)."""

    id = "ucap-second"

    def list_rows(self, number: int, call: str) -> str:
        found = rows(self.page_of(number), self.address, "b", around="")
        return f'<ul class="list"><!--{found}<script>{call}</script>--></ul>'


class UcapFirst(_Ucap):
    """Page 2 is `_1`, and nothing on the first page says so."""

    id = "ucap-first"
    offset = -1
    extra = 1


class GdPost(FamilySite):
    """Guangdong: absolute anchors, 最后一页."""

    id = "gdpost"
    family = "gdpost"
    column = "/xxgk/jyta/index.html"

    def address(self, letter: Letter) -> str:
        return f"/xxgk/jyta/content/post_{9100000 + letter.number}.html"

    def file_address(self, letter: Letter) -> str:
        return f"/attachment/7/7561/7561768/{9100000 + letter.number}.pdf"

    def list_answer(self, request: Request) -> Answer | None:
        match = re.fullmatch(r"/xxgk/jyta/(?:index(?:_(\d+))?\.html)?", request.path)
        number = int(match.group(1) or 1) if match else 0
        if not 1 <= number <= self.pages:
            return None
        return self.list_page(
            rows(self.page_of(number), lambda one: request.base + self.address(one))
            + self.pager(request.base, number),
            "<script>window.NFCMS_SITE_ID=200999;window.NFCMS_CAT_ID='9571';</script>",
        )

    def pager(self, base: str, number: int) -> str:
        def at(k: int, css: str, words: str) -> str:
            file = "index.html" if k == 1 else f"index_{k}.html"
            return (
                f'<span class="arrow"><a class="{css}" href="{base}/xxgk/jyta/{file}">\n{words}\n</a></span>'
            )

        numbers = "".join(
            at(k, "current" if k == number else "normal", str(k)) for k in range(1, self.pages + 1)
        )
        following = at(number + 1, "next", "下一页") if number < self.pages else ""
        first, last = at(1, "first", "第一页"), at(self.pages, "last", "最后一页")
        return f'<div class="pagediv" id="page_div">{first}{numbers}{following}{last}</div>'

    def detail(self, letter: Letter) -> str:
        return (
            f'<div class="article"><h1>{letter.title}</h1><p>发布时间：{letter.published}</p>'
            f'<div class="article-content article-content-body zoomcon">{letter.paragraphs}{self.files(letter)}</div></div>'
        )


class Vsb(FamilySite):
    """博达: the newest page has no number, page 2 the highest."""

    id = "vsb"
    family = "vsb"
    column = "/zfxxgk/jyta/rddbjy.htm"

    def address(self, letter: Letter) -> str:
        return f"/info/1119/{2000 + letter.number}.htm"

    def file_address(self, letter: Letter) -> str:
        return f"/system/_content/download.jsp?urltype=news.DownloadAttachUrl&owner=1559&wbfileid={letter.number}"

    def list_answer(self, request: Request) -> Answer | None:
        match = re.fullmatch(r"/zfxxgk/jyta/rddbjy(?:/(\d+))?\.htm", request.path)
        number = (self.pages - int(match.group(1)) + 1 if match.group(1) else 1) if match else 0
        if not match or not 1 <= number <= self.pages or match.group(1) == str(self.pages):
            return None
        up = "../../" if match.group(1) is None else "../../../"
        found = rows(self.page_of(number), lambda one: up + self.address(one)[1:])
        return self.list_page(f'<div class="list">{found}</div>{self.pager(number)}')

    def pager(self, number: int) -> str:
        def at(k: int, css: str, words: str) -> str:
            if k == number or not 1 <= k <= self.pages:
                return f'<span class="{css}_d">{words}</span>'
            here = "rddbjy/" if number == 1 else ""
            file = "../rddbjy.htm" if k == 1 else f"{here}{self.pages - k + 1}.htm"
            return f'<span class="{css}"><a href="{file}">{words}</a></span>'

        numbers = "".join(at(k, "p_no", str(k)) for k in range(1, self.pages + 1))
        return (
            f'<div class="pb_sys_common pb_sys_normal pb_sys_style1"><span class="p_t">共{self.count}条</span> '
            f'<span class="p_pages">{at(1, "p_first p_fun", "首页")}{at(number - 1, "p_prev p_fun", "上页")}{numbers}'
            f"{at(number + 1, 'p_next p_fun', '下页')}{at(self.pages, 'p_last p_fun', '尾页')}</span> "
            f'<span class="p_t">{number}/{self.pages}</span></div>'
        )

    def detail(self, letter: Letter) -> str:
        file = (
            self.files(letter)
            .replace("<p>附件：", "<p>附件【")
            .replace("</a></p>", "</a>】已下载<span>3</span>次</p>")
        )
        return (
            f'<form name="_newscontent_fromname"><h1>{letter.title}</h1><div class="info">{letter.published}</div>'
            f'<div id="vsb_content_2"><div class="v_news_content">{letter.paragraphs}</div></div></form>{file}'
        )


class Shanghai(FamilySite):
    """`index_2` is page 2, rows stand twice, the second time in a comment; the pager is a plugin's option."""

    id = "shanghai"
    family = "shanghai"
    column = "/jytabl2/index.html"

    def address(self, letter: Letter) -> str:
        return f"/jytabl2/{letter.published:%Y%m%d}/{letter.hash}.html"

    def list_answer(self, request: Request) -> Answer | None:
        match = re.fullmatch(r"/jytabl2/(?:index(?:_(\d+))?\.html)?", request.path)
        number = int(match.group(1) or 1) if match else 0
        if not 1 <= number <= self.pages:
            return None
        found = rows(self.page_of(number), self.address)
        script = (
            f"<script>$('#page').pagination({{totalPage: {self.pages}, currentPage: {number}}});</script>"
        )
        return self.list_page(f'<div class="list">{found}<!-- {found} --></div><div id="page"></div>{script}')

    def head(self, letter: Letter) -> str:
        return ""

    def detail(self, letter: Letter) -> str:
        return (
            f'<div id="ivs_title" class="Article-title">{letter.title}</div><div id="ivs_date">（{letter.published}）</div>'
            f'<div id="ivs_content" class="Article_content">{letter.paragraphs}{self.files(letter)}</div>'
        )


class Sasac(FamilySite):
    """国资委: fragments of rows whose numbers run backwards."""

    id = "sasac"
    family = "sasac"
    column = "/n2588035/n2588320/n2588335/index.html"
    folder = "/n2588035/n2588320/n2588335/"

    def address(self, letter: Letter) -> str:
        return f"{self.folder}c{23000000 + letter.number}/content.html"

    def list_answer(self, request: Request) -> Answer | None:
        def relative(one: Letter) -> str:
            return "../../.." + self.address(one)

        if request.path in (self.column, self.folder):
            shell = (
                f'<span id="comp_2603340">{rows(self.page_of(1), relative)}</span><table><tr><td id="pag_2603340" class="pages">'
                f'<script>var purl="../../..{self.folder}index_2603340"; var maxPageNum=0;'
                f'document.cookie="maxPageNum2603340={self.pages}"; maxPageNum = {self.pages};</script></td></tr></table>'
            )
            return self.list_page(f'<div class="zsy_list">{shell}</div>')
        match = re.fullmatch(rf"{self.folder}index_2603340_(\d+)\.html", request.path)
        number = self.pages - int(match.group(1)) + 1 if match else 0
        return plain(rows(self.page_of(number), relative)) if 2 <= number <= self.pages else None

    def head(self, letter: Letter) -> str:
        return f'<meta name="pubdate" content="{letter.published}">'

    def detail(self, letter: Letter) -> str:
        return (
            f'<div class="zsy_content"><div class="zsy_cotitle">{letter.title}<p>文章来源：{letter.office}　'
            f"发布时间：{letter.published}</p></div>"
            f'<div class="zsy_comain">{letter.paragraphs}{self.files(letter)}</div></div>'
        )


class Zhengzhou(FamilySite):
    """public.*: categories by code, pages by a parameter."""

    id = "zhengzhou"
    family = "zhengzhou"
    column = "/?a=dir&h=1&p=D1101X"

    def address(self, letter: Letter) -> str:
        return f"/D1101X/{4600000 + letter.number}.jhtml"

    def home(self) -> str:
        return super().home() + '<a href="/?a=dir&amp;h=1&amp;p=D1102X">政协委员提案办理</a>'

    def list_answer(self, request: Request) -> Answer | None:
        number = int(request.query.get("page", "1"))
        if request.path != "/" or request.query.get("p") != "D1101X" or not 1 <= number <= self.pages:
            return None
        found = "".join(
            f'<a href="{request.base}{self.address(one)}" target="_blank"><span>{one.title}</span><em>{one.published}</em></a>'
            for one in self.page_of(number)
        )
        numbers = "".join(
            f'<a class="{"cur" if k == number else ""}" href="/?a=dir&amp;h=1&amp;p=D1101X&amp;page={k}">{k}</a>'
            for k in range(1, self.pages + 1)
        )
        return self.list_page(f'<div class="page-list">{found}</div><div class="page-tile">{numbers}</div>')

    def detail(self, letter: Letter) -> str:
        return (
            f'<div class="content"><h1 class="content-title">{letter.title}</h1><p>发布日期：{letter.published}</p>'
            f'<div class="content-txt">{letter.paragraphs}{self.files(letter)}</div></div>'
        )


class Openness(FamilySite):
    """OpennessContent without a printed pager: the next number is tried, its absence is the end."""

    id = "openness"
    family = "openness"
    column = "/XxgkContent/showList/174/103128/page_1.html"
    extra = 0

    def address(self, letter: Letter) -> str:
        return f"/OpennessContent/show/{1870000 + letter.number}.html"

    def file_address(self, letter: Letter) -> str:
        return f"/UploadFile/{letter.published:%Y/%m}/{letter.hash[:8]}.pdf"

    def list_answer(self, request: Request) -> Answer | None:
        match = re.fullmatch(r"/XxgkContent/showList/174/103128/page_(\d+)\.html", request.path)
        found = self.page_of(int(match.group(1))) if match else ()
        cells = "".join(
            f'<tr><td class="bt"><a href="{self.address(one)}" title="{one.title}">{one.title}</a></td>'
            f'<td class="cwrq">{one.published}</td></tr>'
            for one in found
        )
        return (
            self.list_page(f'<div class="search-list"><table><tbody>{cells}</tbody></table></div>')
            if found
            else None
        )

    def detail(self, letter: Letter) -> str:
        return (
            f'<div class="contentbox"><h1>{letter.title}</h1><p>发布时间：{letter.published}</p>'
            f'<div id="zoom">{letter.paragraphs}{self.files(letter)}</div></div>'
        )


class Generic(FamilySite):
    """A house-made site: anchors of its own shape, a pager of words."""

    id = "house-made"
    family = "generic"
    column = "/index.php/list/17"

    def address(self, letter: Letter) -> str:
        return f"/index.php/show/{50000 + letter.number}"

    def file_address(self, letter: Letter) -> str:
        return f"/uploads/{letter.published:%Y%m%d}/{letter.hash[:10]}.pdf"

    def list_answer(self, request: Request) -> Answer | None:
        number = int(request.query.get("page", "1"))
        if request.path != self.list_path or not 1 <= number <= self.pages:
            return None
        following = (
            f'<a href="{self.list_path}?page={number + 1}">下一页</a>'
            if number < self.pages
            else "<a>下一页</a>"
        )
        pager = f'<div class="pages">共{self.count}条 {number}/{self.pages}页 {following}</div>'
        return self.list_page(rows(self.page_of(number), self.address) + pager)

    @property
    def list_path(self) -> str:
        return self.column

    def detail(self, letter: Letter) -> str:
        return (
            f'<div class="show"><h2>{letter.title}</h2><div class="info">发布时间：{letter.published}</div>'
            f'<div class="txt">{letter.paragraphs}{self.files(letter)}</div></div>'
        )


class Framed(Generic):
    """The column's page is a shell around a frame of the same host that holds the list."""

    id = "framed"
    column = "/col/jyta.html"
    extra = 1

    @property
    def list_path(self) -> str:
        return "/frames/list_17.html"

    def list_answer(self, request: Request) -> Answer | None:
        if request.path == self.column:
            frames = (
                '<iframe src="/visitcount/count.html" width="0" height="0"></iframe>'
                f'<iframe id="rightlist" src="{self.list_path}" width="100%" height="800"></iframe>'
            )
            return self.list_page(frames)
        return super().list_answer(request)


STATIC = (
    TrsNationalSkin,
    TrsWrittenRows,
    TrsStub,
    UcapSecond,
    UcapFirst,
    GdPost,
    Vsb,
    Shanghai,
    Sasac,
    Zhengzhou,
    Openness,
    Generic,
    Framed,
)
