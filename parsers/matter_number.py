"""Numbers of suggestions and proposals, as printed without 第 and 号: 1199, 0396, D022, 2024087, 温36."""

from __future__ import annotations

import re
from dataclasses import dataclass

from parsers.normalize.document_number import find_document_numbers
from parsers.normalize.numerals import read_number
from parsers.normalize.text import fold_width
from parsers.quotes import find_quoted

_KIND = (
    r"(?:人大|政协)?(?:代表|委员)?(?:重点督办|重点|督办|集体|联名|界别)?"
    r"(?:议案建议|建议案|议事原案|意见建议|建议|提案|议案|提议|意见|请求|书面意见)"
)
# 16-3-45号 is the 45th of the third meeting of the 16th term; without 号 it may be a day.
_PLAIN = r"(?:\d{1,2}[-—－–]\d{1,2}[-—－–]\d{1,5}(?=\s?号)|\d{1,12}(?:[-—－–]\d{1,4})?)"
_LETTERED = (
    r"(?:\d{1,4}[A-Z]\d{2,4}(?=\s?号|[\u3400-\u9fff])|[A-Z]{1,4}[-—]?\d{1,13}|(?!no)[a-z]{1,4}\d{4,13})"
)
_BRACKETED = r"[A-Z]?[（(〔\[【]\d{4}[）)〕\]】]\s?\d{1,5}"
_GROUPED = r"(?![上中的第间期和与及号对])[\u3400-\u9fff]\d{1,4}"
_ONE = rf"(?:{_BRACKETED}|{_LETTERED}|{_PLAIN})"
_AND = r"\s?(?:号)?\s?[、，,和及与]\s?(?:第)?\s?"
_LIST = rf"{_ONE}(?:{_AND}{_ONE}){{0,20}}"

_WITH_ORDINAL = re.compile(rf"第\s{{0,3}}[（(]?({_LIST}|{_GROUPED})[）)]?\s{{0,3}}号")
# 第一次会议第151建议: 号 was never written.
_NO_MARK = re.compile(r"次会议(?:代表)?\s?第?\s?(\d{1,6})\s?(?=(?:代表)?(?:建议|提案|议案))")
_BEFORE_KIND = re.compile(rf"(?<![\dA-Za-z〕\]第])(?<!\d-)({_LIST})\s?号\s?(?={_KIND}|[《“])")
_AFTER_MEETING = re.compile(rf"(?:次会议|次|届)\s?((?:{_LIST}|{_GROUPED}))\s?号")
_BRACES = re.compile(rf"[（(]\s?第?\s?({_LIST})\s?号?(?:{_KIND})?\s?[）)]")
_CODED = re.compile(
    rf"(?:编\s?号|建议号|提案号|案号|{_KIND}编?号)\s?(?:为)?[:：]?\s?第?\s?({_BRACKETED}|{_LETTERED}|{_PLAIN})"
)
_KIND_THEN_CODE = re.compile(rf"{_KIND}\s?({_BRACKETED}|{_LETTERED})\s?号")
_DASHED = re.compile(rf"[-—]{{1,2}}\s?({_PLAIN})\s?号$")
_YEARLY = re.compile(r"[（(]\s?(?:19|20)\d{2}\s?年\s?第\s?(\d{1,6})\s?号\s?[）)]")
_BEHIND_KIND = re.compile(r"(?:建议|提案|议案)\s?(\d{1,8})\s?号(?=的?(?:办理|答复|复函|回复))")
# 第十二号提案, 第12件建议, No.0012提案: the kind behind them says what is numbered.
_WRITTEN_OUT = re.compile(rf"第\s?([一二三四五六七八九十百〇零]{{1,6}})\s?号\s?(?={_KIND})")
_BY_ITEM = re.compile(rf"(?:第\s?(?=\d+\s?件)|N[oO][.．:：]?\s?|№\s?)(\d{{1,8}})\s?[号件]?\s?(?={_KIND})")
_NOT_MATTER = re.compile(
    r"(?:令|公告|文件|通告|主席令|国务院令|楼|栋|路|线|地块|标段|国道|省道|街|院|机|井)$"
)
_DECREE = re.compile(r"(?:令|公告|通告)$")
_ORDER_AFTER = re.compile(r"令|公告|文件|楼|栋|线|地块|路|井|院|馆|厅|口|桥")
_WINDOW = 60


@dataclass(frozen=True, slots=True)
class NumbersFound:
    """``values`` as printed, in order; ``raw`` the piece of text they stand in."""

    values: tuple[str, ...]
    raw: str


