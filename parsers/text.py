"""Plain text to blocks: one block a line, nothing lost but empty lines."""

from __future__ import annotations

import re
from itertools import islice

from parsers.types import Block

# str.strip() leaves these alone, yet nobody sees them.
INVISIBLE = "\ufeff\u200b\u200c\u200d\u2060\ufffe\uffff"
STRIP = (
    " \t\r\n\f\v\u00a0\u3000\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f"
    + INVISIBLE
)


# Ideographic spaces that a conversion turned into question marks (letters.md X).
_LOST_SPACES = re.compile(r"^(?:\?[ \t\u00a0\u3000]{0,4}){2,}")


MOST_LINES = 200_000
"""Lines of a text that are read; what has more is no letter."""


def read_lines(text: str) -> tuple[Block, ...]:
    """Blocks of a plain text, in order; ``place`` is ``line N`` counted from 1, ``indent`` in characters."""
    blocks = []
    for number, line in enumerate(islice(text.splitlines(), MOST_LINES), 1):
        block = to_block(line, f"line {number}")
        if block is not None:
            blocks.append(block)
    return tuple(blocks)


def to_block(line: str, place: str) -> Block | None:
    """One line as a block, or None for a line of white space."""
    left = line.lstrip(STRIP)
    if left.startswith("?"):
        left = _LOST_SPACES.sub("", left).lstrip(STRIP)
    stripped = left.rstrip(STRIP)
    if stripped.endswith("|") and "|" not in stripped[:-1]:
        # What a table of one cell leaves behind; a bar that stands alone is a line.
        stripped = stripped[:-1].rstrip(STRIP) or stripped
    if not stripped or stripped.isspace():
        return None
    return Block(stripped, place, indent=len(line) - len(left))
