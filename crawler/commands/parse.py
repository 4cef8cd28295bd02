"""`dafu parse`: files in, records out. No database, no network."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from parsers.types import Parsed

MAX_FILE = 256 * 1024 * 1024
"""No letter is larger; a file beyond this is not read into memory."""


@click.command("parse")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option(
    "--url", help="The page's own address: makes links absolute, helps to know the CMS. One file only."
)
@click.option(
    "--explain", is_flag=True, help="Say where each value comes from and why each block was dropped."
)
@click.option("--source", is_flag=True, help="Put the file's name first in each record, as `source`.")
def command(files: tuple[str, ...], url: str | None, explain: bool, source: bool) -> None:
    """Read FILEs (HTML, text, PDF, DOCX; - is standard input) and print one JSON record a line.

    Problems go to standard error. Ends with 1 where a file could not be read, 2 for a wrong call.
    """
    folder = next((name for name in files if name != "-" and Path(name).is_dir()), None)
    if folder:
        raise click.UsageError(
            f"{folder} is a folder: name its files, or store it whole with `dafu import {folder}`"
        )
    if url is not None:
        url = _address(url, files)
    # Every file is tried, whatever became of the one before.
    fine = [_parse_file(name, url, explain=explain, source=source) for name in files]
    raise SystemExit(0 if all(fine) else 1)


def _address(url: str, files: tuple[str, ...]) -> str:
    from parsers.address import canonical

    if len(files) > 1:
        raise click.UsageError(
            f"--url is the address of one file, and {len(files)} were given: call once for each"
        )
    try:
        return canonical(url)
    except ValueError as error:
        raise click.UsageError(f"--url {url}: {error}") from None


def _parse_file(name: str, url: str | None, *, explain: bool, source: bool) -> bool:
    """Print one file's record; False where nothing could be read from it."""
    from crawler.explain import all_problems, visible
    from parsers.parse import parse
    from parsers.types import FileKind

    try:
        data = _read(name)
    except OSError as error:
        click.echo(f"{visible(name)}: cannot be read: {error.strerror or error}", err=True)
        return False
    parsed = parse(data, url=url)
    if explain:
        _print_explained(name, parsed)
    else:
        first = {"source": name} if source else {}
        click.echo(json.dumps(first | parsed.record.to_dict(), ensure_ascii=False))
        for problem in all_problems(parsed):
            click.echo(f"{visible(name)}: {problem.code}: {visible(problem.message)}", err=True)
    return parsed.page.kind is not FileKind.UNKNOWN


def _print_explained(name: str, parsed: Parsed) -> None:
    from crawler.explain import explain, print_plain, print_rich

    sections = explain("standard input" if name == "-" else name, parsed)
    (print_rich if sys.stdout.isatty() else print_plain)(sections, sys.stdout)


def _read(name: str) -> bytes:
    if name == "-":
        data = sys.stdin.buffer.read(MAX_FILE + 1)
    else:
        with Path(name).open("rb") as file:
            data = file.read(MAX_FILE + 1)
    if len(data) > MAX_FILE:
        raise OSError(f"larger than {MAX_FILE} bytes: this is not one letter; split it first")
    return data
