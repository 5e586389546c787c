"""The licences of the program and of every library that it brings, as texts by name."""

from __future__ import annotations

import json
import os
import sys
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from importlib.metadata import Distribution

FOLDER = Path(__file__).parents[1] / "resources" / "licences"
# The distributions that a bundle holds, with what makes it.
DISTRIBUTIONS = (
    "defusedxml", "et_xmlfile", "numpy", "openpyxl", "platformdirs", "pyinstaller",
    "python-calamine", "xlrd", "XlsxWriter",
)  # fmt: skip
QT = ("PySide6-Essentials", "shiboken6")
FIRST = (
    "Elemental", "Qt", "Qt, code of others", "LGPL-3.0", "GPL-3.0", "Python",
    "Python, code of others",
)  # fmt: skip
_SIGNS = ("licen", "copying", "notice")
_BUILT_IN = """It is built of these Rust libraries. Of several licences, MIT is taken. The texts:
MIT above; Apache-2.0 by itself; Zlib, BSD-3-Clause and Unicode in "Qt, code of others"."""


def texts() -> dict[str, str]:
    """Each name with its text: those gathered in the bundle, else those of what is installed."""
    bundled = Path(getattr(sys, "_MEIPASS", "")) / "licences"
    is_bundled = getattr(sys, "frozen", False) and bundled.is_dir()
    found = _of_folder(bundled) if is_bundled else gathered()
    others = sorted(found.keys() - set(FIRST), key=str.casefold)
    return {name: found[name] for name in (*FIRST, *others) if name in found}


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
        found = distribution(name)
    except PackageNotFoundError:
        return ""
    kept = [
        each
        for each in found.files or ()
        if ".dist-info" in each.parts[0] and any(sign in each.name.lower() for sign in _SIGNS)
    ]
    if not kept:
        return ""
    bodies = [Path(str(each.locate())).read_text("utf-8", "replace") for each in kept]
    return "\n\n".join([f"{name} {found.version}", *bodies, *_built_in(found)])


def _built_in(found: Distribution) -> list[str]:
    """What a compiled distribution says it is built of, with the licences."""
    lines = []
    for each in crates(found):
        licences = [kept.get("expression", "") for kept in each.get("licenses", ())]
        parts = (each["name"], each["version"], ", ".join(licences), each.get("author", ""))
        lines.append(" · ".join(filter(None, parts)))
    return [_BUILT_IN, "\n".join(lines)] if lines else []


def crates(found: Distribution) -> list[dict[str, Any]]:
    """The Rust libraries in a distribution, by its own bill of materials (CycloneDX)."""
    listed = []
    for path in found.files or ():
        if path.name.endswith(".cyclonedx.json"):
            listed += json.loads(Path(str(path.locate())).read_text("utf-8"))["components"]
    return [each for each in listed if each.get("purl", "").startswith("pkg:cargo/")]


def _of_python() -> str:
    """The licence that this Python came with; "" where it came without."""
    library = Path(os.__file__).parent
    for folder in (Path(sys.base_prefix), library, library.parent):
        for name in ("LICENSE.txt", "LICENSE"):
            if (folder / name).is_file():
                return (folder / name).read_text("utf-8", "replace")
    return ""
