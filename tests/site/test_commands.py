"""`dafu publish`, `dafu serve` and `dafu export` as typed in a shell."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import socket
import sqlite3
import subprocess
import sys
import urllib.request
from contextlib import closing
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from filelock import FileLock

from db.published import RECORD
from tests.db.corpus import SECRETS, address, build
from tests.house_files import ROOT


def dafu(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "crawler.cli", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("home")
    build(place / "corpus.db", 30)
    done = dafu("publish", "--home", place)
    assert done.returncode == 0, done.stderr
    assert "published 29 records" in done.stderr
    assert "1 on the takedown list" in done.stderr
    assert done.stdout == ""
    return place


def lines(home: Path, *options: str) -> list[dict[str, object]]:
    done = dafu("export", "--home", home, *options)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


# --- publish ------------------------------------------------------------------


def test_publish_refuses_a_suspect_run_and_keeps_the_old_file(tmp_path: Path) -> None:
    build(tmp_path / "corpus.db", 12)
    assert dafu("publish", "--home", tmp_path).returncode == 0
    before = (tmp_path / "published" / "dafu.db").read_bytes()
    with closing(sqlite3.connect(tmp_path / "corpus.db")) as db:
        db.execute("update run set verdict = 'suspect', reasons = ?", ['["linlan: 栏目列表为空"]'])
        db.commit()
    refused = dafu("publish", "--home", tmp_path)
    assert refused.returncode == 1
    assert "suspect: linlan: 栏目列表为空" in refused.stderr
    assert (tmp_path / "published" / "dafu.db").read_bytes() == before
    forced = dafu("publish", "--home", tmp_path, "--force")
    assert forced.returncode == 0
    assert "published by force" in forced.stderr


@pytest.mark.parametrize(
    "words",
    [["publish"], ["publish", "--if-new"], ["status"], ["why", address(1)], ["duplicates"], ["reparse"]],
    ids=" ".join,
)
def test_without_a_database_is_a_wrong_call_that_makes_nothing(tmp_path: Path, words: list[str]) -> None:
    done = dafu(*words, "--home", tmp_path / "home")
    assert done.returncode == 2
    assert "there is no database" in done.stderr
    assert re.search(r"crawl or import (something )?first", done.stderr)
    assert len(done.stderr.splitlines()) == 1
    assert not (tmp_path / "home").exists()


def test_publish_if_new_leaves_a_home_alone_that_is_being_filled(tmp_path: Path) -> None:
    """As the timer calls it while another crawl is at work; a crawl that was killed is another matter."""
    build(tmp_path / "corpus.db", 12)
    with closing(sqlite3.connect(tmp_path / "corpus.db")) as db:
        db.execute("insert into run (command, started, parser_version) values ('dafu crawl', 'x', '1')")
        db.commit()
    with FileLock(tmp_path / "crawl.lock"):
        waiting = dafu("publish", "--if-new", "--home", tmp_path)
        refused = dafu("publish", "--home", tmp_path)
    assert waiting.returncode == 0, waiting.stderr
    assert "nothing published: a crawl or an import is working on" in waiting.stderr
    assert (refused.returncode, "has not finished" in refused.stderr) == (1, True)
    cut_off = dafu("publish", "--if-new", "--home", tmp_path)
    assert (cut_off.returncode, "has not finished" in cut_off.stderr) == (1, True)
    assert not (tmp_path / "published" / "dafu.db").exists()


# --- export -------------------------------------------------------------------


def test_export_prints_masked_records_in_the_order_of_the_fields(home: Path) -> None:
    records = lines(home)
    assert len(records) == 29
    assert all(list(record) == list(RECORD) for record in records)
    text = json.dumps(records, ensure_ascii=False)
    assert not [secret for secret in SECRETS if secret in text]
    assert address(5) not in text


@pytest.mark.parametrize(
    ("options", "column", "values"),
    [
        (["--portal", "linlan"], "portal", {"linlan"}),
        (["--portal", "linlan", "--portal", "qingyuan"], "portal", {"linlan", "qingyuan"}),
        (["--type", "cppcc_proposal"], "matter_type", {"cppcc_proposal"}),
        (["--genre", "summary", "--genre", "co_opinion"], "genre", {"summary", "co_opinion"}),
        (["--since", "2023", "--until", "2023-12-31"], "year", {2023}),
        (["--since", "2024-05", "--until", "2024"], "year", {2024}),
    ],
)
def test_filters_select_all_that_match_and_nothing_else(
    home: Path, options: list[str], column: str, values: set[object]
) -> None:
    chosen = lines(home, *options)
    assert {record[column] for record in chosen} == values
    if column != "year":
        assert len(chosen) == len([record for record in lines(home) if record[column] in values])


def test_changed_since_gives_what_is_new_since_then(home: Path) -> None:
    records = sorted(lines(home), key=lambda record: str(record["changed_at"]))
    middle = str(records[20]["changed_at"])
    withdrawn = [r for r in records[:20] if str(r["state_since"]) >= middle]
    assert [r["state"] for r in withdrawn] == ["withdrawn"]
    chosen = {record["id"] for record in lines(home, "--changed-since", middle)}
    assert chosen == {r["id"] for r in [*records[20:], *withdrawn]}
    assert lines(home, "--changed-since", "2030-01-01") == []
    local = datetime.fromisoformat(middle).astimezone(timezone(timedelta(hours=8)))
    assert len(lines(home, "--changed-since", local.isoformat())) == len(chosen)


def test_files_appear_whole_and_in_every_format(home: Path, tmp_path: Path) -> None:
    out = tmp_path / "all.json"
    done = dafu("export", "--home", home, "--format", "json", "--output", out)
    assert done.returncode == 0
    assert done.stdout == ""
    assert "29 records written" in done.stderr
    assert json.loads(out.read_text("utf-8")) == lines(home)
    rows = list(csv.DictReader(io.StringIO(dafu("export", "--home", home, "--format", "csv").stdout)))
    assert [int(row["id"]) for row in rows] == [record["id"] for record in lines(home)]
    dafu("export", "--home", home, "--format", "csv", "--bom", "-o", tmp_path / "excel.csv")
    assert (tmp_path / "excel.csv").read_bytes().startswith(b"\xef\xbb\xbfid,")
    # What fails half-way leaves nothing, and what was there stands.
    assert dafu("export", "--home", home, "--portal", "nowhere", "--output", out).returncode == 2
    assert json.loads(out.read_text("utf-8")) == lines(home)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["all.json", "excel.csv"]
    assert json.loads(dafu("export", "--home", home, "--format", "json", "--since", "2030").stdout) == []


def test_the_schema_explains_every_field_in_two_languages(tmp_path: Path) -> None:
    done = dafu("export", "--schema", "--home", tmp_path)
    schema = json.loads(done.stdout)
    assert list(schema["properties"]) == list(RECORD)
    assert "发文字号 / Document number" in done.stdout
    assert schema["properties"]["genre"]["x-labels"]["reply"] == {"zh": "答复", "en": "Reply"}
    written = dafu("export", "--schema", "--output", tmp_path / "codebook.json")
    assert (written.returncode, written.stdout) == (0, "")
    assert json.loads((tmp_path / "codebook.json").read_text("utf-8")) == schema


@pytest.mark.parametrize(
    ("options", "status", "words"),
    [
        (["--portal", "nowhere"], 2, "no portal nowhere"),
        (["--since", "2023-02-30"], 2, "is no date"),
        (["--since", "2025", "--until", "2024"], 2, "--since 2025 is after --until 2024"),
        (["--since", "2024-05", "--until", "2024-04-30"], 2, "--since 2024-05 is after"),
        (["--changed-since", "yesterday"], 2, "is no time"),
        (["--genre", "poem"], 2, "poem"),
        (
            ["--output", "/nowhere/at/all.jsonl"],
            1,
            "/nowhere/at/all.jsonl could not be written: No such file or directory\n",
        ),
    ],
)
def test_wrong_calls_are_named(home: Path, options: list[str], status: int, words: str) -> None:
    done = dafu("export", "--home", home, *options)
    assert done.returncode == status
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_nothing_published_says_what_to_do(tmp_path: Path) -> None:
    for command in ("export", "serve"):
        done = dafu(command, "--home", tmp_path)
        assert done.returncode == 2
        assert "run `dafu publish` first" in done.stderr
        assert len(done.stderr.splitlines()) == 1


def test_a_reader_that_has_enough_is_no_error(home: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    command = [sys.executable, "-m", "crawler.cli", "export", "--home", str(home)]
    done = subprocess.run(command, cwd=ROOT, stdout=writer, stderr=subprocess.PIPE, check=False)
    os.close(writer)
    assert done.returncode == 0
    assert done.stderr == b""


# --- serve --------------------------------------------------------------------


def test_a_busy_port_is_one_clear_line(home: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = dafu("serve", "--home", home, "--port", str(port))
    assert done.returncode == 2
    assert f"cannot listen on 127.0.0.1 port {port}" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_damaged_file_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "published").mkdir()
    (tmp_path / "published" / "dafu.db").write_bytes(b"no database " * 1000)
    done = dafu("serve", "--home", tmp_path, "--port", "0")
    assert done.returncode == 1
    assert "cannot be read" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_serve_answers_and_follows_a_newer_file_until_it_is_stopped(tmp_path: Path) -> None:
    build(tmp_path / "corpus.db", 12)
    dafu("publish", "--home", tmp_path)
    command = [sys.executable, "-m", "crawler.cli", "serve", "--home", str(tmp_path), "--port", "0", "--live"]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) as server:
        assert server.stderr is not None
        site = server.stderr.readline().split("the site is at ")[1].split()[0]

        def count() -> int:
            with urllib.request.urlopen(f"{site}dafu/record.json?_size=0") as answer:
                return int(json.load(answer)["filtered_table_rows_count"])

        assert count() == 11
        (tmp_path / "corpus.db").unlink()
        build(tmp_path / "corpus.db", 20)
        dafu("publish", "--home", tmp_path)
        assert count() == 19
        server.send_signal(2)
        assert server.wait() in (0, 130)
        assert "Traceback" not in server.stderr.read()
