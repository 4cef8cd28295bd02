"""What a crawl is asked to do."""

from __future__ import annotations

from dataclasses import dataclass

from crawler.portal import Portal
from crawler.replay import Replay
from crawler.session import Session
from db.store import ColumnRow


@dataclass(frozen=True, slots=True)
class Plan:
    """``due``: only columns whose time has come. ``sweep``: read every list to its end.

    ``session`` is given by ``dafu crawl``, which wants the result; without one the spider opens its own.
    ``replay``: archived answers in the place of the network.
    """

    portals: tuple[Portal, ...]
    command: str
    due: bool = False
    sweep: bool = False
    lists_only: bool = False
    session: Session | None = None
    replay: Replay | None = None

    def walks(self, column: ColumnRow, now: str) -> bool:
        """Whether the column's list is read in this crawl."""
        return not self.due or column.next_walk is None or column.next_walk <= now
