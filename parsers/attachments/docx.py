"""Word letters (.docx): paragraphs and table rows in document order."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any, Literal

import docx
from docx.oxml.ns import qn

from parsers.attachments.container import container_problem
from parsers.types import Block, BlockKind, Problem

MAX_BLOCKS = 100_000

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_WHITE = "\u0020\u00a0\u3000\t"

_ALIGN: dict[str, Literal["", "left", "center", "right"]] = {
    "center": "center",
    "right": "right",
    "end": "right",
    "left": "left",
    "start": "left",
}


def read_docx(data: bytes) -> tuple[tuple[Block, ...], tuple[Problem, ...]]:
    """Paragraphs and table rows of a .docx with places ``paragraph 7`` and ``table 1 row 2``.

    Lines of a paragraph (Shift-Enter) are blocks of their own with the same place.
    Deleted text of tracked changes is left out, inserted text kept. A document of
    pictures only gives ``needs_ocr``; an encrypted, damaged or bomb-like file gives
    no blocks and a problem. Never raises.
    """
    problem = _problem(data)
    if problem is not None:
        return (), (problem,)
    try:
        document = docx.Document(io.BytesIO(data))
        return _read(document)
    except Exception as error:
        message = f"the Word file cannot be read ({type(error).__name__}): fetch it again or open it by hand"
        return (), (Problem("corrupt_file", message),)


def _problem(data: bytes) -> Problem | None:
    """What is wrong with the file before any XML of it is read."""
    if data.startswith(_OLE):
        message = (
            "the file is an old .doc or a Word file with a password: save it as .docx without a password"
        )
        return Problem("encrypted_file", message)
    return container_problem(data, "Word file")


def _read(document: Any) -> tuple[tuple[Block, ...], tuple[Problem, ...]]:
    headings, aligned = _styles(document)
    blocks: list[Block] = []
    problems: list[Problem] = []
    body = document.element.body
    for block in _body_blocks(body, headings, aligned):
        blocks.append(block)
        if len(blocks) >= MAX_BLOCKS:
            problems.append(
                Problem("too_large", f"reading stopped after {MAX_BLOCKS} lines of the Word file")
            )
            break
    if not blocks:
        pictures = next(body.iter(qn("w:drawing"), qn("w:pict")), None) is not None
        if pictures:
            problems.append(Problem("needs_ocr", "the Word file holds pictures only: OCR is needed", "text"))
        else:
            problems.append(Problem("empty_file", "the Word file holds no text"))
    elif any(block.kind == "item" for block in blocks):
        message = "paragraphs are numbered by Word itself: their numbers are not part of the text"
        problems.append(Problem("numbers_not_shown", message, "text"))
    return tuple(blocks), tuple(problems)


def _styles(document: Any) -> tuple[frozenset[str], dict[str, str]]:
    """Ids of heading and title styles, and the alignment that styles give."""
    headings: set[str] = set()
    aligned: dict[str, str] = {}
    for style in document.styles.element.iter(qn("w:style")):
        identifier = style.get(qn("w:styleId")) or ""
        name = style.find(qn("w:name"))
        words = (name.get(qn("w:val")) or "").lower() if name is not None else ""
        if words.startswith(("heading", "title", "标题")):
            headings.add(identifier)
        found = style.find(f"{qn('w:pPr')}/{qn('w:jc')}")
        if found is not None:
            aligned[identifier] = found.get(qn("w:val")) or ""
    return frozenset(headings), aligned


def _body_blocks(body: Any, headings: frozenset[str], aligned: dict[str, str]) -> Iterator[Block]:
    paragraphs = tables = 0
    for element in _children(body):
        if element.tag == qn("w:p"):
            paragraphs += 1
            yield from _paragraph_blocks(element, f"paragraph {paragraphs}", headings, aligned)
        else:
            tables += 1
            for number, row in enumerate(element.iterchildren(qn("w:tr")), 1):
                text = " | ".join(_cell(cell) for cell in _cells(row)).rstrip(" |")
                if text:
                    yield Block(text.strip(), f"table {tables} row {number}", "row")


def _children(parent: Any) -> Iterator[Any]:
    """Paragraphs and tables in order, also inside content controls and inserted ranges."""
    waiting = list(reversed(list(parent)))
    while waiting:
        element = waiting.pop()
        if element.tag in (qn("w:p"), qn("w:tbl")):
            yield element
        elif element.tag in (
            qn("w:sdt"),
            qn("w:sdtContent"),
            qn("w:ins"),
            qn("w:customXml"),
            qn("w:smartTag"),
        ):
            waiting.extend(reversed(list(element)))


def _paragraph_blocks(
    element: Any, place: str, headings: frozenset[str], aligned: dict[str, str]
) -> Iterator[Block]:
    properties = element.find(qn("w:pPr"))
    style = numbered = jc = None
    if properties is not None:
        style, numbered, jc = (properties.find(qn(f"w:{name}")) for name in ("pStyle", "numPr", "jc"))
    style_id = style.get(qn("w:val")) or "" if style is not None else ""
    alignment = (jc.get(qn("w:val")) if jc is not None else aligned.get(style_id)) or ""
    kind: BlockKind = "paragraph"
    if style_id in headings:
        kind = "heading"
    elif numbered is not None:
        kind = "item"
    for line in _lines(element):
        text = line.strip()
        if text:
            indent = len(line) - len(line.lstrip(_WHITE))
            yield Block(text, place, kind, indent, _ALIGN.get(alignment, ""))


def _lines(paragraph: Any) -> list[str]:
    """The paragraph's text as printed lines; text boxes anchored in it come after it."""
    out = [""]
    boxes: list[str] = []
    skip = {qn("w:del"), qn("w:moveFrom"), qn("w:pPr"), _FALLBACK}
    waiting = list(reversed(list(paragraph)))
    while waiting:
        node = waiting.pop()
        tag = node.tag
        if tag in skip:
            continue
        if tag == qn("w:txbxContent"):
            for inner in node.iter(qn("w:p")):
                boxes.extend(_lines(inner))
        elif tag == qn("w:t"):
            out[-1] += node.text or ""
        elif tag in (qn("w:tab"), qn("w:ptab")):
            out[-1] += "\t"
        elif tag == qn("w:noBreakHyphen"):
            out[-1] += "-"
        elif tag == qn("w:sym"):
            out[-1] += "\ufffd"
        elif tag in (qn("w:br"), qn("w:cr")):
            out.append("")
        else:
            waiting.extend(reversed(list(node)))
    return out + boxes


_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"


def _cells(row: Any) -> Iterator[Any]:
    for cell in row.iter(qn("w:tc")):
        if next(cell.iterancestors(qn("w:tr")), None) is row:
            yield cell


def _cell(cell: Any) -> str:
    """A cell's lines on one line; a table inside a cell is read as lines too."""
    parts = [" ".join(line.split()) for paragraph in cell.iter(qn("w:p")) for line in _lines(paragraph)]
    return " ".join(part for part in parts if part)
