"""What is said to a terminal: no word of a page, a header or an address may steer it."""

from __future__ import annotations

import sys


def visible(text: str) -> str:
    """No character of a file may steer the terminal or break the line."""
    return "".join(char if char.isprintable() else _escape(char) for char in text)


def _escape(char: str) -> str:
    # The ideographic space and its kin are not "printable" to Python, but they are only wide or thin spaces.
    return (
        char
        if char.isspace() and char not in "\t\n\r\v\f\x1c\x1d\x1e\x1f\x85\u2028\u2029"
        else repr(char)[1:-1]
    )


def say(line: str) -> None:
    """One line on stderr."""
    print(visible(line), file=sys.stderr, flush=True)  # noqa: T201 - this is the terminal's side
