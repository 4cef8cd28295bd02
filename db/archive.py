"""Every byte that came from outside, kept as it came: WARC 1.1 (ISO 28500) files that any archive tool reads.

A file is written by one process, from its creation on, and never appended to
later: what a crash leaves at the end of a file can so never come between two
records. Identical payloads become revisit records.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from threading import RLock
from types import TracebackType
from typing import Self

from db.exchange import ArchiveError, Exchange, Location, Request, Response
from db.payload_index import PayloadIndex
from db.times import Clock, system_clock
from db.warc_exchanges import exchange_of, iter_exchanges, place_of_original
from db.warc_file import SUFFIX, Fsync, WarcFile
from db.warc_read import RawRecord, iter_records, payload_digest, read_record
from db.warc_write import Informed, Origin, RecordMaker, origin_of
from parsers.types import Problem

__all__ = ["Archive", "ArchiveError", "Exchange", "Informed", "Location", "Request", "Response"]

GIBIBYTE = 1 << 30
INDEX = "payloads.sqlite"

log = logging.getLogger("dafu.archive")


class Archive:
    """The archive folder. Reading needs no right to write; files and folder are made at the first write.

    One Archive may be used by several threads; several processes may each have
    their own Archive on one folder (each writes its own file).
    """

    def __init__(
        self,
        root: Path,
        clock: Clock = system_clock,
        *,
        max_bytes: int = GIBIBYTE,
        fsync: Fsync = "record",
        informed: Informed | None = None,
    ) -> None:
        """``max_bytes``: size at which a new file is begun. ``informed``: what the files say of the crawler."""
        self.root = root
        self._clock = clock
        self._max_bytes = max_bytes
        self._fsync = fsync
        self._informed = informed or Informed()
        self._lock = RLock()
        self._file: WarcFile | None = None
        self._index: PayloadIndex | None = None
        self._index_given_up = False

    # -- writing ---------------------------------------------------------------

    def write_exchange(
        self,
        request: Request,
        response: Response,
        *,
        at: datetime | None = None,
        not_modified: Location | None = None,
    ) -> Location:
        """Keep a request and its response; the place of the response (or of the revisit record for it).

        ``at`` is when the response came (default: now). ``not_modified``, for a
        304, is where the body lies that was asked about. Raises ArchiveError
        when the bytes could not be kept: then nothing of them is in the file.
        """
        moment = at or self._clock()
        digest = payload_digest(response.body)
        with self._lock:
            if response.status == 304:
                origin = self._origin(not_modified) if not_modified else None
            else:
                origin = self._identical(response.body, digest)
            if origin:
                return self._append(moment, lambda make: make.revisit(request, response, origin, moment))
            return self._append(
                moment,
                lambda make: make.exchange(request, response, digest, moment),
                digest if response.body else None,
            )

    def write_resource(
        self, uri: str, content_type: str, data: bytes, *, at: datetime | None = None
    ) -> Location:
        """Keep a file that came without HTTP, under an address of its own (``urn:sha256:…`` where it has none).

        Raises ArchiveError as write_exchange does.
        """
        moment = at or self._clock()
        digest = payload_digest(data)
        with self._lock:
            origin = self._identical(data, digest)
            # A revisit without HTTP headers has no content type of its own: it must be the original's.
            if origin and origin.kind == "resource" and origin.content_type == content_type:
                return self._append(moment, lambda make: make.same_resource(uri, origin, moment))
            return self._append(
                moment, lambda make: make.resource(uri, content_type, data, digest, moment), digest
            )

    def close(self) -> None:
        """End the current file. A later write begins a new one."""
        with self._lock:
            file, self._file = self._file, None
            index, self._index = self._index, None
            if index:
                index.close()
            if file:
                file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # -- reading ---------------------------------------------------------------

    def read(self, place: Location) -> Exchange:
        """The exchange at a place that a write returned; a revisit comes with the bytes it refers to.

        ``request`` is None here: iter_file gives it. Raises ArchiveError where
        the bytes are not there or are not those that were written.
        """
        return exchange_of(read_record(self._path(place), place.offset), place.file, self._original)

    def files(self) -> list[Path]:
        """The archive's files, oldest name first."""
        try:
            return sorted(path for path in self.root.iterdir() if path.name.endswith(SUFFIX))
        except FileNotFoundError:
            return []
        except OSError as error:
            raise ArchiveError(f"{self.root}: cannot be read: {error.strerror or error}") from error

    def iter_file(self, path: Path, problems: list[Problem]) -> Iterator[tuple[Location, Exchange]]:
        """Every whole exchange of a file in its order, with its request; what is damaged is added to ``problems``.

        Codes: ``archive_truncated`` (the file ends inside a record), ``archive_damaged``,
        ``archive_record`` (a record that cannot be used). Raises ArchiveError where
        the file cannot be read at all.
        """
        for exchange in iter_exchanges(path, problems, self._original):
            yield exchange.location, exchange

    def original(self, revisit: RawRecord) -> tuple[str, RawRecord] | None:
        """File name and record of what a revisit from anywhere refers to, where the archive has those bytes."""
        digest = revisit.field("WARC-Payload-Digest")
        with self._lock:
            index = self._payloads()
            place = index.find(digest) if index and digest else None
        try:
            return (place.file, read_record(self._path(place), place.offset)) if place else None
        except ArchiveError as error:
            log.warning("%s; its bytes are taken for missing", error)
            return None

    # -- inside ----------------------------------------------------------------

    def _append(
        self, moment: datetime, build: Callable[[RecordMaker], bytes], digest: str | None = None
    ) -> Location:
        """Write records at the end of a file that has room for them, and note the payload they bring."""
        file = self._file
        records = build(file.make) if file and not file.broken else b""
        if file and (file.broken or self._is_full(file, len(records))):
            self._file = None
            file.close()
            file = None
        if file is None:
            file = self._file = WarcFile(self.root, moment, self._informed, self._fsync)
            records = build(file.make)
        place = Location(file.path.name, file.append(records))
        self._note({digest: place} if digest else {}, file.path.name, file.size)
        return place

    def _is_full(self, file: WarcFile, more: int) -> bool:
        return file.size > file.empty_size and file.size + more > self._max_bytes

    def _identical(self, data: bytes, digest: str) -> Origin | None:
        """The record that holds these bytes already; it is read, so a revisit never refers to nothing."""
        index = self._payloads()
        if not data or index is None:
            return None
        try:
            place = index.find(digest)
            origin = self._origin(place) if place else None
            if place and (origin is None or origin.digest != digest):
                index.forget(digest)
                return None
        except sqlite3.Error as error:
            self._give_up_index(error)
            return None
        return origin

    def _origin(self, place: Location) -> Origin | None:
        """What a revisit must say of the record at a place; None where the place holds no payload."""
        try:
            record = read_record(self._path(place), place.offset)
            if record.type == "revisit":
                found = self._original(record)
                if found is None:
                    return None
                place, record = Location(found[0], found[1].offset), found[1]
        except ArchiveError as error:
            log.warning("%s; the bytes are stored again", error)
            return None
        return origin_of(record, place)

    def _original(self, revisit: RawRecord) -> tuple[str, RawRecord] | None:
        """The record a revisit refers to: by the place it names, or by its digest."""
        place = place_of_original(revisit)
        if place is None:
            with self._lock:
                index = self._payloads()
                place = index.find(revisit.field("WARC-Payload-Digest") or "") if index else None
        return (place.file, read_record(self._path(place), place.offset)) if place else None

    def _path(self, place: Location) -> Path:
        if Path(place.file).name != place.file:
            raise ArchiveError(f"{place.file!r}: not the name of a file in the archive {self.root}")
        return self.root / place.file

    # -- the index of payloads (a cache) ---------------------------------------

    def _payloads(self) -> PayloadIndex | None:
        """The index, brought up to date; None where it cannot be had (then identical bytes are stored twice)."""
        if self._index is None and not self._index_given_up:
            try:
                if not self.files():  # nothing to refer to, and perhaps no folder yet
                    return None
            except ArchiveError:  # the write that follows says what is wrong
                return None
            try:
                self._index = PayloadIndex(self.root / INDEX)
                self._catch_up(self._index)
            except (sqlite3.Error, OSError, ArchiveError) as error:
                self._give_up_index(error)
        return self._index

    def _catch_up(self, index: PayloadIndex) -> None:
        """Read what other processes, or one that was killed, wrote since the index last looked."""
        for path in self.files():
            known = index.covered(path.name)
            if path.stat().st_size <= known:
                continue
            found: dict[str, Location] = {}
            for record in iter_records(path, [], known):
                known = record.end
                digest = record.field("WARC-Payload-Digest")
                if digest and record.type in ("response", "resource"):
                    found.setdefault(digest, Location(path.name, record.offset))
            index.add(found, path.name, known)

    def _note(self, found: dict[str, Location], file: str, size: int) -> None:
        index = self._payloads()
        if index is None:
            return
        try:
            index.add(found, file, size)
        except sqlite3.Error as error:
            self._give_up_index(error)

    def _give_up_index(self, error: Exception) -> None:
        """The bytes are safe without it: say so once, and go on."""
        log.warning("%s: %s; identical bytes are stored twice until it can be used", self.root / INDEX, error)
        if self._index:
            self._index.close()
        self._index, self._index_given_up = None, True
