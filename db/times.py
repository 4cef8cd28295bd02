"""The one form in which times are kept: UTC, ISO 8601 to the second with a Z."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
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


class HeldClock:
    """A clock that can be held: all times written for one answer are the moment at which it came.

    So the ledger is a function of what was fetched and when, and a replay of the archive writes the same times.
    """

    def __init__(self, clock: Clock = system_clock) -> None:
        self._clock = clock
        self._held: datetime | None = None

    def __call__(self) -> datetime:
        return self._held or self._clock()

    @contextmanager
    def at(self, stamp: str | None) -> Iterator[None]:
        """Hold the clock at a kept time, or, without one, at the present second."""
        before = self._held
        self._held = moment(stamp or timestamp(self()))
        try:
            yield
        finally:
            self._held = before
