"""What a page is: a reply, a co-handler's opinion, a suggestion, a summary, a list, a notice, news, or something else."""

from __future__ import annotations

import re

from parsers.anatomy import OPENING, Anatomy
from parsers.enumerations import RATE, STATISTICS, counts_items, is_index, lists_items, tells_items
from parsers.normalize.text import close_up, fold_width
from parsers.salutation import is_proposer
from parsers.told import EVENT_TITLE, TOLD, dated_start, told_by_reporter
from parsers.types import Genre, Page

_ASKED = r"(?:建议案|建议|提案|议案|议事原案|提议|请求|书面意见|意见)"
_REPLY_END = re.compile(
    rf"(?:{_ASKED}|》|”|号|[）)]|办理情况|办理结果|办理意见|落实情况|情况|意见建议)\s?(?:办理)?(?:情况|结果|意见)?\s?(?:的)?\s?(?:答复函?|复函|回复函?|复文|函复|答复的函|回复的函|办理单)"
    r"|(?:答复|回复|复函|复文)[》”]?(?:\s?[（(].{1,60}[）)])?(?:[-—]+\d+号)?$|答复的函|提案回复|建议回复"
)
_NUMBERED_ANSWER = re.compile(
    rf"第?\s?[\dA-Z-]{{1,12}}\s?号.{{0,60}}(?:的函|办理情况)|{_ASKED}.{{0,20}}办理情况(?:的函|的答复)?$"
)
_CO_OPINION = re.compile(r"协办意见|会办意见|分办意见|协办件|会办件|协办函|会办函|协办回复|会办回复|协办答复")
_SUMMARY = re.compile(
    r"(?:办理|答复|落实|承办).{0,16}(?:总结|报告|综述|概况|通报|完成情况|情况说明|情况公示|统计|分析|进展|工作情况)|办理工作|总体情况|年度.{0,20}办理情况|(?:建议|提案|意见)的?办理情况$|办理.{0,40}(?:建议|提案)的?情况$"
    r"|(?:办理|答复|落实|承办|复文|回头看).{0,16}(?:汇报|汇总$|公开情况|自查|自评)|(?:建议|提案|议案).{0,16}办理结果(?:的?公开|的?公示)"
)
_LIST = re.compile(
    r"一览表|目录|清单|汇总表|台账|统计表|列表|名单|明细表|任务分解|(?:分办|交办|承办|分解|分工|立案|情况|督办|安排)表$"
)
_NOTICE = re.compile(
    r"(?:通知|公告|通告|启事|办法|方案|规定|条例|细则|规则|制度|工作计划|安排)[》”]?$|交办(?!会|工作会)|(?:通知|督办|交办|催办)[单书函]$|公开办理|征集|征求意见|通知》"
)
_NEWS_TITLE = re.compile(
    r"召开|现场办[理公]|带队|面复|领办|落地|点赞|变成|变为|了$|座谈|调研|督办|视察|推进会|(?<!次)会议|上门|走访|见面会|满意|强调|圆满|百分之百|100%|开展|举行|主持|部署|获评|亮出|听取|交流|面对面|回应|揭晓|出炉|见[实成]效|换新|作出答复|予以答复"
)
_VISIT_TITLE = re.compile(r"^(?!关于|对).{2,16}[局委厅办]到.{2,20}(?:沟通|走访|调研|答复)|完成.{0,8}\d+\s?件")

_NEWS_TEXT = re.compile(
    r"本报讯|记者|通讯员|讯[（(]|会议指出|会议强调|会议要求|主持会议|出席会议|据了解[，,].{0,20}近日|^近日|^日前|\d月\d{1,2}日(?:上午|下午|晚)[，,]|"
    r"^\s?(?:20\d\d年)?\d{1,2}月\d{1,2}日(?:至\d{1,2}日)?[，,]"
)
_REPORTER = re.compile(r"本报讯|讯】|记者|通讯员|会议指出|会议强调")
_CITIZEN = re.compile(
    r"网友|市民(?![政族宗委航营最关满生的])|市长热线|来电反映|来信人|来访人|来电人|信访人|群众来信|局长信箱|市长信箱|书记信箱|领导信箱|投诉人|咨询人|留言|写信[人时]|来信时间|请求类型|市民朋友|网民|人民建议征集|领导留言板|建言(?:者|人|内容|时间)|工单(?:编号|反映|答复|办理)|工单”?反映"
)
_PLACEHOLDER = re.compile(
    r"第\s?(?:[×xXＸ＊*○〇]{1,4}|_{2,}|＿{2,})\s?[号届次]|[×xXＸ＊*○]{1,3}(?:届|次会议|号(?:建议|提案))|(?:20)?[×xXＸ＊*]{2}年[×xXＸ＊*]{1,2}月|[×X]{2,}(?:代表|委员|局)"
)
_BLANK = re.compile("[×xXＸ＊*○〇_＿]")


