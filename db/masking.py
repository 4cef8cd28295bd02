"""Private details out of published text: handlers' names, telephones, e-mails, identity numbers.

Why: 网络数据安全管理条例 (2024) Art. 24 wants personal data that a collector does not need removed;
the rules on publishing replies exclude contact details. Deputies and members act in public, so their
names stay, and so do leaders who signed a letter. What is hidden is replaced by ``MASK``.

The rules go by labels and number shapes, so they hold for texts whose contact block the parser did
not recognise. Document numbers, years, amounts, dates, postcodes and public hotlines are left alone.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache

from db.segment import is_word

MASK = "***"

Span = tuple[int, int]

# Full-width ASCII and the ideographic space, one character for one: places stay the same.
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}

_HAN = "\u4e00-\u9fff"
_UNIT = r"(?!\s?[元万亿千百余多户人名次个件部台套项%年月日平亩吨公字号])"
_MOBILE = r"(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)"
_AREA = r"(?:\(?(?:\+?86[- ]?)?\(?0\d{2,3}\)?[-\u2013\u2014\u2212 ]{0,2})"
_LOCAL = r"[1-9]\d{2,3}[-\u2013\u2014\u2212 ]?\d{4}(?!\d)(?:[-\u8f6c]\d{1,5}(?!\d))?"
_NUMBER = rf"(?:{_MOBILE}|{_AREA}?{_LOCAL})"
_BETWEEN = r"\s*[、,;/或和及]?\s*"

# No number that is hidden has fewer; most short texts have none, and need not be looked at further.
_SEVEN_DIGITS = re.compile(r"\d(?:[-\u2013\u2014\u2212 ()]{0,4}\d){6}")
# A mobile number stands alone; digits of an address, a decimal or an amount are none.
_MOBILE_ALONE = re.compile(rf"(?<![\dA-Za-z./_=-]){_MOBILE}(?!\.\d){_UNIT}")
# A fixed line with its area code; a public hotline stays.
_FIXED = re.compile(rf"(?<![\dA-Za-z.])(?:\(0\d{{2,3}}\) ?|0\d{{2,3}}[-\u2013\u2014\u2212]){_LOCAL}{_UNIT}")
_HOTLINE = re.compile(r"(?:热线|专线|服务台)(?:电话|号码)?[:为是\s(]*$")
_PHONE_LABEL = re.compile(
    r"(?:联\s*系\s*方\s*式|电\s*话(?:\s*号\s*码)?|手\s*机(?:\s*号\s*码?)?|传\s*真|座机|固话|"
    r"\b(?:TEL|FAX|Tel|Fax|tel|fax)\b\.?)(?:\s*[/、及和]\s*(?:传真|手机|电话))?"
    rf"[\s:()为是]{{0,6}}(?={_NUMBER})"
)
_NUMBERS = re.compile(rf"{_NUMBER}{_UNIT}(?:{_BETWEEN}{_NUMBER}{_UNIT})*")
_EMAIL = re.compile(r"[A-Za-z0-9][A-Za-z0-9._%+-]*@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_ACCOUNT = re.compile(r"(?:微信号?|QQ号?|qq号?)\s*[:为]\s*([A-Za-z0-9_-]{5,20})")
_BANK = re.compile(r"(?:卡号|账号|帐号)\s*[:为]?\s*(\d[\d ]{10,24}\d)")
_IDENTITY = re.compile(
    r"(?<![\dA-Za-z])[1-8]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?![\dA-Za-z])"
)
_IDENTITY_LABEL = re.compile(r"身份证(?:件)?(?:号码?)?\s*[:为]?\s*(\d{14,17}[\dXx])")

# 联系人 and its kin; 系 人, and 人 at the start of a line, are 联系人 in a text that lost characters.
_PERSON_LABEL = re.compile(
    r"(?:联\s{0,4}系\s{0,4}人|经\s{0,4}办\s{0,4}人|承\s{0,4}办\s{0,4}人|联\s{0,4}络\s{0,4}[员人]|填\s?报\s?人|"
    rf"(?<![{_HAN}])系\s人|^\s*人)员?(?:姓名)?(?:\s?[及和、/]\s?(?:联系)?(?:电话|方式))?\s*[:]\s*",
    re.MULTILINE,
)
_PERSON_VALUE = re.compile(r"[^\n,;。()\d:|]{1,30}")
_VALUE_END = re.compile(r"联系|电\s*话|手\s*机|传\s*真|邮\s*编|地\s*址|邮箱")
_BODY = re.compile(r"(?:科|室|处|局|办|中心|委|部|股|会|站|所|队|院|公司|政府|街道|镇|乡)$")
# The commonest surnames (they cover nine in ten persons); used only where no colon tells a name.
_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蔡蒋余杜叶程苏魏吕丁任沈姚卢姜崔"
    "钟谭陆汪范金石廖贾夏韦付白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
_NAME = rf"[{_SURNAMES}][{_HAN}]{{1,2}}"
_PERSON_BARE = re.compile(
    rf"(?:联系人|经办人|承办人)\s{{0,4}}({_NAME})(?=\s*(?:[,;)]|联系|电话|手机|\d|$))", re.MULTILINE
)
# 请与我局宁远舟同志联系: in a sentence; deputies and leaders are not spoken of so.
_PERSON_ASKED = re.compile(
    rf"(?:[与跟和同向]|联系)(?:我|本)[局委厅办院部会][{_HAN}]{{0,12}}?({_NAME})(?:同志|先生|女士|老师)?"
    r"(?=联系|咨询|反映|沟通|[:,]?\(?(?:联系)?(?:电话|手机|方式)|[:,]?\(?(?:0\d{2,3}|1[3-9]|\d{7}))"
)
# （宁远舟，68810293）: a name and a number alone in brackets, or a name before a mobile number.
# Also without leading zeros, as a text that lost 年月日 has it.
_DAY = r"(?:19|20)\d{2}(?:1[0-2]|0?[1-9])(?:3[01]|[12]\d|0?[1-9])(?!\d)"
_PERSON_AND_NUMBER = re.compile(
    rf"(?:\(\s*([{_HAN}]{{2,4}})\s*[,:]?\s*(?!{_DAY})(?={_NUMBER}\s*\))"
    rf"|(?<![{_HAN}])({_NAME})\s*[,:]?\s*(?={_MOBILE}))"
)
_IN_BRACKETS = re.compile(rf"\(\s*[{_HAN}]{{2,4}}\s*[,:]?\s*({_NUMBER})\s*\)")
_DATE = re.compile(_DAY)
_AFTER_PERSON = 60
"""A number this many characters after a handler's name, in the same line, is the handler's."""


def mask(text: str, *, private: Sequence[str] = (), public: Collection[str] = ()) -> str:
    """``text`` with private details replaced by ``MASK``; everything else is unchanged.

    ``private``: strings known to be private in this document (its contact's name and numbers), hidden
    wherever they stand. ``public``: names that stay even behind a label (deputies, the approver).
    Doing it twice changes nothing more.
    """
    while True:
        folded = text.translate(_FULL_WIDTH)
        spans = [*_numbers(folded), *_persons(folded, public), *_known(folded, private, public)]
        if not spans:
            return text
        # Again: what is hidden shortens the text, so a number may have come near a handler's name.
        # It ends, because every round leaves fewer characters that are not hidden.
        text = _replace(text, spans)


def private_strings(contact: dict[str, object] | None) -> list[str]:
    """The strings of a record's contact that must not be seen: names, telephones, fax (not the postcode)."""
    if not contact:
        return []
    found: list[str] = []
    for key in ("person", "fax", "phones"):
        value = contact.get(key)
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, str):
                found += [part for part in re.split(r"[、,，;；/\s]+", item) if part]
    return found


