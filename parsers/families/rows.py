"""The rows of a list page: anchors that look alike, with the title and the date printed beside them.

Row markup differs per department even on one platform (portals.md part 2 §1), so rows
are found by what they are: anchors to documents at the same place of the page's
structure. Anchors of menus, footers, related reading and sidebars stand at other places.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from urllib.parse import urlsplit

from lxml.etree import _Element

from parsers.address import canonical
from parsers.families.row_dates import is_written_date, row_date, whole_date
from parsers.markup import classes, pieces
from parsers.types import Entry, Problem

MAX_ANCHORS = 20_000
MAX_GROUPS = 100
MAX_ROW_PIECES = 300
MAX_ROW_NODES = 600
MAX_TITLE = 500

IsDocument = Callable[[str], bool]

# Marks of state or position, not of structure: `li.odd`, `li.cur`, `a.hover`.
_VOLATILE = frozenset(
    {"odd", "even", "first", "last", "cur", "current", "active", "on", "hover", "selected", "new", "hot", "top",
     "red", "bold", "nth", "even_odd", "line", "noline", "bg", "visited", "clearfix", "clear", "cf"}
)  # fmt: skip
# Elements that only dress a row's text: a pinned row wraps its anchor in <b><font>.
_DRESS = frozenset(
    {"b", "strong", "font", "span", "em", "i", "u", "small", "big", "center", "nobr", "p", "label", "tbody", "h1",
     "h2", "h3", "h4", "h5", "h6", "ins", "mark"}
)  # fmt: skip
_ROW = frozenset({"li", "tr", "dl"})
_TITLE_CLASS = re.compile(r"(?:tit|title|til|bt|biaoti|name|subject)[0-9_-]*\Z", re.IGNORECASE)
_SCHEME = re.compile(r"\s*(javascript|mailto|tel|data|about|#)", re.IGNORECASE)
_ADDRESS_IN_SCRIPT = re.compile(r"""["']\s*([^"'\s()]{4,400})\s*["']""")
_CUT = re.compile(r"(?:…|\.{2,}|。{2,}|⋯)\s*\Z")
_BULLET = re.compile(r"\A[\s·•・▪■◆●○►▶»>\-*]+(?=\S)")
_MARKER = re.compile(r"\A\s*+[\[【(（]?\s*+(?:置顶|新|最新|new!?|hot)\s*+[\]】)）]?\s*+\Z", re.IGNORECASE)
_LEADING_MARKER = re.compile(r"\A\s*[\[【(（]\s*(?:置顶|最新|new)\s*[\]】)）]\s*", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]{0,200}>")
_NO_TITLE = frozenset(
    {"更多", "更多>>", "更多»", "more", "more>>", "详细", "详情", "查看", "查看详情", "[详细]", "阅读全文", "下载", "首页",
     "上一页", "下一页", "尾页", "末页", "返回", "打印", "关闭", "解读", "相关解读", "下载文字版", "下载图片版", "图解"}
)  # fmt: skip


@dataclass(slots=True)
class Anchor:
    """One anchor to a possible document; ``index`` is its place among the page's anchors."""

    element: _Element
    url: str
    index: int
    title: str
    document: bool
    date: str | None = None


@dataclass(frozen=True, slots=True)
class Rows:
    """What was found: entries in page order, and what a person may want to know."""

    entries: tuple[Entry, ...] = ()
    problems: tuple[Problem, ...] = ()
    dated: int = 0


