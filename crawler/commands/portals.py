"""`dafu portals`: what is declared."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crawler.portal import Portal

STATES = ("verified", "unverified", "to discover")
LEVELS = ("national", "province", "municipality", "prefecture", "district", "county", "township")


def _province(_context: click.Context, option: click.Parameter, value: str | None) -> str | None:
    """The province's name, however it was spelled."""
    from crawler.provinces import BY_NAME

    if value is None:
        return None
    for found in BY_NAME.values():
        if value.lower() in (found.name, found.folder, found.iso):
            return found.name
    raise click.BadParameter(f"{value!r} is no province: write 湖北, hubei or HB", param=option)


def _family(_context: click.Context, option: click.Parameter, value: str | None) -> str | None:
    """A family that dafu knows: a misspelled one would look like one that nobody uses."""
    if value is None:
        return None
    from parsers.families import FAMILIES, generic

    known = sorted((*FAMILIES, generic.NAME))
    if value not in known:
        raise click.BadParameter(f"{value!r} is no family: there are {', '.join(known)}", param=option)
    return value


@click.command("portals")
@click.option(
    "--province",
    callback=_province,
    help="Only portals of this province (湖北, hubei or HB; 中央 for the ministries).",
)
@click.option(
    "--level",
    type=click.Choice(LEVELS),
    help="Only portals of this level.",
)
@click.option("--family", callback=_family, help="Only portals with a column of this CMS family.")
@click.option("--state", type=click.Choice(STATES), help="Only portals in this state.")
@click.option("--columns", "show_columns", is_flag=True, help="Also print the columns' addresses.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line instead of a table.")
@click.option("--check", is_flag=True, help="Read every portal file and say all that is wrong.")
@click.option("--coverage", is_flag=True, help="Print the table by province and level (docs/coverage.md).")
@click.option("--built-in", is_flag=True, help="Only the built-in portals.")
@click.option(
    "--portal-files",
    "folder",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Use the portal files of this folder only.",
)
@click.option("--home", type=click.Path(path_type=Path), help="Data folder (default: $DAFU_HOME or db/var).")
def command(
    province: str | None,
    level: str | None,
    family: str | None,
    state: str | None,
    show_columns: bool,
    as_json: bool,
    check: bool,
    coverage: bool,
    built_in: bool,
    folder: Path | None,
    home: Path | None,
) -> None:
    """List the declared portals. Filters may be combined; they also hold for --json and --coverage."""
    from crawler.portal import BUILT_IN, load_portals
    from crawler.portal_folders import portal_folders

    folders = [BUILT_IN] if built_in else portal_folders(home, folder)
    if check:
        _check(folders)
        return
    chosen = [
        portal
        for portal in load_portals(folders).values()
        if (province is None or portal.placed_in == province)
        and (level is None or portal.level == level)
        and (family is None or any(column.family == family for column in portal.columns))
        and (state is None or portal.state == state)
    ]
    if coverage:
        from crawler.coverage import coverage_page

        click.echo(coverage_page(chosen))
    elif as_json:
        for portal in chosen:
            said = {**portal.model_dump(mode="json"), "province": portal.placed_in, "state": portal.state}
            click.echo(json.dumps(said, ensure_ascii=False))
    else:
        _table(chosen, show_columns=show_columns)


def _check(folders: Sequence[Path]) -> None:
    """Every mistake a line on stderr; ends with 2 where there is one."""
    from crawler.portal_check import faults_of_files

    count, faults = faults_of_files(folders)
    for fault in faults:
        click.echo(fault, err=True)
    if faults:
        click.echo(f"{count} portal files read, {len(faults)} mistakes", err=True)
        raise SystemExit(2)
    click.echo(f"{count} portal files are valid", err=True)


def _table(portals: Sequence[Portal], *, show_columns: bool) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for heading in ("portal", "name", "province", "level", "state", "by default", "families", "columns"):
        table.add_column(heading, overflow="fold")
    for portal in portals:
        addresses = "\n".join(f"{column.kind} {column.url}" for column in portal.columns)
        kinds = ", ".join(column.kind for column in portal.columns)
        families = ", ".join(dict.fromkeys(column.family or "?" for column in portal.columns))
        table.add_row(
            portal.id,
            portal.name,
            portal.placed_in or "",
            portal.level or "",
            portal.state,
            "yes" if portal.by_default else "no",
            families,
            addresses if show_columns else kinds,
        )
    console = Console()
    if not console.is_terminal:
        # A file has no width: eighty columns would break the names.
        console.width = 200
    console.print(table)
    console.print(f"{len(portals)} portals, {sum(len(p.columns) for p in portals)} columns")
