"""Playing single events of a fetch log: what cannot be played is said, and spoils nothing that was."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from crawler.rebuilding import Rebuilding
from db.archive import Archive
from db.store import Store
from db.times import HeldClock

SITE = "http://www.yunjiang.example/"
COLUMN = f"{SITE}list/"
PORTAL = {"id": "yunjiang", "name": "云江市", "site": SITE, "columns": [{"url": COLUMN, "kind": "npc"}]}


class Played:
    """An empty database, and what was said while events were played into it."""

    def __init__(self, folder: Path) -> None:
        clock = HeldClock()
        self.said: list[str] = []
        self.store = Store(folder / "rebuilt.db", clock=clock)
        self.rebuilding = Rebuilding(self.store, clock, Archive(folder / "archive"), self.said.append)
        self.hour = 0

    def play(self, event: str, **values: Any) -> None:
        self.hour += 1
        self.rebuilding.play({"event": event, "at": f"2026-06-01T{self.hour:02}:00:00Z", **values})

    def run(self, portals: list[str], command: str = "dafu crawl") -> None:
        self.play("run", run=1, command=command, portals=portals)

    def fetch(self, **values: Any) -> None:
        given = {
            "address": COLUMN, "kind": "list", "reason": "sweep", "outcome": "network", "detail": "no answer",
            "portal": "yunjiang", "column": COLUMN,
        }  # fmt: skip
        self.play("fetch", **(given | values))

    def end(self, verdict: str, reasons: list[str], word: str) -> None:
        counts = {"portals": {"yunjiang": {"verdict": word, "hosts": {}}}}
        self.play("end", verdict=verdict, reasons=reasons, counts=counts)

    def runs(self) -> list[tuple[str, str | None, str]]:
        rows = self.store.query("select command, verdict, reasons from run order by id")
        return [(row["command"], row["verdict"], row["reasons"]) for row in rows]


@pytest.fixture
def played(tmp_path: Path) -> Iterator[Played]:
    played = Played(tmp_path)
    played.play("portal", declaration=PORTAL)
    yield played
    played.store.close()


def test_a_run_that_cannot_begin_is_not_taken_for_the_one_before(played: Played) -> None:
    played.run(["yunjiang"])
    played.fetch()
    played.end("ok", [], "ok")
    assert played.said == []
    before = played.runs()
    assert before == [("dafu crawl", "ok", "[]")]
    played.run(["yunjiang", "linlan"], "dafu crawl --sweep")  # the line that declared linlan is damaged
    played.fetch()
    played.end("failed", ["linlan: no answer"], "failed")
    assert played.runs() == before
    assert played.store.query("select run, outcome from fetch") == [{"run": 1, "outcome": "network"}]
    assert played.store.query("select verdict from run_portal") == [{"verdict": "ok"}]
    assert played.rebuilding.failed == 3
    assert "KeyError: 'linlan'" in played.said[0]
    assert all("no run was begun" in line for line in played.said[1:])
    played.run(["yunjiang"])
    played.fetch()
    played.end("suspect", ["yunjiang: why"], "suspect")
    assert played.runs()[-1] == ("dafu crawl", "suspect", '["yunjiang: why"]')
    assert played.rebuilding.failed == 3


def test_an_import_that_cannot_begin_takes_nothing_either(played: Played) -> None:
    played.fetch(kind="import", column=None)
    assert played.rebuilding.failed == 1
    assert "no run was begun" in played.said[0]


@pytest.mark.parametrize(
    "event",
    [
        {"event": "nothing known"},
        {"event": "end", "verdict": "ok", "reasons": [], "counts": None},
        {"event": "end", "verdict": "ok", "reasons": None, "counts": {}},
        {"event": "run", "portals": None, "command": 3},
        {"event": "portal", "declaration": []},
        {"event": "fetch", "kind": [], "portal": "yunjiang", "address": 4, "outcome": "ok", "detail": ""},
    ],
)
def test_a_line_of_another_shape_is_said_and_stepped_over(played: Played, event: dict[str, Any]) -> None:
    played.run(["yunjiang"])
    played.play(**event)
    assert played.rebuilding.failed == 1
    assert played.said[0].startswith("problem: 2026-06-01T")
    played.run(["yunjiang"])
    played.fetch()
    assert played.rebuilding.failed == 1


def test_the_days_budget_counts_what_was_asked_and_nothing_else(played: Played) -> None:
    played.run(["yunjiang"])
    played.fetch()
    played.fetch(outcome="deferred")
    played.fetch(outcome="robots")
    played.fetch()
    host = played.store.host("www.yunjiang.example")
    assert (host["day"], host["requests_today"]) == ("2026-06-01", 2)
    assert host["last_request"] == "2026-06-01T06:00:00Z"


def test_an_archive_that_holds_other_bytes_is_not_believed(played: Played) -> None:
    """A whole record, only not the one that was fetched: a file of another home."""
    archive = played.rebuilding.archive
    letter = "云江市民政局关于第0001号建议的答复\n\n林安禾代表：\n　　您提出的建议收悉。\n云江市民政局\n2025年6月1日\n".encode()
    urn = f"urn:sha256:{hashlib.sha256(letter).hexdigest()}"
    place = archive.write_resource(urn, "text/plain", letter)
    told = {
        "address": urn, "kind": "import", "detail": "letter.txt", "content_type": "text/plain",
        "fetched_at": "2026-06-01T04:00:00Z", "warc_file": place.file, "warc_offset": place.offset,
    }  # fmt: skip
    played.run([], "dafu import")
    played.fetch(**told, body_sha256=hashlib.sha256(b"other").hexdigest())
    assert "other bytes than were fetched; restore it from a copy" in played.said[0]
    assert played.store.query("select id from document") == []
    played.fetch(**told, body_sha256=hashlib.sha256(letter).hexdigest())
    assert played.rebuilding.failed == 1
    assert played.store.query("select address from document") == [{"address": urn}]
