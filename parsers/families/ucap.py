"""UCAP 开普云: static lists with a six-argument pager, or lists by a JSON interface.

Structure: portals.md §4.2 C, part 2 §4; saved lists of 证监会, 药监局 and Gansu. Whether page 2 is
``stem_2`` (the pager script's own rule) or ``stem_1`` is a setting of the site that its pages do not
say: it is taken from anchors or from the address of a later page, else ``stem_2`` is asked for and ``stem_1``
where that turns out to be another page. The interface is `/common/search/<channelId>`,
`/search/…` or `/searchList/…`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urlsplit

from lxml.etree import _Element

from parsers.address import canonical
from parsers.families.answers import is_article, mismatch, no_list
from parsers.families.base import DetailHints, DetailSource, Family, ListSource, anchors_like
from parsers.families.details import outermost
from parsers.families.interfaces import (
    at,
    behind,
    entries,
    first_day,
    no_answer,
    objects,
    pages_of,
    read_json,
    title,
    whole,
)
from parsers.families.pager import PageCall, page_call, page_links
from parsers.families.queries import number, with_parameters
from parsers.families.rows import Rows, read_rows
from parsers.families.untold import page_after
from parsers.markup import parse_html, text_of
from parsers.types import ListPage, ListRequest, Problem

NAME = "ucap"

_DOCUMENT = re.compile(
    r"/(?:[0-9a-f]{32}|\d{16,25}|c\d{1,12}/content|(?:19|20)\d{4}/(?:\d{5,22}|c\d{1,6}_\d{3,12})|\d{6,12})\.s?html\Z"
)
_SURE_DOCUMENT = re.compile(
    r"/(?:(?:19|20)\d{4}/(?:[0-9a-f]{32}|\d{5,22}|c\d{1,6}_\d{3,12})|\d{4}/\d{1,2}/\d{1,2}/[0-9a-f]{32}|c\d{1,12}/content|\d{17,25})\.s?html\Z"
)
_API = re.compile(r"/(?:common/search|search|searchList)/[0-9a-f]{32}\Z")
_API_IN_SCRIPT = re.compile(r"/(common/search|searchList|search)/(?=[\"'+$]|[0-9a-f]{32})")
_CALL_IN_COMMENT = re.compile(
    r"createPageHTML\(\s?'[\w-]{1,40}'\s?,\s?\d{1,6}\s?,\s?\d{1,6}\s?,\s?'[\w.-]{1,60}'\s?,\s?'\w{2,6}'\s?,\s?\d{1,8}\s?\)"
)
_CHANNEL = re.compile(r"[0-9a-f]{32}")
_QUERY = "_isAgg=true&_isJson=true&_pageSize=20&_template=index&_rangeTimeGte=&_channelName=&page=1"
"""What the platform's own list script sends (portals.md §4.2 C)."""


def is_document(address: str) -> bool:
    """True where the address has the shape of a document."""
    return _DOCUMENT.search(urlsplit(address).path) is not None


def read_list(source: ListSource) -> ListPage:
    """A static list page, an answer of the interface, or a column page as a door to the interface."""
    if _API.search(urlsplit(source.url).path):
        return _read_answer(source)
    if _SURE_DOCUMENT.search(urlsplit(source.url).path) and is_article(source.tree):
        return no_list(source, NAME)
    source, rows = _rows(source)
    if not rows.entries or (is_article(source.tree) and len(rows.entries) < 10):
        door = _door(source)
        return ListPage(NAME, (), 0, door) if door else no_list(source, NAME)
    return _static(source, rows)


# -- static lists -------------------------------------------------------------


def _rows(source: ListSource) -> tuple[ListSource, Rows]:
    rows = read_rows(source.tree, source.url, is_document)
    if rows.entries or "<!--" not in source.text:
        return source, rows
    # A template keeps the rows in a comment while a script fetches the same rows (Gansu).
    tree = parse_html(source.text.replace("<!--", "").replace("-->", ""))
    rows = read_rows(tree, source.url, is_document)
    if len(rows.entries) < 3 or 2 * rows.dated < len(rows.entries):
        return source, Rows()
    message = f"{source.url}: the rows stand in an HTML comment, a browser would fetch them from an interface"
    problems = (*rows.problems, Problem("commented_rows", message))
    return replace(source, tree=tree), replace(rows, problems=problems)


def _static(source: ListSource, rows: Rows) -> ListPage:
    call = page_call(source.tree)
    links = page_links(source.tree, source.url)
    current = call.current + 1 if call else links.current or source.page
    pages = call.pages if call else links.pages
    total = call.entries if call and call.entries is not None else links.entries
    problems = list(rows.problems)
    if current != source.page:
        problems.append(mismatch(source.page, current, source.url))
    request = None
    if links.next:
        request = ListRequest(links.next)
    elif call is not None and current < call.pages:
        request = _by_call(call, current, source.url)
    elif links.more:
        message = f"{source.url} has more pages than this one, but no address of the next: name it in the portal file"
        problems.append(Problem("next_unknown", message))
    elif call is None and not links.seen:
        request = page_after(source.url, len(rows.entries), second=(1, 2))
    return ListPage(NAME, rows.entries, current, request, pages, total, tuple(problems))


