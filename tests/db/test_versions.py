"""Why a record has a new version: the ministry changed it, or only our reading did."""

from __future__ import annotations

from pathlib import Path

from db.store import FetchRow, Store
from parsers.types import FileKind, Genre, Page, Parsed, Record

ADDRESS = "http://www.yunjiang.example/1.html"


def test_the_same_bytes_under_another_parser_are_no_revision_and_other_bytes_are_one(tmp_path: Path) -> None:
    with Store(tmp_path / "corpus.db") as store, store.transaction():
        store.declare({"id": "yunjiang", "name": "云江市", "site": "http://www.yunjiang.example/"}, [])
        run = store.start_run("dafu crawl")
        document = store.new_document("yunjiang", ADDRESS, "listed")

        def save(text: str, body: str) -> str:
            fetch = store.save_fetch(
                run, FetchRow(ADDRESS, "detail", "", "ok", "", store.now(), document=document)
            )
            page = Page(FileKind.HTML, ADDRESS, None, None, (), (), ())
            parsed = Parsed(Record(genre=Genre.REPLY, text=text), page, (), ())
            return store.save_record(document, fetch, parsed, body_sha256=body, listing=None)

        def older() -> None:
            store.db.conn.execute("update version set parser_version = '0'")

        assert save("一", "a") == "new"
        older()
        assert save("二", "a") == "reparsed"
        older()
        assert save("三", "b") == "changed"
        assert save("四", "b") == "changed", (
            "the same parser reads the same bytes the same way: its files changed"
        )
        assert save("四", "c") == "unchanged"
        causes = store.query("select number, cause, changed from version order by number")
        assert [row["cause"] for row in causes] == ["first", "reparse", "revision", "revision"]
        assert [row["changed"] for row in causes] == ["[]", *['["text"]'] * 3]
