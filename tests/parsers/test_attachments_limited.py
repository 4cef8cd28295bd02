"""A PDF made to keep its reader busy ends the reading process, not the one that asked."""

from __future__ import annotations

from parsers.attachments.limited import PdfReader
from tests.parsers.test_attachments import FIRST, make_pdf


def shows_itself(times: int) -> bytes:
    """A page whose form shows itself ``times`` times: with two, PDFium's work doubles at every level."""
    form = b" ".join([b"/F Do"] * times)
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R"
        b" /Resources << /XObject << /F 4 0 R >> >> >>",
        b"<< /Type /XObject /Subtype /Form /BBox [0 0 600 800] /Resources << /XObject << /F 4 0 R >> >>"
        b" /Length %d >>\nstream\n%s\nendstream" % (len(form), form),
    ]
    out, places = bytearray(b"%PDF-1.7\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start)
    return bytes(out)


def test_a_form_that_shows_itself_is_a_problem_and_the_next_file_is_read() -> None:
    reader = PdfReader(seconds=1)
    blocks, problems = reader.read(shows_itself(1000))
    assert blocks == ()
    assert [problem.code for problem in problems] == ["too_slow"]
    blocks, problems = reader.read(make_pdf(FIRST))
    assert blocks
    assert problems == ()
    assert reader.stop() == 0


def test_what_comes_back_is_what_reading_here_gives() -> None:
    from parsers.attachments.pdf import read_here

    reader = PdfReader()
    for data in (make_pdf(FIRST), b"%PDF-1.7 broken", b""):
        assert reader.read(data) == read_here(data)
    reader.stop()
