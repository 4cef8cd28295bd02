"""Hanweb 大汉 JCMS with jpage lists: `/col/colN/`, first rows embedded, next pages from dataproxy.jsp.

Structure: portals.md §4.2 B, part 2 §3. The column page embeds rows as
``<script type="text/xml"><datastore><recordset><record><![CDATA[<li>…``; its script names the
parameters of ``/module/web/jpage/dataproxy.jsp``. Servers differ in which of ``page`` and
``startrecord`` they obey, so both are sent. Every parameter stands in the query of a
request as well: an archived answer says by its address what it is, and the request
after it can be built from that address alone.
"""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from html import unescape
from urllib.parse import parse_qsl, urlencode, urlsplit

from lxml.etree import _Element

from parsers.address import canonical
from parsers.families.answers import is_article, mismatch, no_list
from parsers.families.base import DetailHints, DetailSource, Family, ListSource, anchors_like
from parsers.families.details import outermost, program_links, script_links, table_pairs
from parsers.families.interfaces import at, day, entries, objects, title
from parsers.families.pager import page_links
from parsers.families.rows import Rows, read_rows
from parsers.markup import parse_html
from parsers.types import Link, ListPage, ListRequest, Problem

NAME = "hanweb"
PROXY = "/module/web/jpage/dataproxy.jsp"
MAX_PER_PAGE = 300
"""Above about 300 rows servers cut the answer (measured in Jiangsu, portals.md §4.2 B)."""

_DOCUMENT = re.compile(
    r"/art/(?:19|20)\d\d[/-](?:\d{1,2}[/-]\d{1,2}/)?art_\w{1,80}\.html\Z|/art/(?:19|20)\d\d/art_[\w-]{8,80}\.html\Z"
)
_COLUMN = re.compile(r"/col/col(\d+)/")

_TOTAL_RECORD = re.compile(r"<totalrecord>\s{0,9}(\d{1,9})\s{0,9}</totalrecord>", re.IGNORECASE)
_TOTAL_PAGE = re.compile(r"<totalpage>\s{0,9}(\d{1,9})\s{0,9}</totalpage>", re.IGNORECASE)
_SCRIPT_TOTAL = re.compile(r"\btotalRecord[\"']?\s{0,4}[:=]\s{0,4}[\"']?(\d{1,9})")
_SCRIPT_PER_PAGE = re.compile(r"\bperPage[\"']?\s{0,4}[:=]\s{0,4}[\"']?(\d{1,4})")
_PROXY_ADDRESS = re.compile(r"[\w./:-]{0,200}/(?:more)?(?:column)?dataproxy\.jsp(?:\?[^\"'<>\s]{0,2000})?")

# Parameters of the data proxy, in the order the platform's own script sends them.
_KEYS = (
    "col",
    "appid",
    "webid",
    "path",
    "columnid",
    "sourceContentType",
    "unitid",
    "webname",
    "permissiontype",
)
_VALUE = re.compile(
    r"(?<![\w$])[\"']?(" + "|".join(_KEYS) + r")[\"']?\s{0,4}[:=]\s{0,4}"
    r"(?:\"([^\"\n]{0,200})\"|'([^'\n]{0,200})'|([\w./%-]{1,200}))"
)


def is_document(address: str) -> bool:
    """True where the address has the shape of a Hanweb document."""
    return _DOCUMENT.search(urlsplit(address).path) is not None


@dataclass(frozen=True, slots=True)
class _Store:
    """One <datastore> (or bare <recordset>) of a page: its records' markup, its claims, the text after it."""

    records: tuple[str, ...]
    total: int | None
    pages: int | None
    next_group: str | None
    after: str
    start: int


def read_list(source: ListSource) -> ListPage:
    """A column page, or an answer of the data proxy (told apart by the address and the bytes)."""
    if is_document(source.url):
        return no_list(source, NAME)
    stores = list(_stores(source.text))
    if "dataproxy.jsp" in source.url:
        return _read_answer(source, stores)
    return _read_column(source, stores)


# -- the column page ----------------------------------------------------------


