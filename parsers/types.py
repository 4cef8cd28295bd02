"""The shapes every part of dafu agrees on: the page, the record, and where each value came from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from typing import Any, Literal, NamedTuple

# --------------------------------------------------------------------------
# What a document is made of. A page has hundreds of these: tuples are made four times faster than
# frozen dataclasses.
# --------------------------------------------------------------------------

BlockKind = Literal["heading", "paragraph", "row", "item"]
"""heading: set as a title on the page; row: one table row, cells joined by ' | '; item: a list item."""


class Block(NamedTuple):
    """One line of a document as a reader sees it.

    ``text`` keeps the source's own characters; runs of white space inside are
    kept too (alignment tells signatures from sentences), the ends are stripped.
    ``place`` is for people: ``line 12``, ``page 2 line 5``, or the XPath of the element.
    ``indent`` counts the leading white space characters that were stripped.
    ``align`` is what the source says of alignment: '' where it says nothing.
    """

    text: str
    place: str
    kind: BlockKind = "paragraph"
    indent: int = 0
    align: Literal["", "left", "center", "right"] = ""


class Dropped(NamedTuple):
    """A block that is not part of the document, and why."""

    block: Block
    reason: str


class Pair(NamedTuple):
    """One printed label with its value: ``索 引 号`` → ``label='索引号'``.

    ``source`` is one of: meta (a national meta tag, label = the tag's name), table, list,
    header (the line under the title), values (a block of values without labels),
    attribute (a label inside the letter's own frame).
    """

    label: str
    value: str
    source: Literal["meta", "table", "list", "header", "values", "attribute"]
    place: str
    raw_label: str = ""


@dataclass(frozen=True, slots=True)
class Title:
    """A candidate for the document's title, best source first in Page.titles."""

    text: str
    source: Literal["meta", "metadata", "heading", "html-title", "letter", "listing"]
    place: str


@dataclass(frozen=True, slots=True)
class Link:
    """A file the page offers (absolute address where the page's own address is known)."""

    url: str
    name: str
    place: str


class FileKind(StrEnum):
    """What the bytes are, decided on the bytes. A .wps is ``doc``, an .et is ``xls``: they are written the same way."""

    HTML = "html"
    TEXT = "text"
    PDF = "pdf"
    DOCX = "docx"
    DOC = "doc"
    RTF = "rtf"
    OFD = "ofd"
    XLSX = "xlsx"
    XLS = "xls"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Encoding:
    """The character encoding used and why (``BOM``, ``header``, ``meta``, ``strict utf-8``, ``gb18030``)."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Problem:
    """Something a person may want to look at. ``code`` is stable, ``message`` says what, where and what to do."""

    code: str
    message: str
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """One document, its surroundings already told apart from it.

    ``blocks`` is the document's own text in order (title lines, red head, letter,
    signature, copies), navigation and other chrome already in ``dropped``.
    ``pairs`` are all label/value pairs outside the letter.
    """

    kind: FileKind
    url: str | None
    encoding: Encoding | None
    family: str | None
    titles: tuple[Title, ...]
    pairs: tuple[Pair, ...]
    blocks: tuple[Block, ...]
    dropped: tuple[Dropped, ...] = ()
    links: tuple[Link, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Listing:
    """What the list page said about the document: weak evidence, used where the document is silent."""

    title: str | None = None
    date: str | None = None
    column_kind: str | None = None


# --------------------------------------------------------------------------
# The record
# --------------------------------------------------------------------------


class Genre(StrEnum):
    """What kind of document this is."""

    REPLY = "reply"
    CO_OPINION = "co_opinion"
    PROPOSAL = "proposal"
    SUMMARY = "summary"
    LIST = "list"
    NOTICE = "notice"
    NEWS = "news"
    OTHER = "other"


class MatterType(StrEnum):
    """What is being answered."""

    NPC_SUGGESTION = "npc_suggestion"
    CPPCC_PROPOSAL = "cppcc_proposal"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Addressee:
    """``role`` as printed (代表, 委员 …) or 'organisation'; ``group_size`` is N of 等N位, all persons counted."""

    name: str
    role: str | None
    group_size: int | None = None

    def to_dict(self) -> dict[str, Any]:
        """JSON shape; group_size only where the letter says it."""
        out: dict[str, Any] = {"name": self.name, "role": self.role}
        if self.group_size is not None:
            out["group_size"] = self.group_size
        return out


@dataclass(frozen=True, slots=True)
class Contact:
    """The handler's contact details: private, never published."""

    person: str | None = None
    phones: tuple[str, ...] = ()
    fax: str | None = None
    postcode: str | None = None

    def to_dict(self) -> dict[str, Any]:
        return {
            "person": self.person,
            "phones": list(self.phones),
            "fax": self.fax,
            "postcode": self.postcode,
        }


@dataclass(frozen=True, slots=True)
class Citation:
    """A document named in 《》 and the document number printed with it."""

    title: str
    document_number: str | None = None

    def to_dict(self) -> dict[str, Any]:
        return {"title": self.title, "document_number": self.document_number}


@dataclass(frozen=True, slots=True)
class Outcome:
    """Normalised outcome and the scheme that gave it (facts: outcome letters differ between places)."""

    meaning: str
    scheme: str

    def to_dict(self) -> dict[str, Any]:
        return {"meaning": self.meaning, "scheme": self.scheme}


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file of the document. ``sha256`` and ``text`` stay null until its bytes were read."""

    url: str
    name: str
    type: str | None = None
    sha256: str | None = None
    text: str | None = None

    def to_dict(self) -> dict[str, Any]:
        return {
            "url": self.url,
            "name": self.name,
            "type": self.type,
            "sha256": self.sha256,
            "text": self.text,
        }


@dataclass(frozen=True, slots=True)
class Record:
    """The cleaned document. Field order here is the order in every output."""

    genre: Genre = Genre.OTHER
    matter_type: MatterType | None = None
    title: str | None = None
    index_number: str | None = None
    document_number: str | None = None
    issuer: str | None = None
    topic: str | None = None
    document_form: str | None = None
    validity: str | None = None
    date_written: str | None = None
    date_published: str | None = None
    date_signed: str | None = None
    assembly: Literal["npc", "cppcc"] | None = None
    assembly_level: str | None = None
    assembly_place: str | None = None
    term: int | None = None
    meeting: int | None = None
    matter_numbers: tuple[str, ...] = ()
    proposal_title: str | None = None
    proposal_text: str | None = None
    addressees: tuple[Addressee, ...] = ()
    co_handlers: tuple[str, ...] = ()
    outcome_mark: str | None = None
    outcome: Outcome | None = None
    openness: str | None = None
    approver: str | None = None
    contact: Contact | None = None
    copied_to: tuple[str, ...] = ()
    citations: tuple[Citation, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    text: str | None = None
    text_damaged: bool = False

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON types, keys in field order; the shape of ``dafu parse`` and of exports."""
        return {f.name: _plain(getattr(self, f.name)) for f in fields(self)}


def _plain(value: Any) -> Any:
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if hasattr(value, "to_dict"):
        return value.to_dict()
    return value


RECORD_FIELDS: tuple[str, ...] = tuple(f.name for f in fields(Record))


class Evidence(NamedTuple):
    """Why a field has its value.

    ``raw`` is the text as found, ``source`` one of Pair.source / Title.source /
    letter / signature / salutation / first-sentence / address / listing / derived, ``place`` as in Block.
    """

    field: str
    raw: str
    source: str
    place: str


@dataclass(frozen=True, slots=True)
class Parsed:
    """All that parsing one file gives."""

    record: Record
    page: Page
    evidence: tuple[Evidence, ...] = ()
    problems: tuple[Problem, ...] = ()


# --------------------------------------------------------------------------
# List pages
# --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ListRequest:
    """The next page of a list, as data: the crawler sends it.

    ``json``: a body sent as application/json with POST, instead of ``form``. ``headers``: what the
    interface asks for beyond the ordinary ones. ``family``: whose interface this is, None where the
    answer is to be recognised. ``context``: what the family has to know to read the answer; not sent.
    ``otherwise``: asked for instead where the answer is not the page wanted (it repeats the page
    before, says that it is another one, holds no rows, or is not there): for sites whose numbering
    cannot be seen. ``probe``: nothing says that this page exists; where it does not, the list is over.
    """

    url: str
    method: Literal["GET", "POST"] = "GET"
    form: Mapping[str, str] = field(default_factory=dict)
    json: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    family: str | None = None
    context: Mapping[str, str] = field(default_factory=dict)
    otherwise: ListRequest | None = None
    probe: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of a list page. ``url`` is absolute; ``date`` ISO where the row prints one."""

    url: str
    title: str
    date: str | None = None


@dataclass(frozen=True, slots=True)
class ListPage:
    """What one list page says.

    ``page`` counts from 1. ``total_pages`` and ``total_entries`` are the page's own
    claims (None where it makes none). ``next`` is None on the last page, or
    where the family cannot tell; then a problem says so.

    A page without entries but with ``next`` is not an empty list. With ``page`` 0 it is a door: it
    holds no rows itself and says where they are (an interface, a frame). With a number it is a
    page of the list whose rows all belong to other columns.
    """

    family: str
    entries: tuple[Entry, ...]
    page: int
    next: ListRequest | None
    total_pages: int | None = None
    total_entries: int | None = None
    problems: tuple[Problem, ...] = ()
