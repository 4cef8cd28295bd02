"""The codebook describes every field, in order, in both languages."""

from __future__ import annotations

from parsers.codebook import CODEBOOK, CODES
from parsers.types import RECORD_FIELDS, Genre, MatterType


def test_every_field_is_described_in_its_order() -> None:
    assert tuple(CODEBOOK) == RECORD_FIELDS
    for doc in CODEBOOK.values():
        assert all((doc.zh, doc.en, doc.description_zh, doc.description_en))


def test_every_code_has_both_labels() -> None:
    assert set(CODES["genre"]) == set(Genre)
    assert set(CODES["matter_type"]) == set(MatterType)
    assert all(zh and en for codes in CODES.values() for zh, en in codes.values())
