"""Printed lines with their places on the page (PDF, OFD, OCR) to paragraphs, joined where the page says so."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from statistics import median
from typing import Literal

from parsers.types import Block

_PAGE_NUMBER = re.compile(
    r"[\s\-—–―－_·]*(?:第\s?)?\d{1,4}(?:\s?页)?(?:\s?/\s?\d{1,4}|\s?共\s?\d{1,4}\s?页)?[\s\-—–―－_·]*\Z"
)
_ANY_SPACE = re.compile(r"\s+")

# Where a letter begins a new line whatever the width of the line before.
_NEW_PARAGRAPH = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十\d]{1,3}[)）]|\d{1,2}[、.．](?!\d)|附件\s?\d?\s?[:：]|抄送|联系人|第[一二三四五六七八九十]+[条章])"
)


@dataclass(frozen=True, slots=True)
class Line:
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


def same_line(one: Line, other: Line) -> bool:
    """Two runs at one height, the second to the right: cells of a row, or a mark beside a number."""
    middle = (other.top + other.bottom) / 2
    return (
        one.bottom < middle < one.top
        and other.left >= one.right - 1
        and abs(one.height - other.height) < one.height
    )


def side_by_side(one: Line, other: Line) -> Line:
    """Two runs of one line; the gap between them is shown by one to eight spaces."""
    gap = " " * max(1, min(8, round((other.left - one.right) / one.height)))
    return replace(
        one,
        text=one.text.rstrip() + gap + other.text.lstrip(),
        right=other.right,
        bottom=min(one.bottom, other.bottom),
        top=max(one.top, other.top),
    )


def into_lines(runs: Iterable[Line]) -> list[Line]:
    """Pieces of text in any order to lines from top to bottom; all pieces are of one page.

    A piece drawn twice at one place (bold made by hand) counts once. Pieces that touch are
    joined as they are, a gap between them becomes spaces.
    """
    once = {(run.text, round(run.left), round(run.bottom)): run for run in runs if run.text.strip()}
    rows: list[list[Line]] = []
    for run in sorted(once.values(), key=lambda r: (-(r.top + r.bottom), r.left)):
        middle = (run.top + run.bottom) / 2
        if rows and abs((rows[-1][0].top + rows[-1][0].bottom) / 2 - middle) < 0.5 * min(
            run.height, rows[-1][0].height
        ):
            rows[-1].append(run)
        else:
            rows.append([run])
    lines = []
    for row in rows:
        row.sort(key=lambda r: r.left)
        line = row[0]
        for run in row[1:]:
            line = (
                _touching(line, run) if run.left - line.right < 0.3 * run.height else side_by_side(line, run)
            )
        lines.append(line)
    return [replace(line, number=at) for at, line in enumerate(lines, 1)]


def _touching(one: Line, other: Line) -> Line:
    return replace(
        one,
        text=one.text + other.text,
        right=max(one.right, other.right),
        bottom=min(one.bottom, other.bottom),
        top=max(one.top, other.top),
    )


def is_page_number(line: Line, height: float) -> bool:
    """A number alone at the upper or lower edge of a page that is ``height`` points high."""
    at_edge = line.top < 0.12 * height or line.bottom > 0.92 * height
    return at_edge and _PAGE_NUMBER.match(line.text.strip()) is not None


def paragraphs(lines: list[Line]) -> Iterator[Block]:
    """Lines of the whole document in order to blocks, each at the place of its first line.

    Lines are joined only where the first runs to the right edge of the text and the next
    begins at the left edge; titles, salutations, signatures and dates stay lines of their own.
    """
    if not lines:
        return
    column = _column(lines)
    group: list[Line] = []
    for line in lines:
        if group and not _continues(group[-1], line, column):
            yield _block(group, column)
            group = []
        group.append(line)
    yield _block(group, column)


def _column(lines: list[Line]) -> _Column:
    """The edges most lines share. One line alone tells nothing of its column but its own edges."""
    em = float(median(line.em for line in lines))
    lefts = Counter(round(line.left / 4) for line in lines)
    often = [edge for edge, count in lefts.items() if count >= max(2, len(lines) // 12)]
    left = min(often) * 4.0 if often else min(line.left for line in lines)
    rights = sorted(line.right for line in lines)
    right = rights[-max(1, len(rights) // 20)] if len(rights) > 3 else rights[-1]
    return _Column(left, right, em)


def _continues(before: Line, line: Line, column: _Column) -> bool:
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


def _block(group: list[Line], column: _Column) -> Block:
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


def _align(line: Line, column: _Column) -> Literal["", "center", "right"]:
    before, after = line.left - column.left, column.right - line.right
    if before < 3 * column.em:
        return ""
    if abs(before - after) <= 2 * column.em:
        return "center"
    return "right" if before > 2 * after else ""
