"""Any file to one shape: what is the document, what stands around it, what was left out and why."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import unquote, urljoin, urlsplit

from lxml.etree import _Element

from parsers.attachments.formats import read_file
from parsers.body import find_body, is_hidden
from parsers.boilerplate import is_editor, reason, sweep
from parsers.decode import Decoded, decode
from parsers.embedded import embedded_document
from parsers.families import DetailSource, detail_hints
from parsers.filekind import binary_kind, text_kind
from parsers.head import Head, read_head, without_site
from parsers.html import flatten, parse_html, text_content
from parsers.lines import Anchor, Heading, Lines
from parsers.metadata import Found, read_metadata, resolve
from parsers.normalize.traditional import simplified_page
from parsers.text import MOST_LINES, read_lines
from parsers.types import Block, Dropped, Encoding, FileKind, Link, Page, Pair, Problem, Title
from parsers.walk import MOST_TAGS, Walk

# Metadata, title and header line stand this near above the body; farther up are menus.
_NEAR_ABOVE = 80
# Files offered under the body stand this near; farther down are other documents' files.
_NEAR_BELOW = 40
_OUTSIDE = "outside the document"
_ANSWER_TITLE = re.compile(
    r"(?:关于|对).{0,120}(?:建议|提案|议案|意见).{0,40}(?:答复|复函|答复函|回复|的函|办理情况|复文)(?:[（(].{1,40}[）)])?\s*$"
)
# A document's own title stands in one of these, and the parts of a window title are parted by these.
_FIRST_LINES = 3
_PARTING = "-_|｜—>»: "
# Fewer characters than this in a page's body: a heading and a date, its document may be in a script.
_NO_DOCUMENT = 100
# No text holds these; those that end a line (vertical tab, form feed …) end one.
_CONTROL = re.compile("[\x00-\x08\x0e-\x1b\x1f\x7f\ufffe\uffff\ud800-\udfff]")
# Nothing but what stands before a page's first tag, and a tag that never ends: a transfer that broke off.
_UNBEGUN = re.compile(
    r"(?:\s++|<!--[^-]*+(?:-(?!->)[^-]*+)*+-->|<[!?][^<>]*+>)*+(?:<(?:[!/?A-Za-z][^<>]*+)?)?\Z"
)
_CONTROLS_REMOVED = Problem("control_characters", "the page held control characters: they were removed")


def read_page(
    data: bytes, *, url: str | None = None, content_type: str | None = None, ocr: bool = False
) -> Page:
    """Read one file of any kind; never raises.

    Kind and encoding are decided on the bytes; ``url`` makes links absolute and helps to
    recognise the CMS, ``content_type`` is the HTTP header where there was one. ``ocr`` reads
    scanned PDF pages where the extra of that name is installed. Whatever
    is wrong with the file is a Problem of the page.
    """
    if not data.strip(b"\0 \t\r\n"):
        return _empty(FileKind.UNKNOWN, url, Problem("empty_file", "the file is empty: fetch it again"))
    binary = binary_kind(data)
    if binary is not None:
        return _read_binary(data, *binary, url=url, ocr=ocr)
    decoded = _in_simplified(decode(data, content_type))
    if _UNBEGUN.match(decoded.text) is not None and "<" in decoded.text:
        problem = Problem("cut_file", "the page ends before its first tag does: fetch it again")
        return _empty(FileKind.HTML, url, *decoded.problems, problem, encoding=decoded.encoding)
    kind, name = text_kind(decoded.text)
    if kind is FileKind.UNKNOWN:
        problem = Problem(
            "unsupported_file",
            f"this kind of file is not read ({name}): save the letter as HTML, text, PDF or Word",
        )
        return _empty(kind, url, *decoded.problems, problem, encoding=decoded.encoding)
    if kind is FileKind.HTML:
        return _read_html(decoded, url)
    return _read_text(decoded, url)


def _in_simplified(decoded: Decoded) -> Decoded:
    """A page that a mirror or a 繁体 gateway converted, converted back: names, labels and numbers stay comparable."""
    text = simplified_page(decoded.text)
    if text is None:
        return decoded
    problem = Problem(
        "traditional_characters",
        "the page is in traditional characters: it was read in simplified ones; look for the original page",
    )
    return replace(decoded, text=text, problems=(*decoded.problems, problem), utf8=None)


def document_page(
    blocks: Sequence[Block],
    *,
    kind: FileKind,
    url: str | None,
    encoding: Encoding | None = None,
    problems: tuple[Problem, ...] = (),
) -> Page:
    """A page from lines that hold everything at once: plain text, PDF and Word documents."""
    kept, chrome = sweep(blocks)
    found = read_metadata(kept, letter_inside=True)
    return Page(
        kind=kind,
        url=url,
        encoding=encoding,
        family=None,
        titles=tuple(found.titles),
        pairs=tuple(found.pairs),
        blocks=tuple(found.rest),
        dropped=_in_order([*chrome, *found.dropped], blocks),
        problems=problems,
    )


def _empty(kind: FileKind, url: str | None, *problems: Problem, encoding: Encoding | None = None) -> Page:
    return Page(
        kind=kind, url=url, encoding=encoding, family=None, titles=(), pairs=(), blocks=(), problems=problems
    )


def _in_order(dropped: list[Dropped], blocks: Sequence[Block]) -> tuple[Dropped, ...]:
    order = {id(block): i for i, block in enumerate(blocks)}
    return tuple(sorted(dropped, key=lambda d: order.get(id(d.block), len(order))))


# -- text, PDF, Word ---------------------------------------------------------


def _read_text(decoded: Decoded, url: str | None) -> Page:
    text, problems = decoded.text, decoded.problems
    if "\0" in text:
        text = text.replace("\0", "")
        problems = (*problems, Problem("zero_bytes", "the text held zero characters: they were removed"))
    if _CONTROL.search(text) is not None:
        text = _CONTROL.sub("", text)
        problems = (*problems, _CONTROLS_REMOVED)
    if text.count("\n") >= MOST_LINES:
        problems = (
            *problems,
            Problem("too_large", f"only the first {MOST_LINES} lines of the text were read"),
        )
    return document_page(
        read_lines(text), kind=FileKind.TEXT, url=url, encoding=decoded.encoding, problems=problems
    )


def _read_binary(data: bytes, kind: FileKind, name: str, *, url: str | None, ocr: bool) -> Page:
    found = read_file(data, kind, ocr=ocr)
    if found is None:
        problem = Problem("unsupported_file", f"the file is a {name}: convert it to PDF, DOCX or text first")
        return _empty(FileKind.UNKNOWN, url, problem)
    blocks, problems = found
    return document_page(blocks, kind=kind, url=url, problems=problems)


# -- HTML --------------------------------------------------------------------


@dataclass(slots=True)
class _Hints:
    """What the CMS family knew, or nothing."""

    family: str | None = None
    body: tuple[_Element, ...] = ()
    outside: tuple[_Element, ...] = ()
    pairs: tuple[Pair, ...] = ()
    links: tuple[Link, ...] = ()


def _read_html(decoded: Decoded, url: str | None) -> Page:
    tree = parse_html(decoded.text, decoded.utf8)
    problems = list(decoded.problems)
    if tree.cleaned:
        problems.append(_CONTROLS_REMOVED)
    if tree.root is None or tree.too_deep:
        message = "the page's elements are nested too deep to tell its parts: read as plain lines"
        if tree.too_deep:
            problems.append(Problem("nested_too_deep", message))
        lines = read_lines(flatten(decoded.text))
        return document_page(
            lines, kind=FileKind.HTML, url=url, encoding=decoded.encoding, problems=tuple(problems)
        )
    head = read_head(tree.root)
    source = DetailSource(tree.root, url or "", _base(head.base, url))
    hints = _family_hints(source, problems)
    shown = tuple(body for body in hints.body if not is_hidden(body))
    bodies = shown or find_body(tree.root, source.names) or hints.body
    if _shows_no_document(bodies):
        bodies = _carried_by_script(tree.root, problems) or bodies
    lines_read = Walk(tree.root, bodies, hints.outside).run()
    if lines_read.cut:
        problems.append(Problem("too_large", f"only the first {MOST_TAGS} tags of the page were read"))
    page = _assemble(lines_read, head, hints, source.origin, bool(bodies))
    if not page[2]:
        problems.append(
            Problem(
                "empty_body", "the page shows no text of a document: look at its files or at the page itself"
            )
        )
    titles, pairs, blocks, dropped, links = page
    return Page(
        kind=FileKind.HTML,
        url=url,
        encoding=decoded.encoding,
        family=hints.family,
        titles=titles,
        pairs=pairs,
        blocks=blocks,
        dropped=dropped,
        links=links,
        problems=tuple(problems),
    )


def _shows_no_document(bodies: Sequence[_Element]) -> bool:
    text = "".join(map(text_content, bodies))
    return len(text) < _NO_DOCUMENT or (
        len(text) < 4 * _NO_DOCUMENT and "悉" not in text and "如下" not in text
    )


def _carried_by_script(root: _Element, problems: list[Problem]) -> tuple[_Element, ...]:
    """The document where the page's own text holds none: it goes behind everything the page shows."""
    found = embedded_document(root)
    holder = root.find("body")
    if found is None:
        return ()
    (root if holder is None else holder).append(found)
    problems.append(
        Problem(
            "text_in_script", "the page shows its text by a script: it was read from the script's own words"
        )
    )
    return (found,)


