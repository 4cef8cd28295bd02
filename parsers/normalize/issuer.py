"""Names of organs: what is one, and which of several spellings is the full one."""

from __future__ import annotations

import re

from parsers.normalize.region import known_region, leading_region
from parsers.normalize.text import close_up
from parsers.remembered import remembered

_ENDINGS = (
    "局|厅|委|办|院|部|署|会|处|队|站|所|府|室|中心|公司|集团|大学|学院|学校|医院|银行|分行|支行|街道|街道办|科协|文联|侨联|台联|作协|记协|"
    "办公室|办事处|委员会|人民政府|政府|管委会|开发区|总队|支队|大队|联合会|总工会|妇联|团委|残联|工商联|"
    "协会|分局|党委|镇|乡|公署|馆|社|电视台|总社|联社|党校|报社|法院|检察院|海关"
)
_ORGAN = re.compile(
    rf"[\u3400-\u9fffA-Za-z0-9·（）()]{{1,40}}?(?:{_ENDINGS})(?:[（(][\u3400-\u9fff]{{2,20}}[）)])?"
)
_SENTENCE = re.compile(
    r"[，。；：！？,;:!?“”《》]|[的了吗已]|(?<![第\d])\d+[个所家座名支处条]|欢迎|访问|召开|走访|举行|开展|组织(?!部)|督办|调研|面商|答复|门户|网站"
)
_NO_NAME = re.compile(
    r"我|你|您|贵|该|本|各|请|经|对|关于|感谢|以上|如|附件|特此|抄送|[（(]|加强|加快|建设(?!局|银行|委|厅)|推进|完善|新建|扩建|改造|实施|开展|落实|全[市县区省州]|目前|截至|截止|现有|共有|主要|所有|部分|有关|相关|提升|规范|优化|强化|做好|支持|鼓励|增加|设立|成立|整合"
)
"""What no organ's name begins with, unless a region does: 贵州省, 本溪市, 全州县, 如东县, 新建区."""
_PERSON_WORDS = re.compile(r"同志|代表(?!.{0,8}[委室会团组])|委员$|编辑|来源|管理员")
_JUNK = re.compile(r"^(?:无|其他|暂无|网站|本站|管理员|admin|未知|-+|\.+|null|none)$|管理员$", re.IGNORECASE)


@remembered
def is_organ(text: str) -> bool:
    """True where the whole text is the name of an organ and nothing else (a signature line)."""
    if len(text) > 200:
        return False
    name = close_up(text)
    if not 2 <= len(name) <= 44 or _SENTENCE.search(name) or _PERSON_WORDS.search(name):
        return False
    if _NO_NAME.match(name) and not known_region(name):
        return False
    return bool(_ORGAN.fullmatch(name))


def clean_organ(text: str) -> str | None:
    """The organ a metadata value names, or None for 无, 管理员 and other stopgaps."""
    name = close_up(text).strip("·:：|-— ")
    name = re.sub(r"^(?:来源|发布机构|发文机关)[:：]", "", name)
    if len(name) < 2 or _JUNK.search(name) or not re.search(r"[\u3400-\u9fff]", name):
        return None
    return name


def fullest(name: str, others: list[str]) -> str:
    """``name``, or the one of ``others`` that is the same organ with its region spelled out.

    市民政局 + 重庆市民政局 → 重庆市民政局; 铜梁区民政局 + 重庆市铜梁区民政局 → the latter.
    """
    best = name
    for other in others:
        same_tail = other.endswith(name) and other != name
        if same_tail and len(other) > len(best) and leading_region(other):
            best = other
    return best
