"""What an answer does to a letter and its files, one answer after the other, without a network."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from scrapy import Request

from crawler.answer import Answer
from crawler.courtesy import Hosts
from crawler.document_intake import DetailWork
from crawler.intake import Intake
from crawler.outcome import Outcome
from crawler.portal import Portal
from crawler.rebuilding import Rebuilding
from db.archive import Archive
from db.store import DueDocument, Store
from db.times import HeldClock, timestamp
from parsers.types import Entry
from tests.crawler.test_hosts import LETTER

SITE = "http://www.yunjiang.example/"
ADDRESS = f"{SITE}202506/t20250611_900101.html"
FILE = f"{SITE}202506/P0202506.pdf"
PORTAL = Portal.model_validate(
    {"id": "yunjiang", "name": "云江市", "site": SITE, "columns": [{"url": f"{SITE}list/", "kind": "npc"}]}
)
WITH_FILE = LETTER.format(n=1).replace("</body>", f"<p>附件：<a href='{FILE}'>名单.pdf</a></p></body>")


class Letter:
    """A listed letter that is asked for again and again, a day later each time."""

    def __init__(self, folder: Path) -> None:
        self.at = datetime(2026, 6, 1, 2, tzinfo=UTC)
        clock = HeldClock(lambda: self.at)
        self.store = Store(folder / "corpus.db", clock=clock)
        self.books = Rebuilding(self.store, clock, Archive(folder / "archive"), lambda _: None)
        self.books.begin([PORTAL], "dafu crawl")
        self.intake = Intake(self.books, Hosts(self.books), lambda _: None)
        [column] = self.books.columns(PORTAL)
        with self.store.transaction():
            entry = Entry(ADDRESS, "关于市六届人大三次会议第1号建议的答复", "2025-06-11")
            self.store.save_list_page(self.books.run, column, 1, [entry], sweep=False)

    @property
    def due(self) -> DueDocument:
        return self.store.document_due(1, "a test")

    def answer(self, url: str, outcome: Outcome = Outcome.OK, body: str = "", **more: Any) -> Answer:
        self.at += timedelta(days=1)
        meta: dict[str, Any] = {"kind": "detail", "portal": "yunjiang", "answered_at": timestamp(self.at)}
        if more.pop("conditional", False):
            meta["conditional_on"] = True
        status = {Outcome.OK: 200, Outcome.NOT_MODIFIED: 304, Outcome.GONE: 404}.get(outcome)
        kind = "text/html; charset=utf-8"
        return Answer(
            Request(url, meta=meta), outcome, "", status=status, body=body.encode(), content_type=kind, **more
        )

    def comes(self, body: str, **more: Any) -> DetailWork | None:
        return self.intake.detail_answer(self.due, self.answer(ADDRESS, body=body, **more))

    def sql(self, statement: str) -> None:
        with self.store.transaction():
            self.store.db.conn.execute(statement)

    def file(self) -> dict[str, Any]:
        row = self.store.one("select state, failures, sha256 from attachment")
        assert row is not None
        return row


@pytest.fixture
def letter(tmp_path: Path) -> Iterator[Letter]:
    letter = Letter(tmp_path)
    yield letter
    letter.store.close()


def test_a_file_that_an_audit_cannot_have_again_is_kept_as_it_was(letter: Letter) -> None:
    work = letter.comes(WITH_FILE)
    assert work is not None
    assert work.wanted == [FILE]
    assert letter.intake.attachment_answer(work, FILE, letter.answer(FILE, body="%PDF-1.4 broken"))
    kept = letter.file()
    assert kept["state"] == "fetched"
    letter.sql("update document set rechecks = 3")
    audit = letter.comes(WITH_FILE)
    assert audit is not None
    assert audit.wanted == [FILE]
    assert letter.intake.attachment_answer(audit, FILE, letter.answer(FILE, Outcome.NETWORK))
    assert letter.file() == kept
    assert letter.store.query("select code from problem where stage = 'fetch'") == []
    assert letter.store.query("select cause from version") == [{"cause": "first"}]


def test_a_file_that_was_not_asked_for_has_not_failed(letter: Letter) -> None:
    work = letter.comes(WITH_FILE)
    assert work is not None
    letter.intake.attachment_answer(work, FILE, letter.answer(FILE, Outcome.DEFERRED))
    assert letter.file() == {"state": "failed", "failures": 0, "sha256": None}
    assert letter.store.query("select code from problem where stage = 'fetch'") == []
    [row] = letter.store.query("select due_reason, next_due from document")
    assert row["due_reason"] == "an attachment is still missing"
    for failures in (1, 2):
        again = letter.comes(WITH_FILE)
        assert again is not None
        letter.intake.attachment_answer(again, FILE, letter.answer(FILE, Outcome.NETWORK))
        assert letter.file()["failures"] == failures


def test_a_letter_that_comes_back_with_other_words_is_restored_and_not_revised(letter: Letter) -> None:
    letter.comes(LETTER.format(n=1))
    letter.sql("update document set state = 'withdrawn'")
    letter.comes(LETTER.format(n=1).replace("二十一个", "二十二个"))
    letter.comes(LETTER.format(n=1).replace("二十一个", "二十三个"))
    causes = [row["cause"] for row in letter.store.query("select cause from version order by number")]
    assert causes == ["first", "restored", "revision"]
    [restored] = letter.store.query("select at from event where what like 'restored%'")
    assert restored["at"] == "2026-06-03T02:00:00Z"


def test_old_validators_are_sent_once_more_and_only_once(letter: Letter) -> None:
    """An audit finds other words after a 304; were the probe asked for again after each, it would never end."""
    letter.comes(LETTER.format(n=1), etag='"a"')
    letter.intake.detail_answer(letter.due, letter.answer(ADDRESS, Outcome.NOT_MODIFIED, conditional=True))
    assert not letter.intake.probe_wanted(letter.due)
    letter.comes(LETTER.format(n=1).replace("二十一个", "二十二个"), etag='"b"')
    assert letter.intake.probe_wanted(letter.due)
    letter.intake.probe_answer(letter.due, letter.answer(ADDRESS, Outcome.NOT_MODIFIED, conditional=True))
    assert not letter.intake.probe_wanted(letter.due)
    assert letter.store.query("select validators from portal") == [{"validators": "distrusted"}]
