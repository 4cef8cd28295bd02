"""`dafu reparse`: make every record again from the archive."""

from __future__ import annotations

from pathlib import Path

import click


def _day(_context: click.Context, option: click.Parameter, value: str | None) -> str | None:
    """An ISO day that the calendar knows."""
    from datetime import date

    try:
        return None if value is None else date.fromisoformat(value).isoformat()
    except ValueError:
        raise click.BadParameter(f"{value!r} is no day: write 2024-06-01", param=option) from None


@click.command("reparse")
@click.option(
    "--portal", "portals", multiple=True, metavar="ID", help="Only this portal's documents; repeatable."
)
@click.option(
    "--since",
    callback=_day,
    metavar="DAY",
    help="Only documents last fetched on or after this day (UTC).",
)
@click.option("--workers", type=click.IntRange(min=1), help="Processes that parse (default: one a core).")
@click.option("--home", type=click.Path(path_type=Path), help="Data folder (default: $DAFU_HOME or db/var).")
def command(portals: tuple[str, ...], since: str | None, workers: int | None, home: Path | None) -> None:
    """Make the records again from the archived bytes, with today's parser and without the network.

    What differs becomes a version of cause 'reparse'. A reparse that was cut off goes on where it stood.
    Ends with 1 where the archive does not hold a document's bytes, 2 for a wrong call or while a crawl is at work.
    """
    from crawler.crawl import test_clock
    from crawler.errors import DafuError
    from crawler.lock import sole_writer
    from crawler.reparsing import Reparsing, Wanted
    from crawler.terminal import say
    from db.home import home as find_home
    from db.store import Store
    from db.times import system_clock

    place = find_home(home)
    if not place.database.exists():
        raise DafuError(f"{place.database}: there is no database yet: crawl or import first", 2)
    with (
        sole_writer(place.root),
        Store(place.database, clock=test_clock() or system_clock, log=place.log) as store,
    ):
        known = {row["id"] for row in store.query("select id from portal")}
        if unknown := [id_ for id_ in portals if id_ not in known]:
            raise DafuError(f"unknown portal {unknown[0]!r}: the database has {', '.join(sorted(known))}", 2)
        # What a power cut takes from a reparse is simply parsed again: no wait for the disk at every document.
        store.db.conn.execute("pragma synchronous = normal")
        reparsing = Reparsing(store, place.archive, lambda line: say(f"dafu reparse: {line}"))
        try:
            reparsing.run(Wanted(portals, since), workers)
        finally:
            click.echo(f"dafu reparse: {reparsing.counts.sentence()}", err=True)
    raise SystemExit(1 if reparsing.counts.failed else 0)
