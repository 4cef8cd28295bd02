"""Takes answers in: each is one transaction, from the fetch row to the next due date.

The spider asks, this keeps. The decisions are made by the pure modules (walk, outcome, lifecycle,
schedule, rhythm, validators, moved).
"""

from __future__ import annotations

from crawler.document_intake import DetailWork, DocumentIntake
from crawler.list_intake import ColumnWalk, ListIntake


class Intake(ListIntake, DocumentIntake):
    """One session's answers."""


__all__ = ["ColumnWalk", "DetailWork", "Intake"]
