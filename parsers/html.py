"""An HTML tree to lines as a reader sees them: one walk, no recursion, nothing run or fetched."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html import unescape
from typing import Literal

from lxml.etree import HTMLParser, LxmlError, XPath, _Element, fromstring

from parsers.text import _INVISIBLE, _STRIP
from parsers.types import Block, BlockKind, Dropped

Align = Literal["", "left", "center", "right"]
Zone = Literal[0, 1, 2]
"""0 before the document's body, 1 inside it, 2 after it."""

_BLOCK = frozenset(
    (
        "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details",
        "dialog", "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form",
        "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr", "html", "legend", "li",
        "main", "menu", "nav", "ol", "optgroup", "option", "p", "pre", "section", "summary",
        "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul", "ucaptitle", "ucapcontent",
        "publishtime",
    )
)  # fmt: skip
_PLAIN = frozenset(("span", "font", "b", "strong", "i", "em", "u", "o:p", "sub", "sup"))
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
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
_SILENT_IN_BODY_TOO = frozenset(_SILENT) - {"nav", "footer"}
# class or id words of whole areas that never hold a document (portals.md part 2 §0).
_AREAS = {
    "nav": "site navigation",
    "navbar": "site navigation",
    "navigation": "site navigation",
    "mainnav": "site navigation",
    "topnav": "site navigation",
    "menu": "site navigation",
    "foot": "site footer",
    "footer": "site footer",
    "copyright": "site footer",
    "share": "share prompt",
    "bdsharebuttonbox": "share prompt",
    "bshare-custom": "share prompt",
    "social-share": "share prompt",
    "qrcode": "share prompt",
    "ewm": "share prompt",
}
_FILES = re.compile(r"\.(?:pdf|docx?|wps|ofd|xlsx?|et|pptx?|zip|rar|7z|rtf)(?:$|[?#&])", re.IGNORECASE)
_DOWNLOADS = re.compile(r"(?:download|downfile|downloadfile|downFile)\.(?:jsp|do|aspx?|php)", re.IGNORECASE)

_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_TEXT_ALIGN = re.compile(r"text-align\s*:\s*(left|center|right)", re.IGNORECASE)
_TEXT_INDENT = re.compile(r"text-indent\s*:\s*(\d{1,3}(?:\.\d{1,4})?)\s*(em|px|pt|ch)", re.IGNORECASE)
_PRE = re.compile(r"white-space\s*:\s*(?:pre|break-spaces)", re.IGNORECASE)
_ASCII_SPACE = re.compile(r"[ \t\r\n\f\v]+")
# CSS Text 3 §4.1.3: a line break of the source between two East Asian characters is no space.
_WIDE = "\u2014\u2018-\u201f\u2026\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef"
_BREAK_IN_TEXT = re.compile(rf"(?<=[{_WIDE}])[ \t]*+[\r\n][ \t\r\n\f\v]*+(?=[{_WIDE}])")
_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
_XML_DECLARATION = re.compile(r"\A\s*<\?xml[^>]{0,200}\?>")
# Below this depth a place is given by its tag alone: a path of 2,000 steps helps nobody.
_DEEPEST_PLACE = 60
# A cell with more lines than this is a column of the page's layout, not a value.
_CELL_LINES = 3
_CELL_LENGTH = 400


@dataclass(slots=True)
class Tree:
    """A parsed page; ``root`` is None where there is no element at all, ``too_deep`` where parsing gave up."""

    root: _Element | None
    too_deep: bool = False
    cleaned: bool = False


_STRING = XPath("string(.)")


def text_content(element: _Element) -> str:
    """All text in an element, scripts and hidden parts too."""
    text = _STRING(element)
    return str(text) if isinstance(text, str) else ""


