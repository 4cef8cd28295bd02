"""What must hold of everything the parsers give, whatever they were given."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import date
from functools import cache
from typing import Any

from parsers.address import canonical
from parsers.attached import attached
from parsers.blocked import blocked
from parsers.codebook import CODEBOOK, CODES
from parsers.decode import decode
from parsers.families import PROBLEM_CODES, read_list, recognise
from parsers.links import read_links
from parsers.normalize.dates import find_dates, read_date
from parsers.normalize.document_number import find_document_numbers
from parsers.normalize.issuer import clean_organ, is_organ
from parsers.normalize.numerals import read_number
from parsers.normalize.organisation_code import credit_check, index_number_owner, organisation_check
from parsers.normalize.region import leading_region, level_of, steps_of
from parsers.normalize.region_codes import region_of_code
from parsers.normalize.site_code import site_owner
from parsers.normalize.text import close_up, fold_width, match_key, squeeze
from parsers.normalize.traditional import is_traditional, to_simplified
from parsers.parse import parse
from parsers.types import Listing, ListPage, Parsed
from tests.fuzz.hostile import Hostile

_NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")
_BASE = "http://a.example/x/"
_CODE = re.compile(r"[a-z][a-z0-9_]{2,40}")


class BrokenRuleError(AssertionError):
    """What the parsers gave breaks a rule of the house."""


def outcome(given: Hostile) -> str:
    """All that is made of one input, as one text. Raises whatever the parsers raise, and BrokenRuleError."""
    parsed = parse(given.data, url=given.url, content_type=given.content_type, listing=_listing(given))
    check_parsed(parsed)
    found: list[str] = [_as_json(parsed.record.to_dict())]
    _write(parsed.page, found)
    _write(parsed.evidence, found)
    _write(parsed.problems, found)
    if given.listed:
        for one in _as_list(given):
            _write(one, found)
    if len(given.data) % 8 == 0:
        _write(_pieces(given), found)
    text = "\n".join(found)
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise BrokenRuleError(
            f"half a character: {text[max(0, error.start - 40) : error.end + 40]!r}"
        ) from error
    return text


def _write(value: Any, out: list[str]) -> None:
    """All texts and numbers in a value, in order: quicker than dataclasses.asdict on thousands of blocks."""
    if isinstance(value, str):
        out.append(value)
    elif isinstance(value, list | tuple):
        for one in value:
            _write(one, out)
    elif is_dataclass(value) and not isinstance(value, type):
        for name in _fields(type(value)):
            _write(getattr(value, name), out)
    elif isinstance(value, dict):
        _write(list(value.items()), out)
    else:
        out.append(repr(value))


@cache
def _fields(kind: Any) -> tuple[str, ...]:
    return tuple(one.name for one in fields(kind))


def _listing(given: Hostile) -> Listing | None:
    """A listing for every second input: its values come from the input too."""
    if len(given.data) % 2:
        return None
    title = _NO_TEXT.sub("", given.data[:90].decode("utf-8", "replace"))
    return Listing(title, "2023-08-10" if len(given.data) % 3 else title[:10], "npc")


def _as_list(given: Hostile) -> Iterator[Any]:
    url = _address(given.url)
    page = 1 + len(given.data) % 3
    listed = read_list(given.data, url=url, content_type=given.content_type, page=page)
    _check_list(listed)
    yield listed
    yield recognise(given.data, url=url, content_type=given.content_type)
    yield read_links(given.data, url=url, content_type=given.content_type)


def _address(url: str | None) -> str:
    try:
        return canonical(url or "", _BASE)
    except ValueError:
        return _BASE


def _pieces(given: Hostile) -> list[Any]:
    """The smaller functions, on parts of the same input."""
    text = decode(given.data, given.content_type).text
    start = len(text) // 3
    line = text[start : start + 200]
    read = [
        read_date(line),
        list(find_dates(text[:3000])),
        list(find_document_numbers(text[:3000])),
        read_number(line[:8]),
    ]
    said = [clean_organ(line), is_organ(line), level_of(line[:20]), leading_region(line), steps_of(line[:40])]
    codes = [
        f(line[:18])
        for f in (credit_check, organisation_check, index_number_owner, region_of_code, site_owner)
    ]
    plain = [
        f(text[:20_000]) for f in (close_up, fold_width, match_key, squeeze, is_traditional, to_simplified)
    ]
    seen = [
        attached(given.data, content_type=given.content_type),
        blocked(200 + len(given.data) % 330, {}, given.data),
    ]
    return [read, said, codes, [str(one) for one in plain], seen]


def _as_json(value: Any) -> str:
    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False)
        text.encode("utf-8")
    except (TypeError, ValueError) as error:
        raise BrokenRuleError(f"no JSON in UTF-8: {error}") from error
    return text


# -- one record ---------------------------------------------------------------


def check_parsed(parsed: Parsed) -> None:
    """Raises BrokenRuleError where a field is not what the codebook says, has no evidence or holds what is no text."""
    if not isinstance(parsed, Parsed):
        raise BrokenRuleError(f"no Parsed: {type(parsed)}")
    values = parsed.record.to_dict()
    noted = {evidence.field for evidence in parsed.evidence}
    for name, value in values.items():
        if value is None or value in ([], False):
            continue
        wrong = _wrong(name, value)
        if wrong:
            raise BrokenRuleError(f"{name}: {wrong}: {str(value)[:200]!r}")
        if name not in noted:
            raise BrokenRuleError(f"{name}: a value without evidence")
    for text in _texts(values):
        if _NO_TEXT.search(text):
            raise BrokenRuleError(f"what is no text in the record: {text[:100]!r}")
    for problem in (*parsed.problems, *parsed.page.problems):
        if not _CODE.fullmatch(problem.code) or not problem.message:
            raise BrokenRuleError(f"a problem without code or message: {problem}")
    if len(parsed.problems) > 60:
        raise BrokenRuleError(f"{len(parsed.problems)} problems, the last: {parsed.problems[-1]}")


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)
    elif isinstance(value, dict):
        yield from _texts(list(value.values()))


def _wrong(name: str, value: Any) -> str | None:
    """What is wrong with a value that is there, in words; None where it is what the codebook says."""
    kind = CODEBOOK[name].type
    if kind == "text":
        return None if isinstance(value, str) and value.strip() else "no text"
    if kind == "code":
        return None if value in CODES[name] else "no such code"
    if kind == "date":
        return _wrong_date(value)
    if kind == "integer":
        return None if type(value) is int and 0 < value < 100 else "no number of a term or meeting"
    if kind == "boolean":
        return None if value is True else "not true or false"
    if kind == "texts":
        good = isinstance(value, list) and all(isinstance(one, str) and one.strip() for one in value)
        return None if good and len(set(value)) == len(value) else "no list of different texts"
    if kind == "objects":
        return (
            None if isinstance(value, list) and all(isinstance(one, dict) for one in value) else "no objects"
        )
    if not isinstance(value, dict):
        return "no object"
    return None if name != "outcome" or value["meaning"] in CODES["outcome"] else "no such meaning"


def _wrong_date(value: Any) -> str | None:
    try:
        good = isinstance(value, str) and date.fromisoformat(value).isoformat() == value
    except ValueError:
        good = False
    return None if good else "no day"


def _check_list(listed: ListPage) -> None:
    for entry in listed.entries:
        if (
            canonical(entry.url) != entry.url
            or not entry.title.strip()
            or (entry.date and _wrong_date(entry.date))
        ):
            raise BrokenRuleError(f"a row that cannot be kept: {entry}")
        if _NO_TEXT.search(entry.title):
            raise BrokenRuleError(f"what is no text in a row: {entry.title!r}")
    for problem in listed.problems:
        if problem.code not in PROBLEM_CODES:
            raise BrokenRuleError(f"a problem that is not in PROBLEM_CODES: {problem}")
    for number in (listed.total_pages, listed.total_entries):
        if number is not None and not 0 <= number < 10**9:
            raise BrokenRuleError(f"a claim that is no number: {number}")
    asked = listed.next
    while asked is not None:
        if canonical(asked.url) != asked.url:
            raise BrokenRuleError(f"the next page has no canonical address: {asked.url[:200]}")
        asked = asked.otherwise
