"""Label/value pairs around a letter: disclosure tables, label lists, header lines, meta tags.

The shapes read here are M1-M10 of letters.md: label line and value line, values
without labels, table rows with one to three pairs, spaced and bracketed labels,
everything on one line, the block printed twice.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from parsers.labels import (
    COUNTERS,
    HEADER,
    IN_LINE,
    LABEL_STARTS,
    STRONG,
    canonical,
    is_second_choice,
    squeeze,
)
from parsers.normalize.region import leading_region
from parsers.remembered import remembered
from parsers.types import Block, Dropped, Pair, Title

_BULLETS = " \t\u00a0\u3000•·●○▪■◆►▶*-–—>"
_TRIM = _BULLETS + "|:：\u2003\u2002"
# Rows and one-line blocks (M6) are seldom longer; prose is.
_LONGEST_LINE = 1500

# No portal prints more lines above a letter.
_LONGEST_HEADER = 200

_DATE = r"(?:19|20)?\d{2}\s?[-/.年—–]{1,2}\s?\d{1,2}\s?[-/.月—–]{1,2}\s?\d{1,2}\s?日?"
_CLOCK = r"(?:[ T\u00a0\u3000]{0,4}\d{1,2}\s?[:：∶时点]\s?\d{1,2}(?:\s?[:：∶分]\s?\d{0,2}秒?)?(?:\.\d+)?)?"
DATE_LIKE = re.compile(rf"[\[【(（]?\s?{_DATE}{_CLOCK}\s?[\]】)）]?")
_DATE_START = re.compile(rf"[\[【(（]?{_DATE}{_CLOCK}[\]】)）]?(?=\s|\||$|来|信|作|浏|点|文)")
# `来源：县政府办2022-08-11`
_GLUED_DATE = re.compile(rf"(?<=[\u3400-\u9fff])\s{{0,20}}({_DATE}{_CLOCK})$")
# Buttons printed behind the source: `来源：市民政局 【打印】`, `来源：市民政局浏览`
_CONTROL_TAIL = re.compile(
    r"\s{0,20}[\[【(（|]{0,3}\s{0,20}(?:浏览|点击|阅读|打印|分享|字体|字号|收藏|关闭)(?:次数|量|数|本页|窗口)?[\]】)）|:：\s]{0,20}$"
)
# The same with white space before each: `来源：教育部　下载　收藏`
_BUTTONS = re.compile(
    r"(?:[\s|]{1,20}[\[【(（]?(?:下载|保存|收藏|打印|分享|关闭|纠错|订阅|放大|正常|缩小)[\]】)）]?){1,5}+$"
)
INDEX_LIKE = re.compile(r"(?=(?:\D*\d){6})[0-9A-Za-z_]{0,30}[-/_][0-9A-Za-z_/\-]{4,50}")
NUMBER_LIKE = re.compile(
    r"[\u4e00-\u9fffA-Za-z（）()]{1,24}\s?[〔\[【［﹝(（{]\s?(?:19|20)\d{2}\s?[〕\]】］﹞)）}]\s?第?\s?\d{1,5}\s?号?"
)
_EMPTY_VALUES = frozenset({"", "-", "--", "/", "无", "暂无", "空", "null", "None"})

_SALUTATION = re.compile(
    r".{0,120}(?:代表|委员|代表团|委员会|党派|工商联|支部|小组)(?:们|您好)?\s?[:：]\s?(?:您们?好[!！]?)?"
)
_PROSE = re.compile("[。；！？]")
_TITLE_END = re.compile(
    r"(?:答复|复函|答复函|函|回复|复文|函复|意见|通知|报告|情况|总结|公告|说明|建议|提案|方案|办法)[)）》”]?(?:[A-C]类?)?$"
)
_VALIDITY = re.compile(
    r"(?:现行)?(?:有效|无效|失效|废止|已废止|已失效|部分失效|部分有效|继续有效|尚未生效|已修改|是|否)"
)
# `是否有效 有效 有限期限`: a label behind it that is nobody's, without a value.
_VALIDITY_FIRST = re.compile(rf"{_VALIDITY.pattern}(?=\s)")

_FORMS = frozenset(
    (
        "人大建议办理", "政协提案办理", "命令", "决定", "公告", "通告", "通知",
        "通报", "议案", "报告", "请示", "批复", "意见", "函", "会议纪要",
        "纪要", "公报", "决议", "其他公文", "命令（令）", "建议提案", "建议提案办理",
        "复函",
    )
)  # fmt: skip
_ORGAN_END = re.compile(
    r"(?:局|委|委员会|政府|办公室|办公厅|办|厅|部|院|中心|街道|镇|乡|处|署|会|总社|集团|银行|大队|支队|公司|学校)$"
)


@dataclass(slots=True)
class Found:
    """What was read: the pairs, title candidates, the lines left over and those that say nothing."""

    pairs: list[Pair] = field(default_factory=list)
    titles: list[Title] = field(default_factory=list)
    rest: list[Block] = field(default_factory=list)
    dropped: list[Dropped] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Cell:
    """One label with its value; ``value`` None means: on the next line."""

    label: str
    raw: str
    value: str | None


@dataclass(slots=True)
class _Group:
    """Neighbouring lines that all hold labels."""

    cells: list[tuple[_Cell, int]] = field(default_factory=list)
    label_lines: dict[int, int] = field(default_factory=dict)
    lines: list[int] = field(default_factory=list)


def read_metadata(blocks: Sequence[Block], *, letter_inside: bool) -> Found:
    """Take label/value pairs out of ``blocks``.

    ``letter_inside`` True (plain text, PDF, Word): only what stands above the
    letter is looked at, and a group needs two labels, so that a form inside the
    letter stays. False (what HTML prints outside the body): every line with a label counts.
    """
    limit = _header_end(blocks) if letter_inside else len(blocks)
    found = Found()
    used: dict[int, list[Pair]] = {}
    end_of_table = 0
    for group in _groups(blocks, limit):
        kind = _judge(group, alone_is_enough=not letter_inside)
        if kind is None:
            continue
        _take(group, kind, blocks, used, found)
        if kind == "metadata":
            end_of_table = max(group.lines) + 1
    if not any(pair.label == "索引号" for pairs in used.values() for pair in pairs):
        end_of_table = max(end_of_table, _values_alone(blocks, limit, used, found))
    if not any(pair.label in _DATES for pairs in used.values() for pair in pairs):
        _lone_date(blocks, limit, used, letter_inside=letter_inside)
    if letter_inside and end_of_table:
        _page_title(blocks, end_of_table, used, found)
    found.pairs = resolve([pair for i in sorted(used) for pair in used[i]])
    found.rest = [block for i, block in enumerate(blocks) if i not in used]
    return found


def _header_end(blocks: Sequence[Block]) -> int:
    """Where the letter surely has begun: its salutation, or the first line of prose."""
    for i, block in enumerate(blocks[:_LONGEST_HEADER]):
        text = block.text
        if is_salutation(text) and _cells(block) is None:
            return i
        if len(text) >= 60 and _PROSE.search(text) and _cells(block) is None:
            return i
    return min(len(blocks), _LONGEST_HEADER)


def is_salutation(text: str) -> bool:
    """True for a line such as ``林晓安代表：`` or ``县民政局、李某委员：``."""
    return len(text) <= 160 and (":" in text or "：" in text) and _SALUTATION.fullmatch(text) is not None


# -- one line ---------------------------------------------------------------


def _cells(block: Block) -> tuple[_Cell, ...] | None:
    """The labels of one line with their values, or None for a line that begins with no label."""
    text = block.text
    if len(text) > _LONGEST_LINE:
        return None
    if "|" in text:
        return _row_cells(text)
    return _line_cells(text)


@remembered
def _row_cells(text: str) -> tuple[_Cell, ...] | None:
    parts = [part.strip(_BULLETS) for part in text.split("|")]
    cells: list[_Cell] = []
    i = 0
    unknown = False
    while i < len(parts):
        label = canonical(parts[i])
        if label is not None:
            value = ""
            if (
                i + 1 < len(parts)
                and canonical(parts[i + 1]) is None
                and not _begins_with_label(parts[i + 1])
            ):
                value = parts[i + 1]
                i += 1
            cells.append(_Cell(label, squeeze(parts[i if not value else i - 1]) or label, value.strip(_TRIM)))
        else:
            inside = _line_cells(parts[i])
            if inside is not None:
                cells.extend(inside if inside[-1].value is not None else inside[:-1])
            elif parts[i] and not cells:
                if i or len(parts) < 4 or not _UNKNOWN_LABEL.fullmatch(parts[0]):
                    return None
                i = 0 if canonical(parts[1]) else 1  # a label nobody knows, and its value
                unknown = True
        i += 1
    if unknown and not any(cell.label in STRONG for cell in cells):
        return None
    return tuple(cells) or None


_UNKNOWN_LABEL = re.compile(r"[\u3400-\u9fff\s]{2,12}[:：]")


def _begins_with_label(text: str) -> bool:
    match = IN_LINE.match(text)
    return match is not None and bool(match["colon"] or match["close"])


def _line_cells(text: str) -> tuple[_Cell, ...] | None:
    line = text.strip(_BULLETS)
    if not line:
        return None
    if line[0] not in LABEL_STARTS and not line[0].isdigit():
        return _behind_site(line)  # nearly every line: it begins with no label
    cells = _labelled(line)
    return _behind_site(line) if cells is None else cells


_DATE_LABEL = r"(?:发布)?(?:日期|时间)\s{0,4}[:：]\s{0,4}"
_BEHIND_SITE = re.compile(
    rf"[\u3400-\u9fff]{{2,16}}(?:网|网站|门户|平台)\s{{0,9}}(?={_DATE_LABEL}(?:19|20)\d\d)"
    rf"|[\u3400-\u9fff]{{2,20}}\s{{0,9}}(?:https?://)?www\.[\w.]{{4,40}}/?\s{{1,9}}(?=(?:{_DATE_LABEL})?(?:19|20)\d\d)"
)


def _behind_site(line: str) -> tuple[_Cell, ...] | None:
    """`云江政务网 www.yunjiang.gov.cn 时间：2024-05-08`: site and address before the date are nobody's value."""
    if len(line) > 120 or not ("www." in line or "时间" in line or "日期" in line):
        return None
    site = _BEHIND_SITE.match(line)
    return _labelled(line[site.end() :]) if site else None


