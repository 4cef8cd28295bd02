"""`dafu reparse`: every record again from the archive, with the portals down; the history knows why."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from crawler.demo.sample_portals import SamplePortals
from crawler.reparsing import Wanted
from db.dump import differences, dump
from tests.crawler.disturbed import Disturbed
from tests.crawler.running import rows

SITE = "yunjiang-mzj"
"""It has letters that are attachments, and letters with attachments."""


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory, disturbed: Disturbed) -> Path:
    """A home after a crawl; its portal does not answer any more."""
    folder = tmp_path_factory.mktemp("reparse")
    with SamplePortals(only=[SITE]) as portals:
        portals.write_declarations(folder / "portals")
        assert disturbed.crawl(folder / "home", folder / "portals").status == 0
    return folder / "home"


@pytest.fixture(scope="module")
def disturbed() -> Iterator[Disturbed]:
    with Disturbed() as process:
        yield process


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
def test_the_same_parser_makes_the_same_records(home: Path, workers: str, disturbed: Disturbed) -> None:
    before = dump(home / "corpus.db", history=True)
    ended = disturbed.run(home, "reparse", "--workers", workers)
    assert ended.status == 0, ended.err
    assert "reparsed 55: changed 0, unchanged 55, failed 0" in ended.err
    assert list(differences(before, dump(home / "corpus.db", history=True))) == []


def test_what_the_parser_changed_is_a_reparse_and_no_revision(
    crawled: Path, home: Path, disturbed: Disturbed
) -> None:
    made_by_an_older_parser(home, "不对的标题")
    ended = disturbed.run(home, "reparse", "--workers", "1")
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


def test_one_portal_and_a_day(home: Path, disturbed: Disturbed) -> None:
    assert "reparsed 0" in disturbed.run(home, "reparse", "--workers", "1", "--since", "2999-01-01").err
    assert "reparsed 55" in disturbed.run(home, "reparse", "--workers", "1", "--portal", SITE).err
    wrong = disturbed.run(home, "reparse", "--workers", "1", "--portal", "nowhere")
    assert wrong.status == 2
    assert SITE in wrong.err


def test_cut_off_it_goes_on_where_it_stood(home: Path, disturbed: Disturbed) -> None:
    made_by_an_older_parser(home, "不对的标题")
    half = rows(home, "select id from document order by id limit 1 offset 29")[0]["id"]
    # A trigger that fails stands for whatever ends a process; the transaction before it is kept.
    change(
        home,
        f"create trigger cut before insert on version when new.document > {half} "
        "begin select raise(abort, 'disk I/O error'); end",
    )
    cut = disturbed.run(home, "reparse", "--workers", "1")
    assert cut.status == 1
    assert "reparsed 30: changed 30" in cut.err
    change(home, "drop trigger cut")
    ended = disturbed.run(home, "reparse", "--workers", "1")
    assert ended.status == 0, ended.err
    assert f"goes on behind document {half}" in ended.err
    assert "reparsed 25: changed 25" in ended.err
    assert rows(home, "select count(*) as n from version where cause = 'reparse'") == [{"n": 55}]


def test_another_call_does_not_go_on_where_one_was_cut_off(home: Path, disturbed: Disturbed) -> None:
    """What was done for one portal, or by another parser, is not done for all."""
    mark = json.dumps({"wanted": Wanted(("elsewhere",)).to_json(), "done": 50})
    change(home, f"insert into meta (key, value) values ('reparse', '{mark}')")
    change(
        home,
        "insert into problem (address, at, stage, code, message) "
        "select address, '2026-01-01T00:00:00Z', 'reparse', 'archive', 'was not there' from document limit 1",
    )
    ended = disturbed.run(home, "reparse", "--workers", "1")
    assert "reparsed 55:" in ended.err
    assert "goes on behind" not in ended.err
    assert rows(home, "select id from problem where stage = 'reparse' and closed is null") == []


def test_bytes_that_are_gone_cost_only_their_document(
    crawled: Path, tmp_path: Path, disturbed: Disturbed
) -> None:
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
    ended = disturbed.run(home, "reparse", "--workers", "1")
    assert ended.status == 1
    assert "unchanged 54, failed 1" in ended.err
    assert [
        row["code"]
        for row in rows(home, "select code from problem where stage = 'reparse' and closed is null")
    ] == ["archive"]
    assert list(differences(before, dump(home / "corpus.db"))) == []


def test_without_a_database_it_says_what_to_do(tmp_path: Path, disturbed: Disturbed) -> None:
    ended = disturbed.run(tmp_path / "home", "reparse")
    assert ended.status == 2
    assert "crawl or import first" in ended.err
    assert not (tmp_path / "home" / "corpus.db").exists()


def test_what_the_parser_changed_is_told_apart_from_what_the_ministry_changed(
    tmp_path: Path, disturbed: Disturbed
) -> None:
    """Other bytes under another parser: first the old bytes are read again, then the new ones."""
    home, declared = tmp_path / "home", tmp_path / "portals"
    with SamplePortals(only=[SITE]) as portals:
        (file,) = portals.write_declarations(declared)
        (revised,) = _revised_at_step_1()
        text = file.read_text("utf-8").replace("min_entries = 40", "min_entries = 1")
        file.write_text(text.replace('kind = "npc"', f'kind = "npc"\ntitle_pattern = "{revised}"'), "utf-8")
        disturbed.crawl(home, declared, now="2026-06-01T02:00:00Z")
        made_by_an_older_parser(home, "不对的标题")
        portals.advance()
        disturbed.crawl(home, declared, now="2026-06-09T02:00:00Z")
    found = rows(home, "select cause, changed from version order by number")
    assert [row["cause"] for row in found] == ["first", "reparse", "revision"]
    assert found[1]["changed"] == '["title"]'
    assert '"text"' in found[2]["changed"]


def _revised_at_step_1() -> list[str]:
    """The number in the title of the letter that the sample portal revises in its first week."""
    portals = SamplePortals(only=[SITE])
    site = portals.sites[SITE]
    site.site.set_step(1)
    return [
        re.search(r"第(\d+号)", row.title)[1]  # type: ignore[index]
        for row in site.rows()
        if row.letter.revision
    ]
