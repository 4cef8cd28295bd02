"""What the demo suggests can be pasted into a shell."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from crawler.commands.demo import _suggest


def test_the_addresses_can_be_given_to_curl(capsys: pytest.CaptureFixture[str]) -> None:
    """A browser encodes 养老 by itself; curl sends the bytes, and no server takes them."""
    _suggest(Path("/tmp/demo"), 8001)
    words = capsys.readouterr().err.split()
    addresses = [word for word in words if word.startswith("http://")]
    assert len(addresses) == 2
    assert all(address.isascii() for address in addresses)


def test_a_home_with_spaces_can_be_pasted(capsys: pytest.CaptureFixture[str]) -> None:
    _suggest(Path("/tmp/新 目录/demo"), 8001)
    [line] = [line for line in capsys.readouterr().err.splitlines() if " export " in line]
    words = shlex.split(line)
    assert words[words.index("--home") + 1] == "/tmp/新 目录/demo"
