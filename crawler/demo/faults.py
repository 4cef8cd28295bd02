"""Faults a test can give a sample site: what goes wrong, where, and how often."""

from __future__ import annotations

import fnmatch
import threading
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

Kind = Literal[
    "status",  # this status with a small error page
    "challenge",  # 521 as 加速乐 answers: a cookie and a page that is one script
    "empty-list",  # 200, the page without its rows
    "cut",  # Content-Length of the whole, half of the bytes, then the connection closes
    "charset",  # the header names another encoding than the bytes have
    "moved",  # 301
    "soft-404",  # 200 with a page that says 404
    "slow",  # the right answer, late
    "same",  # 304 whatever was asked, if the request is conditional: a server that lies
    "garbage",  # 200, random bytes declared as HTML
]


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that goes wrong. Use the functions below rather than naming the fields."""

    kind: Kind
    status: int = 200
    retry_after: int | None = None
    location: str = ""
    charset: str = ""
    seconds: float = 0.0


def error(status: int = 500) -> Fault:
    """An error status with a small page."""
    return Fault("status", status)


def unavailable(retry_after: int | None = 120) -> Fault:
    """503, with Retry-After in seconds unless None."""
    return Fault("status", 503, retry_after=retry_after)


def challenge() -> Fault:
    """The first answer of a 加速乐 guard: 521, two cookies' names, a body under 1 KB that is one script."""
    return Fault("challenge", 521)


def empty_list() -> Fault:
    """200 and the whole page, but no rows (a soft block)."""
    return Fault("empty-list")


def cut_body() -> Fault:
    """The connection closes half-way through the body."""
    return Fault("cut")


def wrong_charset(charset: str) -> Fault:
    """The Content-Type header names ``charset``; the bytes stay as they are."""
    return Fault("charset", charset=charset)


def moved(location: str) -> Fault:
    """301 to ``location`` (absolute, or a path of the same site)."""
    return Fault("moved", 301, location=location)


def soft_404() -> Fault:
    """200 with a page that says the page does not exist."""
    return Fault("soft-404")


def slow(seconds: float) -> Fault:
    """The right answer after ``seconds``."""
    return Fault("slow", seconds=seconds)


def always_304() -> Fault:
    """304 to every conditional request, whatever changed."""
    return Fault("same", 304)


def garbage() -> Fault:
    """200 and bytes that are no page."""
    return Fault("garbage")


@dataclass(slots=True)
class _Rule:
    fault: Fault
    pattern: str
    times: int | None


@dataclass(slots=True)
class Faults:
    """The faults of one site. Safe to change while the site answers."""

    _rules: list[_Rule] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, fault: Fault, path: str = "*", times: int | None = None) -> None:
        """Answer requests whose path (with its query) matches ``path`` with ``fault``, ``times`` times or always.

        ``path`` is a shell pattern (``*/index_1.html``). The first fault that matches counts.
        """
        with self._lock:
            self._rules.append(_Rule(fault, path, times))

    def clear(self) -> None:
        """All faults away."""
        with self._lock:
            self._rules.clear()

    def match(self, target: str) -> Fault | None:
        """The fault for this request, its count taken down."""
        with self._lock:
            for rule in self._rules:
                path = target.partition("?")[0]
                if fnmatch.fnmatchcase(target, rule.pattern) or fnmatch.fnmatchcase(path, rule.pattern):
                    if rule.times is not None:
                        rule.times -= 1
                        if rule.times <= 0:
                            self._rules.remove(rule)
                    return replace(rule.fault)
        return None


def challenge_page() -> bytes:
    """A page in the shape of a 加速乐 first answer; its script computes nothing."""
    return Path(__file__).with_name("challenge.html").read_bytes()
