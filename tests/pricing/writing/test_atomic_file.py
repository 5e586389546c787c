"""Drafts of files, and what a killed program leaves of them."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from pricing.problems.errors import ProblemKind, UserError
from pricing.writing.atomic_file import atomic_file
from tests.paths import ROOT

if TYPE_CHECKING:
    from pathlib import Path

WRITER = """
import sys
from pathlib import Path
from pricing.writing.atomic_file import atomic_file
with atomic_file(Path(sys.argv[1])) as file:
    file.write(b"other")
    file.flush()
    print("written", flush=True)
    sys.stdin.read()
"""


def start_writer(path: Path) -> subprocess.Popen[bytes]:
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert writer.stdout is not None
    assert writer.stdout.readline().strip() == b"written"
    return writer


def test_that_the_next_write_deletes_the_draft_of_a_killed_program(tmp_path: Path) -> None:
    target = tmp_path / "t.json"
    with start_writer(target) as writer:
        writer.kill()
    (tmp_path / ".t.json.notours.tmp").write_text("kept")
    (tmp_path / ".u.json.01234567.tmp").write_text("kept")
    assert len(list(tmp_path.iterdir())) == 3
    with atomic_file(target) as file:
        file.write(b"whole")
    assert target.read_bytes() == b"whole"
    assert len(list(tmp_path.iterdir())) == 3


def test_that_the_draft_of_a_program_at_work_stays(tmp_path: Path) -> None:
    target = tmp_path / "t.json"
    with start_writer(target) as writer:
        with atomic_file(target) as file:
            file.write(b"ours")
        writer.communicate(b"")
    assert writer.returncode == 0
    assert target.read_bytes() == b"other"
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes with names")
def test_that_a_pipe_named_like_a_draft_is_left_alone(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / ".t.json.01234567.tmp")
    with atomic_file(tmp_path / "t.json") as file:
        file.write(b"whole")
    assert len(list(tmp_path.iterdir())) == 2


def test_that_a_name_that_is_too_long_is_reported(tmp_path: Path) -> None:
    with pytest.raises(UserError), atomic_file(tmp_path / ("x" * 300)) as file:
        file.write(b"data")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has a device that is full")
def test_that_the_remedy_for_a_full_disk_is_to_make_room(tmp_path: Path) -> None:
    def fill() -> None:
        with atomic_file(tmp_path / "t.json"), open("/dev/full", "wb", 0) as full:  # noqa: PTH123
            full.write(b"data")

    with pytest.raises(UserError, match="make room") as error:
        fill()
    assert error.value.kind is ProblemKind.NO_ROOM
