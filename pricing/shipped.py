"""The tables that the program ships in its data folder."""

from __future__ import annotations

import csv
import io
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


def text(name: str) -> str:
    """A shipped file as text."""
    return files("pricing").joinpath("data", name).read_text("utf-8")


def rows(name: str) -> Iterator[dict[str, str]]:
    """The rows of a shipped CSV table by its headers."""
    yield from csv.DictReader(io.StringIO(text(name), newline=""))
