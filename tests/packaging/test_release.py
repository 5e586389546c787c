"""What the release workflow promises, and what its small scripts do."""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.paths import ROOT

if TYPE_CHECKING:
    from pathlib import Path

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_that_a_workflow_may_do_nothing_by_default_and_pins_its_actions_by_commit(
    path: Path,
) -> None:
    text = path.read_text("utf-8")
    assert re.search(r"^permissions: \{\}$", text, re.MULTILINE)
    used = re.findall(r"uses: (\S+)", text)
    assert used
    for action in used:
        assert action.startswith("./") or re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", action), action


def jobs(path: Path) -> dict[str, str]:
    """The jobs of a workflow, each with its lines."""
    below = path.read_text("utf-8").split("\njobs:\n")[1]
    return dict(re.findall(r"^  ([\w-]+):\n((?:    .*\n|\n)+)", below + "\n", re.MULTILINE))


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_that_each_job_of_a_workflow_says_its_rights(path: Path) -> None:
    found = jobs(path)
    assert found
    for name, lines in found.items():
        assert "    permissions:\n" in lines, name


def test_that_a_release_waits_for_every_other_job() -> None:
    found = jobs(ROOT / ".github" / "workflows" / "release.yml")
    needs = re.compile(r"^    needs: (.*)$", re.MULTILINE)
    awaited, ahead = set(), ["release"]
    while ahead:
        for listed in needs.findall(found[ahead.pop()]):
            ahead += set(re.findall(r"[\w-]+", listed)) - awaited
            awaited |= set(ahead)
    assert awaited == set(found) - {"release"}
    assert {"test", "linux", "windows", "msi", "macos"} <= awaited


def test_that_the_sums_are_those_of_the_files(tmp_path: Path) -> None:
    (tmp_path / "b.zip").write_bytes(b"b")
    (tmp_path / "a ü.msi").write_bytes(b"a")
    for _ in range(2):  # a second time its own file is no part of it
        script = [sys.executable, ROOT / "packaging" / "sums.py", tmp_path]
        subprocess.run(script, check=True)
    lines = (tmp_path / "SHA256SUMS").read_text("utf-8").splitlines()
    expected = {"a ü.msi": b"a", "b.zip": b"b"}
    assert lines == [f"{hashlib.sha256(data).hexdigest()}  {n}" for n, data in expected.items()]
