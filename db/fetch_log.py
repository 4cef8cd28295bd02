"""The fetch log: what was asked, why, and what came of it, a JSON object a line, beside the archive.

The archive holds bytes; it cannot say why they were asked for, which run asked, or that nobody answered.
The log says that, and so archive and log together give the database again (``dafu rebuild``).

How it stays true: an event is first a row of table ``outbox``, in the transaction that it tells of.
After the commit it is appended here. A process killed between the two leaves it in the outbox, and the
next writer appends it. So the log never tells of what was rolled back and never misses what was kept.
Where the log cannot be written nothing is lost: its events wait in the outbox.

A file that has grown to LOG_BYTES is put aside as ``fetches-00001.jsonl`` and so on, and never touched again; the
log is all of them, in the order of their numbers, and then ``fetches.jsonl``.

A line: ``{"log": id of the database that wrote it, "seq": its number there, "event": …, "at": …, …}``.
Events: ``portal`` (a declaration, when it changed), ``run``, ``fetch``, ``end``, ``takedown``,
``takedown lifted``.
"""

from __future__ import annotations

import json
import logging
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from parsers.types import Problem

TAIL = 1 << 16

LOG_BYTES = 64 << 20
"""A hundred thousand requests; every start of a writer reads the newest file once."""

log = logging.getLogger("dafu.log")


class FetchLog:
    """The log of one database, as its writer sees it. One writer at a time (crawler/lock.py)."""

    def __init__(
        self, path: Path | None, database: sqlite3.Connection, *, max_bytes: int = LOG_BYTES
    ) -> None:
        """Without a path events only gather in the outbox. ``max_bytes``: size at which a new file is begun."""
        self.path = path
        self._max_bytes = max_bytes
        self._database = database
        self._id: str | None = None
        self._written: int | None = None
        self._failed = False

    def note(self, event: str, at: str, **values: Any) -> None:
        """Put an event into the outbox; called inside the transaction that it tells of."""
        text = json.dumps({"event": event, "at": at, **values}, ensure_ascii=False)
        self._database.execute("insert into outbox (event) values (?)", [text])

    def flush(self, *, sync: bool = False) -> None:
        """Append what was committed; called outside of transactions.

        A log that cannot be written is said once; its events stay in the outbox.
        """
        if self.path is None:
            return
        try:
            self._flush(self.path, sync=sync)
        except OSError as error:
            self._written = None
            # Without a folder the archive itself cannot be written, and says so.
            if not self._failed and self.path.parent.is_dir():
                log.warning(
                    "%s: cannot be written (%s); its lines wait in the database", self.path, error.strerror
                )
            self._failed = True

    def catch_up(self) -> None:
        """Append what an earlier process left, and empty the outbox of what is safe on the disk."""
        waiting = self._database.execute("select 1 from outbox limit 1").fetchone() is not None
        self.flush(sync=waiting)
        if waiting and self._written is not None:
            with self._database:
                self._database.execute("delete from outbox where seq <= ?", [self._written])

    def _flush(self, path: Path, *, sync: bool) -> None:
        if self._written is None:
            self._written = self._last_written(path)
            self._number_behind(self._written)
        rows = self._database.execute(
            "select seq, event from outbox where seq > ? order by seq", [self._written]
        ).fetchall()
        if not rows and not sync:
            return
        lines = "".join(f'{self._head()}"seq": {seq}, {event[1:]}\n' for seq, event in rows)
        path.parent.mkdir(parents=True, exist_ok=True)
        self._put_aside(path)
        with path.open("ab", buffering=0) as file:
            begin = file.tell()
            try:
                _write_all(file.fileno(), lines.encode())
            except OSError:
                os.ftruncate(file.fileno(), begin)
                raise
            if sync:
                os.fsync(file.fileno())
        if rows:
            self._written = rows[-1][0]

    def _number_behind(self, written: int) -> None:
        """A database that was put back from a copy would give its next events numbers that the log has already."""
        row = self._database.execute("select seq from sqlite_sequence where name = 'outbox'").fetchone()
        if written <= (row[0] if row else 0):
            return
        with self._database:
            self._database.execute("delete from sqlite_sequence where name = 'outbox'")
            self._database.execute("insert into sqlite_sequence (name, seq) values ('outbox', ?)", [written])

    def _put_aside(self, path: Path) -> None:
        """A full file gets its number; the next line begins a new one."""
        try:
            if path.stat().st_size < self._max_bytes:
                return
        except FileNotFoundError:
            return
        numbers = [_number(part) or 0 for part in log_parts(path)]
        path.rename(path.with_name(f"{path.stem}-{max(numbers) + 1:05}{path.suffix}"))

    def _head(self) -> str:
        if self._id is None:
            row = self._database.execute("select value from meta where key = 'log_id'").fetchone()
            self._id = str(row[0])
        return f'{{"log": "{self._id}", '

    def _last_written(self, path: Path) -> int:
        """The last number of this database in the log. A line that a crash cut off is taken away first."""
        head = self._head().encode()
        for part in reversed(log_parts(path)):
            last = b""
            with part.open("r+b" if part == path else "rb") as file:
                if part == path:
                    _cut_off_half_line(file.fileno())
                for line in file:
                    if line.startswith(head):
                        last = line
            if last:
                return int(json.loads(last)["seq"])
        return 0


def log_parts(path: Path) -> list[Path]:
    """The files of the log whose newest one is ``path``, oldest first; those that there are."""
    aside = [part for part in path.parent.glob(f"{path.stem}-*{path.suffix}") if _number(part) is not None]
    aside.sort(key=lambda part: _number(part) or 0)
    return [*aside, path] if path.exists() else aside


def _number(part: Path) -> int | None:
    digits = part.stem.rpartition("-")[2]
    return int(digits) if digits.isascii() and digits.isdigit() else None


def read_log(path: Path, problems: list[Problem]) -> Iterator[dict[str, Any]]:
    """The events of one of the log's files in their order; a line that cannot be read is a Problem (code ``log_damaged``).

    Raises OSError where the file cannot be read. A half line at the end is what a crash leaves: no problem.
    """
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            if not line.endswith(b"\n"):
                return
            try:
                event = json.loads(line)
            except ValueError as error:
                problems.append(Problem("log_damaged", f"{path} line {number}: {error}"))
                continue
            if isinstance(event, dict) and isinstance(event.get("event"), str):
                yield event
            else:
                problems.append(Problem("log_damaged", f"{path} line {number}: not an event"))


def _cut_off_half_line(fd: int) -> None:
    """What stands behind the last line's end was never whole."""
    size = os.lseek(fd, 0, os.SEEK_END)
    end = size
    while end:
        begin = max(0, end - TAIL)
        found = os.pread(fd, end - begin, begin).rfind(b"\n")
        if found >= 0:
            end = begin + found + 1
            break
        end = begin
    if end < size:
        os.ftruncate(fd, end)
    os.lseek(fd, 0, os.SEEK_SET)


def _write_all(fd: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(fd, view) :]
