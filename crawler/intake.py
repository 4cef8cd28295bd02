"""Takes answers in: each is one transaction, from the fetch row to the next due date.

The spider asks, this keeps. The decisions are made by the pure modules (walk, outcome, lifecycle).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from crawler import schedule
from crawler.answer import Answer
from crawler.books import Books
from crawler.courtesy import Hosts, retry_after
from crawler.lifecycle import Document, Look, after_answer
from crawler.outcome import Outcome
from crawler.scope import in_scope
from crawler.walk import Memory, Mode, Stop, Walk
from crawler.walk import Read as ReadNext
from db.store import ColumnRow, DueDocument, FetchRow
from db.times import moment, timestamp
from parsers.attached import Attached, attached, with_attachments
from parsers.blocked import soft_missing
from parsers.families import read_list
from parsers.parse import parse
from parsers.types import Entry, ListPage, ListRequest, Parsed

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


@dataclass(slots=True)
class ColumnWalk:
    """A walk in progress. ``again``: the page that failed may be asked for once more."""

    column: ColumnRow
    walk: Walk
    request: ListRequest
    again: bool = True
    family: str | None = None
    """Whose pages these turned out to be."""
    new: int = 0
    relisted: int = 0
    reached: bool = False
    stop: Stop | None = None


@dataclass(slots=True)
class DetailWork:
    """A document whose page has come, waiting for its attachments."""

    due: DueDocument
    parsed: Parsed
    fetch: int
    answer: Answer
    wanted: list[str] = field(default_factory=list)
    read: dict[str, Attached] = field(default_factory=dict)


class Intake:
    """One session's answers."""

    def __init__(self, session: Books, hosts: Hosts, report: Callable[[str], None]) -> None:
        self._session = session
        self._store = session.store
        self._hosts = hosts
        self._moved = report

    # --- lists ----------------------------------------------------------------

    def begin_walk(self, column: ColumnRow, *, sweep: bool) -> ColumnWalk:
        """A new walk over a column; a column that was never read to its end is swept."""
        now = self._session.now()
        due = column.last_sweep is None or (column.next_sweep is not None and column.next_sweep <= now)
        mode: Mode = "sweep" if sweep or due else "walk"
        memory = Memory(entries=column.entries, swept=column.sweep_entries)
        return ColumnWalk(column, Walk(mode, memory), ListRequest(column.url))

    def list_answer(self, walking: ColumnWalk, answer: Answer) -> ListRequest | None:
        """Take in a list page. Gives the next request (perhaps the same again), or None where the walk is over."""
        column, walk = walking.column, walking.walk
        counts = self._session.counts[column.portal]
        with self._taking_in(answer):
            self._keep(answer, reason=walk.mode, portal=column.portal, portal_column=column.id)
            if not answer.outcome.healthy:
                return self._list_failed(walking, answer)
            walking.reached = True
            counts.pages += 1
            page = self._list_page(walking, answer)
            aside = walk.aside(page)
            if aside is not None:
                return self._go_on(walking, aside)
            if walk.pages == 0 and page.entries and page.family != column.family:
                self._store.table("portal_column").update(column.id, {"family": page.family})
            walking.family = page.family if page.entries else walking.family
            entries = [entry for entry in page.entries if self._wanted(column, entry)]
            news = self._store.save_list_page(
                self._session.run, column, walk.pages + 1, entries, sweep=walk.mode == "sweep"
            )
            walking.new += news.new
            walking.relisted += news.relisted
            decision = walk.step(page, news.news)
            hiccup = isinstance(decision, Stop) and decision.outcome == "incomplete" and not page.entries
            if hiccup and walking.again:
                # An empty page may be a hiccup of the site: look once more before it is believed.
                walk.pages -= 1
                walking.again = False
                return walking.request
            return self._go_on(walking, decision)

    def _list_page(self, walking: ColumnWalk, answer: Answer) -> ListPage:
        return read_list(
            answer.body,
            url=answer.final_address or walking.request.url,
            content_type=answer.content_type,
            family=walking.request.family or walking.family or walking.column.family,
            page=walking.walk.pages + 1,
            request=walking.request,
        )

    def _go_on(self, walking: ColumnWalk, decision: ReadNext | Stop) -> ListRequest | None:
        if isinstance(decision, ReadNext):
            walking.request, walking.again = decision.request, True
            return decision.request
        self._end_walk(walking, decision)
        return None

    def _list_failed(self, walking: ColumnWalk, answer: Answer) -> ListRequest | None:
        if answer.outcome in NOT_THERE:
            decision = walking.walk.absent()
            if decision is not None:
                return self._go_on(walking, decision)
        if walking.again and answer.outcome in RETRIED:
            walking.again = False
            return walking.request
        page = walking.walk.pages + 1
        reason = f"page {page}: {answer.detail}"
        self._end_walk(walking, Stop("incomplete", reason))
        return None

    def _wanted(self, column: ColumnRow, entry: Entry) -> bool:
        portal = self._session.portals[column.portal]
        declared = next(c for c in portal.columns if c.url == column.url)
        if declared.title_pattern and not _search(declared.title_pattern, entry.title):
            return False
        return in_scope(portal.site, entry.url)

    def _end_walk(self, walking: ColumnWalk, stop: Stop) -> None:
        walking.stop = stop
        column, walk = walking.column, walking.walk
        now = self._session.clock()
        complete = stop.outcome == "end"
        next_walk, reason = schedule.next_walk(column.url, now), "daily rhythm"
        if stop.outcome == "incomplete":
            next_walk, reason = schedule.next_try(1, now), "the last walk was incomplete"
            self._session.problem(
                "list", "walk_incomplete", stop.reason, portal=column.portal, address=column.url
            )
        else:
            self._store.close_problems("list", column.url)
        missing = self._store.save_walk(
            self._session.run,
            column,
            {
                "mode": walk.mode,
                "outcome": stop.outcome,
                "reason": stop.reason,
                "pages": walk.pages,
                "listed": len(walk.seen),
                "new": walking.new,
                "relisted": walking.relisted,
                "declared_entries": walk.declared_entries,
            },
            next_walk=timestamp(next_walk),
            next_walk_reason=reason,
            next_sweep=timestamp(schedule.next_sweep(column.url, now))
            if complete and walk.mode == "sweep"
            else None,
        )
        self._session.counts[column.portal].missing += missing

    # --- documents ------------------------------------------------------------

    def detail_answer(self, due: DueDocument, answer: Answer) -> DetailWork | None:
        """Take in a document's page. Gives work where attachments are to be fetched before the record is whole."""
        parsed = None
        if answer.outcome is Outcome.OK:
            parsed = parse(
                answer.body,
                url=answer.final_address or due.address,
                content_type=answer.content_type,
                listing=due.listing,
            )
            answer = _soft_missing(answer, parsed)
        with self._taking_in(answer):
            fetch = self._keep(answer, reason=due.reason, portal=due.portal, document=due.id)
            if answer.outcome is Outcome.NOT_MODIFIED:
                self._move(due, answer, "unchanged")
                return None
            if parsed is None or answer.outcome is not Outcome.OK:
                self._failed(due, answer)
                return None
            work = DetailWork(due, parsed, fetch, answer)
            self._plan_attachments(work)
            if work.wanted:
                return work
            self._finish(work)
            return None

    def _plan_attachments(self, work: DetailWork) -> None:
        """What is on record, of this document or another one, is not asked for again."""
        portal = self._session.portals[work.due.portal]
        for attachment in work.parsed.record.attachments:
            row = self._store.one(
                "select document, type, sha256, text from attachment where url = ? and state = 'fetched'",
                [attachment.url],
            )
            if row is not None:
                found = Attached(row["sha256"], row["text"], row["type"])
                work.read[attachment.url] = found
                if row["document"] != work.due.id:
                    self._save_attachment(work, attachment.url, "fetched", found)
            elif in_scope(portal.site, attachment.url):
                work.wanted.append(attachment.url)

    def attachment_answer(self, work: DetailWork, url: str, answer: Answer) -> bool:
        """Take in an attachment; True where the document's record is now whole."""
        work.wanted.remove(url)
        with self._taking_in(answer):
            self._keep(answer, reason="attachment", portal=work.due.portal, document=work.due.id)
            if answer.outcome is Outcome.OK:
                work.read[url] = attached(answer.body, url=url, content_type=answer.content_type)
                self._session.counts[work.due.portal].attachments += 1
                self._save_attachment(work, url, "fetched", work.read[url])
                self._store.close_problems("fetch", url)
            else:
                self._save_attachment(work, url, "failed", Attached())
                if answer.outcome is not Outcome.DEFERRED:
                    self._session.problem(
                        "fetch", f"attachment_{answer.outcome}", f"attachment: {answer.detail}",
                        portal=work.due.portal, address=url, document=work.due.id,
                    )  # fmt: skip
            if work.wanted:
                return False
            self._finish(work)
            return True

    def _save_attachment(self, work: DetailWork, url: str, state: str, found: Attached) -> None:
        name = next((a.name for a in work.parsed.record.attachments if a.url == url), None)
        self._store.table("attachment").upsert(
            {
                "document": work.due.id,
                "url": url,
                "name": name,
                "type": found.type,
                "state": state,
                "sha256": found.sha256,
                "text": found.text,
            },
            pk=("document", "url"),
        )

    def _finish(self, work: DetailWork) -> None:
        due = work.due
        parsed = with_attachments(work.parsed, work.read, due.listing)
        change = self._store.save_record(
            due.id,
            work.fetch,
            parsed,
            body_sha256=hashlib.sha256(work.answer.body).hexdigest(),
            listing=due.listing,
            cause="restored" if due.state == "withdrawn" else None,
        )
        self._store.move_document(
            due.id, {"etag": work.answer.etag, "last_modified": work.answer.last_modified}
        )
        if change == "new" and parsed.record.text:
            self._session.counts[due.portal].new_with_text += 1
        self._move(due, work.answer, change)

    def _move(self, due: DueDocument, answer: Answer, change: str) -> None:
        """A healthy answer: the ledger's next entry."""
        now = self._session.clock()
        document = Document(due.address, due.state, due.ladder_step, due.failures, due.rechecks)  # type: ignore[arg-type]
        move = after_answer(document, answer.outcome, now, changed=change == "changed")
        self._store.move_document(
            due.id,
            {
                "state": move.state,
                "state_reason": move.reason,
                "ladder_step": move.ladder_step,
                "failures": 0,
                "rechecks": due.rechecks + (due.state != "new"),
                "next_due": timestamp(move.next_due),
                "due_reason": move.due_reason,
                "last_fetched": timestamp(now),
                "last_seen": timestamp(now),
            },
        )
        self._store.close_problems("fetch", due.address)
        counts = self._session.counts[due.portal]
        counts.fetched += 1
        if change == "new":
            counts.new += 1
        elif change == "changed":
            counts.changed += 1
        else:
            counts.unchanged += 1
        self._moved(due.portal)

    def _failed(self, due: DueDocument, answer: Answer) -> None:
        """No document came: absent, refused, broken, or not asked."""
        counts = self._session.counts[due.portal]
        if answer.outcome is Outcome.DEFERRED:
            counts.deferred += 1
            return
        now = self._session.clock()
        looks = self._absences(due) if answer.outcome.absent else ()
        document = Document(due.address, due.state, due.ladder_step, due.failures, due.rechecks, looks)  # type: ignore[arg-type]
        move = after_answer(document, answer.outcome, now)
        self._store.move_document(
            due.id,
            {
                "state": move.state,
                "state_reason": move.reason,
                "ladder_step": move.ladder_step,
                "failures": move.failures,
                "next_due": timestamp(move.next_due),
                "due_reason": move.due_reason,
            },
        )
        if move.state == "withdrawn" and due.state != "withdrawn":
            counts.withdrawn += 1
        if answer.outcome.absent and due.state != "new":
            counts.fetched += 1
            self._moved(due.portal)
            return
        counts.failed += 1
        self._session.problem(
            "fetch",
            str(answer.outcome),
            answer.detail,
            portal=due.portal,
            address=due.address,
            document=due.id,
        )

    def _absences(self, due: DueDocument) -> tuple[Look, ...]:
        """The looks since the last healthy fetch, this one included, with whether the portal was healthy in their runs."""
        rows = self._store.query(
            """
            select at, exists (
              select 1 from fetch control where control.run = fetch.run and control.portal = fetch.portal
                and control.kind in ('list', 'detail') and control.outcome in ('ok', 'not_modified')) as healthy
            from fetch
            where document = :document and outcome = 'gone' and kind = 'detail'
              and id > coalesce((
                select max(id) from fetch where document = :document and kind = 'detail'
                  and outcome in ('ok', 'not_modified')), 0)
            order by id
            """,
            {"document": due.id},
        )
        return tuple(Look(moment(row["at"]), bool(row["healthy"])) for row in rows)

    # --- all answers ------------------------------------------------------------

    @contextmanager
    def _taking_in(self, answer: Answer) -> Iterator[None]:
        """One transaction; everything in it happens at the moment at which the answer came."""
        with self._session.clock.at(answer.at), self._store.transaction():
            yield

    def _keep(self, answer: Answer, **where: Any) -> int:
        """The fetch row and what the host learns from the answer."""
        url = answer.request.url
        now = self._session.clock()
        wait: timedelta | None = retry_after(answer.retry_after, now)
        self._hosts.of(url).after(answer.outcome, now, wait)
        self._hosts.keep(url)
        place = answer.archived
        return self._store.save_fetch(
            self._session.run,
            FetchRow(
                address=answer.request.meta.get("redirect_urls", [url])[0],
                kind=answer.request.meta["kind"],
                outcome=answer.outcome,
                detail=answer.detail,
                at=self._session.now(),
                status=answer.status,
                conditional="conditional_on" in answer.request.meta,
                content_type=answer.content_type,
                body=answer.body if answer.status is not None else None,
                etag=answer.etag,
                last_modified=answer.last_modified,
                location=answer.final_address,
                warc_file=place.file if place else None,
                warc_offset=place.offset if place else None,
                **where,
            ),
        )


def _soft_missing(answer: Answer, parsed: Parsed) -> Answer:
    """A page of status 200 that says it is missing is an absence."""
    page = parsed.page
    heading = next((title.text for title in page.titles if title.source in ("heading", "html-title")), "")
    sign = soft_missing("\n".join(block.text for block in page.blocks), heading)
    if sign is None:
        return answer
    return replace(answer, outcome=Outcome.GONE, detail=f"HTTP 200, but the page says it is missing: {sign}")


def _search(pattern: str, title: str) -> bool:
    import re

    return re.search(pattern, title) is not None
