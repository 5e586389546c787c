"""The licences of the program and of every library that it brings, as texts by name."""

from __future__ import annotations

import os
import sys
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

FOLDER = Path(__file__).parent / "resources" / "licences"
# The distributions that a bundle holds, with what makes it.
DISTRIBUTIONS = (
    "defusedxml", "et_xmlfile", "numpy", "openpyxl", "platformdirs", "pyinstaller",
    "python-calamine", "xlrd", "XlsxWriter",
)  # fmt: skip
QT = ("PySide6-Essentials", "shiboken6")
_SIGNS = ("licen", "copying", "notice")


def texts() -> dict[str, str]:
    """Each name with its text: those gathered in the bundle, else those of what is installed."""
    bundled = Path(getattr(sys, "_MEIPASS", "")) / "licences"
    if getattr(sys, "frozen", False) and bundled.is_dir():
        return _of_folder(bundled)
    return gathered()


def gathered() -> dict[str, str]:
    """From our own folder, from the installed distributions, and from this Python."""
    found = {name: text for name in DISTRIBUTIONS if (text := _of_distribution(name))}
    ours = _of_folder(FOLDER)
    versions = ", ".join(f"{name} {version}" for name in QT if (version := _version(name)))
    ours["Qt"] = f"{versions}\n\n{ours['Qt']}"
    python = _of_python()
    return {**ours, **({"Python": python} if python else {}), **found}


def _of_folder(folder: Path) -> dict[str, str]:
    return {path.stem: path.read_text("utf-8") for path in sorted(folder.glob("*.txt"))}


def _version(name: str) -> str:
    try:
        return distribution(name).version
    except PackageNotFoundError:
        return ""


def _of_distribution(name: str) -> str:
    """Its licence files one after the other; "" where it is not installed or brings none."""
    try:
        files = distribution(name).files or ()
    except PackageNotFoundError:
        return ""
    kept = [
        each
        for each in files
        if ".dist-info" in each.parts[0] and any(sign in each.name.lower() for sign in _SIGNS)
    ]
    bodies = [Path(str(each.locate())).read_text("utf-8", "replace") for each in kept]
    return "\n\n".join([f"{name} {_version(name)}", *bodies]) if bodies else ""


def _of_python() -> str:
    """The licence that this Python came with; "" where it came without."""
    library = Path(os.__file__).parent
    for folder in (Path(sys.base_prefix), library, library.parent):
        for name in ("LICENSE.txt", "LICENSE"):
            if (folder / name).is_file():
                return (folder / name).read_text("utf-8", "replace")
    return ""
