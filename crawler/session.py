"""One crawl: the lock, the store, the archive, the run, and what is counted.

Only one crawl works on a database at a time; a second one is told so and stops.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from typing import TYPE_CHECKING

from crawler.counts import Counts
from crawler.lock import sole_writer
from crawler.portal import Portal
from crawler.progress import Reporter
from crawler.settings import CONTACT, USER_AGENT
from db.archive import Archive, Informed
from db.home import Home
from db.store import ColumnRow, Store
from db.times import Clock, system_clock, timestamp

if TYPE_CHECKING:
    from crawler.finish import Result


class Session:
    """Opened before the first request, closed after the last answer."""

    def __init__(
        self,
        home: Home,
        portals: Sequence[Portal],
        reporter: Reporter,
        *,
        command: str,
        clock: Clock = system_clock,
    ) -> None:
        """Raises DafuError (exit 2) where another crawl holds the database."""
        self.home = home
        self.command = command
        self.portals = {portal.id: portal for portal in portals}
        self.reporter = reporter
        self.clock = clock
        self.counts = {portal.id: Counts() for portal in portals}
        self.broken: str | None = None
        """Why the crawl cannot go on at all: the archive or the database cannot be written."""
        self.result: Result | None = None
        self._lock = ExitStack()
        self._lock.enter_context(sole_writer(home.root))
        try:
            self.store = Store(home.database, clock=clock)
            self.archive = Archive(home.archive, clock=clock, informed=Informed(CONTACT, USER_AGENT))
            with self.store.transaction():
                for portal in portals:
                    self._declare(portal)
                self.run = self.store.start_run(command)
        except BaseException:
            self._lock.close()
            raise

    def _declare(self, portal: Portal) -> None:
        row = {
            "id": portal.id,
            "name": portal.name,
            "site": portal.site,
            "region": portal.region,
            "region_code": portal.region_code,
            "level": portal.level,
            "department": portal.department,
            "declaration_sha256": portal.declaration_sha256,
        }
        columns = [
            {"url": column.url, "name": column.name, "kind": column.kind, "family": column.family}
            for column in portal.columns
        ]
        self.store.declare(row, columns)

    def now(self) -> str:
        """The time as it is kept."""
        return timestamp(self.clock())

    def columns(self, portal: Portal) -> list[ColumnRow]:
        """The portal's declared columns as the ledger knows them, in the order of the file."""
        known = self.store.columns(portal.id)
        return [known[column.url] for column in portal.columns]

    def problem(
        self,
        stage: str,
        code: str,
        message: str,
        *,
        portal: str,
        address: str,
        document: int | None = None,
    ) -> None:
        """Put a problem on record and say it in one line."""
        self.store.add_problem(
            stage, code, message, run=self.run, portal=portal, address=address, document=document
        )
        self.counts[portal].problems += 1
        self.reporter.problem(portal, address, message)

    def deferred(self, portal: str, address: str, reason: str) -> None:
        """The host is left alone for the rest of the run: said once, on record."""
        with self.store.transaction():
            self.problem("fetch", "deferred", reason, portal=portal, address=address)

    def close(self) -> None:
        try:
            self.archive.close()
            self.store.close()
        finally:
            self._lock.close()
