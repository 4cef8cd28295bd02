"""What changed between two versions of a record: fields, and the text by paragraph. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Literal

TEXTS = ("text", "proposal_text")
"""Fields that are compared paragraph by paragraph."""


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field whose value differs. Lists and objects are plain JSON types."""

    field: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One step of a text's comparison: a paragraph that stayed, went, came, or was rewritten.

    ``before`` is None for one that came, ``after`` for one that went.
    """

    kind: Literal["same", "removed", "added", "rewritten"]
    before: str | None
    after: str | None


ALIKE = 0.5
"""Two paragraphs that share at least so much of their characters in order are one, rewritten."""


def changed_fields(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[FieldChange]:
    """The fields that differ, in the order of the record."""
    names = [*after, *(name for name in before if name not in after)]
    return [
        FieldChange(name, before.get(name), after.get(name))
        for name in names
        if before.get(name) != after.get(name)
    ]


def paragraphs(before: str | None, after: str | None) -> list[Paragraph]:
    """The text's paragraphs (its lines that hold anything) as they stayed, went, came or were rewritten, in order."""
    old, new = _lines(before), _lines(after)
    steps: list[Paragraph] = []
    for tag, i, j, k, m in SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if tag == "equal":
            steps += [Paragraph("same", line, line) for line in old[i:j]]
        else:
            steps += _replaced(old[i:j], new[k:m])
    return steps


def _lines(text: str | None) -> list[str]:
    return [line.strip() for line in (text or "").splitlines() if line.strip()]


def _replaced(old: list[str], new: list[str]) -> Iterator[Paragraph]:
    """Paragraphs that gave way to others: alike ones are paired in their order, the rest went or came."""
    rest = list(new)
    for line in old:
        found = next((n for n, other in enumerate(rest) if _alike(line, other)), None)
        if found is None:
            yield Paragraph("removed", line, None)
            continue
        yield from (Paragraph("added", None, other) for other in rest[:found])
        yield Paragraph("rewritten", line, rest[found])
        del rest[: found + 1]
    yield from (Paragraph("added", None, other) for other in rest)


def _alike(one: str, other: str) -> bool:
    matcher = SequenceMatcher(a=one, b=other, autojunk=False)
    return matcher.real_quick_ratio() >= ALIKE and matcher.quick_ratio() >= ALIKE and matcher.ratio() >= ALIKE
