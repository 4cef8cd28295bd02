"""办理结果: the outcome letter a reply prints, and what the letter means in that place."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

from parsers.normalize.text import fold_width, squeeze
from parsers.types import Outcome

_LETTER = r"[A-D][1-3]?"
_MARK = rf"(?:{_LETTER}|[甲乙丙])"
_WORDS = (
    "解决(?:或|、)?采纳|正在解决|计划解决|留作参考|已落实|基本落实|计划落实|已经?解决|已经?采纳|部分解决|列入计划|暂不具备条件"
    "|需报上级"
)
"""Outcomes printed in words; each has its meaning in data/outcome_schemes.toml."""
_ALONE = re.compile(
    rf"[（(〔\[【]?({_MARK})(?:类)?(?:件)?[）)〕\]】]?(?:类)?(?:[:：.、．—-]?(?:(?:已经?|基本|正在|计划|部分|逐步)(?:基本)?(?:解决|采纳|落实)|列入计划|留作参考|暂不?[能具]\S{{0,6}}))?[。.]?"
)
_LABEL = r"(?:建议|提案)?(?:办理|办复|答复|处理)?(?:结果|类别|分类|类型)(?:类别|分类)?|分类|类别|等级"
_LABELLED = re.compile(
    rf"(?:^|[\s|；;，,（(〔\[【])(?:{_LABEL})\s*[:：]?\s*[（(〔\[【“\"]?\s*({_MARK}|{_WORDS})\s*(?:类|[）)〕\]】”\"\s。；;，,|:：]|$)"
)
_AFTER_NUMBER = re.compile(
    rf"(?:号|\d)\s*[（(〔\[【]?({_MARK})\s*(?:类)?\s*[）)〕\]】]?\s*(?:类)?(?=\s|$|[同公])"
)
_AT_TITLE_END = re.compile(rf"(?<=[复函见文况])\s*[（(〔\[【]?({_MARK})[）)〕\]】]?(?:类)?$")
# …办理情况（B）的函
_BEFORE_TITLE_END = re.compile(
    rf"(?<=[况果议案])\s?[（(]({_MARK})类?[）)]\s?(?=的?(?:函|答复函?|复函|回复)$)"
)
# 类别:提案, 主题分类, 体裁分类 and supervision classes (B类提案) are not outcomes.
_OTHER_CLASS = re.compile(r"主题|体裁|组配|信息|公文|机构|服务|栏目")
_NAMED_LABELS = {
    "办理结果",
    "办复类别",
    "办理类别",
    "答复类别",
    "办理结果类别",
    "结果类别",
    "办理结果分类",
    "答复类型",
    "办复结果",
}


@dataclass(frozen=True, slots=True)
class MarkFound:
    """The mark as printed (full-width letters folded) and the line it was printed on."""

    mark: str
    raw: str


def mark_alone(line: str) -> MarkFound | None:
    """A line that is nothing but the mark: ``A``, ``（B类）``, ``〔C2〕``."""
    m = _ALONE.fullmatch(squeeze(fold_width(line)).upper())
    return MarkFound(m[1], line) if m else None


def mark_labelled(line: str) -> MarkFound | None:
    """办理结果:A类, 类 别:B, 分类:A, 类别  A类 in a short line."""
    plain = fold_width(line).strip()
    if len(plain) > 120 or _OTHER_CLASS.search(squeeze(plain)):
        return None
    plain = re.sub(r"(?<=[类分结办等])\s{1,6}(?=[别类果复级理])", "", plain)
    m = _LABELLED.search(plain)
    return MarkFound(m[1], line) if m else None


def mark_after_number(line: str) -> MarkFound | None:
    """The mark on the line of the document number: 青民案复〔2019〕7号      B, …69号 B类 同意公开."""
    plain = fold_width(line)
    if len(squeeze(plain)) > 60:
        return None
    m = _AFTER_NUMBER.search(plain)
    return MarkFound(m[1], line) if m else None


def mark_at_title_end(title: str) -> MarkFound | None:
    """…答复函 B, …的答复（A类）."""
    plain = fold_width(title).rstrip()
    m = _AT_TITLE_END.search(plain) or _BEFORE_TITLE_END.search(plain)
    return MarkFound(m[1], title) if m else None


def without_mark(title: str) -> str:
    """The title without a mark printed at its end."""
    m = _AT_TITLE_END.search(fold_width(title).rstrip())
    return title[: m.start()].rstrip() if m else title


def mark_in_pair(label: str, value: str) -> MarkFound | None:
    """A mark among the metadata: 办理结果 → A类."""
    if squeeze(label) not in _NAMED_LABELS:
        return None
    folded = squeeze(fold_width(value)).upper()
    m = _ALONE.fullmatch(folded) or re.fullmatch(rf"({_WORDS})", folded)
    return MarkFound(m[1], value) if m else None


@cache
def _schemes() -> tuple[tuple[str, tuple[str, ...], bool, dict[str, str]], ...]:
    text = resources.files("parsers.data").joinpath("outcome_schemes.toml").read_text(encoding="utf-8")
    return tuple(
        (s["id"], tuple(s["places"]), bool(s.get("national", False)), dict(s["meanings"]))
        for s in tomllib.loads(text)["scheme"]
    )


def normalise(mark: str, *, place: str | None, issuer: str | None, level: str | None) -> Outcome | None:
    """What ``mark`` means here, or None where the place has no known scheme and the schemes disagree.

    Sub-classes (B2) mean what their letter means. A place's own scheme comes first; without
    one the meaning is given only if every known scheme with that mark gives the same.
    """
    code = mark[0] if re.fullmatch(_LETTER, mark) else mark
    for name, places, national, meanings in _schemes():
        here = any((issuer or "").startswith(p) or (place or "").startswith(p) for p in places)
        if (here or (national and level == "全国")) and code in meanings:
            return Outcome(meanings[code], name)
    found = [(name, meanings[code]) for name, _, _, meanings in _schemes() if code in meanings]
    if found and len({meaning for _, meaning in found}) == 1:
        return Outcome(found[0][1], found[0][0] if len(found) == 1 else "all-known")
    return None
