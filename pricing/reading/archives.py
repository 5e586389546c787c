"""Zip archives that are not what they seem."""

from __future__ import annotations

import zipfile
import zlib

# What zipfile raises for archives that are cut off, encrypted, or packed in a way it does not know.
DAMAGED = (
    *(zipfile.BadZipFile, zlib.error, EOFError, KeyError, NotImplementedError, RuntimeError),
    *(OverflowError, ValueError, OSError),
)