_STEP = re.compile(
    r"(?:立案|并案|转办|交办|催办|改办|退办).{0,12}(?:告知书|告知函|函|通知书?)$|延期答复.{0,60}(?:函|报告|申请|请示)$|重新答复的(?:函|通知)$|关于(?:转办|交办|催办|改办|退办).{4,80}的(?:函|通知)$"
)
_HANDED_ON = re.compile(
    r"(?:现转|由)(?:你|贵)(?:局|委|单位|办|厅|院|镇|乡|街道).{0,40}请.{0,60}(?:办理|答复)"
)
"""A step on the way to the reply: 不予立案告知书, 转办函, 现转你局研究办理，请于…前答复代表."""
_OFFICIAL = re.compile(r"关于.{4,90}的(?:函|请示|批复|意见|方案)$")
"""关于开展…的函: the verb is what an office asks for, not what happened."""
_GUIDE = re.compile(
    r"^(?:如何|怎样|怎么)|(?:如何|怎样|怎么)(?:撰?写|提交?|起草)|格式(?!的通知)|模板|范文|样本|样式|写法|须知|培训|流程图?$|程序图?$|规程$|办理工作(?:规范|程序|细则)$|(?:建议|提案|议案).{0,8}工作制度$|审议意见$|(?:一封信|感谢信|倡议书?|讲话|致辞)$|(?:征集|征求).{0,12}(?:反馈|采纳)"
)
_RULE = re.compile(
    r"(?:建议|提案|议案).{0,12}办理.{0,12}的(?:实施)?(?:意见|措施|规定)$|(?:议案|建议|提案).{0,16}的?(?:决定|决议)[》”]?$"
)
"""An assembly's or a party's paper on how items are handled: neither a report on them nor a reply."""
_CIRCULAR = re.compile(
    r"^(?:各(?!位|民主|党派)|机关各|局属|直属|[\u3400-\u9fff]{0,6}(?:直属?|有关|相关|承办)(?:各)?(?:单位|部门|机关))"
)
"""Addressed to everybody below: 各乡镇人民政府, 机关各处室, 县直有关单位."""
_REPORTED = re.compile(r"(?:报告|总结|综述|通报|工作情况|汇报|汇总)[》”]?(?:[（(].{1,30}[）)])?$")
_PRIVATE = ("同志", "先生", "女士")


def decide_genre(anatomy: Anatomy, title: str | None, page: Page) -> tuple[Genre, str]:
    """(genre, the sign that decided). Replies need positive signs: whom it answers, that it was received, that it answers.

    ``page``: its metadata and titles as printed; a newspaper as the source makes news of a page that answers nobody.
    """
    name = close_up(fold_width(title or "")) or _first_words(anatomy)
    head = "\n".join(b.text for b in anatomy.front)[-600:]
    text = anatomy.body_text[:6000]
    plain = _at_sight(anatomy, name, head, text)
    if plain is not None:
        return plain
    if anatomy.salutation and (anatomy.opening or _answers(name)):
        return _letter_kind(anatomy, name, text)
    asked, citizen = _CITIZEN.findall(name), _CITIZEN.findall((head + text)[:200])
    if _REPORTER.search((head + text)[:120]) or ({*asked, *citizen} == {"市民"} and TOLD.search(text[:200])):
        asked = citizen = []  # a passer-by in an item of news
    if asked or (citizen and not (_answers(name) and _OF_DEPUTIES.search(f"{name}\n{head}\n{text[:600]}"))):
        return Genre.OTHER, "a citizen's letter"
    other = _not_a_letter(anatomy, name, text, page)
    if other is not None and not (anatomy.opening and _answers(name)):
        return other
    if _answers(name) and (anatomy.opening or not _NEWS_TEXT.search(text[:300])):
        if _CO_OPINION.search(name):
            return Genre.CO_OPINION, "title"
        return Genre.REPLY, "title" + (" and opening" if anatomy.opening else "")
    if anatomy.form.reply and (anatomy.form.content or len(anatomy.form.values) > 1):
        return _form_kind(anatomy, name)
    if anatomy.opening and _opening_answers(text[:500]):
        return Genre.REPLY, "opening"
    return other or _proposal_or_other(anatomy, name, text)


