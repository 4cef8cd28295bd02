"""How the corpus stands: fresh, covered, blocked; what needs a person. Read from the ledger, nothing is asked."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from db.certificates import PARTS
from db.doubt import newest_run
from db.store import IMPORTED, Store
from db.times import moment
from parsers import PARSER_VERSION

STALE_RUN = timedelta(days=8)
"""No column rests longer than a week between two sweeps; a portal that was not crawled for longer is not looked after."""

STALE_SWEEP = timedelta(days=45)
"""The longest interval between two sweeps is 30 days and their jitter."""


@dataclass(frozen=True, slots=True)
class ColumnStanding:
    """A column: what it lists, what the site declares, how the last walk and the last complete sweep went."""

    url: str
    listed: int
    declared: int | None
    last_walk: str | None
    outcome: str | None
    last_sweep: str | None
    next_walk: str | None
    why: str | None
    sweep_pages: int | None = None
    """Pages read of a sweep that goes on in the next run."""


@dataclass(frozen=True, slots=True)
class PortalStanding:
    """A portal. ``needs`` are the sentences that a person should act on; empty where nothing is wrong."""

    id: str
    name: str
    last_run: str | None
    verdict: str | None
    documents: Mapping[str, int]
    """Documents by state."""
    listed: int
    certificate: Mapping[str, int]
    """The parts that ``listed`` is the sum of, as the last run left them."""
    left_over: int
    delisted: int
    newest: str | None
    problems: Mapping[str, int]
    """Open problems by code."""
    blocks: Sequence[str]
    """Hosts that are left alone, until when and why."""
    validators: str
    columns: Sequence[ColumnStanding]
    needs: Sequence[str]


@dataclass(frozen=True, slots=True)
class Standing:
    """The whole corpus."""

    at: str
    last_run: int | None
    verdict: str | None
    older_parser: int
    """Records made by another parser version: `dafu reparse` makes them again, no fetch does."""
    portals: Sequence[PortalStanding]
    needs: Sequence[str]

    @property
    def well(self) -> bool:
        """Whether nothing needs a person."""
        return not self.needs and not any(portal.needs for portal in self.portals)

    def to_dict(self) -> dict[str, Any]:
        return {**asdict(self), "well": self.well}


def crawled_portals(store: Store) -> list[dict[str, Any]]:
    """The portals that a crawl took on: one that was only discovered or checked is nobody's concern yet."""
    return store.query(
        "select * from portal where id != ? and (exists (select 1 from run_portal r where r.portal = portal.id) "
        "or exists (select 1 from document d where d.portal = portal.id)) order by id",
        [IMPORTED],
    )


def standing(store: Store, chosen: Sequence[str] = ()) -> Standing:
    """How everything stands, or only the portals named."""
    run = newest_run(store.db.conn)
    needs = []
    if run is None:
        needs.append("nothing was ever crawled: run `dafu crawl`")
    elif run["verdict"] is None:
        needs.append(f"run {run['id']} (since {run['started']}) is at work, or was cut off: run `dafu crawl`")
    elif run["verdict"] == "failed":
        reasons = "; ".join(json.loads(run["reasons"])) or "no reason is given"
        needs.append(f"run {run['id']} failed: {reasons}")
    older = store.one(
        "select count(*) as n from record where parser_version != ?",
        [PARSER_VERSION],
    )
    portals = crawled_portals(store)
    return Standing(
        at=store.now(),
        last_run=run["id"] if run else None,
        verdict=run["verdict"] if run else None,
        older_parser=int(older["n"]) if older else 0,
        portals=[_portal(store, row) for row in portals if not chosen or row["id"] in chosen],
        needs=needs,
    )


def _portal(store: Store, portal: Mapping[str, Any]) -> PortalStanding:
    id_ = portal["id"]
    last = store.one(
        "select run_portal.*, run.finished from run_portal join run on run.id = run "
        "where portal = ? order by run desc limit 1",
        [id_],
    )
    columns = [
        ColumnStanding(
            row["url"], row["entries"], row["declared_entries"], row["last_walk"], row["last_walk_outcome"],
            row["last_sweep"], row["next_walk"], row["next_walk_reason"], row["sweep_pages"],
        )
        for row in store.query("select * from portal_column where portal = ? order by id", [id_])
    ]  # fmt: skip
    documents = store.query(
        "select state, count(*) as n from document where portal = ? group by state order by state", [id_]
    )
    problems = store.query(
        "select code, count(*) as n from problem where closed is null and portal = ? group by code order by n desc",
        [id_],
    )
    newest = store.one(
        "select max(coalesce(date_published, date_signed)) as d from record where portal = ?", [id_]
    )
    now = store.clock()
    blocks = list(_blocks(store, portal, now))
    trust = "used"
    if portal["validators"] == "distrusted":
        trust = f"not used since {portal['validators_since']}: {portal['validators_reason']}"
    return PortalStanding(
        id=id_,
        name=portal["name"],
        last_run=last["finished"] if last else None,
        verdict=last["verdict"] if last else None,
        documents={row["state"]: row["n"] for row in documents},
        listed=last["listed"] if last else 0,
        certificate={part: last[part] for part in PARTS} if last else {},
        left_over=last["left_over"] if last else 0,
        delisted=last["delisted"] if last else 0,
        newest=newest["d"] if newest else None,
        problems={row["code"]: row["n"] for row in problems},
        blocks=blocks,
        validators=trust,
        columns=columns,
        needs=[*_needs(last, columns, now), *(f"blocked: {block}" for block in blocks)],
    )


HOSTS = "select distinct host from run_host where portal = ?"


def _blocks(store: Store, portal: Mapping[str, Any], now: datetime) -> Iterator[str]:
    """Hosts of the portal that refuse us or asked to be left alone."""
    hosts = {urlsplit(portal["site"]).netloc}
    hosts |= {row["host"] for row in store.query(HOSTS, [portal["id"]])}
    for name in sorted(hosts):
        host = store.host(name)
        if host.get("not_before") and moment(host["not_before"]) > now:
            yield f"{name} is left alone until {host['not_before']}: {host['not_before_reason']}"
        if host.get("robots_status") in (401, 403):
            yield f"{name} refuses its robots.txt (HTTP {host['robots_status']}): nothing is asked there"


def _needs(last: Mapping[str, Any] | None, columns: Sequence[ColumnStanding], now: datetime) -> Iterator[str]:
    if last is None:
        yield "never crawled to the end of a run"
        return
    if last["verdict"] != "ok":
        reasons = json.loads(last["reasons"]) or ["the run was cut short"]
        yield from (f"{last['verdict']}: {reason}" for reason in reasons)
    if last["finished"] and now - moment(last["finished"]) > STALE_RUN:
        yield f"not crawled since {last['finished']}: is the schedule at work?"
    for column in columns:
        if column.last_sweep is None and column.last_walk is not None and column.sweep_pages is None:
            yield f"{column.url}: never read to its proven end"
        elif column.last_sweep is not None and now - moment(column.last_sweep) > STALE_SWEEP:
            yield f"{column.url}: not read to its end since {column.last_sweep}"
