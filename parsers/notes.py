"""Evidence and problems gathered while a letter is read."""

from __future__ import annotations

from dataclasses import dataclass, field

from parsers.types import Evidence, Problem

_LONGEST_RAW = 300


@dataclass(slots=True)
class Notes:
    """One reading's notes: where every value came from, and what could not be decided."""

    evidence: list[Evidence] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def found(self, name: str, raw: str, source: str, place: str) -> None:
        """Field ``name`` has its value because of ``raw``."""
        short = raw if len(raw) <= _LONGEST_RAW else raw[:_LONGEST_RAW] + "…"
        self.evidence.append(Evidence(name, short, source, place))

    def problem(self, code: str, message: str, name: str | None = None) -> None:
        """Something about field ``name`` (None: about the page) a person may want to look at."""
        self.problems.append(Problem(code, message, name))
