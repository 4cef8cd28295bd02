"""Portals whose rows come from an interface: Hanweb in its four ways, UCAP, gkmlpt, Anhui's label, Epoint."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta, timezone

from crawler.demo.exchange import Answer, Request
from tests.portal_site.letters import Letter
from tests.portal_site.site import FamilySite, as_json, missing, plain, rows

COLUMN = "1229743001"


class _Hanweb(FamilySite):
    family = "hanweb"
    column = f"/col/col{COLUMN}/index.html"

    def address(self, letter: Letter) -> str:
        day = letter.published
        return f"/art/{day.year}/{day.month}/{day.day}/art_{COLUMN}_{4200000 + letter.number}.html"

    def file_address(self, letter: Letter) -> str:
        return f"/module/download/downfile.jsp?classid=0&filename={letter.hash}.pdf"

    def detail(self, letter: Letter) -> str:
        return (
            f'<table class="xxgk_article"><tr><td>索引号</td><td>QY/{letter.number:05d}</td><td>文号</td><td></td></tr>'
            f"<tr><td>成文日期</td><td>{letter.published}</td><td>公开方式</td><td>主动公开</td></tr></table>"
            f'<h1 class="title">{letter.title}</h1><div id="zoom" class="zoom">{letter.paragraphs}{self.files(letter)}</div>'
            "<div id='hiddenLocation' style='display:none'><span>首页</span></div>"
        )

    def records(self, found: Sequence[Letter]) -> str:
        return "".join(
            f'<record><![CDATA[<li><a target="_blank" href="{self.address(one)}" title="{one.title}">{one.title}</a>'
            f"<b>{one.published}</b></li>]]></record>"
            for one in found
        )


class HanwebPage(_Hanweb):
    """jpage: the first rows embedded; the data proxy obeys ``page`` and ``perpage`` only."""

    id = "hanweb-page"
    unit, next_group = "7046321", ""

    def list_answer(self, request: Request) -> Answer | None:
        if request.path == self.column:
            script = (
                f"<script>var param={{col:'1',appid:'1',webid:'3702',path:'/',columnid:'{COLUMN}',sourceContentType:'1',"
                f"unitid:'{self.unit}',webname:'青沅县',permissiontype:'0'}};var dataproxy='/module/web/jpage/dataproxy.jsp';"
                f"$('#{self.unit}').jpage({{totalRecord:{self.count},perPage:{self.size}}});</script>"
            )
            store = (
                f'<script type="text/xml"><datastore><nextgroup>{self.next_group}</nextgroup>'
                f"<recordset>{self.records(self.page_of(1))}</recordset></datastore></script>"
            )
            return self.list_page(f'<div id="{self.unit}">{store}</div>{script}')
        if request.path != "/module/web/jpage/dataproxy.jsp":
            return None
        asked = {**request.query, **request.form}
        if asked.get("columnid") != COLUMN or asked.get("unitid") != self.unit:
            return plain("<datastore><recordset></recordset></datastore>", "text/xml")
        return plain(
            f"<datastore><totalrecord>{self.count}</totalrecord><totalpage>{self.pages}</totalpage>"
            f"<recordset>{self.records(self.window(asked))}</recordset></datastore>",
            "text/xml;charset=UTF-8",
        )

    def window(self, asked: dict[str, str]) -> Sequence[Letter]:
        return self.page_of(int(asked.get("page", "1")), int(asked["perpage"]))


class HanwebRecord(HanwebPage):
    """jpage: the data proxy obeys ``startrecord`` and ``endrecord`` only."""

    id = "hanweb-record"

    def window(self, asked: dict[str, str]) -> Sequence[Letter]:
        return self.letters[int(asked["startrecord"]) - 1 : int(asked["endrecord"])]


class HanwebEncrypted(HanwebPage):
    """jpage with encrypted numbers in <nextgroup>: replayed, they would answer 54 bytes. Not forged, said."""

    id = "hanweb-encrypted"
    outcome = "incomplete"
    next_group = (
        '<![CDATA[<a href="/module/web/jpage/dataproxy.jsp?page=1&appid=1&webid=3702&path=/'
        '&columnid=ZDI4YzQ5%3D&unitid=NzA0NjMyMQ%3D%3D&permissiontype=0"></a>]]>'
    )


class HanwebXxgk(_Hanweb):
    """The xxgk module with a category: table rows, 共N页, ``currpage`` in a POST."""

    id = "hanweb-xxgk"
    family = "hanweb_xxgk"
    extra = 1
    script = (
        "<script>$.ajax({url:'/module/xxgk/search.jsp',type:'POST',data:{infotypeId:'A0212',jdid:'3096',area:'',"
        f"divid:'div{COLUMN}',sortfield:',createdatetime:0,orderid:0',standardXxgk:'0',isAllList:'1'}}}});</script>"
    )

    def listed(self) -> Sequence[tuple[str, str, str]]:
        return [(self.address(one), one.title, one.published.isoformat()) for one in self.letters]

    def is_asked_for(self, asked: dict[str, str]) -> bool:
        return asked.get("infotypeId") == "A0212"

    def list_answer(self, request: Request) -> Answer | None:
        if request.path == self.column:
            return self.list_page(f'<div id="div{COLUMN}"></div>{self.script}')
        if request.path != "/module/xxgk/search.jsp" or request.method != "POST":
            return None
        asked = dict(request.form)
        if not self.is_asked_for(asked):
            return plain("<table></table>")
        everything = self.listed()
        number, last = int(asked["currpage"]), -(-len(everything) // self.size)
        found = "".join(
            f'<tr class="tr_main_value_{"odd" if k % 2 else "even"}"><td>{k}</td><td><a href="{address}" title="{title}">'
            f"{title}</a></td><td>{day}</td></tr>"
            for k, (address, title, day) in enumerate(
                everything[(number - 1) * self.size : number * self.size], 1
            )
        )
        foot = f'<td class="tb_title">第{number}页&nbsp;&nbsp;共{last}页&nbsp;<a>下一页</a></td>'
        return plain(f"<table>{found}<tr>{foot}</tr></table>")


class HanwebXxgkArea(HanwebXxgk):
    """The module without a category: an organ's documents of all columns; only the column's own are taken."""

    id = "hanweb-xxgk-area"
    script = '<script src="/module/xxgk/tree.jsp?area=11330211&divid=tree"></script>'

    def listed(self) -> Sequence[tuple[str, str, str]]:
        other = [
            (f"/art/2025/1/1/art_1229740000_{k}.html", f"关于印发第{k}号文件的通知", "2025-01-01")
            for k in range(40)
        ]
        own = list(super().listed())
        return [*own[:20], *other, *own[20:]]

    def is_asked_for(self, asked: dict[str, str]) -> bool:
        return asked.get("area") == "11330211"

    @property
    def pages(self) -> int:
        return -(-(self.count + 40) // self.size)


class Jpaas(FamilySite):
    """A column page that declares its unit; pages only inside ``paramJson``."""

    id = "jpaas"
    family = "jpaas"
    column = f"/col/col{COLUMN}/index.html"
    extra = 1
    unit = "/api-gateway/jpaas-publish-server/front/page/build/unit"

    def address(self, letter: Letter) -> str:
        return f"/col/col{COLUMN}/art/{letter.published.year}/art_{letter.hash}.html"

    def list_answer(self, request: Request) -> Answer | None:
        if request.path == self.column:
            return self.list_page(self.declared("页面导航") + self.declared("当前栏目列表81a"))
        if request.path != self.unit or request.query.get("parseType") != "bulidstatic":
            return None
        if request.query.get("tagId") != "当前栏目列表81a" or not self.is_asked_for(request):
            return as_json({"success": True, "data": {"html": "<ul></ul>"}})
        asked = json.loads(request.query.get("paramJson", "{}"))
        number, size = int(asked.get("pageNo", 1)), int(asked.get("pageSize", self.size))
        found = rows(self.page_of(number, size), self.address, "b")
        markup = f'<div class="page-content">{found}</div><p count="{self.count}" rows="{size}" pageNo="{number}"></p>'
        return as_json({"success": True, "code": "200", "data": {"html": markup}})

    def is_asked_for(self, request: Request) -> bool:
        return True

    def declared(self, tag: str) -> str:
        values = (
            f"{{'parseType':'bulidstatic','webId':'2237','tplSetId':'uvPSpStckwuUfz','pageType':'column','tagId':'{tag}',"
            f"'editType':'null','pageId':'{COLUMN}'}}"
        )
        return f'<script src="/cms_files/AuthorizedRead/unitbuild.js" url="{self.unit}" queryData="{values}"></script>'

    def detail(self, letter: Letter) -> str:
        return f'<h1 class="title">{letter.title}</h1><div id="zoom">{letter.paragraphs}{self.files(letter)}</div>'


class JpaasCategory(Jpaas):
    """The disclosure catalogue: the column is the interface's own address with ``xxgkId`` in its search."""

    id = "jpaas-category"
    extra = 0
    search = (
        '{"pageNo":1,"pageSize":16,"search":"{\\"xxgkId\\":\\"W001-001\\",\\"xxgkType\\":\\"xxgk_combination\\",'
        '\\"nodeId\\":\\"11330500MB15011651\\",\\"className\\":\\"\\"}"}'
    )
    column = (
        f"{Jpaas.unit}?parseType=bulidstatic&webId=3637&tplSetId=abc&pageType=column&tagId=%E5%BD%93%E5%89%8D%E6%A0%8F%E7%9B%AE"
        f"%E5%88%97%E8%A1%A881a&editType=null&pageId={COLUMN}&paramJson="
        + "".join(c if c.isalnum() or c in "-._~" else f"%{ord(c):02X}" for c in search)
    )

    def is_asked_for(self, request: Request) -> bool:
        asked = json.loads(request.query.get("paramJson", "{}"))
        return bool(json.loads(asked.get("search", "{}")).get("xxgkId") == "W001-001")


