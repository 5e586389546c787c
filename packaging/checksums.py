"""Writes the checksums of a folder's files to SHA256SUMS in it.

usage: python packaging/checksums.py FOLDER
"""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

NAME = "SHA256SUMS"


def checksum_lines(folder: Path) -> str:
    """Return a line for each file, as `sha256sum --check` reads it."""
    lines = []
    files = (path for path in folder.iterdir() if path.is_file() and path.name != NAME)
    for path in sorted(files):
        with path.open("rb") as file:
            lines.append(f"{hashlib.file_digest(file, 'sha256').hexdigest()}  {path.name}\n")
    return "".join(lines)


if __name__ == "__main__":
    target = Path(sys.argv[1])
    (target / NAME).write_bytes(checksum_lines(target).encode())
