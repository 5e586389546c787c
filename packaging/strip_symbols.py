"""Strips debugging symbols from Python's own libraries, because some builds leave them in.

No other library is stripped: numpy's BLAS breaks under it.
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

Binary = tuple[str, str, str]  # as in PyInstaller: path in the bundle, source file, kind


def is_python_library(bundle_path: str) -> bool:
    """Return whether a library is the interpreter or a module of the standard library."""
    return PurePosixPath(bundle_path).parts[0].startswith(("libpython3", "python3"))


def strip_python_libraries(binaries: Iterable[Binary], folder: Path) -> list[Binary]:
    """Return the binaries with stripped copies, made in the folder, of Python's own."""
    shutil.rmtree(folder, ignore_errors=True)
    return [
        _strip_copy(binary, folder) if is_python_library(binary[0]) else binary
        for binary in binaries
    ]


def _strip_copy(binary: Binary, folder: Path) -> Binary:
    bundle_path, source, kind = binary
    copy = folder / bundle_path
    copy.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run(("strip", "--strip-unneeded", "-o", copy, source), check=True)
    return bundle_path, str(copy), kind
