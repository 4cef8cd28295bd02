"""RTF letters (often named .doc): paragraphs and table rows, Chinese in any of the ways RTF writes it."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Literal

from parsers.types import Block, Problem

MAX_BYTES = 64 * 1024 * 1024
MAX_BLOCKS = 100_000
MAX_CHARACTERS = 3_000_000
MAX_DEPTH = 1000
MAX_TOKENS = 500_000
"""Words, braces and stretches of text that are looked at: a letter has some ten thousand; more is no letter."""

_Align = Literal["", "left", "center", "right"]

_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,10})?[ ]?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])|([^\\{}\r\n]+)"
)

# Groups that hold no text of the letter itself.
_DESTINATIONS = frozenset((
    "fonttbl", "colortbl", "stylesheet", "listtable", "listoverridetable", "rsidtbl", "info", "pict",
    "object", "themedata", "colorschememapping", "latentstyles", "datastore", "xmlnstbl", "generator",
    "filetbl", "revtbl", "header", "headerl", "headerr", "headerf", "footer", "footerl", "footerr",
    "footerf", "fldinst", "footnote", "annotation", "atnid", "atnauthor", "bkmkstart", "bkmkend",
    "nonshppict", "mmathPr", "wgrffmtfilter", "private", "pgdsctbl", "template", "userprops",
    "sp", "shprslt", "upr",
))  # fmt: skip
_SPEAKING = {
    "tab": "\t", "emdash": "—", "endash": "–", "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”",
    "bullet": "•", "emspace": "\u2003", "enspace": "\u2002", "line": "\n", "page": "\n", "softline": "\n",
}  # fmt: skip
_ALIGN: dict[str, _Align] = {
    "qc": "center",
    "qr": "right",
    "ql": "left",
    "qj": "",
}
# \fcharset numbers to code pages (RTF 1.9.1); 134 is Chinese.
_CHARSETS = {134: "gb18030", 136: "big5hkscs", 128: "cp932", 129: "cp949"}
_STARRED_WITH_TEXT = frozenset(("shpinst", "shptxt"))
"""A red head in a text box is part of the letter."""
_SYMBOLS = {b"~": "\u00a0", b"_": "-", b"-": "", b"\n": "", b"\r": ""}
_WHITE = "\u0020\u00a0\u3000\t"


@dataclass(frozen=True, slots=True)
class _State:
    """What a group inherits and gives back at its end."""

    skip: bool = False
    hidden: bool = False
    font: int | None = None
    fallback: int = 1
    fonts: bool = False
    number: bool = False
    boxed: bool = False


@dataclass(slots=True)
class _Reader:
    """The document so far. ``pending`` are bytes of a code page, decoded when something else comes."""

    codepage: str = "cp1252"
    charsets: dict[int, str] = field(default_factory=dict)
    blocks: list[Block] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    cells: list[str] = field(default_factory=list)
    pending: bytearray = field(default_factory=bytearray)
    align: _Align = ""
    heading: bool = False
    in_table: bool = False
    paragraphs: int = 0
    tables: int = 0
    rows: int = 0
    characters: int = 0
    tokens: int = 0
    pictures: bool = False
    aside: list[tuple[list[str], list[str], bool, _Align]] = field(default_factory=list)


def read_rtf(data: bytes) -> tuple[tuple[Block, ...], tuple[Problem, ...]]:
    r"""Paragraphs and table rows of an RTF file with places ``paragraph 7`` and ``table 1 row 2``.

    Chinese is read from ``\u`` and from ``\'`` bytes in the code page of the font. Hidden and deleted
    text, headers, footers, notes and field instructions are left out. A damaged file gives what
    stands before the damage and a problem. Never raises.
    """
    if not data.strip():
        return (), (Problem("empty_file", "the RTF file is empty: fetch it again"),)
    if len(data) > MAX_BYTES:
        message = f"the RTF file has {len(data)} bytes, more than {MAX_BYTES}: read it by hand"
        return (), (Problem("too_large", message),)
    reader = _Reader()
    whole = _run(reader, data)
    _end_paragraph(reader)
    _end_row(reader)
    return tuple(reader.blocks[:MAX_BLOCKS]), tuple(_doubts(reader, whole=whole))


def _doubts(reader: _Reader, *, whole: bool) -> Iterator[Problem]:
    if reader.characters > MAX_CHARACTERS or reader.tokens > MAX_TOKENS or len(reader.blocks) > MAX_BLOCKS:
        message = f"only {MAX_TOKENS} words, {MAX_CHARACTERS} characters and {MAX_BLOCKS} lines of the RTF file were read"
        yield Problem("too_large", message)
    elif not whole:
        code = "cut_file" if reader.blocks else "corrupt_file"
        yield Problem(code, "the RTF file ends before its last group does: fetch it again", "text")
    if not reader.blocks and whole:
        if reader.pictures:
            yield Problem("needs_ocr", "the RTF file holds pictures only: OCR is needed", "text")
        else:
            yield Problem("empty_file", "the RTF file holds no text")


def _run(reader: _Reader, data: bytes) -> bool:
    """Go through the file once; True where its outermost group was closed."""
    stack: list[_State] = []
    state = _State()
    waiting = 0  # bytes still to be passed over: the old way of writing a \\u character
    starred = False  # \\* at the head of a group: a reader that does not know the group passes it over
    at = 0
    while at < len(data) and reader.characters <= MAX_CHARACTERS and reader.tokens <= MAX_TOKENS:
        reader.tokens += 1
        token = _TOKEN.match(data, at)
        if token is None:
            at += 1
            continue
        at = token.end()
        word, number, hexa, symbol, brace, plain = token.groups()
        if hexa is None and reader.pending and not ((symbol or plain) and _half(reader, state)):
            _flush(reader, state)
        if brace is not None:
            waiting, starred = 0, False
            state = _group(reader, stack, state, opens=brace == b"{")
            if not stack:
                return brace == b"}"
        elif word is not None:
            name, value = word.decode("ascii"), int(number) if number else None
            waiting = state.fallback if name == "u" else waiting
            at += max(value or 0, 0) if name == "bin" else 0
            state = _word(reader, state, name, value, starred=starred)
            starred = False
        elif symbol == b"*":
            starred = True
        else:
            waiting = _printed(reader, state, waiting, hexa or b"", symbol or plain or b"")
    return False


def _group(reader: _Reader, stack: list[_State], state: _State, *, opens: bool) -> _State:
    """Enter or leave a group; the stack is empty where the document is over, or broken."""
    if opens and len(stack) < MAX_DEPTH:
        stack.append(state)
        return state
    if opens:
        stack.clear()
    before = stack.pop() if stack else state
    if state.boxed and not before.boxed:
        _end_paragraph(reader)
        reader.text, reader.cells, reader.in_table, reader.align = reader.aside.pop()
    return before


def _enter_box(reader: _Reader, state: _State) -> _State:
    """A text box has its own paragraphs; they stand before the paragraph it is anchored in."""
    if state.boxed or state.skip:
        return state
    reader.aside.append((reader.text, reader.cells, reader.in_table, reader.align))
    reader.text, reader.cells, reader.in_table, reader.align = [], [], False, ""
    return replace(state, boxed=True)


def _word(reader: _Reader, state: _State, name: str, value: int | None, *, starred: bool) -> _State:
    """What a control word changes: the document, or the state of its group."""
    if name in _DESTINATIONS or (starred and name not in _STARRED_WITH_TEXT):
        reader.pictures |= name == "pict"
        return replace(state, skip=True, fonts=name == "fonttbl")
    if name == "shptxt":
        return _enter_box(reader, state)
    if name == "u":
        _add(reader, state, _unicode(value or 0))
    elif name == "fcharset" and state.fonts and state.font is not None:
        reader.charsets[state.font] = _CHARSETS.get(value or 0, "")
    elif name == "ansicpg":
        reader.codepage = _codepage(value)
    elif not state.skip:
        _layout(reader, state, name, value)
    return _inherited(state, name, value)


def _inherited(state: _State, name: str, value: int | None) -> _State:
    """The state after a word that holds until its group ends."""
    if name == "f":
        return replace(state, font=value)
    if name == "uc":
        return replace(state, fallback=min(max(value or 0, 0), 16))
    if name in ("v", "deleted"):
        return replace(state, hidden=value != 0)
    if name == "plain":
        return replace(state, hidden=False)
    if name in ("listtext", "pntext"):
        return replace(state, number=True)
    return state


def _layout(reader: _Reader, state: _State, name: str, value: int | None) -> None:
    """Control words that make paragraphs and tables, or stand for a character."""
    if name in _SPEAKING:
        _add(reader, state, _SPEAKING[name] if not state.number else "")
    elif state.number:
        return  # the number of a list's item, with a layout of its own
    elif name == "par":
        _end_paragraph(reader)
    elif name in ("cell", "nestcell"):
        reader.cells.append(" ".join("".join(reader.text).split()))
        reader.text.clear()
    elif name in ("row", "nestrow"):
        _end_row(reader)
    elif name == "intbl":
        reader.in_table = True
    elif name == "pard":
        reader.align, reader.heading, reader.in_table = "", False, False
    elif name == "outlinelevel":
        reader.heading = value is not None and value < 9
    elif name in _ALIGN:
        reader.align = _ALIGN[name]


def _printed(reader: _Reader, state: _State, waiting: int, hexa: bytes, plain: bytes) -> int:
    """Characters; returns how many of them are still to be passed over."""
    if hexa:
        if waiting:
            return waiting - 1
        if not state.skip and not state.hidden:
            reader.pending.append(int(hexa, 16))
        return 0
    passed = min(waiting, len(plain))
    rest = plain[passed:]
    if reader.pending:  # the second byte of a character may stand as a plain letter
        reader.pending += rest[:1]
        rest = rest[1:]
        _flush(reader, state)
    text = _SYMBOLS.get(rest) if len(rest) == 1 else None
    if text is None:
        text = rest.decode(_encoding(reader, state), "replace")
    _add(reader, state, text)
    return waiting - passed


def _flush(reader: _Reader, state: _State) -> None:
    raw = bytes(reader.pending)
    reader.pending.clear()
    _add(reader, state, raw.decode(_encoding(reader, state), "replace"))


def _half(reader: _Reader, state: _State) -> bool:
    """The bytes so far end in the first half of a character."""
    decoder = codecs.getincrementaldecoder(_encoding(reader, state))("replace")
    decoder.decode(bytes(reader.pending))
    return bool(decoder.getstate()[0])


def _encoding(reader: _Reader, state: _State) -> str:
    """The font's code page, else the document's."""
    return (reader.charsets.get(state.font, "") if state.font is not None else "") or reader.codepage


def _codepage(value: int | None) -> str:
    if value in (936, 54936):
        return "gb18030"
    try:
        return codecs.lookup(f"cp{value}").name
    except LookupError:
        return "cp1252"


def _unicode(value: int) -> str:
    r"""``\u`` takes a signed 16-bit number; halves of one character meet in _end_paragraph."""
    return chr(value & 0xFFFF)


def _add(reader: _Reader, state: _State, text: str) -> None:
    if not state.skip and not state.hidden:
        reader.text.append(text)
        reader.characters += len(text)


# -- paragraphs and rows ------------------------------------------------------


def _end_paragraph(reader: _Reader) -> None:
    if reader.in_table:
        reader.text.append(" ")  # a paragraph inside a cell
        return
    _end_row(reader)
    reader.rows = 0
    reader.paragraphs += 1
    text = "".join(reader.text)
    reader.text.clear()
    kind: Literal["heading", "paragraph"] = "heading" if reader.heading else "paragraph"
    for line in _whole(text).split("\n"):
        shown = line.strip()
        if shown:
            indent = len(line) - len(line.lstrip(_WHITE))
            place = f"paragraph {reader.paragraphs}"
            reader.blocks.append(Block(shown, place, kind, indent, reader.align))


def _end_row(reader: _Reader) -> None:
    if not reader.cells:
        return
    text = _whole(" | ".join(reader.cells)).rstrip(" |")
    reader.cells.clear()
    reader.tables += reader.rows == 0
    reader.rows += 1
    if text:
        reader.blocks.append(Block(text.strip(), f"table {reader.tables} row {reader.rows}", "row"))


def _whole(text: str) -> str:
    """Without zero and control characters; two halves of a character made one, a single half U+FFFD."""
    text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return "".join(char for char in text if char >= " " or char in "\t\n")
