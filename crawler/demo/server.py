"""Serves one sample site on 127.0.0.1: access log, validators, faults, and a host that can go down."""

from __future__ import annotations

import errno
import hashlib
import re
import socket
import socketserver
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import format_datetime, parsedate_to_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Protocol
from urllib.parse import parse_qsl, urlsplit

from crawler.demo.exchange import Answer, Request
from crawler.demo.faults import Fault, Faults, challenge_page
from crawler.demo.templates import fill

HOST = "127.0.0.1"
MAX_FORM = 64 * 1024


class Served(Protocol):
    """What can be served: a name and an answer to every request."""

    id: str

    def answer(self, request: Request) -> Answer:
        """The answer to one request; 404 for what is not there."""
        ...


class PortBusyError(OSError):
    """The port is taken; the message says which and names the option that changes it."""

    def __init__(self, port: int) -> None:
        super().__init__(
            errno.EADDRINUSE,
            f"port {port} on {HOST} is already in use: stop the program that has it or choose others with --base-port",
        )


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One request. ``concurrency`` counts the requests in hand when it came, itself included; ``time`` is monotonic seconds."""

    time: float
    host: str
    method: str
    path: str
    status: int
    size: int
    concurrency: int
    conditional: bool
    user_agent: str


@dataclass(slots=True)
class AccessLog:
    """The requests of one site, in the order they were answered."""

    _entries: list[LogEntry] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _open: int = 0

    @contextmanager
    def in_hand(self) -> Iterator[int]:
        """Counts a request while it is answered."""
        with self._lock:
            self._open += 1
            now = self._open
        try:
            yield now
        finally:
            with self._lock:
                self._open -= 1

    def add(self, entry: LogEntry) -> None:
        with self._lock:
            self._entries.append(entry)

    def entries(self) -> tuple[LogEntry, ...]:
        """A copy of what was asked so far."""
        with self._lock:
            return tuple(self._entries)

    def paths(self, *, robots: bool = False) -> list[str]:
        """The paths asked for, robots.txt left out unless wanted."""
        return [e.path for e in self.entries() if robots or e.path != "/robots.txt"]

    def clear(self) -> None:
        with self._lock:
            self._entries.clear()

    def __len__(self) -> int:
        with self._lock:
            return len(self._entries)


class Answering(Protocol):
    """What can be served: a sample site, or any site of a test."""

    id: str

    def answer(self, request: Request) -> Answer:
        """The answer to one request."""


class SiteServer:
    """One site on one port.

    ``port`` 0 lets the system choose; the choice is kept when the host goes down and up again.
    Raises PortBusyError.
    """

    def __init__(self, site: Answering, port: int = 0) -> None:
        self.site = site
        self.log = AccessLog()
        self.faults = Faults()
        self.port = port
        self._http: _Http | None = None
        self._thread: threading.Thread | None = None

    @property
    def base(self) -> str:
        """http://127.0.0.1:port, no slash at the end."""
        return f"http://{HOST}:{self.port}"

    def up(self) -> None:
        """Listen; does nothing when it listens already."""
        if self._http is not None:
            return
        try:
            self._http = _Http((HOST, self.port), self)
        except OSError as fault:
            if fault.errno == errno.EADDRINUSE:
                raise PortBusyError(self.port) from None
            raise
        self.port = self._http.server_address[1]
        self._thread = threading.Thread(
            target=self._http.serve_forever, kwargs={"poll_interval": 0.02}, name=self.site.id, daemon=True
        )
        self._thread.start()

    def down(self) -> None:
        """Stop listening and cut open connections: the next request is refused."""
        if self._http is None or self._thread is None:
            return
        self._http.shutdown()
        self._http.server_close()
        self._http.cut_connections()
        self._thread.join()
        self._http = self._thread = None


