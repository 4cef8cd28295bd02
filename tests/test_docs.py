"""The documents say what the program does: commands, options, targets, links, examples, versions."""

from __future__ import annotations

import json
import re
import shlex
import sqlite3
import tomllib
from collections.abc import Iterator
from contextlib import closing
from functools import cache
from importlib.resources import files
from pathlib import Path

import click
import pytest

from crawler.cli import dafu
from crawler.portal import read_portal
from db.store import Store
from db.times import moment, timestamp
from parsers.address import canonical
from parsers.parse import parse
from tests.house_files import ROOT

PAGES = ("README.md", "CONTRIBUTING.md")
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
OF_OTHER_PROGRAMS = {"--upgrade", "--version", "--help"}
"""Options the pages name that are not ours: make lock ARGS=--upgrade; click's own."""


@cache
def read(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


@cache
def commands() -> dict[str, click.Command]:
    """Every command of ``dafu`` as click sees it."""
    context = click.Context(dafu, info_name="dafu")
    found = {name: dafu.get_command(context, name) for name in dafu.list_commands(context)}
    return {name: command for name, command in found.items() if command is not None and not command.hidden}


def options(command: click.Command) -> set[str]:
    declared = (param for param in command.params if isinstance(param, click.Option) and not param.hidden)
    return {name for option in declared for name in (*option.opts, *option.secondary_opts)}


def blocks(text: str, *languages: str) -> Iterator[str]:
    for language, body in re.findall(r"^```(\w*)\n(.*?)^```", text, re.DOTALL | re.MULTILINE):
        if language in languages:
            yield body


def invocations(text: str) -> Iterator[list[str]]:
    """Every ``dafu …`` a reader may type: lines of shell blocks (continued lines joined), pipes cut."""
    for block in blocks(text, "sh", "bash", "console"):
        for line in block.replace("\\\n", " ").splitlines():
            words = shlex.split(line, comments=True)
            if words and words[0] in {"dafu", ".venv/bin/dafu"}:
                yield words[1 : words.index("|")] if "|" in words else words[1:]


def inline_code(text: str) -> list[str]:
    prose = re.sub(r"^```.*?^```", "", text, flags=re.DOTALL | re.MULTILINE)
    return re.findall(r"`([^`\n]+)`", prose)


@pytest.mark.parametrize("page", PAGES)
def test_every_dafu_line_in_a_code_block_can_be_typed(page: str) -> None:
    wrong = []
    for words in invocations(read(page)):
        if not words or words[0].startswith("-"):
            continue
        command = commands().get(words[0])
        if command is None:
            wrong.append(f"dafu {shlex.join(words)}: there is no command {words[0]}")
            continue
        context = click.Context(command, info_name=words[0])
        try:
            values, _, _ = command.make_parser(context).parse_args(without_redirection(words[1:]))
            check_choices(command, values, context)
        except click.UsageError as error:
            wrong.append(f"dafu {shlex.join(words)}: {error.format_message()}")
    assert not wrong, "\n".join(wrong)


def without_redirection(words: list[str]) -> list[str]:
    return words[: words.index(">")] if ">" in words else words


def check_choices(command: click.Command, values: dict[str, object], context: click.Context) -> None:
    """Values of fixed lists, numbers and dates must be possible; files of examples need not exist."""
    for param in command.params:
        value = values.get(param.name or "")
        if isinstance(param.type, click.Path | click.File) or not isinstance(value, str | tuple | list):
            continue
        if isinstance(param, click.Argument) and not value:
            continue
        param.type_cast_value(context, value)


@pytest.mark.parametrize("page", PAGES)
def test_every_command_and_option_in_the_prose_exists(page: str) -> None:
    known = {option for command in commands().values() for option in options(command)} | OF_OTHER_PROGRAMS
    wrong = set()
    for code in inline_code(read(page)):
        words = code.split()
        if words[0] == "dafu" and len(words) > 1 and re.fullmatch(r"[a-z]+", words[1]):
            command = commands().get(words[1])
            named = {word.partition("=")[0] for word in words if word.startswith("--")}
            if command is None or not named <= options(command) | {"--help"}:
                wrong.add(code)
        elif words[0].startswith("--") and words[0].partition("=")[0] not in known:
            wrong.add(code)
    assert not wrong, f"{page} names what `dafu --help` does not know: {sorted(wrong)}"


def test_the_readme_names_every_command() -> None:
    text = read("README.md")
    missing = [name for name in commands() if not re.search(rf"\bdafu {name}\b", text)]
    assert not missing, f"not in README.md: {missing}"


def test_every_option_explains_itself() -> None:
    silent = [
        f"dafu {name} {param.opts[-1]}"
        for name, command in commands().items()
        for param in command.params
        if isinstance(param, click.Option) and not param.hidden and not param.help
    ]
    silent += [f"dafu {name}" for name, command in commands().items() if not command.help]
    assert not silent, f"without help: {silent}"


def targets() -> set[str]:
    return {
        name
        for line in read("Makefile").splitlines()
        if (rule := re.match(r"([a-z][a-z -]*):(?!=)", line))
        for name in rule[1].split()
    }


@pytest.mark.parametrize("page", PAGES)
def test_every_make_target_named_exists(page: str) -> None:
    text = read(page)
    lines = [line for block in blocks(text, "sh", "bash", "console") for line in block.splitlines()]
    named = {
        word
        for line in [*lines, *inline_code(text)]
        if line.startswith("make ")
        for word in shlex.split(line, comments=True)[1:]
        if re.fullmatch(r"[a-z-]+", word)
    }
    assert named <= targets(), f"{page}: no such target: {sorted(named - targets())}"


def test_make_help_names_every_target_for_people() -> None:
    described = set(re.findall(r"^([a-z-]+):.*## ", read("Makefile"), re.MULTILINE))
    assert described == targets()


@pytest.mark.parametrize("page", [*PAGES, "CHANGELOG.md"])
def test_links_lead_to_files_and_headings(page: str) -> None:
    wrong = []
    for link in re.findall(r"\]\(([^)\s]+)\)", read(page)):
        name, _, anchor = link.partition("#")
        if re.match(r"[a-z]+:", link):
            continue
        target = (ROOT / page).parent / name if name else ROOT / page
        if not target.exists() or (anchor and anchor not in anchors(target)):
            wrong.append(link)
    assert not wrong, f"{page}: {wrong}"


def anchors(path: Path) -> set[str]:
    """The names that Markdown viewers give to headings."""
    headings = re.findall(r"^#+ (.+)$", path.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES)
def test_files_named_in_the_prose_exist(page: str) -> None:
    rooms = ("crawler/", "parsers/", "db/", "tests/", "docs/", ".ci/")
    named = {
        code for code in inline_code(read(page)) if code.startswith(rooms) and not re.search(r"[<*… ]", code)
    }
    made_later = ("db/var",)
    missing = [name for name in named if not name.startswith(made_later) and not (ROOT / name).exists()]
    assert not missing, f"{page} names files that do not exist: {sorted(missing)}"


@pytest.mark.parametrize("page", PAGES)
def test_portal_files_shown_are_valid(page: str, tmp_path: Path) -> None:
    for number, block in enumerate(blocks(read(page), "toml")):
        path = tmp_path / f"{number}.toml"
        path.write_text(block, "utf-8")
        assert read_portal(path).columns


def test_the_letter_shown_gives_the_record_shown() -> None:
    (letter,) = blocks(read("README.md"), "text")
    (record,) = blocks(read("README.md"), "json")
    parsed = parse(letter.encode("utf-8")).record.to_dict()
    expected = json.loads(record)
    assert {name: parsed[name] for name in expected} == expected


@pytest.mark.parametrize("page", PAGES)
def test_addresses_for_curl_are_ascii(page: str) -> None:
    """curl sends other characters as they are, and the server answers 400; --data-urlencode encodes its value."""
    lines = [line for block in blocks(read(page), "sh") for line in block.splitlines()]
    words = [word for line in lines if line.startswith("curl ") for word in shlex.split(line)]
    assert [word for word in words if word.startswith("http") and not word.isascii()] == []


def test_the_queries_shown_run_on_the_published_file() -> None:
    schema = files("db").joinpath("published.sql").read_text("utf-8")
    queries = [query for page in PAGES for query in blocks(read(page), "sql")]
    assert queries
    with closing(sqlite3.connect(":memory:")) as published:
        published.executescript(schema)
        for query in queries:
            published.execute(query)


def test_the_takedown_shown_works(tmp_path: Path) -> None:
    (statement,) = re.findall(r'"(insert into takedown .*?)"', read("README.md"), re.DOTALL)
    store = Store(tmp_path / "corpus.db")
    try:
        store.db.conn.execute(statement)
        (row,) = store.db.query("select * from takedown")
    finally:
        store.close()
    assert row["address"] == canonical(row["address"])
    assert row["at"] == timestamp(moment(row["at"]))


def test_the_changelog_knows_this_version() -> None:
    assert re.search(
        rf"^## \[{re.escape(PYPROJECT['project']['version'])}\]", read("CHANGELOG.md"), re.MULTILINE
    )


def test_the_licence_is_the_one_that_is_declared() -> None:
    text = read("LICENSE")
    assert PYPROJECT["project"]["license"] == "Apache-2.0"
    assert "Apache License\n                           Version 2.0, January 2004" in text
    assert "END OF TERMS AND CONDITIONS" in text


# --------------------------------------------------------------------------
# The locks
# --------------------------------------------------------------------------

LOCKS = ("requirements.lock", "requirements-dev.lock")
PIN = re.compile(r"^([a-z0-9][a-z0-9-]*)==([^\s;]+)", re.MULTILINE)


def pins(lock: str) -> set[tuple[str, str]]:
    return set(PIN.findall(read(lock)))


def declared(extra: str | None = None) -> list[str]:
    project = PYPROJECT["project"]
    lines: list[str] = project["optional-dependencies"][extra] if extra else project["dependencies"]
    return lines


def allows(requirement: str, version: str) -> bool:
    """Whether a version fits; the declarations use only >= and < with plain numbers."""
    for sign, bound in re.findall(r"(>=|<)([\d.]+)", requirement):
        at_least = numbers(version) >= numbers(bound)
        if at_least is not (sign == ">="):
            return False
    return True


def numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version))