def _at_sight(anatomy: Anatomy, name: str, head: str, text: str) -> tuple[Genre, str] | None:
    """What quotes replies' sentences or holds their titles, and is none."""
    if _is_template(anatomy, name, head, text):
        return Genre.OTHER, "placeholders where names and numbers belong"
    if _GUIDE.search(name) and not re.search(r"\d\s?号|届", name):
        return Genre.OTHER, "a guide to writing replies"
    if _STEP.search(name):
        return Genre.NOTICE, "a step on the way to the reply"
    if is_index(anatomy):
        return Genre.LIST, "titles of replies one under the other"
    return _circular(anatomy, name)


_BRACED = re.compile(r"【([^【】]{4,60})】")


def _first_words(anatomy: Anatomy) -> str:
    """What stands in a missing title's place: the first line that could be one, or what it has in 【】.

    Good enough to tell kinds of pages apart, not to be a record's title (title.first_line_title).
    """
    for block in anatomy.blocks[:4]:
        line = close_up(fold_width(block.text[:400]))
        braced = _BRACED.match(line)
        if braced:
            return braced[1]
        if len(line) > 60 or re.search("[。；]", line):
            return ""
        if len(line) >= 8 and not line.endswith((":", "：")):
            return line
    return ""


def _is_template(anatomy: Anatomy, name: str, head: str, text: str) -> bool:
    where = "\n".join((name, head[-300:], text[:300]))
    if _BLANK.search(where) is None:
        return False  # as nearly all: nothing a placeholder is written with
    return len(_PLACEHOLDER.findall(where)) >= (1 if _PLACEHOLDER.search(name + text[:120]) else 2)


_TO_REPORT = re.compile(r"(?:报送|上报|填报|交办|催办|转办|转送|分办|征求|征集)[^。]{0,60}的函$")
"""关于报送建议提案办理情况的函 asks for reports."""


def _answers(title: str) -> bool:
    """The title is a reply's: …建议的答复, …提案的复函, …协办意见 and not a summary, list, notice or news item."""
    if (
        not title
        or (_TO_REPORT.search(title) and not re.search(r"\d\s?号", title))
        or (_NEWS_TITLE.search(title) and not re.search(r"次会议|提案的|建议的|号", title))
    ):
        return False
    if re.search(
        r"(?:通知|公告|总结|报告|通报|公示|综述|一览表|目录|清单|办法|方案|公开情况(?:说明)?)[》”]?(?:[（(].{1,30}[）)])?$",
        title,
    ) or re.search(r"作出答复|予以答复|上门答复|答复率|答复工作|答复满意|(?:有了?|已)[答回]复$", title):
        return False
    if _CO_OPINION.search(title):
        return True
    if re.search(r"办理情况$", title) and not re.search(r"\d\s?号|《|“", title):
        return False  # 代表建议办理情况 without a number is the year's summary
    about = re.search(rf"{_ASKED}|人大|政协|代表|委员|接待日", title)
    return bool(about and (_REPLY_END.search(title) or _NUMBERED_ANSWER.search(title)))


def is_reply_title(title: str) -> bool:
    """Whether a listed title, by itself, is a reply's (…建议的答复, …提案的复函): for lists, where nothing else is known."""
    return _answers(close_up(fold_width(title)))


_NAMED = re.compile(r"^[^。]{0,200}?(?:关于|《|“)|代表|委员|人大|政协|提案|议案|届|\d\s?号")
"""What a reply without title and salutation names at least; 您提出的建议收悉 alone is anybody's."""


def _opening_answers(text: str) -> bool:
    return bool(
        (
            re.search(rf"(?:{_ASKED}|》|”|[）)])[^。]{{0,30}}(?:收悉|悉)", text)
            or re.search(
                r"(?:人大|政协)[^。]{0,40}(?:代表|委员)[^。]{0,30}提出[^。]{0,60}(?:建议|提案|议案)"
                r"|(?:代表|委员)[^。，]{0,30}提出[^。]{0,80}(?:建议|提案|议案)[^。]{0,40}[答回函]复如下",
                text[:200],
            )
        )
        and not _CITIZEN.search(text)
        and "审议意见" not in text[:200]
        and _NAMED.search(text) is not None
    )


