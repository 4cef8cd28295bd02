"""The rules of the house (CONTRIBUTING.md), checked by reading the source: what a linter has no rule for."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from tests.house_files import ROOMS, ROOT, sources, tracked, tracked_texts
from tests.shared_folder import shared

SCREEN = 60
"""Lines of a function without its docstring."""

PARSER_LIBRARIES = {
    "lxml",
    "parsel",
    "cn2an",
    "pypdfium2",
    "docx",
    "w3lib",
    "olefile",
    "openpyxl",
    "xlrd",
    "rapidocr",
}
"""Libraries that read text or files; rapidocr comes only with its extra and reads pictures of text."""

# What would let a parser see anything but its bytes: network, clock, database, processes, chance.
NOT_FOR_PARSERS = {
    *("sqlite3", "socket", "socketserver", "ssl", "select", "selectors", "asyncio", "http", "ftplib", "smtplib"),
    *("urllib.request", "urllib.error", "urllib.robotparser", "webbrowser", "xmlrpc", "imaplib", "poplib"),
    *("time", "sched", "random", "secrets", "uuid", "threading", "multiprocessing", "concurrent", "subprocess"),
    *("os", "platform", "locale", "getpass", "signal", "ctypes"),
}  # fmt: skip
HOLDS_A_PROCESS = {"parsers/attachments/limited.py": {"os", "signal", "subprocess", "threading"}}
"""PDFium cannot be interrupted: one file keeps it in a process that may be killed, and does nothing else."""
NETWORK_CLIENTS = {"scrapy", "twisted", "aiohttp", "httpx", "requests", "urllib3"}
HTML_READERS = {"lxml", "parsel", "cssselect", "html.parser", "bs4", "selectolax", "html5lib"}

FORBIDDEN: dict[str, set[str]] = {
    "parsers": {"crawler", "db", "tests", *NETWORK_CLIENTS, *NOT_FOR_PARSERS},
    "db": {"crawler", "tests", *NETWORK_CLIENTS},
    "crawler": {"tests", *HTML_READERS},
}
CLOCKS = {"now", "utcnow", "today", "fromtimestamp", "localtime"}
HTML_CALLS = {"xpath", "css", "jmespath", "selector"}


def imports(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """(module, line) of every import, those inside functions too. ``from a import b`` gives a and a.b."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module, node.lineno
            yield from ((f"{node.module}.{alias.name}", node.lineno) for alias in node.names)


def within(module: str, names: set[str]) -> bool:
    return any(module == name or module.startswith(name + ".") for name in names)


def where(path: Path, line: int) -> str:
    return f"{path.relative_to(ROOT)}:{line}"


def parsed(*rooms: str) -> Iterator[tuple[Path, ast.Module]]:
    for path in sources(*rooms):
        yield path, ast.parse(path.read_bytes(), str(path))


@pytest.mark.parametrize("room", ROOMS)
def test_each_room_imports_only_what_its_rule_allows(room: str) -> None:
    wrong = [
        f"{where(path, line)} imports {module}"
        for path, tree in parsed(room)
        for module, line in imports(tree)
        if within(module, FORBIDDEN[room] - HOLDS_A_PROCESS.get(path.relative_to(ROOT).as_posix(), set()))
    ]
    assert not wrong, f"{room}/ may not import these (CONTRIBUTING.md, the house):\n" + "\n".join(wrong)


def test_parsers_use_no_library_but_those_that_read_text_and_files() -> None:
    allowed = PARSER_LIBRARIES | {"parsers"} | set(sys.stdlib_module_names)
    wrong = [
        f"{where(path, line)} imports {module}"
        for path, tree in parsed("parsers")
        for module, line in imports(tree)
        if module.partition(".")[0] not in allowed
    ]
    assert not wrong, "not a text or file-format library:\n" + "\n".join(wrong)


def test_parsers_do_not_look_at_the_clock() -> None:
    wrong = [
        f"{where(path, node.lineno)} calls .{node.func.attr}()"
        for path, tree in parsed("parsers")
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CLOCKS
    ]
    assert not wrong, "the same bytes must give the same record on every day:\n" + "\n".join(wrong)


def test_the_crawler_asks_the_parsers_about_html() -> None:
    wrong = [
        f"{where(path, node.lineno)} uses .{node.attr}"
        for path, tree in parsed("crawler")
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in HTML_CALLS
    ]
    assert not wrong, "crawler/ never reads HTML by itself, parsers/ does:\n" + "\n".join(wrong)


def test_functions_fit_on_a_screen() -> None:
    wrong = []
    for path, tree in parsed(*ROOMS):
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = own_lines(node)
                if lines > SCREEN:
                    wrong.append(f"{where(path, node.lineno)} {node.name}: {lines} lines")
    assert not wrong, f"longer than {SCREEN} lines:\n" + "\n".join(wrong)


def own_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    first = node.body[0]
    has_docstring = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    docstring = (first.end_lineno or 0) - first.lineno + 1 if has_docstring else 0
    return (node.end_lineno or 0) - node.lineno + 1 - docstring


def test_file_names_tell_what_is_inside() -> None:
    empty_names = {"utils", "util", "helpers", "helper", "misc", "common", "tools", "stuff"}
    wrong = [where(path, 1) for path in tracked() if path.suffix == ".py" and path.stem in empty_names]
    assert not wrong, "name the one job of the file instead:\n" + "\n".join(wrong)


