"""Body text of general extractors on the same pages, where they are installed (the extra ``bench``)."""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from parsers.decode import decode
from parsers.parse import parse
from tests.quality.cases import Case
from tests.quality.score import bare

Extractor = Callable[[bytes, str], str]


@dataclass(frozen=True, slots=True)
class BodyScore:
    """Segments that have to be there and are, and those that must not be there and are not, of how many."""

    kept: int
    wanted: int
    clean: int
    unwanted: int


def extractors() -> dict[str, Extractor]:
    """dafu and those of its peers that can be imported."""
    found: dict[str, Extractor] = {"dafu": lambda data, _: parse(data).record.text or ""}
    for name, make in (("trafilatura", _trafilatura), ("gne", _gne), ("readability", _readability)):
        try:
            found[name] = make()
        except ImportError:
            continue
    return found


def body_score(extract: Extractor, cases: Iterable[Case]) -> BodyScore:
    """Over the HTML pages with claims about their text; an extractor that fails on a page has nothing of it."""
    kept = wanted = clean = unwanted = 0
    for case in cases:
        if not case.html or not case.text:
            continue
        try:
            text = bare(extract(case.data, decode(case.data).text))
        except Exception:  # a peer that fails on a page: that is its score
            text = ""
        must = [bare(part) for part in (*case.text, *case.must) if part]
        kept += sum(part in text for part in must)
        wanted += len(must)
        never = [bare(part) for part in (*case.never, *_CHROME) if part]
        clean += sum(part not in text for part in never)
        unwanted += len(never)
    return BodyScore(kept, wanted, clean, unwanted)


_CHROME = ("网站标识码", "上一条", "扫一扫", "关闭窗口", "当前位置")
"""Page chrome of the frames that no letter holds."""


def _trafilatura() -> Extractor:
    module = importlib.import_module("trafilatura")
    return lambda data, text: module.extract(data, favor_recall=True) or ""


def _gne() -> Extractor:
    module = importlib.import_module("gne")
    extractor = module.GeneralNewsExtractor()
    return lambda data, text: str(extractor.extract(text)["content"])


def _readability() -> Extractor:
    module = importlib.import_module("readability")
    return lambda data, text: re.sub(r"<[^>]+>", "", module.Document(text).summary())
