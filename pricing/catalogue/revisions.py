"""The count of what has changed the catalogue, by which readers know that theirs is out of date."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pricing.store.database import Database


def revision(database: Database) -> int:
    """Return a number that increases with everything that changes products or prices."""
    ((number,),) = database.fetch_rows("SELECT coalesce(max(id), 0) FROM import")
    return int(str(number))


def record_import(database: Database, source: str, products: int, prices: int) -> None:
    """Count an import that changed something, inside its transaction."""
    database.execute(
        "INSERT INTO import (source, imported_on, products, prices) VALUES (?, date('now'), ?, ?)",
        (source, products, prices),
    )
