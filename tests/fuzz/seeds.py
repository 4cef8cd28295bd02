"""Good files to begin with: pages and lists of the sample portals and of every CMS family, test letters, files of all kinds."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from crawler.demo.exchange import Answer, Request
from crawler.demo.pdf_file import write_pdf
from crawler.demo.sites import SITES
from crawler.demo.word_file import write_docx
from parsers.families import read_list
from tests.parsers.ofd_files import ofd, page
from tests.portal_site.running import ALL
from tests.quality.cases import own_cases

TESTS = Path(__file__).resolve().parent.parent / "parsers"
_LETTERS_OF_A_PORTAL = 12
_PAGES_OF_A_LIST = 2
_WORDS = (
    ("关于云江市第五届人民代表大会第0123号建议的答复函", "center"),
    ("云民函〔2024〕18号", "center"),
    ("林晓安代表：", "left"),
    ("您提出的《关于推进社区助餐的建议》（第57号）收悉，现答复如下：感谢您的关心。", "paragraph"),
    ("云江市民政局", "right"),
    ("2024年6月18日", "right"),
)


@dataclass(frozen=True, slots=True)
class Seed:
    """One good file. ``listed``: it is a list page."""

    name: str
    data: bytes
    url: str
    content_type: str | None
    listed: bool = False


@dataclass(frozen=True, slots=True)
class Seeds:
    """All of them by what they are."""

    pages: tuple[Seed, ...]
    lists: tuple[Seed, ...]
    letters: tuple[Seed, ...]
    files: Mapping[str, bytes]


@cache
def all_seeds() -> Seeds:
    """The same every time and everywhere."""
    pages: list[Seed] = []
    lists: list[Seed] = []
    for seed in (*_sample_portals(), *_family_portals()):
        (lists if seed.listed else pages).append(seed)
    return Seeds(tuple(pages), tuple(lists), tuple(_letters()), dict(_files()))


def _seed(answer: Answer, url: str, *, listed: bool = False) -> Seed:
    return Seed(url, answer.body, url, answer.content_type, listed)


def _sample_portals() -> Iterator[Seed]:
    for kind in SITES:
        site = kind()
        base = f"http://{site.id}.example"
        yield _seed(site.answer(Request("GET", "/", base)), f"{base}/")
        for shelf in site.shelves():
            rows = [row for row in shelf.rows if row.letter.form != "pdf"]
            for row in rows[:_LETTERS_OF_A_PORTAL]:
                path = site.address(row.letter)
                yield _seed(site.answer(Request("GET", path, base)), base + path)
        for column in site.columns:
            yield from _list_pages(site.answer, base, column.path)


def _family_portals() -> Iterator[Seed]:
    for kind in ALL:
        site = kind()
        base = f"http://{site.id}.example"
        for letter in site.letters[:2]:
            path = site.address(letter)
            yield _seed(site.answer(Request("GET", path, base)), base + path)
        yield from _list_pages(site.answer, base, site.column)


def _list_pages(answer: Callable[[Request], Answer], base: str, path: str) -> Iterator[Seed]:
    """The first pages of a list, as its own claims lead from one to the next."""
    wanted, method, body = base + path, "GET", ""
    form: dict[str, str] = {}
    for number in range(1, _PAGES_OF_A_LIST + 2):
        parts = urlsplit(wanted)
        request = Request(method, parts.path, base, dict(parse_qsl(parts.query)), form, body)
        got = answer(request)
        yield _seed(got, wanted, listed=True)
        found = read_list(got.body, url=wanted, content_type=got.content_type, page=number)
        if found.next is None or not found.next.url.startswith(base):
            return
        wanted, method = found.next.url, found.next.method
        form, body = dict(found.next.form), found.next.json or ""


def _letters() -> Iterator[Seed]:
    url = "http://letters.example/zwgk/t20240618_1.html"
    for path in sorted((TESTS / "letters").iterdir()):
        if path.suffix in (".txt", ".html"):
            yield Seed(path.name, path.read_bytes(), url, None)
    for case in own_cases():
        yield Seed(case.id, case.data, case.url or url, None)


def _files() -> Iterator[tuple[str, bytes]]:
    for name in ("letter.doc", "letter.rtf", "list.xls", "list.xlsx"):
        yield name, (TESTS / "files" / name).read_bytes()
    yield "letter.pdf", write_pdf(_WORDS)
    yield "letter.docx", write_docx(_WORDS)
    yield (
        "letter.ofd",
        _without_times(ofd([page([(30, 40 + 12 * i, text) for i, (text, _) in enumerate(_WORDS)])])),
    )


def _without_times(data: bytes) -> bytes:
    """A package whose bytes do not tell when it was made."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(packed, "w") as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name), old.read(name), zipfile.ZIP_DEFLATED)
    return packed.getvalue()
