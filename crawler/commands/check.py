"""`dafu check`: try portals with a few requests."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from crawler.log_level import log_level_option

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crawler.checking import ColumnCheck
    from crawler.portal import Portal
    from db.home import Home


@click.command("check")
@click.argument("portals", nargs=-1, metavar="[PORTAL]...")
@click.option("--all", "everything", is_flag=True, help="Every declared portal that has columns.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line and column instead of a table.")
@click.option(
    "--html",
    "html",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Also write a report to this file.",
)
@click.option(
    "--write", is_flag=True, help="Mark portals whose every column works as verified, in their files."
)
@click.option(
    "--portal-files",
    "folder",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Use the portal files of this folder only.",
)
@click.option("--home", type=click.Path(path_type=Path), help="Data folder (default: $DAFU_HOME or db/var).")
@log_level_option
def command(
    portals: tuple[str, ...],
    everything: bool,
    as_json: bool,
    html: Path | None,
    write: bool,
    folder: Path | None,
    home: Path | None,
    log_level: str,
) -> None:
    """Try the PORTALs: does each column answer, is it a list, and do three of its documents give their fields?

    About four requests a column, and robots.txt. The results are kept in the database. Ends with 0 where every
    column works, 1 where one does not, 2 for a wrong call.
    """
    from crawler.check_report import json_lines, page, print_table
    from crawler.errors import DafuError
    from crawler.portal import choose_portals, load_portals
    from crawler.portal_folders import portal_folders
    from db.home import home as find_home

    if portals and everything:
        raise DafuError("--all checks every portal: leave it out, or the portals that are named", 2)
    if not portals and not everything:
        raise DafuError("name the portals to check, or give --all", 2)
    declared = load_portals(portal_folders(home, folder), portals)
    chosen = [p for p in declared.values() if p.columns] if everything else choose_portals(declared, portals)
    results, sent, day = _check(chosen, find_home(home), log_level, portals)
    if as_json:
        click.echo(json_lines(results), nl=False)
    else:
        print_table(results)
    if html is not None:
        html.parent.mkdir(parents=True, exist_ok=True)
        html.write_text(page(results, {p.id: p.name for p in chosen}, day, sent), "utf-8")
        click.echo(f"written: {html}", err=True)
    click.echo(f"{len(results)} columns tried with {sent} requests", err=True)
    if write:
        _verify(chosen, results, day)
    raise SystemExit(0 if all(check.word == "works" for check in results) else 1)


def _check(
    chosen: Sequence[Portal], place: Home, log_level: str, named: Sequence[str]
) -> tuple[list[ColumnCheck], int, str]:
    """The results in the order of the portals and their columns, the requests sent, the day."""
    from crawler.crawl import test_clock
    from crawler.progress import LineReporter
    from crawler.session import Session
    from crawler.terminal import say
    from crawler.visit import visit
    from db.times import system_clock

    clock = test_clock() or system_clock
    wanted = " ".join(named) or "--all"
    session = Session(place, chosen, LineReporter(), command=f"dafu check {wanted}", clock=clock)
    results: list[ColumnCheck] = []

    def tell(check: ColumnCheck) -> None:
        say(f"{check.portal}: {check.word}: {check.url}")

    visit(
        place,
        "crawler.spiders.check:CheckSpider",
        session,
        log_level,
        portals=chosen,
        results=results,
        tell=tell,
    )
    order = {(p.id, c.url): n for n, (p, c) in enumerate((p, c) for p in chosen for c in p.columns)}
    results.sort(key=lambda check: order[check.portal, check.url])
    sent = sum(counts.sent_in_all for counts in session.counts.values())
    return results, sent, clock().date().isoformat()


def _verify(chosen: Sequence[Portal], results: Sequence[ColumnCheck], day: str) -> None:
    from datetime import date

    from crawler.checking import may_verify
    from crawler.verified_mark import mark_verified

    for portal in chosen:
        if may_verify(portal, results):
            click.echo(f"verified: {mark_verified(portal, date.fromisoformat(day))}", err=True)
        elif not portal.verified:
            click.echo(f"{portal.id}: not marked as verified: not every column works", err=True)