class UcapSearch(FamilySite):
    """UCAP whose column page holds no rows and does not say where its interface is."""

    id = "ucap-search"
    family = "ucap"
    column = "/qyx/c107322/hygq.shtml"
    channel = "e5eb2abb5014415399847ba2bb99b31f"
    extra = 1

    def address(self, letter: Letter) -> str:
        return f"/qyx/c107322/{letter.published:%Y%m}/{letter.hash}.shtml"

    def list_answer(self, request: Request) -> Answer | None:
        if request.path == self.column:
            head = f'<meta name="channelId" content="{self.channel}">'
            return self.list_page(
                '<ul class="list" id="list"></ul><script src="/qyx/xhtml/js/list.js"></script>', head
            )
        if request.path != f"/common/search/{self.channel}":
            return None
        number = int(request.query.get("page", "1"))
        results = [
            {
                "title": f"<em>{one.title}</em>",
                "url": self.address(one),
                "publishedTimeStr": f"{one.published} 09:30:00",
                "channelName": self.column_name,
            }
            for one in self.page_of(number)
        ]
        return as_json({"data": {"total": self.count, "page": number, "rows": self.size, "results": results}})

    def detail(self, letter: Letter) -> str:
        return (
            f"<h1>{letter.title}</h1><p>发布时间：{letter.published} 09:30</p>"
            f'<div id="UCAP-CONTENT">{letter.paragraphs}{self.files(letter)}</div>'
        )