_OF_ORGANS = re.compile(
    r"审议意见|专题询问|询问问题|(?:报告|请示|批复|决定)[》”]?$|征求.{0,60}意见的?(?:复函|回复|函)$"
)
_RECOMMENDS = re.compile(r"(?:检察|司法|监察|纪检|审计|巡察|巡视)建议")
_NO_PROPOSER = re.compile(r"(?:公司|业主委员会|业委会|村民委员会|居民委员会|合作社|检察院|法院)$")
_OF_ITEMS = re.compile(r"代表|(?<!业主)(?<!监察)委员(?!会)|人大|政协|提案|议案")


def _is_of_organs(addressee: str, name: str, text: str) -> bool:
    """审议意见, 检察建议书, 征求意见的函: what organs and firms write to each other and no deputy asked for."""
    if _OF_ORGANS.search(name):
        return True
    about = f"{name}\n{text[:300]}"
    return bool(_NO_PROPOSER.search(addressee) or _RECOMMENDS.search(about)) and not _OF_ITEMS.search(about)


def _letter_kind(anatomy: Anatomy, name: str, text: str) -> tuple[Genre, str]:
    assert anatomy.salutation is not None
    addressees = anatomy.salutation.addressees
    organisations = all(a.role == "organisation" for a in addressees)
    if all(a.role in _PRIVATE for a in addressees) and not (
        _answers(name) or re.search(r"人大|政协|提案|代表建议", text[:300])
    ):
        return Genre.OTHER, "a citizen's letter"
    if organisations and _is_of_organs(addressees[-1].name, name, text):
        return Genre.OTHER, "a letter between organs"
    if (
        organisations
        and _SUMMARY.search(name)
        and _REPORTED.search(name)
        and not re.search(r"\d\s?号|《", name)
    ):
        return Genre.SUMMARY, "title"
    if _CO_OPINION.search(name) or (
        organisations and re.search(r"(?:协办|会办)(?:意见|工作)|我[局委办].{0,20}(?:协办|会办)", text[:1500])
    ):
        return Genre.CO_OPINION, "title" if _CO_OPINION.search(name) else "addressed to the lead agency"
    if organisations and _NOTICE.search(name):
        return Genre.NOTICE, "title"
    if organisations and "请" in text[:300] and _HANDED_ON.search(text[:300]):
        return Genre.NOTICE, "handed on, not answered"
    if organisations and not _answers(name) and not is_proposer(addressees[0].name):
        asked = re.search(r"(?:代表|委员|提案|建议).{0,80}(?:收悉|悉|[答回函]复)", text[:600])
        return (
            (Genre.CO_OPINION, "addressed to an agency about an item")
            if asked
            else (Genre.OTHER, "a letter between agencies")
        )
    return Genre.REPLY, "salutation and opening" if anatomy.opening else "salutation and title"


_TO_BELOW = re.compile(
    r"通知如下|如下(?:要求|通知)|报送|上报|转发给|印发给|交由?你们|交给你们|报我|经研究，?决定|自查"
)
_ADDRESSED = re.compile(r"[^。；]{2,60}[:：]")


def _circular(anatomy: Anatomy, name: str) -> tuple[Genre, str] | None:
    """各乡镇人民政府，县直各单位：… 通知如下: an office writes to all below it, whatever sentences of replies it quotes."""
    if anatomy.salutation:
        first = anatomy.salutation.addressees[0]
        if first.role != "organisation" or not _CIRCULAR.match(first.name) or _CO_OPINION.search(name):
            return None
        return Genre.NOTICE, "addressed to all below"
    blocks = anatomy.blocks
    for i, block in enumerate(blocks[:8]):
        line = block.text.strip()
        if line[-1:] in ":：" and _CIRCULAR.match(line) and _ADDRESSED.fullmatch(line):
            below = "".join([b.text for b in blocks[i + 1 : i + 6]])[:800]
            return (Genre.NOTICE, "addressed to all below") if _TO_BELOW.search(below) else None
    return None


