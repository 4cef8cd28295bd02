"""A page to a record: every field with its evidence, every doubt as a problem."""

from __future__ import annotations

import re

from parsers.anatomy import dissect
from parsers.closing import read_frame
from parsers.genre import decide_genre
from parsers.identity import read_issuer, read_metadata_fields, read_number, read_title
from parsers.matter import read_matter, read_suggestion_alone
from parsers.normalize.text import match_key
from parsers.reading import LETTERS, Reading
from parsers.types import (
    Attachment,
    Genre,
    Listing,
    Page,
    Parsed,
    Record,
)


def read_letter(page: Page, listing: Listing | None = None) -> Parsed:
    """The record of one page. Never raises on any page; doubts are problems with stable codes.

    ``listing`` is used only where the page is silent (title, publishing date).
    """
    reading = Reading(page, listing, dissect(page.blocks))
    read_title(reading)
    kind, sign = decide_genre(
        reading.anatomy, reading.values.get("title"), listing.column_kind if listing else None
    )
    reading.values["genre"] = kind
    reading.notes.found("genre", sign, "derived", reading.first_place)
    read_metadata_fields(reading)
    read_number(reading)
    read_issuer(reading)
    if kind in LETTERS:
        read_matter(reading)
        read_frame(reading)
    elif kind is Genre.PROPOSAL:
        read_suggestion_alone(reading)
    _text(reading)
    _attachments(reading)
    problems = (*page.problems, *reading.notes.problems)
    return Parsed(Record(**reading.values), page, tuple(reading.notes.evidence), problems)


def _text(reading: Reading) -> None:
    kind, anatomy = reading.values["genre"], reading.anatomy
    if kind is Genre.PROPOSAL:
        return
    blocks = anatomy.body
    if kind in LETTERS and not anatomy.salutation and anatomy.form.reply:
        blocks = tuple(anatomy.form.reply)
    elif kind not in LETTERS:
        title = match_key(reading.values.get("title") or "")
        blocks = tuple(b for b in reading.page.blocks if not title or match_key(b.text) != title)
    text = "\n".join(b.text for b in blocks).strip()
    if text:
        reading.put("text", text, text, "letter", blocks[0].place)
    elif kind in LETTERS:
        reading.notes.problem("no_text", "no body between salutation and signature", "text")


def _attachments(reading: Reading) -> None:
    files = []
    for link in reading.page.links:
        m = re.search(r"\.([A-Za-z0-9]{2,5})(?:$|[?#])", link.url)
        files.append(Attachment(link.url, link.name, m[1].lower() if m else None))
    if files:
        reading.put(
            "attachments",
            tuple(files),
            "、".join(f.name for f in files),
            "letter",
            reading.page.links[0].place,
        )