def _read_column(source: ListSource, stores: list[_Store]) -> ListPage:
    store = _main_store(source, stores)
    rows = _record_rows(store, source.url) if store else Rows()
    if store is None or not rows.entries:
        return _without_store(source)
    parameters = _parameters(source, store)
    total = store.total if store.total is not None else _script_number(_SCRIPT_TOTAL, store.after)
    size = len(store.records)
    pages = _pages(total, size) if total is not None else None
    problems = list(rows.problems)
    following = None
    if total is not None and total > size:
        following, problem = _first_request(source, store, parameters, size)
        problems += [problem] if problem else []
    elif total is None:
        following, problem = _first_request(source, store, parameters, size) if parameters else (None, None)
        problems += [problem] if problem else []
    if source.page != 1:
        problems.append(mismatch(source.page, 1, source.url))
    return ListPage(NAME, rows.entries, 1, following, pages, total, tuple(problems))


def _main_store(source: ListSource, stores: list[_Store]) -> _Store | None:
    """The store of this column: named by the column's number in the address, else the longest."""
    column = _COLUMN.search(source.url)
    filled = [s for s in stores if s.records]
    if column and len(filled) > 1:
        own = [s for s in filled if _parameters(source, s).get("columnid") == column.group(1)]
        filled = own or filled
    return max(filled, key=lambda s: len(s.records), default=None)


def _without_store(source: ListSource) -> ListPage:
    """Rows in plain HTML (some sites' proxies answer nothing), or rows that only a browser would fetch."""
    rows = read_rows(source.tree, source.url, is_document)
    if rows.entries and not (is_article(source.tree) and len(rows.entries) < 10):
        links = page_links(source.tree, source.url)
        problems = list(rows.problems)
        if links.next is None and links.more:
            problems.append(_unknown(source.url, "its pager has no address"))
        return ListPage(
            NAME,
            rows.entries,
            links.current or source.page,
            ListRequest(links.next) if links.next else None,
            links.pages,
            links.entries,
            tuple(problems),
        )
    if "articleList" in source.text and "loadPageData" in source.text:
        return _read_article_list(source)
    if re.search(r"loadPageData\s?\(|text/x-handlebars|queryData\s?=|jpaas-publish-server", source.text):
        message = (
            f"{source.url} holds no rows: a browser fetches them from an interface this family does not read"
        )
        return ListPage(NAME, (), source.page, None, problems=(Problem("client_rendered", message),))
    return no_list(source, NAME)


def _read_article_list(source: ListSource) -> ListPage:
    """Rows that the page's script holds as objects for a client template (Jiangxi): the newest, at most 50."""
    match = re.search(r"\barticleList[\"']?\s?:\s?(?=\[)", source.text)
    total = re.search(r"\"articleCount\"\s?:\s?(\d{1,7})\b", source.text)
    found: object = None
    if match is not None:
        with contextlib.suppress(ValueError, RecursionError):
            found = json.JSONDecoder().raw_decode(source.text, match.end())[0]
    rows = entries(
        ((at(o, "urls", "pc"), title(o.get("title")), day(o.get("pubDate"))) for o in objects(found)),
        source.url,
    )
    declared = int(total.group(1)) if total else None
    problems = list(rows.problems)
    if not rows.entries or declared is None or declared > len(rows.entries):
        message = (
            f"{source.url} holds {len(rows.entries)} of {declared or 'an unknown number of'} rows: a browser fetches "
            "the others from an interface this family does not read"
        )
        problems.append(Problem("client_rendered", message))
    return ListPage(NAME, rows.entries, 1, None, None, declared, tuple(problems))


def _first_request(
    source: ListSource, store: _Store, parameters: dict[str, str], size: int
) -> tuple[ListRequest | None, Problem | None]:
    """Page 2, in pages as long as the rows the column page holds, so that pages do not overlap."""
    if not parameters.get("columnid") or not parameters.get("unitid"):
        return None, _unknown(source.url, "its script names no columnid and unitid for dataproxy.jsp")
    if not (parameters["columnid"].isdecimal() and parameters["unitid"].isdecimal()):
        message = (
            f"{source.url}: the parameters of the next page are encrypted (columnid {parameters['columnid'][:20]!r}); "
            "only the embedded rows can be read"
        )
        return None, Problem("encrypted_pager", message)
    if size > MAX_PER_PAGE:
        size = _script_number(_SCRIPT_PER_PAGE, store.after) or MAX_PER_PAGE
    proxy = _proxy(source)
    method = "GET" if store.next_group is not None else "POST"
    return _request(proxy, parameters, 2, size, method), None


