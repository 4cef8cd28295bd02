"""云江市民政局: a municipal department on 海云; letters pasted from Word, a full zwxl-table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from crawler.demo.house_style import HouseStyle
from crawler.demo.letters import Attached, Letter
from crawler.demo.life import Row
from crawler.demo.places import YUNJIANG
from crawler.demo.prose import Topic, topics
from crawler.demo.sites.haiyun import HaiyunSite
from crawler.demo.sites.site import Column
from crawler.demo.templates import text


class HaiyunDepartment(HaiyunSite):
    id = "yunjiang-mzj"
    name = "云江市民政局"
    place = YUNJIANG
    template = "haiyun_department"
    domain = "mzj.yunjiang.example"
    site_code = "9901000007"
    validators = "both"
    style = HouseStyle(
        session_form="short",
        titles=(
            "{issuer}关于{session}第{number}号{thing}的复函",
            "{issuer}关于{session} 第{number}号{thing}的答复函",
            "{issuer}关于{session}第{number}号{thing}办理情况的答复函",
        ),
        number_width=4,
        number_line=False,
        title_lines=False,
        approver=0.5,
        contact=0.85,
        copies=0.15,
        openness=0.15,
    )
    file_letters = MappingProxyType({"-0-035": "docx-attachment"})
    columns = (
        Column(
            "/zwgk_218/zfxxgkml/jytabl/rddbjy/",
            "人大代表建议办理",
            "npc",
            20,
            48,
            (
                (2, "summary"),
                (8, "co-opinion"),
                (15, "notice"),
                (26, "news"),
                (33, "list"),
                (41, "co-opinion"),
                (50, "summary"),
            ),
        ),
    )

    def topics(self) -> tuple[Topic, ...]:
        return topics("civil")

    def dress(self, letter: Letter, column: int) -> Letter:
        """Two letters have files beside them."""
        if not letter.is_reply or letter.revision:
            return letter
        if letter.key.endswith("-0-038"):
            table = Attached(
                "附件1：任务分解表.docx",
                "docx",
                ("一、设施建设，责任处室：养老服务处。", "二、资金保障，责任处室：规划财务处。"),
            )
            plan = Attached("附件2：年度计划.pdf", "pdf", ("年度计划共分四个部分，分季度实施。",))
            return replace(letter, attached=(table, plan))
        if letter.key.endswith("-0-027"):
            return replace(
                letter,
                attached=(
                    Attached(
                        "征询意见表.docx", "docx", ("代表姓名：", "对答复的意见：满意、基本满意、不满意")
                    ),
                ),
            )
        return letter

    def printed_fields(self, letter: Letter) -> Mapping[str, Any]:
        return self.table_fields(letter)

    def list_row(self, row: Row, href: str) -> str:
        title = text(row.letter.title)
        return (
            f'<li><a href="{href}" target="_blank" title="{title}">{title}</a>'
            f"<span>{row.letter.published.isoformat()}</span></li>"
        )

    def metadata(self, letter: Letter) -> str:
        def row(*pairs: tuple[str, str]) -> str:
            cells = (
                f'<td class="t1">[ {label} ]</td><td class="t2">{text(value)}</td>' for label, value in pairs
            )
            return f"<tr>{''.join(cells)}</tr>"

        meta = letter.meta
        return "\n".join(
            (
                '<table class="zwxl-table" width="100%"><tbody>',
                row(("索引号", meta.get("index_number", "")), ("发文字号", meta.get("document_number", ""))),
                row(("主题分类", meta["topic"]), ("体裁分类", meta["form"])),
                row(("发布机构", meta["office"]), ("有 效 性", self.validity(letter))),
                row(("成文日期", self.written(letter)), ("发布日期", letter.published.isoformat())),
                "</tbody></table>",
            )
        )
