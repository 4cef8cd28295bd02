"""``dafu export``: the published records as JSON Lines, JSON or CSV."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from db.export import Format, Selection

_DAY = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")


def _day(_context: click.Context, option: click.Parameter, value: str | None) -> str | None:
    """An ISO year, month or day that the calendar knows."""
    from datetime import date

    if value is None:
        return None
    parts = [int(part) for part in value.split("-")] if _DAY.fullmatch(value) else []
    try:
        date(*[*parts, 1, 1][:3])
    except (TypeError, ValueError):
        raise click.BadParameter(
            f"{value!r} is no date: write 2023, 2023-05 or 2023-05-01", param=option
        ) from None
    return value


def _moment(_context: click.Context, option: click.Parameter, value: str | None) -> str | None:
    """An ISO day or time, as UTC in the form in which times are kept."""
    from datetime import UTC, datetime

    if value is None:
        return None
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        raise click.BadParameter(
            f"{value!r} is no time: write 2023-05-01 or 2023-05-01T08:00:00+08:00", param=option
        ) from None
    utc = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    return utc.strftime("%Y-%m-%dT%H:%M:%SZ")


@click.command("export")
@click.option(
    "--home", "home_dir", type=click.Path(path_type=Path), help="Data folder (default: $DAFU_HOME or db/var)."
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["jsonl", "json", "csv"]),
    default="jsonl",
    show_default=True,
    help="jsonl: a record a line; json: one list; csv: for spreadsheets.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="A file instead of standard output.",
)
@click.option("--portal", "portals", multiple=True, metavar="ID", help="Only this portal; may be repeated.")
@click.option(
    "--since", callback=_day, metavar="DATE", help="Dated on or after: 2023, 2023-05 or 2023-05-01."
)
@click.option("--until", callback=_day, metavar="DATE", help="Dated on or before.")
@click.option(
    "--type",
    "types",
    multiple=True,
    type=click.Choice(["npc_suggestion", "cppcc_proposal", "other"]),
    help="Only replies to this kind of matter; may be repeated.",
)
@click.option(
    "--genre",
    "genres",
    multiple=True,
    type=click.Choice(["reply", "co_opinion", "proposal", "summary", "list", "notice", "news", "other"]),
    help="Only documents of this genre; may be repeated.",
)
@click.option(
    "--changed-since", callback=_moment, metavar="TIME", help="Only records new or changed since then (UTC)."
)
@click.option(
    "--bom", is_flag=True, help="Begin the CSV with a byte order mark, so that Excel reads it as UTF-8."
)
@click.option(
    "--no-formulas",
    is_flag=True,
    help="In CSV, put an apostrophe before values that a spreadsheet would run (= + - @). Without it values are as published.",
)
@click.option(
    "--schema", is_flag=True, help="Print what every field means, as JSON Schema in Chinese and English."
)
def command(
    home_dir: Path | None,
    form: Format,
    output: Path | None,
    portals: tuple[str, ...],
    since: str | None,
    until: str | None,
    types: tuple[str, ...],
    genres: tuple[str, ...],
    changed_since: str | None,
    bom: bool,
    no_formulas: bool,
    schema: bool,
) -> None:
    """Print the published records, one a line; exactly what the site's JSON gives."""
    from crawler.errors import DafuError
    from db.export import Selection, UnknownPortalError
    from db.home import home
    from db.published_file import NothingPublishedError, PublishedFileError

    if schema:
        _write_schema(output)
        return
    for given, option in ((bom, "--bom"), (no_formulas, "--no-formulas")):
        if given and form != "csv":
            raise click.UsageError(f"{option} is for CSV: add --format csv, or leave it out")
    if since and until and since[: len(until)] > until[: len(since)]:
        raise click.UsageError(f"--since {since} is after --until {until}: no record can be dated so")
    selection = Selection(portals, types, genres, since, until, changed_since)
    try:
        count = _write(home(home_dir).published, selection, form, output, bom, formulas=not no_formulas)
    except (UnknownPortalError, NothingPublishedError) as error:
        raise DafuError(str(error), 2) from None
    except PublishedFileError as error:
        raise DafuError(str(error)) from None
    except BrokenPipeError:
        raise  # the reader has enough: the command line knows
    except OSError as error:
        raise DafuError(
            f"{output or 'standard output'} could not be written: {error.strerror or error}"
        ) from None
    if output:
        click.echo(f"{count} records written to {output}", err=True)


def _write_schema(output: Path | None) -> None:
    import json

    from db.export import json_schema

    text = json.dumps(json_schema(), ensure_ascii=False, indent=1)
    if output is None:
        click.echo(text)
    else:
        output.write_text(f"{text}\n", "utf-8")
        click.echo(f"the codebook is written to {output}", err=True)


def _write(
    published: Path, selection: Selection, form: Format, output: Path | None, bom: bool, *, formulas: bool
) -> int:
    """To standard output, or to a file that appears only when it is whole."""
    from db.export import export

    encoding = "utf-8-sig" if bom else "utf-8"
    if output is None:
        with open(sys.stdout.fileno(), "w", encoding=encoding, newline="", closefd=False) as out:
            return export(published, selection, form, out, formulas=formulas)
    part = output.with_name(f".{output.name}.{os.getpid()}.part")
    try:
        with part.open("w", encoding=encoding, newline="") as out:
            count = export(published, selection, form, out, formulas=formulas)
        part.replace(output)
    finally:
        part.unlink(missing_ok=True)
    return count
