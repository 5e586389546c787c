"""Each kind of fault at a write of each step: files are old or new, and refusals are said."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.faults.write_faults import compiler
from tests.paths import ROOT


@pytest.mark.parametrize(
    "arguments",
    [
        ("--fast",),
        ("--part", "new row", "--fault", "MemoryError"),
        ("--part", "command: export", "--fault", "MemoryError"),
    ],
)
def test_that_every_file_is_old_or_new_after_a_fault_at_any_write(
    arguments: tuple[str, ...],
) -> None:
    if not compiler():
        pytest.skip("NOT PROVEN HERE: faults at writes need Linux and a C compiler")
    session = [sys.executable, "-m", "tests.faults.each_write", *arguments]
    done = subprocess.run(
        session, cwd=ROOT, capture_output=True, encoding="utf-8", check=False, timeout=500
    )
    assert done.returncode == 0, done.stdout + done.stderr