# `体裁：函    存档码：5301-…`: a label nobody knows ends the value before it too.
_NEXT_LABEL = re.compile(r"(?:\s{2,}|\u3000)[\u3400-\u9fff]{2,8}\s?[:：](?!//)")


def _alone(value: str) -> str:
    return _NEXT_LABEL.split(value, maxsplit=1)[0] if "  " in value or "\u3000" in value else value


@remembered
def _labelled(line: str) -> tuple[_Cell, ...] | None:
    alone = canonical(line)
    if alone is not None:
        return (_Cell(alone, squeeze(line), None),)
    cells: list[_Cell] = []
    start = 0
    date = _DATE_START.match(line)
    if date is not None:
        cells.append(_Cell("日期", "", date.group().strip("[]【】()（） ")))
        start = date.end()
        while start < len(line) and line[start] in _TRIM:
            start += 1
        if start == len(line):
            return None
    elif line[:1] in "【[（(":
        start = len(line) - len(line[1:].lstrip())
    matches = [m for m in IN_LINE.finditer(line, start) if _is_label(line, m, start)]
    start = _after_source(line, start, matches, cells)
    if not matches or matches[0].start() != start:
        opened = bool(matches) and line[:1] in "[［【" and matches[0].start() == 0
        if not opened:
            return None
    for match, following in zip(matches, [*matches[1:], None], strict=True):
        label = canonical(match["label"])
        value = line[match.end() : following.start() if following else len(line)].strip(_TRIM)
        value = _alone(_CONTROL_TAIL.sub("", _BUTTONS.sub("", value)))
        if match["close"] is None:
            value = (
                value.rstrip("】]［[【 ")
                if value.count("[") < value.count("]") or value.endswith("】")
                else value
            )
        if label == "有效性" and (said := _VALIDITY_FIRST.match(value)):
            value = said[0]
        if label is not None:
            value = _without_date(value, cells) if label == "来源" else value
            cells.append(_Cell(label, squeeze(match["label"]), value if value or len(matches) > 1 else None))
    return tuple(cells) or None


