"""HTML to a tree: any text, nothing run or fetched, and plain lines where no tree can be had."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape

from lxml.etree import ErrorTypes, HTMLParser, LxmlError, XPath, _Element, fromstring

from parsers.attributes import without_swollen_tags
from parsers.references import without_control_references

_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
_CONTROL_BYTES = bytes((*range(9), 0x0B, *range(0x0E, 0x20), 0x7F))
_SURROGATE = re.compile(rb"\xed[\xa0-\xbf]")
_XML_DECLARATION = re.compile(rb"\A\s*<\?xml[^>]{0,200}\?>")
# libxml2 gives up at 2048 open elements.
_DEEPEST = 2000


@dataclass(slots=True)
class Tree:
    """A parsed page; ``root`` is None where there is no element at all, ``too_deep`` where parsing gave up."""

    root: _Element | None
    too_deep: bool = False
    cleaned: bool = False


_STRING = XPath("string(.)")
_LENGTH = XPath("string-length(normalize-space(.))")


def text_content(element: _Element) -> str:
    """All text in an element, scripts and hidden parts too."""
    text = _STRING(element)
    return str(text) if isinstance(text, str) else ""


def text_length(element: _Element) -> float:
    """Characters of ``text_content``, white space counted once."""
    length = _LENGTH(element)
    return length if isinstance(length, float) else 0.0


def parse_html(text: str, utf8: bytes | None = None) -> Tree:
    """A tree of any text; never raises. Comments are left out; control characters are removed first.

    ``utf8``: the same text in UTF-8 where the caller has it.
    """
    data = text.encode("utf-8", "surrogatepass") if utf8 is None else utf8
    cleaned = _has_controls(data)
    if cleaned:
        data = _CONTROL.sub("", text).encode("utf-8")
    if b"\x0c" in data:
        data = data.replace(b"\x0c", b"\n")  # white space to HTML, no character to XML: lxml writes U+FFFD
    data = without_control_references(without_swollen_tags(data))
    if data[:200].lstrip()[:5] == b"<?xml":
        data = _XML_DECLARATION.sub(b"", data)
    parser = HTMLParser(
        encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True, no_network=True
    )
    try:
        root = fromstring(data, parser)
    except (LxmlError, ValueError):
        return Tree(None, cleaned=cleaned)
    if root is None:
        return Tree(None, cleaned=cleaned)
    # Text after an early </html> becomes a second root beside the first: one tree again.
    if root.getnext() is not None:
        for sibling in list(root.itersiblings()):
            root.append(sibling)
    deep = data.count(b"<") > _DEEPEST and any(
        entry.type == ErrorTypes.ERR_RESOURCE_LIMIT for entry in parser.error_log
    )
    return Tree(root, too_deep=deep, cleaned=cleaned)


def _has_controls(data: bytes) -> bool:
    """True where the UTF-8 holds what no page may: control characters, halves of surrogate pairs."""
    if len(data.translate(None, _CONTROL_BYTES)) != len(data):
        return True
    return b"\xed" in data and _SURROGATE.search(data) is not None


_TAG = re.compile(r"<(/?[A-Za-z][A-Za-z0-9]*)[^<>]*>")
_SILENT_PART = re.compile(r"<(script|style)\b[^<>]*>(?:(?!</\1).)*+", re.IGNORECASE | re.DOTALL)
_INLINE = frozenset(
    (
        "a", "abbr", "b", "big", "em", "font", "i", "s", "small", "span", "strong", "sub", "sup",
        "tt", "u", "o", "ins", "del", "label",
    )
)  # fmt: skip


def flatten(text: str) -> str:
    """The text of markup that no parser takes (nested thousands deep), block tags as line breaks."""
    text = _SILENT_PART.sub("", _CONTROL.sub("", text))
    return unescape(_TAG.sub(lambda m: "" if m.group(1).lstrip("/").lower() in _INLINE else "\n", text))