def _numbers(text: str) -> Iterator[Span]:
    """E-mails, accounts, telephones and identity numbers."""
    for pattern, group in ((_EMAIL, 0), (_ACCOUNT, 1)):
        for found in pattern.finditer(text):
            yield found.span(group)
    if _SEVEN_DIGITS.search(text):
        yield from _long_numbers(text)


def _long_numbers(text: str) -> Iterator[Span]:
    """Telephones, bank accounts and identity numbers."""
    for found in _MOBILE_ALONE.finditer(text):
        yield found.span()
    for found in _FIXED.finditer(text):
        if not _HOTLINE.search(text, max(0, found.start() - 12), found.start()):
            yield found.span()
    for label in _PHONE_LABEL.finditer(text):
        if numbers := _NUMBERS.match(text, label.end()):
            yield numbers.span()
    for pattern, group in ((_BANK, 1), (_IDENTITY_LABEL, 1)):
        for found in pattern.finditer(text):
            yield found.span(group)
    for found in _IDENTITY.finditer(text):
        if _identity_check(found.group()) or not _organisation_check(found.group()):
            yield found.span()


def _persons(text: str, public: Collection[str]) -> Iterator[Span]:
    """Handlers' names behind a label, and the numbers that follow in the same line."""
    for label in _PERSON_LABEL.finditer(text):
        value = _PERSON_VALUE.match(text, label.end())
        if value:
            end = value.end()
            if cut := _VALUE_END.search(text, value.start(), end):
                end = cut.start()
            yield from _names(text, value.start(), end, public)
        yield from _numbers_after(text, label.end())
    for pattern in (_PERSON_BARE, _PERSON_ASKED, _PERSON_AND_NUMBER):
        for found in pattern.finditer(text):
            group = found.lastindex or 0
            name = found.group(group)
            if name not in public and not _BODY.search(name) and not (len(name) == 2 and is_word(name)):
                yield found.span(group)
                yield from _numbers_after(text, found.end())
    for found in _IN_BRACKETS.finditer(text):
        if not _DATE.match(found.group(1)):
            yield found.span(1)


