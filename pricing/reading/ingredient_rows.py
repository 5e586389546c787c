"""Lists with one row an ingredient: the neighbouring rows of one product become one row.

Such rows agree in everything but the mineral, its form and its amount.
"""

from __future__ import annotations

from functools import partial
from itertools import chain, islice, pairwise, takewhile
from operator import ne
from typing import TYPE_CHECKING

from pricing.model.columns import COLUMNS_BY_KEY
from pricing.model.ingredients import Ingredient, form_text, ingredients_text
from pricing.problems.errors import BadInput, ProblemKind, Term
from pricing.quantities.amounts import UNITS
from pricing.reading.column_notes import ColumnNotes
from pricing.reading.ingredient_columns import name_unknown_amount
from pricing.reading.row_builder import CODE_KEYS
from pricing.reference.mineral_forms import elements, recognize_form
from pricing.reference.mineral_names import named_minerals

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence

    from pricing.model.columns import BaseValue
    from pricing.problems.errors import Problem
    from pricing.reading.headings import HeaderRow
    from pricing.reading.row_builder import RowBatchBuilder
    from pricing.reading.text_blocks import TextBlock

# A block of rows is continued by at most as many, so that it holds each product whole.
MAX_ROWS_OF_PRODUCT = 64
_LAST_ROW, _FIRST_ROWS = slice(-1, None), slice(MAX_ROWS_OF_PRODUCT)
_AMOUNT_KEYS = ("elemental_mg", "compound_mg", "daily_value_percent")
_INGREDIENT_KEYS = frozenset(("element", "form", *_AMOUNT_KEYS))
# Rows of one product that differ here contradict each other. Other differences part products.
_SIZE_KEYS = ("pack_units", "serving_units", "price")
_USUAL_VALUES: Mapping[str, BaseValue] = {"serving_units": UNITS.base_per_unit}
_EMPTY_TEXT = "–"


# -- blocks ------------------------------------------------------------------------------------


def places_of_ingredients(header: HeaderRow) -> tuple[int, int] | None:
    """Return the columns of names and minerals, or None if no row states a mineral of its own."""
    name = header.find_heading("product")
    mineral = header.find_heading("element") or header.find_heading("form")
    return (name.index, mineral.index) if name and mineral else None


def whole_products(
    blocks: Iterable[TextBlock], places: tuple[int, int] | None
) -> Iterator[TextBlock]:
    """Yield blocks of rows, none of which ends between the ingredients of a product.

    `places` are the columns of names and minerals. Without them the blocks stay as they are.
    """
    if places is None:
        yield from blocks
        return
    held: TextBlock | None = None
    for block in blocks:
        rest = block
        if held is not None:
            last, following = _pairs(held, places, _LAST_ROW), _pairs(block, places, _FIRST_ROWS)
            count = count_of_continued(last, following)
            if count:
                held, rest = held.continued_by(block.first(count)), block.without_first(count)
            if not len(rest) and len(held) < MAX_ROWS_OF_PRODUCT:
                continue
            yield held
        if _has_one_mineral(rest, places):
            yield rest
            held = None
        else:
            held = rest
    if held is not None:
        yield held


def _has_one_mineral(block: TextBlock, places: tuple[int, int]) -> bool:
    """Return whether so many rows state one mineral that hardly any product spans two blocks."""
    _, mineral = places
    is_long = len(block) >= MAX_ROWS_OF_PRODUCT and mineral < len(block.columns)
    return is_long and len(set(block.columns[mineral])) == 1


def _pairs(block: TextBlock, places: tuple[int, int], rows: slice) -> list[tuple[str, str]]:
    """Return the name and the mineral of some rows."""
    if max(places) >= len(block.columns):
        return []
    names, minerals = (block.columns[place][rows] for place in places)
    return list(zip(names, minerals, strict=True))


def count_of_continued(
    last: Sequence[tuple[str, str]], following: Sequence[tuple[str, str]]
) -> int:
    """Return how many rows state more minerals of the product of the last row.

    The rows are given by name and mineral.

    >>> count_of_continued([("A", "Mg")], [("A", "Ca"), ("A", "Zn"), ("B", "Mg")])
    2
    >>> count_of_continued([("A", "Mg")], [("A", "Mg"), ("B", "Ca")])
    0
    """
    if not last or not last[0][0].strip():
        return 0
    name, mineral = last[0]
    same = list(takewhile(lambda row: row[0] == name, following))
    return len(same) if any(other != mineral for _, other in same) else 0


# -- rows --------------------------------------------------------------------------------------


