"""The portal files of the five sample sites; {base} stands for the address a site is served at."""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).resolve().parent


def declaration(site_id: str, base: str) -> str:
    """The portal file of a site, as text, with its address (no slash at the end) filled in."""
    return (FOLDER / f"{site_id}.toml").read_text(encoding="utf-8").replace("{base}", base)
