"""Which files are the house: for the tests that look at the whole of it."""

from __future__ import annotations

import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("parsers", "db", "crawler")
_NOT_OURS = {".git", ".venv", "__pycache__", "var", "build", "dist"}
_CACHES = {".pytest_cache", ".mypy_cache", ".ruff_cache", ".hypothesis"}


@cache
def tracked() -> tuple[Path, ...]:
    """Every file of the repository; in an unpacked archive without git, every file that is not made by a tool."""
    if (ROOT / ".git").exists():
        listed = subprocess.run(
            ["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True
        ).stdout
        return tuple(path for name in listed.split("\0") if name and (path := ROOT / name).is_file())
    return tuple(path for path in ROOT.rglob("*") if path.is_file() and not _made(path))


def _made(path: Path) -> bool:
    parts = set(path.relative_to(ROOT).parts)
    return bool(parts & (_NOT_OURS | _CACHES)) or any(part.endswith(".egg-info") for part in parts)


@cache
def tracked_texts() -> tuple[tuple[str, str], ...]:
    """(relative name, content) of every tracked file that is UTF-8 text."""
    found = []
    for path in tracked():
        try:
            found.append((path.relative_to(ROOT).as_posix(), path.read_bytes().decode("utf-8")))
        except UnicodeDecodeError:
            continue
    return tuple(found)


def sources(*rooms: str) -> list[Path]:
    """The Python files of the rooms."""
    return [path for room in rooms for path in sorted((ROOT / room).rglob("*.py")) if not _made(path)]
