"""News among the pages of a column: what was told by a reporter, not written by an office to somebody.

Signs are how it is headed (an office does something, a deputy says something), who is named as its source,
and how it begins (somebody's words, a day on which people met). None of them is looked for in a page that
opens as a reply.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from parsers.types import Block, Page

EVENT_TITLE = re.compile(
    r"带队|赴|召开|座谈|督办|视察|走访|协商会|见面会|面对面|现场办[理公]|到.{2,20}(?:沟通|走访|调研|征求|答复)|一行"
    r"|(?:党组|党委|班子|会议?|局长)(?:专题)?(?:研究|学习|传达)"
)
"""Somebody goes somewhere or meets somebody: an item of news, also where it ends in 办理工作."""

TOLD = re.compile(
    r"(?:^|\n)\s*(?:近日|日前)[，,]|(?:座谈会|督办会|答复会|协商会|见面会|问政会|面商会)上[，,]"
    r"|(?:^|\n)\s*[“\"][^”\"]{6,120}[”\"].{0,24}?(?:说|表示|提出|道)[。，,：:]"
)
"""What somebody said, where it was said, or when it happened stands at the beginning."""

_HEADLINE = re.compile(
    r"(?!关于|对)[\u3400-\u9fff]{1,14}(?:局|委|办|办公室|厅|院|中心|街道|镇|乡|县|区|市|政府|集团)(?:党[组委])?"
    r"(?:[:：]\S|[“、\u3400-\u9fff]{0,10}?”?(?:推进|推动|积极|扎实|高效|高质|认真|全力|用心|用情|做好|抓好|办好|办实|答好|狠抓|着力|强化|聚力|多措并举|有序|压实|重视|研究))"
)
"""市水务局扎实推进提案办理, 临澜区农业农村局：答好…: an office, and what it does."""
_TWO_CLAUSES = re.compile(
    r"(?!关于|对)[\u3400-\u9fff“”、]{4,20}\s[\u3400-\u9fff“”、]{5,24}[！!]?|[\u3400-\u9fff“”]{2,10}[|｜丨]\s?\S.{4,60}"
)
"""代表建议连民心 办理落实显担当, 提案追踪|老街…: two clauses of a headline, or the name of a series before it."""
_ABOUT = re.compile(r"建议|提案|议案|代表|委员|两会")
_ENDS_AS_PAPER = re.compile(
    r"(?:情况|总结|小结|报告|汇报|通报|说明|公开|公示|公告|通知|意见|方案|函|答复|复文|表|目录|名单|规程|要点|工作|制度|讲话|职责|流程|分工)[》”]?(?:[（(].{1,30}[）)])?$"
)
_SAYS = re.compile(
    r"(?:【[^【】]{1,12}】)?(?:[\u3400-\u9fff]{1,6})?(?:人大代表|政协委员)[\u3400-\u9fff·]{2,6}[:：]"
    r"|【[^【】]{0,8}(?:两会|代表|委员|声音|访谈)[^【】]{0,8}】[\u3400-\u9fff·]{2,6}(?:代表|委员)[:：]"
)
"""全国政协委员某某：加强…: what somebody said, above an item of news."""
_REPORT_TITLE = re.compile(r"(?:侧记|纪实|纪事|掠影|见闻|回眸|小记|图片新闻|快讯)[》”]?$")
_MEDIA = re.compile(
    r"日报|晚报|晨报|时报|都市报|商报|政协报|人民政协|融媒|电视台|广播|新闻|客户端|微博|头条|记者"
)
_SPEECH = re.compile(r"(?:^|\n)\s*“[^”\n]{4,80}[！？。…～]”|”[^。”“\n]{0,16}(?:说|坦言|感慨|告诉|笑着)")
_WORDS = re.compile(
    r"笔者|采访|连日来|据(?:介绍|悉)[，,]|(?:^|\n)\s*图为|摄[）)]\s*$|主持(?:召开)?[^。，]{0,12}会|供稿[）)]"
)
_DATED = re.compile(
    r"(?:^|[\n。！？])\s*(?:20\d\d年)?\d{1,2}月\d{1,2}日(?:至\d{1,2}日|(?:上|下)午)?[，,][^。]{0,60}?"
    r"(?:召开|举行|来到|赴|走访|座谈|交办会|主持|组织|邀请|深入|带领|前往|开展|听取|视察|调研|督查)"
)


def dated_start(text: str) -> bool:
    """7月6日，某局召开…: a day and what happened on it, in the first lines."""
    return _DATED.search(text[:300]) is not None


def _is_two_clauses(printed: str) -> bool:
    return len(printed) <= 70 and bool(_TWO_CLAUSES.fullmatch(printed) and _ABOUT.search(printed))


def told_by_reporter(name: str, text: str, first: Sequence[Block], page: Page) -> bool:
    """Whether a page that neither answers nor counts is an item of news. ``first``: the page's first lines."""
    printed = (
        [" ".join(t.text.split()) for t in page.titles] or [" ".join(first[0].text.split())] if first else []
    )
    if _REPORT_TITLE.search(name):
        return True
    if not _ENDS_AS_PAPER.search(name) and (_HEADLINE.match(name) or any(map(_is_two_clauses, printed))):
        return True
    if _SAYS.match(name) or any(len(b.text) < 60 and _SAYS.match(b.text) for b in first[:4]):
        return True
    if any(p.label in ("来源", "ContentSource") and _MEDIA.search(p.value[:60]) for p in page.pairs):
        return True
    return bool(_SPEECH.search(text[:800]) or _WORDS.search(text[:800]) or dated_start(text))
