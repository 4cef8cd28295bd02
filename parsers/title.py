"""The document's title: page metadata first, the lines above the salutation as a fallback."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from parsers.brands import find_brand
from parsers.frame import LineKind, line_kind
from parsers.normalize.document_number import find_document_numbers, read_document_number
from parsers.normalize.issuer import is_organ
from parsers.normalize.text import close_up, match_key, squeeze
from parsers.outcome import mark_after_number, mark_alone, mark_labelled, without_mark
from parsers.remembered import remembered
from parsers.types import Block, Title

_REPLY_WORD = re.compile(
    r"答复|复函|回复|复文|函复|回函|办复|办理情况|办理意见|办理结果|办理单|协办|会办|分办意见|的函"
)
_MATTER_WORD = re.compile(r"建议|提案|议案|意见|人大|政协|代表|委员|提议|议事原案|请求|复函|答复|回复|复文")
_END_WORD = re.compile(
    r"(?:答复|答复函|复函|回复|回复函|复文|函复|的函|函|意见|意见函|情况|办理单|协办件|会办件|报告|说明|建议|提案|议案|总结|通知|公告|公示"
    r"|(?:答复|复函|回复|复文)(?:的?摘要|摘录|公开稿|全文|意见))"
    r"[》”\"）)]?(?:[（(〔\[【].{1,60}[）)〕\]】])?(?:[-—]+\d+号|[:：]第?\d{1,6}号)?$"
    r"|次会议.{0,24}(?:建议|提案|议案)的$"  # cut off behind 的
)
_PLAIN_START = re.compile(
    r"^(?:关于|对(?!于)|答复(?!如下|意见|函)|第\s?\d|[“《]|(?:(?:19|20)\d\d年度?)?(?:政协|人大)?[\u3400-\u9fff]{0,12}第?[一二三四五六七八九十\d]{1,4}届|[\u3400-\u9fff]{0,12}(?:人大|政协)第?[一二三四五六七八九十\d]{1,4}届"
    r"|(?:(?:19|20)\d\d年度?)?[\u3400-\u9fff]{0,8}(?:人大|政协)(?:代表|委员)?(?:建议|提案|议案)[（(]?第?\d)"
)
_ORGAN_START = re.compile(
    r"^(?:[（(]?(?:19|20)\d\d年?度?[）)]?)?([\u3400-\u9fff（）()、]{3,40}?)(?:关于|对(?!于)|答复)"
)
_SITE_TAIL = re.compile(
    r"(?<=[复函见况文案议结告知》）)])\s*(?:[-_|—–]{1,3}+|\s[-_|—–]{1,3}\s)(?!\d{1,6}号?$).{2,40}$"
)
# The line under a title inside the same element (国资委: <div>title<p>文章来源：… 发布时间：…</p></div>).
_HEADER_TAIL = re.compile(
    r"(?<=[复函见况文案议结告知》）)])\s*(?:(?:信息|文章|稿件|内容)?来源|发布(?:时间|日期|机构))\s*[:：].{0,200}$"
)
# The window's title with the site behind it, and the page's own in the next line: …的答复_某栏目_某门户网站…的答复.
_TWICE = re.compile(r"^(.{8,120}?)[_|-].{2,60}\1$")
_LABEL = re.compile(r"^(?:标\s*题|名\s*称|信息名称|案\s*由)\s*[:：]\s*")
_NUMBER_TAIL = re.compile(r"[\[（(【]\s*$")


@dataclass(frozen=True, slots=True)
class TitleFound:
    """``text`` cleaned, ``raw`` as printed, ``source`` as in Title.source."""

    text: str
    raw: str
    source: str
    place: str


@remembered
def clean_title(raw: str) -> str:
    """Spaces of line breaks, a document number (T5), an outcome mark and the site's name taken off."""
    title = _TWICE.sub(r"\1", close_up(_LABEL.sub("", raw.strip())))
    title = _SITE_TAIL.sub("", _HEADER_TAIL.sub("", title))
    for number in list(find_document_numbers(title)):
        before, after = title[: number.start], title[number.end :]
        bracketed = re.search(r"[\[（(【]$", before) and re.match(r"[\]）)】]", after)
        if bracketed and after[1:] == "":
            title = before[:-1]
        elif not before.strip("[（(【 "):
            title = after.lstrip("]）)】 -—")
        break
    title = _COUNTER.sub("", title, count=1) if title[:1] in _COUNTS else title
    return _without_brand(without_mark(title).strip())


# 004(1).对区十七届…: the counter of the list the title was taken from.
_COUNTER = re.compile(
    r"[•·●]?\s?(?:\d{1,3}(?:[（(]\d{1,3}[）)])?[.．、]|[（(]\d{1,3}[）)][.．、]?)\s?"
    r"(?=关于|对(?!于)|[\u3400-\u9fff]{3,40}?[局委厅办部院府会](?:关于|对(?!于)))"
)
_COUNTS = frozenset("•·●（(0123456789")

