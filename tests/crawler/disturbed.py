"""Crawls that are disturbed: killed at a commit, out of disk space, locked out. Run as a process of its own.

One process imports everything once and forks for every crawl, so that a hundred crawls cost seconds. It reads
a request a line from stdin and answers with a line (see ``Disturbed``). The disturbances stand here and not
in the product: the child patches what it calls, or asks the operating system for limits.
"""

from __future__ import annotations

import ctypes
import errno
import json
import os
import resource
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tests.crawler.running import ROOT, Ended

Request = dict[str, Any]


class Disturbed:
    """The other side: starts the process, asks it for crawls. ``status`` is -9 where the crawl was killed."""

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.crawler.disturbed"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(timeout=30)
        assert self._process.stdout is not None
        self._process.stdout.close()

    def run(self, home: Path, *words: str, now: str | None = None, **disturbance: Any) -> Ended:
        """`dafu WORDS` on a home, with at most one disturbance: a function of this file and its argument.

        ``now``: the crawl's clock, as times are kept.
        """
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        request = {"home": str(home), "words": words, "now": now, "disturbance": disturbance}
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        return Ended(**json.loads(self._process.stdout.readline()))

    def crawl(
        self, home: Path, declared: Path, *words: str, now: str | None = None, **disturbance: Any
    ) -> Ended:
        """`dafu crawl` over the portal files of a folder."""
        return self.run(home, "crawl", "--portal-files", str(declared), *words, now=now, **disturbance)


# --- the process ------------------------------------------------------------------


WARM = (
    "crawler.crawl",
    "crawler.commands.crawl",
    "crawler.spiders.portal",
    "crawler.throttle",
    "db.archive",
    "lxml.html",
    "pypdfium2",
    "docx",
    "rich.console",
    "rich.table",
    "parsers.parse",
    "parsers.attached",
    "parsers.families",
    "parsers.attachments.docx",
    "parsers.attachments.pdf",
    "scrapy.crawler",
    "scrapy.core.downloader.handlers.http11",
    "scrapy.core.scheduler",
    "scrapy.downloadermiddlewares.httpcompression",
    "scrapy.downloadermiddlewares.cookies",
    "scrapy.extensions.corestats",
    "scrapy.extensions.feedexport",
    "scrapy.extensions.memusage",
    "scrapy.pipelines",
    "twisted.internet.asyncioreactor",
    "twisted.web.client",
)
"""What a crawl imports, but for the reactor: that one belongs to each child alone."""


def serve() -> None:
    for name in WARM:
        import_module(name)
    assert "twisted.internet.reactor" not in sys.modules

    for line in sys.stdin:
        sys.stdout.write(json.dumps(_answer(json.loads(line))) + "\n")
        sys.stdout.flush()


def _answer(request: Request) -> dict[str, Any]:
    home = Path(request["home"])
    spoken = [home.with_suffix(".out"), home.with_suffix(".err")]
    child = os.fork()
    if child == 0:
        _crawl(request, spoken)
    _, ended = os.waitpid(child, 0)
    out, err = (path.read_text() for path in spoken)
    return {"status": os.waitstatus_to_exitcode(ended), "out": out, "err": err}


def _crawl(request: Request, spoken: list[Path]) -> None:
    for number, path in zip((1, 2), spoken, strict=True):
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), number)
    os.environ["DAFU_HOME"] = request["home"]
    if request["now"]:
        os.environ["DAFU_NOW"] = request["now"]
    for name, argument in request["disturbance"].items():
        DISTURBANCES[name](argument)
    from crawler.cli import main

    status: object = 1
    try:
        main(request["words"])
    except SystemExit as end:
        status = end.code
    except BaseException:
        import traceback

        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status if isinstance(status, int) else 1)


# --- disturbances -------------------------------------------------------------------


def killed_before_commit(n: int) -> None:
    """The n-th transaction of the database is never committed."""
    _at_commit(n, lambda _: _die(), after=False)


def killed_after_commit(n: int) -> None:
    """The n-th transaction is committed, and nothing comes after it: not even its line in the fetch log."""
    _at_commit(n, lambda _: _die(), after=True)


def locked_after_commit(n: int) -> None:
    """Another process takes the database after the n-th commit and keeps it as long as this one lives."""
    _be_impatient()
    _at_commit(n, _lock, after=True)


def locked(path: str) -> None:
    """Another process has the database from the start."""
    _be_impatient()
    _lock(path)


def killed_in_archive_write(n: int) -> None:
    """The process dies when half of the n-th write to the archive is on the disk."""
    import db.warc_file

    whole = db.warc_file._write_all
    calls = iter(range(1, n + 1))

    def half(fd: int, data: bytes) -> None:
        if next(calls) == n:
            os.write(fd, data[: len(data) // 2])
            _die()
        whole(fd, data)

    db.warc_file._write_all = half


def archive_space(size: int) -> None:
    """The archive's disk has room for so many bytes: the write that needs more is cut off where they end."""
    import db.warc_file

    whole = db.warc_file._write_all
    left = size

    def bounded(fd: int, data: bytes) -> None:
        nonlocal left
        whole(fd, data[:left])
        if len(data) > left:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        left -= len(data)

    db.warc_file._write_all = bounded


def file_size(limit: int) -> None:
    """No file may grow beyond so many bytes: writes fail as on a full disk."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))


def without_override(capabilities: list[int]) -> None:
    """Root gives up its right to write where the permission bits forbid it (Linux capabilities by number)."""
    libc = ctypes.CDLL(None, use_errno=True)
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)  # version 3, this process
    sets = (ctypes.c_uint32 * 6)()  # effective, permitted, inheritable; low and high words
    if libc.capget(header, sets) == 0:
        for number in capabilities:
            sets[0] &= ~(1 << number)
        libc.capset(header, sets)


def _at_commit(n: int, act: Callable[[str], None], *, after: bool) -> None:
    connect: Callable[..., sqlite3.Connection] = sqlite3.connect
    seen = 0

    def traced(path: Any, *arguments: Any, **named: Any) -> sqlite3.Connection:
        connection = connect(path, *arguments, **named)

        def look(statement: str) -> None:
            nonlocal seen
            if after and seen == n:
                seen += 1
                act(str(path))
            if statement.strip().upper().startswith("COMMIT"):
                seen += 1
                if seen == n and not after:
                    act(str(path))

        if str(path).endswith("corpus.db"):
            connection.set_trace_callback(look)
        return connection

    vars(sqlite3)["connect"] = traced


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _be_impatient() -> None:
    import db.store

    db.store.BUSY_MS = 100


def _lock(path: str) -> None:
    ready, told = os.pipe()
    parent = os.getpid()
    if os.fork() == 0:
        connection = sqlite3.Connection(path, isolation_level=None, timeout=10)
        connection.execute("begin immediate")
        os.write(told, b"!")
        while os.getppid() == parent:
            time.sleep(0.02)
        os._exit(0)
    os.read(ready, 1)


DISTURBANCES: dict[str, Callable[[Any], None]] = {
    act.__name__: act
    for act in (
        killed_before_commit,
        killed_after_commit,
        killed_in_archive_write,
        locked,
        locked_after_commit,
        archive_space,
        file_size,
        without_override,
    )
}


if __name__ == "__main__":
    serve()