def _not_a_letter(anatomy: Anatomy, name: str, text: str, page: Page) -> tuple[Genre, str] | None:
    if _RULE.search(name):
        return Genre.OTHER, "a paper on how items are handled"
    if _LIST.search(name):
        return Genre.LIST, "title"
    if tells_items(anatomy):
        return Genre.SUMMARY, "several items and what became of each"
    notice = _NOTICE.search(name)
    if notice and not (notice[0] == "交办" and (dated_start(text) or _REPORTER.search(text[:80]))):
        return Genre.NOTICE, "title"
    if (
        _SUMMARY.search(name)
        and _REPORTED.search(name)
        and "听取" not in name
        and (anatomy.salutation is None or not _answers(name))
        and re.search(r"建议|提案|议案", name)
    ):
        return Genre.SUMMARY, "title"
    if _REPORTER.search(text[:600]) and not re.search(r"总结|报告|综述|通报|说明|公示|统计", name):
        return Genre.NEWS, "words of a report"
    if (
        _SUMMARY.search(name)
        and not anatomy.opening
        and not (
            (EVENT_TITLE.search(name) or TOLD.search(text[:400]) or dated_start(text))
            and ("听取" in name or not _REPORTED.search(name))
        )
        and (
            STATISTICS.search(text)
            or RATE.search(text)
            or re.search(r"总结|报告|综述|通报|说明|公示|统计|工作", name)
        )
    ):
        return Genre.SUMMARY, "title"
    told = _NEWS_TEXT.search(text[:400]) or TOLD.search(text[:400])
    if told:
        return Genre.NEWS, "words of a report"
    if lists_items(anatomy):
        return Genre.LIST, "lines of numbers and titles"
    if not _answers(name) and (
        (_NEWS_TITLE.search(name) and not _OFFICIAL.search(name))
        or _VISIT_TITLE.search(name)
        or (not anatomy.opening and told_by_reporter(name, text, anatomy.blocks[:4], page))
    ):
        return Genre.NEWS, "words of a report"
    if not anatomy.opening and counts_items(text):
        return Genre.SUMMARY, "counts of items"
    return None


_OF_DEPUTIES = re.compile(r"代表|委员|提案|议案|人大|政协|届|建议(?:内容|编?号|标题|名称|原文|人)")


def _form_kind(anatomy: Anatomy, name: str) -> tuple[Genre, str]:
    page = "\n".join(b.text for b in anatomy.blocks)[:3000]
    if not _OF_DEPUTIES.search(f"{name}\n{page}") and not anatomy.form.values.keys() & {
        "proposer",
        "session",
    }:
        return Genre.OTHER, "a form that names neither deputy nor member"
    text = "".join(b.text for b in anatomy.form.reply)
    if len(text) > 30 or OPENING.search(text):
        return Genre.REPLY, "form with a reply"
    return Genre.PROPOSAL, "form without a reply"  # 办理情况:已办复 is a status, not a letter


_SUBJECT = re.compile(r"\s*案\s*由\s*[:：]")
_SUBJECT_INSIDE = re.compile(r"案\s*由\s*[:：].{2,90}?提案(?:者|人)\s*[:：]")


_PROPOSED = re.compile(r"^(?:第一|领衔)?(?:提案|建议|提议|提出)(?:者|人)\s{0,3}[:：]\s{0,3}\S")
_HANDLES = re.compile(r"(?:办理|办好|落实|答复|回应|采纳|督办|推进|推动|处理).{0,14}(?:建议|提案|议案)$")


def _proposal_or_other(anatomy: Anatomy, name: str, text: str) -> tuple[Genre, str]:
    if anatomy.form.content and (anatomy.form.values or name):
        return Genre.PROPOSAL, "form without a reply"
    if not anatomy.opening and any(
        _SUBJECT.match(b.text) or _SUBJECT_INSIDE.search(b.text[:600]) for b in anatomy.blocks[:6]
    ):
        return Genre.PROPOSAL, "案由 and no reply"
    if not anatomy.opening and any(_PROPOSED.match(b.text) for b in anatomy.blocks[:6]):
        return Genre.PROPOSAL, "who proposed it, and no reply"
    if (
        re.search(r"(?:建议案|建议|提案|议案|提议)$", name)
        and (name.startswith("关于") or not _HANDLES.search(name))
        and not anatomy.opening
        and re.search(r"建议|提议|应当|为此", text)
    ):
        return Genre.PROPOSAL, "title and text of a suggestion"
    return Genre.OTHER, "no sign of another kind"
