"""Markup read safely: a tree of any text, and the text a reader of it sees."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml.etree import HTMLParser, LxmlError, XPath, _Element, fromstring, iterwalk

from parsers.attributes import without_swollen_tags
from parsers.references import without_control_references

SILENT = frozenset({"script", "style", "noscript", "template", "textarea", "select", "iframe"})
"""Elements whose text no reader sees."""

_STRING = XPath("string(.)", smart_strings=False)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_XML_DECLARATION = re.compile(r"\A\s*<\?xml[^>]{0,200}\?>")


def parse_html(text: str) -> _Element:
    """A tree of any text; an empty one where there is nothing to read. Comments are left out. Never raises."""
    clean = _XML_DECLARATION.sub("", _CONTROL.sub("", text))
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True)
    try:
        tree = fromstring(without_control_references(without_swollen_tags(clean.encode("utf-8"))), parser)
    except (LxmlError, ValueError):
        tree = None
    if tree is None:
        return fromstring(b"<html><body></body></html>", parser)
    return tree


def classes(element: _Element) -> tuple[str, ...]:
    """The class names of an element."""
    return tuple((element.get("class") or "").split())


def pieces(root: _Element, leave_out: frozenset[_Element] = frozenset()) -> Iterator[tuple[str, _Element]]:
    """The text nodes below ``root`` with their parent elements, in order; scripts and styles are silent.

    Elements of ``leave_out`` are passed over with all below them (not what follows them).
    """
    walker = iterwalk(root, events=("start", "end"))
    for event, element in walker:
        if event == "start":
            if element.tag in SILENT or element in leave_out:
                walker.skip_subtree()
            elif element.text:
                yield element.text, element
        elif element is not root and element.tail:
            parent = element.getparent()
            yield element.tail, parent if parent is not None else root


def text_of(root: _Element, limit: int = 1_000_000) -> str:
    """The visible text, white space runs as one space, cut after about ``limit`` characters that are none."""
    if root.tag not in SILENT and next(root.iter(*SILENT), None) is None:
        text = _STRING(root) if len(root) else root.text or ""
        if isinstance(text, str) and len(text) <= 4 * limit:
            return " ".join(text.split())
    out: list[str] = []
    length = 0
    for piece, _ in pieces(root):
        out.append(piece)
        length += len(piece.strip())
        if length > limit:
            break
    return " ".join("".join(out).split())


def has_text(root: _Element) -> bool:
    """True where a reader sees anything but white space."""
    return any(not text.isspace() for text, _ in pieces(root))
