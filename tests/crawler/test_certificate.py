"""Where every listed letter stands: kept, printed, exported, judged; and what `dafu status` says of it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from crawler.demo import faults
from crawler.demo.sample_portals import RunningSite, SamplePortals
from tests.crawler.running import crawl, dafu, rows

ONE = list(SamplePortals().sites)[1:2]
"""A site with two columns."""

PARTS = "fetched + unchanged + later + absent + failed + left_over"
BALANCE = f"listed = {PARTS} as balanced"


@pytest.fixture
def site(tmp_path: Path) -> Iterator[RunningSite]:
    with SamplePortals(only=ONE) as running:
        running.write_declarations(tmp_path / "portals")
        yield next(iter(running.sites.values()))


def test_before_and_after_a_broken_list_page(site: RunningSite, tmp_path: Path) -> None:
    home, declared = tmp_path / "home", tmp_path / "portals"
    assert dafu(home, "status").status == 2, "no database yet"

    first = crawl(home, declared, now="2026-06-01T18:00:00Z")
    assert first.status == 0, first.err
    assert "listed" in first.err
    assert "requests by host: 127.0.0.1" in first.err
    [portal] = rows(home, f"select *, {BALANCE} from run_portal")
    assert portal["balanced"] == 1
    assert portal["verdict"] == "ok"
    assert (
        portal["listed"]
        == portal["fetched"]
        == sum(len(site.rows(c)) for c in range(len(site.column_urls())))
    )
    columns = rows(
        home, "select mode, mode_reason, sweep_complete, declared_entries, entries, "
        f"entries = {PARTS} as balanced, next_walk_reason from run_column",
    )  # fmt: skip
    assert len(columns) == len(site.column_urls())
    for column in columns:
        assert column["balanced"] == 1
        assert (column["mode"], column["sweep_complete"]) == ("sweep", 1)
        assert column["mode_reason"] == "never read to its end"
        assert column["declared_entries"] in (None, column["entries"])
        assert column["next_walk_reason"]
    well = dafu(home, "status", now="2026-06-01T19:00:00Z")
    assert (well.status, "nothing needs you" in well.out) == (0, True), well.out
    assert dafu(home, "publish").status == 0

    site.faults.add(faults.empty_list())
    second = crawl(home, declared, now="2026-06-03T18:00:00Z")
    assert second.status == 1
    assert rows(home, f"select verdict, {BALANCE} from run_portal where run = 2") == [
        {"verdict": "suspect", "balanced": 1}
    ]
    assert dafu(home, "publish").status == 1
    ill = dafu(home, "status", "--json", now="2026-06-03T19:00:00Z")
    assert ill.status == 1
    told = json.loads(ill.out)
    assert told["well"] is False
    [portal] = told["portals"]
    assert any("lists nothing" in need for need in portal["needs"])
    assert portal["documents"] == {"live": sum(row["entries"] for row in columns)}
    assert {column["outcome"] for column in portal["columns"]} == {"incomplete"}

    site.faults.clear()
    assert crawl(home, declared, now="2026-06-04T18:00:00Z").status == 0
    assert dafu(home, "status", now="2026-06-04T19:00:00Z").status == 0
    stale = dafu(home, "status", now="2026-07-04T19:00:00Z")
    assert stale.status == 1
    assert "not crawled since 2026-06-04" in stale.out
    assert dafu(home, "status", "nowhere").status == 2


def test_a_site_that_was_only_looked_at_needs_nobody(site: RunningSite, tmp_path: Path) -> None:
    """The address is of a reserved name (RFC 2606): nothing answers there, and nothing is declared of it."""
    home = tmp_path / "home"
    assert crawl(home, tmp_path / "portals", "--lists-only").status == 0
    assert dafu(home, "discover", "http://portal.invalid/", "--id", "mistyped").status == 1
    told = dafu(home, "status")
    assert (told.status, "mistyped" in told.out) == (0, False), told.out
    assert site.id in told.out
    assert dafu(home, "status", "mistyped").status == 2
    with closing(sqlite3.connect(home / "corpus.db")) as database, database:
        database.execute("update portal set name = ?", ["云江市临澜区人民政府办公室" * 9])
    assert "…" not in dafu(home, "status").out, "what is too long for its column goes on in the next line"


def test_a_letter_that_is_not_there_is_no_failure(site: RunningSite, tmp_path: Path) -> None:
    """404 and a page that says so are answers, 500 is none: three words in one sum, column by column."""
    home, declared = tmp_path / "home", tmp_path / "portals"
    assert crawl(home, declared, now="2026-06-01T18:00:00Z").status == 0
    paths = [row.url.removeprefix(site.base) for row in site.rows(0)[:3]]
    for path, fault in zip(paths, (faults.error(404), faults.soft_404(), faults.error(500)), strict=True):
        site.faults.add(fault, path)
    again = crawl(home, declared, now="2027-08-01T18:00:00Z")
    assert "+ absent 2 + failed 1" in again.err
    assert rows(home, f"select absent, failed, {BALANCE} from run_portal where run = 2") == [
        {"absent": 2, "failed": 1, "balanced": 1}
    ]
    column = f"select absent, failed, entries = {PARTS} as balanced from run_column where run = 2"
    assert rows(home, f"{column} order by portal_column") == [
        {"absent": 2, "failed": 1, "balanced": 1},
        {"absent": 0, "failed": 0, "balanced": 1},
    ]
    assert rows(home, "select state from document where state != 'live'") == [{"state": "missing"}] * 2
    [told] = json.loads(dafu(home, "status", "--json").out)["portals"]
    assert told["certificate"]["absent"] == 2
    assert dafu(home, "publish", "--force").status == 0
    with closing(sqlite3.connect(home / "published" / "dafu.db")) as published:
        sums = published.execute(f"select absent, failed, listed = {PARTS} from column_coverage order by id")
        assert sums.fetchall() == [(2, 1, 1), (0, 0, 1)]


def test_a_listed_letter_that_never_was_is_absent_for_the_verdict_too(
    site: RunningSite, tmp_path: Path
) -> None:
    """A dead link in a list is asked for again now and then, often alone: no reason to publish nothing."""
    home, declared = tmp_path / "home", tmp_path / "portals"
    dead = site.rows(0)[0].url.removeprefix(site.base)
    site.faults.add(faults.error(404), dead)
    for now in ("2026-06-01T18:00:00Z", "2026-06-03T18:00:00Z"):
        ended = crawl(home, declared, now=now)
        assert ended.status == 0, ended.err
        assert "+ absent 1 + failed 0" in ended.err
    assert rows(home, "select state, failures from document where state != 'live'") == [
        {"state": "new", "failures": 2}
    ]


def test_the_story_of_a_letter_that_changed_moved_and_one_that_went(tmp_path: Path) -> None:
    """Seven weeks of the sample life: every reason is told, and the letter that moved is published once."""
    home, declared = tmp_path / "home", tmp_path / "portals"
    with SamplePortals(only=ONE) as portals:
        portals.write_declarations(declared)
        site = next(iter(portals.sites.values()))
        for step, day in enumerate(("01", "08", "15", "22", "29")):
            crawl(home, declared, "--sweep", now=f"2026-06-{day}T18:00:00Z")
            if step == 0:
                before = {row["address"] for row in rows(home, "select address from record")}
            portals.advance(2 if step == 2 else 1)
        crawl(home, declared, "--sweep", now="2026-07-06T18:00:00Z")
        moved = rows(home, "select address, moved_to, state from document where moved_to is not null")
        assert len(moved) == 1
        assert moved[0]["state"] == "live"
        assert moved[0]["address"] in before
        told = dafu(home, "why", moved[0]["address"]).out
        assert f"moved to {moved[0]['moved_to']}" in told
        assert f"moved here from {moved[0]['address']}" in dafu(home, "why", moved[0]["moved_to"]).out
        dafu(home, "publish", "--force")
        exported = dafu(home, "export").out
        assert moved[0]["moved_to"] in exported
        assert moved[0]["address"] not in exported

        [revised] = rows(
            home, "select address from version join document on document.id = document "
            "where cause = 'revision' and seen_at < '2026-06-10' limit 1",
        )  # fmt: skip
        story = dafu(home, "why", revised["address"]).out
        for words in (
            "listed on",
            "list row changed",
            "never fetched",
            "version 2 (revision",
            "so: ",
            "ladder step",
        ):
            assert words in story, words
        gone = rows(home, "select distinct address from document join event on event.document = document.id "
                          "where what like 'not where the list%' or what like 'not in a complete%'")  # fmt: skip
        assert gone
        assert site.withdrawn() == ()
