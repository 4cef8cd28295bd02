"""Anhui 龙讯: lists of `/site/label/8888?labelName=publicInfoList`, documents `/public/<organ>/<id>.html`.

Structure: portals.md §4.2 E, part 2 §6 and others' requests. A column page is
`/public/column/<organ>?type=4&action=list&catId=…`; its script calls the label with ``pageIndex`` from 1,
which answers a piece of HTML with a pager (``pageCount:``, ``total:``) or, with isJson=true, JSON.
"""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import quote, urlsplit

from lxml.etree import _Element

from parsers.address import canonical
from parsers.families.answers import is_article, mismatch, no_list
from parsers.families.base import DetailHints, DetailSource, Family, ListSource, anchors_like
from parsers.families.details import body_hints
from parsers.families.interfaces import (
    at,
    behind,
    entries,
    first_day,
    fragment_rows,
    objects,
    pages_of,
    read_json,
    title,
    whole,
)
from parsers.families.pager import page_links
from parsers.families.queries import number, parameters, with_parameters
from parsers.families.rows import Rows, read_rows
from parsers.types import ListPage, ListRequest, Problem

NAME = "label8888"
PAGE_SIZE = "15"

_DOCUMENT = re.compile(r"/public/(?:\d{1,12}|content)/\d{1,12}\.html\Z")
_LABEL = re.compile(r"/site/label/8888\Z")
_COLUMN = re.compile(r"/public/column/(\d{1,12})\Z")
_CALLED = "/site/label/8888?"
_BEFORE_CALL = re.compile(r"[\w./:-]*\Z")
_QUERY = re.compile(r"[^\"'<>\s]{1,2000}")
_PAGES = re.compile(r"\bpageCount[\"']?\s{0,4}[:=]\s{0,4}[\"']?(\d{1,6})\b")
_TOTAL = re.compile(r"\btotal[\"']?\s{0,4}[:=]\s{0,4}[\"']?(\d{1,8})\b")
_OPTION = re.compile(
    r"[\"']?\b(siteId|pageSize|catId|catIds|organId|type|action|isDate|dateFormat|length|result|file|sortType|fromCode)"
    r"[\"']?\s{0,4}:\s{0,4}[\"']([^\"'\n]{0,200})[\"']"
)


def is_document(address: str) -> bool:
    """True where the address has the shape of a document."""
    return _DOCUMENT.search(urlsplit(address).path) is not None


def read_list(source: ListSource) -> ListPage:
    """An answer of the label, or a column page: rows of its own, or a door to the label."""
    if _LABEL.search(urlsplit(source.url).path):
        return _read_answer(source)
    rows = read_rows(source.tree, source.url, is_document)
    if is_document(source.url) or (is_article(source.tree) and len(rows.entries) < 10):
        return no_list(source, NAME)
    label = _label(source)
    if not rows.entries:
        if label is None:
            return no_list(source, NAME)
        return ListPage(NAME, (), 0, ListRequest(with_parameters(label, {"pageIndex": "1"}), family=NAME))
    return _read_column(source, rows, label)


def _read_column(source: ListSource, rows: Rows, label: str | None) -> ListPage:
    pages, total = _declared(source)
    size = str(len(rows.entries))
    problems = list(rows.problems)
    request = None
    if pages is not None and pages > 1:
        if label is None:
            message = f"{source.url} has {pages} pages, but its script does not say how the label is called"
            problems.append(Problem("next_unknown", message))
        else:
            following = with_parameters(label, {"pageIndex": "2", "pageSize": size})
            request = ListRequest(following, family=NAME)
    return ListPage(NAME, rows.entries, 1, request, pages, total, tuple(problems))


