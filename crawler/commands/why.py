"""`dafu why`: the whole story of one document."""

from __future__ import annotations

from pathlib import Path

import click


@click.command("why")
@click.argument("url")
@click.option("--home", type=click.Path(path_type=Path), help="Data folder (default: $DAFU_HOME or db/var).")
def command(url: str, home: Path | None) -> None:
    """Tell where URL was listed, when and why it was fetched, with what outcome, and when it is due again."""
    from crawler.errors import DafuError
    from crawler.story import story
    from crawler.terminal import visible
    from db.home import home as find_home
    from db.store import Store
    from parsers.address import canonical

    place = find_home(home)
    if not place.database.exists():
        raise DafuError(f"{place.database}: there is no database yet: crawl or import first", 2)
    try:
        address = url if url.startswith("urn:") else canonical(url)
    except ValueError as error:
        raise DafuError(f"{url}: is not an address: {error}", 2) from None
    with Store(place.database) as store:
        for line in story(store, address):
            click.echo(visible(line))
