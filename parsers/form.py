"""Pages that print the suggestion as a form: 标题/内容, 提案号/提案人/内容/答复内容, in lines or table cells."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from parsers.frame import LineKind, line_kind
from parsers.normalize.document_number import read_document_number
from parsers.normalize.text import squeeze
from parsers.outcome import mark_alone
from parsers.types import Block

_LABELS: dict[str, str] = {
    "proposal_title": "标题 案由 题目 建议标题 提案标题 建议名称 提案名称 提案题目 建议题目 "
    "名称 议案标题 建议提案标题",
    "number": "建议/提案号 建议号 提案号 建议编号 提案编号 编号 案号 议案号 建议案号 建议序号",
    "proposer": "建议/提案提出者 提案提出者 建议提出者 提出人 提案人 建议人 领衔代表 领衔人 "
    "代表姓名 提案者 代表提案者 提议人 第一提案人 "
    "建议代表 提议代表 提出代表 提案委员",
    "content": "建议/提案内容 内容 建议内容 提案内容 建议正文 提案正文 问题内容 主要内容 建议原文 提案原文 具体内容",
    "reply": "答复内容 答复情况 办复情况 办理情况 问题答复 回复内容 办理答复 答复意见 办理结果 答复 办理意见 复文内容 "
    "复函内容 主办部门答复意见 主办单位答复意见 承办部门答复意见 承办单位答复意见 主办单位答复 承办单位答复",
    "handler": "承办单位 办理单位 办理部门 主办单位 主办部门 承办部门",
    "co_handler": "会办单位 协办单位 协办部门 分办单位",
    "session": "会议届次 届次 会议 会议名称 所属届次 届次会议",
    "reply_date": "答复时间 答复日期",
    "other": "反馈时间 办结时间 办复时间 交办日期 交办时间 责任人 处理状态 办理状态 归档时间 "
    "联系方式 提交时间 提出时间 附议人 联名代表 类别 满意度 状态 序号",
}
_CANONICAL = {word: key for key, words in _LABELS.items() for word in words.split()}
_LINE = re.compile(
    r"^\s*[【\[]?([\u3400-\u9fff][\u3400-\u9fff\s\u3000/]{1,10})[】\]]?\s*[:：]\s*(.*)$", re.DOTALL
)
# 办理结果：A类, 办理情况：已办复: a mark or a state, not the reply.
_STATUS = re.compile(
    r"[（(]?[A-D甲乙丙][1-3]?类?[）)]?(?:[.、．]?(?:解决采纳|正在解决|计划解决|留作参考))?"
    r"|已?(?:答复|办复|办结|办理完毕|办理|采纳|解决)完?毕?"
)
_RED_HEAD = re.compile(r"^[\u3400-\u9fff\s]{4,40}文\s?件$")
_REPLY_TITLE = re.compile(r"^(?:关于|对|.{0,30}(?:关于|对)).{0,80}(?:的答复|答复函|的复函|的回复|办理情况)")


@dataclass(slots=True)
class Form:
    """``values``: the form's cells with their places. ``content``/``reply``: block texts of the long fields."""

    values: dict[str, tuple[str, str]] = field(default_factory=dict)
    content: list[Block] = field(default_factory=list)
    reply: list[Block] = field(default_factory=list)
    used: set[int] = field(default_factory=set)


def read_form(blocks: Sequence[Block], end: int) -> Form:
    """The form above block ``end`` (the salutation, or the whole page where there is none).

    Where a letter follows, its head (title, number) stands under 办理情况: and is left to the letter.

    Believed only with two labels, or with a content label: a lone 标题: is ordinary metadata.
    """
    form = Form()
    alone = _labels_alone(blocks, end)
    i = 0
    answered = False  # 提案人：…, 答复情况： and the letter under it
    while i < end:
        cells = _under_label(blocks, i, alone) or list(_cells(blocks[i])) or _bare_label(blocks, i)
        if not cells:
            i += 1
            continue
        form.used.add(i)
        if i in alone and cells[0][1]:
            i += 1
            form.used.add(i)
        answered = answered or any(key == "reply" for key, _ in cells)
        for key, value in cells:
            if key == "reply" and value and _STATUS.fullmatch(value.split(maxsplit=1)[0]):
                form.values.setdefault("status", (value.split(maxsplit=1)[0], blocks[i].place))
            elif key in ("content", "reply"):
                i = _long_field(form, key, value, blocks, i, end, alone)
            elif key != "other" and value and key not in form.values:
                form.values[key] = (value, blocks[i].place)
        i += 1
    if "proposer" in form.values or "handler" in form.values:
        _bare_values(form, blocks)
    if not form.content and len(form.values) + ("proposer" in form.values and answered) < 2:
        # 编号:B(2017)103号 above a letter stands alone often enough; other labels do not.
        number = {k: v for k, v in form.values.items() if k == "number" and re.search(r"\d", v[0])}
        return Form(values=number, used=form.used if number else set())
    return form


