"""CMS families: which system made a page, how its lists page, where its documents keep things.

A new family is one file with a ``FAMILY`` (see ``base.Family``) and one line in ``FAMILIES``.
"""

from __future__ import annotations

from lxml.etree import _Element

from parsers.address import canonical
from parsers.decode import decode
from parsers.families import (
    epoint,
    gdpost,
    generic,
    gkmlpt,
    hanweb,
    hanweb_xxgk,
    jpaas,
    label8888,
    openness,
    sasac,
    shanghai,
    trs,
    ucap,
    vsb,
    zhengzhou,
)
from parsers.families.base import (
    MAX_BYTES,
    PROBLEM_CODES,
    DetailHints,
    DetailSource,
    Family,
    ListSource,
    Recognition,
)
from parsers.families.frames import inner_list
from parsers.markup import parse_html
from parsers.types import ListPage, ListRequest, Problem

__all__ = [
    "FAMILIES",
    "PROBLEM_CODES",
    "DetailHints",
    "DetailSource",
    "Family",
    "Recognition",
    "detail_hints",
    "read_list",
    "recognise",
]

FAMILIES: dict[str, Family] = {
    f.name: f
    for f in (
        trs.FAMILY,
        hanweb.FAMILY,
        hanweb_xxgk.FAMILY,
        jpaas.FAMILY,
        ucap.FAMILY,
        gdpost.FAMILY,
        gkmlpt.FAMILY,
        label8888.FAMILY,
        openness.FAMILY,
        epoint.FAMILY,
        vsb.FAMILY,
        shanghai.FAMILY,
        sasac.FAMILY,
        zhengzhou.FAMILY,
    )
}
"""Every family with signs of its own, by name. ``generic`` is what is left."""

SURE = 0.35
"""Below this a page is not ascribed to a family: one weak sign is not enough."""


def recognise(data: bytes, *, url: str, content_type: str | None = None) -> Recognition:
    """The family that made a page, with the evidence; ``family`` None where no sign is strong enough."""
    if len(data) > MAX_BYTES:
        return Recognition(None, 0.0, (f"{len(data)} bytes: too large to be looked at",))
    text = decode(data, content_type).text
    return _recognise(text, parse_html(text), url)


def _recognise(text: str, tree: _Element, url: str) -> Recognition:
    best = Recognition(None, 0.0)
    for family in FAMILIES.values():
        signs = family.recognise(text, tree, url)
        confidence = round(min(1.0, sum(weight for weight, _ in signs)), 2)
        if confidence > best.confidence:
            best = Recognition(family.name, confidence, tuple(words for _, words in signs))
    return best if best.confidence >= SURE else Recognition(None, best.confidence, best.evidence)


def read_list(
    data: bytes,
    *,
    url: str,
    content_type: str | None = None,
    family: str | None = None,
    page: int = 1,
    request: ListRequest | None = None,
) -> ListPage:
    """One list page as entries, its own claims and the request for the next page.

    ``url``: the address the bytes came from. ``page``: which page was asked for, from 1.
    ``request``: what was sent, needed only where parameters of a POST stand in no address (Hanweb's
    next request is complete in the answer's own address). ``family``: a name in FAMILIES or ``generic``; recognised
    where it is None. Never raises on any bytes: what is no list gives no entries and a
    problem (codes: PROBLEM_CODES). Raises ValueError for an unknown family or an ``url`` that is no address.
    """
    if family is not None and family != generic.NAME and family not in FAMILIES:
        known = ", ".join([*FAMILIES, generic.NAME])
        raise ValueError(f"unknown family {family!r}; known families: {known}")
    url = canonical(url)
    if len(data) > MAX_BYTES:
        problem = Problem("too_large", f"{url}: {len(data)} bytes are too many for a list page")
        return ListPage(family or generic.NAME, (), page, None, problems=(problem,))
    decoded = decode(data, content_type)
    source = ListSource(decoded.text, parse_html(decoded.text), url, page, request, len(data))
    name = family or _recognise(source.text, source.tree, url).family
    found = FAMILIES.get(name or "", generic.FAMILY).read(source)
    if found.entries or found.next is not None or page != 1 or any(p.code in _SAID for p in found.problems):
        return found
    return _elsewhere(source, found, given=family)


_SAID = frozenset({"blocked_page", "error_page", "detail_page", "list_empty", "list_end", "encrypted_pager"})
"""Problems that tell what a page without rows is: nothing else is looked for on it."""


def _elsewhere(source: ListSource, found: ListPage, *, given: str | None) -> ListPage:
    """A first page without rows: as the family that it shows itself to be, or as a shell around a frame."""
    if given is not None:
        seen = _recognise(source.text, source.tree, source.url).family
        if seen is not None and seen != given:
            other = FAMILIES[seen].read(source)
            if other.entries or other.next is not None:
                return other
    frame = inner_list(source.tree, source.url)
    return ListPage(found.family, (), 0, ListRequest(frame)) if frame else found


def detail_hints(tree: _Element, url: str | None, source: DetailSource | None = None) -> DetailHints | None:
    """What the families know of a document's page: of the family with the strongest signs that knows anything.

    ``tree``: the page parsed by lxml. Without ``url`` links stay as written. ``source``: the same
    page where the caller has read its names already.
    """
    page = source or DetailSource(tree, url or "")
    known = [(family, hints) for family in FAMILIES.values() if (hints := family.hints(page)) is not None]
    if len(known) < 2:
        return known[0][1] if known else None
    best: tuple[float, DetailHints] | None = None
    for family, hints in known:
        weight = sum(w for w, _ in family.recognise("", tree, page.url)) + 0.1 * len(hints.pairs)
        if best is None or weight > best[0]:
            best = (weight, hints)
    return best[1] if best else None