def _after_source(line: str, start: int, labels: Sequence[re.Match[str]], cells: list[_Cell]) -> int:
    """`2017-12-16 00:00:00 行政公署办公室 点击:[] 打印`: an organ between the date and the page's own words."""
    if not cells or not labels or labels[0].start() <= start:
        return start
    text = line[start : labels[0].start()].strip(_TRIM)
    organ = 2 <= len(text) <= 24 and _ORGAN_END.search(text) is not None
    if not organ or any(canonical(m["label"]) not in HEADER for m in labels):
        return start
    cells.append(_Cell("来源", "", text))
    return labels[0].start()


def _without_date(source: str, cells: list[_Cell]) -> str:
    """`来源：县政府办2022-08-11`: the date becomes a cell of its own."""
    glued = _GLUED_DATE.search(source)
    if glued is None:
        return source
    cells.append(_Cell("日期", "", glued[1]))
    return source[: glued.start()].rstrip()


def _is_label(line: str, match: re.Match[str], start: int) -> bool:
    """A word of the table is a label where its surroundings say so."""
    marked = bool(match["colon"] or match["close"])
    before = line[match.start() - 1] if match.start() > start else " "
    after = line[match.end()] if match.end() < len(line) else " "
    if marked:
        return True
    if not (before.isspace() or before in "|•·"):
        return False
    if after.isspace() or after in "|•·":
        return True
    # `索引号000014348/…` without anything between (letters.md M9)
    label = canonical(match["label"])
    return (match.start() == start or before.isspace()) and (
        (after.isascii() and after.isalnum() and label in {"索引号", "发布日期", "成文日期"})
        or (label == "发布机构" and _organ_alone(line[match.end() :]))
        or (label == "发文字号" and NUMBER_LIKE.fullmatch(line[match.end() :].strip()) is not None)
        or (label == "有效性" and _VALIDITY.fullmatch(line[match.end() :].strip()) is not None)
    )


