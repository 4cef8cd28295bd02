"""The text of a Word 97 to 2003 file as [MS-DOC] keeps it: pieces, paragraphs, and what their properties say."""

from __future__ import annotations

import struct
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice

MAX_CHARACTERS = 3_000_000
MAX_PARAGRAPHS = 100_000

# Offsets in the file information block (FIB, [MS-DOC] 2.5) of (offset, length) pairs in the table stream:
# PlcBteChpx, PlcBtePapx, Clx; and of the eight lengths of the parts of the text, in characters.
_CHARACTER_RUNS, _PARAGRAPH_RUNS, _PIECES = 0xFA, 0x102, 0x1A2
_TEXT_LENGTHS = 0x4C

# Single property modifiers ([MS-DOC] 2.6).
_JC_OLD, _JC, _IN_TABLE, _ROW_END, _LIST = 0x2403, 0x2461, 0x2416, 0x2417, 0x460B
_INNER_CELL, _INNER_ROW_END = 0x244B, 0x244C
_DELETED, _HIDDEN = 0x0800, 0x083C
_OPERAND_BYTES = {0: 1, 1: 1, 2: 2, 3: 4, 4: 2, 5: 2, 7: 3}
_DEFINE_TABLE = 0xD608  # the one operand whose length takes two bytes
_PAGE = 512
_DEEPEST_FIELD = 40

_ONE_BYTE = [bytes([n]).decode("cp1252", "replace").replace("\ufffd", chr(n)) for n in range(256)]
_MARKS = "\r\x07"


