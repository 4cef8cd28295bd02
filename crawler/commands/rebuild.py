"""`dafu rebuild`: the database again, from the archive and its fetch log."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

import click

from crawler.terminal import say

if TYPE_CHECKING:
    from db.home import Home


@click.command("rebuild")
@click.option(
    "--replace",
    is_flag=True,
    help="Put the new database in the place of the old one, which is kept beside it.",
)
@click.option("--home", type=click.Path(path_type=Path), help="Data folder (default: $DAFU_HOME or db/var).")
def command(replace: bool, home: Path | None) -> None:
    """Make a new database from the archive and its fetch log (archive/fetches*.jsonl), without the network.

    Where there is a database the new one (rebuilt.db) is compared with it. Ends with 0 where both say the same or
    there was none, 1 where they differ or something could not be played, 2 for a wrong call or while a crawl is
    at work.
    """
    from crawler.errors import DafuError
    from crawler.lock import sole_writer
    from db.fetch_log import log_parts
    from db.home import home as find_home

    place = find_home(home)
    if not log_parts(place.log):
        raise DafuError(
            f"{place.log}: there is no fetch log: nothing was crawled or imported into this home", 2
        )
    with sole_writer(place.root):
        new = place.root / "rebuilt.db"
        failed = _play(place, new)
        equal = _compare(place.database, new)
        if replace or not place.database.exists():
            _put_in_place(place, new)
    raise SystemExit(1 if failed or not equal else 0)


def _play(place: Home, new: Path) -> int:
    """Make the new database; gives the number of events that could not be played."""
    from crawler.rebuilding import Rebuilding, empty
    from db.archive import Archive
    from db.fetch_log import log_parts, read_log
    from db.store import Store
    from db.times import HeldClock
    from parsers.types import Problem

    empty(new)
    problems: list[Problem] = []
    clock = HeldClock()
    with Store(new, clock=clock) as store:
        # Nothing is lost with it: an unfinished one is made anew.
        store.db.conn.execute("pragma synchronous = off")
        rebuilding = Rebuilding(store, clock, Archive(place.archive), _say)
        for part in log_parts(place.log):
            for event in read_log(part, problems):
                rebuilding.play(event)
        with store.transaction():
            store.db.conn.execute("delete from outbox")
        for problem in problems:
            _say(f"problem: {problem.message}")
        found = store.one("select count(*) as documents, sum(versions) as versions from document")
    assert found is not None
    failed = rebuilding.failed + len(problems)
    _say(
        f"played {rebuilding.played} events: {found['documents']} documents, {found['versions'] or 0} versions;"
        f" not playable {failed}"
    )
    return failed


def _compare(old: Path, new: Path) -> bool:
    """Say whether the two databases say the same; True where there is no old one."""
    from db.dump import differences, dump

    if not old.exists():
        return True
    try:
        before = dump(old, history=True)
    except sqlite3.DatabaseError as error:
        _say(f"{old}: cannot be read ({error}), so it cannot be compared")
        return False
    found = list(differences(before, dump(new, history=True)))
    for line in found:
        _say(f"differs: {line[:400]}")
    if not found:
        _say(f"equal to {old}")
    return not found


def _put_in_place(place: Home, new: Path) -> None:
    from crawler.rebuilding import empty

    kept = place.root / "corpus-before-rebuild.db"
    if place.database.exists():
        from db.store import Store

        with contextlib.suppress(sqlite3.DatabaseError):
            Store(place.database).close()  # what stands in its -wal file goes into the database
        empty(kept)
        place.database.rename(kept)
        # It still stands there where another program looks at the database, or it is damaged.
        log = place.database.with_name(f"{place.database.name}-wal")
        if log.exists():
            log.rename(kept.with_name(f"{kept.name}-wal"))
        _say(f"the old database is kept as {kept}")
    empty(place.database)
    with new.open("rb") as file:
        os.fsync(file.fileno())  # it was written without waiting for the disk
    new.rename(place.database)
    empty(new)  # what SQLite left beside it
    _say(f"the new database is {place.database}")


def _say(line: str) -> None:
    say(f"dafu rebuild: {line}")
