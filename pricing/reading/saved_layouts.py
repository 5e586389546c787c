"""What a user once said of a list's columns, kept as text for the next list with those headers."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from pricing.model.columns import BY_KEY
from pricing.quantities.amounts import DecimalMark
from pricing.reading.headers import SEARCHED_ROWS, Choice, Layout

if TYPE_CHECKING:
    from collections.abc import Callable

    from pricing.reading.grid import Grid, Row


def headers_of(row: Row) -> str:
    """The header row as a key."""
    return json.dumps([cell.text.strip() for cell in row.cells], ensure_ascii=False)


def as_text(layout: Layout) -> str:
    """The choices of a layout.

    >>> as_text(Layout(0, (Choice("price", DecimalMark.COMMA, "EUR"), Choice())))
    '[["price", ",", "EUR"], ["", "auto", ""]]'
    """
    return json.dumps([[each.key, each.mark, each.unit] for each in layout.choices])


def remembered(grid: Grid, recall: Callable[[str], str]) -> Layout | None:
    """The layout of an earlier list with the same header row; None where there was none.

    `recall` gives the text that was kept for a header row, "" for none.
    """
    for position, row in enumerate(grid.rows[:SEARCHED_ROWS]):
        kept = recall(headers_of(row)) if not row.is_empty else ""
        if kept:
            return Layout(position, tuple(_choice(*each) for each in json.loads(kept)))
    return None


def _choice(key: str, mark: str, unit: str) -> Choice:
    return Choice(key if key in BY_KEY else "", DecimalMark(mark), unit)
