"""What a column's name and a listed title say by themselves: whose matters, and whether it is an answer.

Words: portals.md §4.3 and part 2 §7. Used where nothing but a name is known yet.
"""

from __future__ import annotations

import re
from typing import Literal

from parsers.genre import is_reply_title

__all__ = ["about_matters", "assembly_of", "is_matter_title", "is_reply_title", "names_column"]

Assembly = Literal["npc", "cppcc"]

_NPC = re.compile(
    r"人大|人民代表大会|代表(?:意见|建议|议案)|(?<!意见)(?<!征集)建议(?!提案|意见|案)|议案|书面意见"
)
_CPPCC = re.compile(r"政协|提案(?!建议)|政治协商|委员(?:意见|建议)")
_BOTH = re.compile(r"建议.{0,3}提案|提案.{0,3}建议|议案.{0,3}提案|议提案|建议案|两案|代表委员")

_COLUMN = re.compile(
    r"建议.{0,4}提案|提案.{0,4}(?:建议|议案)|议案.{0,4}(?:提案|建议)|议提案|两案办理"
    r"|(?:人大|代表).{0,8}(?:建议|议案|意见)|(?:政协|委员).{0,8}提案|代表建议|委员提案"
    r"|(?:建议|提案|议案).{0,4}(?:办理|答复|复函|回复|复文|公开|公示)|书面意见.{0,4}(?:办理|答复)"
    r"|^(?:省|市|区|县|州|全国)?(?:建议|提案|议案)$"
)
_OTHER_THING = re.compile(
    r"征集|征求|提交|我要|我提|网上|投诉|信箱|咨询|合理化|意见建议|意见和建议|建言|立法|听证|热线|调查|登录|平台|系统|随手拍"
)
_EVENT = re.compile(
    r"召开|座谈|调研|督办会|推进会|视察|部署|举行|开展|培训|会议精神|强调|走访|培训|工作动态|工作情况的?报告$"
)
_MATTER = re.compile(
    r"(?:建议|提案|议案|意见)(?:[（(].{1,40}[）)])?[》”]?$|第?\s?\d{1,8}\s?号(?:建议|提案|议案)"
)


def about_matters(name: str) -> bool:
    """Whether a column's name or a menu's word is about suggestions and proposals (建议提案办理, 委员提案 …)."""
    words = "".join(name.split())
    return bool(_COLUMN.search(words)) and not _OTHER_THING.search(words)


def names_column(text: str) -> bool:
    """``about_matters`` for the text of an anchor: short, and neither a letter's title nor news."""
    words = "".join(text.split())
    return (
        len(words) <= 26 and about_matters(words) and not _EVENT.search(words) and not _NUMBER.search(words)
    )


_NUMBER = re.compile(r"第?\s?\d{1,8}\s?号|^关于|^对")


def assembly_of(text: str) -> Assembly | None:
    """Whose matters a name or title speaks of; None where it speaks of both or of neither."""
    words = "".join(text.split())
    if _BOTH.search(words):
        return None
    npc, cppcc = bool(_NPC.search(words)), bool(_CPPCC.search(words))
    return None if npc == cppcc else "npc" if npc else "cppcc"


def is_matter_title(title: str) -> bool:
    """Whether a listed title may be a suggestion's own (some sites print it with the reply on one page)."""
    words = "".join(title.split())
    return bool(_MATTER.search(words)) and not _OTHER_THING.search(words) and not _EVENT.search(words)
