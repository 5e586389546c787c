"""The columns that state the units of numbers beside them: 0.25 | g, 400 | mcg, and 16 | oz.

A column “Unit” can also name the dosage units. No pack is counted in milligrams, but one can be in
grams, so grams beside an amount are a question. A title can name its numbers: “Elemental unit”.
A cell that is no unit of its column is asked about in its row.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from pricing.model.columns import COLUMNS_BY_KEY, ColumnKind, find_unit_kind
from pricing.problems.errors import ProblemKind
from pricing.quantities.lazy_pattern import lazy_pattern
from pricing.reading.grid import CellOrText, Grid, GridCell
from pricing.reading.header_grammar import parse_header, spellings_of
from pricing.reading.header_parts import PERCENT_UNIT, parse_parts
from pricing.reading.header_words import find_meaning, split_words
from pricing.reading.headings import question_about
from pricing.reading.placeholders import is_placeholder
from pricing.reference.mineral_amounts import is_mass_unit, mass_unit

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

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
_UNITS_OF_PACKS = frozenset((_GRAM, "kg", "mL"))
_FIRST_UNIT = lazy_pattern(r"\d\s*([^\W\d_]+)")
_WEIGHTS = frozenset(("weight",))
_WORDS_OF_SIZE = frozenset(("size", "grosse", "grossen", "taille", "tamano", "formato", "misura"))
_OF_SEVERAL = frozenset(("wholesale_pack", "scale"))


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


@lru_cache(maxsize=2_048)
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


def _texts_of(grid: Grid, header: HeaderRow, index: int) -> Counter[str]:
    """Return the different texts of the first cells of a column, and how often each stands."""
    first = header.first_body_position
    cells = (row.cell(index).text.strip() for row in grid.rows[first : first + _SEARCHED_ROWS])
    return Counter(
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


def _with_bare(header: HeaderRow, index: int, units: Counter[str], _: frozenset[str]) -> HeaderRow:
    own = _heading_at(header, index)
    if own is not None and own.column.key not in _UNIT_KEYS:
        return header
    if not _are_of_amounts(units):
        return _with_units_of_count(header, own, index, units)
    return _with_units_of_amount(header, own, index, units)


def _with_units_of_amount(
    header: HeaderRow, own: Heading | None, index: int, units: Collection[str]
) -> HeaderRow:
    amount, meanings = _amount_beside(header, index, units), _meanings(units)
    if amount is None:
        kept = header if meanings == {_GRAM} else _without(header, index)
        is_of_unread = index > 0 and _heading_at(header, index - 1) is None
        return kept if is_of_unread else _with_units_of_count(kept, own, index, units)
    if amount.unit and meanings != {amount.unit}:
        is_of_pack = meanings <= _UNITS_OF_PACKS
        return header if is_of_pack else _with_other_unit(header, amount, index, units)
    if amount.unit or meanings != {_GRAM}:
        return _placed(header, amount.index, index)
    if own is not None and own.is_chosen:
        return header
    key = amount.column.key
    kind = ProblemKind.UNIT_OF_AMOUNT_OR_PACK
    return _doubted(
        _without(header, index), amount, kind, (f"{key}:g", f"{key}:mg"), units=header.texts[index]
    )


def unit_of_amount(text: str) -> str | None:
    """Return the unit of an amount that a text states, "" for IU, or None if it states none.

    >>> [unit_of_amount(text) for text in ("mcg", "mg/2 caps", "% NRV", "IU", "tablet")]
    ['mcg', 'mg', '%', '', None]
    """
    if is_mass_unit(text):
        return mass_unit(text)
    is_number = text[:1].isdecimal()
    return None if is_number else parse_parts(text, "elemental_mg").parts.unit or None


def unit_beside_amount(text: str) -> str:
    """Return the unit behind the first number of a text, or "" if it is none of mass.

    >>> [unit_beside_amount(text) for text in ("0.25 g", "250mcg (2 %)", "250", "5 mL")]
    ['g', 'mcg', '', '']
    """
    match = _FIRST_UNIT.search(text)
    return mass_unit(match[1]) if match is not None and is_mass_unit(match[1]) else ""


def _meanings(units: Collection[str]) -> set[str]:
    return {unit for unit in map(unit_of_amount, units) if unit is not None}


def _are_of_amounts(units: Counter[str]) -> bool:
    """Return whether units are those of amounts, though some cells can hold something else.

    Packs are in grams and kilograms too, so these decide nothing beside other words.
    """
    if all(map(is_mass_unit, units)):
        return True
    is_certain = not _meanings(units) <= _UNITS_OF_PACKS
    kinds = (text for text in units if find_unit_kind(text) and not is_mass_unit(text))
    counted = sum(units[text] for text in kinds)
    return is_certain and 2 * counted <= units.total()


def _amount_beside(header: HeaderRow, index: int, units: Collection[str]) -> Heading | None:
    """Return the amount whose units a column states: the one before it, or else the only one."""
    known = {amount for amount, _ in header.unit_places}
    amounts = [one for one in header.headings if one.column.key in _AMOUNT_KEYS]
    amounts = [one for one in amounts if one.index not in known]
    before = [one for one in amounts if one.index == index - 1]
    is_certain = not _meanings(units) <= _UNITS_OF_PACKS
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


def _holds_digit(texts: Collection[str]) -> bool:
    return any(map(str.isdecimal, "".join(texts)))


# -- units of packs and servings ---------------------------------------------------------------


def _with_units_of_count(
    header: HeaderRow, own: Heading | None, index: int, units: Collection[str]
) -> HeaderRow:
    """Return the header row in which a pack is in the units beside it: 16 | oz, and 1 | DZ."""
    counts = [one for one in header.headings if one.column.key in _COUNT_KEYS and one is not own]
    before = next((one for one in counts if one.index == index - 1), None)
    pack = next((one for one in counts if one.column.key == "pack_units"), None)
    count = before or pack
    if count is None or not any(_changes_count(one, is_beside=before is not None) for one in units):
        return header
    return _placed(header, count.index, index)


def _changes_count(unit: str, *, is_beside: bool = True) -> bool:
    """Return whether a number of a unit is another number of units, grams or millilitres.

    >>> [_changes_count(unit) for unit in ("oz", "kg", "BX/12", "DZ", "g", "capsule", "60")]
    [True, True, True, True, False, False, False]
    """
    weight = find_meaning(split_words(unit), "units", _WEIGHTS)
    if weight is not None:
        return weight.meaning not in {_GRAM, "mL"}
    if not is_beside or unit[0].isdecimal():
        return False
    words = [[word] for word in split_words(unit)]
    return _holds_digit(unit) or any(find_meaning(word, "note", _OF_SEVERAL) for word in words)


# -- titles that name what the units are of ----------------------------------------------------


def _with_named(
    header: HeaderRow, index: int, units: Counter[str], words: frozenset[str]
) -> HeaderRow:
    own = _heading_at(header, index)
    has_numbers = any(unit[0].isdecimal() for unit in units)
    is_count = own is not None and own.column.key in _COUNT_KEYS and not has_numbers
    is_of_units = own is not None and own.column.key == "unit_kind"
    is_open = own is None or bool(own.unknown_words) or is_count or is_of_units
    place = _place_named(header, index, words) if is_open else -1
    if is_open and place < 0 and words <= _WORDS_OF_SIZE:
        return _with_units_of_count(header, own, index, units)
    if place < 0 or (own is not None and own.is_chosen):
        return header
    header = _with_compound(header, own, place, units)
    number = _heading_at(header, place)
    if number is None or number.column.kind is ColumnKind.MASS:
        return _with_units_of_mass(header, number, (place, index), units)
    is_of_serving = number.column.key == "serving_units" and not _holds_digit(units)
    if is_of_serving or any(map(_changes_count, units)):
        return _placed(header, place, index)
    is_of_pack = number.column.key == "pack_units" and not _holds_digit(units)
    if own is None or not is_of_pack or header.find_heading("unit_kind"):
        return header
    of_units = replace(own, column=COLUMNS_BY_KEY["unit_kind"], unknown_words=())
    headings = tuple(of_units if one is own else one for one in header.headings)
    return replace(header, headings=headings)


def _with_compound(
    header: HeaderRow, own: Heading | None, place: int, units: Counter[str]
) -> HeaderRow:
    """Return the header row in which “Compound” is an amount beside a column of its units."""
    named = _heading_at(header, place)
    is_form = named is not None and named.column.key == "form"
    if own is None or not is_form or not all(map(is_mass_unit, units)):
        return header
    headings = (replace(one, column=own.column) if one is named else one for one in header.headings)
    return replace(header, headings=tuple(headings))


def _with_units_of_mass(
    header: HeaderRow, amount: Heading | None, places: tuple[int, int], units: Counter[str]
) -> HeaderRow:
    place, index = places
    meanings = _meanings(units)
    if meanings:
        if amount is None or not amount.unit or meanings == {amount.unit}:
            return _placed(header, place, index)
        return _with_other_unit(header, amount, index, units)
    if amount is None or amount.is_chosen:
        return header
    kind, value = ProblemKind.COLUMN_BESIDE_UNCLEAR, min(units)
    key, title = amount.column.key, header.texts[index]
    header = _without(header, index)
    return _doubted(header, amount, kind, [key], words=title, value=value)


def _with_other_unit(
    header: HeaderRow, amount: Heading, index: int, units: Collection[str]
) -> HeaderRow:
    """Return the header row with a question about an amount whose title states another unit."""
    header = _without(header, index)
    if amount.has_chosen_unit:
        return header
    meanings = sorted({amount.unit, *_meanings(units)} - {"", PERCENT_UNIT})
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
    if is_placeholder(unit, ColumnKind.UNIT_KIND):
        return amount
    if isinstance(amount, GridCell):
        return replace(amount, text=f"{text} {unit}")
    return f"{text} {unit}"


def text_of(cell: CellOrText) -> str:
    """Return the text of a cell."""
    return cell if isinstance(cell, str) else cell.text
