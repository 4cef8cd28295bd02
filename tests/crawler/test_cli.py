"""The command line as a shell sees it: what is printed where, and the exit status."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import textwrap
from importlib import import_module
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from crawler import cli
from tests.shared_folder import ROOT

DAFU = [sys.executable, "-m", "crawler.cli"]


def run(*arguments: str, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [*DAFU, *arguments],
        capture_output=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), **(env or {})},
        timeout=60,
        check=False,
    )


def with_command(body: str, *arguments: str, stdout: int = subprocess.PIPE) -> subprocess.Popen[bytes]:
    """The command line with one more command, `probe`, whose body is given."""
    code = f"""
import signal, sys, types, click
# A shell starts background jobs with SIGINT ignored, and what is ignored is inherited.
signal.signal(signal.SIGINT, signal.default_int_handler)
from crawler import cli
from crawler.errors import DafuError
module = types.ModuleType("crawler.commands.parse")
@click.command("parse")
def command():
{textwrap.indent(textwrap.dedent(body), "    ")}
module.command = command
sys.modules["crawler.commands.parse"] = module
cli.main(["parse", *sys.argv[1:]])
"""
    return subprocess.Popen(
        [sys.executable, "-c", code, *arguments],
        stdout=stdout,
        stderr=subprocess.PIPE,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


def outcome(process: subprocess.Popen[bytes]) -> tuple[int, str, str]:
    out, err = process.communicate(timeout=60)
    return process.returncode, (out or b"").decode(), err.decode()


def test_help_imports_nothing_heavy() -> None:
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "crawler.cli", "--help"],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        timeout=60,
        check=True,
    )
    loaded = {line.rpartition("|")[2].strip().partition(".")[0] for line in done.stderr.splitlines()}
    assert "click" in loaded
    heavy = {
        "scrapy",
        "twisted",
        "datasette",
        "lxml",
        "rich",
        "sqlite3",
        "sqlite_utils",
        "warcio",
        "pydantic",
        "asyncio",
    }
    assert not loaded & heavy


def test_help_lists_every_command_that_exists() -> None:
    text = run("--help").stdout.decode()
    listed = re.findall(r"^  (\w+)  ", text.split("Commands:")[1], re.MULTILINE)
    modules = {path.stem for path in (ROOT / "crawler" / "commands").glob("*.py")} - {"__init__"}
    assert {cli.COMMANDS[name][0] for name in listed} == modules


@pytest.mark.parametrize("name", cli.dafu.list_commands(click.Context(cli.dafu)))
def test_every_command_says_what_it_does(name: str) -> None:
    module = import_module(f"crawler.commands.{cli.COMMANDS[name][0]}")
    assert module.command.name == name
    done = CliRunner().invoke(cli.dafu, [name, "--help"])
    assert done.exit_code == 0
    assert f"Usage: dafu {name}" in done.output


def test_version() -> None:
    assert re.fullmatch(rb"dafu \d+\.\d+\.\d+\S*\n", run("--version").stdout)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["prase"], "no command 'prase'; did you mean 'parse'?"),
        (["zzz"], "no command 'zzz'; there are: "),
        (["--zzz"], "No such option"),
        (["parse"], "Missing argument 'FILE...'"),
        (["crawl", "--log-level", "loud"], "'loud' is not one of 'debug'"),
        (["check", "--all", "cq-mzj"], "leave it out"),
        (
            ["discover", "http://mzj.yunjiang.example/", "--id", "云 江"],
            "'云 江' is no id: 2 to 64 small letters",
        ),
        (["portals", "--level", "planet"], "'planet' is not one of 'national'"),
        (["portals", "--province", "云江"], "'云江' is no province"),
        (["portals", "--portal-files", "docs"], "docs: no portal file (*.toml) is in this folder"),
        (["export", "--bom"], "--bom is for CSV: add --format csv"),
        (["export", "--format", "json", "--no-formulas"], "--no-formulas is for CSV: add --format csv"),
        ([], "Usage: dafu"),
    ],
)
def test_a_wrong_call_ends_with_2(arguments: list[str], words: str) -> None:
    done = run(*arguments)
    assert done.returncode == 2
    assert words in done.stderr.decode()
    assert done.stdout == b""


def test_an_expected_error_is_one_line() -> None:
    body = 'raise DafuError("门户 x：没有这个文件; name another", 2)'
    assert outcome(with_command(body)) == (2, "", "dafu: 门户 x：没有这个文件; name another\n")
    body = 'from db.exchange import ArchiveError; raise ArchiveError("a.warc.gz: is missing")'
    assert outcome(with_command(body)) == (1, "", "dafu: a.warc.gz: is missing\n")


def test_a_disk_or_a_database_at_fault_is_one_line() -> None:
    status, _, err = outcome(with_command('open("/nowhere/at/all")'))
    assert (status, err.count("\n")) == (1, 1)
    assert err.startswith("dafu: /nowhere/at/all: No such file or directory; check")
    status, _, err = outcome(with_command('import sqlite3; sqlite3.connect("/nowhere/at/all")'))
    assert (status, err.count("\n")) == (1, 1)
    assert err.startswith("dafu: the database: unable to open database file; check")
    status, _, err = outcome(
        with_command('import sqlite3; raise sqlite3.DatabaseError("file is not a database")')
    )
    assert (status, err.count("\n")) == (1, 1)
    assert "corpus.db" in err
    assert "dafu rebuild --replace" in err
    status, _, err = outcome(with_command('import sqlite3; sqlite3.connect("").execute("selct")'))
    assert "Traceback" in err


def test_a_defect_keeps_its_traceback() -> None:
    status, _, err = outcome(with_command('raise ValueError("a defect")'))
    assert status == 1
    assert "Traceback" in err


def test_the_status_of_a_command_is_kept() -> None:
    assert outcome(with_command("raise SystemExit(1)"))[0] == 1
    assert outcome(with_command("click.get_current_context().exit(1)"))[0] == 1
    assert outcome(with_command("return None"))[0] == 0


def test_ctrl_c_ends_with_130_and_a_word() -> None:
    process = with_command('import time; print("ready", flush=True); time.sleep(60)')
    assert process.stdout is not None
    assert process.stdout.readline() == b"ready\n"
    process.send_signal(signal.SIGINT)
    status, _, err = outcome(process)
    assert status == 130
    assert err.strip() == "dafu: stopped"


@pytest.mark.parametrize("how", ["click.echo", "print"])
def test_a_reader_that_has_enough_is_no_failure(how: str) -> None:
    reader, writer = os.pipe()
    process = with_command(f'for _ in range(20000): {how}("一行")', stdout=writer)
    os.close(writer)
    os.read(reader, 10)
    os.close(reader)
    status, _, err = outcome(process)
    assert (status, err) == (0, "")


def test_chinese_comes_out_whatever_the_locale() -> None:
    done = run("--help", env={"LC_ALL": "C", "LANG": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"})
    assert "建议提案办理" in done.stdout.decode("utf-8")
    done = run("解析", env={"LC_ALL": "C", "PYTHONIOENCODING": "ascii"})
    assert "解析" in done.stderr.decode("utf-8")


def test_the_installed_command_is_this_one() -> None:
    command = Path(sys.executable).parent / "dafu"
    if not command.exists():
        pytest.skip("the package is not installed in this environment (make test installs it)")
    assert subprocess.run([command, "--version"], capture_output=True, check=True).stdout.startswith(b"dafu ")
