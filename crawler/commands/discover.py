"""`dafu discover`: find a site's columns and write its portal file."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from crawler.log_level import log_level_option

if TYPE_CHECKING:
    from crawler.discovery import Explorer
    from crawler.portal import Portal

MOST = 60


def _id(_context: click.Context, option: click.Parameter, value: str | None) -> str | None:
    """An id that a portal file may have."""
    from crawler.portal import ID

    if value is not None and not re.fullmatch(ID, value):
        raise click.BadParameter(
            f"{value!r} is no id: 2 to 64 small letters, digits and hyphens, no hyphen first", param=option
        )
    return value


@click.command("discover")
@click.argument("url", metavar="URL|PORTAL")
@click.option(
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the portal file here, not to stdout.",
)
@click.option("--force", is_flag=True, help="Replace the file of --output where it exists.")
@click.option("--id", "id_", callback=_id, help="The portal's id (default: made of the host's name).")
@click.option(
    "--requests", "limit", type=click.IntRange(2, MOST), default=MOST, show_default=True,
    help="Requests at most, robots.txt and redirects included.",
)  # fmt: skip
@click.option(
    "--delay",
    type=click.FloatRange(min=0),
    help="Seconds between requests (default 5; 0 is for one's own machine).",
)
@click.option("--home", type=click.Path(path_type=Path), help="Data folder (default: $DAFU_HOME or db/var).")
@log_level_option
def command(
    url: str,
    output: Path | None,
    force: bool,
    id_: str | None,
    limit: int,
    delay: float | None,
    home: Path | None,
    log_level: str,
) -> None:
    """Find the columns of suggestions and proposals on a site and write its portal file.

    URL is the site's front page, any other page of it, or a column; or the id of a declared PORTAL. robots.txt
    is read first and obeyed. Ends with 0 where a column was found, 1 where none was, 2 for a wrong call.
    """
    from crawler.errors import DafuError
    from db.home import home as find_home

    if output is not None and output.exists() and not force:
        raise DafuError(f"{output} exists: name another file, or add --force to replace it", 2)
    place = find_home(home)
    start, known = _start(url, home)
    explorer, text = _explore(start, known, id_, limit, delay, place, log_level)
    if output is None:
        click.echo(text, nl=False)
    else:
        output.parent.mkdir(parents=True, exist_ok=True)
        output.write_text(text, "utf-8")
        click.echo(f"written: {output}", err=True)
    raise SystemExit(0 if explorer.columns else 1)


def _start(url: str, home: Path | None) -> tuple[str, Portal | None]:
    """The address to begin with, and what is declared of its host. Raises DafuError (exit 2) for what is neither."""
    from crawler.errors import DafuError
    from crawler.portal import load_portals
    from crawler.portal_folders import portal_folders
    from parsers.address import canonical, host

    portals = load_portals(portal_folders(home))
    if url in portals:
        return portals[url].site, portals[url]
    spelled = url if "://" in url else f"http://{url}"
    try:
        start = canonical(spelled)
    except ValueError as error:
        raise DafuError(f"{url!r} is neither an address nor a declared portal: {error}", 2) from None
    if "://" not in url and "." not in host(start) and ":" not in host(start):
        raise DafuError(f"{url!r} is neither an address nor a declared portal: `dafu portals` lists them", 2)
    return start, next((p for p in portals.values() if host(p.site) == host(start)), None)


def _explore(
    start: str,
    known: Portal | None,
    id_: str | None,
    limit: int,
    delay: float | None,
    place: object,
    log_level: str,
) -> tuple[Explorer, str]:
    from crawler.crawl import test_clock
    from crawler.discovery import Explorer
    from crawler.portal import DEFAULT_DELAY, Politeness, Portal
    from crawler.portal_draft import draft
    from crawler.portal_ids import portal_id
    from crawler.progress import LineReporter
    from crawler.session import Session
    from crawler.terminal import say
    from crawler.visit import visit
    from db.home import Home
    from db.times import system_clock
    from parsers.address import canonical, host

    assert isinstance(place, Home)
    manners = known.politeness if known else Politeness()
    manners = manners.model_copy(
        update={"delay": DEFAULT_DELAY if delay is None else delay, "off_peak": False}
    )
    name = id_ or (known.id if known else portal_id(host(start)))
    portal = Portal(
        id=name, name=known.name if known else host(start), site=canonical("/", start), politeness=manners
    )
    clock = test_clock() or system_clock
    session = Session(place, [portal], LineReporter(), command=f"dafu discover {start}", clock=clock)
    explorer = Explorer(start, limit)
    visit(
        place,
        "crawler.spiders.discovery:DiscoverySpider",
        session,
        log_level,
        explorer=explorer,
        portal=portal.id,
    )
    sent = session.counts[portal.id].sent_in_all
    for look in explorer.looks:
        say(f"{look.url} {look.name}: {look.result}")
    found = explorer.settle()
    click.echo(f"{len(found)} columns found with {sent} requests", err=True)
    text = draft(explorer, id_=id_, known=known, day=clock().date().isoformat(), sent=sent, delay=delay)
    return explorer, text
