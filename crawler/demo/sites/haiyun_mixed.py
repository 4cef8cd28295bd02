"""云江市朔溪区民政局: letters in the mixed column 其他法定信息 > 其他信息, told apart by 体裁分类 and title alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crawler.demo.house_style import HouseStyle
from crawler.demo.letters import Letter
from crawler.demo.life import Row
from crawler.demo.places import SHUOXI
from crawler.demo.prose import Topic, topics
from crawler.demo.sites.haiyun import HaiyunSite
from crawler.demo.sites.site import Column
from crawler.demo.templates import text
from crawler.demo.word_paste import Paste

OTHERS = (
    *(
        (0, "publicity"),
        (3, "standard"),
        (5, "organisation"),
        (8, "award"),
        (11, "publicity"),
        (14, "report"),
    ),
    *(
        (17, "publicity"),
        (19, "notice"),
        (22, "organisation"),
        (25, "publicity"),
        (28, "award"),
        (30, "summary"),
    ),
    *(
        (33, "publicity"),
        (36, "standard"),
        (39, "news"),
        (42, "report"),
        (45, "publicity"),
        (48, "organisation"),
    ),
    *(
        (51, "award"),
        (54, "publicity"),
        (57, "standard"),
        (60, "co-opinion"),
        (62, "publicity"),
        (64, "report"),
    ),
)


class HaiyunMixed(HaiyunSite):
    id = "shuoxi-mzj"
    name = "云江市朔溪区民政局"
    place = SHUOXI
    template = "haiyun_mixed"
    domain = "www.shuoxi.example"
    site_code = "9901240001"
    validators = "etag"
    robots = "User-agent: *\nDisallow:\n"
    style = HouseStyle(
        session_form="full",
        titles=("{issuer}关于{session}第{number}号{thing}的复函",),
        mark="line",
        approver=0.8,
        contact=0.9,
    )
    columns = (
        Column(
            "/bm/qmzj_84120/zwgk_84122/fdzdgknr_84125/qtfdxx/qtxx/",
            "其他信息",
            "mixed",
            18,
            42,
            OTHERS,
        ),
    )

    def topics(self) -> tuple[Topic, ...]:
        return topics("civil")

    def paste(self, letter: Letter) -> Paste:
        return "characters" if letter.serial % 3 == 0 else "runs"

    def printed_fields(self, letter: Letter) -> Mapping[str, Any]:
        """The block prints values only: by their order a letter's can be told; other documents leave gaps."""
        fields = dict(self.table_fields(letter))
        fields["validity"] = None
        if not letter.is_reply:
            for name in ("topic", "document_form", "date_written"):
                del fields[name]
        return fields

    def list_row(self, row: Row, href: str) -> str:
        title = text(row.letter.title)
        return (
            f'<li class="clearfix"><a href="{href}" target="_blank" title="{title}">{title}</a>'
            f'<span class="fr">{row.letter.published.isoformat()}</span></li>'
        )

    def metadata(self, letter: Letter) -> str:
        meta = letter.meta
        number = meta.get("document_number", "")
        values = (
            meta.get("index_number", ""),
            number,
            meta["topic"],
            meta["form"],
            meta["office"],
            number,
            self.written(letter),
            letter.published.isoformat(),
        )
        items = (f"<li><i></i><span>{text(value)}</span></li>" for value in values)
        return f'<ul class="zw-table clearfix">\n{chr(10).join(items)}\n</ul>'
