"""The layout of a list: which row holds the headers, what each column is and how it is written.

A user's layout is kept as text for the next list with the same headers.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pricing.model.columns import COLUMNS_BY_KEY, ColumnKind
from pricing.problems.errors import BadInput
from pricing.quantities.amounts import DecimalMark
from pricing.reading.headers import (
    HEADER_SEARCH_ROWS,
    HeaderRow,
    Heading,
    find_header,
    typical_width,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from pricing.reading.grid import Grid, GridRow


@dataclass(frozen=True, slots=True)
class ColumnChoice:
    """What one column of a list is, and how its numbers are written.

    `key` is the key of a column, or "" if the column is left out. `unit` is a unit of mass, or
    the currency of a price. With "" and AUTO the list decides.
    """

    key: str = ""
    mark: DecimalMark = DecimalMark.AUTO
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Layout:
    """How a table is read: the position of its header row, and a choice for each column.

    `header_position` is an index in `Grid.rows`, or None if every row is a product.
    """

    header_position: int | None
    choices: tuple[ColumnChoice, ...]


def guess_layout(grid: Grid) -> Layout:
    """Return the likeliest layout for a user to correct.

    If two columns mean the same, the second is left out. If no row names two columns, the first
    row is the header if it holds no number.
    """
    try:
        header = find_header(grid, {})
    except BadInput:
        first = grid.rows[0] if grid.rows else None
        has_number = first is None or any(re.search(r"\d", cell.text) for cell in first.cells)
        return Layout(None if has_number else 0, (ColumnChoice(),) * typical_width(grid))
    headings: dict[str, Heading] = {}
    for heading in header.headings:
        headings.setdefault(heading.column.key, heading)
    choices = [ColumnChoice()] * max(typical_width(grid), len(header.texts))
    for heading in headings.values():
        choices[heading.index] = ColumnChoice(
            heading.column.key, unit=heading.unit or heading.currency
        )
    return Layout(header.position, tuple(choices))


def apply_layout(grid: Grid, layout: Layout) -> HeaderRow:
    """Return the header row that a layout gives."""
    position = layout.header_position
    texts = grid.rows[position].texts if position is not None else ()
    headings = []
    for index, choice in enumerate(layout.choices):
        if choice.key:
            column = COLUMNS_BY_KEY[choice.key]
            text = (texts[index] if index < len(texts) else "") or f"column {index + 1}"
            is_money = column.kind is ColumnKind.MONEY
            unit, currency = ("", choice.unit) if is_money else (choice.unit, "")
            headings.append(Heading(index, text, column, unit, currency, choice.mark))
    return HeaderRow(-1 if position is None else position, tuple(headings), texts)


# -- saved layouts -----------------------------------------------------------------------------


def layout_key(row: GridRow) -> str:
    """Return the header row as the key of its layout."""
    return json.dumps(row.texts, ensure_ascii=False)


def layout_to_text(layout: Layout) -> str:
    """Return the choices of a layout as text.

    >>> layout_to_text(
    ...     Layout(0, (ColumnChoice("price", DecimalMark.COMMA, "EUR"), ColumnChoice()))
    ... )
    '[["price", ",", "EUR"], ["", "auto", ""]]'
    """
    return json.dumps([[choice.key, choice.mark, choice.unit] for choice in layout.choices])


def find_saved_layout(grid: Grid, saved_text_for: Callable[[str], str]) -> Layout | None:
    """Return the layout that was saved for a list with the same header row, or None.

    Args:
        grid: The table.
        saved_text_for: Return the text that was saved for the key of a header row, or "".
    """
    for position, row in enumerate(grid.rows[:HEADER_SEARCH_ROWS]):
        text = saved_text_for(layout_key(row)) if not row.is_empty else ""
        if text:
            return Layout(position, tuple(_choice(*fields) for fields in json.loads(text)))
    return None


def _choice(key: str, mark: str, unit: str) -> ColumnChoice:
    return ColumnChoice(key if key in COLUMNS_BY_KEY else "", DecimalMark(mark), unit)
