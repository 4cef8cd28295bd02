"""The suggestion itself: its own title in the reply's first sentence or in the page's title."""

from __future__ import annotations

import re
from dataclasses import dataclass

from parsers.normalize.text import close_up, squeeze
from parsers.quotes import Quoted, find_quoted

KIND = r"(?:建议案|建议和意见|议事原案|意见建议|意见和建议|建议|提案|议案|提议|请求|意见|建设)"
_SURE_KIND = r"(?:建议案|建议和意见|议事原案|意见建议|意见和建议|建议|提案|议案|提议|请求)"
_ENDS_SURELY = re.compile(rf"{_SURE_KIND}[”》）)]?$")
_ENDS_WITH_KIND = re.compile(rf"{KIND}[”》）)]?$")
_RECEIVED = re.compile(
    r"(?:已经?)?(?:收悉|收到(?![^。；]{0,60}[《“]))|(?<=[案议函件）)》”])悉|现[将就].{0,30}[答回函]复|[答回函]复如下|(?:已)?(?:转至|交由?|转交)我"
)
_AFTER = re.compile(
    rf"^\s?(?:[（(][^（）()]{{0,30}}[）)])?\s?(?:的)?\s?(?:第?\s?[\dA-Z（(〔【\]）)〕】-]{{1,16}}\s?号)?\s?(?:的)?\s?({KIND})?"
)
_UNQUOTED = re.compile(
    rf"(关于(?!对)[^。；\n]{{2,120}}?{_SURE_KIND})(?=\s{{0,6}}(?:[（(]|第|，|,|。|已|收|悉|我|现|、(?:建议|提案|议案)|、?该|经|的?办理|的?落实|[答回函]复|提出(?:如下|以下)?[协会答]))"
)
# Neither quotation marks nor 关于: 您提出的完善停车设施的建议收悉.
_BARE = re.compile(
    r"提出的?(?!关于|该|此|上述|以上|有关|相关|宝贵|人大|代表|政协|委员|意见|建议|提案|议案|第)([\u3400-\u9fff、]{6,50}?(?:建议|提案|议案))(?=\s?(?:[（(]第?\d|已?收悉|，?现))"
)
_NUMBERED = r"\s?(?:[（(]\s?第?[^（）()]{1,20}[）)]|第?[\dA-Z-]{1,12}号)?\s?"
# 您提出的关于尽快出台《…办法》的建议收悉: from 关于 to the kind that is received, whatever is quoted in between.
_STATED = re.compile(
    rf"(?:提出|提交|交办.{{0,3}}|转来|[您你]们?)的?\s?(关于[^。；\n]{{2,120}}?{_SURE_KIND})"
    rf"(?=[》”]?{_NUMBERED}(?:、(?:建议|提案|议案))?{_NUMBERED}[，,]?\s?(?:已经?)?(?:收悉|收到|悉))"
)
# 对区政协九届三次会议关于增设充电桩的提案的答复
_IN_TITLE = re.compile(
    r"(关于(?!对)(?:(?!关于)[^。；]){3,80}?的(?:建议|提案|议案))(?:办理情况)?的(?:答复|复函|回复)"
)
# (人大建议【2021】5号) is the suggestion's own number.
# 对区九届人大三次会议关于规范犬只饲养，维护小区环境建议的答复: no 的 before the kind, but a session before 关于.
_IN_TITLE_BARE = re.compile(
    r"(?<=次会议)(关于(?!对)(?:(?!关于)[^。；届《》“”]){4,80}?(?<!代表|委员|督办|重点|有关|相关|集体|联名)(?:建议|提案|议案))(?:办理情况)?的(?:答复|复函|回复)"
)
_POLICY_AFTER = re.compile(
    r"^\s?[（(](?!.{0,8}(?:人大|政协|建议|提案|代表|委员|编号|议案))[^（）()]{0,24}[〔\[【（]\s?(?:19|20)\d\d"
)
_POLICY_BEFORE = re.compile(r"(?:根据|按照|依据|贯彻|落实|遵照|印发)$")
_OPENING_LENGTH = 500


@dataclass(frozen=True, slots=True)
class ProposalTitle:
    """``text`` the title, ``raw`` what it was read from; ``certain`` is False where quotation marks were missing."""

    text: str
    raw: str
    certain: bool = True


def opening_sentence(body: str) -> str:
    """The part of the body that names what is answered: up to 收悉 / 现答复如下, at most 500 characters."""
    head = body[:_OPENING_LENGTH]
    received = _RECEIVED.search(head)
    if received:
        return head[: received.end() + 2]
    stop = re.search(r"[。！]", head[12:])
    return head[: stop.end() + 12] if stop else head[:200]


_PROPOSED = re.compile(r"提出|提交|[您你](?:们)?(?:的|关于)|现[将就](?:对|关于)?(?=[《“])")
"""What stands before the suggestion's title: 您提出的《…》, 现将《…》的协办意见送上."""


