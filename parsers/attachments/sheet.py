"""Rows of a spreadsheet as lines a person can read: what XLSX and XLS files have in common."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time

from parsers.types import Block, Problem

MAX_ROWS = 20_000
"""Rows of one sheet that are looked at; the standard allows a million, a list of letters has hundreds."""
MAX_COLUMNS = 100
MAX_CELLS = 200_000
"""Cells of one file that are looked at."""
MAX_SHEETS = 50
MAX_BLOCKS = 100_000

Value = str | int | float | bool | datetime | date | time | None

_ZEROS = re.compile(r"0{2,20}(?:;.{0,20})?\Z")
_PERCENT = re.compile(r"0(\.0{1,6})?%\Z")


def sheet_blocks(name: str, rows: Iterable[tuple[int, list[str]]]) -> Iterator[Block]:
    """One block a row, cells joined by ``' | '``; place ``sheet NAME row 3``.

    A row with one filled cell is a line (a title, a note), not a row of the table. Empty cells
    inside a row keep their place, those at its end are dropped.
    """
    for number, cells in rows:
        texts = [" ".join(cell.split()) for cell in cells[:MAX_COLUMNS]]
        while texts and not texts[-1]:
            texts.pop()
        filled = [text for text in texts if text]
        place = f"sheet {name} row {number}"
        if len(filled) == 1:
            yield Block(filled[0], place)
        elif filled:
            yield Block(" | ".join(texts).strip(), place, "row")


def shown(value: Value, number_format: str = "General") -> str:
    """A cell as the sheet shows it: whole numbers without .0, leading zeros and per cents by format, dates ISO."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime):
        midnight = value.time() == time(0)
        return value.date().isoformat() if midnight else value.isoformat(" ", "seconds")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, int | float):
        return _number(value, number_format)
    return str(value)


def _number(value: float, number_format: str) -> str:
    percent = _PERCENT.match(number_format)
    if percent:
        return f"{value:.{max(0, len(percent[1] or '') - 1)}%}"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        value = int(value)
    if isinstance(value, int):
        zeros = _ZEROS.match(number_format)
        return f"{value:0{len(number_format.partition(';')[0])}d}" if zeros else str(value)
    return f"{value:.15g}"


def size_problem(blocks: int, cut: Iterable[str]) -> Iterator[Problem]:
    """Says which sheets were not read to their end, and that there was nothing to read."""
    names = list(cut)
    if names:
        message = f"of sheet {', '.join(names[:5])} only the first rows were read, at most {MAX_ROWS} and {MAX_CELLS} cells"
        yield Problem("too_large", message)
    if not blocks:
        yield Problem("empty_file", "the spreadsheet holds no text")
