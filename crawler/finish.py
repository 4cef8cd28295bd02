"""The end of a run: the certificate of every portal, the verdict, the books closed."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from crawler.session import Session
from crawler.verdict import ColumnResult, PortalResult, Verdict, judge, judge_portal
from db.exchange import ArchiveError

if TYPE_CHECKING:
    from crawler.spiders.portal import Work


@dataclass(frozen=True, slots=True)
class Certificate:
    """Where every listed document of a portal stands at the end of a run.

    listed = fetched + unchanged + later + failed + left. ``later``: looked at before, not due yet.
    ``left``: due, but not asked for in this run (budget, back-off, a run cut short).
    """

    listed: int
    fetched: int
    unchanged: int
    later: int
    failed: int
    left: int

    def sentence(self) -> str:
        text = (
            f"listed {self.listed} = fetched {self.fetched} + unchanged {self.unchanged}"
            f" + due later {self.later} + failed {self.failed}"
        )
        return f"{text} + left for later runs {self.left}" if self.left else text


@dataclass(frozen=True, slots=True)
class Result:
    """How a crawl ended."""

    run: int
    verdict: Verdict
    portals: Mapping[str, Verdict]
    certificates: Mapping[str, Certificate]
    reason: str


def certificate(session: Session, portal: str) -> Certificate:
    """Count the portal's listed documents by what this run did with them."""
    row = session.store.one(
        """
        with listed as (
          select distinct document from listing join portal_column on portal_column.id = listing.portal_column
          where portal_column.portal = :portal and listing.missing_since is null),
        last as (
          select document, outcome, id from fetch
          where id in (select max(id) from fetch where run = :run and kind = 'detail' group by document))
        select count(*) as listed,
          coalesce(sum(last.outcome in ('ok', 'not_modified') and news.document is not null), 0) as fetched,
          coalesce(sum(last.outcome in ('ok', 'not_modified') and news.document is null
            and document.last_fetched is not null), 0) as unchanged,
          coalesce(sum(last.outcome is null and next_due > :now), 0) as later,
          coalesce(sum(last.outcome not in ('ok', 'not_modified', 'deferred')), 0) as failed
        from listed join document on document.id = listed.document
        left join last on last.document = document.id
        left join (select distinct version.document from version join fetch on fetch.id = version.fetch
          where fetch.run = :run) as news on news.document = document.id
        """,
        {"portal": portal, "run": session.run, "now": session.now()},
    )
    assert row is not None
    left = row["listed"] - sum(row[name] for name in ("fetched", "unchanged", "later", "failed"))
    return Certificate(**row, left=left)


def finish(session: Session, work: Mapping[str, Work], reason: str) -> None:
    """Judge the run, keep the judgement, close the session. ``session.result`` has it.

    Where the judgement cannot be kept the run stays open in the books: the next one closes it as failed.
    """
    session.reporter.stop()
    try:
        _keep_result(session, work, reason)
        session.close()
    except (sqlite3.OperationalError, ArchiveError) as error:
        said = session.broken or f"the run cannot be closed in {session.store.path}: {error}"
        verdict = Verdict("failed", (said,))
        judged = session.result or Result(session.run, verdict, {}, {}, reason)
        session.result = replace(judged, verdict=verdict)
        with contextlib.suppress(sqlite3.OperationalError, ArchiveError):
            session.close()


def _keep_result(session: Session, work: Mapping[str, Work], reason: str) -> None:
    results = [_portal_result(session, work[id_]) for id_ in work]
    verdict = judge(results)
    if session.broken is not None:
        verdict = Verdict("failed", (session.broken, *verdict.reasons))
    elif reason != "finished":
        verdict = Verdict("failed", (f"the run was stopped ({reason})", *verdict.reasons))
    certificates = {id_: certificate(session, id_) for id_ in work}
    counts: dict[str, Any] = {
        "portals": {
            result.portal: {
                **session.counts[result.portal].to_dict(),
                "entries": sum(column.entries for column in result.columns),
                "certificate": asdict(certificates[result.portal]),
            }
            for result in results
        }
    }
    session.result = Result(
        session.run, verdict, {r.portal: judge_portal(r) for r in results}, certificates, reason
    )
    with session.store.transaction():
        session.store.finish_run(session.run, verdict.word, verdict.reasons, counts)


def _portal_result(session: Session, work: Work) -> PortalResult:
    counts = session.counts[work.portal.id]
    entries = {row.url: row.entries for row in session.columns(work.portal)}
    columns = tuple(
        ColumnResult(
            url=walking.column.url,
            outcome=walking.stop.outcome if walking.stop else "incomplete",
            reason=walking.stop.reason if walking.stop else "the run ended before the walk",
            reached=walking.reached,
            entries=entries[walking.column.url],
        )
        for walking in work.walks
    )
    return PortalResult(
        portal=work.portal.id,
        columns=columns,
        tried=counts.fetched + counts.failed,
        failed=counts.failed,
        new=counts.new,
        new_with_text=counts.new_with_text,
        min_entries=work.portal.expect.min_entries if len(columns) == len(work.portal.columns) else 0,
        earlier_entries=session.store.earlier_entries(work.portal.id),
    )