def title_in_opening(sentence: str) -> ProposalTitle | None:
    """The suggestion's title in the first sentence: the quotation nearest after 提出, else the last plausible one."""
    stated = _STATED.search(sentence)
    if stated and stated[1].count("《") != stated[1].count("》"):
        stated = None  # its marks open inside
    if stated and _quotes_part(stated[1]):
        return ProposalTitle(close_up(stated[1]), stated[0])
    quoted = [q for q in find_quoted(sentence) if _plausible(sentence, q)]
    if quoted:
        proposed = [m.end() for m in _PROPOSED.finditer(sentence)]
        after = [q for q in quoted if proposed and q.start >= proposed[0]]
        chosen = after[0] if after else quoted[-1]
        return _compose(sentence, chosen)
    m = stated or _UNQUOTED.search(sentence)
    if m:
        named = re.sub(r"^(?:关于){2,}", "关于", close_up(m[1]))  # X7: a word printed twice
        return ProposalTitle(_whole_quotes(named), m[0], certain=False)
    m = _BARE.search(sentence)
    return ProposalTitle(close_up(m[1]), m[0], certain=False) if m else None


def _quotes_part(title: str) -> bool:
    """Whether a title quotes something inside it: 关于修订《…条例》的议案, not 关于“修订条例”的议案."""
    inner = find_quoted(title)
    if not inner or any(_ENDS_SURELY.search(q.inner) or q.inner.startswith("关于") for q in inner):
        return False
    around = title[: inner[0].start] + title[inner[0].end :]
    return not re.fullmatch(rf"关于(?:要求|请求)?\s?的?\s?(?:第[\dA-Z-]{{1,12}}号)?{_SURE_KIND}", around)


_YOUR = re.compile(
    rf"[您你](?:们)?(?:(?:所)?(?:提出?|提交)(?:的)?(?:关于)?\s?|的?(?=[《“]关于))(?=[《“]).{{4,130}}?[》”](?:的)?\s?{KIND}?"
)


def title_after_opening(body: str) -> ProposalTitle | None:
    """我们仔细阅读了您所提“关于…的建议”: the title in a sentence after the one that says 收悉."""
    m = _YOUR.search(body[:_OPENING_LENGTH])
    return title_in_opening(m[0]) if m else None


_KIND_TWICE = re.compile(r"(建议|提案|议案)的\1$")


def _whole_quotes(title: str) -> str:
    """A title that kept one half of 《》 or “” (X3) loses the other too."""
    for open_, close in ("《》", "“”"):
        if title.count(open_) != title.count(close):
            title = title.replace(open_, "").replace(close, "")
    return _KIND_TWICE.sub(r"\1", title.strip('"'))


def _plausible(sentence: str, quoted: Quoted) -> bool:
    inner = squeeze(quoted.inner)
    if (
        len(inner) < 3
        or "。" in inner  # a passage of the suggestion, not its title
        or _POLICY_AFTER.match(sentence[quoted.end :])
        or _POLICY_BEFORE.search(sentence[: quoted.start])
    ):
        return False
    if re.search(r"征询意见|意见表|反馈表|回执", inner):
        return False
    after = _AFTER.match(sentence[quoted.end : quoted.end + 60])
    followed = after is not None and (after[1] is not None or "号" in after[0])
    before = sentence[max(0, quoted.start - 14) : quoted.start]
    named = bool(
        re.search(rf"(?:提出|提交)(?:的)?(?:关于)?\s?$|号\s?(?:{KIND})?[:：]?\s?$|{KIND}[:：]?\s?$", before)
    )
    return bool(
        followed
        or inner.startswith("关于")
        or (_ENDS_WITH_KIND.search(inner) and len(inner) > 6)
        or (named and len(inner) > 5)
    )


def _compose(sentence: str, quoted: Quoted) -> ProposalTitle:
    """关于“制定细则”的建议 is 关于制定细则的建议; 《关于…的建议》 is what stands inside."""
    inner = close_up(quoted.inner)
    doubled = re.fullmatch(r"关于[《“]([^《》“”]{4,})[》”]的?(?:建议|提案|议案)?", inner)
    if doubled:
        inner = doubled[1]
    raw = sentence[quoted.start : quoted.end]
    after = re.match(rf"\s?的\s?({KIND})", sentence[quoted.end :])
    about = sentence[: quoted.start].rstrip().endswith("关于")
    if about and after and not inner.startswith("关于") and not _ENDS_SURELY.search(inner):
        raw = "关于" + sentence[quoted.start : quoted.end + after.end()]
        return ProposalTitle(f"关于{inner}的{after[1]}", raw)
    if not inner.startswith("关于") and about and _ENDS_SURELY.search(inner) and quoted.mark == "“":
        return ProposalTitle("关于" + inner, "关于" + raw)
    return ProposalTitle(inner, raw)


def title_in_page_title(title: str) -> ProposalTitle | None:
    """The suggestion's title inside the page's title: 《…》, “…”, or 关于…的建议 in brackets at the end."""
    m = _IN_TITLE.search(title) or _IN_TITLE_BARE.search(title)
    unquoted = m is not None and not re.search(r"届|次会议|第.{1,12}号|代表建议|委员提案", m[1])
    if m and unquoted and _quotes_part(m[1]):
        return ProposalTitle(close_up(m[1]), m[0], certain=False)
    quoted = [q for q in find_quoted(title) if _plausible(title, q) or q.mark == "《"]
    if quoted:
        return _compose(title, quoted[0])
    named = re.search(rf"[（(](关于[^（）()]{{4,90}}{KIND})[）)]", title)
    if named:
        return ProposalTitle(close_up(named[1]), named[0])
    if m and unquoted and not re.search("[《》“”]", m[1]):
        return ProposalTitle(close_up(m[1]), m[0], certain=False)
    return None
