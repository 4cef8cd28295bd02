"""Sentences for invented letters, drawn from topics.toml with slots filled by a seeded generator."""

from __future__ import annotations

import random
import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from crawler.demo.places import Place

SLOT = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Topic:
    """One entry of topics.toml; the meaning of the fields is written there."""

    name: str
    field: str
    office: str
    short: str
    topic_class: str
    subjects: tuple[str, ...]
    policies: tuple[str, ...]
    status: tuple[str, ...]
    steps: tuple[str, ...]
    ask: tuple[str, ...]


@cache
def topics(field_name: str | None = None) -> tuple[Topic, ...]:
    """All topics, or those of one field (civil, health, general)."""
    text = Path(__file__).with_name("topics.toml").read_text(encoding="utf-8")
    found = (
        Topic(
            name=entry["name"],
            field=entry["field"],
            office=entry["office"],
            short=entry["short"],
            topic_class=entry["class"],
            subjects=tuple(entry["subjects"]),
            policies=tuple(entry["policies"]),
            status=tuple(entry["status"]),
            steps=tuple(entry["steps"]),
            ask=tuple(entry["ask"]),
        )
        for entry in tomllib.loads(text)["topic"]
    )
    return tuple(t for t in found if field_name is None or t.field == field_name)


def seeded(*parts: object) -> random.Random:
    """A generator whose sequence depends on ``parts`` alone, on every machine."""
    return random.Random("/".join(map(str, parts)))  # noqa: S311 - invented text, not a secret


@dataclass(slots=True)
class Pen:
    """Fills slots and remembers the documents it cited, in order."""

    rng: random.Random
    place: Place
    topic: Topic
    year: int
    cited: list[tuple[str, str | None]] = field(default_factory=list)

    def write(self, sentence: str) -> str:
        return SLOT.sub(lambda found: self._slot(found.group(1)), sentence)

    def _slot(self, name: str) -> str:
        makers: dict[str, Callable[[], str]] = {
            "we": lambda: self.place.we,
            "gov": lambda: self.place.government,
            "place": lambda: self.place.name,
            "town": lambda: self.rng.choice(self.place.towns),
            "n": lambda: str(self.rng.randint(3, 60)),
            "k": lambda: str(self.rng.randint(100, 980)),
            "t": lambda: str(self.rng.randint(1050, 48900)),
            "p": lambda: f"{self.rng.randint(610, 998) / 10}",
            "w": lambda: str(self.rng.randint(60, 3900)),
            "y": lambda: str(self.year - 1),
            "doc": self.cite,
        }
        return makers[name]()

    def cite(self) -> str:
        """《title》, with a document number three times out of five; each document only once a letter."""
        used = {title for title, _ in self.cited}
        left = [title for title in map(self.write, self.topic.policies) if title not in used]
        if not left:
            return "有关文件"
        title = self.rng.choice(left)
        number = None
        if self.rng.random() < 0.6:
            issued, serial = self.year - self.rng.randint(1, 3), self.rng.randint(3, 140)
            number = f"{self.place.abbreviation}府办发〔{issued}〕{serial}号"
        self.cited.append((title, number))
        return f"《{title}》（{number}）" if number else f"《{title}》"
