"""The portal file that discovery writes: what was found, with its evidence, and what could not be told, as comments."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from crawler.discovery import Explorer, FoundColumn, Look
from crawler.portal import Level, Portal
from crawler.portal_ids import portal_id
from crawler.provinces import BY_DIGITS, MUNICIPALITIES, province_of
from parsers.address import canonical, host
from parsers.normalize.region import Region, by_code

WIDTH = 300
"""Characters of a comment; page titles can be pages long."""

TITLES = "建议|提案|议案"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a site is, by its SiteIDCode; ``doubt``: what could not be told, and why."""

    region: Region | None
    level: Level | None
    doubt: str | None = None


def place_of(site_code: str | None) -> Place:
    """The place of a 网站标识码: its first six digits are the GB/T 2260 code, bm… is the central government's
    (facts: seen to hold on every sample, no rule text found).
    """
    if site_code is None:
        return Place(None, None, "the site says no 网站标识码: add region, region_code and level")
    if site_code.lower().startswith("bm"):
        return Place(None, "national")
    region = by_code(site_code[:6]) if re.fullmatch(r"\d{10}", site_code) else None
    if region is None:
        why = (
            f"the site's 网站标识码 {site_code} begins with no region code: add region, region_code and level"
        )
        return Place(None, None, why)
    code = region.code
    if code.endswith("0000"):
        return Place(region, "municipality" if code[:2] in MUNICIPALITIES else "province")
    if code.endswith("00"):
        return Place(region, "prefecture")
    return Place(region, "district" if region.name.endswith("区") else "county")


def draft(
    explorer: Explorer, *, id_: str | None, known: Portal | None, day: str, sent: int, delay: float | None
) -> str:
    """The file's text. ``known``: what is declared of this host already; ``day``: of the visit, ISO.

    It is valid whatever a site says: names are quoted, comments have no line breaks.
    """
    columns = explorer.settle()
    place = place_of(explorer.site_code)
    site = known.site if known else canonical("/", explorer.start)
    province = province_of(place.region.code if place.region else None)
    if place.level == "national":
        province = BY_DIGITS["00"]
    told = id_ or (known.id if known else portal_id(host(site), province))
    lines = [
        *_comment(f"Written by `dafu discover {explorer.start}` on {day}, after {sent} requests."),
        *_comment(f"Read it, put it into the folder portals/ of your data, then: dafu crawl {told}"),
        _pair("id", told),
        _pair("name", explorer.site_name or (known.name if known else host(site))),
        _pair("site", site),
        *_where(place, known),
        "verified = false",
    ]
    for column in columns:
        lines += ["", *_column(column)]
    if delay is not None:
        lines += ["", "[politeness]", f"delay = {delay:g}"]
    lines += ["", *_rest(explorer, columns, place)]
    text = "\n".join(lines).rstrip() + "\n"
    Portal.model_validate(tomllib.loads(text))
    return text


def _where(place: Place, known: Portal | None) -> Iterator[str]:
    if place.region is not None:
        path = place.region.path
        own = path[1:] if len(path) > 1 and place.region.code[:2] not in MUNICIPALITIES else path
        yield _pair("region", "".join(own))
        yield _pair("region_code", place.region.code)
    elif known is not None and known.region_code is not None:
        if known.region is not None:
            yield _pair("region", known.region)
        yield _pair("region_code", known.region_code)
    level = place.level or (known.level if known else None)
    if level is not None:
        yield _pair("level", level)


def _column(column: FoundColumn) -> Iterator[str]:
    sample, rows, recognised = column.sample, column.rows, column.recognised
    yield from _comment(f"Found by {column.lead.why}.")
    newest = f"{sample.replies} of the newest {sample.titles} titles are replies"
    sides = f" ({sample.npc} to deputies' suggestions, {sample.cppcc} to proposals)" if sample.matters else ""
    size = [
        f"{rows.total_entries} entries" if rows.total_entries else "",
        f"{rows.total_pages} pages" if rows.total_pages else "",
    ]
    says = " and ".join(part for part in size if part)
    yield from _comment(f"{newest}{sides}." + (f" The list says it has {says}." if says else ""))
    if recognised.family is not None:
        yield from _comment(
            f"Family {recognised.family}, confidence {recognised.confidence:g}: {'; '.join(recognised.evidence)}."
        )
    for doubt in column.doubts:
        yield from _comment(f"Not certain: {doubt}.")
    if column.kind == "mixed":
        yield from _comment(
            f'It lists other things as well. With title_pattern = "{TITLES}" only rows with these words are fetched.'
        )
    yield "[[columns]]"
    yield _pair("url", canonical(column.url))
    if column.name:
        yield _pair("name", column.name)
    yield _pair("kind", column.kind)
    if column.family is not None:
        yield _pair("family", column.family)
    yield _pair("evidence", column.lead.found_on or column.url)


def _rest(explorer: Explorer, columns: Sequence[FoundColumn], place: Place) -> Iterator[str]:
    """What could not be told."""
    if not columns:
        yield from _comment(
            "No column was found. Look for 建议提案 in the site's menu and give that page's address."
        )
    if place.doubt is not None:
        yield from _comment(f"Not told: {place.doubt}.")
    if explorer.site_name is None:
        yield from _comment("Not told: the site's name; the host's stands above.")
    if explorer.stopped is not None:
        yield from _comment(f"It ended early: {explorer.stopped}.")
    taken = {column.url for column in columns}
    for look in dict.fromkeys(look for look in explorer.looks if look.topic and look.url not in taken):
        yield from _comment(f"Looked at, not declared: {_called(look)}: {look.result}.")
    for lead in explorer.left():
        yield from _comment(f"Not looked at: {lead.url} ({lead.name}): {lead.why}.")
    if any(re.search(r"(?:19|20)\d\d|届", column.name or "") for column in columns):
        yield from _comment(
            "Columns are one a year or session: run discovery again when the next one begins."
        )


def _called(look: Look) -> str:
    return f"{look.url} ({look.name})" if look.name else look.url


def _comment(text: str) -> Iterator[str]:
    """One comment line: no control characters, which TOML forbids in comments, and no end."""
    plain = " ".join(re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]", " ", text).split())
    yield "# " + (plain if len(plain) <= WIDTH else plain[:WIDTH] + "…")


def _pair(key: str, value: str) -> str:
    # A JSON string is a TOML basic string; U+007F is the one character JSON leaves and TOML forbids.
    return f"{key} = {json.dumps(value.replace(chr(127), ''), ensure_ascii=False)}"
