"""Finds the licence of each library in the bundle, and writes the licence texts as files."""

from __future__ import annotations

import shutil
import sys
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path, PurePosixPath

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
sys.path.insert(0, str(Path(__file__).resolve().parent))

import debian_packages

from app.toolkit.licences import gather_licence_texts

REQUIRED_TEXTS = {
    "Elemental",
    "Qt",
    "LGPL-3.0",
    "GPL-3.0",
    "Python",
    "numpy",
    "openpyxl",
    "XlsxWriter",
}
_MICROSOFT = "Microsoft Visual C++"
# Wheels also bring libraries of others. Their names begin like this.
LICENCE_BY_PREFIX = {
    "libicu": "ICU", "vcruntime": _MICROSOFT, "msvcp": _MICROSOFT, "concrt": _MICROSOFT,
    "ucrtbase": _MICROSOFT, "api-ms-win-": _MICROSOFT,
}  # fmt: skip
_QT = ("PySide6_Essentials", "PySide6-Essentials", "shiboken6")
LIBRARY_ENDINGS = (".so", ".dll", ".pyd", ".dylib")


def licence_name(bundle_path: str, source: str) -> str:
    """Return the name of a library's licence text, or "" if it is unknown.

    Args:
        bundle_path: The library's path in the bundle.
        source: The file that it was copied from.
    """
    path = PurePosixPath(bundle_path.replace("\\", "/"))
    for prefix, name in LICENCE_BY_PREFIX.items():
        if path.name.lower().startswith(prefix):
            return name
    wheel = _distributions().get(path.parts[0].removesuffix(".libs"))
    if wheel:
        return "Qt" if wheel in _QT else wheel
    if path.parts[0].startswith(("python3", "libpython3")):
        return "Python"
    package = debian_packages.package_of_file(source)
    if package is not None:
        return package.source
    is_pythons = Path(source).resolve().is_relative_to(Path(sys.base_prefix).resolve())
    return "Python" if is_pythons else ""


@cache
def _distributions() -> dict[str, str]:
    return {module: names[0] for module, names in packages_distributions().items()}


def is_library(path: Path) -> bool:
    """Return whether a file is a shared library, an extension module or a macOS framework."""
    frameworks = {part.removesuffix(".framework") for part in path.parts if ".framework" in part}
    has_ending = any(ending in LIBRARY_ENDINGS for ending in path.suffixes)
    return (has_ending or path.name in frameworks) and path.is_file()


def libraries_without_text(
    folder: Path, record: list[dict[str, str]], texts: set[str]
) -> list[str]:
    """Return the libraries in a bundle that are not in the record or have no licence text."""
    owners = {PurePosixPath(row["place"].replace("\\", "/")): row["owner"] for row in record}
    root = folder.resolve()
    libraries = {path.resolve().relative_to(root) for path in folder.rglob("*") if is_library(path)}
    return [
        path.name
        for path in sorted(libraries)
        if owners.get(PurePosixPath(path.as_posix())) not in texts
    ]


def write_licences(folder: Path, record: list[dict[str, str]]) -> None:
    """Write the licence texts of the program, its parts and the system's libraries it brings.

    Args:
        folder: Where to write a file for each text.
        record: The owner and the path of each library.

    Raises:
        FileNotFoundError: A required text is missing.
    """
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    packages = {debian_packages.package_of_file(row["path"]) for row in record} - {None}
    texts = {**debian_packages.copyright_texts(packages), **gather_licence_texts()}
    for name in set(LICENCE_BY_PREFIX.values()) - {row["owner"] for row in record}:
        texts.pop(name, None)  # the bundle of this system has no such library
    if missing := REQUIRED_TEXTS - set(texts):
        raise FileNotFoundError(f"no licence text was found for {', '.join(sorted(missing))}")
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text, "utf-8")
