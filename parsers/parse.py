"""A file to a record: the one entry point of this room."""

from __future__ import annotations

from parsers.letter import read_letter
from parsers.page import read_page
from parsers.types import Listing, Parsed


def parse(
    data: bytes,
    *,
    url: str | None = None,
    content_type: str | None = None,
    listing: Listing | None = None,
) -> Parsed:
    """Read HTML, plain text, PDF or DOCX bytes.

    Never raises: what cannot be read is a Problem. The same bytes, address and listing
    give the same result on every machine.
    """
    return read_letter(read_page(data, url=url, content_type=content_type), listing)
