"""The fetch log's files: full ones are put aside, nothing is told twice or left out."""

from __future__ import annotations

import resource
import signal
from pathlib import Path

import pytest

from db.fetch_log import FetchLog, log_parts, read_log
from db.store import Store
from parsers.types import Problem


def events(path: Path) -> list[tuple[int, str]]:
    problems: list[Problem] = []
    found = [(e["seq"], e["event"]) for part in log_parts(path) for e in read_log(part, problems)]
    assert problems == []
    return found


def told(store: Store, log: FetchLog, first: int, behind: int) -> None:
    for number in range(first, behind):
        with store.transaction():
            log.note(f"n{number}", store.now())
        log.flush()


def test_a_full_file_is_put_aside_and_the_log_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "archive" / "fetches.jsonl"
    expected = [(number, f"n{number}") for number in range(1, 41)]
    with Store(tmp_path / "corpus.db") as store:
        told(store, FetchLog(path, store.db.conn, max_bytes=200), 1, 13)
        parts = [part.name for part in log_parts(path)]
        assert parts[:2] == ["fetches-00001.jsonl", "fetches-00002.jsonl"]
        assert parts[-1] == "fetches.jsonl"
        untouched = (tmp_path / "archive" / parts[0]).read_bytes()
        # Another process: it finds its number wherever the last line is.
        told(store, FetchLog(path, store.db.conn, max_bytes=400), 13, 31)
        path.rename(path.with_name("fetches-00099.jsonl"))
        told(store, FetchLog(path, store.db.conn, max_bytes=400), 31, 41)
        assert events(path) == expected
        assert (tmp_path / "archive" / parts[0]).read_bytes() == untouched
        assert "fetches-00100.jsonl" in [part.name for part in log_parts(path)]


def test_half_a_line_in_the_newest_file_is_cut_off(tmp_path: Path) -> None:
    path = tmp_path / "archive" / "fetches.jsonl"
    with Store(tmp_path / "corpus.db") as store:
        told(store, FetchLog(path, store.db.conn, max_bytes=400), 1, 10)
        whole = path.read_bytes()
        path.write_bytes(whole[:-20])
        told(store, FetchLog(path, store.db.conn, max_bytes=400), 10, 12)
        assert events(path) == [(number, f"n{number}") for number in range(1, 12)]


def test_files_that_only_look_alike_are_no_part_of_it(tmp_path: Path) -> None:
    for name in (
        "fetches-old.jsonl",
        "fetches-1.jsonl",
        "fetches-10.jsonl",
        "fetches-9.jsonl",
        "fetches.jsonl.bak",
    ):
        (tmp_path / name).touch()
    names = [part.name for part in log_parts(tmp_path / "fetches.jsonl")]
    assert names == ["fetches-1.jsonl", "fetches-9.jsonl", "fetches-10.jsonl"]


def test_a_database_put_back_from_a_copy_is_told_on_behind_what_the_log_has(tmp_path: Path) -> None:
    """Its numbers begin again where the copy was made; the log knows more, and nothing new may pass for old."""
    path = tmp_path / "archive" / "fetches.jsonl"
    with Store(tmp_path / "corpus.db", log=path) as store:
        told(store, store.log, 1, 6)
        store.db.conn.execute("vacuum into ?", [str(tmp_path / "copy.db")])
        told(store, store.log, 6, 11)
    for begin in (11, 13):
        with Store(tmp_path / "copy.db", log=path) as store:
            told(store, store.log, begin, begin + 2)
    assert events(path) == [(number, f"n{number}") for number in range(1, 15)]


def test_so_is_one_that_was_copied_before_it_told_anything(tmp_path: Path) -> None:
    path = tmp_path / "archive" / "fetches.jsonl"
    with Store(tmp_path / "corpus.db", log=path) as store:
        store.db.conn.execute("vacuum into ?", [str(tmp_path / "copy.db")])
        told(store, store.log, 1, 4)
    with Store(tmp_path / "copy.db", log=path) as store:
        told(store, store.log, 4, 6)
    assert events(path) == [(number, f"n{number}") for number in range(1, 6)]


def test_a_home_that_is_only_looked_at_gets_no_log(tmp_path: Path) -> None:
    Store(tmp_path / "corpus.db", log=tmp_path / "archive" / "fetches.jsonl").log.catch_up()
    assert not (tmp_path / "archive").exists()


def test_a_log_that_cannot_be_written_keeps_its_lines_for_later(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "archive" / "fetches.jsonl"
    with Store(tmp_path / "corpus.db", log=path) as store:
        told(store, store.log, 1, 3)
        kept = path.rename(path.with_name("kept"))
        path.mkdir()
        told(store, store.log, 3, 5)
        assert len(caplog.messages) == 1, "said once"
        assert "its lines wait in the database" in caplog.messages[0]
        path.rmdir()
        kept.rename(path)
        told(store, store.log, 5, 6)
    assert events(path) == [(number, f"n{number}") for number in range(1, 6)]


def test_what_a_full_disk_cut_off_is_told_again(tmp_path: Path) -> None:
    """The operating system writes what still fits, and half a line stands there until the next try."""
    path = tmp_path / "archive" / "fetches.jsonl"
    with Store(tmp_path / "corpus.db") as store:
        log = FetchLog(path, store.db.conn)
        told(store, log, 1, 3)
        size = path.stat().st_size
        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        with store.transaction():
            log.note("n3", store.now())
        try:
            resource.setrlimit(resource.RLIMIT_FSIZE, (size + 20, hard))
            log.flush()
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
            signal.signal(signal.SIGXFSZ, before)
        assert path.stat().st_size == size
        told(store, log, 4, 5)
        assert events(path) == [(number, f"n{number}") for number in range(1, 5)]
