"""The archive: what goes in comes out byte for byte, whatever happens to the file."""

from __future__ import annotations

import gzip
import io
import os
import shutil
import subprocess
import sys
import textwrap
from argparse import Namespace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker
from warcio.indexer import Indexer
from warcio.warcwriter import WARCWriter

from db.archive import Archive, ArchiveError, Exchange, Informed, Location, Request, Response
from db.content_coding import ContentError, decode_content
from db.warc_exchanges import iter_exchanges
from parsers.types import Problem
from tests.shared_folder import ROOT

URL = "http://www.yunjiang.gov.example/art/2024/6/1/art_1_2.html"
LETTER = "<html><body><p>云江市民政局关于市人大建议第018号的答复</p></body></html>".encode()
REQUEST = Request("GET", URL, (("User-Agent", "dafu/0.1"), ("Accept-Encoding", "gzip")))


class Ticking:
    """A clock that moves one minute at each look."""

    def __init__(self) -> None:
        self.now = datetime(2026, 6, 1, 2, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(minutes=1)
        return self.now


def new(root: Path, **options: object) -> Archive:
    return Archive(root, Ticking(), fsync="never", **options)  # type: ignore[arg-type]


def ok(body: bytes, *headers: tuple[str, str]) -> Response:
    return Response(200, (("Content-Type", "text/html"), *headers), body, "OK")


def everything(archive: Archive) -> tuple[list[Exchange], list[Problem]]:
    problems: list[Problem] = []
    found = [exchange for path in archive.files() for _, exchange in archive.iter_file(path, problems)]
    return found, problems


def check(archive: Archive) -> None:
    """warcio's own checker and indexer accept every file."""
    files = [str(path) for path in archive.files()]
    assert files
    assert Checker(Namespace(inputs=files, verbose=False)).process_all() == 0
    for file in files:
        out = io.StringIO()
        with Path(file).open("rb") as stream:
            Indexer("offset,warc-type,warc-target-uri,http:status", [], "-", verify_http=True).process_one(
                stream, out, file
            )
        assert '"warc-type": "warcinfo"' in out.getvalue().splitlines()[0]


def types(archive: Archive) -> list[str]:
    kinds = []
    for path in archive.files():
        with path.open("rb") as stream:
            kinds += [record.rec_type for record in ArchiveIterator(stream)]
    return kinds


# --- what goes in comes out ---------------------------------------------------


def test_an_exchange_comes_back_byte_for_byte(tmp_path: Path) -> None:
    packed = gzip.compress(LETTER, mtime=0)
    headers = (
        ("Server", "nginx"),
        ("content-TYPE", "text/html; charset=gb2312"),
        ("Content-Encoding", "gzip"),
        ("Set-Cookie", "a=1"),
        ("Set-Cookie", "b=2"),
        ("Content-Disposition", "attachment; filename=" + "答复.doc".encode("gbk").decode("latin-1")),
    )
    with new(tmp_path) as archive:
        place = archive.write_exchange(REQUEST, Response(200, headers, packed, "OK", ip="10.1.2.3"))
        check(archive)
        exchange = archive.read(place)
        assert exchange.response == Response(200, headers, packed, "OK", ip="10.1.2.3")
        assert exchange.payload == packed
        assert exchange.body == LETTER
        assert (exchange.url, exchange.at, exchange.kind) == (URL, "2026-06-01T02:01:00Z", "response")
        assert exchange.content_type == "text/html; charset=gb2312"
        [(where, again)] = archive.iter_file(archive.files()[0], [])
    assert where == place
    assert again.request is not None
    assert again.request.headers == (("Host", "www.yunjiang.gov.example"), *REQUEST.headers)


def test_a_form_that_was_posted_is_kept(tmp_path: Path) -> None:
    asked = Request("POST", URL, (("Host", "www.yunjiang.gov.example"),), b"col=1&page=2")
    with new(tmp_path) as archive:
        archive.write_exchange(asked, ok(LETTER))
        [exchange], problems = everything(archive)
        check(archive)
    assert exchange.request == asked
    assert problems == []


def test_a_file_starts_by_saying_who_made_it(tmp_path: Path) -> None:
    informed = Informed(contact="https://example.org/dafu", user_agent="dafu/0.1 (+https://example.org/dafu)")
    with new(tmp_path, informed=informed) as archive:
        archive.write_exchange(REQUEST, ok(LETTER))
        with archive.files()[0].open("rb") as stream:
            first = next(iter(ArchiveIterator(stream)))
            assert first.rec_headers.protocol == "WARC/1.1"
            text = first.raw_stream.read().decode()
    assert archive.files()[0].name == "20260601T020100Z-00001.warc.gz"
    for line in (
        "software: dafu/",
        "format: WARC File Format 1.1",
        "robots: classic",
        "operator: https://example.org/dafu",
        "http-header-user-agent: dafu/0.1",
    ):
        assert line in text


def test_the_caller_may_say_when_it_came(tmp_path: Path) -> None:
    at = datetime(2025, 1, 1, 8, 0, tzinfo=UTC) + timedelta(microseconds=999_999)
    with new(tmp_path) as archive:
        assert archive.read(archive.write_exchange(REQUEST, ok(LETTER), at=at)).at == "2025-01-01T08:00:00Z"


def test_a_joined_body_is_not_taken_apart_again(tmp_path: Path) -> None:
    """The network library joined the chunks but left the header: the body happens to look like a chunk."""
    body = b"5\r\nabcde\r\n0\r\n\r\n"
    with new(tmp_path) as archive:
        exchange = archive.read(archive.write_exchange(REQUEST, ok(body, ("Transfer-Encoding", "chunked"))))
        check(archive)
        with archive.files()[0].open("rb") as stream:
            bodies = [r.content_stream().read() for r in ArchiveIterator(stream) if r.rec_type == "response"]
    assert bodies == [body]
    assert exchange.body == body
    assert exchange.response is not None
    assert exchange.response.header("transfer-encoding") == "chunked"


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("http://a.example/答复 1.html", "http://a.example/%E7%AD%94%E5%A4%8D%201.html"),
        ("http://a.example/a\r\nWARC-Type: warcinfo", "http://a.example/a%0D%0AWARC-Type:%20warcinfo"),
        ("http://a.example/a%20b?x=1&y=[2]", "http://a.example/a%20b?x=1&y=[2]"),
    ],
)
def test_no_address_breaks_out_of_its_field(tmp_path: Path, url: str, kept: str) -> None:
    with new(tmp_path) as archive:
        place = archive.write_exchange(Request("GET", url), ok(LETTER))
        other = archive.write_resource(url, "text/html\r\nX: y", b"other")
        check(archive)
        assert archive.read(place).url == kept
        assert archive.read(other).content_type == "text/html X: y"