def _base(base: str | None, url: str | None) -> str:
    """The whole address a page's links start from, where it names one; '' where it names none or nonsense."""
    if not base:
        return ""
    try:
        address = urljoin(url or "", "".join(base.split()))
        return address if urlsplit(address).netloc else ""
    except ValueError:
        return ""


def _family_hints(source: DetailSource, problems: list[Problem]) -> _Hints:
    try:
        found = detail_hints(source.tree, source.url, source)
    except Exception as error:  # a family's rule must never lose a page
        problems.append(
            Problem("family_rule_failed", f"a CMS family's rule failed ({error!r}): report it with the page")
        )
        return _Hints()
    if found is None:
        return _Hints()
    pairs = tuple(pair for pair in found.pairs if pair.value.strip())
    return _Hints(found.family, found.body, found.metadata, pairs, found.links)


_Parts = tuple[tuple[Title, ...], tuple[Pair, ...], tuple[Block, ...], tuple[Dropped, ...], tuple[Link, ...]]


def _assemble(lines: Lines, head: Head, hints: _Hints, origin: str, has_body: bool) -> _Parts:
    """Body, metadata above and below it, titles, files; everything else is dropped with its reason."""
    zones: dict[int, list[Block]] = {0: [], 1: [], 2: []}
    for block, zone in zip(lines.blocks, lines.zones, strict=True):
        zones[zone].append(block)
    above, body, below = zones[0], zones[1], zones[2]
    if not has_body:
        above, body = [], lines.blocks
    title_lines, headings = _page_headings(lines, head) if has_body else (set(), [])
    near = [b for b in above[-_NEAR_ABOVE:] if id(b) not in title_lines]
    around, chrome = _surroundings(near, letter_inside=False)
    after, chrome_after = _surroundings(below[:_NEAR_BELOW], letter_inside=True)
    kept, chrome_body = sweep(body)
    if kept and is_editor(kept[-1].text):
        chrome_body.append(Dropped(kept.pop(), "editor's name"))
    inside = read_metadata(kept, letter_inside=True)
    dropped = [
        *(Dropped(b, reason(b.text) or _OUTSIDE) for b in above[:-_NEAR_ABOVE] if id(b) not in title_lines),
        *chrome, *around.dropped, *(Dropped(b, _OUTSIDE) for b in around.rest),
        *chrome_body, *inside.dropped,
        *chrome_after, *after.dropped, *(Dropped(b, _OUTSIDE) for b in after.rest),
        *(Dropped(b, reason(b.text) or _OUTSIDE) for b in below[_NEAR_BELOW:]),
    ]  # fmt: skip
    printed = [*hints.pairs, *around.pairs, *inside.pairs, *after.pairs]
    printed_titles = [*around.titles, *inside.titles, *after.titles]
    titles = _titles(head, printed_titles, headings, hints.pairs, inside.rest[:_FIRST_LINES])
    titles = titles or _title_above(around.rest)
    return (
        titles,
        (*head.pairs_beside(printed), *resolve(printed)),
        tuple(inside.rest),
        (*_in_order(dropped, lines.blocks), *lines.hidden),
        _links(lines, hints, origin, dropped),
    )


