"""The rest of a document whose densest part is known: paragraphs beside it, and the box with its signature.

For pages without a known container only: hand-made pages print the paragraphs of a letter side by
side in ``body``, or salutation, text and signature in boxes of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from lxml.etree import _Element

from parsers.html import text_content, text_length

_OVER = frozenset({"br", "hr", "img", "script", "style", "input", "canvas"})
_PARAGRAPHS = frozenset(
    {"p", "div", "span", "font", "center", "b", "strong", "blockquote", "section", "pre", "dd", "li", "u"}
)
_GROUPS = frozenset({"table", "ul", "ol", "dl"})
_HEADINGS = frozenset({"h1", "h2", "h3"})
_BLOCKS = frozenset(
    {"p", "div", "table", "ul", "ol", "dl", "section", "article", "aside", "main", "form", "h1", "h2", "h3"}
)
_BORDERS = frozenset({*_HEADINGS, "nav", "aside", "footer", "header", "form", "iframe"})
_SALUTATION = re.compile(
    r"(?:代表|委员|委员会|支部|工商联|区委|市委|县委|省委)们?\s{0,4}[:：]|(?:代表|委员)$"
)
_SIGNED = re.compile(
    r"(?:20\d\d\s{0,4}年\s{0,4}\d{1,2}\s{0,4}月\s{0,4}\d{1,2}\s{0,4}日|二[〇○零OＯ0]\S{2}年\S{1,3}月\S{1,3}日)\s{0,20}(?:[）)|。]|$|[（(抄联附])"
)
_LAST_LINES = re.compile(r"联系人|抄送|附\s{0,4}件\s{0,4}[:：]?\s{0,4}[1-9一二三《]|此件")
_MOST_BESIDE = 12
_SHORTEST_TITLE = 6
_LONGEST_BESIDE = 6000


def whole(element: _Element) -> tuple[_Element, ...] | None:
    """The elements that make ``element`` a whole document, in page order; None where nothing beside it belongs to it."""
    above = element.getparent()
    if above is None:
        return None
    if _is_paragraph(element):
        run = _paragraphs_beside(element, above)
        return run if len(run) > 1 else None
    for _ in range(3):
        if above is None or above.tag in ("html", "tr", "tbody", "table"):
            return None  # rows and cells are climbed over, they are no boxes
        run = _parts_beside(element, above)
        if run:
            return run
        if above.tag == "body" or text_length(above) > text_length(element) + 60:
            return None
        element, above = above, above.getparent()
    return None


def _is_paragraph(element: _Element) -> bool:
    return element.tag in _PARAGRAPHS and not any(inner.tag in _BLOCKS for inner in element.iterdescendants())


def _paragraphs_beside(element: _Element, above: _Element) -> tuple[_Element, ...]:
    """The run of paragraphs, tables and lists around a paragraph: up to a title, a menu or a box of boxes."""
    siblings = list(above)
    at = siblings.index(element)
    first = last = at
    for i in range(at - 1, -1, -1):
        if siblings[i].tag in _OVER:
            continue
        if not _goes_on(siblings[i]):
            break
        first = i
    for i in range(at + 1, len(siblings)):
        if siblings[i].tag in _OVER:
            continue
        if not (_goes_on(siblings[i]) or siblings[i].tag in ("h2", "h3", "h4", "h5", "h6")):
            break
        last = i
    return tuple(e for e in siblings[first : last + 1] if e.tag not in _OVER)


def _goes_on(element: _Element) -> bool:
    if element.tag in _GROUPS:
        return element.find(".//a") is None
    return _is_paragraph(element) and _linked(element) * 2 <= text_length(element)


def _parts_beside(element: _Element, above: _Element) -> tuple[_Element, ...]:
    """From the box with the salutation to the box with the signature, where ``element`` lacks one of them."""
    text = text_content(element)
    siblings = list(above)
    at = siblings.index(element)
    first = last = None
    if not _SALUTATION.search(text[:400]):
        first = _farthest(siblings, range(at - 1, max(-1, at - 5), -1), _SALUTATION, 400)
    if not _SIGNED.search(text[-400:].rstrip()):
        after = range(at + 1, min(len(siblings), at + 1 + _MOST_BESIDE))
        last = _farthest(siblings, after, _SIGNED, _LONGEST_BESIDE) or _last_alike(siblings, at)
    if first is None and last is None:
        return ()
    run = siblings[at if first is None else first : (at if last is None else last) + 1]
    return tuple(e for e in run if e.tag not in _OVER)


def _farthest(
    siblings: list[_Element], places: Iterable[int], sign: re.Pattern[str], longest: int
) -> int | None:
    """The place of the first box with ``sign``, unless a title, a menu or links stand before it."""
    for i in places:
        box = siblings[i]
        if box.tag in _OVER:
            continue
        length = text_length(box)
        if box.tag in _BORDERS or length > longest or _linked(box) * 4 > length:
            return None
        if sign.search(text_content(box).rstrip()):
            return i
    return None


def _last_alike(siblings: list[_Element], at: int) -> int | None:
    """The last of the boxes right behind that are called as this one is and hold no links: one text in several boxes."""
    last = None
    called = (siblings[at].tag, siblings[at].get("class"), siblings[at].get("id"))
    for i in range(at + 1, len(siblings)):
        box = siblings[i]
        if box.tag in _OVER:
            continue
        if (box.tag, box.get("class"), box.get("id")) != called or box.find(".//a") is not None:
            break
        last = i
    return last


# Characters between a title and its document that are no header line with controls any more.
_LONGEST_HEADER = 300


def under_its_title(element: _Element, window_title: str) -> bool:
    """True where the page's title stands before ``element`` in the same box, and no part of a letter between them.

    What is beside such an element is the title, the line under it and what portals print under a document.
    ``window_title``: the text of <title>, without white space.
    """
    between = ""
    for box in element.itersiblings(preceding=True):
        if box.tag in _OVER:
            continue
        if text_length(box) > _LONGEST_HEADER:
            return False
        text = text_content(box)
        heading = box if box.tag in _HEADINGS else next(box.iter(*_HEADINGS), None)
        title = "".join((text if heading is None else text_content(heading)).split())
        if len(title) >= _SHORTEST_TITLE and window_title.startswith(title):
            between = ("" if heading is None else text.partition(text_content(heading))[2]) + between
            return _SALUTATION.search(between) is None and "。" not in between and not _ends_below(element)
        between = text + between
    return False


def _ends_below(element: _Element) -> bool:
    """True where a letter's end without its own date stands in a box behind: contact, copies, list of files."""
    return any(
        box.tag not in _BORDERS
        and text_length(box) <= _LONGEST_HEADER
        and _LAST_LINES.search(text_content(box))
        for box in element.itersiblings()
        if box.tag not in _OVER
    )


def _linked(element: _Element) -> float:
    return sum(text_length(link) for link in element.iter("a"))
