"""Any other list: rows that look alike, with dates, and a pager of anchors. Nothing is guessed."""

from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import urlsplit

from parsers.families.answers import is_article, mismatch, no_list
from parsers.families.base import Family, ListSource
from parsers.families.pager import page_call, page_links
from parsers.families.rows import IsDocument, Rows, read_rows
from parsers.families.untold import page_after
from parsers.markup import parse_html
from parsers.types import ListPage, ListRequest, Problem

NAME = "generic"

# Files of lists and columns, never of documents.
_LIST_FILE = re.compile(
    r"/(?:(?:index|list|default|common_list|zwgklist|col\d+)(?:[_-]?\d+)?\.\w+|page_\d+\.html)?\Z",
    re.IGNORECASE,
)
# One folder a document: 辽宁's time stamps and hashes with an index file in them (portals.md §4.2 J).
_OWN_FOLDER = re.compile(r"/(?:\d{12,}|[0-9a-f]{32})/(?:index\.\w+)?\Z", re.IGNORECASE)
_NUMBERED = re.compile(r"\d{3,}|[0-9a-f]{16,}", re.IGNORECASE)
_ASSET = re.compile(r"\.(?:css|js|ico|gif|jpe?g|png|svg)\Z", re.IGNORECASE)


def read_list(source: ListSource) -> ListPage:
    """One list page of an unknown CMS; the next page only where an anchor leads to it."""
    rows = read_rows(source.tree, source.url, _shape_of(source.url), wide=True)
    if not _is_list(rows, source) and "<!--" in source.text:
        source, rows = _with_comments(source)
    call = page_call(source.tree)
    if not _is_list(rows, source):
        return no_list(source, NAME, pages=call.pages if call else None)
    links = page_links(source.tree, source.url)
    problems = list(rows.problems)
    current = links.current if call is None else call.current + 1
    pages = call.pages if call else links.pages
    if current is not None and current != source.page:
        problems.append(mismatch(source.page, current, source.url))
    goes_on = links.more or (call is not None and call.current + 1 < call.pages)
    if links.next is None and goes_on:
        message = (
            f"{source.url} has more pages than this one, but no anchor leads to the next: "
            "name the family or the pager in the portal file"
        )
        problems.append(Problem("next_unknown", message))
    request = ListRequest(links.next) if links.next else None
    if call is None and not links.seen:
        request = page_after(source.url, len(rows.entries), second=(1, 2))
    return ListPage(
        NAME,
        rows.entries,
        current or source.page,
        request,
        pages,
        links.entries if call is None or call.entries is None else call.entries,
        tuple(problems),
    )


def _shape_of(url: str) -> IsDocument:
    here = urlsplit(url)

    def is_document(address: str) -> bool:
        """Same host, a number or hash in the last two path segments or the query, not a list's own file."""
        parts = urlsplit(address)
        if parts.hostname != here.hostname or _ASSET.search(parts.path):
            return False
        if _OWN_FOLDER.search(parts.path):
            return True
        if _LIST_FILE.search(parts.path):
            return False
        tail = "/".join(parts.path.rsplit("/", 2)[1:])
        return _NUMBERED.search(tail) is not None or _NUMBERED.search(parts.query) is not None

    return is_document


def _is_list(rows: Rows, source: ListSource) -> bool:
    """Three rows or more, most of them dated or with long titles; a few dated rows are enough below 3."""
    count = len(rows.entries)
    if count == 0 or (is_article(source.tree) and count < 10):
        return False
    long_titles = sum(1 for e in rows.entries if len(e.title) >= 10)
    if count < 3:
        return rows.dated == count and long_titles == count
    return 2 * rows.dated >= count or 2 * long_titles >= count


def _with_comments(source: ListSource) -> tuple[ListSource, Rows]:
    """Rows that a template keeps in a comment while a script fetches the same rows (UCAP in Gansu)."""
    tree = parse_html(source.text.replace("<!--", "").replace("-->", ""))
    rows = read_rows(tree, source.url, _shape_of(source.url), wide=True)
    if 2 * rows.dated < len(rows.entries) or len(rows.entries) < 3:
        return source, Rows()
    message = f"{source.url}: the rows stand in an HTML comment, a browser would fetch them from an interface"
    problems = (*rows.problems, Problem("commented_rows", message))
    return replace(source, tree=tree), replace(rows, problems=problems)


FAMILY = Family(NAME, read_list)
