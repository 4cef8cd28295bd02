"""What a column's own past says: days with letters, rows that a walk should have met.

Every query is a range of an index: the cost follows the letters of the window, not those of the column.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from db.store import Store


@dataclass(frozen=True, slots=True)
class PassedRow:
    """A row above the last page that a walk read, and not seen by it."""

    document: int
    page: int
    position: int
    pushed: int
    """Rows that appeared in the column since it was last seen: it may stand so much lower."""


def days_with_letters(store: Store, column: int, first: date, last: date) -> int:
    """Different dates that the column's rows bear between the two days, both included."""
    row = store.one(
        "select count(distinct date) as days from listing where portal_column = ? and date between ? and ?",
        [column, first.isoformat(), last.isoformat()],
    )
    return int(row["days"]) if row else 0


def oldest_date(store: Store, column: int) -> date | None:
    """The oldest date that a row of the column bears."""
    row = store.one(
        "select min(date) as oldest from listing where portal_column = ? and date > ''",
        [column],
    )
    try:
        return date.fromisoformat(row["oldest"]) if row and row["oldest"] else None
    except ValueError:
        return None


def passed_rows(store: Store, column: int, pages: int, since: str) -> Sequence[PassedRow]:
    """Rows last known on the first ``pages`` pages that no list has shown since ``since``."""
    rows = store.query(
        """
        select document, page, position, (
          select count(*) from listing later
          where later.portal_column = :column and later.first_listed > listing.last_listed) as pushed
        from listing
        where portal_column = :column and page <= :pages and last_listed < :since
          and missing_since is null and not_seen_since is null
        limit 200
        """,
        {"column": column, "pages": pages, "since": since},
    )
    return [PassedRow(**row) for row in rows]


def doubt(store: Store, column: int, document: int, run: int) -> None:
    """A row was passed without being seen: its document is due, once, until a list shows it again."""
    now = store.now()
    store.db.conn.execute(
        "update listing set not_seen_since = ? where portal_column = ? and document = ?",
        [now, column, document],
    )
    moved = store.db.conn.execute(
        """
        update document set next_due = ?, due_rank = 0, due_reason = 'not where the list had it'
        where id = ? and state = 'live' and moved_to is null
        """,
        [now, document],
    )
    if moved.rowcount:
        store.event(document, run, "not where the list had it: due now")