def parse_html(text: str) -> Tree:
    """A tree of any text; never raises. Comments are left out; control characters are removed first."""
    cleaned = _CONTROL.search(text) is not None
    if cleaned:
        text = _CONTROL.sub("", text)
    parser = HTMLParser(
        encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True, no_network=True
    )
    try:
        root = fromstring(_XML_DECLARATION.sub("", text).encode("utf-8"), parser)
    except (LxmlError, ValueError):
        return Tree(None, cleaned=cleaned)
    if root is not None:
        # Text after an early </html> becomes a second root beside the first: one tree again.
        for sibling in list(root.itersiblings()):
            root.append(sibling)
    deep = any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log)
    return Tree(root, too_deep=deep, cleaned=cleaned)


_TAG = re.compile(r"<(/?[A-Za-z][A-Za-z0-9]*)[^<>]*>")
_SILENT_PART = re.compile(r"<(script|style)\b[^<>]*>(?:(?!</\1).)*+", re.IGNORECASE | re.DOTALL)
_INLINE = frozenset(
    (
        "a", "abbr", "b", "big", "em", "font", "i", "s", "small", "span", "strong", "sub", "sup",
        "tt", "u", "o", "ins", "del", "label",
    )
)  # fmt: skip


def flatten(text: str) -> str:
    """The text of markup that no parser takes (nested thousands deep), block tags as line breaks."""
    text = _SILENT_PART.sub("", _CONTROL.sub("", text))
    return unescape(_TAG.sub(lambda m: "" if m.group(1).lstrip("/").lower() in _INLINE else "\n", text))


@dataclass(slots=True)
class Anchor:
    """A link to a file: where it leads, what it is called, and how far from the body it stands."""

    href: str
    name: str
    place: str
    zone: Zone
    line: int


@dataclass(slots=True)
class Heading:
    """Lines set as a title outside the body: an h1-h3, or an element called title."""

    blocks: tuple[Block, ...]
    level: int


@dataclass(slots=True)
class Lines:
    """All visible lines of a page in order. ``zones[i]`` belongs to ``blocks[i]``."""

    blocks: list[Block] = field(default_factory=list)
    zones: list[Zone] = field(default_factory=list)
    hidden: list[Dropped] = field(default_factory=list)
    anchors: list[Anchor] = field(default_factory=list)
    headings: list[Heading] = field(default_factory=list)


@dataclass(slots=True)
class _Frame:
    """One open element."""

    element: _Element
    children: Iterator[_Element]
    tag: str
    number: int
    block: bool
    kind: BlockKind
    align: Align
    indent: int
    pre: bool
    counts: dict[str, int] = field(default_factory=dict)
    row: list[tuple[int, int]] | None = None
    start: int = 0
    heading: int = 0
    leaves_body: bool = False
    path: str = ""


