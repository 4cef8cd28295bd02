"""Whom to call about a letter: which lines are contact details, and the person, telephones, fax and postcode in them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from parsers.normalize.issuer import is_organ
from parsers.normalize.text import fold_width, squeeze
from parsers.remembered import remembered
from parsers.surnames import is_surname
from parsers.types import Block

_S = r"[\s\u3000]{0,6}"


def _spaced(words: str) -> str:
    """One of the words parted by |, each with white space between its characters (联 系 人)."""
    return "|".join(_S.join(word) for word in words.split("|"))


_LABEL = re.compile(
    rf"(?:{_spaced('联系人|联络人|承办人|经办人|办理人|联系电话|联系方式|电话|传真|邮编|邮箱|地址')}"
    r"|承办责任人|承办负责人|联系单位|承办单位|单位名称(?=\s{0,3}[:：])|答复单位(?=\s{0,3}[:：])|承办科室|承办处室|联系处室|联系科室"
    r"|主管领导|分管领导|责任领导|责任人|(?:部门|单位)?负责人(?:签章|签字)?(?=\s{0,3}[:：])"
    rf"|手机|邮政编码|通讯地址|通信地址|联系地址|电子邮箱|电子邮件|E-?mail|系{_S}人|^人(?=[:：])"
    # Words that sentences begin with too are labels with a colon near.
    r"|(?:具体|业务|单位|部门|科室|股室|承办股室|办公|咨询|值班)(?=[\u3400-\u9fff\s]{0,12}(?:人|人员|姓名|电话|方式|室)\s{0,3}[:：]))",
    re.IGNORECASE,
)
_START = re.compile(rf"^[（(\[【]?\s*(?:注[:：]\s*)?(?:{_LABEL.pattern})", re.IGNORECASE)
_LONGEST_LINE, _LONGEST_VALUE = 160, 24


@remembered
def is_contact(text: str) -> bool:
    """Whether a line is contact details, not a sentence that mentions a telephone."""
    text = text.strip()
    return (
        len(text) <= _LONGEST_LINE and "。" not in text[:-1].rstrip("）)") and _START.match(text) is not None
    )


# : 孟一, 联系 was lost in front of it.
_LOST_LABEL = re.compile(r"[:：]\s?[\u3400-\u9fff]{2,4}")
# 2025610 below the letter is its date without 年月日, not a telephone.
_LIKE_A_DAY = re.compile(r"20[0-3]\d[01]?\d[0-3]?\d")


def continues_contact(blocks: Sequence[Block], i: int) -> bool:
    """A bare name or number right after a contact line: the value of a label alone, or a second telephone."""
    text = squeeze(blocks[i].text)
    if len(text) > _LONGEST_VALUE or i == 0 or not is_contact(blocks[i - 1].text):
        return False
    if blocks[i - 1].text.rstrip().endswith((":", "：")):
        return "。" not in text and (len(text) <= 12 or _is_number(text))
    return (_is_number(text) and not _LIKE_A_DAY.fullmatch(text)) or _LOST_LABEL.fullmatch(text) is not None


def _is_number(text: str) -> bool:
    digits = sum(c.isdigit() for c in text)
    return digits >= 6 and digits * 2 > len(text)


# 签发人：赵四          联系人：王一
_WITHIN = re.compile(r"^[^。；，]{2,40}[\s\u3000]{2,}联系人\s?[:：]")


def contact_lines(blocks: Sequence[Block]) -> list[Block]:
    """The contact lines with the bare values that follow labels standing alone."""
    chosen: list[Block] = []
    for i, block in enumerate(blocks):
        named = (
            "联系人" in block.text[4:60] and len(block.text) <= 80 and _WITHIN.search(block.text) is not None
        )
        if named or is_contact(block.text) or (chosen and continues_contact(blocks, i)):
            chosen.append(block)
    return chosen


# --------------------------------------------------------------------------
# Values
# --------------------------------------------------------------------------

_HAN = r"[\u3400-\u9fff]"
DOTTED_NAME = rf"{_HAN}{{1,8}}(?:[·•・]{_HAN}{{1,8}}){{1,3}}(?!{_HAN})"
"""阿里木·买买提: the pattern of a name whose parts are set apart by dots."""
_NAME = (
    rf"({DOTTED_NAME}|{_HAN}{{2,4}}?(?=[\s,，;；、)）（(:：0-9]|$|联系|电话|科长|同志|主任)"
    rf"|{_HAN}[\s\u3000]{{1,4}}{_HAN}(?=[\s,，;；)）（(0-9]|$))"
)
# 联系单位及联系人：县交通运输局  阮一平, and glued: 省交通厅朱一波.
_OFFICE = (
    rf"(?:{_HAN}{{2,28}}?(?:局|委|厅|办|府|处|科|股|室|院|中心|公司|队|镇|乡|所|站)[\s\u3000,，]{{1,9}})?"
)
_REACHED_BY = rf"(?:联{_S}系{_S})?(?:{_spaced('电话|方式|手机')})"
_BEHIND = rf"(?:{_S}员)?(?:{_S}姓{_S}名)?(?:{_S}[及和与、]?{_S}{_REACHED_BY})?{_S}[:：]?{_S}"
_PERSONS = tuple(
    re.compile(rf"(?m)(?:{label}){_BEHIND}{_OFFICE}(?:同志)?{_NAME}")
    for label in (
        rf"(?:联{_S})?系{_S}人|{_spaced('联络人')}|^[（(]?人",
        _spaced("承办人|经办人|办理人|协办人|会办人"),
        "承办责任人",
    )
)
"""Who is to be called before who handled it before who answers for it."""
_GLUED_TO_OFFICE = re.compile(
    rf"联{_S}系{_S}人{_BEHIND}({_HAN}{{2,20}}(?:局|委|厅|办|府|处|科|室|院|中心))({_HAN}{{2,3}})(?=[\s,，;；]|$)"
)
_NUMBER = re.compile(
    r"(?<![\d〔])(?:\+?86[-\s])?(?:(?:0\d{2,3}|[（(]0\d{2,3}[）)])\s?[-—─－–]{0,2}\s?)?(?:1[3-9]\d{9}|\d{7,8}|\d{3,4}[-—─－–\s]\d{4}(?!\d))(?:\s?[-—转]\s?\d{1,5})?(?!\d)"
)
_FAX = re.compile(rf"传{_S}真{_S}[:：]?{_S}([0-9０-９][-—─－–0-9 （）()]{{5,20}})")
_FAX_AFTER = re.compile(r"\s*[（(]\s*(?:兼?传真|fax)\s*[）)]", re.IGNORECASE)
_BOTH = re.compile(r"(?:电话[(（/、]?\s*(?:及|兼)?传真)")
_POSTCODE = re.compile(rf"(?:邮政编码|邮{_S}编){_S}[:：]?{_S}(\d{{6}})(?!\d)")
_NOT_PERSON = re.compile(
    r"电话|联系|单位|办公|局|委$|手机|传真|邮编|科$|股$|处$|室$|见附|同上|代表|姓名|方式|签章"
)


@dataclass(frozen=True, slots=True)
class ContactFound:
    """Contact values of some lines."""

    person: str | None
    phones: tuple[str, ...]
    fax: str | None
    postcode: str | None
    raw: str
    place: str


def read_contact(lines: Sequence[Block]) -> ContactFound | None:
    """Person, telephones, fax and postcode from contact lines; None where they hold none of these."""
    if not lines:
        return None
    text = fold_width("\n".join(b.text for b in lines)).replace("─", "-").replace("—", "-").replace("–", "-")
    person = _person(text)
    post = _POSTCODE.search(text)
    fax, fax_spans = _fax(text)
    phones = []
    for m in _NUMBER.finditer(text):
        inside_fax = any(a <= m.start() < b for a, b in fax_spans)
        is_post = post is not None and post.start(1) <= m.start() < post.end(1)
        number = re.sub(r"\s+", "", m[0])
        if not inside_fax and not is_post and number not in phones:
            phones.append(number)
    if not (person or phones or fax or post):
        return None
    raw = "\n".join(b.text for b in lines)
    return ContactFound(person, tuple(phones), fax, post[1] if post else None, raw, lines[0].place)


def _person(text: str) -> str | None:
    for label in _PERSONS:
        for m in label.finditer(text):
            name = squeeze(m[1])
            if not _NOT_PERSON.search(name):
                return name
    glued = _GLUED_TO_OFFICE.search(text)
    return glued[2] if glued and is_organ(glued[1]) and is_surname(glued[2][0]) else None


def _fax(text: str) -> tuple[str | None, list[tuple[int, int]]]:
    spans: list[tuple[int, int]] = []
    value = None
    for m in _NUMBER.finditer(text):
        if _FAX_AFTER.match(text[m.end() : m.end() + 12]):
            value = value or re.sub(r"\s+", "", m[0])
            spans.append((m.start(), m.end()))
    labelled = _FAX.search(text)
    if labelled and not _BOTH.search(text[max(0, labelled.start() - 6) : labelled.start() + 4]):
        number = _NUMBER.search(labelled[1])
        if number:
            value = value or re.sub(r"\s+", "", number[0])
            spans.append((labelled.start(), labelled.end()))
    return value, spans
