"""Hanweb 大汉 xxgk module: disclosure lists drawn by POST to `/module/xxgk/search.jsp`.

Structure: portals.md §4.2 B2 and others' requests. The page number is ``currpage``; rows are table rows
`tr_main_value_odd|even` or list items, the count stands as 共N页. With a category (``infotypeId``) the module
lists that category; without one it lists all of an organ's documents, and only those of the
column (`art_<column>_`) are taken.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from html import unescape
from urllib.parse import parse_qsl, urlencode, urlsplit

from lxml.etree import _Element

from parsers.address import canonical
from parsers.families import hanweb
from parsers.families.answers import is_article, no_list
from parsers.families.base import Family, ListSource
from parsers.families.interfaces import behind, fragment_rows
from parsers.families.rows import read_rows
from parsers.types import ListPage, ListRequest

NAME = "hanweb_xxgk"
SEARCH = "/module/xxgk/search.jsp"

_KEYS = (
    "infotypeId", "jdid", "area", "divid", "vc_title", "vc_number", "sortfield", "currpage", "vc_filenumber",
    "vc_all", "texttype", "fbtime", "standardXxgk", "isAllList",
)  # fmt: skip
_DEFAULTS = {"vc_title": "", "vc_number": "", "vc_filenumber": "", "vc_all": "", "texttype": "", "fbtime": ""}
_COLUMN = re.compile(r"/col/col(\d+)/")
_CALL = re.compile(r"/module/xxgk/search\.jsp\?([^\"'<>\s]{1,1000})")
_AREA = re.compile(r"/module/xxgk/tree\.jsp\?[^\"'<>\s]{0,300}?\barea=([\w-]{1,40})")
_VALUE = re.compile(
    r"[\"']?\b(" + "|".join(_KEYS) + r")[\"']?\s{0,4}[:=]\s{0,4}(?:\"([^\"\n]{0,100})\"|'([^'\n]{0,100})')"
)
_PAGES = re.compile(r"共\s{0,3}(?:&nbsp;|\s)?(\d{1,6})(?:&nbsp;|\s)?\s{0,3}页")
_TOTAL = re.compile(r"共\s{0,3}(\d{1,8})\s{0,3}(?:条|篇)")


def read_list(source: ListSource) -> ListPage:
    """An answer of the module, or a column page as a door to it."""
    if urlsplit(source.url).path.endswith(SEARCH):
        return _read_answer(source)
    if hanweb.is_document(source.url) or is_article(source.tree):
        return no_list(source, NAME)
    question = _question(source)
    if question is None:
        rows = read_rows(source.tree, source.url, hanweb.is_document)
        return hanweb.read_list(source) if rows.entries else no_list(source, NAME)
    column = _COLUMN.search(source.url)
    context = {} if question.get("infotypeId") or column is None else {"column": column.group(1)}
    url = canonical(SEARCH, source.url)
    return ListPage(NAME, (), 0, _ask(url, question, 1, context))


def _question(source: ListSource) -> dict[str, str] | None:
    """What the module has to be told, from the page's call, its inputs and its script; None where it says nothing."""
    found: dict[str, str] = {}
    call = _CALL.search(source.text)
    if call:
        found.update(parse_qsl(unescape(call.group(1)), keep_blank_values=True))
    for field in source.tree.iter("input"):
        if field.get("name") in _KEYS:
            found.setdefault(str(field.get("name")), field.get("value") or "")
    for match in _VALUE.finditer(source.text):
        found.setdefault(match.group(1), match.group(2) or match.group(3) or "")
    area = _AREA.search(source.text)
    if area and not found.get("area"):
        found["area"] = area.group(1)
    if not (found.get("infotypeId") or found.get("area")):
        return None
    return {**_DEFAULTS, **{key: found[key] for key in _KEYS if key in found}}


def _ask(url: str, question: Mapping[str, str], page: int, context: Mapping[str, str]) -> ListRequest:
    form = {**question, "currpage": str(page)}
    # The parameters stand in the address as well: an archived answer says by it what it is.
    address = canonical(f"{url.partition('?')[0]}?{urlencode(form)}")
    return ListRequest(address, "POST", form, family=NAME, context=dict(context))


def _read_answer(source: ListSource) -> ListPage:
    asked = source.parameters
    page = int(asked["currpage"]) if asked.get("currpage", "").isdecimal() else source.page
    context = source.request.context if source.request is not None else {}
    rows = fragment_rows(source.text, source.url, hanweb.is_document)
    printed, total = _PAGES.search(source.text), _TOTAL.search(source.text)
    pages = int(printed.group(1)) if printed else None
    entries_ = int(total.group(1)) if total else None
    if not rows.entries:
        return behind(NAME, source.url, page, entries_, pages)
    request = None
    if pages is None or page < pages:
        question = {key: asked[key] for key in _KEYS if key in asked}
        request = replace(_ask(source.url, question, page + 1, context), probe=pages is None)
    own = rows.entries
    if "column" in context:
        # The module's own count is of all columns: it proves nothing for this one.
        own = tuple(
            e for e in own if f"art_{context['column']}_" in e.url or f"/col{context['column']}/" in e.url
        )
        entries_ = None
    return ListPage(NAME, own, page, request, pages, entries_, rows.problems)


def recognise(text: str, tree: _Element, url: str) -> list[tuple[float, str]]:
    """Signs of the module: its address, its calls, its rows."""
    found: list[tuple[float, str]] = []
    if urlsplit(url).path.endswith(SEARCH):
        found.append((1.0, "address /module/xxgk/search.jsp"))
    if "dataproxy.jsp" not in text and "<record" not in text:
        if "/module/xxgk/" in text:
            found.append((0.6, "calls of the xxgk module"))
        if "tr_main_value_" in text:
            found.append((0.5, "rows tr_main_value_*"))
    if found and _COLUMN.search(url):
        found.append((0.4, "address /col/colN/"))
    return found


FAMILY = Family(NAME, read_list, recognise)
