"""A page to a record: every field with its evidence, every doubt as a problem."""

from __future__ import annotations

import re

from parsers.anatomy import dissect
from parsers.card import with_card
from parsers.closing import read_frame
from parsers.confirm import confirm_owner
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

_MOST_LINES = 20_000
"""The longest of the stored real pages has 516 lines; what is far longer is a table or no page at all."""


def read_letter(page: Page, listing: Listing | None = None) -> Parsed:
    """The record of one page. Never raises on any page; doubts are problems with stable codes.

    ``listing`` is used only where the page is silent (title, publishing date).
    """
    reading = Reading(page, listing, with_card(dissect(page.blocks[:_MOST_LINES]), page))
    if len(page.blocks) > _MOST_LINES:
        message = (
            f"the page has {len(page.blocks)} lines: a letter is looked for in the first {_MOST_LINES} only"
        )
        reading.notes.problem("too_many_lines", message)
    read_title(reading)
    kind, sign = decide_genre(reading.anatomy, reading.values.get("title"), page)
    reading.values["genre"] = kind
    reading.notes.found("genre", sign, "derived", reading.first_place)
    read_metadata_fields(reading)
    read_number(reading)
    read_issuer(reading)
    confirm_owner(reading)
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
        blocks = tuple(b for b in reading.page.blocks if not title or not _is_title(b.text, title))
    text = "\n".join(b.text for b in blocks).strip()
    if text:
        reading.put("text", text, text, "letter", blocks[0].place)
    elif kind in LETTERS:
        reading.notes.problem("no_text", "no body between salutation and signature", "text")


def _is_title(text: str, key: str) -> bool:
    """Whether a line is the title with this match_key; most lines show it by their length or first character."""
    if not key or len(text) > 4 * len(key) + 80 or (text[0] != key[0] and "\u4e00" <= text[0] <= "\u9fff"):
        return False
    return match_key(text) == key


_FILE_END = re.compile(
    r"\.(pdf|docx?|xlsx?|pptx?|wps|et|ofd|ceb|rtf|txt|zip|rar|7z|jpe?g|png|gif|tiff?|html?)(?=$|[?#&\s）)])",
    re.IGNORECASE,
)


def _file_type(name: str, url: str) -> str | None:
    """The file's type by its name, else by its address (also where a script's parameter names the file)."""
    for text in (name[-200:], url[-500:]):
        ends = _FILE_END.findall(text)
        if ends:
            return str(ends[-1]).lower()
    return None


def _attachments(reading: Reading) -> None:
    links = reading.page.links
    files = tuple(Attachment(link.url, link.name, _file_type(link.name, link.url)) for link in links)
    if files:
        reading.put(
            "attachments",
            files,
            "、".join(f.name for f in files),
            "letter",
            reading.page.links[0].place,
        )
