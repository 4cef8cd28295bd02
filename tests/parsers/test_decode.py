"""Which encoding a file really has: decided on bytes, whatever header and meta tag say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.decode import decode

LETTER = "林晓安代表：您提出的《关于推进社区助餐的建议》收悉，现答复如下。感谢您对民政工作的关心！"


def codes(data: bytes, content_type: str | None = None) -> list[str]:
    return [problem.code for problem in decode(data, content_type).problems]


def test_plain_utf8_needs_no_declaration() -> None:
    decoded = decode(LETTER.encode())
    assert decoded.text == LETTER
    assert (decoded.encoding.name, decoded.problems) == ("utf-8", ())


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16"])
def test_a_byte_order_mark_decides_and_is_no_part_of_the_text(codec: str) -> None:
    decoded = decode(LETTER.encode(codec), "text/html; charset=gb2312")
    assert decoded.text == LETTER
    assert decoded.encoding.reason == "BOM"


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
def test_utf16_without_a_mark_is_known_by_its_zero_bytes(codec: str) -> None:
    page = f"<html><head><title>x</title></head><body>{LETTER}</body></html>"
    assert decode(page.encode(codec)).text == page


def test_utf8_declared_gb2312_in_the_page_is_utf8_and_reported() -> None:
    page = f'<meta http-equiv="Content-Type" content="text/html; charset=gb2312"><p>{LETTER}'
    decoded = decode(page.encode())
    assert LETTER in decoded.text
    assert [p.code for p in decoded.problems] == ["charset_mismatch"]
    assert "gb18030" in decoded.problems[0].message


@pytest.mark.parametrize(
    "header",
    ["text/html; charset=ISO-8859-1", "text/html; charset=utf-8", "text/html", None, 'text/html;charset="x"'],
)
def test_gbk_is_read_under_any_header(header: str | None) -> None:
    assert decode(LETTER.encode("gbk"), header).text == LETTER


def test_a_latin1_header_over_gbk_is_reported() -> None:
    assert codes(LETTER.encode("gbk"), "text/html; charset=iso-8859-1") == ["charset_mismatch"]


def test_gbk_and_gb2312_mean_gb18030() -> None:
    rare = "答复㐂䶮𠮷"
    page = b"<meta charset=GB2312>" + rare.encode("gb18030")
    decoded = decode(page)
    assert decoded.text.endswith(rare)
    assert (decoded.encoding.name, decoded.encoding.reason) == ("gb18030", "meta")


@pytest.mark.parametrize("word", ["联通", "答复公告", "模拟", "第3号", "函"])
def test_short_undeclared_gbk(word: str) -> None:
    assert decode(word.encode("gbk")).text == word


def test_a_header_that_is_right_is_the_reason() -> None:
    assert decode(LETTER.encode(), "text/plain; charset=UTF-8").encoding.reason == "header"
    assert decode(LETTER.encode("gbk"), "text/plain; charset=gbk").encoding.reason == "header"


@pytest.mark.parametrize("cut", [1, 2])
def test_a_cut_last_character_costs_only_itself(cut: int) -> None:
    decoded = decode(LETTER.encode()[:-cut])
    assert decoded.text.startswith(LETTER[:-1])
    assert decoded.encoding.name == "utf-8"
    assert [p.code for p in decoded.problems] == ["damaged_characters"]


def test_a_cut_last_character_of_gbk() -> None:
    decoded = decode(LETTER.encode("gbk")[:-1])
    assert decoded.text.startswith(LETTER[:-1])
    assert "damaged_characters" in [p.code for p in decoded.problems]


def test_half_characters_inside_do_not_change_the_encoding() -> None:
    data = (LETTER * 5).encode()
    decoded = decode(data[:40] + data[41:200] + b"\xff" + data[200:])
    assert decoded.encoding.name == "utf-8"
    assert LETTER in decoded.text
    assert "U+FFFD" in decoded.problems[0].message


def test_a_page_that_shows_the_replacement_character_itself_is_not_damaged() -> None:
    assert codes(f"{LETTER}�".encode()) == []


def test_empty_and_ascii() -> None:
    assert decode(b"").text == ""
    assert codes(b"plain", "text/html; charset=gb2312") == []


@given(st.binary(max_size=400), st.one_of(st.none(), st.text(max_size=60)))
def test_never_raises(data: bytes, content_type: str | None) -> None:
    assert isinstance(decode(data, content_type).text, str)


@given(st.text(alphabet=st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=8, max_size=60))
def test_chinese_text_survives_both_encodings(text: str) -> None:
    assert decode(text.encode()).text == text
    assert decode(text.encode("gb18030"), "text/html; charset=gb2312").text == text
