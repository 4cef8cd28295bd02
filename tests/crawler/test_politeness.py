"""Manners, proved by what the hosts saw: their access logs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from crawler.demo import faults
from crawler.demo.sample_portals import RunningSite, SamplePortals
from tests.crawler.running import crawl, rows

TWO = list(SamplePortals().sites)[:2]
NOW = "2026-06-01T18:00:00Z"


@pytest.fixture
def portals() -> Iterator[SamplePortals]:
    with SamplePortals(only=TWO) as running:
        yield running


@pytest.fixture
def two_columns() -> Iterator[RunningSite]:
    with SamplePortals(only=["linlan-qu"]) as running:
        [site] = running.sites.values()
        assert len(site.column_urls()) == 2
        yield site


@pytest.fixture
def site(portals: SamplePortals) -> RunningSite:
    return next(iter(portals.sites.values()))


def declare(folder: Path, site: RunningSite, **manners: float) -> Path:
    """The site's declaration with manners of its own."""
    folder.mkdir(exist_ok=True)
    text = re.sub(r"\[politeness\].*?(?=\n\[|\Z)", "", site.declaration(), flags=re.S)
    lines = "".join(f"{name} = {value}\n" for name, value in ({"delay": 0} | manners).items())
    (folder / f"{site.id}.toml").write_text(f"{text}\n[politeness]\noff_peak = false\n{lines}", "utf-8")
    return folder


def gaps(site: RunningSite, since: int = 0) -> list[float]:
    """Seconds between the beginnings of neighbouring requests."""
    return [after.time - before.time for before, after in pairwise(site.log.entries()[since:])]


def test_the_delay_is_kept_within_a_run_and_over_a_restart(site: RunningSite, tmp_path: Path) -> None:
    declared = declare(tmp_path / "portals", site, delay=0.7)
    crawl(tmp_path / "home", declared, "--lists-only", now=NOW)
    assert len(site.log) >= 3
    last = site.log.entries()[-1].time
    mark = len(site.log)
    # The clock of the second crawl stands still: the last request was just now, whatever starting took.
    declare(tmp_path / "portals", site, delay=3)
    crawl(tmp_path / "home", declared, "--lists-only", now=NOW)
    assert min(gaps(site)[: mark - 1]) >= 0.69
    assert site.log.entries()[mark].time - last >= 3
    assert min(gaps(site, mark)) >= 2.99


def test_the_delay_over_a_restart_holds_for_every_column_of_a_host(
    two_columns: RunningSite, tmp_path: Path
) -> None:
    """The first pages of all columns are asked for at once: one that waits does not let the next one pass."""
    site, home = two_columns, tmp_path / "home"
    declared = declare(tmp_path / "portals", site)
    crawl(home, declared, "--lists-only", now=NOW)
    mark = len(site.log)
    declare(tmp_path / "portals", site, delay=1)
    crawl(home, declared, "--lists-only", now=NOW)
    first, second = (url.removeprefix(site.base) for url in site.column_urls())
    asked = [entry.path for entry in site.log.entries()[mark:]]
    assert asked.index(first) < asked.index(second), "the second did not wait"
    assert min(gaps(site, mark)) >= 0.99


def test_the_budget_holds_where_several_requests_waited_for_the_same_moment(
    two_columns: RunningSite, tmp_path: Path
) -> None:
    site, home = two_columns, tmp_path / "home"
    declared = declare(tmp_path / "portals", site)
    crawl(home, declared, "--lists-only", now=NOW)
    mark = len(site.log)
    declare(tmp_path / "portals", site, delay=1, requests_per_day=mark + 1)
    ended = crawl(home, declared, "--lists-only", now=NOW)
    assert len(site.log) == mark + 1
    assert f"budget of {mark + 1} requests a day" in ended.err


def test_crawl_delay_is_obeyed_and_robots_txt_read_once_a_day(site: RunningSite, tmp_path: Path) -> None:
    site.site.robots = "User-agent: *\nCrawl-delay: 0.6\nDisallow: /search/\n"
    site.site.set_step(0)
    declared = declare(tmp_path / "portals", site)
    crawl(tmp_path / "home", declared, "--lists-only", now=NOW)
    assert site.log.entries()[0].path == "/robots.txt"
    assert min(gaps(site)[1:]) >= 0.59
    crawl(tmp_path / "home", declared, "--lists-only", now="2026-06-02T17:00:00Z")
    assert Counter(entry.path for entry in site.log.entries())["/robots.txt"] == 1
    crawl(tmp_path / "home", declared, "--lists-only", now="2026-06-02T18:30:00Z")
    assert Counter(entry.path for entry in site.log.entries())["/robots.txt"] == 2


