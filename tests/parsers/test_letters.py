"""Invented letters, one file each: every field of the record must come out as written beside it.

``letters/<variant>_<n>.txt`` (or .html) is the page, ``.json`` the expected record: fields that
are missing there must be empty. ``text_starts``/``text_ends`` stand for ``text``; ``problems`` lists
problem codes that must be reported; ``url`` and ``listing`` are given to the parser.
The variants' names are those of the fact sheet on letters (T titles, S sessions, N numbers …).
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from parsers.parse import parse
from parsers.types import RECORD_FIELDS, Listing, Record

FOLDER = Path(__file__).parent / "letters"
LETTERS = sorted(p for p in FOLDER.iterdir() if p.suffix in {".txt", ".html"})
NOT_FIELDS = {"text_starts", "text_ends", "problems", "url", "listing", "text_must_not_contain"}


def expected(path: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    unknown = set(loaded) - set(RECORD_FIELDS) - NOT_FIELDS
    assert not unknown, f"{path.name}: no such field: {unknown}"
    return loaded


@pytest.mark.parametrize("path", LETTERS, ids=lambda p: p.stem)
def test_letter(path: Path) -> None:
    want = expected(path)
    listing = Listing(**want["listing"]) if "listing" in want else None
    parsed = parse(path.read_bytes(), url=want.get("url"), listing=listing)
    got = parsed.record.to_dict()
    full = Record().to_dict() | {k: v for k, v in want.items() if k not in NOT_FIELDS}
    full["genre"] = want["genre"]
    text = got["text"] or ""
    if "text_starts" in want:
        assert text.startswith(want["text_starts"]), text[:80]
        assert text.endswith(want["text_ends"]), text[-80:]
        full["text"] = got["text"]
    for forbidden in want.get("text_must_not_contain", []):
        assert forbidden not in text
    if "outcome_mark" in want and "outcome" not in want:
        full["outcome"] = got["outcome"]  # what a mark means is tested in test_outcome.py
    assert got == full
    codes = {p.code for p in parsed.problems}
    assert set(want.get("problems", [])) <= codes, codes


def test_every_value_has_its_evidence() -> None:
    for path in LETTERS:
        parsed = parse(path.read_bytes())
        named = {e.field for e in parsed.evidence}
        for name, value in parsed.record.to_dict().items():
            if value not in (None, [], False):
                assert name in named, f"{path.name}: {name} has a value and no evidence"
