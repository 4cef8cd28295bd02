"""What `dafu import` is given, as a stream of documents: files, folders, WARC files, JSON Lines.

Nothing is stored here and no document is understood; what cannot be read
becomes a Refused, and the next source follows.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from db.content_coding import ContentError
from db.exchange import ArchiveError, Exchange
from db.warc_exchanges import Resolver, iter_exchanges
from db.warc_originals import Originals
from parsers.address import canonical
from parsers.types import Listing, Problem

MAX_DOCUMENT = 256 * 1024 * 1024
"""No letter is larger; a file or line beyond this is not read into memory."""

CONTENT_TYPES = {
    ".html": "text/html",
    ".htm": "text/html",
    ".shtml": "text/html",
    ".xhtml": "application/xhtml+xml",
    ".txt": "text/plain",
    ".text": "text/plain",
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".doc": "application/msword",
    ".wps": "application/vnd.ms-works",
    ".rtf": "application/rtf",
    ".ofd": "application/ofd",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".xls": "application/vnd.ms-excel",
    ".et": "application/vnd.ms-excel",
}
"""Files taken from a folder, and what the archive says of them; parsers look at the bytes."""

LINES = (".jsonl", ".ndjson")
WARCS = (".warc", ".warc.gz")

PAGES = re.compile(
    r"text/(html|plain|rtf)|application/(xhtml\+xml|pdf|msword|octet-stream|rtf|(x-)?ofd|vnd\.ms-(excel|works)"
    r"|vnd\.openxmlformats.*(document|sheet))|$",
    re.I,
)
"""Content types in a WARC that may be letters; pictures, scripts and styles are passed over."""


@dataclass(frozen=True, slots=True)
class Item:
    """One document to import.

    ``name`` is for people: the file, with the line or the byte where it holds many.
    ``address`` is canonical, None where the source gives none. ``data`` is after
    content decoding. ``exchange`` is there for a document out of a WARC file.
    """

    name: str
    address: str | None
    data: bytes
    content_type: str
    fetched_at: datetime | None = None
    listing: Listing | None = None
    exchange: Exchange | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """A source that cannot be imported, and why."""

    name: str
    problem: Problem


@dataclass(frozen=True, slots=True)
class Skipped:
    """A source that is no document: a picture in a WARC, a file of an unknown kind in a folder."""

    name: str
    reason: str


Source = Item | Refused | Skipped

T = TypeVar("T")


def iter_sources(paths: Iterable[Path], archived: Resolver | None = None) -> Iterator[Source]:
    """Everything below the paths, folders in the order of their names; never raises for what it finds there.

    A revisit in a WARC file may refer to bytes in any of the files given, or to what ``archived`` finds.
    """
    paths = list(paths)
    originals = Originals(lambda: _warc_files(paths), archived)
    for path in paths:
        try:
            folder = path.is_dir()
        except OSError as error:
            yield _unreadable(path, error)
            continue
        yield from _folder(path, originals) if folder else _file(path, originals)


def _folder(folder: Path, originals: Resolver) -> Iterator[Source]:
    for path in _below(folder):
        if isinstance(path, OSError):
            yield _unreadable(Path(path.filename), path)
        elif _suffix(path) in (*CONTENT_TYPES, *LINES, *WARCS):
            yield from _file(path, originals)
        else:
            kind = _shown(path.suffix) or "without an ending"
            yield Skipped(_shown(path), f"files {kind} are not taken from folders")


def _below(folder: Path) -> Iterator[Path | OSError]:
    """The files of a folder in the order of their names, and the error of each folder that cannot be read."""
    denied: list[OSError] = []
    for root, folders, files in os.walk(folder, onerror=denied.append):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            path = Path(root, name)
            # Hidden files, Word's lock files, and pipes that would never end.
            if not name.startswith((".", "~$")) and path.is_file():
                yield path
        while denied:
            yield denied.pop()


def _file(path: Path, originals: Resolver) -> Iterator[Source]:
    suffix = _suffix(path)
    try:
        if suffix in LINES:
            yield from _lines(path)
        elif _is_warc(path):
            yield from _warc(path, originals)
        else:
            yield _document(path)
    except OSError as error:
        yield _unreadable(path, error)


def _document(path: Path) -> Source:
    if path.suffix.lower() == ".json":
        words = "a JSON file; write one object a line (url, html or text) into a .jsonl file"
        return Refused(_shown(path), Problem("import_unsupported", words))
    with path.open("rb") as file:
        data = file.read(MAX_DOCUMENT + 1)
    if len(data) > MAX_DOCUMENT:
        return Refused(_shown(path), _too_large())
    return Item(_shown(path), None, data, CONTENT_TYPES.get(path.suffix.lower(), "application/octet-stream"))


# --- WARC -----------------------------------------------------------------------


def _is_warc(path: Path) -> bool:
    return _suffix(path) in WARCS or _starts_with(path, b"WARC/")


def _warc_files(paths: Iterable[Path]) -> Iterator[Path]:
    """The WARC files among what was given; what cannot be read is said when its turn comes."""
    for path in paths:
        with suppress(OSError):
            if path.is_dir():
                yield from (p for p in _below(path) if isinstance(p, Path) and _suffix(p) in WARCS)
            elif _is_warc(path):
                yield path


def _warc(path: Path, originals: Resolver) -> Iterator[Source]:
    problems: list[Problem] = []
    try:
        for exchange in iter_exchanges(path, problems, originals):
            yield from _refusals(path, problems)
            yield _archived(path, exchange)
    except ArchiveError as error:
        problems.append(Problem("import_unreadable", str(error)))
    yield from _refusals(path, problems)


def _refusals(path: Path, problems: list[Problem]) -> Iterator[Refused]:
    """The archive's problems name their file, and so does a source: once is enough."""
    while problems:
        problem = problems.pop(0)
        words = problem.message.removeprefix(f"{path}: ").removeprefix(f"{path.name}: ")
        yield Refused(_shown(path), replace(problem, message=words))


