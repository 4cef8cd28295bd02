"""A canonical dump of the working database: two databases that say the same give the same dump.

Nothing in it depends on the numbers that rows got. It comes in two depths. The *corpus* is what is known of
the world: documents, where they are listed, their records with evidence, their versions, their attachments.
Two crawls of the same portals agree in it, in however many runs and whenever they were made. The *history*
adds how it came to be known: every time, count and reason of the ledger, the fetches, the runs. A
database rebuilt from archive and log agrees in that too.

Left out of both: the hosts' state (it concerns the next request only), problems other than the parser's
(they tell of single runs), and what is said of a document while it waits (``last_run``).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

Dump = dict[str, list[dict[str, Any]]]
"""Table → rows, sorted."""

CORPUS = {
    "documents": """
        select address, portal, state, etag, last_modified, body_sha256, content_sha256, versions
        from document order by address""",
    "listings": """
        select portal_column.url as list, address, title, date, fingerprint, page, position,
          missing_since is not null as missing
        from listing join portal_column on portal_column.id = portal_column
        join document on document.id = document order by 1, 2""",
    "versions": """
        select address, number, cause, parser_version, version.body_sha256, version.content_sha256, record,
          changed, listing
        from version join document on document.id = document order by 1, 2""",
    "evidence": """
        select address, field, raw, source, place from evidence
        join document on document.id = document order by 1, 2, 3, 4, 5""",
    "attachments": """
        select address, url, name, type, attachment.state, sha256, text from attachment
        join document on document.id = document order by 1, 2""",
    "problems": """
        select address, code, message, field from problem
        where stage = 'parse' and closed is null and document is not null order by 1, 2, 3, 4""",
    "takedowns": "select address, reason, at from takedown order by 1",
}

HISTORY = {
    "portals": """
        select id, name, site, region, region_code, level, department, declaration_sha256, first_used
        from portal order by 1""",
    "columns": """
        select portal, url, name, kind, family, entries, declared_entries, last_walk, last_walk_outcome,
          last_sweep, sweep_entries, next_walk, next_walk_reason, next_sweep
        from portal_column order by 1, 2""",
    "ledger": """
        select address, state_since, state_reason, first_seen, last_seen, last_fetched, rechecks, failures,
          ladder_step, next_due, due_reason
        from document order by 1""",
    "listed": """
        select portal_column.url as list, address, first_listed, last_listed, missing_since
        from listing join portal_column on portal_column.id = portal_column
        join document on document.id = document order by 1, 2""",
    "seen": """
        select address, number, seen_at from version join document on document.id = document order by 1, 2""",
    "fetches": """
        select run, fetch.portal, portal_column.url as list, document.address as document, fetch.address,
          fetch.kind, reason, at, conditional, status, outcome, detail, content_type, bytes, fetch.body_sha256,
          fetch.etag, fetch.last_modified, location, warc_file, warc_offset
        from fetch left join portal_column on portal_column.id = portal_column
        left join document on document.id = document order by fetch.id""",
    "runs": """
        select id, command, started, finished, verdict, reasons, counts, parser_version from run order by id""",
    "walks": """
        select run, portal_column.url as list, mode, outcome, reason, pages, listed, new, relisted, missing,
          run_column.declared_entries
        from run_column join portal_column on portal_column.id = portal_column order by 1, 2""",
}


def dump(path: Path, *, history: bool = False) -> Dump:
    """The dump of a database. Raises sqlite3.Error where it cannot be read."""
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        connection.row_factory = sqlite3.Row
        found = {name: _rows(connection, sql) for name, sql in CORPUS.items()}
        found["records"] = _records(connection, history=history)
        if history:
            found |= {name: _rows(connection, sql) for name, sql in HISTORY.items()}
    return found


def differences(one: Dump, other: Dump) -> Iterator[str]:
    """For people: every table that differs, with the first row that only one of the two has."""
    for table in one:
        first, second = one[table], other.get(table, [])
        if first == second:
            continue
        mine = next((row for row in first if row not in second), None)
        theirs = next((row for row in second if row not in first), None)
        yield f"{table}: {len(first)} rows and {len(second)}; {_apart(mine, theirs)}"


def _apart(mine: dict[str, Any] | None, theirs: dict[str, Any] | None) -> str:
    if mine is None or theirs is None:
        return f"only in one: {mine or theirs or 'another order'}"
    fields = [name for name in mine if mine[name] != theirs.get(name)]
    key = next(iter(mine.values()))
    return f"{key}: " + "; ".join(f"{name} {mine[name]!r} and {theirs.get(name)!r}" for name in fields)


def _rows(connection: sqlite3.Connection, sql: str) -> list[dict[str, Any]]:
    return [dict(row) for row in connection.execute(sql)]


def _records(connection: sqlite3.Connection, *, history: bool) -> list[dict[str, Any]]:
    """Every column, whichever the schema has, without the document's number."""
    without = ("id",) if history else ("id", "changed_at")
    return [
        {name: row[name] for name in row if name not in without}
        for row in _rows(connection, "select * from record order by address")
    ]
