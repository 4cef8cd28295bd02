"""What a crash costs: the pages in flight, never the corpus.

A crawl of a small portal is killed at its first commit, at its second, and so on until one survives; each is
then run again to its end and must have the same corpus as one that nobody disturbed. The same for
a disk that is full, an archive that is read-only, a database that another process holds, and a WARC
file that ends in the middle of a record.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from crawler.demo.sample_portals import SamplePortals
from db.archive import Archive
from db.dump import Dump, differences, dump
from parsers.types import Problem
from tests.crawler.disturbed import Disturbed
from tests.crawler.running import Ended, rows

SITE = "yunjiang-mzj"
SOME = "1293号|0686号|总结|1661号"
"""A letter with two attachments, one that is an attachment, a summary, an ordinary letter; on three list pages."""


STEP = int(os.environ.get("DAFU_CRASH_STEP", "4"))
"""1 kills after every commit; by default every fourth, since the kills before them leave the same database."""

CAP_DAC_OVERRIDE = 1


@dataclass(frozen=True, slots=True)
class Bench:
    """A small portal that runs, and the corpus of a crawl that nobody disturbed."""

    folder: Path
    disturbed: Disturbed
    undisturbed: Dump

    @property
    def declared(self) -> Path:
        return self.folder / "portals"

    def crawl(self, home: Path, **disturbance: Any) -> Ended:
        return self.disturbed.crawl(home, self.declared, **disturbance)

    def ends_the_same(self, home: Path) -> None:
        """A run without disturbance, then the comparison."""
        ended = self.crawl(home)
        assert ended.status == 0, ended.err
        assert list(differences(self.undisturbed, dump(home / "corpus.db"))) == []


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    folder = tmp_path_factory.mktemp("crash")
    with SamplePortals(only=[SITE]) as portals, Disturbed() as disturbed:
        (file,) = portals.write_declarations(folder / "portals")
        text = file.read_text("utf-8").replace("min_entries = 40", "min_entries = 4")
        text = text.replace('kind = "npc"', f'kind = "npc"\ntitle_pattern = "{SOME}"')
        file.write_text(text, "utf-8")
        ended = disturbed.crawl(folder / "undisturbed", folder / "portals")
        assert ended.status == 0, ended.err
        yield Bench(folder, disturbed, dump(folder / "undisturbed" / "corpus.db"))


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def test_the_portal_is_worth_crashing_on(bench: Bench) -> None:
    assert len(bench.undisturbed["documents"]) >= 4
    assert len(bench.undisturbed["attachments"]) >= 3
    assert {row["state"] for row in bench.undisturbed["attachments"]} == {"fetched"}


@pytest.mark.parametrize(("moment", "step"), [("killed_before_commit", 1), ("killed_after_commit", STEP)])
def test_killed_at_the_nth_commit(bench: Bench, tmp_path: Path, moment: str, step: int) -> None:
    """Before the commit: its transaction is lost. After it: the log has not heard of it yet."""
    for n in range(1, 200, step):
        home = tmp_path / str(n)
        if bench.crawl(home, **{moment: n}).status == 0:
            break
        bench.ends_the_same(home)
        assert _logged(home) == rows(home, "select count(*) as n from fetch")[0]["n"]
        shutil.rmtree(home)
    assert n > 15, "the run has fewer commits than answers: the kill does not hit them"


def test_killed_while_the_archive_is_written(bench: Bench, home: Path) -> None:
    """Half a record stays at the end of its file, nothing refers to it, and the next run begins a new file."""
    assert bench.crawl(home, killed_in_archive_write=5).status == -9
    bench.ends_the_same(home)
    assert [problem.code for problem in _archive_problems(home)] == ["archive_truncated"]


@pytest.mark.parametrize(
    "full",
    [{"file_size": 20_000}, {"file_size": 300_000}, {"archive_space": 100}, {"archive_space": 30_000}],
    ids=str,
)
def test_a_full_disk(bench: Bench, home: Path, full: dict[str, int]) -> None:
    """Wherever the disk ends, in the database or in the archive: one clear line, and the rest next time."""
    ended = bench.crawl(home, **full)
    assert ended.status == 1
    said = _complaint(ended)
    assert "space" in said or "cannot be written" in said, ended.err
    bench.ends_the_same(home)
    assert _archive_problems(home) == []


def test_an_archive_that_is_read_only(bench: Bench, home: Path) -> None:
    (home / "archive").mkdir(parents=True)
    (home / "archive").chmod(0o555)
    ended = bench.crawl(home, without_override=[CAP_DAC_OVERRIDE])
    assert ended.status == 1
    assert f"{home}/archive" in _complaint(ended)
    assert "make it writable" in ended.err
    assert rows(home, "select verdict from run") == [{"verdict": "failed"}]
    assert rows(home, "select * from document") == []
    (home / "archive").chmod(0o755)
    bench.ends_the_same(home)


def test_a_database_that_another_process_holds(bench: Bench, home: Path) -> None:
    ended = bench.crawl(home)
    before = dump(home / "corpus.db", history=True)
    ended = bench.crawl(home, locked=str(home / "corpus.db"))
    assert ended.status == 1
    assert "no other program holds the file" in _complaint(ended), ended.err
    assert dump(home / "corpus.db", history=True) == before
    bench.ends_the_same(home)


@pytest.mark.parametrize("n", [8, 12])
def test_a_database_that_is_taken_away_in_the_middle(bench: Bench, home: Path, n: int) -> None:
    ended = bench.crawl(home, locked_after_commit=n)
    assert ended.status == 1
    assert "database is locked" in _complaint(ended), ended.err
    bench.ends_the_same(home)


def test_a_warc_file_without_its_tail(bench: Bench, home: Path) -> None:
    """A failing disk took bytes that the ledger names: the records stay, and whoever asks for the bytes is told."""
    bench.crawl(home)
    (file,) = Archive(home / "archive").files()
    os.truncate(file, file.stat().st_size - 100)
    assert [problem.code for problem in _archive_problems(home)] == ["archive_truncated"]
    bench.ends_the_same(home)


def _complaint(ended: Ended) -> str:
    """The line that says what is wrong; never a traceback."""
    assert "Traceback" not in ended.err, ended.err
    lines = [line for line in ended.err.splitlines() if "cannot" in line or "database" in line]
    assert lines, ended.err
    return lines[0]


def _archive_problems(home: Path) -> list[Problem]:
    problems: list[Problem] = []
    archive = Archive(home / "archive")
    for file in archive.files():
        list(archive.iter_file(file, problems))
    return problems


def _logged(home: Path) -> int:
    return (home / "archive" / "fetches.jsonl").read_text("utf-8").count('"event": "fetch"')