def _organ_alone(text: str) -> bool:
    """`发布机构青沅县民政局`: an organ's name up to the line's end, not 发布机构改革办公室 alone."""
    name = text.split(maxsplit=1)[0] if text.strip() else ""
    return 4 <= len(name) <= 30 and _ORGAN_END.search(name) is not None and leading_region(name) != ""


# -- neighbouring lines -----------------------------------------------------


def _groups(blocks: Sequence[Block], limit: int) -> Iterable[_Group]:
    group = _Group()
    i = 0
    while i < limit:
        cells = _cells(blocks[i])
        if cells is None and group.cells and not blocks[i].text.strip(_BULLETS):
            group.lines.append(i)  # a bullet on a line of its own, between two labels
            i += 1
            continue
        if cells is None:
            if group.cells:
                yield group
                group = _Group()
            i += 1
            continue
        group.lines.append(i)
        if len(cells) > 2 and i + 1 < limit and (columns := _columns(blocks, i)):
            group.cells.extend((cell, i + 1) for cell in columns)
            group.label_lines[i + 1] = i
            group.lines.append(i + 1)
            i += 2
            continue
        for cell in cells:
            if cell.value is not None:
                group.cells.append((cell, i))
                continue
            value, taken = _next_line_value(blocks, i, limit, cell.label)
            group.cells.append((replace(cell, value=value), i + taken))
            if taken:
                group.label_lines[i + 1] = i
                group.lines.append(i + 1)
                i += 1
        i += 1
    if group.cells:
        yield group


