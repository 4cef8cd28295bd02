"""`dafu import`: store files like crawled pages."""

from __future__ import annotations

from pathlib import Path

import click


@click.command("import")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="PATH...")
@click.option("--home", type=click.Path(path_type=Path), help="Data folder (default: $DAFU_HOME or db/var).")
def command(paths: tuple[Path, ...], home: Path | None) -> None:
    """Store the documents of PATHs: HTML, text, PDF and DOCX files, folders of them, WARC files, JSON Lines.

    A line of JSON Lines has `url`, one of `html`, `text`, `body`, and perhaps `title`, `date`, `fetched_at`.
    WARC files may refer to each other's bytes: give them together, in any order.
    Importing the same again adds nothing. Ends with 1 where something could not be imported, 2 for a wrong call
    or while a crawl is at work.
    """
    from crawler.crawl import test_clock
    from crawler.errors import DafuError
    from crawler.importing import Importer
    from crawler.lock import sole_writer
    from crawler.terminal import say, visible
    from db.archive import Archive
    from db.home import home as find_home
    from db.import_sources import iter_sources
    from db.store import Store
    from db.times import system_clock

    place = find_home(home)
    if not place.database.exists() and not any(path.exists() for path in paths):
        names = ", ".join(map(str, paths))
        raise DafuError(f"{visible(names)}: there is no such file or folder; check the path")
    clock = test_clock() or system_clock
    with (
        sole_writer(place.root),
        Store(place.database, clock=clock, log=place.log) as store,
        Archive(place.archive, clock) as archive,
    ):
        importer = Importer(store, archive, lambda line: say(f"dafu import: {line}"))
        try:
            counts = importer.run(iter_sources(paths, archive.original))
        finally:
            click.echo(f"dafu import: {importer.counts.sentence()}", err=True)
    if not counts.read and not counts.refused:
        click.echo(
            "dafu import: nothing found: HTML, text, PDF, DOCX, WARC and JSON Lines are taken", err=True
        )
        raise SystemExit(1)
    raise SystemExit(1 if counts.refused else 0)
