"""Lists longer than a run may read: the sweep goes on where it stopped, and loses no row on the way."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

from crawler.list_intake import list_request
from crawler.schedule import SWEEP_PAGES
from crawler.walk import Memory, Read, Stop, Walk
from parsers.types import Entry, ListPage, ListRequest
from tests.simulation.test_same_as_the_store import RealCrawler
from tests.simulation.world import PER_PAGE, SimLetter, SimPortal


def page(number: int, last: int) -> ListPage:
    following = ListRequest(f"http://a.example/{number + 1}") if number < last else None
    return ListPage("trs", (Entry(f"http://a.example/row{number}", "row"),), number, following, last, last)


def test_a_sweep_pauses_and_goes_on_with_the_page_it_read_last() -> None:
    last = SWEEP_PAGES + 20
    walk = Walk("sweep", Memory())
    for number in range(1, SWEEP_PAGES):
        assert isinstance(walk.step(page(number, last), 1), Read)
    stop = walk.step(page(SWEEP_PAGES, last), 1)
    assert isinstance(stop, Stop)
    assert stop.outcome == "paused"
    assert stop.going_on == ListRequest(f"http://a.example/{SWEEP_PAGES}")
    kept = list_request(json.dumps(asdict(stop.going_on)))
    again = Walk.resumed(Memory(), walk.pages, walk.seen, kept)
    for number in range(SWEEP_PAGES, last):
        assert isinstance(again.step(page(number, last), 0), Read)
    end = again.step(page(last, last), 0)
    assert isinstance(end, Stop)
    assert end.outcome == "end"
    assert len(again.seen) == again.rows == last


def test_requests_survive_being_kept() -> None:
    request = ListRequest(
        "http://a.example/api", json='{"page": 3}', headers={"X": "1"}, family="ucap", context={"a": "b"},
        otherwise=ListRequest("http://a.example/other", "POST", {"p": "3"}), probe=True,
    )  # fmt: skip
    assert list_request(json.dumps(asdict(request))) == request


class ListsOnly(RealCrawler):
    def _documents(self) -> None:
        """The letters are not asked for here."""


def test_three_thousand_rows_in_two_runs_while_rows_come_and_go(tmp_path: Path) -> None:
    count = (SWEEP_PAGES + 5) * PER_PAGE
    letters = [SimLetter(number, 0, number / 10 - 400) for number in range(count)]
    # Between the two runs two rows of the part already read go away and one comes: the rest moves over the border.
    letters[-30].delisted_only = letters[-400].delisted_only = 0.5
    letters.append(SimLetter(count, appears=0.5, dated=0))
    crawler = ListsOnly(SimPortal(1, letters), tmp_path / "corpus.db")
    crawler.run(0)
    column = crawler.books.columns(crawler.books.portals["sim"])[0]
    assert (column.sweep_pages, column.last_sweep) == (SWEEP_PAGES, None)
    crawler.run(1)
    column = crawler.books.columns(crawler.books.portals["sim"])[0]
    assert column.last_sweep is not None
    assert column.sweep_run is None
    missing = crawler.books.store.query(
        "select address from listing join document on document.id = document where missing_since is not null"
    )
    assert missing == []
    [known] = crawler.books.store.query("select count(*) as n from document")
    assert known == {"n": count + 1}
    walks = crawler.books.store.query("select mode, mode_reason, outcome, sweep_complete from run_column")
    assert [(row["mode"], row["outcome"], row["sweep_complete"]) for row in walks] == [
        ("sweep", "paused", 0),
        ("sweep", "end", 1),
    ]
