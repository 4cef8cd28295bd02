"""Dates as pages print them, also where the letters 年月日 were lost."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from parsers.normalize.numerals import read_number
from parsers.normalize.text import fold_width
from parsers.remembered import remembered

FIRST_YEAR, LAST_YEAR = 1980, 2060
"""Years outside are taken for something else: replies are published since about 2000."""

_YEAR_CJK = "一二三四五六七八九〇○零OoΟО0"
_MONTH_CJK = "一二三四五六七八九十"
_FULL = re.compile(
    r"((?:19|20)\d{2})\s{0,3}[年./\-—－]\s{0,3}(\d{1,2})\s{0,3}[月./\-—－]\s{0,3}(\d{1,2})(?!\d)\s{0,3}(?:日|号)?"
)
_CHINESE = re.compile(
    rf"(二\s?[{_YEAR_CJK}\d]\s?[{_YEAR_CJK}\d]\s?[{_YEAR_CJK}\d])\s{{0,3}}年\s{{0,3}}([{_MONTH_CJK}]{{1,3}}|\d{{1,2}})\s{{0,3}}月\s{{0,3}}"
    rf"([{_MONTH_CJK}廿卅]{{1,4}}|\d{{1,2}})\s{{0,3}}日"
)
_ZERO = re.compile(r"[〇○零OoΟО]")
_DIGIT = re.compile(r"\d")
# Full-width characters that dates are written with: without one, folding changes no date.
_WIDE_DATE = re.compile("[０-９．／－]")
_SHORT_YEAR = re.compile(r"(?<!\d)(\d{2})[/\-](\d{1,2})[/\-](\d{1,2})(?!\d)")
# 2019年731, 2025 915: a line of its own that lost 月 and 日 and kept 年 or a space. Of two digits nobody can tell
# whether they are the month.
_BROKEN = re.compile(r"\s{0,9}((?:19|20)\d\d)(?:\s{0,3}年\s{0,3}|\s{1,3})(\d{3,4})\s{0,3}日?\s{0,9}")
_RUN = re.compile(r"(?<!\d)((?:19|20)\d{4,6})(?!\d)")


@dataclass(frozen=True, slots=True)
class DateReading:
    """One date found in a text.

    ``iso`` is None where more than one day could be meant; then ``candidates``
    lists them. ``damaged`` says that 年月日 or separators were missing.
    """

    iso: str | None
    raw: str
    start: int
    end: int
    candidates: tuple[str, ...] = ()
    damaged: bool = False


def _iso(year: int, month: int, day: int) -> str | None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def split_run(digits: str) -> tuple[str, ...]:
    """All days a run of 6 to 8 digits can mean: ``2021421`` → 2021-04-21 only, ``2021121`` → two.

    A month or day is never written with a leading zero in a shorter run than eight digits
    (the lost characters were 年月日, the digits around them stayed as printed).
    """
    year, rest = int(digits[:4]), digits[4:]
    if len(rest) == 4:
        whole = _iso(year, int(rest[:2]), int(rest[2:]))
        return (whole,) if whole else ()
    found = []
    for cut in (1, 2):
        month, day = rest[:cut], rest[cut:]
        if not month or not day or len(day) > 2 or month[0] == "0" or day[0] == "0":
            continue
        reading = _iso(year, int(month), int(day))
        if reading:
            found.append(reading)
    return tuple(found)


def find_dates(text: str) -> Iterator[DateReading]:
    """Every date in ``text`` from left to right. Length of ``text`` is the caller's business; time is linear."""
    if _DIGIT.search(text) is None:
        yield from _chinese_dates(text)  # nearly every line holds no digit
        return
    plain = fold_width(text) if _WIDE_DATE.search(text) else text
    found: list[DateReading] = []
    for m in _FULL.finditer(plain):
        iso = _iso(int(m[1]), int(m[2]), int(m[3]))
        if iso:
            found.append(DateReading(iso, text[m.start() : m.end()], m.start(), m.end()))
    found += _chinese_dates(text)
    if not found:
        found += _unseparated(plain, text)
    yield from sorted(found, key=lambda d: d.start)


def _chinese_dates(text: str) -> list[DateReading]:
    found: list[DateReading] = []
    if "年" not in text or "二" not in text:
        return found
    for m in _CHINESE.finditer(text):
        year_text = _ZERO.sub("0", m[1].replace(" ", ""))
        year, month, day = read_number(_to_positional(year_text)), read_number(m[2]), read_number(m[3])
        iso = _iso(year, month, day) if year and month and day else None
        if iso:
            found.append(DateReading(iso, m[0], m.start(), m.end()))
    return found


def _to_positional(year: str) -> str:
    return "".join(c if c.isdigit() and c.isascii() else str(read_number(c) or 0) for c in year)


def _unseparated(plain: str, text: str) -> list[DateReading]:
    found = []
    alone = _BROKEN.fullmatch(plain)
    if alone:
        days = split_run(alone[1] + alone[2])
        if days:
            only = days[0] if len(days) == 1 else None
            return [DateReading(only, text, 0, len(text), days, damaged=True)]
    for m in _SHORT_YEAR.finditer(plain):
        iso = _iso(2000 + int(m[1]), int(m[2]), int(m[3]))
        if iso:
            found.append(DateReading(iso, text[m.start() : m.end()], m.start(), m.end()))
    for m in _RUN.finditer(plain):
        days = split_run(m[1])
        if days:
            only = days[0] if len(days) == 1 else None
            found.append(DateReading(only, m[0], m.start(), m.end(), days, damaged=True))
    return found


@remembered
def read_date(text: str) -> DateReading | None:
    """The first date of a metadata value or of a signature line; None where there is none."""
    return next(find_dates(text), None)


def settle(
    reading: DateReading, *, not_after: str | None = None, not_before: str | None = None
) -> str | None:
    """The one day that is meant, using bounds known from elsewhere; None while two days stay possible.

    ``not_after`` is usually the publishing date: nothing is signed after it was published.
    """
    if reading.iso:
        return reading.iso
    possible = [
        day
        for day in reading.candidates
        if (not_after is None or day <= not_after) and (not_before is None or day >= not_before)
    ]
    return possible[0] if len(possible) == 1 else None
