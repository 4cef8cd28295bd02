"""Starts the sample sites and lets a test or `dafu demo` steer them.

with SamplePortals(step=0) as portals:
    portals.write_declarations(folder)
    site = portals.sites["yunjiang-mzj"]
    site.faults.add(faults.error(500), "*/index_1.html")
    portals.advance()
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from crawler.demo.faults import Faults
from crawler.demo.letters import Letter
from crawler.demo.portals import declaration
from crawler.demo.server import AccessLog, SiteServer
from crawler.demo.sites import SITES
from crawler.demo.sites.site import Site


@dataclass(frozen=True, slots=True)
class ListedRow:
    """One row as a column lists it now."""

    url: str
    title: str
    date: date
    pinned: bool
    letter: Letter


class RunningSite:
    """One sample site with its address, log and faults."""

    def __init__(self, site: Site, port: int) -> None:
        self.site = site
        self._server = SiteServer(site, port)

    @property
    def id(self) -> str:
        return self.site.id

    @property
    def base(self) -> str:
        """http://127.0.0.1:port, no slash at the end."""
        return self._server.base

    @property
    def port(self) -> int:
        return self._server.port

    @property
    def log(self) -> AccessLog:
        return self._server.log

    @property
    def faults(self) -> Faults:
        return self._server.faults

    def up(self) -> None:
        """Listen (again). Raises PortBusyError."""
        self._server.up()

    def down(self) -> None:
        """Refuse connections."""
        self._server.down()

    def column_urls(self) -> tuple[str, ...]:
        return tuple(self.base + column.path for column in self.site.columns)

    def rows(self, column: int = 0) -> tuple[ListedRow, ...]:
        """The rows of a column as listed now, first page first."""
        shelf = self.site.shelves()[column]
        return tuple(
            ListedRow(
                self.base + self.site.address(row.letter),
                row.letter.title,
                row.letter.published,
                row.pinned,
                row.letter,
            )
            for row in shelf.rows
        )

    def withdrawn(self) -> tuple[str, ...]:
        """Addresses that answered once and answer 404 now."""
        return tuple(
            self.base + self.site.address(letter)
            for shelf in self.site.shelves()
            for letter in shelf.withdrawn
        )

    def truth(self) -> dict[str, dict[str, Any]]:
        """See Site.truth."""
        return self.site.truth(self.base)

    def file_truth(self) -> dict[str, dict[str, Any]]:
        """See Site.file_truth."""
        return self.site.file_truth(self.base)

    def declaration(self) -> str:
        """The portal file's text."""
        return declaration(self.id, self.base)


class SamplePortals:
    """The sample sites, running between ``with`` and its end, or between start() and stop().

    ``base_port`` 0 takes free ports; otherwise the sites take base_port, base_port+1, … in their order.
    Raises PortBusyError from start().
    """

    def __init__(self, step: int = 0, base_port: int = 0, only: Sequence[str] | None = None) -> None:
        chosen = [kind for kind in SITES if only is None or kind.id in only]
        self._step = step
        self.sites: Mapping[str, RunningSite] = {
            kind.id: RunningSite(kind(), base_port + i if base_port else 0) for i, kind in enumerate(chosen)
        }

    @property
    def step(self) -> int:
        return self._step

    def start(self) -> None:
        """Start every site; when one cannot start, those that run are stopped again."""
        self._show()
        with ExitStack() as undo:
            for site in self.sites.values():
                site.up()
                undo.callback(site.down)
            undo.pop_all()

    def stop(self) -> None:
        for site in self.sites.values():
            site.down()

    def advance(self, steps: int = 1) -> int:
        """Let ``steps`` weeks go by; gives the step now shown."""
        self._step += steps
        self._show()
        return self._step

    def _show(self) -> None:
        for site in self.sites.values():
            site.site.set_step(self._step)

    def write_declarations(self, directory: Path) -> list[Path]:
        """Write one portal file a site into ``directory`` (made where absent); gives their paths."""
        directory.mkdir(parents=True, exist_ok=True)
        paths = []
        for site in self.sites.values():
            path = directory / f"{site.id}.toml"
            path.write_text(site.declaration(), encoding="utf-8")
            paths.append(path)
        return paths

    def requests(self) -> int:
        """All requests to all sites so far, robots.txt included."""
        return sum(len(site.log) for site in self.sites.values())

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def serve(base_port: int, step: int = 0) -> SamplePortals:
    """Start the sample portals and give them back running; the caller stops them. Raises PortBusyError."""
    portals = SamplePortals(step, base_port)
    portals.start()
    return portals
