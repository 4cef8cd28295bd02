"""Hanweb 大汉 jpaas: a column page declares a unit (`queryData`), an interface answers its rows as HTML in JSON.

Structure: portals.md §4.2 B3, part 2 §3, and others' requests. `GET …/jpaas-publish-server/front/page/build/unit`
with the declared values; pages only inside ``paramJson``; the answer's HTML says ``count``, ``rows`` and
``pageNo``. A column of the disclosure catalogue (组配分类) is filtered by ``xxgkId``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from html import unescape
from typing import Any
from urllib.parse import quote, urlsplit

from lxml.etree import _Element

from parsers.address import canonical
from parsers.families import hanweb
from parsers.families.answers import is_article, mismatch, no_list
from parsers.families.base import Family, ListSource
from parsers.families.interfaces import at, behind, fragment_rows, no_answer, pages_of, read_json, whole
from parsers.families.queries import parameters, with_parameters
from parsers.families.rows import read_rows
from parsers.types import ListPage, ListRequest, Problem

NAME = "jpaas"
UNIT = "/api-gateway/jpaas-publish-server/front/page/build/unit"
PAGE_SIZE = 15

_KEYS = ("parseType", "webId", "tplSetId", "pageType", "tagId", "editType", "pageId")
_FIXED = {"parseType": "bulidstatic", "pageType": "column"}
"""``bulidstatic`` is the platform's own spelling."""

_CLAIM = re.compile(r"\b(count|rows|pageNo)\s?=\s?\\?[\"'](\d{1,8})\\?[\"']")
_LIST_TAG = re.compile(r"列表|list|分页|信息|内容", re.IGNORECASE)
_OTHER_TAG = re.compile(r"导航|菜单|位置|页脚|页头|底部|顶部|menu|nav", re.IGNORECASE)
_PAIR = re.compile(r"[\"'](\w{1,30})[\"']\s?:\s?[\"']([^\"']{0,200})[\"']")


def read_list(source: ListSource) -> ListPage:
    """An answer of the interface, or a column page as a door to it."""
    if urlsplit(source.url).path.endswith("/front/page/build/unit"):
        return _read_answer(source)
    if hanweb.is_document(source.url) or is_article(source.tree):
        return no_list(source, NAME)
    units = _units(source.tree, source.url)
    if units:
        return ListPage(NAME, (), 0, ListRequest(_first(units, source), family=NAME))
    rows = read_rows(source.tree, source.url, hanweb.is_document)
    if not rows.entries:
        return no_list(source, NAME)
    return hanweb.read_list(source)


def _units(tree: _Element, url: str) -> list[tuple[str, dict[str, str]]]:
    """(interface, values) of the list units that the page's scripts declare, most list-like first."""
    found = []
    for script in tree.iter("script"):
        declared = script.get("querydata") or script.get("queryData")
        if not declared:
            continue
        values = {key: unescape(value) for key, value in _PAIR.findall(declared) if key in _KEYS}
        if "pageId" not in values and "tagId" not in values:
            continue
        try:
            address = canonical((script.get("url") or UNIT).strip(), url)
        except ValueError:
            continue
        if urlsplit(address).path.endswith("/build/unit"):
            found.append((address, {**_FIXED, **values}))

    def rank(unit: tuple[str, dict[str, str]]) -> int:
        tag = unit[1].get("tagId", "")
        return 2 * bool(_OTHER_TAG.search(tag)) - bool(_LIST_TAG.search(tag))

    return sorted(found, key=rank)


def _first(units: list[tuple[str, dict[str, str]]], source: ListSource) -> str:
    """The address of page 1: the declared values, and the category that the column's own address names."""
    address, values = units[0]
    asked: dict[str, Any] = {"pageNo": 1, "pageSize": PAGE_SIZE}
    category = parameters(source.url).get("number", "")
    if category and "组配分类" in values.get("tagId", ""):
        search = {"xxgkId": category, "xxgkType": "", "className": ""}
        asked["search"] = json.dumps(search, ensure_ascii=False, separators=(",", ":"))
    query = "&".join(f"{key}={quote(value, safe='')}" for key, value in values.items())
    return _with_page(f"{address.partition('?')[0]}?{query}", asked)


def _with_page(url: str, asked: Mapping[str, Any]) -> str:
    return with_parameters(url, {"paramJson": json.dumps(asked, ensure_ascii=False, separators=(",", ":"))})


def _read_answer(source: ListSource) -> ListPage:
    answer = read_json(source.text)
    data = at(answer, "data")
    markup = data if isinstance(data, str) else at(data, "html")
    asked = read_json(parameters(source.url).get("paramJson", "")) or {}
    if not isinstance(asked, Mapping):
        asked = {}
    if not isinstance(markup, str):
        return no_answer(NAME, source.url, source.page)
    claims = {key: int(value) for key, value in _CLAIM.findall(markup)}
    page = claims.get("pageNo") or whole(asked.get("pageNo")) or 1
    total = claims.get("count")
    rows = fragment_rows(markup, source.url, hanweb.is_document)
    size = claims.get("rows") or whole(asked.get("pageSize")) or (len(rows.entries) if page == 1 else None)
    pages = pages_of(total, size)
    if not rows.entries:
        return behind(NAME, source.url, page, total, pages)
    problems = list(rows.problems)
    if page != source.page:
        problems.append(mismatch(source.page, page, source.url))
    following = _with_page(source.url, {**asked, "pageNo": page + 1, "pageSize": size})
    request = None
    if pages is not None:
        request = ListRequest(following, family=NAME) if page < pages else None
    elif size and len(rows.entries) >= size:
        request = ListRequest(following, family=NAME, probe=True)
    else:
        problems += _unsure(source.url, len(rows.entries), size)
    return ListPage(NAME, rows.entries, page, request, pages, total, tuple(problems))


def _unsure(url: str, count: int, size: int | None) -> list[Problem]:
    if size is not None and count <= size:
        return []
    return [Problem("next_unknown", f"{url} says neither how many rows it has nor how many a page holds")]


def recognise(text: str, tree: _Element, url: str) -> list[tuple[float, str]]:
    """Signs of jpaas: its interface, units declared in queryData."""
    found: list[tuple[float, str]] = []
    if urlsplit(url).path.endswith("/front/page/build/unit"):
        found.append((1.0, "address of its unit interface"))
    if "unitbuild.js" in text:
        found.append((0.5, "script unitbuild.js"))
    if re.search(r"queryData\s?=", text, re.IGNORECASE) and "jpaas-publish-server" in text:
        found.append((0.6, "units of jpaas-publish-server declared in queryData"))
    return found


FAMILY = Family(NAME, read_list, recognise)
