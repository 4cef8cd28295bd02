"""From an HTML tree to its lines as a reader sees them: one pass in document order, no recursion.

Asking lxml for every element's tag, text and attributes is what a walk in Python mostly costs.
So the tree is written out once (in C, well-formed and escaped) and cut at its tags: equal tags,
and text pasted from Word repeats them thousands of times, are understood once a page.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import unescape
from typing import NamedTuple

from lxml.etree import _Element, tostring

from parsers.lines import Align, Anchor, Heading, Lines, Zone
from parsers.tags import ZONE, Role, Tag, Tags, names_file
from parsers.text import INVISIBLE, STRIP
from parsers.types import Block, BlockKind, Dropped

# Between < and > of the written tree: both are escaped everywhere else.
_TAG = re.compile(r"<([^>]*)>")
_ASCII_SPACE = re.compile(r"[ \t\r\n\f\v]+")
_ASCII_WHITE = " \t\r\n\f\v"
# CSS Text 3 §4.1.3: a line break of the source between two East Asian characters is no space.
_WIDE = "\u2014\u2018-\u201f\u2026\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef"
# Tried where white space begins only: else a run of 60,000 spaces is gone through 60,000 times.
_BREAK_IN_TEXT = re.compile(rf"(?<![ \t\r\n\f\v])[ \t\f\v]*+[\r\n][ \t\r\n\f\v]*+(?=[{_WIDE}])")
_IS_WIDE = re.compile(f"[{_WIDE}]")
MOST_TAGS = 200_000
"""Start and end tags of a page that are read: the largest of the stored real pages has 20,000."""
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
    heading = 0
    zone_before: Zone | None = None
    path = ""
    place = ""
    deep = ""
    start = 0
    row: list[tuple[int, int]] | None = None

    def __init__(self, tag: Tag, number: int, up: _Frame | None) -> None:
        self.tag = tag.name
        self.block = tag.block
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


class _Line(NamedTuple):
    """One line while its row may still be joined to one."""

    text: str
    kind: BlockKind
    indent: int
    align: Align
    frame: _Frame
    zone: Zone


class Walk:
    """One pass over a tree; all steps share the buffer of the line being read."""

    def __init__(
        self, root: _Element, bodies: Sequence[_Element] = (), outside: Sequence[_Element] = ()
    ) -> None:
        """``bodies`` hold the document; ``outside`` are elements inside them that do not belong to it."""
        self.lines = Lines()
        self._zone: Zone = 0
        self._tags = Tags()
        self._buffer: list[str] = []
        self._lines: list[_Line] = []
        self._headings: list[tuple[list[_Line], int]] = []
        self._parts = _cut(_written(root, bodies, outside))
        if len(self._parts) > 2 * MOST_TAGS:
            self.lines.cut = True
            _shorten(self._parts)
        self._frame = _Frame(self._tags.read("html"), 1, None)

    def run(self) -> Lines:
        """Walk the whole tree."""
        parts, known, read = self._parts, self._tags.known, self._tags.read
        frame: _Frame | None = None
        at, end = 1, len(parts)
        while at < end:
            word = parts[at]
            if word[0] == "/":
                frame = self._close(self._frame)
            else:
                tag = known.get(word) or read(word)
                number = 1
                if frame is not None:
                    counts = frame.counts
                    if counts is None:
                        counts = frame.counts = {}
                    number = counts[tag.name] = counts.get(tag.name, 0) + 1
                if tag.plain and frame is not None and (tag.empty or parts[at + 2][0] == "/"):
                    # One character a span is how Word pastes text: the short way for most of such pages.
                    if not tag.empty:
                        self._take(frame, parts[at + 1])
                        at += 2
                else:
                    if tag.special:
                        at = self._enter(tag, number, frame, at)
                    else:
                        self._open(tag, number, frame)
                    frame = self._frame
            if parts[at + 1] and frame is not None:
                self._take(frame, parts[at + 1])
            at += 2
        self._flush()
        return self._finished()

    # -- elements ------------------------------------------------------------

    def _enter(self, tag: Tag, number: int, up: _Frame | None, at: int) -> int:
        """Open an element; the place of the last token that is dealt with by that."""
        reason = self._why_silent(tag) if up is not None else None
        if reason is not None:
            return self._pass_over(tag, number, reason, at)
        if tag.role == Role.BREAK:
            self._flush()
            return at
        self._open(tag, number, up)
        if tag.file:
            self._file_link(tag, at)
        if tag.empty:
            self._close(self._frame)
        return at

    def _why_silent(self, tag: Tag) -> str | None:
        if tag.zone in ("in", "above"):
            return None
        if tag.role == Role.SILENT and (self._zone != 1 or not tag.only_outside):
            return tag.silence
        if tag.hidden:
            return "hidden element"
        return tag.area if self._zone != 1 else None

    def _pass_over(self, tag: Tag, number: int, reason: str, at: int) -> int:
        """Leave an element out with all in it; the place of its end."""
        if tag.block:
            self._flush()
        if tag.embedded and names_file(tag.href):
            self._anchor(tag.href, tag.title)
        end = at if tag.empty else _end_of(self._parts, at)
        if tag.wordless or (tag.program and self._zone != 1) or end == at:
            return end
        text = unescape("".join(self._parts[at + 1 : end : 2]))
        text = _ASCII_SPACE.sub(" ", text).strip(STRIP)
        if text:
            place = f"{_place(self._frame)}/{tag.name}[{number}]"
            self.lines.hidden.append(Dropped(Block(text, place), reason))
        return end

    def _open(self, tag: Tag, number: int, up: _Frame | None) -> None:
        frame = _Frame(tag, number, up)
        if tag.block:
            if self._buffer:
                self._flush()
            frame.start = len(self._lines)
            if tag.kind is not None:
                frame.kind = tag.kind
            if tag.row:
                frame.row = []
            frame.heading = tag.heading
        if tag.speaks:
            self._attributes(frame, tag)
        self._frame = frame
        if tag.zone:
            self._cross_border(frame, tag)

    def _attributes(self, frame: _Frame, tag: Tag) -> None:
        if tag.align is not None:
            frame.align = tag.align
        if tag.indent is not None:
            frame.indent = tag.indent
        if tag.pre:
            frame.pre = True
        if tag.called_title and self._zone == 0 and frame.block and not frame.heading:
            frame.heading = 9

    def _cross_border(self, frame: _Frame, tag: Tag) -> None:
        """Into the document's body, or out of it into a part that does not belong to it."""
        if tag.zone == "in":
            self._flush()
            frame.zone_before, self._zone = 2, 1
        elif tag.zone == "out" and self._zone == 1:
            self._flush()
            frame.zone_before, self._zone = 1, 0

    def _close(self, frame: _Frame) -> _Frame | None:
        """End the innermost open element; the one around it, None at the end of the tree."""
        if frame.block or frame.zone_before is not None:
            if self._buffer:
                self._flush()
            if frame.row is not None:
                self._join_row(frame)
            elif frame.tag in ("td", "th"):
                self._end_cell(frame)
            elif frame.heading and self._zone == 0:
                self._heading(frame)
            if frame.zone_before is not None:
                self._zone = frame.zone_before
        if frame.up is None:
            return None
        self._frame = frame.up
        return frame.up

    def _heading(self, frame: _Frame) -> None:
        end = len(self._lines)
        if frame.start < end <= frame.start + 3:
            self._headings.append((self._lines[frame.start : end], frame.heading))

    def _end_cell(self, frame: _Frame) -> None:
        row = frame.up
        while row is not None and row.row is None:
            row = row.up
        if row is not None and row.row is not None:
            row.row.append((frame.start, len(self._lines)))

    def _join_row(self, frame: _Frame) -> None:
        """Cells of a data table become one line; a layout table keeps its lines."""
        cells = frame.row or []
        lines = self._lines[frame.start :]
        if len(cells) < 2 or not lines or any(line.zone != lines[0].zone for line in lines):
            return
        if sum(begin < end for begin, end in cells) < 2 and not _is_short(lines):
            return
        texts = []
        for begin, end in cells:
            cell = self._lines[begin:end]
            if len(cell) == 1 and cell[0].kind != "row" and len(cell[0].text) <= _CELL_LENGTH:
                texts.append(cell[0].text)
            elif (
                len(cell) > _CELL_LINES
                or any(line.kind == "row" for line in cell)
                or sum(len(line.text) for line in cell) > _CELL_LENGTH
            ):
                return
            else:
                texts.append(" ".join(line.text for line in cell))
        del self._lines[frame.start :]
        self._lines.append(_Line(" | ".join(texts).strip(), "row", 0, "", frame, lines[0].zone))

    # -- text ----------------------------------------------------------------

    def _take(self, frame: _Frame, text: str) -> None:
        """A text node inside ``frame``; ASCII white space that begins a line is nothing."""
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
        if "&" in text:
            text = _unescaped(text)
        frame = self._frame
        if not frame.pre:
            text = text.strip(_ASCII_WHITE)
            if "\n" in text or "  " in text or "\t" in text or "\r" in text or "\f" in text:
                text = _collapsed(text)
        left = text.lstrip(STRIP)
        stripped = left.rstrip(STRIP)
        if not stripped or stripped.isspace():
            return
        for invisible in INVISIBLE:
            if invisible in stripped:
                stripped = stripped.replace(invisible, "")
        indent = len(text) - len(left) + frame.indent
        self._lines.append(_Line(stripped, frame.kind, indent, frame.align, frame, self._zone))

    def _finished(self) -> Lines:
        """The lines as blocks; a place is only worked out for lines that stayed."""
        lines = self.lines
        blocks: dict[int, Block] = {}
        for line in self._lines:
            block = Block(line.text, _place(line.frame), line.kind, line.indent, line.align)
            blocks[id(line)] = block
            lines.blocks.append(block)
            lines.zones.append(line.zone)
        for held, level in self._headings:
            if all(id(line) in blocks for line in held):
                lines.headings.append(Heading(tuple(blocks[id(line)] for line in held), level))
        return lines

    def _file_link(self, tag: Tag, at: int) -> None:
        """A link to a file, named by the text of its element."""
        end = at if tag.empty else _end_of(self._parts, at)
        text = unescape("".join(self._parts[at + 1 : end : 2]))
        self._anchor(tag.href, _ASCII_SPACE.sub(" ", text).strip(STRIP) or tag.title)

    def _anchor(self, href: str, name: str) -> None:
        line = len(self._lines)
        self.lines.anchors.append(Anchor(href.strip(), name, _place(self._frame), self._zone, line))


