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
@click.option(
    "--html",
    "as_page",
    is_flag=True,
    help="Print a page for a browser instead: lines kept, dropped and bearing fields in colours. Redirect it to a file.",
)
@click.option(
    "--ocr", is_flag=True, help="Read scanned PDF pages too, about 6 s a page; needs the extra dafu[ocr]."
)
@click.option("--source", is_flag=True, help="Put the file's name first in each record, as `source`.")
def command(
    files: tuple[str, ...], url: str | None, explain: bool, as_page: bool, ocr: bool, source: bool
) -> None:
    """Read FILEs and print one JSON record a line; - is standard input.

    HTML, text, PDF, DOCX, DOC, WPS, RTF and OFD letters, XLSX, XLS and ET lists, known by their bytes.

    Problems go to standard error. Ends with 1 where a file could not be read, 2 for a wrong call.
    """
    folder = next((name for name in files if name != "-" and Path(name).is_dir()), None)
    if folder:
        raise click.UsageError(
            f"{folder} is a folder: name its files, or store it whole with `dafu import {folder}`"
        )
    if url is not None:
        url = _address(url, files)
    if as_page and (explain or source):
        raise click.UsageError("--html shows everything --explain and --source do: leave these out")
    if as_page and sys.stdout.isatty():
        raise click.UsageError("--html is a page for a browser: dafu parse FILE --html > look.html")
    from crawler.unread import nothing_read

    # Every file is tried, whatever became of the one before.
    fine = True
    seen: list[tuple[str, Parsed]] = []
    for name in files:
        parsed = _parse_file(name, url, ocr=ocr)
        fine = fine and parsed is not None and not nothing_read(parsed.page)
        if parsed is None:
            continue
        if as_page:
            seen.append((_shown(name), parsed))
        elif explain:
            _print_explained(name, parsed)
        else:
            _print_record(name, parsed, source=source)
    if as_page:
        _print_page(seen)
    raise SystemExit(0 if fine else 1)


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


def _parse_file(name: str, url: str | None, *, ocr: bool) -> Parsed | None:
    """What one file holds; None, and a word about it, where there is no such file."""
    from crawler.terminal import visible
    from parsers.parse import parse

    try:
        data = _read(name)
    except OSError as error:
        click.echo(f"{visible(name)}: cannot be read: {error.strerror or error}", err=True)
        return None
    return parse(data, url=url, ocr=ocr)


def _print_record(name: str, parsed: Parsed, *, source: bool) -> None:
    from crawler.explain import all_problems
    from crawler.terminal import visible

    first = {"source": name} if source else {}
    click.echo(json.dumps(first | parsed.record.to_dict(), ensure_ascii=False))
    for problem in all_problems(parsed):
        click.echo(f"{visible(name)}: {problem.code}: {visible(problem.message)}", err=True)


def _print_explained(name: str, parsed: Parsed) -> None:
    from crawler.explain import explain, print_plain, print_rich

    sections = explain(_shown(name), parsed)
    if sys.stdout.isatty():
        print_rich(sections, sys.stdout)
    else:
        print_plain(sections, sys.stdout)


def _print_page(seen: list[tuple[str, Parsed]]) -> None:
    from crawler.explain_html import explain_html

    # In UTF-8, as the page itself says, whatever the terminal's encoding.
    sys.stdout.buffer.write(explain_html(seen).encode())


def _shown(name: str) -> str:
    return "standard input" if name == "-" else name


def _read(name: str) -> bytes:
    if name == "-":
        data = sys.stdin.buffer.read(MAX_FILE + 1)
    else:
        with Path(name).open("rb") as file:
            data = file.read(MAX_FILE + 1)
    if len(data) > MAX_FILE:
        raise OSError(f"larger than {MAX_FILE} bytes: this is not one letter; split it first")
    return data
