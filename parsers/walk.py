"""From an HTML tree to its lines as a reader sees them: one walk in document order, no recursion.

The walk is what a page's reading mostly costs, so its loop does little for each element: one
look-up of the tag, its attributes only where it has any, and a frame only for elements that
hold others or break lines.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from lxml.etree import _Element

from parsers.html import text_content
from parsers.lines import Align, Anchor, Heading, Lines, Zone
from parsers.looks import NO_STYLE, Looks, Style, align_of
from parsers.text import INVISIBLE, STRIP
from parsers.types import Block, BlockKind, Dropped

_BLOCKS = frozenset(
    (
        "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details",
        "dialog", "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form",
        "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr", "html", "legend", "li",
        "main", "menu", "nav", "ol", "optgroup", "option", "p", "pre", "section", "summary",
        "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul", "ucaptitle", "ucapcontent",
        "publishtime",
    )
)  # fmt: skip
_PLAIN_TAGS = ("span", "font", "b", "strong", "i", "em", "u", "o:p", "sub", "sup")
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_PARAGRAPHS = frozenset(("td", "th", "table", "ul", "ol", "dd"))
# Elements whose text no reader sees, or that belong to the browser's controls.
_SILENT: dict[str, str] = {
    "script": "script",
    "style": "style sheet",
    "noscript": "message to browsers without scripts",
    "template": "template",
    "textarea": "form control",
    "select": "form control",
    "button": "form control",
    "input": "form control",
    "iframe": "embedded page",
    "object": "embedded page",
    "embed": "embedded page",
    "head": "page head",
    "title": "page head",
    "meta": "page head",
    "link": "page head",
    "svg": "drawing",
    "canvas": "drawing",
    "audio": "sound",
    "video": "film",
    "nav": "site navigation",
    "footer": "site footer",
}
_ONLY_OUTSIDE = frozenset(("nav", "footer"))
_WORDLESS = frozenset(("meta", "link", "input", "head", "title"))
_EMBEDDED = frozenset(("iframe", "embed", "object"))

# What the loop does with a tag; tags that are not here are inline with a frame of their own.
_BLOCK, _PLAIN, _SILENCE, _BREAK = 1, 2, 3, 4
_ROLES: dict[str, int] = {
    **dict.fromkeys(_BLOCKS, _BLOCK),
    **dict.fromkeys(_PLAIN_TAGS, _PLAIN),
    **dict.fromkeys(_SILENT, _SILENCE),
    "br": _BREAK,
}

_Keys = Sequence[str | bytes]
"""Names of an element's attributes, as lxml's stubs have them."""

_FILES = re.compile(r"\.(?:pdf|docx?|wps|ofd|xlsx?|et|pptx?|zip|rar|7z|rtf)(?:$|[?#&])", re.IGNORECASE)
_DOWNLOADS = re.compile(r"(?:download|downfile|downloadfile|downFile)\.(?:jsp|do|aspx?|php)", re.IGNORECASE)
_PAGES = (".html", ".shtml", ".htm", "/", "#", ";")

_ASCII_SPACE = re.compile(r"[ \t\r\n\f\v]+")
_ASCII_WHITE = " \t\r\n\f\v"
# CSS Text 3 §4.1.3: a line break of the source between two East Asian characters is no space.
_WIDE = "\u2014\u2018-\u201f\u2026\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef"
_BREAK_IN_TEXT = re.compile(rf"[ \t]*+[\r\n][ \t\r\n\f\v]*+(?=[{_WIDE}])")
_IS_WIDE = re.compile(f"[{_WIDE}]")
# Below this depth a place is given by its tag alone: a path of 2,000 steps helps nobody.
_DEEPEST_PLACE = 60
# A cell with more lines than this is a column of the page's layout, not a value.
_CELL_LINES = 3
_CELL_LENGTH = 400


class _Frame:
    """One open element and what it hands down to those inside it.

    What most elements never set is a default of the class: a page opens hundreds of frames.
    """

    counts: dict[str, int] | None = None
    block = False
    heading = 0
    leaves_body = False
    path = ""
    start = 0
    row: list[tuple[int, int]] | None = None

    def __init__(self, element: _Element, tag: str, number: int, up: _Frame | None) -> None:
        self.element = element
        self.tag = tag
        self.number = number
        self.up = up
        if up is None:
            self.depth = 0
            self.kind: BlockKind = "paragraph"
            self.align: Align = ""
            self.indent = 0
            self.pre = False
        else:
            self.depth = up.depth + 1
            self.kind = up.kind
            self.align = up.align
            self.indent = up.indent
            self.pre = up.pre


class Walk:
    """One pass over a tree; all steps share the buffer of the line being read."""

    def __init__(
        self, root: _Element, bodies: Sequence[_Element] = (), outside: Sequence[_Element] = ()
    ) -> None:
        """``bodies`` hold the document; ``outside`` are elements inside them that do not belong to it."""
        self.lines = Lines()
        self._bodies = set(bodies)
        self._outside = set(outside)
        self._borders = self._bodies | self._outside
        self._above = {ancestor for body in bodies for ancestor in body.iterancestors()}
        self._zone: Zone = 0
        self._looks = Looks()
        self._buffer: list[str] = []
        self._frame = _Frame(root, str(root.tag), 1, None)
        self._open(self._frame, root, _ROLES.get(root.tag), root.keys(), NO_STYLE)

    def run(self) -> Lines:
        """Walk the whole tree."""
        element = _first(self._frame.element)
        roles, inert = _ROLES, self._looks.inert
        while True:
            frame = self._frame
            if element is None:
                done = frame.element
                if frame.block or frame.leaves_body:
                    self._close(frame)
                if frame.up is None:
                    break
                self._frame = frame = frame.up
            else:
                done, tag, keys = element, element.tag, element.keys()
                role = roles.get(tag)
                counts = frame.counts
                if counts is None:
                    counts = frame.counts = {}
                number = counts[tag] = counts.get(tag, 0) + 1
                if role == _PLAIN and not len(element) and (not keys or inert(element, keys)):
                    # One character a span is how Word pastes text: the short way for most of such pages.
                    self._take(frame, element.text)
                elif self._enter(element, tag, number, role, keys):
                    element = _first(element)
                    continue
            tail = done.tail
            if tail:
                self._take(frame, tail)
            element = done.getnext()
        self._flush()
        return self.lines

    # -- elements ------------------------------------------------------------

    def _enter(self, element: _Element, tag: str, number: int, role: int | None, keys: _Keys) -> bool:
        """Open an element; False where there is nothing to go into (its tail comes next)."""
        style = NO_STYLE
        if keys or role == _SILENCE:
            if "style" in keys:
                style = self._looks.style(element.get("style") or "")
            reason = self._why_silent(element, tag, role, keys, style)
            if reason is not None and element not in self._above and element not in self._bodies:
                self._pass_over(element, tag, number, reason)
                return False
        if role == _BREAK:
            self._flush()
            return False
        frame = _Frame(element, tag, number, self._frame)
        self._open(frame, element, role, keys, style)
        return True

    def _why_silent(
        self, element: _Element, tag: str, role: int | None, keys: _Keys, style: Style
    ) -> str | None:
        if role == _SILENCE and (self._zone != 1 or tag not in _ONLY_OUTSIDE):
            return _SILENT[tag]
        if style.hidden or "hidden" in keys:
            return "hidden element"
        if self._zone != 1:
            for name in ("class", "id"):
                if name in keys:
                    area = self._looks.named(element.get(name) or "").area
                    if area is not None:
                        return area
        return None

    def _pass_over(self, element: _Element, tag: str, number: int, reason: str) -> None:
        if tag in _BLOCKS:
            self._flush()
        if tag in _EMBEDDED:
            source = element.get("src") or element.get("data") or ""
            if _FILES.search(source):
                self._anchor(source, element.get("title") or "")
        if tag in _WORDLESS or (tag in ("script", "style") and self._zone != 1):
            return
        text = _ASCII_SPACE.sub(" ", text_content(element)).strip(STRIP)
        if text:
            place = f"{self._place()}/{tag}[{number}]"
            self.lines.hidden.append(Dropped(Block(text, place), reason))

    def _open(self, frame: _Frame, element: _Element, role: int | None, keys: _Keys, style: Style) -> None:
        if role == _BLOCK or style.block:
            if self._buffer:
                self._flush()
            frame.block = True
            frame.start = len(self.lines.blocks)
            _set_by_tag(frame, frame.tag)
        if keys:
            self._attributes(frame, element, keys, style)
        self._frame = frame
        if element in self._borders:
            self._cross_border(frame, element)
        self._take(frame, element.text)

    def _cross_border(self, frame: _Frame, element: _Element) -> None:
        """Into the document's body, or out of it into a part that does not belong to it."""
        if element in self._bodies:
            self._flush()
            self._zone = 1
            frame.leaves_body = True
        elif self._zone == 1:
            self._flush()
            self._zone = 0
            frame.leaves_body = True

    def _attributes(self, frame: _Frame, element: _Element, keys: _Keys, style: Style) -> None:
        if style is not NO_STYLE:
            if style.align is not None:
                frame.align = style.align
            if style.indent is not None:
                frame.indent = style.indent
            if style.pre:
                frame.pre = True
        if "align" in keys:
            frame.align = align_of(element.get("align") or "") or frame.align
        if self._zone == 0 and frame.block and not frame.heading:
            for name in ("class", "id"):
                if name in keys and self._looks.named(element.get(name) or "").title:
                    frame.heading = 9
        if frame.tag == "a" and "href" in keys:
            self._file_link(element)

    def _close(self, frame: _Frame) -> None:
        if self._buffer:
            self._flush()
        if frame.block:
            if frame.row is not None:
                self._join_row(frame)
            elif frame.tag in ("td", "th"):
                self._end_cell(frame)
            elif frame.heading and self._zone == 0:
                end = len(self.lines.blocks)
                if frame.start < end <= frame.start + 3:
                    self.lines.headings.append(
                        Heading(tuple(self.lines.blocks[frame.start : end]), frame.heading)
                    )
        if frame.leaves_body:
            self._zone = 1 if frame.element in self._outside else 2

    def _end_cell(self, frame: _Frame) -> None:
        row = frame.up
        while row is not None and row.row is None:
            row = row.up
        if row is not None and row.row is not None:
            row.row.append((frame.start, len(self.lines.blocks)))

    def _join_row(self, frame: _Frame) -> None:
        """Cells of a data table become one line; a layout table keeps its lines."""
        cells = frame.row or []
        blocks, start = self.lines.blocks, frame.start
        if len(cells) < 2 or start == len(blocks):
            return
        lines = blocks[start:]
        if len(set(self.lines.zones[start:])) != 1:
            return
        if sum(begin < end for begin, end in cells) < 2 and not _is_short(lines):
            return
        texts = []
        for begin, end in cells:
            cell = blocks[begin:end]
            if (
                len(cell) > _CELL_LINES
                or any(b.kind == "row" for b in cell)
                or sum(len(b.text) for b in cell) > _CELL_LENGTH
            ):
                return
            texts.append(" ".join(b.text for b in cell))
        zone = self.lines.zones[start]
        del blocks[start:], self.lines.zones[start:]
        blocks.append(Block(" | ".join(texts).strip(), self._place(), "row"))
        self.lines.zones.append(zone)

    # -- text ----------------------------------------------------------------

    def _take(self, frame: _Frame, text: str | None) -> None:
        """A text node inside ``frame``; ASCII white space that begins a line is nothing."""
        if not text:
            return
        if frame.pre:
            self._preformatted(text)
        elif self._buffer or not text.isascii() or not text.isspace():
            self._buffer.append(text)

    def _preformatted(self, text: str) -> None:
        """A text node where every line break counts."""
        if "\n" in text:
            first, *others = text.split("\n")
            self._buffer.append(first)
            for line in others:
                self._flush()
                self._buffer.append(line)
        else:
            self._buffer.append(text)

    def _flush(self) -> None:
        """End the line being read."""
        buffer = self._buffer
        if not buffer:
            return
        text = buffer[0] if len(buffer) == 1 else "".join(buffer)
        buffer.clear()
        frame = self._frame
        if not frame.pre:
            text = _collapsed(text)
        left = text.lstrip(STRIP)
        stripped = left.rstrip(STRIP)
        if not stripped or stripped.isspace():
            return
        for invisible in INVISIBLE:
            if invisible in stripped:
                stripped = stripped.replace(invisible, "")
        indent = len(text) - len(left) + frame.indent
        self.lines.blocks.append(Block(stripped, self._place(), frame.kind, indent, frame.align))
        self.lines.zones.append(self._zone)

    def _place(self) -> str:
        """XPath of the innermost open block element."""
        frame = self._frame
        while not frame.block and frame.up is not None:
            frame = frame.up
        if frame.depth < _DEEPEST_PLACE:
            return frame.path or _path(frame)
        tag = frame.tag
        while frame.depth >= _DEEPEST_PLACE and frame.up is not None:
            frame = frame.up
        return f"{frame.path or _path(frame)}//{tag}"

    # -- links ---------------------------------------------------------------

    def _file_link(self, element: _Element) -> None:
        href = element.get("href") or ""
        if href.endswith(_PAGES) and "?" not in href:
            return  # a page, as nearly all links are
        if len(href) > 4000 or not (_FILES.search(href) or _DOWNLOADS.search(href)):
            return
        name = _ASCII_SPACE.sub(" ", text_content(element)).strip(STRIP) or element.get("title") or ""
        self._anchor(href, name)

    def _anchor(self, href: str, name: str) -> None:
        line = len(self.lines.blocks)
        self.lines.anchors.append(Anchor(href.strip(), name, self._place(), self._zone, line))


