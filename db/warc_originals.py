"""The bytes that revisit records refer to, where they lie in other files of the same import or in the archive."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from db.exchange import ArchiveError
from db.warc_exchanges import Resolver, keys_of_original, keys_of_revisit, place_of_original
from db.warc_read import RawRecord, iter_records, read_record


class Originals:
    """Finds the record behind a revisit: at the place it names, then by its digest, then by address and time.

    Sought in the files given, whatever their order, then by ``elsewhere``. The files are looked through at the
    first revisit whose bytes are not at hand, once: an import without such revisits reads nothing twice.
    """

    def __init__(self, files: Callable[[], Iterable[Path]], elsewhere: Resolver | None = None) -> None:
        self._list_files = files
        self._elsewhere = elsewhere
        self._files: dict[str, list[Path]] | None = None
        self._places: dict[str, tuple[Path, int]] | None = None

    def __call__(self, revisit: RawRecord) -> tuple[str, RawRecord] | None:
        """File name and record; None where the bytes are nowhere."""
        return (
            self._at_its_place(revisit)
            or self._with_its_key(revisit)
            or (self._elsewhere(revisit) if self._elsewhere else None)
        )

    def _at_its_place(self, revisit: RawRecord) -> tuple[str, RawRecord] | None:
        place = place_of_original(revisit)
        if place is None:
            return None
        for path in self._named().get(place.file, ()):
            record = _document_at(path, place.offset)
            # Two folders may hold files of one name: the bytes must be those that the revisit means.
            if record and _digest(revisit) in (None, _digest(record)):
                return path.name, record
        return None

    def _with_its_key(self, revisit: RawRecord) -> tuple[str, RawRecord] | None:
        if self._places is None:
            self._places = self._look_through()
        for key in keys_of_revisit(revisit):
            if key in self._places:
                path, offset = self._places[key]
                record = _document_at(path, offset)
                if record:
                    return path.name, record
        return None

    def _named(self) -> dict[str, list[Path]]:
        if self._files is None:
            self._files = {}
            for path in self._list_files():
                self._files.setdefault(path.name, []).append(path)
        return self._files

    def _look_through(self) -> dict[str, tuple[Path, int]]:
        places: dict[str, tuple[Path, int]] = {}
        for path in (path for paths in self._named().values() for path in paths):
            try:
                for record in iter_records(path, []):
                    for key in keys_of_original(record):
                        places.setdefault(key, (path, record.offset))
            except ArchiveError:  # said where the file's own turn comes
                continue
        return places


def _document_at(path: Path, offset: int) -> RawRecord | None:
    try:
        record = read_record(path, offset)
    except ArchiveError:
        return None
    return record if record.type in ("response", "resource") else None


def _digest(record: RawRecord) -> str | None:
    return record.field("WARC-Payload-Digest")
