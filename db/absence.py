"""The evidence for an absence: the looks, and whether the host served other documents at the time."""

from __future__ import annotations

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


def looks(store: Store, document: int, address: str, near: timedelta) -> list[AbsentAt]:
    """The fetches since the last healthy one that found the document absent, oldest first."""
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
    host = urlsplit(address).netloc
    alone = control(store, host, document) is None
    return [AbsentAt(row["at"], healthy(store, host, row["at"], near, lists=alone)) for row in rows]


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


def control(store: Store, host: str, document: int, *, not_in: int | None = None) -> int | None:
    """A live document on the same host, other than this one; None where there is none.

    ``not_in``: a run that must not have asked for it yet.
    """
    for scheme in ("https", "http"):
        # Addresses of a host are a range of the index: the character after '/' ends it.
        row = store.one(
            "select id from document where address >= ? and address < ? and state = 'live' and id != ? "
            "and moved_to is null and (? is null or last_run is not ?) limit 1",
            [f"{scheme}://{host}/", f"{scheme}://{host}0", document, not_in, not_in],
        )
        if row is not None:
            return int(row["id"])
    return None


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
