"""Any file to one shape: what is the document, what stands around it, what was left out and why."""

from __future__ import annotations

from collections.abc import Sequence

from parsers.boilerplate import sweep
from parsers.metadata import read_metadata
from parsers.text import read_lines
from parsers.types import Block, Dropped, Encoding, FileKind, Page, Problem


def document_page(
    blocks: Sequence[Block],
    *,
    kind: FileKind,
    url: str | None,
    encoding: Encoding | None = None,
    problems: tuple[Problem, ...] = (),
) -> Page:
    """A page from lines that hold everything at once: plain text, PDF and Word documents."""
    kept, chrome = sweep(blocks)
    found = read_metadata(kept, letter_inside=True)
    order = {id(block): i for i, block in enumerate(blocks)}
    dropped: list[Dropped] = sorted([*chrome, *found.dropped], key=lambda d: order[id(d.block)])
    return Page(
        kind=kind,
        url=url,
        encoding=encoding,
        family=None,
        titles=tuple(found.titles),
        pairs=tuple(found.pairs),
        blocks=tuple(found.rest),
        dropped=tuple(dropped),
        problems=problems,
    )


def read_page(data: bytes, *, url: str | None = None, content_type: str | None = None) -> Page:
    """Read one file of any kind; never raises."""
    from parsers.decode import decode

    decoded = decode(data, content_type)
    return document_page(
        read_lines(decoded.text),
        kind=FileKind.TEXT,
        url=url,
        encoding=decoded.encoding,
        problems=decoded.problems,
    )
