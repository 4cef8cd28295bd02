"""Where portal files are looked for."""

from __future__ import annotations

from pathlib import Path

from crawler.portal import BUILT_IN
from db.home import home


def portal_folders(root: str | Path | None = None, extra: Path | None = None) -> list[Path]:
    """``extra`` alone where given; else the home's own folder, then the built-in ones."""
    if extra is not None:
        return [extra]
    return [home(root).portals, BUILT_IN]
