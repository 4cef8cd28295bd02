"""Pages that list or count items: an index of replies, a list of suggestions, a year's figures."""

from __future__ import annotations

import re

from parsers.anatomy import Anatomy

STATISTICS = re.compile(r"(?:共|共计|合计|累计|承办|收到|办理|交办).{0,40}?\d+\s?件")
RATE = re.compile(r"(?:办复|办结|满意|答复|面商|见面|走访|沟通|解决)率|[ABCD甲乙丙]类.{0,12}\d+\s?件")
_SHARE = re.compile(r"(?:同比|占|增长|下降|率)[^。；]{0,12}?\d+(?:\.\d+)?%")
_ENUMERATED = re.compile(r"^(?:\d{1,3}|[一二三四五六七八九十]{1,3})?[.、．\s]{0,2}.{0,20}第?\s?\d{1,6}\s?号")


_ENTRY = re.compile(
    r"(?:答复|复函|回复|的函|协办意见|会办意见)[）)》]?\s{0,20}(?P<date>[\[（(]?20\d\d[-./年]\d{1,2}[-./月]\d{1,2}日?[\]）)]?)?$"
)


def is_index(anatomy: Anatomy) -> bool:
    """Titles of replies one under the other, most with their days: a list page, not a letter."""
    if anatomy.salutation is not None or anatomy.opening:
        return False
    found = [m for b in anatomy.blocks[:60] if len(b.text) <= 120 and (m := _ENTRY.search(b.text))]
    return len(found) > 3 or sum(m["date"] is not None for m in found) > 1


def tells_items(anatomy: Anatomy) -> bool:
    """1.关于…的建议 办理情况：… 2.关于…: what became of several items, answered to nobody."""
    said = sum(
        b.text.startswith(("办理情况：", "办理情况:", "落实情况：", "落实情况:")) for b in anatomy.blocks
    )
    return said > 1 and anatomy.salutation is None and not anatomy.opening


_COUNTED_FIRST = re.compile(
    r"(?:承办|办理|收到|接到|主办|提出)[^。；]{0,60}?(?:建议|提案)[^。；]{0,30}?\d+\s?[件条份]"
)


def counts_items(text: str) -> bool:
    """今年，我局承办代表建议2件…: counts of items at the beginning, or many of them."""
    if _COUNTED_FIRST.search(text[:200]):
        return True
    counts = len(STATISTICS.findall(text)) + len(RATE.findall(text))
    if counts and re.search(r"(?:建议|提案)[^。]{0,30}?\d+\s?件", text):
        counts += len(_SHARE.findall(text))
    return counts >= 3


_ITEM_LINE = re.compile(
    r"^(?:[（(]?(?:\d{1,3}|[一二三四五六七八九十]{1,3})[）).、．\s]|第\s?\d)[^。；]{4,90}?(?:建议|提案|议案)"
)
_HEADER_CELLS = re.compile(r"序号|编号|案由|标题|题目|名称|提案人|建议人|代表|主办|承办|会办|办理结果")


def lists_items(anatomy: Anatomy) -> bool:
    """Most lines are a number and a title, or a table's header names such columns and rows follow."""
    lines = [b.text for b in anatomy.body]
    if len(lines) >= 4:
        entries = sum(len(t) < 120 and bool(_ENUMERATED.match(t) or _ITEM_LINE.match(t)) for t in lines)
        if entries * 2 > len(lines) and entries > 2:
            return True
    for i, block in enumerate(anatomy.blocks[:6]):
        if block.kind == "row" or " | " in block.text:
            rows = [b.text for b in anatomy.blocks[i + 1 : i + 40] if " | " in b.text]
            return (
                len(_HEADER_CELLS.findall(block.text[:200])) >= 3
                and len(block.text) < 100
                and sum("建议" in t or "提案" in t for t in rows) >= 2
            )
    return False
