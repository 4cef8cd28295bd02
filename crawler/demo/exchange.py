"""One request and one answer of a sample portal, without anything of HTTP's wire."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Request:
    """``query`` and ``form`` hold the last value of every key; ``body`` is what was sent, as text."""

    method: str
    path: str
    base: str
    query: Mapping[str, str] = field(default_factory=dict)
    form: Mapping[str, str] = field(default_factory=dict)
    body: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """``modified`` gives Last-Modified, ``tagged`` an ETag made of the bytes; both need an honest site."""

    body: bytes = b""
    content_type: str = "text/html"
    status: int = 200
    modified: datetime | None = None
    tagged: bool = False
    headers: Mapping[str, str] = field(default_factory=dict)
