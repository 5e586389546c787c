"""A disk that refuses every write of this process."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

needs_refusing_disk = pytest.mark.skipif(
    sys.platform == "win32", reason="Windows has no limit for the length of files"
)


@contextmanager
def refusing_disk() -> Iterator[None]:
    """Let the system refuse to make any file of this process longer."""
    import resource

    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
