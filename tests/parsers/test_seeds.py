"""The five real letters: every field of the expected records, and where their texts begin and end."""

from __future__ import annotations

import json

import pytest

from parsers.parse import parse
from tests.shared_folder import shared

SEEDS = (
    "000_e06cec7b1e8e750e",
    "001_ed4a09a8cf801a8b",
    "002_49302c495eaa90f1",
    "003_3e2b1c2b76d409e5",
    "004_90d2f3ec3f21ec24",
)
ABOUT_TEXT = {"proposal_text_starts", "text_starts", "text_ends", "text_must_not_contain"}


@pytest.mark.shared
@pytest.mark.parametrize("name", SEEDS)
def test_seed(name: str) -> None:
    want = json.loads(shared(f"seeds/expected/{name}.json").read_text(encoding="utf-8"))
    parsed = parse(shared(f"seeds/{name}.txt").read_bytes())
    got = parsed.record.to_dict()
    fields = {k: v for k, v in want.items() if k not in ABOUT_TEXT}
    assert {k: got[k] for k in fields} == fields
    text = got["text"]
    assert text.startswith(want["text_starts"])
    assert text.endswith(want["text_ends"])
    assert [s for s in want["text_must_not_contain"] if s in text] == []
    starts = want["proposal_text_starts"]
    if starts is None:
        assert got["proposal_text"] is None
    else:
        assert got["proposal_text"].startswith(starts)


@pytest.mark.shared
def test_paragraphs_of_the_source_are_kept() -> None:
    record = parse(shared("seeds/000_e06cec7b1e8e750e.txt").read_bytes()).record
    assert record.text is not None
    # The source breaks this sentence in two paragraphs, and so does the text.
    assert "牢固树立\n“人人享有基本养老服务”理念" in record.text
    assert "\n\n" not in record.text
