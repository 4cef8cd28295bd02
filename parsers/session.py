"""The session wording: 市五届人大四次会议, 政协第十三届全国委员会第二次会议 and all their relatives."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from parsers.normalize.numerals import NUMERAL, read_number
from parsers.normalize.region import leading_region, level_of, names_with
from parsers.normalize.text import squeeze
from parsers.remembered import remembered

Assembly = Literal["npc", "cppcc"]

MAX_TERM, MAX_MEETING = 30, 20
"""A congress sits five years and meets once or twice a year; larger numbers are misread text."""

_NPC = r"人民代表大会(?:常务委员会|常委会)?|人大(?:常委会|代表大会)?|人代会"
_CPPCC = r"(?:中国)?人民政治协商会议|政治协商会议|(?:人民)?政协(?:会议)?"
_TERM = re.compile(rf"(?P<ordinal>第\s?)?(?P<term>[{NUMERAL}]{{1,4}})\s?届")
_MEETING = re.compile(rf"第?\s?(?P<meeting>[{NUMERAL}]{{1,3}})\s?次")
_BETWEEN = re.compile(
    rf"(?:\s|{_NPC}|{_CPPCC}|全国|委员会|常务|全体|大会|会议|会(?=第?[一二三四五六七八九十])|第|的|在|代表|（|）|\(|\)|自治区|[省市州盟县旗区镇乡]|[\u3400-\u9fff]{{1,14}}?(?:省|市|州|盟|县|旗|区|镇|乡))*"
)
_BODY_WORD = re.compile(rf"(?P<npc>{_NPC})|(?P<cppcc>{_CPPCC}|(?<=[\u3400-\u9fff])委员会)")
# What ends the place name to the left of 第N届 / 人大: prepositions, verbs, organ endings, numbers.
_CUT = re.compile(
    r"关于|提交|答复|回复|办理|承办|主办|会办|协办|落实|会议|年度|局|厅|委(?!员会)|院|办公室|提出|反馈|交办|转来|[对在于的为与和及就将由是向到现年号了说您你们员以，。、；：“”‘’《》〈〉（）()\[\]【】〔〕,;:\s\d—\-－_|>！!?？/]"
)
_BARE_LEVEL = re.compile(
    r"^(?:我|本|全|该|此)?(?:自治(?=[州县旗]))?(全国|省|自治区|市|州|盟|县|旗|区|镇|乡)$"
)
_PARTY = re.compile(r"中共|共产党|党代|党的|团代|工代会")
_WINDOW = 40
_OUT_OF_SESSION = re.compile(r"闭会期间|平时(?:提案|建议)|会后")


@dataclass(frozen=True, slots=True)
class Session:
    """One session wording as found.

    ``level`` is the level word as printed, ``place`` the place name printed with it
    (None where only the level word is printed). ``intersessional``: 闭会期间.
    """

    assembly: Assembly | None
    level: str | None
    place: str | None
    term: int | None
    meeting: int | None
    raw: str
    start: int
    end: int
    damaged: bool = False
    intersessional: bool = False

    @property
    def complete(self) -> bool:
        return self.assembly is not None and self.term is not None and self.meeting is not None


def find_sessions(text: str) -> Iterator[Session]:
    """Every session named in ``text``, in order. Looks at most 40 characters to each side of a 届."""
    last_end = 0
    for m in _TERM.finditer(text):
        if m.start() < last_end:
            continue
        session = _read_around(text, m, last_end)
        if session:
            last_end = session.end
            yield session


@remembered
def find_session(text: str) -> Session | None:
    """The best session in ``text``: the first complete one, else the first that names its assembly, else the first."""
    sessions = list(find_sessions(text))
    if not sessions:
        return _without_term(text)
    for wanted in (
        [s for s in sessions if s.complete],
        [s for s in sessions if s.assembly],
        sessions,
    ):
        if wanted:
            return wanted[0]
    return None


def _read_around(text: str, m: re.Match[str], floor: int) -> Session | None:
    term = read_number(m["term"])
    left_from = max(floor, m.start() - _WINDOW)
    left = text[left_from : m.start()]
    right = text[m.end() : m.end() + _WINDOW]
    between = _BETWEEN.match(right)
    mid_end = between.end() if between else 0
    meeting_match = _MEETING.search(right[: mid_end + 8])
    # The filler between 届 and 次 is made of known words only; anything else is another phrase.
    meeting = None
    tail = mid_end
    if meeting_match and meeting_match.start() <= mid_end:
        meeting = read_number(meeting_match["meeting"])
        tail = meeting_match.end()
        mid = right[: meeting_match.start()]
    else:
        mid = _trim_mid(right[:mid_end])
        tail = len(mid)
    left_tail, left_start = _left_phrase(left)
    after = right[tail : tail + 10]
    assembly = _assembly(mid, left_tail, after)
    if (assembly is None and meeting is None) or _PARTY.search(left):
        return None
    if term is None or not 1 <= term <= MAX_TERM:
        return None
    damaged = bool(meeting_match is None and re.match(r"\s?次会议", right[mid_end:]))
    if meeting is not None and not 1 <= meeting <= MAX_MEETING:
        meeting, damaged = None, True
    place, level = _place(left_tail, mid)
    closing = re.match(r"\s?(?:全体)?(?:会议|大会)?", right[tail:])
    end = m.end() + tail + (closing.end() if closing else 0)
    start = left_from + left_start
    intersessional = bool(_OUT_OF_SESSION.search(text[end : end + 12]))
    return Session(
        assembly, level, place, term, meeting, text[start:end], start, end, damaged, intersessional
    )


def _trim_mid(mid: str) -> str:
    """Without a meeting number the filler ends with the last word that names the assembly."""
    last = 0
    for m in _BODY_WORD.finditer(mid):
        last = m.end()
    return mid[:last]


def _left_phrase(left: str) -> tuple[str, int]:
    """The piece of ``left`` that belongs to the session, and where it starts."""
    cut = 0
    for m in _CUT.finditer(left):
        # 中国人民政治协商会议 and 政协…委员会 hold words that otherwise end a place.
        if m[0] == "会议" and re.search(r"(?:政治)?协商会议$", left[: m.end()]):
            continue
        if m[0] == "员" and re.match(r"员会", left[m.start() :]):
            continue
        if _inside_place(left, m):
            continue
        cut = m.end()
    return left[cut:], cut


def _inside_place(text: str, word: re.Match[str]) -> bool:
    """Whether a word that ends names belongs to one: 和平区, 万年县, 大连市."""
    if not (names := names_with(_CUT.pattern if word.re is _CUT else _SPLIT.pattern)).search(text):
        return False
    return any(m.start() <= word.start() < m.end() for m in names.finditer(text))


def _assembly(mid: str, left: str, after: str) -> Assembly | None:
    for piece, pick_last in ((mid, False), (left, True), (after, False)):
        found = list(_BODY_WORD.finditer(piece))
        named = [m for m in found if m.lastgroup]
        if named:
            strong = [m for m in named if m[0] != "委员会"] or named
            best = strong[-1] if pick_last else strong[0]
            return "npc" if best.lastgroup == "npc" else "cppcc"
    return None


def _place(left: str, mid: str) -> tuple[str | None, str | None]:
    for piece in (squeeze(left), squeeze(mid)):
        names = _BODY_WORD.sub("，", piece)
        for part in reversed(_parts(names)):
            bare = _BARE_LEVEL.match(part)
            if bare:
                return None, bare[1]
            level = level_of(part)
            if level:
                return (None, level) if part == level else (_own_name(part), level)
    return ("全国", "全国") if "全国" in left + mid else (None, None)


_SPLIT = re.compile("[，第的在全体大会议（）()]")


def _parts(names: str) -> list[str]:
    """What stands between the words of an assembly and its meetings."""
    parts, begin = [], 0
    for m in _SPLIT.finditer(names):
        if not _inside_place(names, m):
            parts.append(names[begin : m.start()])
            begin = m.end()
    return [part for part in (*parts, names[begin:]) if part]


def _own_name(part: str) -> str | None:
    """``part`` where it is a place name from its first character on; None where words are glued before it."""
    known = leading_region(part)
    return part if known == part else None


_NO_TERM = re.compile(
    rf"(?P<place>[\u3400-\u9fff]{{0,12}}?)(?P<level>全国|省|自治区|市|州|盟|县|旗|区|镇|乡)(?P<body>{_NPC}|政协)"
)


def _without_term(text: str) -> Session | None:
    """An assembly named without 届: 区人大常委会第7次主任接待日. Term and meeting stay unknown."""
    m = _NO_TERM.search(text[:400])
    if not m:
        return None
    left, cut = _left_phrase(m["place"])
    whole = left + m["level"]
    bare = _BARE_LEVEL.match(whole)
    place = None if bare else _own_name(whole)
    assembly: Assembly = "cppcc" if "政协" in m["body"] else "npc"
    start = m.start() + cut
    return Session(assembly, m["level"], place, None, None, text[start : m.end()], start, m.end())
