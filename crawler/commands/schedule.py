"""`dafu schedule`: crawls by the clock."""

from __future__ import annotations

from pathlib import Path

import click


@click.command("schedule")
@click.option("--run", is_flag=True, help="Keep running and crawl what is due, every --every minutes.")
@click.option(
    "--every",
    type=click.IntRange(5, 24 * 60),
    default=30,
    show_default=True,
    help="Minutes between two looks.",
)
@click.option("--home", type=click.Path(path_type=Path), help="Data folder (default: $DAFU_HOME or db/var).")
def command(run: bool, every: int, home: Path | None) -> None:
    """Print systemd and cron lines that crawl what is due and publish; or, with --run, do it here."""
    from crawler.timetable import keep_running, printed
    from db.home import home as find_home

    place = find_home(home)
    if run:
        keep_running(place, every)
    else:
        click.echo(printed(place, every))
