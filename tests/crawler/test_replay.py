"""A whole crawl from WARC files: the same corpus with the portals down."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner

from crawler.commands.crawl import command
from crawler.demo import faults
from crawler.demo.sample_portals import SamplePortals
from crawler.replay import NotArchivedError, Replay
from db.archive import Archive
from db.dump import differences, dump
from db.exchange import Request, Response
from db.times import moment
from tests.crawler.running import crawl, rows

SITES = list(SamplePortals().sites)
CHOSEN = [SITES[0], SITES[-1]]
"""Static pages with attachments, and rows from a data service that is asked by POST."""


@dataclass(frozen=True, slots=True)
class Crawled:
    home: Path
    declared: Path

    def files(self) -> list[str]:
        return [str(file) for file in Archive(self.home / "archive").files()]


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Crawled:
    """Crawled once, with one list page that fails at first; the portals are down now."""
    folder = tmp_path_factory.mktemp("replay")
    with SamplePortals(only=CHOSEN) as portals:
        portals.write_declarations(folder / "portals")
        site = portals.sites[CHOSEN[0]]
        site.faults.add(faults.error(503), "*/index_1.html", times=1)
        ended = crawl(folder / "home", folder / "portals", now="2026-06-01T02:00:00Z")
        assert ended.status == 0, ended.err
    return Crawled(folder / "home", folder / "portals")


def test_the_same_corpus_without_the_network(crawled: Crawled, tmp_path: Path) -> None:
    home = tmp_path / "home"
    ended = crawl(home, crawled.declared, "--replay", *crawled.files())
    assert ended.status == 0, ended.err
    assert list(differences(dump(crawled.home / "corpus.db"), dump(home / "corpus.db"))) == []
    times = "select distinct first_seen, last_fetched from document"
    assert rows(home, times) == rows(crawled.home, times), "the ledger says when the bytes were fetched"
    assert rows(home, "select outcome, count(*) as n from fetch group by 1 order by 1") == rows(
        crawled.home, "select outcome, count(*) as n from fetch group by 1 order by 1"
    )
    assert rows(home, "select * from host where last_request is not null or not_before is not null") == []


def test_what_is_not_in_the_files_is_a_problem_and_no_absence(crawled: Crawled, tmp_path: Path) -> None:
    """Only robots.txt, the lists and the first documents are given: the rest is missing from the files."""
    (whole,) = crawled.files()
    cut = tmp_path / Path(whole).name
    place = rows(
        crawled.home, "select warc_offset as at from fetch where kind = 'detail' order by id limit 1 offset 4"
    )
    cut.write_bytes(Path(whole).read_bytes()[: place[0]["at"]])
    home = tmp_path / "home"
    ended = crawl(home, crawled.declared, "--replay", str(cut))
    assert ended.status == 1
    assert "not in the archive: GET http" in ended.err
    assert rows(home, "select count(*) as n from record") == [{"n": 4}]
    assert rows(home, "select distinct outcome from fetch where kind = 'detail' order by 1") == [
        {"outcome": "network"}, {"outcome": "ok"},
    ]  # fmt: skip
    assert rows(home, "select distinct state from document order by 1") == [
        {"state": "live"},
        {"state": "new"},
    ]


def test_a_wrong_call(crawled: Crawled, tmp_path: Path) -> None:
    for words, said in (
        (["--replay"], "--replay needs WARC files"),
        (["--replay", "absent.warc.gz"], "absent.warc.gz: there is no such file"),
        (crawled.files(), "add --replay"),
    ):
        call = ["--home", str(tmp_path), "--portal-files", str(crawled.declared), *words]
        ended = CliRunner().invoke(command, call)
        assert ended.exit_code == 2
        assert said in ended.stderr


AT = moment("2026-06-01T02:00:00Z")
PAGE = Response(200, (("Content-Type", "text/html"),), b"<p>one</p>")


def test_answers_come_in_their_order_and_the_last_one_stays(tmp_path: Path) -> None:
    ask = Request("GET", "http://www.qingyuan.example/a.html")
    with Archive(tmp_path, fsync="never") as archive:
        archive.write_exchange(ask, Response(503, (), b"later"), at=AT)
        archive.write_exchange(ask, PAGE, at=AT)
        (file,) = archive.files()
    replay = Replay([file])
    given = [replay.answer("GET", "http://WWW.qingyuan.example:80/a.html#top", b"") for _ in range(3)]
    assert [one.status for one in given] == [503, 200, 200]
    assert given[2].payload == b"<p>one</p>"


def test_method_and_body_belong_to_the_question(tmp_path: Path) -> None:
    url = "http://www.qingyuan.example/list"
    with Archive(tmp_path, fsync="never") as archive:
        for page in (b"page=1", b"page=2"):
            archive.write_exchange(
                Request("POST", url, (), page), Response(200, (), b"rows of " + page), at=AT
            )
        (file,) = archive.files()
    replay = Replay([file])
    assert replay.answer("POST", url, b"page=2").payload == b"rows of page=2"
    with pytest.raises(NotArchivedError, match="not in the archive: GET"):
        replay.answer("GET", url, b"")


def test_a_page_that_was_not_modified_is_the_page(tmp_path: Path) -> None:
    """Also where the bytes lie in another file of the same folder."""
    ask = Request("GET", "http://www.qingyuan.example/a.html")
    with Archive(tmp_path, fsync="never") as archive:
        place = archive.write_exchange(ask, PAGE, at=AT)
    with Archive(tmp_path, fsync="never") as archive:
        archive.write_exchange(ask, Response(304, (("ETag", '"1"'),)), at=AT, not_modified=place)
        _, second = archive.files()
    found = Replay([second]).answer("GET", ask.url, b"")
    assert (found.status, found.payload, found.content_type) == (200, b"<p>one</p>", "text/html")
