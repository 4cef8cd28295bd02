"""Where the real seeds and pages lie: beside the clone, never inside it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def shared_root() -> Path | None:
    """The folder of real letters and pages, or None in a clone that stands alone."""
    root = Path(os.environ.get("DAFU_SHARED", ROOT.parent / "shared"))
    return root if (root / "seeds" / "expected").is_dir() else None


def shared(path: str) -> Path:
    """A file below the shared folder; skips the running test where it is absent."""
    root = shared_root()
    if root is None or not (root / path).exists():
        pytest.skip(f"no shared folder with {path} beside this clone (set DAFU_SHARED to have it)")
    return root / path
