"""Guangdong 集约化 (NFCMS): static lists `index_2.html`, documents `content/post_N.html`.

Structure: portals.md §4.2 D, part 2 §5; a saved list of rsj.gz.gov.cn.
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
from parsers.families.untold import page_after
from parsers.types import ListPage, ListRequest

NAME = "gdpost"

_DOCUMENT = re.compile(r"/m?post_\d{3,12}\.html\Z")
_LIST = re.compile(r"/(?:index(?:_(\d{1,6}))?\.html)?\Z")
_BODY = ("article-content", "content_article", "zoomcon", "news_cont_d_wrap", "detailCon")


def is_document(address: str) -> bool:
    """True where the address has the shape of a document."""
    return _DOCUMENT.search(urlsplit(address).path) is not None


def read_list(source: ListSource) -> ListPage:
    """One list page; page k is ``index_k``, the last one stands behind 最后一页."""
    rows = read_rows(source.tree, source.url, is_document)
    if is_document(source.url) or not rows.entries or (is_article(source.tree) and len(rows.entries) < 10):
        return no_list(source, NAME)
    links = page_links(source.tree, source.url)
    own = _LIST.search(urlsplit(source.url).path)
    current = links.current or (int(own.group(1) or 1) if own else source.page)
    following = links.next
    if following is None and own and links.pages and current < links.pages:
        following = canonical(f"index_{current + 1}.html", source.url)
    problems = list(rows.problems)
    if current != source.page:
        problems.append(mismatch(source.page, current, source.url))
    request = ListRequest(following) if following else None
    if request is None and not links.seen:
        request = page_after(source.url, len(rows.entries), second=(2,))
    return ListPage(NAME, rows.entries, current, request, links.pages, links.entries, tuple(problems))


def recognise(text: str, tree: _Element, url: str) -> list[tuple[float, str]]:
    """Signs of NFCMS: post_N addresses, its constants."""
    found: list[tuple[float, str]] = []
    if "/gkmlpt/" in url:
        return found
    if is_document(url):
        found.append((0.5, "address post_N.html"))
    found += anchors_like(tree, _DOCUMENT, "the shape post_N.html", 0.7)
    if "NFCMS_" in text:
        found.append((0.5, "constants NFCMS_*"))
    return found


def detail_hints(source: DetailSource) -> DetailHints | None:
    """The body of a document's page; files are ordinary anchors (/attachment/…)."""
    if not is_document(source.url) or "/gkmlpt/" in source.url:
        return None
    return body_hints(NAME, source, _BODY)


FAMILY = Family(NAME, read_list, recognise, detail_hints)
