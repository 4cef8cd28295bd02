"""Where every listed document stands at the end of a run: counted in one query, column by column.

listed = fetched + unchanged + later + absent + failed + left_over, each counted by its own condition, so that books
that do not balance show.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from db.store import Store

PARTS = ("fetched", "unchanged", "later", "absent", "failed", "left_over")
"""What the number of listed documents is the sum of."""

_STANDING = """
with asked as materialized (
  -- The outcome is that of the row with the greatest id: the last answer of the run (SQLite, bare columns).
  select fetch.document, outcome, max(fetch.id) as id, exists (
    select 1 from version join fetch made on made.id = version.fetch
    where version.document = fetch.document and made.run = :run) as news
  from fetch where run = :run and kind = 'detail' group by fetch.document),
standing as (
  select listing.portal_column, listing.document,
    asked.outcome in ('ok', 'not_modified') and asked.news as fetched,
    asked.outcome in ('ok', 'not_modified') and not asked.news as unchanged,
    coalesce(asked.outcome, 'deferred') = 'deferred' and document.next_due > :now as later,
    asked.outcome = 'gone' as absent,
    asked.outcome not in ('ok', 'not_modified', 'gone', 'deferred') as failed,
    coalesce(asked.outcome, 'deferred') = 'deferred' and coalesce(document.next_due, '') <= :now as left_over
  from portal_column
  join listing on listing.portal_column = portal_column.id and listing.missing_since is null
  join document on document.id = listing.document
  left join asked on asked.document = document.id
  where portal_column.portal = :portal)
"""

_SUMS = """
  count(*) as listed, coalesce(sum(fetched), 0) as fetched, coalesce(sum(unchanged), 0) as unchanged,
  coalesce(sum(later), 0) as later, coalesce(sum(absent), 0) as absent, coalesce(sum(failed), 0) as failed,
  coalesce(sum(left_over), 0) as left_over
"""

_BY_COLUMN = _STANDING + "select portal_column," + _SUMS + "from standing group by portal_column"
_WHOLE = _STANDING + "select" + _SUMS + "from (select * from standing group by document)"  # noqa: S608 - constants


@dataclass(frozen=True, slots=True)
class Certificate:
    """Where every listed document of a portal, or of one of its columns, stands at the end of a run.

    ``later``: looked at before, not due yet. ``absent``: the host was asked and it is not there (404, 410, a page
    that says so), which is an answer; ``failed``: no answer that tells anything. ``left_over``: due, but not asked
    for in this run (budget, back-off, a run cut short).
    """

    listed: int
    fetched: int
    unchanged: int
    later: int
    absent: int
    failed: int
    left_over: int

    @property
    def balanced(self) -> bool:
        """Whether every listed document is accounted for, once."""
        looked_at = self.fetched + self.unchanged + self.absent + self.failed
        return self.listed == looked_at + self.later + self.left_over

    def sentence(self) -> str:
        """The equation, in words."""
        text = (
            f"listed {self.listed} = fetched {self.fetched} + unchanged {self.unchanged}"
            f" + due later {self.later} + absent {self.absent} + failed {self.failed}"
        )
        return f"{text} + left for later runs {self.left_over}" if self.left_over else text


def certificates(store: Store, portal: str, run: int) -> tuple[Certificate, dict[int, Certificate]]:
    """The portal's certificate and those of its columns by id. A document listed in two columns counts in both."""
    given = {"portal": portal, "run": run, "now": store.now()}
    rows = store.query(_BY_COLUMN, given)
    columns = {row.pop("portal_column"): Certificate(**row) for row in rows}
    if len(columns) == 1:
        return next(iter(columns.values())), columns
    whole = store.query(_WHOLE, given)
    return Certificate(**whole[0]), columns


def save_certificates(store: Store, run: int, columns: Mapping[int, Certificate]) -> None:
    """Keep the certificates of the columns that were walked in this run."""
    for column, found in columns.items():
        store.db.conn.execute(
            """
            update run_column
            set entries = ?, fetched = ?, unchanged = ?, later = ?, absent = ?, failed = ?, left_over = ?
            where run = ? and portal_column = ?
            """,
            [
                *(found.listed, found.fetched, found.unchanged, found.later),
                *(found.absent, found.failed, found.left_over, run, column),
            ],
        )


def save_portal(
    store: Store,
    run: int,
    portal: str,
    verdict: str,
    reasons: str,
    *,
    entries: int,
    columns: int,
    found: Certificate,
) -> None:
    """Keep the portal's certificate and verdict. ``reasons`` is a JSON list."""
    delisted = store.one(
        """
        select count(*) as n from (
          select listing.document from portal_column
          join listing on listing.portal_column = portal_column.id and listing.missing_since > ''
          where portal_column.portal = ?
          group by listing.document) gone
        join document on document.id = gone.document and document.state = 'live'
        where not exists (select 1 from listing where document = gone.document and missing_since is null)
        """,
        [portal],
    )
    store.table("run_portal").upsert(
        {
            "run": run,
            "portal": portal,
            "verdict": verdict,
            "reasons": reasons,
            "entries": entries,
            "columns": columns,
            "listed": found.listed,
            "fetched": found.fetched,
            "unchanged": found.unchanged,
            "later": found.later,
            "absent": found.absent,
            "failed": found.failed,
            "left_over": found.left_over,
            "delisted": int(delisted["n"]) if delisted else 0,
        },
        pk=("run", "portal"),
    )


def save_hosts(store: Store, run: int, portal: str, hosts: Mapping[str, int]) -> None:
    """Keep how many requests went to each host."""
    rows: Sequence[dict[str, Any]] = [
        {"run": run, "host": host, "portal": portal, "requests": requests} for host, requests in hosts.items()
    ]
    store.table("run_host").upsert_all(rows, pk=("run", "host", "portal"))
