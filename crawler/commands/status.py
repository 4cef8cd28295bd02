"""`dafu status`: what is fresh, what is incomplete, what needs a person."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from crawler.standing import PortalStanding, Standing


@click.command("status")
@click.argument("portals", nargs=-1, metavar="[PORTAL]...")
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of tables.")
@click.option("--home", type=click.Path(path_type=Path), help="Data folder (default: $DAFU_HOME or db/var).")
def command(portals: tuple[str, ...], as_json: bool, home: Path | None) -> None:
    """Show freshness, coverage, problems and blocks by portal. Nothing is asked of any host.

    Ends with 1 where something needs a person, else with 0.
    """
    import json

    from crawler.crawl import test_clock
    from crawler.errors import DafuError
    from crawler.standing import crawled_portals, standing
    from db.home import home as find_home
    from db.store import Store
    from db.times import system_clock

    place = find_home(home)
    if not place.database.exists():
        raise DafuError(f"{place.database}: there is no database yet: crawl or import first", 2)
    with Store(place.database, clock=test_clock() or system_clock) as store:
        known = {row["id"] for row in crawled_portals(store)}
        if unknown := [portal for portal in portals if portal not in known]:
            raise DafuError(
                f"unknown portal {unknown[0]!r}: `dafu status` alone shows all that were crawled", 2
            )
        found = standing(store, portals)
    if as_json:
        click.echo(json.dumps(found.to_dict(), ensure_ascii=False, indent=1))
    else:
        _show(found)
    raise SystemExit(0 if found.well else 1)


def _show(found: Standing) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from crawler.terminal import visible

    console = Console(soft_wrap=True, highlight=False)
    if not console.is_terminal:
        # A file has no width: eighty columns would break the names.
        console.width = 200
    table = Table(box=None, pad_edge=False)
    for name in ("portal", "last run", "verdict", "listed", "live", "missing", "withdrawn"):
        table.add_column(name, overflow="fold")
    for name in ("not fetched", "left over", "newest letter", "oldest sweep", "problems"):
        table.add_column(name, overflow="fold")
    for portal in found.portals:
        table.add_row(*(Text(visible(cell)) for cell in _row(portal)))
    console.print(table)
    for portal in found.portals:
        for need in portal.needs:
            console.print(f"{portal.id}: {visible(need)}", markup=False)
        if portal.validators != "used":
            console.print(f"{portal.id}: validators {portal.validators}", markup=False)
    for need in found.needs:
        console.print(visible(need), markup=False)
    if found.older_parser:
        console.print(
            f"{found.older_parser} records are of another parser version: `dafu reparse` renews them"
        )
    console.print("nothing needs you" if found.well else "the lines above need a person")


def _row(portal: PortalStanding) -> list[str]:
    sweeps = [column.last_sweep or "never" for column in portal.columns]
    states = portal.documents
    return [
        f"{portal.id} {portal.name}",
        portal.last_run or "never",
        portal.verdict or "",
        str(portal.listed),
        *(str(states.get(state, 0)) for state in ("live", "missing", "withdrawn", "new")),
        str(portal.left_over),
        portal.newest or "",
        "never" if "never" in sweeps else min(sweeps, default=""),
        ", ".join(f"{code} {number}" for code, number in portal.problems.items()),
    ]
