"""The command line: `dafu COMMAND …`.

Each command is a module of ``crawler/commands`` that holds ``command``. Only the
one that is called is imported, so `dafu --help` stays quick.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Sequence
from importlib import import_module
from io import TextIOWrapper
from pathlib import Path

import click

from crawler.errors import DafuError
from crawler.terminal import say

COMMANDS: dict[str, tuple[str, str]] = {
    "demo": ("demo", "Crawl the built-in sample portals and open the site: everything in one go."),
    "crawl": ("crawl", "Fetch what is new and what is due."),
    "schedule": ("schedule", "Print timer lines for regular crawls, or keep crawling."),
    "status": ("status", "Show what is fresh, what is incomplete, what needs a person."),
    "why": ("why", "Tell the story of one document."),
    "portals": ("portals", "List and check the declared portals."),
    "discover": ("discover", "Find a site's columns and write its portal file."),
    "check": ("check", "Try portals with a few requests: what answers, what is blocked, what is read."),
    "parse": ("parse", "Read files and print their records. No database."),
    "import": ("import_", "Store files like crawled pages: also PDF, DOCX, WARC, JSON Lines."),
    "reparse": ("reparse", "Make every record again from the archive, without the network."),
    "rebuild": ("rebuild", "Make the database again from the archive and its fetch log."),
    "duplicates": ("duplicates", "List letters that stand at two addresses."),
    "publish": ("publish", "Write the public, read-only file."),
    "serve": ("serve", "Open the published corpus in the browser."),
    "export": ("export", "Write the corpus as JSON Lines, JSON or CSV."),
}
"""Command → its module in crawler/commands and its short help, in the order shown."""

INTERRUPTED = 130
"""128 + SIGINT: what shells expect after Ctrl-C."""


OUTSIDE = re.compile(r"locked|full|readonly|unable to open|disk I/O")
"""What SQLite says when the world, not our code, is at fault."""

DAMAGED = re.compile(r"not a database|malformed")
"""What SQLite says of a file that is damaged or none of its own."""


class ReaderGoneError(Exception):
    """Whoever read our output (head, less) has enough."""


class LazyGroup(click.Group):
    """A group that knows its commands by name and imports the one that is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        folder = Path(__file__).parent / "commands"
        return [
            name
            for name, (module, _) in COMMANDS.items()
            if (folder / f"{module}.py").is_file() or (folder / module).is_dir()
        ]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.list_commands(ctx):
            return None
        found = import_module(f"crawler.commands.{COMMANDS[cmd_name][0]}").command
        assert isinstance(found, click.Command)
        return found

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name, known = args[0], self.list_commands(ctx)
        if name not in known and not name.startswith("-"):
            from difflib import get_close_matches

            near = get_close_matches(name, known, n=1)
            hint = f"did you mean {near[0]!r}?" if near else f"there are: {', '.join(known)}"
            raise click.UsageError(f"no command {name!r}; {hint}", ctx)
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except BrokenPipeError:  # before click makes a failure of it
            raise ReaderGoneError from None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        rows = [(name, COMMANDS[name][1]) for name in self.list_commands(ctx)]
        with formatter.section("Commands"):
            formatter.write_dl(rows)


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Exit status: 0 fine, 1 suspect or failed, 2 wrong call.",
)
@click.version_option(package_name="dafu", message="dafu %(version)s")
def dafu() -> None:
    """Keep a clean, searchable corpus of 建议提案办理 replies: crawl, read, publish."""


def main(arguments: Sequence[str] | None = None) -> None:
    """The `dafu` command. Ends the process; expected errors are one line on stderr, not a traceback."""
    _speak_utf8()
    try:
        status = _run(list(sys.argv[1:] if arguments is None else arguments))
        sys.stdout.flush()
    except (ReaderGoneError, BrokenPipeError):
        # The interpreter must not flush into the closed pipe again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        status = 0
    sys.exit(status)


def _run(arguments: list[str]) -> int:
    try:
        result = dafu.main(arguments, prog_name="dafu", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("dafu: stopped", err=True)
        return INTERRUPTED
    except ReaderGoneError:
        raise
    except Exception as error:
        expected = _expected(error)
        if expected is None:
            raise
        for line in f"dafu: {expected}".split("\n"):  # a list of mistakes has a line for each
            say(line)
        return error.exit_status if isinstance(error, DafuError) else 1
    return result if isinstance(result, int) else 0


def _expected(error: Exception) -> str | None:
    """The line for an error that a person can act on; None for a defect, which keeps its traceback."""
    if isinstance(error, DafuError):
        return str(error)
    if isinstance(error, OSError) and error.filename:
        return f"{error.filename}: {error.strerror}; check the path, its rights and the space on the disk"
    # These can only come from modules that were loaded: nothing is imported here, --help stays quick.
    exchange, sqlite = sys.modules.get("db.exchange"), sys.modules.get("sqlite3")
    if exchange is not None and isinstance(error, exchange.ArchiveError):
        return str(error)
    if sqlite is not None and isinstance(error, sqlite.DatabaseError):
        if DAMAGED.search(str(error)):
            return (
                f"the database (corpus.db in the data folder): {error}; "
                "put a copy in its place, or make it again from the archive: dafu rebuild --replace"
            )
        if OUTSIDE.search(str(error)):
            return f"the database: {error}; check that the disk has space and no other program holds the file"
    return None


def _speak_utf8() -> None:
    """Chinese comes out whole whatever the locale says; what is no character at all comes out as an escape."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


if __name__ == "__main__":
    main()
