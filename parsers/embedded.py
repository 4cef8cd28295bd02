"""A letter that a page carries as text for its script: a literal, a frame's own source, a text field.

Nothing is run: the literal is read and parsed as a page of its own. Only asked where the page shows no document.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape

from lxml.etree import _Element

from parsers.families.scripts import inline_scripts, literals
from parsers.html import parse_html, text_content

_LETTER = re.compile(r"收悉|[案议函件]悉|现[将就]?.{0,40}[答回函]复|[答回函]复如下|意见如下")
_SHORTEST = 60
_LONGEST = 400_000
# 悉 and 如下 as they stand in a script, or escaped.
_HINTS = ("悉", "如下", "\\u6089", "\\u5982\\u4e0b")


def embedded_document(root: _Element) -> _Element | None:
    """An element with the longest text that opens as a reply does; None where the page carries none."""
    best: str | None = None
    for text in _carried(root):
        if _SHORTEST <= len(text) <= _LONGEST and _LETTER.search(text) and len(text) > len(best or ""):
            best = text
    if best is None:
        return None
    if "<" not in best:
        best = "".join(f"<p>{escape(line)}</p>" for line in best.splitlines() if line.strip())
    tree = parse_html(f"<div>{best}</div>")
    return None if tree.root is None else tree.root.find(".//div")


def _carried(root: _Element) -> Iterator[str]:
    for frame in root.iter("iframe"):
        yield frame.get("srcdoc") or ""
    for field in root.iter("textarea", "template", "xmp"):
        yield text_content(field)
    for _, source in inline_scripts(root):
        if any(hint in source for hint in _HINTS):
            yield from literals(source)
