"""What every sample site is: columns of letters, a step in its life, and an answer for every request."""

from __future__ import annotations

import hashlib
import itertools
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, Literal
from urllib.parse import urlencode

from crawler.demo.exchange import Answer, Request
from crawler.demo.house_style import HouseStyle, Order
from crawler.demo.letters import Attached, Form, Letter, Line
from crawler.demo.life import Row, Shelf, day_of, shelf_at
from crawler.demo.other_documents import write_other
from crawler.demo.pdf_file import write_pdf
from crawler.demo.places import Kind, Place
from crawler.demo.prose import Topic, seeded
from crawler.demo.replies import write_reply
from crawler.demo.templates import fill
from crawler.demo.word_file import write_docx
from crawler.demo.word_paste import printed

Handler = Callable[[Request], Answer]

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

AROUND = ("date_published", "index_number", "topic", "document_form", "date_written", "validity")
"""Fields that only the page around a letter prints."""

FILE_TITLES = ("关于{session}第{number}号{thing}的复函",)

STYLE_SHEET = b"body{font:16px/1.8 sans-serif;max-width:60em;margin:auto} table{border-collapse:collapse}"


@dataclass(frozen=True, slots=True)
class Column:
    """One list. ``path`` is its directory, or its page where the CMS names one; ``kind`` as in the portal file."""

    path: str
    name: str
    kind: Literal["npc", "cppcc", "mixed"]
    per_page: int
    replies: int
    others: tuple[tuple[int, str], ...]
    """(place in the list counted from 0, kind of document)."""


@dataclass(frozen=True, slots=True)
class State:
    """Everything a site shows at one step; replaced as a whole, so a request sees one step or the other."""

    step: int
    shelves: tuple[Shelf, ...]
    routes: Mapping[str, Handler]


