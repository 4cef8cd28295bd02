"""`dafu crawl --replay`: the whole crawl with WARC files in the place of the network.

An answer is found by address, method and body. The n-th request for the same thing gets the n-th answer, and
after the last one the last again, so the files of one run give that run back. All that is written carries the
times at which the bytes were first fetched. No host is asked and so no manners are needed: no delay,
no budget. What the files do not hold is no answer; it is never taken for an absence.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from db.archive import Archive
from db.exchange import ArchiveError, Exchange, Location
from db.warc_exchanges import iter_exchanges, place_of_original
from db.warc_read import RawRecord, read_record
from parsers.address import canonical
from parsers.types import Problem

Key = tuple[str, str, str]
"""Method, canonical address, SHA-256 of the request's body."""


class NotArchivedError(Exception):
    """The files hold no answer to a request."""


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer without its bytes, and where they lie."""

    path: Path
    head: Exchange


class Replay:
    """The answers in some WARC files. Bodies are read when they are asked for."""

    def __init__(self, files: Iterable[Path]) -> None:
        """Raises ArchiveError where a file cannot be read. Damage inside a file is in ``problems``."""
        self.problems: list[Problem] = []
        self._files = {path.name: path for path in files}
        self._answers: dict[Key, list[Kept]] = {}
        self._given: dict[Key, int] = {}
        for path in self._files.values():
            for exchange in iter_exchanges(path, self.problems, self._original):
                if exchange.response is not None:
                    self._note(path, exchange)

    def __len__(self) -> int:
        return sum(len(kept) for kept in self._answers.values())

    def answer(self, method: str, url: str, body: bytes) -> Exchange:
        """The next answer to a request. Raises NotArchivedError, and ArchiveError where its bytes are damaged."""
        key = _key(method, url, body)
        kept = self._answers.get(key)
        if not kept:
            raise NotArchivedError(f"not in the archive: {method} {url}")
        number = self._given.get(key, 0)
        self._given[key] = number + 1
        one = kept[min(number, len(kept) - 1)]
        payload = self._payload(one)
        response = one.head.response
        assert response is not None
        # A 304 answered a question that this crawl does not ask: it stands for the page that it confirmed.
        status = 200 if response.status == 304 and payload else response.status
        return replace(one.head, payload=payload, response=replace(response, status=status))

    def _note(self, path: Path, exchange: Exchange) -> None:
        request = exchange.request
        key = _key(request.method if request else "GET", exchange.url, request.body if request else b"")
        assert exchange.response is not None
        light = replace(exchange, payload=b"", request=None, response=replace(exchange.response, body=b""))
        self._answers.setdefault(key, []).append(Kept(path, light))

    def _payload(self, kept: Kept) -> bytes:
        place = kept.head.refers_to or kept.head.location
        path = self._path(place, kept.path)
        return Archive(path.parent).read(Location(path.name, place.offset)).payload

    def _path(self, place: Location, beside: Path) -> Path:
        """The file of a place: among those given, else beside the file that names it."""
        return self._files.get(place.file) or beside.with_name(Path(place.file).name)

    def _original(self, revisit: RawRecord) -> tuple[str, RawRecord] | None:
        place = place_of_original(revisit)
        if place is None:
            return None
        for path in [self._files.get(place.file), *(p.with_name(place.file) for p in self._files.values())]:
            if path is not None and path.is_file():
                return place.file, read_record(path, place.offset)
        raise ArchiveError(f"{place.file}: holds bytes that these files refer to: give it as well")


def _key(method: str, url: str, body: bytes) -> Key:
    try:
        address = canonical(url)
    except ValueError:
        address = url
    return method, address, hashlib.sha256(body).hexdigest()
