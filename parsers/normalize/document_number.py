"""发文字号: 云民函〔2024〕87号, in every bracket and every state of damage met."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from parsers.normalize.text import fold_width, squeeze
from parsers.remembered import remembered

_OPEN, _CLOSE = "〔﹝［\\[【(（〈「", "〕﹞］\\]】)）〉」"
_CODE = r"[\u3400-\u9fff][\u3400-\u9fffA-Za-z]{1,15}"
# 云教（提）〔2024〕12号: what kind of paper it is stands in brackets of its own.
_CODE_OF_KIND = rf"{_CODE}(?:\([\u3400-\u9fff]{{1,4}}\)[\u3400-\u9fff]{{0,3}})?"
_YEAR = r"(?:19|20)\s?\d\s?\d"
_WHOLE = re.compile(
    rf"({_CODE_OF_KIND})\s{{0,4}}[{_OPEN}]\s{{0,3}}({_YEAR})\s{{0,3}}年?[{_CLOSE}]\s{{0,4}}第?\s{{0,2}}"
    rf"(\d{{1,5}}(?:[-－—]\d{{1,3}})?)\s{{0,4}}(号?)"
)
# The closing bracket lost (〔2019110号, 〔202242), or both (议复20256): one character of the
# mark was dropped with its own run of text; the digits around it are whole.
_HALF = re.compile(rf"({_CODE})\s{{0,4}}[{_OPEN}]\s{{0,3}}((?:19|20)\d\d)(\d{{1,4}})(?!\d)\s{{0,4}}(号?)")
_BARE = re.compile(rf"({_CODE})((?:19|20)\d\d)(\d{{1,4}})(?!\d)\s{{0,4}}(号?)")
_OPEN_LOST = re.compile(rf"({_CODE})((?:19|20)\d\d)[〕﹞］\]】]\s{{0,4}}第?(\d{{1,5}})\s{{0,4}}(号?)")
_BRACKET_HINT = re.compile(rf"[{_OPEN}［]\s{{0,3}}[12１２]\s?[90９０]")
_YEAR_HINT = re.compile(r"[12１２]\s?[90９０]\s?\d")
_LEAD_IN = re.compile(
    r"^(?:(?:根据|按照|依据|印发|转发|下发|关于|参照|贯彻|落实|以及|详见)(?=[\u3400-\u9fff]{2}))+"
)
_LABEL = re.compile(r"^(?:发文|公文|文件)?(?:文号|字号|编号)(?=[\u3400-\u9fff]{2})")
"""文号云民函〔2017〕14号: the label glued before its value."""
_NOT_A_CODE = re.compile(r"(?:建议|提案|议案|编号|文号|字号|文件|通知|规定|意见|办法|年|月|第)$")

_LONGEST = 2000
"""Numbers are looked for in lines, titles and the words after a 》, never in whole letters."""


@dataclass(frozen=True, slots=True)
class NumberFound:
    """``value`` is normalised; ``repaired`` says that brackets or 号 were put back."""

    value: str
    raw: str
    start: int
    end: int
    repaired: bool = False


def _clean_code(code: str) -> str | None:
    code = _LABEL.sub("", _LEAD_IN.sub("", code))
    return None if len(code) < 2 or _NOT_A_CODE.search(code) else code.replace("(", "（").replace(")", "）")


def _make(m: re.Match[str], text: str, *, repaired: bool) -> NumberFound | None:
    code = _clean_code(m[1])
    year, serial = squeeze(m[2]), squeeze(m[3])
    if code is None or not 1950 <= int(year) <= 2060:
        return None
    # A lost bracket leaves year and serial in one run; a serial never starts with 0
    # there, or 〔2020〕01号 and 〔202001号 would be two readings of one thing.
    if repaired and serial.startswith("0"):
        return None
    start = m.start() + len(m[1]) - len(code)
    raw = text[start : m.end()]
    serial = serial.replace("－", "-").replace("—", "-")
    return NumberFound(f"{code}〔{year}〕{serial}号", raw, start, m.end(), repaired=repaired or not m[4])


def find_document_numbers(text: str, *, repair: bool = False) -> Iterator[NumberFound]:
    """Document numbers in the first 2000 characters of ``text``, in order. ``repair`` also reads those that lost a bracket.

    Repair is certain only because years have four digits and everything after them is the serial.
    """
    text = text[:_LONGEST]
    if (_YEAR_HINT if repair else _BRACKET_HINT).search(text) is None:
        return  # nearly every line: no year that could be a number's
    plain = fold_width(text)
    seen: list[tuple[int, int]] = []
    patterns = [(_WHOLE, False)] + ([(_HALF, True), (_OPEN_LOST, True), (_BARE, True)] if repair else [])
    found: list[NumberFound] = []
    for pattern, repaired in patterns:
        for m in pattern.finditer(plain):
            if any(m.start() < end and start < m.end() for start, end in seen):
                continue
            number = _make(m, text, repaired=repaired)
            if number:
                found.append(number)
                seen.append((m.start(), m.end()))
    yield from sorted(found, key=lambda n: n.start)


def read_document_number(text: str, *, repair: bool = False) -> NumberFound | None:
    """The first document number in ``text``, or None."""
    return _first_repaired(text) if repair else _first(text)


@remembered
def _first(text: str) -> NumberFound | None:
    return next(find_document_numbers(text), None)


@remembered
def _first_repaired(text: str) -> NumberFound | None:
    return next(find_document_numbers(text, repair=True), None)
