"""The plugin: Chinese search, Chinese labels, the home page and the letter's page.

Only hooks that Datasette 0.65 and 1.0 both have: prepare_connection, prepare_jinja2_environment,
extra_template_vars, render_cell and asgi_wrapper.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar, cast
from urllib.parse import parse_qs, urlencode

from datasette import hookimpl as _hookimpl
from jinja2 import Environment
from markupsafe import Markup, escape

from db.published import JSON_COLUMNS
from db.search import excerpt, zh_match
from db.site.metadata import DATABASE
from db.site.pages import home_page, letter_page
from db.site.words import TEMPLATE_WORDS, as_html, code, shown

F = TypeVar("F", bound=Callable[..., Any])


def hookimpl(function: F) -> F:
    """Datasette's marker, with its type."""
    return cast("F", _hookimpl(function))


def hookimpl_last(function: F) -> F:
    """The same for a hook that must be called after all others."""
    return cast("F", _hookimpl(trylast=True)(function))


_RECORD_PAGES = tuple(f"/{DATABASE}/{table}" for table in ("record", "reply"))
_SHOWN_COLUMNS = frozenset((*JSON_COLUMNS, "changed", "field"))


MAX_ANSWER = 32_000_000
"""Characters and bytes of one answer. Datasette counts rows only, and writes an answer in the one thread that
serves everybody: ``select zeroblob(1000000000)`` held the site for minutes."""


class _Measure:
    """A row factory that ends a query whose rows are too large together."""

    def __init__(self) -> None:
        self._cursor: sqlite3.Cursor | None = None
        self._taken = 0

    def __call__(self, cursor: sqlite3.Cursor, row: tuple[Any, ...]) -> sqlite3.Row:
        """Raises OperationalError, which Datasette shows to who asked."""
        if cursor is not self._cursor:
            self._cursor, self._taken = cursor, 0
        self._taken += sum(len(value) for value in row if isinstance(value, (str, bytes)))
        if self._taken > MAX_ANSWER:
            raise sqlite3.OperationalError("the answer is too large: ask for fewer rows or columns")
        return sqlite3.Row(cursor, row)


@hookimpl_last
def prepare_connection(conn: sqlite3.Connection) -> None:
    """Datasette's own search writes ``match escape_fts(:search)``: ours takes its place, so the search box,
    ``?_search=``, JSON and CSV all understand Chinese. Registered last, because the last one stands.
    """
    conn.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MAX_ANSWER)
    conn.row_factory = _Measure()
    conn.create_function("escape_fts", 1, zh_match, deterministic=True)
    conn.create_function("zh_match", 1, zh_match, deterministic=True)
    conn.create_function("zh_snippet", 2, excerpt, deterministic=True)


@hookimpl
def prepare_jinja2_environment(env: Environment) -> None:
    env.globals["dafu"] = TEMPLATE_WORDS


@hookimpl
def extra_template_vars(view_name: str, table: str | None, request: Any, datasette: Any) -> Any:
    """``home`` on the home page, ``page`` on a record's page."""

    async def inner() -> dict[str, Any]:
        if view_name == "index":
            return {"home": await home_page(datasette.get_database(DATABASE))}
        if view_name == "row" and table == "record":
            return {"page": await letter_page(datasette.get_database(DATABASE), request.url_vars["pks"])}
        return {}

    return inner


@hookimpl
def render_cell(row: sqlite3.Row, value: Any, column: str, table: str | None) -> Markup | None:
    """Codes as Chinese words, lists as lines, links to letters. What is stored stays as it is."""
    if table is None and column == "snippet" and isinstance(value, str):
        return as_html(value)
    if table is None and column in ("title", "record") and "record" in row.keys() and value:  # noqa: SIM118
        return Markup('<a href="/{}/record/{}">{}</a>').format(DATABASE, row["record"], value)
    if word := code(column, value):
        return Markup('<span class="code" title="{}">{}</span>').format(value, word)
    if column in _SHOWN_COLUMNS and isinstance(value, str):
        return escape(shown(column, value)) or None
    return None


Scope = dict[str, Any]
App = Callable[[Scope, Any, Any], Awaitable[None]]


@hookimpl
def asgi_wrapper() -> Callable[[App], App]:
    """JSON of records gives lists as lists, as exports do; ``?_json=`` asks for something else."""

    def wrap(app: App) -> App:
        async def with_lists(scope: Scope, receive: Any, send: Any) -> None:
            if (
                scope["type"] == "http"
                and scope["path"].endswith(".json")
                and scope["path"].startswith(_RECORD_PAGES)
            ):
                query = scope.get("query_string", b"").decode("latin-1")
                if "_json" not in parse_qs(query, keep_blank_values=True):
                    asked = urlencode([("_json", column) for column in JSON_COLUMNS])
                    scope = {**scope, "query_string": f"{query}&{asked}".lstrip("&").encode("latin-1")}
            await app(scope, receive, send)

        return with_lists

    return wrap
