"""Records as files: JSON Lines, JSON or CSV, with a JSON Schema that explains every key.

Exports are read from the published file, so they hold exactly what the site's JSON and CSV give and
exactly what masking and takedowns leave. Keys and their order are ``db.published.RECORD``.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Literal, get_args

from db.published import JSON_COLUMNS, PUBLIC_CODES, RECORD
from db.published_file import open_published
from parsers.codebook import FieldDoc

Format = Literal["jsonl", "json", "csv"]
FORMATS: tuple[Format, ...] = get_args(Format)

# Never null in the published file.
_NEVER_NULL = frozenset(
    (
        *(
            "id",
            "address",
            "portal",
            "state",
            "state_since",
            "first_seen",
            "last_seen",
            "version",
            "changed_at",
            "label",
            "genre",
        ),
        *(
            "matter_numbers",
            "addressees",
            "co_handlers",
            "copied_to",
            "citations",
            "attachments",
            "text_damaged",
        ),
        *("keywords", "characters", "body_sha256", "parser_version", "also_at"),
    )
)
_PART_KEYS: Mapping[str, Mapping[str, str]] = {
    "addressees": {"name": "string", "role": "string|null", "group_size": "integer"},
    "citations": {"title": "string", "document_number": "string|null"},
    "attachments": {
        "url": "string",
        "name": "string",
        "type": "string|null",
        "sha256": "string|null",
        "text": "string|null",
    },
}


class UnknownPortalError(Exception):
    """A selection names a portal that is not in the published file."""


@dataclass(frozen=True, slots=True)
class Selection:
    """Which records: an empty tuple or None selects all.

    ``since`` and ``until`` are ISO days, months or years that ``date`` must not lie outside of;
    ``changed_since`` is an ISO day or time: of a new content, or of a new state (withdrawn, restored).
    """

    portals: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    genres: tuple[str, ...] = ()
    since: str | None = None
    until: str | None = None
    changed_since: str | None = None

    def where(self) -> tuple[str, list[str]]:
        """The SQL condition and its parameters."""
        conditions: list[str] = []
        parameters: list[str] = []
        for column, values in (("portal", self.portals), ("matter_type", self.types), ("genre", self.genres)):
            if values:
                conditions.append(f"{column} in ({', '.join('?' * len(values))})")
                parameters += values
        # A year or a month takes in all its days: compared on as many characters as were given.
        for sign, value in ((">=", self.since), ("<=", self.until)):
            if value:
                conditions.append(f"substr(date, 1, {len(value)}) {sign} ?")
                parameters.append(value)
        if self.changed_since:
            # A withdrawal and a restoration change a record as well, though not its content.
            conditions.append("(changed_at >= ? or state_since >= ?)")
            parameters += [self.changed_since, self.changed_since]
        return " and ".join(conditions) or "true", parameters


def export(
    published: Path, selection: Selection, form: Format, out: IO[str], *, formulas: bool = True
) -> int:
    """Write the selected records in the order of their ids; gives how many.

    ``formulas`` False: in CSV an apostrophe stands before what a spreadsheet would run, which changes the value.
    Raises UnknownPortalError, and PublishedFileError as ``open_published`` does.
    """
    with closing(open_published(published)) as db:
        known = {row[0] for row in db.execute("select id from portal")}
        if unknown := [portal for portal in selection.portals if portal not in known]:
            raise UnknownPortalError(
                f"no portal {', '.join(unknown)} in {published}: known are {', '.join(sorted(known))}"
            )
        where, parameters = selection.where()
        # Column names come from this package; values are parameters.
        cursor = db.execute(f"select {', '.join(RECORD)} from record where {where} order by id", parameters)  # noqa: S608
        if form == "csv":
            return _write_csv(cursor if formulas else map(_harmless, cursor), out)
        records = (as_json(dict(zip(RECORD, row, strict=True))) for row in cursor)
        return _write_jsonl(records, out) if form == "jsonl" else _write_json(records, out)


def as_json(row: dict[str, Any]) -> dict[str, Any]:
    """A row of the published ``record`` with its lists decoded and its boolean a boolean."""
    for name in JSON_COLUMNS:
        row[name] = json.loads(row[name])
    row["text_damaged"] = bool(row["text_damaged"])
    return row


def json_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of an exported record, with Chinese and English titles and descriptions."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "答复记录 / dafu record",
        "description": "一份清洗后的建议提案办理文件 / One cleaned document of 建议提案办理",
        "type": "object",
        "properties": {name: _property(name, doc) for name, doc in RECORD.items()},
        "required": list(RECORD),
        "additionalProperties": False,
    }


def _write_jsonl(records: Iterable[dict[str, Any]], out: IO[str]) -> int:
    count = 0
    for count, record in enumerate(records, 1):  # noqa: B007
        out.write(json.dumps(record, ensure_ascii=False) + "\n")
    return count


def _write_json(records: Iterable[dict[str, Any]], out: IO[str]) -> int:
    count = 0
    out.write("[")
    for count, record in enumerate(records, 1):
        out.write((",\n" if count > 1 else "\n") + json.dumps(record, ensure_ascii=False))
    out.write("\n]\n" if count else "]\n")
    return count


def _write_csv(rows: Iterator[tuple[Any, ...]], out: IO[str]) -> int:
    """As Datasette writes it: lists as JSON text, null as nothing, 0 and 1."""
    count = 0
    writer = csv.writer(out)
    writer.writerow(RECORD)
    for count, row in enumerate(rows, 1):  # noqa: B007
        writer.writerow(row)
    return count


FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""A cell that begins so is run by Excel and its like (OWASP, CSV injection), and titles come from anywhere.

The full-width signs, too: spreadsheets set to Chinese or Japanese take what an input method wrote for the sign.
"""


def _harmless(row: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(f"'{v}" if isinstance(v, str) and v.startswith(FORMULA) else v for v in row)


def _property(name: str, doc: FieldDoc) -> dict[str, Any]:
    schema: dict[str, Any] = {
        "title": f"{doc.zh} / {doc.en}",
        "description": f"{doc.description_zh} / {doc.description_en}",
    }
    nullable = name not in _NEVER_NULL
    if doc.type == "texts":
        return schema | {"type": "array", "items": {"type": "string"}}
    if doc.type == "objects":
        return schema | {"type": "array", "items": _part(_PART_KEYS[name])}
    word = {"integer": "integer", "boolean": "boolean"}.get(doc.type, "string")
    schema["type"] = [word, "null"] if nullable else word
    if doc.type == "date":
        schema["format"] = "date"
    if doc.type == "code":
        codes = PUBLIC_CODES[name]
        schema["enum"] = [*codes, *([None] if nullable else [])]
        schema["x-labels"] = {code: {"zh": zh, "en": en} for code, (zh, en) in codes.items()}
    return schema


def _part(keys: Mapping[str, str]) -> dict[str, Any]:
    properties = {key: {"type": kind.split("|") if "|" in kind else kind} for key, kind in keys.items()}
    # group_size stands only where the letter says it.
    required = [key for key in keys if key != "group_size"]
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}
