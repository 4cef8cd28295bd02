"""What one start tag says: its role on the page, what its attributes change for the text inside it.

A page repeats few different tags (text pasted from Word carries the same one on every character), and
the pages of a portal share them: each is read once.
"""

from __future__ import annotations

import re
from html import unescape
from typing import Literal

from parsers.lines import Align
from parsers.looks import NO_NAME, Named, align_of, read_name, read_style
from parsers.remembered import remembered
from parsers.types import BlockKind

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
_ONLY_OUTSIDE = frozenset(("nav", "footer"))
_WORDLESS = frozenset(("meta", "link", "input", "head", "title"))
_EMBEDDED = frozenset(("iframe", "embed", "object"))

_ALWAYS: dict[str, BlockKind] = {
    "li": "item",
    **dict.fromkeys(("td", "th", "table", "ul", "ol", "dd"), "paragraph"),
    **dict.fromkeys(_HEADINGS, "heading"),
}

# The attributes that say something to a reader of lines; lxml writes each as ` name="value"`.
_ATTRIBUTE = re.compile(r' (style|class|id|hidden|align|href|src|data|title|ZONE)="([^"]*)"')
_LOOKS = re.compile(r' (?:style|class|id|hidden|align|ZONE)="[^"]*"')
_HREF = re.compile(r' href="([^"]*)"')
# Nothing in them is a line, whatever they look like.
_ATTRIBUTES_SAY_NOTHING = frozenset(("script", "style", "meta", "link", "img", "input"))

_FILES = re.compile(r"\.(?:pdf|docx?|wps|ofd|xlsx?|et|pptx?|zip|rar|7z|rtf)(?:$|[?#&])", re.IGNORECASE)
_DOWNLOADS = re.compile(r"(?:download|downfile|downloadfile|downFile)\.(?:jsp|do|aspx?|php)", re.IGNORECASE)
_PAGES = (".html", ".shtml", ".htm", "/", "#", ";")
_LONGEST_ADDRESS = 4000


class Role:
    """What a reader of lines does with an element: plain numbers, compared in the hottest loop."""

    INLINE = 0
    BLOCK = 1
    SILENT = 2
    BREAK = 3


class Tag:
    """One start tag, understood; what most tags do not say is a default of the class."""

    role: int = Role.INLINE
    empty = False
    block = False
    """Breaks the line before and behind it."""
    plain = False
    """Without elements in it, it is only its text."""
    special = False
    """To be looked at closely: silent, hidden, a border, a file, empty."""
    kind: BlockKind | None = None
    heading = 0
    row = False
    silence = ""
    """Why a SILENT element is left out."""
    only_outside = False
    """Silent outside the document only."""
    wordless = False
    program = False
    embedded = False
    hidden = False
    area: str | None = None
    """The class or id names an area that holds no document: which."""
    called_title = False
    align: Align | None = None
    indent: int | None = None
    pre = False
    speaks = False
    """Changes how the lines in it look."""
    file = False
    """A link to a file."""
    href = ""
    title = ""
    zone: Literal["", "in", "out", "above"] = ""
    """Where the walk marked it."""

    def __init__(self, name: str) -> None:
        """What the name alone says."""
        self.name = name
        if name in _SILENT:
            self.role = Role.SILENT
            self.silence = _SILENT[name]
            self.block = name in _BLOCKS
            self.only_outside = name in _ONLY_OUTSIDE
            self.wordless = name in _WORDLESS
            self.program = name in ("script", "style")
            self.embedded = name in _EMBEDDED
        elif name == "br":
            self.role = Role.BREAK
        elif name in _BLOCKS:
            self.role = Role.BLOCK
            self.block = True
            self.kind = _ALWAYS.get(name)
            self.row = name == "tr"
            self.pre = name == "pre"
            if name in _HEADINGS:
                self.heading = int(name[1])
            elif name == "center":
                self.align = "center"
        self.settle()

    def settle(self) -> None:
        """Draw the conclusions from all that is known."""
        role = self.role
        inert = not (self.hidden or self.file or self.zone)
        self.special = not inert or self.empty or self.area is not None or role >= Role.SILENT
        self.speaks = self.pre or self.called_title or self.align is not None or self.indent is not None
        self.plain = (
            inert
            and role == Role.INLINE
            and not (self.block or self.pre)
            and (self.area is None or self.name in _PLAIN)
        )


ZONE = "ZONE"
"""The attribute that marks the body's borders for a walk: no page has one in capitals, HTML parsers lower them."""


class Tags:
    """The tags of one page, each different one read once. ``known`` is for look-ups in hot loops."""

    def __init__(self) -> None:
        self.known: dict[str, Tag] = {}

    def read(self, word: str) -> Tag:
        """What stands between < and > of a start tag as lxml writes it."""
        name, _, rest = word.partition(" ")
        if not rest or name in _ATTRIBUTES_SAY_NOTHING:
            tag = _bare(f"{name}/" if word[-1] == "/" and name[-1] != "/" else name)
        elif name == "a" and not _links_file(word):
            tag = _understood(f"a{''.join(_LOOKS.findall(word))}{'/' if word[-1] == '/' else ''}")
        else:
            tag = _understood(word)
        self.known[word] = tag
        return tag


@remembered
def _bare(word: str) -> Tag:
    """A tag of which the name is all that counts."""
    tag = Tag(word.rstrip("/"))
    tag.empty = word[-1] == "/"
    tag.settle()
    return tag


@remembered
def _understood(word: str) -> Tag:
    """A tag with its attributes."""
    name, _, rest = word.partition(" ")
    if not rest:
        return _bare(name)
    tag = Tag(name)
    for key, value in _ATTRIBUTE.findall(word):
        if key in ("class", "id"):
            named = read_name(value)
            if named is not NO_NAME:
                _name(tag, key, named)
        else:
            _attribute(tag, key, unescape(value) if "&" in value else value)
    tag.file = name == "a" and tag.href != "" and _is_file(tag.href)
    tag.empty = word[-1] == "/"
    tag.settle()
    return tag


def _name(tag: Tag, key: str, named: Named) -> None:
    """What a class or an id adds; a class names the area before an id does."""
    if named.area and (tag.area is None or key == "class"):
        tag.area = named.area
    if named.title:
        tag.called_title = True


def _attribute(tag: Tag, key: str, value: str) -> None:
    if key == "style":
        style = read_style(value)
        tag.hidden = tag.hidden or style.hidden
        tag.indent = style.indent
        tag.align = tag.align if style.align is None else style.align
        tag.pre = tag.pre or style.pre
        tag.block = tag.block or (style.block and tag.role == Role.INLINE)
    elif key in ("href", "src", "data"):
        if (key == "href") == (tag.name == "a"):
            tag.href = value
    elif key == "title":
        tag.title = value
    elif key == "hidden":
        tag.hidden = True
    elif key == "align":
        tag.align = align_of(value) or tag.align
    else:
        tag.zone = value  # type: ignore[assignment]


@remembered
def _links_file(word: str) -> bool:
    match = _HREF.search(word)
    return match is not None and _is_file(unescape(match.group(1)))


def _is_file(href: str) -> bool:
    """Whether an address is that of a file; nearly all links are to pages."""
    if (href.endswith(_PAGES) and "?" not in href) or len(href) > _LONGEST_ADDRESS:
        return False
    return names_file(href) or _DOWNLOADS.search(href) is not None


def names_file(address: str) -> bool:
    """True where an address ends in the name of a file to download."""
    return _FILES.search(address) is not None
