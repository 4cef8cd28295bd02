"""How many documents a second from bytes to record, beside bare parsing and general extractors.

Run by hand, where the extras `dev` and `bench` are installed:

    python tests/bench/parse_speed.py [--rounds 5] [--write]

The load is fixed: the raw pages of ../shared/pages (or DAFU_SHARED) and every HTML letter and document of
the sample portals in their first week. One core. Every contender reads every page once a round; its time is
the best of its rounds, in CPU seconds of this process, so that other work on the machine counts little.
``--write`` puts the table into parse_speed.md beside this file.
"""

from __future__ import annotations

import argparse
import gc
import importlib
import platform
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

import lxml.html  # noqa: E402

from crawler.demo.exchange import Request  # noqa: E402
from crawler.demo.sites import SITES  # noqa: E402
from parsers.page import read_page  # noqa: E402
from parsers.parse import parse  # noqa: E402
from parsers.remembered import forget  # noqa: E402
from tests.shared_folder import shared_root  # noqa: E402


@dataclass(frozen=True, slots=True)
class Document:
    """One page of the load."""

    data: bytes
    url: str | None
    content_type: str | None

    @property
    def text(self) -> str:
        return self.data.decode("utf-8", "replace")


Contender = tuple[str, Callable[[Document], object], int]
"""Name, what it does with one page, how many rounds it gets at most (the slow ones fewer)."""


def raw_pages() -> list[Document]:
    """The raw pages; none where the shared folder is absent."""
    root = shared_root()
    if root is None or not (root / "pages" / "INDEX.tsv").is_file():
        return []
    rows = (line.split("\t") for line in (root / "pages" / "INDEX.tsv").read_text("utf-8").splitlines()[1:])
    found = []
    for row in rows:
        path = root / "pages" / row[0]
        if path.is_file():
            found.append(Document(path.read_bytes(), row[1].split(" ")[0] or None, "text/html"))
    return found


def letters() -> list[Document]:
    """Every document of the sample portals that is an HTML page, with its address and header."""
    found = []
    for kind in SITES:
        site = kind()
        base = f"http://{site.id}.example"
        for shelf in site.shelves():
            for row in shelf.rows:
                if row.letter.form != "pdf":
                    path = site.address(row.letter)
                    answer = site.answer(Request("GET", path, base))
                    found.append(Document(answer.body, base + path, answer.content_type))
    return found


def _dafu(document: Document) -> object:
    return parse(document.data, url=document.url, content_type=document.content_type)


def _dafu_page(document: Document) -> object:
    return read_page(document.data, url=document.url, content_type=document.content_type)


def contenders() -> list[Contender]:
    """dafu, the bare parser and the peers that are installed."""
    found: list[Contender] = [
        ("lxml.html, parsing only", lambda d: lxml.html.document_fromstring(d.data), 99),
        ("dafu, bytes to record", _dafu, 99),
        ("dafu, bytes to page", _dafu_page, 99),
    ]
    for name, module, make in (
        ("readability-lxml", "readability", _readability),
        ("gne", "gne", _gne),
        ("trafilatura", "trafilatura", _trafilatura),
    ):
        try:
            found.append((f"{name} {version(name)}", make(importlib.import_module(module)), 2))
        except ImportError:
            sys.stderr.write(f"{name} is not installed: pip install 'dafu[bench]'\n")
    return found


def _trafilatura(module: Any) -> Callable[[Document], object]:
    return lambda d: module.bare_extraction(d.data, url=d.url, with_metadata=True)


def _gne(module: Any) -> Callable[[Document], object]:
    extractor = module.GeneralNewsExtractor()
    return lambda d: extractor.extract(d.text)


def _readability(module: Any) -> Callable[[Document], object]:
    def read(document: Document) -> object:
        page = module.Document(document.text)
        return page.title(), page.summary()

    return read


def seconds(documents: list[Document], work: Callable[[Document], object]) -> float:
    """CPU seconds for one round; a peer that fails on a page has read it."""
    gc.collect()
    forget()  # every round reads its pages for the first time
    begin = time.process_time()
    for document in documents:
        try:
            work(document)
        except Exception:  # peers raise on lists and fragments
            continue
    return time.process_time() - begin


def measure(documents: list[Document], rounds: int) -> dict[str, float]:
    """Documents a second of every contender, all of them in turn each round."""
    best: dict[str, float] = {}
    runners = contenders()
    for number in range(rounds):
        for name, work, most in runners:
            if number < most:
                best[name] = min(best.get(name, float("inf")), seconds(documents, work))
    return {name: len(documents) / spent for name, spent in best.items()}


def table(title: str, documents: list[Document], rates: dict[str, float]) -> str:
    """One load's rates beside bare parsing and trafilatura."""
    size = sum(len(d.data) for d in documents) / len(documents) / 1024
    bare = rates["lxml.html, parsing only"]
    general = next((rate for name, rate in rates.items() if name.startswith("trafilatura")), None)
    lines = [
        f"## {title}: {len(documents)} documents, {size:.0f} KB on average",
        "",
        "| | documents/s | of bare parsing | times trafilatura |",
        "|---|---:|---:|---:|",
    ]
    for name, rate in sorted(rates.items(), key=lambda item: -item[1]):
        times = f"{rate / general:.1f}" if general else "-"
        lines.append(f"| {name} | {rate:.1f} | {rate / bare:.3f} | {times} |")
    return "\n".join(lines)


def main() -> int:
    """Measure, print, and write the table where asked."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    options.add_argument("--rounds", type=int, default=5, help="rounds of the fast contenders (peers: 2)")
    options.add_argument("--write", action="store_true", help="write parse_speed.md")
    chosen = options.parse_args()
    raw, made = raw_pages(), letters()
    loads = [("Raw pages", raw), ("Letters of the sample portals", made), ("Both", raw + made)]
    parts = [
        "# From bytes to record: documents a second",
        "",
        "Command: `python tests/bench/parse_speed.py --write` with the extras `dev` and `bench` installed.",
        f"Python {platform.python_version()}, lxml {version('lxml')}, one core of {platform.machine()}; "
        "CPU seconds, best round.",
    ]
    for title, documents in loads:
        if documents:
            part = table(title, documents, measure(documents, chosen.rounds))
            sys.stdout.write(part + "\n\n")
            sys.stdout.flush()
            parts += ["", part]
    if chosen.write:
        Path(__file__).with_suffix(".md").write_text("\n".join(parts) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
