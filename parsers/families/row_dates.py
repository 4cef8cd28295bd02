"""The date a list row prints, told apart from dates in titles, document numbers and summaries."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from itertools import pairwise

from parsers.labels import canonical as canonical_label

_SEPARATOR = r"\s{0,3}[-/.年－—–]\s{0,3}"
_DAY = rf"(20\d\d|19[89]\d){_SEPARATOR}(\d{{1,2}})\s{{0,3}}[-/.月－—–]\s{{0,3}}(\d{{1,2}})(?!\d)\s{{0,3}}日?"
_TIME = r"(?:[T\s]{0,4}\d{1,2}\s?[:：∶]\s?\d{2}(?:\s?[:：∶]\s?\d{2}(?:\.\d+)?)?)?"
_ANY_DAY = re.compile(rf"(?<!\d){_DAY}")
_WHOLE = re.compile(
    rf"\s*[\[［【(（〔|·]?\s*(?P<label>[一-鿿\s]{{2,8}}\s?[:：]\s*)?{_DAY}{_TIME}\s*[\]］】)）〕|]?\s*\Z"
)
_MONTH = re.compile(r"\s*[\[(（]?\s*(20\d\d)\s?[-/.年]\s?(\d{1,2})\s?月?\s*\Z")
_YEAR = re.compile(r"\s*[\[(（]?\s*(20\d\d)\s?年?\s*\Z")
_DAY_ALONE = re.compile(r"\s*(\d{1,2})\s?日?\s*[\])）]?\s*\Z")
_MONTH_DAY = re.compile(r"\s*(\d{1,2})\s?[-/.月]\s?(\d{1,2})\s?日?\s*[\])）]?\s*\Z")
_LABEL_BEFORE = re.compile(r"([一-鿿]{2,6}(?:\s?[一-鿿]){0,4})\s{0,3}[:：]?\s{0,3}\Z")

# Dates of the document's writing or force say nothing of when the list showed it.
_NOT_PUBLICATION = frozenset({"成文日期", "生效日期", "废止日期", "著录日期"})

FIRST_YEAR, LAST_YEAR = 1980, 2099
LONGEST = 40
"""A text of more characters around a date is a sentence: its date is not the row's."""


def iso(year: str, month: str, day: str) -> str | None:
    """``2024-07-12`` where there is such a day in a believable year."""
    try:
        found = date(int(year), int(month), int(day))
    except ValueError:
        return None
    return found.isoformat() if FIRST_YEAR <= found.year <= LAST_YEAR else None


def whole_date(text: str) -> str | None:
    """The ISO date of a text that is nothing but a date (brackets, a time of day and a label allowed)."""
    match = _WHOLE.match(text) if len(text) <= LONGEST + 20 else None
    return iso(*match.group(2, 3, 4)) if match else None


def is_written_date(text: str) -> bool:
    """True where the label in or around a date says that it is no date of publication."""
    if len(text) > 2 * LONGEST or _ANY_DAY.search(text) is None:
        return False
    match = _LABEL_BEFORE.search(text[: _start(text)])
    return match is not None and canonical_label(match.group(1)) in _NOT_PUBLICATION


def _start(text: str) -> int:
    match = _ANY_DAY.search(text)
    return match.start() if match else len(text)


def row_date(texts: Iterable[str]) -> str | None:
    """The one date of publication that the texts of a row print; None where there is none or more than one.

    Dates written over several elements (a day above its month) are put together.
    """
    pieces = [t for t in texts if t.strip()]
    whole: list[str] = []
    loose: list[str] = []
    for at, piece in enumerate(pieces):
        before = pieces[at - 1] if at else ""
        found = whole_date(piece)
        if found is not None:
            if not is_written_date(piece) and not _labelled_before(piece, before):
                whole.append(found)
        elif len(piece.strip()) <= LONGEST:
            loose += _published_in(piece)
    for choice in (whole, _put_together(pieces), loose):
        distinct = dict.fromkeys(choice)
        if distinct:
            return next(iter(distinct)) if len(distinct) == 1 else None
    return _over_pieces(pieces)


def _labelled_before(piece: str, before: str) -> bool:
    """``<b>成文日期：</b><i>2024-07-01</i>``: the label is the piece before."""
    label = canonical_label(before) if len(before) <= 20 and _start(piece) <= 2 else None
    return label in _NOT_PUBLICATION


def _published_in(text: str) -> list[str]:
    found = []
    last = 0
    for match in _ANY_DAY.finditer(text):
        label = _LABEL_BEFORE.search(text[last : match.start()])
        last = match.end()
        day = iso(*match.groups())
        if day and not (label and canonical_label(label.group(1)) in _NOT_PUBLICATION):
            found.append(day)
    return found


def _put_together(pieces: list[str]) -> list[str]:
    """Year, month and day in elements of their own: ``23`` + ``2024-08``, ``2024`` + ``08-23``."""
    found = []
    for first, second in pairwise(pieces):
        for one, other in ((first, second), (second, first)):
            month, day = _MONTH.match(one), _DAY_ALONE.match(other)
            year, month_day = _YEAR.match(one), _MONTH_DAY.match(other)
            if month and day:
                built = iso(month.group(1), month.group(2), day.group(1))
            elif year and month_day:
                built = iso(year.group(1), *month_day.groups())
            else:
                continue
            if built:
                found.append(built)
                break
    return found


def _over_pieces(pieces: list[str]) -> str | None:
    """A date broken by elements or line breaks: ``2024-`` + ``07-`` + ``12``."""
    short = [p.strip() for p in pieces if len(p.strip()) <= 12 and any(c.isdigit() for c in p)]
    if not 2 <= len(short) <= 6:
        return None
    return whole_date("".join(short))
