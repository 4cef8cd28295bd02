"""WARC records out of a file, whole ones only.

warcio's own iterator writes decompression errors to stderr and hands on the
half record; a ledger needs to know. So members are inflated here, where their
checksum is checked, and damage becomes a Problem with the byte range.
"""

from __future__ import annotations

import base64
import hashlib
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from warcio.statusandheaders import StatusAndHeaders, StatusAndHeadersParser, StatusAndHeadersParserException

from db.exchange import ArchiveError
from parsers.types import Problem

MAX_RECORD = 256 * 1024 * 1024
"""A record larger than this is not a letter; it is passed over so that memory stays bounded."""

CHUNK = 65536
GZIP_MEMBER = b"\x1f\x8b\x08"
VERSIONS = ["WARC/1.1", "WARC/1.0"]


class DamagedError(Exception):
    """No whole record stands here; ``cut`` says the file simply ends too early."""

    def __init__(self, reason: str, *, cut: bool = False) -> None:
        super().__init__(reason)
        self.cut = cut


@dataclass(frozen=True, slots=True)
class RawRecord:
    """One WARC record: where it begins, where the next begins, its named fields and its block."""

    offset: int
    end: int
    fields: StatusAndHeaders
    block: bytes

    def field(self, name: str) -> str | None:
        """A named field of the record, None where it has none."""
        value = self.fields.get_header(name)
        return None if value is None else str(value)

    @property
    def type(self) -> str:
        return (self.field("WARC-Type") or "").lower()


def read_record(path: Path, offset: int) -> RawRecord:
    """The record that begins at ``offset``. Raises ArchiveError where no whole record stands there."""
    try:
        with path.open("rb") as file:
            return _record_at(file, offset, compressed=_is_gzip(file))
    except FileNotFoundError:
        raise ArchiveError(f"{path}: the archive file is missing; put it back from a copy") from None
    except OSError as error:
        raise ArchiveError(f"{path}: cannot be read: {error.strerror or error}") from error
    except EOFError:
        raise ArchiveError(f"{path}: ends before byte {offset}; put it back from a copy") from None
    except DamagedError as error:
        raise ArchiveError(f"{path}: no whole record at byte {offset}: {error}") from error


def iter_records(path: Path, problems: list[Problem], start: int = 0) -> Iterator[RawRecord]:
    """Every whole record from byte ``start`` on; damage is noted in ``problems`` and stepped over.

    Problem codes: ``archive_truncated`` (the file ends inside a record: what a
    killed process leaves), ``archive_damaged`` (bytes in the middle are not
    what was written). Raises ArchiveError where the file cannot be read at all.
    """
    try:
        with path.open("rb") as file:
            compressed = _is_gzip(file)
            offset: int | None = start
            while offset is not None:
                try:
                    record = _record_at(file, offset, compressed=compressed)
                except EOFError:
                    return
                except DamagedError as damage:
                    offset = _note_damage(file, path, offset, damage, problems, compressed=compressed)
                else:
                    offset = record.end
                    yield record
    except OSError as error:
        raise ArchiveError(f"{path}: cannot be read: {error.strerror or error}") from error


def payload_digest(payload: bytes) -> str:
    """SHA-1 in base 32, as the WARC world writes it."""
    return "sha1:" + base64.b32encode(hashlib.sha1(payload, usedforsecurity=False).digest()).decode()


def block_is_intact(record: RawRecord) -> bool:
    """Whether the block has the digest written beside it; True where none, or one of an unknown kind, is."""
    algorithm, _, value = (record.field("WARC-Block-Digest") or "").partition(":")
    if algorithm.lower() not in ("sha1", "sha256", "md5"):
        return True
    digest = hashlib.new(algorithm.lower(), record.block, usedforsecurity=False)
    return value.lower() in (digest.hexdigest(), base64.b32encode(digest.digest()).decode().lower())


def _is_gzip(file: BinaryIO) -> bool:
    file.seek(0)
    return file.read(2) == GZIP_MEMBER[:2]


def _record_at(file: BinaryIO, offset: int, *, compressed: bool) -> RawRecord:
    if not compressed:
        return _plain_record(file, offset)
    data, end = _member(file, offset)
    fields, begin, length = _head(data)
    if len(data) < begin + length:
        raise DamagedError("the record is shorter than its Content-Length")
    if data[begin + length :].strip(b"\r\n"):
        raise DamagedError(
            "more than one record in a gzip member; make a copy with `warcio recompress` and use that"
        )
    return RawRecord(offset, end, fields, data[begin : begin + length])


