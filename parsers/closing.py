"""What stands around the body: date signed, outcome, openness, approver, contact, copies, damage."""

from __future__ import annotations

import re

from parsers import disclosure
from parsers.brands import find_brand
from parsers.contact import contact_lines, read_contact
from parsers.damage import find_damage
from parsers.frame import (
    LineKind,
    line_kind,
    read_approver,
    read_copies,
    read_openness,
)
from parsers.normalize.dates import DateReading, settle
from parsers.normalize.document_number import read_document_number
from parsers.normalize.text import squeeze
from parsers.outcome import (
    MarkFound,
    mark_after_number,
    mark_alone,
    mark_at_title_end,
    mark_in_pair,
    mark_labelled,
    normalise,
)
from parsers.reading import Reading
from parsers.types import (
    Contact,
)


def read_frame(reading: Reading) -> None:
    anatomy = reading.anatomy
    _signed(reading)
    _outcome(reading)
    _openness(reading)
    _approver(reading)
    contact = read_contact(contact_lines((*anatomy.front, *anatomy.tail)))
    if contact:
        value = Contact(contact.person, contact.phones, contact.fax, contact.postcode)
        reading.put("contact", value, contact.raw, "letter", contact.place)
    copies = read_copies([b for b in anatomy.tail if line_kind(b.text) is LineKind.COPIES])
    if copies:
        reading.put("copied_to", copies[0], copies[1], "letter", copies[2])
    if anatomy.another is not None:
        reading.notes.problem(
            "several_letters",
            f"the page holds more than one letter (next at {anatomy.blocks[anatomy.another].place}); the first one was read",
        )
    elif anatomy.headings:
        reading.notes.problem(
            "several_letters",
            f"the page answers {len(anatomy.headings)} items under headings: read it by hand to tell them apart",
        )
    lines = [b.text for b in anatomy.tail]
    head = "\n".join(b.text for b in anatomy.front)
    signs = find_damage(f"{head}\n{anatomy.body_text}", lines)
    brand = find_brand(f"{reading.title_raw}\n{head}\n{reading.opening}\n" + "\n".join(lines))
    if brand:
        message = (
            f"a betting site's name stands in place of words ({brand}): look for the page it was copied from"
        )
        reading.notes.problem("brand_in_text", message, "text")
    if signs:
        reading.values["text_damaged"] = True
        reading.notes.found("text_damaged", "; ".join(signs), "letter", reading.body_place)
        reading.notes.problem("text_damaged", "the source lost characters: " + "; ".join(signs[:4]), "text")


def _signed(reading: Reading) -> None:
    signature = reading.anatomy.signature
    if signature is None:
        return
    if signature.date is None:
        last = reading.anatomy.blocks[signature.last]
        if line_kind(last.text) is LineKind.DATE:
            reading.notes.problem(
                "date_incomplete", f"no day under the signature: {last.text}", "date_signed"
            )
        return
    reading_, at = signature.date
    place = reading.anatomy.blocks[at].place
    published = reading.values.get("date_published")
    day = settle(reading_, not_after=_latest(published, reading.values.get("date_written")))
    if day:
        reading.put("date_signed", day, reading_.raw, "signature", place)
        if published and day > published and not reading_.damaged:
            reading.notes.problem("date_order", f"signed {day}, published {published}", "date_signed")
    else:
        _say_ambiguous(reading, reading_)


def _latest(*days: str | None) -> str | None:
    known = [d for d in days if d]
    return max(known) if known else None


def _say_ambiguous(reading: Reading, found: DateReading) -> None:
    reading.notes.problem(
        "date_ambiguous",
        f"{found.raw.strip()} under the signature can be {' or '.join(found.candidates)}: 年月日 are missing",
        "date_signed",
    )


def _outcome(reading: Reading) -> None:
    found = _mark(reading)
    if found is None:
        for block in reading.anatomy.front[-12:]:
            if re.search(r"(?:号|^)\s{1,}类\s", block.text) and len(block.text) < 80:
                reading.notes.problem(
                    "outcome_mark_lost", f"the outcome letter is missing: {block.text}", "outcome_mark"
                )
        return
    mark, source, place = found
    reading.put("outcome_mark", mark.mark, mark.raw, source, place)
    meaning = normalise(
        mark.mark,
        place=reading.values.get("assembly_place"),
        issuer=reading.values.get("issuer"),
        level=reading.values.get("assembly_level"),
    )
    if meaning:
        reading.put("outcome", meaning, mark.raw, "derived", place)
    else:
        reading.notes.problem(
            "outcome_scheme_unknown",
            f"{mark.mark} means different things in different places; no scheme is known here",
            "outcome",
        )


_NO_SERIAL = re.compile(r"[〔\[【﹝]\s?20\d\d\s?[〕\]】﹞]\s{0,4}号")
"""云水函〔2022〕 号 (B类): the number's serial was never filled in."""


def _mark(reading: Reading) -> tuple[MarkFound, str, str] | None:
    anatomy = reading.anatomy
    for block in anatomy.front[-16:]:
        found = mark_alone(block.text) or mark_labelled(block.text)
        if found is None and (
            read_document_number(block.text, repair=True) or _NO_SERIAL.search(block.text[:80])
        ):
            found = mark_after_number(block.text)
        if found:
            return found, "letter", block.place
    for block in anatomy.tail[:40]:
        found = mark_labelled(block.text)
        if found:
            return found, "letter", block.place
    status = anatomy.form.values.get("status")
    if status and (found := mark_alone(status[0])):
        return found, "attribute", status[1]
    for pair in reading.page.pairs:
        found = mark_in_pair(pair.raw_label or pair.label, pair.value)
        if found:
            return found, pair.source, pair.place
    found = mark_at_title_end(reading.title_raw)
    return (found, "heading", "title") if found else None


def _openness(reading: Reading) -> None:
    anatomy = reading.anatomy
    for block in (*anatomy.front[-12:], *anatomy.tail[:40]):
        marked = line_kind(block.text) is LineKind.OPENNESS
        if (
            not marked
            and block in anatomy.front
            and len(block.text) < 80
            and read_document_number(block.text, repair=True)
        ):
            marked = "公开" in block.text
        value = read_openness(block.text) if marked else None
        if value == "公开" and _said_exactly(reading):
            return
        if value:
            reading.put("openness", value, block.text, "letter", block.place)
            return
    for label in ("公开范围", "公开方式"):
        pair = disclosure.value_of(reading.page.pairs, label)
        if pair and disclosure.is_openness(pair.value):
            reading.put("openness", squeeze(pair.value), pair.value, pair.source, pair.place)
            return


def _said_exactly(reading: Reading) -> bool:
    """此件公开发布 under the letter and 公开方式 主动公开 in the metadata: both say public, the exact word is taken."""
    for pair in reading.page.pairs:
        if disclosure.label_of(pair) in ("公开范围", "公开方式") and squeeze(pair.value) == "主动公开":
            reading.put("openness", "主动公开", pair.value, pair.source, pair.place)
            return True
    return False


def _approver(reading: Reading) -> None:
    anatomy = reading.anatomy
    for block in (*anatomy.front[-16:], *anatomy.body[-6:], *anatomy.tail[:30]):
        if any(mark in block.text for mark in ("审", "签", "批", "署名")):
            found = read_approver(block.text)
            if found:
                reading.put("approver", found[0], found[1], "letter", block.place)
                return