def test_every_import_is_a_declared_dependency_and_every_dependency_is_imported() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    declared = names(project["dependencies"])
    extras = [names(lines) for name, lines in project["optional-dependencies"].items() if name != "dev"]
    offered = packages_distributions()
    used: dict[str, str] = {}
    for path, tree in parsed(*ROOMS):
        for module, line in imports(tree):
            top = module.partition(".")[0]
            if top not in sys.stdlib_module_names and top not in ROOMS:
                for distribution in offered.get(top, [top]):
                    used.setdefault(normal(distribution), where(path, line))
    missing = [
        f"{place} imports {name}"
        for name, place in sorted(used.items())
        if name not in declared.union(*extras)
    ]
    assert not missing, "not among the dependencies in pyproject.toml:\n" + "\n".join(missing)
    unused = declared - set(used)
    assert not unused, f"dependencies that nothing imports: {sorted(unused)}"


def test_help_comes_without_loading_the_heavy_libraries() -> None:
    code = (
        "import sys\n"
        "from crawler.cli import main\n"
        "try:\n    main(['--help'])\n"
        "except SystemExit:\n    print('LOADED', *sys.modules, file=sys.stderr)\n"
    )
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert "Usage: dafu" in run.stdout
    loaded = set(run.stderr.rpartition("LOADED")[2].split())
    assert not loaded & {
        "scrapy",
        "twisted",
        "datasette",
        "lxml",
        "rich",
        "jieba",
        "pydantic",
        "sqlite_utils",
    }


def names(requirements: list[str]) -> set[str]:
    return {normal(re.split(r"[<>=!~ \[]", requirement)[0]) for requirement in requirements}


def normal(distribution: str) -> str:
    """A distribution's name in its one normal spelling (PEP 503)."""
    return re.sub(r"[-_.]+", "-", distribution).lower()


# Put together from pieces, so that this file does not find itself.
MACHINE = [
    re.compile(r"(?<![\w.<>}])/" + r"(?:work|root|home/\w|Users|opt/\w)" + r"\b"),
    re.compile(r"[A-Z]:\\" + r"Users\\"),
]
REGISTRIES = re.compile(
    "|".join(
        re.escape(host)
        for host in (
            "pypi" + ".org",
            "python" + "hosted",
            "/" + "simple/",
            "tuna" + ".tsinghua",
            "mirrors" + ".",
        )
    )
)


def test_nothing_tells_of_the_machine_it_was_written_on() -> None:
    wrong = [
        f"{name}:{number}: {line.strip()[:100]}"
        for name, text in tracked_texts()
        for number, line in enumerate(text.splitlines(), 1)
        if any(pattern.search(line) for pattern in MACHINE) or REGISTRIES.search(line)
    ]
    assert not wrong, "machine paths and registry addresses do not belong here:\n" + "\n".join(wrong)


NOT_HAN = re.compile(r"[^㐀-鿿]+")
LINE = re.compile(r"[\n\"'|<>]+")
"""What separates one piece of text from the next, in source files and on pages."""
RUN = 30
"""So many Chinese characters in a row, punctuation left out, are no coincidence and no set phrase."""


def runs(text: str) -> Iterator[str]:
    for line in LINE.split(text):
        letters = NOT_HAN.sub("", line)
        yield from (letters[start : start + RUN] for start in range(len(letters) - RUN + 1))


def real_texts() -> Iterator[tuple[str, str]]:
    """Every real letter and page, with its name. GB18030 takes whatever is not UTF-8."""
    for path in sorted([*shared("seeds").glob("*.txt"), *shared("pages").rglob("*")]):
        if path.is_file() and path.suffix != ".tsv":
            data = path.read_bytes()
            try:
                yield path.name, data.decode("utf-8")
            except UnicodeDecodeError:
                yield path.name, data.decode("gb18030", "replace")


@pytest.mark.shared
def test_no_sentence_of_real_letters_and_pages_is_in_the_repository() -> None:
    ours = {run: name for name, text in tracked_texts() for run in runs(text)}
    wrong = {
        f"{ours[run]}: {run} (real: {name})"
        for name, text in real_texts()
        for run in runs(text)
        if run in ours
    }
    assert not wrong, "text of real letters, invent the letter instead:\n" + "\n".join(sorted(wrong)[:20])


@pytest.mark.shared
def test_nothing_knows_the_five_seeds() -> None:
    """Their document numbers, titles, persons and telephones are nowhere: the rules hold for any letter."""
    known = {
        value
        for path in sorted(shared("seeds/expected").glob("*.json"))
        for value in telling_values(json.loads(path.read_text("utf-8")))
    }
    assert known
    wrong = [f"{name}: {value}" for name, text in tracked_texts() for value in sorted(known) if value in text]
    assert not wrong, "taken from the five seeds:\n" + "\n".join(wrong)


def telling_values(record: dict[str, object]) -> Iterator[str]:
    for field in ("title", "document_number", "index_number", "proposal_title"):
        value = record.get(field)
        if isinstance(value, str):
            yield value
    contact = record.get("contact")
    if isinstance(contact, dict):
        yield from contact.get("phones") or ()
        if contact.get("person"):
            yield contact["person"]
