"""The CMS of 国资委, 体育总局 and others: `/nA/nB/index.html`, documents `cN/content.html`, pages counting down.

Structure: portals.md part 2 §6 and a saved list. The first page is `index.html`; of the fragments
behind it (rows only) `index_<id>_<n>.html`, page 2 has the highest number below ``maxPageNum``
and 1 is the last, so older pages keep their addresses.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from lxml.etree import _Element

from parsers.address import canonical
from parsers.families.answers import is_article, no_list
from parsers.families.base import DetailHints, DetailSource, Family, ListSource, anchors_like
from parsers.families.details import body_hints
from parsers.families.rows import read_rows
from parsers.families.scripts import inline_scripts, without_comments
from parsers.types import ListPage, ListRequest, Problem

NAME = "sasac"

_DOCUMENT = re.compile(r"/n\d{1,9}/(?:[\w/]{1,60}/)?c\d{1,10}/content\.html\Z")
_FRAGMENT = re.compile(r"/index_(\d{1,10})_(\d{1,5})\.html\Z")
_MAX = re.compile(r"\bmaxPageNum\s{0,4}=\s{0,4}(\d{1,5})\b")
_STEM = re.compile(r"\bpurl\s{0,4}=\s{0,4}[\"']([^\"'\s]{1,300})[\"']")


def is_document(address: str) -> bool:
    """True where the address has the shape of a document."""
    return _DOCUMENT.search(urlsplit(address).path) is not None


def read_list(source: ListSource) -> ListPage:
    """The first page, or one of the fragments behind it."""
    rows = read_rows(source.tree, source.url, is_document)
    if is_document(source.url) or not rows.entries or (is_article(source.tree) and len(rows.entries) < 10):
        return no_list(source, NAME)
    fragment = _FRAGMENT.search(urlsplit(source.url).path)
    if fragment:
        number = int(fragment.group(2))
        following = (
            canonical(f"index_{fragment.group(1)}_{number - 1}.html", source.url) if number > 1 else None
        )
        request = ListRequest(following) if following else None
        return ListPage(NAME, rows.entries, source.page, request, problems=rows.problems)
    pages, stem = _pager(source.tree)
    problems = list(rows.problems)
    request = None
    if pages is not None and pages > 1:
        if stem is None:
            message = f"{source.url} has {pages} pages, but its script names no address of the others"
            problems.append(Problem("next_unknown", message))
        else:
            request = ListRequest(canonical(f"{stem}_{pages - 1}.html", source.url))
    return ListPage(NAME, rows.entries, 1, request, pages, None, tuple(problems))


def _pager(tree: _Element) -> tuple[int | None, str | None]:
    for _, script in inline_scripts(tree):
        if "maxPageNum" not in script:
            continue
        code = without_comments(script)
        counts = [int(match.group(1)) for match in _MAX.finditer(code)]
        stem = _STEM.search(code)
        if counts:
            return max(counts) or 1, stem.group(1) if stem else None
    return None, None


def recognise(text: str, tree: _Element, url: str) -> list[tuple[float, str]]:
    """Signs: nA/nB/cN/content.html addresses, the pager's variables."""
    found: list[tuple[float, str]] = []
    if is_document(url):
        found.append((0.6, "address /nA/nB/cN/content.html"))
    found += anchors_like(tree, _DOCUMENT, "the shape /nA/nB/cN/content.html", 0.8)
    if "maxPageNum" in text and _STEM.search(text):
        found.append((0.4, "a pager with maxPageNum and purl"))
    return found


def detail_hints(source: DetailSource) -> DetailHints | None:
    """The body (#con_con, .zsy_comain)."""
    if not is_document(source.url):
        return None
    return body_hints(NAME, source, ("con_con", "zsy_comain"))


FAMILY = Family(NAME, read_list, recognise, detail_hints)