class IngredientRows:
    """Joins the rows of each product of a list. `element` is the mineral that stands first."""

    def __init__(self, element: str, headers: Mapping[str, str]) -> None:
        self._element = element
        self._notes = ColumnNotes(headers.get("element") or headers.get("form", ""))

    def join(self, batch: RowBatchBuilder) -> None:
        """Join neighbouring rows that state the minerals of one product, or ask about them."""
        for run in _runs_of_one_name(batch):
            other_keys = [
                key for key in batch.columns if key not in _INGREDIENT_KEYS | {*_SIZE_KEYS}
            ]
            rows = [row for row in run if _can_be_joined(batch, row)]
            for product in _grouped(rows, partial(_values, batch, other_keys)):
                if self._has_several(batch, product) and not _has_wrong_mineral(batch, product):
                    self._join_or_ask(batch, product)

    def problems(self) -> tuple[Problem, ...]:
        """Return a note that rows were joined, if any were."""
        return self._notes.problems()

    def _mineral(self, batch: RowBatchBuilder, row: int) -> str:
        return str(batch.value("element", row) or self._element)

    def _minerals(self, batch: RowBatchBuilder, rows: Iterable[int]) -> frozenset[str]:
        return frozenset(self._mineral(batch, row) for row in rows)

    def _has_several(self, batch: RowBatchBuilder, rows: Sequence[int]) -> bool:
        """Return whether rows state several minerals, or one mineral in several forms.

        One code of one mineral in two forms is asked about as the code of two labels.
        """
        if len(self._minerals(batch, rows)) > 1:
            return True
        return not _has_code(batch, rows[0]) and len(_forms(batch, rows)) > 1

    def _join_or_ask(self, batch: RowBatchBuilder, rows: Sequence[int]) -> None:
        packs = _grouped(rows, partial(_values, batch, _SIZE_KEYS))
        minerals = {self._minerals(batch, pack) for pack in packs}
        if len(minerals) > 1:
            _ask_about_sizes(batch, packs)
            return
        for pack in packs:
            if self._has_several(batch, pack):
                self._join(batch, pack)

    def _join(self, batch: RowBatchBuilder, rows: Sequence[int]) -> None:
        """Let one row state the minerals of all."""
        by_mineral = {
            mineral: [row for row in rows if self._mineral(batch, row) == mineral]
            for mineral in dict.fromkeys(self._mineral(batch, row) for row in rows)
        }
        own = self._element if self._element in by_mineral else next(iter(by_mineral))
        first, *repeated = by_mineral.pop(own)
        others: list[Ingredient] = []
        for mineral, (row, *further) in by_mineral.items():
            stated = [_ingredient(batch, one, mineral) for one in (row, *further)]
            if further:
                _ask_about_repetition(batch, first, mineral, stated)
            elif stated[0] is not None:
                others.append(stated[0])
            elif batch.loses_only(row, ()):
                named = Ingredient(mineral, None, form=_form(batch, row))
                name_unknown_amount(batch, first, named, row=row)
            else:
                _ask_about_amount(batch, first, mineral)
        batch.set_value("other_minerals", first, ingredients_text(others) or None)
        batch.keep_unreadable("other_minerals", first)
        if repeated:
            _ask_about_own_amount(batch, first, own, repeated)
        for row in rows:
            if row != first:
                batch.join_to_other(row)
        name = str(batch.value("product", first))
        self._notes.add(ProblemKind.JOINED_ROWS, batch.numbers[first], name)


def _runs_of_one_name(batch: RowBatchBuilder) -> Iterator[range]:
    """Yield the places of neighbouring rows with one name and several minerals or forms."""
    names, minerals = batch.columns.get("product"), batch.columns.get("element")
    if names is None or minerals is None:
        return
    forms = batch.column("form")
    if len(set(minerals)) == 1 and len(set(forms)) == 1:
        return
    changes = map(ne, names, islice(names, 1, None))
    starts = [place for place, is_new in enumerate(changes, start=1) if is_new]
    if len(starts) + 1 == len(names):
        return
    for start, end in pairwise(chain((0,), starts, (len(names),))):
        is_run = end - start > 1 and names[start] is not None
        if is_run and (len(set(minerals[start:end])) > 1 or len(set(forms[start:end])) > 1):
            yield range(start, end)


def _can_be_joined(batch: RowBatchBuilder, row: int) -> bool:
    return batch.value("other_minerals", row) is None and batch.loses_only(row, _AMOUNT_KEYS)


def _has_code(batch: RowBatchBuilder, row: int) -> bool:
    return any(batch.value(key, row) is not None for key in CODE_KEYS)


def _forms(batch: RowBatchBuilder, rows: Iterable[int]) -> set[str]:
    """Return the names of the forms that rows state."""
    stated = (
        (str(batch.value("form", row) or ""), str(batch.value("element", row) or ""))
        for row in rows
    )
    return {recognize_form(form, element).name for form, element in stated if form}


