"""What a crawl says while it works: a live table on a terminal, plain lines elsewhere. All of it on stderr."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Protocol

from crawler.counts import Counts
from crawler.terminal import say, visible

if TYPE_CHECKING:
    from rich.live import Live
    from rich.table import Table

_COLUMNS = ("pages", "fetched", "new", "changed", "unchanged", "problems")


class Reporter(Protocol):
    """Told of everything that a person watching wants to know."""

    def start(self, names: Mapping[str, str], counts: Mapping[str, Counts]) -> None:
        """The crawl begins: portal names and counts by id; the counts move while it works."""

    def moved(self, portal: str) -> None:
        """The portal's counts changed."""

    def problem(self, portal: str, address: str, message: str) -> None:
        """Something went wrong: one line."""

    def stop(self) -> None:
        """The crawl is over."""


class LineReporter:
    """Plain lines: a line a problem, a line for every 20 documents."""

    EVERY = 20

    def __init__(self) -> None:
        self._counts: Mapping[str, Counts] = {}

    def start(self, names: Mapping[str, str], counts: Mapping[str, Counts]) -> None:
        self._counts = counts
        for id_, name in names.items():
            say(f"{id_}: {name}")

    def moved(self, portal: str) -> None:
        counts = self._counts[portal]
        if counts.fetched and counts.fetched % self.EVERY == 0:
            say(f"{portal}: " + ", ".join(f"{name} {getattr(counts, name)}" for name in _COLUMNS))

    def problem(self, portal: str, address: str, message: str) -> None:
        say(f"{portal}: problem: {address}: {message}")

    def stop(self) -> None:
        pass


class TableReporter:
    """A table that moves, problems above it."""

    def __init__(self) -> None:
        self._live: Live | None = None
        self._names: Mapping[str, str] = {}
        self._counts: Mapping[str, Counts] = {}

    def start(self, names: Mapping[str, str], counts: Mapping[str, Counts]) -> None:
        from rich.console import Console
        from rich.live import Live

        self._names, self._counts = names, counts
        self._live = Live(
            get_renderable=self._table, console=Console(stderr=True), refresh_per_second=4, transient=True
        )
        self._live.start()

    def _table(self) -> Table:
        return counts_table(self._names, self._counts)

    def moved(self, portal: str) -> None:
        """The table reads the counts by itself, four times a second."""

    def problem(self, portal: str, address: str, message: str) -> None:
        from rich.text import Text

        line = Text(visible(f"{portal}: problem: {address}: {message}"), style="yellow")
        if self._live is not None:
            self._live.console.print(line)

    def stop(self) -> None:
        if self._live is not None:
            self._live.stop()
            self._live = None


def counts_table(
    names: Mapping[str, str],
    counts: Mapping[str, Counts],
    ended: Mapping[str, tuple[int, str]] | None = None,
) -> Table:
    """The counts by portal. ``ended``: documents that are not due yet and the verdict, once the run is over."""
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    table.add_column("portal", no_wrap=True, min_width=max(map(len, counts), default=0))
    for name in (*_COLUMNS, "requests"):
        table.add_column(name, justify="right")
    if ended is not None:
        table.add_column("not due yet", justify="right")
        table.add_column("verdict")
    for id_, count in counts.items():
        row = [f"{id_} {names.get(id_, '')}".strip(), *(str(getattr(count, name)) for name in _COLUMNS)]
        row.append(str(count.sent_in_all))
        if ended is not None:
            later, verdict = ended[id_]
            row += [str(later), verdict]
        table.add_row(*row)
    return table


def reporter() -> Reporter:
    """The one that fits where stderr goes."""
    return TableReporter() if sys.stderr.isatty() else LineReporter()