def read_rows(
    tree: _Element, url: str, is_document: IsDocument, *, wide: bool = False, sure: bool = False
) -> Rows:
    """The entries of the list on a page at ``url``.

    ``is_document`` says by its shape whether an address is a document's. The group of
    anchors that looks most like the list is taken whole (bare files and other hosts
    included), and of the other groups what lies below the list's own directory.
    ``wide`` takes the best group only (for families whose addresses have no sure shape).
    ``sure``: the tree holds rows and nothing else, so one row without a date is a row too.
    """
    anchors, bad = _anchors(tree, url, is_document)
    groups = [g for g in _groups(anchors) if any(a.document for a in g)]
    groups = sorted(groups, key=len, reverse=True)[:MAX_GROUPS]
    best: list[Anchor] = []
    best_score = 0.0
    for group in groups:
        _date_group(group)
        score = _score(group, url)
        if score > best_score:  # the larger group wins a tie: it comes first
            best, best_score = group, score
    if not sure and not _is_plausible(best, url):
        best = []
    chosen = [a for a in best if a.document or _belongs(a, best)]
    if not wide:
        taken = {id(a) for a in chosen}
        below = _directory(url)
        chosen += [
            a
            for group in groups
            for a in group
            if a.document and id(a) not in taken and a.url.startswith(below) and _is_titled(a)
        ]
    return _rows(sorted(chosen, key=lambda a: a.index), bad)


def _rows(chosen: list[Anchor], bad: int) -> Rows:
    entries: dict[str, Entry] = {}
    for anchor in chosen:
        known = entries.get(anchor.url)
        if known is None:
            entries[anchor.url] = Entry(anchor.url, anchor.title, anchor.date)
        else:
            better = anchor.title if _better(anchor.title, known.title) else known.title
            entries[anchor.url] = Entry(anchor.url, better, known.date or anchor.date)
    found = tuple(e for e in entries.values() if e.title)
    problems = []
    cut = sum(1 for e in found if _CUT.search(e.title))
    if cut:
        problems.append(
            Problem("title_cut", f"{cut} of {len(found)} titles are cut short on the list page", "title")
        )
    untitled = len(entries) - len(found)
    if untitled or bad:
        message = (
            f"{untitled} rows without a title and {bad} anchors without a readable address were left out"
        )
        problems.append(Problem("row_without_address", message))
    return Rows(found, tuple(problems), sum(1 for e in found if e.date))


def _better(new: str, old: str) -> bool:
    if not new or new in _NO_TITLE:
        return False
    return bool(_CUT.search(old)) or old in _NO_TITLE or len(new) > len(old)


# -- anchors ------------------------------------------------------------------


def _anchors(tree: _Element, url: str, is_document: IsDocument) -> tuple[list[Anchor], int]:
    base = url
    for element in tree.iter("base"):
        try:
            base = canonical(element.get("href") or "", url)
        except ValueError:
            base = url
        break
    out: list[Anchor] = []
    bad = 0
    for element in tree.iter("a"):
        if len(out) >= MAX_ANCHORS:
            break
        href = element.get("href")
        address = _address(element, href, base, is_document)
        if address is None:
            bad += bool(href) and not _SCHEME.match(href or "")
            continue
        document = is_document(address) and address != url
        out.append(Anchor(element, address, len(out), title_of(element), document))
    return out, bad


def _address(element: _Element, href: str | None, base: str, is_document: IsDocument) -> str | None:
    """The anchor's address; of one that calls a script, the document's address among its arguments."""
    if href and not _SCHEME.match(href):
        try:
            return canonical(href, base)
        except ValueError:
            return None
    for script in (href, element.get("onclick")):
        for match in _ADDRESS_IN_SCRIPT.finditer((script or "")[:2000]):
            try:
                address = canonical(match.group(1), base)
            except ValueError:
                continue
            if is_document(address):
                return address
    return None


