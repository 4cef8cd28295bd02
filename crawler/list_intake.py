"""Takes list pages in: rows, news, the end of a walk, what it says of the column's rhythm and of what is gone."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from crawler import schedule
from crawler.answer import Answer
from crawler.keeping import Keeper
from crawler.outcome import Outcome
from crawler.passed import passed
from crawler.rhythm import EARLIER_YEARS, History, Rhythm, recent_window, rhythm, season_windows
from crawler.scope import in_scope
from crawler.walk import Memory, Mode, Stop, Walk
from crawler.walk import Read as ReadNext
from db.column_history import days_with_letters, doubt, oldest_date, passed_rows
from db.store import ColumnRow, SweepLeft
from db.times import moment, timestamp
from parsers.families import read_list
from parsers.types import Entry, ListPage, ListRequest

RETRIED = (
    Outcome.NETWORK,
    Outcome.SERVER_ERROR,
    Outcome.TRUNCATED,
    Outcome.RATE_LIMITED,
    Outcome.EMPTY,
)
"""Outcomes after which a list page is asked for once more, later in the run."""

NOT_THERE = (Outcome.GONE, Outcome.CLIENT_ERROR, Outcome.EMPTY)
"""Outcomes that mean of a page nobody promised that there is no such page."""

STALE_SWEEP = timedelta(days=10)
"""A sweep that was begun so long ago is begun anew: its first pages say nothing of today."""

SHRUNK_AGAIN = timedelta(hours=20)
"""A second sweep counts as another look at a list that shrank after so much time."""


@dataclass(slots=True)
class ColumnWalk:
    """A walk in progress. ``again``: the page that failed may be asked for once more."""

    column: ColumnRow
    walk: Walk
    request: ListRequest
    because: str = ""
    """Why a walk or a sweep."""
    sweep_run: int | None = None
    """The run that began the sweep, where an earlier one did."""
    left: SweepLeft | None = None
    """The sweep that is to go on after this walk."""
    again: bool = True
    family: str | None = None
    """Whose pages these turned out to be."""
    began: str = ""
    new: int = 0
    relisted: int = 0
    pages_before: int = 0
    reached: bool = False
    stop: Stop | None = None


class ListIntake(Keeper):
    """One session's list pages."""

    def begin_walk(self, column: ColumnRow, *, sweep: bool) -> ColumnWalk:
        """A new walk over a column; one that was never read to its end is swept.

        Where a sweep is in progress the column is walked first, for what is new, and ``next_leg`` goes on with the sweep.
        """
        left = None if sweep else self._sweep_in_progress(column)
        mode, because = self._mode(column, sweep=sweep)
        if left is not None:
            mode, because = "walk", "first what is new, then on with the sweep"
        return ColumnWalk(
            column,
            Walk(mode, self._memory(column)),
            ListRequest(column.url),
            because=because,
            sweep_run=column.sweep_run if left else None,
            left=left,
            began=self._session.now(),
        )

    def _mode(self, column: ColumnRow, *, sweep: bool) -> tuple[Mode, str]:
        if sweep:
            return "sweep", "asked for"
        if column.last_sweep is None:
            return "sweep", "never read to its end"
        if column.next_sweep is not None and column.next_sweep <= self._session.now():
            return "sweep", f"due since {column.next_sweep}"
        return "walk", f"the next sweep is due {column.next_sweep}"

    def _memory(self, column: ColumnRow) -> Memory:
        """What is known of the column; a list that shrank is believed on another day only."""
        shrunk = column.shrunk_to
        if column.shrunk_at and self._session.clock() - moment(column.shrunk_at) < SHRUNK_AGAIN:
            shrunk = None
        return Memory(entries=column.entries, swept=column.sweep_entries, shrunk_to=shrunk)

    def _sweep_in_progress(self, column: ColumnRow) -> SweepLeft | None:
        if column.sweep_run is None or column.sweep_request is None or column.sweep_pages is None:
            return None
        began = self._store.one("select started from run where id = ?", [column.sweep_run])
        if began is None or self._session.clock() - moment(began["started"]) > STALE_SWEEP:
            return None
        return SweepLeft(column.sweep_pages, column.sweep_request)

    def next_leg(self, walking: ColumnWalk) -> ColumnWalk | None:
        """What follows a walk that is over: the sweep in progress, where there is one and the column answers."""
        left = walking.left
        if left is None or walking.sweep_run is None or walking.stop is None:
            return None
        if walking.stop.outcome == "incomplete":
            return None
        column = walking.column
        request = list_request(left.request)
        seen = self._store.swept(column.id, walking.sweep_run)
        return ColumnWalk(
            column,
            Walk.resumed(self._memory(column), left.pages, seen, request),
            request,
            because=f"goes on behind page {left.pages}",
            sweep_run=walking.sweep_run,
            family=column.family,
            began=walking.began,
            new=walking.new,
            relisted=walking.relisted,
            pages_before=walking.walk.pages,
            reached=True,
        )

    def list_answer(self, walking: ColumnWalk, answer: Answer) -> ListRequest | None:
        """Take in a list page. Gives the next request (perhaps the same again), or None where the walk is over."""
        page = self._list_page(walking, answer) if answer.outcome.healthy else None
        with self._taking_in(answer):
            return self.list_page_in(walking, answer, page)

    def list_page_in(self, walking: ColumnWalk, answer: Answer, page: ListPage | None) -> ListRequest | None:
        """``list_answer`` for a page that was read already; called inside a transaction."""
        column, walk = walking.column, walking.walk
        fetch = self._keep(answer, reason=walk.mode, portal=column.portal, portal_column=column.id)
        if page is None:
            return self._go_on(walking, fetch, self._list_failed(walking, answer))
        walking.reached = True
        self._session.counts[column.portal].pages += 1
        aside = walk.aside(page)
        if aside is not None:
            return self._go_on(walking, fetch, aside)
        if walk.pages == 0 and page.entries and page.family != column.family:
            self._store.table("portal_column").update(column.id, {"family": page.family})
        walking.family = page.family if page.entries else walking.family
        entries = [entry for entry in page.entries if self._wanted(column, entry)]
        news = self._store.save_list_page(
            self._session.run,
            column,
            walk.pages + 1,
            entries,
            sweep=walk.mode == "sweep",
            sweep_run=walking.sweep_run,
        )
        walking.new += news.new
        walking.relisted += news.relisted
        decision = walk.step(page, news.news)
        hiccup = isinstance(decision, Stop) and decision.outcome == "incomplete" and not page.entries
        if hiccup and walking.again:
            # An empty page may be a hiccup of the site: look once more before it is believed.
            walk.pages -= 1
            walking.again = False
            self._store.decided(fetch, "no rows: asked for once more")
            return walking.request
        said = f"{news.new} new, {news.relisted} changed, {news.known} known rows; "
        return self._go_on(walking, fetch, decision, said)

    def _list_page(self, walking: ColumnWalk, answer: Answer) -> ListPage:
        return read_list(
            answer.body,
            url=answer.final_address or walking.request.url,
            content_type=answer.content_type,
            family=walking.request.family or walking.family or walking.column.family,
            page=walking.walk.pages + 1,
            request=walking.request,
        )

    def _go_on(
        self, walking: ColumnWalk, fetch: int, decision: ReadNext | Stop | None, said: str = ""
    ) -> ListRequest | None:
        if decision is None:
            self._store.decided(fetch, "asked for once more, later in the run")
            return walking.request
        if isinstance(decision, ReadNext):
            walking.request, walking.again = decision.request, True
            self._store.decided(fetch, f"{said}reads on")
            return decision.request
        self._store.decided(fetch, f"{said}{decision.outcome}: {decision.reason}")
        self._end_walk(walking, decision)
        return None

    def _list_failed(self, walking: ColumnWalk, answer: Answer) -> ReadNext | Stop | None:
        """What follows a page that did not come; None where it is asked for once more."""
        walk = walking.walk
        # A program that is asked in another site's way may break: the other way is tried then, too.
        broken = answer.outcome is Outcome.SERVER_ERROR and walking.request.otherwise is not None
        if answer.outcome in NOT_THERE or broken:
            decision = walk.absent()
            if decision is not None:
                return decision
        if walking.again and answer.outcome in RETRIED:
            walking.again = False
            return None
        if answer.outcome is Outcome.DEFERRED and walk.mode == "sweep" and walk.asked is not None:
            # The day's budget is used up: no fault of the list.
            return walk.pause(answer.detail, walk.last or walk.asked)
        return Stop("incomplete", f"page {walk.pages + 1}: {answer.detail}")

    def _wanted(self, column: ColumnRow, entry: Entry) -> bool:
        portal = self._session.portals[column.portal]
        declared = next(c for c in portal.columns if c.url == column.url)
        if declared.title_pattern and not re.search(declared.title_pattern, entry.title):
            return False
        return in_scope(portal.site, entry.url)

    # --- the end of a walk ------------------------------------------------------

    def _end_walk(self, walking: ColumnWalk, stop: Stop) -> None:
        walking.stop = stop
        column, walk = walking.column, walking.walk
        now = self._session.clock()
        complete = stop.outcome == "end" and walk.mode == "sweep"
        if stop.outcome == "incomplete":
            self._session.problem(
                "list", "walk_incomplete", stop.reason, portal=column.portal, address=column.url
            )
        else:
            self._store.close_problems("list", column.url)
        if walk.mode == "walk" and stop.outcome in ("calm", "end"):
            self._doubt_passed_rows(walking)
        pace = self._rhythm(column)
        next_sweep = schedule.next_sweep(column.url, len(walk.seen), now) if complete else None
        known_sweep = moment(column.next_sweep) if column.next_sweep else None
        next_walk, why = schedule.sooner(
            *self._next_walk(walking, stop, pace), next_sweep or known_sweep, now
        )
        left = None
        if stop.going_on is not None:
            left = SweepLeft(walk.pages, json.dumps(asdict(stop.going_on), ensure_ascii=False))
        missing = self._store.save_walk(
            self._session.run,
            column,
            self._certificate(walking, stop),
            next_walk=timestamp(next_walk),
            next_walk_reason=why,
            next_sweep=timestamp(next_sweep) if next_sweep else None,
            rhythm_hours=pace.hours,
            shrunk=stop.shrunk,
            sweep_run=walking.sweep_run if walk.mode == "sweep" else None,
            left=left,
        )
        self._session.counts[column.portal].missing += missing

    def _certificate(self, walking: ColumnWalk, stop: Stop) -> dict[str, Any]:
        walk = walking.walk
        return {
            "mode": walk.mode,
            "mode_reason": walking.because,
            "outcome": stop.outcome,
            "reason": stop.reason,
            "pages": walk.read + walking.pages_before,
            "listed": len(walk.seen),
            "new": walking.new,
            "relisted": walking.relisted,
            "declared_entries": walk.declared_entries,
        }

    def _next_walk(self, walking: ColumnWalk, stop: Stop, pace: Rhythm) -> tuple[datetime, str]:
        column, now = walking.column, self._session.clock()
        if stop.shrunk is not None:
            return now + timedelta(days=1), "the list shrank: a second look decides"
        if stop.outcome == "incomplete":
            # A list that stays broken is asked less and less, but at least once a week.
            row = self._store.one(
                "select count(*) as n from (select outcome from run_column where portal_column = ? "
                "order by run desc limit 5) where outcome = 'incomplete'",
                [column.id],
            )
            failures = 1 + (int(row["n"]) if row else 0)
            return schedule.next_try(min(failures, 5), now), "the last walk was incomplete"
        if stop.outcome == "paused" or (walking.left is not None and walking.walk.mode == "walk"):
            return now + timedelta(hours=6), "a sweep is in progress"
        return schedule.next_walk(column.url, pace.hours, now), pace.reason

    def _rhythm(self, column: ColumnRow) -> Rhythm:
        now = self._session.clock()
        recent = recent_window(now)
        seasons = season_windows(now)
        start = recent.last - timedelta(days=round(365.2425 * EARLIER_YEARS))
        history = History(
            recent=days_with_letters(self._store, column.id, recent.first, recent.last),
            seasons=tuple(days_with_letters(self._store, column.id, w.first, w.last) for w in seasons),
            known=days_with_letters(self._store, column.id, start, recent.last),
            oldest=oldest_date(self._store, column.id),
        )
        return rhythm(history, now)

    def _doubt_passed_rows(self, walking: ColumnWalk) -> None:
        """Rows whose place the walk passed without seeing them: their documents are looked at."""
        walk = walking.walk
        at_end = walking.stop is not None and walking.stop.outcome == "end"
        rows = passed_rows(self._store, walking.column.id, walk.pages, walking.began)
        for row in passed(rows, pages=walk.pages, rows_read=walk.rows, at_end=at_end):
            doubt(self._store, walking.column.id, row.document, self._session.run)


def list_request(text: str) -> ListRequest:
    """The request that a paused sweep kept as JSON."""
    kept = json.loads(text)
    otherwise = kept.pop("otherwise", None)
    return ListRequest(**kept, otherwise=list_request(json.dumps(otherwise)) if otherwise else None)
