"""`dafu parse --html`: the page to look at."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from crawler.commands.parse import command
from crawler.explain_html import FOLDED, explain_html
from parsers.parse import parse
from parsers.types import Block, Dropped, FileKind, Page, Pair, Parsed, Record
from tests.shared_folder import ROOT

LETTER = """<html><head><meta charset="utf-8"><title>答复</title></head><body>
<div>您当前的位置：<a href="/">首页</a> &gt; <a href="/x">建议提案办理</a></div>
<h1>关于市五届人大四次会议第0123号建议的答复函</h1>
<table><tr><td>索引号</td><td>009000000/2024-00012</td><td>发布日期</td><td>2024-07-02</td></tr></table>
<div id="zoom"><p>云民函〔2024〕18号</p><p>林晓安代表：</p>
<p>您提出的《关于改造老旧小区的建议》收悉。现答复如下：</p><p>已列入计划。</p>
<p style="text-align:right">云江市民政局</p><p style="text-align:right">2024年6月18日</p></div>
<div>【打印】【关闭】</div></body></html>""".encode()


class Lines(HTMLParser):
    """(classes, title, text) of every line of the document, and all tags with their attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[set[str], str, str]] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.marks: list[tuple[str, str]] = []
        self.inside: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = dict(attributes)
        self.tags.append((tag, given))
        if tag == "p" and "line" in (given.get("class") or "").split():
            self.found.append((set((given["class"] or "").split()), given.get("title") or "", ""))
        if tag == "mark":
            self.marks.append((given.get("title") or "", ""))
        self.inside.append(tag)

    def handle_endtag(self, tag: str) -> None:
        while self.inside and self.inside.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if "p" in self.inside and self.found:
            classes, title, text = self.found[-1]
            self.found[-1] = (classes, title, text + data)
        if self.inside[-1:] == ["mark"]:
            self.marks[-1] = (self.marks[-1][0], self.marks[-1][1] + data)


def test_lines_are_shown_in_their_order_with_what_became_of_them() -> None:
    lines = Lines(explain_html([("a.html", parse(LETTER))]))
    looks = [
        (next(iter(classes & {"kept", "field", "metadata", "dropped"})), text.strip())
        for classes, _, text in lines.found
    ]
    texts = [text for _, text in looks]
    assert texts.index(next(t for t in texts if t.startswith("您当前的位置"))) < texts.index(
        next(t for t in texts if "云民函" in t)
    )
    by_start = {text[:5]: look for look, text in looks}
    assert by_start["您当前的位"] == "dropped"
    assert by_start["索引号: "[:5]] == "metadata"
    assert by_start["云民函〔2"] == "field"
    assert by_start["已列入计划"] == "kept"
    assert by_start["【打印】【"] == "dropped"
    assert "right" in next(classes for classes, _, text in lines.found if "云江市民政局" in text)


def test_marks_carry_the_evidence() -> None:
    lines = Lines(explain_html([("a.html", parse(LETTER))]))
    titles = {text: title for title, text in lines.marks}
    assert titles["云民函〔2024〕18号"].startswith("document_number ← 云民函〔2024〕18号 (letter, /html/body")
    assert titles["2024-07-02"].startswith("date_published ← 2024-07-02")
    assert any(text == "《关于改造老旧小区的建议》" for _, text in lines.marks)
    dropped = next(title for classes, title, text in lines.found if "打印" in text)
    assert "page controls" in dropped


def test_nothing_of_the_file_becomes_markup_and_nothing_is_loaded() -> None:
    evil = '"><script src=http://x.example/a.js></script><img src=x onerror=alert(1)>\x1b[2J\ud800'
    page = Page(
        FileKind.HTML, evil, None, evil, (),
        (Pair(evil, evil, "table", evil, evil),), (Block(evil, evil),), (Dropped(Block(evil, evil), evil),),
    )  # fmt: skip
    html = explain_html([(evil, Parsed(Record(title=evil, text=evil), page))])
    tags = Lines(html).tags
    assert not {"script", "img", "link", "iframe", "a"} & {tag for tag, _ in tags}
    assert not [
        name for _, given in tags for name in given if name.startswith("on") or name in ("src", "href")
    ]
    assert "default-src 'none'" in html
    assert "\x1b" not in html


def test_many_dropped_lines_in_a_row_are_folded() -> None:
    dropped = tuple(Dropped(Block(f"栏目{n}", f"line {n}"), "site navigation") for n in range(1, FOLDED + 3))
    page = Page(FileKind.TEXT, None, None, None, (), (), (Block("正文", "line 99"),), dropped)
    html = explain_html([("a.txt", Parsed(Record(), page))])
    assert f"{FOLDED + 2} lines dropped: site navigation ({FOLDED + 2})" in html


def test_a_very_long_page_is_shown_soon() -> None:
    blocks = tuple(Block(f"第{n}行", f"/html/body/p[{n}]") for n in range(1, 4_001, 2))
    dropped = tuple(Dropped(Block(f"第{n}行", f"/html/body/p[{n}]"), "x") for n in range(2, 4_001, 2))
    html = explain_html(
        [("a", Parsed(Record(), Page(FileKind.HTML, None, None, None, (), (), blocks, dropped)))]
    )
    numbers = [int(n) for n in re.findall(r">第(\d+)行<", html)]
    assert numbers == sorted(numbers)
    assert len(numbers) == 4_000


def dafu(*arguments: str | Path, data: bytes = b"") -> Result:
    return CliRunner().invoke(command, [str(argument) for argument in arguments], input=data)


def test_the_command_prints_the_page(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes(LETTER)
    done = dafu("--html", tmp_path / "a.html", ROOT / "tests/parsers/files/letter.doc")
    assert (done.exit_code, done.stderr) == (0, "")
    html = done.stdout_bytes.decode()
    assert html.startswith("<!DOCTYPE html>")
    assert html.count("<article>") == 2
    assert "2 files · dafu parse" in html


@pytest.mark.parametrize("other", ["--explain", "--source"])
def test_two_ways_of_showing_at_once_are_a_wrong_call(other: str) -> None:
    assert dafu("--html", other, "-", data=LETTER).exit_code == 2


@pytest.mark.parametrize("data", [b"%PDF-1.7\nnothing", b"PK\x03\x04 OFD.xml", b"{\\rtf1"])
def test_a_file_of_which_nothing_could_be_read_is_a_failure(data: bytes) -> None:
    done = dafu("-", data=data)
    assert done.exit_code == 1
    assert "_file: " in done.stderr
