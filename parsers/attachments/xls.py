"""Old Excel and WPS lists (.xls, .et): the rows of every visible sheet."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import xlrd
from xlrd.xldate import xldate_as_datetime

from parsers.attachments.ole2 import open_compound
from parsers.attachments.sheet import (
    MAX_BLOCKS,
    MAX_COLUMNS,
    MAX_ROWS,
    MAX_SHEETS,
    Value,
    sheet_blocks,
    shown,
    size_problem,
)
from parsers.types import Block, Problem

MAX_BYTES = 8 * 1024 * 1024
"""A list of ten thousand items has two megabytes; xlrd reads one to three of them a second."""


def read_xls(data: bytes) -> tuple[tuple[Block, ...], tuple[Problem, ...]]:
    """The rows of all visible sheets with places ``sheet NAME row 3``; values as last calculated.

    Hidden sheets are left out and named in a problem. An encrypted or damaged file gives no
    blocks and a problem. Never raises.
    """
    if not data.strip(b"\0 \r\n\t"):
        return (), (Problem("empty_file", "the Excel file is empty: fetch it again"),)
    if len(data) > MAX_BYTES:
        message = f"the Excel file has {len(data)} bytes, more than {MAX_BYTES}: read it by hand"
        return (), (Problem("too_large", message),)
    compound = open_compound(data)
    name = compound.first(("Workbook", "Book")) if compound else None
    if compound is None or name is None:
        return (), (_corrupt("its container is damaged"),)
    try:
        # xlrd is given the records only: its own reader of containers follows a chain of sectors that
        # bites its tail for ever. What it notices it would print; formats tell leading zeros.
        records = compound.stream(name)
        book = xlrd.open_workbook(
            file_contents=records, logfile=io.StringIO(), formatting_info=True, ragged_rows=True
        )
        return _read(book)
    except xlrd.XLRDError as error:
        if "encrypted" in str(error).lower():
            message = "the Excel file is protected by a password: ask the portal for an open copy"
            return (), (Problem("encrypted_file", message),)
        return (), (_corrupt(str(error)[:200]),)
    except Exception as error:  # xlrd stumbles over damaged records with whatever comes
        return (), (_corrupt(type(error).__name__),)


def _corrupt(why: str) -> Problem:
    return Problem(
        "corrupt_file", f"the Excel file cannot be read ({why}): fetch it again or open it by hand"
    )


def _read(book: Any) -> tuple[tuple[Block, ...], tuple[Problem, ...]]:
    blocks: list[Block] = []
    cut: list[str] = []
    hidden: list[str] = []
    for sheet in book.sheets()[:MAX_SHEETS]:
        if sheet.visibility != 0:
            hidden.append(sheet.name)
            continue
        blocks += sheet_blocks(sheet.name, _rows(book, sheet))
        if sheet.nrows > MAX_ROWS:
            cut.append(sheet.name)
    problems = list(size_problem(len(blocks), cut))
    if hidden:
        message = f"sheet {', '.join(hidden[:5])} is hidden: it was not read"
        problems.append(Problem("hidden_sheet", message))
    return tuple(blocks[:MAX_BLOCKS]), tuple(problems)


def _rows(book: Any, sheet: Any) -> Iterator[tuple[int, list[str]]]:
    for number in range(min(sheet.nrows, MAX_ROWS)):
        yield number + 1, [_shown(book, cell) for cell in sheet.row(number)[:MAX_COLUMNS]]


def _shown(book: Any, cell: Any) -> str:
    value: Value = cell.value
    if cell.ctype in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK):
        return ""
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return str(xlrd.error_text_from_code.get(cell.value, ""))
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return shown(bool(value))
    if cell.ctype == xlrd.XL_CELL_DATE:
        return _date(float(cell.value), book.datemode)
    return shown(value, _format(book, cell.xf_index))


def _date(value: float, datemode: int) -> str:
    try:
        return shown(xldate_as_datetime(value, datemode))
    except (ValueError, OverflowError):
        return shown(value)


def _format(book: Any, index: int | None) -> str:
    try:
        return str(book.format_map[book.xf_list[index].format_key].format_str)
    except (IndexError, KeyError, TypeError):
        return ""
