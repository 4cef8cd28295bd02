"""Shanghai's city platform: `index_2.html` is page 2, documents `<day>/<hash>.html`.

Structure: portals.md §4.2 I. The number of pages stands in the options of a jQuery plugin
(`totalPage: 12`). Templates leave a second copy of the rows in HTML comments, which are not read.
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
from parsers.families.scripts import inline_scripts, without_comments
from parsers.families.untold import page_after
from parsers.types import ListPage, ListRequest

NAME = "shanghai"

_DOCUMENT = re.compile(r"/(?:19|20)\d{6}/[0-9a-f]{32}\.html\Z")
_LIST = re.compile(r"/(?:index(?:_(\d{1,5}))?\.html)?\Z")
_TOTAL = re.compile(r"\btotalPage\s{0,4}[:=]\s{0,4}[\"']?(\d{1,5})\b")


def is_document(address: str) -> bool:
    """True where the address has the shape of a document."""
    return _DOCUMENT.search(urlsplit(address).path) is not None


def read_list(source: ListSource) -> ListPage:
    """One list page; page k is ``index_k``."""
    rows = read_rows(source.tree, source.url, is_document)
    if is_document(source.url) or not rows.entries or (is_article(source.tree) and len(rows.entries) < 10):
        return no_list(source, NAME)
    links = page_links(source.tree, source.url)
    own = _LIST.search(urlsplit(source.url).path)
    current = int(own.group(1) or 1) if own else links.current or source.page
    pages = _pages(source.tree) or links.pages
    following = links.next
    if following is None and own and pages and current < pages:
        following = canonical(f"index_{current + 1}.html", source.url)
    problems = list(rows.problems)
    if current != source.page:
        problems.append(mismatch(source.page, current, source.url))
    request = ListRequest(following) if following else None
    if request is None and pages is None and not links.seen:
        request = page_after(source.url, len(rows.entries), second=(2,))
    return ListPage(NAME, rows.entries, current, request, pages, links.entries, tuple(problems))


def _pages(tree: _Element) -> int | None:
    for _, script in inline_scripts(tree):
        match = _TOTAL.search(without_comments(script)) if "totalPage" in script else None
        if match:
            return int(match.group(1))
    return None


def recognise(text: str, tree: _Element, url: str) -> list[tuple[float, str]]:
    """Signs of the platform: document addresses, the elements ivs_*."""
    found: list[tuple[float, str]] = []
    if is_document(url):
        found.append((0.5, "address <day>/<hash>.html"))
    found += anchors_like(tree, _DOCUMENT, "the shape <day>/<hash>.html", 0.7, before="/")
    if "ivs_content" in text or "ivs_title" in text:
        found.append((0.4, "elements ivs_*"))
    if _TOTAL.search(text):
        found.append((0.1, "totalPage of a pager plugin"))
    return found


def detail_hints(source: DetailSource) -> DetailHints | None:
    """The body (#ivs_content)."""
    found = body_hints(NAME, source, ("ivs_content",))
    if found is None and is_document(source.url):
        return body_hints(NAME, source, ("Article_content",))
    return found


FAMILY = Family(NAME, read_list, recognise, detail_hints)
