"""Record fields that stand in the metadata block: index number, topic, form, validity, dates, source."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from parsers.labels import canonical, is_second_choice
from parsers.normalize.dates import DateReading, read_date
from parsers.normalize.text import squeeze
from parsers.types import Pair

_META = {
    "pubdate": "发布日期",
    "publishdate": "发布日期",
    "contentsource": "来源",
    "articletitle": "标题",
    "source": "来源",
}
"""National meta tags (国办发〔2017〕47号, annex) under the names labels have."""

_EMPTY = frozenset({"", "-", "--", "---", "/", "无", "暂无", "空", "null", "None", "0", "无文号"})
_WRITTEN = (
    "成文日期",
    "成文时间",
    "生成日期",
    "生成时间",
    "产生日期",
    "签发日期",
    "签发时间",
    "答复日期",
    "答复时间",
    "发文日期",
    "发文时间",
)
_PUBLISHED = (
    "发布日期",
    "发布时间",
    "公开日期",
    "公开时间",
    "公开日",
    "发表时间",
    "发表日期",
    "上传时间",
    "添加时间",
    "添加日期",
    "更新时间",
    "编稿时间",
    "发稿时间",
    "录入时间",
    "上网时间",
    "更新日期",
    "日期",
    "时间",
)
_SENT = ("发文日期", "发文时间")


def label_of(pair: Pair) -> str:
    """The one name of a pair's label, also of meta tags and of labels a page reader left as printed."""
    if pair.source == "meta":
        return _META.get(pair.label.lower(), pair.label)
    return canonical(pair.label) or pair.label


def value_of(pairs: Iterable[Pair], *labels: str) -> Pair | None:
    """The first pair with one of ``labels``, in the order of the labels; stopgaps (无, -, 0) do not count."""
    named = [(label_of(pair), pair) for pair in pairs]
    for label in labels:
        called = [p for name, p in named if name == label and squeeze(p.value) not in _EMPTY]
        if called:  # 组配分类 gives way to 主题分类
            return min(called, key=lambda p: is_second_choice(p.raw_label))
    return None


def written_date(pairs: Sequence[Pair]) -> tuple[Pair, DateReading] | None:
    """成文日期: labels of writing, signing and answering; 发文日期 only where nothing else says when it was written."""
    return _dated(pairs, _WRITTEN, "成文日期")


def published_date(pairs: Sequence[Pair]) -> tuple[Pair, DateReading] | None:
    """发布日期; where 成文 and 发文 are both printed, 发文 is the publishing."""
    found = _dated(pairs, _PUBLISHED, "发布日期")
    if found:
        return found
    raw = {squeeze(p.raw_label) for p in pairs if label_of(p) == "成文日期"}
    if raw & set(_SENT) and raw - set(_SENT):
        return _dated([p for p in pairs if squeeze(p.raw_label) in _SENT], _SENT, "成文日期")
    return None


def _dated(pairs: Sequence[Pair], words: Sequence[str], label: str) -> tuple[Pair, DateReading] | None:
    dated: list[tuple[bool, int, int, Pair, DateReading]] = []
    for pair in pairs:
        if label_of(pair) != label:
            continue
        reading = read_date(pair.value)
        if reading:
            raw = squeeze(pair.raw_label)
            rank = words.index(raw) if raw in words else 0
            # A header line under the title repeats or rounds what the table says.
            dated.append((pair.source == "header", rank, len(dated), pair, reading))
    if not dated:
        return None
    best = min(dated, key=lambda d: d[:3])
    return best[3], best[4]


def is_openness(value: str) -> bool:
    """公开属性: 主动公开 is one; 公开范围: 面向社会 is not."""
    return bool(re.search(r"公开", value)) and len(squeeze(value)) <= 12
