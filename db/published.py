"""The published file's tables and columns, with their Chinese and English names: a contract with its readers.

Used by the site's labels, by ``dafu export --schema`` and by the file's own ``codebook`` table. A test
holds it together with ``db/published.sql``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from parsers.codebook import CODEBOOK, CODES, FieldDoc, Label

PRIVATE_FIELDS = frozenset({"contact"})
"""Record fields that are in no published file."""

JSON_COLUMNS = (
    "matter_numbers",
    "addressees",
    "co_handlers",
    "copied_to",
    "citations",
    "attachments",
    "keywords",
    "also_at",
)
"""Columns of ``record`` that hold JSON text."""

ENVELOPE: Mapping[str, FieldDoc] = {
    "id": FieldDoc("库内编号", "Id", "本库内的编号，不变", "Stable number in this corpus", "integer"),
    "address": FieldDoc("原文地址", "Address", "原文的规范网址", "Canonical address of the source page"),
    "portal": FieldDoc("网站", "Portal", "所属网站的代号", "Id of the portal that lists it"),
    "place": FieldDoc("地区", "Place", "网站所在行政区全称", "Full place name of the portal"),
    "department": FieldDoc("网站主办部门", "Department", "主办该网站的部门", "The body that runs the portal"),
    "state": FieldDoc(
        "状态", "State", "现存，或已从栏目消失、已撤下", "Whether the source still shows the document", "code"
    ),
    "state_since": FieldDoc(
        "状态始于", "State since", "进入现在这一状态的时间：撤下、恢复也是变化", "When it came into its state"
    ),
    "first_seen": FieldDoc("首次发现", "First seen", "首次在栏目中见到的时间", "When it was first listed"),
    "last_seen": FieldDoc(
        "最近见到", "Last seen", "最近一次确认仍在的时间", "When it was last confirmed there"
    ),
    "version": FieldDoc(
        "版本", "Version", "内容变化的次数，从1起", "Number of this content, from 1", "integer"
    ),
    "changed_at": FieldDoc(
        "内容变化时间", "Changed at", "首次见到现有内容的时间", "When this content was first seen"
    ),
    "date": FieldDoc(
        "日期",
        "Date",
        "发布日期；没有则用落款日期、成文日期、栏目所列日期",
        "Published, else signed, else written, else the list row's date",
        "date",
    ),
    "year": FieldDoc("年份", "Year", "“日期”的年份", "Year of date", "integer"),
    "label": FieldDoc(
        "名称",
        "Label",
        "用来显示的名称：标题；没有则用栏目所列标题、建议题目、文号、地址",
        "A name to show: title, else listed title, proposal title, document number, address",
    ),
}
"""Columns of ``record`` before the record's own fields."""

DERIVED: Mapping[str, FieldDoc] = {
    "proposers": FieldDoc(
        "提出人", "Proposers", "答复对象合成一行文字，便于浏览", "The addressees as one line of text"
    ),
    "keywords": FieldDoc(
        "关键词", "Keywords", "自动提取的关键词（TF-IDF）", "Keywords by TF-IDF, best first", "texts"
    ),
    "characters": FieldDoc("正文字数", "Characters", "正文的字数", "Characters of the text", "integer"),
    "listed_title": FieldDoc("栏目所列标题", "Listed title", "栏目列表中显示的标题", "Title in the list row"),
    "listed_date": FieldDoc(
        "栏目所列日期", "Listed date", "栏目列表中显示的日期", "Date in the list row", "date"
    ),
    "fetched_at": FieldDoc("抓取时间", "Fetched at", "最近一次成功读取原文的时间", "Last healthy fetch"),
    "body_sha256": FieldDoc(
        "原始文件校验值", "Body sha256", "所存档原始文件的 SHA-256", "SHA-256 of the archived bytes"
    ),
    "parser_version": FieldDoc(
        "解析版本", "Parser version", "得出本记录的解析程序版本", "Version of the parser that made the record"
    ),
    "also_at": FieldDoc(
        "另见",
        "Also at",
        "本库中同一封信的其他网址；同一正文答复另一件建议、提案的不算在内",
        "Other addresses in this corpus of the same letter; not where one text answers another proposal",
        "texts",
    ),
}
"""Columns of ``record`` after the record's own fields."""


