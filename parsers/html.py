"""HTML to a tree: any text, nothing run or fetched, and plain lines where no tree can be had."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape

from lxml.etree import HTMLParser, LxmlError, XPath, _Element, fromstring

_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
_XML_DECLARATION = re.compile(r"\A\s*<\?xml[^>]{0,200}\?>")


@dataclass(slots=True)
class Tree:
    """A parsed page; ``root`` is None where there is no element at all, ``too_deep`` where parsing gave up."""

    root: _Element | None
    too_deep: bool = False
    cleaned: bool = False


_STRING = XPath("string(.)")


def text_content(element: _Element) -> str:
    """All text in an element, scripts and hidden parts too."""
    text = _STRING(element)
    return str(text) if isinstance(text, str) else ""


def parse_html(text: str) -> Tree:
    """A tree of any text; never raises. Comments are left out; control characters are removed first."""
    cleaned = _CONTROL.search(text) is not None
    if cleaned:
        text = _CONTROL.sub("", text)
    parser = HTMLParser(
        encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True, no_network=True
    )
    try:
        root = fromstring(_XML_DECLARATION.sub("", text).encode("utf-8"), parser)
    except (LxmlError, ValueError):
        return Tree(None, cleaned=cleaned)
    if root is not None:
        # Text after an early </html> becomes a second root beside the first: one tree again.
        for sibling in list(root.itersiblings()):
            root.append(sibling)
    deep = any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log)
    return Tree(root, too_deep=deep, cleaned=cleaned)


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
