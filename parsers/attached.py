"""A document's attachments, once their bytes are there: their text, and the letter where it stands in one of them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace

from parsers.letter import read_letter
from parsers.page import read_page
from parsers.types import Attachment, Block, FileKind, Genre, Listing, Page, Parsed

SHORT = 200
"""Characters: a page whose own text is shorter and that holds no letter only announces its attachment."""


@dataclass(frozen=True, slots=True)
class Attached:
    """What the bytes of an attachment say; all None where they are not there."""

    sha256: str | None = None
    text: str | None = None
    type: str | None = None
    page: Page | None = None


def attached(data: bytes, *, url: str | None = None, content_type: str | None = None) -> Attached:
    """Read an attachment. ``text`` is None where the format gives none (a scan, an unknown format)."""
    page = read_page(data, url=url, content_type=content_type)
    lines = [
        *(title.text for title in page.titles if title.source == "letter"),
        *(b.text for b in page.blocks),
    ]
    text = "\n".join(lines) if page.kind is not FileKind.UNKNOWN else ""
    return Attached(hashlib.sha256(data).hexdigest(), text or None, page.kind.value, page)


def with_attachments(parsed: Parsed, read: Mapping[str, Attached], listing: Listing | None) -> Parsed:
    """The record with its attachments' hashes and texts.

    Where the page itself holds no letter but an attachment does, the letter is read from
    the attachment, together with the page's own title and metadata.
    """
    if not read:
        return parsed
    if not _holds_letter(parsed):
        for attachment in parsed.record.attachments:
            found = read.get(attachment.url)
            if found is not None and found.page is not None:
                whole = read_letter(_joined(parsed.page, found.page, attachment.name), listing)
                if whole.record.genre in (Genre.REPLY, Genre.CO_OPINION):
                    parsed = whole
                    break
    filled = tuple(_filled(attachment, read.get(attachment.url)) for attachment in parsed.record.attachments)
    return replace(parsed, record=replace(parsed.record, attachments=filled))


def _holds_letter(parsed: Parsed) -> bool:
    record = parsed.record
    if record.genre in (Genre.REPLY, Genre.CO_OPINION) and record.addressees:
        return True
    return len(record.text or "") >= SHORT


def _joined(page: Page, file: Page, name: str) -> Page:
    """The page's frame around the attachment's text; places say which file they are in."""
    blocks = tuple(_placed(block, name) for block in file.blocks)
    return replace(
        page, blocks=blocks, pairs=(*page.pairs, *file.pairs), problems=(*page.problems, *file.problems)
    )


def _placed(block: Block, name: str) -> Block:
    return block._replace(place=f"attachment {name}: {block.place}")


def _filled(attachment: Attachment, found: Attached | None) -> Attachment:
    if found is None or found.sha256 is None:
        return attachment
    return replace(attachment, type=found.type or attachment.type, sha256=found.sha256, text=found.text)
