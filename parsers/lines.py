"""The lines of an HTML page as a walk over its tree finds them, with files and headings."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from parsers.types import Block, Dropped

Align = Literal["", "left", "center", "right"]
Zone = Literal[0, 1, 2]
"""0 before the document's body, 1 inside it, 2 after it."""


@dataclass(slots=True)
class Anchor:
    """A link to a file: where it leads, what it is called, and how far from the body it stands."""

    href: str
    name: str
    place: str
    zone: Zone
    line: int


@dataclass(slots=True)
class Heading:
    """Lines set as a title outside the body: an h1-h3, or an element called title."""

    blocks: tuple[Block, ...]
    level: int


@dataclass(slots=True)
class Lines:
    """All visible lines of a page in order. ``zones[i]`` belongs to ``blocks[i]``."""

    blocks: list[Block] = field(default_factory=list)
    zones: list[Zone] = field(default_factory=list)
    hidden: list[Dropped] = field(default_factory=list)
    anchors: list[Anchor] = field(default_factory=list)
    headings: list[Heading] = field(default_factory=list)
    cut: bool = False
    """The page has more tags than are read."""
