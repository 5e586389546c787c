"""The program's test of itself, started as a build's trial and as support start it."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
import textwrap
from typing import TYPE_CHECKING

import pytest
from pypdf import PdfReader

from pricing.reading.reader_process import read_products
from tests.packaging.loading import load

if TYPE_CHECKING:
    from pathlib import Path

# On Windows and macOS only the real screen has fonts.
ON_LINUX = sys.platform == "linux"
OFFSCREEN = {"QT_QPA_PLATFORM": "offscreen"} if ON_LINUX else {}
WITHOUT_SCREEN = {**os.environ, **OFFSCREEN, "PYTHONIOENCODING": "utf-8"}
FILES = ("smoke.txt", "comparison.xlsx", "comparison.csv", "handout.pdf")


def run_smoke_test(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "app", "--smoke", str(folder)],
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        env=WITHOUT_SCREEN,
        check=False,
        timeout=120,
    )


def test_that_a_working_program_writes_every_file_and_reports_ok(tmp_path: Path) -> None:
    folder = tmp_path / "Prüfung mit Leerzeichen"
    done = run_smoke_test(folder)
    assert done.returncode == 0, done.stderr
    assert sorted(path.name for path in folder.iterdir()) == sorted(FILES)
    report, workbook, table, handout = (folder / name for name in FILES)
    assert report.read_text("utf-8").splitlines()[-1] == "ok"
    assert len(read_products(workbook).products) == 18
    assert len(PdfReader(handout).pages) == 1
    with table.open(encoding="utf-8-sig", newline="") as file:
        assert len({row["monthly_cost"] for row in csv.DictReader(file)}) > 1


@pytest.mark.parametrize("name", FILES[1:])
def test_that_a_file_that_cannot_be_written_is_a_failure_with_its_reason(
    tmp_path: Path, name: str
) -> None:
    (tmp_path / name / "in the way").mkdir(parents=True)
    done = run_smoke_test(tmp_path)
    assert done.returncode == 1
    assert name in done.stderr
    assert name in (tmp_path / "smoke.txt").read_text("utf-8")


def run_watched(code: str, folder: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    """Run code that prints its uses of a network, with empty home folders."""
    watch = """
        import sys
        def watch(event, arguments):
            if event in ("socket.connect", "socket.getaddrinfo", "socket.bind", "socket.sendto"):
                print("asked", event, arguments)
        sys.addaudithook(watch)
        """
    return subprocess.run(
        [
            sys.executable,
            "-c",
            textwrap.dedent(watch) + textwrap.dedent(code),
            *map(str, arguments),
        ],
        capture_output=True,
        encoding="utf-8",
        env={**WITHOUT_SCREEN, **(load("side_effects").isolated_homes(folder) if ON_LINUX else {})},
        check=False,
        timeout=120,
    )


def test_that_nothing_is_written_elsewhere_and_no_network_is_used(tmp_path: Path) -> None:
    code = """
        from pathlib import Path
        from app.window.smoke_test import run_smoke_test
        status = run_smoke_test(Path(sys.argv[1]))
        print("network" if "PySide6.QtNetwork" in sys.modules else "alone")
        sys.exit(status)
        """
    done = run_watched(code, tmp_path / "homes", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["alone"]
    if ON_LINUX:
        assert load("side_effects").written_files(tmp_path / "homes") == []


@pytest.mark.skipif(not ON_LINUX, reason="other systems name a program's folders in other ways")
def test_that_a_start_writes_into_the_data_folder_alone(tmp_path: Path) -> None:
    code = """
        from app.window.startup import new_application, open_window
        from pricing.store.database import default_data_folder
        from PySide6.QtGui import QAction
        application = new_application()
        window = open_window(default_data_folder())
        window.findChild(QAction, "exampleAction").trigger()
        window.findChild(QAction, "catalogueAction").trigger()
        application.processEvents()
        window.close()
        """
    done = run_watched(code, tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout == ""
    paths = [tmp_path / name for name in load("side_effects").written_files(tmp_path)]
    (data,) = [path.parent for path in paths if path.name == "elemental.sqlite3"]
    strays = [path for path in paths if not path.is_relative_to(data) and path not in data.parents]
    assert strays == []


def test_that_a_folder_that_cannot_be_made_is_a_failure_with_its_reason(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    done = run_smoke_test(tmp_path / "file" / "folder")
    assert done.returncode == 1
    assert str(tmp_path / "file") in done.stderr.replace("\\\\", "\\")
    assert "Traceback" not in done.stderr


def test_that_a_folder_with_a_long_name_is_a_failure_in_a_sentence(tmp_path: Path) -> None:
    done = run_smoke_test(tmp_path / ("x" * 300))
    assert done.returncode == 1
    assert "cannot be made" in done.stderr
    assert "Traceback" not in done.stderr
