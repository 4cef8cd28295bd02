"""`make run` and `make test` before there is anything: what a new user sees when something is missing."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house_files import ROOT

pytestmark = pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """What the set-up reads, in a directory with a space in its name; no environment yet."""
    there = tmp_path / "a clone"
    there.mkdir()
    shutil.copytree(ROOT / ".ci", there / ".ci")
    for name in ("Makefile", "pyproject.toml", "requirements.lock", "requirements-dev.lock"):
        shutil.copy(ROOT / name, there)
    return there


def script(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    path.chmod(0o755)
    return path


def outside_make(**more: str) -> dict[str, str]:
    """The environment as a person has it, also when these tests themselves run under make."""
    of_make = {"MAKEFLAGS", "MAKELEVEL", "MFLAGS", "ARGS", "PYTHON"}
    return {name: value for name, value in os.environ.items() if name not in of_make} | more


def make(clone: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["make", *words],
        cwd=clone,
        env=outside_make(DAFU_NO_APT="1", **environment),
        check=False,
        capture_output=True,
        text=True,
    )


def test_an_old_python_is_named_with_the_way_out(clone: Path) -> None:
    old = script(
        clone / "python3.9",
        '#!/bin/sh\ncase "$*" in -V) echo "Python 3.9.2" ;; *version_info*) exit 1 ;; esac\n',
    )
    result = make(clone, "run", f"PYTHON={old}")
    assert result.returncode == 2
    assert "dafu needs Python 3.11 or newer" in result.stderr
    assert "Python 3.9.2" in result.stderr
    assert "make PYTHON=" in result.stderr
    assert not (clone / ".venv").exists()


def test_a_missing_python_is_named(clone: Path) -> None:
    result = make(clone, "run", "PYTHON=no-such-python")
    assert result.returncode == 2
    assert "There is no no-such-python here" in result.stderr


def test_debian_without_venv_gets_the_one_command_to_type(clone: Path) -> None:
    bare = script(
        clone / "python3",
        f'#!/bin/sh\ncase "$*" in *ensurepip*) exit 1 ;; *) exec "{sys.executable}" "$@" ;; esac\n',
    )
    result = make(clone, "run", f"PYTHON={bare}")
    assert result.returncode == 2
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    assert f"sudo apt-get install python{version}-venv" in result.stderr


def test_without_a_browser_the_set_up_goes_on_and_says_what_is_skipped(clone: Path) -> None:
    programs = clone / "programs"
    programs.mkdir()
    for name in ("sh", "dirname", "make", "env"):
        (programs / name).symlink_to(str(shutil.which(name)))
    result = make(clone, "browser", PATH=str(programs))
    assert result.returncode == 0
    assert "the browser test will be skipped" in result.stderr
    assert "sudo apt-get install chromium" in result.stderr


@pytest.mark.parametrize("status", [0, 130])
def test_ctrl_c_is_no_error(clone: Path, status: int) -> None:
    script(clone / ".ci/environment", "#!/bin/sh\n")
    script(
        clone / ".venv/bin/dafu",
        "#!/bin/sh\n"
        f"exec '{sys.executable}' -c '\n"
        "import signal, sys\n"
        f'signal.signal(signal.SIGINT, lambda *_: (print("stopped"), sys.exit({status})))\n'
        'print("serving", flush=True)\n'
        "signal.pause()'\n",
    )
    with subprocess.Popen(
        ["make", "run"],
        cwd=clone,
        env=outside_make(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        assert running.stdout.readline() == "serving\n"
        os.killpg(running.pid, signal.SIGINT)
        assert running.stdout.read() == "stopped\n"
        assert running.stderr.read() == ""


def test_a_failed_demo_is_an_error(clone: Path) -> None:
    script(clone / ".ci/environment", "#!/bin/sh\n")
    script(clone / ".venv/bin/dafu", "#!/bin/sh\nexit 1\n")
    assert make(clone, "run").returncode == 2


def test_an_unknown_environment_is_wrong_use(clone: Path) -> None:
    result = subprocess.run(
        [clone / ".ci/environment", "nonsense"], check=False, capture_output=True, text=True
    )
    assert result.returncode == 2
    assert "usage:" in result.stderr
