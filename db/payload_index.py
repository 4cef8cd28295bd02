"""Where each distinct payload lies in the archive: a cache, so that identical bytes are stored once.

The archive files are the truth. This index may be deleted at any time and is
filled again from them; a damaged one is thrown away.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

from db.exchange import Location

SCHEMA = """
create table if not exists payload (
  digest text primary key,    -- sha1, base 32, as in WARC-Payload-Digest
  file text not null,
  offset integer not null
) without rowid;
create table if not exists covered (
  file text primary key,
  bytes integer not null      -- the index knows every whole record before this byte
) without rowid;
"""


class PayloadIndex:
    """Not safe for use by two threads at once; two processes may share the file."""

    def __init__(self, path: Path) -> None:
        """Open or make the index. Raises sqlite3.Error where the folder cannot be written."""
        try:
            self._db = self._open(path)
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.OperationalError):  # cannot be opened or is locked: not damaged
                raise
            for suffix in ("", "-wal", "-shm"):
                path.with_name(path.name + suffix).unlink(missing_ok=True)
            self._db = self._open(path)

    @staticmethod
    def _open(path: Path) -> sqlite3.Connection:
        db = sqlite3.connect(path, timeout=10, isolation_level=None, check_same_thread=False)
        try:
            # A cache: losing its last rows in a power cut costs a scan of the last file, nothing else.
            db.execute("pragma journal_mode=wal")
            db.execute("pragma synchronous=off")
            db.executescript(SCHEMA)
        except sqlite3.Error:
            db.close()
            raise
        return db

    def find(self, digest: str) -> Location | None:
        """Where a payload with this digest was stored."""
        row = self._db.execute("select file, offset from payload where digest = ?", (digest,)).fetchone()
        return Location(*row) if row else None

    def covered(self, file: str) -> int:
        """How many bytes of an archive file the index knows."""
        row = self._db.execute("select bytes from covered where file = ?", (file,)).fetchone()
        return int(row[0]) if row else 0

    def add(self, found: dict[str, Location], file: str, covered: int) -> None:
        """Note payloads of a file known up to byte ``covered``; the newest place counts."""
        self._db.execute("begin immediate")
        try:
            self._db.executemany(
                "insert or replace into payload (digest, file, offset) values (?, ?, ?)",
                [(digest, place.file, place.offset) for digest, place in found.items()],
            )
            self._db.execute("insert or replace into covered (file, bytes) values (?, ?)", (file, covered))
        except BaseException:
            self._db.execute("rollback")
            raise
        self._db.execute("commit")

    def forget(self, digest: str) -> None:
        """Drop a payload whose record turned out to be gone."""
        self._db.execute("delete from payload where digest = ?", (digest,))

    def close(self) -> None:
        self._db.close()
