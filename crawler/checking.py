"""What a check says of a column: decided on its list page and three of its documents, without a network."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from crawler.outcome import Outcome
from crawler.portal import Column, Portal
from crawler.robots import UNREADABLE
from crawler.scope import in_scope
from parsers.matter_words import is_reply_title
from parsers.types import Entry, ListPage, Parsed

SAMPLE = 3
"""Documents looked at in a column."""

Word = Literal[
    "works",  # the list is read, every document sampled gives title, date and body, and numbers are found
    "partly",  # some documents lack something
    "list only",  # the list is read, no document is
    "no list",  # it answers, but no rows are found
    "blocked",  # a protection product is in the way
    "refused",  # 401, 403: this crawler is not wanted
    "forbidden",  # by robots.txt
    "gone",  # 404, 410, moved to the home page
    "no answer",  # DNS, connection, TLS, time
    "failing",  # 5xx, 429, half an answer
    "not asked",  # budget, back-off
]

_WORDS: dict[Outcome, Word] = {
    Outcome.BLOCKED: "blocked",
    Outcome.REFUSED: "refused",
    Outcome.ROBOTS: "forbidden",
    Outcome.GONE: "gone",
    Outcome.NETWORK: "no answer",
    Outcome.DEFERRED: "not asked",
}


@dataclass(frozen=True, slots=True)
class DocumentCheck:
    """One sampled document: what it gave."""

    url: str
    title: bool = False
    date: bool = False
    body: bool = False
    number: bool = False
    problem: str | None = None

    @property
    def whole(self) -> bool:
        return self.title and self.date and self.body


@dataclass(frozen=True, slots=True)
class ColumnCheck:
    """What was found of one column."""

    portal: str
    url: str
    name: str | None
    word: Word
    detail: str
    product: str | None = None
    family: str | None = None
    entries: int = 0
    total_entries: int | None = None
    total_pages: int | None = None
    documents: tuple[DocumentCheck, ...] = ()


def sample(portal: Portal, page: ListPage) -> list[Entry]:
    """The documents to look at: the newest replies by their titles, else the newest of anything, in the portal's reach."""
    near = [entry for entry in page.entries if in_scope(portal.site, entry.url)]
    replies = [entry for entry in near if is_reply_title(entry.title)]
    return (replies or near)[:SAMPLE]


def unanswered(
    portal: Portal, column: Column, outcome: Outcome, detail: str, product: str | None
) -> ColumnCheck:
    """The list did not come."""
    word = _WORDS.get(outcome, "failing")
    if outcome is Outcome.DEFERRED and detail.startswith(UNREADABLE):
        word = "no answer"  # it was asked for its robots.txt, in vain
    return ColumnCheck(portal.id, column.url, column.name, word, detail, product)


def no_list(
    portal: Portal, column: Column, page: ListPage, product: str | None, family: str | None
) -> ColumnCheck:
    """A page came without rows."""
    why = "; ".join(problem.message for problem in page.problems) or "no rows were found"
    word: Word = "blocked" if product else "no list"
    return ColumnCheck(portal.id, column.url, column.name, word, why, product, family)


def listed(
    portal: Portal, column: Column, page: ListPage, family: str | None, documents: Sequence[DocumentCheck]
) -> ColumnCheck:
    """Rows came, and as many documents as could be had."""
    word, detail = _judge(documents)
    declared = column.family
    if declared is not None and family is not None and declared != family:
        detail += f"; declared as {declared}, recognised as {family}"
    return ColumnCheck(
        portal.id, column.url, column.name, word, detail, None, family or page.family,
        len(page.entries), page.total_entries, page.total_pages, tuple(documents),
    )  # fmt: skip


def _judge(documents: Sequence[DocumentCheck]) -> tuple[Word, str]:
    whole = sum(document.whole for document in documents)
    numbers = sum(document.number for document in documents)
    problems = "; ".join(f"{urlsplit(d.url).path}: {d.problem}" for d in documents if d.problem)
    told = f"{whole} of {len(documents)} documents give title, date and body, {numbers} a number"
    if problems:
        told += f" ({problems})"
    if not any(d.title or d.body for d in documents):
        return "list only", told if documents else "the list has no document within the portal's own domain"
    if whole == len(documents) and numbers:
        return "works", told
    return "partly", told


def read_document(url: str, parsed: Parsed) -> DocumentCheck:
    """What a document gave."""
    record = parsed.record
    dates = record.date_published or record.date_written or record.date_signed
    missing = [
        name
        for name, there in (
            ("title", record.title),
            ("date", dates),
            ("body", record.text),
            ("number", record.matter_numbers),
        )
        if not there
    ]
    codes = sorted({problem.code for problem in parsed.problems}) if missing else []
    problem = (
        f"no {', '.join(missing)}" + (f" [{', '.join(codes[:4])}]" if codes else "") if missing else None
    )
    return DocumentCheck(
        url, bool(record.title), bool(dates), bool(record.text), bool(record.matter_numbers), problem
    )


def may_verify(portal: Portal, checks: Sequence[ColumnCheck]) -> bool:
    """Whether every column of the portal was checked and works."""
    words = {check.url: check.word for check in checks if check.portal == portal.id}
    return bool(portal.columns) and all(words.get(column.url) == "works" for column in portal.columns)
