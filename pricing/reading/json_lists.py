"""Lists in JSON: objects whose keys are the headers of a table, as an export of this program."""

from __future__ import annotations

import io
from contextlib import suppress
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from pricing.problems.errors import BadInput, ProblemKind
from pricing.problems.paths import is_folder
from pricing.reading import delimited
from pricing.reading.grid import (
    EMPTY_CELL,
    MAX_COLUMNS,
    MAX_GRID_ROWS,
    Grid,
    GridCell,
    GridRow,
)
from pricing.reading.headers import count_known_columns
from pricing.reading.json_records import rows_of_record
from pricing.reading.registers.json_stream import JsonNumber, read_json_records
from pricing.reading.registers.reader import register_with_fields
from pricing.reading.registers.record_files import read_records
from pricing.reading.registers.records import PlacedRecord

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    Record = Mapping[str, Any]

JSON_EXTENSION = ".json"
_FEWEST_COLUMNS = 3  # a product, its size and its price
# A number with more digits than this before or behind its point is no amount.
_MOST_DIGITS = 30


def is_json_list(path: Path) -> bool:
    """Return whether the first record of a file is of no register, but has the columns of a list.

    A file that cannot be read is none.
    """
    if path.suffix.casefold() != JSON_EXTENSION or is_folder(path):
        return False
    with suppress(BadInput, OSError):
        first = next(read_records(path), None)
        if isinstance(first, PlacedRecord) and not register_with_fields(tuple(first.record)):
            header = _header(rows_of_record(first.record))
            (count, _), _ = count_known_columns(Grid((header,)))
            return count >= _FEWEST_COLUMNS
    return False


def read_grids(data: bytes) -> tuple[Grid, ...]:
    """Return the records of a list as one table. A row has the number of its record.

    Raises:
        BadInput: The text is no JSON, or holds too many records.
    """
    text = data.decode(delimited.likely_encodings(data)[0], "replace")
    numbered: list[tuple[int, Record]] = []
    records = read_json_records(io.StringIO(text), joins_repeated=True)
    for number, record in enumerate(records, start=1):
        if number > MAX_GRID_ROWS:
            raise BadInput(ProblemKind.TOO_MANY_ROWS, largest=MAX_GRID_ROWS)
        numbered += ((number, row) for row in rows_of_record(record))
    header = _header(row for _, row in numbered)
    keys = [cell.text for cell in header.cells]
    rows = (GridRow(number, tuple(_cell(row.get(key)) for key in keys)) for number, row in numbered)
    return (Grid((header, *rows)),)


def _header(rows: Iterable[Record]) -> GridRow:
    keys = dict.fromkeys(str(key) for row in rows for key in row)
    return GridRow(0, tuple(map(GridCell, [*keys][:MAX_COLUMNS])))


def _cell(value: object) -> GridCell:
    if value is None or value == "":
        return EMPTY_CELL
    if isinstance(value, bool):
        return GridCell("yes" if value else "no")
    if isinstance(value, JsonNumber):
        number = Decimal(value)
        if abs(number.adjusted()) <= _MOST_DIGITS and len(value) <= _MOST_DIGITS:
            return GridCell(f"{number:f}", is_number=True)
    return GridCell(str(value))
