"""What is installed elsewhere: the wheel holds every file of the rooms, and no data of anyone."""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.house_files import ROOMS, ROOT, tracked

NOT_PACKED = {".md"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The names in a wheel built from the tracked files alone."""
    source, out = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("out")
    for path in tracked():
        name = path.relative_to(ROOT)
        if name.parts[0] in {*ROOMS, "pyproject.toml", "README.md", "LICENSE"}:
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, source / name)
    (source / "db/var").mkdir()
    (source / "db/var/private.json").write_text("{}", "utf-8")
    # No index and no isolation: the build needs nothing but what the lock installed.
    alone = ("--no-deps", "--no-build-isolation", "--no-index", "--no-cache-dir")
    command = [sys.executable, "-m", "pip", "wheel", *alone, "--wheel-dir", str(out), str(source)]
    subprocess.run(command, check=True, capture_output=True)
    (built,) = Path(out).glob("*.whl")
    with zipfile.ZipFile(built) as archive:
        return set(archive.namelist())


def test_every_file_of_the_rooms_is_in_the_wheel(wheel: set[str]) -> None:
    ours = {
        path.relative_to(ROOT).as_posix()
        for path in tracked()
        if path.relative_to(ROOT).parts[0] in ROOMS and path.suffix not in NOT_PACKED
    }
    assert ours <= wheel, f"name their endings in [tool.setuptools.package-data]: {sorted(ours - wheel)}"


def test_nobodys_data_and_no_tests_are_in_the_wheel(wheel: set[str]) -> None:
    assert not [name for name in wheel if name.startswith(("db/var", "tests/"))]


def test_the_licence_is_in_the_wheel(wheel: set[str]) -> None:
    assert any(name.endswith("licenses/LICENSE") for name in wheel)