_LONGEST_ALONE = 8
_FEWEST_ALONE = 3


def _labels_alone(blocks: Sequence[Block], end: int) -> frozenset[int]:
    """Labels on lines of their own (建议号 / 第23号 / 建议人 / …): where three are, they make a form."""
    last = min(end, len(blocks) - 1)
    found = [i for i, b in enumerate(blocks[:last]) if len(b.text) <= _LONGEST_ALONE and _alone(b.text)]
    if len(found) < _FEWEST_ALONE:
        return frozenset()
    answered = [i for i in found if _alone(blocks[i + 1].text) is None]
    return frozenset(found) if len(answered) >= _FEWEST_ALONE else frozenset()


def _alone(text: str) -> str | None:
    return _CANONICAL.get(squeeze(text)) if 2 <= len(text) <= _LONGEST_ALONE else None


def _under_label(blocks: Sequence[Block], i: int, alone: frozenset[int]) -> list[tuple[str, str]]:
    """A lone label with the line under it as its value; '' under an empty one and before a long field."""
    key = _alone(blocks[i].text) if i in alone else None
    if key is None:
        return []
    below = "" if i + 1 in alone or _letter_begins(key, blocks[i + 1].text) else blocks[i + 1].text
    return [(key, "" if key == "content" else below)]


def _letter_begins(key: str, below: str) -> bool:
    """答复内容 alone stands above the letter; 办理结果 alone may stand above a mark."""
    return key == "reply" and _STATUS.fullmatch(below.split(maxsplit=1)[0]) is None


_BARE_SESSION = re.compile(r"[^。，；：:]{0,30}届[^。，；：:]{0,24}(?:会议|大会)")
_TAB = re.compile(r"[•·\s]{0,6}(?:答复|建议|提案|办理)(?:内容|原文|情况)")


def _bare_values(form: Form, blocks: Sequence[Block]) -> None:
    """P3: above 建议人: stand the session and the number without labels, below it the names of the tabs."""
    first, last = min(form.used), max(form.used)
    for i in range(max(0, first - 3), first):
        text = squeeze(blocks[i].text)
        if re.fullmatch(r"第?\d{1,6}号?", text):
            form.values.setdefault("number", (text, blocks[i].place))
            form.used.add(i)
        elif _BARE_SESSION.fullmatch(text):
            form.values.setdefault("session", (text, blocks[i].place))
            form.used.add(i)
    for i in range(last + 1, min(last + 3, len(blocks))):
        if _TAB.fullmatch(blocks[i].text.strip()):
            form.used.add(i)


_SALUTES = re.compile(r"\s?[\u3400-\u9fff·、\s]{2,60}(?:代表|委员)[:：][^。]{0,120}(?:收悉|[案议]悉)")


def _in_cell(label: str, value: str) -> bool:
    """词条 | 对…提案的答复, 释义 | 某某委员：您提出的…收悉: an encyclopedia's names for a letter's title and text."""
    if _CANONICAL.get(squeeze(label).rstrip(":：")) is not None:
        return False
    if len(value) < 160:
        return _REPLY_TITLE.match(value.strip()) is not None and not re.search("[。；]", value)
    return _SALUTES.match(value) is not None


_ADDRESSED = re.compile(
    r"(?:尊敬的)?[\u3400-\u9fff·、\s]{2,40}?(?:代表|委员)们?\s?(?:[:：]|[，,]?\s?[您你]们?好)"
)


