"""Reading one document's page where families agree: body elements, metadata tables, files in scripts."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from itertools import islice

from lxml.etree import _Element

from parsers.address import canonical
from parsers.families.base import DetailHints, DetailSource
from parsers.labels import canonical as canonical_label
from parsers.labels import squeeze
from parsers.markup import classes, has_text, text_of
from parsers.types import Link, Pair

FILE = re.compile(
    r"\.(?:pdf|docx?|wps|ofd|xlsx?|et|pptx?|zip|rar|7z|txt|rtf|ceb|jpe?g|png)(?:\Z|[?#&])", re.IGNORECASE
)
"""An address or file name that is a file to download."""

MAX_CELLS = 400
MAX_BOXES = 100
"""Elements of one name that are looked at as a document's body: each may lie 2,000 elements deep."""


def outermost(found: Iterable[_Element]) -> tuple[_Element, ...]:
    """The elements that lie in no other of them, without empty ones, in page order; of the first MAX_BOXES."""
    chosen: dict[_Element, None] = {}
    for element in islice(found, MAX_BOXES):
        if chosen and any(one in chosen for one in element.iterancestors()):
            continue
        if has_text(element):
            chosen[element] = None
    return tuple(chosen)


def body_hints(family: str, source: DetailSource, places: Collection[str]) -> DetailHints | None:
    """The body alone, where the page has an element of one of these classes or ids."""
    body = outermost(source.names.having(places))
    return DetailHints(family, body) if body else None


def table_pairs(table: _Element) -> Iterator[Pair]:
    """Label and value of a metadata table or list: cells in turn, `[ 索引号 ]` and `索 引 号：` alike.

    A cell is a label where its words are a known label or its markup says so (th, td.t1);
    label cells without a value cell behind them give nothing.
    """
    for row in table.iter("tr", "ul", "dl"):
        cells = [c for c in islice(row, MAX_CELLS) if c.tag in ("td", "th", "li", "dt", "dd")]
        at = 0
        while at < len(cells):
            label, inline = _label(cells[at])
            if label is None:
                at += 1
            elif inline:
                yield _pair(label, inline, cells[at])
                at += 1
            elif at + 1 < len(cells) and _label(cells[at + 1])[0] is None:
                yield _pair(label, text_of(cells[at + 1]), cells[at + 1])
                at += 2
            else:
                at += 1


def _label(cell: _Element) -> tuple[str | None, str]:
    """The raw label of a cell, and the value where the same cell holds it (`索引号：11500…`)."""
    text = text_of(cell, 4000)
    if canonical_label(text) is not None:
        return text, ""
    if cell.tag == "th" or "t1" in classes(cell):
        return (text, "") if 0 < len(squeeze(text)) <= 8 else (None, "")
    head, colon, value = text.replace("：", ":", 1).partition(":")
    if colon and canonical_label(head) is not None:
        return head, value.strip()
    return None, ""


def _pair(raw: str, value: str, cell: _Element) -> Pair:
    source = "list" if cell.tag in ("li", "dt", "dd") else "table"
    place = str(cell.getroottree().getpath(cell))
    return Pair(canonical_label(raw) or squeeze(raw), value, source, place, raw)  # type: ignore[arg-type]


def script_links(source: DetailSource) -> Iterator[Link]:
    """Files whose anchors stand only in script strings (`var hasFJ='<a href="./P0….docx">…</a>'`)."""
    seen: set[str] = set()
    places: dict[_Element, str] = {}
    for element, anchor in source.script_anchors:
        if element not in places:
            places[element] = str(element.getroottree().getpath(element))
        link = file_link(anchor, source.origin, places[element])
        if link is not None and link.url not in seen:
            seen.add(link.url)
            yield link


def program_links(source: DetailSource, program: str, *, worded: bool = False) -> Iterator[Link]:
    """Anchors to a download program, whose address ends in no file name; ``worded``: those with text only."""
    seen: set[str] = set()
    for anchor in source.anchors_to(program):
        if worded and not text_of(anchor, 20):
            continue
        link = file_link(anchor, source.origin, str(anchor.getroottree().getpath(anchor)))
        if link is not None and link.url not in seen:
            seen.add(link.url)
            yield link


def file_link(anchor: _Element, url: str, place: str) -> Link | None:
    """An anchor to a file as a Link; None for any other anchor."""
    href = (anchor.get("href") or "").strip()
    if not href or (
        FILE.search(href) is None and "downfile.jsp" not in href and "download" not in href.lower()
    ):
        return None
    try:
        address = canonical(href, url) if url else href  # without a page address it stays as written
    except ValueError:
        return None
    name = text_of(anchor, 500) or (anchor.get("title") or "").strip() or address.rpartition("/")[2]
    return Link(address, name, place)
