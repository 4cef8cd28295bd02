"""`dafu crawl`: fetch what is new and what is due."""

from __future__ import annotations

from pathlib import Path

import click

from crawler.log_level import log_level_option


@click.command("crawl")
@click.argument("portals", nargs=-1, metavar="[PORTAL]... [FILE]...")
@click.option("--due", is_flag=True, help="Only what is due now: columns and documents whose time has come.")
@click.option("--sweep", is_flag=True, help="Read every list to its end, to find what is no longer listed.")
@click.option("--lists-only", is_flag=True, help="Read the lists, fetch no documents.")
@click.option(
    "--portal-files",
    "folder",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Use the portal files of this folder only.",
)
@click.option(
    "--replay",
    is_flag=True,
    help="Take every answer from WARC files, none from the network: dafu crawl --replay FILE...",
)
@click.option("--home", type=click.Path(path_type=Path), help="Data folder (default: $DAFU_HOME or db/var).")
@log_level_option
def command(
    portals: tuple[str, ...],
    due: bool,
    sweep: bool,
    lists_only: bool,
    replay: bool,
    folder: Path | None,
    home: Path | None,
    log_level: str,
) -> None:
    """Crawl the PORTALs named, or all that are declared. FILEs are for --replay.

    Ends with 0 where the run is ok, 1 where it is suspect or failed, 2 for a wrong call or while another
    crawl is at work.
    """
    from crawler.crawl import crawl
    from crawler.portal import choose_portals, load_portals
    from crawler.portal_folders import portal_folders
    from db.home import home as find_home

    portals, files = _parted(portals, replay=replay)
    chosen = choose_portals(load_portals(portal_folders(home, folder), portals), portals)
    status = crawl(
        find_home(home),
        chosen,
        due=due,
        sweep=sweep,
        lists_only=lists_only,
        log_level=log_level,
        replay=files,
    )
    raise SystemExit(status)


def _parted(words: tuple[str, ...], *, replay: bool) -> tuple[tuple[str, ...], list[Path]]:
    """Portals, and the WARC files of a replay. Raises click.UsageError where they do not fit the call."""
    files = [Path(word) for word in words if word.endswith((".warc.gz", ".warc"))]
    if replay and not files:
        raise click.UsageError("--replay needs WARC files: dafu crawl --replay db/var/archive/*.warc.gz")
    if files and not replay:
        raise click.UsageError(f"{files[0]}: a file: add --replay to crawl from it, or use `dafu import`")
    if absent := [file for file in files if not file.is_file()]:
        raise click.UsageError(f"{absent[0]}: there is no such file")
    return tuple(word for word in words if not word.endswith((".warc.gz", ".warc"))), files
