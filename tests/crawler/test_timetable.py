"""The printed timer lines mean what they say, whatever stands in an address or a path."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from crawler.timetable import printed
from db.home import Home

CONTACT = 'https://example.org/%E5%85%B3?a="b"'


def test_what_systemd_and_cron_would_expand_is_escaped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DAFU_CONTACT", CONTACT)
    lines = printed(Home(tmp_path / "100% 语料 $x"), 30).splitlines()
    [environment] = [line for line in lines if line.startswith("Environment=")]
    assert environment == r'Environment="DAFU_CONTACT=https://example.org/%%E5%%85%%B3?a=\"b\""'
    [start] = [line for line in lines if line.startswith("ExecStart=")]
    assert start.endswith(f"--home '{tmp_path}/100%% 语料 $$x'")
    [cron] = [line for line in lines if line.startswith("*/30 ")]
    assert cron.count("%") == cron.count(r"\%") == 8
    words = shlex.split(cron.replace(r"\%", "%"))[5:]
    assert words[0] == f"DAFU_CONTACT={CONTACT}"
    assert words[-1] == f"{tmp_path}/100% 语料 $x"


def test_plain_lines_stay_plain(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DAFU_CONTACT", raising=False)
    text = printed(Home(tmp_path), 120)
    assert "Environment" not in text
    assert "OnCalendar=0/2:07" in text
    assert "\n7 */2 * * * " in text
