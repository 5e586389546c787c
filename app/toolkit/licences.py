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

LICENCES_FOLDER = Path(__file__).parents[1] / "resources" / "licences"
# The distributions that a bundle holds, with what makes it.
BUNDLED_DISTRIBUTIONS = (
    "defusedxml", "et_xmlfile", "numpy", "openpyxl", "platformdirs", "pyinstaller",
    "python-calamine", "xlrd", "XlsxWriter",
)  # fmt: skip
QT_DISTRIBUTIONS = ("PySide6-Essentials", "shiboken6")
SHOWN_FIRST = (
    "Elemental", "Qt", "Qt, code of others", "LGPL-3.0", "GPL-3.0", "Python",
    "Python, code of others",
)  # fmt: skip
_LICENCE_FILE_WORDS = ("licen", "copying", "notice")
_RUST_LICENCES_NOTE = """It is built of these Rust libraries.
Of several licences, MIT is taken. The texts: MIT above; Apache-2.0 by itself;
Zlib, BSD-3-Clause and Unicode in "Qt, code of others"."""


def licence_texts() -> dict[str, str]:
    """Each name with its text: those gathered in the bundle, else those of what is installed."""
    bundled = Path(getattr(sys, "_MEIPASS", "")) / "licences"
    is_bundled = getattr(sys, "frozen", False) and bundled.is_dir()
    found = _folder_licences(bundled) if is_bundled else gather_licence_texts()
    others = sorted(found.keys() - set(SHOWN_FIRST), key=str.casefold)
    return {name: found[name] for name in (*SHOWN_FIRST, *others) if name in found}


def gather_licence_texts() -> dict[str, str]:
    """From our own folder, from the installed distributions, and from this Python."""
    found = {name: text for name in BUNDLED_DISTRIBUTIONS if (text := _distribution_licence(name))}
    ours = _folder_licences(LICENCES_FOLDER)
    versions = ", ".join(
        f"{name} {version}" for name in QT_DISTRIBUTIONS if (version := _version(name))
    )
    ours["Qt"] = f"{versions}\n\n{ours['Qt']}"
    python = _python_licence()
    return {**ours, **({"Python": python} if python else {}), **found}


def _folder_licences(folder: Path) -> dict[str, str]:
    return {path.stem: path.read_text("utf-8") for path in sorted(folder.glob("*.txt"))}


def _version(name: str) -> str:
    try:
        return distribution(name).version
    except PackageNotFoundError:
        return ""


def _distribution_licence(name: str) -> str:
    """Its licence files one after the other; "" where it is not installed or brings none."""
    try:
        found = distribution(name)
    except PackageNotFoundError:
        return ""
    kept = [
        each
        for each in found.files or ()
        if ".dist-info" in each.parts[0]
        and any(sign in each.name.lower() for sign in _LICENCE_FILE_WORDS)
    ]
    if not kept:
        return ""
    bodies = [Path(str(each.locate())).read_text("utf-8", "replace") for each in kept]
    return "\n\n".join([f"{name} {found.version}", *bodies, *_rust_licences(found)])


def _rust_licences(package: Distribution) -> list[str]:
    """What a compiled distribution says it is built of, with the licences."""
    lines = []
    for each in rust_crates(package):
        licences = [kept.get("expression", "") for kept in each.get("licenses", ())]
        parts = (each["name"], each["version"], ", ".join(licences), each.get("author", ""))
        lines.append(" · ".join(filter(None, parts)))
    return [_RUST_LICENCES_NOTE, "\n".join(lines)] if lines else []


def rust_crates(package: Distribution) -> list[dict[str, Any]]:
    """The Rust libraries in a distribution, by its own bill of materials (CycloneDX)."""
    listed = []
    for path in package.files or ():
        if path.name.endswith(".cyclonedx.json"):
            listed += json.loads(Path(str(path.locate())).read_text("utf-8"))["components"]
    return [each for each in listed if each.get("purl", "").startswith("pkg:cargo/")]


def _python_licence() -> str:
    """The licence that this Python came with; "" where it came without."""
    library = Path(os.__file__).parent
    for folder in (Path(sys.base_prefix), library, library.parent):
        for name in ("LICENSE.txt", "LICENSE"):
            if (folder / name).is_file():
                return (folder / name).read_text("utf-8", "replace")
    return ""
