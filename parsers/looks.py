"""What attributes say of an element: hidden, aligned, indented, a named area of the page.

Pages repeat the same few style and class strings thousands of times (text pasted from Word
carries one on every character), and the pages of a portal share them: each is read once.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from parsers.lines import Align
from parsers.remembered import remembered

# class or id words of whole areas that never hold a document (portals.md part 2 §0).
_AREAS = {
    "nav": "site navigation",
    "navbar": "site navigation",
    "navigation": "site navigation",
    "mainnav": "site navigation",
    "topnav": "site navigation",
    "menu": "site navigation",
    "foot": "site footer",
    "footer": "site footer",
    "copyright": "site footer",
    "share": "share prompt",
    "bdsharebuttonbox": "share prompt",
    "bshare-custom": "share prompt",
    "social-share": "share prompt",
    "qrcode": "share prompt",
    "ewm": "share prompt",
    "ng-hide": "hidden element",
}
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_TEXT_ALIGN = re.compile(r"text-align\s*:\s*(left|center|right)", re.IGNORECASE)
_TEXT_INDENT = re.compile(r"text-indent\s*:\s*(\d{1,3}(?:\.\d{1,4})?)\s*(em|px|pt|ch)", re.IGNORECASE)
_PRE = re.compile(r"white-space\s*:\s*(?:pre|break-spaces)", re.IGNORECASE)
_DISPLAY_BLOCK = re.compile(r"display\s*:\s*block")
_ALIGNS: dict[str, Align] = {"left": "left", "center": "center", "right": "right"}


class Style(NamedTuple):
    """What one style attribute says; None where it says nothing."""

    hidden: bool = False
    align: Align | None = None
    indent: int | None = None
    pre: bool = False
    block: bool = False


class Named(NamedTuple):
    """What one class or id attribute says: an area that holds no document, or a title."""

    area: str | None = None
    title: bool = False


NO_STYLE = Style()
"""A style that says nothing the walk asks for."""
NO_NAME = Named()
"""A class or id that is neither."""


def align_of(text: str) -> Align | None:
    """An align attribute; None for values that are none of left, center, right."""
    return _ALIGNS.get(text.lower())


@remembered
def read_style(text: str) -> Style:
    """A style attribute."""
    lower = text.lower()
    if not any(word in lower for word in ("display", "visibility", "text-", "white-space")):
        return NO_STYLE
    align = _TEXT_ALIGN.search(text)
    indent = _TEXT_INDENT.search(text)
    return Style(
        _HIDDEN.search(text) is not None,
        _ALIGNS[align.group(1).lower()] if align else None,
        _characters(indent.group(1), indent.group(2).lower()) if indent else None,
        _PRE.search(text) is not None,
        _DISPLAY_BLOCK.search(text) is not None,
    )


@remembered
def read_name(text: str) -> Named:
    """A class or id attribute."""
    lower = text.lower()
    area = _AREAS.get(lower)
    if area is None and not lower.isalnum():
        area = next((_AREAS[word] for word in lower.split() if word in _AREAS), None)
    title = "tit" in lower or "biaoti" in lower
    return Named(area, title) if area or title else NO_NAME


def _characters(amount: str, unit: str) -> int:
    """An indent in characters: 2em is two; 16 px or 12 pt is one in the browsers' own size."""
    size = {"em": 1.0, "ch": 1.0, "px": 16.0, "pt": 12.0}[unit]
    return min(round(float(amount) / size), 200)