def _proxy(source: ListSource) -> str:
    """Address of the data proxy, as the page writes it (relative ones belong to the module's folder)."""
    match = _PROXY_ADDRESS.search(source.text)
    written = unescape(match.group()).partition("?")[0] if match else PROXY
    if not written.startswith(("/", "http")):
        written = PROXY
    try:
        return canonical(written, source.url)
    except ValueError:
        return canonical(PROXY, source.url)


def _request(proxy: str, parameters: dict[str, str], page: int, size: int, method: str) -> ListRequest:
    fixed = {key: parameters[key] for key in _KEYS if key in parameters}
    paging = {
        "startrecord": str((page - 1) * size + 1),
        "endrecord": str(page * size),
        "perpage": str(size),
        "page": str(page),
    }
    url = canonical(f"{proxy}?{urlencode({**paging, **fixed}, safe='/')}")
    return ListRequest(url, "POST", fixed) if method == "POST" else ListRequest(url)


def _parameters(source: ListSource, store: _Store) -> dict[str, str]:
    """What dataproxy.jsp has to be told: from <nextgroup>, else from the script after the store, else from the page."""
    if store.next_group:
        named = dict(parse_qsl(urlsplit(unescape(store.next_group)).query, keep_blank_values=True))
        if "columnid" in named:
            return {key: named[key] for key in _KEYS if key in named}
    for text in (store.after, source.text[: store.start]):
        found: dict[str, str] = {}
        for match in _VALUE.finditer(text):
            key = match.group(1)
            value = next((v for v in match.groups()[1:] if v is not None), "")
            found.setdefault(key, unescape(value))
        if "columnid" in found and "unitid" in found:
            return found
    return {}


# -- answers of the data proxy --------------------------------------------------


def _read_answer(source: ListSource, stores: list[_Store]) -> ListPage:
    asked = source.parameters
    page = int(asked["page"]) if asked.get("page", "").isdecimal() else source.page
    size = int(asked["perpage"]) if asked.get("perpage", "").isdecimal() else 0
    store = max(stores, key=lambda s: len(s.records), default=None)
    if store is None:
        return no_list(replace(source, page=page), NAME)
    rows = _record_rows(store, source.url)
    problems = list(rows.problems)
    count = len(store.records)
    size = size or count
    pages = _pages(store.total, size) if store.total is not None and size else store.pages
    more = pages is not None and page < pages
    if not rows.entries:
        problems.append(_empty_answer(source.url, page, pages))
        return ListPage(NAME, (), page, None, pages, store.total, tuple(problems))
    if more and count < size:
        message = (
            f"{source.url}: {size} rows were asked for, {count} came, though {store.total} are declared: "
            "the server counts pages differently"
        )
        problems.append(Problem("page_mismatch", message))
    following = None
    if more:
        following = _after(source, asked, page + 1, size)
        if following is None:
            problems.append(_unknown(source.url, "the request names no columnid and unitid"))
    return ListPage(NAME, rows.entries, page, following, pages, store.total, tuple(problems))


def _after(source: ListSource, asked: dict[str, str], page: int, size: int) -> ListRequest | None:
    if not asked.get("columnid") or not asked.get("unitid") or not size:
        return None
    method = source.request.method if source.request is not None else "POST"
    return _request(source.url.partition("?")[0], asked, page, size, method)


def _empty_answer(url: str, page: int, pages: int | None) -> Problem:
    if pages == 0:
        return Problem("list_empty", f"{url} declares an empty list")
    if pages is not None and page > pages:
        return Problem("list_end", f"{url} lies behind the last page ({pages})")
    return Problem("page_mismatch", f"{url}: page {page} of {pages or 'an unknown number'} came without rows")


# -- records ------------------------------------------------------------------


