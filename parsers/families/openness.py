"""The OpennessContent platform of Anhui and Hulunbuir: `showList/<organ>/<catalogue>/page_N.html`.

Structure: portals.md §4.2 E2. Documents are `…Content/show/<id>.html`.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from lxml.etree import _Element

from parsers.address import canonical
from parsers.families.answers import is_article, mismatch, no_list
from parsers.families.base import DetailHints, DetailSource, Family, ListSource, anchors_like
from parsers.families.details import body_hints
from parsers.families.pager import page_links
from parsers.families.rows import read_rows
from parsers.types import ListPage, ListRequest

NAME = "openness"

_DOCUMENT = re.compile(
    r"/(?:(?:(?:Branch)?(?:Openness|Xxgk)?Content|News)/show/\d{1,12}|openness/detail/content/[0-9a-f]{24})\.html\Z"
)
_LIST = re.compile(
    r"/(?:(?:Branch)?(?:Openness|Xxgk)?Content|News)/showList/[\w/]{1,60}/page_(\d{1,5})\.html\Z"
)


def is_document(address: str) -> bool:
    """True where the address has the shape of a document."""
    return _DOCUMENT.search(urlsplit(address).path) is not None


def read_list(source: ListSource) -> ListPage:
    """One list page; where the page prints no pager, the next number is tried."""
    rows = read_rows(source.tree, source.url, is_document)
    if is_document(source.url) or not rows.entries or (is_article(source.tree) and len(rows.entries) < 10):
        return no_list(source, NAME)
    links = page_links(source.tree, source.url)
    own = _LIST.search(urlsplit(source.url).path)
    current = int(own.group(1)) if own else links.current or source.page
    problems = list(rows.problems)
    if current != source.page:
        problems.append(mismatch(source.page, current, source.url))
    request = ListRequest(links.next) if links.next else None
    if request is None and own:
        following = canonical(f"page_{current + 1}.html", source.url)
        if links.pages is not None:
            request = ListRequest(following) if current < links.pages else None
        elif not links.seen:
            request = ListRequest(following, probe=True)
    return ListPage(NAME, rows.entries, current, request, links.pages, links.entries, tuple(problems))


def recognise(text: str, tree: _Element, url: str) -> list[tuple[float, str]]:
    """Signs: showList and show addresses."""
    found: list[tuple[float, str]] = []
    if is_document(url) or _LIST.search(urlsplit(url).path):
        found.append((0.7, "address …/showList/…/page_N.html or …/show/N.html"))
    found += anchors_like(tree, _DOCUMENT, "the shape …Content/show/N.html", 0.7)
    return found


def detail_hints(source: DetailSource) -> DetailHints | None:
    """The body, where the page names one of the places known."""
    if not is_document(source.url):
        return None
    return body_hints(NAME, source, ("zoom",))


FAMILY = Family(NAME, read_list, recognise, detail_hints)
