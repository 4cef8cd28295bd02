"""Scanned PDF pages. What needs the extra dafu[ocr] is skipped where that is not installed."""

from __future__ import annotations

import importlib.util
import io

import pypdfium2
import pytest
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from parsers.attachments.pdf import read_pdf
from parsers.parse import parse
from parsers.types import Genre
from tests.parsers.test_attachments import FIRST, SECOND, make_pdf

INSTALLED = all(importlib.util.find_spec(name) for name in ("rapidocr", "onnxruntime"))
needs_ocr = pytest.mark.skipif(not INSTALLED, reason="needs the extra dafu[ocr]: pip install 'dafu[ocr]'")


def scanned(pdf: bytes, *, text_first: bool = False) -> bytes:
    """The pages as pictures, as a scanner makes them; the first may keep its text."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(595, 842))
    document = pypdfium2.PdfDocument(pdf)
    for number in range(len(document)):
        if text_first and number == 0:
            canvas.drawString(75, 700, "Page 1 has text.")
        else:
            picture = document[number].render(scale=150 / 72).to_pil().convert("L")
            canvas.drawImage(ImageReader(picture), 0, 0, 595, 842)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


SCAN = scanned(make_pdf([*FIRST, *SECOND]))


def test_without_ocr_a_scan_says_that_it_is_one() -> None:
    blocks, problems = read_pdf(SCAN)
    assert (blocks, [p.code for p in problems]) == ((), ["needs_ocr"])


@pytest.mark.skipif(INSTALLED, reason="the extra dafu[ocr] is installed")
def test_asked_for_and_not_installed_it_says_what_to_install() -> None:
    blocks, problems = read_pdf(SCAN, ocr=True)
    assert (blocks, [p.code for p in problems]) == ((), ["needs_ocr"])
    assert "dafu[ocr]" in problems[0].message
    half = scanned(make_pdf(FIRST, SECOND), text_first=True)
    blocks, problems = read_pdf(half, ocr=True)
    assert ([b.text for b in blocks], [p.code for p in problems]) == (["Page 1 has text."], ["needs_ocr"])


@needs_ocr
def test_a_scanned_letter_gives_a_record_marked_as_recognised() -> None:
    parsed = parse(SCAN, ocr=True)
    record = parsed.record
    assert record.genre is Genre.REPLY
    assert record.document_number == "云民函〔2024〕18号"
    assert (record.term, record.matter_numbers, record.date_signed) == (5, ("0123",), "2024-06-18")
    assert "read_by_ocr" in [p.code for p in parsed.problems]
    # Lines that run to the edge are joined as in a PDF with text.
    assert any("统筹发展的原则" in block.text for block in parsed.page.blocks)
    assert parse(SCAN, ocr=True) == parsed


@needs_ocr
def test_only_the_pages_without_text_are_recognised() -> None:
    blocks, problems = read_pdf(scanned(make_pdf(FIRST, SECOND), text_first=True), ocr=True)
    assert blocks[0].text == "Page 1 has text."
    assert any("云江市民政局" in block.text for block in blocks[1:])
    assert problems[0].message.startswith("page 2:")