def _names(text: str, start: int, end: int, public: Collection[str]) -> Iterator[Span]:
    """The parts of a label's value that are no organisation and no public name."""
    for part in re.finditer(r"[^\s、/]+", text[start:end]):
        word = part.group()
        if not word.startswith(MASK) and word not in public and not (len(word) > 2 and _BODY.search(word)):
            yield start + part.start(), start + part.end()


def _numbers_after(text: str, start: int) -> Iterator[Span]:
    line_end = text.find("\n", start)
    stop = min(start + _AFTER_PERSON, line_end if line_end >= 0 else len(text))
    for found in re.finditer(rf"(?<![\dA-Za-z.]){_NUMBER}{_UNIT}", text[start:stop]):
        if not _DATE.match(found.group()):
            yield start + found.start(), start + found.end()


def _known(text: str, private: Sequence[str], public: Collection[str]) -> Iterator[Span]:
    """Strings known to be private."""
    if private and (pattern := _secrets(tuple(private), frozenset(public))):
        for found in pattern.finditer(text):
            yield found.span()


@lru_cache(maxsize=64)
def _secrets(private: tuple[str, ...], public: frozenset[str]) -> re.Pattern[str] | None:
    """One pattern for all. A two-character name that is an ordinary word (高峰) is left to the labels."""
    patterns: list[str] = []
    for secret in private:
        wanted = secret.translate(_FULL_WIDTH)
        digits = sum(char.isdigit() for char in wanted)
        if wanted in public or len(wanted.strip("*")) < 2:  # a site may have printed *** itself
            continue
        if digits >= 7:  # fewer: a hotline or an extension, no number that tells a person
            patterns.append(rf"(?<!\d){re.escape(wanted)}(?!\d)")
        elif not digits and not _BODY.search(wanted) and not (len(wanted) == 2 and is_word(wanted)):
            patterns.append(r"\s?".join(re.escape(char) for char in wanted))
    return re.compile("|".join(sorted(patterns, key=len, reverse=True))) if patterns else None


def _replace(text: str, spans: Sequence[Span]) -> str:
    out: list[str] = []
    last = 0
    masked_to = -1
    for start, end in sorted(spans):
        if end <= last and last:
            continue
        between = text[last : max(start, last)]
        # Parts of one name or of one row of numbers give one mask.
        if not (masked_to == last and masked_to >= 0 and not between.strip()):
            out += [between, MASK]
        last = masked_to = end
    out.append(text[last:])
    return "".join(out)


def _identity_check(number: str) -> bool:
    """The check digit of an identity number (GB 11643-1999: ISO 7064 MOD 11-2)."""
    total = sum(int(char) * pow(2, 17 - place, 11) for place, char in enumerate(number[:17]))
    return "10X98765432"[total % 11] == number[17].upper()


_ORGANISATION_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def _organisation_check(number: str) -> bool:
    """The check character of a unified social credit code (GB 32100-2015: weights 3^i mod 31)."""
    try:
        values = [_ORGANISATION_ALPHABET.index(char) for char in number.upper()]
    except ValueError:
        return False
    total = sum(value * pow(3, place, 31) for place, value in enumerate(values[:17]))
    return (31 - total % 31) % 31 == values[17]
