"""Region codes (GB/T 2260) with their validity in time: what a code meant when, and what became of it."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

MUNICIPALITIES = frozenset(("11", "12", "31", "50"))
"""Provinces whose districts stand directly below them: 重庆市铜梁区."""


@dataclass(frozen=True, slots=True)
class CodedRegion:
    """One name a code had.

    ``path`` is the full name from the province down, ``since`` and ``until`` are years (YYYY) or
    revisions of the standard (YYYYMM): the first and the last that have it; ``since`` is empty
    where it is older than 2000-12, ``until`` where it is in force. ``successors`` are the codes
    its area went to, empty where the sources do not say.
    """

    code: str
    name: str
    path: tuple[str, ...]
    since: str
    until: str
    successors: tuple[str, ...]

    @property
    def full_name(self) -> str:
        """重庆市铜梁区."""
        return "".join(self.path)

    def in_force(self, day: str) -> bool:
        """Whether the name was in force on an ISO date. The year of a change itself counts for both names."""
        year_month = day[:4] + day[5:7]
        after_start = not self.since or year_month[: len(self.since)] >= self.since
        return after_start and (not self.until or year_month[: len(self.until)] <= self.until)


def regions_of_code(code: str) -> tuple[CodedRegion, ...]:
    """All names a six-digit code has had since 2000, the newest first; empty for a code unknown to the standard."""
    return _table().get(code, ())


def region_of_code(code: str, day: str | None = None) -> CodedRegion | None:
    """The region a code means on a day (ISO), or today's reading without one; None for an unknown code.

    A code that went out of force still names its region: letters and registrations outlive districts.
    """
    regions = regions_of_code(code)
    if day is not None:
        regions = tuple(r for r in regions if r.in_force(day))
    return regions[0] if regions else None


def successors_of(region: CodedRegion) -> tuple[CodedRegion, ...]:
    """The regions in force that a former region went to: 南川市 500184 → 500384 → 南川区 500119. Empty where unknown."""
    found: dict[str, CodedRegion] = {}
    waiting, seen = [region], {(region.code, region.name)}
    while waiting:
        current = waiting.pop()
        if not current.until:
            found.setdefault(current.code, current)
            continue
        for code in current.successors:
            newer = [r for r in regions_of_code(code) if (r.code, r.name) not in seen]
            for later in newer[:1]:
                seen.add((later.code, later.name))
                waiting.append(later)
    return tuple(found[code] for code in sorted(found))


def province_of(code: str) -> CodedRegion | None:
    """The province or municipality a code of any length begins with."""
    return region_of_code(code[:2] + "0000") if len(code) >= 2 else None


@cache
def _table() -> Mapping[str, tuple[CodedRegion, ...]]:
    text = resources.files("parsers.data").joinpath("regions.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    names: dict[str, str] = {}
    for row in sorted(rows, key=lambda r: r["until"] or "9"):
        names[row["code"]] = row["name"]  # the newest name of a parent, whatever the age of the child
    found: dict[str, list[CodedRegion]] = {}
    for row in rows:
        successors = tuple(row["successor"].split(";")) if row["successor"] else ()
        region = CodedRegion(
            row["code"], row["name"], _path(row, names), row["since"], row["until"], successors
        )
        found.setdefault(row["code"], []).append(region)
    return {code: tuple(sorted(r, key=lambda x: x.until or "9", reverse=True)) for code, r in found.items()}


def _path(row: Mapping[str, str], names: Mapping[str, str]) -> tuple[str, ...]:
    code, name = row["code"], row["name"]
    above = [code[:2] + "0000"]
    if code[4:] != "00" and code[:2] not in MUNICIPALITIES:
        above.append(code[:4] + "00")
    return (*(names[parent] for parent in above if parent != code and parent in names), name)
