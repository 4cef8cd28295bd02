"""What is shared between the readers of one page."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from parsers.anatomy import Anatomy
from parsers.normalize.text import close_up
from parsers.notes import Notes
from parsers.proposal import ProposalTitle, opening_sentence, title_in_opening
from parsers.types import (
    Block,
    Genre,
    Listing,
    Page,
)

LETTERS = (Genre.REPLY, Genre.CO_OPINION)
"""Genres that answer a matter."""


@dataclass
class Reading:
    """One page being read: its parts, the values found so far, the notes on them."""

    page: Page
    listing: Listing | None
    anatomy: Anatomy
    notes: Notes = field(default_factory=Notes)
    values: dict[str, Any] = field(default_factory=dict)
    title_raw: str = ""
    letter_titles: list[tuple[Block, ...]] = field(default_factory=list)

    @property
    def titles(self) -> list[str]:
        """The title, then the letter's own title lines: T8 prints the number in the second of two."""
        own = ["".join(close_up(b.text) for b in lines) for lines in self.letter_titles]
        return [t for t in (self.values.get("title", ""), *own) if t]

    @cached_property
    def opening(self) -> str:
        return opening_sentence(self.anatomy.body_text)

    @cached_property
    def named(self) -> ProposalTitle | None:
        """The suggestion's title in the first sentence."""
        return title_in_opening(self.opening)

    def put(self, name: str, value: Any, raw: str, source: str, place: str) -> None:
        """Set a field with its evidence; empty values are no values."""
        if value not in (None, "", ()):
            self.values[name] = value
            self.notes.found(name, raw, source, place)

    @property
    def first_place(self) -> str:
        """Where the document begins; '' for an empty page."""
        return self.page.blocks[0].place if self.page.blocks else ""

    @property
    def body_place(self) -> str:
        """Where the letter's body begins."""
        body = self.anatomy.body
        return body[0].place if body else self.first_place