def _stores(text: str) -> Iterator[_Store]:
    """Every datastore of a page or answer, read as text: HTML parsers do not know CDATA."""
    lower = text.lower()
    at = 0
    while True:
        opened = min(
            (p for p in (lower.find("<datastore", at), lower.find("<recordset", at)) if p >= 0), default=-1
        )
        if opened < 0:
            return
        tag = "</datastore>" if lower.startswith("<datastore", opened) else "</recordset>"
        closed = lower.find(tag, opened)
        end = closed if closed >= 0 else len(text)
        following = lower.find("<datastore", end)
        block = text[opened:end]
        total, pages = _TOTAL_RECORD.search(block), _TOTAL_PAGE.search(block)
        groups = list(_between(block, "nextgroup"))
        href = re.search(r"href\s?=\s?[\"']?([^\"'>\s]{1,2000})", groups[0]) if groups else None
        yield _Store(
            tuple(_between(block, "record")),
            int(total.group(1)) if total else None,
            int(pages.group(1)) if pages else None,
            href.group(1) if href else None,
            text[end : following if following >= 0 else len(text)],
            opened,
        )
        at = end + 1


def _between(block: str, name: str) -> Iterator[str]:
    """The contents of every <name>…</name>, without their CDATA marks (or unescaped where there are none)."""
    lower = block.lower()
    opening, closing = f"<{name}>", f"</{name}>"
    at = lower.find(opening)
    while at >= 0:
        begin = at + len(opening)
        end = lower.find(closing, begin)
        if end < 0:
            return  # a body cut off in the middle of a record: the record is not believed
        content = block[begin:end].strip()
        if content.startswith("<![CDATA["):
            yield content[9:].removesuffix("]]>")
        else:
            yield unescape(content) if "&lt;" in content else content
        at = lower.find(opening, end)


def _record_rows(store: _Store, url: str) -> Rows:
    """The rows of a store: every record's markup in a list item of its own."""
    markup = "".join(f"<div class='record'>{record}</div>" for record in store.records)
    return read_rows(parse_html(f"<html><body>{markup}</body></html>"), url, is_document, sure=True)


def _pages(total: int, size: int) -> int:
    return -(-total // size) if size else 0


def _script_number(pattern: re.Pattern[str], text: str) -> int | None:
    match = pattern.search(text)
    return int(match.group(1)) if match else None


def _unknown(url: str, why: str) -> Problem:
    return Problem("next_unknown", f"{url} has more pages, but {why}: name the pager in the portal file")


# -- recognition and detail pages ---------------------------------------------


def recognise(text: str, tree: _Element, url: str) -> list[tuple[float, str]]:
    """Signs of Hanweb: its column and document addresses, datastores, its modules."""
    found: list[tuple[float, str]] = []
    if "dataproxy.jsp" in url and "<record" in text:
        found.append((0.9, "an answer of dataproxy.jsp"))
    if _COLUMN.search(url) or is_document(url):
        found.append((0.5, "address /col/colN/ or /art/Y/M/D/art_c_id.html"))
    found += anchors_like(tree, _DOCUMENT, "the shape /art/Y/M/D/art_c_id.html", 0.7)
    if "<datastore>" in text and "<recordset>" in text:
        found.append((0.6, "a datastore of records"))
    for sign, words in (
        ("/module/web/jpage/", "the jpage module"),
        ("id='hiddenLocation'", "hiddenLocation"),
        ("/module/visitcount/", "the visit counter module"),
        ("/module/download/downfile.jsp", "the download module"),
        ("jpaas-publish-server", "the JPAAS publisher"),
    ):
        if sign in text:
            found.append((0.4, words))
    return found


_BODY = re.compile(r"(?:zoom|con_con|ivs_content_hanweb)", re.IGNORECASE)
_METADATA = ("xxgk_article", "xxgk-table", "xxgk_table")


def detail_hints(source: DetailSource) -> DetailHints | None:
    """Body (#zoom), metadata table (xxgk_article) and downloads of a Hanweb document; None where none is there."""
    body = outermost(source.names.matching(_BODY))
    metadata = outermost(source.names.having(_METADATA))
    pairs = tuple(pair for table in metadata for pair in table_pairs(table))
    links = tuple(_downloads(source))
    if not (body or pairs or links):
        return None
    return DetailHints(NAME, body, pairs, metadata if pairs else (), links)


def _downloads(source: DetailSource) -> Iterator[Link]:
    """Anchors to the download program, whose address ends in no file name, and files in script strings."""
    found = list(program_links(source, "downfile.jsp"))
    seen = {link.url for link in found}
    yield from found
    yield from (link for link in script_links(source) if link.url not in seen)


FAMILY = Family(NAME, read_list, recognise, detail_hints)
