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
    ocr: bool = False,
) -> Parsed:
    """Read the bytes of an HTML page, a text, a letter (PDF, DOCX, DOC, WPS, RTF, OFD) or a list (XLSX, XLS).

    ``ocr`` reads the scanned pages of a PDF too, where dafu[ocr] is installed. Never raises: what
    cannot be read is a Problem. The same bytes, address and listing give the same result on every
    machine.
    """
    return read_letter(read_page(data, url=url, content_type=content_type, ocr=ocr), listing)
