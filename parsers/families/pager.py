"""Where the next page of a list is, and how many pages the page says there are."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import islice
from urllib.parse import urlsplit

from lxml.etree import _Element

from parsers.address import canonical
from parsers.families.scripts import Token, calls, inline_scripts, without_comments
from parsers.markup import classes, pieces, text_of

MAX_PAGES = 100_000
"""A larger page number is a mistake of the page (or an attack), not a list."""

_PAGE_CALL = re.compile(r"createPage(?:HTML)?")
_ARTICLE_FILE = re.compile(r"t\d{6,8}_?\d*\Z")
_COUNT_VARIABLE = re.compile(r"\bcountPage\s{0,4}=\s{0,4}[\"']?(\d{1,6})\b")
_CURRENT_VARIABLE = re.compile(r"\bcurrentPage\s{0,4}=\s{0,4}[\"']?(\d{1,6})\b")
_STEM_VARIABLE = re.compile(r"[\"']([\w-]{1,60})[\"']\s?\+\s?[\"']_[\"']\s?\+")
_EXTENSION = re.compile(r"\.(s?html?|jhtml|aspx?|jsp|php)\b", re.IGNORECASE)

_NEXT = re.compile(
    r"\s*[\[(（]?\s*(?:下一?[页頁]|后一?[页頁]|next(?:\s?page)?|›|>|»|＞)\s*[>›»＞]*\s*[\])）]?\s*\Z",
    re.IGNORECASE,
)
_LAST = re.compile(r"\s*(?:尾[页頁]|末[页頁]|最后一?[页頁]|last)\s*\Z", re.IGNORECASE)
_LOCATION = re.compile(r"location(?:\.href)?\s{0,3}=\s{0,3}(?:encodeURI\()?\s{0,3}[\"']([^\"']{1,400})[\"']")
_NUMBER = re.compile(r"\s*[\[(]?\s*(\d{1,6})\s*[\])]?\s*\Z")
_TOTAL_PAGES = re.compile(
    r"(?:共|总)\s{0,3}(?:计|有|页数\s?[:：]?)?\s{0,3}([\d,]{1,9})\s{0,3}(?:页|頁)|总页数\s{0,3}[:：]?\s{0,3}(\d{1,6})"
)
_OF_PAGES = re.compile(r"(?<![\d/-])(\d{1,5})\s{0,2}/\s{0,2}(\d{1,6})\s{0,2}(?:页|頁)?(?![\d/-])")
_TOTAL_ENTRIES = re.compile(
    r"(?:共|总)\s{0,3}(?:计|有|数)?\s{0,3}[:：]?\s{0,3}([\d,]{1,11})\s{0,3}(?:条|篇|项|个记录|记录)"
)
_PAGER_CLASS = re.compile(
    r"(?:page|paging|pagination|pager|fenye|fy|pages|page_num|pagebar|gray)[\w-]*\Z", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class PageCall:
    """What a pager script is told. ``current`` counts from 0. ``sure`` is False where it was commented out.

    ``first``: which number in the file name page 2 has, None where the site decides it (UCAP's
    six-argument form, whose offset is a setting of the site).
    """

    pages: int
    current: int
    stem: str
    extension: str
    first: int | None = 1
    entries: int | None = None
    sure: bool = True

    def next_address(self, url: str) -> str | None:
        """Address of the page after the current one; None on the last page or where the site decides."""
        if self.current + 1 >= self.pages or self.first is None:
            return None
        number = self.current + self.first
        try:
            return canonical(f"./{self.stem}_{number}.{self.extension}", url)
        except ValueError:
            return None


def page_call(tree: _Element) -> PageCall | None:
    """The pager call of a list page: createPage, createPageHTML, or the variables such a script is given.

    A call that is commented out is believed only where nothing else is there: some
    templates keep it as a note of what their own loop prints.
    """
    scripts = [source for _, source in inline_scripts(tree)]
    for read in (_called, _by_variables, _called_in_comment):
        for source in scripts:
            found = read(source)
            if found is not None:
                return found
    return None


def _called(source: str) -> PageCall | None:
    if "createPage" not in source:
        return None
    for arguments in calls(source, _PAGE_CALL):
        found = _from_arguments(arguments)
        if found is not None and not _ARTICLE_FILE.match(found.stem):
            return found
    return None


def _called_in_comment(source: str) -> PageCall | None:
    if "createPage" not in source:
        return None
    for line in source.splitlines():
        bare = line.strip().lstrip("/").strip()
        if bare != line.strip() and bare.startswith("createPage"):
            found = _called(bare)
            if found is not None:
                return PageCall(
                    found.pages, found.current, found.stem, found.extension, found.first, sure=False
                )
    return None


def _from_arguments(arguments: list[Token]) -> PageCall | None:
    """createPage(pages, current0, stem, ext) · createPageHTML(records, pages, current0, …) ·
    createPageHTML(div, pages, current1, stem, ext, records). Shapes: portals.md §4.2 A, part 2 §2, §4.
    """
    numbers = [int(a.value) for a in arguments if a.value.isdecimal() and len(a.value) <= 9]
    texts = [a.value for a in arguments if a.kind == "text" and not a.value.isdecimal()]
    if not arguments or len(numbers) < 2:
        return None
    if arguments[0].kind == "text" and not arguments[0].value.isdecimal():
        if len(texts) < 3:
            return None
        total = numbers[2] if len(numbers) > 2 else None
        return _checked(PageCall(numbers[0], numbers[1] - 1, texts[1], texts[2], None, total))
    stem = texts[0] if texts else "index"
    extension = texts[1].lstrip(".") if len(texts) > 1 else "html"
    if len(numbers) >= 3 and all(a.value.isdecimal() for a in arguments[:3]):
        return _checked(PageCall(numbers[1], numbers[2], stem, extension, 1, numbers[0]))
    return _checked(PageCall(numbers[0], numbers[1], stem, extension))


def _by_variables(source: str) -> PageCall | None:
    """``var countPage = 50, currentPage = 0`` of a template with its own loop (Tianjin)."""
    if "countPage" not in source:
        return None
    code = without_comments(source)
    count, current, stem = (
        _COUNT_VARIABLE.search(code),
        _CURRENT_VARIABLE.search(code),
        _STEM_VARIABLE.search(code),
    )
    if count is None or current is None:
        return None
    extension = _EXTENSION.search(code)
    return _checked(
        PageCall(
            int(count.group(1)),
            int(current.group(1)),
            stem.group(1) if stem else "index",
            extension.group(1) if extension else "html",
        )
    )


def _checked(call: PageCall) -> PageCall | None:
    believable = 0 <= call.pages <= MAX_PAGES and 0 <= call.current <= MAX_PAGES
    plain = re.fullmatch(r"[\w.-]{1,80}", call.stem) and re.fullmatch(r"\w{1,8}", call.extension)
    return call if believable and plain else None


@dataclass(frozen=True, slots=True)
class Links:
    """The pager as anchors: ``next`` None where there is no further page, or none with an address.

    ``more`` is True where the page shows that it goes on, ``seen`` where there is any pager at all.
    """

    next: str | None = None
    current: int | None = None
    pages: int | None = None
    entries: int | None = None
    more: bool = False
    seen: bool = False


@dataclass(slots=True)
class _Found:
    """Pager anchors while they are collected."""

    area: _Element | None = None
    following: str | None = None
    dead_next: bool = False
    last: str | None = None
    numbers: dict[int, str] = field(default_factory=dict)

    def take_button(self, button: _Element, url: str) -> None:
        """`<input type="button" value="下一页" onclick="location.href='index_2.jhtml'">` (JEECMS)."""
        label = (button.get("value") or "".join(text for text, _ in islice(pieces(button), 6)))[:40]
        if not _NEXT.match(label) or len(label.strip()) < 2:
            return
        self.area = button if self.area is None else self.area
        led = _LOCATION.search((button.get("onclick") or "")[:1000])
        address = _written_address(led.group(1), url) if led else None
        self.following = self.following or address
        # A button that cannot be pressed is the last page's.
        self.dead_next = self.dead_next or (address is None and button.get("disabled") is None)

    def take(self, anchor: _Element, url: str) -> None:
        label = "".join(text for text, _ in islice(pieces(anchor), 6))[:40]
        number = _NUMBER.match(label)
        is_next = _NEXT.match(label) and (len(label.strip()) > 1 or _in_pager(anchor))
        if not (is_next or _LAST.match(label) or (number and _in_pager(anchor))):
            return
        address = _address(anchor, url)
        self.area = anchor if self.area is None else self.area
        if number:
            if address:
                self.numbers.setdefault(int(number.group(1)), address)
        elif is_next:
            self.following = self.following or address
            self.dead_next = self.dead_next or address is None
        else:
            self.last = self.last or address

    def last_number(self) -> int | None:
        """The number of the last page, where the numbered anchors prove how numbers become file names."""
        named = _FILE_NUMBER.match(self.last or "")
        if named is None:
            return next((n for n, address in self.numbers.items() if address == self.last), None)
        offsets = set()
        for number, address in self.numbers.items():
            other = _FILE_NUMBER.match(address)
            if other and other["stem"] == named["stem"] and other["rest"] == named["rest"]:
                offsets.add(number - int(other["number"]))
        return int(named["number"]) + offsets.pop() if len(offsets) == 1 else None


_FILE_NUMBER = re.compile(r"(?P<stem>.*[_/=])(?P<number>\d{1,6})(?P<rest>\.\w{2,6})?\Z")


def page_links(tree: _Element, url: str) -> Links:
    """The pager of a page that prints one as anchors: 下一页, page numbers, 末页, 共N页, 共N条."""
    found = _Found()
    for anchor in tree.iter("a"):
        found.take(anchor, url)
    if found.area is None:
        for button in tree.iter("input", "button"):
            found.take_button(button, url)
    current, pages, entries = _printed(tree, found.area)
    if found.area is None and pages is None and entries is None:
        counted = _script_pages(tree)
        return Links(pages=counted, more=True, seen=True) if counted else Links()
    here = canonical(url)
    if current is None:
        current = next((n for n, address in found.numbers.items() if address == here), None)
    following = found.following if found.following != here else None
    if following is None and current is not None:
        following = found.numbers.get(current + 1)
    if pages is None:
        pages = found.last_number() or _script_pages(tree)
    ahead = max([*found.numbers, pages or 0])
    more = following is not None or (current is not None and ahead > current)
    return Links(following, current, pages, entries, more, seen=True)


def _address(anchor: _Element, url: str) -> str | None:
    return _written_address((anchor.get("href") or "").strip(), url)


def _written_address(href: str, url: str) -> str | None:
    if (
        not href
        or href.startswith("#")
        or (":" in href.partition("/")[0] and not href.lower().startswith("http"))
    ):
        return None
    try:
        address = canonical(href, url)
    except ValueError:
        return None
    same = urlsplit(address).hostname == urlsplit(url).hostname
    return address if same else None


def _in_pager(anchor: _Element) -> bool:
    return any(
        _PAGER_CLASS.match(name)
        for node in islice(anchor.iterancestors(), 4)
        for name in (*classes(node), node.get("id") or "-")
    )


def _printed(tree: _Element, area: _Element | None) -> tuple[int | None, int | None, int | None]:
    """(current page, pages, entries) as printed in the pager's own words."""
    blocks: list[_Element] = []
    if area is not None:
        blocks += list(islice(area.iterancestors("div", "td", "ul", "p", "span", "table"), 3))
    blocks += list(
        islice(
            (
                n
                for n in tree.iter("div", "td", "ul", "p", "span")
                if any(map(_PAGER_CLASS.match, classes(n)))
            ),
            6,
        )
    )
    for block in blocks:
        text = text_of(block, 2000)
        if len(text) > 1500:
            continue
        current = pages = entries = None
        found = _TOTAL_PAGES.search(text)
        if found:
            pages = _count(found.group(1) or found.group(2))
        of = _OF_PAGES.search(text)
        if of and int(of.group(1)) <= int(of.group(2)):
            current, pages = int(of.group(1)), pages or _count(of.group(2))
        rows = _TOTAL_ENTRIES.search(text)
        if rows:
            entries = _count(rows.group(1))
        if current is None:
            current = _current_mark(block)
        if pages is not None or entries is not None:
            return current, pages, entries
    marks = (_current_mark(block) for block in blocks)
    return next((m for m in marks if m is not None), None), None, None


_SCRIPT_PAGES = re.compile(
    r"\b(?:maxPageNum|totalPages?|pageCount|countPage)[\"']?\s{0,4}[:=]\s{0,4}[\"']?(\d{1,5})\b"
)


def _script_pages(tree: _Element) -> int | None:
    """A page count that a pager script holds (sasac `maxPageNum = 16`, Shanghai `totalPage: 12`)."""
    for _, source in inline_scripts(tree):
        counts = [int(m.group(1)) for m in _SCRIPT_PAGES.finditer(source)]
        if counts and max(counts) > 1:
            return max(counts)
    return None


def _current_mark(block: _Element) -> int | None:
    """The number that is set apart: ``<span class="current">3</span>``."""
    for node in islice(block.iter("span", "b", "strong", "a", "li", "em", "font"), 60):
        if any("cur" in name.lower() or name.lower() in ("active", "on", "now") for name in classes(node)):
            number = _NUMBER.match(text_of(node, 20))
            if number:
                return int(number.group(1))
    return None


def _count(text: str) -> int | None:
    plain = text.replace(",", "")
    return int(plain) if plain.isdecimal() and len(plain) <= 9 else None