def _record_docs() -> Mapping[str, FieldDoc]:
    docs = dict(ENVELOPE)
    for name, doc in CODEBOOK.items():
        if name in PRIVATE_FIELDS:
            continue
        if name == "outcome":
            # One column each, so that SQL and facets need no JSON.
            docs[name] = FieldDoc(
                doc.zh, doc.en, "按当地分类方案统一后的含义", "Normalised meaning of the outcome mark", "code"
            )
            docs["outcome_scheme"] = FieldDoc(
                "结果分类方案",
                "Outcome scheme",
                "确定办理结果所依据的分类方案",
                "The scheme that gave the outcome",
            )
        else:
            docs[name] = doc
    return docs | dict(DERIVED)


RECORD: Mapping[str, FieldDoc] = MappingProxyType(dict(_record_docs()))
"""Every column of the published ``record`` in order; also the keys of an exported record."""

PUBLIC_CODES: Mapping[str, Mapping[str, Label]] = {
    **CODES,
    "state": {
        "live": ("现存", "Live"),
        "missing": ("栏目中已不见", "Not listed any more"),
        "withdrawn": ("已撤下", "Withdrawn"),
        "new": ("尚未读取", "Not fetched yet"),
    },
    "verdict": {"ok": ("正常", "Ok"), "suspect": ("存疑", "Suspect"), "failed": ("失败", "Failed")},
    "cause": {
        "first": ("首次收录", "First seen"),
        "revision": ("原文修改", "Revised by the source"),
        "reparse": ("重新解析", "Parsed again"),
        "restored": ("恢复发布", "Published again"),
        "import": ("导入", "Imported"),
    },
    "found_by": {
        "number": ("文号和机关相同", "Number and issuer"),
        "text": ("正文相同或几乎相同", "Text"),
    },
    "matters": {
        "same": ("同一件建议、提案", "The same proposal"),
        "other": ("另一件建议、提案", "Another proposal"),
        "unknown": ("没有编号，无从得知", "Not known: no number"),
    },
    "kind": {
        "npc": ("人大建议", "Suggestions"),
        "cppcc": ("政协提案", "Proposals"),
        "both": ("建议和提案", "Both"),
        "mixed": ("混合栏目", "Mixed column"),
    },
    "walk_outcome": {
        "calm": ("走到已知部分", "Reached known entries"),
        "end": ("走到末页", "Reached the end"),
        "incomplete": ("未走完", "Incomplete"),
    },
    "stage": {
        "portal": ("网站", "Portal"),
        "list": ("栏目", "List"),
        "fetch": ("读取", "Fetch"),
        "parse": ("解析", "Parse"),
        "import": ("导入", "Import"),
        "publish": ("发布", "Publish"),
    },
    "source": {
        "meta": ("网页元数据", "Meta tag"),
        "table": ("公开信息表", "Metadata table"),
        "list": ("信息列表", "Metadata list"),
        "header": ("标题下方一行", "Line under the title"),
        "values": ("无标签的信息", "Values without labels"),
        "attribute": ("信内标注", "Label inside the letter"),
        "metadata": ("公开信息表", "Metadata table"),
        "heading": ("页面标题", "Heading"),
        "html-title": ("网页标题栏", "HTML title"),
        "letter": ("信件正文", "Letter"),
        "signature": ("落款", "Signature"),
        "salutation": ("称呼", "Salutation"),
        "first-sentence": ("首句", "First sentence"),
        "address": ("网址", "Address"),
        "listing": ("栏目列表", "List row"),
        "derived": ("推得", "Derived"),
    },
}
"""Codes in the published file with their labels; ``CODE_COLUMNS`` says which column uses which."""

CODE_COLUMNS: Mapping[str, str] = {
    "genre": "genre",
    "matter_type": "matter_type",
    "assembly": "assembly",
    "outcome": "outcome",
    "state": "state",
    "verdict": "verdict",
    "cause": "cause",
    "found_by": "found_by",
    "matters": "matters",
    "kind": "kind",
    "last_walk_outcome": "walk_outcome",
    "stage": "stage",
    "source": "source",
}
"""Column name → name of its code list."""


@dataclass(frozen=True, slots=True)
class TableDoc:
    """A table's Chinese name, what a row is, and its columns: name → (Chinese label, English label, description)."""

    zh: str
    description: str
    columns: Mapping[str, tuple[str, str, str]]


_OF_RECORD = ("记录", "Record", "所属记录的编号")
_POSITION = ("次序", "Position", "在原文中的次序，从1起")


def _from_fields(docs: Mapping[str, FieldDoc]) -> Mapping[str, tuple[str, str, str]]:
    return {name: (doc.zh, doc.en, doc.description_zh) for name, doc in docs.items()}