def _columns(blocks: Sequence[Block], i: int) -> list[_Cell]:
    """A row of labels over one row of values: 索取号 | 发布时间 | 发布机构 | 文件编号 | 备注 (Shanghai)."""
    if blocks[i].text.count("|") != blocks[i + 1].text.count("|"):
        return []
    if i + 2 < len(blocks) and blocks[i + 2].text.count("|") == blocks[i].text.count("|"):
        return []  # a list of documents, each with its number
    heads = [part.strip(_BULLETS) for part in blocks[i].text.split("|")]
    values = [part.strip(_TRIM) for part in blocks[i + 1].text.split("|")]
    labels = [canonical(head) for head in heads]
    known = {label for label in labels if label is not None}
    if len(known & STRONG) < 3 or not known & {"索引号", "发文字号"}:
        return []
    if any(label is None and len(head) > 6 for label, head in zip(labels, heads, strict=True)):
        return []
    if any(canonical(value) is not None or _begins_with_label(value) for value in values):
        return []
    return [
        _Cell(label, squeeze(head), value)
        for label, head, value in zip(labels, heads, values, strict=True)
        if label is not None
    ]


def _next_line_value(blocks: Sequence[Block], i: int, limit: int, label: str) -> tuple[str, int]:
    """The line under a lone label, where it can be that label's value."""
    if i + 1 >= limit:
        return "", 0
    below = blocks[i + 1].text
    if _cells(blocks[i + 1]) is not None or is_salutation(below):
        return "", 0
    value = below.strip(_TRIM)
    if (
        blocks[i].text[:1] in _BULLET_MARKS
        and below.lstrip()[:1] != blocks[i].text[:1]
        and not _plain_below_bullet(blocks, i, label, value)
    ):
        return "", 0  # a bullet list ends with an empty value: what follows is no longer of the list
    if label not in {"标题", "内容概述"} and _REPLY_TITLE.search(value):
        return "", 0  # 主题词 without a value, and the page's title under it
    return (value, 1) if plausible(label, value) else ("", 0)


_BULLET_MARKS = ("•", "·", "●", "*")


def _plain_below_bullet(blocks: Sequence[Block], i: int, label: str, value: str) -> bool:
    """`• 索引号` over a value without a bullet: the next bullet's label follows it, or its shape says whose it is."""
    bullet = blocks[i].text[:1]
    following = blocks[i + 2].text if i + 2 < len(blocks) else ""
    if following[:1] == bullet and canonical(following) is not None:
        return True
    above = [b.text for b in blocks[max(0, i - 2) : i]]
    if not any(text[:1] == bullet and canonical(text) is not None for text in above):
        return False
    if label == "有效性":
        return _VALIDITY.fullmatch(value) is not None
    return label in _DATES and DATE_LIKE.fullmatch(value) is not None


_REPLY_TITLE = re.compile(r"(?:关于|对).{6,120}(?:答复|复函|回复|的函|复文|函复)(?:[（(].{1,40}[）)])?$")


def plausible(label: str, value: str) -> bool:
    """Could this be a value of this label? Judged by shape only, generously."""
    if value in _EMPTY_VALUES:
        return True
    if label in {"成文日期", "发布日期", "日期", "生效日期", "废止日期", "著录日期"}:
        return DATE_LIKE.match(value) is not None and len(value) <= 40
    if label == "有效性":
        return len(value) <= 12 and _VALIDITY.match(value) is not None
    if label == "索引号":
        return len(value) <= 80 and any(c.isdigit() for c in value) and not _PROSE.search(value)
    if label == "发文字号":
        return len(value) <= 60 and not _PROSE.search(value) and not is_salutation(value)
    if label in {"标题", "内容概述"}:
        return len(value) <= 1000
    number = NUMBER_LIKE.match(value)
    if number and len(value) - number.end() > 6:
        return False  # under an empty last label: the letter's number and title on one line
    return len(value) <= 120 and not _PROSE.search(value)


_NEVER_IN_A_LETTER = frozenset({"索引号", "发布机构"})
"""Labels that no form inside a letter has: one alone is the page's."""


