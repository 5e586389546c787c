"""Finds the licence that each library of the bundle is under, and writes the texts as files."""

from __future__ import annotations

import shutil
import sys
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path, PurePosixPath

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
sys.path.insert(0, str(Path(__file__).resolve().parent))

import debian

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
# Libraries of others beside those that brought them, by the beginning of their names.
LICENCE_BY_PREFIX = {
    "libicu": "ICU", "vcruntime": _MICROSOFT, "msvcp": _MICROSOFT, "concrt": _MICROSOFT,
    "ucrtbase": _MICROSOFT, "api-ms-win-": _MICROSOFT,
}  # fmt: skip
_QT = ("PySide6_Essentials", "PySide6-Essentials", "shiboken6")
LIBRARY_ENDINGS = (".so", ".dll", ".pyd", ".dylib")


def licence_name(place: str, source: str) -> str:
    """The name of the text that a library is under, by its place and where it was taken from.

    "" where nobody knows it.
    """
    path = PurePosixPath(place.replace("\\", "/"))
    for start, name in LICENCE_BY_PREFIX.items():
        if path.name.lower().startswith(start):
            return name
    brought = _distributions().get(path.parts[0].removesuffix(".libs"))
    if brought:
        return "Qt" if brought in _QT else brought
    if path.parts[0].startswith(("python3", "libpython3")):
        return "Python"
    installed = debian.package_of_file(source)
    if installed is not None:
        return installed.source
    is_pythons = Path(source).resolve().is_relative_to(Path(sys.base_prefix).resolve())
    return "Python" if is_pythons else ""


@cache
def _distributions() -> dict[str, str]:
    return {module: names[0] for module, names in packages_distributions().items()}


def is_library(path: Path) -> bool:
    """Whether a file is a shared library, a module, or what a framework of macOS holds."""
    frameworks = {part.removesuffix(".framework") for part in path.parts if ".framework" in part}
    is_named_so = (
        any(ending in LIBRARY_ENDINGS for ending in path.suffixes) or path.name in frameworks
    )
    return is_named_so and path.is_file()


def libraries_without_text(
    folder: Path, record: list[dict[str, str]], texts: set[str]
) -> list[str]:
    """The libraries of a bundle that the record does not know, or whose text is not there."""
    owners = {PurePosixPath(each["place"].replace("\\", "/")): each["owner"] for each in record}
    root = folder.resolve()
    libraries = {each.resolve().relative_to(root) for each in folder.rglob("*") if is_library(each)}
    return [
        each.name
        for each in sorted(libraries)
        if owners.get(PurePosixPath(each.as_posix())) not in texts
    ]


def write_licences(folder: Path, record: list[dict[str, str]]) -> None:
    """One file a name, for the program, what it is made of, and the system's libraries it brings.

    `record` says of each library its owner and its path. Raises FileNotFoundError where a text that
    is owed is not there.
    """
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    paths = [each["path"] for each in record]
    packages = {found for each in paths if (found := debian.package_of_file(each)) is not None}
    found = {**debian.copyright_texts(packages), **gather_licence_texts()}
    for name in set(LICENCE_BY_PREFIX.values()) - {each["owner"] for each in record}:
        found.pop(name, None)  # another system's
    if missing := REQUIRED_TEXTS - set(found):
        raise FileNotFoundError(f"no licence text was found for {', '.join(sorted(missing))}")
    for name, text in found.items():
        (folder / f"{name}.txt").write_text(text, "utf-8")
