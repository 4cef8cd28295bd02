"""Whether the corpus may be published as complete: the newest run that moved it, and every portal's newest crawl."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from typing import Any

VISITS = ("dafu check", "dafu discover")
"""Commands (as runs are named) that look at sites and move nothing that is published, however they end."""

Row = dict[str, Any]

_NEWEST_RUN = f"""
select * from run where {" and ".join(f"command not like '{visit}%'" for visit in VISITS)} order by id desc limit 1
"""  # noqa: S608 - our own words

_IN_DOUBT = """
-- Suspect, or stopped: failed as a run, though the portal's lists answered or only its letters were asked for.
select portal, run, newest.verdict, newest.reasons from run_portal newest join run on run.id = run
where run = (select max(run) from run_portal where portal = newest.portal)
  and (newest.verdict = 'suspect'
    or newest.verdict = 'failed' and run.verdict = 'failed' and (
      select max(outcome in ('ok', 'not_modified')) from fetch
      where fetch.run = newest.run and fetch.portal = newest.portal and kind in ('list', 'detail')
      group by kind order by kind desc limit 1))
order by portal
"""

_CUT_OFF = """
-- Runs that ended without judging their portals, and asked for pages of a portal that no later run judged.
select distinct fetch.portal, run.id, command, started
from run join fetch on fetch.run = run.id and fetch.kind in ('list', 'detail', 'attachment')
where verdict = 'failed' and not exists (select 1 from run_portal where run_portal.run = run.id)
  and not exists (select 1 from run_portal later where later.portal = fetch.portal and later.run > run.id)
order by run.id desc, fetch.portal limit 1
"""


def newest_run(database: sqlite3.Connection) -> Row | None:
    """The newest run that could move the corpus: a crawl or an import, not a check. None where there is none."""
    return next(_rows(database, _NEWEST_RUN), None)


def doubt(database: sqlite3.Connection) -> str | None:
    """Why the corpus may not be published as complete; None where nothing speaks against it.

    A portal stays in doubt until a crawl of it is believed, whatever other portals' crawls did since. A portal that
    failed earlier as a whole is in no doubt: no list of it answered, and its coverage says so.
    """
    run = newest_run(database)
    if run is None:
        return "no run is on record, so nothing says that the corpus is complete"
    if run["verdict"] is None:
        return f"{_named(run)} has not finished"
    if run["verdict"] != "ok":
        return f"{_named(run)} is {run['verdict']}: {_spoken(json.loads(run['reasons']))}"
    for row in _rows(database, _IN_DOUBT):
        reasons = _spoken(json.loads(row["reasons"]))
        return f"the newest crawl of {row['portal']}, run {row['run']}, is {row['verdict']}: {reasons}"
    for row in _rows(database, _CUT_OFF):
        return f"{_named(row)} was cut off while it crawled {row['portal']}, which no crawl has ended since"
    return None


def _named(run: Row) -> str:
    return f"run {run['id']} ({run['command']}, started {run['started']})"


def _spoken(reasons: Sequence[str]) -> str:
    return "; ".join(reasons) or "no reason is given"


def _rows(database: sqlite3.Connection, sql: str) -> Iterator[Row]:
    cursor = database.execute(sql)
    names = [column[0] for column in cursor.description]
    return (dict(zip(names, row, strict=True)) for row in cursor)