@given(
    body=st.binary(max_size=300),
    value=st.text(st.characters(max_codepoint=255, exclude_characters="\r\n"), max_size=30),
    status=st.integers(200, 599).filter(lambda status: status != 304),
)
def test_any_bytes_survive(
    tmp_path_factory: pytest.TempPathFactory, body: bytes, value: str, status: int
) -> None:
    with new(tmp_path_factory.mktemp("archive")) as archive:
        sent = Response(status, (("X-Value", value.strip()),), body, "Fine")
        exchange = archive.read(archive.write_exchange(REQUEST, sent))
    assert exchange.response is not None
    assert exchange.response.body == body
    assert exchange.response.status == status
    assert exchange.response.header("x-value") == value.strip()


def test_an_empty_body_is_a_response_of_its_own(tmp_path: Path) -> None:
    with new(tmp_path) as archive:
        places = [archive.write_exchange(REQUEST, Response(502, (), b"")) for _ in range(2)]
        check(archive)
        assert [archive.read(place).body for place in places] == [b"", b""]
        assert "revisit" not in types(archive)


# --- content coding -----------------------------------------------------------


@pytest.mark.parametrize(
    ("coding", "data", "want"),
    [
        (None, LETTER, LETTER),
        ("", LETTER, LETTER),
        ("identity", LETTER, LETTER),
        ("gzip", gzip.compress(LETTER, mtime=0), LETTER),
        ("x-gzip", gzip.compress(LETTER, mtime=0), LETTER),
        ("GZIP", gzip.compress(LETTER, mtime=0) + gzip.compress(b"tail", mtime=0), LETTER + b"tail"),
        ("gzip", gzip.compress(LETTER, mtime=0) + b"\0\0padding", LETTER),
        ("gzip", gzip.compress(b"", mtime=0), b""),
        ("gzip", LETTER, LETTER),
        ("gzip", b"\x1f\x8bnot really", b"\x1f\x8bnot really"),
        ("gzip, gzip", gzip.compress(gzip.compress(LETTER, mtime=0), mtime=0), LETTER),
        ("deflate", __import__("zlib").compress(LETTER), LETTER),
        ("deflate", __import__("zlib").compress(LETTER)[2:-4], LETTER),
        ("deflate", b"", b""),
    ],
)
def test_content_codings(coding: str | None, data: bytes, want: bytes) -> None:
    assert decode_content(data, coding) == want