def _set_by_tag(frame: _Frame, tag: str) -> None:
    """What a tag says of the lines in it, whatever stands around."""
    if tag == "li":
        frame.kind = "item"
    elif tag in _PARAGRAPHS:
        frame.kind = "paragraph"
    elif tag == "tr":
        frame.row = []
    elif tag in _HEADINGS:
        frame.kind = "heading"
        frame.heading = int(tag[1])
    elif tag == "center":
        frame.align = "center"
    elif tag == "pre":
        frame.pre = True


def _first(element: _Element) -> _Element | None:
    return element[0] if len(element) else None


def _collapsed(text: str) -> str:
    """White space as a browser shows it: runs are one space, line breaks between wide characters none."""
    text = text.strip(_ASCII_WHITE)
    if "\n" in text or "\r" in text:
        text = _BREAK_IN_TEXT.sub(lambda m: "" if _follows_wide(text, m.start()) else m.group(), text)
        return _ASCII_SPACE.sub(" ", text)
    if "  " in text or "\t" in text or "\f" in text:
        return _ASCII_SPACE.sub(" ", text)
    return text


def _follows_wide(text: str, at: int) -> bool:
    return at > 0 and _IS_WIDE.match(text, at - 1) is not None


def _is_short(lines: Sequence[Block]) -> bool:
    return len(lines) == 1 and len(lines[0].text) <= 20


def _path(frame: _Frame) -> str:
    """XPath of an open element, kept with it: most lines of a page share all but their last step."""
    missing = []
    at: _Frame | None = frame
    while at is not None and not at.path:
        missing.append(at)
        at = at.up
    path = at.path if at is not None else ""
    for one in reversed(missing):
        step = one.tag if one.number == 1 and one.tag in ("html", "body") else f"{one.tag}[{one.number}]"
        path = f"{path}/{step}"
        one.path = path
    return path
