"""PDF and Word letters as blocks. The letters are invented and made here."""

from __future__ import annotations

import io
import re
import zipfile

import docx
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from parsers.attachments.docx import read_docx
from parsers.attachments.pdf import read_pdf
from parsers.types import Block, Problem

pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))

EM = 16.0
LEFT, RIGHT = 75.0, 75.0 + 28 * EM

FIRST = [
    ("title", "关于云江市第五届人民代表大会"),
    ("title", "第0123号建议的答复函"),
    (0, "云民函〔2024〕18号"),
    (0, "张某某代表："),
    (2, "您提出的《关于加快推进社区养老服务体系建设的建议》收悉"),
    (0, "。经研究，现将有关情况答复如下，我局高度重视养老服务工作，"),
    (0, "着力完善制度。"),
    (2, "一、基本情况"),
    (2, "近年来，我们坚持政府主导、社会参与、市场运作、统筹发"),
    (0, "展的原则，全面推进居家社区机构相协调、医养康养结合的养老"),
]
SECOND = [
    (0, "服务体系建设。"),
    (2, "此答复函已经李某局长审签。"),
    ("right", "云江市民政局"),
    ("right", "2024年6月18日"),
    (2, "（联系人：王某，电话：000-00000000）"),
]


def make_pdf(*pages: list[tuple[object, str]], **options: object) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(595, 842), **options)
    for number, lines in enumerate(pages, 1):
        y = 760.0
        for where, text in lines:
            canvas.setFont("STSong-Light", 22 if where == "title" else EM)
            if where == "title":
                canvas.drawCentredString((LEFT + RIGHT) / 2, y, text)
            elif where == "edge":
                canvas.drawRightString(RIGHT, y, text)
            elif where == "right":
                canvas.drawRightString(RIGHT - 2 * EM, y, text)
            else:
                assert isinstance(where, int)
                canvas.drawString(LEFT + where * EM, y, text)
            y -= 28
        canvas.setFont("STSong-Light", 12)
        canvas.drawCentredString(297, 50, f"— {number} —")
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def codes(result: tuple[tuple[Block, ...], tuple[Problem, ...]]) -> list[str]:
    return [problem.code for problem in result[1]]


def test_lines_become_paragraphs_only_where_the_page_says_so() -> None:
    blocks, problems = read_pdf(make_pdf(FIRST, SECOND))
    assert problems == ()
    assert [b.text for b in blocks] == [
        "关于云江市第五届人民代表大会",
        "第0123号建议的答复函",
        "云民函〔2024〕18号",
        "张某某代表：",
        "您提出的《关于加快推进社区养老服务体系建设的建议》收悉。经研究，现将有关情况答复如下，我局高度重视养老服务工作，"
        "着力完善制度。",
        "一、基本情况",
        "近年来，我们坚持政府主导、社会参与、市场运作、统筹发展的原则，全面推进居家社区机构相协调、医养康养结合的养老"
        "服务体系建设。",
        "此答复函已经李某局长审签。",
        "云江市民政局",
        "2024年6月18日",
        "（联系人：王某，电话：000-00000000）",
    ]
    by_text = {b.text: b for b in blocks}
    assert by_text["一、基本情况"].place == "page 1 line 8"
    assert by_text["一、基本情况"].indent == 2
    assert by_text["云江市民政局"].place == "page 2 line 3"
    assert by_text["云江市民政局"].align == "right"
    assert (blocks[0].kind, blocks[0].align) == ("heading", "center")


def test_a_date_set_at_the_right_edge_does_not_run_into_the_next_line() -> None:
    page = [
        *FIRST,
        ("edge", "云江市民政局"),
        ("edge", "2024 年 6 月 18 日"),
        (0, "抄 送：市人大常委会人代工委。"),
    ]
    texts = [block.text for block in read_pdf(make_pdf(page))[0]]
    assert texts[-3:] == ["云江市民政局", "2024 年 6 月 18 日", "抄 送：市人大常委会人代工委。"]


def test_page_numbers_are_no_text() -> None:
    blocks, _ = read_pdf(make_pdf(FIRST, SECOND))
    assert not any("—" in block.text for block in blocks)


def test_scanned_pages_need_ocr() -> None:
    out = io.BytesIO()
    canvas = Canvas(out)
    canvas.rect(100, 100, 200, 200, fill=1)
    canvas.showPage()
    canvas.save()
    assert (read_pdf(out.getvalue())[0], codes(read_pdf(out.getvalue()))) == ((), ["needs_ocr"])


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty_file"),
        (b"  \n", "empty_file"),
        (b"%PDF-1.7\nnothing else", "corrupt_file"),
        (b"<html>no PDF</html>", "corrupt_file"),
        (make_pdf(FIRST)[:900], "corrupt_file"),
        (make_pdf(FIRST, encrypt=StandardEncryption("secret", ownerPassword="owner")), "encrypted_file"),
    ],
)
def test_a_pdf_that_cannot_be_read_says_why(data: bytes, code: str) -> None:
    blocks, problems = read_pdf(data)
    assert (blocks, [p.code for p in problems]) == ((), [code])
    assert len(problems[0].message) > 20


@settings(max_examples=40)
@given(st.integers(0, 4000), st.binary(min_size=1, max_size=40))
def test_a_damaged_pdf_never_raises(at: int, junk: bytes) -> None:
    data = make_pdf(FIRST)
    read_pdf(data[: at % len(data)] + junk + data[at % len(data) + len(junk) :])


# -- Word ---------------------------------------------------------------------


