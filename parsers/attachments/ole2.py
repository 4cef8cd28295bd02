"""Compound files (OLE2): the container of .doc, .wps, .xls, .et and of Office files with a password."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import olefile

MARK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MAX_BYTES = 64 * 1024 * 1024

_SECTOR_SHIFTS = (9, 12)


@dataclass(frozen=True, slots=True)
class Compound:
    """An opened container; names of streams are those of its root."""

    ole: Any

    def has(self, name: str) -> bool:
        """Whether the root holds a stream or storage of that name, case ignored."""
        return bool(self.ole.exists(name))

    def stream(self, name: str) -> bytes:
        """The whole stream; raises OSError where it is damaged or not there."""
        with self.ole.openstream(name) as stream:
            return bytes(stream.read())

    def first(self, names: Sequence[str]) -> str | None:
        """The first of ``names`` that the root holds."""
        return next((name for name in names if self.has(name)), None)


def open_compound(data: bytes) -> Compound | None:
    """The container, or None where it is damaged beyond use. Never raises, never reads more than the file holds."""
    if not data.startswith(MARK) or not _plausible(data):
        return None
    try:
        return Compound(olefile.OleFileIO(io.BytesIO(data), raise_defects=olefile.DEFECT_FATAL))
    except Exception:  # olefile raises its own, OSError, struct.error, IndexError and RecursionError
        return None


def _plausible(data: bytes) -> bool:
    """Sector size and the size of the allocation tables agree with the file's.

    The header says how many sectors of tables follow; a table that points to itself would
    otherwise be read as often as the header likes.
    """
    if len(data) < 512:
        return False
    shift = int.from_bytes(data[30:32], "little")
    fat, extra = (int.from_bytes(data[at : at + 4], "little") for at in (44, 72))
    return shift in _SECTOR_SHIFTS and (fat + extra) << shift <= len(data) + (1 << shift)
