"""Takes what only a debugger reads out of Python's own libraries, where its build left that in.

Theirs alone: numpy's BLAS breaks when it is stripped.
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

Binary = tuple[str, str, str]  # PyInstaller's: place in the bundle, path, kind


def is_python_library(place: str) -> bool:
    """Whether a library is of the interpreter: itself, or a module of the standard library."""
    return PurePosixPath(place).parts[0].startswith(("libpython3", "python3"))


def strip_python_libraries(binaries: Iterable[Binary], folder: Path) -> list[Binary]:
    """The same binaries; Python's own as copies without symbols that nothing links to."""
    shutil.rmtree(folder, ignore_errors=True)
    return [_strip_copy(each, folder) if is_python_library(each[0]) else each for each in binaries]


def _strip_copy(found: Binary, folder: Path) -> Binary:
    place, path, kind = found
    copy = folder / place
    copy.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run(("strip", "--strip-unneeded", "-o", copy, path), check=True)
    return place, str(copy), kind
