"""The rights and dependencies of the workflows, and the scripts of a release."""

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
def test_that_a_workflow_has_no_rights_by_default_and_pins_its_actions(
    path: Path,
) -> None:
    text = path.read_text("utf-8")
    assert re.search(r"^permissions: \{\}$", text, re.MULTILINE)
    actions = re.findall(r"uses: (\S+)", text)
    assert actions
    for action in actions:
        assert action.startswith("./") or re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", action), action


def jobs(path: Path) -> dict[str, str]:
    """Return the lines of each job in a workflow."""
    text = path.read_text("utf-8").split("\njobs:\n")[1]
    return dict(re.findall(r"^  ([\w-]+):\n((?:    .*\n|\n)+)", text + "\n", re.MULTILINE))


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_that_each_job_of_a_workflow_states_its_rights(path: Path) -> None:
    lines_by_job = jobs(path)
    assert lines_by_job
    for name, lines in lines_by_job.items():
        assert "    permissions:\n" in lines, name


def test_that_a_release_waits_for_every_other_job() -> None:
    lines_by_job = jobs(ROOT / ".github" / "workflows" / "release.yml")
    needs = re.compile(r"^    needs: (.*)$", re.MULTILINE)
    awaited: set[str] = set()
    queue = ["release"]
    while queue:
        for names in needs.findall(lines_by_job[queue.pop()]):
            queue += set(re.findall(r"[\w-]+", names)) - awaited
            awaited |= set(queue)
    assert awaited == set(lines_by_job) - {"release"}
    assert {"test", "linux", "windows", "msi", "macos"} <= awaited


def test_that_the_checksums_are_those_of_the_files(tmp_path: Path) -> None:
    (tmp_path / "b.zip").write_bytes(b"b")
    (tmp_path / "a ü.msi").write_bytes(b"a")
    for _ in range(2):  # the second run must leave out its own file
        script = ROOT / "packaging" / "checksums.py"
        subprocess.run([sys.executable, script, tmp_path], check=True)
    lines = (tmp_path / "SHA256SUMS").read_text("utf-8").splitlines()
    expected = {"a ü.msi": b"a", "b.zip": b"b"}
    assert lines == [f"{hashlib.sha256(data).hexdigest()}  {n}" for n, data in expected.items()]
