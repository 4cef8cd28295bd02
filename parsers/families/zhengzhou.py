"""Zhengzhou's disclosure platform (public.*): categories by code (D1101X suggestions, D1102X proposals).

Structure: portals.md §4.2 and the catalogue; others' list addresses `/?a=dir&h=1&p=<code>&page=N`.
Documents are `/<code>/<id>.jhtml`.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from lxml.etree import _Element

from parsers.families.answers import is_article, mismatch, no_list
from parsers.families.base import DetailHints, DetailSource, Family, ListSource, anchors_like
from parsers.families.details import body_hints
from parsers.families.pager import page_links
from parsers.families.queries import number, parameters, with_parameters
from parsers.families.rows import read_rows
from parsers.types import ListPage, ListRequest

NAME = "zhengzhou"

_DOCUMENT = re.compile(r"/D\d{2,8}[A-Z]?/\d{3,12}\.jhtml\Z")
_COLUMN = re.compile(r"/D\d{2,8}[A-Z]?/(?:index(?:_\d{1,5})?\.jhtml)?\Z")


def is_document(address: str) -> bool:
    """True where the address has the shape of a document."""
    return _DOCUMENT.search(urlsplit(address).path) is not None


def read_list(source: ListSource) -> ListPage:
    """One list page; the pager's anchors lead on, else the ``page`` parameter where the count of pages is printed."""
    rows = read_rows(source.tree, source.url, is_document)
    if is_document(source.url) or not rows.entries or (is_article(source.tree) and len(rows.entries) < 10):
        return no_list(source, NAME)
    links = page_links(source.tree, source.url)
    by_query = "p" in parameters(source.url) or "k" in parameters(source.url)
    own = (number(source.url, "page") or 1) if by_query else None
    current = own or links.current or source.page
    following = links.next
    if following is None and own and links.pages and own < links.pages:
        following = with_parameters(source.url, {"page": str(own + 1)})
    problems = list(rows.problems)
    if current != source.page:
        problems.append(mismatch(source.page, current, source.url))
    request = ListRequest(following) if following else None
    return ListPage(NAME, rows.entries, current, request, links.pages, links.entries, tuple(problems))


def recognise(text: str, tree: _Element, url: str) -> list[tuple[float, str]]:
    """Signs: category codes in addresses."""
    found: list[tuple[float, str]] = []
    if is_document(url) or _COLUMN.search(urlsplit(url).path):
        found.append((0.5, "address /<code>/<id>.jhtml"))
    found += anchors_like(tree, _DOCUMENT, "the shape /<code>/<id>.jhtml", 0.8)
    return found


def detail_hints(source: DetailSource) -> DetailHints | None:
    """The body, where the page names one of the places known."""
    if not is_document(source.url):
        return None
    return body_hints(NAME, source, ("zoom",))


FAMILY = Family(NAME, read_list, recognise, detail_hints)
