"""云江市临澜区人民政府: a district portal with two 建议提案 columns; many departments answer."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from crawler.demo.house_style import HouseStyle
from crawler.demo.letters import Letter
from crawler.demo.life import Row
from crawler.demo.places import LINLAN, YUNJIANG, Place
from crawler.demo.prose import Topic, seeded, topics
from crawler.demo.sites.haiyun import HaiyunSite
from crawler.demo.sites.site import Column
from crawler.demo.templates import text
from crawler.demo.word_paste import Paste

CUT = 30
"""The list prints so many characters of a title; the whole title stands in the title attribute."""


class HaiyunDistrict(HaiyunSite):
    id = "linlan-qu"
    name = "云江市临澜区人民政府"
    place = LINLAN
    template = "haiyun_district"
    domain = "www.linlan.example"
    site_code = "9901120001"
    validators = "last-modified"
    robots = None
    style = HouseStyle(
        session_form="short",
        titles=(
            "{issuer}关于{session}第{number}号{thing}的复函",
            "关于{session}第{number}号{thing}的答复",
            "对{session}第{number}号{thing}的答复",
            "{issuer}关于{session}第{number}号{thing}的答复函（{document_number}）",
        ),
        contact=0.6,
        copies=0.4,
        openness=0.1,
    )
    file_letters = MappingProxyType({"-0-020": "pdf"})
    columns = (
        Column(
            "/bm/qzfb_71310/zwgk_71311/fdzdgknr_71314/jytabl/rddbjybl/",
            "人大代表建议办理",
            "npc",
            15,
            42,
            ((1, "news"), (12, "notice"), (23, "summary"), (37, "list")),
        ),
        Column(
            "/bm/qzfb_71310/zwgk_71311/fdzdgknr_71314/jytabl/zxwytabl/",
            "政协委员提案办理",
            "cppcc",
            15,
            20,
            ((6, "summary"),),
        ),
    )

    def topics(self) -> tuple[Topic, ...]:
        return (*topics("general"), *topics("civil"))

    def asked_in(self, key: str) -> Place:
        """The district's deputies mostly; every sixth letter answers the municipality's."""
        return YUNJIANG if seeded(key, "asked in").random() < 1 / 6 else LINLAN

    def printed_fields(self, letter: Letter) -> Mapping[str, Any]:
        return self.table_fields(letter)

    def paste(self, letter: Letter) -> Paste:
        return "plain" if letter.serial % 2 else "runs"

    def list_row(self, row: Row, href: str) -> str:
        title = row.letter.title
        shown = title if len(title) <= CUT else title[:CUT] + "..."
        return (
            f'<li><a href="{href}" target="_blank" title="{text(title)}">{text(shown)}'
            f"<span>[{row.letter.published.isoformat()}]</span></a></li>"
        )

    def metadata(self, letter: Letter) -> str:
        meta = letter.meta
        pairs = (
            ("索引号", meta.get("index_number", "")),
            ("发文字号", meta.get("document_number", "")),
            ("主题分类", meta["topic"]),
            ("体裁分类", meta["form"]),
            ("发布机构", meta["office"]),
            ("有效性", self.validity(letter)),
            ("成文日期", self.written(letter)),
            ("发布日期", letter.published.isoformat()),
        )
        items = (
            f'<li><span class="tit">{label}：</span><span class="con">{text(value)}</span></li>'
            for label, value in pairs
        )
        return f'<ul class="zw-table clearfix">\n{chr(10).join(items)}\n</ul>'