class Site(ABC):
    """A sample site. Subclasses say how its CMS prints lists and letters."""

    id: str
    name: str
    place: Place
    style: HouseStyle
    columns: tuple[Column, ...]
    encoding: str = "utf-8"
    content_type: str = "text/html"
    validators: Literal["both", "etag", "last-modified", "none"] = "none"
    file_letters: Mapping[str, Form] = {}
    """Ends of keys of replies that are files, and what kind."""
    robots: str | None = "User-agent: *\nDisallow: /search/\n"
    """None: the file is absent (404)."""

    def __init__(self) -> None:
        self._visits = itertools.count(1)
        self._orders: dict[str, Order] = {}
        self._initial = tuple(tuple(self._initial_letters(i)) for i in range(len(self.columns)))
        self._state = self._state_at(0)

    # ---- what a subclass says -------------------------------------------------

    @abstractmethod
    def topics(self) -> tuple[Topic, ...]:
        """What the letters of this site are about."""

    @abstractmethod
    def address(self, letter: Letter) -> str:
        """The path of a letter's page (or of its file where the list links to the file)."""

    @abstractmethod
    def list_pages(self, column: Column, shelf: Shelf) -> Mapping[str, Handler]:
        """The list pages of a column, by path."""

    @abstractmethod
    def letter_page(self, letter: Letter, column: Column, shelf: Shelf) -> str:
        """The HTML of a letter's page."""

    @abstractmethod
    def printed_fields(self, letter: Letter) -> Mapping[str, Any]:
        """Fields of the record that come from the page around the letter."""

    def attachment_address(self, letter: Letter, number: int) -> str:
        """The path of a letter's ``number``-th attached file (from 1); TRS names, unless the CMS has others."""
        folder = self.address(letter).rpartition("/")[0]
        digits = int(
            hashlib.sha1(f"{self.id}{letter.key}{number}".encode(), usedforsecurity=False).hexdigest(), 16
        )
        return f"{folder}/P0{letter.first_published:%Y%m%d}{digits % 10**12:012d}.{letter.attached[number - 1].suffix}"

    def dress(self, letter: Letter, column: int) -> Letter:
        """A place to give single letters a form or attachments of their own."""
        return letter

    def asked_in(self, key: str) -> Place:
        """Whose assembly asked; the site's own place unless a subclass knows better."""
        return self.place

    # ---- life -----------------------------------------------------------------

    @property
    def step(self) -> int:
        return self._state.step

    def set_step(self, step: int) -> None:
        """Show the site as it is at ``step`` (0 and up; see crawler.demo.life)."""
        self._state = self._state_at(step)

    def shelves(self) -> tuple[Shelf, ...]:
        """What the columns hold now, in the order of ``columns``."""
        return self._state.shelves

    def _state_at(self, step: int) -> State:
        shelves = []
        for i, column in enumerate(self.columns):
            if i == 0:
                shelves.append(
                    shelf_at(step, self._initial[0], column.per_page, self._rewrite, self._compose)
                )
            else:
                shelves.append(Shelf(tuple(Row(letter) for letter in self._initial[i])))
        return State(step, tuple(shelves), dict(self._routes(shelves)))

    def _initial_letters(self, index: int) -> Iterator[Letter]:
        """Newest first: replies with other documents at their places, from September 2025 back to May 2023."""
        column = self.columns[index]
        others = dict(column.others)
        total = column.replies + len(others)
        days = _publication_days(seeded(self.id, "days", index), total)
        kind: Kind = "cppcc" if column.kind == "cppcc" else "npc"
        for place in range(total):
            serial = 1000 * index + total - place
            key = f"{self.id}-{index}-{total - place:03d}"
            if place in others:
                topic = self.topics()[place % len(self.topics())]
                letter = write_other(
                    others[place],
                    site=self.id,
                    key=key,
                    serial=serial,
                    place=self.place,
                    topic=topic,
                    published=days[place],
                )
            else:
                letter = self._reply(key, serial, kind, days[place])
            yield self._finish(letter, index)

    def _reply(self, key: str, serial: int, kind: Kind, published: date) -> Letter:
        rng = seeded(self.id, key, "order")
        topics = self.topics()
        style = self.style
        form = next((f for end, f in self.file_letters.items() if key.endswith(end)), None)
        if form is not None:  # a file has no page around it: it prints its own number and title
            style = replace(style, number_line=True, title_lines=True, titles=FILE_TITLES)
        signed = published - timedelta(days=rng.randint(3, 45))
        if signed.year != published.year:
            signed = date(published.year, 1, rng.randint(4, 20))
        self._orders[key] = Order(
            site=self.id,
            key=key,
            serial=serial,
            place=self.place,
            asked_in=self.asked_in(key),
            kind=kind,
            topic=topics[serial % len(topics)],
            signed=signed,
            published=published,
            style=style,
        )
        letter = write_reply(self._orders[key])
        if form is None:
            return letter
        name = f"{letter.fields['title']}.docx"
        attached = (Attached(name, "docx", ()),) if form == "docx-attachment" else ()
        return replace(letter, form=form, attached=attached)

    def _finish(self, letter: Letter, column: int) -> Letter:
        dressed = self.dress(letter, column)
        return replace(dressed, fields={**dressed.fields, **self.printed_fields(dressed)})

    def _rewrite(self, letter: Letter, revision: int, republished: date | None) -> Letter:
        order = replace(self._orders[letter.key], revision=revision, republished=republished)
        revised = write_reply(order)
        if republished is None:  # silent: the list row stays as it was, and so does the title
            title = {"title": letter.fields["title"]} if "title" in letter.fields else {}
            revised = replace(revised, title=letter.title, fields={**revised.fields, **title})
        return self._finish(revised, 0)

    def _compose(self, key: str, published: date) -> Letter:
        serial = 3000 + int(hashlib.sha1(key.encode(), usedforsecurity=False).hexdigest(), 16) % 900
        kind: Kind = "cppcc" if self.columns[0].kind == "cppcc" else "npc"
        return self._finish(self._reply(f"{self.id}-{key}", serial, kind, published), 0)

    # ---- answers --------------------------------------------------------------

    def answer(self, request: Request) -> Answer:
        """The answer to one request; 404 for what is not there."""
        target = f"{request.path}?{urlencode(request.query)}" if request.query else request.path
        routes = self._state.routes
        handler = routes.get(target) or routes.get(request.path)
        if handler is None:
            return Answer(
                fill("not_found", charset=self.encoding).encode(self.encoding), self.content_type, 404
            )
        return handler(request)

    def _routes(self, shelves: list[Shelf]) -> Iterator[tuple[str, Handler]]:
        yield "/", lambda _: self.page(self.home_page(), None)
        yield "/index.html", lambda _: self.page(self.home_page(), None)
        yield "/images/site.css", lambda _: Answer(STYLE_SHEET, "text/css")
        if self.robots is not None:
            body = self.robots.encode("ascii")
            yield "/robots.txt", lambda _: Answer(body, "text/plain")
        for column, shelf in zip(self.columns, shelves, strict=True):
            yield from self.list_pages(column, shelf).items()
            for row in (*shelf.rows, *shelf.unlisted):
                yield from self._letter_routes(row, column, shelf)
            for old, new in shelf.moved:
                yield self.address(old), _moved(self.address(new))

    def _letter_routes(self, row: Row, column: Column, shelf: Shelf) -> Iterator[tuple[str, Handler]]:
        letter = row.letter
        modified = _noon(max(letter.published, day_of(row.changed)) if row.changed else letter.published)
        if letter.form == "pdf":
            yield (
                self.address(letter),
                lambda _: Answer(
                    write_pdf(printed(letter.lines)), "application/pdf", modified=modified, tagged=True
                ),
            )
            return
        yield (
            self.address(letter),
            lambda _: self.page(self.letter_page(letter, column, shelf), modified),
        )
        for number, attached in enumerate(letter.attached, 1):
            yield self.attachment_address(letter, number), _file(letter, attached, modified)

    def page(self, html: str, modified: datetime | None) -> Answer:
        """An HTML page in this site's encoding, with the validators this site gives."""
        return Answer(
            html.encode(self.encoding),
            self.content_type,
            modified=modified if self.validators in ("both", "last-modified") else None,
            tagged=self.validators in ("both", "etag"),
        )

    def neighbours(self, letter: Letter) -> tuple[Letter | None, Letter | None]:
        """上一篇 and 下一篇 as they were when the page was made: a static page is not made again for a new letter."""
        column = next((letters for letters in self._initial if letter.key in {x.key for x in letters}), None)
        if column is None:
            return None, self._initial[0][0]
        place = [x.key for x in column].index(letter.key)
        before = column[place - 1] if place else None
        return before, column[place + 1] if place + 1 < len(column) else None

    def list_modified(self, shelf: Shelf) -> datetime:
        """When the list was last made."""
        return _noon(day_of(shelf.changed))

    def shown_lines(self, letter: Letter) -> tuple[Line, ...]:
        """The lines in the page's body: the letter, or one line that points to its file."""
        if letter.form == "docx-attachment":
            return (Line("note", "详见附件。"),)
        return letter.lines

    def visits(self) -> int:
        """A number that grows with every use: view counters and generation times."""
        return next(self._visits)

    def generated(self) -> str:
        """页面生成时间: another second at every request, and no clock read."""
        at = datetime(2025, 11, 3, 8, 0, 0, tzinfo=UTC) + timedelta(seconds=self.visits())
        return f"{at:%Y-%m-%d %H:%M:%S}"

    def home_page(self) -> str:
        links = "".join(f'<li><a href="{c.path}">{c.name}</a></li>' for c in self.columns)
        return fill("home", charset=self.charset(), name=self.name, place=self.place.name, columns=links)

    def charset(self) -> str:
        """The encoding as the page declares it."""
        return "gb2312" if self.encoding == "gbk" else self.encoding

    # ---- truth ----------------------------------------------------------------

    def truth(self, base: str) -> dict[str, dict[str, Any]]:
        """Address to record fields for every document that answers now (``base`` without a slash at its end).

        A field that is missing makes no claim. A page that only offers the letter as a file claims
        title and attachments; ``file_truth`` has the letter.
        """
        out = {}
        for shelf in self._state.shelves:
            for row in (*shelf.rows, *shelf.unlisted):
                out[base + self.address(row.letter)] = self._truth(row.letter, base)
        return out

    def _truth(self, letter: Letter, base: str) -> dict[str, Any]:
        attachments = [
            {"url": base + self.attachment_address(letter, n), "name": attached.name}
            for n, attached in enumerate(letter.attached, 1)
        ]
        if letter.form == "docx-attachment":
            return {"title": letter.fields["title"], "attachments": attachments}
        truth = letter.truth()
        if letter.form == "pdf":  # a bare file prints its own lines only
            truth = {key: value for key, value in truth.items() if key not in AROUND}
        return {**truth, "attachments": attachments}

    def file_truth(self, base: str) -> dict[str, dict[str, Any]]:
        """Address to record fields for letters that are files: the PDF of the list, the DOCX behind its page."""
        out = {}
        for shelf in self._state.shelves:
            for letter in (row.letter for row in shelf.rows):
                own = {key: value for key, value in letter.fields.items() if key not in AROUND}
                if letter.form == "pdf":
                    out[base + self.address(letter)] = own
                elif letter.form == "docx-attachment":
                    out[base + self.attachment_address(letter, 1)] = own
        return out


def _publication_days(rng: Any, total: int) -> list[date]:
    """Newest first. Replies are signed from April to September and published soon after (facts: domain, 0.7)."""
    days = [date(2023 + i * 3 // total, 5, 8) + timedelta(days=rng.randint(0, 140)) for i in range(total)]
    return sorted(days, reverse=True)


def _noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 4, 0, 0, tzinfo=UTC)


def _moved(target: str) -> Handler:
    return lambda request: Answer(status=301, headers={"Location": request.base + target})


def _file(letter: Letter, attached: Attached, modified: datetime) -> Handler:
    lines = [(attached.name, "center"), *((p, "paragraph") for p in attached.paragraphs)]
    if letter.form == "docx-attachment":
        lines = printed(letter.lines)

    def handler(_: Request) -> Answer:
        if attached.suffix == "pdf":
            return Answer(write_pdf(lines), "application/pdf", modified=modified, tagged=True)
        return Answer(write_docx(lines), WORD, modified=modified, tagged=True)

    return handler
