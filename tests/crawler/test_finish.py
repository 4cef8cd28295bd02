"""How a run is closed: what a stopped one, a suspect one, and one over some of the columns may say."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar

import pytest

from tests.crawler.disturbed import Disturbed
from tests.crawler.running import ROOT, dafu, rows
from tests.crawler.test_hosts import LETTER, ROW, Pages, serving


class Lists(Pages):
    """Two columns of letters, 1 to 3 and 4 to 6; ``gone`` letters are nowhere, ``broken`` columns answer with 500."""

    gone: ClassVar[set[int]] = set()
    broken: ClassVar[set[str]] = set()
    crawl: ClassVar[subprocess.Popen[str] | None] = None
    """Told to stop at the first letter."""

    def do_GET(self) -> None:  # noqa: N802 - so http.server calls it
        columns = {"/jytabl/": (3, 2, 1), "/other/": (6, 5, 4)}
        if self.path in self.broken:
            self.answer(500, "")
        elif self.path in columns:
            items = "".join(
                ROW.format(n=n).replace("'202506", "'/202506")
                for n in columns[self.path]
                if n not in self.gone
            )
            self.answer(200, f"<html><body><h2>建议提案办理</h2><ul>{items}</ul></body></html>")
        elif self.path == "/robots.txt" or int(self.path[-6]) in self.gone:
            self.answer(404, "")
        else:
            if self.crawl is not None:
                self.crawl.send_signal(signal.SIGTERM)
                # A second one would mean: at once.
                type(self).crawl = None
            self.answer(200, LETTER.format(n=self.path[-6]))


@pytest.fixture
def files(tmp_path: Path) -> Iterator[Path]:
    """The declaration of a site with two columns."""
    Lists.gone, Lists.broken, Lists.crawl = set(), set(), None
    folder = tmp_path / "files"
    folder.mkdir()
    with serving(Lists) as port:
        site = f"http://127.0.0.1:{port}"
        columns = "".join(f'[[columns]]\nurl = "{site}{path}"\n' for path in ("/jytabl/", "/other/"))
        (folder / "yunjiang.toml").write_text(
            f'id = "yunjiang"\nname = "云江市"\nsite = "{site}/"\n{columns}'
            "[politeness]\ndelay = 0.0\noff_peak = false\n[expect]\nmin_entries = 5\n",
            "utf-8",
        )
        yield folder


@pytest.fixture(scope="module")
def disturbed() -> Iterator[Disturbed]:
    with Disturbed() as process:
        yield process


def states(home: Path) -> dict[str, str]:
    """The letters that are not simply live."""
    found = rows(home, "select address, state, state_reason from document where state != 'live'")
    return {row["address"][-6]: row["state"] for row in found}


def verdicts(home: Path) -> list[dict[str, Any]]:
    return rows(
        home,
        "select run.verdict as run, run_portal.verdict as portal from run join run_portal on run = run.id order by run.id",
    )


def test_a_crawl_that_is_told_to_stop_is_failed_and_proves_nothing(tmp_path: Path, files: Path) -> None:
    home = tmp_path / "home"
    words = ["crawl", "--portal-files", str(files), "--home", str(home)]
    with subprocess.Popen(
        [sys.executable, "-m", "crawler.cli", *words],
        cwd=ROOT, env={**os.environ, "DAFU_HOME": str(home)}, stderr=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        Lists.crawl = process
        _, said = process.communicate(timeout=120)
    assert process.returncode == 1, said
    [run] = rows(home, "select verdict, reasons from run")
    assert json.loads(run["reasons"])[0] == "the run was stopped (shutdown)"
    assert verdicts(home) == [{"run": "failed", "portal": "failed"}]
    assert 0 < len(rows(home, "select id from record")) < 6
    assert "the run was stopped (shutdown)" in dafu(home, "publish").err
    again = dafu(home, *words)
    assert again.status == 0, again.err
    assert len(rows(home, "select id from record")) == 6
    rebuilt = dafu(home, "rebuild")
    assert rebuilt.status == 0, rebuilt.err


def test_a_run_over_some_of_the_columns_need_not_list_what_all_of_them_have(
    tmp_path: Path, files: Path, disturbed: Disturbed
) -> None:
    home = tmp_path / "home"
    assert disturbed.crawl(home, files, now="2025-07-01T02:00:00Z").status == 0
    [row] = rows(home, "select min(next_walk) as first, max(next_walk) as last from portal_column")
    assert row["first"] < row["last"]
    ended = disturbed.crawl(home, files, "--due", now=row["first"])
    assert ended.status == 0, ended.err
    assert rows(home, "select columns from run_portal where run = 2") == [{"columns": 1}]


def test_a_suspect_run_calls_nothing_missing_and_withdraws_nothing(
    tmp_path: Path, files: Path, disturbed: Disturbed
) -> None:
    home = tmp_path / "home"
    assert disturbed.crawl(home, files, now="2025-07-01T02:00:00Z").status == 0
    Lists.gone = {1}
    # A list that shrank is believed when it is seen so again.
    disturbed.crawl(home, files, "--sweep", "--lists-only", now="2025-07-02T02:00:00Z")
    Lists.broken = {"/other/"}
    assert disturbed.crawl(home, files, "--sweep", "--lists-only", now="2025-07-03T02:00:00Z").status == 1
    assert verdicts(home)[-1] == {"run": "suspect", "portal": "suspect"}
    assert states(home) == {}
    reasons = rows(home, "select state_reason from document where address like '%_900101.html'")
    assert reasons == [{"state_reason": "put back: the run is not believed"}]

    Lists.broken = set()
    for day in (4, 8):
        disturbed.crawl(home, files, "--sweep", now=f"2025-07-{day:02}T02:00:00Z")
    assert states(home) == {"1": "missing"}
    Lists.broken = {"/other/"}
    # The look that makes the proof whole, in a run that is not believed.
    disturbed.crawl(home, files, "--sweep", now="2025-07-13T02:00:00Z")
    assert verdicts(home)[-1] == {"run": "suspect", "portal": "suspect"}
    looks = rows(home, "select id from fetch where outcome = 'gone' and kind = 'detail'")
    assert len(looks) >= 3
    assert states(home) == {"1": "missing"}
    Lists.broken = set()
    disturbed.crawl(home, files, now="2025-07-14T02:00:00Z")
    assert states(home) == {"1": "withdrawn"}
