"""What the declared portals cover, by province and level: docs/coverage.md is this, printed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import get_args

from crawler.portal import Level, Portal
from crawler.provinces import PROVINCES

LEVELS: tuple[str, ...] = get_args(Level)

_HEAD = """# Coverage

What the built-in portal files (`crawler/portals/`) declare. Written by `dafu portals --built-in --coverage`;
a test keeps it true.

A portal is one host. *To discover*: letters of the host are known, its columns are not (`dafu discover ID`).
*Verified*: somebody ran `dafu check --write`. Built-in portals that are not verified are crawled only when they are named.
"""


def coverage_page(portals: Iterable[Portal]) -> str:
    """The page, in Markdown."""
    portals = list(portals)
    parts = [
        _HEAD,
        "## By province and level\n",
        _by_province(portals),
        "\n## How the columns are known\n",
        _counted("known", [column.derivation or "by hand" for p in portals for column in p.columns]),
        "\nseen: the address itself was printed somewhere; sure: it follows from a letter's address by its family's rule;\n"
        "likely: the folder is right, the list's file or category is not certain.\n",
        "\n## By CMS family\n",
        _counted(
            "family",
            [column.family or "not declared: recognised when read" for p in portals for column in p.columns],
        ),
    ]
    return "\n".join(parts)


def _by_province(portals: Sequence[Portal]) -> str:
    names = [province.name for province in PROVINCES]
    head = ["province", *LEVELS, "portals", "to discover", "columns", "verified"]
    rows = [_row(name, [p for p in portals if p.placed_in == name]) for name in names]
    unplaced = [p for p in portals if p.placed_in is None]
    if unplaced:
        rows.append(_row("not said", unplaced))
    return _table(head, [*rows, _row("all", portals)])


def _row(name: str, portals: Sequence[Portal]) -> list[str]:
    levels = Counter(portal.level for portal in portals)
    states = Counter(portal.state for portal in portals)
    numbers = [
        *(levels[level] for level in LEVELS),  # type: ignore[index]
        len(portals),
        states["to discover"],
        sum(len(portal.columns) for portal in portals),
        states["verified"],
    ]
    return [name, *(str(number) if number else "" for number in numbers)]


def _counted(what: str, words: Iterable[str]) -> str:
    counts = sorted(Counter(words).items(), key=lambda item: (-item[1], item[0]))
    return _table([what, "columns"], [[word, str(count)] for word, count in counts])


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---", *("---:" for _ in head[1:])], *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)
