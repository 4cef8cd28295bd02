"""What the templates call things: Chinese names of columns and codes, a letter's text as HTML."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from markupsafe import Markup, escape

from db.published import CODE_COLUMNS, JSON_COLUMNS, PUBLIC_CODES, RECORD, TABLES
from db.search import excerpt, mark_hits, marks_as_html
from db.site.metadata import FACETS
from db.site.queries import QUERIES, QUERY_LABELS

_HEADING = re.compile(r"[（(]?[一二三四五六七八九十]{1,3}[、)）.．]")
_PLACES = (
    (re.compile(r"\bpage (\d+)"), r"第\1页"),
    (re.compile(r"\blines (\d+)-(\d+)"), r"第\1至\2行"),
    (re.compile(r"\bline (\d+)"), r"第\1行"),
    (re.compile(r"^title$"), "标题"),
)
_FIRST = (
    "id",
    "label",
    "issuer",
    "date",
    "matter_type",
    "outcome",
    "place",
    "proposers",
    "proposal_title",
    "text",
)
_HEADING_MAX = 40
"""A numbered line longer than this is a paragraph, not a heading."""


def label(table: str | None, column: str) -> str:
    """The Chinese name of a column; its own name where there is none."""
    if column == "Link":  # Datasette's own column where the key has two parts
        return "行"
    if table is not None and table in TABLES and column in TABLES[table].columns:
        return TABLES[table].columns[column][0]
    if table is None and column in QUERY_LABELS:
        return QUERY_LABELS[column]
    if column in RECORD:
        return RECORD[column].zh
    return PUBLIC_CODES["outcome"][column][0] if column in PUBLIC_CODES["outcome"] else column


def about(table: str | None, column: str) -> str:
    """What a column means, in Chinese; empty where nothing is said."""
    columns = TABLES[table].columns if table is not None and table in TABLES else TABLES["record"].columns
    return columns[column][2] if column in columns else ""


def code(column: str, value: Any) -> str | None:
    """The Chinese name of a code, or None where the column holds no such code."""
    codes = PUBLIC_CODES.get(CODE_COLUMNS.get(column, ""), {})
    return codes[value][0] if isinstance(value, str) and value in codes else None


def shown(column: str, value: Any) -> str:
    """A value as a line of text for people."""
    if value is None:
        return ""
    if column == "text_damaged":
        return "是" if value else "否"
    if column in JSON_COLUMNS and isinstance(value, str):
        return "、".join(_item(item) for item in json.loads(value))
    if column == "changed" and isinstance(value, str):
        return "、".join(label("record", name) for name in json.loads(value))
    if column == "field":
        return label("record", str(value).split(".")[0].split("[")[0])
    return code(column, value) or str(value)


def in_order(facets: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Facets in the order of ``FACETS``, others after them."""
    return sorted(facets, key=lambda facet: FACETS.index(facet["name"]) if facet["name"] in FACETS else 99)


def reading_order(table: str, columns: Sequence[Mapping[str, Any]]) -> list[int]:
    """Places of a table page's columns in the order in which people want them."""
    first = _FIRST if table in ("record", "reply") else ()
    names = [column["name"] for column in columns]
    return sorted(
        range(len(names)), key=lambda at: first.index(names[at]) if names[at] in first else len(first) + at
    )


def marked(text: str | None, query: str | None) -> Markup:
    """``text`` with the hits of a search marked."""
    return as_html(mark_hits(text or "", query))


def hit(text: str | None, query: str | None, width: int = 110) -> Markup:
    """The place in ``text`` where a search hits, or its beginning."""
    return as_html(excerpt(text, query, width))


def as_html(marked: str) -> Markup:
    """Text with marks as HTML."""
    return Markup(marks_as_html(marked))  # noqa: S704  (all of it is escaped)


def letter(text: str | None) -> Markup:
    """A letter's text as paragraphs, numbered headings and tables."""
    out: list[str] = []
    rows: list[Sequence[str]] = []
    for line in [*(text or "").split("\n"), ""]:
        if " | " in line:
            rows.append(line.split(" | "))
            continue
        if rows:
            out.append(_table(rows))
            rows = []
        if line.strip():
            heading = _HEADING.match(line) and len(line) <= _HEADING_MAX and not line.rstrip().endswith("。")
            out.append(f'<p class="{"heading" if heading else "body"}">{escape(line.strip())}</p>')
    return Markup("\n".join(out))  # noqa: S704  (every line was escaped)


def place(printed: str) -> str:
    """A parser's place (``page 2 line 5``) in Chinese; an XPath stays."""
    for english, chinese in _PLACES:
        printed = english.sub(chinese, printed)
    return printed


def link(address: str | None) -> str | None:
    """``address`` where it may be a link: the web only."""
    return address if address and urlsplit(address).scheme in ("http", "https") else None


def _item(item: Any) -> str:
    if not isinstance(item, dict):
        return str(item)
    if "role" in item:
        role = "" if item["role"] in (None, "organisation") else item["role"]
        return f"{item['name']}{role}" + (f"（等{item['group_size']}位）" if item.get("group_size") else "")
    if "url" in item:
        return str(item["name"] or item["url"])
    number = f"（{item['document_number']}）" if item.get("document_number") else ""
    return f"《{item['title']}》{number}"


def _table(rows: Sequence[Sequence[str]]) -> str:
    cells = ("".join(f"<td>{escape(cell.strip())}</td>" for cell in row) for row in rows)
    return "<table class='in-letter'>" + "".join(f"<tr>{row}</tr>" for row in cells) + "</table>"


TEMPLATE_WORDS: Mapping[str, Any] = {
    "label": label,
    "about": about,
    "code": code,
    "shown": shown,
    "in_order": in_order,
    "reading_order": reading_order,
    "marked": marked,
    "hit": hit,
    "letter": letter,
    "link": link,
    "place": place,
    "tables": TABLES,
    "queries": QUERIES,
}
"""Known to every template as ``dafu``."""
