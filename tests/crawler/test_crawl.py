"""Whole crawls of the sample portals: what is asked, what is kept, what a second and third crawl cost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.demo.sample_portals import RunningSite, SamplePortals
from tests.crawler.running import crawl, dafu, rows

SITES = list(SamplePortals().sites)
ONE_OF_EACH_PAGER = [SITES[0], SITES[-1]]
"""Static pages that are numbered, and rows from a data service."""


@pytest.fixture
def all_portals(tmp_path: Path) -> Iterator[SamplePortals]:
    with SamplePortals() as running:
        running.write_declarations(tmp_path / "portals")
        yield running


@pytest.fixture
def portals(tmp_path: Path) -> Iterator[SamplePortals]:
    with SamplePortals(only=ONE_OF_EACH_PAGER) as running:
        running.write_declarations(tmp_path / "portals")
        yield running


def asked(site: RunningSite, since: int = 0) -> Counter[str]:
    """Requests by path and query."""
    return Counter(entry.path for entry in site.log.entries()[since:])


def test_three_crawls_cost_what_they_must(all_portals: SamplePortals, tmp_path: Path) -> None:
    """First everything once; then two list pages a column; then what is new, and one list page more."""
    portals = all_portals
    home, declared = tmp_path / "home", tmp_path / "portals"
    first = crawl(home, declared)
    assert first.status == 0, first.err
    for site in portals.sites.values():
        times = asked(site)
        assert times["/robots.txt"] == 1
        assert max(times.values()) == 1, f"{site.id}: asked twice: {times.most_common(3)}"
        addresses = {
            row["address"] for row in rows(home, "select address from record where portal = ?", [site.id])
        }
        assert addresses == {row.url for c in range(len(site.column_urls())) for row in site.rows(c)}

    marks = {site.id: len(site.log) for site in portals.sites.values()}
    versions = rows(home, "select count(*) as n from version")
    second = crawl(home, declared)
    assert second.status == 0, second.err
    for site in portals.sites.values():
        assert len(site.log) - marks[site.id] == 2 * len(site.column_urls()), asked(site, marks[site.id])
    assert rows(home, "select count(*) as n from version") == versions

    portals.advance()
    marks = {site.id: len(site.log) for site in portals.sites.values()}
    third = crawl(home, declared)
    assert third.status == 0, third.err
    for site in portals.sites.values():
        times = asked(site, marks[site.id])
        counts = rows(
            home, "select sum(new) as new, sum(relisted) as relisted, sum(pages) as pages from run_column "
            "join portal_column on portal_column.id = portal_column where run = 3 and portal = ?", [site.id],
        )[0]  # fmt: skip
        assert counts["new"] == 3
        files = rows(
            home,
            "select count(*) as n from fetch where run = 3 and kind = 'attachment' and portal = ?",
            [site.id],
        )
        assert counts["pages"] <= 2 * len(site.column_urls()) + 1
        # A row that vanished from the pages read is a sign: its document is looked at, and nothing else.
        signs = rows(
            home,
            "select outcome from fetch where run = 3 and portal = ? and reason = 'not where the list had it'",
            [site.id],
        )
        assert [row["outcome"] for row in signs] == ["gone"] * len(site.withdrawn())
        wanted = counts["new"] + counts["relisted"] + counts["pages"] + files[0]["n"] + len(signs)
        assert sum(times.values()) == wanted
    causes = Counter(row["cause"] for row in rows(home, "select cause from version"))
    assert causes["revision"] == len(portals.sites)


def test_a_sweep_finds_what_is_gone_and_a_week_of_looks_proves_it(
    portals: SamplePortals, tmp_path: Path
) -> None:
    home, declared = tmp_path / "home", tmp_path / "portals"
    crawl(home, declared, now="2026-06-01T02:00:00Z")
    portals.advance()
    gone = {url for site in portals.sites.values() for url in site.withdrawn()}
    assert gone
    states = "select address, state from document where state in ('missing', 'withdrawn')"
    crawl(home, declared, "--sweep", now="2026-06-02T02:00:00Z")
    assert {row["address"]: row["state"] for row in rows(home, states)} == dict.fromkeys(gone, "missing")
    crawl(home, declared, now="2026-06-06T02:00:00Z")
    assert {row["state"] for row in rows(home, states)} == {"missing"}
    crawl(home, declared, now="2026-06-10T02:00:00Z")
    assert {row["address"]: row["state"] for row in rows(home, states)} == dict.fromkeys(gone, "withdrawn")
    assert len(
        rows(home, "select id from record where id in (select id from document where state = 'withdrawn')")
    )
    portals.advance(2)
    crawl(home, declared, "--sweep", now="2026-06-20T02:00:00Z")
    assert rows(home, states) == []
    restored = rows(home, "select state_reason from document where state_reason like 'restored%'")
    assert len(restored) == len(gone)


def test_never_two_requests_at_once_on_a_shared_address(portals: SamplePortals, tmp_path: Path) -> None:
    """All sample sites are on one address, so they share one slot: requests never overlap anywhere."""
    crawl(tmp_path / "home", tmp_path / "portals")
    for site in portals.sites.values():
        assert {entry.concurrency for entry in site.log.entries()} == {1}


def test_the_crawler_says_who_it_is(portals: SamplePortals, tmp_path: Path) -> None:
    only = next(iter(portals.sites.values()))
    dafu(
        tmp_path / "home", "crawl", only.id, "--lists-only", "--portal-files", str(tmp_path / "portals"),
        env={"DAFU_CONTACT": "https://example.org/dafu"},
    )  # fmt: skip
    for entry in only.log.entries():
        assert entry.user_agent.startswith("dafu/")
        assert "https://example.org/dafu" in entry.user_agent


def test_everything_asked_is_in_the_archive_and_on_record(portals: SamplePortals, tmp_path: Path) -> None:
    from db.archive import Archive, Location

    home = tmp_path / "home"
    crawl(home, tmp_path / "portals")
    archive = Archive(home / "archive")
    fetches = rows(home, "select * from fetch")
    assert len(fetches) == portals.requests()
    for fetch in fetches:
        exchange = archive.read(Location(fetch["warc_file"], fetch["warc_offset"]))
        assert exchange.url == fetch["address"]
        assert exchange.status == fetch["status"]
        assert len(exchange.body) == fetch["bytes"]


def test_plain_scrapy_knows_the_portals(portals: SamplePortals, tmp_path: Path) -> None:
    """`scrapy list` and `scrapy crawl` work on the portal files of the home."""
    import os
    import subprocess
    import sys

    home = tmp_path / "home"
    portals.write_declarations(home / "portals")
    env = {**os.environ, "DAFU_HOME": str(home)}

    def scrapy(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "scrapy", *words], env=env, capture_output=True, text=True, check=False
        )

    listed = scrapy("list")
    assert set(ONE_OF_EACH_PAGER) <= set(listed.stdout.split())
    one = SITES[0]
    done = scrapy("crawl", one)
    assert done.returncode == 0, done.stderr
    assert len(rows(home, "select id from record where portal = ?", [one])) >= 40


def test_a_second_crawl_at_the_same_time_says_so_and_stops(portals: SamplePortals, tmp_path: Path) -> None:
    from filelock import FileLock

    home = tmp_path / "home"
    home.mkdir()
    with FileLock(home / "crawl.lock"):
        ended = crawl(home, tmp_path / "portals")
    assert ended.status == 2
    assert "is working on" in ended.err
    assert portals.requests() == 0
    assert not (home / "corpus.db").exists()


def test_due_crawls_only_what_is_due(portals: SamplePortals, tmp_path: Path) -> None:
    """The columns' own rhythm says when: nothing is asked before the first of them is due."""
    home, declared = tmp_path / "home", tmp_path / "portals"
    crawl(home, declared, "--due", now="2026-06-01T02:00:00Z")
    [planned] = rows(home, "select min(next_walk) as first, max(next_walk) as last from portal_column")
    assert "2026-06-01T07:00:00Z" < planned["first"] <= planned["last"] < "2026-06-05T00:00:00Z"
    mark = portals.requests()
    ended = crawl(home, declared, "--due", now="2026-06-01T07:00:00Z")
    assert ended.status == 0
    assert portals.requests() == mark
    crawl(home, declared, "--due", now="2026-06-05T12:00:00Z")
    assert portals.requests() > mark