def _surroundings(blocks: Sequence[Block], *, letter_inside: bool) -> tuple[Found, list[Dropped]]:
    kept, chrome = sweep(blocks)
    return read_metadata(kept, letter_inside=letter_inside), chrome


# -- titles ------------------------------------------------------------------


def _page_headings(lines: Lines, head: Head) -> tuple[set[int], list[Title]]:
    """The page's own heading above the body: ids of its lines, and the candidates, best first.

    A heading that agrees with ``<title>`` or ArticleTitle is surely the document's; without
    one the last h1 above the body is taken, then the last element called title near it.
    """
    present = {id(block): i for i, block in enumerate(lines.blocks)}
    candidates = _innermost([h for h in lines.headings if all(id(b) in present for b in h.blocks)])
    named = [_bare(text) for text in (head.meta("ArticleTitle"), head.title) if text]
    agreeing = [h for h in candidates if _agrees(_bare(_joined(h.blocks)), named)]
    if not agreeing:
        end = len(lines.zones) - next((i for i, z in enumerate(reversed(lines.zones)) if z == 0), 0)
        near = [
            h for h in candidates if present[id(h.blocks[0])] >= end - 40 and _may_be_title(_joined(h.blocks))
        ]
        h1 = [h for h in near if h.level == 1]
        agreeing = (h1 or near)[-1:]
    titles: list[Title] = []
    for heading in agreeing:
        text = "".join(block.text for block in heading.blocks)  # a title broken over lines has no spaces
        if _bare(text) not in named:
            text = _joined(heading.blocks)
        title = Title(text, "heading", heading.blocks[0].place)
        if all(_bare(t.text) != _bare(title.text) for t in titles):
            titles.append(title)
    texts = {_bare(title.text) for title in titles} | set(named[:1])
    ids = {id(b) for h in agreeing for b in h.blocks}
    for block, zone in zip(lines.blocks, lines.zones, strict=True):
        if zone == 0 and id(block) not in ids and _bare(block.text) in texts:
            ids.add(id(block))
            if not titles:
                titles.append(Title(block.text, "heading", block.place))
    return ids, titles