def _judge(group: _Group, *, alone_is_enough: bool) -> Literal["metadata", "header"] | None:
    labels = {cell.label for cell, _ in group.cells}
    if labels <= HEADER and (labels & {"来源", "日期", "作者", "编辑", "浏览量"} or len(labels) == 1):
        for cell, _ in group.cells:
            if cell.label in {"日期", "发布日期", "成文日期"} and DATE_LIKE.match(cell.value or ""):
                return "header"
            if cell.label in {"来源", "编辑", "浏览量"} and len(cell.value or "") <= 40:
                return "header"
        return None
    if labels & STRONG and (len(labels) >= 2 or alone_is_enough or labels <= _NEVER_IN_A_LETTER):
        return "metadata"
    return None


def _take(
    group: _Group,
    kind: Literal["metadata", "header"],
    blocks: Sequence[Block],
    used: dict[int, list[Pair]],
    found: Found,
) -> None:
    for i in group.lines:
        used.setdefault(i, [])
    holding: set[int] = set()
    refused: set[int] = set()
    for cell, i in group.cells:
        value = cell.value or ""
        if value in {"", "-", "--"} or cell.label in COUNTERS or not plausible(cell.label, value):
            if value and cell.label not in COUNTERS and not plausible(cell.label, value):
                refused.add(i)
            continue
        place = blocks[i].place
        source: Literal["header", "table", "list"] = (
            "table" if blocks[i].kind == "row" or "|" in blocks[i].text else "list"
        )
        if kind == "header" or cell.label in {"来源", "日期", "作者", "编辑"}:
            source = "header"
        label = "发布日期" if cell.label == "日期" else cell.label
        used[i].append(Pair(label, value, source, place, cell.raw))
        holding |= {i, group.label_lines.get(i, i)}
        if label == "标题":
            found.titles.append(Title(value, "metadata", place))
    for i in group.lines:
        if i in refused:
            found.dropped.append(Dropped(blocks[i], "metadata label with a value that cannot be its own"))
        elif i not in holding:
            found.dropped.append(Dropped(blocks[i], _why_empty(group, i)))


def _why_empty(group: _Group, line: int) -> str:
    labels = {cell.label for cell, i in group.cells if i == line}
    return (
        "visit counter and page controls"
        if labels and labels <= COUNTERS
        else "metadata label without a value"
    )


# -- values without labels (M2) ---------------------------------------------


def _values_alone(blocks: Sequence[Block], limit: int, used: dict[int, list[Pair]], found: Found) -> int:
    """Portals whose labels are drawn by style sheets: an index number, some words, the dates.

    Order in Chongqing's table: 索引号, 发文字号, 主题分类, 体裁分类, 发布机构, 有效性 or 文号 again,
    成文日期, 发布日期 (portals.md part 2 §1). Returns the line after the run, 0 where there is none.
    """
    for start in range(min(limit, 60)):
        if (
            start in used
            or not blocks[start].text.strip(_BULLETS)[:1].isascii()
            or not INDEX_LIKE.fullmatch(_value(blocks[start]))
            or DATE_LIKE.fullmatch(_value(blocks[start]))
        ):
            continue
        end = _run_of_values(blocks, start, limit, used)
        if end - start < 4:
            continue
        values = [_value(blocks[i]) for i in range(start, end)]
        for i, (label, value) in enumerate(zip(_classify(values), values, strict=True), start):
            used[i] = []
            if label is None:
                found.dropped.append(Dropped(blocks[i], "metadata value without a label"))
            else:
                used[i].append(Pair(label, value, "values", blocks[i].place))
        return end
    return 0


def _value(block: Block) -> str:
    return block.text.strip(_BULLETS)


def _run_of_values(blocks: Sequence[Block], start: int, limit: int, used: dict[int, list[Pair]]) -> int:
    """The run ends with its last date; without a date it is no such block."""
    end = start
    bullet = blocks[start].text[:1] if blocks[start].text[:1] in "•·●*" else ""
    for i in range(start, min(limit, start + 14)):
        value = _value(blocks[i])
        if i in used or len(value) > 60 or _PROSE.search(value) or (bullet and blocks[i].text[:1] != bullet):
            break
        if DATE_LIKE.fullmatch(value):
            end = i + 1
    return end


