"""Pages that nobody meant to be read: nothing visible is lost, nothing raises, work stays in proportion."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.letter import read_letter
from parsers.page import read_page
from parsers.parse import parse
from parsers.types import Page

LETTER = (
    "<p>林晓安代表：</p><p>您提出的《关于推进社区助餐的建议》（第57号）收悉，现答复如下：感谢您的关心。</p>"
    "<p>云江市民政局</p><p>2023年8月10日</p>"
)


def page_of(body: str, head: str = "") -> Page:
    return read_page(f"<html><head>{head}</head><body>{body}</body></html>".encode())


def calls(work: Callable[[], object]) -> int:
    """How many Python functions are called: the same on every machine."""
    count = 0

    def one(frame: object, event: str, argument: object) -> None:
        nonlocal count
        count += event == "call"

    sys.setprofile(one)
    try:
        work()
    finally:
        sys.setprofile(None)
    return count


WORDS = st.text(alphabet="甲乙丙丁戊己庚辛<>&\"'", min_size=1, max_size=6)
INLINE = ("span", "b", "font", "a", "i", "sub", "ins", "o:p", "label")
BLOCK = ("p", "div", "li", "td", "table", "section", "h2", "center", "pre", "blockquote")
ATTRIBUTES = (
    "",
    ' class="a&gt;b"',
    " style='font-size:12px;text-indent:2em'",
    ' title="x>y<z"',
    " ZONE=in",
    " id=1",
)


@st.composite
def trees(draw: st.DrawFn, depth: int = 4) -> tuple[str, str]:
    """Markup, and the words in it."""
    markup, words = [], []
    for _ in range(draw(st.integers(0, 4))):
        if depth == 0 or draw(st.booleans()):
            word = draw(WORDS)
            markup.append(word.replace("&", "&amp;").replace("<", "&lt;"))
            words.append(word)
        else:
            tag = draw(st.sampled_from(INLINE + BLOCK))
            inner, said = draw(trees(depth=depth - 1))
            markup.append(f"<{tag}{draw(st.sampled_from(ATTRIBUTES))}>{inner}</{tag}>")
            words.append(said)
    return "".join(markup), "".join(words)


@settings(max_examples=200)
@given(trees())
def test_no_word_is_lost_doubled_or_moved(tree: tuple[str, str]) -> None:
    markup, words = tree
    page = page_of(f"<div class=TRS_Editor>{LETTER}<div>{markup}</div></div>")
    seen = sorted(
        "".join(b.text for b in (*page.blocks, *(d.block for d in page.dropped))).replace(" | ", "")
    )
    letter = "".join(LETTER.replace("<p>", "").split("</p>"))
    # A table's loose text is put before it by the parser, so the order is looked at where there is none.
    assert seen == sorted(letter + words)
    if "<t" not in markup and not page.dropped:
        assert "".join(b.text for b in page.blocks) == letter + words


@settings(max_examples=300)
@given(st.binary(max_size=400), st.sampled_from([None, "text/html; charset=gbk", "text/html; charset=utf-8"]))
def test_any_bytes_give_a_page(data: bytes, content_type: str | None) -> None:
    for wrapped in (data, b"<html><body><div id=zoom>" + data, b"<p " + data, b"<!--" + data + b"<td>"):
        page = read_page(wrapped, content_type=content_type)
        assert page == read_page(wrapped, content_type=content_type)


def test_names_of_tags_and_attributes_may_hold_a_bracket() -> None:
    page = page_of("<div id=zoom><a<b>甲</a<b><p <=1 a<b=2>林晓安代表：</p><p title='<>'>收悉。</p></div>")
    assert [block.text for block in page.blocks] == ["甲", "林晓安代表：", "收悉。"]


@settings(max_examples=200)
@given(st.lists(st.sampled_from(["<div>", "</div>", "<table>", "<tr>", "<td>", "</td>", "<p>", "<span>", "</span>", "<br>",
       "<script>", "</script>", "<a href=x.pdf>", "</a>", "<div id=zoom>", "<div style='display:none'>", "<nav>", "</nav>",
       "甲，乙。", "&", "<", "\0", "\r\n", "<li>", "</body>", "</html>", "<h1>", "<select>", "<ng-if class='nav tit'/>"]),
       max_size=60))  # fmt: skip
def test_any_heap_of_tags_gives_a_page(tags: list[str]) -> None:
    read_page("".join(tags).encode())


@pytest.mark.parametrize("tag", ["div", "span", "table><tr><td", "b"])
def test_ten_thousand_levels(tag: str) -> None:
    page = page_of(f"<{tag}>" * 10_000 + LETTER)
    assert "林晓安代表：" in [block.text for block in page.blocks]
    assert "nested_too_deep" in [problem.code for problem in page.problems]


def test_a_line_of_a_million_characters() -> None:
    line = "发文字号索引号主题分类" * 90_000
    page = page_of(f"<div id=zoom>{LETTER}<p>{line}</p></div>")
    assert line in [block.text for block in page.blocks]


def test_zero_characters_are_taken_out_and_reported() -> None:
    page = page_of(f"<div id=zoom>{LETTER}</div>".replace("提", "提\0\0"))
    assert "您提出的" in page.blocks[1].text
    assert [problem.code for problem in page.problems] == ["control_characters"]


def test_a_tag_of_a_hundred_thousand_attributes_is_read_without_them() -> None:
    many = " ".join(f"a{n}={n}" for n in range(100_000))
    page = page_of(f"<div {many}>甲</div><div id=zoom {many}>{LETTER}</div>")
    assert "林晓安代表：" in [block.text for block in page.blocks]


def test_a_picture_inside_its_own_tag_stays_one_tag() -> None:
    page = page_of(f"<div id=zoom><img src='data:image/png;base64,{'A' * 300_000}'>{LETTER}</div>")
    assert page.blocks[0].text == "林晓安代表："


MANY: dict[str, Callable[[int], str]] = {
    "paragraphs": lambda n: "<div id=zoom>" + "<p>我们将继续做好工作。</p>" * n,
    "rows": lambda n: "<div id=zoom><table>" + "<tr><td>年份</td><td>12</td></tr>" * n,
    "characters in spans": lambda n: "<div id=zoom><p>" + "<span style='color:red'>甲</span>" * n,
    "links outside": lambda n: "<li><a href=/a/t20230101_1.html>答复</a></li>" * n + f"<div id=zoom>{LETTER}",
    "headings outside": lambda n: "<h2>关于某事的答复</h2>" * n + f"<div id=zoom>{LETTER}",
    "nested titles": lambda n: "<div class=title>" * min(n, 1500) + "答复",
    "previous links": lambda n: "<div id=zoom>" + "<p>上一篇：</p>" * n,
    "labels": lambda n: "<p>索引号：</p>" * n,
    "boxes": lambda n: "<div class=TRS_Editor>第一段文字，说明情况。</div>" * n,
    "breaks": lambda n: "<div id=zoom>" + "甲乙<br>" * n,
}


@pytest.mark.parametrize("kind", sorted(MANY))
def test_work_grows_no_faster_than_the_page(kind: str) -> None:
    few, many = (page_work(MANY[kind](n)) for n in (400, 1600))
    assert many < 6 * few + 2000


def test_a_letter_is_looked_for_in_the_first_lines_of_an_endless_page() -> None:
    page = page_of(f"<div id=zoom>{LETTER}" + "<p>甲</p>" * 30_000)
    parsed = read_letter(page)
    assert parsed.record.addressees[0].name == "林晓安"
    assert "too_many_lines" in [problem.code for problem in parsed.problems]


def page_work(body: str) -> int:
    return calls(lambda: page_of(body))


def test_the_hidden_twin_of_a_rendered_page_is_not_read_twice() -> None:
    row = "<table class=MsoNormalTable><tr><td>决定书文号</td><td>云金罚〔2024〕3号</td></tr></table>"
    page = page_of(
        f'<div class="row"><div id="wenzhang-content" class="wenzhang-content">{row}{LETTER}</div></div>'
        f'<div class="ng-hide"><div id="wenzhang-content">{row}{LETTER}</div></div>'
    )
    assert [b.text for b in page.blocks][:2] == ["决定书文号 | 云金罚〔2024〕3号", "林晓安代表："]
    assert len(page.blocks) == 5


def test_a_tag_inside_a_broken_tag() -> None:
    """The parser takes `<b` for an attribute's name, and writes it as it is."""
    page = read_page(b"<html><body><p title='a' <b> one</p><p class=x <>two</p><p>three</p></body></html>")
    assert [block.text for block in page.blocks] == ["one", "two", "three"]


