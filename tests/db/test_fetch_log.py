"""The fetch log's files: full ones are put aside, nothing is told twice or left out."""

from __future__ import annotations

from pathlib import Path

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
