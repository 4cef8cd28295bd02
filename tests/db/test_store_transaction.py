"""Two processes on one database: nobody is turned away because the other was quicker between a look and a write."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from db.fetch_log import read_log
from db.store import Store


def test_a_transaction_that_only_read_so_far_can_still_write(tmp_path: Path) -> None:
    """Were another process able to write between, the first write would fail without waiting (SQLITE_BUSY_SNAPSHOT)."""
    with Store(tmp_path / "corpus.db") as first, Store(tmp_path / "corpus.db") as second:
        second.db.conn.execute("pragma busy_timeout = 0")
        with first.transaction():
            assert first.query("select * from meta where key = 'ours'") == []
            with pytest.raises(sqlite3.OperationalError, match="locked"):
                second.db.conn.execute("begin immediate")
            first.db.conn.execute("insert into meta values ('ours', 'x')")
        with second.transaction():
            second.db.conn.execute("insert into meta values ('theirs', 'x')")
        found = first.query("select key from meta where value = 'x' order by key")
        assert [row["key"] for row in found] == ["ours", "theirs"]


def test_what_was_committed_is_told_at_once_and_what_was_not_never(tmp_path: Path) -> None:
    """A process that is killed later has left its lines; the outbox is only for one killed between the two."""
    path = tmp_path / "archive" / "fetches.jsonl"
    with Store(tmp_path / "corpus.db", log=path) as store:
        with store.transaction():
            store.log.note("first", store.now())
            with store.transaction():
                store.log.note("inner", store.now())
            assert not path.exists()
        with pytest.raises(RuntimeError):
            _spoil(store)
        with store.transaction():
            store.log.note("last", store.now())
        assert [event["event"] for event in read_log(path, [])] == ["first", "inner", "last"]


def _spoil(store: Store) -> None:
    with store.transaction():
        store.db.conn.execute("insert into meta values ('gone', 'x')")
        store.log.note("gone", store.now())
        raise RuntimeError


def test_what_raises_leaves_nothing_and_the_next_one_begins(tmp_path: Path) -> None:
    with Store(tmp_path / "corpus.db") as store:
        with pytest.raises(RuntimeError):
            _spoil(store)
        with store.transaction(), store.transaction():
            store.db.conn.execute("insert into meta values ('kept', 'x')")
        assert [row["key"] for row in store.query("select key from meta where value = 'x'")] == ["kept"]
