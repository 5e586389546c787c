"""The set-up script, run as a user runs it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.paths import ROOT

if TYPE_CHECKING:
    from pathlib import Path

SCRIPT = ROOT / "packaging" / "dev.py"


def run_python(*arguments: object, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *map(str, arguments)],
        capture_output=True,
        encoding="utf-8",
        check=False,
        env={**os.environ, **variables},
        timeout=240,
    )


def test_that_an_old_python_is_refused_with_a_message() -> None:
    code = f"import sys; sys.version_info = (3, 9, 2); exec(open({str(SCRIPT)!r}).read())"
    result = run_python("-c", code)
    assert result.returncode == 1
    assert "needs Python 3.11 or newer; this is Python 3.9.2" in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize("arguments", [[], ["fly"]])
def test_that_an_unknown_command_shows_the_available_ones(arguments: list[str]) -> None:
    result = run_python(SCRIPT, *arguments)
    output = result.stdout + result.stderr
    assert result.returncode == 2
    for command in ("run", "test", "check", "bench", "bundle", "test-windows", "lock"):
        assert command in output


@pytest.fixture
def project_copy(tmp_path: Path) -> Path:
    """Return a folder with the files that a set-up reads."""
    folder = tmp_path / "a folder with spaces"
    (folder / "packaging").mkdir(parents=True)
    shutil.copy(SCRIPT, folder / "packaging")
    names = (
        "pyproject.toml",
        "requirements.lock",
        "requirements-dev.lock",
        "packaging/qt_support.py",
    )
    for name in names:
        shutil.copy(ROOT / name, folder / name)
    return folder


def test_that_a_failed_download_is_reported_and_leaves_no_stamp(project_copy: Path) -> None:
    unreachable = {
        "PIP_INDEX_URL": "http://127.0.0.1:9/simple",
        "PIP_EXTRA_INDEX_URL": "",
        "PIP_FIND_LINKS": "",
        "PIP_NO_INDEX": "0",
        "PIP_RETRIES": "0",
        "PIP_CONFIG_FILE": os.devnull,
    }
    result = run_python(project_copy / "packaging" / "dev.py", "run", **unreachable)
    assert result.returncode == 1
    assert "could not be" in result.stderr
    assert "internet connection" in result.stderr
    assert "Traceback" not in result.stderr
    assert not list((project_copy / ".venv").glob("*.stamp"))
