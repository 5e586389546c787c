"""The columns that state further minerals, by what `mineral_headers` reads in their headers.

A header that names a mineral is never passed over. Where it leaves open how much of the mineral a
serving holds, its column is a question, and what its cells state is kept without an amount.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from pricing.model.columns import COLUMNS_BY_KEY, Column, ColumnKind
from pricing.problems.errors import BadInput, ProblemKind, Term
from pricing.quantities.lazy_pattern import lazy_pattern
from pricing.reading.header_grammar import parse_header
from pricing.reading.header_parts import PERCENT_UNIT, SERVING, UNIT_IN_CELLS, HeaderParts
from pricing.reading.headings import HeaderRow, Heading
from pricing.reading.ingredient_columns import (
    DOUBTFUL_PARTS,
    ELEMENTAL,
    FORM,
    PART_OF_KEY,
    PART_OF_OWN_KEY,
    UNCLEAR,
    column_of,
    is_of_ingredient,
    mineral_of,
    part_of,
    stored_part,
)
from pricing.reading.mineral_headers import (
    UNIT_OF_LETTERS,
    MineralHeader,
    mineral_headers,
    parts_of,
)
from pricing.reading.placeholders import says_none, says_some, says_unclear_amount
from pricing.reference.daily_shares import split_share

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

_MASS_OR_ZERO = lazy_pattern(
    r"\s*(?:[\d.,\s]*\d\s*(?:mg|mcg|µg|μg|ug|g)(?![^\W_]).*|0+(?:[.,]0+)?\s*)", re.IGNORECASE
)
_MILLIGRAMS = lazy_pattern(r"\d\s*m?g(?![^\W_])", re.IGNORECASE)
_ZERO = lazy_pattern(r"\s*0+(?:[.,]0+)?\s*(?:[^\W\d_]*|%)\s*")
_MIN_NEIGHBOURS = 2  # so many other minerals make a letter a mineral


def ingredient_heading(
    index: int, text: str, *, states_units_in_cells: bool = False, counts_symbols: bool = False
) -> Heading | None:
    """Return the column of a mineral whose header says all that its numbers need, or None.

    The name alone is enough if each cell states its unit. Other columns of minerals can make a
    symbol count that could be something else.

    >>> ingredient_heading(0, "Zinc (mg)").column.key, ingredient_heading(0, "calcium_form").text
    ('zinc_mg', 'calcium_form')
    >>> ingredient_heading(0, "Zinc"), ingredient_heading(0, "Price (mg)")
    (None, None)
    """
    headers = mineral_headers(text)
    header = headers[0] if len(headers) == 1 else None
    if header is None or not header.part or not (header.is_sure_symbol or counts_symbols):
        return None
    if header.symbol and header.symbol != header.element and not header.parts.unit:
        return None  # zn alone
    unit = header.parts.unit or (UNIT_IN_CELLS if states_units_in_cells else "")
    column = column_of(header.element, header.part)
    if column.kind is ColumnKind.MASS and not unit:
        return None
    base = "" if header.parts.base == f"1 {SERVING}" else header.parts.base
    parts = HeaderParts(unit=unit, base=base, element=header.element)
    if column.kind is not ColumnKind.MASS:
        parts = HeaderParts(element=header.element)
    return Heading(index, text, column, parts, form=header.form)


def mapped_heading(header: str, key: str, words: str) -> Heading:
    """Return the column of a mineral that a user gives to a header, with its unit and base.

    Raises:
        BadInput: A word of the parts is not understood.
    """
    element, part = stored_part(key)
    column = column_of(element, part)
    parts = HeaderParts()
    if words or part != FORM:
        parts, unknown_words = parts_of(words)
        if unknown_words or part == FORM:
            raise BadInput(
                ProblemKind.UNKNOWN_HEADER_WORDS,
                words=", ".join(unknown_words) or words,
                title=Term(column.title),
            )
    return Heading(0, header, column, replace(parts, element=element), is_confirmed=True)


def completed_mapping(heading: Heading, header: str) -> Heading:
    """Return the column that a user gave to a header with what the header says of it.

    An amount without a unit is in mg.

    >>> heading = completed_mapping(mapped_heading("K3", "zinc_mg", "mcg"), "K3 per tablet")
    >>> heading.column.key, heading.unit, heading.parts.base
    ('zinc_mg', 'mcg', '1 tablet')
    """
    if heading.column.kind is not ColumnKind.MASS:
        return heading
    stated, _ = parts_of(header)
    parts = heading.parts.completed_by(replace(stated, element=""))
    unit = UNIT_OF_LETTERS if parts.unit in {"", PERCENT_UNIT} else parts.unit
    base = "" if parts.base == f"1 {SERVING}" else parts.base
    element = heading.parts.element
    salts = (one.form for one in mineral_headers(header) if one.element == element)
    own = HeaderParts(unit=unit, base=base, element=element)
    return replace(heading, parts=own, form=next(salts, ""))


def has_units_in_cells(cells: Sequence[str]) -> bool:
    """Return whether each cell of a column that states one amount states its unit, or 0.

    >>> has_units_in_cells(["100 mg", "", "n/a", "0.2 g"]), has_units_in_cells(["100 mg", "5"])
    (True, False)
    >>> has_units_in_cells(["10 mg (100 %)", "trace", "<1"]), has_units_in_cells(["trace"])
    (True, False)
    """
    stated = (cell for cell in cells if not (says_none(cell) or says_unclear_amount(cell)))
    filled = [split_share(cell)[0] for cell in stated]
    return any(map(_holds_letter, filled)) and all(map(_MASS_OR_ZERO.fullmatch, filled))


def _holds_letter(text: str) -> bool:
    return any(map(str.isalpha, text))


def holds_some(cell: str) -> bool:
    """Return whether a cell of a mineral may say that the product holds some.

    >>> [holds_some(cell) for cell in ("", "-", "0,0 mg", "no", "5", "trace")]
    [False, False, False, False, True, True]
    """
    return not (says_none(cell) or _ZERO.fullmatch(cell))


def _may_be_amount(cell: str) -> bool:
    return holds_some(cell) and (any(map(str.isdecimal, cell)) or says_some(cell))


# -- doubtful columns --------------------------------------------------------------------------


def doubtful_headings(
    header: HeaderRow, columns: Sequence[Sequence[str]], element: str
) -> list[Heading]:
    """Return the columns that name a mineral and were not taken.

    The compared mineral has its amount elsewhere. The cells of a column with a name alone may state
    their units. `columns` are the texts of the first rows.
    """
    taken = {heading.index for heading in header.headings} | header.own_indexes
    keys = {heading.column.key for heading in header.headings}
    counts_symbols = _has_neighbours(header)
    found = []
    for index, text in enumerate(header.texts):
        if index in taken or _is_of_money(text):
            continue
        cells = columns[index] if index < len(columns) else ()
        for one in mineral_headers(text):
            column = _doubtful_column(one, keys)
            is_sure = one.is_sure_symbol or (counts_symbols and one.symbol == one.element)
            may_be = one.symbol == one.element and any(map(_may_be_amount, cells))
            if one.element == element or column is None or not (is_sure or may_be):
                continue
            keys.add(column.key)
            parts = HeaderParts(unit=_unit_of_doubtful(one), element=one.element)
            found.append(Heading(index, text, column, parts, form=one.form))
    return found


def _unit_of_doubtful(header: MineralHeader) -> str:
    if header.is_name_alone:
        return UNIT_IN_CELLS
    return PERCENT_UNIT if header.is_of_percent else ""


def _doubtful_column(header: MineralHeader, taken: Collection[str]) -> Column | None:
    """Return the column for what a header leaves open, or None if there are too many of them."""
    parts = (UNCLEAR, *DOUBTFUL_PARTS) if header.is_name_alone else DOUBTFUL_PARTS
    columns = (column_of(header.element, part) for part in parts)
    return next((column for column in columns if column.key not in taken), None)


def is_asked_about(heading: Heading, header: HeaderRow, cells: Sequence[str]) -> bool:
    """Return whether a doubtful column is a question: its first cells hold something.

    A share of the daily value, or a name alone, beside a clear amount of its mineral is none.
    """
    _, part = part_of(heading)
    is_minor = part == UNCLEAR or heading.unit == PERCENT_UNIT
    stated = {mineral_of(one) for one in header.headings if is_of_ingredient(one)}
    is_stated = is_minor and mineral_of(heading) in stated
    return any(map(holds_some, cells)) and not is_stated


def names_salt(text: str, element: str) -> bool:
    """Return whether a header is an amount of a salt of a mineral, or of the mineral in it.

    >>> names_salt("Magnesium oxide mg", "Mg"), names_salt("Magnesium mg", "Mg")
    (True, False)
    """
    headers = mineral_headers(text)
    return any(one.element == element and one.form and one.parts.unit for one in headers)


def is_letter(heading: Heading) -> bool:
    """Return whether a header is a symbol that may stand for something else."""
    return any(not one.is_sure_symbol for one in mineral_headers(heading.text))


def _is_of_money(text: str) -> bool:
    parsed = parse_header(text)
    return parsed is not None and parsed.column.kind is ColumnKind.MONEY


def _has_neighbours(header: HeaderRow) -> bool:
    """Return whether so many columns name minerals that a letter beside them is one too."""
    named = {
        one.element
        for text in header.texts
        for one in mineral_headers(text)
        if one.part and one.is_sure_symbol
    }
    return len(named) >= _MIN_NEIGHBOURS


# -- clear columns -----------------------------------------------------------------------------


def with_ingredients(
    header: HeaderRow, element: str, columns: Sequence[Sequence[str]]
) -> HeaderRow:
    """Return the header row with the columns of further minerals.

    Amounts of other minerals for a serving become such columns. Where no column states the amount
    of the compared mineral, the column of that mineral does. `columns` are the texts of the first
    rows.
    """
    taken = {heading.index for heading in header.headings}
    clear = {heading.index for heading in header.headings if not heading.unknown_words}
    counts_symbols = _has_neighbours(header)
    found = [
        heading
        for index, text in enumerate(header.texts)
        if index not in clear | header.own_indexes
        and (heading := ingredient_heading(index, text, counts_symbols=counts_symbols)) is not None
    ]
    found += _with_units_in_cells(
        header, clear | header.own_indexes, found, columns, counts_symbols=counts_symbols
    )
    found += filter(is_of_ingredient, header.headings)  # as a user maps them
    replaced = {heading.index for heading in found} & taken
    headings = [heading for heading in header.headings if heading.index not in replaced]
    if any(mineral_of(heading) == element for heading in found):
        headings = [_as_further(heading, element) for heading in headings]
    count = len({mineral_of(heading) for heading in found}) + _states_amount(headings)
    if count < 2 and not any(map(_says_elemental, found)):
        return header  # one mineral alone may be stated as compound
    headings += [_own_heading(heading) if _is_own(heading, element, headings) else heading
                 for heading in found]  # fmt: skip
    return replace(header, headings=tuple(headings))


def _with_units_in_cells(
    header: HeaderRow,
    taken: Collection[int],
    found: Sequence[Heading],
    columns: Sequence[Sequence[str]],
    *,
    counts_symbols: bool,
) -> list[Heading]:
    """Return the columns of minerals whose cells state the unit that their headers lack.

    A column of an amount that was found already is not found again.
    """
    by_key = {heading.column.key: heading for heading in found}
    for index, text in enumerate(header.texts[: len(columns)]):
        if index in taken or not has_units_in_cells(columns[index]):
            continue
        heading = ingredient_heading(
            index,
            text,
            states_units_in_cells=True,
            counts_symbols=counts_symbols or not _may_be_vitamin(text, columns[index]),
        )
        if heading is not None:
            by_key.setdefault(heading.column.key, heading)
    return [heading for heading in by_key.values() if heading not in found]


def _may_be_vitamin(header: str, cells: Sequence[str]) -> bool:
    """Return whether the cells below a letter can be micrograms of a vitamin."""
    return header.strip().endswith("K") and not all(
        _MILLIGRAMS.search(cell) for cell in cells if holds_some(cell)
    )


def _states_amount(headings: Sequence[Heading]) -> bool:
    return any(heading.column.key in PART_OF_KEY for heading in headings)


def _says_elemental(heading: Heading) -> bool:
    """Return whether a header calls its amount that of the mineral: of which Mg (mg)."""
    return any("elemental" in one.roles for one in mineral_headers(heading.text))


def _is_own(heading: Heading, element: str, headings: Sequence[Heading]) -> bool:
    """Return whether a column states the compared mineral, of which no other states the amount.

    Beside an amount of the compound, “Magnesium mg” is the elemental one.
    """
    is_stated = _states_amount(headings)
    if is_stated and part_of(heading)[1] == ELEMENTAL:
        is_stated = any(one.column.key == "elemental_mg" for one in headings)
    return mineral_of(heading) == element and not is_stated


def _own_heading(heading: Heading) -> Heading:
    """Return the column of a mineral as the column that every list has."""
    _, part = stored_part(heading.column.key)
    key = next(key for key, own in PART_OF_OWN_KEY.items() if own == part)
    base = heading.parts.base or f"1 {SERVING}"
    parts = replace(heading.parts, base=base) if part != FORM else heading.parts
    return replace(heading, column=COLUMNS_BY_KEY[key], parts=parts)


def as_ingredient(heading: Heading) -> Heading | None:
    """Return an amount of another mineral as the column of a further one, or None."""
    parts = heading.parts
    if not parts.element or heading.unknown_words or parts.unit == PERCENT_UNIT:
        return None
    column = column_of(parts.element, PART_OF_KEY[heading.column.key])
    base = "" if parts.base == f"1 {SERVING}" else parts.base
    return replace(heading, column=column, parts=replace(parts, base=base))


def _as_further(heading: Heading, element: str) -> Heading:
    """Return an amount of another mineral than the compared one as the column of a further one."""
    is_of_other = heading.column.key in PART_OF_KEY and heading.parts.element not in {"", element}
    return (as_ingredient(heading) if is_of_other else None) or heading


def without_repeated(header: HeaderRow) -> HeaderRow:
    """Return the header row with one column for each part of a further mineral.

    Another one that repeats it may say something else, so it is left to the doubtful ones. An
    amount for a serving goes before one for another base, and what the user says before both.
    """
    best: dict[str, Heading] = {}
    for heading in sorted(
        header.headings, key=lambda one: (not one.is_confirmed, bool(one.parts.base), one.index)
    ):
        best.setdefault(heading.column.key, heading)
    kept = (
        heading
        for heading in header.headings
        if heading is best[heading.column.key] or not is_of_ingredient(heading)
    )
    return replace(header, headings=tuple(kept))
