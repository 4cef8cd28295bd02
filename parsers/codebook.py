"""What every field of a record means, in Chinese and English: for exports, the site and the docs.

Sources: GB/T 9704-2012 (official letters), 国办秘函〔2009〕6号 (index number, topic, form), 全国人大
and 政协 rules on suggestions and proposals. Field names and order are those of ``parsers.types.Record``;
a test holds the two together.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

FieldType = Literal["text", "code", "date", "integer", "boolean", "texts", "objects", "object"]
"""texts: list of strings; objects: list of objects; date: ISO day; code: one of ``CODES[field]``."""


@dataclass(frozen=True, slots=True)
class FieldDoc:
    """One field: a short label and a sentence in both languages, and the type of a value that is not null."""

    zh: str
    en: str
    description_zh: str
    description_en: str
    type: FieldType = "text"


CODEBOOK: Mapping[str, FieldDoc] = {
    "genre": FieldDoc(
        "文种",
        "Genre",
        "这份文件是什么：答复、会办意见、建议提案原文、办理情况总结、目录、通知、新闻或其他",
        "What kind of document this is",
        "code",
    ),
    "matter_type": FieldDoc(
        "办理类型",
        "Matter type",
        "答复的是人大代表建议、政协提案，还是其他事项（如主任接待日）；不是答复的文件为空",
        "What is being answered; null where the document is not a reply",
        "code",
    ),
    "title": FieldDoc("标题", "Title", "文件标题，网站名称和栏目名已去掉", "Title of the document"),
    "index_number": FieldDoc(
        "索引号", "Index number", "政府信息公开索引号", "Disclosure index number, as the site gives it"
    ),
    "document_number": FieldDoc(
        "发文字号",
        "Document number",
        "如 云民函〔2021〕180号；统一为六角括号、无空格",
        "Document number, brackets normalised to 〔〕, no spaces",
    ),
    "issuer": FieldDoc("发布机构", "Issuer", "作出答复的机关，全称", "The authority that answers, full name"),
    "topic": FieldDoc("主题分类", "Topic", "网站给出的主题分类", "Topic class, as the site gives it"),
    "document_form": FieldDoc(
        "体裁分类", "Document form", "网站给出的体裁，如 人大建议办理", "Form class, as the site gives it"
    ),
    "validity": FieldDoc("有效性", "Validity", "网站标注的有效性", "Validity, as the site gives it"),
    "date_written": FieldDoc(
        "成文日期",
        "Date written",
        "公开目录表中的成文日期；常与落款日期不同，两者不合并",
        "Date of writing in the metadata table; often not the date signed",
        "date",
    ),
    "date_published": FieldDoc(
        "发布日期", "Date published", "网站发布日期", "Date the site published it", "date"
    ),
    "date_signed": FieldDoc(
        "落款日期", "Date signed", "正文落款处的日期", "Date under the signature", "date"
    ),
    "assembly": FieldDoc(
        "会议机关", "Assembly", "建议来自人大，提案来自政协", "People's congress or CPPCC", "code"
    ),
    "assembly_level": FieldDoc(
        "会议层级", "Assembly level", "原文所写的层级：省、市、区、县等", "Level word as printed"
    ),
    "assembly_place": FieldDoc(
        "会议所在地", "Assembly place", "会议机关所在行政区全称", "Full place name of the assembly"
    ),
    "term": FieldDoc("届", "Term", "第几届", "Number of the term (届)", "integer"),
    "meeting": FieldDoc("次", "Meeting", "第几次会议", "Number of the meeting (次)", "integer"),
    "matter_numbers": FieldDoc(
        "编号",
        "Matter numbers",
        "建议或提案的编号，按原文保留前导零；并案答复有多个",
        "Numbers of the suggestions or proposals as printed, leading zeros kept",
        "texts",
    ),
    "proposal_title": FieldDoc(
        "建议题目", "Proposal title", "所答复的建议或提案的题目", "Title of what is answered"
    ),
    "proposal_text": FieldDoc(
        "建议原文",
        "Proposal text",
        "页面同时刊登的建议或提案原文；作者是代表、委员，与答复分开保存",
        "Text of the suggestion itself where the page prints it; its author is the deputy",
    ),
    "addressees": FieldDoc(
        "答复对象",
        "Addressees",
        "收信的代表、委员或单位（name 姓名，role 身份，group_size 等N位的总人数）",
        "Deputies, members or bodies addressed: name, role, group_size (N of 等N位, all counted)",
        "objects",
    ),
    "co_handlers": FieldDoc(
        "会办单位",
        "Co-handlers",
        "信中写明共同办理的部门",
        "Co-handling departments named in the letter",
        "texts",
    ),
    "outcome_mark": FieldDoc(
        "办理结果代号",
        "Outcome mark",
        "原文的代号（A、B、C、B2、甲等）；各地含义不同，不可直接比较",
        "The letter as printed; not comparable between places",
    ),
    "outcome": FieldDoc(
        "办理结果",
        "Outcome",
        "按当地分类方案统一后的含义（meaning）与方案（scheme）",
        "Normalised meaning and the scheme that gave it",
        "object",
    ),
    "openness": FieldDoc(
        "公开属性", "Openness", "主动公开、依申请公开等", "Openness as printed, such as 主动公开"
    ),
    "approver": FieldDoc("签发人", "Approver", "签发或审签的负责人", "The leader who signed off the letter"),
    "contact": FieldDoc(
        "联系方式",
        "Contact",
        "经办人姓名、电话、传真、邮编；不公开，任何发布文件中都没有",
        "The handler's contact details: private, in no published file",
        "object",
    ),
    "copied_to": FieldDoc("抄送", "Copied to", "抄送单位", "Bodies that received a copy", "texts"),
    "citations": FieldDoc(
        "引用文件",
        "Citations",
        "正文《》中的文件名（title）和紧跟的文号（document_number）",
        "Documents cited in 《》 with the number printed beside them",
        "objects",
    ),
    "attachments": FieldDoc(
        "附件",
        "Attachments",
        "附件的地址、名称、类型、校验值和提取的文字",
        "Files of the document: address, name, type, sha256, extracted text",
        "objects",
    ),
    "text": FieldDoc(
        "正文",
        "Text",
        "称呼之后、落款之前的正文，保留段落，不含导航、联系方式",
        "The letter's clean body, paragraphs kept",
    ),
    "text_damaged": FieldDoc(
        "文字缺损",
        "Text damaged",
        "来源文本丢失过字符",
        "The source text lost characters",
        "boolean",
    ),
}

Label = tuple[str, str]
"""A Chinese and an English label."""

CODES: Mapping[str, Mapping[str, Label]] = {
    "genre": {
        "reply": ("答复", "Reply"),
        "co_opinion": ("会办意见", "Co-handler's opinion"),
        "proposal": ("建议提案原文", "Suggestion or proposal text"),
        "summary": ("办理情况总结", "Summary of handling"),
        "list": ("目录", "List"),
        "notice": ("通知", "Notice"),
        "news": ("新闻", "News"),
        "other": ("其他", "Other"),
    },
    "matter_type": {
        "npc_suggestion": ("人大代表建议", "Suggestion by NPC deputies"),
        "cppcc_proposal": ("政协提案", "Proposal by CPPCC members"),
        "other": ("其他事项", "Other matter"),
    },
    "assembly": {"npc": ("人大", "People's congress"), "cppcc": ("政协", "CPPCC")},
    # facts: at least seven schemes of letters are in use; these are the meanings they share.
    "outcome": {
        "resolved": ("已解决或采纳", "Solved or adopted"),
        "partly_resolved": ("部分解决", "Partly solved"),
        "in_progress": ("正在解决", "Being solved"),
        "planned": ("列入计划", "Planned"),
        "deferred": ("暂不具备条件", "Not now, for lack of conditions"),
        "referred_up": ("已向上级反映", "Referred to a higher level"),
        "reference": ("留作参考", "Kept for reference"),
        "infeasible": ("不可行", "Not feasible"),
        "unknown": ("含义不明", "Meaning unknown"),
    },
}
"""The codes of coded fields with their labels; ``outcome`` holds the codes of ``Outcome.meaning``."""
