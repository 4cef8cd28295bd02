"""Where a letter's parts lie: front, salutation, body, signature, tail, the suggestion's own text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from parsers.form import Form, read_form, split_long_row
from parsers.frame import LineKind, Signature, body_end, find_signature, is_appendix, line_kind
from parsers.normalize.dates import read_date
from parsers.normalize.issuer import is_organ
from parsers.normalize.text import match_key, squeeze
from parsers.salutation import Salutation, find_salutation, is_person_salutation
from parsers.title import is_title
from parsers.types import Block

OPENING = re.compile(
    r"收悉|[案议函件）)》”]悉|现(?!场|有|任|行|状|代|实|金|象|存|阶)[将就]?.{0,40}?[答回函]复|[答回函]复如下|回复如下|反馈如下|办理情况(?:报告|汇报|说明)?如下|办理意见如下|协办意见如下|会办意见如下"
)
"""A reply's first sentence has one of these."""


@dataclass(frozen=True)
class Anatomy:
    """``blocks`` is what all numbers below count in (long lines already cut where a salutation or signature is glued in).

    front: before the salutation (or the opening). body: ``[body_start, body_end)``.
    tail: ``[body_end, tail_end)``. ``salutation`` is None for letters without one.
    ``another`` is the number of a second letter's salutation, None where the page holds one letter.
    ``headings``: the headings of several replies that have no salutations of their own.
    """

    blocks: tuple[Block, ...]
    front: tuple[Block, ...]
    salutation: Salutation | None
    opening: bool
    body_start: int
    body_end: int
    tail_end: int
    signature: Signature | None
    form: Form
    appendix: tuple[Block, ...]
    another: int | None
    repeated: bool
    headings: tuple[Block, ...] = ()

    @cached_property
    def body(self) -> tuple[Block, ...]:
        return self.blocks[self.body_start : self.body_end]

    @cached_property
    def tail(self) -> tuple[Block, ...]:
        return self.blocks[self.body_end : self.tail_end]

    @cached_property
    def body_text(self) -> str:
        return "\n".join([b.text for b in self.body])


def dissect(blocks: Sequence[Block]) -> Anatomy:
    """Find the parts. Never raises; a page that is no letter comes out as front or body only."""
    pieces = _unglue(blocks)
    salutation = find_salutation(pieces)
    if salutation:
        pieces, start = _cut_salutation(pieces, salutation)
        form = read_form(pieces, salutation.first)
        return _after_start(pieces, salutation, start, salutation.first, form)
    opening = _opening_block(pieces)
    form = read_form(pieces, len(pieces) if opening is None else opening)
    start = _after_title(pieces, form) if opening is None else opening
    return _after_start(pieces, None, start, start, form)


def _after_start(
    pieces: list[Block], salutation: Salutation | None, start: int, front_end: int, form: Form
) -> Anatomy:
    another, repeated, limit = _second_letter(pieces, start, salutation)
    letter = pieces[:limit]
    signature = find_signature(letter, start + 1)
    end = body_end(letter, start, signature)
    appendix_at = _appendix(letter, end)
    tail_end = appendix_at if appendix_at is not None else limit
    opening = any(OPENING.search(b.text[:600]) for b in letter[start : start + 4])
    return Anatomy(
        blocks=tuple(pieces),
        front=tuple(b for i, b in enumerate(pieces[:front_end]) if i not in form.used),
        salutation=salutation,
        opening=opening,
        body_start=start,
        body_end=end,
        tail_end=tail_end,
        signature=signature,
        form=form,
        appendix=tuple(letter[appendix_at:]) if appendix_at is not None else (),
        another=another,
        repeated=repeated,
        headings=_reply_headings(letter[max(0, start - 2) if salutation is None else start : end]),
    )


def _cut_salutation(blocks: list[Block], salutation: Salutation) -> tuple[list[Block], int]:
    """The blocks with what follows the salutation on its own line as a block of its own, and where the body starts."""
    last = salutation.last
    if not salutation.rest.strip():
        return blocks, last + 1
    rest = blocks[last]._replace(text=salutation.rest.strip(), indent=0)
    return [*blocks[: last + 1], rest, *blocks[last + 1 :]], last + 1


def _opening_block(blocks: Sequence[Block]) -> int | None:
    """The first line of prose with 收悉 or 现答复如下: where the body of a letter without a salutation begins."""
    for i, block in enumerate(blocks[:60]):
        head = block.text[:400]
        if i and _ANSWER_FIRST.match(head) and _names_what_is_asked(blocks[i - 1].text):
            return i - 1
        if (
            OPENING.search(head)
            and len(head) > 14
            and re.search(r"建议|提案|议案|意见|问题|来函", head)
            and not is_title(head)
        ):
            return i
    return None