TABLES: Mapping[str, TableDoc] = {
    "record": TableDoc(
        "全部文件",
        "每行一份文件：答复信，以及同一栏目中的会办意见、总结、通知等",
        _from_fields(RECORD),
    ),
    "reply": TableDoc("答复", "只含答复信，列与“全部文件”相同", _from_fields(RECORD)),
    "addressee": TableDoc(
        "答复对象",
        "每行一位收信的代表、委员或一个单位",
        {
            "id": ("编号", "Id", "行号"),
            "record": _OF_RECORD,
            "position": _POSITION,
            "name": ("姓名", "Name", "代表、委员姓名，或单位名称"),
            "role": ("身份", "Role", "原文所写的身份：代表、委员等；organisation 指单位"),
            "group_size": ("联名人数", "Group size", "“等N位”所说的总人数"),
        },
    ),
    "citation": TableDoc(
        "引用文件",
        "每行一处《》引用",
        {
            "id": ("编号", "Id", "行号"),
            "record": _OF_RECORD,
            "position": _POSITION,
            "title": ("文件名", "Title", "《》中的文件名"),
            "document_number": ("文号", "Document number", "紧跟的发文字号"),
        },
    ),
    "attachment": TableDoc(
        "附件",
        "每行一个附件",
        {
            "id": ("编号", "Id", "行号"),
            "record": _OF_RECORD,
            "position": _POSITION,
            "url": ("地址", "Address", "附件的网址"),
            "name": ("名称", "Name", "附件名称"),
            "type": ("类型", "Type", "文件类型"),
            "sha256": ("校验值", "SHA-256", "文件的 SHA-256；尚未读取则为空"),
            "text": ("文字", "Text", "从附件提取的文字"),
        },
    ),
    "evidence": TableDoc(
        "字段出处",
        "每行说明一个字段的值从原文何处得来",
        {
            "id": ("编号", "Id", "行号"),
            "record": _OF_RECORD,
            "field": ("字段", "Field", "字段名"),
            "raw": ("原文", "Raw text", "原文中的文字"),
            "source": ("来源", "Source", "得自网页元数据、公开信息表、信件正文、落款等"),
            "place": ("位置", "Place", "在文件中的位置"),
        },
    ),
    "version": TableDoc(
        "历次版本",
        "每行一个版本；同一文件内容变化一次多一行，旧版本不删除",
        {
            "id": ("编号", "Id", "行号"),
            "record": _OF_RECORD,
            "number": ("版本", "Number", "版本号，从1起"),
            "seen_at": ("见到时间", "Seen at", "首次见到这一版本的时间"),
            "cause": ("原因", "Cause", "为什么有这一版本"),
            "changed": ("变化字段", "Changed", "与上一版本不同的字段"),
            "title": ("标题", "Title", "这一版本的标题"),
            "text": ("正文", "Text", "旧版本的正文；现行版本见“全部文件”"),
            "parser_version": ("解析版本", "Parser version", "解析程序版本"),
            "body_sha256": ("原始文件校验值", "Body sha256", "原始文件的 SHA-256"),
        },
    ),
    "duplicate": TableDoc(
        "重复",
        "每行一对：同一封信在两个网址。两份都保留，由使用者决定怎样计数",
        {
            "id": ("编号", "Id", "行号"),
            "record": _OF_RECORD,
            "other": ("先见", "Other", "较早收录的那一份的编号"),
            "found_by": ("依据", "Found by", "凭什么认作一封信"),
            "similarity": (
                "相同程度",
                "Similarity",
                "两份正文共有的四字片段所占比例，0至1；有一份没有正文则为空",
            ),
            "matters": ("答复对象", "Matters", "两份答复的是不是同一件建议、提案：一份正文有时答复几件"),
            "found_at": ("发现时间", "Found at", "首次发现重复的时间"),
        },
    ),
    "problem": TableDoc(
        "待查问题",
        "每行一个尚未解决的问题：读不到、读不懂或有疑问之处",
        {
            "id": ("编号", "Id", "行号"),
            "at": ("时间", "At", "记录问题的时间"),
            "portal": ("网站", "Portal", "所属网站的代号"),
            "record": _OF_RECORD,
            "stage": ("环节", "Stage", "出在哪个环节"),
            "code": ("代码", "Code", "问题的固定代码"),
            "message": ("说明", "Message", "什么问题、在哪里、怎么办"),
            "field": ("字段", "Field", "有关的字段"),
            "address": ("网址", "Address", "有关的网址"),
        },
    ),
    "portal": TableDoc(
        "网站",
        "每行一个政府网站",
        {
            "id": ("代号", "Id", "网站代号"),
            "name": ("名称", "Name", "网站名称"),
            "site": ("网址", "Site", "网站首页"),
            "region": ("地区", "Region", "行政区全称"),
            "region_code": ("行政区划代码", "Region code", "GB/T 2260 六位代码"),
            "level": ("层级", "Level", "国家、省、市、区县等"),
            "department": ("主办部门", "Department", "主办该网站的部门"),
            "records": ("文件数", "Records", "本库收录的文件数"),
            "replies": ("答复数", "Replies", "其中的答复数"),
            "newest": ("最新日期", "Newest", "最新一份文件的日期"),
            "last_used": ("最近抓取", "Last used", "最近一次抓取的时间"),
        },
    ),
    "column_coverage": TableDoc(
        "栏目覆盖",
        "每行一个栏目：列出多少、网站自称多少、上次走到哪里",
        {
            "id": ("编号", "Id", "行号"),
            "portal": ("网站", "Portal", "所属网站的代号"),
            "name": ("栏目", "Name", "栏目名称"),
            "url": ("网址", "Address", "栏目网址"),
            "kind": ("种类", "Kind", "人大建议、政协提案或混合"),
            "family": ("网站系统", "Family", "识别出的内容管理系统"),
            "listed": ("已列出", "Listed", "现在列出的条数"),
            "declared": ("网站自称", "Declared", "网站自己声明的条数"),
            "last_walk": ("上次查看", "Last walk", "上次查看栏目的时间"),
            "last_walk_outcome": ("上次结果", "Last outcome", "上次查看走到哪里"),
            "last_sweep": ("上次全查", "Last sweep", "上次完整走完全部页的时间"),
            "sweep_entries": ("全查条数", "Sweep entries", "上次全查得到的条数"),
            "last_run": ("运行", "Last run", "最近一次运行的编号"),
            "reason": ("说明", "Reason", "最近一次查看走到哪里、为什么停下"),
            "fetched": ("新取", "Fetched", "该次运行中取得新内容的文件数"),
            "unchanged": ("未变", "Unchanged", "该次运行中看过、内容未变的文件数"),
            "later": ("未到期", "Due later", "看过、尚未到复查日期的文件数"),
            "absent": ("已不在", "Absent", "该次运行中去取、网站答复已不在的文件数"),
            "failed": ("失败", "Failed", "该次运行中没有取到的文件数"),
            "left_over": (
                "留待下次",
                "Left over",
                "已到期、该次运行没有去取的文件数；以上六项之和等于列出数",
            ),
            "next_walk": ("下次查看", "Next walk", "计划下次查看的时间"),
            "next_walk_reason": ("下次查看的理由", "Why then", "为什么定在那时"),
        },
    ),
    "run": TableDoc(
        "运行记录",
        "每行一次抓取、导入或重新解析，以及对它的评判",
        {
            "id": ("编号", "Id", "运行编号"),
            "command": ("命令", "Command", "运行的命令"),
            "started": ("开始", "Started", "开始时间"),
            "finished": ("结束", "Finished", "结束时间"),
            "verdict": ("评判", "Verdict", "结果是否可信"),
            "reasons": ("理由", "Reasons", "评判的理由"),
            "counts": ("计数", "Counts", "本次的各项计数"),
            "parser_version": ("解析版本", "Parser version", "解析程序版本"),
        },
    ),
    "codebook": TableDoc(
        "字段说明",
        "每行说明一张表的一列",
        {
            "table_name": ("表", "Table", "表名"),
            "column_name": ("列", "Column", "列名"),
            "zh": ("中文名", "Chinese", "中文名称"),
            "en": ("英文名", "English", "英文名称"),
            "description_zh": ("中文说明", "Description (zh)", "中文说明"),
            "description_en": ("英文说明", "Description (en)", "英文说明"),
        },
    ),
    "code": TableDoc(
        "代码表",
        "每行一个代码及其中英文名称",
        {
            "field": ("代码类", "Field", "哪一类代码"),
            "code": ("代码", "Code", "表中所存的代码"),
            "zh": ("中文名", "Chinese", "中文名称"),
            "en": ("英文名", "English", "英文名称"),
        },
    ),
    "meta": TableDoc(
        "本文件",
        "这个发布文件的来历：何时、由哪个版本制作，收录多少",
        {"key": ("项目", "Key", "项目"), "value": ("值", "Value", "值")},
    ),
}
"""Every table and view a reader sees."""
