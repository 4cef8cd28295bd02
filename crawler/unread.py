"""Which files gave nothing: a person who names one is told so, and it does not become an empty document."""

from __future__ import annotations

from parsers.types import FileKind, Page

UNREADABLE = frozenset(("corrupt_file", "encrypted_file", "empty_file", "too_large", "unsupported_file"))
"""Problems after which there may be nothing of a file. A scan (needs_ocr) is a document all the same."""


def nothing_read(page: Page) -> bool:
    """True for a file of no kind that is read, and for one whose problem left no line of it."""
    lost = not page.blocks and any(problem.code in UNREADABLE for problem in page.problems)
    return page.kind is FileKind.UNKNOWN or lost
