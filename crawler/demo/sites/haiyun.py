"""What the sites on the 海云 platform (TRS) have in common: directories, createPage, hasFJ.

Lists are `index.html`, `index_1.html` is page 2; details `./YYYYMM/tYYYYMMDD_<id>.html`;
files `./YYYYMM/P0….pdf`; attachments stand only in the string of a script.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from typing import Any

from crawler.demo.exchange import Answer, Request
from crawler.demo.letters import Letter
from crawler.demo.life import Row, Shelf
from crawler.demo.prose import seeded
from crawler.demo.sites.site import Column, Handler, Site
from crawler.demo.templates import fill, text
from crawler.demo.word_paste import Paste, pasted

FIRST_ID = 14_200_000
"""Ids are a city-wide counter of eight digits; a site sees every so-many-th of them."""


class HaiyunSite(Site):
    """A site of the platform; the skeletons `<template>_list.html` and `<template>_detail.html` are its skin."""

    template: str
    domain: str
    site_code: str
    pager = "createPage"

    def column_of(self, letter: Letter) -> Column:
        """Serials 1000-1999 belong to the second column, all others to the first."""
        return self.columns[1 if 1000 <= letter.serial < 2000 else 0]

    def address(self, letter: Letter) -> str:
        day = letter.first_published
        number = FIRST_ID + letter.serial * 113
        name = f"t{day:%Y%m%d}_{number}.html" if letter.form != "pdf" else f"P0{day:%Y%m%d}{number:012d}.pdf"
        return f"{self.column_of(letter).path}{day:%Y%m}/{name}"

    # ---- lists ----------------------------------------------------------------

    def list_pages(self, column: Column, shelf: Shelf) -> Mapping[str, Handler]:
        groups = [shelf.rows[i : i + column.per_page] for i in range(0, len(shelf.rows), column.per_page)]
        out: dict[str, Handler] = {}
        for number, rows in enumerate(groups):
            handler = self._list_handler(column, shelf, rows, number, len(groups))
            out[column.path + (f"index_{number}.html" if number else "index.html")] = handler
            if number == 0:
                out[column.path] = handler
        return out

    def _list_handler(
        self, column: Column, shelf: Shelf, rows: tuple[Row, ...], number: int, total: int
    ) -> Handler:
        def handler(_: Request) -> Answer:
            html = fill(
                f"{self.template}_list",
                rows="\n".join(self.list_row(row, self._relative(row.letter, column)) for row in rows),
                pager=f'{self.pager}({total}, {number}, "index", "html")',
                generated=self.generated() if self.validators == "none" else "",
                **self._names(column),
            )
            return self.page(html, self.list_modified(shelf))

        return handler

    @abstractmethod
    def list_row(self, row: Row, href: str) -> str:
        """One row of the list as this site's skin prints it."""

    def _relative(self, letter: Letter, column: Column) -> str:
        return "./" + self.address(letter).removeprefix(column.path)

    def _names(self, column: Column) -> dict[str, str]:
        return {
            "charset": self.charset(),
            "site_name": text(self.name),
            "domain": self.domain,
            "site_code": self.site_code,
            "column_name": text(column.name),
            "place": self.place.name,
        }

    # ---- details --------------------------------------------------------------

    def letter_page(self, letter: Letter, column: Column, shelf: Shelf) -> str:
        before, after = self.neighbours(letter)
        return fill(
            f"{self.template}_detail",
            title=text(letter.title),
            published=letter.published.isoformat(),
            hour=f"{8 + letter.serial % 10:02d}:{letter.serial % 60:02d}",
            source=text(letter.source),
            url=self.address(letter),
            metadata=self.metadata(letter),
            body=self.body(letter),
            attachments=self._attachments(letter),
            before=self._neighbour(before),
            after=self._neighbour(after),
            generated=self.generated() if self.validators == "none" else "",
            views=str(300 + self.visits()) if self.validators == "none" else "",
            **self._names(column),
        )

    @abstractmethod
    def metadata(self, letter: Letter) -> str:
        """The block of labels and values above the letter; empty where the site prints none."""

    def paste(self, letter: Letter) -> Paste:
        """How this letter came into the editor."""
        return "characters" if letter.serial % 4 == 0 else "runs"

    def body(self, letter: Letter) -> str:
        """The editor's content."""
        return pasted(self.shown_lines(letter), seeded(self.id, letter.key, "paste"), self.paste(letter))

    def _neighbour(self, letter: Letter | None) -> str:
        if letter is None:
            return "没有了"
        return f'<a href="{self.address(letter)}" title="{text(letter.title)}">{text(letter.title)}</a>'

    def _attachments(self, letter: Letter) -> str:
        """The anchors inside the string of `var hasFJ='…'`; the string is empty for most letters."""
        folder = self.address(letter).rpartition("/")[0] + "/"
        return "<BR/>".join(
            f'<a href="./{self.attachment_address(letter, n).removeprefix(folder)}">{text(a.name)}</a>'
            for n, a in enumerate(letter.attached, 1)
        )

    # ---- metadata -------------------------------------------------------------

    def written(self, letter: Letter) -> str:
        """成文日期: every third office enters the day of publication instead (facts: letters, dates)."""
        return letter.first_published.isoformat() if letter.serial % 3 == 0 else letter.meta["written"]

    def validity(self, letter: Letter) -> str:
        """有效性: mostly left empty."""
        return "有效" if letter.serial % 5 == 0 else ""

    def table_fields(self, letter: Letter) -> Mapping[str, Any]:
        """The record fields of a full metadata block."""
        return {
            "index_number": letter.meta.get("index_number"),
            "document_number": letter.meta.get("document_number"),
            "topic": letter.meta["topic"],
            "document_form": letter.meta["form"],
            "validity": self.validity(letter) or None,
            "date_written": self.written(letter),
        }
