"""The database again, from the archive and its fetch log: it says the same in every row, reason and time."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from crawler.demo import faults
from crawler.demo.sample_portals import SamplePortals
from db.dump import differences, dump
from db.fetch_log import read_log
from tests.crawler.disturbed import Disturbed
from tests.crawler.running import rows

SITES = list(SamplePortals().sites)
CHOSEN = [SITES[0], SITES[-1]]
"""Static pages with attachments and honest validators, and rows from a data service that is asked by POST."""

LETTER = "云江市教育局关于市六届人大一次会议第0007号建议的答复\n\n王小明代表：\n　　您提出的建议收悉，现答复如下：\n"


@pytest.fixture(scope="module")
def disturbed() -> Iterator[Disturbed]:
    with Disturbed() as process:
        yield process


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory, disturbed: Disturbed) -> Path:
    """A home with a past: revisions, withdrawals, faults, an unreachable host, a kill, an import, a takedown."""
    folder = tmp_path_factory.mktemp("rebuild")
    home, declared = folder / "home", folder / "portals"
    letter = folder / "letter.txt"
    letter.write_text(LETTER + "　　感谢您的关心。\n" * 5 + "云江市教育局\n2025年6月1日\n", "utf-8")
    with SamplePortals(only=CHOSEN) as portals:
        portals.write_declarations(declared)
        site = portals.sites[CHOSEN[0]]
        site.faults.add(faults.error(500), "*/t2025*", times=2)
        disturbed.crawl(home, declared, now="2026-06-01T02:00:00Z", killed_before_commit=40)
        disturbed.crawl(home, declared, now="2026-06-01T03:00:00Z")
        disturbed.run(home, "import", str(letter), now="2026-06-01T04:00:00Z")
        words = ("check", "--all", "--portal-files", str(declared))
        disturbed.run(home, *words, now="2026-06-01T05:00:00Z")
        disturbed.run(home, "discover", f"{site.base}/", "--delay", "0", now="2026-06-01T06:00:00Z")
        site.faults.clear()
        portals.advance()
        disturbed.crawl(home, declared, "--sweep", now="2026-06-02T02:00:00Z")
        site.faults.add(faults.soft_404(), "*/t2024*", times=1)
        disturbed.crawl(home, declared, now="2026-06-06T02:00:00Z")
        site.down()
        disturbed.crawl(home, declared, now="2026-06-08T02:00:00Z")
        site.up()
        for day in (10, 14, 18):
            disturbed.crawl(home, declared, now=f"2026-06-{day}T02:00:00Z")
        portals.advance(5)
        disturbed.crawl(home, declared, "--sweep", now="2026-07-20T02:00:00Z")
        disturbed.crawl(home, declared, now="2026-10-01T02:00:00Z")
        disturbed.crawl(home, declared)
    with closing(sqlite3.connect(home / "corpus.db")) as connection, connection:
        connection.execute(
            "insert into takedown select address, 'asked for', '2026-10-02T00:00:00Z' from document limit 1"
        )
    return home


@pytest.fixture
def home(lived: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(lived, tmp_path / "home"))


def test_the_past_is_worth_rebuilding(lived: Path) -> None:
    causes = {row["cause"] for row in rows(lived, "select cause from version")}
    assert {"first", "revision", "import"} <= causes
    events = " ".join(row["what"] for row in rows(lived, "select what from event"))
    for word in ("withdrawn: absent", "restored: it is served again", "moved to", "list row changed"):
        assert word in events
    outcomes = {row["outcome"] for row in rows(lived, "select outcome from fetch")}
    assert {"ok", "not_modified", "gone", "server_error", "network"} <= outcomes
    kinds = {row["kind"] for row in rows(lived, "select kind from fetch")}
    assert kinds >= {"robots", "list", "detail", "attachment", "import", "check", "discover"}
    assert "the run was cut off" in rows(lived, "select reasons from run where id = 1")[0]["reasons"]


def test_it_is_equal_in_every_row_reason_and_time(home: Path, disturbed: Disturbed) -> None:
    # The takedown was entered by hand: the next writer tells the log.
    assert disturbed.run(home, "import", str(home.parent / "absent.txt")).status == 1
    ended = disturbed.run(home, "rebuild")
    assert ended.status == 0, ended.err
    assert "not playable 0" in ended.err
    assert f"equal to {home}/corpus.db" in ended.err
    assert (
        list(differences(dump(home / "corpus.db", history=True), dump(home / "rebuilt.db", history=True)))
        == []
    )
    assert len(dump(home / "rebuilt.db")["takedowns"]) == 1


def test_a_lost_database_comes_back_and_the_crawl_goes_on(home: Path, disturbed: Disturbed) -> None:
    before = dump(home / "corpus.db", history=True)
    for file in home.glob("corpus.db*"):
        file.unlink()
    ended = disturbed.run(home, "rebuild")
    assert ended.status == 0, ended.err
    after = dump(home / "corpus.db", history=True)
    assert [line for line in differences(before, after) if not line.startswith("takedowns")] == []
    with SamplePortals(
        step=6, only=CHOSEN
    ) as portals:  # on other ports: other portals, as far as addresses go
        declared = home.parent / "portals"
        portals.write_declarations(declared)
        disturbed.crawl(home, declared, "--lists-only", now="2027-01-01T00:00:00Z")
    ended = disturbed.run(home, "rebuild")
    assert f"equal to {home}/corpus.db" in ended.err, "the log goes on with the new database's events"


def test_a_difference_is_named_and_the_old_database_kept(home: Path, disturbed: Disturbed) -> None:
    with closing(sqlite3.connect(home / "corpus.db")) as connection, connection:
        connection.execute("delete from takedown")
        connection.execute("update record set title = '改过的标题' where id = 3")
    ended = disturbed.run(home, "rebuild", "--replace")
    assert ended.status == 1
    assert "differs: records: " in ended.err
    assert "改过的标题" in ended.err
    kept = sqlite3.connect(home / "corpus-before-rebuild.db").execute("select title from record where id = 3")
    assert kept.fetchone() == ("改过的标题",)
    assert rows(home, "select title from record where id = 3") != [{"title": "改过的标题"}]
    assert not list(home.glob("rebuilt.db*"))


def test_the_old_database_is_kept_with_what_stands_in_its_log(tmp_path: Path, disturbed: Disturbed) -> None:
    """Whoever looks at the database keeps SQLite from moving the log's pages into the file."""
    letter, home = tmp_path / "letter.txt", tmp_path / "home"
    letter.write_text(LETTER + "　　感谢您的关心。\n" * 5 + "云江市教育局\n2025年6月1日\n", "utf-8")
    assert disturbed.run(home, "import", str(letter)).status == 0
    with closing(sqlite3.connect(home / "corpus.db")) as looker:
        with looker:
            looker.execute("update record set title = '改过的标题'")
        assert (home / "corpus.db-wal").stat().st_size
        ended = disturbed.run(home, "rebuild", "--replace")
    assert ended.status == 1, ended.err
    with closing(sqlite3.connect(home / "corpus-before-rebuild.db")) as kept:
        assert kept.execute("select title from record").fetchall() == [("改过的标题",)]
    assert rows(home, "select title from record") != [{"title": "改过的标题"}]


