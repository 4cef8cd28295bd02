"""Pages of the built-in sample portals with what their writer meant: every CMS, over HTTP, letters and others."""

from __future__ import annotations

from urllib.request import urlopen

from crawler.demo.sample_portals import SamplePortals
from tests.quality.cases import REPLY_ONLY, Case

_EACH = 14
"""Pages of each portal: enough for every kind it prints; tests/crawler/test_truth.py reads all of them."""
_NOT_JUDGED = ("genre", "text", "proposal_text", "attachments", "outcome")


def portal_cases() -> list[Case]:
    """The first pages of each sample portal. The claims that are made are those of the portal's own truth."""
    cases = []
    with SamplePortals(0) as portals:
        for name, site in portals.sites.items():
            claims = {url: claim for url, claim in site.truth().items() if "genre" in claim}
            for number, (url, claim) in enumerate(list(claims.items())[:_EACH]):
                with urlopen(url) as answer:
                    data = answer.read()
                fields = {key: value for key, value in claim.items() if key not in _NOT_JUDGED}
                if claim["genre"] not in ("reply", "co_opinion"):
                    fields = {key: value for key, value in fields.items() if key not in REPLY_ONLY}
                lines = (claim.get("text") or "").splitlines()
                cases.append(
                    Case(
                        id=f"portal.{name}.{number}",
                        source="portal",
                        data=data,
                        genres=(claim["genre"],),
                        fields=fields,
                        url=url,
                        text=(lines[0], lines[-1]) if lines else None,
                        must=tuple(lines[1:-1]),
                        html=not data.startswith(b"%PDF"),
                    )
                )
    return cases