def _written(root: _Element, bodies: Sequence[_Element], outside: Sequence[_Element]) -> str:
    """The tree as text, well-formed and escaped, with the borders of the document marked."""
    marks: dict[_Element, str] = {}
    for body in bodies:
        marks.update(dict.fromkeys(body.iterancestors(), "above"))
    marks.update(dict.fromkeys(outside, "out"))
    marks.update(dict.fromkeys(bodies, "in"))
    for element, mark in marks.items():
        element.set(ZONE, mark)
    written = str(tostring(root, encoding="unicode", with_tail=False))
    for element in marks:
        del element.attrib[ZONE]
    return written


def _cut(written: str) -> list[str]:
    """Text, tag, text, tag, … text."""
    if written.count("<") == written.count(">"):
        return written.replace("<", ">").split(">")
    return _TAG.split(written)  # `<p <b>`: a broken tag's rest became an attribute's name, with its <


def _shorten(parts: list[str]) -> None:
    """Leave the first MOST_TAGS tags and close what is open there."""
    del parts[2 * MOST_TAGS + 1 :]
    depth = 0
    for word in parts[1::2]:
        depth += -1 if word[0] == "/" else word[-1] != "/"
    parts += ["/", ""] * depth


def _end_of(parts: Sequence[str], at: int) -> int:
    """The place of the end tag of the element that starts at ``at``."""
    depth = 0
    while True:
        word = parts[at]
        if word[0] == "/":
            depth -= 1
            if depth == 0:
                return at
        elif word[-1] != "/":
            depth += 1
        at += 2


