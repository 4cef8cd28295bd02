"""TRS WCM and its Chongqing edition 海云: static lists, `tYYYYMMDD_id.html` documents.

Structure: portals.md §4.2 A, part 2 §1 and §2.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from lxml.etree import Element, SubElement, _Element

from parsers.address import canonical
from parsers.families.answers import is_article, mismatch, no_list
from parsers.families.base import DetailHints, DetailSource, Family, ListSource, anchors_like
from parsers.families.details import outermost, script_links, table_pairs
from parsers.families.pager import PageCall, page_call, page_links
from parsers.families.row_dates import whole_date
from parsers.families.rows import read_rows
from parsers.families.scripts import inline_scripts, records, written_html
from parsers.families.untold import page_after
from parsers.markup import classes, parse_html
from parsers.types import Entry, ListPage, ListRequest, Problem

NAME = "trs"

# t20240712_900101.html, t20190709_1137440.shtml, t19107548.shtml (Guangxi), 20230617_190689.html (Diqing), also
# the mobile skin's …_wap.html; not t2024…_1_2 page parts.
_DOCUMENT = re.compile(r"/(?:t?(?:19|20)\d{6}_\d{3,12}|t\d{6,10})(?:_ext|_wap)?\.(?:s?html?|jhtml)\Z")
_DOCUMENT_IN_TEXT = re.compile(r"/t(?:19|20)\d{6}_\d{3,12}\.s?html?")

_BODY = re.compile(r"(?:TRS_UEDITOR|trs_editor_view|TRS_Editor|TRS_EDITOR)", re.IGNORECASE)
# Containers of departments whose bodies carry no editor class, most telling first.
_CONTAINERS = (
    "gfxwj-content", "zcwjk-xlcon", "zcwjk-con", "xl-con", "a24Detail", "zwxl-article", "gkxl-article",
    "scroll_cont", "article_con",
)  # fmt: skip
_METADATA = ("zwxl-table", "zw-table", "a11", "gkxl-top", "table_suoyin", "zwxl-head")

_DATE_NAME = re.compile(r"(?:date|time|rq|sj|pub)", re.IGNORECASE)
_TITLE_NAME = re.compile(r"(?:title|tit|bt|name|subject)", re.IGNORECASE)


def is_document(address: str) -> bool:
    """True where the address has the shape of a TRS document."""
    return _DOCUMENT.search(urlsplit(address).path) is not None


def read_list(source: ListSource) -> ListPage:
    """One list page; page 2 is ``index_1``. The pager is the script's where there is one, else the anchors."""
    if is_document(source.url):
        return no_list(source, NAME)
    _write_script_rows(source.tree, source.url)
    rows = read_rows(source.tree, source.url, is_document)
    call = page_call(source.tree)
    related_only = call is None and len(rows.entries) < 10 and is_article(source.tree)
    if not rows.entries or related_only:
        return no_list(source, NAME, pages=call.pages if call else None)
    problems = list(rows.problems)
    if call is None:
        return _by_anchors(source, rows.entries, problems)
    if call.current + 1 != source.page:
        problems.append(mismatch(source.page, call.current + 1, source.url))
    following = call.next_address(source.url)
    if following is None and call.first is None and call.current + 1 < call.pages:
        return _by_anchors(source, rows.entries, problems, call)
    return ListPage(
        NAME,
        rows.entries,
        call.current + 1,
        ListRequest(following) if following else None,
        call.pages,
        call.entries,
        tuple(problems),
    )


def _by_anchors(
    source: ListSource, entries: tuple[Entry, ...], problems: list[Problem], call: PageCall | None = None
) -> ListPage:
    links = page_links(source.tree, source.url)
    pages = call.pages if call else links.pages
    current = call.current + 1 if call else links.current
    if current is not None and current != source.page:
        problems.append(mismatch(source.page, current, source.url))
    if links.next is None and (links.more or (call is not None and call.current + 1 < call.pages)):
        message = f"{source.url} has more pages than this one, but no address of the next: name it in the portal file"
        problems.append(Problem("next_unknown", message))
    request = ListRequest(links.next) if links.next else None
    if request is None and call is None and not links.seen:
        request = page_after(source.url, len(entries), second=(1,))  # MOST prints no pager at all
    return ListPage(
        NAME,
        entries,
        current or source.page,
        request,
        pages,
        call.entries if call else links.entries,
        tuple(problems),
    )