class Gkmlpt(FamilySite):
    """gkmlpt: the catalogue as a door, page 0 the same as page 1, epoch seconds, attachments in the page's own record.

    A full page holds 100 rows in truth, 16 here: the first page shows how many.
    """

    id = "gkmlpt"
    family = "gkmlpt"
    column = "/gkmlpt/index"
    extra = 1

    def address(self, letter: Letter) -> str:
        number = 9306600 + letter.number
        return f"/gkmlpt/content/{number // 10**6}/{number // 1000}/post_{number}.html"

    def file_address(self, letter: Letter) -> str:
        return f"/attachment/7/7561/7561768/{9306600 + letter.number}.pdf"

    def config(self, more: str = "") -> str:
        tree = [
            {"id": 549, "name": "政府信息公开指南", "parent": 0, "jump_url": None, "children": []},
            {
                "id": 560, "name": "法定主动公开内容", "parent": 0, "jump_url": None,
                "children": [{"id": 567, "name": "建议提案办理工作", "parent": 560, "jump_url": None, "children": []}],
            },
        ]  # fmt: skip
        return f"<script>window._CONFIG = {{ SID: '200999', {more} TREE: {json.dumps(tree)} }};</script>"

    def list_answer(self, request: Request) -> Answer | None:
        if request.path == self.column:
            return self.list_page(self.config() + '<div id="tree"></div>')
        if request.path != "/gkmlpt/api/all/567" or request.query.get("sid") != "200999":
            return None
        number = max(1, int(request.query.get("page", "0")))
        articles = [self.article(one, request.base) for one in self.page_of(number)]
        return as_json(
            {"classify": {"id": 567, "post_count": self.count}, "total": self.count, "articles": articles}
        )

    def article(self, letter: Letter, base: str) -> dict[str, object]:
        # ten to midnight in Beijing: the day before in Greenwich
        at = datetime.combine(letter.published, time(0, 10), timezone(timedelta(hours=8)))
        return {
            "id": 9306600 + letter.number,
            "title": letter.title,
            "document_number": "",
            "publisher": letter.office,
            "date": int(at.astimezone(UTC).timestamp()),
            "display_publish_time": 0,
            "url": base + self.address(letter) + "#567",
            "attachment": [],
        }

    def detail(self, letter: Letter) -> str:
        files = (
            [{"name": "办理情况表.pdf", "url": self.file_address(letter), "type": "pdf"}]
            if self.files(letter)
            else []
        )
        record = json.dumps({"id": 9306600 + letter.number, "title": letter.title, "attachment": files})
        return self.config(f"DETAIL: {record},") + (
            f'<div class="classify"><table><tr><td class="first">索引号：</td><td><span title="QY">QY/{letter.number:05d}</span>'
            f'</td><td class="second">分类：</td><td><span></span></td></tr><tr><td class="first">发布机构：</td>'
            f'<td><span>{letter.office}</span></td><td class="second">成文日期：<i></i></td><td><span>{letter.published}</span>'
            f'</td></tr><tr><td class="first">文号：</td><td><span class="document-number"></span></td>'
            f'<td class="second">发布日期：</td><td><span>{letter.published}</span></td></tr></table></div>'
            f'<div class="content"><h1 class="title document-number">{letter.title}</h1>'
            f'<div class="date-row">发布日期：{letter.published}&nbsp;&nbsp;浏览次数：<span id="post-visit">-</span></div>'
            f'<div class="article-content">{letter.paragraphs}</div></div>'
        )