def test_damage_costs_what_it_hit(home: Path, disturbed: Disturbed) -> None:
    """A line of the log that is no JSON, and an archived page that is not what it was."""
    log = home / "archive" / "fetches.jsonl"
    lines = log.read_text("utf-8").splitlines(keepends=True)
    robots = next(i for i, line in enumerate(lines) if '"kind": "robots"' in line)
    lines[robots] = lines[robots][:50] + "\n"
    log.write_text("".join(lines), "utf-8")
    page = rows(
        home, "select warc_file, warc_offset from fetch where kind = 'detail' and outcome = 'ok' limit 1"
    )[0]
    file = home / "archive" / page["warc_file"]
    data = bytearray(file.read_bytes())
    data[page["warc_offset"] + 300] ^= 0xFF
    file.write_bytes(data)
    ended = disturbed.run(home, "rebuild")
    assert ended.status == 1
    assert f"fetches.jsonl line {robots + 1}" in ended.err
    assert page["warc_file"] in ended.err
    new = dump(home / "rebuilt.db")
    assert len(new["documents"]) == len(dump(home / "corpus.db")["documents"])


def test_the_log_tells_what_was_committed_and_nothing_else(lived: Path) -> None:
    events = list(read_log(lived / "archive" / "fetches.jsonl", []))
    told = [event for event in events if event["event"] == "fetch"]
    kept = rows(lived, "select address, outcome, reason, run from fetch order by id")
    assert [{name: event[name] for name in kept[0]} for event in told] == kept
    assert [event["seq"] for event in events] == list(range(1, len(events) + 1))
    assert len({event["log"] for event in events}) == 1


def test_half_a_line_at_the_end_is_cut_off_and_told_again(home: Path, disturbed: Disturbed) -> None:
    log = home / "archive" / "fetches.jsonl"
    with log.open("ab") as file:
        file.write(json.dumps({"log": "x", "seq": 1, "event": "fetch"}).encode()[:-5])
    disturbed.run(home, "import", str(home.parent / "absent.txt"))
    problems: list[object] = []
    assert list(read_log(log, problems))[-1]["event"] == "end"  # type: ignore[arg-type]
    assert problems == []


def test_a_log_in_several_files_is_one_log(home: Path, disturbed: Disturbed) -> None:
    """The first files were full and put aside; without the newest one the next event still gets its number."""
    disturbed.run(home, "import", str(home.parent / "absent.txt"))
    log = home / "archive" / "fetches.jsonl"
    lines = log.read_text("utf-8").splitlines(keepends=True)
    third = len(lines) // 3
    (home / "archive" / "fetches-00009.jsonl").write_text("".join(lines[:third]), "utf-8")
    (home / "archive" / "fetches-00010.jsonl").write_text("".join(lines[third:]), "utf-8")
    log.unlink()
    disturbed.run(home, "import", str(home.parent / "absent.txt"))
    [first, *_] = log.read_text("utf-8").splitlines()
    assert json.loads(first)["seq"] == len(lines) + 1
    ended = disturbed.run(home, "rebuild")
    assert ended.status == 0, ended.err
    assert f"equal to {home}/corpus.db" in ended.err


def test_without_a_log_it_says_so(tmp_path: Path, disturbed: Disturbed) -> None:
    ended = disturbed.run(tmp_path / "home", "rebuild")
    assert ended.status == 2
    assert "there is no fetch log" in ended.err
