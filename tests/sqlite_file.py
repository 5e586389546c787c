"""Data files opened by another program than ours."""

from __future__ import annotations

import sqlite3
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def sqlite_connection(path: Path) -> Iterator[sqlite3.Connection]:
    """Open a data file, commit at the end, and close it."""
    with closing(sqlite3.connect(path)) as connection, connection:
        yield connection
