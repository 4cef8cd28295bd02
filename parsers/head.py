"""What the head of a page says: national meta tags, ``<title>``, ``<base>``."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from lxml.etree import _Element

from parsers.html import text_content
from parsers.metadata import meta_pair
from parsers.types import Pair

# The last parts of a <title> that name the site or the column, not the document.
_SITE = re.compile(
    r"(?:网|网站|门户|政府|人民政府|公开|专栏|平台|首页|局|厅|委|委员会|办公室|办公厅|银行|法院|检察院|频道|在线|[Gg][Oo][Vv]|[A-Za-z.]+)$"
)
_NO_SITE = re.compile(r"答复|复函|回复|关于|建议|提案")
_TAIL = re.compile(r"_|\||｜|—+|–|-++|>>|»|::")
_SITE_FIRST = re.compile(
    r"[\u3400-\u9fff]{2,20}(?:门户网站|政府网站?|政务网|人民政府)\s?(?:_|\||｜|—+|-{1,3}|>>|»|::)\s?"
)
_AFTER_NAME = re.compile(r"\s?(?:_|\||｜|—+|-{1,3}|>>|»|::|\s)\s?")
_GENERATED = re.compile(r"页面生成时间\s{0,4}(\d{4}-\d\d-\d\d \d\d:\d\d(?::\d\d)?)")
_LONGEST = 1_000
"""Characters of a window title that may hold a document's title and the names of its site."""
_WHITE = re.compile(r"\s+")
_MARKUP = re.compile(r"<[^<>]{0,500}>")


@dataclass(slots=True)
class Head:
    """Meta tags as pairs, the window title, the base address, when the page was generated (UCAP)."""

    pairs: list[Pair] = field(default_factory=list)
    title: str | None = None
    base: str | None = None
    generated: str | None = None

    def meta(self, name: str) -> str | None:
        """The first value of a national meta tag."""
        return next((pair.value for pair in self.pairs if pair.label == name), None)

    def pairs_beside(self, printed: Sequence[Pair]) -> list[Pair]:
        """The metas without a PubDate that only says when the page was generated, where the page prints a date."""
        made = self.generated
        if made is None or not any(pair.label == "发布日期" for pair in printed):
            return self.pairs
        return [pair for pair in self.pairs if pair.label != "PubDate" or pair.value != made]


def read_head(root: _Element) -> Head:
    """Read metas wherever they stand: broken pages have them in the body."""
    head = Head()
    seen: set[tuple[str, str]] = set()
    for number, meta in enumerate(root.iter("meta"), 1):
        name = meta.get("name")
        content = meta.get("content") if name else None
        if not name or not content:
            continue
        if name == "others":
            made = _GENERATED.search(content)
            head.generated = made[1] if made else head.generated
        pair = meta_pair(name, content, f"//meta[{number}]")
        if pair is not None and (pair.label, pair.value) not in seen:
            seen.add((pair.label, pair.value))
            head.pairs.append(pair)
    title = next(root.iter("title"), None)
    if title is not None:
        head.title = _WHITE.sub(" ", _MARKUP.sub("", text_content(title))).strip() or None
    base = next(root.iter("base"), None)
    if base is not None:
        head.base = base.get("href") or None
    return head


def _without_first(title: str, known: Collection[str]) -> str:
    """Without the names that stand first: 某某市人民政府门户网站-栏目-标题, or 站名 栏目 标题 where the metas say them."""
    for _ in range(2):
        name = next((name for name in known if len(name) >= 2 and title.startswith(name)), None)
        cut = _SITE_FIRST.match(title) if name is None else _AFTER_NAME.match(title, len(name))
        if cut is None or len(title) - cut.end() < 4:
            return title
        if not cut[0].strip() and title.startswith(("关于", "对"), cut.end()):
            return title  # 某某市人民政府 关于…: an office is the title's own beginning
        title = title[cut.end() :]
    return title


def without_site(title: str, names: Sequence[str | None]) -> str:
    """A window title without the names of site and column at its end.

    >>> without_site('关于第3号建议的答复-云江市民政局', ())
    '关于第3号建议的答复'
    """
    if len(title) > _LONGEST:
        return title
    known = {name.strip() for name in names if name}
    title = _without_first(title, known)
    for _ in range(6):  # site, column, department, …; real titles have at most four such parts
        cuts = list(_TAIL.finditer(title))
        if not cuts:
            return title
        rest, tail = title[: cuts[-1].start()].strip(), title[cuts[-1].end() :].strip()
        if len(rest) < 4:
            return title
        if tail and tail not in known and (not _SITE.search(tail) or _NO_SITE.search(tail)):
            return title
        title = rest
    return title
