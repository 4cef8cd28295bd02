"""Opening the published file to read it."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from urllib.parse import quote

from db.published import RECORD


class PublishedFileError(Exception):
    """There is no published file that can be read; the message says what to do."""


class NothingPublishedError(PublishedFileError):
    """There is no such file: nothing was published here, or the home is another one."""


def open_published(path: Path) -> sqlite3.Connection:
    """The published file, read-only; it never changes while it is open, a publish puts another in its place.

    Raises NothingPublishedError, or another PublishedFileError: it is damaged, or another version of dafu made it.
    """
    if not path.is_file():
        raise NothingPublishedError(f"nothing is published at {path}: run `dafu publish` first")
    connection = sqlite3.connect(f"file:{quote(str(path))}?immutable=1", uri=True)
    try:
        columns = [row[1] for row in connection.execute("pragma table_info(record)")]
    except sqlite3.DatabaseError as error:
        connection.close()
        raise PublishedFileError(f"{path} cannot be read ({error}): run `dafu publish` again") from None
    if columns != list(RECORD):
        connection.close()
        raise PublishedFileError(f"{path} was published by another version of dafu: run `dafu publish` again")
    return connection
