"""What one invented document is: the lines printed on it, and the record a parser must give for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

Role = Literal[
    "proposal-title",  # 标题：… of the suggestion printed before the reply
    "proposal-label",  # 内容：
    "proposal",  # a paragraph of the suggestion's own text
    "red-head",  # …局文件
    "number",  # document number; Line.right may hold the outcome mark
    "mark",  # outcome mark on its own line
    "title",  # one line of the title as the letter breaks it
    "salutation",
    "body",
    "contact",
    "signature",
    "date",
    "openness",
    "copies",
    "row",  # a table row of a summary, cells joined by ' | '
    "note",  # text that belongs to no field (attachment-only pages)
]

BODY_ROLES = ("body", "row")

Form = Literal["page", "pdf", "docx-attachment"]
"""page: an HTML page; pdf: the list links straight to the file; docx-attachment: a page that only offers the file."""


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line; ``right`` is what stands at the right end of the same line."""

    role: Role
    text: str
    right: str = ""


@dataclass(frozen=True, slots=True)
class Attached:
    """A file offered beside the document: the text of its link and the paragraphs in it."""

    name: str
    suffix: Literal["pdf", "docx"]
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Letter:
    """One document of a sample portal.

    ``fields`` are the record's values under the names of parsers.types.Record, in their JSON shape,
    for every field the generator is certain of; a field that is missing here makes no claim.
    ``serial`` counts within a site and makes the address; ``published`` is the date the list prints.
    """

    key: str
    serial: int
    title: str
    published: date
    first_published: date
    lines: tuple[Line, ...]
    fields: Mapping[str, Any]
    source: str
    form: Form = "page"
    attached: tuple[Attached, ...] = ()
    revision: int = 0
    meta: Mapping[str, str] = field(default_factory=dict)
    """What the page's metadata block prints: index_number, document_number, topic, form, office, written, validity."""

    @property
    def genre(self) -> str | None:
        """None where a reader could call it one thing or another (but never a reply)."""
        return self.fields.get("genre")

    @property
    def is_reply(self) -> bool:
        return self.genre == "reply"

    @property
    def text(self) -> str:
        """The clean body: from after the salutation to before signature and contact."""
        return "\n".join(line.text for line in self.lines if line.role in BODY_ROLES)

    def truth(self) -> dict[str, Any]:
        """The record's fields, JSON shape; see ``fields``. Attachments are added by the site, which knows addresses."""
        return dict(self.fields)
