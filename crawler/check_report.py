"""The results of a check as a table for the terminal, as JSON and as a page."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from importlib.resources import files

from crawler.checking import ColumnCheck
from crawler.terminal import visible


def summary(checks: Iterable[ColumnCheck]) -> list[tuple[str, int]]:
    """One line a result, most frequent first; blocks by product."""
    words = Counter(f"blocked by {check.product}" if check.product else check.word for check in checks)
    return sorted(words.items(), key=lambda item: (-item[1], item[0]))


def json_lines(checks: Iterable[ColumnCheck]) -> str:
    """One JSON object a line and column."""
    return "".join(json.dumps(asdict(check), ensure_ascii=False) + "\n" for check in checks)


def page(checks: Sequence[ColumnCheck], names: Mapping[str, str], day: str, sent: int) -> str:
    """The HTML report; every word of a site is escaped."""
    from jinja2 import Environment

    template = Environment(autoescape=True).from_string(
        files("crawler").joinpath("check_report.html").read_text("utf-8")
    )
    shown = {check.portal: names[check.portal] for check in checks}
    return template.render(checks=checks, portals=shown, summary=summary(checks), day=day, sent=sent)


def print_table(checks: Sequence[ColumnCheck]) -> None:
    """The table, on stdout."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False)
    for heading in ("portal", "column", "result", "family", "rows", "title", "date", "body", "number", "why"):
        table.add_column(heading, overflow="fold")
    for check in checks:
        counts = [
            f"{sum(getattr(document, name) for document in check.documents)}/{len(check.documents)}"
            if check.documents
            else ""
            for name in ("title", "date", "body", "number")
        ]
        rows = str(check.total_entries or check.entries or "")
        result = f"{check.word}: {check.product}" if check.product else check.word
        named = (check.portal, check.name or check.url, result, check.family or "", rows)
        table.add_row(*(Text(visible(cell)) for cell in (*named, *counts, check.detail)))
    console = Console()
    if not console.is_terminal:
        # A file has no width.
        console.width = 240
    console.print(table, markup=False)
    for word, count in summary(checks):
        console.print(f"{count} {word}", markup=False, highlight=False)
