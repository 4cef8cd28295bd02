"""PDFs are read in a process of their own, which may use so much processor time and memory and no more.

PDFium cannot be interrupted, and a file of a few kilobytes whose form shows itself twice keeps it busy
for ever. The limit is processor time of the reading process, not of a clock: a busy machine reads the same.
"""

from __future__ import annotations

import atexit
import json
import os
import signal
import struct
import subprocess
import sys
from contextlib import suppress
from threading import Lock
from typing import IO

from parsers.types import Block, Problem

PROCESSOR_SECONDS = 20
"""A letter takes 15 ms, a book of 1,000 pages a few seconds."""

MEMORY = 4 << 30
"""Bytes of address space; PDFium asks for far less of a file that is no bomb."""

Read = tuple[tuple[Block, ...], tuple[Problem, ...]]

_SIZE = struct.Struct(">Q")


class PdfReader:
    """The reading process, started at the first PDF and again after one that it did not survive."""

    def __init__(self, seconds: int = PROCESSOR_SECONDS) -> None:
        self._seconds = seconds
        self._lock = Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = 0

    def read(self, data: bytes) -> Read:
        """Blocks and problems of a PDF; only a problem where the reading process ended over it."""
        with self._lock:
            process = self._running()
            assert process.stdin is not None
            assert process.stdout is not None
            try:
                _send(process.stdin, data)
                answer = _receive(process.stdout)
            except OSError:
                answer = None
            if answer is None:
                return (), (_ended(self.stop(), self._seconds),)
        return _from_json(answer)

    def _running(self) -> subprocess.Popen[bytes]:
        # A forked process must not share its parent's reader: their answers would mix.
        if self._process is None or self._owner != os.getpid():
            self._owner = os.getpid()
            self._process = subprocess.Popen(  # noqa: S603 - our own words
                [sys.executable, "-m", "parsers.attachments.limited", str(self._seconds)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env={**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
                # Ctrl-C is for the crawl, which ends this process by closing its input.
                start_new_session=True,
            )
        return self._process

    def stop(self) -> int:
        """End the reading process, if it is ours; gives how it ended (as Popen.returncode)."""
        process, self._process = self._process, None
        if process is None or self._owner != os.getpid():
            return 0
        assert process.stdin is not None
        # Without input it ends by itself, unless it has ended already.
        with suppress(OSError):
            process.stdin.close()
        status = process.wait()
        if process.stdout is not None:
            process.stdout.close()
        return status


def _ended(status: int, seconds: int) -> Problem:
    if status == -signal.SIGVTALRM:
        return Problem(
            "too_slow",
            f"the PDF takes more than {seconds} s of processor time, as files do that are made to harm: "
            "it is not read; open it by hand",
        )
    return Problem(
        "corrupt_file",
        f"the reading of the PDF broke off (status {status}; more than {MEMORY >> 30} GB of memory, or a fault in "
        "PDFium): it is not read; open it by hand",
    )


READER = PdfReader()
atexit.register(READER.stop)


def _send(stream: IO[bytes], data: bytes) -> None:
    stream.write(_SIZE.pack(len(data)) + data)
    stream.flush()


def _receive(stream: IO[bytes]) -> bytes | None:
    head = stream.read(_SIZE.size)
    if len(head) < _SIZE.size:
        return None
    (size,) = _SIZE.unpack(head)
    data = stream.read(size)
    return data if len(data) == size else None


def _to_json(read: Read) -> bytes:
    blocks, problems = read
    shape = {
        "blocks": [[b.text, b.place, b.kind, b.indent, b.align] for b in blocks],
        "problems": [[p.code, p.message, p.field] for p in problems],
    }
    return json.dumps(shape, ensure_ascii=True).encode()


def _from_json(answer: bytes) -> Read:
    shape = json.loads(answer)
    return tuple(Block(*row) for row in shape["blocks"]), tuple(Problem(*row) for row in shape["problems"])


def _serve(seconds: int) -> None:
    """The reading process: PDFs in, blocks out, until the input ends. Its timer kills it over a PDF that takes too long."""
    import resource

    from parsers.attachments.pdf import read_here

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    asked, answers = sys.stdin.buffer, sys.stdout.buffer
    while (data := _receive(asked)) is not None:
        signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
        read = read_here(data)
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        _send(answers, _to_json(read))


if __name__ == "__main__":
    _serve(int(sys.argv[1]))
