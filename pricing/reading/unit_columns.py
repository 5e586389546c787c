"""The column that states the units of the amounts beside it: 0.25 | g, and 400 | mcg.

A column “Unit” can also name the dosage units. No pack is counted in milligrams, but one can be in
grams, so grams beside an amount are a question.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pricing.model.columns import ColumnKind
from pricing.reading.grid import CellOrText, Grid, GridCell
from pricing.reading.header_words import find_meaning, split_words
from pricing.reading.placeholders import is_placeholder
from pricing.reference.mineral_amounts import is_mass_unit, mass_unit

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from pricing.reading.headings import HeaderRow, Heading

_TITLES = frozenset(("unit_title",))
_AMOUNT_KEYS = frozenset(("elemental_mg", "compound_mg"))
_UNIT_KEYS = frozenset(("unit_kind", "pack_units"))  # “Units” is the pack where it counts
_SEARCHED_ROWS = 60
_GRAM = "g"  # packs are in grams too


def with_unit_column(grid: Grid, header: HeaderRow) -> HeaderRow:
    """Return the header row in which an amount knows the column of its units, or asks about it."""
    amounts = [one for one in header.headings if one.column.key in _AMOUNT_KEYS]
    for index, text in enumerate(header.texts) if amounts else ():
        units = _units_of(grid, header, index, text)
        if units:
            amount = _amount_of(amounts, index, units)
            if amount is not None:
                return _with_units(header, amount, index, units)
    return header


def _units_of(grid: Grid, header: HeaderRow, index: int, text: str) -> frozenset[str]:
    """Return the units of mass in a column that is titled as one of units, if it holds no other."""
    own = next((one for one in header.headings if one.index == index), None)
    is_open = own is None or (own.column.key in _UNIT_KEYS and not own.unknown_words)
    if not is_open or find_meaning(split_words(text), "text", _TITLES) is None:
        return frozenset()
    first = header.first_body_position
    cells = {row.cell(index).text.strip() for row in grid.rows[first : first + _SEARCHED_ROWS]}
    stated = {cell for cell in cells if not is_placeholder(cell, ColumnKind.UNIT_KIND)} - {""}
    return frozenset(stated) if all(map(is_mass_unit, stated)) else frozenset()


def _amount_of(amounts: Sequence[Heading], index: int, units: frozenset[str]) -> Heading | None:
    """Return the amount whose units a column states: the one before it, or else the only one."""
    before = [one for one in amounts if one.index == index - 1]
    is_certain = any(mass_unit(unit) != _GRAM for unit in units)
    return next(iter(before or (amounts if is_certain and len(amounts) == 1 else ())), None)


def _with_units(header: HeaderRow, amount: Heading, index: int, units: frozenset[str]) -> HeaderRow:
    meanings = set(map(mass_unit, units))
    headings = [one for one in header.headings if one.index != index]
    if amount.unit:
        if meanings != {amount.unit}:
            return header
        changed = replace(amount, unit_index=index)  # they repeat what the header says
    elif meanings == {_GRAM} and not any(
        one.index == index and one.is_chosen for one in header.headings
    ):
        changed = replace(amount, unclear_unit=header.texts[index])
    elif meanings == {_GRAM}:
        return header
    else:
        changed = replace(amount, unit_index=index)
    headings = [changed if one is amount else one for one in headings]
    return replace(header, headings=tuple(headings))


def with_units_beside(
    cells: Callable[[int], Sequence[CellOrText]], places: Mapping[int, int]
) -> Callable[[int], Sequence[CellOrText]]:
    """Return the columns with the unit of another column behind each bare amount.

    `places` are the columns of units by those of their amounts.
    """
    if not places:
        return cells

    def joined(index: int) -> Sequence[CellOrText]:
        if index not in places:
            return cells(index)
        pairs = zip(cells(index), cells(places[index]), strict=True)
        return [_joined(amount, _text(unit).strip()) for amount, unit in pairs]

    return joined


def _joined(amount: CellOrText, unit: str) -> CellOrText:
    text = _text(amount)
    if not text.strip() or not unit or any(map(str.isalpha, text)):
        return amount
    if isinstance(amount, GridCell):
        return replace(amount, text=f"{text} {unit}")
    return f"{text} {unit}"


def _text(cell: CellOrText) -> str:
    return cell if isinstance(cell, str) else cell.text