_BEFORE_ANSWER = re.compile(r"[^《“。]{2,30}?(?=关于|对)")


def _without_brand(title: str) -> str:
    """某某网投对办理…的答复: a betting site's name where issuer or 关于 stood is no part of the title."""
    before = _BEFORE_ANSWER.match(title)
    if before is None or find_brand(before[0]) is None or find_brand(title[before.end() :]) is not None:
        return title
    return title[before.end() :]


def is_answer_title(text: str) -> bool:
    """Whether ``text`` is a reply's title, not a suggestion's: it says 答复, 复函, 回复 …"""
    return bool(_REPLY_WORD.search(text)) and is_title(text)


@remembered
def is_title(text: str) -> bool:
    """Could ``text`` be a document's title (not a salutation, an organ, a number, a date, a sentence)?"""
    plain = close_up(text)
    if not 4 <= len(plain) <= 160 or not _MATTER_WORD.search(plain) or is_organ(plain):
        return False
    if re.search(r"[。；？]|[:：]$", plain) or (
        re.search(r"(?:代表|委员)们?[:：]?$", plain) and not _REPLY_WORD.search(plain)
    ):
        return False
    number = read_document_number(plain)
    return not (number and len(plain) - (number.end - number.start) < 6)


def letter_titles(blocks: Sequence[Block], end: int) -> list[tuple[Block, ...]]:
    """The titles printed above block ``end`` (the salutation), from the top down; each as its lines.

    Normally one, broken over up to five lines; two where a topic title stands above the
    numbered one (T8). Numbers, marks and the signer between title and salutation are passed over.
    """
    found: list[tuple[Block, ...]] = []
    while len(found) < 2:
        lines = _nearest_title(blocks, end)
        if not lines:
            break
        found.insert(0, lines)
        end = next(i for i, b in enumerate(blocks) if b is lines[0])
    return found


def _nearest_title(blocks: Sequence[Block], end: int) -> tuple[Block, ...]:
    lines: list[Block] = []
    i = end - 1
    while i >= 0 and len(lines) < 5 and end - i < 12:
        text = blocks[i].text
        if _is_frame(text) or (not lines and text.rstrip().endswith((":", "："))):
            if lines:
                break
        elif len(squeeze(text)) > 120 or re.search(r"[。；]", text):
            break
        else:
            lines.insert(0, blocks[i])
            above = squeeze(blocks[i - 1].text) if i > 0 else ""
            glued = re.search(r"(?:关于|对)$", above)
            if _begins_surely(lines[0]) and _ends(lines) and not glued:
                break
            if _WHOLE_ABOVE.search(above) and _begins_surely(blocks[i - 1]) and _whole(lines):
                break  # 某局关于…建议的答复, and session and number on a line of their own under it
        i -= 1
    return _trim(lines)


_WHOLE_ABOVE = re.compile(r"(?:建议|提案|议案)的?(?:答复函?|复函|回复)$")
_SESSION_LINE = re.compile(
    r"[（(]?[\u3400-\u9fff]{0,16}第?[一二三四五六七八九十\d]{1,4}届.{0,40}(?:建议|提案|议案)[）)]?"
)


def _whole(lines: Sequence[Block]) -> bool:
    return len(lines) == 1 and _SESSION_LINE.fullmatch(squeeze(lines[0].text)) is not None


def _joined(lines: Sequence[Block]) -> str:
    return without_mark(close_up("".join(close_up(b.text) for b in lines)))


def _begins_surely(line: Block) -> bool:
    """The line starts a title: 关于…, 对…, 某局关于…; not a breadcrumb glued before it."""
    first = _after_number(squeeze(line.text))
    if re.match(r"^(?:关于|对(?!于))", first):
        return True
    m = _ORGAN_START.match(first)
    return m is not None and is_organ(m[1])


def _begins(line: Block) -> bool:
    """Also lines that can start a title or go on with one: 市七届…, 第6号…, 《…》."""
    return _begins_surely(line) or bool(_PLAIN_START.match(_after_number(squeeze(line.text))))


_COLUMN_FIRST = re.compile(r"^【[^【】]{2,12}】(?=.{8})")
"""【建议答复】关于…: the column's name in front."""


def _after_number(line: str) -> str:
    """T5: 青教〔2021〕122号青沅县教育局关于… without the number."""
    line = _COLUMN_FIRST.sub("", line)
    number = read_document_number(line)
    line = line[number.end :].lstrip("-—") if number and number.start <= 1 else line
    return _without_brand(_COUNTER.sub("", line, count=1) if line[:1] in _COUNTS else line)


