"""OFD letters (GB/T 33190-2016): the text objects of each page as lines, lines joined into paragraphs."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree
from lxml.etree import _Element

from parsers.attachments.container import BROKEN, container_problem, corrupt_pages, read_part
from parsers.attachments.layout import Line, into_lines, is_page_number, paragraphs
from parsers.types import Block, Problem

MAX_PAGES = 1000
MAX_CHARACTERS = 3_000_000
MAX_BLOCKS = 100_000

_POINTS = 72 / 25.4
"""OFD counts in millimetres from the upper left corner."""
_A4 = (0.0, 0.0, 210.0, 297.0)
_DEEPEST = 20
"""Blocks of page content may stand in blocks."""

_Matrix = tuple[float, float, float, float, float, float]
_Result = tuple[tuple[Block, ...], tuple[Problem, ...]]


def read_ofd(data: bytes) -> _Result:
    """Paragraphs of an OFD file in page order with places like ``page 2 line 5``.

    Text of page templates (a red head) is read with the pages that use them; page numbers are left
    out. Text drawn as outlines or pictures gives ``needs_ocr``; an encrypted, damaged or bomb-like
    file gives no blocks and a problem. Never raises.
    """
    problem = container_problem(data, "OFD file")
    if problem is not None:
        return (), (problem,)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _read(_Package(archive))
    except (*BROKEN, RecursionError) as error:
        return (), (_corrupt(type(error).__name__),)


def _corrupt(why: str) -> Problem:
    return Problem("corrupt_file", f"the OFD file cannot be read ({why}): fetch it again or open it by hand")


def _read(package: _Package) -> _Result:
    if package.find("Encryptions.xml"):
        return (), (Problem("encrypted_file", "the OFD file is encrypted: ask the portal for an open copy"),)
    roots = list(_documents(package))
    if not roots:
        return (), (_corrupt("it does not say where its document is"),)
    lines: list[Line] = []
    blank: list[int] = []
    corrupt: list[tuple[int, str]] = []
    problems: list[Problem] = []
    pages = [page for root in roots for page in _pages(package, root)]
    left_over = MAX_CHARACTERS
    for number, page in enumerate(pages[:MAX_PAGES], 1):
        found = _page_lines(package, page, number, left_over)
        if found is None:
            corrupt.append((number, ""))
            continue
        lines += found
        left_over -= sum(len(line.text) for line in found)
        if not found:
            blank.append(number)
        if left_over <= 0:
            break
    if len(pages) > MAX_PAGES or left_over <= 0:
        message = f"only {MAX_PAGES} pages and {MAX_CHARACTERS} characters of the OFD file were read"
        problems.append(Problem("too_large", message))
    problems += corrupt_pages(corrupt, "OFD file")
    problems += _without_text(lines, blank, len(pages))
    return tuple(paragraphs(lines))[:MAX_BLOCKS], tuple(problems)


def _without_text(lines: list[Line], blank: list[int], pages: int) -> list[Problem]:
    if not pages:
        return [Problem("empty_file", "the OFD file holds no pages")]
    if not lines and blank:
        message = f"all {pages} pages of the OFD file are pictures or outlines without text: OCR is needed"
        return [Problem("needs_ocr", message, "text")]
    if blank:
        shown = ", ".join(map(str, blank[:10]))
        return [
            Problem("needs_ocr", f"page {shown} of the OFD file has no text (a picture or empty)", "text")
        ]
    return []


# -- the package --------------------------------------------------------------


@dataclass(slots=True)
class _Package:
    """Parts by path; names are compared without case and without a leading slash, as programs write both."""

    archive: zipfile.ZipFile
    names: dict[str, str] = field(init=False)
    read: dict[str, _Element | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.names = {_path(name).lower(): name for name in reversed(self.archive.namelist())}

    def find(self, location: str, base: str = "") -> str | None:
        """The part a location written in ``base`` means: relative to it, else to the root."""
        location = location.strip().replace("\\", "/")
        tried = (
            [location]
            if location.startswith("/")
            else [posixpath.join(posixpath.dirname(base), location), location]
        )
        return next((name for t in tried if (name := self.names.get(_path(t).lower()))), None)

    def xml(self, name: str) -> _Element | None:
        """The root of a part, None where it is missing or no XML. Entities are never expanded."""
        if name not in self.read:
            self.read[name] = self._parse(name)
        return self.read[name]

    def _parse(self, name: str) -> _Element | None:
        data = read_part(self.archive, name)
        if not data:
            return None
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True)
        try:
            return etree.fromstring(data, parser)
        except (etree.XMLSyntaxError, ValueError):
            return None


def _path(name: str) -> str:
    return posixpath.normpath(name.replace("\\", "/").lstrip("/"))


@dataclass(frozen=True, slots=True)
class _Root:
    """A document of the package: its root part and what its pages share."""

    path: str
    tree: _Element
    templates: dict[str, str]
    box: tuple[float, float, float, float]


def _documents(package: _Package) -> Iterator[_Root]:
    start = package.find("OFD.xml")
    tree = package.xml(start) if start else None
    if start is None or tree is None:
        return
    for element in _all(tree, "DocRoot"):
        path = package.find(element.text or "", start)
        root = package.xml(path) if path else None
        if path is None or root is None:
            continue
        templates = {
            t.get("ID", ""): found
            for t in _all(root, "TemplatePage")
            if (found := package.find(t.get("BaseLoc", ""), path))
        }
        area = next(
            (child for common in _children(root, "CommonData") for child in _children(common, "PageArea")),
            None,
        )
        yield _Root(path, root, templates, _physical_box(area) or _A4)


@dataclass(frozen=True, slots=True)
class _PagePart:
    root: _Root
    path: str | None


def _pages(package: _Package, root: _Root) -> Iterator[_PagePart]:
    for pages in _children(root.tree, "Pages"):
        for page in _children(pages, "Page"):
            yield _PagePart(root, package.find(page.get("BaseLoc", ""), root.path))


# -- one page -----------------------------------------------------------------


def _page_lines(package: _Package, page: _PagePart, number: int, limit: int) -> list[Line] | None:
    """The lines of a page from top to bottom, with those of its templates; None where it cannot be read."""
    tree = package.xml(page.path) if page.path else None
    if tree is None or _name(tree) != "Page":
        return None
    area = next(iter(_children(tree, "Area")), None)
    box = _physical_box(area) or page.root.box
    parts = [tree]
    for template in _children(tree, "Template"):
        path = page.root.templates.get(template.get("TemplateID", ""))
        part = package.xml(path) if path else None
        if part is not None:
            parts.append(part)
    runs: list[Line] = []
    for part in parts:
        for run in _runs(part, number, box):
            limit -= len(run.text)
            if limit < 0:
                break
            runs.append(run)
    height = box[3] * _POINTS
    return [line for line in into_lines(runs) if not is_page_number(line, height)]


def _runs(tree: _Element, number: int, box: tuple[float, float, float, float]) -> Iterator[Line]:
    for content in _children(tree, "Content"):
        for text in _all(content, "TextObject"):
            yield from _text_runs(text, number, box)


def _text_runs(element: _Element, number: int, box: tuple[float, float, float, float]) -> Iterator[Line]:
    """The pieces of one text object. Its own corner, then its matrix, place them on the page."""
    corner = _numbers(element.get("Boundary"), 4)
    left, top = (corner[0], corner[1]) if corner else (0.0, 0.0)
    found = _numbers(element.get("CTM"), 6)
    matrix: _Matrix = (found[0], found[1], found[2], found[3], found[4], found[5]) if found else _SAME
    if element.get("Visible") in ("false", "0") or abs(matrix[0]) + abs(matrix[1]) == 0:
        return
    size = _number(element.get("Size")) or 4.0
    x = y = 0.0
    for code in _children(element, "TextCode"):
        text = "".join(map(str, code.itertext())).replace("\r", "").replace("\n", "")
        x = _number(code.get("X"), x)
        y = _number(code.get("Y"), y)
        if not text.strip():
            continue
        width = _width(text, code.get("DeltaX"), size)
        run_left = left + matrix[0] * x + matrix[2] * y + matrix[4]
        baseline = top + matrix[1] * x + matrix[3] * y + matrix[5]
        across = max(abs(matrix[0]) * width, 0.1)
        high = max(size * (abs(matrix[3]) or abs(matrix[1])), 0.1)
        above = box[3] + box[1] - baseline
        yield Line(
            text,
            number,
            0,
            (run_left - box[0]) * _POINTS,
            (run_left - box[0] + across) * _POINTS,
            (above - 0.12 * high) * _POINTS,
            (above + 0.88 * high) * _POINTS,
        )


_SAME: _Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def _width(text: str, steps: str | None, size: float) -> float:
    """How far a piece reaches: the steps from character to character, and the last character itself."""
    last = size * (0.5 if text[-1].isascii() else 1.0)
    found = _steps(steps, len(text) - 1)
    if len(found) >= len(text) - 1:
        return sum(found) + last
    return size * sum(0.5 if char.isascii() else 1.0 for char in text)


def _steps(text: str | None, wanted: int) -> list[float]:
    """``3.2 3.2 g 4 3.2``: numbers, and ``g count value`` for repeated ones. Never more than wanted."""
    words = (text or "").split()[: 3 * wanted + 3]
    steps: list[float] = []
    at = 0
    while at < len(words) and len(steps) < wanted:
        if words[at] == "g" and at + 2 < len(words):
            count = int(min(max(_number(words[at + 1]), 0), wanted - len(steps)))
            steps += [_number(words[at + 2])] * count
            at += 3
        else:
            steps.append(_number(words[at]))
            at += 1
    return steps


# -- XML without name spaces --------------------------------------------------

# Programs write several name spaces, or none: only the local name counts.


def _name(element: _Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _children(element: _Element, name: str) -> Iterator[_Element]:
    return (child for child in element if _name(child) == name)


def _all(element: _Element, name: str) -> Iterator[_Element]:
    return (child for child in element.iter() if _name(child) == name)


_NUMBER = re.compile(r"[-+]?(?:\d{1,9}(?:\.\d{0,9})?|\.\d{1,9})(?:[eE][-+]?\d)?\Z")


def _number(text: str | None, otherwise: float = 0.0) -> float:
    return float(text) if text and _NUMBER.match(text.strip()) else otherwise


def _numbers(text: str | None, count: int) -> list[float] | None:
    words = (text or "").split()
    return [_number(word) for word in words] if len(words) == count else None


def _physical_box(area: _Element | None) -> tuple[float, float, float, float] | None:
    for box in _children(area, "PhysicalBox") if area is not None else ():
        found = _numbers("".join(map(str, box.itertext())), 4)
        if found and found[2] > 0 and found[3] > 0:
            return found[0], found[1], found[2], found[3]
    return None
