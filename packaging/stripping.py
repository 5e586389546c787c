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

Found = tuple[str, str, str]  # PyInstaller's: place in the bundle, path, kind


def is_pythons(place: str) -> bool:
    """Whether a library is of the interpreter: itself, or a module of the standard library."""
    return PurePosixPath(place).parts[0].startswith(("libpython3", "python3"))


def stripped(binaries: Iterable[Found], folder: Path) -> list[Found]:
    """The same binaries; Python's own as copies without symbols that nothing links to."""
    shutil.rmtree(folder, ignore_errors=True)
    return [_without_symbols(each, folder) if is_pythons(each[0]) else each for each in binaries]


def _without_symbols(found: Found, folder: Path) -> Found:
    place, path, kind = found
    copy = folder / place
    copy.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run(("strip", "--strip-unneeded", "-o", copy, path), check=True)
    return place, str(copy), kind
