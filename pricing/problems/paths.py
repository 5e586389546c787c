"""Questions about paths that never raise.

Those of `pathlib` raise for a name that the system refuses, such as one of 300 characters.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def path_exists(path: Path) -> bool:
    """Return whether there is a file or a folder."""
    return os.path.exists(path)  # noqa: PTH110


def is_folder(path: Path) -> bool:
    """Return whether there is a folder."""
    return os.path.isdir(path)  # noqa: PTH112


def is_link(path: Path) -> bool:
    """Return whether there is a symbolic link."""
    return os.path.islink(path)  # noqa: PTH114