def _title_above(lines: Sequence[Block]) -> tuple[Title, ...]:
    """On a page without <title> and headings: the one line near above the body that is a reply's title."""
    found = [b for b in lines[-12:] if len(b.text) <= 160 and _ANSWER_TITLE.search(b.text)]
    return (Title(found[0].text, "heading", found[0].place),) if len(found) == 1 else ()


def _innermost(headings: Sequence[Heading]) -> list[Heading]:
    """Without boxes that hold another heading and more: `div.title` around an h1 and the line under it."""
    sets = [{id(b) for b in h.blocks} for h in headings]
    holders: dict[int, list[int]] = {}
    for i, ids in enumerate(sets):
        for block in ids:
            holders.setdefault(block, []).append(i)

    def is_outer(i: int) -> bool:
        return any(
            sets[j] < sets[i] or (sets[j] == sets[i] and j < i)
            for block in sets[i]
            for j in holders[block]
            if j != i
        )

    return [h for i, h in enumerate(headings) if not is_outer(i)]


def _joined(blocks: Sequence[Block]) -> str:
    return " ".join(block.text for block in blocks)


def _bare(text: str) -> str:
    return "".join(text.split())


def _agrees(text: str, named: Sequence[str]) -> bool:
    return len(text) >= 4 and any(text in name or name in text for name in named if len(name) >= 4)


