"""Did the source lose characters? (Single characters dropped between digits: domain.md §7.1.)"""

from __future__ import annotations

import re

from parsers.normalize.text import squeeze

# These are looked for in whole letters: what a match must not or must have before it is asked after its
# first characters, so that the search can skip to those.

# Each of these cannot be written by a person: a bracket, a date letter or an ordinal is missing.
_CERTAIN = (
    (re.compile(r"[〔﹝](?:19|20)\d\d\d{1,4}(?!\d)"), "document number without its closing bracket"),
    (re.compile(r"(?:19|20)(?<!\d\d\d)\d\d(?:19|20)\d\d年"), "two years without the dash between them"),
    (re.compile(r"20(?<!\d\d\d)\d\d(?:1[0-2]|[1-9])月"), "year without 年"),
    (re.compile(r"20(?<!\d\d\d)\d\d[1-9]\d{1,2}日"), "date without 年 and 月"),
    (re.compile(r"第(?:次会议|届(?:人大|政协|人民代表大会))"), "session without its number"),
)
_BEGINNING_LOST = re.compile(r"\n\s{0,9}们(?=[提在关所对于])")
_ORDINAL_LOST = re.compile(r"届(?:人大|政协)?次会议")
_NO_ORDINAL = (
    (
        re.compile(r"[县市区州省旗](?:政协|人大)?[一二三四五六七八九十]{0,3}届(?:人大|政协)?次会议"),
        "session without its number",
    ),
    (re.compile(r"(?:人大|政协)?届(?:人大|政协)?次会议"), "session without its numbers"),
)
_SIGNATURE_DATE = re.compile(r"(?:19|20)\d{2}(?:\d{2,3}|年\d{3,4})日?")
_LABEL_LOST = re.compile(r"^(?:系\s?人|人)\s?[:：]")
_WEAK = (
    re.compile(r"\d(?<!\d\d)\d?月\d{1,2}(?=[，,。至到])"),
    re.compile(r"第[\u3400-\u9fff]{1,3}十人民代表大会"),
    re.compile(r"[（(](?<=[\u3400-\u9fff].)\d{1,2}(?:\.\d+)?%\d"),
    re.compile(r"一(?<=\d一)(?=[\u3400-\u9fff]{2,4}发)|评(?:定为|为)类"),
)


def find_damage(text: str, frame_lines: list[str]) -> list[str]:
    """What shows that characters were lost, in words; empty where nothing does.

    ``text`` is the letter (title lines and body), ``frame_lines`` the lines of signature and contact.
    """
    signs = []
    certain = (*_CERTAIN, *_NO_ORDINAL) if _ORDINAL_LOST.search(text) else _CERTAIN
    whole = "\n".join((text, *frame_lines))
    for pattern, name in certain:
        m = pattern.search(whole)
        if m:
            signs.append(f"{name}: {m[0]}")
    if _BEGINNING_LOST.search(text):
        signs.append("paragraph without its first word: 们")
    for line in frame_lines:
        plain = squeeze(line)
        if _SIGNATURE_DATE.fullmatch(plain):
            signs.append(f"date without 年月日: {plain}")
        if _LABEL_LOST.search(line.strip()):
            signs.append(f"label cut off: {line.strip()[:12]}")
    weak = [m[0] for pattern in _WEAK for m in [pattern.search(text)] if m]
    if len(weak) >= 2:
        signs.append("characters missing: " + ", ".join(weak))
    return signs
