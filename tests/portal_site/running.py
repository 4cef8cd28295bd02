"""Serves the local portals and writes their portal files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from crawler.demo.server import SiteServer
from tests.portal_site.interfaces import INTERFACES
from tests.portal_site.site import FamilySite
from tests.portal_site.static_lists import STATIC

ALL: tuple[type[FamilySite], ...] = (*STATIC, *INTERFACES)
"""Every local portal."""

_DECLARATION = """
id = "{id}"
name = "{id}"
site = "{base}/"

[[columns]]
url = "{base}{column}"
name = "{name}"

[politeness]
delay = 0.0
requests_per_day = 100000
off_peak = false
"""


@contextmanager
def serving(kinds: Sequence[type[FamilySite]] = ALL) -> Iterator[dict[str, tuple[FamilySite, SiteServer]]]:
    """The portals on ports of their own, by id."""
    with ExitStack() as undo:
        out = {}
        for kind in kinds:
            site = kind()
            server = SiteServer(site)
            server.up()
            undo.callback(server.down)
            out[site.id] = (site, server)
        yield out


def declare(site: FamilySite, base: str, folder: Path) -> Path:
    """A portal file for one column, without a family: it is to be recognised."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{site.id}.toml"
    text = _DECLARATION.format(id=site.id, base=base, column=site.column, name=site.column_name)
    path.write_text(text, encoding="utf-8")
    return path
