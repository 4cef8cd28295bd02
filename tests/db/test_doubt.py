"""When the corpus is in doubt: by the newest run that moved it and by every portal's newest crawl."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from db.doubt import doubt, newest_run
from db.store import FetchRow, Store

CRAWL = "dafu crawl"


class Past:
    """A home's runs, one after the other, over two portals."""

    def __init__(self, path: Path) -> None:
        self.store = Store(path)
        with self.store.transaction():
            for id_ in ("linlan", "yunjiang"):
                self.store.declare({"id": id_, "name": id_, "site": f"http://{id_}.example/"}, [])

    def run(
        self, verdict: str | None, command: str = CRAWL, *, outcome: str = "ok", **portals: str | None
    ) -> int:
        """A run that asked for pages of the portals; None where it was killed before it judged."""
        with self.store.transaction():
            run = self.store.start_run(command)
            for portal, word in portals.items():
                address = f"http://{portal}.example/list/"
                kind = "check" if "check" in command else "list"
                row = FetchRow(address, kind, "walk", outcome, "", self.store.now(), portal=portal)
                self.store.save_fetch(run, row)
                if word is not None:
                    self._judge(run, portal, word)
            if verdict is not None:
                self.store.finish_run(run, verdict, [] if verdict == "ok" else ["so it is"], {})
        return run

    def _judge(self, run: int, portal: str, word: str) -> None:
        numbers = dict.fromkeys(
            ("entries", "columns", "listed", "fetched", "unchanged", "later", "failed", "left_over", "delisted"), 0
        )  # fmt: skip
        row = {"run": run, "portal": portal, "verdict": word, "reasons": '["list: broken"]', **numbers}
        self.store.table("run_portal").insert(row)

    @property
    def doubt(self) -> str | None:
        return doubt(self.store.db.conn)


@pytest.fixture
def past(tmp_path: Path) -> Iterator[Past]:
    past = Past(tmp_path / "corpus.db")
    yield past
    past.store.close()


def test_without_a_run_and_after_one_that_is_believed(past: Past) -> None:
    assert "no run is on record" in (past.doubt or "")
    past.run("ok", linlan="ok")
    assert past.doubt is None


@pytest.mark.parametrize("command", ["dafu check --all", "dafu discover http://linlan.example/"])
def test_a_visit_that_was_killed_says_nothing_of_the_corpus(past: Past, command: str) -> None:
    crawl = past.run("ok", linlan="ok")
    past.run(None, command, linlan=None)
    assert past.doubt is None
    assert (newest_run(past.store.db.conn) or {})["id"] == crawl


def test_a_visit_that_is_ok_makes_no_crawl_good(past: Past) -> None:
    past.run("suspect", linlan="suspect")
    past.run("ok", "dafu check --all", linlan=None)
    assert "is suspect: so it is" in (past.doubt or "")


def test_a_crawl_of_one_portal_does_not_make_another_good(past: Past) -> None:
    past.run("suspect", linlan="suspect", yunjiang="ok")
    past.run("ok", yunjiang="ok")
    assert "the newest crawl of linlan, run 1, is suspect: list: broken" in (past.doubt or "")
    past.run("ok", linlan="ok")
    assert past.doubt is None


def test_a_portal_that_failed_as_a_whole_does_not_stop_the_others_for_ever(past: Past) -> None:
    past.run("suspect", linlan="failed", yunjiang="ok")
    assert past.doubt is not None
    past.run("ok", yunjiang="ok")
    assert past.doubt is None


def test_a_killed_crawl_stays_in_doubt_until_its_portals_are_crawled_again(past: Past) -> None:
    past.run("ok", linlan="ok", yunjiang="ok")
    past.run(None, linlan=None)
    assert "has not finished" in (past.doubt or "")
    past.run("ok", yunjiang="ok")
    assert "was cut off while it crawled linlan" in (past.doubt or "")
    past.run("ok", linlan="ok")
    assert past.doubt is None


def test_a_crawl_that_was_stopped_by_hand_is_in_doubt_like_one_that_was_killed(past: Past) -> None:
    """Its portals are judged failed, but what it had read until then was taken in."""
    past.run("ok", linlan="ok", yunjiang="ok")
    past.run("failed", linlan="failed")
    past.run("ok", yunjiang="ok")
    assert "the newest crawl of linlan, run 2, is failed: list: broken" in (past.doubt or "")
    past.run("ok", linlan="ok")
    assert past.doubt is None


def test_a_crawl_that_reached_no_list_leaves_no_doubt_behind(past: Past) -> None:
    past.run("ok", linlan="ok", yunjiang="ok")
    past.run("failed", outcome="network", linlan="failed")
    assert "is failed: so it is" in (past.doubt or "")
    past.run("ok", yunjiang="ok")
    assert past.doubt is None


def test_letters_that_a_stopped_crawl_took_in_without_a_list_are_in_doubt(past: Past) -> None:
    past.run("ok", linlan="ok", yunjiang="ok")
    run = past.run("failed", linlan="failed")
    past.store.db.conn.execute("update fetch set kind = 'detail' where run = ?", [run])
    past.run("ok", yunjiang="ok")
    assert "the newest crawl of linlan" in (past.doubt or "")


def test_a_killed_crawl_that_had_asked_for_letters_only_is_in_doubt(past: Past) -> None:
    past.run("ok", linlan="ok", yunjiang="ok")
    run = past.run(None, linlan=None)
    past.store.db.conn.execute("update fetch set kind = 'detail' where run = ?", [run])
    past.run("ok", yunjiang="ok")
    assert "was cut off while it crawled linlan" in (past.doubt or "")
