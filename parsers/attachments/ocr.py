"""Pages that are pictures, read by character recognition: the optional extra ``dafu[ocr]``.

Used only where it is asked for. RapidOCR with the PP-OCR models inside its own package: nothing is
downloaded. About 6 s a page on two cores; some characters will be wrong, so every text read this
way carries the problem ``read_by_ocr``.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from parsers.attachments.layout import Line, into_lines, is_page_number
from parsers.types import Problem

MAX_PAGES = 50
"""Pages of one file that are recognised: more is no letter, and would take longer than a night's crawl."""

_DOTS_PER_POINT = 200 / 72
_LONGEST_SIDE = 3500
"""Pixels; a page larger than a poster is looked at from farther away."""
_SURE = 0.6
"""Lines the recogniser is less sure of are stamps, dirt and handwriting."""

_MISSING = "{where}: pictures without text, and OCR is not installed: install dafu with its extra, dafu[ocr], then read again"


def read_pages(document: Any, numbers: Sequence[int]) -> tuple[list[Line], list[Problem]]:
    """The lines of some pages (counted from 1) of an open PDFium document, and what a reader must know.

    The same picture gives the same lines. Never raises; without the extra no lines and ``needs_ocr``.
    """
    where = "page " + ", ".join(map(str, numbers[:10]))
    engine = _engine()
    if engine is None:
        return [], [Problem("needs_ocr", _MISSING.format(where=where), "text")]
    lines: list[Line] = []
    empty: list[int] = []
    for number in numbers[:MAX_PAGES]:
        found = _read_page(engine, document, number)
        lines += found
        if not found:
            empty.append(number)
    problems = []
    if lines:
        message = (
            f"{where}: text recognised from a picture, single characters may be wrong: compare with the file"
        )
        problems.append(Problem("read_by_ocr", message, "text"))
    if empty:
        shown = ", ".join(map(str, empty[:10]))
        problems.append(Problem("needs_ocr", f"page {shown}: no text could be recognised", "text"))
    if len(numbers) > MAX_PAGES:
        problems.append(
            Problem(
                "too_large", f"only {MAX_PAGES} of {len(numbers)} pages without text were recognised", "text"
            )
        )
    return lines, problems


@cache
def _engine() -> Any | None:
    """The recogniser with the models of its own package, None where the extra is not installed."""
    try:
        from rapidocr import RapidOCR

        return RapidOCR(params={"Global.log_level": "critical"})
    except Exception:  # not installed, or installed without a runtime that works here
        return None


def _read_page(engine: Any, document: Any, number: int) -> list[Line]:
    try:
        page = document[number - 1]
        width, height = page.get_size()
        scale = min(_DOTS_PER_POINT, _LONGEST_SIDE / max(width, height, 1.0))
        result = engine(page.render(scale=scale).to_numpy())
        found = zip(result.boxes, result.txts, result.scores, strict=True)
        runs = [_run(box, text, number, height, scale) for box, text, score in found if score >= _SURE]
    except Exception:  # a page PDFium cannot draw, or one without any text (boxes are None)
        return []
    return [line for line in into_lines(runs) if not is_page_number(line, height)]


def _run(box: Any, text: str, page: int, height: float, scale: float) -> Line:
    """A recognised piece; pixels from the upper left corner to points from the lower left."""
    across = [float(corner[0]) / scale for corner in box]
    down = [height - float(corner[1]) / scale for corner in box]
    return Line(text, page, 0, min(across), max(across), min(down), max(down))