def _read_answer(source: ListSource) -> ListPage:
    page = number(source.url, "pageIndex") or source.page
    size = number(source.url, "pageSize")
    answer = read_json(source.text)
    if answer is not None:
        holder = at(answer, "data") if isinstance(at(answer, "data"), dict) else answer
        found = objects(at(holder, "data") or at(answer, "data"))
        rows = entries(
            ((o.get("link") or o.get("url"), title(o.get("title")), first_day(o, "createDate", "publishDate")) for o in found),
            source.url,
        )  # fmt: skip
        total, pages = whole(at(holder, "total")), whole(at(holder, "pageCount"))
    else:
        rows = fragment_rows(source.text, source.url, is_document)
        pages, total = _declared(source)
    if pages is None:
        pages = pages_of(total, size)
    if not rows.entries:
        return behind(NAME, source.url, page, total, pages)
    following = with_parameters(source.url, {"pageIndex": str(page + 1)})
    request = None
    if pages is not None:
        request = ListRequest(following, family=NAME) if page < pages else None
    elif size and len(rows.entries) >= size:
        request = ListRequest(following, family=NAME, probe=True)
    problems = list(rows.problems)
    if page != source.page:
        problems.append(mismatch(source.page, page, source.url))
    return ListPage(NAME, rows.entries, page, request, pages, total, tuple(problems))


def _declared(source: ListSource) -> tuple[int | None, int | None]:
    """(pages, entries) as the pager's script or words say."""
    pages, total = _PAGES.search(source.text), _TOTAL.search(source.text)
    links = page_links(source.tree, source.url)
    return (
        int(pages.group(1)) if pages else links.pages,
        int(total.group(1)) if total else links.entries,
    )


def _label(source: ListSource) -> str | None:
    """The address of the label for this column: as a script writes it, or put together from its options."""
    asked = parameters(source.url)
    written = _written_call(source.text)
    if written:
        call = canonical(unescape(written), source.url)
        values = {"catId": asked["catId"]} if asked.get("catId") and not parameters(call).get("catId") else {}
        return with_parameters(call, values)
    if "labelName" not in source.text or "publicInfoList" not in source.text:
        return None
    start = source.text.index("publicInfoList")
    options = dict(reversed(_OPTION.findall(source.text[max(0, start - 1500) : start + 1500])))
    column = _COLUMN.search(urlsplit(source.url).path)
    values = {"labelName": "publicInfoList", "pageSize": PAGE_SIZE, **options}
    if column:
        values.setdefault("organId", column.group(1))
    for key in ("catId", "type", "action"):
        if asked.get(key):
            values[key] = asked[key]
    if not values.get("siteId") or not values.get("organId"):
        return None
    query = "&".join(f"{key}={quote(value, safe='')}" for key, value in values.items())
    prefix = urlsplit(source.url).path.partition("/public/")[0]
    return canonical(f"{prefix}/site/label/8888?{query}", source.url)


def _written_call(text: str) -> str | None:
    start = text.find(_CALLED)
    query = _QUERY.match(text, start + len(_CALLED)) if start >= 0 else None
    before = _BEFORE_CALL.search(text[max(0, start - 120) : start]) if query else None
    return f"{before.group()}{_CALLED}{query.group()}" if query and before else None


def recognise(text: str, tree: _Element, url: str) -> list[tuple[float, str]]:
    """Signs: the label's address, organ pages, document addresses."""
    found: list[tuple[float, str]] = []
    path = urlsplit(url).path
    if _LABEL.search(path):
        found.append((0.8, "address /site/label/8888"))
    elif _COLUMN.search(path) or is_document(url):
        found.append((0.4, "address /public/column/<organ> or /public/<organ>/<id>.html"))
    found += anchors_like(tree, _DOCUMENT, "the shape /public/<organ>/<id>.html", 0.6)
    if "/site/label/8888" in text or "publicInfoList" in text:
        found.append((0.5, "calls of the label publicInfoList"))
    return found


def detail_hints(source: DetailSource) -> DetailHints | None:
    """The body (.j-fontContent)."""
    return body_hints(NAME, source, ("j-fontContent",))


FAMILY = Family(NAME, read_list, recognise, detail_hints)
