"""What a run writes to: the ledger, its clock, its counts. A crawl has one, and so has the replay of one."""

from __future__ import annotations

from collections.abc import Sequence

from crawler.counts import Counts
from crawler.portal import Portal
from crawler.progress import Reporter
from db.archive import Archive
from db.store import ColumnRow, Store
from db.times import HeldClock, timestamp


class Books:
    """One run's. ``begin`` comes first."""

    store: Store
    archive: Archive
    clock: HeldClock
    reporter: Reporter
    run: int
    portals: dict[str, Portal]
    counts: dict[str, Counts]

    def begin(self, portals: Sequence[Portal], command: str) -> None:
        """A new run over the portals, which are declared to the ledger."""
        self.portals = {portal.id: portal for portal in portals}
        self.counts = {portal.id: Counts() for portal in portals}
        with self.clock.at(None), self.store.transaction():
            for portal in portals:
                self.declare(portal)
            self.run = self.store.start_run(command, list(self.portals))

    def declare(self, portal: Portal) -> None:
        """Tell the ledger what the portal file says."""
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
        said = portal.model_dump(mode="json", exclude_defaults=True)
        self.store.declare(row, columns, {**said, "declaration_sha256": portal.declaration_sha256})

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
