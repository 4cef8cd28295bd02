"""List pages in the ledger: what is new, what changed, what stands twice on one page."""

from __future__ import annotations

from pathlib import Path

from db.store import ColumnRow, PageNews, Store
from parsers.types import Entry

SITE = "http://www.yunjiang.example/"


def opened(path: Path) -> tuple[Store, int, ColumnRow]:
    store = Store(path / "corpus.db")
    with store.transaction():
        column = {"url": f"{SITE}list/", "name": "代表建议", "kind": "npc", "family": None}
        store.declare({"id": "yunjiang", "name": "云江市", "site": SITE}, [column])
        run = store.start_run("dafu crawl")
    return store, run, store.columns("yunjiang")[f"{SITE}list/"]


def test_a_row_that_stands_twice_on_a_page_is_met_once(tmp_path: Path) -> None:
    store, run, column = opened(tmp_path)
    one = Entry(f"{SITE}1.html", "关于第1号建议的答复", "2025-06-01")
    two = Entry(f"{SITE}2.html", "关于第2号建议的答复", "2025-06-02")
    with store.transaction():
        assert store.save_list_page(run, column, 1, [one, two, one], sweep=False) == PageNews(2, 0, 1)
        assert store.save_list_page(run, column, 1, [one, two], sweep=True) == PageNews(0, 0, 2)
        assert store.save_list_page(run, column, 1, [], sweep=True) == PageNews()
    rows = store.query(
        "select address, position, last_sweep from listing join document on document.id = document"
    )
    assert [tuple(row.values()) for row in rows] == [(one.url, 1, run), (two.url, 2, run)]
    store.close()


def test_a_changed_row_makes_its_document_due_and_says_what_changed(tmp_path: Path) -> None:
    store, run, column = opened(tmp_path)
    was = Entry(f"{SITE}1.html", "关于第1号建议的答复", "2025-06-01")
    now = Entry(f"{SITE}1.html", "关于第1号建议的答复（修改）", "2025-06-09")
    with store.transaction():
        store.save_list_page(run, column, 1, [was], sweep=False)
        store.move_document(1, {"state": "live", "next_due": "2099-01-01T00:00:00Z", "due_rank": 3})
        # Both rows on one page: the later one is what the list says.
        assert store.save_list_page(run, column, 1, [was, now], sweep=False) == PageNews(0, 1, 1)
    [row] = store.query(
        "select title, due_reason, due_rank from listing join document on document.id = document"
    )
    assert (row["title"], row["due_reason"], row["due_rank"]) == (now.title, "list row changed", 0)
    events = [event["what"] for event in store.query("select what from event order by id")]
    assert events[0] == f"listed on {SITE}list/ page 1"
    assert "of 2025-06-01 to '关于第1号建议的答复（修改）' of 2025-06-09" in events[1]
    store.close()
