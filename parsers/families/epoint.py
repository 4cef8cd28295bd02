"""新点 Epoint (EWB): rows by a JSON interface that is asked by POST.

Structure: portals.md §4.2 F and others' requests. The column page `/dynamic/…html?categorynum=…&deptcode=…`
holds no rows; a common script (`/js/webBuilderCommon.js`, `/js/ajaxReq.js`) names the site's
guid and the program's folder. ``pageIndex`` counts from 0 or from 1, some sites wrap the question in
``params``: both are tried, and seen by whether a page comes again.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from lxml.etree import _Element

from parsers.address import canonical
from parsers.families.answers import no_list
from parsers.families.base import DetailHints, DetailSource, Family, ListSource
from parsers.families.details import body_hints
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
from parsers.families.queries import parameters
from parsers.types import ListPage, ListRequest, Problem

NAME = "epoint"
PAGE_SIZE = 20

_ACTION = "/rest/lightfrontaction/getgovinfolist"
_GUID = re.compile(r"\bsiteGuid[\"']?\s{0,4}[:=]\s{0,4}[\"']([0-9a-fA-F-]{36})[\"']")
_PROJECT = re.compile(r"\bprojectName[\"']?\s{0,4}[:=]\s{0,4}[\"'](/?[\w-]{1,60})[\"']")
_FOLDER = re.compile(r"(/[\w-]{1,60})/rest/lightfrontaction\b")
_DAYS = ("infodate", "webdate", "publishdate", "infodate2", "startdate")
_BODY = ("mian-cont", "ewb-article-info", "infodetail")


def read_list(source: ListSource) -> ListPage:
    """An answer of the interface; the column page and its script are doors to it."""
    context = source.request.context if source.request is not None else {}
    if source.url.partition("?")[0].endswith(_ACTION):
        return _read_answer(source)
    if "categorynum" in context:
        return _through_script(source, context)
    asked = parameters(source.url)
    if not asked.get("categorynum"):
        return no_list(source, NAME)
    own = {"categorynum": asked["categorynum"], "deptcode": asked.get("deptcode", "")}
    if _GUID.search(source.text) and (_PROJECT.search(source.text) or _FOLDER.search(source.text)):
        return _through_script(source, own)
    second = ListRequest(canonical("/js/ajaxReq.js", source.url), family=NAME, context=own)
    first = ListRequest(
        canonical("/js/webBuilderCommon.js", source.url), family=NAME, context=own, otherwise=second
    )
    return ListPage(NAME, (), 0, first)


def _through_script(source: ListSource, context: Mapping[str, str]) -> ListPage:
    """The first question, from the guid and the folder that a script names."""
    guid = _GUID.search(source.text)
    project = _PROJECT.search(source.text) or _FOLDER.search(source.text)
    if guid is None or project is None:
        message = f"{source.url} names no siteGuid and projectName: the interface of the list cannot be asked"
        return ListPage(NAME, (), source.page, None, problems=(Problem("client_rendered", message),))
    url = canonical(f"/{project.group(1).strip('/')}{_ACTION}", source.url)
    question = {
        "deptcode": context.get("deptcode", ""),
        "categorynum": context["categorynum"],
        "pageIndex": "0",
        "pageSize": PAGE_SIZE,
        "siteGuid": guid.group(1),
    }
    one = {**question, "pageIndex": "1"}
    from_one = _ask(url, one, wrapped=False, otherwise=_ask(url, one, wrapped=True))
    wrapped = _ask(url, question, wrapped=True, otherwise=from_one)
    return ListPage(NAME, (), 0, _ask(url, question, wrapped=False, otherwise=wrapped))


def _ask(
    url: str, question: Mapping[str, object], *, wrapped: bool, otherwise: ListRequest | None = None
) -> ListRequest:
    body = json.dumps({"params": question} if wrapped else question, ensure_ascii=False)
    return ListRequest(url, "POST", json=body, family=NAME, otherwise=otherwise)


def _read_answer(source: ListSource) -> ListPage:
    custom = at(read_json(source.text), "custom")
    custom = read_json(custom) if isinstance(custom, str) else custom
    if not isinstance(custom, Mapping) or "data" not in custom:
        return no_answer(NAME, source.url, source.page)
    found, total = objects(custom["data"]), whole(custom.get("total"))
    asked = read_json(source.request.json or "") if source.request is not None else None
    wrapped = at(asked, "params") is not None
    question: Mapping[str, object] = (at(asked, "params") if wrapped else asked) or {}
    size = whole(at(question, "pageSize")) or len(found)
    pages = pages_of(total, size)
    if not found:
        return behind(NAME, source.url, source.page, total, pages)
    rows = entries(
        (
            (o.get("infourl"), title(o.get("realtitle") or o.get("title")), first_day(o, *_DAYS))
            for o in found
        ),
        source.url,
    )
    problems = list(rows.problems)
    index = whole(at(question, "pageIndex"))
    request = None
    if pages is not None and source.page < pages:
        if index is None:
            message = f"{source.url}: the question that brought this answer is not known, nor is the next one"
            problems.append(Problem("next_unknown", message))
        else:
            following = {**question, "pageIndex": str(index + 1)}
            # A server that counts from 1 takes 0 for 1 as well: its answer to 1 is the same page again.
            after = _ask(source.url, {**question, "pageIndex": "2"}, wrapped=wrapped) if index == 0 else None
            request = _ask(source.url, following, wrapped=wrapped, otherwise=after)
    return ListPage(NAME, rows.entries, source.page, request, pages, total, tuple(problems))


def recognise(text: str, tree: _Element, url: str) -> list[tuple[float, str]]:
    """Signs: its interface, its page names, its folders."""
    found: list[tuple[float, str]] = []
    if urlsplit(url).path.endswith(_ACTION):
        found.append((0.9, "address of its list interface"))
    if "categorynum=" in url and "/dynamic/" in url:
        found.append((0.6, "address /dynamic/…?categorynum="))
    for sign, weight, words in (
        ("getgovinfolist", 0.4, "calls of getgovinfolist"),
        ("EWB", 0.2, "folders EWB…"),
        ("webBuilderCommon.js", 0.4, "its common script"),
        ('"infourl"', 0.3, "rows with infourl"),
    ):
        if sign in text:
            found.append((weight, words))
    return found


def detail_hints(source: DetailSource) -> DetailHints | None:
    """The body, where the page names one of the places known."""
    return body_hints(NAME, source, _BODY)


FAMILY = Family(NAME, read_list, recognise, detail_hints)
