"""Excel and WPS lists (.xlsx): the rows of every visible sheet."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any
from warnings import catch_warnings, simplefilter

import openpyxl

from parsers.attachments.container import container_problem
from parsers.attachments.sheet import (
    MAX_BLOCKS,
    MAX_CELLS,
    MAX_COLUMNS,
    MAX_ROWS,
    MAX_SHEETS,
    sheet_blocks,
    shown,
    size_problem,
)
from parsers.types import Block, Problem

MAX_XML = 16 * 1024 * 1024
"""A list of ten thousand items has five megabytes; openpyxl may go through all of it twice."""


def read_xlsx(data: bytes) -> tuple[tuple[Block, ...], tuple[Problem, ...]]:
    """The rows of all visible sheets with places ``sheet NAME row 3``; values as last calculated, not formulas.

    Hidden sheets are left out and named in a problem. An encrypted, damaged or bomb-like file
    gives no blocks and a problem. Never raises.
    """
    problem = container_problem(data, "Excel file", most_xml=MAX_XML)
    if problem is not None:
        return (), (problem,)
    try:
        with catch_warnings():
            simplefilter("ignore")  # openpyxl warns of styles and extensions that do not touch the text
            book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
            return _read(book)
    except Exception as error:  # openpyxl raises whatever the damaged part makes it stumble over
        message = f"the Excel file cannot be read ({type(error).__name__}): fetch it again or open it by hand"
        return (), (Problem("corrupt_file", message),)


def _read(book: Any) -> tuple[tuple[Block, ...], tuple[Problem, ...]]:
    blocks: list[Block] = []
    cut: list[str] = []
    hidden: list[str] = []
    budget = [MAX_CELLS]
    for sheet in book.worksheets[:MAX_SHEETS]:
        if sheet.sheet_state != "visible":
            hidden.append(sheet.title)
            continue
        before = len(blocks)
        blocks += sheet_blocks(sheet.title, _rows(sheet, budget))
        if budget[0] <= 0 or len(blocks) - before >= MAX_ROWS:
            cut.append(sheet.title)
    problems = list(size_problem(len(blocks), cut))
    if hidden:
        message = f"sheet {', '.join(hidden[:5])} is hidden: it was not read"
        problems.append(Problem("hidden_sheet", message))
    return tuple(blocks[:MAX_BLOCKS]), tuple(problems)


def _rows(sheet: Any, budget: list[int]) -> Iterator[tuple[int, list[str]]]:
    """Rows as they are stored; the size the sheet claims is not believed (some programs write A1 only).

    ``budget`` holds the cells that may still be looked at, in this sheet and the next.
    """
    sheet.reset_dimensions()
    for number, row in enumerate(sheet.iter_rows(max_row=MAX_ROWS), 1):
        yield number, [shown(cell.value, getattr(cell, "number_format", "")) for cell in row[:MAX_COLUMNS]]
        budget[0] -= max(1, len(row))
        if budget[0] <= 0:
            return
