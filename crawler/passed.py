"""Which rows a walk should have met and did not: the list says for nothing that a letter may be gone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, TypeVar

SLACK = 3
"""Rows by which a place may be off: pinned rows, rows that moved among each other."""


class Placed(Protocol):
    """A row's last known place. ``pushed``: rows that appeared since, so it may stand so much lower."""

    @property
    def page(self) -> int: ...
    @property
    def position(self) -> int: ...
    @property
    def pushed(self) -> int: ...


Row = TypeVar("Row", bound=Placed)


def passed(rows: Sequence[Row], *, pages: int, rows_read: int, at_end: bool) -> list[Row]:
    """Those of ``rows`` (not seen by the walk) that should stand among the ``rows_read`` on the ``pages`` read.

    ``at_end``: the walk came to the end of the list; then no row can stand below what it read.
    A sign, no proof: the document is looked at, nothing else follows.
    """
    if at_end:
        return list(rows)
    per_page = rows_read / pages if pages else 0
    return [row for row in rows if (row.page - 1) * per_page + row.position + row.pushed + SLACK <= rows_read]