_ANSWER_FIRST = re.compile(r"现[将就]?[^。，；：]{0,24}[答回函]复如下")
_ASKED_BY = re.compile(
    r"[^。；]{0,80}(?:代表|委员)(?:在[^。；]{2,40})?所?提出的[^。；]{0,16}(?:建议|提案|议案)\s?[:：，,]"
)


def _names_what_is_asked(text: str) -> bool:
    """某某、某某等代表提出的5号代表建议：… with what they ask for: the paragraph above 现答复如下."""
    return "提出的" in text[:140] and _ASKED_BY.match(text) is not None and not is_title(text)


def _after_title(blocks: Sequence[Block], form: Form) -> int:
    """Where the text begins on a page that opens with neither salutation nor formula."""
    i = 0
    while (
        i < len(blocks)
        and i < 12
        and (i in form.used or is_title(blocks[i].text) or line_kind(blocks[i].text))
    ):
        i += 1
    return i if i < len(blocks) else 0


# --------------------------------------------------------------------------
# Lines that hold more than one thing
# --------------------------------------------------------------------------

_GLUED_SALUTATION = re.compile(r"(?:代表|委员)(?:们)?\s?[:：](?=\s?.{0,30}(?:[您你贵]|收悉|提出|关于|《|“))")
_NAMES_START = re.compile(r"[\s复函文件）)》”]")
_SIGNED_END = re.compile(
    r"(?:(?<=[。！!])|(?<=[特专]此[函答回]复)|(?<=[特专]此函[告达])|(?<=此致敬礼))\s*((?:[\u3400-\u9fff（）()]{3,40}\s*)?(?:20\d\d\s?年\s?\d{1,2}\s?月\s?\d{1,2}\s?日|[二][〇○零OＯ0一二]{1,2}[〇○零OＯ0一二三四五六七八九十]{1,2}年.{1,4}月.{1,4}日))\s*[。]?$"
)
_CONTACT_END = re.compile(
    r"(?<=[。！!日])\s{0,9}([（(]?(?:承办单位)?联系人[^。！]{4,90}|联系(?:电话|方式)[:：][^。！]{4,90}|(?:联系|承办)单位(?:及(?:联系)?(?:人|电话))?[:：][^。！]{4,90})$"
)
"""The letter's contact, and what stands behind it, on the line of its last sentence (L2)."""
_CONTACT_THEN_ORGAN = re.compile(
    r"^(.{6,80}?\d{5,12})\s{1,9}([\u3400-\u9fff]{4,30})((?:\s{0,4}20\d\d年(?:\d{1,2}月(?:\d{1,2}日)?)?)?)$"
)
_DATE_THEN_COPIES = re.compile(
    r"((?:20\d\d\s?年\s?\d{1,2}\s?月\s?\d{1,2}\s?日|二[〇○零OＯ0一二]{1,2}.{1,3}年.{1,3}月.{1,4}日))\s*(抄[\s\u3000]{0,6}[送报].{1,200}|[（(]?(?:承办单位)?联[\s\u3000]{0,6}系[\s\u3000]{0,6}(?:人|电话|方式|单位).{1,160})$"
)
"""PDF text runs the date and what stands below it together where the lines touch."""
_ORGAN_THEN_CONTACT = re.compile(
    r"([\u3400-\u9fff]{4,30})[\s\u3000]{1,9}([（(]?联系(?:人|电话|方式)\s?[:：][^。；]{2,90})$"
)
"""澄州市教育局  联系电话：…  联系人：…, below a date that stands alone."""
_MANY_SPACES = re.compile(r"[ \t\u00a0\u3000]{4,}")


def _unglue(blocks: Sequence[Block]) -> list[Block]:
    """L2: a whole letter on one line or in one cell is cut before its salutation and before its signature."""
    pieces: list[Block] = []
    for block in (piece for b in blocks for piece in split_long_row(b)):
        signed = _ORGAN_THEN_CONTACT.match(block.text) if "联系" in block.text[4:40] else None
        if signed and is_organ(signed[1]):
            pieces += [block._replace(text=signed[1]), block._replace(text=signed[2], indent=0)]
            continue
        dated = _DATE_THEN_COPIES.match(block.text)
        if dated:
            pieces += [block._replace(text=dated[1]), block._replace(text=dated[2], indent=0)]
            continue
        if len(block.text) < 60 or (block.kind == "row" and len(block.text) < 200):
            pieces.append(block)
            continue
        pieces += _cut_line(block)
    return pieces


