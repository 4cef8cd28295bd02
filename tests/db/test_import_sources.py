"""What an import is given: every source comes out once, in order, and nothing stops the rest."""

from __future__ import annotations

import gzip
import io
import json
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from db.archive import Archive, Request, Response
from db.import_sources import Item, Refused, Skipped, Source, iter_sources
from parsers.types import Listing

LETTER = "临澜区教育局关于区政协提案第007号的答复\n张三委员：\n您提出的提案收悉。".encode()


def read(*paths: Path) -> list[Source]:
    return list(iter_sources(paths))


def items(*paths: Path) -> list[Item]:
    found = read(*paths)
    assert all(isinstance(source, Item) for source in found), found
    return [source for source in found if isinstance(source, Item)]


def jsonl(path: Path, *objects: object) -> Path:
    path.write_text("".join(json.dumps(o, ensure_ascii=False) + "\n" for o in objects), "utf-8")
    return path


def test_a_file_is_its_bytes(tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_bytes(LETTER)
    assert items(path) == [Item(str(path), None, LETTER, "text/plain")]


@pytest.mark.parametrize(
    ("name", "content_type"),
    [("a.HTML", "text/html"), ("a.pdf", "application/pdf"), ("a", "application/octet-stream")],
)
def test_a_file_named_is_taken_whatever_its_ending(tmp_path: Path, name: str, content_type: str) -> None:
    path = tmp_path / name
    path.write_bytes(LETTER)
    assert [item.content_type for item in items(path)] == [content_type]


def test_folders_are_walked_in_order(tmp_path: Path) -> None:
    for name in (
        "b/2.html",
        "b/1.txt",
        "a/deep/3.pdf",
        "a/photo.jpg",
        "a/.hidden.txt",
        ".git/4.txt",
        "a/~$5.docx",
    ):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(LETTER)
    os.mkfifo(tmp_path / "a" / "pipe.txt")
    (tmp_path / "b" / "again").symlink_to(tmp_path)
    (tmp_path / "b" / "gone.txt").symlink_to(tmp_path / "nowhere")
    found = read(tmp_path)
    names = [Path(s.name).relative_to(tmp_path).as_posix() for s in found]
    assert names == ["a/photo.jpg", "a/deep/3.pdf", "b/1.txt", "b/2.html"]
    assert isinstance(found[0], Skipped)


def test_any_file_name_becomes_text_that_can_be_kept_and_shown(tmp_path: Path) -> None:
    """Names from a GBK system are no UTF-8; a name may hold what steers a terminal."""
    for name in ("答复".encode("gbk") + b".txt", b"\x1b[31mred\n.txt", "答复　一.txt".encode()):
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name)).write_bytes(LETTER)
    names = [item.name.removeprefix(f"{tmp_path}/") for item in items(tmp_path)]
    assert names == [r"\x1b[31mred\n.txt", "答复　一.txt", r"\udcb4\udcf0\udcb8\udcb4.txt"]
    [missing] = read(Path("\udcb4.pdf"))
    assert missing.name == r"\udcb4.pdf"


def test_a_missing_file_does_not_stop_the_rest(tmp_path: Path) -> None:
    good = tmp_path / "letter.txt"
    good.write_bytes(LETTER)
    missing, found = read(tmp_path / "missing.txt", good)
    assert isinstance(missing, Refused)
    assert "No such file" in missing.problem.message
    assert isinstance(found, Item)


def test_a_json_file_says_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "letters.json"
    path.write_text("[]")
    [found] = read(path)
    assert isinstance(found, Refused)
    assert ".jsonl" in found.problem.message


# --- JSON Lines -----------------------------------------------------------------


def test_json_lines(tmp_path: Path) -> None:
    path = jsonl(
        tmp_path / "letters.jsonl",
        {
            "url": "HTTP://WWW.linlan.gov.example:80/a/../t1.html#top",
            "html": "<p>答复</p>",
            "title": "关于提案第007号的答复",
            "date": "2024-06-01",
            "fetched_at": "2024-06-02T08:00:00+08:00",
            "unknown": 1,
        },
        {"text": "答复"},
        {"body": "<p>答复</p>", "url": None},
        {"body": "答复 a < b"},
    )
    first, second, third, fourth = items(path)
    assert first == Item(
        f"{path} line 1",
        "http://www.linlan.gov.example/t1.html",
        "<p>答复</p>".encode(),
        "text/html; charset=utf-8",
        datetime(2024, 6, 2, tzinfo=UTC),
        Listing("关于提案第007号的答复", "2024-06-01"),
    )
    assert (second.address, second.listing, second.content_type) == (None, None, "text/plain; charset=utf-8")
    assert [third.content_type, fourth.content_type] == [
        "text/html; charset=utf-8",
        "text/plain; charset=utf-8",
    ]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (b"{", "no JSON object"),
        (b"[1]", "no object"),
        (b'"x"', "no object"),
        (b'{"html": "a", "text": "b"}', "has html and text"),
        (b'{"url": "http://a.example/"}', "has none"),
        (b'{"html": ""}', "html: must be text"),
        (b'{"html": 5}', "html: must be text"),
        (b'{"html": "a", "url": 5}', "url: must be text"),
        (b'{"html": "a", "url": "ftp://a"}', "url: not an http(s) address"),
        (b'{"html": "a", "date": "01/06/2024"}', "date: '01/06/2024' is no day"),
        (b'{"html": "a", "date": "2024-02-30"}', "date: '2024-02-30' is no day"),
        (b'{"html": "a", "fetched_at": "yesterday"}', "fetched_at: 'yesterday' is no time"),
        (
            b'{"html": "a", "fetched_at": "0001-01-01T00:00:00+14:00"}',
            "fetched_at: '0001-01-01T00:00:00+14:00' is no time",
        ),
        (b'{"html": "a", "fetched_at": "0987-06-05"}', "fetched_at: '0987-06-05' is no time at which"),
        (b'{"html": "a\\ud800"}', "half a character at position 1"),
        (b'{"html": "a", "title": "\\ud800"}', "title: half a character at position 0"),
        ('{"html": "答复"}'.encode("gbk"), "not UTF-8"),
        (b"[" * 100_000, "nested too deep"),
        (b'{"html": ' + b"1" * 5000 + b"}", "integer"),
    ],
)
def test_a_bad_line_is_named_and_the_next_is_read(tmp_path: Path, line: bytes, words: str) -> None:
    path = tmp_path / "letters.jsonl"
    path.write_bytes(b"\xef\xbb\xbf\n" + line + b'\n\n{"text": "good"}')
    bad, good = read(path)
    assert isinstance(bad, Refused)
    assert bad.name == f"{path} line 2"
    assert words in bad.problem.message
    assert isinstance(good, Item)