def _unescaped(text: str) -> str:
    """The text that was written: of XML's own escapes, which are nearly all there are, in a few strides."""
    if "&#" in text:
        return unescape(text)
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _collapsed(text: str) -> str:
    """White space as a browser shows it: runs are one space, line breaks between wide characters none."""
    if "\n" in text or "\r" in text:
        text = _BREAK_IN_TEXT.sub(lambda m: "" if _follows_wide(text, m.start()) else m.group(), text)
    return _ASCII_SPACE.sub(" ", text)


def _follows_wide(text: str, at: int) -> bool:
    return at > 0 and _IS_WIDE.match(text, at - 1) is not None


def _is_short(lines: Sequence[_Line]) -> bool:
    return len(lines) == 1 and len(lines[0].text) <= 20


def _place(frame: _Frame) -> str:
    """XPath of the innermost block element that is ``frame`` or around it.

    Kept with all that was climbed: else every line inside thousands of elements would climb them again.
    """
    climbed: list[_Frame] = []
    while not frame.place and not frame.block and frame.up is not None:
        climbed.append(frame)
        frame = frame.up
    if not frame.place:
        frame.place = _path(frame) if frame.depth < _DEEPEST_PLACE else f"{_deep(frame)}//{frame.tag}"
    for one in climbed:
        one.place = frame.place
    return frame.place


def _deep(frame: _Frame) -> str:
    """XPath of the last element around ``frame`` that is not too deep."""
    climbed: list[_Frame] = []
    while not frame.deep and frame.depth >= _DEEPEST_PLACE and frame.up is not None:
        climbed.append(frame)
        frame = frame.up
    deep = frame.deep or frame.path or _path(frame)
    for one in climbed:
        one.deep = deep
    return deep


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
