"""`dafu import`: files become documents once, whatever they come in."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from crawler.importing import NEVER, Counts, Importer
from db.archive import Archive, Location, Request, Response
from db.import_sources import iter_sources
from db.store import FetchRow, Store
from parsers.parse import parse
from tests.shared_folder import ROOT, shared

URL = "http://www.qingyuan.gov.example/art/2024/7/2/art_1_3.html"
LETTER = """青沅县教育局关于县十七届人大四次会议第{}号建议的答复

王秋实代表：
您提出的关于改善乡村学校供暖条件的建议收悉。现答复如下：
一、我局已安排专项资金，完成二十三所学校的供暖改造。
二、下一步，我们将在{}年底前完成剩余学校的改造。
感谢您对教育工作的关心和支持。

青沅县教育局
2024年7月2日
"""


def html(number: str, year: int = 2024, head: str = "") -> bytes:
    lines = "".join(f"<p>{line}</p>" for line in LETTER.format(number, year).splitlines())
    return f'<html><head><meta charset="utf-8">{head}</head><body><div>{lines}</div></body></html>'.encode()


class Home:
    """A database and an archive with a clock that moves a minute at each look."""

    def __init__(self, root: Path) -> None:
        self.moment = datetime(2026, 6, 1, tzinfo=UTC)
        self.store = Store(root / "corpus.db", clock=self.clock)
        self.archive = Archive(root / "archive", self.clock, fsync="never")
        self.said: list[str] = []

    def clock(self) -> datetime:
        self.moment += timedelta(minutes=1)
        return self.moment

    def take(self, *paths: Path) -> Counts:
        return Importer(self.store, self.archive, self.said.append).run(
            iter_sources(paths, self.archive.original)
        )

    def rows(self, sql: str) -> list[dict[str, Any]]:
        return self.store.query(sql)

    def corpus(self) -> list[tuple[Any, ...]]:
        """Everything but the log of runs."""
        tables = ("document", "version", "record", "evidence", "problem", "fetch", "attachment")
        return [
            (table, [tuple(row.items()) for row in self.rows(f"select * from {table} order by 1, 2, 3")])
            for table in tables
        ]


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    home = Home(tmp_path / "home")
    yield home
    home.archive.close()
    home.store.close()


def test_a_file_becomes_a_document_with_its_bytes(tmp_path: Path, home: Home) -> None:
    path = tmp_path / "letter.txt"
    data = LETTER.format("012", 2025).encode()
    path.write_bytes(data)
    assert home.take(path) == Counts(new=1)
    [document] = home.rows("select * from document")
    digest = hashlib.sha256(data).hexdigest()
    assert document["address"] == f"urn:sha256:{digest}"
    assert (document["portal"], document["state"], document["next_due"]) == ("import", "live", NEVER)
    assert (document["body_sha256"], document["versions"]) == (digest, 1)
    [fetch] = home.rows("select * from fetch")
    assert (fetch["kind"], fetch["outcome"], fetch["detail"]) == ("import", "ok", str(path))
    assert (fetch["bytes"], fetch["body_sha256"], fetch["document"]) == (len(data), digest, document["id"])
    exchange = home.archive.read(Location(fetch["warc_file"], fetch["warc_offset"]))
    assert (exchange.body, exchange.url, exchange.at) == (data, document["address"], fetch["at"])
    [version] = home.rows("select * from version")
    assert (version["cause"], version["number"], version["fetch"]) == ("import", 1, fetch["id"])
    assert json.loads(version["record"]) == parse(data).record.to_dict()
    [record] = home.rows("select * from record")
    assert json.loads(record["matter_numbers"]) == ["012"]
    [portal] = home.rows("select * from portal")
    assert (portal["id"], portal["name"]) == ("import", "导入")
    [run] = home.rows("select * from run")
    assert (run["command"], run["verdict"]) == ("dafu import", "ok")
    assert json.loads(run["counts"])["new"] == 1


def test_the_same_again_adds_nothing(tmp_path: Path, home: Home) -> None:
    folder = tmp_path / "letters"
    folder.mkdir()
    (folder / "a.html").write_bytes(html("1"))
    (folder / "b.txt").write_bytes(LETTER.format("2", 2025).encode("gb18030"))
    (folder / "same as a.html").write_bytes(html("1"))
    meta = f'<meta name="Url" content="{URL}">'
    (folder / "c.html").write_bytes(html("3", 2024, meta))
    (folder / "d, the same address.html").write_bytes(html("3", 2025, meta))
    (folder / "e.jsonl").write_text(
        json.dumps({"url": URL + "?e", "html": html("4").decode(), "title": "答复", "date": "2024-07-02"})
        + "\n{broken\n"
    )
    assert home.take(folder) == Counts(new=4, changed=1, unchanged=1, refused=1)
    before, size = home.corpus(), sum(p.stat().st_size for p in home.archive.files())
    assert home.take(folder) == Counts(unchanged=6, refused=1)
    assert home.corpus() == before
    assert sum(p.stat().st_size for p in home.archive.files()) == size


def test_the_page_may_name_its_own_address(tmp_path: Path, home: Home) -> None:
    page = tmp_path / "page.html"
    page.write_bytes(html("5", 2024, f'<meta name="Url" content="{URL.upper().replace("ART", "art")}#top">'))
    nowhere = tmp_path / "nowhere.html"
    nowhere.write_bytes(html("6", 2024, '<meta name="Url" content="/art/2024/1.html">'))
    home.take(page, nowhere)
    first, second = [row["address"] for row in home.rows("select address from document order by id")]
    assert first.startswith("http://www.qingyuan.gov.example/")
    assert "#" not in first
    assert second.startswith("urn:sha256:")


def test_json_lines_bring_address_row_and_date(tmp_path: Path, home: Home) -> None:
    path = tmp_path / "letters.jsonl"
    line = {"url": URL, "html": html("7").decode(), "title": "列表上的标题", "date": "2024-07-03"}
    path.write_text(json.dumps({**line, "fetched_at": "2024-07-04T00:00:00Z"}))
    home.take(path)
    [document] = home.rows("select * from document")
    assert (document["address"], document["last_fetched"]) == (URL, "2024-07-04T00:00:00Z")
    [version] = home.rows("select * from version")
    assert json.loads(version["listing"])["title"] == "列表上的标题"
    [record] = home.rows("select listed_title, listed_date from record")
    assert record == {"listed_title": "列表上的标题", "listed_date": "2024-07-03"}


def warc(root: Path, *pages: tuple[str, bytes, datetime]) -> Path:
    """A WARC file with these pages, and things that are no letters."""
    with Archive(root, fsync="never") as archive:
        for url, body, at in pages:
            headers = (("Content-Type", "text/html"), ("Content-Encoding", "gzip"), ("ETag", '"1"'))
            response = Response(200, headers, gzip.compress(body, mtime=0), "OK")
            archive.write_exchange(Request("GET", url, (("User-Agent", "dafu"),)), response, at=at)
        archive.write_exchange(Request("GET", URL + "/x"), Response(404, (), b"gone"))
        empty = b"<html><head><title>x</title></head><body></body></html>"
        archive.write_exchange(
            Request("GET", URL + "/y"), Response(200, (("Content-Type", "text/html"),), empty)
        )
    [path] = archive.files()
    return path


def test_a_warc_keeps_headers_dates_and_versions(tmp_path: Path, home: Home) -> None:
    days = [datetime(2025, 3, day, 1, 2, 3, tzinfo=UTC) for day in (1, 2, 3)]
    bodies = [html("8", year) for year in (2024, 2025, 2026)]
    path = warc(tmp_path / "w", *((URL, body, day) for body, day in zip(bodies, days, strict=True)))
    assert home.take(path) == Counts(new=1, changed=2, skipped=2)
    fetches = home.rows("select * from fetch order by id")
    assert [row["at"] for row in fetches] == [f"2025-03-0{n}T01:02:03Z" for n in (1, 2, 3)]
    assert {row["status"] for row in fetches} == {200}
    assert {row["etag"] for row in fetches} == {'"1"'}
    for row, body in zip(fetches, bodies, strict=True):
        exchange = home.archive.read(Location(row["warc_file"], row["warc_offset"]))
        assert exchange.body == body
        assert exchange.content_encoding == "gzip"
        assert exchange.at == row["at"]
    causes = [row["cause"] for row in home.rows("select cause from version order by number")]
    assert causes == ["import", "revision", "revision"]
    before = home.corpus()
    assert home.take(path) == Counts(unchanged=3, skipped=2)
    assert home.corpus() == before


def two_files(root: Path) -> tuple[Path, Path]:
    """An archive of two files: the second has another page with the first's bytes, and a 304 for the first's."""
    page = Response(200, (("Content-Type", "text/html"),), html("8"), "OK")
    moments = iter(datetime(2025, 3, day, tzinfo=UTC) for day in (1, 2))
    with Archive(root, lambda: next(moments), fsync="never") as archive:
        place = archive.write_exchange(Request("GET", URL), page, at=datetime(2025, 3, 1, tzinfo=UTC))
        archive.close()
        archive.write_exchange(Request("GET", URL + "?again"), page, at=datetime(2025, 3, 2, tzinfo=UTC))
        archive.write_exchange(
            Request("GET", URL), Response(304), at=datetime(2025, 3, 3, tzinfo=UTC), not_modified=place
        )
        first, second = archive.files()
    return first, second


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_warc_files_given_together_may_refer_to_each_other(
    tmp_path: Path, home: Home, order: tuple[int, int]
) -> None:
    files = two_files(tmp_path / "w")
    assert home.take(*(files[n] for n in order)) == Counts(new=2, skipped=1), home.said
    assert {row["body_sha256"] for row in home.rows("select body_sha256 from fetch")} == {
        hashlib.sha256(html("8")).hexdigest()
    }


def test_warc_files_of_a_folder_or_renamed_find_each_others_bytes(tmp_path: Path, home: Home) -> None:
    first, second = two_files(tmp_path / "w")
    first.rename(first.with_name("z.warc.gz"))
    second.rename(second.with_name("a.warc.gz"))
    assert home.take(tmp_path / "w").new == 2, home.said
    assert home.said == []


def test_a_warc_file_may_refer_to_what_the_archive_has(tmp_path: Path, home: Home) -> None:
    first, second = two_files(tmp_path / "w")
    counts = home.take(second)
    assert counts.refused == 2
    [said, _] = home.said
    assert said.count(second.name) == 1, "the file is named once"
    assert "add the archive file that holds them" in said
    assert home.take(first).new == 1
    again = home.take(second)
    assert (again.new, again.refused) == (1, 1), "the 304 names a place that is not ours, not its bytes"


def test_an_older_copy_is_kept_but_is_no_revision(tmp_path: Path, home: Home) -> None:
    new = warc(tmp_path / "new", (URL, html("9", 2026), datetime(2026, 1, 1, tzinfo=UTC)))
    old = warc(tmp_path / "old", (URL, html("9", 2020), datetime(2020, 1, 1, tzinfo=UTC)))
    assert home.take(new) == Counts(new=1, skipped=2)
    assert home.take(old) == Counts(kept=1, skipped=2)
    assert home.rows("select count(*) as n from version") == [{"n": 1}]
    assert "2026年底" in home.rows("select text from record")[0]["text"]
    assert home.rows("select count(*) as n from fetch") == [{"n": 2}]
    assert home.take(old) == Counts(unchanged=1, skipped=2)


def test_a_crawled_document_keeps_its_portal_and_its_dates(tmp_path: Path, home: Home) -> None:
    store = home.store
    with store.transaction():
        store.declare({"id": "qingyuan", "name": "青沅县", "site": "http://www.qingyuan.gov.example/"}, [])
        run = store.start_run("dafu crawl")
        document = store.new_document("qingyuan", URL, "listed")
        row = FetchRow(
            URL, "detail", "never fetched", "ok", "", "2026-05-01T00:00:00Z", 200, document=document
        )
        fetch = store.save_fetch(run, row)
        store.save_record(document, fetch, parse(html("10")), body_sha256="00", listing=None)
        change = {"state": "live", "last_fetched": "2026-05-01T00:00:00Z", "next_due": "2026-07-01T00:00:00Z"}
        store.move_document(document, change)
        store.finish_run(run, "ok", [], {})
    undated = tmp_path / "undated.html"
    undated.write_bytes(html("10", 2030, f'<meta name="Url" content="{URL}">'))
    assert home.take(undated) == Counts(kept=1)
    later = tmp_path / "later.jsonl"
    text = html("10", 2031).decode()
    later.write_text(json.dumps({"url": URL, "html": text, "fetched_at": "2026-05-20T00:00:00Z"}))
    assert home.take(later) == Counts(changed=1)
    [found] = home.rows("select portal, state, next_due, last_fetched from document")
    assert found == {
        "portal": "qingyuan",
        "state": "live",
        "next_due": "2026-07-01T00:00:00Z",
        "last_fetched": "2026-05-20T00:00:00Z",
    }
    assert [row["cause"] for row in home.rows("select cause from version order by number")] == [
        "first",
        "revision",
    ]


def test_what_cannot_be_imported_is_a_problem_once_and_closed_when_it_can(tmp_path: Path, home: Home) -> None:
    path = tmp_path / "letter.doc"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    for _ in range(2):
        assert home.take(path) == Counts(refused=1)
    [problem] = home.rows("select stage, address, closed, portal from problem")
    assert problem == {"stage": "import", "address": str(path), "closed": None, "portal": "import"}
    assert len(home.said) == 2
    assert home.said[0].startswith(f"{path}: ")
    path.write_bytes(LETTER.format("11", 2025).encode())
    assert home.take(path) == Counts(new=1)
    assert home.rows("select count(*) as n from problem where stage = 'import' and closed is null") == [
        {"n": 0}
    ]


def test_a_saved_challenge_page_is_no_document(tmp_path: Path, home: Home) -> None:
    path = tmp_path / "page.html"
    path.write_bytes(
        b"<html><head><script>document.cookie='__jsl_clearance=1';location.reload()</script></head></html>"
    )
    assert home.take(path) == Counts(refused=1)
    assert "challenge page" in home.said[0]
    assert home.rows("select * from document") == []


def test_an_import_does_not_make_good_a_doubtful_crawl(tmp_path: Path, home: Home) -> None:
    with home.store.transaction():
        home.store.finish_run(home.store.start_run("dafu crawl"), "suspect", ["too few"], {})
    path = tmp_path / "letter.txt"
    path.write_bytes(LETTER.format("12", 2025).encode())
    home.take(path)
    home.take(path)
    verdicts = home.rows("select verdict, reasons from run order by id")
    assert [row["verdict"] for row in verdicts] == ["suspect"] * 3
    assert "before this import was suspect" in verdicts[1]["reasons"]


def test_a_stopped_import_is_closed_and_its_rest_follows(tmp_path: Path, home: Home) -> None:
    paths = []
    for n in range(3):
        paths.append(tmp_path / f"{n}.txt")
        paths[-1].write_bytes(LETTER.format(n, 2025).encode())

    def interrupted() -> Iterator[Any]:
        yield from iter_sources(paths[:1])
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Importer(home.store, home.archive, home.said.append).run(interrupted())
    [run] = home.rows("select verdict, finished from run")
    assert run["verdict"] == "failed"
    assert run["finished"]
    assert home.take(*paths) == Counts(new=2, unchanged=1)


# --- as a shell sees it -------------------------------------------------------


def dafu(home: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "crawler.cli", "import", "--home", str(home), *map(str, arguments)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        timeout=120,
        check=False,
    )


def test_the_summary_and_the_exit_status(tmp_path: Path) -> None:
    letters = tmp_path / "letters"
    letters.mkdir()
    for n in range(3):
        (letters / f"{n}.txt").write_bytes(LETTER.format(n, 2025).encode())
    first = dafu(tmp_path / "home", letters)
    assert first.returncode == 0
    assert first.stderr == "dafu import: read 3: new 3, changed 0, unchanged 0; problems 0\n"
    second = dafu(tmp_path / "home", letters, tmp_path / "missing.pdf")
    assert second.returncode == 1
    lines = second.stderr.splitlines()
    assert lines[0].startswith(f"dafu import: {tmp_path}/missing.pdf: cannot be read: No such file")
    assert lines[1] == "dafu import: read 3: new 0, changed 0, unchanged 3; problems 1"
    assert first.stdout == second.stdout == ""


def test_an_empty_folder_says_what_is_taken(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    done = dafu(tmp_path / "home", tmp_path / "empty")
    assert done.returncode == 1
    assert "nothing found: HTML, text, PDF, DOCX, WARC and JSON Lines are taken" in done.stderr


def test_a_path_that_is_not_there_makes_no_database(tmp_path: Path) -> None:
    done = dafu(tmp_path / "home", tmp_path / "missing.pdf")
    assert done.returncode == 1
    assert done.stderr == f"dafu: {tmp_path}/missing.pdf: there is no such file or folder; check the path\n"
    assert not (tmp_path / "home").exists()


def test_while_a_crawl_is_at_work(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    with FileLock(home / "crawl.lock"):
        done = dafu(home, tmp_path)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "is working on" in done.stderr


def test_an_archive_that_cannot_be_written(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / "archive").write_text("a file in the way")
    letter = tmp_path / "letter.txt"
    letter.write_bytes(LETTER.format("1", 2025).encode())
    done = dafu(home, letter)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    first, second = done.stderr.splitlines()
    assert first == "dafu import: read 0: new 0, changed 0, unchanged 0; problems 0"
    assert second.startswith(f"dafu: {home}/archive: the archive cannot be written: ")
    with Store(home / "corpus.db") as store:
        assert store.query("select * from document") == []


@pytest.mark.shared
def test_the_seeds_are_imported_whole(home: Home) -> None:
    folder = shared("seeds")
    counts = home.take(folder)
    assert counts.new == len(list(folder.glob("*.txt"))) == 5
    for row in home.rows(
        "select fetch.*, version.record from fetch join version on version.fetch = fetch.id"
    ):
        exchange = home.archive.read(Location(row["warc_file"], row["warc_offset"]))
        assert exchange.body == Path(row["detail"]).read_bytes()
        again = parse(exchange.body, content_type=exchange.content_type).record.to_dict()
        assert again == json.loads(row["record"])
