"""What a user once said of a list's columns, kept as text for the next list with those headers."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from pricing.model.columns import COLUMNS_BY_KEY
from pricing.quantities.amounts import DecimalMark
from pricing.reading.headers import HEADER_SEARCH_ROWS, ColumnChoice, Layout

if TYPE_CHECKING:
    from collections.abc import Callable

    from pricing.reading.grid import Grid, GridRow


def layout_key(row: GridRow) -> str:
    """The header row as a key."""
    return json.dumps([cell.text.strip() for cell in row.cells], ensure_ascii=False)


def layout_to_text(layout: Layout) -> str:
    """The choices of a layout.

    >>> layout_to_text(
    ...     Layout(0, (ColumnChoice("price", DecimalMark.COMMA, "EUR"), ColumnChoice()))
    ... )
    '[["price", ",", "EUR"], ["", "auto", ""]]'
    """
    return json.dumps([[each.key, each.mark, each.unit] for each in layout.choices])


def find_saved_layout(grid: Grid, saved_text_for: Callable[[str], str]) -> Layout | None:
    """The layout of an earlier list with the same header row; None where there was none.

    `recall` gives the text that was kept for a header row, "" for none.
    """
    for position, row in enumerate(grid.rows[:HEADER_SEARCH_ROWS]):
        kept = saved_text_for(layout_key(row)) if not row.is_empty else ""
        if kept:
            return Layout(position, tuple(_choice(*each) for each in json.loads(kept)))
    return None


def _choice(key: str, mark: str, unit: str) -> ColumnChoice:
    return ColumnChoice(key if key in COLUMNS_BY_KEY else "", DecimalMark(mark), unit)
