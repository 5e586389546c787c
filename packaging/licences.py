"""Writes the licences of everything in the bundle, each as a file."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from app.licences import gathered

OWED = {"Elemental", "Qt", "LGPL-3.0", "GPL-3.0", "Python", "numpy", "openpyxl", "XlsxWriter"}


def write(folder: Path) -> None:
    """One file a name. Raises FileNotFoundError where one that is owed is not there."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    found = gathered()
    if missing := OWED - set(found):
        raise FileNotFoundError(f"no licence text was found for {', '.join(sorted(missing))}")
    for name, text in found.items():
        (folder / f"{name}.txt").write_text(text, "utf-8")
