"""澜州市海澜区人民政府: a district portal on Hanweb; the suggestion and the reply stand on one page."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from crawler.demo.exchange import Answer, Request
from crawler.demo.house_style import HouseStyle
from crawler.demo.letters import Attached, Letter
from crawler.demo.life import Row, Shelf
from crawler.demo.places import HAILAN
from crawler.demo.prose import Topic, seeded, topics
from crawler.demo.sites.site import Column, Handler, Site
from crawler.demo.templates import fill, text
from crawler.demo.word_paste import pasted

COLUMN = "1229510001"
UNIT, WEB = "7046321", "3702"
PER_PAGE, GROUP = 10, 2
"""The browser's pager shows ten rows; the page embeds one group of two pages, as jpage does."""

FIRST_ID = 59_200_000
CUT = 26
PROXY = "/module/web/jpage/dataproxy.jsp"
EMPTY = "<datastore><nextgroup></nextgroup><recordset></recordset></datastore>"


class HanwebDistrict(Site):
    id = "hailan-qu"
    name = "澜州市海澜区人民政府"
    place = HAILAN
    robots = "User-agent: *\nDisallow: /module/admin/\nDisallow: /jcms/\n"
    content_type = "text/html;charset=UTF-8"
    style = HouseStyle(
        session_form="after",
        titles=("对{session}第{number}号{thing}的答复", "关于{session}第{number}号{thing}的答复"),
        document_kind="案复",
        red_head=True,
        mark="number",
        contact=0.3,
        copies=0.7,
        proposal_text=True,
    )
    columns = (
        Column(
            f"/col/col{COLUMN}/index.html",
            "人大代表建议办理",
            "npc",
            PER_PAGE * GROUP,
            58,
            ((3, "news"), (16, "summary"), (34, "notice"), (47, "list"), (59, "summary")),
        ),
    )

    def topics(self) -> tuple[Topic, ...]:
        return (*topics("general"), *topics("civil"))

    def address(self, letter: Letter) -> str:
        day = letter.first_published
        number = FIRST_ID + letter.serial * 97
        return f"/art/{day.year}/{day.month}/{day.day}/art_{COLUMN}_{number}.html"

    def attachment_address(self, letter: Letter, number: int) -> str:
        name = hashlib.sha1(f"{letter.key}{number}".encode(), usedforsecurity=False).hexdigest()[:32]
        return f"/module/download/downfile.jsp?classid=0&filename={name}.{letter.attached[number - 1].suffix}"

    def dress(self, letter: Letter, column: int) -> Letter:
        if letter.is_reply and letter.key.endswith(("-0-021", "-0-044")):
            paper = Attached(
                "办理情况征询意见表.pdf", "pdf", ("征询意见表", "对办理结果：满意、基本满意、不满意")
            )
            return replace(letter, attached=(paper,))
        return letter

    def printed_fields(self, letter: Letter) -> Mapping[str, Any]:
        """组配分类, the table's word for 主题分类, is the column's name; 公开方式 is 主动公开 on every page."""
        fields: dict[str, Any] = {
            "topic": self.columns[0].name,
            "index_number": letter.meta.get("index_number"),
            "document_number": letter.meta.get("document_number"),
            "date_written": letter.meta["written"],
            "validity": None,
            "document_form": None,
        }
        return fields | {"openness": "主动公开"} if letter.is_reply else fields

    # ---- lists ----------------------------------------------------------------

    def list_pages(self, column: Column, shelf: Shelf) -> Mapping[str, Handler]:
        def column_page(_: Request) -> Answer:
            return self.page(self._column_html(column, shelf), None)

        def proxy(request: Request) -> Answer:
            asked = {**request.query, **request.form}
            return Answer(self._records(shelf, asked).encode(), "text/xml;charset=UTF-8")

        def hits(_: Request) -> Answer:
            return Answer(f"document.write('{300 + self.visits()}')".encode(), "text/javascript")

        return {column.path: column_page, PROXY: proxy, "/module/visitcount/articlehits.jsp": hits}

    def _column_html(self, column: Column, shelf: Shelf) -> str:
        webname = quote(quote(self.name))
        following = (
            f'<a href="{PROXY}?page=1&appid=1&appid=1&webid={WEB}&path=/&columnid={COLUMN}'
            f'&unitid={UNIT}&webname={webname}&permissiontype=0"></a>'
        )
        return fill(
            "hanweb_district_list",
            records="\n".join(self._record(row) for row in shelf.rows[: column.per_page]),
            nextgroup=f"<![CDATA[{following}]]>",
            total=str(len(shelf.rows)),
            per_page=str(PER_PAGE),
            group=str(GROUP),
            made=self.generated(),
            **self._names(column),
        )

    def _records(self, shelf: Shelf, asked: Mapping[str, str]) -> str:
        """One answer of the data proxy: `page` and `perpage` count where `page` is given, else the record numbers.

        Another column's number, or numbers that are none, give the short empty answer.
        """
        if asked.get("columnid") != COLUMN or asked.get("unitid") != UNIT:
            return EMPTY
        try:
            size = min(int(asked.get("perpage") or PER_PAGE), 300)
            if asked.get("page"):
                first = (int(asked["page"]) - 1) * size
                last = first + size
            else:
                first, last = int(asked.get("startrecord") or 1) - 1, int(asked.get("endrecord") or size)
        except ValueError:
            return EMPTY
        total = len(shelf.rows)
        records = "".join(self._record(row) for row in shelf.rows[max(first, 0) : last])
        return (
            f"<datastore><totalrecord>{total}</totalrecord><totalpage>{-(-total // max(size, 1))}</totalpage>"
            f"<recordset>{records}</recordset></datastore>"
        )

    def _record(self, row: Row) -> str:
        title, day = row.letter.title, row.letter.published.isoformat()
        shown = title if len(title) <= CUT else title[:CUT] + "..."
        # the date stands on a line of its own inside the record, as the platform's templates leave it
        return (
            f'<record><![CDATA[<li><a target="_blank" href="{self.address(row.letter)}" title="{text(title)}">'
            f'{text(shown)}</a><b readlabel="{day}">\n{day}\n</b></li>]]></record>'
        )

    def _names(self, column: Column) -> dict[str, str]:
        return {
            "site_name": text(self.name),
            "column_name": text(column.name),
            "column_id": COLUMN,
            "unit": UNIT,
            "web": WEB,
            "place": self.place.name,
        }

    # ---- details --------------------------------------------------------------

    def letter_page(self, letter: Letter, column: Column, shelf: Shelf) -> str:
        before, after = self.neighbours(letter)
        files = "".join(
            f'<p><a href="{text(self.attachment_address(letter, n))}">{text(a.name)}</a></p>'
            for n, a in enumerate(letter.attached, 1)
        )
        return fill(
            "hanweb_district_detail",
            title=text(letter.title),
            published=letter.published.isoformat(),
            hour=f"{8 + letter.serial % 10:02d}:{letter.serial % 60:02d}",
            source=text(letter.source),
            url=self.address(letter),
            article=str(FIRST_ID + letter.serial * 97),
            index_number=letter.meta.get("index_number", ""),
            document_number=letter.meta.get("document_number", ""),
            written=letter.meta["written"],
            body=pasted(letter.lines, seeded(self.id, letter.key, "paste"), "plain"),
            files=f'<div class="fj">相关附件：{files}</div>' if files else "",
            before=self._neighbour(before),
            after=self._neighbour(after),
            **self._names(column),
        )

    def _neighbour(self, letter: Letter | None) -> str:
        if letter is None:
            return "无"
        return f'<a href="{self.address(letter)}">{text(letter.title)}</a>'