@pytest.mark.parametrize(
    ("lock", "extra"),
    [("requirements.lock", None), ("requirements-dev.lock", None), ("requirements-dev.lock", "dev")],
)
def test_the_locks_hold_every_declared_dependency(lock: str, extra: str | None) -> None:
    locked = dict(pins(lock))
    for requirement in declared(extra):
        name = re.split(r"[<>=]", requirement)[0]
        assert name in locked, f"{lock} lacks {name}: make lock"
        assert allows(requirement, locked[name]), (
            f"{lock} has {name} {locked[name]}, declared {requirement}: make lock"
        )


def test_tests_run_what_users_run() -> None:
    assert pins("requirements.lock") <= pins("requirements-dev.lock")


@pytest.mark.parametrize("lock", LOCKS)
def test_every_locked_package_has_hashes_and_no_address(lock: str) -> None:
    text = read(lock)
    assert len(PIN.findall(text)) == len(re.findall(r"^\S+==.*\\\n    --hash=sha256:", text, re.MULTILINE))
    assert "://" not in text
    assert not re.search(r"^--?\w", text, re.MULTILINE)


@pytest.mark.parametrize("tool", ["pip", "setuptools"])
def test_the_lock_pins_what_installs_it(tool: str) -> None:
    assert tool in dict(pins("requirements.lock")), f".ci/environment installs {tool} first, from the lock"


def test_every_dependency_has_its_reason_above_it() -> None:
    lines = read("pyproject.toml").splitlines()
    start, end = lines.index("dependencies = ["), lines.index("[project.scripts]")
    bare = [
        line.strip()
        for above, line in zip(lines[start:end], lines[start + 1 : end], strict=False)
        if line.startswith('  "') and not re.match(r"  # [A-Za-z`]", above)
    ]
    assert not bare, f"say above it why it is here: {bare}"
