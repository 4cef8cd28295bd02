"""A small PDF writer for Chinese letters: one font that every reader brings along, and a map back to Unicode.

The font is not embedded: ISO 32000-1, 9.7.5.2 lists UniGB-UCS2-H among the predefined CMaps, with it a
string is plain UTF-16BE. The ToUnicode CMap (9.10.3) makes the text extractable where the reader has no
Adobe-GB1 tables. Nothing in the file depends on the clock, so the same letter gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Sequence

WIDTH, HEIGHT = 595, 842  # A4 in points
MARGIN, SIZE, LEADING = 72, 14, 24
PER_LINE = (WIDTH - 2 * MARGIN) // SIZE
LINES_PER_PAGE = (HEIGHT - 2 * MARGIN) // LEADING
INDENT = "　　"
CLOSING = "，。、；：！？）》〕”’%"

TO_UNICODE = b"""/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <FFFF>
endcodespacerange
1 beginbfrange
<0000> <FFFF> <0000>
endbfrange
endcmap
CMapName currentdict /CMap defineresource pop
end
end
"""


def write_pdf(lines: Sequence[tuple[str, str]]) -> bytes:
    """A PDF of ``lines``: (text, 'left' | 'center' | 'right' | 'paragraph').

    Raises ValueError for a character outside the Basic Multilingual Plane: UCS-2 has none.
    """
    rows = [row for text, align in lines for row in _rows(text, align)]
    pages = [rows[i : i + LINES_PER_PAGE] for i in range(0, len(rows), LINES_PER_PAGE)] or [[]]
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%s] /Count %d >>"
        % (b" ".join(b"%d 0 R" % (7 + 2 * i) for i in range(len(pages))), len(pages)),
        b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light-UniGB-UCS2-H /Encoding /UniGB-UCS2-H"
        b" /DescendantFonts [4 0 R] /ToUnicode 6 0 R >>",
        b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /DW 1000 /FontDescriptor 5 0 R"
        b" /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> >>",
        b"<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880]"
        b" /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>",
        _stream(TO_UNICODE),
    ]
    for i, page in enumerate(pages):
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] /Contents %d 0 R"
            b" /Resources << /Font << /F1 3 0 R >> >> >>" % (WIDTH, HEIGHT, 8 + 2 * i)
        )
        objects.append(_stream(_content(page)))
    return _file(objects)


def _rows(text: str, align: str) -> list[tuple[str, float]]:
    """The text cut into printed rows with their left edge in points."""
    if align == "paragraph":
        text = INDENT + text
    cut: list[str] = []
    while text:
        # 避头尾: a sign that closes may not begin a row, it hangs at the end of the row before
        end = PER_LINE
        while text[end : end + 1] and text[end] in CLOSING:
            end += 1
        cut.append(text[:end])
        text = text[end:]
    rows = []
    for row in cut or [""]:
        room = WIDTH - 2 * MARGIN - len(row) * SIZE
        left = {"center": room / 2, "right": room}.get(align, 0)
        rows.append((row, MARGIN + max(left, 0)))
    return rows


def _content(page: Sequence[tuple[str, float]]) -> bytes:
    parts = [b"BT /F1 %d Tf" % SIZE]
    for i, (row, left) in enumerate(page):
        parts.append(b"1 0 0 1 %.1f %d Tm <%s> Tj" % (left, HEIGHT - MARGIN - i * LEADING, _ucs2(row)))
    return b"\n".join([*parts, b"ET"])


def _ucs2(text: str) -> bytes:
    odd = next((c for c in text if ord(c) > 0xFFFF), None)
    if odd is not None:
        raise ValueError(f"{odd!r} cannot be written with UniGB-UCS2-H: use characters below U+10000")
    return text.encode("utf-16-be").hex().upper().encode("ascii")


def _stream(data: bytes) -> bytes:
    return b"<< /Length %d >>\nstream\n%s\nendstream" % (len(data), data)


def _file(objects: Sequence[bytes]) -> bytes:
    out = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)
