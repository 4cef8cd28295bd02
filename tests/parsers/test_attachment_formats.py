"""DOC, WPS, RTF, OFD, XLS and XLSX as blocks, and as records. All content is invented."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.attachments.doc import read_doc
from parsers.attachments.ofd import read_ofd
from parsers.attachments.rtf import read_rtf
from parsers.attachments.xls import read_xls
from parsers.attachments.xlsx import read_xlsx
from parsers.parse import parse
from parsers.types import Block, FileKind, Genre, MatterType, Problem
from tests.parsers.ofd_files import SPACE, ofd, page
from tests.parsers.word_files import compound, word_file

FILES = Path(__file__).parent / "files"
DOC, RTF, XLS, XLSX = (
    (FILES / name).read_bytes() for name in ("letter.doc", "letter.rtf", "list.xls", "list.xlsx")
)
Read = Callable[[bytes], tuple[tuple[Block, ...], tuple[Problem, ...]]]


def codes(result: tuple[tuple[Block, ...], tuple[Problem, ...]]) -> list[str]:
    return [problem.code for problem in result[1]]


LETTER = [
    "云江市民政局",
    "关于市五届人大四次会议第0123号建议的答复函",
    "同意公开",
    "云民函〔2024〕18号",
    "张某某代表：",
    "您提出的《关于加快推进社区养老服务体系建设的建议》收悉。现答复如下：",
    "一、全市建成站点128个，投入1,200万元（CARE计划），详见市民政局网站。𠮷村已建成。",
    "区县 | 站点数 | 备注",
    "临澜区 |  | 在建 两处",
    "青沅县 | 17",
    "感谢您对民政工作的关心和支持。",
    "云江市民政局",
    "2024年6月18日",
    "（联系人：王某，电话：000-00000000）",
]


@pytest.mark.parametrize(("read", "data"), [(read_doc, DOC), (read_rtf, RTF)])
def test_a_letter_without_what_is_deleted_hidden_or_code(read: Read, data: bytes) -> None:
    blocks, problems = read(data)
    assert problems == ()
    # The text box stands before its paragraph in RTF and after it in DOC.
    assert sorted(b.text for b in blocks) == sorted(LETTER)
    assert [b.text for b in blocks if b.text != "同意公开"] == [t for t in LETTER if t != "同意公开"]
    by_text = {b.text: b for b in blocks}
    assert by_text[LETTER[1]].align == "center"
    assert {by_text[t].align for t in ("云民函〔2024〕18号", "2024年6月18日")} == {"right"}
    assert by_text[LETTER[5]].indent == 2
    assert [b.kind for b in blocks if "|" in b.text] == ["row"] * 3
    assert by_text["青沅县 | 17"].place == "table 1 row 3"
    assert blocks[0].kind == "heading"


@pytest.mark.parametrize(("data", "kind"), [(DOC, FileKind.DOC), (RTF, FileKind.RTF)])
def test_a_letter_gives_the_same_record_in_every_format(data: bytes, kind: FileKind) -> None:
    parsed = parse(data)
    assert parsed.page.kind is kind
    record = parsed.record
    assert (record.genre, record.matter_type) == (Genre.REPLY, MatterType.NPC_SUGGESTION)
    assert (record.document_number, record.issuer, record.date_signed) == (
        "云民函〔2024〕18号",
        "云江市民政局",
        "2024-06-18",
    )
    assert (record.term, record.meeting, record.matter_numbers) == (5, 4, ("0123",))
    assert "青沅县 | 17" in (record.text or "")


# -- Word and WPS -------------------------------------------------------------


def test_pieces_of_one_and_two_bytes_in_any_order_of_storage() -> None:
    data = word_file([("林晓安代表：\r　　A4", False), (" (CARE) “x” \x0b", True), ("𠮷村\r", False)])
    blocks, problems = read_doc(data)
    assert (problems, [(b.text, b.indent) for b in blocks]) == (
        (),
        [("林晓安代表：", 0), ("A4 (CARE) “x”", 2), ("𠮷村", 0)],
    )


def test_only_the_result_of_a_field_is_text() -> None:
    nested = "第\x13 REF a \x13 PAGE \x141\x15\x1412\x15号\x13 TOC \x15。\r\x13 open"
    assert [b.text for b in read_doc(word_file([(nested, False)]))[0]] == ["第12号。", "open"]


def test_table_marks_alone_make_rows() -> None:
    blocks, _ = read_doc(word_file([("前文\r序号\x07标题\x07后文\r", False)]))
    assert [(b.text, b.kind) for b in blocks] == [
        ("前文", "paragraph"),
        ("序号 | 标题", "row"),
        ("后文", "paragraph"),
    ]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty_file"),
        (bytes(4096), "empty_file"),
        (DOC[:512] + bytes(512), "corrupt_file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "corrupt_file"),
        (compound({"EncryptedPackage": b"x", "EncryptionInfo": b"x"}), "encrypted_file"),
        (word_file([("密\r", False)], flags=0x0300), "encrypted_file"),
        (word_file([("old\r", True)], version=0x68, ident=0xA5DC), "unsupported_file"),
        (compound({"WordDocument": b"\xec\xa5\xc1\x00", "0Table": b""}), "corrupt_file"),
        (compound({"PowerPoint Document": b"x"}), "unsupported_file"),
        (word_file([("\r", False)]), "empty_file"),
        (word_file([("\x01\r", False)]), "needs_ocr"),
    ],
)
def test_a_word_file_that_cannot_be_read_says_why(data: bytes, code: str) -> None:
    blocks, problems = read_doc(data)
    assert (blocks, [p.code for p in problems]) == ((), [code])
    assert len(problems[0].message) > 20


def test_a_file_that_ends_before_its_text_says_so() -> None:
    blocks, problems = read_doc(
        word_file([("林晓安代表：\r" + "答" * 3000, False), ("end\r", True)], cut=1000)
    )
    assert (blocks[0].text, len(blocks[1].text)) == ("林晓安代表：", 2500)
    assert [p.code for p in problems] == ["cut_file"]


# -- RTF ----------------------------------------------------------------------


def test_chinese_bytes_in_the_code_page_of_the_font() -> None:
    raw = (
        rb"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0\fnil\fcharset134 \'cb\'ce\'cc\'e5;}{\f1 Arial;}}"
        rb"\f0 \'c1\'d6\'cf\'fe\'b0\'b2\'b4\'fa\'b1\'ed\'a3\'ba\par \'81\'40\'84\u22269\'3f\par\f1 \'93A4\'94\~x\par}"
    )
    blocks, _ = read_rtf(raw)
    assert (blocks[0].text, blocks[-1].text) == ("林晓安代表：", "“A4”\u00a0x")


def test_the_second_byte_of_a_character_may_be_a_plain_letter() -> None:
    raw = rb"{\rtf1\ansi\ansicpg936 \'8e" + "巪".encode("gb18030")[1:] + rb"\'8e\{x\par}"
    expected = (b"\x8e" + "巪".encode("gb18030")[1:]).decode("gb18030") + b"\x8e{".decode("gb18030") + "x"
    assert [b.text for b in read_rtf(raw)[0]] == [expected]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty_file"),
        (rb"{\rtf1}", "empty_file"),
        (rb"{\rtf1{\pict 89504e47}\par}", "needs_ocr"),
        (rb"{\rtf1" + b"{" * 2000, "corrupt_file"),
        (rb"{\rtf1\bin99999999 x", "corrupt_file"),
    ],
)
def test_an_rtf_file_that_cannot_be_read_says_why(data: bytes, code: str) -> None:
    assert (read_rtf(data)[0], codes(read_rtf(data))) == ((), [code])


def test_what_stands_before_the_damage_is_kept() -> None:
    blocks, problems = read_rtf(RTF[:-900])
    assert len(blocks) > 5
    assert [p.code for p in problems] == ["cut_file"]


# -- OFD ----------------------------------------------------------------------

WIDE = "您提出的《关于加快推进社区养老服务体系建设的建议》收悉，现将办"
OFD_PAGE = page(
    [
        (130, 100, "云江市民政局"),
        (25, 80, "理情况答复如下。"),
        (35, 70, WIDE[:30]),
        (25, 60, "林晓安代表："),
        (25, 60, "林晓安代表："),
        (60, 40, "关于市五届人大四次会议第0123号建议的答复"),
        (100, 285, "— 1 —"),
        (130, 110, "2024年"),
        (155, 110, "6月18日"),
    ]
)
OFD = ofd([OFD_PAGE])


def test_text_objects_in_any_order_become_paragraphs() -> None:
    blocks, problems = read_ofd(OFD)
    assert problems == ()
    assert [b.text for b in blocks] == [
        "关于市五届人大四次会议第0123号建议的答复",
        "林晓安代表：",
        WIDE[:30] + "理情况答复如下。",
        "云江市民政局",
        "2024年6月18日",
    ]
    assert (blocks[2].place, blocks[2].indent, blocks[3].align) == ("page 1 line 3", 2, "right")


def test_an_ofd_letter_is_a_reply() -> None:
    record = parse(OFD).record
    assert (record.genre, record.issuer, record.date_signed) == (Genre.REPLY, "云江市民政局", "2024-06-18")


def test_templates_names_in_other_cases_and_other_name_spaces() -> None:
    head = page([(60, 30, "云江市民政局文件")])
    with_template = page(
        [(25, 60, "林晓安代表：")], template='<ofd:Template TemplateID="7" ZOrder="Background"/>'
    )
    templates = '<ofd:TemplatePage ID="7" BaseLoc="/doc_0/Tpls/Tpl_0/content.xml"/>'
    data = ofd([with_template], {"Doc_0/Tpls/Tpl_0/Content.xml": head}, templates)
    assert [b.text for b in read_ofd(data)[0]] == ["云江市民政局文件", "林晓安代表："]
    renamed = ofd([OFD_PAGE.replace("http://www.ofdspec.org/2016", "http://www.ofdspec.org")])
    assert len(read_ofd(renamed)[0]) == 5


def test_pages_without_text_need_ocr() -> None:
    picture = page([], more='<ofd:ImageObject ID="3" Boundary="0 0 210 297" ResourceID="4"/>')
    assert codes(read_ofd(ofd([picture]))) == ["needs_ocr"]
    assert codes(read_ofd(ofd([OFD_PAGE, picture]))) == ["needs_ocr"]
    assert len(read_ofd(ofd([OFD_PAGE, picture]))[0]) == 5


def zipped(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


ENTITIES = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty_file"),
        (OFD[:400], "corrupt_file"),
        (zipped({"OFD.xml": b"no XML"}), "corrupt_file"),
        (ofd([OFD_PAGE], {"Encryptions.xml": "<x/>"}), "encrypted_file"),
        (zipped({"OFD.xml": b" " * 30_000_000}), "too_large"),
        (ofd([]), "empty_file"),
        (ofd(["<broken"]), "corrupt_page"),
    ],
)
def test_an_ofd_file_that_cannot_be_read_says_why(data: bytes, code: str) -> None:
    assert (read_ofd(data)[0], codes(read_ofd(data))[:1]) == ((), [code])


def test_entities_of_an_ofd_file_are_not_expanded() -> None:
    bomb = f'<!DOCTYPE p [<!ENTITY e0 "林">{ENTITIES}]>' + page([(25, 60, "x")]).replace(">x<", ">&e11;<")
    blocks, _ = read_ofd(ofd([bomb]))
    assert sum(len(b.text) for b in blocks) < 1000


# -- lists --------------------------------------------------------------------


@pytest.mark.parametrize(("read", "data"), [(read_xls, XLS), (read_xlsx, XLSX)])
def test_rows_of_a_list(read: Read, data: bytes) -> None:
    blocks, problems = read(data)
    assert [(b.text, b.kind) for b in blocks] == [
        ("云江市五届人大四次会议代表建议承办一览表", "paragraph"),
        ("序号 | 建议号 | 标题 | 承办单位 | 答复日期", "row"),
        ("1 | 0012 | 关于改造临澜区老旧小区的建议 | 市住房城乡建委 | 2024-06-18", "row"),
        ("2 | 0013 | 关于增设公交站点的建议 |  | 2024-07-01", "row"),
    ]
    assert blocks[2].place == "sheet 建议 row 3"
    assert [p.code for p in problems] == ["hidden_sheet"]


@pytest.mark.parametrize("data", [XLS, XLSX])
def test_a_spreadsheet_of_items_is_a_list(data: bytes) -> None:
    record = parse(data).record
    assert record.genre is Genre.LIST
    assert "1 | 0012 | 关于改造临澜区老旧小区的建议 | 市住房城乡建委 | 2024-06-18" in (record.text or "")


def saved(rows: list[list[object]]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_values_as_the_sheet_shows_them() -> None:
    data = saved([["比例", 0.5], ["x", 12.0], ["y", 3.25], [None, None], ["是", True], ["a\nb", "=1+1"]])
    assert [b.text for b in read_xlsx(data)[0]] == ["比例 | 0.5", "x | 12", "y | 3.25", "是 | TRUE", "a b"]


def with_sheet(xml: bytes) -> bytes:
    source = zipfile.ZipFile(io.BytesIO(saved([["序号"]])))
    return zipped(
        {name: xml if name.endswith("sheet1.xml") else source.read(name) for name in source.namelist()}
    )


HEAD = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><dimension ref="A1:XFD1048576"/>'


@pytest.mark.parametrize(
    "far", [b"XFD1048576", b"A1048576", b"A99999999999", b"ZZZZZZ1", b"XFD1"], ids=lambda at: at.decode()
)
def test_a_cell_far_out_costs_nothing(far: bytes) -> None:
    row = b"".join(c for c in map(bytes, zip(far)) if c.isdigit())
    xml = HEAD + b'<sheetData><row r="%s"><c r="%s"><v>2</v></c></row></sheetData></worksheet>' % (row, far)
    blocks, problems = read_xlsx(with_sheet(xml))
    assert len(blocks) <= 1
    assert blocks or problems


@pytest.mark.parametrize(
    ("read", "data", "code"),
    [
        (read_xlsx, b"", "empty_file"),
        (read_xlsx, XLSX[:3000], "corrupt_file"),
        (read_xlsx, zipped({"xl/workbook.xml": b"<x"}), "corrupt_file"),
        (read_xlsx, zipped({"xl/workbook.xml": b" " * 30_000_000}), "too_large"),
        (read_xlsx, saved([]), "empty_file"),
        (read_xls, b"", "empty_file"),
        (read_xls, XLS[:2000], "corrupt_file"),
        (read_xls, compound({"Workbook": b"no records"}), "corrupt_file"),
        (read_xls, compound({"Workbook": b"\x09\x08\x10\0\0\x06\x05\0" + bytes(12) + b"\x2f\0\x06\0" + bytes(6)}),
         "encrypted_file"),
    ],
)  # fmt: skip
def test_a_list_that_cannot_be_read_says_why(read: Read, data: bytes, code: str) -> None:
    assert (read(data)[0], codes(read(data))) == ((), [code])


# -- all of them --------------------------------------------------------------

ALL: list[tuple[Read, bytes]] = [
    (read_doc, DOC),
    (read_doc, word_file([("林晓安代表：\r", False), ("A4\r", True)])),
    (read_rtf, RTF),
    (read_ofd, OFD),
    (read_xls, XLS),
    (read_xlsx, XLSX),
]


@settings(max_examples=150)
@given(
    st.sampled_from(ALL),
    st.lists(st.tuples(st.integers(0, 1 << 16), st.binary(min_size=1, max_size=8)), max_size=6),
)
def test_a_damaged_file_never_raises(case: tuple[Read, bytes], damage: list[tuple[int, bytes]]) -> None:
    read, whole = case
    data = bytearray(whole)
    for at, junk in damage:
        place = at % len(data)
        data[place : place + len(junk)] = junk
    blocks, problems = read(bytes(data))
    assert blocks or problems
    assert all(b.text == b.text.strip() and b.text and "\n" not in b.text for b in blocks)


@settings(max_examples=60)
@given(st.sampled_from([DOC, RTF, OFD, XLS, XLSX]), st.integers(0, 1 << 16))
def test_a_cut_file_is_a_problem_on_record(whole: bytes, at: int) -> None:
    parsed = parse(whole[: at % len(whole)])
    assert parsed.problems or parsed.page.blocks
    assert SPACE not in (parsed.record.text or "")
