"""Files and folders that only their owner can read, where the system knows such."""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def make_private_folder(folder: Path) -> None:
    """Make a folder that only its owner can open. One that exists keeps its rights.

    Raises:
        OSError: The folder cannot be made.
    """
    if not folder.is_dir():
        folder.parent.mkdir(parents=True, exist_ok=True)
        folder.mkdir(mode=stat.S_IRWXU, exist_ok=True)


def make_private_file(path: Path) -> None:
    """Make an empty file that only its owner can read. If it exists, take others' rights to it.

    Raises:
        OSError: The file cannot be made.
    """
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, stat.S_IRUSR | stat.S_IWUSR))
    except FileExistsError:
        if os.name == "posix":
            mode = path.stat().st_mode
            if mode & _OTHERS and stat.S_ISREG(mode):
                with suppress(PermissionError):  # the file is somebody else's
                    path.chmod(stat.S_IMODE(mode) & ~_OTHERS)
