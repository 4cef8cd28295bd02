"""Every document of the sample portals comes out as its writer meant it, field by field."""

from __future__ import annotations

import re
from typing import Any
from urllib.request import urlopen

import pytest

from crawler.demo.sample_portals import SamplePortals
from parsers.parse import parse

LATER = {"type", "sha256", "text"}
"""What an attachment says only once its bytes are read."""


def bare(field: str, value: Any) -> Any:
    """White space inside a text is the page's; what an attachment holds is not read here."""
    if field in ("text", "proposal_text") and value is not None:
        return re.sub(r"\s+", "", value)
    if field == "attachments":
        return [{key: file[key] for key in file if key not in LATER} for file in value]
    return value


@pytest.mark.parametrize("step", [0, 5])
@pytest.mark.parametrize("site_id", list(SamplePortals().sites))
def test_every_claimed_field_is_right(site_id: str, step: int) -> None:
    wrong = []
    with SamplePortals(step, only=[site_id]) as portals:
        site = portals.sites[site_id]
        claims = {**site.truth(), **site.file_truth()}
        assert len(claims) >= 40
        for url, claimed in claims.items():
            with urlopen(url) as answer:
                data, content_type = answer.read(), answer.headers.get("Content-Type")
            record = parse(data, url=url, content_type=content_type).record.to_dict()
            if len(record["text"] or "") < 50 and record["attachments"]:
                # The letter stands in the attachment: the crawl reads it from there (tests/crawler/test_crawl.py).
                continue
            wrong += [
                f"{url} {field}: {record[field]!r} instead of {value!r}"
                for field, value in claimed.items()
                if bare(field, record[field]) != bare(field, value)
            ]
    assert not wrong, "\n".join(wrong[:20])