def _by_call(call: PageCall, current: int, url: str) -> ListRequest:
    """The next page by the pager's arguments; which number it has is read off this page's address, or tried."""

    def named(number_: int) -> str:
        return canonical(f"./{call.stem}_{number_}.{call.extension}", url)

    if call.first is not None:
        return ListRequest(named(current - 1 + call.first))
    own = re.search(rf"/{re.escape(call.stem)}_(\d{{1,6}})\.\w+\Z", urlsplit(url).path)
    if own and current > 1:
        return ListRequest(named(int(own.group(1)) + 1))
    return ListRequest(named(current + 1), otherwise=ListRequest(named(current)))


# -- the interface ------------------------------------------------------------


def _door(source: ListSource) -> ListRequest | None:
    """The interface of a column page without rows; its three known places, in the page's own word where it says one."""
    channel = next(
        (
            found.group()
            for meta in source.tree.iter("meta")
            if (meta.get("name") or "").lower() == "channelid"
            and (found := _CHANNEL.fullmatch((meta.get("content") or "").strip()))
        ),
        None,
    )
    if channel is None:
        return None
    said = _API_IN_SCRIPT.search(source.text)
    request = None
    for place in (said.group(1),) if said else ("searchList", "search", "common/search"):
        url = canonical(f"/{place}/{channel}?{_QUERY}", source.url)
        request = ListRequest(url, family=NAME, otherwise=request)
    return request


def _read_answer(source: ListSource) -> ListPage:
    data = at(read_json(source.text), "data")
    if not isinstance(data, dict) or "results" not in data:
        return no_answer(NAME, source.url, source.page)
    page = whole(data.get("page")) or number(source.url, "page") or source.page
    total = whole(data.get("total"))
    found = objects(data["results"])
    size = whole(data.get("rows")) or number(source.url, "_pageSize") or len(found)
    pages = pages_of(total, size)
    if not found:
        return behind(NAME, source.url, page, total, pages)
    rows = entries(
        (
            (
                one.get("url"),
                title(one.get("title")),
                first_day(one, "publishedTimeStr", "publishedTime", "pubdate"),
            )
            for one in found
        ),
        source.url,
    )
    problems = list(rows.problems)
    if page != source.page:
        problems.append(mismatch(source.page, page, source.url))
    more = pages is not None and page < pages
    following = with_parameters(source.url, {"page": str(page + 1)}) if more else None
    request = ListRequest(following, family=NAME) if following else None
    return ListPage(NAME, rows.entries, page, request, pages, total, tuple(problems))


# -- recognition and detail pages ---------------------------------------------


def recognise(text: str, tree: _Element, url: str) -> list[tuple[float, str]]:
    """Signs of UCAP: its interface, its pager call, its metas and elements, its document addresses."""
    found: list[tuple[float, str]] = []
    path = urlsplit(url).path
    if _API.search(path):
        found.append((0.5, "address of its list interface"))
        if '"results"' in text:
            found.append((0.4, "an answer with results"))
    elif _SURE_DOCUMENT.search(path):
        found.append((0.4, "address of its shape"))
    found += anchors_like(tree, _SURE_DOCUMENT, "its shape", 0.6)
    call = page_call(tree)
    if (call is not None and call.first is None) or _CALL_IN_COMMENT.search(text):
        found.append((0.5, "pager call createPageHTML with a div, pages, page, stem, extension, rows"))
    found += _metas(tree)
    if "ucapcontent" in text.lower() or 'id="UCAP-CONTENT"' in text:
        found.append((0.5, "element UCAPCONTENT"))
    return found


def _metas(tree: _Element) -> Iterator[tuple[float, str]]:
    for meta in tree.iter("meta"):
        name, content = (meta.get("name") or "").lower(), meta.get("content") or ""
        if name == "channelid" and _CHANNEL.fullmatch(content.strip()):
            yield 0.5, "meta channelId"
        elif name == "others" and content.startswith("页面生成时间"):
            yield 0.2, "meta others 页面生成时间"


def detail_hints(source: DetailSource) -> DetailHints | None:
    """The body: the first UCAPCONTENT (the same article may be printed again for elderly readers)."""
    found = [one for one in source.tree.iter("ucapcontent") if text_of(one, 20)]
    body = tuple(found[:1]) or outermost(source.names.having(("UCAP-CONTENT",)))[:1]
    return DetailHints(NAME, body) if body else None


FAMILY = Family(NAME, read_list, recognise, detail_hints)
