"""Whatever a portal does wrong: one clear line, a row among the problems, the right exit status, the rest goes on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.demo import faults
from crawler.demo.sample_portals import RunningSite, SamplePortals
from tests.crawler.running import Ended, crawl, dafu, rows


@pytest.fixture
def portals(tmp_path: Path) -> Iterator[SamplePortals]:
    """Two sites: one gets the fault, the other shows that the rest goes on."""
    chosen = list(SamplePortals().sites)[:2]
    with SamplePortals(only=chosen) as running:
        running.write_declarations(tmp_path / "portals")
        yield running


@pytest.fixture
def site(portals: SamplePortals) -> RunningSite:
    return next(iter(portals.sites.values()))


def letter(site: RunningSite) -> str:
    """The path of one ordinary letter."""
    for row in site.rows():
        if row.letter.is_reply and row.letter.form == "page":
            return row.url.removeprefix(site.base)
    raise AssertionError("no ordinary letter")


def other_is_whole(home: Path, portals: SamplePortals) -> bool:
    other = list(portals.sites.values())[1]
    found = rows(home, "select id from record where portal = ?", [other.id])
    return len(found) == sum(len(other.rows(c)) for c in range(len(other.column_urls())))


def problem_lines(ended: Ended, word: str) -> list[str]:
    return [line for line in ended.err.splitlines() if "problem:" in line and word in line]


@pytest.mark.parametrize(
    ("fault", "code", "words"),
    [
        (faults.error(500), "server_error", "HTTP 500"),
        (faults.challenge(), "blocked", "challenge"),
        (faults.cut_body(), "truncated", "before it was whole"),
        (faults.error(403), "refused", "refuses"),
        (faults.error(404), "gone", "HTTP 404"),
        (faults.soft_404(), "gone", "says it is missing"),
    ],
    ids=["500", "challenge", "cut", "403", "404", "soft-404"],
)
def test_one_letter_that_cannot_be_had(
    portals: SamplePortals, site: RunningSite, tmp_path: Path, fault: faults.Fault, code: str, words: str
) -> None:
    home, path = tmp_path / "home", letter(site)
    site.faults.add(fault, path)
    ended = crawl(home, tmp_path / "portals")
    lines = problem_lines(ended, path)
    assert len(lines) == 1, ended.err
    assert words in lines[0]
    found = rows(home, "select code from problem where address = ? and stage = 'fetch'", [site.base + path])
    assert [row["code"] for row in found] == [code]
    assert rows(home, "select state from document where address = ?", [site.base + path]) == [
        {"state": "new"}
    ]
    assert other_is_whole(home, portals)
    site.faults.clear()
    if code != "blocked":
        crawl(home, tmp_path / "portals", now="2027-01-01T00:00:00Z")
        assert len(rows(home, "select id from record where address = ?", [site.base + path])) == 1
        assert not rows(
            home,
            "select id from problem where address = ? and stage = 'fetch' and closed is null",
            [site.base + path],
        )


def test_an_unreachable_host_fails_alone(portals: SamplePortals, site: RunningSite, tmp_path: Path) -> None:
    site.down()
    ended = crawl(tmp_path / "home", tmp_path / "portals")
    assert ended.status == 1
    assert problem_lines(ended, site.id)
    assert other_is_whole(tmp_path / "home", portals)
    assert rows(tmp_path / "home", "select verdict from run") == [{"verdict": "suspect"}]


def test_robots_txt_is_obeyed_and_its_failure_defers(
    portals: SamplePortals, site: RunningSite, tmp_path: Path
) -> None:
    site.faults.add(faults.error(403), "/robots.txt")
    ended = crawl(tmp_path / "home", tmp_path / "portals")
    assert ended.status == 1
    assert len(site.log) == 1
    assert "robots.txt forbids it (HTTP 403)" in ended.err
    site.faults.clear()
    site.faults.add(faults.error(500), "/robots.txt")
    mark = len(site.log)
    ended = crawl(tmp_path / "second", tmp_path / "portals")
    assert len(site.log) == mark + 1
    assert "robots.txt cannot be read" in ended.err


def test_an_empty_list_where_there_were_letters_takes_nothing_away(
    portals: SamplePortals, site: RunningSite, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    crawl(home, tmp_path / "portals")
    before = rows(home, "select address, state from document order by id")
    site.faults.add(faults.empty_list())
    ended = crawl(home, tmp_path / "portals", "--sweep")
    assert ended.status == 1
    assert len(problem_lines(ended, "lists nothing")) == 1, ended.err
    assert rows(home, "select address, state from document order by id") == before
    assert rows(home, "select verdict from run order by id desc limit 1") == [{"verdict": "suspect"}]


def test_a_hiccup_on_a_list_page_is_asked_again_once(
    portals: SamplePortals, site: RunningSite, tmp_path: Path
) -> None:
    site.faults.add(faults.error(502), "*/index_1.html", times=1)
    ended = crawl(tmp_path / "home", tmp_path / "portals")
    assert ended.status == 0, ended.err


def test_a_header_that_denies_the_encoding_does_no_harm(
    portals: SamplePortals, site: RunningSite, tmp_path: Path
) -> None:
    path = letter(site)
    crawl(tmp_path / "right", tmp_path / "portals")
    site.faults.add(faults.wrong_charset("iso-8859-1"), path)
    ended = crawl(tmp_path / "wrong", tmp_path / "portals")
    assert ended.status == 0, ended.err
    text = "select text, title from record where address = ?"
    assert rows(tmp_path / "wrong", text, [site.base + path]) == rows(
        tmp_path / "right", text, [site.base + path]
    )


def test_retry_after_is_obeyed(portals: SamplePortals, site: RunningSite, tmp_path: Path) -> None:
    """A long Retry-After ends the run for the host; what is due stays due."""
    path = letter(site)
    site.faults.add(faults.unavailable(retry_after=3600), path)
    ended = crawl(tmp_path / "home", tmp_path / "portals")
    assert "left alone until" in ended.err
    requests = [entry.path for entry in site.log.entries()]
    assert requests[-1] == path or requests[-2] == path
    assert "left for later runs" in ended.err


def test_unknown_portal_and_wrong_file_are_usage_errors(portals: SamplePortals, tmp_path: Path) -> None:
    ended = crawl(tmp_path / "home", tmp_path / "portals", "nowhere")
    assert ended.status == 2
    assert "unknown portal 'nowhere'" in ended.err
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / "a.toml").write_text('id = "a"\nname = "a"\nsite = "http://a.example/"\nfoo = 1\n', "utf-8")
    ended = crawl(tmp_path / "home", broken)
    assert ended.status == 2
    assert "foo: unknown key" in ended.err
    assert ended.err.count("\n") == 1
    assert portals.requests() == 0


def test_a_missing_database_is_said_in_one_line(tmp_path: Path) -> None:
    ended = dafu(tmp_path / "home", "why", "http://a.example/")
    assert ended.status == 2
    assert "there is no database yet" in ended.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["reparse", "--since", "foo"], "'foo' is no day: write 2024-06-01"),
        (["portals", "--family", "nosuch"], "'nosuch' is no family: there are epoint, "),
    ],
)
def test_a_wrong_value_says_what_is_right(tmp_path: Path, words: list[str], said: str) -> None:
    ended = dafu(tmp_path / "home", *words)
    assert ended.status == 2
    assert said in ended.err


def test_a_crawl_of_nothing_says_what_could_be_crawled(tmp_path: Path) -> None:
    """A new user has no portal files, and nobody has opened the built-in addresses yet."""
    ended = dafu(tmp_path / "home", "crawl")
    assert ended.status == 0
    assert ended.err.count("\n") == 1
    assert "`dafu portals` lists them" in ended.err


def test_a_crawl_of_a_public_site_without_a_contact_is_told_to_name_one(tmp_path: Path) -> None:
    """The address is of a reserved name (RFC 2606): nothing answers there."""
    declared = tmp_path / "portals"
    declared.mkdir()
    site = "http://portal.invalid/"
    (declared / "a.toml").write_text(
        f'id = "aa"\nname = "a"\nsite = "{site}"\n[[columns]]\nurl = "{site}list/"\n', "utf-8"
    )
    words = ("crawl", "--portal-files", str(declared))
    assert "DAFU_CONTACT is not set" in dafu(tmp_path / "home", *words, env={"DAFU_CONTACT": ""}).err
    told = dafu(tmp_path / "home", *words, env={"DAFU_CONTACT": "https://example.org/dafu"})
    assert "DAFU_CONTACT is not set" not in told.err
    assert told.status == 1
