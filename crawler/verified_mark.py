"""Writes ``verified = true`` into a portal file, and changes nothing else of it."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from crawler.errors import DafuError
from crawler.portal import Portal, read_portal

_KEY = re.compile(r"^[ \t]*(verified|verified_on)[ \t]*=.*\n?", re.MULTILINE)
_TABLE = re.compile(r"^[ \t]*\[", re.MULTILINE)
_SITE = re.compile(r"^[ \t]*site[ \t]*=.*\n?", re.MULTILINE)


def mark_verified(portal: Portal, day: date) -> Path:
    """Set ``verified`` and ``verified_on`` in the portal's own file; comments and order stay.

    The new file is read before it takes the old one's place: it must say the same but for the two keys.
    Raises DafuError where the file cannot be written, or its way of writing is not understood.
    """
    path = portal.file
    assert path is not None
    text = path.read_text("utf-8")
    changed = _edited(text, day)
    draft = path.with_name(path.name + ".new")
    try:
        draft.write_text(changed, "utf-8")
        if _rest(read_portal(draft)) != _rest(read_portal(path)):
            raise DafuError(
                f"{path}: set verified = true and verified_on = {day} by hand: it is written in a way of its own"
            )
        draft.replace(path)
    except OSError as error:
        raise DafuError(
            f"{path}: cannot be written: {error.strerror}; copy it into the portals/ of your data folder"
        ) from None
    finally:
        draft.unlink(missing_ok=True)
    return path


def _edited(text: str, day: date) -> str:
    """The two keys stand above the first table, where ``verified`` stood, or else below ``site``."""
    table = _TABLE.search(text)
    head, rest = (text[: table.start()], text[table.start() :]) if table else (text, "")
    old, site = _KEY.search(head), _SITE.search(head)
    at = old.start() if old else site.end() if site else 0
    before, after = _KEY.sub("", head[:at]), _KEY.sub("", head[at:])
    if before and not before.endswith("\n"):
        before += "\n"
    return f"{before}verified = true\nverified_on = {day.isoformat()}\n{after}{rest}"


def _rest(portal: Portal) -> dict[str, object]:
    return portal.model_dump(exclude={"verified", "verified_on"})