# -- rows written by scripts --------------------------------------------------


def _write_script_rows(tree: _Element, url: str) -> None:
    """Put rows that inline scripts print into the tree, in the script's place."""
    for element, text in list(inline_scripts(tree)):
        if _DOCUMENT_IN_TEXT.search(text) is None:
            continue
        parent = element.getparent()
        if parent is None:
            continue
        new = _printed_rows(text, url) or _recorded_rows(text, url, bare=_in_row(element))
        at = parent.index(element)
        for offset, node in enumerate(new, 1):
            parent.insert(at + offset, node)


def _in_row(element: _Element) -> bool:
    return any(node.tag in ("li", "tr") for node in element.iterancestors())


def _printed_rows(text: str, url: str) -> list[_Element]:
    """What document.write prints, where that holds a whole anchor to a document."""
    markup = written_html(text)
    if "<a" not in markup.lower():
        return []
    body = next(parse_html(markup).iter("body"), None)
    if body is None or not any(_is_row_anchor(a, url) for a in body.iter("a")):
        return []
    return list(body)


def _is_row_anchor(anchor: _Element, url: str) -> bool:
    try:
        return is_document(canonical(anchor.get("href") or "", url))
    except ValueError:
        return False


def _recorded_rows(text: str, url: str, *, bare: bool) -> list[_Element]:
    """Rows given as variables or objects: `var url="./202602/t….html"; title="…"; time="…"`."""
    rows: list[_Element] = []
    for record in records(text):
        address = next((v for v in record.values() if len(v) < 400 and _DOCUMENT.search(v.strip())), None)
        title = next((v for k, v in record.items() if _TITLE_NAME.search(k) and v != address), None)
        if address is None or not title:
            continue
        day = next((v for k, v in record.items() if _DATE_NAME.search(k) and whole_date(v)), "")
        row = Element("li")
        anchor = SubElement(row, "a", href=address, title=title)
        anchor.text = title
        SubElement(row, "span").text = day
        rows.append(row)
    if bare and len(rows) == 1:
        return list(rows[0])
    if not rows:
        return []
    holder = Element("ul")
    holder.extend(rows)
    return [holder]


# -- recognition and detail pages ---------------------------------------------


def recognise(text: str, tree: _Element, url: str) -> list[tuple[float, str]]:
    """Signs of TRS: document addresses, editor classes, its pager."""
    found: list[tuple[float, str]] = []
    if is_document(url):
        found.append((0.6, "address tYYYYMMDD_id"))
    anchors = anchors_like(tree, _DOCUMENT, "the shape tYYYYMMDD_id", 0.8)
    found += anchors
    if not anchors and _DOCUMENT_IN_TEXT.search(text):
        found.append((0.4, "a script names tYYYYMMDD_id addresses"))
    if any(_BODY.match(name) for node in tree.iter("div", "span", "td") for name in classes(node)):
        found.append((0.6, "a body of the TRS editor"))
    call = page_call(tree)
    if call is not None and call.first is not None:
        found.append((0.4, "pager call createPage"))
    if "zwxl-" in text or "zcwjk-" in text:
        found.append((0.4, "class names of the Chongqing templates"))
    return found


def detail_hints(source: DetailSource) -> DetailHints | None:
    """Body, metadata table and script attachments of a TRS document; None where the page shows none of them."""
    body = outermost(source.names.matching(_BODY))
    if not body:
        for name in _CONTAINERS:
            body = outermost(source.names.having((name,)))
            if body:
                break
    metadata = outermost(source.names.having(_METADATA))
    pairs = tuple(pair for table in metadata for pair in table_pairs(table))
    links = tuple(script_links(source))
    if not (body or pairs or links):
        return None
    return DetailHints(NAME, body, pairs, metadata if pairs else (), links)


FAMILY = Family(NAME, read_list, recognise, detail_hints)
