"""博达 Visual SiteBuilder (vsb): `xx.htm`, older pages `xx/<n>.htm` counting down, documents `info/T/N.htm`.

Structure: portals.md §4.2 G. The newest page has no number; the page after it has the highest one, so
a page once full keeps its address. Columns of the program itself are `list.jsp?…&wbtreeid=N&a<id>p=2`.
Files stand behind ``/system/_content/download.jsp``.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from lxml.etree import _Element

from parsers.address import canonical
from parsers.families.answers import is_article, mismatch, no_list
from parsers.families.base import DetailHints, DetailSource, Family, ListSource, anchors_like
from parsers.families.details import outermost, program_links
from parsers.families.pager import page_links
from parsers.families.rows import read_rows
from parsers.types import ListPage, ListRequest

NAME = "vsb"

_DOCUMENT = re.compile(r"/info/(?:\d{1,9}/\d{1,9}|egovinfo/(?:[\w-]{1,40}/){1,3}[\w.-]{1,60})\.htm\Z")
_DYNAMIC = re.compile(r"/(?:content|show)\.jsp\Z")
_NUMBERED = re.compile(r"/(\d{1,5})\.htm\Z")
_CURRENT = re.compile(r"<span class=[\"']?p_no_d[\"']?>\s{0,9}(\d{1,5})\s{0,9}</span>")
_BODY = re.compile(r"vsb_content(?:_\w{1,6})?")


def is_document(address: str) -> bool:
    """True where the address has the shape of a document."""
    parts = urlsplit(address)
    if _DYNAMIC.search(parts.path):
        return "wbnewsid=" in parts.query
    return _DOCUMENT.search(parts.path) is not None


def read_list(source: ListSource) -> ListPage:
    """One list page; the next one where its pager says, else one number down."""
    rows = read_rows(source.tree, source.url, is_document)
    if is_document(source.url) or not rows.entries or (is_article(source.tree) and len(rows.entries) < 10):
        return no_list(source, NAME)
    links = page_links(source.tree, source.url)
    number = _number(source.url)
    marked = _CURRENT.search(source.text)
    current = int(marked.group(1)) if marked else links.current
    pages = links.pages
    following = links.next
    if number is None and following is not None and pages is None:
        # Page 2 has the highest number: it is the count of all pages behind the first.
        after = _number(following)
        pages = after + 1 if after is not None and (current or 1) == 1 else None
    if following is None and number is not None and number > 1 and (pages is None or source.page < pages):
        following = canonical(f"{number - 1}.htm", source.url)
    problems = list(rows.problems)
    if current is not None and current != source.page:
        problems.append(mismatch(source.page, current, source.url))
    request = ListRequest(following) if following else None
    return ListPage(
        NAME, rows.entries, current or source.page, request, pages, links.entries, tuple(problems)
    )


def _number(url: str) -> int | None:
    match = _NUMBERED.search(urlsplit(url).path)
    return int(match.group(1)) if match else None


def recognise(text: str, tree: _Element, url: str) -> list[tuple[float, str]]:
    """Signs of vsb: info/T/N.htm addresses, its pager, its element names and programs."""
    found: list[tuple[float, str]] = []
    if is_document(url):
        found.append((0.5, "address /info/T/N.htm"))
    found += anchors_like(tree, _DOCUMENT, "the shape /info/T/N.htm", 0.7, before="/")
    for sign, words in (
        ("p_pages", "a pager of the Visual SiteBuilder"),
        ("vsb_content", "an element vsb_content"),
        ("_jsq_(", "the visit counter _jsq_"),
        ("/system/resource/", "resources below /system/resource/"),
        ("wbtreeid=", "addresses with wbtreeid"),
    ):
        if sign in text:
            found.append((0.3, words))
    return found


def detail_hints(source: DetailSource) -> DetailHints | None:
    """The body (#vsb_content…) and the files behind download.jsp."""
    body = outermost(source.names.matching(_BODY)) or outermost(source.names.having(("v_news_content",)))
    links = tuple(program_links(source, "download.jsp", worded=True))
    if not (body or links):
        return None
    return DetailHints(NAME, body, links=links)


FAMILY = Family(NAME, read_list, recognise, detail_hints)