def _classify(values: Sequence[str]) -> list[str | None]:
    """Labels for values in the table's order; None where neither shape nor position tells."""
    labels: list[str | None] = [None] * len(values)
    labels[0] = "索引号"
    dates = [i for i, value in enumerate(values) if DATE_LIKE.fullmatch(value)]
    if len(dates) == 1:
        labels[dates[0]] = "发布日期"
    for i, label in zip(dates, ("成文日期", "发布日期"), strict=False):
        if len(dates) > 1:
            labels[i] = label
    words = [i for i in range(1, len(values)) if i not in dates]
    for i in words:
        if NUMBER_LIKE.fullmatch(values[i]):
            labels[i] = "发文字号"
        elif _VALIDITY.fullmatch(values[i]):
            labels[i] = "有效性"
    words = [i for i in words if labels[i] is None]
    # 其他 is a topic and a form: the form is the last such word, a topic stands before it.
    form = next((i for i in reversed(words) if values[i] in _FORMS), None)
    if form is not None:
        labels[form] = "体裁分类"
        for i in words:
            if i < form:
                labels[i] = "主题分类"
                break
    organ = next((i for i in words if labels[i] is None and _ORGAN_END.search(values[i])), None)
    if organ is not None:
        labels[organ] = "发布机构"
    return labels


# -- a date without a label ---------------------------------------------------

_DATES = frozenset({"发布日期", "成文日期", "日期"})
_ISO = re.compile(rf"[\[（(]?\s?20\d{{2}}[-/.]\d{{1,2}}[-/.]\d{{1,2}}{_CLOCK}\s?[\]）)]?")


def _lone_date(
    blocks: Sequence[Block], limit: int, used: dict[int, list[Pair]], *, letter_inside: bool
) -> None:
    """`2020-12-30 09:35` alone under the title, no other date around: the day the page was published.

    Written with 年月日 it may be a clock or the letter's own date: it is taken under the title
    of a letter that has another date at its end.
    """
    first = 0 if letter_inside else max(0, limit - 8)
    found = [i for i in range(first, limit) if i not in used and _lone(blocks[i].text.strip(_BULLETS))]
    if len(found) != 1:
        return
    i = found[0]
    text = blocks[i].text.strip(_BULLETS)
    under_title = any(
        _TITLE_END.search(b.text.strip()) and re.search(r"关于|对|届|第.{1,8}号", b.text)
        for b in blocks[max(0, i - 2) : i]
    )
    if letter_inside and not under_title and not any(is_salutation(b.text) for b in blocks[i + 1 : i + 3]):
        return
    dated = DATE_LIKE.match(text)
    written = _WRITTEN_DAY.fullmatch(text)
    if dated is None or (written and not (under_title and _signed_below(blocks, limit, written))):
        return
    used[i] = [Pair("发布日期", dated[0], "header", blocks[i].place)]
    organ = text[dated.end() :].strip().split(maxsplit=1)[:1]
    if organ and _ORGAN_END.search(organ[0]):
        used[i].append(Pair("来源", organ[0], "header", blocks[i].place))


_WRITTEN_DAY = re.compile(r"((?:19|20)\d\d)年(\d{1,2})月(\d{1,2})日")
# `2024-11-29 17:31   市住建局 审核人：`: who put it up, behind day and clock.
_PUT_UP = re.compile(
    rf"{_DATE}{_CLOCK}[ \t\u00a0\u3000]{{2,20}}[\u3400-\u9fff]{{2,20}}"
    r"(?:\s{1,9}(?:审核|责任编辑|编辑|作者|录入|来源)人?\s?[:：]\s?[\u3400-\u9fff]{0,12})?"
)


def _lone(text: str) -> bool:
    """A line that is a day, with or without the clock; behind a clock the office that put it up may stand."""
    text = text.strip()
    if len(text) > 80 or text[:1] not in ("1", "2", "[", "【", "(", "（"):
        return False
    if _ISO.fullmatch(text) or _WRITTEN_DAY.fullmatch(text):
        return True
    return bool(_PUT_UP.fullmatch(text) and _ISO.match(text))