class Walk:
    """One pass over a tree, made of small steps that all share the buffer of the line being read."""

    def __init__(
        self, root: _Element, bodies: Sequence[_Element] = (), outside: Sequence[_Element] = ()
    ) -> None:
        """``bodies`` hold the document; ``outside`` are elements inside them that do not belong to it."""
        self.lines = Lines()
        self._root = root
        self._bodies = set(bodies)
        self._outside = set(outside)
        self._above = {ancestor for body in bodies for ancestor in body.iterancestors()}
        self._zone: Zone = 0
        self._frames: list[_Frame] = []
        self._buffer: list[str] = []

    def run(self) -> Lines:
        """Walk the whole tree."""
        self._open(self._root, 1)
        frames = self._frames
        while frames:
            frame = frames[-1]
            child = next(frame.children, None)
            if child is None:
                self._close(frame)
                continue
            tag = child.tag
            if (
                tag in _PLAIN
                and not len(child)
                and "style" not in child.attrib
                and "hidden" not in child.attrib
            ):
                # One character a span is how Word pastes text: the short way for most elements of such pages.
                if child.text:
                    self._text(child.text)
            elif isinstance(tag, str):
                number = frame.counts.get(tag, 0) + 1
                frame.counts[tag] = number
                reason = self._why_silent(child, tag)
                if reason is None:
                    self._open(child, number)
                    continue
                self._pass_over(child, tag, number, reason)
            if child.tail:
                self._text(child.tail)
        self._flush()
        return self.lines

    # -- elements ------------------------------------------------------------

    def _why_silent(self, element: _Element, tag: str) -> str | None:
        if tag in _SILENT:
            if element in self._above or element in self._bodies:
                return None
            if self._zone != 1 or tag in _SILENT_IN_BODY_TOO:
                return _SILENT[tag]
        attributes = element.attrib
        if not attributes:
            return None
        style = attributes.get("style")
        if (style and _HIDDEN.search(style)) or "hidden" in attributes:
            return None if element in self._above or element in self._bodies else "hidden element"
        if self._zone != 1:
            for name in ("class", "id"):
                value = attributes.get(name)
                if value:
                    for word in value.lower().split():
                        if word in _AREAS and element not in self._above and element not in self._bodies:
                            return _AREAS[word]
        return None

    def _pass_over(self, element: _Element, tag: str, number: int, reason: str) -> None:
        if tag in _BLOCK or tag in ("nav", "footer"):
            self._flush()
        if tag in ("iframe", "embed", "object"):
            source = element.get("src") or element.get("data") or ""
            if _FILES.search(source):
                self._anchor(source, element.get("title") or "")
        if tag in ("meta", "link", "input", "head", "title") or (
            tag in ("script", "style") and self._zone != 1
        ):
            return
        text = _ASCII_SPACE.sub(" ", text_content(element)).strip(_STRIP)
        if text:
            place = f"{self._place()}/{tag}[{number}]"
            self.lines.hidden.append(Dropped(Block(text, place), reason))

    def _open(self, element: _Element, number: int) -> None:
        tag = element.tag if isinstance(element.tag, str) else ""
        frames = self._frames
        above = frames[-1] if frames else None
        block = tag in _BLOCK
        if tag == "br":
            self._flush()
        frame = _Frame(
            element,
            iter(element),
            tag,
            number,
            block,
            above.kind if above else "paragraph",
            above.align if above else "",
            above.indent if above else 0,
            above.pre if above else False,
        )
        if block:
            self._flush()
            self._open_block(frame)
        if element.attrib:
            self._attributes(frame)
        frames.append(frame)
        if element in self._bodies:
            self._flush()
            self._zone = 1
            frame.leaves_body = True
        elif self._zone == 1 and element in self._outside:
            self._flush()
            self._zone = 0
            frame.leaves_body = True
        if element.text:
            self._text(element.text)

    def _open_block(self, frame: _Frame) -> None:
        tag = frame.tag
        frame.start = len(self.lines.blocks)
        if tag in _HEADINGS:
            frame.kind = "heading"
            frame.heading = int(tag[1])
        elif tag == "li":
            frame.kind = "item"
        elif tag in ("td", "th", "table", "ul", "ol", "dd"):
            frame.kind = "paragraph"
        elif tag == "tr":
            frame.row = []
        elif tag == "center":
            frame.align = "center"
        elif tag == "pre":
            frame.pre = True

    def _attributes(self, frame: _Frame) -> None:
        attributes = frame.element.attrib
        style = attributes.get("style")
        if style:
            match = _TEXT_ALIGN.search(style)
            if match:
                frame.align = match.group(1).lower()  # type: ignore[assignment]
            match = _TEXT_INDENT.search(style)
            if match:
                frame.indent = _characters(match.group(1), match.group(2).lower())
            if "pre" in style and _PRE.search(style):
                frame.pre = True
            if not frame.block and "block" in style and re.search(r"display\s*:\s*block", style):
                self._flush()
                frame.block = True
        align = attributes.get("align")
        if align and align.lower() in ("left", "center", "right"):
            frame.align = align.lower()  # type: ignore[assignment]
        if self._zone == 0 and frame.block and not frame.heading:
            name = f"{attributes.get('class', '')} {attributes.get('id', '')}".lower()
            if "tit" in name or "biaoti" in name:
                frame.heading = 9
        if frame.tag == "a":
            self._file_link(frame.element)

    def _close(self, frame: _Frame) -> None:
        if frame.block:
            self._flush()
            self._close_block(frame)
        if frame.leaves_body:
            self._flush()
            self._zone = 1 if frame.element in self._outside else 2
        self._frames.pop()
        if self._frames and frame.element.tail:
            self._text(frame.element.tail)

    def _close_block(self, frame: _Frame) -> None:
        end = len(self.lines.blocks)
        if frame.tag in ("td", "th"):
            row = next((f for f in reversed(self._frames[:-1]) if f.row is not None), None)
            if row is not None and row.row is not None:
                row.row.append((frame.start, end))
        elif frame.row is not None:
            self._join_row(frame)
        elif frame.heading and self._zone == 0 and frame.start < end <= frame.start + 3:
            self.lines.headings.append(Heading(tuple(self.lines.blocks[frame.start : end]), frame.heading))

    def _join_row(self, frame: _Frame) -> None:
        """Cells of a data table become one line; a layout table keeps its lines."""
        cells = frame.row or []
        blocks, start = self.lines.blocks, frame.start
        lines = blocks[start:]
        if len(cells) < 2 or not lines or len(set(self.lines.zones[start:])) != 1:
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

    def _text(self, text: str) -> None:
        if self._frames and self._frames[-1].pre and "\n" in text:
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
        if text.isspace():
            return
        frame = self._frames[-1] if self._frames else None
        if not (frame and frame.pre):
            if "\n" in text:
                text = _BREAK_IN_TEXT.sub("", text)
            text = _ASCII_SPACE.sub(" ", text).strip(" ")
        left = text.lstrip(_STRIP)
        stripped = left.rstrip(_STRIP)
        if not stripped:
            return
        for invisible in _INVISIBLE:
            if invisible in stripped:
                stripped = stripped.replace(invisible, "")
        indent = len(text) - len(left)
        if frame is None:
            block = Block(stripped, "/", indent=indent)
        else:
            block = Block(stripped, self._place(), frame.kind, indent + frame.indent, frame.align)
        self.lines.blocks.append(block)
        self.lines.zones.append(self._zone)

    def _place(self) -> str:
        """XPath of the innermost open block element."""
        frames = self._frames
        last = len(frames) - 1
        while last > 0 and not frames[last].block:
            last -= 1
        if last < _DEEPEST_PLACE:
            return self._path(last)
        return f"{self._path(_DEEPEST_PLACE - 1)}//{frames[last].tag}"

    def _path(self, last: int) -> str:
        """XPath of an open element, kept with it: most lines of a page share all but their last step."""
        first = last
        while first >= 0 and not self._frames[first].path:
            first -= 1
        path = self._frames[first].path if first >= 0 else ""
        for frame in self._frames[first + 1 : last + 1]:
            path = f"{path}/{_step(frame.tag, frame.number)}"
            frame.path = path
        return path

    # -- links ---------------------------------------------------------------

    def _file_link(self, element: _Element) -> None:
        href = element.get("href") or ""
        if len(href) > 4000 or not (_FILES.search(href) or _DOWNLOADS.search(href)):
            return
        name = _ASCII_SPACE.sub(" ", text_content(element)).strip(_STRIP) or element.get("title") or ""
        self._anchor(href, name)

    def _anchor(self, href: str, name: str) -> None:
        line = len(self.lines.blocks)
        self.lines.anchors.append(Anchor(href.strip(), name, self._place(), self._zone, line))


def _is_short(lines: Sequence[Block]) -> bool:
    return len(lines) == 1 and len(lines[0].text) <= 20


def _step(tag: str, number: int) -> str:
    return tag if number == 1 and tag in ("html", "body") else f"{tag}[{number}]"


def _characters(amount: str, unit: str) -> int:
    """An indent in characters: 2em is two; 16 px or 12 pt is one in the browsers' own size."""
    size = {"em": 1.0, "ch": 1.0, "px": 16.0, "pt": 12.0}[unit]
    return min(round(float(amount) / size), 200)
