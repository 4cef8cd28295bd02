"""Two local sites that fit no family, written from what is known of real portals before discovery was.

``SessionSite``: a department as in 辽宁: the address is a page that refreshes, the menu is a script's tree, the
columns are one a session of the assembly, and there is an old column that robots.txt forbids.
``NumberSite``: a county as in 湖南: folders are numbers, the menu is a frame and an image map, the list stands in
an iframe, years have columns of their own whose names say nothing, and some letters lie in 其他.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from crawler.demo.exchange import Answer, Request
from crawler.demo.numerals import ordinal
from crawler.demo.server import SiteServer

ROOT = "/sft/zwgk/fdzdgknr/jyta/"
SESSIONS = {
    "srddbjy/sssjrdschy2025n/": ("npc", 14, 3, 2025),
    "srddbjy/sssjrdechy2024n/": ("npc", 14, 2, 2024),
    "szxta/szxssjschy2025n/": ("cppcc", 13, 3, 2025),
    "szxta/szxssjechy2024n/": ("cppcc", 13, 2, 2024),
}
"""Folder below ROOT: kind, term, meeting, year."""

MEETING = "省司法厅召开建议提案办理工作推进会之"
STREETS = ("鹤鸣镇", "石坎镇", "双柏街道", "梨园坝街道", "麻柳渡镇", "潮音街道", "盐仓街道")


class OddSite:
    """Pages by path; everything else is 404. Paths of lists stand in ``columns`` with the kind to be found."""

    id = "odd"
    columns: Mapping[str, str] = MappingProxyType({})
    robots: str | None = None

    def __init__(self) -> None:
        self.pages: dict[str, str] = {}

    def answer(self, request: Request) -> Answer:
        if request.path == "/robots.txt" and self.robots is not None:
            return Answer(self.robots.encode(), "text/plain")
        page = self.pages.get(request.path)
        if page is None:
            return Answer(b"<html><body><h1>404</h1></body></html>", status=404)
        return Answer(page.replace("{host}", request.base.partition(":")[2]).encode())


def page(title: str, body: str, head: str = "") -> str:
    return (
        f"<!DOCTYPE html><html><head><meta charset='utf-8'><title>{title}</title>{head}</head>"
        f"<body>{body}</body></html>"
    )


def rows(items: list[tuple[str, str, str]]) -> str:
    """(address, title, date) of every row."""
    return (
        "<ul>"
        + "".join(f"<li><a href='{a}' title='{t}'>{t}</a><span>{d}</span></li>" for a, t, d in items)
        + "</ul>"
    )


def letter(title: str, day: str, kind: str) -> str:
    who = "代表" if kind == "npc" else "委员"
    body = (
        f"<h1>{title}</h1><div class='content'><p>林安禾{who}：</p>"
        "<p>　　您提出的意见收悉，现答复如下：去年以来，全县新建社区养老服务站二十一个，为老人送餐上门。</p>"
        f"<p>　　感谢您对我们工作的关心和支持！</p><p>{day[:4]}年{int(day[5:7])}月{int(day[8:])}日</p></div>"
    )
    return page(
        title, body, f"<meta name='ArticleTitle' content='{title}'><meta name='PubDate' content='{day}'>"
    )


class SessionSite(OddSite):
    """澜北省司法厅 (invented)."""

    id = "lanbei-sft"
    robots = "User-agent: *\nDisallow: /sft/search/\nDisallow: /sft/old/\n"
    columns = MappingProxyType({f"{ROOT}{path}index.shtml": about[0] for path, about in SESSIONS.items()})

    def __init__(self) -> None:
        super().__init__()
        self.pages["/"] = page("", "", "<meta http-equiv='Refresh' content='0; URL=sft/index.shtml'>")
        self.pages["/sft/index.shtml"] = self._home()
        self.pages["/sft/zwgk/index.shtml"] = self._tree()
        for n in range(30):
            self.pages[f"/sft/xwzx/gzdt/20251{n:02d}1083012{n:03d}/index.shtml"] = letter(
                f"{MEETING}{n}", "2025-10-10", "npc"
            )
        self.pages["/sft/hdjl/yjzj/index.shtml"] = page(
            "意见建议征集",
            rows(
                [
                    (
                        f"/sft/hdjl/yjzj/2025100108{n:04d}/index.shtml",
                        f"关于征求规章修改意见建议的公告{n}",
                        "2025-10-01",
                    )
                    for n in range(12)
                ]
            ),
        )
        self.pages["/sft/old/jyta/index.shtml"] = page("建议提案", "robots.txt forbids this one")
        self.pages[f"{ROOT}index.shtml"] = self._node(
            "建议提案", [("srddbjy/index.shtml", "省人大代表建议"), ("szxta/index.shtml", "省政协提案")]
        )
        for folder, name in (("srddbjy/", "省人大代表建议"), ("szxta/", "省政协提案")):
            children = [
                (path.removeprefix(folder) + "index.shtml", self._session(*about))
                for path, about in SESSIONS.items()
                if path.startswith(folder)
            ]
            self.pages[f"{ROOT}{folder}index.shtml"] = self._node(name, children)
        for path, about in SESSIONS.items():
            self._column(path, *about)

    def _home(self) -> str:
        news = "".join(
            f"<li><a href='/sft/xwzx/gzdt/20251{n:02d}1083012{n:03d}/index.shtml'>{MEETING}{n}</a></li>"
            for n in range(30)
        )
        return page(
            "澜北省司法厅",
            "<a href='/sft/index.shtml'><img src='/a.png' alt='首页'></a>"
            "<a href='/sft/zwgk/index.shtml'><img src='/b.png' alt='政务公开'></a>"
            "<a href='/sft/hdjl/yjzj/index.shtml'>意见建议征集</a>"
            "<a href='/sft/old/jyta/index.shtml'>建议提案（旧版）</a>"
            "<a href='/sft/search/?q=%E6%8F%90%E6%A1%88'>建议提案搜索</a>"
            f"<a href='https://www.lanbei.example/jyta/'>省政府建议提案办理</a><ul>{news}</ul>"
            "<p>网站标识码：9920000013</p>",
            "<meta name='SiteName' content='澜北省司法厅'><meta name='SiteIDCode' content='9920000013'>",
        )

    def _tree(self) -> str:
        nodes = ",".join(
            f'{{id:{n},pId:1,name:"{name}",url:"{url}",target:"_self"}}'
            for n, (name, url) in enumerate(
                (
                    ("政府信息公开指南", "/sft/zwgk/zn/index.shtml"),
                    ("政策文件", "/sft/zwgk/zcwj/index.shtml"),
                    ("财政预决算", "/sft/zwgk/fdzdgknr/czyjs/index.shtml"),
                    ("建议提案", "/sft/zwgk/fdzdgknr/jyta/index.shtml"),
                    ("人事信息", "/sft/zwgk/fdzdgknr/rsxx/index.shtml"),
                )
            )
        )
        return page(
            "政务公开-澜北省司法厅",
            f"<ul id='tree'></ul><script>var zNodes=[{nodes}];$.fn.zTree.init($('#tree'),{{}},zNodes);</script>",
        )

    def _node(self, name: str, children: list[tuple[str, str]]) -> str:
        links = "".join(f"<li><a href='{url}'>{text}</a></li>" for url, text in children)
        meta = f"<meta name='ColumnName' content='{name}'><meta name='ColumnType' content='政务公开'>"
        return page(f"{name}-澜北省司法厅", f"<div class='menu'><ul>{links}</ul></div>", meta)

    @staticmethod
    def _session(kind: str, term: int, meeting: int, year: int) -> str:
        body = "人大" if kind == "npc" else "政协"
        return f"省{body}{ordinal(term)}届{ordinal(meeting)}次会议（{year}年）"

    def _column(self, path: str, kind: str, term: int, meeting: int, year: int) -> None:
        session = self._session(kind, term, meeting, year).partition("（")[0]
        thing = "建议" if kind == "npc" else "提案"
        items = []
        for n in range(14):
            day = f"{year}-0{6 + n % 3}-{28 - n:02d}"
            address = f"{ROOT}{path}{day.replace('-', '')}0915{n:07d}/index.shtml"
            title = f"关于{session}第{n * 7 + 11:04d}号{thing}的答复"
            if n == 4:
                title = f"{year}年{thing}办理情况"
            items.append((address, title, day))
            self.pages[address] = letter(title, day, kind)
        meta = "<meta name='ColumnName' content='" + self._session(kind, term, meeting, year) + "'>"
        self.pages[f"{ROOT}{path}index.shtml"] = page(f"{session}", rows(items), meta)


class NumberSite(OddSite):
    """青沅县人民政府 (invented)."""

    id = "qingyuan"
    columns = MappingProxyType(
        {
            "/12010/12020/12066/list.html": "both",
            "/12010/12020/12067/": "both",
            "/12010/12020/12068/": "both",
            "/12010/12020/12080/": "mixed",
        }
    )

    def __init__(self) -> None:
        super().__init__()
        self.pages["/"] = page(
            "青沅县人民政府门户网站",
            "<map name='top'><area shape='rect' coords='0,0,9,9' href='/12001/' alt='走进青沅'>"
            "<area shape='rect' coords='9,0,18,9' href='{host}/12010/' alt='政府信息公开'></map>"
            "<a href=\"javascript:window.open('/12005/')\">人大之窗</a>"
            "<a href='#' onclick=\"location.href='/12006/'\">政协工作</a>"
            "<a href='/12009/'>政务服务</a><a href='mailto:a@b.example'>领导信箱</a>"
            + rows(
                [
                    (f"/12002/content_90{n:05d}.html", f"县领导到街道调研养老服务工作（{n}）", "2025-11-01")
                    for n in range(20)
                ]
            ),
        )
        self.pages["/12001/"] = page("走进青沅", "<p>青沅县位于云江市西部。</p>")
        for path, name in (("/12005/", "人大之窗"), ("/12006/", "政协工作")):
            self.pages[path] = page(
                name,
                rows(
                    [
                        (
                            f"{path}content_91{n:05d}.html",
                            f"县{name[:2]}常委会视察重点项目建设（{n}）",
                            "2025-10-20",
                        )
                        for n in range(15)
                    ]
                ),
            )
        self.pages["/12010/"] = page(
            "政府信息公开",
            "<iframe src='/12010/menu.html' width='200'></iframe><iframe src='http:{host}/12010/news.html'></iframe>",
        )
        self.pages["/12010/news.html"] = page("", "<p>最新公开</p>")
        self.pages["/12010/menu.html"] = page(
            "",
            "<a target='_top' href='../12011/'>政府信息公开指南</a><a target='_top' href='12020/'>法定主动公开内容</a>"
            "<a target='_top' href='/12012/'>依申请公开</a>",
        )
        self.pages["/12010/12020/"] = page(
            "法定主动公开内容",
            "<dl><dt><a href='12061/'>规划信息</a></dt><dt><a href='12062/'>统计信息</a></dt>"
            "<dt><a href='12066/' title='人大代表建议和政协提案办理结果公开'>人大代表建议...</a></dt>"
            "<dt><a href='12070/'>人事信息</a></dt><dt><a href='12080/'>其他</a></dt></dl>",
        )
        for folder in ("12061", "12062", "12070"):
            self.pages[f"/12010/12020/{folder}/"] = page(
                folder,
                rows(
                    [
                        (f"content_92{n:05d}.html", f"青沅县公开信息第{folder}类第{n}件的说明", "2025-09-09")
                        for n in range(16)
                    ]
                ),
            )
        self.pages["/12010/12020/12066/"] = page(
            "建议提案办理",
            "<div class='tab'><a href='/12010/12020/12066/'>2026年</a><a href='../12067/'>2025年</a>"
            "<a href='../12068/'>2024年</a></div><iframe src='list.html' scrolling='no'></iframe>",
        )
        self.pages["/12010/12020/12066/list.html"] = page("", self._letters("/12010/12020/12066/", 2026, 18))
        self.pages["/12010/12020/12067/"] = page("2025年", self._letters("/12010/12020/12067/", 2025, 22))
        self.pages["/12010/12020/12068/"] = page("2024年", self._letters("/12010/12020/12068/", 2024, 17))
        self.pages["/12010/12020/12080/"] = page("其他", self._mixed("/12010/12020/12080/"))

    def _letters(self, folder: str, year: int, count: int) -> str:
        items = []
        for n in range(count):
            kind = "npc" if n % 2 else "cppcc"
            body, thing = ("人大", "建议") if kind == "npc" else ("政协", "提案")
            day = f"{year}-08-{28 - n:02d}"
            title = f"对县{body}十八届{ordinal(year - 2021)}次会议第{n + 3}号{thing}的答复"
            if n == 5:
                title = f"{year}年人大代表建议、政协提案办理情况统计"
            address = f"{folder}content_{year}{n:04d}.html"
            items.append((address, title, day))
            self.pages[address] = letter(title, day, kind)
        return rows(items)

    def _mixed(self, folder: str) -> str:
        items = []
        for n in range(20):
            title = f"{STREETS[n % 7]}公共服务事项公示（第{n}期）"
            if n in (3, 9, 14):
                title = f"{STREETS[n % 7]}人民政府关于县十八届人大四次会议第{n + 40}号建议的答复"
            address = f"{folder}content_77{n:05d}.html"
            items.append((address, title, f"2025-07-{28 - n:02d}"))
            self.pages[address] = letter(title, "2025-07-01", "npc")
        return rows(items)


def serve(site: OddSite) -> SiteServer:
    """The site on a free port, not listening yet: ``up()`` and ``down()``."""
    return SiteServer(site)