def _signed_below(blocks: Sequence[Block], limit: int, above: re.Match[str]) -> bool:
    """Whether the letter has a date of its own at its end, not after the one above: then that is the page's."""
    day = tuple(map(int, above.groups()))
    for block in blocks[max(limit, len(blocks) - 30) :]:
        own = _WRITTEN_DAY.search(block.text[-24:].replace(" ", "")) if len(block.text) <= 60 else None
        if own and not _PROSE.search(block.text):
            return tuple(map(int, own.groups())) <= day
    return False


# -- the page's own title in plain text -------------------------------------


def _page_title(blocks: Sequence[Block], start: int, used: dict[int, list[Pair]], found: Found) -> None:
    """The line between the metadata and the header line or the letter is the page's title."""
    if start >= len(blocks) or start in used:
        return
    text = blocks[start].text
    known = {_bare(title.text) for title in found.titles}
    if _bare(text) not in known and not (
        8 <= len(text) <= 160
        and _TITLE_END.search(text)
        and not _PROSE.search(text)
        and not is_salutation(text)
    ):
        return
    found.titles.append(Title(text, "heading", blocks[start].place))
    used[start] = []


def _bare(text: str) -> str:
    return "".join(text.split())


# -- after all pairs are known ----------------------------------------------


def resolve(pairs: Sequence[Pair]) -> list[Pair]:
    """Give way where a page prints two words for one thing; drop what is printed twice (M8).

    组配分类 beside 主题分类 keeps its own name; where 成文日期 (or 生成…) and 发文时间 or
    发文日期 are both printed, the latter is when it was sent out, 发布日期 (letters.md, Dates).
    """
    proper = {p.label for p in pairs if not is_second_choice(p.raw_label)}
    written = {p.raw_label for p in pairs if p.label == "成文日期"}
    made = {word for word in written if not word.startswith("发文")}
    out: list[Pair] = []
    seen: set[tuple[str, str, str]] = set()
    for pair in pairs:
        label = pair.label
        if label == "成文日期" and pair.raw_label.startswith("发文") and made:
            label = "发布日期" if "发布日期" not in proper else pair.raw_label
        elif is_second_choice(pair.raw_label) and label in proper:
            label = pair.raw_label
        key = (label, pair.value, "header" if pair.source == "header" else "")
        if key not in seen:
            seen.add(key)
            out.append(pair if label == pair.label else pair._replace(label=label))
    return out


# -- meta tags --------------------------------------------------------------

# 国办发〔2017〕47号, annex, and the set of www.gov.cn (portals.md §4.1). Lower case → as the rule writes it.
_META = {
    name.lower(): name
    for name in (
        "SiteName",
        "SiteDomain",
        "SiteIDCode",
        "ColumnName",
        "ColumnDescription",
        "ColumnKeywords",
        "ColumnType",
        "ArticleTitle",
        "PubDate",
        "ContentSource",
        "Keywords",
        "Author",
        "Description",
        "Url",
        "firstpublishedtime",
        "lastmodifiedtime",
        "catalog",
        "lanmu",
        "manuscriptId",
    )
}
_SOURCE_PREFIX = re.compile(r"\s*(?:信息|文章|稿件|内容|发布)?(?:来源|出处|作者)\s*[:：]\s*")
_MARKUP = re.compile(r"<[^<>]{0,500}>")
_DASHES = re.compile(r"\s?[—–－]{1,2}\s?")


def meta_pair(name: str, content: str, place: str) -> Pair | None:
    """A national meta tag as a pair; None for other tags and empty ones."""
    proper = _META.get(name.strip().lower())
    if proper is None:
        return None
    value = _MARKUP.sub("", content) if "<" in content else content
    value = " ".join(value.split()).strip(_TRIM)
    if proper in {"ContentSource", "Author"}:
        value = _SOURCE_PREFIX.sub("", value, count=1)
    elif proper in {"PubDate", "firstpublishedtime", "lastmodifiedtime"}:
        value = _DASHES.sub("-", value).replace("∶", ":")
    if not value:
        return None
    return Pair(proper, value, "meta", place, name)
