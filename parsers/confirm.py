"""Do the codes of a page agree with what it says? Codes confirm an issuer or cast doubt on it; they never replace it."""

from __future__ import annotations

from parsers.normalize.organisation_code import Owner, index_number_owner
from parsers.normalize.region import leading_region, lookup, steps_of
from parsers.normalize.region_codes import CodedRegion, region_of_code, successors_of
from parsers.normalize.site_code import site_owner
from parsers.reading import Reading

_LONGEST = 100
"""Characters of an index number that are looked at."""


def confirm_owner(reading: Reading) -> None:
    """Hold the index number's check characters and both codes' regions against the issuer.

    Agreement is one more piece of evidence for the field; a wrong check character or a region that
    has nothing to do with the issuer's is a problem for a person to look at.
    """
    number = reading.values.get("index_number")
    owner = index_number_owner(number[:_LONGEST]) if number else None
    if owner is not None:
        _number(reading, owner)
        if owner.valid and owner.region_code:
            _region(reading, region_of_code(owner.region_code), "index number", f"credit code {owner.code}")
    for pair in reading.page.pairs:
        if pair.label == "SiteIDCode":
            site = site_owner(pair.value)
            if site is not None:
                _region(reading, site.region, pair.place, f"site code {site.code}")


def _number(reading: Reading, owner: Owner) -> None:
    what = "social credit code" if owner.kind == "credit" else "organisation code"
    if owner.valid:
        reading.notes.found(
            "index_number", f"{what} {owner.code}, check character right", "derived", "index number"
        )
    else:
        reading.notes.problem(
            "index_number_check",
            f"the {what} {owner.code} in the index number is mistyped or a template's stopgap "
            "(its check character is wrong): do not join on it",
            "index_number",
        )


def _region(reading: Reading, region: CodedRegion | None, place: str, code: str) -> None:
    issuer = reading.values.get("issuer")
    if not issuer or region is None:
        return
    codes = _codes_of(leading_region(issuer))
    if not codes:
        return
    meant = {region.code, *(later.code for later in successors_of(region))}
    named = f"{code}: {region.full_name} ({region.code})"
    if any(_same_or_within(mine, theirs) for mine in codes for theirs in meant):
        reading.notes.found("issuer", named, "derived", place)
    else:
        message = (
            f"the issuer is {issuer}, but {named}: a letter passed on, or a wrong issuer; look at the page"
        )
        reading.notes.problem("issuer_region_differs", message, "issuer")


def _codes_of(place: str) -> set[str]:
    """The codes an issuer's region can mean; with its parents printed, only those below them."""
    steps = steps_of(place) if place else ()
    if not steps:
        return set()
    found = {r.code for r in lookup(steps[-1]) if set(steps[:-1]) <= set(r.path)}
    return found | {later.code for code in found if (r := region_of_code(code)) for later in successors_of(r)}


def _same_or_within(one: str, other: str) -> bool:
    """One code is the other, or lies below it: 重庆市 and its 铜梁区."""
    short, long = sorted((_stem(one), _stem(other)), key=len)
    return long.startswith(short)


def _stem(code: str) -> str:
    """Without the pairs of zeros that stand for a lower level: 500000 → 50."""
    while code.endswith("00"):
        code = code[:-2]
    return code