def _letter_behind_label(block: Block) -> list[Block]:
    """复文内容：某某委员，您好！… on one line: the letter as a line of its own."""
    start = block.text[:14]
    labelled = len(block.text) > 40 and ("：" in start or ":" in start)
    m = _LINE.match(block.text[:400]) if labelled else None
    if m is None or _CANONICAL.get(squeeze(m[1])) != "reply" or _ADDRESSED.match(m[2]) is None:
        return [block]
    return [
        Block(block.text[: m.start(2)].strip(), block.place),
        Block(block.text[m.start(2) :], block.place),
    ]


def split_long_row(block: Block) -> list[Block]:
    """A table row 答复内容 | 王三委员：… as two lines, so that the letter in the cell is read like any other."""
    if "|" not in block.text:
        return _letter_behind_label(block)
    text = block.text.strip("| ") if len(block.text) > 2 else block.text
    label, _, value = text.partition("|")
    if len(label) <= 8 and value and "|" not in value and _in_cell(label, value):
        return [Block(value.strip(), block.place)]
    if (
        (block.kind != "row" and " | " not in block.text)
        or len(label) > 16
        or _CANONICAL.get(squeeze(label).rstrip(":：")) != "reply"
        or len(value) < 30
        or "|" in value
    ):
        return [block]
    return [Block(label.strip() + "：", block.place), Block(value.strip(), block.place)]


def _cells(block: Block) -> Iterator[tuple[str, str]]:
    text = block.text
    if block.kind == "row" or " | " in text or (text[:1] == "|" and text[-1:] == "|"):
        cells = [c.strip() for c in text.split("|")]
        i = 0
        while i < len(cells):
            key = _CANONICAL.get(squeeze(cells[i]).rstrip(":："))
            if key:
                yield key, cells[i + 1] if i + 1 < len(cells) else ""
                i += 1
            i += 1
        return
    m = _LINE.match(text[:4000])
    key = _CANONICAL.get(squeeze(m[1])) if m else None
    if m and key:
        yield from _along(key, text[m.start(2) :].strip())


_NEXT_LABEL = re.compile(r"[\s\u3000]([\u3400-\u9fff/]{2,9})\s?[:：]")


def _along(key: str, value: str) -> Iterator[tuple[str, str]]:
    """提案人：某某 提案号：11, two labels on one line. Long fields keep what stands in them."""
    following = _NEXT_LABEL.search(value) if key not in ("content", "reply") and len(value) <= 120 else None
    label = _CANONICAL.get(following[1]) if following else None
    if following is None or label is None:
        yield key, value
        return
    yield key, value[: following.start()].strip()
    yield from _along(label, value[following.end() :].strip())


def _bare_label(blocks: Sequence[Block], i: int) -> list[tuple[str, str]]:
    """建议内容 or 答复内容 alone above its text: a heading. Two of them one after the other are tabs, and say nothing."""
    if i + 1 >= len(blocks) or not _TAB.fullmatch(blocks[i].text.strip()):
        return []
    beside = [blocks[i + 1], *([blocks[i - 1]] if i else [])]
    if any(_TAB.fullmatch(b.text.strip()) for b in beside):
        return []
    key = _CANONICAL.get(squeeze(blocks[i].text).strip("•·"))
    return [(key, "")] if key in ("content", "reply") else []


def _long_field(
    form: Form, key: str, value: str, blocks: Sequence[Block], i: int, end: int, alone: frozenset[int]
) -> int:
    """Take the value and the following lines up to the next label or the reply's own head; returns the last line taken."""
    target = form.content if key == "content" else form.reply
    if target:
        return i
    if value:
        target.append(Block(value, blocks[i].place))
    j = i + 1
    while (
        j < end
        and j not in alone
        and not _stops(blocks[j], key)
        and not (key == "reply" and end < len(blocks))
    ):
        if blocks[j].text.strip("| "):  # a bar alone is what a table leaves behind
            target.append(blocks[j])
        form.used.add(j)
        j += 1
    return j - 1


def _stops(block: Block, key: str) -> bool:
    text = block.text
    if any(True for _ in _cells(block)) or _RED_HEAD.match(text) or _TAB.fullmatch(text.strip()):
        return True
    if key == "reply":
        return False
    number = read_document_number(text) if len(text) < 80 else None
    head = number is not None and number.start <= 2
    kind = line_kind(text)
    return (
        head
        or bool(_REPLY_TITLE.match(text))
        or mark_alone(text) is not None
        or kind in (LineKind.ORGAN, LineKind.SIGNER)
    )