def title_of(element: _Element) -> str:
    """The whole title of a row's anchor: its text, or its title attribute where the text is cut short."""
    named = _named_title(element)
    parts: list[str] = []
    size = 0
    for text, parent in pieces(named if named is not None else element):
        if size > MAX_TITLE:
            break
        if whole_date(text) is not None or _MARKER.match(text) or is_written_date(text):
            continue
        if parent.tag in ("div", "p", "td", "dd", "dt", "li") and parts and parent is not element:
            parts.append(" ")
        parts.append(text)
        size += len(text)
    text = _tidy("".join(parts))
    attribute = _tidy(_TAG.sub("", (element.get("title") or "")[: 4 * MAX_TITLE]))
    if not attribute:
        return text
    stem = _CUT.sub("", text)
    if (
        not text
        or text in _NO_TITLE
        or (len(attribute) > len(stem) and (stem != text or attribute.startswith(text)))
    ):
        return attribute
    return text


def _named_title(element: _Element) -> _Element | None:
    """The child that is called title where an anchor wraps a whole row (`a > p.tit + p.info`)."""
    for count, child in enumerate(element.iterdescendants()):
        if count > 40:
            return None
        if isinstance(child.tag, str) and any(_TITLE_CLASS.match(name) for name in classes(child)):
            return child
    return None


def _tidy(text: str) -> str:
    flat = _BULLET.sub("", " ".join(text.replace("\u3000", " ").split()))
    return _LEADING_MARKER.sub("", flat).strip()


def _is_titled(anchor: Anchor) -> bool:
    return len(anchor.title) >= 4 and anchor.title not in _NO_TITLE


# -- groups -------------------------------------------------------------------


def _groups(anchors: Iterable[Anchor]) -> list[list[Anchor]]:
    """Anchors at the same place of the page's structure, in page order."""
    numbers: dict[tuple[int, str], int] = {}
    memo: dict[_Element, int] = {}

    def place(element: _Element) -> int:
        """A number for the chain of elements down to this one (dressing elements left out)."""
        chain: list[_Element] = []
        node: _Element | None = element
        while node is not None and node not in memo:
            chain.append(node)
            node = node.getparent()
        number = memo[node] if node is not None else 0
        for one in reversed(chain):
            if one.tag not in _DRESS or one is element:
                number = numbers.setdefault((number, _token(one)), len(numbers) + 1)
            memo[one] = number
        return number

    found: dict[int, list[Anchor]] = {}
    for anchor in anchors:
        found.setdefault(place(anchor.element), []).append(anchor)
    return list(found.values())


def _token(element: _Element) -> str:
    tag = str(element.tag)
    if tag in ("li", "tr", "dt", "dd", "dl"):
        return tag
    if tag == "td":
        before = 0
        for _ in element.itersiblings("td", preceding=True):
            before += 1
            if before == 16:
                break
        return f"td{before}"
    names = sorted({_steady(name) for name in classes(element)} - {""})
    return ".".join([tag, *names, "#" + _steady(element.get("id") or "")])


def _steady(name: str) -> str:
    plain = re.sub(r"\d+", "", name.lower()).strip("-_")
    words = [word for word in re.split(r"[-_]", plain) if word not in _VOLATILE]
    return "-".join(words)


def _score(group: list[Anchor], url: str) -> float:
    """How much a group looks like the list: documents, dates, long and different titles, own directory."""
    documents = {a.url: a for a in group if a.document}
    titles = {a.title for a in documents.values() if _is_titled(a)}
    below = _directory(url)
    score = 0.0
    for one in documents.values():
        score += 0.5 + 2.0 * (one.date is not None) + 1.0 * (len(one.title) >= 8)
        score += 1.0 * one.url.startswith(below)
    return score * len(titles) / max(1, len(documents))


def _is_plausible(group: list[Anchor], url: str) -> bool:
    """Rows have dates, or lie below the list, or are many with long titles; a footer's 网站声明 is none of it."""
    below = _directory(url)
    if any(a.document and (a.date or a.url.startswith(below)) for a in group):
        return True
    documents = [a for a in group if a.document]
    return len(documents) >= 3 and 2 * sum(1 for a in documents if len(a.title) >= 8) >= len(documents)


