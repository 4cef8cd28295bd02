"""The end of a portal's run: what is proven gone, what is taken back, where every document stands."""

from __future__ import annotations

import json

from crawler.books import Books
from crawler.lifecycle import CONTROL, Document, Look, Move, withdrawal
from crawler.verdict import Verdict
from db.absence import looks, missing
from db.certificates import Certificate, certificates, save_certificates, save_hosts, save_portal
from db.store import Store
from db.times import moment, timestamp


def prove_absences(books: Books, portal: str) -> int:
    """In a run that is believed: withdraw what is proven to be gone. Gives how many documents."""
    store, now = books.store, books.clock()
    withdrawn = 0
    for row in missing(store, portal):
        id_, address = int(str(row["id"])), str(row["address"])
        seen = [Look(moment(look.at), look.host_healthy) for look in looks(store, id_, address, CONTROL)]
        document = Document(
            address, "missing", listed=bool(row["listed"]), moved=row["moved_to"] is not None, looks=len(seen)
        )
        move = withdrawal(document, seen, now)
        if move is not None:
            _withdraw(store, id_, books.run, move)
            withdrawn += 1
    return withdrawn


def _withdraw(store: Store, document: int, run: int, move: Move) -> None:
    store.move_document(
        document,
        {
            "state": move.state,
            "state_reason": move.reason,
            "ladder_step": move.ladder_step,
            "failures": move.failures,
            "next_due": timestamp(move.next_due),
            "due_reason": move.due_reason,
            "due_rank": int(move.rank),
        },
    )
    store.event(document, run, f"withdrawn: {move.reason}; due {timestamp(move.next_due)}")


def settle(books: Books, portal: str, verdict: Verdict) -> tuple[Certificate, dict[str, Certificate]]:
    """Close the portal's books; called inside a transaction. Gives its certificate and its columns' by address.

    A run that is not believed proves nothing: what it called missing without a look is put back.
    """
    store, counts = books.store, books.counts[portal]
    if verdict.word == "ok":
        counts.withdrawn += prove_absences(books, portal)
    else:
        store.put_back(portal, books.run)
    whole, columns = certificates(store, portal, books.run)
    known = store.columns(portal)
    save_certificates(store, books.run, columns)
    walked = store.one(
        "select count(*) as n from run_column join portal_column on portal_column.id = portal_column "
        "where run = ? and portal = ?",
        [books.run, portal],
    )
    save_portal(
        store,
        books.run,
        portal,
        verdict.word,
        json.dumps(list(verdict.reasons), ensure_ascii=False),
        entries=sum(column.entries for column in known.values()),
        columns=int(walked["n"]) if walked else 0,
        found=whole,
    )
    save_hosts(store, books.run, portal, counts.hosts)
    return whole, {url: columns[column.id] for url, column in known.items() if column.id in columns}
