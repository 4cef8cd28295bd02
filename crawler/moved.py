"""What a redirect of a letter's address means: the same place, the letter moved, or something else is there now."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

Meaning = Literal["here", "moved", "elsewhere"]


@dataclass(frozen=True, slots=True)
class Letter:
    """What tells whether two records are the same letter."""

    content_sha256: str
    title: str | None
    document_number: str | None
    date_signed: str | None = None

    def same_as(self, other: Letter) -> bool:
        """Equal content, or the same number, or the same title and date of signature."""
        if self.content_sha256 == other.content_sha256:
            return True
        if self.document_number is not None and other.document_number is not None:
            return self.document_number == other.document_number
        return self.title is not None and (self.title, self.date_signed) == (other.title, other.date_signed)


def same_place(asked: str, answered: str) -> bool:
    """Whether two addresses differ only in the scheme, a leading www. or the name of a directory's index page."""
    return _bare(asked) == _bare(answered)


def _bare(address: str) -> tuple[str, str, str]:
    parts = urlsplit(address)
    path = parts.path
    for index in ("index.html", "index.htm", "index.shtml"):
        path = path.removesuffix(index)
    return parts.netloc.removeprefix("www."), path or "/", parts.query


def meaning(
    asked: str, answered: str, *, lists: Collection[str], in_scope: bool, before: Letter | None, found: Letter
) -> Meaning:
    """What it means that ``asked`` was answered by ``answered``.

    ``lists``: addresses of list pages of the portal. ``before``: the letter as it was known, None where it
    was never read. The status does not decide: portals move letters with 302 as well, and send
    what they took away to a list with 301.
    """
    if same_place(asked, answered):
        return "here"
    if any(same_place(answered, page) for page in lists) or not in_scope:
        return "elsewhere"
    if before is None:
        return "here"
    return "moved" if before.same_as(found) else "elsewhere"
