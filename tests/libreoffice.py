"""LibreOffice as an independent check: it opens, recalculates and saves a workbook."""

from __future__ import annotations

import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

_ALWAYS_RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry"
 xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode"
 oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""


def libreoffice_command() -> str | None:
    """Return the LibreOffice command of this machine, if there is one."""
    mac = "/Applications/LibreOffice.app/Contents/MacOS/soffice"
    return shutil.which("soffice") or shutil.which("libreoffice") or shutil.which(mac)


def recalculate(paths: list[Path], folder: Path) -> list[Path]:
    """Return copies of workbooks with every formula recalculated."""
    out = folder / "recalculated"
    _convert(paths, "xlsx", out, folder / "profile")
    return [out / path.name for path in paths]


def convert_spreadsheet(path: Path, ending: str) -> Path:
    """Convert a spreadsheet to another format, and return its path."""
    _convert([path], ending, path.parent, path.parent / "profile")
    return path.with_suffix(f".{ending}")


def convert_spreadsheets(paths: list[Path], ending: str, folder: Path) -> list[Path]:
    """Convert spreadsheets to another format in a folder, and return their paths."""
    _convert(paths, ending, folder, folder / "profile")
    return [folder / path.with_suffix(f".{ending}").name for path in paths]


def _convert(paths: list[Path], ending: str, out: Path, profile: Path) -> None:
    command = libreoffice_command()
    if command is None:
        if sys.platform == "linux":
            pytest.fail("LibreOffice is not installed: packaging/dev.py test installs it on Debian")
        pytest.skip("LibreOffice is not installed here, so nothing opens the spreadsheet")
    (profile / "user").mkdir(parents=True, exist_ok=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_ALWAYS_RECALCULATE, "utf-8")
    subprocess.run(
        [
            command,
            f"-env:UserInstallation={profile.as_uri()}",
            "--headless",
            "--convert-to",
            ending,
            "--outdir",
            str(out),
            *map(str, paths),
        ],
        check=True,
        capture_output=True,
        timeout=240,
    )


def stored_results(path: Path) -> dict[tuple[str, str], object]:
    """Return the stored result of every cell by (sheet, address)."""
    import openpyxl

    book = openpyxl.load_workbook(path, data_only=True)
    return {
        (sheet.title, cell.coordinate): cell.value
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.value not in (None, "")
    }
