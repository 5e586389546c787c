"""The columns that state the units of numbers beside them: 0.25 | g, and 400 | mcg.

A column “Unit” can also name the dosage units. No pack is counted in milligrams, but one can be in
grams, so grams beside an amount are a question. A title can name its numbers: “Elemental unit”.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pricing.model.columns import COLUMNS_BY_KEY, ColumnKind
from pricing.problems.errors import ProblemKind
from pricing.reading.grid import CellOrText, Grid, GridCell
from pricing.reading.header_grammar import parse_header, spellings_of
from pricing.reading.header_words import find_meaning, split_words
from pricing.reading.headings import question_about
from pricing.reading.placeholders import is_placeholder
from pricing.reference.mineral_amounts import is_mass_unit, mass_unit

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from pricing.reading.headings import HeaderRow, Heading

_TITLES = frozenset(("unit_title",))
_FILLERS = frozenset(("filler",))
_LEADS = frozenset(("lead",))
_MAX_TITLE_WORDS = 3
_AMOUNT_KEYS = frozenset(("elemental_mg", "compound_mg"))
_UNIT_KEYS = frozenset(("unit_kind", "pack_units"))  # “Units” is the pack where it counts
_COUNT_KEYS = frozenset(("serving_units", "pack_units"))
_SEARCHED_ROWS = 60
_GRAM = "g"  # packs are in grams too


def with_unit_columns(grid: Grid, header: HeaderRow) -> HeaderRow:
    """Return the header row in which numbers know the columns of their units, or ask about them."""
    titles = [
        (index, words)
        for index, text in enumerate(header.texts)
        if index not in header.own_indexes and (words := _words_beside_title(text)) is not None
    ]
    for index, words in titles:
        units = _texts_of(grid, header, index)
        if units:
            with_units = _with_named if words else _with_bare
            header = with_units(header, index, units, words)
    return _with_units_of_servings(grid, header, [index for index, words in titles if not words])


def _words_beside_title(text: str) -> frozenset[str] | None:
    """Return what a title of units names beside them, or None if it is no such title.

    >>> sorted(_words_beside_title("Unit of measure (elemental)")), _words_beside_title("Price")
    (['elemental'], None)
    """
    for words in map(split_words, spellings_of(text)):
        for length in range(min(_MAX_TITLE_WORDS, len(words)), 0, -1):
            for start in range(len(words) - length + 1):
                if find_meaning(words[start : start + length], "text", _TITLES) is not None:
                    rest = (*words[:start], *words[start + length :])
                    if any(find_meaning([word], "mass", _LEADS) for word in rest):
                        return None  # “Units per serving” counts them
                    return frozenset(
                        word.key for word in rest if find_meaning([word], "mass", _FILLERS) is None
                    )
    return None


def _texts_of(grid: Grid, header: HeaderRow, index: int) -> frozenset[str]:
    """Return the different texts of the first cells of a column."""
    first = header.first_body_position
    cells = {row.cell(index).text.strip() for row in grid.rows[first : first + _SEARCHED_ROWS]}
    return frozenset(
        cell for cell in cells if cell and not is_placeholder(cell, ColumnKind.UNIT_KIND)
    )


def _heading_at(header: HeaderRow, index: int) -> Heading | None:
    return next((one for one in header.headings if one.index == index), None)


def _without(header: HeaderRow, index: int) -> HeaderRow:
    """Return the header row in which a column means nothing by itself."""
    return replace(header, headings=tuple(one for one in header.headings if one.index != index))


def _placed(header: HeaderRow, amount: int, index: int) -> HeaderRow:
    """Return the header row in which a column states the units of another one, and no more."""
    return replace(
        _without(header, index),
        own_indexes=header.own_indexes | {index},
        unit_places=(*header.unit_places, (amount, index)),
    )


def _doubted(
    header: HeaderRow,
    amount: Heading,
    kind: ProblemKind,
    mappings: Sequence[str],
    **parameters: str,
) -> HeaderRow:
    """Return the header row with a question about an amount."""
    changed = replace(amount, doubt=question_about(kind, amount, *mappings, **parameters))
    headings = tuple(changed if one is amount else one for one in header.headings)
    return replace(header, headings=headings)


# -- titles of units alone ---------------------------------------------------------------------


def _with_bare(
    header: HeaderRow, index: int, units: frozenset[str], _: frozenset[str]
) -> HeaderRow:
    own = _heading_at(header, index)
    is_open = own is None or (own.column.key in _UNIT_KEYS and not own.unknown_words)
    amount = _amount_beside(header, index, units)
    if not is_open or not all(map(is_mass_unit, units)):
        return header
    meanings = set(map(mass_unit, units))
    if amount is None:
        return header if meanings == {_GRAM} else _without(header, index)
    if amount.unit and meanings != {amount.unit}:
        return header if _GRAM in meanings else _with_other_unit(header, amount, index, units)
    if amount.unit or meanings != {_GRAM}:
        return _placed(header, amount.index, index)
    if own is not None and own.is_chosen:
        return header
    key = amount.column.key
    kind = ProblemKind.UNIT_OF_AMOUNT_OR_PACK
    return _doubted(
        _without(header, index), amount, kind, (f"{key}:g", f"{key}:mg"), units=header.texts[index]
    )


def _amount_beside(header: HeaderRow, index: int, units: frozenset[str]) -> Heading | None:
    """Return the amount whose units a column states: the one before it, or else the only one."""
    known = {amount for amount, _ in header.unit_places}
    amounts = [one for one in header.headings if one.column.key in _AMOUNT_KEYS]
    amounts = [one for one in amounts if one.index not in known]
    before = [one for one in amounts if one.index == index - 1]
    is_certain = any(mass_unit(unit) != _GRAM for unit in units)
    return next(iter(before or (amounts if is_certain and len(amounts) == 1 else ())), None)


def _with_units_of_servings(grid: Grid, header: HeaderRow, indexes: Sequence[int]) -> HeaderRow:
    """Return the header row in which one of several columns of units is that of the servings."""
    serving = header.find_heading("serving_units")
    of_units = [one for one in header.headings if one.column.key == "unit_kind"]
    if serving is None or len(of_units) < 2:
        return header
    beside = next((one for one in of_units if one.index == serving.index + 1), None)
    is_bare = beside is not None and beside.index in indexes
    if beside is None or not is_bare or _holds_digit(_texts_of(grid, header, beside.index)):
        return header
    return _placed(header, serving.index, beside.index)


def _holds_digit(texts: frozenset[str]) -> bool:
    return any(map(str.isdigit, "".join(texts)))


# -- titles that name what the units are of ----------------------------------------------------


def _with_named(
    header: HeaderRow, index: int, units: frozenset[str], words: frozenset[str]
) -> HeaderRow:
    own = _heading_at(header, index)
    is_count = own is not None and own.column.key in _COUNT_KEYS and not _holds_digit(units)
    is_open = own is None or bool(own.unknown_words) or is_count
    place = _place_named(header, index, words) if is_open else -1
    if place < 0 or (own is not None and own.is_chosen):
        return header
    header = _with_compound(header, own, place, units)
    number = _heading_at(header, place)
    if number is None or number.column.kind is ColumnKind.MASS:
        return _with_units_of_mass(header, number, (place, index), units)
    if _holds_digit(units):
        return header
    if number.column.key == "serving_units":
        return _placed(header, place, index)
    if own is None or number.column.key != "pack_units" or header.find_heading("unit_kind"):
        return header
    of_units = replace(own, column=COLUMNS_BY_KEY["unit_kind"], unknown_words=())
    headings = tuple(of_units if one is own else one for one in header.headings)
    return replace(header, headings=headings)


def _with_compound(
    header: HeaderRow, own: Heading | None, place: int, units: frozenset[str]
) -> HeaderRow:
    """Return the header row in which “Compound” is an amount beside a column of its units."""
    named = _heading_at(header, place)
    is_form = named is not None and named.column.key == "form"
    if own is None or not is_form or not all(map(is_mass_unit, units)):
        return header
    headings = (replace(one, column=own.column) if one is named else one for one in header.headings)
    return replace(header, headings=tuple(headings))


def _with_units_of_mass(
    header: HeaderRow, amount: Heading | None, places: tuple[int, int], units: frozenset[str]
) -> HeaderRow:
    place, index = places
    if any(map(is_mass_unit, units)):  # a cell with something else is asked about in its row
        if amount is None or not amount.unit or set(map(mass_unit, units)) == {amount.unit}:
            return _placed(header, place, index)
        return _with_other_unit(header, amount, index, units)
    if amount is None or amount.is_chosen:
        return header
    kind, value = ProblemKind.COLUMN_BESIDE_UNCLEAR, min(units)
    key, title = amount.column.key, header.texts[index]
    header = _without(header, index)
    return _doubted(header, amount, kind, [key], words=title, value=value)


def _with_other_unit(
    header: HeaderRow, amount: Heading, index: int, units: frozenset[str]
) -> HeaderRow:
    """Return the header row with a question about an amount whose title states another unit."""
    header = _without(header, index)
    if amount.has_chosen_unit:
        return header
    meanings = sorted({amount.unit, *map(mass_unit, units)} - {""})
    mappings = [f"{amount.column.key}:{unit}" for unit in meanings]
    kind = ProblemKind.UNIT_COLUMN_DIFFERS
    return _doubted(header, amount, kind, mappings, units=header.texts[index])


def _place_named(header: HeaderRow, index: int, words: frozenset[str]) -> int:
    """Return the column of numbers whose title has these words or means the same, or -1.

    Of several, it is the one before the units.
    """
    number_keys = {*_AMOUNT_KEYS, *_COUNT_KEYS, "form"}  # “Compound” can be the form
    others = [
        (place, text)
        for place, text in enumerate(header.texts)
        if place not in {index, *header.own_indexes} and _words_beside_title(text) is None
    ]
    named = [place for place, text in others if words <= _keys_of(text)]
    if not named:
        meant = parse_header(" ".join(sorted(words)))
        key = meant.column.key if meant is not None and not meant.unknown_words else ""
        named = [one.index for one in header.headings if one.column.key == key != ""]
    found = [
        place
        for place in named
        if place != index
        and ((one := _heading_at(header, place)) is None or one.column.key in number_keys)
    ]
    if index - 1 in found:
        return index - 1
    return found[0] if len(found) == 1 else -1


def _keys_of(text: str) -> frozenset[str]:
    return frozenset(word.key for one in spellings_of(text) for word in split_words(one))


# -- cells -------------------------------------------------------------------------------------


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
        return [_joined(amount, text_of(unit).strip()) for amount, unit in pairs]

    return joined


def _joined(amount: CellOrText, unit: str) -> CellOrText:
    text = text_of(amount)
    if not text.strip() or not unit or any(map(str.isalpha, text)):
        return amount
    if isinstance(amount, GridCell):
        return replace(amount, text=f"{text} {unit}")
    return f"{text} {unit}"


def text_of(cell: CellOrText) -> str:
    """Return the text of a cell."""
    return cell if isinstance(cell, str) else cell.text
