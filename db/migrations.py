"""The schema of the working database, as versioned migrations (sqlite-utils).

A migration that was released is never edited; a change is a new one. The SQL
with a comment on every table stands in ``db/schema/``.
"""

from __future__ import annotations

from importlib.resources import files

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

migrations = Migrations("dafu")


def _run_script(db: Database, name: str) -> None:
    """Run one SQL file statement by statement: executescript() would commit the migration's transaction."""
    from sqlite3 import complete_statement

    statement = ""
    for line in files("db.schema").joinpath(name).read_text("utf-8").splitlines(keepends=True):
        statement += line
        if complete_statement(statement):
            db.conn.execute(statement)
            statement = ""


@migrations()
def m001_initial(db: Database) -> None:
    """Ledger, records, history, problems, runs."""
    _run_script(db, "001_initial.sql")


@migrations()
def m002_current(db: Database) -> None:
    """Validators, rhythm, moved letters, certificates, events."""
    _run_script(db, "002_current.sql")


@migrations()
def m005_fetch_log(db: Database) -> None:
    """Events on their way to the fetch log beside the archive."""
    _run_script(db, "005_fetch_log.sql")


@migrations()
def m006_check(db: Database) -> None:
    """What checks of portals found."""
    _run_script(db, "006_check.sql")


@migrations()
def m007_duplicates(db: Database) -> None:
    """The same letter at two addresses."""
    _run_script(db, "007_duplicates.sql")


@migrations()
def m008_absent(db: Database) -> None:
    """Letters that are not there, beside those that could not be had."""
    _run_script(db, "008_absent.sql")


@migrations()
def m009_run_host_index(db: Database) -> None:
    """The hosts of a portal without reading those of all."""
    _run_script(db, "009_run_host_index.sql")
