"""One WARC file being written: whole records or nothing."""

from __future__ import annotations

import contextlib
import errno
import os
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from db.exchange import ArchiveError
from db.warc_write import Informed, RecordMaker, warcinfo

SUFFIX = ".warc.gz"

Fsync = Literal["record", "file", "never"]
"""When bytes are forced to the disk: before each write returns (a power cut loses nothing that a
database row names), when a file is closed, or never (tests, throw-away copies)."""

FULL = {errno.ENOSPC, errno.EDQUOT}
FORBIDDEN = {errno.EACCES, errno.EPERM, errno.EROFS}


class WarcFile:
    """A new file with its warcinfo record. ``size`` counts the bytes of whole records."""

    def __init__(self, root: Path, at: datetime, informed: Informed, fsync: Fsync) -> None:
        """Make the file. Raises ArchiveError where that is not possible; no empty file stays behind."""
        self._fsync = fsync
        self.size = 0
        self.broken = False
        try:
            root.mkdir(parents=True, exist_ok=True)
            self.path, self._fd = _create(root, at)
        except OSError as error:
            raise _explained(root, error) from error
        try:
            record, record_id = warcinfo(self.path.name, at, informed)
            self.append(record)
            self.make = RecordMaker(record_id)
            if fsync != "never":
                _sync_folder(root)
        except BaseException:
            os.close(self._fd)
            self.path.unlink(missing_ok=True)
            raise
        self.empty_size = self.size

    def append(self, records: bytes) -> int:
        """Write whole records at the end; the offset where they begin.

        Raises ArchiveError when they cannot be written; the file is then as it
        was before, or, where even that fails, ``broken``: nothing may follow in it.
        """
        begin = self.size
        try:
            _write_all(self._fd, records)
            if self._fsync == "record":
                os.fdatasync(self._fd)
        except BaseException as error:
            self._undo(begin)
            if isinstance(error, OSError):
                raise _explained(self.path, error) from error
            raise
        self.size += len(records)
        return begin

    def close(self) -> None:
        """Raises ArchiveError where the disk refuses the last bytes."""
        try:
            if self._fsync != "never":
                os.fsync(self._fd)
        except OSError as error:
            raise _explained(self.path, error) from error
        finally:
            os.close(self._fd)

    def _undo(self, size: int) -> None:
        try:
            os.ftruncate(self._fd, size)
        except OSError:
            self.broken = True


def serial_of(name: str) -> int:
    """The serial number in a file's name, 0 where it has none."""
    found = re.fullmatch(r"\d{8}T\d{6}Z-(\d{5,})" + re.escape(SUFFIX), name)
    return int(found[1]) if found else 0


def _create(root: Path, at: datetime) -> tuple[Path, int]:
    """A file that did not exist, named after the moment and the next serial number of the folder."""
    serial = max((serial_of(entry.name) for entry in root.iterdir()), default=0) + 1
    stamp = at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    while True:
        path = root / f"{stamp}-{serial:05d}{SUFFIX}"
        try:
            # O_EXCL: another process never gets the same file. O_APPEND: after a cut-back the end is the end.
            return path, os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND, 0o644)
        except FileExistsError:
            serial += 1


def _write_all(fd: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(fd, view) :]


def _sync_folder(root: Path) -> None:
    """Without this a power cut may lose a new file's name although its bytes were forced to the disk."""
    with contextlib.suppress(OSError):  # some file systems refuse to sync a folder
        fd = os.open(root, os.O_RDONLY)
        try:
            os.fsync(fd)
        finally:
            os.close(fd)


def _explained(path: Path, error: OSError) -> ArchiveError:
    reason = error.strerror or str(error)
    if error.errno in FULL:
        advice = "free some space and run again; what was kept before is safe"
    elif error.errno in FORBIDDEN:
        advice = "make it writable for this user, or give another folder with --home"
    else:
        advice = "check the disk and run again; what was kept before is safe"
    return ArchiveError(f"{path}: the archive cannot be written: {reason}; {advice}")
