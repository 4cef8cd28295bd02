"""A night on which a host serves no letters at all: it is left alone, and nothing follows for the letters."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from crawler.demo import faults
from crawler.demo.sample_portals import SamplePortals
from tests.crawler.running import crawl, rows

ONE = list(SamplePortals().sites)[1:2]


def test_a_host_that_serves_no_letters_is_asked_for_two(tmp_path: Path) -> None:
    home, declared = tmp_path / "home", tmp_path / "portals"
    with SamplePortals(only=ONE) as portals:
        portals.write_declarations(declared)
        site = next(iter(portals.sites.values()))
        assert crawl(home, declared, now="2026-06-01T18:00:00Z").status == 0
        letters = [row.url for column in range(len(site.column_urls())) for row in site.rows(column)]
        with closing(sqlite3.connect(home / "corpus.db")) as db:
            db.execute("update document set next_due = '2026-06-03T00:00:00Z'")
            db.commit()
        for url in letters:
            site.faults.add(faults.error(404), url.removeprefix(site.base))
        ill = crawl(home, declared, now="2026-06-04T18:00:00Z")
        asked = rows(home, "select reason, decision from fetch where run = 2 and kind = 'detail' order by id")
        # Two letters are in flight at a time; the control of the first ends it.
        assert 2 <= len(asked) <= 4, asked
        assert any("nothing follows from it" in row["decision"] for row in asked)
        assert "a control is, too: the rest waits for the next run" in ill.err
        states = "select state, count(*) as n from document group by state order by state"
        [live, missing] = rows(home, states)
        assert (live["state"], missing["state"]) == ("live", "missing")
        assert missing["n"] <= 2
        assert live["n"] + missing["n"] == len(set(letters))
        [sums] = rows(home, "select absent, left_over, listed from run_portal where run = 2")
        assert sums["absent"] == len(asked)
        assert sums["left_over"] == sums["listed"] - sums["absent"]

        site.faults.clear()
        assert crawl(home, declared, now="2026-06-08T18:00:00Z").status == 0
        assert rows(home, states) == [{"state": "live", "n": len(set(letters))}]
        last = "select 1 from document where last_fetched < '2026-06-08'"
        assert rows(home, last) == [], "all of them stayed due"