def _cut_line(block: Block) -> list[Block]:
    text, contact = _cut_contact(block.text)
    tail = _SIGNED_END.search(text, max(0, len(text) - 120))
    end_parts = contact
    if tail:
        text = text[: tail.start()].rstrip()
        if not contact:
            text, contact = _cut_contact(text)
            end_parts = [*contact, *_split_signature(tail[1])]
        else:
            end_parts = [*_split_signature(tail[1]), *contact]
    parts = []
    cut = _salutation_start(text)
    if cut:
        parts.append(text[:cut].strip())
        text = text[cut:]
    parts.append(text)
    parts += end_parts
    if len(parts) == 1:
        return [block]
    first, *others = [p for p in parts if p]
    return [block._replace(text=first), *(block._replace(text=p, indent=0) for p in others)]


def _cut_contact(text: str) -> tuple[str, list[str]]:
    """The line without the contact at its end, and that: alone, or parted from the signature behind it."""
    contact = _CONTACT_END.search(text, max(0, len(text) - 140))
    if contact is None:
        return text, []
    organ = _CONTACT_THEN_ORGAN.match(contact[1])
    pieces = [organ[1], organ[2], organ[3].strip()] if organ else [contact[1]]
    return text[: contact.start()].rstrip(), [p for p in pieces if p]


def _salutation_start(text: str) -> int | None:
    """Where a salutation glued behind a title starts: the longest list of names right before its colon."""
    colon = _GLUED_SALUTATION.search(text[:500])
    if colon is None or re.search(r"[。；]", text[: colon.start()]):
        return None
    starts = [m.end() for m in _NAMES_START.finditer(text, max(0, colon.start() - 100), colon.start())]
    # Nobody is called 函: 答复函 张某代表 is no name of three characters.
    good = [at for at in starts if text[at] != "函" and is_person_salutation(text[at : colon.end()])]
    return good[0] if good else None


def _split_signature(text: str) -> list[str]:
    reading = read_date(text)
    if reading is None:
        return [text]
    organ = text[: reading.start].strip()
    pieces = [p for p in _MANY_SPACES.split(organ) if p.strip()]
    return [*pieces, text[reading.start :].strip()]


# --------------------------------------------------------------------------
# More than the letter
# --------------------------------------------------------------------------


def _second_letter(
    blocks: Sequence[Block], start: int, first: Salutation | None
) -> tuple[int | None, bool, int]:
    """(number of a second letter's salutation, is it the same letter again, where the first letter ends)."""
    if first is None:
        return None, False, len(blocks)
    at = start + 1
    while True:
        second = find_salutation(blocks, at)
        if second is None:
            return None, False, len(blocks)
        following = second.rest + "".join(b.text for b in blocks[second.last + 1 : second.last + 2])
        # 尊敬的杨某某代表，再次感谢… inside a letter opens nothing
        if re.search(r"收悉|[案议函件]悉|[答回函]复如下", following[:260]):
            break
        at = second.first + 1
    same = match_key(second.raw) == match_key(first.raw) and _same_opening(blocks, start, second)
    return (None if same else second.first), same, _before_heading(blocks, second.first, start)


_REPLY_HEADING = re.compile(
    r"^[（(]?[一二三四五六七八九十\d]{1,3}[、.．）)]\s?(?:关于|对).{2,80}?(?:代表|委员|第.{1,12}号|人大|政协).{0,90}"
    r"(?:的?答复|的?复函|的?回复|办理情况)[：:]?$"
)


def _reply_headings(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """L3: 一、关于某等代表“…”的办理情况, 二、… : several replies on one page; () where there are not two."""
    found = tuple(b for b in blocks if len(b.text) < 200 and _REPLY_HEADING.match(b.text.strip()))
    return found if len(found) > 1 else ()


def _same_opening(blocks: Sequence[Block], start: int, second: Salutation) -> bool:
    a = blocks[start].text
    b = second.rest or (blocks[second.last + 1].text if second.last + 1 < len(blocks) else "")
    return match_key(a)[:60] == match_key(b)[:60]


def _before_heading(blocks: Sequence[Block], second: int, start: int) -> int:
    """The second letter begins with its title and number lines, not with its salutation."""
    i = second
    while i - 1 > start and second - i < 6:
        text = blocks[i - 1].text
        kind = line_kind(text)
        if (
            len(squeeze(text)) > 90
            or re.search(r"[。；！]", text)
            or kind in (LineKind.DATE, LineKind.SIGNATURE, LineKind.CONTACT, LineKind.COPIES)
        ):
            break
        i -= 1
    return i


_NUMBERED_APPENDIX = re.compile(r"附[:：]\s?\d{0,4}[.、]?\s?(?:标题|内容|案由)[:：]")


def _appendix(blocks: Sequence[Block], end: int) -> int | None:
    """P2: the suggestion's text after the reply (建议内容:, 附:19.标题:…)."""
    for i in range(end, len(blocks)):
        text = blocks[i].text
        if is_appendix(text) or _NUMBERED_APPENDIX.match(text):
            return i
    return None