DEEP: dict[str, Callable[[int], str]] = {
    "lines in deep inline elements": lambda n: "<div id=zoom>" + "<span>" * 1500 + "甲<br>" * n,
    "elements in deep inline elements": lambda n: "<div id=zoom>" + "<b>" * 1500 + "<i>甲<br></i>" * n,
    "blocks in deep blocks": lambda n: "<div id=zoom>" + "<div>" * 1500 + "<p>甲</p>" * n,
    "boxes of the document's name": lambda n: "<div>" * 1500 + "<p class=zoom>甲</p>" * 30 + "甲<br>" * n,
}


@pytest.mark.parametrize("kind", sorted(DEEP))
def test_depth_is_paid_once_and_not_for_every_line(kind: str) -> None:
    assert lines_run(DEEP[kind](600)) < 800_000


def lines_run(body: str) -> int:
    """How many lines of Python are run to read a page: the same on every machine."""
    count = 0

    def trace(frame: object, event: str, argument: object) -> Any:
        nonlocal count
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        page_of(body)
    finally:
        sys.settrace(before)
    return count


@pytest.mark.parametrize("gap", [" ", "\n", " \n", "\t\n "])
def test_white_space_without_end_is_gone_through_once(gap: str) -> None:
    """Seconds where the search began anew at every space: the suite would stand still."""
    page = page_of(f"<div id=zoom>{LETTER}<p>甲{gap * 60_000}a{gap * 60_000}乙{gap}丙</p></div>")
    shown = "甲 a 乙 丙" if "\n" not in gap else "甲 a 乙丙"
    assert shown in [block.text for block in page.blocks]


