"""Where portal files are looked for."""

from __future__ import annotations

from pathlib import Path

from crawler.errors import DafuError
from crawler.portal import BUILT_IN, portal_files
from db.home import home


def portal_folders(root: str | Path | None = None, extra: Path | None = None) -> list[Path]:
    """``extra`` alone where given; else the home's own folder, then the built-in ones.

    Raises DafuError (exit 2) where ``extra`` holds no portal file.
    """
    if extra is not None:
        if not any(portal_files([extra])):
            raise DafuError(f"{extra}: no portal file (*.toml) is in this folder", 2)
        return [extra]
    return [home(root).portals, BUILT_IN]
