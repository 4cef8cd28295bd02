"""docs/accuracy.md says what the gate has pinned and which problems the parsers really report."""

from __future__ import annotations

import re

from parsers.types import RECORD_FIELDS
from tests.house_files import ROOT
from tests.quality.report import floors

PAGE = (ROOT / "docs" / "accuracy.md").read_text("utf-8")


def test_the_scores_are_the_pinned_ones() -> None:
    line = next(line for line in PAGE.splitlines() if line.startswith("| own pages, pinned"))
    said = [float(cell) for cell in line.strip("| ").split("|")[1:]]
    total = floors()["total"]
    assert said == [total["accuracy"], total["precision"], total["reply_f1"]]


def test_every_problem_and_field_named_exists() -> None:
    sources = "\n".join(path.read_text("utf-8") for path in (ROOT / "parsers").rglob("*.py"))
    named = set(re.findall(r"`([a-z]+(?:_[a-z]+)*)`", PAGE))
    unknown = {
        word
        for word in named
        if word not in RECORD_FIELDS and f'"{word}"' not in sources and word not in {"problem"}
    }
    assert not unknown
