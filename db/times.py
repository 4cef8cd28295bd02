"""The one form in which times are kept: UTC, ISO 8601 to the second with a Z."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]

_FORM = "%Y-%m-%dT%H:%M:%SZ"


def system_clock() -> datetime:
    """Now, with its zone."""
    return datetime.now(UTC)


def timestamp(moment: datetime) -> str:
    """The time as it is kept."""
    return moment.astimezone(UTC).strftime(_FORM)


def moment(stamp: str) -> datetime:
    """The time that ``timestamp`` wrote."""
    return datetime.strptime(stamp, _FORM).replace(tzinfo=UTC)
