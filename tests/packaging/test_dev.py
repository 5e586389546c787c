"""The set-up script, started as a user starts it."""

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


def start(*arguments: object, **settings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *map(str, arguments)],
        capture_output=True,
        encoding="utf-8",
        check=False,
        env={**os.environ, **settings},
        timeout=240,
    )


def test_that_a_python_that_is_too_old_is_told_so() -> None:
    code = f"import sys; sys.version_info = (3, 9, 2); exec(open({str(SCRIPT)!r}).read())"
    done = start("-c", code)
    assert done.returncode == 1
    assert "needs Python 3.11 or newer; this is Python 3.9.2" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("arguments", [[], ["fly"]])
def test_that_an_unknown_command_is_answered_with_those_there_are(arguments) -> None:
    done = start(SCRIPT, *arguments)
    said = done.stdout + done.stderr
    assert done.returncode == 2
    for command in ("run", "test", "bench", "bundle", "test-windows", "lock"):
        assert command in said


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The files that a set-up reads, in a folder of their own."""
    folder = tmp_path / "a folder with spaces"
    (folder / "packaging").mkdir(parents=True)
    shutil.copy(SCRIPT, folder / "packaging")
    for name in ("pyproject.toml", "requirements.lock", "requirements-dev.lock"):
        shutil.copy(ROOT / name, folder)
    return folder


def test_that_a_download_that_fails_is_said_and_leaves_no_set_up_behind(copy) -> None:
    unreachable = {
        "PIP_INDEX_URL": "http://127.0.0.1:9/simple",
        "PIP_EXTRA_INDEX_URL": "",
        "PIP_FIND_LINKS": "",
        "PIP_NO_INDEX": "0",
        "PIP_RETRIES": "0",
        "PIP_CONFIG_FILE": os.devnull,
    }
    done = start(copy / "packaging" / "dev.py", "run", **unreachable)
    assert done.returncode == 1
    assert "could not be" in done.stderr
    assert "internet connection" in done.stderr
    assert "Traceback" not in done.stderr
    assert not list((copy / ".venv").glob("*.stamp"))
