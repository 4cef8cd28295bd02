"""List pages that hold no list: challenges, error pages, single documents, empty lists, pages behind the end."""

from __future__ import annotations

import re

from lxml.etree import _Element

from parsers.blocked import blocked, soft_missing
from parsers.families.base import ListSource
from parsers.markup import text_of
from parsers.types import ListPage, Problem

STUB_BYTES = 600
"""A list page behind the last one is often a stub of 300-400 bytes (portals.md §4.2 A)."""

_EMPTY = re.compile(
    r"(?:暂无|没有(?:找到|查询到|符合)?|未找到|无)"
    r"(?:相关|符合条件的|任何)?(?:内容|信息|数据|记录|文章|结果|文件)"
)


def no_list(source: ListSource, family: str, *, pages: int | None = None) -> ListPage:
    """The ListPage for a page without rows; its problem says what the page is instead."""
    problem = _why(source, pages)
    return ListPage(family, (), source.page, None, total_pages=pages, problems=(problem,))


def _why(source: ListSource, pages: int | None) -> Problem:
    where = source.url
    sign = blocked(200, {}, source.text.encode("utf-8", "replace"))
    if sign is not None:
        message = (
            f"{where} is a challenge page of {sign.name} ({sign.evidence}); it is not solved: crawl later"
        )
        return Problem("blocked_page", message)
    text = text_of(source.tree, 20_000)
    missing = soft_missing(text, html_title(source.tree))
    if source.page > 1 and (missing is not None or source.size < STUB_BYTES):
        return Problem(
            "list_end", f"{where} lies behind the last page: {missing or f'{source.size} bytes only'}"
        )
    if missing is not None:
        return Problem("error_page", f"{where} is an error page ({missing}): check the column's address")
    if is_article(source.tree):
        return Problem("detail_page", f"{where} is one document, not a list: give the column's address")
    if pages == 0 or _EMPTY.search(text):
        return Problem("list_empty", f"{where} says that its list is empty")
    if pages is not None:
        return Problem("not_a_list", f"{where} has a pager of {pages} pages, but no rows that can be read")
    return Problem(
        "not_a_list", f"{where} holds no rows that look like a list of documents: check the address"
    )


def html_title(tree: _Element) -> str:
    """The text of <title>."""
    for element in tree.iter("title"):
        return " ".join((element.text or "").split())
    return ""


def is_article(tree: _Element) -> bool:
    """True where the national meta tags say that the page is one document (ArticleTitle and PubDate filled)."""
    filled = {
        (meta.get("name") or "").lower() for meta in tree.iter("meta") if (meta.get("content") or "").strip()
    }
    return "articletitle" in filled and "pubdate" in filled


def mismatch(asked: int, got: int, url: str) -> Problem:
    """The problem of a pager that answers with another page than asked for."""
    message = (
        f"page {asked} was asked for, {url} says that it is page {got}: the site may ignore page numbers "
        "or hold this crawler off"
    )
    return Problem("page_mismatch", message)
