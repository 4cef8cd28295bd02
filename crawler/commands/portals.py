"""`dafu portals`: what is declared."""

from __future__ import annotations

import json
from pathlib import Path

import click


@click.command("portals")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line instead of a table.")
@click.option("--check", is_flag=True, help="Only read every portal file and say what is wrong.")
@click.option(
    "--portal-files",
    "folder",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Use the portal files of this folder only.",
)
@click.option("--home", type=click.Path(path_type=Path), help="Data folder (default: $DAFU_HOME or db/var).")
def command(as_json: bool, check: bool, folder: Path | None, home: Path | None) -> None:
    """List the declared portals with their columns."""
    from crawler.portal import load_portals
    from crawler.portal_folders import portal_folders

    portals = load_portals(portal_folders(home, folder))
    if check:
        click.echo(f"{len(portals)} portal files are valid", err=True)
        return
    if as_json:
        for portal in portals.values():
            click.echo(json.dumps(portal.model_dump(mode="json"), ensure_ascii=False))
        return
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for heading in ("portal", "name", "level", "verified", "crawled by default", "columns"):
        table.add_column(heading, overflow="fold")
    for portal in portals.values():
        columns = "\n".join(f"{column.kind} {column.url}" for column in portal.columns) or "none known yet"
        row = (
            portal.id,
            portal.name,
            portal.level or "",
            *(_yes(x) for x in (portal.verified, portal.by_default)),
        )
        table.add_row(*row, columns)
    Console().print(table)


def _yes(value: bool) -> str:
    return "yes" if value else "no"
