"""All that a page offers to go to: anchors, image maps, frames, refreshes, and menus that a script draws.

Menus of government sites are often trees that a script builds from records of a name and an
address, or images without text (portals.md). No script is run: its records are read as text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from lxml.etree import _Element
from parsel import Selector

from parsers.address import canonical
from parsers.decode import decode
from parsers.families.answers import html_title, is_article
from parsers.families.base import MAX_BYTES
from parsers.families.scripts import inline_scripts, records
from parsers.markup import parse_html, text_of

MAX_LINKS = 5_000
MAX_WORDS = 120

Place = Literal["anchor", "area", "frame", "refresh", "script"]

_IN_SCRIPT = re.compile(r"""["']\s*([^"'\s()]{1,400})\s*["']""")
_REFRESH = re.compile(r"""url\s*=\s*["']?([^"'\s;]{1,400})""", re.IGNORECASE)
_SITE_CODE = re.compile(r"(?:网站)?标识码\s?[:：]?\s?((?:bm)?\d{8,10})(?!\d)", re.IGNORECASE)
_NAMES = ("name", "title", "text", "label", "menuname", "columnname", "catname", "colname", "jdname")
_ADDRESSES = ("url", "href", "link", "jump_url", "linkurl", "path", "menuurl", "columnurl")


@dataclass(frozen=True, slots=True)
class PageLink:
    """One way on: ``url`` canonical, ``text`` what a reader sees of it (empty for frames and refreshes)."""

    url: str
    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class PageLinks:
    """A page as discovery sees it.

    ``column``, ``site``, ``site_code``, ``domain``: the national meta tags ColumnName, SiteName, SiteIDCode
    (or the 标识码 of the footer) and SiteDomain; None where the page has none. ``article``: the page is one document.
    """

    url: str
    title: str = ""
    column: str | None = None
    site: str | None = None
    site_code: str | None = None
    domain: str | None = None
    article: bool = False
    links: tuple[PageLink, ...] = ()


def read_links(data: bytes, *, url: str, content_type: str | None = None) -> PageLinks:
    """The links of a page, each address once with its longest text, in page order. Never raises on any bytes.

    Raises ValueError where ``url`` is no address.
    """
    url = canonical(url)
    if len(data) > MAX_BYTES or data[:5] == b"%PDF-" or b"\0" in data[:512]:
        return PageLinks(url)
    tree = parse_html(decode(data, content_type).text)
    page = Selector(root=tree, type="html")
    meta = _meta(page)
    code = meta.get("siteidcode") or _code_in_footer(tree)
    return PageLinks(
        url,
        html_title(tree),
        meta.get("columnname"),
        meta.get("sitename"),
        code,
        meta.get("sitedomain"),
        is_article(tree),
        tuple(_once(_all(page, _base(page, url)))),
    )


def _meta(page: Selector) -> dict[str, str]:
    found: dict[str, str] = {}
    for tag in page.css("meta[name][content]"):
        # Not by its attributes all at once: lxml gives no name to one that is written {.
        name, value = tag.root.get("name").lower(), " ".join(tag.root.get("content").split())
        if name and value:
            found.setdefault(name, value)
    return found


def _code_in_footer(tree: _Element) -> str | None:
    match = _SITE_CODE.search(text_of(tree)[-4000:])
    return match.group(1) if match else None


def _base(page: Selector, url: str) -> str:
    try:
        return canonical(page.css("base::attr(href)").get(""), url)
    except ValueError:
        return url


def _once(found: Iterator[PageLink]) -> list[PageLink]:
    links: dict[str, PageLink] = {}
    for link in found:
        known = links.get(link.url)
        if known is None and len(links) < MAX_LINKS:
            links[link.url] = link
        elif known is not None and len(link.text) > len(known.text):
            links[link.url] = PageLink(link.url, link.text, known.place)
    return list(links.values())


_WAYS_ON = "a, area, iframe, frame, meta[http-equiv], li[onclick], div[onclick], td[onclick], span[onclick]"


def _all(page: Selector, base: str) -> Iterator[PageLink]:
    for selected in page.css(_WAYS_ON):
        element = selected.root
        if element.tag == "meta":
            if element.get("http-equiv").lower() == "refresh":
                match = _REFRESH.search(element.get("content") or "")
                yield from _link(match.group(1) if match else "", "", "refresh", base)
        elif element.tag in ("iframe", "frame"):
            yield from _link(element.get("src") or "", "", "frame", base)
        else:
            yield from _anchor(element, base)
    for _, source in inline_scripts(page.root):
        yield from _records(source, base)


def _anchor(element: _Element, base: str) -> Iterator[PageLink]:
    """An anchor, an area, or any element that a click leads away from."""
    href = (element.get("href") or "").strip()
    if not href or href.lower().startswith(("javascript", "#")):
        script = href + ";" + (element.get("onclick") or "")
        match = _IN_SCRIPT.search(script)
        if match is None or ("/" not in match.group(1) and "." not in match.group(1)):
            return
        href = match.group(1)
    elif element.tag not in ("a", "area"):
        return
    place: Place = "area" if element.tag == "area" else "anchor"
    yield from _link(href, _words(element), place, base)


def _words(element: _Element) -> str:
    """What stands on an anchor: the longer of its text and its title, else the text of its image."""
    shown = text_of(element, MAX_WORDS)
    said = " ".join((element.get("title") or element.get("alt") or "").split())
    if not shown and not said:
        said = " ".join((image.get("alt") or "").strip() for image in element.iter("img")).strip()
    return max(shown, said, key=len)[:MAX_WORDS]


def _records(source: str, base: str) -> Iterator[PageLink]:
    if not any(name in source.lower() for name in _ADDRESSES):
        return
    for record in records(source):
        address = next((record[key] for key in _ADDRESSES if record.get(key)), "")
        name = next((record[key] for key in _NAMES if record.get(key)), "")
        if name and ("/" in address or "." in address):
            yield from _link(address, " ".join(name.split())[:MAX_WORDS], "script", base)


def _link(href: str, text: str, place: Place, base: str) -> Iterator[PageLink]:
    if not href.strip() or href.strip().lower() == "about:blank":
        return
    try:
        yield PageLink(canonical(href, base), text, place)
    except ValueError:
        return
