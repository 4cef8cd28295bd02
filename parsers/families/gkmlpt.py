"""Guangdong 政府信息公开目录平台 (gkmlpt): lists by a JSON interface, 100 rows a page.

Structure: portals.md §4.2 D, part 2 §5; two saved documents. `/gkmlpt/api/all/<category>?page=N&sid=SID`;
page 0 and page 1 are the same; dates are epoch seconds. The catalogue page holds the tree of
categories in ``window._CONFIG``, and a document's page its own record with the attachments.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from lxml.etree import _Element

from parsers.address import canonical
from parsers.families.answers import is_article, no_list
from parsers.families.base import DetailHints, DetailSource, Family, ListSource
from parsers.families.details import outermost, table_pairs
from parsers.families.interfaces import (
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
from parsers.families.queries import number, with_parameters
from parsers.families.scripts import inline_scripts
from parsers.types import Link, ListPage, ListRequest, Problem

NAME = "gkmlpt"
PER_PAGE = 100
"""Rows of a full page (measured by others on 20 hosts, portals.md §4.2 D)."""

_API = re.compile(r"/gkmlpt/api/all/(\d+)\Z")
_SID = re.compile(r"\bSID\s?:\s?['\"](\d{1,9})['\"]")
_COLUMN = re.compile(r"建议|提案|议案")


def read_list(source: ListSource) -> ListPage:
    """An answer of the interface, or the catalogue page as a door to the one category of suggestions it has."""
    if _API.search(urlsplit(source.url).path):
        return _read_answer(source)
    return _read_catalogue(source)


def _read_answer(source: ListSource) -> ListPage:
    answer = read_json(source.text)
    if not isinstance(answer, Mapping) or "articles" not in answer:
        return no_answer(NAME, source.url, source.page)
    found = objects(answer["articles"])
    page = max(1, number(source.url, "page") or 1)
    total = whole(answer.get("total"))
    size = _size(source, page, len(found), total)
    pages = pages_of(total, size)
    if not found:
        return behind(NAME, source.url, page, total, pages)
    rows = entries(
        (
            (
                one.get("url") or one.get("post_url"),
                title(one.get("title")),
                first_day(
                    one, "display_publish_time", "first_publish_time", "date", "publish_time", "created_at"
                ),
            )
            for one in found
        ),
        source.url,
    )
    more = pages is not None and page < pages
    request = None
    if more:
        following = with_parameters(source.url, {"page": str(page + 1)})
        request = ListRequest(following, family=NAME, context={"size": str(size)})
    return ListPage(NAME, rows.entries, page, request, pages, total, rows.problems)


def _size(source: ListSource, page: int, count: int, total: int | None) -> int:
    """Rows of a full page: a first page that is not the last one shows it, the pages behind it are told."""
    told = whole(source.request.context.get("size")) if source.request is not None else None
    if told:
        return told
    return count if page == 1 and total is not None and 0 < count < total else PER_PAGE


def _read_catalogue(source: ListSource) -> ListPage:
    if is_article(source.tree):
        return no_list(source, NAME)
    found = [(name, url) for name, url in categories(source.tree, source.url) if _COLUMN.search(name)]
    if len(found) == 1:
        return ListPage(NAME, (), 0, ListRequest(found[0][1], family=NAME))
    if not found:
        return no_list(source, NAME)
    named_ones = "; ".join(f"{name}: {url}" for name, url in found)
    message = f"{source.url} has several columns of suggestions, name one in the portal file: {named_ones}"
    return ListPage(NAME, (), source.page, None, problems=(Problem("client_rendered", message),))


def categories(tree: _Element, url: str) -> Iterator[tuple[str, str]]:
    """The catalogue's categories without children: their names and the addresses of their lists."""
    for _, script in inline_scripts(tree):
        sid = _SID.search(script)
        nodes = _value_after(script, "TREE")
        if sid is None or not isinstance(nodes, list):
            continue
        left = [node for node in reversed(nodes) if isinstance(node, Mapping)]
        seen = 0
        while left and seen < 5000:
            seen += 1
            node = left.pop()
            children = objects(node.get("children"))
            name, number_ = title(node.get("name")), whole(node.get("id"))
            if children:
                left += reversed(children)
            elif name and number_ is not None:
                folder = urlsplit(url).path.partition("/gkmlpt/")[0] if "/gkmlpt/" in url else ""
                yield name, canonical(f"{folder}/gkmlpt/api/all/{number_}?page=1&sid={sid.group(1)}", url)
        return


def _value_after(script: str, key: str) -> Any:
    """The JSON value written behind ``KEY:`` in a script; None where there is none."""
    match = re.search(rf"\b{key}\s?:\s?(?=[\[{{])", script)
    if match is None:
        return None
    try:
        return json.JSONDecoder().raw_decode(script, match.end())[0]
    except (ValueError, RecursionError):
        return None


def recognise(text: str, tree: _Element, url: str) -> list[tuple[float, str]]:
    """Signs of gkmlpt: its addresses, its configuration object."""
    found: list[tuple[float, str]] = []
    if _API.search(urlsplit(url).path):
        found.append((0.7, "address /gkmlpt/api/all/"))
    elif "/gkmlpt/" in url:
        found.append((0.6, "address /gkmlpt/"))
    if "window._CONFIG" in text and _SID.search(text):
        found.append((0.6, "window._CONFIG with SID"))
    if "/gkmlpt/" in text:
        found.append((0.3, "addresses below /gkmlpt/"))
    return found


def detail_hints(source: DetailSource) -> DetailHints | None:
    """Body, table of labels and the attachments that only the page's own record names."""
    record = None
    if "/gkmlpt/" in source.url or not source.url:
        record = next((r for r in (_value_after(s, "DETAIL") for _, s in source.scripts) if r), None)
    if record is None and "/gkmlpt/" not in source.url:
        return None
    body = outermost(source.names.having(("article-content",)))
    tables = (table for area in source.names.having(("classify",)) for table in area.iter("table"))
    metadata = outermost(tables)
    pairs = tuple(pair for table in metadata for pair in table_pairs(table))
    links = tuple(_attachments(record, source.origin))
    if not (body or pairs or links):
        return None
    return DetailHints(NAME, body, pairs, metadata if pairs else (), links)


def _attachments(record: Any, url: str) -> Iterator[Link]:
    for one in objects(record.get("attachment")) if isinstance(record, Mapping) else ():
        address, name = one.get("url"), title(one.get("name"))
        if not isinstance(address, str) or not address.strip():
            continue
        try:
            found = canonical(address, url) if url else address
        except ValueError:
            continue
        yield Link(found, name or found.rpartition("/")[2], "script: DETAIL.attachment")


FAMILY = Family(NAME, read_list, recognise, detail_hints)