class Label8888(FamilySite):
    """Anhui: the organ's page holds the first rows, its script the label's options; the label answers HTML."""

    id = "label8888"
    family = "label8888"
    column = "/public/column/6596321?type=4&action=list&catId=7065111"
    in_page = True

    def address(self, letter: Letter) -> str:
        return f"/public/6596321/{37000000 + letter.number}.html"

    def file_address(self, letter: Letter) -> str:
        return f"/group6/M00/06/5B/{letter.hash[:20]}.pdf"

    def list_answer(self, request: Request) -> Answer | None:
        if request.path == "/public/column/6596321":
            options = (
                "<script>Ls.label({url:'/site/label/8888',data:{labelName: 'publicInfoList', siteId: '6786551', pageSize: '16', "
                "action: 'list', isDate: 'true', dateFormat: 'yyyy-MM-dd', length: '50', organId: '6596321', type: '4', "
                "catId: '7065111', result: '暂无相关信息', file: '/c3/qy/publicInfoList_newest'}});</script>"
            )
            return self.list_page((self.fragment(1) if self.in_page else '<div id="list"></div>') + options)
        return self.label(request.query) if request.path == "/site/label/8888" else None

    def label(self, asked: object) -> Answer:
        query = dict(asked) if isinstance(asked, dict) else {}
        wanted = {
            "labelName": "publicInfoList",
            "siteId": "6786551",
            "organId": "6596321",
            "catId": "7065111",
        }
        if any(query.get(key) != value for key, value in wanted.items()):
            return plain("<p>暂无相关信息</p>")
        return self.label_page(int(query["pageIndex"]))

    def label_page(self, number: int) -> Answer:
        return plain(self.fragment(number))

    def fragment(self, number: int) -> str:
        found = "".join(
            f'<li><a class="title" href="{self.address(one)}" title="{one.title}" target="_blank">{one.title}</a>'
            f'<span class="date">{one.published}</span></li>'
            for one in self.page_of(number)
        )
        return (
            f'<ul class="clearfix xxgk_nav_list">{found}</ul><div id="page_public_info" class="page"></div><script>'
            f"Ls.pagination('#page_public_info',{{pageCount:{self.pages},pageIndex:{number},total:{self.count}}});</script>"
        )

    def detail(self, letter: Letter) -> str:
        return (
            '<!--StartLabelHtml_article--><table class="xxgk_table"><tr><th>索<span></span>引<span></span>号</th>'
            f'<td class="pmingcheng">QY/{letter.number:05d}</td><th>发布日期</th><td>{letter.published}</td></tr></table>'
            f'<h1>{letter.title}</h1><div id="zoom" class="j-fontContent">{letter.paragraphs}{self.files(letter)}</div>'
        )