class _Http(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self, address: tuple[str, int], owner: SiteServer) -> None:
        self.owner = owner
        self._connections: set[socket.socket] = set()
        self._lock = threading.Lock()
        super().__init__(address, _Handler)

    def server_bind(self) -> None:
        # HTTPServer.server_bind looks the host name up, which can take seconds without a network
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = HOST, self.server_address[1]

    def remember(self, connection: socket.socket) -> None:
        with self._lock:
            self._connections.add(connection)

    def forget(self, connection: socket.socket) -> None:
        with self._lock:
            self._connections.discard(connection)

    def cut_connections(self) -> None:
        with self._lock:
            for connection in self._connections:
                try:
                    connection.shutdown(socket.SHUT_RDWR)
                except OSError:
                    continue  # closed by the other side already

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is no news; everything else is a mistake of ours and is printed."""
        if not isinstance(sys.exception(), (ConnectionError, TimeoutError)):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "SamplePortal/1"
    sys_version = ""
    timeout = 30
    disable_nagle_algorithm = True
    server: _Http

    def setup(self) -> None:
        super().setup()
        self.server.remember(self.connection)

    def finish(self) -> None:
        self.server.forget(self.connection)
        super().finish()

    def log_message(self, format: str, *args: Any) -> None:
        """The access log is kept, not printed."""

    def do_GET(self) -> None:
        self._serve()

    do_HEAD = do_GET  # noqa: N815 - as above

    def do_POST(self) -> None:
        self._serve()

    def _serve(self) -> None:
        owner = self.server.owner
        started = time.monotonic()
        with owner.log.in_hand() as concurrency:
            sent_to_us = self._body()
            fault = owner.faults.match(self.path)
            if fault and fault.kind == "slow":
                time.sleep(fault.seconds)
            answer = _spoiled(self._answer(sent_to_us), fault, self._conditional())
            if 200 <= answer.status < 300 and self._is_current(answer):
                answer = Answer(b"", answer.content_type, 304, answer.modified, answer.tagged, _kept(answer))
            cut = fault is not None and fault.kind == "cut"
            body = b"" if self.command == "HEAD" or answer.status == 304 else answer.body
            sent = body[: len(body) // 2] if cut else body
            # logged before it is sent: who has the answer finds its line in the log
            owner.log.add(
                LogEntry(
                    time=started,
                    host=self.headers.get("Host", ""),
                    method=self.command,
                    path=self.path,
                    status=answer.status,
                    size=len(sent),
                    concurrency=concurrency,
                    conditional=self._conditional(),
                    user_agent=self.headers.get("User-Agent", ""),
                )
            )
        # Out of hand before the last byte leaves: a client that has its answer may ask again at once.
        self._send(answer, sent, close=cut)

    def _body(self) -> str:
        length = min(int(self.headers.get("Content-Length") or 0), MAX_FORM)
        return self.rfile.read(length).decode("utf-8", "replace") if length else ""

    def _answer(self, body: str) -> Answer:
        parts = urlsplit(self.path)
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        form = dict(parse_qsl(body, keep_blank_values=True)) if body[:1] not in ("{", "[") else {}
        owner = self.server.owner
        return owner.site.answer(Request(self.command, parts.path, owner.base, query, form, body))

    def _conditional(self) -> bool:
        return "If-None-Match" in self.headers or "If-Modified-Since" in self.headers

    def _is_current(self, answer: Answer) -> bool:
        """RFC 9110, 13.1: If-None-Match decides alone where it is given."""
        tags = self.headers.get("If-None-Match")
        if tags is not None:
            return answer.tagged and _etag(answer.body) in {t.strip() for t in tags.split(",")}
        since = self.headers.get("If-Modified-Since")
        if since is None or answer.modified is None:
            return False
        try:
            return answer.modified <= parsedate_to_datetime(since)
        except (TypeError, ValueError):
            return False

    def _send(self, answer: Answer, body: bytes, *, close: bool) -> None:
        self.send_response(answer.status)
        if answer.status != 304:
            self.send_header("Content-Type", answer.content_type)
            self.send_header("Content-Length", str(len(answer.body)))
        if answer.tagged and answer.status in (200, 304):
            self.send_header("ETag", answer.headers.get("ETag") or _etag(answer.body))
        if answer.modified is not None and answer.status in (200, 304):
            self.send_header("Last-Modified", format_datetime(answer.modified, usegmt=True))
        for name, value in answer.headers.items():
            if name != "ETag":
                self.send_header(name, value)
        if close:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)


def _etag(body: bytes) -> str:
    return f'"{hashlib.sha1(body, usedforsecurity=False).hexdigest()[:20]}"'


def _kept(answer: Answer) -> dict[str, str]:
    """A 304 names the tag of the page it stands for."""
    return {**answer.headers, "ETag": _etag(answer.body)}


def _spoiled(answer: Answer, fault: Fault | None, conditional: bool) -> Answer:
    """The answer after a fault had its way with it."""
    if fault is None or fault.kind in ("slow", "cut"):
        return answer
    page = answer.content_type.partition(";")[0]
    match fault.kind:
        case "status":
            headers = {} if fault.retry_after is None else {"Retry-After": str(fault.retry_after)}
            body = f"<html><body><h1>{fault.status}</h1></body></html>".encode()
            return Answer(body, "text/html", fault.status, headers=headers)
        case "challenge":
            cookie = "__jsluid_s=00112233445566778899aabbccddeeff; max-age=31536000; path=/; HttpOnly"
            return Answer(
                challenge_page(), "text/html", 521, headers={"Set-Cookie": cookie, "X-Via-JSL": "demo,-"}
            )
        case "empty-list":
            return Answer(_without_rows(answer.body), answer.content_type, answer.status)
        case "charset":
            return Answer(
                answer.body, f"{page}; charset={fault.charset}", answer.status, answer.modified, answer.tagged
            )
        case "moved":
            return Answer(b"", page, 301, headers={"Location": fault.location})
        case "soft-404":
            return Answer(fill("not_found", charset="utf-8").encode(), "text/html; charset=utf-8")
        case "same":
            return Answer(b"", page, 304) if conditional else answer
        case _:
            return Answer(hashlib.sha512(answer.body).digest() * 40, "text/html")


def _without_rows(body: bytes) -> bytes:
    """The page without list items, table rows and embedded records (they are ASCII tags in every encoding used)."""
    body = re.sub(rb"<record>.*?</record>", b"", body, flags=re.S)
    body = re.sub(rb"<totalrecord>\d+</totalrecord>", b"<totalrecord>0</totalrecord>", body)
    return re.sub(
        rb"<(li|tr)\b[^>]*>(?:(?!</\1>).)*?\d{4}[-/.]\d{2}[-/.]\d{2}.*?</\1>", b"", body, flags=re.S
    )
