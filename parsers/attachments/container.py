"""ZIP files that hold a document (DOCX, XLSX, OFD): checked before any part of them is unpacked."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Sequence

from parsers.types import Problem

MAX_BYTES = 64 * 1024 * 1024
MAX_UNPACKED = 256 * 1024 * 1024
MAX_PART = 64 * 1024 * 1024
MAX_PART_RATIO = 400
"""Office XML packs at 1:5 to 1:60; a part beyond this ratio is a bomb (checked only above 10 MB unpacked)."""
MAX_PARTS = 5000

BROKEN = (zipfile.BadZipFile, zlib.error, ValueError, OSError, EOFError, RuntimeError, NotImplementedError)
"""All that zipfile raises on damaged, encrypted or odd archives; KeyError is a part that is not there."""


def container_problem(data: bytes, name: str, *, most_xml: int = MAX_PART) -> Problem | None:
    """What is wrong with the archive, None where it may be opened. ``name`` is for people: ``Word file``.

    ``most_xml``: bytes of all its XML together that the format's reader can be given.
    """
    if not data.strip():
        return Problem("empty_file", f"the {name} is empty: fetch it again")
    if len(data) > MAX_BYTES:
        return Problem(
            "too_large", f"the {name} has {len(data)} bytes, more than {MAX_BYTES}: read it by hand"
        )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
    except BROKEN:
        return Problem(
            "corrupt_file", f"the {name} is not whole (its ZIP directory is damaged): fetch it again"
        )
    if any(part.flag_bits & 1 for part in parts):
        return Problem("encrypted_file", f"the {name} is protected by a password: ask for an open copy")
    unpacked = sum(part.file_size for part in parts)
    bomb = any(
        part.file_size > 10_000_000 and part.file_size > MAX_PART_RATIO * max(1, part.compress_size)
        for part in parts
    )
    xml = sum(part.file_size for part in parts if part.filename.lower().endswith(".xml"))
    if bomb or xml > most_xml or unpacked > MAX_UNPACKED or len(parts) > MAX_PARTS:
        return Problem(
            "too_large", f"the {name} would unpack to {unpacked} bytes in {len(parts)} parts: not opened"
        )
    return None


def corrupt_pages(pages: Sequence[tuple[int, str]], name: str) -> list[Problem]:
    """One problem for all the pages that cannot be read, (number, why) each; none where there are none."""
    if not pages:
        return []
    shown = ", ".join(str(number) for number, _ in pages[:10])
    more = f" and {len(pages) - 10} more" if len(pages) > 10 else ""
    why = f" ({pages[0][1]})" if pages[0][1] else ""
    return [Problem("corrupt_page", f"page {shown}{more} of the {name} cannot be read{why}")]


def read_part(archive: zipfile.ZipFile, name: str) -> bytes | None:
    """One part, or None where it is not there or damaged. The directory may lie: never more than MAX_PART."""
    try:
        with archive.open(name) as stream:
            data = stream.read(MAX_PART + 1)
    except (KeyError, *BROKEN):
        return None
    return data if len(data) <= MAX_PART else None
