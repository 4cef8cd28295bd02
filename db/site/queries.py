"""Ready questions to the published file, with Chinese titles: Datasette's canned queries.

Column names in the results are English; ``QUERY_LABELS`` gives the Chinese headings. A row that has a
column ``record`` links to that letter.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from db.search import RANK


@dataclass(frozen=True, slots=True)
class Query:
    """One canned query; ``parameters`` name → (Chinese label, example)."""

    title: str
    description: str
    sql: str
    parameters: Mapping[str, tuple[str, str]] | None = None


_OUTCOMES = (
    "resolved",
    "partly_resolved",
    "in_progress",
    "planned",
    "deferred",
    "referred_up",
    "reference",
    "infeasible",
)

QUERIES: Mapping[str, Query] = {
    "search": Query(
        "相关度检索",
        "按相关程度排列的前50条，标出命中的文字。词语之间用空格分开；加引号则按原样查找。",
        # RANK is a constant of db/search.py.
        f"""
select record.id as record, record.label as title, record.issuer, record.date, record.outcome,
  zh_snippet(record.text, :q) as snippet
from record_fts join record on record.id = record_fts.rowid
where record_fts match zh_match(:q)
order by {RANK}, record.date desc limit 50
""",  # noqa: S608
        {"q": ("查找", "农村养老服务")},
    ),
    "newest": Query(
        "最新答复",
        "按日期排列的最近100份答复。",
        """
select id as record, label as title, issuer, proposers, outcome, date from reply
where date is not null order by date desc, id desc limit 100
""",
    ),
    "who_answers": Query(
        "谁答复得多",
        "各机关的答复数、其中人大建议和政协提案各多少、最早和最新的日期。",
        """
select issuer, count(*) as replies, sum(matter_type = 'npc_suggestion') as suggestions,
  sum(matter_type = 'cppcc_proposal') as proposals, min(date) as first, max(date) as newest
from reply where issuer is not null group by issuer order by replies desc, issuer
""",
    ),
    "outcomes": Query(
        "各年办理结果",
        "每年各类办理结果的份数。各地代号含义不同，这里按统一后的含义计；未标注的单列。",
        "select year, count(*) as replies, "
        + ", ".join(f"sum(outcome is '{code}') as {code}" for code in _OUTCOMES)
        + ", sum(outcome is null or outcome = 'unknown') as not_marked\n"
        + "from reply where year is not null group by year order by year desc",
    ),
    "places": Query(
        "各地各年份数",
        "每个地区每年收录的答复数。",
        "select place, year, count(*) as replies from reply group by place, year order by place, year desc",
    ),
    "citing": Query(
        "引用某文件的答复",
        "文件名或文号中含有所填文字的引用，列出引用它的答复。",
        """
select record.id as record, record.label as title, record.issuer, record.date,
  citation.title as cited, citation.document_number
from citation join record on record.id = citation.record
where :document <> '' and (citation.title like '%' || :document || '%'
  or citation.document_number like '%' || :document || '%')
order by record.date desc limit 500
""",
        {"document": ("文件名或文号", "养老服务条例")},
    ),
    "most_cited": Query(
        "被引用最多的文件",
        "答复中引用次数最多的200个文件。",
        """
select citation.title as cited, max(citation.document_number) as document_number,
  count(distinct record) as replies
from citation group by citation.title order by replies desc, cited limit 200
""",
    ),
    "deputy": Query(
        "某位代表、委员收到的答复",
        "按姓名查找。",
        """
select record.id as record, record.label as title, record.issuer, addressee.name, addressee.role,
  record.outcome, record.date
from addressee join record on record.id = addressee.record
where addressee.name = trim(:name) order by record.date desc
""",
        {"name": ("姓名", "")},
    ),
    "days_to_publish": Query(
        "从落款到公开用了多少天",
        "有落款日期和发布日期的答复，各机关的平均天数、最长天数，和超过28天的份数（《政府信息公开条例》第26条：20个工作日内）。",
        """
with days as (
  select issuer, julianday(date_published) - julianday(date_signed) as days from reply
  where date_signed is not null and date_published is not null and date_published >= date_signed)
select issuer, count(*) as replies, round(avg(days), 1) as mean_days, cast(max(days) as integer) as most_days,
  sum(days > 28) as late
from days group by issuer order by mean_days desc
""",
    ),
    "changed": Query(
        "改过内容的文件",
        "网站修改、撤下或恢复过的文件，最近的在前。",
        """
select record.id as record, record.label as title, record.issuer, record.state, record.version,
  record.changed_at
from record where version > 1 or state <> 'live' order by changed_at desc limit 200
""",
    ),
    "coverage": Query(
        "覆盖与缺口",
        "每个栏目列出多少条、网站自称多少条、相差多少，上次是否走完。",
        """
select portal.name as portal_name, c.name as column_name, c.kind, c.listed, c.declared,
  c.declared - c.listed as gap, c.last_walk_outcome, c.last_sweep,
  case when c.last_walk_outcome = 'incomplete' then c.reason end as reason
from column_coverage c join portal on portal.id = c.portal
order by coalesce(gap, 0) desc, portal_name
""",
    ),
    "problem_kinds": Query(
        "待查问题分类",
        "尚未解决的问题，按种类计数，并举一例。",
        """
select stage, code, count(*) as problems, count(distinct record) as records, min(message) as example
from problem group by stage, code order by problems desc
""",
    ),
}

QUERY_LABELS: Mapping[str, str] = {
    "record": "编号",
    "title": "标题",
    "snippet": "命中处",
    "replies": "答复数",
    "records": "文件数",
    "suggestions": "人大建议",
    "proposals": "政协提案",
    "first": "最早",
    "newest": "最新",
    "cited": "引用的文件",
    "name": "姓名",
    "role": "身份",
    "mean_days": "平均天数",
    "most_days": "最长天数",
    "late": "超过28天",
    "not_marked": "未标注",
    "portal_name": "网站",
    "column_name": "栏目",
    "kind": "种类",
    "listed": "已列出",
    "declared": "网站自称",
    "gap": "相差",
    "last_walk_outcome": "上次结果",
    "last_sweep": "上次全查",
    "reason": "说明",
    "stage": "环节",
    "code": "代码",
    "problems": "问题数",
    "example": "举例",
}
"""Headings of result columns that are no column of ``record``."""
