"""The tables that the program ships in its data folder."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_DATA = Path(__file__).parent
EXAMPLE_FILE = _DATA / "example.csv"


def read_text(name: str) -> str:
    """A shipped file as text."""
    return (_DATA / name).read_text("utf-8")


def list_files(pattern: str) -> list[str]:
    """The shipped files whose name fits a pattern."""
    return [path.name for path in _DATA.glob(pattern)]


def read_rows(name: str) -> Iterator[dict[str, str]]:
    """The rows of a shipped CSV table by its headers."""
    yield from csv.DictReader(io.StringIO(read_text(name), newline=""))
