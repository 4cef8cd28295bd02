"""Where dafu keeps its data: one folder, the home, with the database, the archive and the published file."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

FETCH_LOG = "fetches.jsonl"

_CHECKOUT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Home:
    """The folder and the places in it. Nothing is created by asking for a path."""

    root: Path

    @property
    def database(self) -> Path:
        """The private working database."""
        return self.root / "corpus.db"

    @property
    def archive(self) -> Path:
        """WARC files of everything fetched or imported."""
        return self.root / "archive"

    @property
    def log(self) -> Path:
        """What was asked and why: with the archive it gives the database again."""
        return self.archive / FETCH_LOG

    @property
    def published(self) -> Path:
        """The public, read-only file that Datasette serves."""
        return self.root / "published" / "dafu.db"

    @property
    def portals(self) -> Path:
        """The user's own portal files; they come before the built-in ones."""
        return self.root / "portals"

    @property
    def cache(self) -> Path:
        """Things that can be made again (jieba's dictionary cache)."""
        return self.root / "cache"


def home(root: str | Path | None = None) -> Home:
    """The home: ``root``, else ``$DAFU_HOME``, else ``db/var`` of a source checkout, else the XDG data folder."""
    if root is not None:
        return Home(Path(root).expanduser().resolve())
    if configured := os.environ.get("DAFU_HOME"):
        return Home(Path(configured).expanduser().resolve())
    if (_CHECKOUT / "scrapy.cfg").is_file() and (_CHECKOUT / "pyproject.toml").is_file():
        return Home(_CHECKOUT / "db" / "var")
    data = os.environ.get("XDG_DATA_HOME") or "~/.local/share"
    return Home(Path(data).expanduser() / "dafu")
