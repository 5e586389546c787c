"""Tables in memory, for rules that need no file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pricing.reading.grid import Grid, GridCell, GridRow
from pricing.reading.importer import read_grid
from pricing.reading.reading_options import ReadingOptions

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pricing.reading.product_list import ProductList


def grid_of(*rows: Sequence[str], name: str = "", position: int = 0) -> Grid:
    """Return a table of texts."""
    return Grid(
        tuple(
            GridRow(number, tuple(map(GridCell, row))) for number, row in enumerate(rows, start=1)
        ),
        name,
        position=position,
    )


def read_rows(*rows: Sequence[str]) -> ProductList:
    """Read a table whose first row holds the headers. A row may lack a price."""
    return read_grid(grid_of(*rows), ReadingOptions(optional_keys=("price",)))
