"""A DOCX of a letter, the same bytes every time."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence


def write_docx(lines: Sequence[tuple[str, str]]) -> bytes:
    """A Word file of ``lines``: (text, 'left' | 'center' | 'right' | 'paragraph')."""
    from docx import Document
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    aligned = {"center": WD_ALIGN_PARAGRAPH.CENTER, "right": WD_ALIGN_PARAGRAPH.RIGHT}
    document = Document()
    for text, align in lines:
        paragraph = document.add_paragraph(text)
        if align in aligned:
            paragraph.alignment = aligned[align]
        if align == "paragraph":
            paragraph.paragraph_format.first_line_indent = Pt(32)
    raw = io.BytesIO()
    document.save(raw)
    return _without_times(raw.getvalue())


def _without_times(data: bytes) -> bytes:
    """Repack the archive with one fixed time for every member: a rewritten zip differs by its clock alone."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(packed, "w") as new:
        for name in sorted(old.namelist()):
            member = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            member.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(member, old.read(name))
    return packed.getvalue()