def _member(file: BinaryIO, offset: int) -> tuple[bytes, int]:
    """One gzip member inflated, its checksum checked, and the offset behind it. EOFError at the file's end."""
    file.seek(offset)
    inflate = zlib.decompressobj(zlib.MAX_WBITS | 16)
    out = bytearray()
    used = 0
    while not inflate.eof:
        chunk = file.read(CHUNK)
        if not chunk:
            if used:
                raise DamagedError("the file ends inside a record", cut=True)
            raise EOFError
        used += len(chunk)
        try:
            out += inflate.decompress(chunk, MAX_RECORD - len(out) + 1)
        except zlib.error as error:
            raise DamagedError(f"the compressed bytes are damaged ({error})") from None
        if len(out) > MAX_RECORD:
            raise DamagedError(
                f"more than {MAX_RECORD} bytes in one gzip member; if the file was compressed as a whole, "
                "make a copy with `warcio recompress` and use that"
            )
    return bytes(out), offset + used - len(inflate.unused_data)


def _plain_record(file: BinaryIO, offset: int) -> RawRecord:
    """A record of a file that is not compressed."""
    file.seek(offset)
    head = file.read(CHUNK)
    blank = len(head) - len(head.lstrip(b"\r\n"))
    text = head[blank:]
    if not text:
        raise EOFError
    if len(head) < CHUNK and b"\r\n\r\n" not in text and text.startswith(b"WARC/"[: len(text)]):
        raise DamagedError("the file ends inside a record", cut=True)
    fields, begin, length = _head(text)
    if length > MAX_RECORD:
        raise DamagedError(f"the record has {length} bytes, more than {MAX_RECORD}")
    begin += offset + blank
    file.seek(begin)
    block = file.read(length)
    if len(block) < length:
        raise DamagedError("the file ends inside a record", cut=True)
    return RawRecord(offset + blank, begin + length, fields, block)


def _head(data: bytes) -> tuple[StatusAndHeaders, int, int]:
    """The named fields, where the block begins, and how long it says it is."""
    if not data.startswith(b"WARC/"):
        raise DamagedError("no WARC record begins here")
    end = data.find(b"\r\n\r\n", 0, CHUNK)
    if end < 0:
        raise DamagedError("the head of the record has no end")
    try:
        fields = StatusAndHeadersParser(VERSIONS).parse(BytesIO(data[: end + 4]))
        length = int(fields.get_header("Content-Length"))
    except StatusAndHeadersParserException:
        raise DamagedError("not WARC 1.0 or 1.1") from None
    except (TypeError, ValueError):
        raise DamagedError("no Content-Length that is a number") from None
    if length < 0:
        raise DamagedError("a negative Content-Length")
    return fields, end + 4, length


def _note_damage(
    file: BinaryIO,
    path: Path,
    offset: int,
    damage: DamagedError,
    problems: list[Problem],
    *,
    compressed: bool,
) -> int | None:
    """Write down what is lost; where the next whole record begins, None if there is none."""
    after = _next_record(file, offset + 1, compressed=compressed)
    file.seek(0, 2)
    size = file.tell()
    if after is None and damage.cut:
        code, what = "archive_truncated", "the records before it are kept"
    else:
        code, what = "archive_damaged", "restore it from a copy if there is one"
    end = size if after is None else after
    message = f"{path}: bytes {offset} to {end}: {damage}; {what}"
    problems.append(Problem(code, message))
    return after


def _next_record(file: BinaryIO, start: int, *, compressed: bool) -> int | None:
    """The first offset from ``start`` on where a whole record stands."""
    mark = GZIP_MEMBER if compressed else b"WARC/1."
    base, window = start, b""
    while True:
        at = window.find(mark)
        while at >= 0:
            try:
                _record_at(file, base + at, compressed=compressed)
            except (DamagedError, EOFError):
                at = window.find(mark, at + 1)
            else:
                return base + at
        # Keep the last bytes: the mark may stand across two chunks.
        keep = min(len(window), len(mark) - 1)
        base += len(window) - keep
        file.seek(base + keep)
        chunk = file.read(CHUNK)
        if not chunk:
            return None
        window = window[len(window) - keep :] + chunk
