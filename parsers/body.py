"""Where on a page the document is: known containers first, then the densest run of prose."""

from __future__ import annotations

import re

from lxml.etree import _Element

from parsers.html import text_content, text_length
from parsers.names import Names
from parsers.whole import under_its_title, whole

# (attribute, value) of containers seen around document bodies, best first (portals.md §4.2, part 2 §1-6).
# `class` values match as a whole word of the attribute, case matters as printed.
_CONTAINERS: tuple[tuple[str, str], ...] = (
    ("id", "UCAP-CONTENT"),
    ("id", "cmsArticleContent"),
    ("tag", "ucapcontent"),
    ("class", "TRS_UEDITOR"),
    ("class", "trs_editor_view"),
    ("class", "TRS_Editor"),
    ("class", "Custom_UnionStyle"),
    ("id", "zoom"),
    ("id", "Zoom"),
    ("id", "zoomcon"),
    ("class", "zoomcon"),
    ("class", "zoom"),
    ("class", "v_news_content"),
    ("id", "vsb_content"),
    ("id", "vsb_content_2"),
    ("class", "easysite-news-content"),
    ("id", "ivs_content"),
    ("class", "Article_content"),
    ("class", "j-fontContent"),
    ("class", "zcwjk-xlcon"),
    ("class", "gfxwj-content"),
    ("class", "zcwjk-con"),
    ("class", "zwxl-article"),
    ("class", "gkxl-article"),
    ("class", "a24Detail"),
    ("class", "xl-con"),
    ("id", "info_cont"),
    ("class", "info_cont"),
    ("id", "fontzoom"),
    ("class", "fontzoom"),
    ("class", "artile_zw"),
    ("class", "article_zw"),
    ("id", "zhengw"),
    ("id", "info_content"),
    ("id", "wenzhang-content"),
    ("id", "printContent"),
    ("id", "con_con"),
    ("class", "news_cont_d_wrap"),
    ("class", "scroll_cont"),
    ("class", "g-detailbox"),
    ("class", "tyxxy_main"),
    ("class", "main-txt"),
    ("class", "xxgk-content"),
    ("class", "con_text"),
    ("class", "article_con"),
    ("class", "article_content"),
    ("class", "article-content"),
    ("class", "pages_content"),
    ("id", "BodyLabel"),
    ("class", "vF_detail_content"),
)
# Editors' own boxes: a page with several of them has a document in several parts (reply and suggestion).
_EDITORS = frozenset({"TRS_UEDITOR", "trs_editor_view", "TRS_Editor", "v_news_content"})
# Elements of one name that are looked at: each may lie 2,000 elements deep.
_MOST_BOXES = 100
# Fewer characters than this in a container: the page may keep its document elsewhere.
_ENOUGH = 40

_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_TEXT_HOLDERS = frozenset(
    (
        "p", "div", "td", "span", "section", "article", "li", "font", "dd", "pre", "center",
        "blockquote", "ucapcontent",
    )
)  # fmt: skip
_INLINE_HOLDERS = frozenset({"p", "span", "font", "center"})
_NEVER = frozenset({"html", "body", "head"})
# A short letter is shorter than the site's footer.
_FOOTER = re.compile(r"ICP备|网站标识码|公网安备|版权所有|[Cc]opyright|网站地图")
# A reply's first sentence: a column of news beside a short letter holds more prose than the letter.
_OPENS = re.compile(r"收悉|现.{0,30}[答回函]复如下|[答回函]复(?:意见)?如下[:：]|答复意见[:：]")
_LETTER = 2000.0
# More linked characters than this beside the document are no print button and no breadcrumb.
_LONGEST_MENU = 60
# Where lines are parted by <br> only, the footer is in one element with the document.
_LONGEST_FOOTER = 150
_UNSEEN = frozenset({"script", "style", "noscript", "textarea", "select", "option", "a", "button"})


