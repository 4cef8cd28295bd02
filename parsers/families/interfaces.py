"""Answers of list interfaces: JSON read safely, rows made of objects, rows printed inside a JSON string."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from html import unescape
from typing import Any

from parsers.address import canonical
from parsers.families.row_dates import whole_date
from parsers.families.rows import IsDocument, Rows, read_rows
from parsers.markup import parse_html
from parsers.types import Entry, ListPage, Problem

MAX_ENTRIES = 20_000
BEIJING = timedelta(hours=8)
"""China has one time zone and no summer time since 1991; epoch seconds of portals mean its days."""

_CALLBACK = re.compile(r"\A\s*[\w$.]{1,60}\s?\((.*)\)\s*;?\s*\Z", re.DOTALL)
_TAG = re.compile(r"<[^<>]{0,200}>")
_DAY = re.compile(r"(?:19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日?")


def read_json(text: str) -> Any:
    """The value of a JSON or JSONP answer; a string that holds JSON again is read too. None for anything else."""
    plain = text.strip().lstrip("\ufeff")
    called = _CALLBACK.match(plain) if plain[:1] not in ("{", "[", '"') else None
    try:
        value = json.loads(called.group(1) if called else plain)
        return json.loads(value) if isinstance(value, str) else value
    except (ValueError, RecursionError):
        return None


def at(value: Any, *keys: str) -> Any:
    """A value deep in objects; None where there is none. A string on the way that holds JSON is read."""
    for key in keys:
        if isinstance(value, str):
            value = read_json(value)
        value = value.get(key) if isinstance(value, Mapping) else None
    return value


def objects(value: Any) -> list[Mapping[str, Any]]:
    """The objects of an array."""
    found = read_json(value) if isinstance(value, str) else value
    return [one for one in found if isinstance(one, Mapping)] if isinstance(found, list) else []


def whole(value: Any) -> int | None:
    """A count, given as a number or its digits."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value if 0 <= value < 10**9 else None
    text = value.strip() if isinstance(value, str) else ""
    return int(text) if text.isdecimal() and len(text) <= 9 else None


def day(value: Any) -> str | None:
    """The ISO day of a date in words (with or without a time) or of epoch seconds or milliseconds, Beijing time."""
    if isinstance(value, str) and not value.strip().isdecimal():
        match = _DAY.match(value.strip())
        return whole_date(match.group()) if match else None
    try:
        seconds = int(value)
    except (TypeError, ValueError):
        return None
    if seconds > 10**11:
        seconds //= 1000
    if not 300_000_000 < seconds < 4_000_000_000:  # 1979 to 2096: a smaller number is "not set"
        return None
    return (datetime(1970, 1, 1) + timedelta(seconds=seconds) + BEIJING).date().isoformat()  # noqa: DTZ001 - a day in Beijing


def first_day(row: Mapping[str, Any], *keys: str) -> str | None:
    """The first of these values that is a day."""
    return next((found for found in (day(row.get(key)) for key in keys) if found), None)


def title(value: Any) -> str:
    """A title without marks of a search (<em>) and entities."""
    return " ".join(unescape(_TAG.sub("", unescape(value))).split()) if isinstance(value, str) else ""


def entries(rows: Iterable[tuple[Any, str, str | None]], base: str) -> Rows:
    """Entries of (address, title, day); rows without a readable address or title are counted in a problem."""
    found: dict[str, Entry] = {}
    bad = 0
    for address, name, date in rows:
        try:
            url = canonical(address, base) if isinstance(address, str) and address.strip() else ""
        except ValueError:
            url = ""
        if not url or not name or len(found) >= MAX_ENTRIES:
            bad += 1
            continue
        found.setdefault(url, Entry(url, name, date))
    problems: tuple[Problem, ...] = ()
    if bad:
        problems = (
            Problem("row_without_address", f"{base}: {bad} rows without an address or a title were left out"),
        )
    out = tuple(found.values())
    return Rows(out, problems, sum(1 for one in out if one.date))


def fragment_rows(markup: str, url: str, is_document: IsDocument) -> Rows:
    """The rows of a piece of HTML that holds rows and nothing else."""
    return read_rows(parse_html(f"<html><body>{markup}</body></html>"), url, is_document, sure=True)


def pages_of(total: int | None, size: int | None) -> int | None:
    """How many pages that many entries fill."""
    return -(-total // size) if total is not None and size else None


def behind(family: str, url: str, page: int, total: int | None, pages: int | None = None) -> ListPage:
    """An answer without rows: an empty list, the end, or less than the interface declares."""
    if total == 0:
        problem = Problem("list_empty", f"{url} declares an empty list")
    elif page > 1 and (pages is None or page > pages):
        problem = Problem("list_end", f"{url} lies behind the last page")
    else:
        problem = Problem(
            "page_mismatch", f"{url}: page {page} came without rows, though {total or 'more'} are declared"
        )
    return ListPage(family, (), page, None, pages, total, (problem,))


def no_answer(family: str, url: str, page: int) -> ListPage:
    """What came from an interface is not its answer."""
    message = (
        f"{url} answered with something other than its list: it may ask for a token or hold this crawler off; "
        "open the column in a browser and compare"
    )
    return ListPage(family, (), page, None, problems=(Problem("no_answer", message),))