def _belongs(anchor: Anchor, group: list[Anchor]) -> bool:
    """A row of the list whose address has another shape: a bare file, another host."""
    if not _is_titled(anchor):
        return False
    dated = sum(1 for a in group if a.date)
    return anchor.date is not None if 2 * dated >= len(group) else len(anchor.title) >= 8


def _directory(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}{parts.path.rpartition('/')[0]}/"


# -- rows and their dates -----------------------------------------------------

_MANY = "\x00many"


def _date_group(group: list[Anchor]) -> None:
    """Give every anchor of a group the date of its row."""
    owner = _owners(group)
    rows: dict[_Element, list[Anchor]] = {}
    for anchor in group:
        rows.setdefault(_top(anchor, owner), []).append(anchor)
    after: list[str | None] = []
    before: list[str | None] = []
    for top, anchors in rows.items():
        after.append(row_date(_row_texts(top, anchors, owner)))
        before.append(None if top.tag in _ROW else row_date(_texts_before(top, owner)))
    use_before = before[0] is not None and after[-1] is None
    for anchors, late, early in zip(rows.values(), after, before, strict=True):
        for anchor in anchors:
            anchor.date = early if use_before else late


def _owners(group: list[Anchor]) -> dict[_Element, str]:
    """For every element above an anchor of the group: the one address below it, or _MANY."""
    owner: dict[_Element, str] = {}
    for anchor in group:
        node: _Element | None = anchor.element
        while node is not None:
            known = owner.get(node)
            if known == _MANY:
                break
            owner[node] = anchor.url if known in (None, anchor.url) else _MANY
            node = node.getparent()
    return owner


def _top(anchor: Anchor, owner: dict[_Element, str]) -> _Element:
    """The largest element that is this anchor's row alone."""
    top = anchor.element
    for _ in range(6):
        parent = top.getparent()
        if (
            parent is None
            or parent.tag in ("body", "html", "ul", "ol", "table", "tbody")
            or owner[parent] == _MANY
        ):
            break
        top = parent
        if top.tag in _ROW:
            break
    return top


def _row_texts(top: _Element, anchors: list[Anchor], owner: dict[_Element, str]) -> Iterator[str]:
    """The texts of a row outside its title, then whole dates inside its anchors."""
    nested = frozenset(n for n in islice(top.iterdescendants(), MAX_ROW_NODES) if _is_other_list(n, owner))
    own = frozenset(anchor.element for anchor in anchors)
    for text, _ in islice(pieces(top, own | nested), MAX_ROW_PIECES):
        yield text
    for anchor in anchors[:4]:
        for text, _ in islice(pieces(anchor.element), MAX_ROW_PIECES):
            short = len(text.strip()) <= 8 and any(c.isdigit() for c in text)
            if short or whole_date(text) is not None or is_written_date(text):
                yield text
    if top.tag not in _ROW:
        yield from _texts_after(top, owner)


def _is_other_list(element: _Element, owner: dict[_Element, str]) -> bool:
    """A list of other anchors inside a row (`相关解读` beside a regulation): its dates are not the row's."""
    if element.tag not in ("ul", "ol", "table") or element in owner:
        return False
    return next(element.iterdescendants("a"), None) is not None


def _texts_after(top: _Element, owner: dict[_Element, str]) -> Iterator[str]:
    """What stands between this anchor and the next where rows have no element of their own."""
    if top.tail:
        yield top.tail
    for count, sibling in enumerate(top.itersiblings()):
        if sibling in owner or count > 12:
            break
        for text, _ in islice(pieces(sibling), MAX_ROW_PIECES):
            yield text
        if sibling.tail:
            yield sibling.tail


def _texts_before(top: _Element, owner: dict[_Element, str]) -> Iterator[str]:
    for count, sibling in enumerate(top.itersiblings(preceding=True)):
        if sibling in owner or count > 4:
            break
        if sibling.tail:
            yield sibling.tail
        for text, _ in islice(pieces(sibling), MAX_ROW_PIECES):
            yield text
