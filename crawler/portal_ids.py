"""Ids of portals, made of the host's name: readable, in ASCII, and the same on every day."""

from __future__ import annotations

import re

from crawler.provinces import Province

_GENERAL = frozenset({"www", "gov", "cn", "com", "org", "net", "xxgk", "public", "zwgk"})
_NUMERIC = re.compile(r"[\d.:\[\]]+|localhost(?::\d+)?|[0-9a-f:\[\]]*:[0-9a-f:\[\]]*")


def portal_id(host: str, province: Province | None = None) -> str:
    """mzj.cq.gov.cn → cq-mzj, hbj.wuhan.gov.cn in 湖北 → hb-wuhan-hbj, 127.0.0.1:8610 → host-127-0-0-1-8610.

    ``host``: a name, with its port where it has one. The province's ISO code comes first where the province is
    known. Labels that say nothing (www, gov, cn) are left out, unless nothing else is left.
    """
    if _NUMERIC.fullmatch(host):
        return "host-" + _clean(host)
    labels = host.partition(":")[0].lower().split(".")
    told = [label for label in reversed(labels) if label not in _GENERAL]
    kept = [label for label in reversed(labels) if label in ("xxgk", "public", "zwgk")]
    if province is not None:
        told = [label for label in told if label not in (province.iso, province.folder)] or ["gov"]
        told = [province.iso, *told]
    return _clean("-".join([*told, *kept]) or host)


def _clean(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:64]
