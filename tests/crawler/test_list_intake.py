"""What a walk over a column begins with: a sweep that goes on or is begun anew, a list that shrank."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from crawler.courtesy import Hosts
from crawler.intake import Intake
from crawler.list_intake import SHRUNK_AGAIN, STALE_SWEEP
from crawler.portal import Portal
from crawler.rebuilding import Rebuilding
from crawler.walk import Stop
from db.archive import Archive
from db.store import ColumnRow, Store
from db.times import HeldClock, timestamp

SITE = "http://www.yunjiang.example/"
PORTAL = Portal.model_validate(
    {"id": "yunjiang", "name": "云江市", "site": SITE, "columns": [{"url": f"{SITE}list/", "kind": "npc"}]}
)
BEGAN = datetime(2026, 6, 1, 2, tzinfo=UTC)


class Column:
    """A column whose sweep was begun, and is to go on behind page 150."""

    def __init__(self, folder: Path) -> None:
        self.at = BEGAN
        clock = HeldClock(lambda: self.at)
        self.store = Store(folder / "corpus.db", clock=clock)
        books = Rebuilding(self.store, clock, Archive(folder / "archive"), lambda _: None)
        books.begin([PORTAL], "dafu crawl")
        self.intake = Intake(books, Hosts(books), lambda _: None)
        [row] = books.columns(PORTAL)
        self.row: ColumnRow = replace(
            row, entries=4000, sweep_entries=4000, last_sweep=timestamp(BEGAN), next_sweep="2099-01-01T00:00:00Z",
            sweep_run=books.run, sweep_pages=150, sweep_request=json.dumps({"url": f"{SITE}list/index_149.html"}),
        )  # fmt: skip


@pytest.fixture
def column(tmp_path: Path) -> Iterator[Column]:
    column = Column(tmp_path)
    yield column
    column.store.close()


def test_a_sweep_in_progress_goes_on_behind_what_is_new(column: Column) -> None:
    column.at = BEGAN + STALE_SWEEP
    walking = column.intake.begin_walk(column.row, sweep=False)
    assert (walking.walk.mode, walking.because) == ("walk", "first what is new, then on with the sweep")
    walking.stop = Stop("calm", "")
    following = column.intake.next_leg(walking)
    assert following is not None
    assert following.request.url == f"{SITE}list/index_149.html"
    assert (following.walk.mode, following.because) == ("sweep", "goes on behind page 150")


def test_a_column_that_does_not_answer_is_not_asked_for_its_other_end(column: Column) -> None:
    walking = column.intake.begin_walk(column.row, sweep=False)
    assert column.intake.next_leg(walking) is None, "it is not over"
    walking.stop = Stop("incomplete", "no answer")
    assert column.intake.next_leg(walking) is None


def test_a_sweep_that_was_begun_long_ago_is_not_gone_on_with(column: Column) -> None:
    column.at = BEGAN + STALE_SWEEP + timedelta(seconds=1)
    walking = column.intake.begin_walk(column.row, sweep=False)
    assert walking.left is None
    assert walking.because == "the next sweep is due 2099-01-01T00:00:00Z"


def test_one_that_is_asked_for_begins_at_the_first_page(column: Column) -> None:
    walking = column.intake.begin_walk(column.row, sweep=True)
    assert (walking.walk.mode, walking.because, walking.left) == ("sweep", "asked for", None)
    assert walking.request.url == f"{SITE}list/"


def test_a_list_that_shrank_is_believed_on_another_day_only(column: Column) -> None:
    row = replace(column.row, shrunk_to=100, shrunk_at=timestamp(BEGAN))
    for wait, known in ((SHRUNK_AGAIN - timedelta(seconds=1), None), (SHRUNK_AGAIN, 100)):
        column.at = BEGAN + wait
        assert column.intake.begin_walk(row, sweep=True).walk.memory.shrunk_to == known
