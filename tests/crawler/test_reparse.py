"""`dafu reparse`: every record again from the archive, with the portals down; the history knows why."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from crawler.demo.sample_portals import SamplePortals
from db.dump import differences, dump
from tests.crawler.running import crawl, dafu, rows

SITE = "yunjiang-mzj"
"""It has letters that are attachments, and letters with attachments."""


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home after a crawl; its portal does not answer any more."""
    folder = tmp_path_factory.mktemp("reparse")
    with SamplePortals(only=[SITE]) as portals:
        portals.write_declarations(folder / "portals")
        assert crawl(folder / "home", folder / "portals").status == 0
    return folder / "home"


@pytest.fixture
def home(crawled: Path, tmp_path: Path) -> Path:
    """A copy of its own. The archive is linked: it is never written."""
    copy = tmp_path / "home"
    copy.mkdir()
    with (
        closing(sqlite3.connect(crawled / "corpus.db")) as one,
        closing(sqlite3.connect(copy / "corpus.db")) as other,
    ):
        one.backup(other)
    (copy / "archive").symlink_to(crawled / "archive")
    return copy


def change(home: Path, sql: str) -> None:
    with closing(sqlite3.connect(home / "corpus.db")) as connection, connection:
        connection.execute(sql)


def made_by_an_older_parser(home: Path, title: str) -> None:
    """As if an older parser had read every title of the corpus as this one, and knew no evidence."""
    with closing(sqlite3.connect(home / "corpus.db")) as connection, connection:
        connection.execute("update record set title = ?, parser_version = '0'", [title])
        connection.execute(
            "update version set parser_version = '0', content_sha256 = 'old', record = json_set(record, '$.title', ?)",
            [title],
        )
        connection.execute("delete from evidence")


@pytest.mark.parametrize("workers", ["1", "2"])
def test_the_same_parser_makes_the_same_records(home: Path, workers: str) -> None:
    before = dump(home / "corpus.db", history=True)
    ended = dafu(home, "reparse", "--workers", workers)
    assert ended.status == 0, ended.err
    assert "reparsed 55: changed 0, unchanged 55, failed 0" in ended.err
    assert list(differences(before, dump(home / "corpus.db", history=True))) == []


def test_what_the_parser_changed_is_a_reparse_and_no_revision(crawled: Path, home: Path) -> None:
    made_by_an_older_parser(home, "不对的标题")
    ended = dafu(home, "reparse")
    assert ended.status == 0, ended.err
    assert "changed 55" in ended.err
    assert rows(home, "select distinct cause, changed from version where number = 2") == [
        {"cause": "reparse", "changed": '["title"]'}
    ]
    truth, now = dump(crawled / "corpus.db"), dump(home / "corpus.db")
    assert now["evidence"] == truth["evidence"]
    assert [row["title"] for row in now["records"]] == [row["title"] for row in truth["records"]]
    assert {row["parser_version"] for row in now["records"]} == {
        row["parser_version"] for row in truth["records"]
    }


def test_one_portal_and_a_day(home: Path) -> None:
    assert "reparsed 0" in dafu(home, "reparse", "--since", "2999-01-01").err
    assert "reparsed 55" in dafu(home, "reparse", "--portal", SITE).err
    wrong = dafu(home, "reparse", "--portal", "nowhere")
    assert wrong.status == 2
    assert SITE in wrong.err


def test_cut_off_it_goes_on_where_it_stood(home: Path) -> None:
    made_by_an_older_parser(home, "不对的标题")
    half = rows(home, "select id from document order by id limit 1 offset 29")[0]["id"]
    # A trigger that fails stands for whatever ends a process; the transaction before it is kept.
    change(
        home,
        f"create trigger cut before insert on version when new.document > {half} "
        "begin select raise(abort, 'disk I/O error'); end",
    )
    cut = dafu(home, "reparse")
    assert cut.status == 1
    assert "reparsed 30: changed 30" in cut.err
    change(home, "drop trigger cut")
    ended = dafu(home, "reparse")
    assert ended.status == 0, ended.err
    assert f"goes on behind document {half}" in ended.err
    assert "reparsed 25: changed 25" in ended.err
    assert rows(home, "select count(*) as n from version where cause = 'reparse'") == [{"n": 55}]


def test_bytes_that_are_gone_cost_only_their_document(crawled: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    (home / "archive").mkdir(parents=True)
    with (
        closing(sqlite3.connect(crawled / "corpus.db")) as one,
        closing(sqlite3.connect(home / "corpus.db")) as other,
    ):
        one.backup(other)
    for file in (crawled / "archive").glob("*.warc.gz"):
        data = bytearray(file.read_bytes())
        place = rows(
            crawled, "select warc_offset as at from fetch where kind = 'detail' order by id limit 1 offset 9"
        )
        data[place[0]["at"] + 300] ^= 0xFF
        (home / "archive" / file.name).write_bytes(data)
    before = dump(home / "corpus.db")
    ended = dafu(home, "reparse")
    assert ended.status == 1
    assert "unchanged 54, failed 1" in ended.err
    assert [
        row["code"]
        for row in rows(home, "select code from problem where stage = 'reparse' and closed is null")
    ] == ["archive"]
    assert list(differences(before, dump(home / "corpus.db"))) == []


def test_without_a_database_it_says_what_to_do(tmp_path: Path) -> None:
    ended = dafu(tmp_path, "reparse")
    assert ended.status == 2
    assert "crawl or import first" in ended.err
    assert not (tmp_path / "corpus.db").exists()
