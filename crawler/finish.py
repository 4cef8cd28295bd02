"""The end of a run: the certificate of every portal, the verdict, the books closed."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Any

from crawler.session import Session
from crawler.settle import settle
from crawler.verdict import ColumnResult, PortalResult, Verdict, judge, judge_portal
from db.absence import found_and_not
from db.certificates import Certificate
from db.exchange import ArchiveError

if TYPE_CHECKING:
    from crawler.spiders.portal import Work


@dataclass(frozen=True, slots=True)
class Result:
    """How a crawl ended."""

    run: int
    verdict: Verdict
    portals: Mapping[str, Verdict]
    certificates: Mapping[str, Certificate]
    reason: str
    columns: Mapping[str, Mapping[str, Certificate]] = field(default_factory=dict)
    """Certificates by portal and address of the column."""


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
    verdicts = {result.portal: judge_portal(result) for result in results}
    portals: dict[str, Any] = {}
    columns: dict[str, dict[str, Certificate]] = {}
    wholes: dict[str, Certificate] = {}
    with session.clock.at(None), session.store.transaction():
        for id_, judged in verdicts.items():
            # A run that was stopped is believed no more than one that is suspect.
            believed = judged if verdict.word != "failed" else Verdict("failed", judged.reasons)
            wholes[id_], columns[id_] = settle(session, id_, believed)
            portals[id_] = {
                **session.counts[id_].to_dict(),
                "entries": sum(row.entries for row in session.columns(work[id_].portal)),
                "verdict": believed.word,
                "certificate": asdict(wholes[id_]),
                "columns": {url: asdict(found) for url, found in columns[id_].items()},
            }
        unbalanced = [
            f"{id_}: the books do not balance: report this" for id_, c in wholes.items() if not c.balanced
        ]
        if unbalanced and verdict.word == "ok":
            verdict = Verdict("suspect", tuple(unbalanced))
        session.store.finish_run(session.run, verdict.word, verdict.reasons, {"portals": portals})
    session.result = Result(session.run, verdict, verdicts, wholes, reason, columns)


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
    never_there, ever_there = found_and_not(session.store, work.portal.id)
    return PortalResult(
        portal=work.portal.id,
        columns=columns,
        tried=counts.fetched + counts.failed,
        failed=counts.failed,
        new=counts.new,
        new_with_text=counts.new_with_text,
        min_entries=work.portal.expect.min_entries if len(columns) == len(work.portal.columns) else 0,
        earlier_entries=session.store.earlier_entries(work.portal.id),
        dead=counts.dead,
        never_there=never_there,
        ever_there=ever_there,
    )
