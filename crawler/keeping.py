"""What every answer leaves, whatever it is an answer to: one transaction, the fetch row, what the host learns."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from crawler.answer import Answer
from crawler.books import Books
from crawler.courtesy import Hosts, retry_after
from crawler.outcome import Outcome
from db.store import FetchRow

UNREAD = (Outcome.TOO_LARGE, Outcome.UNDECODABLE)
"""The bytes are archived as they came; what they hold is not known."""


class Keeper:
    """Keeps the answers of one run."""

    def __init__(self, session: Books, hosts: Hosts, report: Callable[[str], None]) -> None:
        self._session = session
        self._store = session.store
        self._hosts = hosts
        self._moved = report

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
        meta = answer.request.meta
        return self._store.save_fetch(
            self._session.run,
            FetchRow(
                address=meta.get("redirect_urls", [url])[0],
                kind=meta["kind"],
                outcome=answer.outcome,
                detail=answer.detail,
                at=self._session.now(),
                status=answer.status,
                conditional="conditional_on" in meta,
                content_type=answer.content_type,
                body=answer.body if answer.status is not None and answer.outcome not in UNREAD else None,
                etag=answer.etag,
                last_modified=answer.last_modified,
                location=answer.final_address,
                warc_file=place.file if place else None,
                warc_offset=place.offset if place else None,
                sent_because=meta.get("sent_because"),
                **where,
            ),
        )
