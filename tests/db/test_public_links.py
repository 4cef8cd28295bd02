"""What readers see of letters that stand at two addresses: linked, never merged, and no trace of what was taken down."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from functools import partial
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from db.publish import ALSO_AT, PublishError, PublishReport, publish
from tests.db.alike import Corpus, letter
from tests.site.served import Site


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    return Corpus(tmp_path / "corpus.db")


def published(corpus: Corpus) -> PublishReport:
    corpus.finish()
    return publish(corpus.path, corpus.path.parent / "dafu.db")


def rows(path: Path, sql: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(f"file:{path}?immutable=1", uri=True)) as db:
        return db.execute(sql).fetchall()


def parsed(page: str) -> Any:
    return html.fromstring(page)


LINKS = "select record, other, found_by, matters from duplicate order by 1, 3"


def test_both_are_published_and_each_names_the_other(corpus: Corpus) -> None:
    corpus.add(letter(1), matter_numbers=("0123",), title="关于第0123号建议的答复")
    corpus.add(letter(1) + "\n2025年6月3日", matter_numbers=("0123",))
    corpus.add(letter(1), matter_numbers=("0124",))
    corpus.add(letter(2))
    report = published(corpus)
    assert report.records == 4
    assert rows(report.path, LINKS) == [(2, 1, "text", "same"), (3, 1, "text", "other")]
    also = [json.loads(text) for (text,) in rows(report.path, "select also_at from record order by id")]
    assert also == [[Corpus.address(2)], [Corpus.address(1)], [], []], (
        "one text for two proposals is two letters"
    )


def test_the_site_shows_where_the_letter_stands_too(corpus: Corpus) -> None:
    corpus.add(letter(1), matter_numbers=("0123",), title="关于第0123号建议的答复")
    corpus.add(letter(1) + "\n2025年6月3日", matter_numbers=("0123",), title="再发：关于第0123号建议的答复")
    corpus.add(letter(1), matter_numbers=("0124",), title="关于第0124号建议的答复")
    site = Site(published(corpus).path)
    first = parsed(site.html("/dafu/record/1")).xpath("//ul[contains(@class, 'also')]/li")
    assert [item.xpath("string(a)") for item in first] == [
        "再发：关于第0123号建议的答复",
        "关于第0124号建议的答复",
    ]
    assert [item.xpath("a/@href") for item in first] == [["/dafu/record/2"], ["/dafu/record/3"]]
    assert "云江市" in first[0].text_content()
    assert "98%相同" in first[0].text_content()
    assert "答复另一件建议、提案" in first[1].text_content()
    assert "同一封信也见于" in site.html("/dafu/record/2")
    table = parsed(site.html("/dafu/duplicate")).text_content()
    assert "正文相同或几乎相同" in table
    assert "同一件建议、提案" in table
    [row] = site.json("/dafu/record/2.json", _shape="array")
    assert row["also_at"] == [Corpus.address(1)]


def test_what_was_taken_down_is_in_no_link_and_hides_none(corpus: Corpus) -> None:
    for _ in range(3):
        corpus.add(letter(1), document_number="云民函〔2025〕12号", issuer="云江市民政局")
    corpus.take_down(Corpus.address(1))
    report = published(corpus)
    assert rows(report.path, LINKS) == [(3, 2, "number", "unknown"), (3, 2, "text", "unknown")]
    assert rows(report.path, "select also_at from record order by id") == [
        (json.dumps([Corpus.address(number)]),) for number in (3, 2)
    ]
    assert Corpus.address(1).encode() not in report.path.read_bytes()
    assert report.like_taken_down == (Corpus.address(2), Corpus.address(3))


def test_no_problem_speaks_of_what_was_taken_down(corpus: Corpus) -> None:
    """Neither one that only names the address, nor one of its files, whose address is another one."""
    taken = corpus.add(letter(1))
    kept = corpus.add(letter(2))
    with corpus.store.transaction():
        problem = partial(corpus.store.add_problem, "fetch", "network", portal="yunjiang")
        problem("of its address", address=Corpus.address(1))
        problem("of its file", address="http://www.yunjiang.example/files/1.pdf", document=taken)
        problem("of another", address="http://www.yunjiang.example/files/2.pdf", document=kept)
    corpus.take_down(Corpus.address(1))
    path = published(corpus).path
    assert rows(path, "select message, record from problem") == [("of another", kept)]
    assert b"files/1.pdf" not in path.read_bytes()


def test_a_letter_that_moved_is_published_once_at_its_new_address(corpus: Corpus) -> None:
    old, new = corpus.add(letter(1)), corpus.add(letter(1))
    lost = corpus.add(letter(2))
    with corpus.store.transaction():
        corpus.store.move_document(old, {"moved_to": Corpus.address(new)})
        corpus.store.move_document(lost, {"moved_to": "http://www.yunjiang.example/not-yet-read.html"})
    path = published(corpus).path
    assert rows(path, "select id from record") == [(new,), (lost,)]


def test_one_number_is_one_letter_whatever_their_texts_are(corpus: Corpus) -> None:
    """The one that both were linked to is gone; their number links them all the same."""
    for seed in (1, 2, 3):
        corpus.add(letter(seed), document_number="云民函〔2025〕12号", issuer="云江市民政局")
    corpus.take_down(Corpus.address(1))
    assert rows(published(corpus).path, LINKS) == [(3, 2, "number", "unknown")]


def test_the_same_text_for_another_proposal_is_not_like_the_one_taken_down(corpus: Corpus) -> None:
    corpus.add(letter(1), matter_numbers=("0123",))
    corpus.add(letter(1), matter_numbers=("0124",))
    corpus.add(letter(1), matter_numbers=("0123",))
    corpus.take_down(Corpus.address(1))
    assert published(corpus).like_taken_down == (Corpus.address(3),)


def test_what_only_the_taken_down_one_was_like_is_not_linked(corpus: Corpus) -> None:
    """Both share four fifths with the one between, not with each other."""
    lines = letter(1, sentences=60).split("\n")
    corpus.add("\n".join(lines))
    for begin in (1, 31):
        changed = [*lines]
        changed[begin : begin + 6] = letter(2 + begin, sentences=6).split("\n")[1:-1]
        corpus.add("\n".join(changed))
    assert [link[:2] for link in corpus.links()] == [(2, 1), (3, 1)]
    corpus.take_down(Corpus.address(1))
    assert rows(published(corpus).path, LINKS) == []


def test_a_database_that_cannot_be_written_is_said_so(corpus: Corpus, tmp_path: Path) -> None:
    corpus.add(letter(1))
    corpus.add(letter(1))
    corpus.finish()
    with closing(sqlite3.connect(corpus.path)) as db:
        db.execute("create trigger no before insert on duplicate begin select raise(abort, 'no'); end")
        db.commit()
    with pytest.raises(PublishError, match="links between the same letters"):
        publish(corpus.path, tmp_path / "dafu.db")
    assert not (tmp_path / "dafu.db").exists()


def test_each_letter_looks_up_its_own_links_not_all(tmp_path: Path) -> None:
    """Else the cost grows with the square of the duplicates: a minute for 20,000."""
    with closing(sqlite3.connect(tmp_path / "dafu.db")) as db:
        db.executescript(files("db").joinpath("published.sql").read_text("utf-8"))
        steps = [row[3] for row in db.execute(f"explain query plan {ALSO_AT}")]
    assert "SEARCH duplicate USING INDEX duplicate_other (other=?)" in steps
    assert any(step.startswith("SEARCH duplicate USING") and "(record=?)" in step for step in steps)
