"""Each kind of fault at a write of many steps: files are old or new, and refusals are said."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.faults.write_faults import FAULTS, compiler
from tests.paths import ROOT


def test_that_every_file_is_old_or_new_after_a_fault_at_any_write() -> None:
    if not compiler():
        pytest.skip("NOT PROVEN HERE: faults at writes need Linux and a C compiler")
    session = [sys.executable, "-m", "tests.faults.each_write", "--fast"]
    done = subprocess.run(
        session, cwd=ROOT, capture_output=True, encoding="utf-8", check=False, timeout=500
    )
    assert done.returncode == 0, done.stdout + done.stderr
    for fault in FAULTS:
        assert f"| all | {fault.value} | 0 |" not in done.stdout
