"""Files that another program has open. Only Windows lets a program lock others out."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

windows_only = pytest.mark.skipif(
    sys.platform != "win32", reason="no other system locks files like this"
)
GENERIC_READ, GENERIC_WRITE = 0x8000_0000, 0x4000_0000
SHARE_NOTHING, SHARE_READ = 0, 1  # Excel shares reading
OPEN_EXISTING = 3


@contextmanager
def locked_by_other_program(path: Path, share: int = SHARE_READ) -> Iterator[None]:
    """Hold a file open for reading and writing. Other programs can do only what is shared."""
    if sys.platform != "win32":
        raise NotImplementedError
    import ctypes
    from ctypes import wintypes

    kernel = ctypes.WinDLL("kernel32", use_last_error=True)
    kernel.CreateFileW.restype = wintypes.HANDLE
    kernel.CreateFileW.argtypes = (
        wintypes.LPCWSTR,
        wintypes.DWORD,
        wintypes.DWORD,
        wintypes.LPVOID,
        wintypes.DWORD,
        wintypes.DWORD,
        wintypes.HANDLE,
    )
    kernel.CloseHandle.argtypes = (wintypes.HANDLE,)
    handle = kernel.CreateFileW(
        str(path), GENERIC_READ | GENERIC_WRITE, share, None, OPEN_EXISTING, 0, None
    )
    assert handle != wintypes.HANDLE(-1).value, ctypes.WinError(ctypes.get_last_error())
    try:
        yield
    finally:
        kernel.CloseHandle(handle)