def test_a_gzip_body_cut_in_half_gives_its_half() -> None:
    text = os.urandom(40_000).hex().encode()
    packed = gzip.compress(text, mtime=0)
    half = decode_content(packed[: len(packed) // 2], "gzip")
    assert 10_000 < len(half) < len(text)
    assert text.startswith(half)


def test_a_bomb_stops_at_the_limit() -> None:
    with pytest.raises(ContentError, match="beyond 1000000 bytes"):
        decode_content(gzip.compress(bytes(50_000_000)), "gzip", limit=1_000_000)


def test_an_unknown_coding_is_named() -> None:
    with pytest.raises(ContentError, match="'br'"):
        decode_content(b"...", "br")


# --- revisits -----------------------------------------------------------------


def test_identical_bytes_are_stored_once(tmp_path: Path) -> None:
    body = os.urandom(50_000)
    with new(tmp_path) as archive:
        first = archive.write_exchange(REQUEST, ok(body, ("ETag", "1")))
        size = archive.files()[0].stat().st_size
        second = archive.write_exchange(Request("GET", URL + "?again"), ok(body, ("ETag", "2")))
        assert archive.files()[0].stat().st_size < size + 2000
        exchange = archive.read(second)
        check(archive)
        with archive.files()[0].open("rb") as stream:
            fields = [r.rec_headers for r in ArchiveIterator(stream) if r.rec_type == "revisit"]
    assert exchange.body == body
    assert exchange.refers_to == first
    assert exchange.url == URL + "?again"
    assert exchange.response is not None
    assert exchange.response.header("etag") == "2"
    [revisit] = fields
    assert revisit["WARC-Refers-To-Target-URI"] == URL
    assert revisit["WARC-Refers-To-Date"] == "2026-06-01T02:01:00Z"
    assert revisit["WARC-Profile"].endswith("/1.1/revisit/identical-payload-digest")


def test_not_modified_refers_to_the_body_asked_about(tmp_path: Path) -> None:
    with new(tmp_path) as archive:
        first = archive.write_exchange(REQUEST, ok(LETTER, ("ETag", "1")))
        again = archive.write_exchange(REQUEST, ok(LETTER, ("ETag", "1")))
        place = archive.write_exchange(REQUEST, Response(304, (("ETag", "1"),)), not_modified=again)
        alone = archive.write_exchange(REQUEST, Response(304, (("ETag", "1"),)))
        check(archive)
        exchange = archive.read(place)
        assert exchange.status == 304
        assert exchange.response is not None
        assert exchange.response.body == b""
        assert exchange.body == LETTER
        assert exchange.content_type == "text/html"
        assert exchange.refers_to == first
        assert archive.read(alone).body == b""
        with archive.files()[0].open("rb") as stream:
            profiles = [r.rec_headers["WARC-Profile"] for r in ArchiveIterator(stream)]
    assert sum(str(p).endswith("server-not-modified") for p in profiles) == 1


def test_bytes_kept_by_an_earlier_run_are_known(tmp_path: Path) -> None:
    with new(tmp_path) as archive:
        first = archive.write_exchange(REQUEST, ok(LETTER))
    with new(tmp_path) as archive:
        assert archive.read(archive.write_exchange(REQUEST, ok(LETTER))).refers_to == first
        assert len(archive.files()) == 2


@pytest.mark.parametrize("state", ["gone", "damaged"])
def test_the_index_is_only_a_cache(tmp_path: Path, state: str) -> None:
    with new(tmp_path) as archive:
        first = archive.write_exchange(REQUEST, ok(LETTER))
    for path in tmp_path.glob("payloads.sqlite*"):
        path.write_bytes(b"no database at all, not even nearly" * 40) if state == "damaged" else path.unlink()
    with new(tmp_path) as archive:
        assert archive.read(archive.write_exchange(REQUEST, ok(LETTER))).refers_to == first


def test_a_revisit_never_refers_to_bytes_that_are_gone(tmp_path: Path) -> None:
    with new(tmp_path) as archive:
        first = archive.write_exchange(REQUEST, ok(LETTER))
    (tmp_path / first.file).unlink()
    with new(tmp_path) as archive:
        place = archive.write_exchange(REQUEST, ok(LETTER))
        assert archive.read(place).refers_to is None
        assert archive.read(place).body == LETTER
        assert archive.read(archive.write_exchange(REQUEST, ok(LETTER))).refers_to == place


def test_a_revisit_whose_original_is_lost_says_so(tmp_path: Path) -> None:
    with new(tmp_path) as archive:
        first = archive.write_exchange(REQUEST, ok(LETTER))
    with new(tmp_path) as archive:
        place = archive.write_exchange(REQUEST, ok(LETTER))
        (tmp_path / first.file).unlink()
        with pytest.raises(ArchiveError, match="missing"):
            archive.read(place)
        found, problems = everything(archive)
    assert found == []
    assert [problem.code for problem in problems] == ["archive_record"]


def test_imported_files(tmp_path: Path) -> None:
    with new(tmp_path) as archive:
        first = archive.write_resource("urn:sha256:00", "text/plain", LETTER)
        same = archive.write_resource("urn:sha256:01", "text/plain", LETTER)
        other = archive.write_resource("urn:sha256:02", "text/html", LETTER)
        check(archive)
        kinds = [archive.read(place) for place in (first, same, other)]
        assert [exchange.body for exchange in kinds] == [LETTER] * 3
        assert [exchange.content_type for exchange in kinds] == ["text/plain", "text/plain", "text/html"]
        assert [exchange.kind for exchange in kinds] == ["resource"] * 3
        assert [exchange.refers_to for exchange in kinds] == [None, first, None]
        assert [exchange.url for exchange in everything(archive)[0]] == [
            "urn:sha256:00",
            "urn:sha256:01",
            "urn:sha256:02",
        ]


# --- files --------------------------------------------------------------------


def test_files_are_rotated_by_size(tmp_path: Path) -> None:
    with new(tmp_path, max_bytes=30_000) as archive:
        bodies = [os.urandom(9_000) for _ in range(10)] + [os.urandom(100_000)]
        places = [archive.write_exchange(REQUEST, ok(body)) for body in bodies]
        again = archive.write_exchange(REQUEST, ok(bodies[0]))
        check(archive)
        assert [archive.read(place).body for place in places] == bodies
        assert archive.read(again).refers_to == places[0]
        names = [path.name for path in archive.files()]
    assert [name[-13:-8] for name in names] == [f"{n:05d}" for n in range(1, len(names) + 1)]
    assert len(names) == 7  # two small ones in each, the large one alone, the revisit after it
    assert sum(path.stat().st_size > 30_000 for path in tmp_path.glob("*.warc.gz")) == 1


def test_nothing_is_made_before_the_first_write(tmp_path: Path) -> None:
    root = tmp_path / "archive"
    with new(root) as archive:
        assert archive.files() == []
    assert not root.exists()


def test_two_processes_write_two_files(tmp_path: Path) -> None:
    with new(tmp_path) as one, new(tmp_path) as two:
        a = one.write_exchange(REQUEST, ok(b"one"))
        b = two.write_exchange(REQUEST, ok(b"two"))
        c = one.write_exchange(REQUEST, ok(b"three"))
        assert a.file == c.file != b.file
        assert [two.read(place).body for place in (a, b, c)] == [b"one", b"two", b"three"]
        check(one)


def test_a_place_outside_the_archive_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret.warc.gz").write_bytes(b"")
    with pytest.raises(ArchiveError, match="not the name of a file"):
        new(tmp_path / "archive").read(Location("../secret.warc.gz", 0))


def test_a_place_where_nothing_is_says_so(tmp_path: Path) -> None:
    with new(tmp_path) as archive:
        place = archive.write_exchange(REQUEST, ok(LETTER))
        for offset, words in ((place.offset + 1, "no whole record"), (10**9, "ends before byte")):
            with pytest.raises(ArchiveError, match=words):
                archive.read(Location(place.file, offset))
        with pytest.raises(ArchiveError, match="is missing"):
            archive.read(Location("20200101T000000Z-00001.warc.gz", 0))


# --- damage -------------------------------------------------------------------


def test_a_file_cut_at_any_byte_of_its_last_records_keeps_all_whole_ones(tmp_path: Path) -> None:
    with new(tmp_path / "whole") as archive:
        first = archive.write_exchange(REQUEST, ok(LETTER))
        last = archive.write_exchange(REQUEST, ok(b"the last one"))
    data = (tmp_path / "whole" / last.file).read_bytes()
    request_at = data.rfind(b"\x1f\x8b\x08")
    assert first.offset < last.offset < request_at
    root = tmp_path / "cut"
    root.mkdir()
    for size in range(last.offset, len(data) + 1):
        (root / last.file).write_bytes(data[:size])
        found, problems = everything(new(root))
        bodies = [exchange.body for exchange in found]
        assert bodies == ([LETTER, b"the last one"] if size >= request_at else [LETTER]), size
        assert (found[-1].request is not None) == (size < request_at or size == len(data)), size
        whole = size in (last.offset, request_at, len(data))
        assert [p.code for p in problems] == ([] if whole else ["archive_truncated"]), size
        if not whole:
            assert f"to {size}:" in problems[0].message
            assert last.file in problems[0].message


def test_a_cut_file_is_never_appended_to(tmp_path: Path) -> None:
    with new(tmp_path) as archive:
        first = archive.write_exchange(REQUEST, ok(LETTER))
        lost = archive.write_exchange(REQUEST, ok(b"lost"))
    path = tmp_path / lost.file
    path.write_bytes(path.read_bytes()[: lost.offset + 30])
    size = path.stat().st_size
    with new(tmp_path) as archive:
        second = archive.write_exchange(REQUEST, ok(b"lost"))
        again = archive.write_exchange(REQUEST, ok(LETTER))
        assert second.file != path.name
        assert archive.read(second).refers_to is None
        assert archive.read(again).refers_to == first
        found, problems = everything(archive)
    assert path.stat().st_size == size
    assert [exchange.body for exchange in found] == [LETTER, b"lost", LETTER]
    assert [problem.code for problem in problems] == ["archive_truncated"]


@pytest.mark.parametrize("where", [0, 12, 60, 200])
def test_damage_in_the_middle_costs_one_record(tmp_path: Path, where: int) -> None:
    bodies = [os.urandom(500) for _ in range(5)]
    with new(tmp_path) as archive:
        places = [archive.write_exchange(REQUEST, ok(body)) for body in bodies]
    path = tmp_path / places[2].file
    data = bytearray(path.read_bytes())
    data[places[2].offset + where] ^= 0xFF
    path.write_bytes(data)
    archive = new(tmp_path)
    found, problems = everything(archive)
    assert [exchange.body for exchange in found] == bodies[:2] + bodies[3:]
    assert [problem.code for problem in problems] == ["archive_damaged"]
    with pytest.raises(ArchiveError, match="no whole record"):
        archive.read(places[2])
    assert archive.read(places[3]).body == bodies[3]


@given(st.binary(max_size=400), st.booleans())
def test_no_file_is_too_strange_to_read(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, zipped: bool
) -> None:
    path = tmp_path_factory.mktemp("strange") / "x.warc.gz"
    data = b"WARC/1.1\r\n" + data
    path.write_bytes(gzip.compress(data, mtime=0) if zipped else data)
    problems: list[Problem] = []
    assert list(iter_exchanges(path, problems)) == []
    assert all(problem.message for problem in problems)


# --- disks --------------------------------------------------------------------


def in_a_process(code: str, *arguments: object) -> str:
    """What a Python process prints that runs the code with the arguments in sys.argv."""
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code), *map(str, arguments)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_full_disk_leaves_whole_records_and_a_clear_word(tmp_path: Path) -> None:
    """A limit on the file's size fails a write half-way, as a full disk does."""
    out = in_a_process(
        """
        import os, resource, sys
        from pathlib import Path
        from db.archive import Archive, ArchiveError, Request, Response
        root = Path(sys.argv[1])
        archive = Archive(root)
        bodies, kept = [os.urandom(3000) for _ in range(9)], []
        def write(body):
            return archive.write_exchange(Request("GET", "http://a.example/"), Response(200, (), body))
        kept.append((write(bodies[0]), bodies[0]))
        resource.setrlimit(resource.RLIMIT_FSIZE, (12_000, resource.RLIM_INFINITY))
        failed = 0
        for body in bodies[1:6]:
            try:
                kept.append((write(body), body))
            except ArchiveError as error:
                failed += 1
                assert str(archive.files()[0]) in str(error) and "run again" in str(error), error
        assert failed >= 2, failed
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        kept += [(write(body), body) for body in bodies[6:]]
        assert all(archive.read(place).body == body for place, body in kept)
        problems = []
        found = [e.body for p in archive.files() for _, e in archive.iter_file(p, problems)]
        assert found == [body for _, body in kept] and problems == [], problems
        print(len(found))
        """,
        tmp_path,
    )
    assert int(out) >= 5
    check(new(tmp_path))


def test_no_file_stays_where_not_even_its_head_fits(tmp_path: Path) -> None:
    out = in_a_process(
        """
        import resource, sys
        from pathlib import Path
        from db.archive import Archive, ArchiveError
        resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))
        try:
            Archive(Path(sys.argv[1])).write_resource("urn:sha256:00", "text/plain", b"x")
        except ArchiveError as error:
            print(error)
        """,
        tmp_path,
    )
    assert "cannot be written" in out
    assert list(tmp_path.iterdir()) == []


READ_ONLY = """
    import os, sys
    from pathlib import Path
    from db.archive import Archive, ArchiveError, Location
    os.chdir(sys.argv[1])
    if os.geteuid() == 0:
        os.setgid(65534); os.setuid(65534)     # root may write anywhere
    archive = Archive(Path("archive"))
    try:
        archive.write_resource("urn:sha256:00", "text/plain", b"x")
    except ArchiveError as error:
        print(error)
    for path in archive.files():
        for place, exchange in archive.iter_file(path, []):
            print(archive.read(place).body.decode())
"""


def test_a_read_only_archive_is_read_and_refuses_writes_clearly(tmp_path: Path) -> None:
    root = tmp_path / "archive"
    with new(root) as archive:
        archive.write_resource("urn:sha256:01", "text/plain", b"kept")
        archive.write_resource("urn:sha256:02", "text/plain", b"kept")
    tmp_path.chmod(0o755)
    root.chmod(0o555)
    try:
        lines = in_a_process(READ_ONLY, tmp_path).splitlines()
    finally:
        root.chmod(0o755)
    assert lines[0].startswith("archive: the archive cannot be written: Permission denied; make it writable")
    assert lines[1:] == ["kept", "kept"]


def test_a_file_where_the_folder_should_be(tmp_path: Path) -> None:
    (tmp_path / "archive").write_text("a file")
    with pytest.raises(ArchiveError, match="archive: the archive cannot be written"):
        new(tmp_path / "archive").write_resource("urn:sha256:00", "text/plain", b"x")


def test_killed_while_writing_the_archive_stays_whole(tmp_path: Path) -> None:
    """SIGKILL at an arbitrary moment: every place that was printed is readable afterwards."""
    code = """
        import os, sys
        from pathlib import Path
        from db.archive import Archive, Request, Response
        archive = Archive(Path(sys.argv[1]))
        for n in range(100_000):
            place = archive.write_exchange(Request("GET", "http://a.example/"), Response(200, (), b"%d" % n))
            print(place.file, place.offset, n, flush=True)
    """
    process = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(code), str(tmp_path)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert process.stdout is not None
    lines = [process.stdout.readline() for _ in range(50)]
    process.kill()
    lines += process.stdout.read().splitlines()
    process.wait()
    process.stdout.close()
    archive = Archive(tmp_path)
    for line in (line for line in lines if len(line.split()) == 3):
        file, offset, number = line.split()
        assert archive.read(Location(file, int(offset))).body == number.encode()
    archive.write_exchange(REQUEST, ok(LETTER))
    found, _ = everything(archive)
    assert found[-1].body == LETTER


# --- files of other programs --------------------------------------------------


def foreign(path: Path, *, zipped: bool, request_first: bool = False, version: str = "1.0") -> None:
    """A WARC as other crawlers write it: chunked, compressed bodies, DNS records, revisits by digest only."""
    with path.open("wb") as out:
        writer = WARCWriter(out, gzip=zipped, warc_version=version)
        writer.write_record(writer.create_warcinfo_record("x", {"software": "other"}))
        writer.write_record(
            writer.create_warc_record(
                "dns:a.example", "response", io.BytesIO(b"20260601\na.example"), warc_content_type="text/dns"
            )
        )
        packed = gzip.compress(LETTER, mtime=0)
        chunked = b"%x\r\n%s\r\n0\r\n\r\n" % (len(packed), packed)
        block = (
            b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n"
            b"Transfer-Encoding: chunked\r\nX-Folded: a\r\n  b\r\n\r\n" + chunked
        )
        answer = writer.create_warc_record(URL, "response", io.BytesIO(block), len(block))
        asked = writer.create_warc_record(URL, "request", io.BytesIO(b"GET /art HTTP/1.1\r\nHost: a\r\n\r\n"))
        answer_id = answer.rec_headers["WARC-Record-ID"]
        if request_first:
            answer.rec_headers.add_header("WARC-Concurrent-To", asked.rec_headers["WARC-Record-ID"])
            writer.write_record(asked)
            writer.write_record(answer)
        else:
            asked.rec_headers.add_header("WARC-Concurrent-To", answer_id)
            writer.write_record(answer)
            writer.write_record(asked)
        writer.write_record(
            writer.create_revisit_record(
                URL + "?2",
                answer.rec_headers["WARC-Payload-Digest"],
                URL,
                answer.rec_headers["WARC-Date"],
                http_headers=answer.http_headers,
            )
        )


@pytest.mark.parametrize("zipped", [True, False])
@pytest.mark.parametrize("request_first", [True, False])
@pytest.mark.parametrize("version", ["1.0", "1.1"])
def test_files_of_other_programs(tmp_path: Path, zipped: bool, request_first: bool, version: str) -> None:
    path = tmp_path / "other.warc"
    foreign(path, zipped=zipped, request_first=request_first, version=version)
    problems: list[Problem] = []
    first, second = iter_exchanges(path, problems)
    assert problems == []
    assert first.body == second.body == LETTER
    assert [first.url, second.url] == [URL, URL + "?2"]
    assert first.request is not None
    assert first.request.headers == (("Host", "a"),)
    assert first.response is not None
    assert (first.response.header("x-folded") or "").split() == ["a", "b"]
    assert second.refers_to == first.location


@pytest.mark.parametrize("cut", [1, 5, 30, 400, 900])
def test_a_plain_file_cut_short(tmp_path: Path, cut: int) -> None:
    path = tmp_path / "other.warc"
    foreign(path, zipped=False)
    path.write_bytes(path.read_bytes()[: -cut - 4])
    problems: list[Problem] = []
    found = list(iter_exchanges(path, problems))
    assert len(found) == 1
    assert [problem.code for problem in problems] == ["archive_truncated"]


def test_a_file_compressed_as_a_whole_says_what_to_do(tmp_path: Path) -> None:
    foreign(tmp_path / "plain.warc", zipped=False)
    path = tmp_path / "whole.warc.gz"
    path.write_bytes(gzip.compress((tmp_path / "plain.warc").read_bytes()))
    problems: list[Problem] = []
    assert list(iter_exchanges(path, problems)) == []
    assert "warcio recompress" in problems[0].message


def test_what_is_no_warc_says_so(tmp_path: Path) -> None:
    path = tmp_path / "x.warc"
    path.write_bytes(LETTER)
    problems: list[Problem] = []
    assert list(iter_exchanges(path, problems)) == []
    assert "no WARC record begins here" in problems[0].message


def test_another_tool_replays_the_page(tmp_path: Path) -> None:
    """`warcio extract --payload` gives the page back."""
    with new(tmp_path) as archive:
        place = archive.write_exchange(
            REQUEST, ok(gzip.compress(LETTER, mtime=0), ("Content-Encoding", "gzip"))
        )
    warcio = shutil.which("warcio", path=str(Path(sys.executable).parent))
    assert warcio
    command = [warcio, "extract", "--payload", str(tmp_path / place.file), str(place.offset)]
    assert subprocess.run(command, capture_output=True, check=True).stdout == LETTER
