"""The site as an ASGI application: one Datasette on the published file."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from datasette.app import Datasette
from datasette.database import Database
from datasette.plugins import pm

from db.segment import segment
from db.site import plugin
from db.site.metadata import DATABASE, metadata

_HERE = Path(__file__).resolve().parent

SETTINGS = {
    # Trying every column as a facet makes a page 20 times slower; the useful ones are named.
    "suggest_facets": False,
    "default_page_size": 20,
    "default_facet_size": 20,
    "sql_time_limit_ms": 3000,
    "facet_time_limit_ms": 2000,
    "truncate_cells_html": 200,
    "default_cache_ttl": 0,
}

App = Callable[[dict[str, Any], Any, Any], Awaitable[None]]


def make_datasette(published: Path) -> Datasette:
    """A Datasette that serves the published file read-only, with the plugin, templates and styles of the site."""
    # Where rich is installed, Datasette prints a page of tracebacks and values for every 404.
    pm.get_plugin("datasette.handle_exception").rich = None
    if not pm.is_registered(plugin):
        pm.register(plugin, name="dafu")
    datasette = Datasette(
        files=[],
        immutables=[str(published)],
        metadata=metadata(),
        settings=SETTINGS,
        template_dir=str(_HERE / "templates"),
        static_mounts=[("-/dafu", str(_HERE / "static"))],
    )
    if DATABASE not in datasette.databases:
        raise ValueError(f"{published}: the published file must be called {DATABASE}.db")
    segment("养老")  # the dictionary is loaded now, not by the first reader's search
    return datasette


def live(datasette: Datasette, published: Path) -> App:
    """The application of ``datasette`` that moves to a newer published file by itself.

    A publish puts a new file in the old one's place; before every request one look at the file tells.
    Requests under way end on the file they began with.
    """
    app: App = datasette.app()
    seen = _mark(published)

    async def newest(scope: dict[str, Any], receive: Any, send: Any) -> None:
        nonlocal seen
        mark = _mark(published)
        if mark is not None and mark != seen:
            seen = mark
            _switch(datasette, published)
        await app(scope, receive, send)

    return newest


def _mark(path: Path) -> tuple[int, int, int] | None:
    """Tells one published file from the next; None while there is none."""
    try:
        status = path.stat()
    except FileNotFoundError:
        return None
    return status.st_ino, status.st_mtime_ns, status.st_size


def _switch(datasette: Datasette, published: Path) -> None:
    """Give the name to the new file. Datasette keeps connections by thread and name: new threads, new connections."""
    old = datasette.executor
    datasette.executor = ThreadPoolExecutor(max_workers=datasette.setting("num_sql_threads"))
    datasette.remove_database(DATABASE)
    datasette.add_database(Database(datasette, path=str(published), is_mutable=False), name=DATABASE)
    if old is not None:
        old.shutdown(wait=False)
