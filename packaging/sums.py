"""Writes SHA256SUMS of the files of a folder; usage: python packaging/sums.py FOLDER."""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

NAME = "SHA256SUMS"


def checksum_lines(folder: Path) -> str:
    """A line for each file, as `sha256sum --check` reads it."""
    lines = []
    for path in sorted(each for each in folder.iterdir() if each.is_file() and each.name != NAME):
        with path.open("rb") as file:
            lines.append(f"{hashlib.file_digest(file, 'sha256').hexdigest()}  {path.name}\n")
    return "".join(lines)


if __name__ == "__main__":
    place = Path(sys.argv[1])
    (place / NAME).write_bytes(checksum_lines(place).encode())
