"""`dafu duplicates`: the same letter on two portals, or posted again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from db.store import Store


@click.command("duplicates")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line instead of a table.")
@click.option("--home", type=click.Path(path_type=Path), help="Data folder (default: $DAFU_HOME or db/var).")
def command(as_json: bool, home: Path | None) -> None:
    """Find letters that stand at two addresses, by number and issuer and by nearly the same text, and list them.

    They are linked in the database (table duplicate); nothing is merged or taken away.
    """
    import json

    from crawler.crawl import test_clock
    from crawler.errors import DafuError
    from db.duplicates import refresh
    from db.home import home as find_home
    from db.store import Store
    from db.times import system_clock

    place = find_home(home)
    if not place.database.exists():
        raise DafuError(f"{place.database}: there is no database yet: crawl or import first", 2)
    with Store(place.database, clock=test_clock() or system_clock) as store:
        number = refresh(store)
        rows = _rows(store)
    if as_json:
        for row in rows:
            click.echo(json.dumps(row, ensure_ascii=False))
    else:
        _print(rows)
    click.echo(f"dafu duplicates: {number} links", err=True)


def _rows(store: Store) -> list[dict[str, Any]]:
    return store.query(
        """
        select reason, similarity, matters, record.title, record.portal, record.address,
          earlier.portal as other_portal, earlier.address as other_address, found_at
        from duplicate join record on record.id = document join record earlier on earlier.id = other
        order by earlier.id, document, reason
        """
    )


def _print(rows: list[dict[str, Any]]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from crawler.terminal import visible

    table = Table(box=None, pad_edge=False)
    for name in ("by", "alike", "proposals", "title", "address", "first seen at"):
        table.add_column(name, overflow="fold")
    for row in rows:
        alike = "" if row["similarity"] is None else f"{row['similarity']:.3f}"
        cells = (
            row["reason"],
            alike,
            row["matters"],
            row["title"] or "",
            row["address"],
            row["other_address"],
        )
        table.add_row(*(Text(visible(cell)) for cell in cells))
    console = Console(highlight=False)
    if not console.is_terminal:
        console.width = 240
    console.print(table)
