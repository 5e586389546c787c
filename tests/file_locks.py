"""A file as another program has it open. Windows alone lets a program keep the others out."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

windows_only = pytest.mark.skipif(sys.platform != "win32", reason="no other system locks files so")
GENERIC_READ, GENERIC_WRITE = 0x8000_0000, 0x4000_0000
SHARE_NOTHING, SHARE_READ = 0, 1  # the second is what Excel leaves to others
OPEN_EXISTING = 3


@contextmanager
def locked_by_other_program(path: Path, share: int = SHARE_READ) -> Iterator[None]:
    """Hold a file for reading and writing; what is not shared, nobody else can do meanwhile."""
    import ctypes
    from ctypes import wintypes

    kernel = ctypes.WinDLL("kernel32", use_last_error=True)
    kernel.CreateFileW.restype = wintypes.HANDLE
    words = (wintypes.LPCWSTR, wintypes.DWORD, wintypes.DWORD, wintypes.LPVOID)
    kernel.CreateFileW.argtypes = (*words, wintypes.DWORD, wintypes.DWORD, wintypes.HANDLE)
    kernel.CloseHandle.argtypes = (wintypes.HANDLE,)
    handle = kernel.CreateFileW(
        str(path), GENERIC_READ | GENERIC_WRITE, share, None, OPEN_EXISTING, 0, None
    )
    assert handle != wintypes.HANDLE(-1).value, ctypes.WinError(ctypes.get_last_error())
    try:
        yield
    finally:
        kernel.CloseHandle(handle)