def _may_be_title(text: str) -> bool:
    return 6 <= len(text) <= 200 and reason(text) is None


def _titles(
    head: Head,
    printed: Sequence[Title],
    headings: Sequence[Title],
    pairs: Sequence[Pair],
    first_lines: Sequence[Block],
) -> tuple[Title, ...]:
    """All candidates in the order of trust (portals.md §4.1); a site's or column's name is no title."""
    names = {_bare(name) for name in (head.meta("SiteName"), head.meta("ColumnName")) if name}
    found: list[Title] = []
    article = next((pair for pair in head.pairs if pair.label == "ArticleTitle"), None)
    if article is not None:
        found.append(Title(article.value, "meta", article.place))
    found.extend(Title(pair.value, "metadata", pair.place) for pair in pairs if pair.label == "标题")
    found.extend(title for title in printed if title.source == "metadata")
    found.extend(headings)
    found.extend(title for title in printed if title.source != "metadata")
    if head.title:
        site = (head.meta("SiteName"), head.meta("ColumnName"))
        window = without_site(head.title, site).strip("【】 ")
        found.append(Title(_printed_end(window, first_lines) or window, "html-title", "//title"))
    seen: set[tuple[str, str]] = set()
    titles = []
    for title in found:
        key = (_bare(title.text), title.source)
        if title.text and key[0] not in names and key not in seen:
            seen.add(key)
            titles.append(title)
    return tuple(titles)


def _printed_end(window: str, first_lines: Sequence[Block]) -> str | None:
    """`栏目-标题`, and the document begins with 标题: the line that is the end of the window title."""
    for line in first_lines:
        before = len(window) - len(line.text) - 1
        if before > 0 and len(line.text) >= 6 and window[before] in _PARTING and window.endswith(line.text):
            return line.text
    return None


# -- files -------------------------------------------------------------------


_OF_OTHERS = frozenset({"previous/next link", "related links", "site footer", "breadcrumb"})
"""Lines whose files belong to other documents."""


def _links(lines: Lines, hints: _Hints, origin: str, dropped: Sequence[Dropped]) -> tuple[Link, ...]:
    """Files the family found, then those linked inside the body or just below it, each address once."""
    end = max((i for i, zone in enumerate(lines.zones) if zone == 1), default=0)
    of_others = {id(drop.block) for drop in dropped if drop.reason in _OF_OTHERS}
    found = list(hints.links)
    found.extend(
        _link(anchor, origin)
        for anchor in lines.anchors
        if (anchor.line >= len(lines.blocks) or id(lines.blocks[anchor.line]) not in of_others)
        and (anchor.zone == 1 or (anchor.zone == 2 and anchor.line <= end + 1 + _NEAR_BELOW))
    )
    links: dict[str, Link] = {}
    for link in found:
        if not link.url.lower().startswith(("javascript:", "data:", "#")):
            links.setdefault(link.url, link)
    return tuple(links.values())


def _link(anchor: Anchor, origin: str) -> Link:
    href = "".join(anchor.href.split("\n")).replace("\r", "").replace("\t", "").strip()
    address = href
    try:
        if origin:
            address = urljoin(origin, href)
        path = urlsplit(address).path
    except ValueError:
        path = ""
    name = anchor.name or unquote(path.rsplit("/", 1)[-1]) or address
    return Link(address, name, anchor.place)
