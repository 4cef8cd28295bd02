"""PDF letters: PDFium's characters as lines, lines joined into paragraphs where the page says so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pypdfium2
from pypdfium2 import raw

from parsers.attachments.container import corrupt_pages
from parsers.attachments.layout import Line, is_page_number, paragraphs, same_line, side_by_side
from parsers.attachments.limited import READER
from parsers.types import Block, Problem

MAX_BYTES = 64 * 1024 * 1024
MAX_PAGES = 1000
MAX_CHARACTERS = 3_000_000

_SPACE = "\u0020\u00a0\u3000\t"


def read_pdf(data: bytes, *, ocr: bool = False) -> tuple[tuple[Block, ...], tuple[Problem, ...]]:
    """Paragraphs of a PDF in page order with places like ``page 2 line 5`` (the first line of each).

    Lines are joined as attachments/layout.py says; page numbers are left out. A page without text
    gives a ``needs_ocr`` problem, or with ``ocr`` is read as a picture (attachments/ocr.py); an
    encrypted, damaged or too large file gives no blocks and a problem, and so does one that takes too long
    (attachments/limited.py). Never raises.
    """
    if not data.strip():
        return (), (Problem("empty_file", "the PDF is empty: fetch it again"),)
    if len(data) > MAX_BYTES:
        return (), (
            Problem("too_large", f"the PDF has {len(data)} bytes, more than {MAX_BYTES}: read it by hand"),
        )
    # Pictures are read only where a person asked for it and waits.
    return read_here(data, ocr=True) if ocr else READER.read(data)


def read_here(data: bytes, *, ocr: bool = False) -> tuple[tuple[Block, ...], tuple[Problem, ...]]:
    """``read_pdf`` in this process, without limits. PDFium is not thread-safe: one call at a time."""
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        return (), (_unreadable(error),)
    try:
        return _read(document, ocr=ocr)
    except pypdfium2.PdfiumError as error:
        return (), (_unreadable(error),)
    finally:
        document.close()


def _unreadable(error: pypdfium2.PdfiumError) -> Problem:
    if getattr(error, "err_code", None) == raw.FPDF_ERR_PASSWORD or "password" in str(error).lower():
        return Problem(
            "encrypted_file", "the PDF is protected by a password: ask the portal for an open copy"
        )
    return Problem("corrupt_file", f"the PDF cannot be read ({error}): fetch it again or open it by hand")


def _read(document: Any, *, ocr: bool) -> tuple[tuple[Block, ...], tuple[Problem, ...]]:
    pages = min(len(document), MAX_PAGES)
    problems: list[Problem] = []
    if len(document) > MAX_PAGES:
        problems.append(
            Problem("too_large", f"only the first {MAX_PAGES} of {len(document)} pages were read")
        )
    lines: list[Line] = []
    blank: list[int] = []
    corrupt: list[tuple[int, str]] = []
    left_over = MAX_CHARACTERS
    for index in range(pages):
        try:
            found, used = _page_lines(document[index], index + 1, left_over)
        except pypdfium2.PdfiumError as error:
            corrupt.append((index + 1, str(error)))
            continue
        left_over -= used
        lines += found
        if not found:
            blank.append(index + 1)
        if left_over <= 0:
            problems.append(
                Problem("too_large", f"reading stopped on page {index + 1} after {MAX_CHARACTERS} characters")
            )
            break
    problems += corrupt_pages(corrupt, "PDF")
    if ocr and (blank or _garbled(lines)):
        return _with_pictures(document, lines, blank, problems)
    problems += _without_text(lines, blank, pages)
    return tuple(paragraphs(lines)), tuple(problems)


def _with_pictures(
    document: Any, lines: list[Line], blank: list[int], problems: list[Problem]
) -> tuple[tuple[Block, ...], tuple[Problem, ...]]:
    """The pages without text read by OCR, in their places; all pages where the text is garbled."""
    from parsers.attachments.ocr import read_pages

    garbled = _garbled(lines)
    if garbled:
        blank = list(range(1, min(len(document), MAX_PAGES) + 1))
    seen, doubts = read_pages(document, blank)
    if garbled and seen:
        lines = []
    whole = sorted([*lines, *seen], key=lambda line: (line.page, line.number))
    return tuple(paragraphs(whole)), (*problems, *doubts)


def _without_text(lines: list[Line], blank: list[int], pages: int) -> list[Problem]:
    if len(blank) == pages > 0:
        return [
            Problem(
                "needs_ocr", f"all {pages} pages of the PDF are pictures without text: OCR is needed", "text"
            )
        ]
    problems = []
    if blank:
        shown = ", ".join(map(str, blank[:10]))
        problems.append(
            Problem("needs_ocr", f"page {shown} of the PDF has no text (a picture or empty)", "text")
        )
    if _garbled(lines):
        message = "the PDF's fonts do not say which characters they show: its text is garbled, OCR is needed"
        problems.append(Problem("needs_ocr", message, "text"))
    return problems


def _garbled(lines: list[Line]) -> bool:
    text = "".join(line.text for line in lines)
    odd = sum(1 for c in text if c == "\ufffd" or "\ue000" <= c <= "\uf8ff")
    return odd > 0.2 * len(text)


# -- lines --------------------------------------------------------------------


def _page_lines(page: Any, number: int, limit: int) -> tuple[list[Line], int]:
    """The printed lines of one page and the number of characters looked at."""
    textpage = page.get_textpage()
    try:
        count = min(textpage.count_chars(), limit)
        lines: list[Line] = []
        for text, first, last in _runs(textpage, count):
            line = _measured(textpage, text, first, last, number, len(lines) + 1)
            if line is None:
                continue
            if lines and same_line(lines[-1], line):
                lines[-1] = side_by_side(lines[-1], line)
            else:
                lines.append(line)
        height = page.get_height()
        kept = [line for line in lines if not is_page_number(line, height)]
        return [replace(line, number=at) for at, line in enumerate(kept, 1)], count
    finally:
        textpage.close()
        page.close()


def _runs(textpage: Any, count: int) -> Iterator[tuple[str, int, int]]:
    """(text, index of its first visible character, of its last) of every line PDFium sees."""
    out: list[str] = []
    first = last = -1
    pending = 0
    for index in range(count):
        code = raw.FPDFText_GetUnicode(textpage, index)
        if code in (10, 13):
            if first >= 0:
                yield "".join(out), first, last
            out, first = [], -1
            continue
        if 0xD800 <= code <= 0xDBFF:  # first half of a character beyond the basic plane
            pending = code
            continue
        if 0xDC00 <= code <= 0xDFFF and pending:
            code = 0x10000 + ((pending - 0xD800) << 10) + (code - 0xDC00)
            pending = 0
        char = _character(code)
        out.append(char)
        if char and char not in _SPACE:
            first = index if first < 0 else first
            last = index
    if first >= 0:
        yield "".join(out), first, last


def _character(code: int) -> str:
    """A printable character; control characters give nothing, unpaired halves U+FFFD."""
    if code in (0xFFFE, 2):  # PDFium's mark of a hyphen at a line's end
        return "-"
    if code < 32:
        return " " if code == 9 else ""
    return "\ufffd" if 0xD800 <= code <= 0xDFFF or code > 0x10FFFF else chr(code)


def _measured(textpage: Any, text: str, first: int, last: int, page: int, number: int) -> Line | None:
    if not text.strip():
        return None
    left, bottom, right, top = textpage.get_charbox(first, loose=True)
    end = textpage.get_charbox(last, loose=True)
    return Line(text, page, number, left, max(right, end[2]), min(bottom, end[1]), max(top, end[3]))
