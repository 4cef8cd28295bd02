"""What a file is, decided on its bytes and never on its name."""

from __future__ import annotations

import re

from parsers.types import FileKind

# Beginnings of files that are no text: (bytes, what a person calls it).
_BINARY: tuple[tuple[bytes, str], ...] = (
    (b"Rar!\x1a\x07", "RAR archive"),
    (b"7z\xbc\xaf\x27\x1c", "7-Zip archive"),
    (b"\x1f\x8b", "gzip file"),
    (b"\x89PNG\r\n\x1a\n", "PNG picture"),
    (b"\xff\xd8\xff", "JPEG picture"),
    (b"GIF8", "GIF picture"),
    (b"BM", "BMP picture"),
    (b"II*\0", "TIFF picture"),
    (b"MM\0*", "TIFF picture"),
    (b"RIFF", "RIFF media file"),
    (b"\0\0\0\x18ftyp", "film"),
    (b"\0\0\0 ftyp", "film"),
)
_TAGS = re.compile(
    r"<(?:!doctype\s+html|html|head|body|meta|title|base|link|script|style|div|table|tr|td|p|br|h[1-6]|span|font|a|ul|ol|li"
    r"|section|article|center|form|iframe|img|b|strong|ucapcontent)(?=[\s/>])",
    re.IGNORECASE,
)
# Anything a reader's eye skips may come before the first tag: licence comments, script output.
_TAG_WINDOW = 20_000
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def binary_kind(data: bytes) -> tuple[FileKind, str] | None:
    """The kind of a file that is no text, with its name for people; None for text of any sort."""
    head = data[:1024]
    if b"%PDF-" in head:
        return FileKind.PDF, "PDF"
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip_kind(data)
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _ole_kind(data)
    if head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"{\\rtf"):
        return FileKind.RTF, "RTF document"
    for mark, name in _BINARY:
        if head.startswith(mark) and (mark != b"BM" or b"\0" in head[:32]):
            return FileKind.UNKNOWN, name
    return None


def _zip_kind(data: bytes) -> tuple[FileKind, str]:
    """Office files are zips: the names of their parts stand uncompressed in the file."""
    if b"word/document.xml" in data or b"word/_rels" in data:
        return FileKind.DOCX, "Word document"
    if b"OFD.xml" in data:
        return FileKind.OFD, "OFD document"
    if b"xl/workbook.xml" in data:
        return FileKind.XLSX, "Excel workbook"
    return FileKind.UNKNOWN, "ZIP archive"


def _ole_kind(data: bytes) -> tuple[FileKind, str]:
    """Old Office files are all of one container: the names of its root's streams tell them apart."""
    from parsers.attachments.ole2 import open_compound

    compound = open_compound(data)
    if compound is None:  # damaged: the names may still be there
        word, sheet = (name.encode("utf-16-le") in data for name in ("WordDocument", "Workbook"))
    else:
        word = compound.first(("WordDocument", "EncryptedPackage")) is not None
        sheet = compound.first(("Workbook", "Book")) is not None
    if word or not (sheet or compound):
        return FileKind.DOC, "old Word or WPS document"
    if sheet:
        return FileKind.XLS, "old Excel or WPS workbook"
    return FileKind.UNKNOWN, "file of an old Office program"


def text_kind(text: str) -> tuple[FileKind, str]:
    """HTML, plain text, or data for programs (JSON, XML), from decoded text."""
    head = text[:_TAG_WINDOW].lstrip(" \t\r\n\ufeff")
    if head[:1] in "{[" and re.match(r"[\[{]\s{0,200}(?:[\"{\[\]}]|-?\d+\s{0,20},)", head):
        return FileKind.UNKNOWN, "JSON data"
    if re.match(r"(?:<\?xml[^>]{0,200}\?>\s{0,200})?<(?:datastore|rss|feed|urlset|sitemapindex)\b", head):
        return FileKind.UNKNOWN, "XML data"
    if _TAGS.search(head):
        return FileKind.HTML, "HTML page"
    sample = head[:4096]
    if sample and len(_CONTROLS.findall(sample)) > max(8, len(sample) // 20):
        return FileKind.UNKNOWN, "binary file"
    return FileKind.TEXT, "plain text"