def test_robots_txt_that_was_out_of_order_is_read_again_by_the_next_run(
    site: RunningSite, tmp_path: Path
) -> None:
    home, declared = tmp_path / "home", declare(tmp_path / "portals", site)
    site.faults.add(faults.error(503), "/robots.txt", times=1)
    ended = crawl(home, declared, "--lists-only", now=NOW)
    assert [entry.path for entry in site.log.entries()] == ["/robots.txt"]
    assert "robots.txt cannot be read (HTTP 503)" in ended.err
    ended = crawl(home, declared, "--lists-only", now="2026-06-01T19:00:00Z")
    assert ended.status == 0, ended.err
    assert Counter(entry.path for entry in site.log.entries())["/robots.txt"] == 2


@pytest.mark.parametrize("fault", [faults.unavailable(7200), faults.Fault("status", 429, retry_after=7200)])
def test_a_host_that_asks_for_patience_at_its_robots_txt_is_given_it(
    site: RunningSite, tmp_path: Path, fault: faults.Fault
) -> None:
    home, declared = tmp_path / "home", declare(tmp_path / "portals", site)
    site.faults.add(fault, "/robots.txt", times=1)
    crawl(home, declared, "--lists-only", now=NOW)
    ended = crawl(home, declared, "--lists-only", now="2026-06-01T19:30:00Z")
    assert [entry.path for entry in site.log.entries()] == ["/robots.txt"]
    assert "left alone until 2026-06-01T20:00:00Z: it asked to slow down" in ended.err
    ended = crawl(home, declared, "--lists-only", now="2026-06-01T20:30:00Z")
    assert ended.status == 0, ended.err


def test_the_days_budget_is_kept_over_restarts(site: RunningSite, tmp_path: Path) -> None:
    declared = declare(tmp_path / "portals", site, requests_per_day=7)
    home = tmp_path / "home"
    first = crawl(home, declared, now=NOW)
    assert len(site.log) == 7
    assert "budget of 7 requests a day" in first.err
    crawl(home, declared, now="2026-06-02T02:00:00Z")
    assert len(site.log) == 7, "the same day in Beijing"
    crawl(home, declared, now="2026-06-02T17:00:00Z")
    assert len(site.log) == 14
    [host] = rows(home, "select host, sum(requests) as n from run_host group by host")
    assert host == {"host": site.base.removeprefix("http://"), "n": 14}


def test_errors_make_it_back_off_and_a_restart_does_not_forget(site: RunningSite, tmp_path: Path) -> None:
    home, declared = tmp_path / "home", declare(tmp_path / "portals", site)
    crawl(home, declared, "--lists-only", now=NOW)
    site.faults.add(faults.error(503), "/*.html")
    mark = len(site.log)
    crawl(home, declared, now=NOW)
    assert 3 <= len(site.log) - mark <= 8
    mark = len(site.log)
    ended = crawl(home, declared, now="2026-06-01T18:10:00Z")
    assert len(site.log) == mark
    assert "left alone until" in ended.err
    site.faults.clear()
    crawl(home, declared, now="2026-06-01T20:00:00Z")
    assert len(site.log) > mark


def test_hosts_on_one_address_are_asked_one_after_the_other(portals: SamplePortals, tmp_path: Path) -> None:
    """Every answer takes a while: two requests at once anywhere would begin closer together."""
    for site in portals.sites.values():
        site.faults.add(faults.slow(0.06))
        declare(tmp_path / "portals", site)
    crawl(tmp_path / "home", tmp_path / "portals", "--lists-only", now=NOW)
    everywhere = sorted(entry.time for site in portals.sites.values() for entry in site.log.entries())
    assert len(everywhere) >= 8
    assert min(after - before for before, after in pairwise(everywhere)) >= 0.059
    for site in portals.sites.values():
        assert {entry.concurrency for entry in site.log.entries()} == {1}
