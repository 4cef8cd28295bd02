"""Datasette's metadata, made from the same descriptions as the exports: titles, columns, facets, queries."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from db.published import TABLES
from db.site.queries import QUERIES

DATABASE = "dafu"
"""The name under which the published file is served: /dafu/record."""

TITLE = "答复"
FACETS = ("genre", "place", "year", "matter_type", "outcome", "issuer")
"""In the order shown."""

_SORT = {
    "record": "date",
    "reply": "date",
    "version": "seen_at",
    "problem": "at",
    "run": "id",
    "citation": "id",
}


def metadata() -> dict[str, Any]:
    """The whole metadata of the site."""
    return {
        "title": TITLE,
        "description": "人大代表建议、政协提案办理答复库",
        "databases": {
            DATABASE: {
                "title": "数据",
                "description": "已公开的建议提案办理答复，及其字段出处、历次版本和覆盖情况",
                "tables": {name: _table(name) for name in TABLES},
                "queries": {name: _query(name) for name in QUERIES},
            }
        },
    }


def _table(name: str) -> Mapping[str, Any]:
    doc = TABLES[name]
    table: dict[str, Any] = {
        "title": doc.zh,
        "description": doc.description,
        "columns": {column: f"{zh}：{description}" for column, (zh, _, description) in doc.columns.items()},
    }
    if name in _SORT:
        table["sort_desc"] = _SORT[name]
    if name in ("record", "reply"):
        facets = [facet for facet in FACETS if name == "record" or facet != "genre"]
        table |= {"fts_table": "record_fts", "fts_pk": "id", "facets": facets, "label_column": "label"}
    if name == "portal":
        table["label_column"] = "name"
    return table


def _query(name: str) -> Mapping[str, Any]:
    query = QUERIES[name]
    return {
        "title": query.title,
        "description": query.description,
        "sql": query.sql.strip(),
        "params": list(query.parameters or ()),
        "hide_sql": True,
    }
