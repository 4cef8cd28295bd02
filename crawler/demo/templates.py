"""Page skeletons: .html files beside the sites with {{names}} to fill in."""

from __future__ import annotations

import re
from functools import cache
from html import escape
from pathlib import Path

NAME = re.compile(r"\{\{(\w+)\}\}")
FOLDER = Path(__file__).resolve().parent / "sites"


@cache
def _skeleton(name: str) -> str:
    return (FOLDER / f"{name}.html").read_text(encoding="utf-8")


def fill(skeleton: str, /, **values: str) -> str:
    """The page ``skeleton`` with every {{name}} replaced. Raises KeyError for a name without a value.

    Values go in as they are: escape what is text.
    """
    return NAME.sub(lambda found: values[found.group(1)], _skeleton(skeleton))


def text(value: str) -> str:
    """Text for HTML, also inside attributes."""
    return escape(value, quote=True)
