"""What the home page and a letter's page show, read from the published file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Protocol

from db.published import DERIVED, ENVELOPE, JSON_COLUMNS, RECORD
from db.site.words import shown

Row = dict[str, Any]

# Shown apart from the table of fields: as the page's title, as the letter, as lists, or of no use to people.
_APART = frozenset(
    (
        "id",
        "label",
        "text",
        "proposal_text",
        "attachments",
        "citations",
        "keywords",
        "also_at",
        "year",
        "date",
        "proposers",
    )
)

# What we know of the document, not what it says.
_OURS = frozenset((*ENVELOPE, *DERIVED))


class Database(Protocol):
    """What is needed of a Datasette database."""

    async def execute(self, sql: str, params: Mapping[str, Any] | None = None) -> Any: ...


async def rows(db: Database, sql: str, **params: Any) -> list[Row]:
    """Rows of a select as dictionaries."""
    return [dict(row) for row in (await db.execute(sql, params)).rows]


async def home_page(db: Database) -> dict[str, Any]:
    """Counts, the newest letters, places and years to begin with."""
    return {
        "meta": {row["key"]: row["value"] for row in await rows(db, "select key, value from meta")},
        "newest": await rows(
            db,
            "select id, label, issuer, date, matter_type, outcome, proposal_title from reply "
            "where date is not null order by date desc, id desc limit 8",
        ),
        "places": await rows(
            db,
            "select place, count(*) as replies from reply where place is not null "
            "group by place order by replies desc, place limit 12",
        ),
        "years": await rows(
            db,
            "select year, count(*) as replies from reply where year is not null "
            "group by year order by year desc limit 8",
        ),
        "kinds": await rows(
            db,
            "select matter_type, count(*) as replies from reply where matter_type is not null "
            "group by matter_type order by replies desc",
        ),
        "portals": (await rows(db, "select count(*) as portals from portal"))[0]["portals"],
        "words": await rows(
            db,
            "select value as word, count(*) as replies from (select keywords from reply order by date desc limit 2000)"
            ", json_each(keywords) group by value order by replies desc, word limit 16",
        ),
    }


async def letter_page(db: Database, ident: str) -> dict[str, Any] | None:
    """One record with its fields, their evidence, its history and its problems; None where there is none."""
    found = await rows(db, "select * from record where id = :id", id=ident)
    if not found:
        return None
    record = found[0]
    evidence: dict[str, list[Row]] = {}
    for row in await rows(
        db, "select field, raw, source, place from evidence where record = :id order by id", id=ident
    ):
        evidence.setdefault(row["field"].split(".")[0].split("[")[0], []).append(row)
    portal = await rows(db, "select * from portal where id = :id", id=record["portal"])
    fields = [
        {"name": name, "value": shown(name, record[name]), "evidence": evidence.get(name, [])}
        for name in RECORD
        if name not in _APART and not _empty(name, record[name])
    ]
    return {
        "record": record,
        "lists": {name: json.loads(record[name]) for name in JSON_COLUMNS},
        "portal": portal[0],
        "fields": [field for field in fields if field["name"] not in _OURS],
        "ours": [field for field in fields if field["name"] in _OURS],
        "letter_evidence": [row for name in ("text", "proposal_text") for row in evidence.get(name, [])],
        "unknown": [name for name in RECORD if name not in _APART and _unknown(name, record)],
        "versions": await rows(db, "select * from version where record = :id order by number desc", id=ident),
        "also": await rows(
            db,
            """
            select record.id, label, address, portal.name as portal, date, found_by, similarity, matters
            from (select other as id, found_by, similarity, matters from duplicate where record = :id
              union all select record, found_by, similarity, matters from duplicate where other = :id) link
            join record using (id) join portal on portal.id = record.portal
            group by record.id order by record.id
            """,
            id=ident,
        ),
        "problems": await rows(db, "select * from problem where record = :id order by id", id=ident),
    }


def _empty(name: str, value: Any) -> bool:
    return value is None or (name in JSON_COLUMNS and value == "[]") or (name == "text_damaged" and not value)


def _unknown(name: str, record: Row) -> bool:
    """Whether the source does not tell this field of the letter."""
    return name not in _OURS and name != "text_damaged" and _empty(name, record[name])
