"""Tries the columns of portals: one list page and three documents each, portals side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from scrapy import Request

from crawler.answer import Answer
from crawler.checking import ColumnCheck, DocumentCheck, listed, no_list, read_document, sample, unanswered
from crawler.outcome import Outcome
from crawler.portal import Column, Portal
from crawler.spiders.visiting import VisitSpider
from parsers.blocked import NAMES
from parsers.families import read_list, recognise
from parsers.parse import parse
from parsers.types import Entry, Listing, ListPage, ListRequest

LISTS = 4
"""List requests of a column: its page, and where that is only a door, what lies behind it (a script may lie between)."""


@dataclass(slots=True)
class Trying:
    """One column being tried."""

    portal: Portal
    column: Column
    lists: int = 0
    page: ListPage | None = None
    family: str | None = None
    wanted: list[Entry] = field(default_factory=list)
    documents: list[DocumentCheck] = field(default_factory=list)


class CheckSpider(VisitSpider):
    """``results`` holds a ColumnCheck for every column in the end, and the ledger keeps them."""

    name = "check"
    kind = "check"

    def __init__(
        self,
        *args: Any,
        portals: Sequence[Portal],
        results: list[ColumnCheck],
        tell: Callable[[ColumnCheck], None],
        **kwargs: Any,
    ) -> None:
        """``tell`` is called for every column as soon as it is done."""
        super().__init__(*args, **kwargs)
        self.portals = portals
        self.results = results
        self.tell = tell

    def begin(self) -> Iterator[Request]:
        for portal in self.portals:
            yield from self._column(portal, list(portal.columns))

    def _column(self, portal: Portal, columns: list[Column]) -> Iterator[Request]:
        """The first of the columns; the others when it is done."""
        if not columns:
            return
        trying = Trying(portal, columns[0])
        first = ListRequest(columns[0].url)
        yield self.ask(first, portal.id, lambda answer: self._list(trying, first, columns[1:], answer))

    def _list(
        self, trying: Trying, asked: ListRequest, later: list[Column], answer: Answer
    ) -> Iterator[Request]:
        portal, column = trying.portal, trying.column
        trying.lists += 1
        if answer.outcome is not Outcome.OK and asked.otherwise is not None and trying.lists < LISTS:
            yield from self._ask_list(trying, asked.otherwise, later)
            return
        if answer.outcome is not Outcome.OK:
            product = _product(answer)
            yield from self._done(
                unanswered(portal, column, answer.outcome, answer.detail, product), portal, later
            )
            return
        url, kind = answer.final_address or answer.request.url, answer.content_type
        family = asked.family or column.family
        page = read_list(answer.body, url=url, content_type=kind, family=family, request=asked)
        if trying.lists == 1:
            trying.family = recognise(answer.body, url=url, content_type=kind).family
        following = page.next or asked.otherwise
        if not page.entries and following is not None and trying.lists < LISTS:
            yield from self._ask_list(trying, following, later)
            return
        if not page.entries:
            found = no_list(portal, column, page, _product(answer), trying.family)
            yield from self._done(found, portal, later)
            return
        trying.page, trying.wanted = page, sample(portal, page)
        yield from self._next_document(trying, later)

    def _ask_list(self, trying: Trying, wanted: ListRequest, later: list[Column]) -> Iterator[Request]:
        column = trying.column
        yield self.ask(
            wanted, trying.portal.id, lambda a: self._list(trying, wanted, later, a), referer=column.url
        )

    def _next_document(self, trying: Trying, later: list[Column]) -> Iterator[Request]:
        if not trying.wanted:
            assert trying.page is not None
            found = listed(trying.portal, trying.column, trying.page, trying.family, trying.documents)
            yield from self._done(found, trying.portal, later)
            return
        entry = trying.wanted.pop(0)
        yield self.ask(
            ListRequest(entry.url),
            trying.portal.id,
            lambda answer: self._document(trying, entry, later, answer),
            referer=trying.column.url,
        )

    def _document(
        self, trying: Trying, entry: Entry, later: list[Column], answer: Answer
    ) -> Iterator[Request]:
        if answer.outcome is Outcome.OK:
            url = answer.final_address or answer.request.url
            about = Listing(entry.title, entry.date, trying.column.kind)
            parsed = parse(answer.body, url=url, content_type=answer.content_type, listing=about)
            trying.documents.append(read_document(entry.url, parsed))
        else:
            trying.documents.append(DocumentCheck(entry.url, problem=answer.detail))
        yield from self._next_document(trying, later)

    def _done(self, found: ColumnCheck, portal: Portal, later: list[Column]) -> Iterator[Request]:
        self.results.append(found)
        self._save(found)
        self.tell(found)
        yield from self._column(portal, later)

    def _save(self, found: ColumnCheck) -> None:
        documents = found.documents
        row = {
            "run": self.session.run,
            "portal": found.portal,
            "url": found.url,
            "at": self.session.now(),
            "word": found.word,
            "detail": found.detail,
            "product": found.product,
            "family": found.family,
            "entries": found.entries,
            "total_entries": found.total_entries,
            "total_pages": found.total_pages,
            "sampled": len(documents),
            "with_title": sum(d.title for d in documents),
            "with_date": sum(d.date for d in documents),
            "with_body": sum(d.body for d in documents),
            "with_number": sum(d.number for d in documents),
        }
        with self.session.store.transaction():
            self.session.store.table("column_check").insert(row)


def _product(answer: Answer) -> str | None:
    """The protection product in the answer, by its full name."""
    return NAMES[answer.product] if answer.product else None
