"""What `dafu demo` keeps, and what it says when it cannot start."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from crawler.demo.state import DemoState, read_state, write_state
from crawler.errors import DafuError
from tests.crawler.running import dafu


def test_the_state_comes_back(tmp_path: Path) -> None:
    path = tmp_path / "demo" / "state.json"
    assert read_state(path) is None
    write_state(path, DemoState(base_port=8101, step=3))
    assert read_state(path) == DemoState(base_port=8101, step=3)


@pytest.mark.parametrize("text", ["", "[]", '{"step": 1}', '{"base_port": "x", "step": 1}', "\ufffd"])
def test_a_broken_state_is_named(tmp_path: Path, text: str) -> None:
    path = tmp_path / "state.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DafuError, match=r"state\.json.*remove it"):
        read_state(path)


def test_a_busy_port_ends_with_the_options_name(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        ended = dafu(tmp_path, "demo", "--no-serve", "--base-port", str(taken.getsockname()[1]))
    assert ended.status == 2
    assert "--base-port" in ended.err
    assert "Traceback" not in ended.err
    assert not (tmp_path / "demo" / "corpus.db").exists()


def test_two_demos_use_the_same_ports_and_the_second_is_a_week_later(tmp_path: Path) -> None:
    port = _five_free_ports()
    first = dafu(tmp_path, "demo", "--no-serve", "--base-port", str(port))
    assert first.status == 0, first.err
    assert read_state(tmp_path / "demo" / "state.json") == DemoState(port, 0)
    second = dafu(tmp_path, "demo", "--no-serve")
    assert second.status == 0, second.err
    assert read_state(tmp_path / "demo" / "state.json") == DemoState(port, 1)
    assert f"http://127.0.0.1:{port}/" in second.err


def _five_free_ports() -> int:
    """A port with four free ones behind it."""
    while True:
        with socket.socket() as first:
            first.bind(("127.0.0.1", 0))
            port = int(first.getsockname()[1])
        if port < 65000 and all(_is_free(port + i) for i in range(5)):
            return port


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0
