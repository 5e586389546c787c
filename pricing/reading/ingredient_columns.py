"""The columns of a list that state further minerals: calcium_mg, Zinc (mg), calcium form."""

from __future__ import annotations

from dataclasses import replace
from enum import Enum
from functools import cache
from typing import TYPE_CHECKING, Any

from pricing.model.also_contains import joined_ingredients, take_ingredients
from pricing.model.columns import MINERALS_KEY, Column, ColumnKind
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
from pricing.reading.placeholders import says_some
from pricing.reference.mineral_forms import elements, recognize_form
from pricing.reference.mineral_names import named_minerals

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pricing.reading.headings import Heading
    from pricing.reading.row_builder import RowBatchBuilder

ELEMENTAL, COMPOUND, FORM = "elemental", "compound", "form"
UNCLEAR = "unclear"  # a column with the name of its mineral alone
# Columns that name their mineral, and leave open how much of it a serving holds.
DOUBTFUL_PARTS = tuple(f"doubtful_{number}" for number in range(1, 7))
_CLEAR_PARTS = (ELEMENTAL, COMPOUND, FORM, UNCLEAR)
_PARTS = {
    ELEMENTAL: "mg", COMPOUND: "compound_mg", FORM: "form", UNCLEAR: "unclear",
    **dict(zip(DOUBTFUL_PARTS, DOUBTFUL_PARTS, strict=True)),
}  # fmt: skip
_MARKS = lazy_pattern(r"[()\[\],;&|+_]+")  # what would part the text of what a product contains
_LONGEST_HEADER = 40
PART_OF_KEY = {"elemental_mg": ELEMENTAL, "compound_mg": COMPOUND}
PART_OF_OWN_KEY = {**PART_OF_KEY, "form": FORM}


class Comparison(Enum):
    """States how an unclear amount of a mineral compares with a clear one of the product."""

    SAME = "same"
    MORE = "more"  # a salt weighs more than the mineral in it
    ANY = "any"  # a share of the daily value


@dataclass(frozen=True, slots=True)
class UnclearAmount:
    """What a cell states of a mineral whose amount it leaves open.

    `text` is what it states, such as a number without a unit. It is "" if the cell only says that
    the product holds some. `micrograms` is what the number is in milligrams, if it is one.
    """

    text: str = ""
    micrograms: int | None = None
    comparison: Comparison = Comparison.SAME

    def agrees_with(self, stated: int) -> bool:
        """Return whether this can stand beside what another column states, in mg or µg."""
        if not self.text or self.comparison is Comparison.ANY:
            return stated > 0
        own = self.micrograms
        if own is not None and self.comparison is Comparison.MORE:
            return 0 < stated <= own
        return own is not None and own in {stated, stated * MASS.base_per_unit}


@cache
def ingredient_columns() -> Mapping[str, Column]:
    """Return the columns of every mineral by their keys, such as calcium_mg and zinc_form."""
    columns = {}
    for element in elements().values():
        for part in _PARTS:
            key = _key(element.symbol, part)
            is_text = part == FORM
            title = f"{element.name} form" if is_text else element.name
            kind = ColumnKind.TEXT if is_text else ColumnKind.MASS
            columns[key] = Column(key, title, kind, unit="" if is_text else "mg")
    return columns


def column_of(element: str, part: str) -> Column:
    """Return the column that states a part of a mineral."""
    return ingredient_columns()[_key(element, part)]


def _key(element: str, part: str) -> str:
    return f"{elements()[element].name.lower()}_{_PARTS[part]}"


@cache
def mapped_columns() -> tuple[str, ...]:
    """Return the keys that a user can give to the header of a mineral, such as zinc_mg."""
    parts = (ELEMENTAL, COMPOUND, FORM)
    return tuple(_key(element, part) for element in elements() for part in parts)


@cache
def stored_part(key: str) -> tuple[str, str]:
    """Return the mineral and the part of it that a column of a further mineral states."""
    return next(
        (element, part) for element in elements() for part in _PARTS if _key(element, part) == key
    )


def is_of_ingredient(heading: Heading) -> bool:
    """Return whether a column states a further mineral."""
    return heading.column.key in ingredient_columns()


def mineral_of(heading: Heading) -> str:
    """Return the mineral that such a column states."""
    return stored_part(heading.column.key)[0]


def part_of(heading: Heading) -> tuple[str, str]:
    """Return the mineral and what of it a column states, also that of the compared mineral."""
    key = heading.column.key
    if key in PART_OF_OWN_KEY:
        return heading.parts.element, PART_OF_OWN_KEY[key]
    return stored_part(key)


def quoted_header(header: str, element: str) -> str:
    """Return a header as it stands beside an amount that it leaves open: [Zinc oxide mg].

    One that names other minerals too says nothing of them here.
    """
    if set(named_minerals(header)) - {element}:
        return ""
    return f"[{' '.join(_MARKS.sub(' ', header).split())[:_LONGEST_HEADER]}]"


# -- rows --------------------------------------------------------------------------------------


def combine_ingredients(batch: RowBatchBuilder, element: str) -> None:
    """Put the further minerals of each row into one cell.

    A row without an amount of its own mineral takes the first one that it states.
    """
    _count_own(batch, element)
    for position, contents in batch.further_contents.items():
        for one in contents:
            if not isinstance(one, Ingredient):
                _name_other(batch, position, *one)
            elif one.element != str(batch.value("element", position) or element):
                name_unknown_amount(batch, position, one, key=MINERALS_KEY)
    if not batch.ingredients:
        return
    for position in range(len(batch.numbers)):
        own = str(batch.value("element", position) or element)
        stated, named = _ingredients_of_row(batch, position)
        named += _doubts_of_row(batch, position, stated)
        stated = _take_own(batch, position, own, stated)
        _name_unstated(batch, position, named, str(batch.value("element", position) or element))
        _add_stated(batch, position, stated)
        batch.keep_unreadable("other_minerals", position)


