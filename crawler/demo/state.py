"""What `dafu demo` remembers between two calls: its ports and how far the sample portals' life has come."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from crawler.errors import DafuError

DEFAULT_BASE_PORT = 8101


@dataclass(frozen=True, slots=True)
class DemoState:
    """``step`` is the step last crawled; addresses hold the port, so ``base_port`` stays the same for a home."""

    base_port: int
    step: int


def read_state(path: Path) -> DemoState | None:
    """None where there was no demo yet. Raises DafuError for a file that is no state."""
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))
        return DemoState(base_port=int(stored["base_port"]), step=int(stored["step"]))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DafuError(
            f"{path}: cannot be read as the demo's state ({error}): remove it to start anew"
        ) from None


def write_state(path: Path, state: DemoState) -> None:
    """Replace the file in one move, so that a kill leaves the old or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    fresh.write_text(json.dumps(asdict(state)) + "\n", encoding="utf-8")
    fresh.replace(path)
