"""PDF letters: PDFium's characters as lines, lines joined into paragraphs where the page says so."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from statistics import median
from typing import Any, Literal

import pypdfium2
from pypdfium2 import raw

from parsers.types import Block, Problem

MAX_BYTES = 64 * 1024 * 1024
MAX_PAGES = 1000
MAX_CHARACTERS = 3_000_000

_PAGE_NUMBER = re.compile(
    r"[\s\-—–―－_·]*(?:第\s?)?\d{1,4}(?:\s?页)?(?:\s?/\s?\d{1,4}|\s?共\s?\d{1,4}\s?页)?[\s\-—–―－_·]*\Z"
)
_SPACE = "\u0020\u00a0\u3000\t"

_ANY_SPACE = re.compile(r"\s+")

# Where a letter begins a new line whatever the width of the line before.
_NEW_PARAGRAPH = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十\d]{1,3}[)）]|\d{1,2}[、.．](?!\d)|附件\s?\d?\s?[:：]|抄送|联系人|第[一二三四五六七八九十]+[条章])"
)


@dataclass(frozen=True, slots=True)
class _Line:
    """One printed line; edges in points from the left and the bottom of the page."""

    text: str
    page: int
    number: int
    left: float
    right: float
    bottom: float
    top: float

    @property
    def height(self) -> float:
        return max(self.top - self.bottom, 1.0)

    @property
    def em(self) -> float:
        """Width of one Chinese character here; Latin letters and digits count half."""
        text = self.text.strip()
        units = sum(0.5 if char.isascii() else 1.0 for char in text)
        return max((self.right - self.left) / max(units, 0.5), 1.0)


@dataclass(frozen=True, slots=True)
class _Column:
    """The text area of a document: its edges and the width of one Chinese character, in points."""

    left: float
    right: float
    em: float


def read_pdf(data: bytes) -> tuple[tuple[Block, ...], tuple[Problem, ...]]:
    """Paragraphs of a PDF in page order with places like ``page 2 line 5`` (the first line of each).

    Lines are joined only where the first runs to the right edge of the text and
    the next begins at the left edge; titles, salutations, signatures and dates stay
    lines of their own. Page numbers are left out. A page without text gives a
    ``needs_ocr`` problem; an encrypted, damaged or too large file gives no blocks and a
    problem. Never raises. PDFium is not thread-safe: one call at a time in a process.
    """
    if not data.strip():
        return (), (Problem("empty_file", "the PDF is empty: fetch it again"),)
    if len(data) > MAX_BYTES:
        return (), (
            Problem("too_large", f"the PDF has {len(data)} bytes, more than {MAX_BYTES}: read it by hand"),
        )
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        return (), (_unreadable(error),)
    try:
        return _read(document)
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


def _read(document: Any) -> tuple[tuple[Block, ...], tuple[Problem, ...]]:
    pages = min(len(document), MAX_PAGES)
    problems: list[Problem] = []
    if len(document) > MAX_PAGES:
        problems.append(
            Problem("too_large", f"only the first {MAX_PAGES} of {len(document)} pages were read")
        )
    lines: list[_Line] = []
    blank: list[int] = []
    left_over = MAX_CHARACTERS
    for index in range(pages):
        try:
            found, used = _page_lines(document[index], index + 1, left_over)
        except pypdfium2.PdfiumError as error:
            problems.append(Problem("corrupt_page", f"page {index + 1} of the PDF cannot be read ({error})"))
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
    problems += _without_text(lines, blank, pages)
    return tuple(_blocks(lines)), tuple(problems)


def _without_text(lines: list[_Line], blank: list[int], pages: int) -> list[Problem]:
    if pages and not lines:
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
    text = "".join(line.text for line in lines)
    odd = sum(1 for c in text if c == "\ufffd" or "\ue000" <= c <= "\uf8ff")
    if odd > 0.2 * len(text):
        message = "the PDF's fonts do not say which characters they show: its text is garbled, OCR is needed"
        problems.append(Problem("needs_ocr", message, "text"))
    return problems


# -- lines --------------------------------------------------------------------


def _page_lines(page: Any, number: int, limit: int) -> tuple[list[_Line], int]:
    """The printed lines of one page and the number of characters looked at."""
    textpage = page.get_textpage()
    try:
        count = min(textpage.count_chars(), limit)
        lines: list[_Line] = []
        for text, first, last in _runs(textpage, count):
            line = _measured(textpage, text, first, last, number, len(lines) + 1)
            if line is None:
                continue
            if lines and _same_line(lines[-1], line):
                lines[-1] = _side_by_side(lines[-1], line)
            else:
                lines.append(line)
        height = page.get_height()
        kept = [line for line in lines if not _is_page_number(line, height)]
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


def _measured(textpage: Any, text: str, first: int, last: int, page: int, number: int) -> _Line | None:
    if not text.strip():
        return None
    left, bottom, right, top = textpage.get_charbox(first, loose=True)
    end = textpage.get_charbox(last, loose=True)
    return _Line(text, page, number, left, max(right, end[2]), min(bottom, end[1]), max(top, end[3]))


def _same_line(one: _Line, other: _Line) -> bool:
    """Two runs at one height, the second to the right: cells of a row, or a mark beside a number."""
    middle = (other.top + other.bottom) / 2
    return (
        one.bottom < middle < one.top
        and other.left >= one.right - 1
        and abs(one.height - other.height) < one.height
    )


def _side_by_side(one: _Line, other: _Line) -> _Line:
    gap = " " * max(1, min(8, round((other.left - one.right) / one.height)))
    return replace(
        one,
        text=one.text.rstrip() + gap + other.text.lstrip(),
        right=other.right,
        bottom=min(one.bottom, other.bottom),
        top=max(one.top, other.top),
    )


def _is_page_number(line: _Line, height: float) -> bool:
    at_edge = line.top < 0.12 * height or line.bottom > 0.92 * height
    return at_edge and _PAGE_NUMBER.match(line.text.strip()) is not None


# -- paragraphs ---------------------------------------------------------------


def _blocks(lines: list[_Line]) -> Iterator[Block]:
    if not lines:
        return
    column = _column(lines)
    group: list[_Line] = []
    for line in lines:
        if group and not _continues(group[-1], line, column):
            yield _block(group, column)
            group = []
        group.append(line)
    yield _block(group, column)


def _column(lines: list[_Line]) -> _Column:
    """The edges most lines share. One line alone tells nothing of its column but its own edges."""
    em = float(median(line.em for line in lines))
    lefts = Counter(round(line.left / 4) for line in lines)
    often = [edge for edge, count in lefts.items() if count >= max(2, len(lines) // 12)]
    left = min(often) * 4.0 if often else min(line.left for line in lines)
    rights = sorted(line.right for line in lines)
    right = rights[-max(1, len(rights) // 20)] if len(rights) > 3 else rights[-1]
    return _Column(left, right, em)


def _continues(before: _Line, line: _Line, column: _Column) -> bool:
    """True where a line is plainly the rest of the one before: full line, no indent, same size.

    A line that begins far from the left edge is set apart (a signature, a date) and never runs on.
    """
    full = before.right >= column.right - 1.6 * column.em and before.left <= column.left + 4 * column.em
    flush = line.left <= column.left + 0.9 * column.em
    same_size = abs(before.height - line.height) <= 0.25 * before.height
    if not (full and flush and same_size):
        return False
    if before.page == line.page and before.bottom - line.top > 1.5 * column.em:
        return False
    return _NEW_PARAGRAPH.match(_ANY_SPACE.sub("", line.text)) is None


def _block(group: list[_Line], column: _Column) -> Block:
    first = group[0]
    text = group[0].text.strip()
    for line in group[1:]:
        rest = line.text.strip()
        text += (
            " "
            if text[-1:].isascii() and text[-1:].isalnum() and rest[:1].isascii() and rest[:1].isalpha()
            else ""
        ) + rest
    align = _align(first, column) if len(group) == 1 else ""
    indent = max(0, round((first.left - column.left) / column.em)) if align in ("", "left") else 0
    heading = align == "center" and first.page == 1 and first.em > 1.2 * column.em
    kind: Literal["heading", "paragraph"] = "heading" if heading else "paragraph"
    return Block(text, f"page {first.page} line {first.number}", kind, min(indent, 40), align)


def _align(line: _Line, column: _Column) -> Literal["", "center", "right"]:
    before, after = line.left - column.left, column.right - line.right
    if before < 3 * column.em:
        return ""
    if abs(before - after) <= 2 * column.em:
        return "center"
    return "right" if before > 2 * after else ""
