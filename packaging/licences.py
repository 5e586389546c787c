"""The licences of everything in the bundle, gathered from what is installed and from `licences`."""

from __future__ import annotations

import os
import shutil
import sys
from importlib.metadata import distribution
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import contents

ROOT = Path(__file__).resolve().parent.parent
OURS = ROOT / "packaging" / "licences"
SIGNS = ("licen", "copying", "notice")


def texts(name: str) -> list[tuple[str, str]]:
    """The licence files of a distribution: (file, text)."""
    found = distribution(name)
    files = [each for each in found.files or () if ".dist-info" in str(each.parts[0])]
    return [
        (each.name, text)
        for each in files
        if any(sign in each.name.lower() for sign in SIGNS)
        and (text := Path(str(found.locate_file(each))).read_text("utf-8", "replace"))
    ]


def python_licence() -> str:
    """The licence that this Python came with."""
    beside = (Path(sys.base_prefix), Path(os.__file__).parent, Path(os.__file__).parent.parent)
    for folder in beside:
        for name in ("LICENSE.txt", "LICENSE"):
            if (folder / name).is_file():
                return (folder / name).read_text("utf-8", "replace")
    raise FileNotFoundError("this Python came without its licence")


def write(folder: Path) -> None:
    """One file a library, beside the texts that libraries do not bring themselves."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(OURS, folder) if OURS.exists() else folder.mkdir(parents=True)
    shutil.copy(ROOT / "LICENSE", folder / "Elemental.txt")
    (folder / "Python.txt").write_text(python_licence(), "utf-8")
    for name in contents.DISTRIBUTIONS:
        found = texts(name)
        if found:
            parts = [f"==== {name}: {file}\n\n{text}" for file, text in found]
            (folder / f"{name}.txt").write_text("\n\n".join(parts), "utf-8")
