"""The licences of the program and of every library in it, as texts by name."""

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
# The text recognition of Windows.
WINDOWS_DISTRIBUTIONS = (
    "winrt-runtime", "winrt-Windows.Foundation",
    "winrt-Windows.Foundation.Collections", "winrt-Windows.Globalization",
    "winrt-Windows.Graphics.Imaging", "winrt-Windows.Media.Ocr", "winrt-Windows.Storage.Streams",
)  # fmt: skip
_NEEDS_TYPING_EXTENSIONS = sys.platform == "win32" or sys.version_info < (3, 13)
# The distributions in a bundle, and the tool that makes it.
BUNDLED_DISTRIBUTIONS = (
    "defusedxml", "et_xmlfile", "numpy", "openpyxl", "platformdirs", "pyinstaller",
    "psycopg", "psycopg-binary", "python-calamine", "xlrd", "XlsxWriter",
    *(WINDOWS_DISTRIBUTIONS if sys.platform == "win32" else ()),
    *(("typing_extensions",) if _NEEDS_TYPING_EXTENSIONS else ()),
)  # fmt: skip
QT_DISTRIBUTIONS = ("PySide6-Essentials", "shiboken6")
SHOWN_FIRST = (
    "Elemental", "Qt", "Qt, code of others", "LGPL-3.0", "GPL-3.0", "Python",
    "Python, code of others",
)  # fmt: skip
_LICENCE_FILE_WORDS = ("licen", "copying", "notice")
_RUST_LICENCES_NOTE = """It is built from these Rust libraries.
Where a library offers several licences, MIT is used. MIT is printed above, Apache-2.0 has its
own page, and Zlib, BSD-3-Clause and Unicode are in "Qt, code of others"."""


def licence_texts() -> dict[str, str]:
    """Return licences by name: those in the bundle, else those of the installed libraries."""
    bundled = Path(getattr(sys, "_MEIPASS", "")) / "licences"
    is_bundled = getattr(sys, "frozen", False) and bundled.is_dir()
    texts = _folder_licences(bundled) if is_bundled else gather_licence_texts()
    others = sorted(texts.keys() - set(SHOWN_FIRST), key=str.casefold)
    return {name: texts[name] for name in (*SHOWN_FIRST, *others) if name in texts}


def gather_licence_texts() -> dict[str, str]:
    """Collect the licences in our folder, of the installed distributions and of this Python."""
    texts = {name: text for name in BUNDLED_DISTRIBUTIONS if (text := _distribution_licence(name))}
    ours = _folder_licences(LICENCES_FOLDER)
    versions = ", ".join(
        f"{name} {version}" for name in QT_DISTRIBUTIONS if (version := _version(name))
    )
    ours["Qt"] = f"{versions}\n\n{ours['Qt']}"
    python = _python_licence()
    return {**ours, **({"Python": python} if python else {}), **texts}


def _folder_licences(folder: Path) -> dict[str, str]:
    return {path.stem: path.read_text("utf-8") for path in sorted(folder.glob("*.txt"))}


def _version(name: str) -> str:
    try:
        return distribution(name).version
    except PackageNotFoundError:
        return ""


def _distribution_licence(name: str) -> str:
    """Return a distribution's licence files; "" if it is not installed or has none."""
    try:
        package = distribution(name)
    except PackageNotFoundError:
        return ""
    files = [
        file
        for file in package.files or ()
        if ".dist-info" in file.parts[0]
        and any(word in file.name.lower() for word in _LICENCE_FILE_WORDS)
    ]
    if not files:
        return ""
    texts = [Path(str(file.locate())).read_text("utf-8", "replace") for file in files]
    return "\n\n".join([f"{name} {package.version}", *texts, *_rust_licences(package)])


def _rust_licences(package: Distribution) -> list[str]:
    """Return a note and the list of Rust libraries in a distribution, with their licences."""
    lines = []
    for crate in rust_crates(package):
        licences = [licence.get("expression", "") for licence in crate.get("licenses", ())]
        parts = (crate["name"], crate["version"], ", ".join(licences), crate.get("author", ""))
        lines.append(" · ".join(filter(None, parts)))
    return [_RUST_LICENCES_NOTE, "\n".join(lines)] if lines else []


def rust_crates(package: Distribution) -> list[dict[str, Any]]:
    """Return the Rust libraries in a distribution, from its bill of materials (CycloneDX)."""
    components = []
    for path in package.files or ():
        if path.name.endswith(".cyclonedx.json"):
            components += json.loads(Path(str(path.locate())).read_text("utf-8"))["components"]
    return [part for part in components if part.get("purl", "").startswith("pkg:cargo/")]


def _python_licence() -> str:
    """Return the licence of this Python, or "" if it came without one."""
    library = Path(os.__file__).parent
    for folder in (Path(sys.base_prefix), library, library.parent):
        for name in ("LICENSE.txt", "LICENSE"):
            if (folder / name).is_file():
                return (folder / name).read_text("utf-8", "replace")
    return ""
