"""How one office sets its letters, and the one letter to be written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from crawler.demo.places import Kind, Place
from crawler.demo.prose import Topic

SessionForm = Literal["short", "full", "after"]
"""short: 市六届人大三次会议; full: 云江市朔溪区第十八届人民代表大会第四次会议; after: 区人大十八届三次会议."""


@dataclass(frozen=True, slots=True)
class HouseStyle:
    """The habits of one site's letters; every share is between 0 and 1."""

    session_form: SessionForm
    titles: tuple[str, ...]
    """Forms of the title with {issuer} {session} {number} {thing} (建议 or 提案) and {document_number}."""
    number_width: int = 0
    """Matter numbers are padded with zeros to this width."""
    document_kind: str = "函"
    """What stands after the office in the document number: 函, 案复 …"""
    red_head: bool = False
    issuer_line: bool = False
    number_line: bool = True
    title_lines: bool = True
    mark: Literal["", "line", "number"] = ""
    """Where the outcome mark stands: nowhere, on its own line, or at the right of the number."""
    approver: float = 0.0
    contact: float = 0.8
    copies: float = 0.0
    openness: float = 0.0
    proposal_text: bool = False
    session_in_body: bool = True


@dataclass(frozen=True, slots=True)
class Order:
    """One letter to write: who answers whom about what, and when."""

    site: str
    key: str
    serial: int
    place: Place
    asked_in: Place
    """The place whose assembly asked: a district may answer the municipality's deputies."""
    kind: Kind
    topic: Topic
    signed: date
    published: date
    style: HouseStyle
    revision: int = 0
    republished: date | None = None
