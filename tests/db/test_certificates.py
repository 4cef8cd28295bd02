"""The certificate: where every listed letter stands at the end of a run, each counted once, by its own condition."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from db.certificates import Certificate, certificates, save_portal
from db.store import FetchRow, Store
from parsers.types import Entry, FileKind, Genre, Page, Parsed, Record

SITE = "http://www.yunjiang.example/"
NOW = "2026-06-01T02:00:00Z"
LATER = "2026-06-01T02:00:01Z"


class Run:
    """A run over a portal with two columns, at a clock that stands still."""

    def __init__(self, path: Path) -> None:
        self.store = Store(path, clock=lambda: datetime(2026, 6, 1, 2, tzinfo=UTC))
        with self.store.transaction():
            columns = [{"url": f"{SITE}{n}/", "name": n, "kind": "npc", "family": None} for n in "ab"]
            self.store.declare({"id": "yunjiang", "name": "云江市", "site": SITE}, columns)
            self.run = self.store.start_run("dafu crawl")
        self.numbers = iter(range(1, 100))

    def letter(
        self,
        *outcomes: str,
        columns: str = "a",
        due: str | None = LATER,
        state: str = "live",
        news: bool = False,
    ) -> int:
        """A listed letter that was asked for with these outcomes; ``news``: a version came of it."""
        entry = Entry(f"{SITE}{next(self.numbers)}.html", "关于建议的答复", None)
        with self.store.transaction():
            for name in columns:
                column = self.store.columns("yunjiang")[f"{SITE}{name}/"]
                self.store.save_list_page(self.run, column, 1, [entry], sweep=False)
            row = self.store.one("select id from document where address = ?", [entry.url])
            assert row is not None
            document = int(row["id"])
            for outcome in outcomes:
                asked = FetchRow(
                    entry.url, "detail", "", outcome, "", NOW, portal="yunjiang", document=document
                )
                fetch = self.store.save_fetch(self.run, asked)
            if news:
                record = Record(genre=Genre.REPLY, text=entry.url)
                parsed = Parsed(record, Page(FileKind.HTML, entry.url, None, None, (), (), ()), (), ())
                self.store.save_record(document, fetch, parsed, body_sha256="0", listing=None)
            self.store.update("document", document, {"state": state, "next_due": due})
        return document

    def certificate(self) -> Certificate:
        whole, columns = certificates(self.store, "yunjiang", self.run)
        assert whole.balanced
        assert all(found.balanced for found in columns.values())
        return whole

    def sql(self, statement: str) -> None:
        with self.store.transaction():
            self.store.db.conn.execute(statement)


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Run]:
    run = Run(tmp_path / "corpus.db")
    yield run
    run.store.close()


def test_each_part_by_its_own_condition(run: Run) -> None:
    run.letter("ok", news=True)
    run.letter("ok")
    run.letter("not_modified")
    run.letter()
    run.letter("gone", state="missing")
    run.letter("network", due=NOW)
    run.letter("refused")
    run.letter(due=None, state="new")
    assert run.certificate() == Certificate(8, 1, 2, 1, 1, 2, 1)


def test_what_is_due_this_very_second_is_left_over(run: Run) -> None:
    run.letter(due=NOW)
    assert run.certificate() == Certificate(1, 0, 0, 0, 0, 0, 1)


def test_what_was_put_off_was_not_asked_for(run: Run) -> None:
    """It stays due, or was not due to begin with (a control)."""
    run.letter("deferred", due=NOW)
    run.letter("deferred", due=None, state="new")
    run.letter("deferred", due=LATER)
    assert run.certificate() == Certificate(3, 0, 0, 1, 0, 0, 2)


def test_the_last_answer_of_the_run_counts(run: Run) -> None:
    run.letter("server_error", "ok")
    run.letter("ok", "gone")
    assert run.certificate() == Certificate(2, 0, 1, 0, 1, 0, 0)


def test_a_letter_in_two_columns_counts_in_both_and_once_in_the_whole(run: Run) -> None:
    run.letter("ok", columns="ab")
    run.letter(columns="b")
    assert run.certificate() == Certificate(2, 0, 1, 1, 0, 0, 0)
    _, columns = certificates(run.store, "yunjiang", run.run)
    assert {id_: found.listed for id_, found in columns.items()} == {1: 1, 2: 2}


def test_what_no_list_names_any_more_is_delisted_and_not_listed(run: Run) -> None:
    run.letter(columns="ab")
    run.letter(columns="ab")
    run.letter(state="missing")
    run.sql(f"update listing set missing_since = '{NOW}' where document != 1 or portal_column = 1")
    whole = run.certificate()
    assert whole.listed == 1
    with run.store.transaction():
        save_portal(run.store, run.run, "yunjiang", "ok", "[]", entries=1, columns=2, found=whole)
    [row] = run.store.query("select listed, later, delisted from run_portal")
    assert row == {"listed": 1, "later": 1, "delisted": 1}, "the missing one is not served"
