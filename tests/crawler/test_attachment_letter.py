"""A letter that stands in an attachment: what a second look at its page makes of it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from crawler.demo.sample_portals import SamplePortals
from db.dump import differences, dump
from tests.crawler.disturbed import Disturbed
from tests.crawler.running import rows

SITE = "yunjiang-mzj"
LETTER = "0686号"
"""Its page only announces a Word file."""


def test_it_is_not_lost_when_its_page_is_looked_at_again(tmp_path: Path) -> None:
    """The file is not fetched again; its bytes come from the archive."""
    home = tmp_path / "home"
    with SamplePortals(only=[SITE]) as portals, Disturbed() as disturbed:
        (file,) = portals.write_declarations(tmp_path / "portals")
        text = file.read_text("utf-8").replace("min_entries = 40", "min_entries = 1")
        file.write_text(text.replace('kind = "npc"', f'kind = "npc"\ntitle_pattern = "{LETTER}"'), "utf-8")
        assert disturbed.crawl(home, tmp_path / "portals", now="2026-06-01T02:00:00Z").status == 0
        before = dump(home / "corpus.db")
        with closing(sqlite3.connect(home / "corpus.db")) as connection, connection:
            connection.execute(
                "update document set etag = null, last_modified = null"
            )  # so the whole page comes
        assert disturbed.crawl(home, tmp_path / "portals", now="2028-06-01T02:00:00Z").status == 0
    assert rows(home, "select outcome from fetch where kind = 'detail'") == [{"outcome": "ok"}] * 2
    assert len(before["records"][0]["text"]) > 200
    assert list(differences(before, dump(home / "corpus.db"))) == []
    assert len(rows(home, "select id from fetch where kind = 'attachment'")) == 1
