"""政府网站标识码 (SiteIDCode): whose site a page stands on.

Ten characters. For local sites the first six are the region's code (GB/T 2260), the last four a
serial; for ministries ``bm`` and eight digits. No published rule was found for it; all samples
met agree, so it confirms a region and never gives one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from parsers.normalize.region_codes import CodedRegion, region_of_code

_LOCAL = re.compile(r"\d{10}")
_CENTRAL = re.compile(r"bm\d{8}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class SiteOwner:
    """``region`` is None for a ministry's site, and where the standard has no such code."""

    code: str
    level: Literal["local", "central"]
    region: CodedRegion | None = None


def site_owner(code: str) -> SiteOwner | None:
    """Whose site a SiteIDCode names; None for anything that is no such code (``28``, twelve digits).

    A code whose six digits are out of force names the region it was given to; a site of a whole
    province or city has 0000 or 00 in it.
    """
    code = code.strip()
    if _CENTRAL.fullmatch(code):
        return SiteOwner(code.lower(), "central")
    if not _LOCAL.fullmatch(code):
        return None
    return SiteOwner(code, "local", region_of_code(code[:6]))
