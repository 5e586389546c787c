"""The columns of a list that state further minerals: calcium_mg, Zinc (mg), calcium form."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

from pricing.model.also_contains import joined_ingredients, take_ingredients
from pricing.model.columns import COLUMNS_BY_KEY, MINERALS_KEY, Column, ColumnKind
from pricing.model.ingredients import (
    Ingredient,
    form_text,
    ingredients_text,
    stated_ingredients,
)
from pricing.problems.errors import BadInput, ProblemKind, Term
from pricing.problems.plain_facts import dataclass
from pricing.quantities.amounts import MASS
from pricing.quantities.lazy_pattern import lazy_pattern
from pricing.reading.header_grammar import SERVING, UNIT_IN_CELLS, HeaderParts
from pricing.reading.headings import HeaderRow, Heading
from pricing.reading.placeholders import says_none, says_some
from pricing.reference.mineral_forms import elements, recognize_element, recognize_form

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from pricing.reading.row_builder import RowBatchBuilder

ELEMENTAL, COMPOUND, FORM = "elemental", "compound", "form"
UNCLEAR = "unclear"  # a column with the name of its mineral alone
_PARTS = {ELEMENTAL: "mg", COMPOUND: "compound_mg", FORM: "form", UNCLEAR: "unclear"}
_PART_OF_KEY = {"elemental_mg": ELEMENTAL, "compound_mg": COMPOUND}
_PART_OF_OWN_KEY = {**_PART_OF_KEY, "form": FORM}
_ROLES = {"": ELEMENTAL, "elemental": ELEMENTAL, "compound": COMPOUND, "form": FORM, "salt": FORM}
_HEADER = lazy_pattern(
    r"\s*(?P<name>[^\W\d_]{2,})[\s_-]*(?P<role>elemental|compound|form|salt)?[\s_(\[,:-]*"
    r"(?P<unit>mg|mcg|µg|μg|ug|g)?[\s)\]]*(?:(?:per|/|je|por|par)\s*(?:serving|portion))?\s*",
    re.IGNORECASE,
)
_MASS_OR_ZERO = lazy_pattern(
    r"\s*(?:[\d.,\s]*\d\s*(?:mg|mcg|µg|μg|ug|g)(?![^\W_]).*|0+(?:[.,]0+)?\s*)", re.IGNORECASE
)
_UNIT_SPELLINGS = {"µg": "mcg", "μg": "mcg", "ug": "mcg"}
_MIN_NAME_LENGTH = 3  # a shorter one is a symbol, which counts only as it is written


@dataclass(frozen=True, slots=True)
class UnclearAmount:
    """What a cell states of a mineral whose amount it leaves open.

    `text` is a number without a unit, or "" if the cell only says that the product holds some.
    `micrograms` is what the number is in milligrams, if it is one.
    """

    text: str = ""
    micrograms: int | None = None

    def agrees_with(self, stated: int) -> bool:
        """Return whether this can be the amount that another column states, in mg or µg."""
        if not self.text:
            return stated > 0
        own = self.micrograms
        return own is not None and own in {stated, stated * MASS.base_per_unit}


@cache
def ingredient_columns() -> Mapping[str, Column]:
    """Return the columns of every mineral by their keys, such as calcium_mg and zinc_form."""
    columns = {}
    for element in elements().values():
        name = element.name.lower()
        for key, kind in (
            (f"{name}_mg", ColumnKind.MASS),
            (f"{name}_compound_mg", ColumnKind.MASS),
            (f"{name}_form", ColumnKind.TEXT),
            (f"{name}_unclear", ColumnKind.MASS),
        ):
            title = f"{element.name} form" if kind is ColumnKind.TEXT else element.name
            columns[key] = Column(key, title, kind, unit="" if kind is ColumnKind.TEXT else "mg")
    return columns


def _key(element: str, part: str) -> str:
    return f"{elements()[element].name.lower()}_{_PARTS[part]}"


@cache
def _part_of_column(key: str) -> tuple[str, str]:
    """Return the mineral and the part that a column states."""
    return next(
        (element, part) for element in elements() for part in _PARTS if _key(element, part) == key
    )


def is_of_ingredient(heading: Heading) -> bool:
    """Return whether a column states a further mineral."""
    return heading.column.key in ingredient_columns()


def mineral_of(heading: Heading) -> str:
    """Return the mineral that such a column states."""
    return _part_of_column(heading.column.key)[0]


def part_of(heading: Heading) -> tuple[str, str]:
    """Return the mineral and what of it a column states, also that of the compared mineral."""
    key = heading.column.key
    if key in _PART_OF_OWN_KEY:
        return heading.parts.element, _PART_OF_OWN_KEY[key]
    return _part_of_column(key)


def ingredient_heading(
    index: int, text: str, *, states_units_in_cells: bool = False
) -> Heading | None:
    """Return the column of a mineral that a header names with its unit or role, or None.

    The name alone is enough if each cell states its unit.

    >>> ingredient_heading(0, "Zinc (mg)").column.key, ingredient_heading(0, "calcium_form").text
    ('zinc_mg', 'calcium_form')
    >>> ingredient_heading(0, "Zinc"), ingredient_heading(0, "Price (mg)")
    (None, None)
    """
    match = _HEADER.fullmatch(text)
    if match is None or not (match["unit"] or match["role"] or states_units_in_cells):
        return None
    name, role = match["name"], (match["role"] or "").casefold()
    if len(name) < _MIN_NAME_LENGTH and name not in elements():
        return None
    with suppress(BadInput):
        element = recognize_element(name)
        column = ingredient_columns()[_key(element, _ROLES[role])]
        unit = (match["unit"] or "").casefold() or (UNIT_IN_CELLS if states_units_in_cells else "")
        if column.kind is ColumnKind.MASS and not unit:
            return None
        parts = HeaderParts(unit=_UNIT_SPELLINGS.get(unit, unit), element=element)
        return Heading(index, text, column, parts)
    return None


def has_units_in_cells(cells: Sequence[str]) -> bool:
    """Return whether each filled cell of a column states a mass with its unit, or 0.

    >>> has_units_in_cells(["100 mg", "", "n/a", "0.2 g"]), has_units_in_cells(["100 mg", "5"])
    (True, False)
    """
    filled = [cell for cell in cells if _is_filled(cell)]
    return any(map(_holds_letter, filled)) and all(map(_MASS_OR_ZERO.fullmatch, filled))


def _holds_letter(text: str) -> bool:
    return any(map(str.isalpha, text))


def _is_filled(cell: str) -> bool:
    return not says_none(cell)


def unclear_headings(
    header: HeaderRow, columns: Sequence[Sequence[str]], element: str
) -> list[Heading]:
    """Return the columns that have the name of a mineral alone and were not taken.

    Only a column with values counts, and only the first of a mineral. The compared mineral has its
    amount elsewhere.
    """
    taken = {heading.index for heading in header.headings} | header.own_indexes
    found: dict[str, Heading] = {}
    for index, text in enumerate(header.texts[: len(columns)]):
        if index in taken or not any(map(_is_filled, columns[index])):
            continue
        heading = ingredient_heading(index, text, states_units_in_cells=True)
        if heading is not None and part_of(heading)[1] == ELEMENTAL:
            key = _key(mineral_of(heading), UNCLEAR)
            found.setdefault(key, replace(heading, column=ingredient_columns()[key]))
    found.pop(_key(element, UNCLEAR), None)
    return list(found.values())


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
    found = [
        heading
        for index, text in enumerate(header.texts)
        if index not in clear | header.own_indexes
        and (heading := ingredient_heading(index, text)) is not None
    ]
    found += _with_units_in_cells(header, clear | header.own_indexes, found, columns)
    replaced = {heading.index for heading in found} & taken
    headings = [heading for heading in header.headings if heading.index not in replaced]
    if len({mineral_of(heading) for heading in found}) + _states_amount(headings) < 2:
        return header  # one mineral alone may be stated as compound
    headings += [_own_heading(heading) if _is_own(heading, element, headings) else heading
                 for heading in found]  # fmt: skip
    return replace(header, headings=tuple(headings))


def _with_units_in_cells(
    header: HeaderRow,
    taken: Collection[int],
    found: Sequence[Heading],
    columns: Sequence[Sequence[str]],
) -> list[Heading]:
    """Return the columns of minerals whose cells state the unit that their headers lack.

    A column of an amount that was found already is not found again.
    """
    by_key = {heading.column.key: heading for heading in found}
    for index, text in enumerate(header.texts[: len(columns)]):
        if index in taken or not has_units_in_cells(columns[index]):
            continue
        heading = ingredient_heading(index, text, states_units_in_cells=True)
        if heading is not None:
            by_key.setdefault(heading.column.key, heading)
    return [heading for heading in by_key.values() if heading not in found]


def _states_amount(headings: Sequence[Heading]) -> bool:
    return any(heading.column.key in _PART_OF_KEY for heading in headings)


def _is_own(heading: Heading, element: str, headings: Sequence[Heading]) -> bool:
    """Return whether a column states the compared mineral, of which no other states the amount."""
    return mineral_of(heading) == element and not _states_amount(headings)


def _own_heading(heading: Heading) -> Heading:
    """Return the column of a mineral as the column that every list has."""
    _, part = _part_of_column(heading.column.key)
    key = next(key for key, own in _PART_OF_OWN_KEY.items() if own == part)
    parts = replace(heading.parts, base=f"1 {SERVING}") if part != FORM else heading.parts
    return replace(heading, column=COLUMNS_BY_KEY[key], parts=parts)


def as_ingredient(heading: Heading) -> Heading | None:
    """Return an amount of another mineral as the column of a further one, or None.

    An amount for another base than the serving stays out.
    """
    element = heading.parts.element
    if not element or heading.parts.base not in {"", f"1 {SERVING}"} or heading.unknown_words:
        return None
    part = _PART_OF_KEY[heading.column.key]
    return replace(heading, column=ingredient_columns()[_key(element, part)])


# -- rows --------------------------------------------------------------------------------------


def combine_ingredients(batch: RowBatchBuilder, element: str) -> None:
    """Put the further minerals of each row into one cell.

    A row without an amount of its own mineral takes the first one that it states.
    """
    for position, contents in batch.further_contents.items():
        for one in contents:
            if isinstance(one, str):
                _name_other(batch, position, one)
            elif one.element != str(batch.value("element", position) or element):
                name_unknown_amount(batch, position, one, key=MINERALS_KEY)
    if not batch.ingredients:
        return
    for position in range(len(batch.numbers)):
        own = str(batch.value("element", position) or element)
        stated, named = _ingredients_of_row(batch, position)
        stated = _take_own(batch, position, own, stated)
        _name_unstated(batch, position, named, str(batch.value("element", position) or element))
        if stated:
            known = str(batch.value("other_minerals", position) or "")
            texts = [text for text in (known, ingredients_text(stated)) if text]
            batch.set_value("other_minerals", position, ", ".join(texts))
        batch.keep_unreadable("other_minerals", position)


def count_contents(batch: RowBatchBuilder, element: str) -> None:
    """Count the minerals that a row states with clear amounts in what it also contains."""
    for position, text in enumerate(batch.columns.get("also_contains", ())):
        if text is None:
            continue
        known = str(batch.value("other_minerals", position) or "")
        held = {str(batch.value("element", position) or element)}
        held.update(one.element for one in stated_ingredients(known))
        found, rest = take_ingredients(str(text), held)
        if found:
            batch.set_value("other_minerals", position, joined_ingredients(known, found))
            batch.set_value("also_contains", position, rest or None)
            batch.keep_unreadable("other_minerals", position)


def _ingredients_of_row(
    batch: RowBatchBuilder, position: int
) -> tuple[list[Ingredient], list[tuple[Ingredient, str]]]:
    """Return the minerals of a row that have an amount, and those that have none.

    Beside the latter stands the number that a cell states for it without a unit, or "".
    """
    stated, named = [], []
    for element, parts in batch.ingredients.items():
        elemental, compound, form, unclear = (
            parts[part][position] if part in parts else None for part in _PARTS
        )
        text = str(form or "")
        if _contradict(unclear, elemental, compound):
            _ask_about_columns(batch, position, element, (elemental, compound, unclear))
            continue
        number = ""
        if elemental is None or isinstance(elemental, UnclearAmount):
            elemental = unclear or elemental
        if isinstance(elemental, UnclearAmount):
            number, elemental = elemental.text, None
            is_named = True
        elif isinstance(elemental, Ingredient):
            text = " ".join(dict.fromkeys(filter(None, (form, elemental.form))))
            stated.append(replace(elemental, form=text))
            continue
        else:
            is_named = bool(compound or (text and elemental is None))
        fraction = recognize_form(text, element).fraction if compound else None
        if elemental or fraction is not None:
            stated.append(Ingredient(element, elemental or None, compound or None, text))
        elif is_named:
            named.append((Ingredient(element, None, form=form_text(text)), number))
    return stated, named


def _name_unstated(
    batch: RowBatchBuilder, position: int, named: Sequence[tuple[Ingredient, str]], own: str
) -> None:
    """Name the further minerals of a row that have no amount."""
    for ingredient, number in named:
        if ingredient.element != own:
            name_unknown_amount(batch, position, ingredient, number=number)


def _contradict(unclear: object, elemental: object, compound: object) -> bool:
    """Return whether the column with the name alone states another amount than the others."""
    if unclear is None or isinstance(elemental, UnclearAmount):
        return False
    amounts = [
        one.elemental if isinstance(one, Ingredient) else one
        for one in (elemental, compound)
        if one is not None
    ]
    if isinstance(unclear, UnclearAmount):
        return bool(amounts) and not any(
            unclear.agrees_with(int(str(amount))) for amount in amounts if amount is not None
        )
    return bool(amounts) and unclear not in amounts


def _ask_about_columns(
    batch: RowBatchBuilder, position: int, element: str, stated: Sequence[Any]
) -> None:
    """Ask which of two columns states the amount of a further mineral."""
    elemental, compound, unclear = stated
    known = isinstance(elemental, Ingredient)
    first = elemental if known else Ingredient(element, elemental, compound)
    second = (
        f"{elements()[element].name.lower()} {unclear.text}".strip()
        if isinstance(unclear, UnclearAmount)
        else Ingredient(element, unclear).text
    )
    text = f"{first.text}, {second}"
    error = BadInput(ProblemKind.SAME_MINERAL_TWICE, mineral=Term(elements()[element].name))
    header = batch.headers.get(_key(element, UNCLEAR), "")
    batch.add_unreadable_part(position, error, MINERALS_KEY, text, (header, text))


def name_unknown_amount(
    batch: RowBatchBuilder,
    position: int,
    named: Ingredient,
    *,
    row: int | None = None,
    key: str = "",
    number: str = "",
) -> None:
    """Name a mineral without an amount in what a product also contains.

    Its other ingredients stay. `row` is the place of the row that names it, if it is another one.
    `key` is the column that does, if it is no column of the mineral or its amount. A column with
    the name of the mineral alone was asked about whole. `number` is what it states without a unit.
    """
    name = elements()[named.element].name.lower()
    own_keys = [_key(named.element, part) for part in (ELEMENTAL, COMPOUND, FORM)]
    keys = (key,) if key else (*own_keys, "elemental_mg", "compound_mg")
    header = next((batch.headers[one] for one in keys if one in batch.headers), "")
    has_own = any(one in batch.headers for one in own_keys)
    if row is not None or key or has_own or _key(named.element, UNCLEAR) not in batch.headers:
        error = BadInput(ProblemKind.INGREDIENT_WITHOUT_AMOUNT, value=name)
        place = position if row is None else row
        batch.add_problem(place, error, header, name, is_row_kept=True)
    _add_contents(batch, position, " ".join(filter(None, (named.text, number))))


def _name_other(batch: RowBatchBuilder, position: int, text: str) -> None:
    """Name what is no known mineral in what a product also contains."""
    error = BadInput(ProblemKind.NO_KNOWN_MINERAL, value=text)
    header = batch.headers.get(MINERALS_KEY, "")
    batch.add_problem(position, error, header, text, is_row_kept=True)
    _add_contents(batch, position, text)


def _add_contents(batch: RowBatchBuilder, position: int, text: str) -> None:
    known = str(batch.value("also_contains", position) or "")
    batch.set_value("also_contains", position, ", ".join(filter(None, (known, text))))


def _take_own(
    batch: RowBatchBuilder, position: int, own: str, stated: list[Ingredient]
) -> list[Ingredient]:
    """Let the row state its own mineral itself. Return the others."""
    others = [one for one in stated if one.element != own]
    mine = next((one for one in stated if one.element == own), None)
    has_amount = (
        batch.value("elemental_mg", position) is not None
        or batch.value("compound_mg", position) is not None
    )
    if has_amount:
        known = batch.value("elemental_mg", position)
        if mine is not None and known not in {None, mine.elemental}:
            error = BadInput(ProblemKind.SAME_MINERAL_TWICE, mineral=Term(elements()[own].name))
            both = ingredients_text((Ingredient(own, int(str(known))), mine))
            batch.ask_with_text(position, error, "elemental_mg", both, both)
        return others
    first = mine or (others[0] if others else None)
    if first is None:
        return []
    if mine is None and says_some(batch.text("elemental_mg", position)):
        name_unknown_amount(batch, position, Ingredient(own, None), key="elemental_mg")
    batch.set_value("element", position, first.element)
    batch.set_value("elemental_mg", position, first.elemental)
    if first.compound is not None:
        batch.set_value("compound_mg", position, first.compound)
    if first.form:
        batch.set_value("form", position, first.form)
    return [one for one in stated if one is not first]
