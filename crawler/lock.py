"""One process at a time fills a home."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from crawler.errors import DafuError

NAME = "crawl.lock"


def held(root: Path) -> bool:
    """Whether a crawl, an import, a reparse or a rebuild is at work on the home now."""
    if not root.is_dir():
        return False
    lock = FileLock(root / NAME)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        return True
    lock.release()
    return False


@contextmanager
def sole_writer(root: Path) -> Iterator[None]:
    """Hold the home's lock. Raises DafuError (exit 2) where a crawl or an import holds it."""
    root.mkdir(parents=True, exist_ok=True)
    lock = FileLock(root / NAME)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        message = f"a crawl or an import is working on {root}: wait until it ends, or use another --home"
        raise DafuError(message, 2) from None
    try:
        yield
    finally:
        lock.release()