def _ends(lines: Sequence[Block]) -> bool:
    return bool(_END_WORD.search(squeeze(_joined(lines))))


def _trim(lines: list[Block]) -> tuple[Block, ...]:
    while lines and not _ends(lines):
        lines = lines[:-1]
    while lines:
        joined = _joined(lines)
        if _begins(lines[0]) and is_title(joined):
            break
        lines = lines[1:]
    return tuple(lines)


_GREETING = re.compile(
    r"[^—\-_|，。；]{2,20}政府\s?[—\-_|]{1,2}\s?[^—\-_|，。；]{2,16}[局委厅办部院会]$|(?:政府)?信息公开$|政务公开$|欢迎(?:您|来到|访问|光临|进入)|[^—\-_|，。；]{2,20}网(?:站|$|\s?[-—_|]{1,3}\s?.{2,20}$)|.{2,24}[-—_|]\s?.{0,14}(?:网|网站|平台|门户|检索)$"
)
"""A greeting, or the name of the site or of its column on a line of its own."""


def first_line_title(blocks: Sequence[Block]) -> TitleFound | None:
    """For pages without any other title: the first line that is neither frame nor sentence."""
    for block in blocks[:4]:
        text = close_up(block.text)
        if _is_frame(block.text) or is_organ(text) or _GREETING.match(text):
            continue
        if 6 <= len(text) <= 80 and not re.search(r"[。；！？：:?!]$|[。；|>]", text) and len(blocks) > 1:
            return TitleFound(clean_title(text), block.text, "letter", block.place)
        return None
    return None


@remembered
def _is_frame(text: str) -> bool:
    kind = line_kind(text)
    if kind is LineKind.ORGAN:
        return False
    number = read_document_number(text, repair=True)
    mostly_number = (
        number is not None
        and len(squeeze(text)) - len(squeeze(number.raw)) < 24
        and not _END_WORD.search(squeeze(text))
    )
    marks = mark_alone(text) or mark_labelled(text) or (number and mark_after_number(text))
    return (
        kind is not None
        or mostly_number
        or bool(marks)
        or bool(re.search(r"文件$", squeeze(text)) and len(squeeze(text)) < 30)
    )


@remembered
def _some_title(text: str) -> bool:
    """A page title of any subject: not an organ's or a site's name, not a bare number."""
    plain = close_up(text)
    number = read_document_number(plain)
    bare_number = number is not None and len(plain) - (number.end - number.start) < 6
    site = re.search(
        r"(?:门户网站?|政府网|官网|网站|信息网|首页)[!！]?$|^欢迎(?:您|来到|访问|光临|进入)", plain
    )
    return (
        5 <= len(plain) <= 200 and not is_title(text) and not is_organ(plain) and not bare_number and not site
    )


def choose_title(
    candidates: Sequence[Title],
    in_letter: Sequence[Sequence[Block]],
    listing: str | None,
    own_titles: Sequence[str],
) -> TitleFound | None:
    """The best title. ``own_titles``: titles known to be the suggestion's, which name the page only if nothing better does.

    Page sources come before the letter's own lines, because characters get lost only
    inside letters; a candidate that says 答复/复函/… comes before one that does not.
    """
    found = [
        TitleFound(clean_title(t.text), t.text, t.source, t.place) for t in candidates if is_title(t.text)
    ]
    for lines in in_letter:
        raw = "\n".join(b.text for b in lines)
        text = clean_title("".join(close_up(b.text) for b in lines))
        found.append(TitleFound(text, raw, "letter", lines[0].place))
    if listing and is_title(listing):
        found.append(TitleFound(clean_title(listing), listing, "listing", "list page"))
    found += [
        TitleFound(clean_title(t.text), t.text, t.source, t.place) for t in candidates if _some_title(t.text)
    ]
    found = [f for f in found if f.text]
    own = {match_key(t) for t in own_titles}
    for good in (
        [
            f
            for f in found
            if match_key(f.text) not in own
            and (_REPLY_WORD.search(f.text) or (f.source in _PAGE_SOURCES and _NUMBERED.search(f.text)))
        ],
        [f for f in found if match_key(f.text) not in own],
        found,
    ):
        if good:
            return _untruncated(good)
    return None


_PAGE_SOURCES = ("meta", "metadata", "heading", "html-title")
# T4: a page title that names session or number is the reply's, also where it does not say 答复.
_NUMBERED = re.compile(r"(?:政协|人大).{0,14}?\d{1,6}|第\s?[\dA-Z-]{1,10}\s?号")


def _untruncated(good: list[TitleFound]) -> TitleFound:
    """The first, or the same title in full where the first was cut off with … (list pages do that)."""
    first = good[0]
    if first.text.endswith(("…", "...")):
        stem = match_key(first.text)
        for other in good[1:]:
            if match_key(other.text).startswith(stem):
                return other
    return first
