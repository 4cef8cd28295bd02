"""Chinese and Arabic numerals of sessions and dates."""

from __future__ import annotations

import re

import cn2an

from parsers.remembered import remembered

NUMERAL = "0-9０-９一二三四五六七八九十百两〇○零O廿卅"
"""Characters a small number may be written with; for use inside a character class."""

_ZEROS = str.maketrans({"〇": "零", "○": "零", "O": "零", "０": "零", "0": "零", "廿": "二十", "卅": "三十"})
_DIGITS = {"零": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_POSITIONAL = re.compile(r"[零一二三四五六七八九]+")
_ARABIC = re.compile(r"[0-9０-９]+")
_LONGEST = 8


@remembered
def read_number(text: str) -> int | None:
    """The number written in ``text`` (十八, 二〇一八, １５, 15), or None where it is not one number.

    Positional writing (二〇一八) and counting (一百二十三) are both understood;
    what mixes them into nonsense (十十) gives None, never a guess.
    """
    raw = text.strip()
    if not raw or len(raw) > _LONGEST:
        return None
    if _ARABIC.fullmatch(raw):
        return int(raw)
    plain = raw.translate(_ZEROS)
    if _POSITIONAL.fullmatch(plain):
        return int("".join(str(_DIGITS[c]) for c in plain))
    try:
        value = cn2an.cn2an(plain, "strict")
    except (ValueError, TypeError, KeyError, IndexError):
        return None
    return int(value)
