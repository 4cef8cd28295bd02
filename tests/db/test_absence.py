"""The evidence for an absence: which looks count, and which letter of which host stands for the others."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from db.absence import control, healthy, looks, served_since
from db.store import FetchRow, Store
from db.times import timestamp

HOST = "www.yunjiang.example"
NEAR = timedelta(hours=12)


class Ledger:
    """Live letters on hosts, and what came of asking for them."""

    def __init__(self, path: Path) -> None:
        self.at = datetime(2026, 6, 1, 2, tzinfo=UTC)
        self.store = Store(path, clock=lambda: self.at)
        with self.store.transaction():
            self.store.declare({"id": "yunjiang", "name": "云江市", "site": f"http://{HOST}/"}, [])
            self.run = self.store.start_run("dafu crawl")

    def live(self, address: str) -> int:
        with self.store.transaction():
            document = self.store.new_document("yunjiang", address, "listed")
            self.store.move_document(document, {"state": "live", "due_rank": 3})
        return document

    def asked(self, document: int | None, *outcomes: str, kind: str = "detail") -> None:
        """An hour passes before each answer."""
        for outcome in outcomes:
            self.at += timedelta(hours=1)
            address = f"http://{HOST}/"
            row = FetchRow(
                address, kind, "", outcome, "", self.store.now(), portal="yunjiang", document=document
            )
            with self.store.transaction():
                self.store.save_fetch(self.run, row)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    ledger = Ledger(tmp_path / "corpus.db")
    yield ledger
    ledger.store.close()


@pytest.mark.parametrize("healthy_word", ["ok", "not_modified"])
def test_looks_begin_anew_after_a_healthy_answer(ledger: Ledger, healthy_word: str) -> None:
    letter = ledger.live(f"http://{HOST}/1.html")
    ledger.asked(letter, "gone", "gone", healthy_word, "network", "gone")
    [look] = looks(ledger.store, letter, f"http://{HOST}/1.html", NEAR)
    assert look.at == ledger.store.now()


def test_another_letter_must_have_been_served_near_the_look(ledger: Ledger) -> None:
    letter, other = ledger.live(f"http://{HOST}/1.html"), ledger.live(f"http://{HOST}/2.html")
    ledger.asked(letter, "gone")
    ledger.asked(None, "ok", kind="list")
    address = f"http://{HOST}/1.html"
    assert [look.host_healthy for look in looks(ledger.store, letter, address, NEAR)] == [False], (
        "only a list"
    )
    ledger.at += timedelta(hours=10)
    ledger.asked(other, "ok")
    assert [look.host_healthy for look in looks(ledger.store, letter, address, NEAR)] == [True], (
        "12 hours later"
    )
    at = timestamp(ledger.at + NEAR + timedelta(seconds=1))
    assert not healthy(ledger.store, HOST, at, NEAR, lists=True)
    assert served_since(ledger.store, HOST, ledger.store.now())
    assert not served_since(ledger.store, HOST, timestamp(ledger.at + timedelta(seconds=1)))


def test_a_letter_that_is_alone_on_its_host_is_held_against_its_lists(ledger: Ledger) -> None:
    letter = ledger.live(f"http://{HOST}/1.html")
    ledger.asked(letter, "gone")
    ledger.asked(None, "ok", kind="list")
    assert [look.host_healthy for look in looks(ledger.store, letter, f"http://{HOST}/1.html", NEAR)] == [
        True
    ]


def test_a_control_is_another_live_letter_of_the_very_same_host(ledger: Ledger) -> None:
    letter = ledger.live(f"http://{HOST}/1.html")
    for address in (f"http://{HOST}:8080/", f"http://{HOST}.cn/", "http://mzj.yunjiang.example/"):
        ledger.live(f"{address}2.html")
    assert control(ledger.store, HOST, letter) is None
    for change in ({"state": "missing"}, {"moved_to": "http://a.example/"}):
        left = ledger.live(f"http://{HOST}/{len(change)}{next(iter(change))}.html")
        ledger.store.move_document(left, change)
        ledger.store.db.conn.commit()
    assert control(ledger.store, HOST, letter) is None
    other = ledger.live(f"https://{HOST}/2.html")
    assert control(ledger.store, HOST, letter) == other
    assert control(ledger.store, HOST, letter, besides=[other]) is None


def test_a_control_is_not_asked_for_twice_in_a_run(ledger: Ledger) -> None:
    letter, first, second = (ledger.live(f"http://{HOST}/{n}.html") for n in (1, 2, 3))
    assert control(ledger.store, HOST, letter, not_in=ledger.run) == first
    ledger.asked(first, "ok")
    assert control(ledger.store, HOST, letter, not_in=ledger.run) == second
    assert control(ledger.store, HOST, letter) == first