def _has_wrong_mineral(batch: RowBatchBuilder, rows: Sequence[int]) -> bool:
    """Return whether one amount of one form stands with several minerals, and the name with one.

    "Magnesium 200" with 200 mg of glycinate, once as magnesium and once as zinc, is no product of
    both.
    """
    name = str(batch.value("product", rows[0]))
    stated = {_values(batch, ("form", "elemental_mg", "compound_mg"), row) for row in rows}
    return len(stated) == 1 and len(named_minerals(name)) == 1


def _values(batch: RowBatchBuilder, keys: Iterable[str], row: int) -> Hashable:
    return tuple(
        _USUAL_VALUES.get(key) if value is None else value
        for key, value in ((key, batch.value(key, row)) for key in keys)
    )


def _grouped(rows: Iterable[int], key: Callable[[int], Hashable]) -> list[list[int]]:
    groups: dict[Hashable, list[int]] = {}
    for row in rows:
        groups.setdefault(key(row), []).append(row)
    return list(groups.values())


def _ingredient(batch: RowBatchBuilder, row: int, mineral: str) -> Ingredient | None:
    """Return what a row states of its mineral, or None if that is no amount."""
    elemental, compound, daily_value = (
        None if value is None else int(str(value))
        for value in (batch.value(key, row) for key in _AMOUNT_KEYS)
    )
    form = _form(batch, row)
    is_derived = compound is not None and recognize_form(form, mineral).fraction is not None
    if elemental is None and not is_derived:
        return None
    return Ingredient(mineral, elemental, compound, form, daily_value)


def _form(batch: RowBatchBuilder, row: int) -> str:
    return form_text(str(batch.value("form", row) or ""))


# -- questions ---------------------------------------------------------------------------------


def _ask_about_sizes(batch: RowBatchBuilder, packs: Sequence[Sequence[int]]) -> None:
    """Ask about rows of one product whose packs, servings or prices differ."""
    others = [packs[1][0], *(packs[0][0] for _ in packs[1:])]
    keys = [_key_of_difference(batch, *pair) for pair in zip(packs, others, strict=True)]
    rows = [row for pack in packs for row in pack]
    texts = {(key, row): _stated_text(batch, key, row) for key in {*keys} for row in rows}
    for pack, other, key in zip(packs, others, keys, strict=True):
        for row in pack:
            value = texts[key, row]
            error = BadInput(
                ProblemKind.ROWS_OF_PRODUCT_DIFFER, value=value, row=batch.numbers[other]
            )
            batch.ask_with_text(row, error, key, value, f"{value} / {texts[key, other]}")


def _key_of_difference(batch: RowBatchBuilder, pack: Sequence[int], other: int) -> str:
    return next(
        key
        for key in _SIZE_KEYS
        if _values(batch, (key,), pack[0]) != _values(batch, (key,), other)
    )


def _stated_text(batch: RowBatchBuilder, key: str, row: int) -> str:
    value, quantity = batch.value(key, row), COLUMNS_BY_KEY[key].kind.quantity
    if value is None or quantity is None:
        return _EMPTY_TEXT
    return batch.text(key, row) or quantity.text(int(str(value)))


def _ask_about_repetition(
    batch: RowBatchBuilder, first: int, mineral: str, stated: Sequence[Ingredient | None]
) -> None:
    text = ingredients_text(ingredient for ingredient in stated if ingredient) or _name(mineral)
    error = BadInput(ProblemKind.SAME_MINERAL_TWICE, mineral=Term(elements()[mineral].name))
    _ask(batch, first, error, text)


def _ask_about_amount(batch: RowBatchBuilder, first: int, mineral: str) -> None:
    error = BadInput(ProblemKind.INGREDIENT_WITHOUT_AMOUNT, value=_name(mineral))
    _ask(batch, first, error, _name(mineral))


def _ask(batch: RowBatchBuilder, first: int, error: BadInput, text: str) -> None:
    cell = (batch.headers.get("elemental_mg") or batch.headers.get("compound_mg", ""), text)
    batch.add_unreadable_part(first, error, "other_minerals", text, cell)


def _ask_about_own_amount(
    batch: RowBatchBuilder, first: int, mineral: str, repeated: Sequence[int]
) -> None:
    """Ask which amount of its first mineral a product holds."""
    stated = [_ingredient(batch, row, mineral) for row in (first, *repeated)]
    text = ingredients_text(ingredient for ingredient in stated if ingredient) or _name(mineral)
    error = BadInput(ProblemKind.SAME_MINERAL_TWICE, mineral=Term(elements()[mineral].name))
    batch.set_value("elemental_mg", first, None)
    batch.ask_with_text(first, error, "elemental_mg", text, text)


def _name(mineral: str) -> str:
    return elements()[mineral].name.lower()
