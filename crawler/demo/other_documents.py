"""The documents that stand between the replies: summaries, lists, notices, news, opinions to other offices."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from crawler.demo.letters import Letter, Line
from crawler.demo.numerals import ordinal, plain_date
from crawler.demo.places import Place
from crawler.demo.prose import Topic, seeded
from crawler.demo.salutation import person

Made = tuple[str, list[Line], str | None, str]
"""Title, lines, genre (None where it may be called several things), 体裁分类."""


def write_other(
    kind: str, *, site: str, key: str, serial: int, place: Place, topic: Topic, published: date
) -> Letter:
    """One document of ``kind`` (a key of KINDS); the same arguments give the same document."""
    issuer = place.name + topic.office
    title, lines, genre, form = KINDS[kind](site, key, place, topic, published)
    fields: dict[str, Any] = {
        "matter_type": None,
        "title": title,
        "date_published": published.isoformat(),
        "text_damaged": False,
    }
    if genre:
        fields["genre"] = genre
    if kind != "co-opinion":
        fields |= {"matter_numbers": [], "addressees": []}
    else:
        del fields[
            "matter_type"
        ]  # an opinion names a suggestion but answers an office: both readings are held
    office = f"{place.level if place.level == '市' else place.short}{topic.office}"
    return Letter(
        key=key,
        serial=serial,
        title=title,
        published=published,
        first_published=published,
        lines=tuple(lines),
        fields=fields,
        source=office,
        meta={
            "topic": topic.topic_class,
            "form": form,
            "office": office,
            "written": published.isoformat(),
            "issuer": issuer,
        },
    )


def _signed(place: Place, topic: Topic, day: date) -> list[Line]:
    return [Line("signature", place.name + topic.office), Line("date", plain_date(day))]


def _summary(site: str, key: str, place: Place, topic: Topic, day: date) -> Made:
    rng = seeded(site, key)
    year = day.year - (day.month < 3)
    suggestions, proposals = rng.randint(18, 90), rng.randint(12, 80)
    done, planned = rng.randint(10, 17), rng.randint(2, 8)
    title = f"{place.name}{topic.office}{year}年人大代表建议和政协提案办理情况总结"
    lines = [
        Line("title", title),
        Line(
            "body",
            f"{year}年，我单位共承办{place.level}人大代表建议{suggestions}件、政协提案{proposals}件，"
            "均在规定期限内办结并书面答复，面商率、按时答复率均为100%。现将有关情况总结如下：",
        ),
        Line(
            "body",
            f"一、总体情况。从办理结果看，A类（已经解决或基本解决）{done}件，B类（列入计划逐步解决）"
            f"{planned}件，其余为C类。代表、委员反馈满意和基本满意率达到{rng.randint(961, 999) / 10}%。",
        ),
        Line(
            "body",
            "二、主要做法。一是主要负责同志亲自研究、亲自督办；二是建立台账，挂图作战；三是上门走访，当面沟通。",
        ),
        Line(
            "body", "三、存在问题。个别建议涉及部门较多，协调难度较大；少数承诺事项受资金制约，推进不够快。"
        ),
        Line("row", "类别 | 主办 | 会办 | 合计"),
        Line("row", f"代表建议 | {suggestions - 9} | 9 | {suggestions}"),
        Line("row", f"政协提案 | {proposals - 6} | 6 | {proposals}"),
        Line(
            "body",
            f"四、下一步打算。健全办理工作机制，对承诺事项实行销号管理，{year + 1}年上半年组织一次“回头看”。",
        ),
    ]
    return title, lines + _signed(place, topic, day), "summary", "其他"


def _list(site: str, key: str, place: Place, topic: Topic, day: date) -> Made:
    rng = seeded(site, key)
    year = day.year - (day.month < 3)
    title = f"{place.short}{topic.office}{year}年建议提案办理结果一览表"
    lines = [Line("title", title), Line("row", "序号 | 编号 | 标题 | 办理结果")]
    for i in range(1, 13):
        subject = rng.choice(topic.subjects).replace("{town}", rng.choice(place.towns))
        lines.append(
            Line("row", f"{i} | {rng.randint(10, 900)} | 关于{subject}的建议 | {rng.choice('AABC')}")
        )
    return title, lines, "list", "其他"


def _notice(site: str, key: str, place: Place, topic: Topic, day: date) -> Made:
    rng = seeded(site, key)
    title = f"{place.name}{topic.office}关于做好{day.year}年建议提案办理工作的通知"
    lines = [
        Line("title", title),
        Line("salutation", "机关各处室，各直属单位："),
        Line("body", f"为做好{day.year}年人大代表建议和政协提案办理工作，现就有关事项通知如下："),
        Line(
            "body",
            f"一、明确责任。今年共收到交办件{rng.randint(20, 140)}件，各单位主要负责人为第一责任人，须确定一名联络员。",
        ),
        Line("body", "二、严格时限。自交办之日起三个月内答复，因情况复杂确需延长的，不得超过六个月。"),
        Line(
            "body", "三、加强沟通。办理前要走访，办理中要商量，办理后要回访，不得以文来文往代替面对面沟通。"
        ),
        Line("body", "四、规范公开。答复件应当逐件标注公开属性，涉及国家秘密、个人隐私的不予公开。"),
    ]
    return title, lines + _signed(place, topic, day), "notice", "通知"


def _news(site: str, key: str, place: Place, topic: Topic, day: date) -> Made:
    rng = seeded(site, key)
    verb = rng.choice(
        ("召开建议提案办理工作推进会", "走访人大代表面商建议办理工作", "开展建议提案办理“回头看”")
    )
    title = f"{place.short}{topic.office}{verb}"
    speaker = person(rng)
    lines = [
        Line(
            "body",
            f"近日，{place.name}{topic.office}{verb}。会议指出，办好建议提案是自觉接受监督的具体体现，"
            "必须坚持问题导向，推动解决一批群众关心的实事。",
        ),
        Line(
            "body",
            f"记者在现场看到，与会代表翻看办理台账，不时提问。“有回应、有措施，我很满意。”代表{speaker}说。",
        ),
        Line(
            "body",
            f"据介绍，今年以来已面商代表委员{rng.randint(20, 90)}人次，采纳意见{rng.randint(30, 99)}条。（本报记者）",
        ),
    ]
    return title, lines, "news", "其他"


def _co_opinion(site: str, key: str, place: Place, topic: Topic, day: date) -> Made:
    rng = seeded(site, key)
    lead = rng.choice(("住房城乡建委", "教委", "交通运输委", "农业农村委"))
    number, year = rng.randint(20, 900), day.year
    meeting = ordinal(place.meeting("npc", year))
    term = ordinal(place.term("npc"))
    session = f"{place.level}{term}届人大{meeting}次会议"
    title = f"{place.name}{topic.office}关于{session}第{number:04d}号建议的协办意见"
    subject = rng.choice(topic.subjects).replace("{town}", rng.choice(place.towns))
    lines = [
        Line("title", title),
        Line("salutation", f"{place.level}{lead}："),
        Line(
            "body",
            f"{session}第{number:04d}号建议《关于{subject}的建议》收悉。结合我单位职能职责，现提出如下协办意见：",
        ),
        Line(
            "body",
            f"一、我单位将积极配合贵单位做好现场踏勘和方案论证，并在{rng.randint(3, 9)}月底前提供相关基础数据。",
        ),
        Line("body", "二、对涉及我单位的事项，已纳入年度计划，并明确专人负责衔接。"),
        Line("body", "以上意见供贵单位统一答复代表时参考。"),
    ]
    return title, lines + _signed(place, topic, day), "co_opinion", "人大建议办理"


def _publicity(site: str, key: str, place: Place, topic: Topic, day: date) -> Made:
    rng = seeded(site, key)
    title = f"{place.short}{topic.office}关于{day.year}年{day.month}月临时救助发放情况的公示"
    lines = [
        Line("title", title),
        Line(
            "body", f"根据有关规定，现将{day.year}年{day.month}月临时救助发放情况公示如下，公示期五个工作日。"
        ),
        Line("row", "镇街 | 救助户数 | 发放金额（元）"),
        *(Line("row", f"{town} | {rng.randint(3, 60)} | {rng.randint(3000, 90000)}") for town in place.towns),
        Line("body", "如有异议，请在公示期内向我单位反映。"),
    ]
    return title, lines + _signed(place, topic, day), None, "其他"


def _standard(site: str, key: str, place: Place, topic: Topic, day: date) -> Made:
    rng = seeded(site, key)
    title = f"{place.name}{topic.office}关于调整{day.year}年城乡最低生活保障标准的通知"
    lines = [
        Line("title", title),
        Line("salutation", "各镇人民政府、街道办事处："),
        Line(
            "body",
            f"经区政府同意，自{day.year}年{day.month}月1日起，城市低保标准调整为每人每月{rng.randint(700, 820)}元，"
            f"农村低保标准调整为每人每月{rng.randint(580, 690)}元。",
        ),
        Line("body", "请各单位做好政策宣传和资金发放，确保不漏一户、不落一人。"),
    ]
    return title, lines + _signed(place, topic, day), "notice", "通知"


def _report(site: str, key: str, place: Place, topic: Topic, day: date) -> Made:
    rng = seeded(site, key)
    title = f"{place.name}{topic.office}{day.year - 1}年政府信息公开工作年度报告"
    lines = [
        Line("title", title),
        Line(
            "body",
            f"一、总体情况。{day.year - 1}年主动公开政府信息{rng.randint(90, 400)}条，"
            f"受理依申请公开{rng.randint(1, 9)}件，均按期答复。",
        ),
        Line(
            "body",
            "二、存在的主要问题及改进情况。部分栏目更新不够及时，政策解读形式单一。下一步将加强内容保障。",
        ),
    ]
    return title, lines + _signed(place, topic, day), None, "其他"


def _award(site: str, key: str, place: Place, topic: Topic, day: date) -> Made:
    rng = seeded(site, key)
    title = f"{place.short}敬老院食堂设备采购项目成交结果公告（第{rng.randint(1, 9)}包）"
    lines = [
        Line("title", title),
        Line(
            "body",
            f"一、项目编号：{place.abbreviation}采〔{day.year}〕{rng.randint(10, 99)}号。"
            f"二、成交金额：{rng.randint(8, 90)}.6万元。",
        ),
        Line(
            "body",
            f"三、公告期限：自本公告发布之日起1个工作日。联系人：{person(rng)}，电话：5550{rng.randint(1000, 9999)}。",
        ),
    ]
    return title, lines + _signed(place, topic, day), None, "公告"


def _organisation(site: str, key: str, place: Place, topic: Topic, day: date) -> Made:
    rng = seeded(site, key)
    title = f"{day.year}年度社会组织年度检查结果公告（第{ordinal(rng.randint(1, 6))}批）"
    lines = [
        Line("title", title),
        Line(
            "body",
            f"依照有关条例规定，现将{rng.randint(10, 60)}家社会组织年度检查结果公告如下，合格{rng.randint(8, 50)}家。",
        ),
        Line("row", "名称 | 结论"),
        *(Line("row", f"{place.short}{name}协会 | 合格") for name in ("棋类", "茶艺", "家政服务", "钓鱼")),
    ]
    return title, lines + _signed(place, topic, day), None, "公告"


KINDS: Mapping[str, Callable[[str, str, Place, Topic, date], Made]] = {
    "summary": _summary,
    "list": _list,
    "notice": _notice,
    "news": _news,
    "co-opinion": _co_opinion,
    "publicity": _publicity,
    "standard": _standard,
    "report": _report,
    "award": _award,
    "organisation": _organisation,
}
