"""docs/schema.md, written from the schema's SQL and the codebook: ``python -m db.schema_doc > docs/schema.md``."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.resources import files

from parsers.codebook import CODEBOOK, CODES

_INTRODUCTION = """\
# Schema

Written by `python -m db.schema_doc > docs/schema.md` from `parsers/codebook.py` and `db/schema/*.sql`: change those.

## The record

The fields of `dafu parse`, of every export and of the published file, in this order. An unknown value is null.
`contact` is private: it is in no published file and in no export of one.
"""

_TABLE = re.compile(r"create table (?:if not exists )?(\w+)", re.IGNORECASE)
_ADDED = re.compile(r"alter table (\w+) add column (\w+) ([^;]*);\s*(?:-- (.*))?$", re.IGNORECASE)
_COLUMN = re.compile(r"^  (\w+) ((?:text|integer|real|blob)\b[^-]*?),?\s*(?:-- (.*))?$")


@dataclass
class Table:
    """A table of the working database: its comment, and (column, declaration, comment) in order."""

    name: str
    comment: str
    columns: list[tuple[str, str, str]] = field(default_factory=list)


def tables(sql: str) -> Iterator[Table]:
    """The tables of an SQL script in the form the schema files keep: one column a line, comments behind or above."""
    comment: list[str] = []
    table: Table | None = None
    for line in sql.splitlines():
        if line.startswith("--"):
            comment.append(line[2:].strip())
        elif found := _TABLE.match(line):
            table = Table(found[1], " ".join(comment))
        elif table and (column := _COLUMN.match(line)):
            table.columns.append((column[1], column[2].strip(), (column[3] or "").strip()))
        elif table and line.startswith(")"):
            yield table
            table = None
        if not line.startswith("--"):
            comment = []


def all_tables() -> list[Table]:
    """The tables of all migrations in the order of their making, with the columns that later ones added."""
    scripts = [entry for entry in files("db.schema").iterdir() if entry.name.endswith(".sql")]
    found: dict[str, Table] = {}
    for script in sorted(scripts, key=lambda entry: entry.name):
        sql = script.read_text("utf-8")
        found |= {table.name: table for table in tables(sql)}
        for line in sql.splitlines():
            if added := _ADDED.match(line):
                found[added[1]].columns.append((added[2], added[3].strip(), (added[4] or "").strip()))
    return list(found.values())


def _row(*cells: str) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |\n"


def _record() -> Iterator[str]:
    yield _row("field", "中文", "type", "meaning", "说明")
    yield _row(*["---"] * 5)
    for name, doc in CODEBOOK.items():
        yield _row(f"`{name}`", doc.zh, doc.type, doc.description_en, doc.description_zh)
    yield "\n### Codes\n\n"
    yield _row("field", "code", "English", "中文")
    yield _row(*["---"] * 4)
    for name, codes in CODES.items():
        for code, (zh, en) in codes.items():
            yield _row(f"`{name}`", f"`{code}`", en, zh)


def _database() -> Iterator[str]:
    for table in all_tables():
        yield f"\n### {table.name}\n\n" + (f"{table.comment}\n\n" if table.comment else "")
        yield _row("column", "declared", "meaning")
        yield _row(*["---"] * 3)
        for name, declared, comment in table.columns:
            yield _row(f"`{name}`", declared, comment)


def schema_document() -> str:
    """The whole page as Markdown."""
    database = (
        "\n## The working database\n\n`corpus.db`, private: the ledger, the records with contacts, what went wrong."
        " Times are UTC (ISO 8601, `Z`), dates are ISO days, lists and objects are JSON text.\n"
    )
    return _INTRODUCTION + "\n" + "".join(_record()) + database + "".join(_database())


if __name__ == "__main__":
    sys.stdout.write(schema_document())
