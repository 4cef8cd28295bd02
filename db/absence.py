"""The evidence for an absence: the looks, and whether the host served other documents at the time."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

from db.store import Store
from db.times import moment, timestamp


@dataclass(frozen=True, slots=True)
class AbsentAt:
    """A fetch that found a document absent, and whether its host served another one near that time."""

    at: str
    host_healthy: bool


def absences(store: Store, document: int) -> list[str]:
    """When the document was found absent since it was last healthy, oldest first."""
    rows = store.query(
        """
        select at from fetch
        where document = :document and outcome = 'gone' and kind = 'detail'
          and id > coalesce((
            select max(id) from fetch where document = :document and kind = 'detail'
              and outcome in ('ok', 'not_modified')), 0)
        order by id
        """,
        {"document": document},
    )
    return [row["at"] for row in rows]


def looks(store: Store, document: int, address: str, near: timedelta) -> list[AbsentAt]:
    """The same with the host's health near each of those times."""
    host = urlsplit(address).netloc
    alone = control(store, host, document) is None
    return [AbsentAt(at, healthy(store, host, at, near, lists=alone)) for at in absences(store, document)]


def healthy(store: Store, host: str, at: str, near: timedelta, *, lists: bool) -> bool:
    """Whether the host served a document near that time. ``lists``: a list page will do, there is no other document."""
    kinds = "('detail', 'list')" if lists else "('detail')"
    row = store.one(
        f"""
        select 1 from fetch where host = ? and at between ? and ? and outcome in ('ok', 'not_modified')
          and kind in {kinds} limit 1
        """,  # noqa: S608 - one of two constants
        [host, timestamp(moment(at) - near), timestamp(moment(at) + near)],
    )
    return row is not None


def control(
    store: Store, host: str, document: int, *, not_in: int | None = None, besides: Collection[int] = ()
) -> int | None:
    """A live document on the same host, other than this one; None where there is none.

    Of the same portal the one whose recheck comes first: it is asked for a little early instead of once more.
    ``not_in``: a run that must not have asked for it yet; ``besides``: documents that will not do.
    """
    given: dict[str, int | str | None] = {"document": document, "run": not_in, "limit": 1 + len(besides)}
    # Addresses of a host are a range: the character after '/' ends it.
    for scheme in ("https", "http"):
        given |= {f"{scheme}_first": f"{scheme}://{host}/", f"{scheme}_behind": f"{scheme}://{host}0"}
    for sql in (_FIRST_DUE, _ANY.format("https"), _ANY.format("http")):
        found = [int(row["id"]) for row in store.query(sql, given) if row["id"] not in besides]
        if found:
            return found[0]
    return None


_FIRST_DUE = """
select id from document
where portal = (select portal from document where id = :document) and due_rank = 3 and state = 'live'
  and moved_to is null and id != :document and (:run is null or last_run is not :run)
  and ((address >= :https_first and address < :https_behind) or (address >= :http_first and address < :http_behind))
order by coalesce(next_due, ''), id limit :limit
"""

_ANY = """
select id from document
where address >= :{0}_first and address < :{0}_behind and state = 'live' and id != :document
  and moved_to is null and (:run is null or last_run is not :run)
limit :limit
"""


def served_since(store: Store, host: str, since: str) -> bool:
    """Whether the host served a document since then."""
    row = store.one(
        "select 1 from fetch where host = ? and at >= ? and outcome in ('ok', 'not_modified') and kind = 'detail' limit 1",
        [host, since],
    )
    return row is not None


def missing(store: Store, portal: str) -> list[dict[str, object]]:
    """Documents of the portal that are missing and not proven to be withdrawn: id, address, listed, moved_to."""
    return store.query(
        """
        select id, address, moved_to, exists (
          select 1 from listing where document = document.id and missing_since is null) as listed
        from document where portal = ? and state = 'missing' order by id
        """,
        [portal],
    )


def found_and_not(store: Store, portal: str) -> tuple[int, int]:
    """Listed letters of the portal that were asked for and never found, and those found at least once."""
    row = store.one(
        """
        select
          coalesce(sum(state = 'new' and failures > 0 and exists (
            select 1 from fetch where document = document.id and kind = 'detail' and outcome = 'gone')), 0) as never,
          coalesce(sum(state != 'new'), 0) as ever
        from document where portal = ? and exists (
          select 1 from listing where document = document.id and missing_since is null)
        """,
        [portal],
    )
    assert row is not None
    return int(row["never"]), int(row["ever"])
