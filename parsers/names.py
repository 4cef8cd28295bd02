"""Elements of one page by their class names and ids: read once, asked often."""

from __future__ import annotations

import re
from collections.abc import Iterable

from lxml.etree import _Element

# Elements that carry text and may be boxes; links, pictures, controls and page heads are none.
_HOLDERS = (
    "div", "table", "td", "section", "article", "span", "p", "ul", "ol", "dl", "tbody", "tr", "main", "form",
    "font", "center", "li", "dd", "dt", "th", "h1", "h2", "h3", "h4", "ucapcontent", "ucaptitle", "publishtime",
    "blockquote", "aside", "header", "b", "strong", "pre", "fieldset",
)  # fmt: skip


class Names:
    """Which elements are called what. A name is one class word or an id, as printed (case kept)."""

    def __init__(self, tree: _Element) -> None:
        """Look through ``tree`` once."""
        self._elements: dict[str, list[_Element]] = {}
        self._order: dict[_Element, int] = {}
        elements, order = self._elements, self._order
        for element in tree.iter(*_HOLDERS):
            keys = element.keys()
            if not keys:
                continue
            words: list[str] = []
            if "class" in keys:
                words = (element.get("class") or "").split()
            if "id" in keys:
                words.append((element.get("id") or "").strip())
            for word in words:
                elements.setdefault(word, []).append(element)
            if words:
                order[element] = len(order)

    def __contains__(self, name: str) -> bool:
        """True where some element is called so."""
        return name in self._elements

    def having(self, names: Iterable[str]) -> list[_Element]:
        """Elements with one of these names, in page order, each once."""
        return self._in_order([self._elements[name] for name in names if name in self._elements])

    def matching(self, pattern: re.Pattern[str]) -> list[_Element]:
        """Elements one of whose names matches as a whole, in page order, each once."""
        return self._in_order([found for name, found in self._elements.items() if pattern.fullmatch(name)])

    def _in_order(self, found: list[list[_Element]]) -> list[_Element]:
        if not found:
            return []
        if len(found) == 1:
            return list(dict.fromkeys(found[0]))
        return sorted({element for some in found for element in some}, key=self._order.__getitem__)
