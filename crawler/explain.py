"""What parsing one file gave and why, for people: sections of rows, printed plain or with rich."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TextIO

from crawler.terminal import visible
from parsers.types import Parsed, Problem

if TYPE_CHECKING:
    from rich.table import Table

SHOWN = 160
"""Characters of a value that are shown; the whole stands in the record."""


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, the names of its columns, and rows of the same length."""

    heading: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def explain(name: str, parsed: Parsed) -> tuple[Section, ...]:
    """All there is to say of one file, in the order in which it is asked."""
    page = parsed.page
    return (
        Section(name, ("", ""), _about(parsed)),
        Section("fields", ("field", "value", "raw text", "source", "place"), _fields(parsed)),
        Section("fields without a value", ("",), _silent(parsed)),
        Section("titles seen", ("title", "source", "place"), tuple((t.text, t.source, t.place) for t in page.titles)),
        Section(
            "pairs",
            ("label", "value", "as printed", "source", "place"),
            tuple((p.label, p.value, p.raw_label, p.source, p.place) for p in page.pairs),
        ),
        Section("files offered", ("name", "address", "place"), tuple((a.name, a.url, a.place) for a in page.links)),
        Section(
            "dropped",
            ("text", "reason", "place"),
            tuple((_short(d.block.text), d.reason, d.block.place) for d in page.dropped),
        ),
        Section(
            "problems",
            ("code", "field", "message"),
            tuple((p.code, p.field or "", p.message) for p in all_problems(parsed)),
        ),
    )  # fmt: skip


def all_problems(parsed: Parsed) -> tuple[Problem, ...]:
    """The page's and the record's problems, each once."""
    return tuple(dict.fromkeys((*parsed.page.problems, *parsed.problems)))


def print_plain(sections: Iterable[Section], out: TextIO) -> None:
    """One line a row, columns parted by ' | ': for files and pipes."""
    for section in sections:
        print(f"== {visible(section.heading)}", file=out)
        for row in section.rows or (("(none)",),):
            print("  " + " | ".join(visible(cell) for cell in row), file=out)
    print(file=out)


def print_rich(sections: Iterable[Section], out: TextIO) -> None:
    """Tables for a terminal."""
    from rich.console import Console
    from rich.text import Text

    console = Console(file=out, highlight=False)
    for section in sections:
        console.print(Text(visible(section.heading), style="bold"))
        if section.rows:
            console.print(_table(section))
        else:
            console.print(Text("  (none)", style="dim"))
    console.print()


def _table(section: Section) -> Table:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, show_header=any(section.columns), pad_edge=False)
    for column in section.columns:
        table.add_column(column, overflow="fold", style="cyan" if column in ("field", "label") else None)
    for row in section.rows:
        table.add_row(*(Text(visible(cell)) for cell in row))
    return table


def _about(parsed: Parsed) -> tuple[tuple[str, str], ...]:
    page = parsed.page
    encoding = f"{page.encoding.name} (decided by: {page.encoding.reason})" if page.encoding else "(none)"
    return (
        ("kind", page.kind.value),
        ("encoding", encoding),
        ("family", page.family or "(none recognised)"),
        ("address", page.url or "(not given)"),
        ("blocks", f"{len(page.blocks)} of the document, {len(page.dropped)} dropped"),
    )


def _fields(parsed: Parsed) -> tuple[tuple[str, ...], ...]:
    """A row for each piece of evidence; a field without evidence has one row that says so."""
    rows: list[tuple[str, ...]] = []
    for field, value in parsed.record.to_dict().items():
        shown = _short(_as_text(value))
        reasons = [e for e in parsed.evidence if e.field == field]
        for reason in dict.fromkeys(reasons):
            rows.append((field, shown, _short(reason.raw), reason.source, reason.place))
            shown = "(the same)"
        if not reasons and not _is_silent(value):
            rows.append((field, shown, "(not noted)", "", ""))
    return tuple(rows)


def _silent(parsed: Parsed) -> tuple[tuple[str, ...], ...]:
    noted = {e.field for e in parsed.evidence}
    names = [f for f, value in parsed.record.to_dict().items() if _is_silent(value) and f not in noted]
    return ((", ".join(names),),) if names else ()


def _is_silent(value: object) -> bool:
    return value is None or value == [] or value is False


def _as_text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _short(text: str) -> str:
    if len(text) <= SHOWN:
        return text
    return f"{text[: SHOWN - 40]} … {text[-20:]} ({len(text)} characters)"