def find_body(root: _Element, names: Names) -> tuple[_Element, ...]:
    """The elements that hold the document, in order; empty where nothing looks like one."""
    best: tuple[_Element, ...] = ()
    best_length = 0.0
    picture: _Element | None = None  # a container with a scan or a poster and no word
    for attribute, name in _CONTAINERS:
        if attribute == "tag":
            found = list(root.iter(name))
        elif name in names:
            found = [e for e in names.having((name,)) if _is_called(e, attribute, name)]
        else:
            continue
        elements = [e for e in _outermost(found) if not is_hidden(e)]
        for element in elements:
            length = text_length(element)
            if length >= _ENOUGH:
                return _parts(element, elements) if name in _EDITORS else (element,)
            if length > best_length:
                best, best_length = (element,), length
            elif length == 0 and picture is None and element.find(".//img") is not None:
                picture = element
    dense = _densest(root)
    if dense is not None:
        parts = whole(dense)
        if parts is None:
            window_title = root.find(".//title")
            dense = _climb(dense, "" if window_title is None else _text(window_title))
            parts = whole(dense) or (dense,)
        if sum(map(text_length, parts)) > best_length * 3 and (
            picture is None or "。" in "".join(map(text_content, parts))
        ):
            return parts
    return best or (() if picture is None else (picture,))


def _is_called(element: _Element, attribute: str, name: str) -> bool:
    value = element.get(attribute) or ""
    return value == name if attribute == "id" else name in value.split()


def _outermost(elements: list[_Element]) -> list[_Element]:
    """Without those that lie inside another of them (editors nest their boxes when text is pasted)."""
    elements = elements[:_MOST_BOXES]
    chosen = set(elements)
    return [e for e in elements if not any(a in chosen for a in e.iterancestors())]


def _parts(first: _Element, elements: list[_Element]) -> tuple[_Element, ...]:
    """Further boxes of the same editor, unless they print the same text again."""
    seen = {_text(first)}
    parts = [first]
    for element in elements[elements.index(first) + 1 :]:
        text = _text(element)
        if len(text) >= _ENOUGH and text not in seen:
            seen.add(text)
            parts.append(element)
    return tuple(parts)


def _text(element: _Element) -> str:
    return "".join(text_content(element).split())


def _densest(root: _Element) -> _Element | None:
    """The element with most prose directly in it and in its paragraphs; links do not count."""
    scores: dict[_Element, float] = {}
    for element in root.iter():
        if element.tag not in _TEXT_HOLDERS:
            continue
        own = _own_text(element)
        if len(own) < 20 or (len(own) < _LONGEST_FOOTER and _FOOTER.search(own)):
            continue
        score = len(own) + 15.0 * (own.count("，") + own.count("。") + own.count(",") + own.count("；"))
        if ("悉" in own or "如下" in own or "答复意见" in own) and _OPENS.search(own):
            score += _LETTER
        holder = element
        while holder.tag in _INLINE_HOLDERS:
            parent = holder.getparent()
            if parent is None or parent.tag in _NEVER:
                break
            holder = parent
        scores[holder] = scores.get(holder, 0.0) + score
        above = holder.getparent()
        if above is not None and above.tag not in _NEVER:
            scores[above] = scores.get(above, 0.0) + score / 2
    for element in sorted(scores, key=lambda e: -scores[e])[:20]:
        if not is_hidden(element):
            return element
    return None


def is_hidden(element: _Element) -> bool:
    """True inside what the page does not show: some portals keep a second, unformatted copy there."""
    while True:
        style = element.get("style")
        if style and _HIDDEN.search(style):
            return True
        if "ng-hide" in (element.get("class") or ""):  # AngularJS: how a rendered page says display: none
            return True
        above = element.getparent()
        if above is None:
            return False
        element = above


def _own_text(element: _Element) -> str:
    """The text directly in an element; of a paragraph pasted from Word, one character a span, that of the spans."""
    parts = [element.text or ""]
    for child in element:
        if child.tag in ("span", "font") and element.tag != child.tag:
            parts.append(text_content(child))
        parts.append(child.tail or "")
    return "".join(parts).strip()


def _climb(element: _Element, window_title: str) -> _Element:
    """Up to the box that also holds salutation and signature: while most of what is added is no link."""
    for _ in range(6):
        above = element.getparent()
        if above is None or above.tag in _NEVER or under_its_title(element, window_title):
            return element
        inner, outer = text_length(element), text_length(above)
        links = sum(text_length(a) for a in above.iter("a"))
        added = outer - inner
        beside = links - sum(text_length(a) for a in element.iter("a"))
        if beside > _LONGEST_MENU and beside * 2 > added:
            return element  # a menu or a list of other documents beside it
        if element.tag not in ("tr", "tbody", "td", "table", "p", "span") and (
            added > inner * 0.5 or links > outer * 0.25
        ):
            return element
        element = above
    return element
