"""What the demo suggests can be pasted into a shell."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from crawler.commands.demo import _suggest


def test_a_home_with_spaces_can_be_pasted(capsys: pytest.CaptureFixture[str]) -> None:
    _suggest(Path("/tmp/新 目录/demo"), 8001)
    [line] = [line for line in capsys.readouterr().err.splitlines() if " export " in line]
    words = shlex.split(line)
    assert words[words.index("--home") + 1] == "/tmp/新 目录/demo"
