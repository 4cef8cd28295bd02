"""Chinese search: everything literal is found, exact is exact, and no query is an error."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from db.search import (
    CREATE_INDEX,
    INDEX_COLUMNS,
    INDEXED,
    RANK,
    excerpt,
    fold,
    index_terms,
    mark_hits,
    marks_as_html,
    zh_match,
)
from tests.db.corpus import special

TEXTS = {number: special(number)[0] for number in range(1, 61)}


@pytest.fixture(scope="module")
def index() -> Iterator[sqlite3.Connection]:
    db = sqlite3.connect(":memory:")
    db.execute(CREATE_INDEX)
    for number, record in TEXTS.items():
        parts = (record.title, record.proposal_title, record.text, record.proposal_text)
        assert len(parts) == len(INDEXED)
        terms = [index_terms(part) for part in parts]
        values = [words for words, _ in terms] + [characters for _, characters in terms]
        marks = ", ".join("?" * len(values))
        db.execute(
            f"insert into record_fts (rowid, {', '.join(INDEX_COLUMNS)}) values (?, {marks})",
            [number, *values],
        )
    yield db
    db.close()


def found(index: sqlite3.Connection, query: str) -> set[int]:
    return {
        row[0]
        for row in index.execute("select rowid from record_fts where record_fts match ?", [zh_match(query)])
    }


def literal(query: str) -> set[int]:
    """The truth: letters in which the characters of ``query`` stand in a row, whatever stands between them."""
    bare = re.sub(r"[\W_]", "", fold(query))
    return {
        number
        for number, record in TEXTS.items()
        if any(
            bare in re.sub(r"[\W_]", "", fold(part))
            for part in (record.title, record.proposal_title, record.text, record.proposal_text)
            if part
        )
    }


@pytest.mark.parametrize(
    "query",
    [
        "养老",
        "教育",
        "养",
        "院校",
        "老旧小区",
        "养老院",
        "农村养老服务",
        "随迁子女入学",
        "候鸟观测站",
        "增设",
        "电梯",
        "公交专用道",
        "AI照护",
    ],
)
def test_every_literal_string_is_found(index: sqlite3.Connection, query: str) -> None:
    assert literal(query), "the corpus must hold the query"
    assert found(index, query) >= literal(query)
    assert found(index, f'"{query}"') == literal(query)


def test_words_are_found_apart_but_an_exact_phrase_is_not(index: sqlite3.Connection) -> None:
    assert found(index, "乡镇养老服务体系") > found(index, '"乡镇养老服务体系"') == set()
    assert (
        found(index, "“农村养老服务”") == found(index, '"农村养老服务"') == found(index, "「农村养老服务」")
    )


def test_all_parts_must_be_found(index: sqlite3.Connection) -> None:
    assert found(index, "养老 护理人才") == {9}
    assert found(index, "养老 根本没有的词") == set()


def test_width_case_and_brackets_do_not_matter(index: sqlite3.Connection) -> None:
    assert found(index, "ai照护") == found(index, "ＡＩ照护") == found(index, "AI 照护") == {9}


def test_document_numbers_are_found_in_any_brackets() -> None:
    db = sqlite3.connect(":memory:")
    db.execute(CREATE_INDEX)
    db.execute(
        "insert into record_fts (rowid, text, text_chars) values (1, ?, ?)",
        index_terms("云民函〔2021〕180号"),
    )
    for query in (
        "云民函〔2021〕180号",
        "云民函[2021]180号",
        "云民函（2021）180号",
        '"〔2021〕180号"',
        "２０２１ 180号",
    ):
        assert db.execute(
            "select rowid from record_fts where record_fts match ?", [zh_match(query)]
        ).fetchall() == [(1,)], query
    assert (
        db.execute(
            "select rowid from record_fts where record_fts match ?", [zh_match("云民函〔2021〕18号")]
        ).fetchall()
        == []
    )


def test_rare_characters_are_found(index: sqlite3.Connection) -> None:
    db = sqlite3.connect(":memory:")
    db.execute(CREATE_INDEX)
    db.execute(
        "insert into record_fts (rowid, text, text_chars) values (1, ?, ?)",
        index_terms("𠮷䶮鿏镇"),
    )
    for query in ("𠮷", "鿏镇", "𠮷䶮"):
        assert db.execute(
            "select count(*) from record_fts where record_fts match ?", [zh_match(query)]
        ).fetchone() == (1,)


def test_a_hit_in_the_title_ranks_first(index: sqlite3.Connection) -> None:
    best = index.execute(
        f"select rowid from record_fts where record_fts match ? order by {RANK} limit 1",
        [zh_match("会办意见")],
    )
    assert best.fetchone() == (8,)


@pytest.mark.parametrize(
    "query",
    [
        '"',
        '""',
        'a"b',
        "*",
        "AND OR NOT",
        "NEAR(",
        "（）",
        "title:",
        "{a} : b",
        "^",
        "-",
        "",
        "   ",
        "养老*",
        "\x00",
        "'",
    ],
)
def test_strange_queries_are_no_errors(index: sqlite3.Connection, query: str) -> None:
    found(index, query)


@settings(max_examples=300)
@given(st.text(max_size=40))
def test_no_query_is_an_error(query: str) -> None:
    db = sqlite3.connect(":memory:")
    db.execute(CREATE_INDEX)
    db.execute("select rowid from record_fts where record_fts match ?", [zh_match(query)]).fetchall()
    marks_as_html(excerpt("养老服务 <b>", query))
    db.close()


@given(
    st.text(st.sampled_from("养老院校服务 社区，ＡIab12〔〕号"), max_size=12),
    st.text(st.sampled_from("养老院校服务，ＡIab12〔〕号"), min_size=1, max_size=4),
)
def test_what_stands_in_a_text_is_found_in_it(around: str, query: str) -> None:
    text = f"{around} {query} {around}"
    db = sqlite3.connect(":memory:")
    db.execute(CREATE_INDEX)
    db.execute(
        "insert into record_fts (rowid, text, text_chars) values (1, ?, ?)",
        index_terms(text),
    )
    hits = db.execute(
        "select count(*) from record_fts where record_fts match ?", [zh_match(f'"{query}"')]
    ).fetchone()[0]
    assert hits == (1 if re.search(r"[^\W_]", query) else 0)
    db.close()


def test_snippets_mark_the_hits_and_escape_the_rest() -> None:
    text = "前文" * 40 + "加强<农村>养老服务，推进ＡＩ照护" + "后文" * 40
    marked = excerpt(text, "养老服务 ai")
    assert "<农村>⟦养老服务⟧，推进⟦ＡＩ⟧照护" in marked
    assert marked.startswith("…")
    assert marked.endswith("…")
    assert "&lt;农村&gt;<mark>养老服务</mark>，推进<mark>ＡＩ</mark>照护" in marks_as_html(marked)
    assert excerpt("无关", "养老") == "无关"
    assert excerpt(None, "养老") == ""
    assert mark_hits("云民函〔2021〕180号", "云民函[2021]180号") == "⟦云民函〔2021〕180号⟧"
