"""Runs real crawls in processes of their own, and looks at what they left."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent


@dataclass(frozen=True, slots=True)
class Ended:
    """How a process ended."""

    status: int
    out: str
    err: str


def dafu(home: Path, *words: str, now: str | None = None, env: dict[str, str] | None = None) -> Ended:
    """Run `dafu WORDS` on a home of its own. ``now``: the crawl's clock, as times are kept."""
    settings = {**os.environ, **(env or {}), "DAFU_HOME": str(home)}
    if now is not None:
        settings["DAFU_NOW"] = now
    done = subprocess.run(
        [sys.executable, "-m", "crawler.cli", *words],
        cwd=ROOT,
        env=settings,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    return Ended(done.returncode, done.stdout, done.stderr)


def crawl(home: Path, declared: Path, *words: str, now: str | None = None) -> Ended:
    """`dafu crawl` over the portal files of a folder."""
    return dafu(home, "crawl", "--portal-files", str(declared), *words, now=now)


def rows(home: Path, sql: str, parameters: Sequence[Any] = ()) -> list[dict[str, Any]]:
    """Rows of the working database."""
    connection = sqlite3.connect(f"file:{home / 'corpus.db'}?mode=ro", uri=True)
    connection.row_factory = sqlite3.Row
    try:
        return [dict(row) for row in connection.execute(sql, parameters)]
    finally:
        connection.close()


def corpus(home: Path) -> dict[str, Any]:
    """All that a corpus says, without what depends on when and in how many runs it was gathered."""
    return {
        "documents": rows(
            home,
            "select address, portal, state, body_sha256, content_sha256, versions, etag from document order by address",
        ),
        "records": _without(rows(home, "select * from record order by address"), "id", "changed_at"),
        "listings": rows(
            home,
            "select address, title, date, page, position from listing join document on document.id = document "
            "order by address, page",
        ),
        "versions": rows(
            home,
            "select address, number, cause, version.content_sha256 as content from version "
            "join document on document.id = document order by address, number",
        ),
        "attachments": rows(
            home,
            "select address, url, attachment.state, sha256 from attachment "
            "join document on document.id = document order by url",
        ),
    }


def _without(found: list[dict[str, Any]], *names: str) -> list[dict[str, Any]]:
    return [{name: row[name] for name in row if name not in names} for row in found]
