"""Lists in JSON: objects whose keys are the headers of a table, as an export of this program."""

from __future__ import annotations

import io
from contextlib import suppress
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from pricing.model.columns import MINERALS_KEY
from pricing.model.ingredients import Ingredient, read_ingredients
from pricing.problems.errors import BadInput, ProblemKind
from pricing.problems.paths import is_folder
from pricing.quantities.amounts import MASS, DecimalMark
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
from pricing.reading.registers.json_stream import JsonNumber, read_json_records
from pricing.reading.registers.reader import register_with_fields
from pricing.reading.registers.record_files import read_records
from pricing.reading.registers.records import PlacedRecord
from pricing.reference.mineral_forms import recognize_element

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    Record = Mapping[str, Any]

JSON_EXTENSION = ".json"
INGREDIENTS_KEY = "ingredients"
_MASS_KEYS = ("elemental_mg", "compound_mg")
# What a record states of its own mineral, and remarks that need no repetition.
_KEYS_OF_ONE_ROW = frozenset(
    ("element", "form", *_MASS_KEYS, "daily_value_percent", "also_contains", "food", "note")
)
_Amounts = tuple[str, Decimal | int | str | None, Decimal | int | str | None]
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
            header = _header(_rows_of(first.record))
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
        numbered += ((number, row) for row in _rows_of(record))
    header = _header(row for _, row in numbered)
    keys = [cell.text for cell in header.cells]
    rows = (GridRow(number, tuple(_cell(row.get(key)) for key in keys)) for number, row in numbered)
    return (Grid((header, *rows)),)


def _rows_of(record: Record) -> Iterator[Record]:
    """Yield a record without its nested values, once for each mineral that it does not sum up."""
    plain, nested = _plain(record), record.get(INGREDIENTS_KEY)
    ingredients = (
        [_plain(one) for one in nested or () if isinstance(one, dict)]
        if isinstance(nested, list)
        else []
    )
    if MINERALS_KEY in plain:
        yield from _compared(plain, ingredients)
    elif ingredients:
        yield from (plain | one for one in ingredients)
    else:
        yield plain


def _plain(record: Record) -> dict[str, Any]:
    return {key: value for key, value in record.items() if not isinstance(value, dict | list)}


def _compared(plain: Record, ingredients: Sequence[Record]) -> Iterator[Record]:
    """Yield what a record states itself, and each ingredient that differs from that.

    Two amounts of its own mineral stand in one cell, which is asked about.
    """
    own = {**(ingredients[0] if ingredients else {}), **plain}
    stated: tuple[Ingredient, ...] = ()
    with suppress(BadInput):
        stated = read_ingredients(str(plain[MINERALS_KEY] or ""), DecimalMark.POINT)
    mineral = _amounts_of(own)[0]
    known = {_amounts_of(own), *((one.element, one.elemental, one.compound) for one in stated)}
    differing = [one for one in ingredients if _amounts_of(one) not in known]
    own_again = [one for one in differing if _amounts_of(one)[0] == mineral]
    yield {**plain, **(_both(own, own_again[0]) if own_again else {})}
    shared = {key: value for key, value in plain.items() if key not in _KEYS_OF_ONE_ROW}
    yield from ({**shared, **one} for one in differing if one not in own_again)


def _both(own: Record, again: Record) -> Record:
    """Return the amounts of a mineral as they differ: 100 or 150."""
    amounts = {key: (own.get(key), again.get(key)) for key in _MASS_KEYS}
    return {
        key: " or ".join(str(amount) for amount in both if amount is not None)
        for key, both in amounts.items()
        if both[0] != both[1]
    }


def _amounts_of(ingredient: Record) -> _Amounts:
    """Return the mineral of an ingredient, and its micrograms and those of its compound."""
    element = str(ingredient.get("element") or "")
    with suppress(BadInput):
        element = recognize_element(element)
    elemental, compound = (_micrograms(ingredient.get(key)) for key in _MASS_KEYS)
    return element, elemental, compound


def _micrograms(value: object) -> Decimal | str | None:
    """Return the micrograms of a number of milligrams. What is no number stays."""
    text = "" if value is None else str(value)
    with suppress(InvalidOperation):
        return Decimal(text).scaleb(MASS.decimals)
    return text or None


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
