"""What is counted while a portal is crawled."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field


@dataclass(slots=True)
class Counts:
    """One portal's numbers. ``requests`` counts everything sent, robots.txt and redirect hops included."""

    pages: int = 0
    fetched: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    failed: int = 0
    deferred: int = 0
    dead: int = 0
    """Letters that a list names, asked for the first time, and not there."""
    missing: int = 0
    withdrawn: int = 0
    attachments: int = 0
    problems: int = 0
    new_with_text: int = 0
    requests: dict[str, int] = field(default_factory=dict)
    hosts: dict[str, int] = field(default_factory=dict)

    def sent(self, kind: str, host: str) -> None:
        """One request of this kind went out to the host."""
        self.requests[kind] = self.requests.get(kind, 0) + 1
        self.hosts[host] = self.hosts.get(host, 0) + 1

    @property
    def sent_in_all(self) -> int:
        return sum(self.requests.values())

    def to_dict(self) -> dict[str, object]:
        return asdict(self)
