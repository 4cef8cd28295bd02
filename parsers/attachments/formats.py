"""Which reader reads which kind of file: one line a format."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from parsers.types import Block, FileKind, Problem

Result = tuple[tuple[Block, ...], tuple[Problem, ...]]

_READERS = {
    FileKind.DOCX: "docx",
    FileKind.DOC: "doc",
    FileKind.RTF: "rtf",
    FileKind.OFD: "ofd",
    FileKind.XLSX: "xlsx",
    FileKind.XLS: "xls",
}


def read_file(data: bytes, kind: FileKind, *, ocr: bool = False) -> Result | None:
    """Blocks and problems of a file that is no text; None for a kind without a reader. Never raises.

    A reader's libraries are loaded when its first file comes: most crawls meet HTML only.
    ``ocr`` reads pages that are pictures where the extra is installed.
    """
    if kind is FileKind.PDF:
        from parsers.attachments.pdf import read_pdf

        return read_pdf(data, ocr=ocr)
    name = _READERS.get(kind)
    if name is None:
        return None
    read: Callable[[bytes], Result] = getattr(import_module(f"parsers.attachments.{name}"), f"read_{name}")
    return read(data)
