"""``dafu publish``: make the public file from the working database."""

from __future__ import annotations

from pathlib import Path

import click


@click.command("publish")
@click.option(
    "--home", "home_dir", type=click.Path(path_type=Path), help="Data folder (default: $DAFU_HOME or db/var)."
)
@click.option("--force", is_flag=True, help="Publish although the last run is not ok; the site says so.")
@click.option(
    "--if-new",
    is_flag=True,
    help="Do nothing where nothing came since the last publish, or a crawl is still at work (for scheduled calls).",
)
def command(home_dir: Path | None, force: bool, if_new: bool) -> None:
    """Write the read-only file that the site and the exports are made from.

    Handlers' names, telephones and e-mails are masked, the takedown list is applied, contact details are
    left out. Nothing is published when the last run's verdict is not ok: the file published before stays.

    Ends with 1 where it is refused, 2 where there is no database; with --if-new nothing to do is 0.
    """
    from crawler.errors import DafuError
    from crawler.lock import held
    from crawler.terminal import visible
    from db.home import home
    from db.publish import NoDatabaseError, PublishError, is_current, publish

    place = home(home_dir)
    if if_new and is_current(place.database, place.published):
        click.echo("nothing new to publish", err=True)
        return
    if if_new and held(place.root):
        click.echo(
            f"nothing published: a crawl or an import is working on {place.root}; publish when it has ended",
            err=True,
        )
        return
    try:
        report = publish(place.database, place.published, force=force)
    except NoDatabaseError as error:
        raise DafuError(str(error), 2) from None
    except PublishError as error:
        raise DafuError(str(error)) from None
    click.echo(
        f"published {report.records} records ({report.replies} replies, {report.bytes / 1e6:.1f} MB) to {report.path}",
        err=True,
    )
    if report.taken_down:
        click.echo(f"left out: {report.taken_down} on the takedown list", err=True)
    for address in report.unknown_takedowns:
        click.echo(
            f"warning: the takedown list has {visible(address)}, and nothing is kept at that address: "
            "compare it with the address on the letter's page",
            err=True,
        )
    for address in report.like_taken_down:
        click.echo(
            f"warning: {address} is the same letter as one on the takedown list: take it down, too?", err=True
        )
    if report.unproven:
        click.echo(
            f"left out: {report.unproven} without archived bytes (import or crawl them again)", err=True
        )
    if report.forced:
        click.echo(f"warning: published by force although {report.forced}", err=True)
