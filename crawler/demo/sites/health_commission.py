"""云江市卫生健康委员会: CPPCC proposals; GBK bytes declared gb2312, no charset in the header, nothing to validate by."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crawler.demo.house_style import HouseStyle
from crawler.demo.letters import Letter
from crawler.demo.life import Row
from crawler.demo.places import YUNJIANG
from crawler.demo.prose import Topic, topics
from crawler.demo.sites.haiyun import HaiyunSite
from crawler.demo.sites.site import Column
from crawler.demo.templates import text
from crawler.demo.word_paste import Paste


class HealthCommission(HaiyunSite):
    id = "yunjiang-wsjkw"
    name = "云江市卫生健康委员会"
    place = YUNJIANG
    template = "health_commission"
    domain = "wsjkw.yunjiang.example"
    site_code = "9901000021"
    encoding = "gbk"
    validators = "none"
    pager = "createPageHTML"
    style = HouseStyle(
        session_form="short",
        titles=(
            "{issuer}关于{session}第{number}号{thing}的复函",
            "{issuer}关于{session}第{number}号{thing}办理情况的复函",
        ),
        number_width=4,
        title_lines=False,
        contact=0.25,
        session_in_body=False,
    )
    columns = (
        Column(
            "/zwgk_242/zfxxgkml/jytabl/zxwyta/",
            "政协委员提案办理",
            "cppcc",
            16,
            43,
            ((4, "notice"), (13, "summary"), (20, "news"), (29, "list"), (40, "news")),
        ),
    )

    def topics(self) -> tuple[Topic, ...]:
        return topics("health")

    def paste(self, letter: Letter) -> Paste:
        return "plain"

    def printed_fields(self, letter: Letter) -> Mapping[str, Any]:
        return {
            "index_number": letter.meta.get("index_number"),
            "document_number": letter.meta.get("document_number"),
            "topic": None,
            "document_form": None,
            "validity": None,
            "date_written": None,
        }

    def list_row(self, row: Row, href: str) -> str:
        title = text(row.letter.title)
        return (
            f'<li><em>{row.letter.published:%Y/%m/%d}</em><a href="{href}" title="{title}">{title}</a></li>'
        )

    def metadata(self, letter: Letter) -> str:
        meta = letter.meta

        def row(*pairs: tuple[str, str]) -> str:
            cells = (
                f"<td class=t1>[&nbsp;{label}&nbsp;]</td><td class=t2>{text(value) or '&nbsp;'}</td>"
                for label, value in pairs
            )
            return f"<tr>{''.join(cells)}</tr>"

        return "\n".join(
            (
                '<table class="gkxl-top" cellpadding="0" cellspacing="0">',
                row(
                    ("索 引 号", meta.get("index_number", "")), ("发文字号", meta.get("document_number", ""))
                ),
                row(("发布机构", meta["office"]), ("发布日期", letter.published.isoformat())),
                "</table>",
            )
        )
