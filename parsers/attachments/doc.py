"""Old Word and WPS letters (.doc, .wps): paragraphs and table rows in document order."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from typing import Literal

from parsers.attachments.ole2 import MAX_BYTES, Compound, open_compound
from parsers.attachments.word97 import (
    MAX_CHARACTERS,
    MAX_PARAGRAPHS,
    DamagedError,
    Paragraph,
    WordText,
    read_text,
)
from parsers.types import Block, BlockKind, Problem

MAX_BLOCKS = 100_000

# The file information block ([MS-DOC] 2.5.1): what the first words of the main stream say.
_IDENT_WORD_97, _IDENT_WORD_6 = 0xA5EC, 0xA5DC
_WORD_97 = 0xC1
_ENCRYPTED, _TABLE_1 = 0x0100, 0x0200

_HEADINGS = range(1, 10)
"""The fixed numbers of the styles Heading 1 to Heading 9."""
_ALIGN: dict[int, Literal["", "left", "center", "right"]] = {1: "center", 2: "right"}
_WHITE = "\u0020\u00a0\u3000\t"
_BREAKS = dict.fromkeys(map(ord, "\x0b\x0c\x0e"), "\n") | {0x1E: "-", 0x1F: None}
_NOT_PRINTED = {code: None for code in range(32) if code not in (9, 10)}
_DRAWINGS = "\x01\x08"

_Result = tuple[tuple[Block, ...], tuple[Problem, ...]]


def read_doc(data: bytes) -> _Result:
    """Paragraphs and table rows of a .doc or .wps with places ``paragraph 7`` and ``table 1 row 2``.

    The text is put together by the file's piece table, so fast-saved files and those that mix one-
    and two-byte text read right. Deleted and hidden text and field codes are left out; text boxes
    follow the paragraph of the first drawing. A document of pictures only gives ``needs_ocr``; an
    encrypted, damaged, older or foreign file gives no blocks and a problem. Never raises.
    """
    if not data.strip(b"\0 \r\n\t"):
        return (), (Problem("empty_file", "the Word file is empty: fetch it again"),)
    if len(data) > MAX_BYTES:
        message = f"the Word file has {len(data)} bytes, more than {MAX_BYTES}: read it by hand"
        return (), (Problem("too_large", message),)
    compound = open_compound(data)
    if compound is None:
        return (), (_corrupt("its container is damaged"),)
    try:
        return _read(compound)
    except DamagedError as error:
        return (), (_corrupt(str(error)),)
    except (OSError, struct.error, IndexError, ValueError, OverflowError, MemoryError) as error:
        return (), (_corrupt(f"its structure is damaged, {type(error).__name__}"),)


def _corrupt(why: str) -> Problem:
    return Problem("corrupt_file", f"the Word file cannot be read ({why}): fetch it again or open it by hand")


def _encrypted() -> Problem:
    return Problem("encrypted_file", "the file is protected by a password: ask the portal for an open copy")


def _read(compound: Compound) -> _Result:
    if compound.has("EncryptedPackage"):
        return (), (_encrypted(),)
    if not compound.has("WordDocument"):
        return (), (Problem("unsupported_file", "the file holds no Word text: open it by hand"),)
    main = compound.stream("WordDocument")
    ident, version = struct.unpack_from("<2H", main, 0)
    (flags,) = struct.unpack_from("<H", main, 0x0A)
    if ident == _IDENT_WORD_6 or (ident == _IDENT_WORD_97 and version < _WORD_97):
        message = "the file was written by Word 95 or older: open it by hand and save it as .docx"
        return (), (Problem("unsupported_file", message),)
    if ident != _IDENT_WORD_97:
        raise DamagedError("it does not begin like a Word file")
    if flags & _ENCRYPTED:
        return (), (_encrypted(),)
    text = read_text(main, compound.stream("1Table" if flags & _TABLE_1 else "0Table"))
    blocks = tuple(_blocks(text))
    return blocks[:MAX_BLOCKS], tuple(_doubts(text, blocks))


def _doubts(text: WordText, blocks: tuple[Block, ...]) -> Iterator[Problem]:
    if text.cut:
        yield Problem("cut_file", "the Word file ends before its text does: fetch it again", "text")
    if text.too_long or len(blocks) > MAX_BLOCKS:
        message = (
            f"only {MAX_CHARACTERS} characters and {MAX_PARAGRAPHS} paragraphs of the Word file were read"
        )
        yield Problem("too_large", message)
    if not blocks and not text.cut:
        drawn = any(mark in p.text for p in text.body for mark in _DRAWINGS)
        if drawn:
            yield Problem("needs_ocr", "the Word file holds pictures only: OCR is needed", "text")
        else:
            yield Problem("empty_file", "the Word file holds no text")
    elif any(block.kind == "item" for block in blocks):
        message = "paragraphs are numbered by Word itself: their numbers are not part of the text"
        yield Problem("numbers_not_shown", message, "text")


def _blocks(text: WordText) -> Iterator[Block]:
    boxes: Iterable[Paragraph] = text.boxes
    tables = rows = 0
    cells: list[str] = []
    inside = False
    for number, paragraph in enumerate(text.body, 1):
        if paragraph.in_table or paragraph.row_end:
            if not inside:
                tables, rows, inside = tables + 1, 0, True
            if paragraph.row_end:
                rows += 1
                yield from _row(cells, f"table {tables} row {rows}")
                cells = []
            else:
                cells.append(_cell(paragraph.text) + ("\x07" if paragraph.cell else " "))
        else:
            yield from _row(cells, f"table {tables} row {rows + 1}")
            cells, inside = [], False
            yield from _lines(paragraph, f"paragraph {number}")
        if boxes and "\x08" in paragraph.text and not inside:
            yield from _box_lines(boxes)
            boxes = ()
    yield from _row(cells, f"table {tables} row {rows + 1}")
    yield from _box_lines(boxes)


def _box_lines(boxes: Iterable[Paragraph]) -> Iterator[Block]:
    for number, paragraph in enumerate(boxes, 1):
        yield from _lines(paragraph, f"text box, paragraph {number}")


def _row(cells: list[str], place: str) -> Iterator[Block]:
    """Paragraphs of one cell are joined by a space, cells by a bar."""
    texts = [cell.strip() for cell in "".join(cells).removesuffix("\x07").split("\x07")]
    text = " | ".join(texts).rstrip(" |")
    if text:
        yield Block(text.strip(), place, "row")


def _cell(text: str) -> str:
    return " ".join(text.translate(_BREAKS).translate(_NOT_PRINTED).split())


def _lines(paragraph: Paragraph, place: str) -> Iterator[Block]:
    kind: BlockKind = "paragraph"
    if paragraph.style in _HEADINGS:
        kind = "heading"
    elif paragraph.item:
        kind = "item"
    for line in paragraph.text.translate(_BREAKS).translate(_NOT_PRINTED).split("\n"):
        text = line.strip()
        if text:
            indent = len(line) - len(line.lstrip(_WHITE))
            yield Block(text, place, kind, indent, _ALIGN.get(paragraph.align, ""))
