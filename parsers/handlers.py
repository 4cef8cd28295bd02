"""Who else worked on a reply: 经与市财政局、市民政局共同研究, 会办单位:…"""

from __future__ import annotations

import re

from parsers.normalize.issuer import is_organ
from parsers.normalize.region import known_region
from parsers.normalize.text import close_up

_LEAD = re.compile(
    r"(?:经\s?)?(?:我局|我委|我厅|我单位|我办|我部|我院|我中心|本局|本委|我们)?\s?(?:认真)?"
    r"(?:会同|商请|会商|征求|综合|汇总|联合|协调|并?商|会|与|同|和)\s?"
)
_WORK = re.compile(
    r"(?:等\s?(?:[0-9一二三四五六七八九十]{0,3}\s?[个家])?\s?(?:相关|有关|市级|区级|县级|成员|职能)?(?:部门|单位|部委|委办局)?)?\s?"
    r"(?:的?意见|进行了?|认真|充分|深入|多次|共同|联合|反复|积极|专题|集体){0,3}(?:研究|会商|协商|会办|沟通|商议|办理|协办|讨论|对接|调研|意见|(?=[，,]\s?现))"
)
_STOP = re.compile(r"[。；;：:\n！]")
_LONGEST_LIST = 200
_LABEL = re.compile(r"(?:会办|协办|分办|汇办)(?:单位|部门)\s*[:：]\s*([^。；;\n]{2,120})")
_BY = re.compile(
    r"(?:经|结合|根据|综合|汇总)\s?([^，。；：\n]{3,100}?)(?:等\s?[\d一二三四五六七八九十]{0,2}[个家]?(?:相关|有关|协办|会办)?(?:部门|单位)?)?(?:会办|协办|共同(?:研究办理|研究|办理|会办)|的?(?:协办|会办)意见后?)[，,]"
)
"""经市财政局、市民政局会办，  结合区政府、市建投公司的协办意见，"""
_SPLIT = re.compile(r"[、，,；;]|(?<=[局委厅部办院会处府行司心])(?:和|及|与|以及)")
_GLUED = re.compile(r"^(?:原|与|和|同|会同|商(?![务业]))")
_GENERIC = re.compile(r"相关|有关|各|部门$|单位$|代表|委员(?!会)|我|您|你|贵|本局")
_REGION = 1500


def find_co_handlers(body: str) -> tuple[tuple[str, ...], str] | None:
    """(organs in order, raw) from the letter's beginning or from a 会办单位 label; None where none is named."""
    head = body[:_REGION]
    for m in _LABEL.finditer(head):
        names = _names(m[1])
        if names:
            return names, m[0]
    for start in _starts(head):
        found = _read_list(head, start)
        if found:
            return found
    for m in _BY.finditer(head):
        names = _names(m[1])
        if names:
            return names, m[0]
    return None


def _read_list(head: str, start: int) -> tuple[tuple[str, ...], str] | None:
    """Between 经…与 and 共同研究 stand the names."""
    lead = _LEAD.match(head, start)
    if lead is None:
        return None
    window = head[lead.end() : lead.end() + _LONGEST_LIST]
    stop = _STOP.search(window)
    work = _WORK.search(window[: stop.start()] if stop else window)
    if work is None:
        return None
    names = _names(window[: work.start()])
    return (names, head[start : lead.end() + work.end()]) if names else None


def _starts(head: str) -> list[int]:
    """A sentence about co-handling begins with 经 (经我局与…, 经商…) or, without it, with 会同/商."""
    return [
        m.start()
        for m in re.finditer(
            r"经(?!济|费|营|验|过|常|开|信)|会同|商请|并商|综合|(?<=我[局委厅办部院])商|联合(?=[市区县省州])",
            head,
        )
    ][:40]


def _names(text: str) -> tuple[str, ...]:
    names = []
    for piece in _SPLIT.split(text):
        name = re.sub(r"等(?:\d+[个家])?(?:部门|单位)?$", "", close_up(piece)).strip("。 ")
        name = name if known_region(name) else _GLUED.sub("", name)
        generic = _GENERIC.search(name, len(known_region(name)))
        known = is_organ(name) or name.endswith("团中央")
        if not known or generic or len(name) < 3:
            if name and not generic:
                return ()
            continue
        if name not in names:
            names.append(name)
    return tuple(names)
