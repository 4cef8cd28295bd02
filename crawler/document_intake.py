"""Takes documents and their attachments in: record, version, state, next due date, and why."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlsplit

from crawler.answer import Answer
from crawler.books import Books
from crawler.courtesy import Hosts
from crawler.keeping import Keeper
from crawler.lifecycle import CONTROL, ILL, Document, Move, after_answer
from crawler.moved import Letter, meaning, same_place
from crawler.outcome import Outcome
from crawler.reparsing import read_file, reparse_before_revision
from crawler.schedule import age_at, conditional, next_try
from crawler.scope import in_scope
from crawler.validators import Question, Reply, Trust, ask, doubtful, judge_probe, learn
from db.absence import absences, control, healthy, served_since
from db.exchange import Location
from db.material import kept_files
from db.records import content_sha256
from db.store import GIVE_UP, DueDocument
from db.times import moment, timestamp
from parsers.address import canonical
from parsers.attached import Attached, attached, with_attachments
from parsers.blocked import soft_missing
from parsers.parse import parse
from parsers.types import Parsed

CONTROL_REASON = "control: does the host serve anything while another is absent?"


@dataclass(slots=True)
class DetailWork:
    """A document whose page has come, waiting for its attachments."""

    due: DueDocument
    parsed: Parsed
    fetch: int
    answer: Answer
    wanted: list[str] = field(default_factory=list)
    read: dict[str, Attached] = field(default_factory=dict)


class DocumentIntake(Keeper):
    """One session's documents."""

    def __init__(self, session: Books, hosts: Hosts, report: Callable[[str], None]) -> None:
        super().__init__(session, hosts, report)
        self._probes: set[int] = set()
        """Documents whose old validators are to be sent once more."""
        self._absent: set[int] = set()
        """Documents that were just found absent."""
        self._ill: set[int] = set()
        """Controls that were absent, too, on a host that served letters of late."""

    # --- questions --------------------------------------------------------------

    def question(self, due: DueDocument) -> tuple[Question, Location | None]:
        """How a document is asked for, and where the body lies that its validators belong to."""
        validators = bool(due.etag or due.last_modified)
        place = self._store.archived_body(due.id) if due.state == "live" and validators else None
        asked = ask(
            trust=self._trust(due.portal) if place is not None else Trust(),
            live=due.state == "live",
            validators=validators,
            archived=place is not None,
            whole=due.whole,
            rechecks=due.rechecks,
            now=self._session.clock(),
        )
        return asked, place

    def probe_wanted(self, due: DueDocument) -> bool:
        """Whether the old validators of ``due`` are to be sent once more, now that another content is known."""
        wanted = due.id in self._probes
        self._probes.discard(due.id)
        return wanted

    def control_wanted(self, due: DueDocument, in_flight: Collection[int] = ()) -> DueDocument | None:
        """After ``due`` was found absent: another document of its host to ask for, where none was served lately.

        ``in_flight``: documents that were asked for already.
        """
        if due.id not in self._absent:
            return None
        self._absent.discard(due.id)
        host = urlsplit(due.address).netloc
        if healthy(self._store, host, self._session.now(), CONTROL, lists=False):
            return None
        other = control(self._store, host, due.id, not_in=self._session.run, besides=in_flight)
        if other is None:
            return None
        return self._store.document_due(other, CONTROL_REASON)

    def host_is_ill(self, due: DueDocument) -> bool:
        """Whether ``due``, a control, showed that its host serves no letters for now: looks would prove nothing."""
        return due.id in self._ill

    # --- answers ----------------------------------------------------------------

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
            return self.detail_in(due, answer, parsed)

    def detail_in(self, due: DueDocument, answer: Answer, parsed: Parsed | None) -> DetailWork | None:
        """``detail_answer`` for a page that was parsed already; called inside a transaction."""
        moved_to = None
        if parsed is not None and answer.outcome is Outcome.OK and answer.final_address is not None:
            answer, moved_to = self._redirected(due, answer, parsed)
        fetch = self._keep(answer, reason=due.reason, portal=due.portal, document=due.id)
        if moved_to is not None:
            self._has_moved(due, fetch, moved_to)
            return None
        if answer.outcome is Outcome.NOT_MODIFIED:
            self._learn(due, answer, changed=False)
            self._move(due, fetch, "unchanged")
            return None
        if parsed is None or answer.outcome is not Outcome.OK:
            self._failed(due, fetch, answer)
            return None
        work = DetailWork(due, parsed, fetch, answer)
        self._plan_attachments(work)
        if work.wanted:
            return work
        self._finish(work)
        return None

    def probe_answer(self, due: DueDocument, answer: Answer) -> None:
        """Take in the answer to validators that are known to be old: 304 is a lie."""
        with self._taking_in(answer):
            fetch = self._keep(
                answer, reason="probe: are old validators refused?", portal=due.portal, document=due.id
            )
            if not answer.outcome.healthy:
                return
            lied = answer.outcome is Outcome.NOT_MODIFIED
            self._store.decided(fetch, "the validators lie" if lied else "the validators are honest")
            before = self._trust(due.portal)
            self._save_trust(due, before, judge_probe(before, not_modified=lied, now=self._session.clock()))

    # --- redirects --------------------------------------------------------------

    def _redirected(self, due: DueDocument, answer: Answer, parsed: Parsed) -> tuple[Answer, str | None]:
        """The answer as it counts, and the address that the letter moved to, if it did."""
        try:
            final = canonical(answer.final_address or "")
        except ValueError:
            return answer, None
        portal = self._session.portals[due.portal]
        means = meaning(
            due.address,
            final,
            lists=[column.url for column in portal.columns],
            in_scope=in_scope(portal.site, final),
            before=self._letter(due.id),
            found=_letter(parsed),
        )
        if means == "here":
            known = self._store.one("select id from document where address = ?", [final])
            other = known is not None and known["id"] != due.id and not same_place(due.address, final)
            return answer, final if other else None
        if means == "moved":
            return answer, final
        gone = replace(answer, outcome=Outcome.GONE, detail=f"redirected to something else: {final}")
        return gone, None

    def _letter(self, document: int) -> Letter | None:
        row = self._store.one(
            "select content_sha256, title, document_number, date_signed from record "
            "join document using (id) where record.id = ?",
            [document],
        )
        return Letter(**row) if row and row["content_sha256"] else None

    def _has_moved(self, due: DueDocument, fetch: int, address: str) -> None:
        """The letter goes on at its new address; what is known of the old one stays with it, linked."""
        run = self._session.run
        if self._store.one("select id from document where address = ?", [address]) is None:
            new = self._store.new_document(due.portal, address, f"moved here from {due.address}")
            self._store.event(new, run, f"moved here from {due.address}")
        self._store.move_document(due.id, {"moved_to": address})
        if due.moved_to != address:
            self._store.event(due.id, run, f"moved to {address}")
        self._move(due, fetch, "unchanged", moved_to=address)

    # --- attachments ------------------------------------------------------------

    def _plan_attachments(self, work: DetailWork) -> None:
        """What is on record, of this document or another one, is not asked for again; an audit looks at its own."""
        due, portal = work.due, self._session.portals[work.due.portal]
        audit = due.state == "live" and not conditional(due.rechecks)
        for attachment in work.parsed.record.attachments:
            row = self._store.one(
                "select document from attachment where url = ? and state = 'fetched' "
                "order by document != ? limit 1",
                [attachment.url, due.id],
            )
            if row is not None:
                # From the archive: the letter itself may stand in it.
                kept = kept_files(self._store, row["document"])[attachment.url]
                found = read_file(self._session.archive, attachment.url, kept)
                work.read[attachment.url] = found
                if row["document"] != due.id:
                    self._save_attachment(work, attachment.url, "fetched", found)
                elif audit:
                    work.wanted.append(attachment.url)
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
            elif url not in work.read:  # what an audit could not have again is kept as it was
                self._attachment_failed(work, url, answer)
            if work.wanted:
                return False
            self._finish(work)
            return True

    def _attachment_failed(self, work: DetailWork, url: str, answer: Answer) -> None:
        self._save_attachment(work, url, "failed", Attached())
        if answer.outcome is Outcome.DEFERRED:
            return
        self._store.db.conn.execute(
            "update attachment set failures = failures + 1 where document = ? and url = ?",
            [work.due.id, url],
        )
        self._session.problem(
            "fetch", f"attachment_{answer.outcome}", f"attachment: {answer.detail}",
            portal=work.due.portal, address=url, document=work.due.id,
        )  # fmt: skip

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

    # --- what follows -----------------------------------------------------------

    def _finish(self, work: DetailWork) -> None:
        due = work.due
        digest = hashlib.sha256(work.answer.body).hexdigest()
        reparse_before_revision(self._store, self._session.archive, due.id, digest)
        parsed = with_attachments(work.parsed, work.read, due.listing)
        change = self._store.save_record(
            due.id,
            work.fetch,
            parsed,
            body_sha256=digest,
            listing=due.listing,
            cause="restored" if due.state == "withdrawn" else None,
        )
        if due.state == "live" and change != "new":
            self._learn(due, work.answer, changed=change == "changed")
        if change == "new" and parsed.record.text:
            self._session.counts[due.portal].new_with_text += 1
        self._move(
            due,
            work.fetch,
            change,
            attachments=bool(parsed.record.attachments),
            more={"etag": work.answer.etag, "last_modified": work.answer.last_modified, "moved_to": None},
        )

    def _move(
        self,
        due: DueDocument,
        fetch: int,
        change: str,
        *,
        moved_to: str | None = None,
        attachments: bool = False,
        more: Mapping[str, Any] | None = None,
    ) -> None:
        """A healthy answer: the ledger's next entry, with ``more`` of its columns. ``attachments``: it names some."""
        now = self._session.clock()
        move = after_answer(
            self._document(due), Outcome.OK, now, changed=change == "changed", moved_to=moved_to
        )
        missing = self._missing_attachments(due) if attachments else None
        if missing is not None and next_try(missing, now) < move.next_due:
            move = replace(move, next_due=next_try(missing, now), due_reason="an attachment is still missing")
        self._enter(due, fetch, move, healthy=True, more=more or {})
        if move.restored:
            self._store.event(due.id, self._session.run, "restored: it is served again after its withdrawal")
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

    def _enter(
        self,
        due: DueDocument,
        fetch: int,
        move: Move,
        *,
        healthy: bool,
        more: Mapping[str, Any] | None = None,
    ) -> None:
        """Write a move into the ledger, and beside the fetch what was decided."""
        row: dict[str, Any] = {
            **(more or {}),
            "state": move.state,
            "state_reason": move.reason,
            "ladder_step": move.ladder_step,
            "failures": move.failures,
            "next_due": timestamp(move.next_due),
            "due_reason": move.due_reason,
            "due_rank": int(move.rank),
        }
        if healthy:
            now = self._session.now()
            row |= {"rechecks": due.rechecks + (due.state != "new"), "last_fetched": now, "last_seen": now}
        self._store.move_document(due.id, row)
        self._store.decided(fetch, f"{move.reason}; due {timestamp(move.next_due)}: {move.due_reason}")

    def _failed(self, due: DueDocument, fetch: int, answer: Answer) -> None:
        """No document came: absent, refused, broken, or not asked."""
        counts = self._session.counts[due.portal]
        if answer.outcome is Outcome.DEFERRED:
            counts.deferred += 1
            self._store.decided(fetch, "not asked; stays due")
            return
        if answer.outcome.absent and due.reason == CONTROL_REASON and self._ill_for_now(due):
            # It was asked for on behalf of another: its own absence is not believed, and it stays due as before.
            self._ill.add(due.id)
            counts.fetched += 1
            self._store.decided(fetch, "the host serves no letters now: nothing follows from it")
            self._moved(due.portal)
            return
        looks = len(absences(self._store, due.id)) if answer.outcome.absent else 0  # this one included
        move = after_answer(replace(self._document(due), looks=looks), answer.outcome, self._session.clock())
        self._enter(due, fetch, move, healthy=False)
        if answer.outcome.absent and due.state != "new":
            self._absent.add(due.id)
            counts.fetched += 1
            self._moved(due.portal)
            return
        if answer.outcome.absent:  # an answer, as in the certificate: many lists name letters that never were
            counts.fetched += 1
            counts.dead += looks == 1
        else:
            counts.failed += 1
        self._session.problem(
            "fetch",
            str(answer.outcome),
            answer.detail,
            portal=due.portal,
            address=due.address,
            document=due.id,
        )

    # --- what the ledger knows ----------------------------------------------------

    def _document(self, due: DueDocument) -> Document:
        first_seen = moment(due.first_seen)
        age = age_at(first_seen, due.listing.date, backlog=due.backlog) + (self._session.clock() - first_seen)
        return Document(
            due.address,
            due.state,  # type: ignore[arg-type]
            ladder_step=due.ladder_step,
            failures=due.failures,
            listed=due.listed,
            moved=due.moved_to is not None,
            age=age,
        )

    def _ill_for_now(self, due: DueDocument) -> bool:
        """Whether its host served letters within the last days and serves none now."""
        host = urlsplit(due.address).netloc
        if healthy(self._store, host, self._session.now(), CONTROL, lists=False):
            return False
        return served_since(self._store, host, timestamp(self._session.clock() - ILL))

    def _missing_attachments(self, due: DueDocument) -> int | None:
        """The fewest failures of an attachment that is still tried; None where none is."""
        row = self._store.one(
            "select min(failures) as n from attachment where document = ? and state = 'failed' and failures < ?",
            [due.id, GIVE_UP],
        )
        return None if row is None or row["n"] is None else max(int(row["n"]), 1)

    # --- validators ---------------------------------------------------------------

    def _trust(self, portal: str) -> Trust:
        row = self._store.one(
            "select validators, validators_useless, validators_reason, validators_since from portal where id = ?",
            [portal],
        )
        assert row is not None
        since = moment(row["validators_since"]) if row["validators_since"] else None
        return Trust(row["validators"], row["validators_useless"], row["validators_reason"], since)

    def _learn(self, due: DueDocument, answer: Answer, *, changed: bool) -> None:
        """What an ordinary recheck says about the portal's validators."""
        if not (due.etag or due.last_modified):
            return
        before = self._trust(due.portal)
        new = (answer.etag, answer.last_modified)
        reply = Reply(
            conditional="conditional_on" in answer.request.meta,
            not_modified=answer.outcome is Outcome.NOT_MODIFIED,
            changed=changed,
            validators_moved=any(new) and new != (due.etag, due.last_modified),
        )
        if before.holds(self._session.clock()):
            if doubtful(reply, last_was_304=self._last_was_304(due)):
                self._probes.add(due.id)
            self._save_trust(due, before, learn(before, reply, self._session.clock()))

    def _last_was_304(self, due: DueDocument) -> bool:
        row = self._store.one(
            "select outcome from fetch where document = ? and kind = 'detail' order by id desc limit 1 offset 1",
            [due.id],
        )
        return row is not None and row["outcome"] == "not_modified"

    def _save_trust(self, due: DueDocument, before: Trust, after: Trust) -> None:
        if after == before:
            return
        self._store.table("portal").update(
            due.portal,
            {
                "validators": after.word,
                "validators_useless": after.useless,
                "validators_reason": after.reason,
                "validators_since": timestamp(after.since) if after.since else None,
            },
        )
        if after.word == "distrusted":
            message = f"validators are not used any more: {after.reason} (seen at {due.address})"
            site = self._session.portals[due.portal].site
            self._session.problem("portal", "validators_lie", message, portal=due.portal, address=site)


def _letter(parsed: Parsed) -> Letter:
    record = parsed.record
    return Letter(content_sha256(record), record.title, record.document_number, record.date_signed)


def _soft_missing(answer: Answer, parsed: Parsed) -> Answer:
    """A page of status 200 that says it is missing is an absence."""
    page = parsed.page
    heading = next((title.text for title in page.titles if title.source in ("heading", "html-title")), "")
    sign = soft_missing("\n".join(block.text for block in page.blocks), heading)
    if sign is None:
        return answer
    return replace(answer, outcome=Outcome.GONE, detail=f"HTTP 200, but the page says it is missing: {sign}")