@pytest.mark.parametrize(
    "data",
    [
        "<",
        "<!DOCTYPE html",
        "<!DOCTYPE html>",
        '<html lang="zh',
        "\ufeff\n<?xml version='1.0'?><!-- 关于 --><!DOCTYPE html>\n<html class='建议",
        "<!-- 关于第3号建议的答复",
    ],
)
def test_a_page_cut_inside_its_first_tag_is_no_document(data: str) -> None:
    parsed = parse(data.encode())
    assert {name for name, value in parsed.record.to_dict().items() if value} == {"genre"}
    assert "cut_file" in [problem.code for problem in parsed.problems]


def test_a_text_may_begin_with_a_bracket() -> None:
    assert [b.text for b in read_page("<关于某事的答复".encode()).blocks] == ["<关于某事的答复"]
    assert [b.text for b in read_page("甲 < 乙".encode()).blocks] == ["甲 < 乙"]


def test_a_page_of_a_million_tags_is_read_in_part_and_says_so() -> None:
    page = page_of(f"<div id=zoom><div>{LETTER}" + "<i>甲</i><br>" * 100_000 + "</div>乙</div>")
    assert page.blocks[0].text == "林晓安代表："
    assert 60_000 < len(page.blocks) < 70_000
    assert "too_large" in [problem.code for problem in page.problems]
    text = read_page(("林晓安代表：\n" + "甲\n" * 250_000).encode())
    assert (len(text.blocks), [p.code for p in text.problems]) == (200_000, ["too_large"])


def test_what_is_escaped_is_shown_as_it_was_meant() -> None:
    page = page_of("<div id=zoom><p>&amp;lt; &lt;甲&gt; &amp;amp; &quot;乙&#39; &amp;#20013;</p></div>")
    assert [b.text for b in page.blocks] == ["&lt; <甲> &amp; \"乙' &#20013;"]