class DamagedError(ValueError):
    """The file contradicts itself; the text says how."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """``text`` without its end mark; ``cell`` and ``row_end`` say how a table goes on after it."""

    text: str
    style: int = 0
    align: int = 0
    item: bool = False
    cell: bool = False
    row_end: bool = False
    in_table: bool = False


@dataclass(frozen=True, slots=True)
class WordText:
    """``body`` is the letter, ``boxes`` the text boxes; ``cut`` where the file ends before its text."""

    body: tuple[Paragraph, ...]
    boxes: tuple[Paragraph, ...]
    cut: bool = False
    too_long: bool = False


@dataclass(frozen=True, slots=True)
class _Piece:
    """The characters from ``start`` on stand at byte ``at`` of the main stream, ``width`` bytes each."""

    start: int
    count: int
    at: int
    width: int


@dataclass(frozen=True, slots=True)
class _Runs:
    """Byte ranges of the text with their properties, by start."""

    starts: list[int]
    ends: list[int]
    properties: list[bytes]

    def at(self, place: int) -> bytes:
        """The properties that hold for the byte at ``place``; empty where nothing is said."""
        found = bisect_right(self.starts, place) - 1
        return self.properties[found] if found >= 0 and place < self.ends[found] else b""

    def between(self, start: int, end: int) -> Iterator[tuple[int, int, bytes]]:
        """The ranges that overlap ``start`` to ``end``, cut to it."""
        at = max(0, bisect_right(self.starts, start) - 1)
        while at < len(self.starts) and self.starts[at] < end:
            if self.ends[at] > start:
                yield max(start, self.starts[at]), min(end, self.ends[at]), self.properties[at]
            at += 1


def read_text(main: bytes, table: bytes) -> WordText:
    """Put the text together by the piece table; raises DamagedError or struct.error where that is not possible.

    Deleted and hidden characters and the instructions of fields are left out; where the tables
    of looks are damaged the text still comes, without alignment and tables.
    """
    pieces = list(_pieces(_part(main, table, _PIECES)))
    looks = _runs(main, table, _PARAGRAPH_RUNS, 13, _paragraph_properties)
    hidden = _runs(main, table, _CHARACTER_RUNS, 1, _character_properties)
    counts = struct.unpack_from("<8I", main, _TEXT_LENGTHS)
    wanted = sum(counts)
    chars = _characters(main, pieces, hidden, min(wanted, MAX_CHARACTERS))
    body, before_boxes = counts[0], sum(counts[:6])
    paragraphs = _paragraphs(chars, 0, body, pieces, looks)
    boxes = _paragraphs(chars, before_boxes, before_boxes + counts[6], pieces, looks)
    return WordText(
        tuple(islice(paragraphs, MAX_PARAGRAPHS)),
        tuple(islice(boxes, MAX_PARAGRAPHS)),
        cut=len(chars) < min(body, MAX_CHARACTERS),
        too_long=wanted > MAX_CHARACTERS or next(paragraphs, None) is not None,
    )


def _part(main: bytes, table: bytes, at: int) -> bytes:
    """A part of the table stream, by the offset and length that stand at ``at`` in the FIB."""
    start, length = struct.unpack_from("<2I", main, at)
    if start + length > len(table):
        raise DamagedError("a table lies beyond the end of the file")
    return table[start : start + length]


# -- characters ---------------------------------------------------------------


def _pieces(clx: bytes) -> Iterator[_Piece]:
    """The piece table ([MS-DOC] 2.8.35) behind any number of property lists."""
    at = 0
    while at < len(clx) and clx[at] == 1:
        at += 3 + int(struct.unpack_from("<H", clx, at + 1)[0])
    if at >= len(clx) or clx[at] != 2:
        raise DamagedError("there is no table of text pieces")
    plc = clx[at + 5 :][: int(struct.unpack_from("<I", clx, at + 1)[0])]
    count = (len(plc) - 4) // 12
    if count < 1:
        raise DamagedError("the table of text pieces is empty")
    edges = struct.unpack_from(f"<{count + 1}I", plc, 0)
    for n in range(count):
        (place,) = struct.unpack_from("<I", plc, 4 * (count + 1) + 8 * n + 2)
        if edges[n + 1] < edges[n]:
            raise DamagedError("the text pieces are out of order")
        one_byte = place & 0x40000000
        place &= 0x3FFFFFFF
        yield _Piece(
            edges[n], edges[n + 1] - edges[n], place // 2 if one_byte else place, 1 if one_byte else 2
        )


def _characters(main: bytes, pieces: list[_Piece], hidden: _Runs, limit: int) -> list[str]:
    """One string a character, empty where it is deleted, hidden or part of a field's instruction."""
    chars: list[str] = []
    for piece in pieces:
        if piece.start != len(chars) or len(chars) >= limit:
            break
        end = piece.at + piece.width * min(piece.count, limit - len(chars))
        raw = main[piece.at : end]
        if piece.width == 1:
            chars += [_ONE_BYTE[byte] for byte in raw]
        else:
            chars += map(chr, struct.unpack_from(f"<{len(raw) // 2}H", raw))
        for start, stop, properties in hidden.between(piece.at, end):
            if _is_hidden(properties):
                first = piece.start + (start - piece.at) // piece.width
                last = min(piece.start + (stop - piece.at) // piece.width, len(chars))
                chars[first:last] = [""] * (last - first)
        if len(raw) < piece.count * piece.width and len(chars) < limit:
            break  # the file ends here
    _drop_instructions(chars)
    return chars


def _drop_instructions(chars: list[str]) -> None:
    """Fields are 0x13 instruction 0x14 result 0x15: only the result is printed."""
    open_fields: list[tuple[int, int | None]] = []
    for at, char in enumerate(chars):
        if char == "\x13" and len(open_fields) < _DEEPEST_FIELD:
            open_fields.append((at, None))
        elif char == "\x14" and open_fields:
            open_fields[-1] = (open_fields[-1][0], at)
        elif char == "\x15" and open_fields:
            start, middle = open_fields.pop()
            stop = at if middle is None else middle
            chars[start:stop] = [""] * (stop - start)


# -- properties ---------------------------------------------------------------


def _runs(main: bytes, table: bytes, at: int, size: int, properties: Callable[[bytes, int], bytes]) -> _Runs:
    """All ranges of one kind: a list of pages of 512 bytes, each a list of ranges ([MS-DOC] 2.9.33 and 2.9.174)."""
    try:
        plc = _part(main, table, at)
        count = max(0, (len(plc) - 4) // 8)
        pages = dict.fromkeys(struct.unpack_from(f"<{count}I", plc, 4 * (count + 1)) if count else ())
    except (DamagedError, struct.error):
        return _Runs([], [], [])
    found: dict[int, tuple[int, bytes]] = {}
    for page in pages:
        sheet = main[(page & 0x3FFFFF) * _PAGE :][:_PAGE]
        runs = sheet[-1] if len(sheet) == _PAGE else 0
        if 4 * (runs + 1) + size * runs >= _PAGE:
            continue
        edges = struct.unpack_from(f"<{runs + 1}I", sheet, 0) if runs else ()
        for n in range(runs):
            offset = 2 * sheet[4 * (runs + 1) + n * size]
            found[edges[n]] = (edges[n + 1], properties(sheet, offset) if offset else b"")
    starts = sorted(found)
    return _Runs(starts, [found[s][0] for s in starts], [found[s][1] for s in starts])


def _paragraph_properties(sheet: bytes, offset: int) -> bytes:
    """Style number (two bytes), then single property modifiers."""
    words = sheet[offset]
    if words:
        return sheet[offset + 1 : offset + 2 * words]
    words = sheet[min(offset + 1, _PAGE - 1)]
    return sheet[offset + 2 : offset + 2 + 2 * words]


def _character_properties(sheet: bytes, offset: int) -> bytes:
    return sheet[offset + 1 : offset + 1 + sheet[offset]]


def _modifiers(properties: bytes) -> Iterator[tuple[int, int]]:
    """(operation, first two bytes of its operand) of every modifier."""
    at = 0
    while at + 3 <= len(properties):
        (operation,) = struct.unpack_from("<H", properties, at)
        at += 2
        kind = operation >> 13
        if operation == _DEFINE_TABLE:
            length = 1 + int.from_bytes(properties[at : at + 2], "little")
        elif kind == 6:
            length = 1 + properties[at]
        else:
            length = _OPERAND_BYTES[kind]
        yield operation, int.from_bytes(properties[at : at + min(length, 2)], "little")
        at += length


def _is_hidden(properties: bytes) -> bool:
    return any(operation in (_DELETED, _HIDDEN) and value == 1 for operation, value in _modifiers(properties))


# -- paragraphs ---------------------------------------------------------------


def _paragraphs(
    chars: list[str], start: int, end: int, pieces: list[_Piece], looks: _Runs
) -> Iterator[Paragraph]:
    begin, end = start, min(end, len(chars))
    starts = [piece.start for piece in pieces]
    for at in range(start, end):
        if chars[at] and chars[at] in _MARKS:
            piece = pieces[max(0, bisect_right(starts, at) - 1)]
            place = piece.at + (at - piece.start) * piece.width
            yield _paragraph(_joined(chars[begin:at]), chars[at], looks.at(place))
            begin = at + 1
    if begin < end:
        yield _paragraph(_joined(chars[begin:end]), "\r", b"")


def _joined(chars: list[str]) -> str:
    """Halves of characters beyond the basic plane become one; a half alone becomes U+FFFD."""
    return "".join(chars).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _paragraph(text: str, mark: str, properties: bytes) -> Paragraph:
    said = dict(_modifiers(properties[2:]))
    cell_mark = mark == "\x07"
    return Paragraph(
        text,
        style=int.from_bytes(properties[:2], "little"),
        align=said.get(_JC, said.get(_JC_OLD, 0)) & 0xFF,
        item=bool(said.get(_LIST)),
        cell=cell_mark or bool(said.get(_INNER_CELL)),
        row_end=bool(said.get(_ROW_END)) or bool(said.get(_INNER_ROW_END)),
        in_table=cell_mark or bool(said.get(_IN_TABLE)),
    )
