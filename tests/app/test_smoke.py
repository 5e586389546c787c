"""The program's own trial, started as a build and as support start it."""

from __future__ import annotations

import csv
import os
import subprocess
import sys

import pytest
from pypdf import PdfReader

from pricing.reading.importer import read_products

# Windows and macOS have fonts on their own screens alone.
OFFSCREEN = {"QT_QPA_PLATFORM": "offscreen"} if sys.platform == "linux" else {}
WITHOUT_SCREEN = {**os.environ, **OFFSCREEN, "PYTHONIOENCODING": "utf-8"}
FILES = ("smoke.txt", "comparison.xlsx", "comparison.csv", "handout.pdf")


def smoke(folder):
    return subprocess.run(
        [sys.executable, "-m", "app", "--smoke", str(folder)],
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        env=WITHOUT_SCREEN,
        check=False,
        timeout=120,
    )


def test_that_a_program_that_works_writes_everything_and_says_so(tmp_path):
    folder = tmp_path / "Prüfung mit Leerzeichen"
    done = smoke(folder)
    assert done.returncode == 0, done.stderr
    assert sorted(each.name for each in folder.iterdir()) == sorted(FILES)
    report, workbook, table, handout = (folder / name for name in FILES)
    assert report.read_text("utf-8").splitlines()[-1] == "ok"
    assert len(read_products(workbook).products) == 18
    assert len(PdfReader(handout).pages) == 1
    with table.open(encoding="utf-8-sig", newline="") as file:
        assert len({row["monthly_cost"] for row in csv.DictReader(file)}) > 1


@pytest.mark.parametrize("name", FILES[1:])
def test_that_a_file_that_cannot_be_written_fails_it_with_the_reason(tmp_path, name):
    (tmp_path / name / "in the way").mkdir(parents=True)
    done = smoke(tmp_path)
    assert done.returncode == 1
    assert name in done.stderr
    assert name in (tmp_path / "smoke.txt").read_text("utf-8")


def test_that_a_folder_that_cannot_be_made_fails_it_with_the_reason(tmp_path):
    (tmp_path / "file").write_text("in the way")
    done = smoke(tmp_path / "file" / "folder")
    assert done.returncode == 1
    assert str(tmp_path / "file") in done.stderr.replace("\\\\", "\\")
