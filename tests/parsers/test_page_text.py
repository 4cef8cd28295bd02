"""Plain text letters: every line in a block, a pair, a title, or dropped with a reason."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.page import _CONTROL, read_page
from parsers.types import FileKind, Page
from tests.shared_folder import shared


def lines_accounted(text: str, page: Page) -> None:
    """Every line of the text is somewhere in the page."""
    places = {b.place for b in page.blocks} | {d.block.place for d in page.dropped}
    places |= {p.place for p in page.pairs} | {t.place for t in page.titles}
    labels = {"".join(p.raw_label.split()) for p in page.pairs}
    for number, line in enumerate(_CONTROL.sub("", text).splitlines(), 1):
        bare = "".join(line.split()).strip("•·●*-–—:：[]【】")
        if not bare.strip("\ufeff\u200b\u200c\u200d\u2060") or f"line {number}" in places or bare in labels:
            continue
        repeated = any(p.value in line for p in page.pairs)  # a block printed twice
        assert repeated, f"line {number} is lost: {line!r}"


PIECES = st.sampled_from(
    [
        "• 索引号", "• 11500999MB1234567X/2023-00057", "• 有 效 性", "发布机构：临澜区民政局", "其他", "人大建议办理",
        "成文日期 | 2023-08-10 | 文号 |", "日期:2023-08-12 来源:市民政局", "字 号:", "您当前的位置:首页/政务公开",
        "临民函〔2023〕88号        A", "云江市临澜区民政局关于第57号建议的答复", "林晓安代表：", "", "   ", "2023-08-10",
        "您提出的建议收悉，现答复如下。", "联系电话：023-00001111", "抄送：区人大。", "上一篇：", "主办：民政局",
        "扫一扫在手机打开当前页", "云ICP备1号",
    ]
)  # fmt: skip


@given(st.lists(st.one_of(PIECES, st.text(max_size=30)), max_size=40))
def test_no_line_is_lost(lines: list[str]) -> None:
    text = "答复\n" + "\n".join(line.replace("<", "").replace("\x0c", "") for line in lines)
    page = read_page(text.encode("utf-8", "ignore"))
    if page.kind is FileKind.TEXT:
        lines_accounted(text.encode("utf-8", "ignore").decode(), page)


def test_order_indent_and_place() -> None:
    page = read_page("林晓安代表：\n\n　　收悉。\r\n                云江市民政局\n".encode())
    assert [(b.text, b.place, b.indent) for b in page.blocks] == [
        ("林晓安代表：", "line 1", 0),
        ("收悉。", "line 3", 2),
        ("云江市民政局", "line 4", 16),
    ]


def test_zero_characters_are_removed_and_reported() -> None:
    page = read_page("林晓安\0代表：\n收悉。".encode())
    assert page.blocks[0].text == "林晓安代表："
    assert [p.code for p in page.problems] == ["zero_bytes"]


@pytest.mark.parametrize("data", [b"", b"   \n", b"\0\0"])
def test_empty_files_say_so(data: bytes) -> None:
    page = read_page(data)
    assert (page.kind, page.blocks) == (FileKind.UNKNOWN, ())
    assert [p.code for p in page.problems] == ["empty_file"]


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"PK\x03\x04" + b"\0" * 30 + b"a.txt", "ZIP"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "PNG"),
        (b'{"code": 200, "data": []}', "JSON"),
        (b"<?xml version='1.0'?><datastore><totalrecord>1</totalrecord></datastore>", "XML"),
    ],
)
def test_files_that_are_no_letters_are_named(data: bytes, word: str) -> None:
    page = read_page(data)
    assert page.kind is FileKind.UNKNOWN
    assert [p.code for p in page.problems] == ["unsupported_file"]
    assert word in page.problems[0].message


def test_a_line_of_a_million_characters() -> None:
    page = read_page(("林晓安代表：\n" + "索 引 号" * 250_000 + "\n" + " " * 1_000_000 + "完").encode())
    assert len(page.blocks) == 3


@given(st.binary(max_size=300))
def test_never_raises(data: bytes) -> None:
    read_page(data, url="http://mzj.yunjiang.example/a.html")


@pytest.mark.shared
@pytest.mark.parametrize("number", ["000", "001", "002", "003", "004"])
def test_seeds_keep_their_letter_and_lose_their_chrome(number: str) -> None:
    path = next(shared("seeds").glob(f"{number}_*.txt"))
    expected = json.loads(next(shared("seeds/expected").glob(f"{number}_*.json")).read_text("utf-8"))
    data = path.read_bytes()
    page = read_page(data)
    lines_accounted(data.decode(), page)
    body = "\n".join(b.text for b in page.blocks)
    assert expected["text_starts"] in body
    assert expected["text_ends"] in body
    pairs = {p.label: p.value for p in page.pairs if p.source != "header"}
    for label, name in (("索引号", "index_number"), ("主题分类", "topic"), ("体裁分类", "document_form")):
        assert pairs.get(label) == expected[name]
    assert pairs.get("成文日期") == expected["date_written"]
    for chrome in ("您当前的位置", "扫一扫", "小龙人", "元宇宙会客厅", "字 号"):
        assert chrome not in body


def test_control_characters_are_no_text() -> None:
    page = read_page("林晓安代表：\x0b您\x1b[31m好\x07，建议\x01收悉。\x1c现答复如下。".encode())
    assert [b.text for b in page.blocks] == ["林晓安代表：", "您[31m好，建议收悉。", "现答复如下。"]
    assert [p.code for p in page.problems] == ["control_characters"]