class Label8888Json(Label8888):
    """The label itself as the column, answering JSON; the organ's page holds no rows."""

    id = "label8888-json"
    column = (
        "/site/label/8888?labelName=publicInfoList&siteId=6786551&organId=6596321&pageSize=16&pageIndex=1&isDate=true"
        "&dateFormat=yyyy-MM-dd&type=4&action=list&isJson=true&catId=7065111"
    )

    def label_page(self, number: int) -> Answer:
        found = [
            {"title": one.title, "link": self.address(one), "createDate": f"{one.published} 09:30:00"}
            for one in self.page_of(number)
        ]
        return as_json({"status": 1, "data": {"total": self.count, "pageCount": self.pages, "data": found}})


class Epoint(FamilySite):
    """新点: guid and folder in a common script, rows by POST of JSON; ``pageIndex`` counts from 0."""

    id = "epoint"
    family = "epoint"
    column = "/dynamic/zwgk/govInfoPub.html?categorynum=003001003&deptcode=QY01"
    extra = 2
    script = "/js/webBuilderCommon.js"
    first_index = 0
    wrapped = False

    def address(self, letter: Letter) -> str:
        return f"/zwgk/003001/003001003/{letter.published:%Y%m%d}/{letter.hash}.html"

    def list_answer(self, request: Request) -> Answer | None:
        if request.path == "/dynamic/zwgk/govInfoPub.html":
            return self.list_page(
                '<ul id="list"></ul><div id="pager"></div><script src="/js/webBuilderCommon.js"></script>'
            )
        if request.path == self.script:
            info = '{"projectName":"/EWB-FRONT","siteGuid":"7eb5f7f1-9041-43ad-8e13-8fcb82ea8999"}'
            return plain(f"var siteInfo = {info};", "application/javascript")
        if request.path != "/EWB-FRONT/rest/lightfrontaction/getgovinfolist" or request.method != "POST":
            return None
        question = json.loads(request.body)
        if self.wrapped != ("params" in question):
            return Answer(b"<html><body><h1>HTTP Status 500</h1></body></html>", "text/html", 500)
        return self.rows_for(question["params"] if self.wrapped else question)

    def rows_for(self, question: dict[str, str]) -> Answer:
        if (
            question.get("siteGuid") != "7eb5f7f1-9041-43ad-8e13-8fcb82ea8999"
            or question["categorynum"] != "003001003"
        ):
            return missing()
        number = max(int(question["pageIndex"]) - self.first_index, 0) + 1
        found = [
            {
                "infourl": self.address(one),
                "title": one.title[:10] + "...",
                "realtitle": one.title,
                "infodate": str(one.published),
            }
            for one in self.page_of(number, int(question["pageSize"]))
        ]
        return as_json({"custom": {"total": self.count, "data": found}, "status": {"code": "200"}})

    def detail(self, letter: Letter) -> str:
        return (
            f'<div class="ewb-article"><h3 class="ewb-article-tt">{letter.title}</h3><p>发布时间：{letter.published}</p>'
            f'<div class="ewb-article-info">{letter.paragraphs}{self.files(letter)}</div></div>'
        )


class EpointOne(Epoint):
    """Counts from 1 and takes 0 for 1; wraps the question in ``params``; the guid stands in another script."""

    id = "epoint-one"
    script = "/js/ajaxReq.js"
    first_index = 1
    wrapped = True
    extra = 2 + 1 + 1 + 1
    """Its page, two scripts (one in vain), the question unwrapped in vain, page 1 once more."""


INTERFACES = (
    HanwebPage,
    HanwebRecord,
    HanwebEncrypted,
    HanwebXxgk,
    HanwebXxgkArea,
    Jpaas,
    JpaasCategory,
    UcapSearch,
    Gkmlpt,
    Label8888,
    Label8888Json,
    Epoint,
    EpointOne,
)