def _count_own(batch: RowBatchBuilder, element: str) -> None:
    """Take the compared mineral out of the further ones, if both state the same or one is empty."""
    for position, text in enumerate(batch.columns.get(MINERALS_KEY, ())):
        if not text:
            continue
        own = str(batch.value("element", position) or element)
        stated = stated_ingredients(str(text))
        mine = next((one for one in stated if one.element == own), None)
        known = batch.value("elemental_mg", position)
        if mine is None or mine.elemental is None or known not in {None, mine.elemental}:
            continue
        if "elemental_mg" in batch.unreadable_texts(position):  # "<1" contradicts the other cell
            continue
        own_values = {"elemental_mg": mine.elemental, "form": mine.form or None,
                      "compound_mg": mine.compound}  # fmt: skip
        for key, value in own_values.items():
            if value is not None and batch.value(key, position) is None:
                batch.set_value(key, position, value)
        others = ingredients_text(one for one in stated if one is not mine)
        batch.set_value(MINERALS_KEY, position, others or None)


def _add_stated(batch: RowBatchBuilder, position: int, stated: Sequence[Ingredient]) -> None:
    """Add minerals to those that a cell of all states. One that differs there is asked about."""
    known = list(stated_ingredients(str(batch.value("other_minerals", position) or "")))
    for one in stated:
        same = next((other for other in known if other.element == one.element), None)
        if same is None:
            known.append(one)
        elif same.amount == one.amount:
            known[known.index(same)] = _with_details(same, one)
        else:
            known.remove(same)
            both = ingredients_text((same, one))
            mineral = Term(elements()[one.element].name)
            error = BadInput(ProblemKind.SAME_MINERAL_TWICE, mineral=mineral)
            header = batch.headers.get(MINERALS_KEY, "")
            batch.add_unreadable_part(position, error, MINERALS_KEY, both, (header, both))
    if known:
        batch.set_value("other_minerals", position, ingredients_text(known))
    elif stated:
        batch.set_value("other_minerals", position, None)


def _with_details(one: Ingredient, other: Ingredient) -> Ingredient:
    """Return an ingredient with the details that only another statement of it has."""
    return replace(
        one,
        compound=one.compound or other.compound,
        form=one.form or other.form,
        daily_value=one.daily_value or other.daily_value,
    )


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
) -> tuple[list[Ingredient], list[tuple[Ingredient, str, str]]]:
    """Return the minerals of a row that have an amount, and those that have none.

    Beside the latter stand what a cell states of it without a unit, or "", and the key of its
    column if that is a doubtful one.
    """
    stated, named = [], []
    for element, parts in batch.ingredients.items():
        elemental, compound, form, unclear = (
            parts[part][position] if part in parts else None for part in _CLEAR_PARTS
        )
        own_form = batch.header_forms.get(element, "") if elemental or compound else ""
        text = str(form or own_form)
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
            named.append((Ingredient(element, None, form=form_text(text)), number, ""))
    return stated, named


def _doubts_of_row(
    batch: RowBatchBuilder, position: int, stated: Sequence[Ingredient]
) -> list[tuple[Ingredient, str, str]]:
    """Return the minerals of which a doubtful column states what no clear one does."""
    if not batch.doubtful_parts:
        return []
    amounts = {one.element: one.amount for one in stated}
    doubts = []
    for element, part in batch.doubtful_parts:
        doubt = batch.ingredients[element][part][position]
        if doubt is None:
            continue
        amount = amounts.get(element)
        if amount is None or not doubt.agrees_with(amount):
            doubts.append((Ingredient(element, None), doubt.text, _key(element, part)))
    return doubts


def _name_unstated(
    batch: RowBatchBuilder, position: int, named: Sequence[tuple[Ingredient, str, str]], own: str
) -> None:
    """Name the further minerals of a row that have no amount."""
    for ingredient, number, key in named:
        if ingredient.element != own:
            name_unknown_amount(batch, position, ingredient, key=key, number=number)


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
    `key` is the column that does, if it is no column of the mineral or its amount. A column that
    was asked about whole is not named again. `number` is what it states without a unit.
    """
    name = elements()[named.element].name.lower()
    own_keys = [_key(named.element, part) for part in (ELEMENTAL, COMPOUND, FORM, UNCLEAR)]
    keys = (key,) if key else (*own_keys, "elemental_mg", "compound_mg")
    header = next((batch.headers[one] for one in keys if one in batch.headers), "")
    if row is not None or header not in batch.asked_headers:
        error = BadInput(ProblemKind.INGREDIENT_WITHOUT_AMOUNT, value=name)
        if row is None and number:
            kind = ProblemKind.AMOUNT_NOT_COUNTED
            if header in batch.headers_without_serving:
                kind = ProblemKind.SERVING_NOT_STATED
            amount = number.partition(" [")[0]
            error = BadInput(kind, value=amount, mineral=Term(name), header=header)
        place = position if row is None else row
        batch.add_problem(place, error, header, name, is_row_kept=True)
    add_contents(batch, position, " ".join(filter(None, (named.text, number))))


def _name_other(batch: RowBatchBuilder, position: int, text: str, error: BadInput) -> None:
    """Name what cannot be counted as a mineral in what a product also contains."""
    header = batch.headers.get(MINERALS_KEY, "")
    batch.add_problem(position, error, header, text, is_row_kept=True)
    add_contents(batch, position, text)


def add_contents(batch: RowBatchBuilder, position: int, text: str) -> None:
    """Add a text to what a product also contains."""
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
