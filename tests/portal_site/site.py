"""What every local portal is: a home page, a column of 46 letters on three pages, the letters, one file."""

from __future__ import annotations

import html
import json
from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any

from crawler.demo.exchange import Answer, Request
from crawler.demo.pdf_file import write_pdf
from tests.portal_site.letters import Letter, letters

COUNT = 46
SIZE = 16
WITH_FILE = 40
"""The number of the letter that has an attachment."""

NAME = "青沅县人民政府"
NAVIGATION = (
    '<div class="nav"><ul><li><a href="/">首页</a></li><li><a href="/zwgk/">政务公开</a></li>'
    '<li><a href="/hdjl/">互动交流</a></li></ul></div>'
)
FOOTER = (
    '<div class="footer"><p>主办：青沅县人民政府办公室 网站标识码：0000000000</p>'
    '<a href="http://bszs.conac.cn/sitename?method=show">党政机关</a></div>'
)


class FamilySite(ABC):
    """A portal of one family. ``column`` is the address of its column; ``family`` what it must be taken for."""

    id: str
    family: str
    column: str
    column_name = "人大代表建议办理"
    count = COUNT
    size = SIZE
    extra = 0
    """Requests a walk needs beyond the list pages themselves: doors, pages tried in vain."""
    outcome = "end"
    asked_file = True

    def __init__(self) -> None:
        self.letters = letters(self.id, self.count)
        self._by_address = {self.address(letter): letter for letter in self.letters}

    # ---- what a family says -----------------------------------------------------

    @abstractmethod
    def address(self, letter: Letter) -> str:
        """The path of a letter's page."""

    @abstractmethod
    def list_answer(self, request: Request) -> Answer | None:
        """The answer to a request for a list page, a script or an interface; None for what is not there."""

    @abstractmethod
    def detail(self, letter: Letter) -> str:
        """The part of a letter's page between navigation and footer."""

    def file_address(self, letter: Letter) -> str:
        """The path (with query) of the letter's attachment."""
        return self.address(letter).rpartition("/")[0] + f"/P0{letter.number:010d}.pdf"

    def head(self, letter: Letter) -> str:
        """The national meta tags of a document."""
        return (
            f'<meta name="ArticleTitle" content="{letter.title}"><meta name="PubDate" content="{letter.published} 09:30">'
            f'<meta name="ContentSource" content="{letter.office}">'
        )

    # ---- answers -------------------------------------------------------------------

    def answer(self, request: Request) -> Answer:
        target = request.path + (
            "?" + "&".join(f"{k}={v}" for k, v in request.query.items()) if request.query else ""
        )
        if request.path == "/robots.txt":
            return Answer(b"User-agent: *\nDisallow: /admin/\n", "text/plain")
        if request.path in ("/", "/index.html") and not request.query:
            return page(self.home(), "首页")
        letter = self._by_address.get(request.path)
        if letter is not None:
            return page(self.detail(letter) + self.beside(letter), letter.title, self.head(letter))
        if target == self.file_address(self.with_file):
            return Answer(
                write_pdf([("附件 办理情况表", "center"), ("已全部办结", "paragraph")]), "application/pdf"
            )
        return self.list_answer(request) or missing()

    def home(self) -> str:
        return f'<div class="gk"><h2>政府信息公开</h2><ul><li><a href="{self.column}">{self.column_name}</a></li></ul></div>'

    def beside(self, letter: Letter) -> str:
        """上一篇 and 下一篇 below a letter."""
        place = self.letters.index(letter)
        before = self.letters[place - 1] if place else None
        return (
            f'<div class="sxp">上一篇：<a href="{self.address(before)}">{before.title}</a></div>'
            if before
            else ""
        )

    # ---- for lists -----------------------------------------------------------------

    @property
    def with_file(self) -> Letter:
        return next(letter for letter in self.letters if letter.number == WITH_FILE)

    @property
    def pages(self) -> int:
        return -(-self.count // self.size)

    def page_of(self, number: int, size: int | None = None) -> Sequence[Letter]:
        """The letters of page ``number``, counted from 1; none outside the list."""
        size = size or self.size
        return self.letters[(number - 1) * size : number * size] if number > 0 else ()

    def list_head(self) -> str:
        return f'<meta name="SiteName" content="{NAME}"><meta name="ColumnName" content="{self.column_name}">'

    def list_page(self, content: str, head: str = "") -> Answer:
        """A column's page around its list."""
        return page(
            f'<div class="main"><h3>{self.column_name}</h3>{content}</div>',
            self.column_name,
            self.list_head() + head,
        )

    def files(self, letter: Letter, words: str = "附件：") -> str:
        """The anchor to a letter's attachment; '' for letters without one."""
        if letter.number != WITH_FILE:
            return ""
        return f'<p>{words}<a href="{html.escape(self.file_address(letter))}">办理情况表.pdf</a></p>'


def page(content: str, title: str, head: str = "") -> Answer:
    """A whole page."""
    text = (
        f'<!DOCTYPE html><html><head><meta charset="utf-8">{head}<title>{title}-{NAME}</title></head>'
        f"<body>{NAVIGATION}{content}{FOOTER}</body></html>"
    )
    return Answer(text.encode(), "text/html;charset=utf-8")


def plain(text: str, kind: str = "text/html;charset=utf-8") -> Answer:
    return Answer(text.encode(), kind)


def as_json(value: Any) -> Answer:
    return plain(json.dumps(value, ensure_ascii=False), "application/json;charset=UTF-8")


def missing() -> Answer:
    return Answer(b"<html><body><h1>404 Not Found</h1></body></html>", "text/html", 404)


def rows(found: Sequence[Letter], href: Any, tag: str = "span", around: str = "ul") -> str:
    """Ordinary list rows: anchor with title, then the day."""
    items = "".join(
        f'<li><a href="{href(one)}" target="_blank" title="{one.title}">{one.title}</a><{tag}>{one.published}</{tag}></li>'
        for one in found
    )
    return f"<{around}>{items}</{around}>" if around else items
