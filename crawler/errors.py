"""Errors that a person can act on."""

from __future__ import annotations


class DafuError(Exception):
    """Said in one line on stderr; the process ends with ``exit_status`` (1 failed, 2 usage)."""

    def __init__(self, message: str, exit_status: int = 1) -> None:
        super().__init__(message)
        self.exit_status = exit_status
