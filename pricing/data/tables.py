"""The shipped tables of the data folder."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_DATA_FOLDER = Path(__file__).parent
EXAMPLE_FILE = _DATA_FOLDER / "example.csv"


def read_text(name: str) -> str:
    """Return a shipped file as text."""
    return (_DATA_FOLDER / name).read_text("utf-8")


def list_files(pattern: str) -> list[str]:
    """Return the names of the shipped files that match a glob pattern."""
    return [path.name for path in _DATA_FOLDER.glob(pattern)]


def read_rows(name: str) -> Iterator[dict[str, str]]:
    """Read the rows of a shipped CSV table, by header."""
    rows = csv.reader(io.StringIO(read_text(name), newline=""))
    headers = next(rows)
    for row in rows:
        yield dict(zip(headers, row, strict=True))
