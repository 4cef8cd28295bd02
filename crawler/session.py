"""One crawl: the lock, the store, the archive, the run, and what is counted.

Only one crawl works on a database at a time; a second one is told so and stops.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from typing import TYPE_CHECKING

from crawler.books import Books
from crawler.lock import sole_writer
from crawler.portal import Portal
from crawler.progress import Reporter
from crawler.settings import CONTACT, USER_AGENT
from db.archive import Archive, Informed
from db.home import Home
from db.store import Store
from db.times import Clock, HeldClock, system_clock

if TYPE_CHECKING:
    from crawler.finish import Result


class Session(Books):
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
        self.reporter = reporter
        self.clock = HeldClock(clock)
        self.broken: str | None = None
        """Why the crawl cannot go on at all: the archive or the database cannot be written."""
        self.result: Result | None = None
        self._lock = ExitStack()
        self._lock.enter_context(sole_writer(home.root))
        try:
            self.store = Store(home.database, clock=self.clock, log=home.log)
            self.archive = Archive(home.archive, clock=self.clock, informed=Informed(CONTACT, USER_AGENT))
            self.begin(portals, command)
        except BaseException:
            self._lock.close()
            raise

    def close(self) -> None:
        try:
            self.archive.close()
            self.store.close()
        finally:
            self._lock.close()
