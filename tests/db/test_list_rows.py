"""List pages in the ledger: what is new, what changed, what stands twice on one page, what a sweep did not see."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from db.certificates import certificates
from db.store import IMPORTED, ColumnRow, PageNews, Store
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


def test_a_document_that_was_imported_is_the_portals_once_it_is_listed(tmp_path: Path) -> None:
    store, run, column = opened(tmp_path)
    entry = Entry(f"{SITE}1.html", "关于第1号建议的答复", "2025-06-01")
    with store.transaction():
        store.declare({"id": IMPORTED, "name": "导入", "site": ""}, [])
        store.new_document(IMPORTED, entry.url, "imported")
        store.move_document(1, {"state": "live", "next_due": "9999-12-31T23:59:59Z", "due_rank": 3})
        assert store.save_list_page(run, column, 1, [entry], sweep=False) == PageNews(1, 0, 0)
    [row] = store.query("select portal, due_reason, due_rank from document")
    assert row == {"portal": "yunjiang", "due_reason": "listed after it was imported", "due_rank": 0}
    assert [due.address for due in store.due("yunjiang", run, 9)] == [entry.url]
    store.close()


class Columns:
    """A portal with two columns and a letter in both, over several days."""

    def __init__(self, path: Path) -> None:
        self.at = datetime(2025, 6, 1, tzinfo=UTC)
        self.store = Store(path / "corpus.db", clock=lambda: self.at)
        self.run = 0
        urls = [f"{SITE}a/", f"{SITE}b/"]
        with self.store.transaction():
            columns = [{"url": url, "name": url[-2], "kind": "npc", "family": None} for url in urls]
            self.store.declare({"id": "yunjiang", "name": "云江市", "site": SITE}, columns)

    def next_day(self) -> None:
        """A run of the next day."""
        self.at += timedelta(days=1)
        with self.store.transaction():
            self.run = self.store.start_run("dafu crawl")
        self.at += timedelta(minutes=1)

    def sweep(self, name: str, *numbers: int) -> None:
        """A complete sweep of a column that shows these letters."""
        entries = [Entry(f"{SITE}{n}.html", f"关于第{n}号建议的答复", None) for n in numbers]
        column = self.store.columns("yunjiang")[f"{SITE}{name}/"]
        far = "2099-01-01T00:00:00Z"
        with self.store.transaction():
            self.store.save_list_page(self.run, column, 1, entries, sweep=True)
            self.store.db.conn.execute("update document set state = 'live' where state = 'new'")
            self.store.save_walk(
                self.run, column, {"mode": "sweep", "outcome": "end"},
                next_walk=far, next_walk_reason="", next_sweep=far,
            )  # fmt: skip
        self.at += timedelta(minutes=1)

    @property
    def listed(self) -> list[tuple[str, int]]:
        """Column and document of every row that stands in a list."""
        rows = self.store.query(
            "select substr(url, -2, 1) as name, document from listing join portal_column c on c.id = portal_column "
            "where missing_since is null order by 1, 2"
        )
        return [(row["name"], row["document"]) for row in rows]


def test_a_run_that_is_not_believed_takes_back_what_it_called_missing_and_nothing_else(
    tmp_path: Path,
) -> None:
    columns = Columns(tmp_path)
    store = columns.store
    columns.next_day()
    columns.sweep("a", 1, 2)
    columns.sweep("b", 2, 3)
    columns.next_day()
    columns.sweep("a", 1)  # believed: letter 2 stands in b only
    assert columns.listed == [("a", 1), ("b", 2), ("b", 3)]
    columns.next_day()
    columns.sweep("b", 3)
    columns.sweep("a", 3)
    assert columns.listed == [("a", 3), ("b", 3)]
    with store.transaction():
        assert store.put_back("yunjiang", columns.run) == 2
    assert columns.listed == [("a", 1), ("a", 3), ("b", 2), ("b", 3)], "a still does not list letter 2"
    states = store.query("select state, state_reason from document order by id")
    assert [row["state"] for row in states] == ["live"] * 3
    entries = {url[-2]: column.entries for url, column in store.columns("yunjiang").items()}
    assert entries == {"a": 2, "b": 2}
    _, found = certificates(store, "yunjiang", columns.run)
    assert {id_: one.listed for id_, one in found.items()} == {1: 2, 2: 2}
    store.close()


def test_a_letter_that_left_both_lists_on_one_bad_day_is_put_back_into_both(tmp_path: Path) -> None:
    columns = Columns(tmp_path)
    columns.next_day()
    columns.sweep("a", 1, 2)
    columns.sweep("b", 2, 3)
    columns.next_day()
    columns.sweep("a", 1)
    columns.sweep("b", 3)
    with columns.store.transaction():
        assert columns.store.put_back("yunjiang", columns.run) == 1
    assert columns.listed == [("a", 1), ("a", 2), ("b", 2), ("b", 3)]
    columns.store.close()
