"""The rows that hold the headers of a list: the titles, words below them, and a row of units."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from pricing.model.columns import ColumnKind
from pricing.reading.attribute_columns import with_names_of_attributes
from pricing.reading.grid import GridCell, GridRow
from pricing.reading.header_grammar import parse_header
from pricing.reading.header_parts import parse_parts
from pricing.reading.header_words import find_meaning, split_words
from pricing.reading.placeholders import is_placeholder

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pricing.reading.grid import Grid

MAX_HEADER_ROWS = 3  # titles, words that complete them, and units
_MIN_KNOWN_TITLES = 2
_SEARCHED_ROWS = 60  # for the names of attributes
_AMOUNT_KEYS = ("elemental_mg", "pack_units", "price")
_TITLES_OF_UNITS = frozenset(("unit_title",))


def header_row_at(grid: Grid, position: int) -> tuple[GridRow, int]:
    """Return the headers at a position as one row, and the number of rows that hold them.

    The value of an attribute has the name that the rows below state.
    """
    row, count = _joined_row_at(grid, position)
    first = position + count
    return with_names_of_attributes(row, grid.rows[first : first + _SEARCHED_ROWS]), count


def _joined_row_at(grid: Grid, position: int) -> tuple[GridRow, int]:
    """Return the headers at a position as one row, and the number of rows that hold them.

    A row below that has words only where the first says little, as under a merged “Price”,
    completes them. So does a row of units, currencies, bases or taxes, which may also stand above.
    """
    row, count = grid.rows[position], 1
    below = _row_at(grid, position + 1)
    if below is not None and _completes_header(row, below):
        row, count = _joined(row, below), 2
        below = _row_at(grid, position + 2)
    if below is not None and _states_units(row, below):
        return _with_units(row, below), count + 1
    above = _row_at(grid, position - 1) if position else None
    if above is not None and _states_units(row, above):
        return _with_units(row, above), count
    return row, count


def _row_at(grid: Grid, position: int) -> GridRow | None:
    return grid.rows[position] if position < len(grid.rows) else None


# -- words below a title -----------------------------------------------------------------------


def _completes_header(row: GridRow, below: GridRow) -> bool:
    """Return whether a row holds only words, below at least one gap of a header row."""
    cells = [(index, cell) for index, cell in enumerate(below.cells) if cell.text.strip()]
    if len(cells) < 2 or any(cell.is_number or _holds_digit(cell.text) for _, cell in cells):
        return False
    named = [index for index, text in enumerate(row.texts) if text]
    lower = {index for index, _ in cells}
    is_sparse = len(lower.intersection(named)) < len(named) - 1
    return is_sparse and any(not row.cell(index).text.strip() for index in lower)


def _holds_digit(text: str) -> bool:
    return any(map(str.isdecimal, text))


def _joined(row: GridRow, below: GridRow) -> GridRow:
    texts, above = [], ""
    for index in range(max(len(row.cells), len(below.cells))):
        lower = below.cell(index).text.strip()
        upper = row.cell(index).text.strip()
        above = upper or (above if lower else "")
        texts.append(f"{above} {lower}".strip())
    return GridRow(row.number, tuple(map(GridCell, texts)))


# -- a row of units ----------------------------------------------------------------------------


def _states_units(row: GridRow, below: GridRow) -> bool:
    """Return whether a row says what the amounts above it are in, and is no product.

    An amount that is not understood leaves its column in question.
    """
    if any(cell.is_number or cell.text.strip()[:1].isdecimal() for cell in below.cells):
        return False
    states_unit = False
    for _, text, keys in _filled(row, below):  # the first name ends it, as in most rows
        if keys:
            states_unit = states_unit or _is_clear(text, keys)
        elif not _is_title_of_units(text):
            return False
    return states_unit and _names_columns(row)


def _names_columns(row: GridRow) -> bool:
    known = (title for title in row.texts if parse_header(title) is not None)
    return len(list(islice(known, _MIN_KNOWN_TITLES))) == _MIN_KNOWN_TITLES


def _filled(row: GridRow, below: GridRow) -> Iterator[tuple[int, str, tuple[str, ...]]]:
    """Yield the cells of a row of units with the columns that they can speak of."""
    for index, text in enumerate(below.texts):
        if split_words(text) and not is_placeholder(text, ColumnKind.UNITS):
            title = row.cell(index).text.strip()
            parsed = parse_header(title)
            if parsed is None:  # “Magnesium” names an amount only beside its unit
                is_mass = title and parse_parts(text, _AMOUNT_KEYS[0]).parts.unit
                yield index, text, _AMOUNT_KEYS[:1] if is_mass else ()
            else:
                is_amount = parsed.column.kind.quantity is not None
                yield index, text, (parsed.column.key,) if is_amount else ()


def _is_clear(text: str, keys: Sequence[str]) -> bool:
    """Return whether each word of a text is a part of a header of one of the columns."""
    readings = (parse_parts(text, key) for key in keys)
    return any(not reading.unknown_words and not reading.parts.element for reading in readings)


def _is_title_of_units(text: str) -> bool:
    """Return whether a text beside the units is “Unit”, a further unit or a title, but no name."""
    words = split_words(text)
    parsed = parse_header(text)
    return (
        find_meaning(words, "text", _TITLES_OF_UNITS) is not None
        or (parsed is not None and not parsed.unknown_words)
        or _is_clear(text, _AMOUNT_KEYS)
    )


def _with_units(row: GridRow, below: GridRow) -> GridRow:
    texts = list(row.texts) + [""] * (len(below.cells) - len(row.cells))
    for index, text, keys in _filled(row, below):
        known = {word.key for word in split_words(texts[index])}
        if keys and not known.issuperset(word.key for word in split_words(text)):
            texts[index] = f"{texts[index]} {text}"
    return GridRow(row.number, tuple(map(GridCell, texts)))