def _archived(path: Path, exchange: Exchange) -> Source:
    name = _shown(f"{path} at byte {exchange.location.offset}: {exchange.url}")
    if exchange.status not in (None, 200):
        return Skipped(name, f"HTTP status {exchange.status}")
    kind = (exchange.content_type or "").partition(";")[0].strip()
    if not PAGES.fullmatch(kind):
        return Skipped(name, f"content type {kind}")
    if exchange.url.endswith("/robots.txt"):
        return Skipped(name, "robots.txt")
    try:
        body = exchange.body
    except ContentError as error:
        return Refused(name, Problem("import_unreadable", str(error)))
    at = datetime.fromisoformat(exchange.at)
    content_type = exchange.content_type or "application/octet-stream"
    return Item(name, _address(exchange.url), body, content_type, at, None, exchange)


# --- JSON Lines -------------------------------------------------------------------


def _lines(path: Path) -> Iterator[Source]:
    with path.open("rb") as file:
        for number, raw in enumerate(iter(lambda: file.readline(MAX_DOCUMENT + 1), b""), 1):
            name = f"{_shown(path)} line {number}"
            if len(raw) > MAX_DOCUMENT:
                yield Refused(name, _too_large())
                return
            line = raw.removeprefix(b"\xef\xbb\xbf").strip()  # editors on Windows put a mark before the text
            if line:
                yield _line(name, line)


def _line(name: str, line: bytes) -> Source:
    """One object: ``url``, one of ``html``, ``text``, ``body``, and perhaps ``title``, ``date``, ``fetched_at``."""
    try:
        values = json.loads(line)
        if isinstance(values, dict):
            return _object(name, values)
        words = 'a JSON value that is no object; write {"url": …, "html": …} on each line'
    except json.JSONDecodeError as error:
        words = f"no JSON object ({error.msg} at column {error.colno}); write one object a line"
    except UnicodeDecodeError as error:
        words = f"not UTF-8 (byte {error.start}); save the file as UTF-8"
    except RecursionError:
        words = "nested too deep; write one plain object a line"
    except ValueError as error:
        words = str(error)
    return Refused(name, Problem("import_bad_line", words))


def _object(name: str, values: dict[str, Any]) -> Item:
    """Raises ValueError saying which key is wrong and what it must be."""
    given = [key for key in ("html", "text", "body") if values.get(key) is not None]
    if len(given) != 1:
        found = " and ".join(given) or "none"
        raise ValueError(f"needs exactly one of html, text and body, and has {found}")
    text = _string(values, given[0], required=True)
    assert text is not None
    markup = given[0] == "html" or (given[0] == "body" and "</" in text)
    listing = Listing(_string(values, "title"), _parsed(values, "date", _day))
    return Item(
        name,
        _parsed(values, "url", canonical),
        text.encode(),
        f"text/{'html' if markup else 'plain'}; charset=utf-8",
        _parsed(values, "fetched_at", _moment),
        listing if listing != Listing() else None,
    )


def _string(values: dict[str, Any], key: str, *, required: bool = False) -> str | None:
    value = values.get(key)
    if value is None and not required:
        return None
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"{key}: must be text that is not empty")
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise ValueError(f"{key}: half a character at position {error.start}; write the text anew") from None
    return value


def _parsed(values: dict[str, Any], key: str, read: Callable[[str], T]) -> T | None:
    value = _string(values, key)
    try:
        return None if value is None else read(value)
    except ValueError as error:
        raise ValueError(f"{key}: {error}") from None


def _day(value: str) -> str:
    """An ISO day, kept as text."""
    try:
        return datetime.strptime(value, "%Y-%m-%d").replace(tzinfo=UTC).date().isoformat()
    except ValueError:
        raise ValueError(f"{value!r} is no day like 2024-06-01") from None


def _moment(value: str) -> datetime:
    """ISO 8601 as UTC; a time without a zone is taken as UTC. There was no web before 1990."""
    try:
        at = datetime.fromisoformat(value)
        at = at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        raise ValueError(f"{value!r} is no time like 2024-06-01T08:00:00Z") from None
    if at.year < 1990:
        raise ValueError(
            f"{value!r} is no time at which a page was fetched; leave it out where it is not known"
        )
    return at


# --- small things -------------------------------------------------------------------


def _address(url: str) -> str | None:
    """Canonical, or None: a file imported elsewhere has a urn that this import makes again from the bytes."""
    try:
        return canonical(url)
    except ValueError:
        return None


def _shown(path: Path | str) -> str:
    """A file's name as text: bytes that are no UTF-8 (names from GBK systems) and control characters as escapes."""
    text = str(path).encode("utf-8", "backslashreplace").decode()
    return "".join(char if char.isprintable() or char == "\u3000" else ascii(char)[1:-1] for char in text)


def _suffix(path: Path) -> str:
    name = path.name.lower()
    return ".warc.gz" if name.endswith(".warc.gz") else path.suffix.lower()


def _starts_with(path: Path, magic: bytes) -> bool:
    with path.open("rb") as file:
        return file.read(len(magic)) == magic


def _unreadable(path: Path, error: OSError) -> Refused:
    words = f"cannot be read: {error.strerror or error}; check the path and its rights"
    return Refused(_shown(path), Problem("import_unreadable", words))


def _too_large() -> Problem:
    return Problem(
        "import_too_large", f"larger than {MAX_DOCUMENT} bytes: this is not one letter; split it first"
    )