def split_numbers(printed: str) -> tuple[str, ...]:
    """37、38、39 → (37, 38, 39); a range such as 4—36 is one number (class 4, no. 36)."""
    parts = re.split(r"\s?(?:号)?\s?[、，,和及与]\s?(?:第)?\s?", printed.strip())
    return tuple(dict.fromkeys(re.sub(r"\s+", "", p) for p in parts if p.strip()))


def _blank_documents(text: str) -> str:
    """Document numbers hidden behind blanks of the same length: 云民函〔2024〕87号 is no matter number."""
    for number in find_document_numbers(text[:2000]):
        text = f"{text[: number.start]}{'　' * (number.end - number.start)}{text[number.end :]}"
    return text


def _blank_quotes(text: str) -> str:
    for quoted in find_quoted(text):
        text = f"{text[: quoted.start]}{'＿' * (quoted.end - quoted.start)}{text[quoted.end :]}"
    return text


def numbers_in_title(title: str) -> NumbersFound | None:
    """The matter number(s) a title names; outside quotation marks first."""
    plain = _blank_documents(fold_width(title))
    for text in (_blank_quotes(plain), plain):
        found = _first(text)
        if found:
            return found
    m = re.search(r"》\s?[（(]第?(\d{1,6})号?[）)]", plain) or re.search(
        r"[（(](\d{3,6})[）)]\s?(?:的?(?:答复|复函|回复))", plain
    )
    return NumbersFound((m[1],), m[0]) if m else None


_SHAPES = (
    _YEARLY,
    _WITH_ORDINAL,
    _KIND_THEN_CODE,
    _AFTER_MEETING,
    _BEFORE_KIND,
    _CODED,
    _DASHED,
    _NO_MARK,
    _WRITTEN_OUT,
    _BY_ITEM,
    _BEHIND_KIND,
)


def _first(text: str) -> NumbersFound | None:
    for pattern in _SHAPES:
        for m in pattern.finditer(text):
            if _is_something_else(text, m):
                continue
            if pattern is _WRITTEN_OUT:
                number = read_number(m[1])
                if number is None:
                    continue
                return NumbersFound((str(number),), m[0])
            return _chained(text, m) if pattern is _WITH_ORDINAL else NumbersFound(split_numbers(m[1]), m[0])
    return None


def _is_something_else(text: str, m: re.Match[str]) -> bool:
    """国务院令第743号, 第3号楼, 106国道: numbers of other things."""
    before, after = text[max(0, m.start() - 3) : m.start()], text[m.end() : m.end() + 2]
    if _ORDER_AFTER.match(after):
        return True
    wrong = _DECREE if m[0].startswith("第") else _NOT_MATTER
    return wrong.search(before) is not None


def _chained(text: str, first: re.Match[str]) -> NumbersFound:
    """第5号、第6号和第7号建议: numbers joined by nothing but commas belong together."""
    values, end = list(split_numbers(first[1])), first.end()
    while True:
        following = re.match(
            rf"(?:{_KIND})?\s?[、，,和及与]\s?第\s?({_LIST})\s?号", text[end : end + _WINDOW]
        )
        if not following:
            break
        values += split_numbers(following[1])
        end += following.end()
    return NumbersFound(tuple(dict.fromkeys(values)), text[first.start() : end])


def numbers_in_opening(sentence: str) -> NumbersFound | None:
    """The matter number(s) in a letter's first sentence: beside the quoted title, or with 第…号 anywhere."""
    plain = _blank_documents(fold_width(sentence))
    outside = _blank_quotes(plain)
    for quoted in find_quoted(plain):
        after = plain[quoted.end : quoted.end + 30]
        m = re.match(
            rf"\s?(?:的)?(?:{_KIND})?\s?[（(]?\s?(?:{_KIND})?\s?(?:编?号)?[:：]?\s?第?\s?({_LIST})\s?号",
            after,
        ) or re.match(rf"\s?(?:的)?(?:{_KIND})?\s?[（(]\s?第?\s?({_LIST})\s?[）)]", after)
        if m:
            return NumbersFound(split_numbers(m[1]), m[0])
    found = _first(outside)
    if found:
        return found
    m = re.search(rf"{_KIND}\s?{_BRACES.pattern}", outside)
    if m:
        return NumbersFound(split_numbers(m[1]), m[0])
    m = _WITH_ORDINAL.search(plain)  # 《… (第25号提案》: the closing half of the quotation came too late
    return NumbersFound(split_numbers(m[1]), m[0]) if m else None
