"""What every CMS family offers, and the decoded list page it reads."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import parse_qsl, urlsplit

from lxml.etree import XPath, _Element

from parsers.families.scripts import inline_scripts, literals
from parsers.markup import parse_html
from parsers.names import Names
from parsers.types import Link, ListPage, ListRequest, Pair

_HREFS = XPath("descendant-or-self::a/@href", smart_strings=False)
_ANCHOR = re.compile(r"<[aA]\b")

MAX_BYTES = 16 * 1024 * 1024
"""List pages measure 20-500 kB; what is larger than this is no list page and is not parsed."""

PROBLEM_CODES = {
    "not_a_list": "the page holds no list of documents",
    "detail_page": "the page is one document, not a list",
    "blocked_page": "the page is a challenge of a protection product, not a list",
    "error_page": "the page says that it is missing or broken",
    "list_empty": "the page is a list and says that it has no rows",
    "list_end": "a page behind the last one: the list is over",
    "client_rendered": "the rows are fetched by the browser; the page itself holds none",
    "commented_rows": "the rows were read from an HTML comment",
    "no_answer": "an interface answered with something other than its list",
    "encrypted_pager": "the next page's address is encrypted by the CMS",
    "next_unknown": "there are more pages, but the page does not say where",
    "page_mismatch": "the answer is not the page that was asked for",
    "title_cut": "a title is cut short on the list page",
    "row_without_address": "a row links to something that is no address",
    "too_large": "the file is too large to be a list page",
}
"""Every code a ListPage's problems may carry, with its meaning."""


@dataclass(frozen=True, slots=True)
class Recognition:
    """Which CMS family made a page: ``confidence`` from 0 to 1, ``evidence`` in words for people."""

    family: str | None
    confidence: float
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DetailHints:
    """What a family knows of one document's page.

    ``body``: the elements that hold the document, in order; empty where none is known.
    ``pairs``: label and value of the family's own metadata tables; ``metadata``: those tables,
    so that they are not taken for the document. ``links``: files offered in places that
    an ordinary reading of the page misses (script strings, download programs).
    """

    family: str
    body: tuple[_Element, ...] = ()
    pairs: tuple[Pair, ...] = ()
    metadata: tuple[_Element, ...] = ()
    links: tuple[Link, ...] = ()


@dataclass(frozen=True)
class DetailSource:
    """One document's page as families look at it; what several of them need is read once.

    ``url`` is '' where the address is not known; ``base`` is what its links start from, where the page
    says another address (``<base href>``) than its own. ``names`` finds elements by class and id without
    another walk over the tree; ``scripts`` are the inline scripts with their source.
    """

    tree: _Element
    url: str = ""
    base: str = ""

    @property
    def origin(self) -> str:
        """The address that links start from; '' where none is known."""
        return self.base or self.url

    @cached_property
    def names(self) -> Names:
        return Names(self.tree)

    @cached_property
    def scripts(self) -> tuple[tuple[_Element, str], ...]:
        return tuple(inline_scripts(self.tree))

    @cached_property
    def script_anchors(self) -> tuple[tuple[_Element, _Element], ...]:
        """Anchors that stand only in script strings, each with its script: (script, anchor)."""
        found: list[tuple[_Element, _Element]] = []
        for element, script in self.scripts:
            if _ANCHOR.search(script) is not None:
                markup = "".join([text for text in literals(script) if "<" in text])
                found.extend((element, anchor) for anchor in parse_html(markup).iter("a"))
        return tuple(found)

    def anchors_to(self, program: str) -> Iterator[_Element]:
        """Anchors whose address holds a program's name."""
        if program in self._addresses:
            yield from (a for a in self.tree.iter("a") if program in (a.get("href") or ""))

    @cached_property
    def _addresses(self) -> str:
        found = _HREFS(self.tree)
        return "\n".join(map(str, found)) if isinstance(found, list) else ""


@dataclass(frozen=True, slots=True)
class ListSource:
    """A decoded list page. ``page`` counts from 1; ``request`` is what was sent for it, where known."""

    text: str
    tree: _Element
    url: str
    page: int = 1
    request: ListRequest | None = None
    size: int = 0

    @property
    def parameters(self) -> dict[str, str]:
        """Query and form parameters of the request; the form wins."""
        found = dict(parse_qsl(urlsplit(self.url).query, keep_blank_values=True))
        if self.request is not None:
            found.update(self.request.form)
        return found


@dataclass(frozen=True, slots=True)
class Family:
    """One CMS family: how to know its pages and how to read them.

    ``recognise`` gives (weight, evidence) pairs; weights of one page are added up and 1 is certain.
    """

    name: str
    read: Callable[[ListSource], ListPage]
    recognise: Callable[[str, _Element, str], list[tuple[float, str]]] = field(
        default=lambda text, tree, url: []
    )
    hints: Callable[[DetailSource], DetailHints | None] = field(default=lambda source: None)


def anchors_like(
    tree: _Element, shape: re.Pattern[str], words: str, most: float, *, before: str = ""
) -> list[tuple[float, str]]:
    """The sign that anchors lead to addresses of a family's shape: weight 0.4 for one, up to ``most`` for many.

    ``before`` is put before every href, for shapes that begin with the slash a relative one lacks.
    """
    hits = sum(1 for a in tree.iter("a") if shape.search(before + (a.get("href") or "").strip()))
    return [(min(most, 0.3 + 0.1 * hits), f"{hits} anchors of {words}")] if hits else []
