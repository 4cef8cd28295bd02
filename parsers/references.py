"""References to control characters (``&#6;``): taken out before they become characters that no text holds."""

from __future__ import annotations

import re

# All that parsers.html takes out where it stands as a character, and the form feed; tab and line breaks stay.
_CONTROL = re.compile(
    rb"&#(?:0++(?!\d)|0*+(?:[1-8]|1[124-9]|2\d|3[01]|127)(?!\d)"
    rb"|x0++(?![0-9a-f])|x0*+(?:[1-8bcef]|1[0-9a-f]|7f)(?![0-9a-f]));?",
    re.IGNORECASE,
)


def without_control_references(data: bytes) -> bytes:
    """``data`` (HTML in UTF-8) without numeric references to control characters."""
    return _CONTROL.sub(b"", data) if b"&#" in data else data