def test_a_byte_order_mark_is_no_error(tmp_path: Path) -> None:
    path = tmp_path / "letters.jsonl"
    path.write_bytes(b'\xef\xbb\xbf{"text": "good"}\n')
    assert items(path)[0].data == b"good"


# --- WARC -----------------------------------------------------------------------


def test_an_archive_of_ours(tmp_path: Path) -> None:
    """Pages with their exchange; pictures, errors, redirects and robots.txt are passed over."""
    at = datetime(2026, 6, 1, 2, 3, 4, tzinfo=UTC)
    page = Response(
        200, (("Content-Type", "text/html"), ("Content-Encoding", "gzip")), gzip.compress(LETTER), "OK"
    )
    html = (("Content-Type", "text/html"),)
    with Archive(tmp_path, lambda: at, fsync="never") as archive:

        def keep(url: str, response: Response) -> None:
            archive.write_exchange(Request("GET", url), response)

        keep(
            "http://a.example/robots.txt", Response(200, (("Content-Type", "text/plain"),), b"User-agent: *")
        )
        keep("http://a.example/1.html", page)
        keep("http://a.example/1.html", Response(304))
        keep("http://a.example/2.html", page)
        keep("http://a.example/3.html", Response(404, html, b"gone"))
        keep("http://a.example/4.html", Response(302, (*html, ("Location", "/")), b"moved"))
        keep("http://a.example/5.png", Response(200, (("Content-Type", "image/png"),), b"png"))
        keep("http://a.example/6.pdf", Response(200, (("Content-Type", "application/pdf"),), b"%PDF-1.7"))
        archive.write_resource("urn:sha256:00", "text/plain", LETTER)
    found = read(*archive.files())
    taken = [source for source in found if isinstance(source, Item)]
    assert [item.address for item in taken] == [
        "http://a.example/1.html",
        "http://a.example/2.html",
        "http://a.example/6.pdf",
        None,
    ]
    assert {type(source) for source in found} == {Item, Skipped}
    assert [item.data for item in taken] == [LETTER, LETTER, b"%PDF-1.7", LETTER]
    assert {item.fetched_at for item in taken} == {at}
    assert taken[0].exchange is not None
    assert taken[0].exchange.response == page
    assert taken[0].exchange.request is not None


@pytest.mark.parametrize("name", ["crawl.warc", "crawl.warc.gz", "crawl"])
def test_a_warc_is_known_by_its_name_or_its_bytes(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    with path.open("wb") as out:
        writer = WARCWriter(out, gzip=name.endswith("gz"))
        head = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
        writer.write_record(
            writer.create_warc_record("http://a.example/", "response", io.BytesIO(LETTER), http_headers=head)
        )
    assert [item.data for item in items(path)] == [LETTER]


def test_a_damaged_warc_gives_what_is_whole(tmp_path: Path) -> None:
    with Archive(tmp_path, fsync="never") as archive:
        archive.write_resource("urn:sha256:00", "text/plain", LETTER)
        archive.write_exchange(
            Request("GET", "http://a.example/"), Response(200, (("Content-Encoding", "br"),), b"x")
        )
        archive.write_resource("urn:sha256:01", "text/plain", b"second")
    [path] = archive.files()
    path.write_bytes(path.read_bytes()[:-5])
    first, coded, cut = read(path)
    assert isinstance(first, Item)
    assert isinstance(coded, Refused)
    assert "'br'" in coded.problem.message
    assert isinstance(cut, Refused)
    assert cut.problem.code == "archive_truncated"


def test_a_warc_that_is_missing(tmp_path: Path) -> None:
    [found] = read(tmp_path / "x.warc.gz")
    assert isinstance(found, Refused)


@given(st.binary(max_size=200), st.sampled_from([".jsonl", ".warc", ".warc.gz", ".txt", ""]))
def test_nothing_found_raises(tmp_path_factory: pytest.TempPathFactory, data: bytes, ending: str) -> None:
    path = tmp_path_factory.mktemp("sources") / f"x{ending}"
    path.write_bytes(data)
    assert all(source.name.startswith(str(path)) for source in read(path))