def saved(document: object) -> bytes:
    out = io.BytesIO()
    document.save(out)  # type: ignore[attr-defined]
    return out.getvalue()


def letter() -> bytes:
    document = docx.Document()
    document.add_heading("关于第0123号提案的答复", 1)
    document.add_paragraph("青卫函〔2024〕7号").alignment = WD_ALIGN_PARAGRAPH.RIGHT
    document.add_paragraph("民盟青沅县委会：")
    document.add_paragraph("　　贵单位提出的提案收悉。")
    document.add_paragraph("")
    table = document.add_table(rows=2, cols=3)
    for at, text in enumerate(["年份", "床位", "备注", "2023", "1,200张", ""]):
        table.cell(at // 3, at % 3).text = text
    table.cell(1, 1).merge(table.cell(1, 2))
    ending = document.add_paragraph("青沅县卫生健康局")
    ending.add_run().add_break()
    ending.add_run("2024年7月1日")
    ending.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    return saved(document)


def test_paragraphs_and_tables_in_order() -> None:
    blocks, problems = read_docx(letter())
    assert problems == ()
    assert [(b.text, b.place, b.kind) for b in blocks] == [
        ("关于第0123号提案的答复", "paragraph 1", "heading"),
        ("青卫函〔2024〕7号", "paragraph 2", "paragraph"),
        ("民盟青沅县委会：", "paragraph 3", "paragraph"),
        ("贵单位提出的提案收悉。", "paragraph 4", "paragraph"),
        ("年份 | 床位 | 备注", "table 1 row 1", "row"),
        ("2023 | 1,200张", "table 1 row 2", "row"),
        ("青沅县卫生健康局", "paragraph 6", "paragraph"),
        ("2024年7月1日", "paragraph 6", "paragraph"),
    ]
    assert blocks[3].indent == 2
    assert [b.align for b in blocks[-2:]] == ["right", "right"]


def with_body(inner: str) -> bytes:
    document = docx.Document()
    document.element.body.insert(0, parse_xml(f"<w:p {nsdecls('w')}>{inner}</w:p>"))
    return saved(document)


def test_tracked_changes_and_text_boxes() -> None:
    inner = (
        "<w:r><w:t>市民</w:t></w:r><w:ins w:id='1' w:author='x'><w:r><w:t>政</w:t></w:r></w:ins>"
        "<w:del w:id='2' w:author='x'><w:r><w:delText>政法</w:delText></w:r></w:del><w:r><w:t>局</w:t></w:r>"
        "<w:r><w:pict><w:txbxContent><w:p><w:r><w:t>红头</w:t></w:r></w:p></w:txbxContent></w:pict></w:r>"
    )
    assert [b.text for b in read_docx(with_body(inner))[0]] == ["市民政局", "红头"]


def test_word_numbers_are_said_to_be_missing() -> None:
    inner = "<w:pPr><w:numPr><w:ilvl w:val='0'/><w:numId w:val='1'/></w:numPr></w:pPr><w:r><w:t>基本情况</w:t></w:r>"
    result = read_docx(with_body(inner))
    assert [(b.text, b.kind) for b in result[0]] == [("基本情况", "item")]
    assert codes(result) == ["numbers_not_shown"]


def test_pictures_only_need_ocr() -> None:
    assert codes(read_docx(with_body("<w:r><w:drawing/></w:r>"))) == ["needs_ocr"]


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b" " * 30_000_000)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty_file"),
        (b"PK\x03\x04 half a file", "corrupt_file"),
        (letter()[:3000], "corrupt_file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "encrypted_file"),
        (saved(docx.Document()), "empty_file"),
        (bomb(), "too_large"),
    ],
)
def test_a_word_file_that_cannot_be_read_says_why(data: bytes, code: str) -> None:
    blocks, problems = read_docx(data)
    assert (blocks, [p.code for p in problems]) == ((), [code])


def test_a_zip_that_is_no_word_file() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.txt", "x")
    assert codes(read_docx(out.getvalue())) == ["corrupt_file"]


def test_an_entity_bomb_is_not_expanded() -> None:
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    head = f'<!DOCTYPE w [<!ENTITY e0 "x">{entities}]><w:document {nsdecls("w")}>'
    xml = f"{head}<w:body><w:p><w:r><w:t>&e11;</w:t></w:r></w:p></w:body></w:document>"
    source = zipfile.ZipFile(io.BytesIO(letter()))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in source.namelist():
            archive.writestr(name, xml if name == "word/document.xml" else source.read(name))
    blocks, problems = read_docx(out.getvalue())
    assert problems
    assert sum(len(block.text) for block in blocks) < 10_000


@settings(max_examples=40)
@given(st.integers(0, 40_000), st.binary(min_size=1, max_size=60))
def test_a_damaged_word_file_never_raises(at: int, junk: bytes) -> None:
    data = LETTER[: at % len(LETTER)] + junk + LETTER[at % len(LETTER) + len(junk) :]
    read_docx(data)


LETTER = letter()


def test_pages_that_cannot_be_read_are_one_problem() -> None:
    whole = make_pdf(FIRST)
    broken = re.sub(rb"/Kids \[[^\]]*\]", b"/Kids [ 99 0 R" + b" 98 0 R" * 299 + b" ]", whole)
    blocks, problems = read_pdf(re.sub(rb"/Count \d+", b"/Count 300", broken))
    assert blocks == ()
    assert [problem.code for problem in problems] == ["corrupt_page"]
    assert problems[0].message.startswith("page 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 and 290 more of the PDF")
