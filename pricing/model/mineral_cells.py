"""The further minerals of a row as cells: one for each mineral, which states its amount.

A row keeps them in one text, such as "calcium 333 mg (carbonate), zinc 5 mg". What is typed into a
cell changes one amount there. The form and the compound's mass of that mineral stay.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Protocol

from pricing.model.columns import MINERALS_KEY, mineral_columns
from pricing.model.ingredients import (
    Ingredient,
    ingredient_texts,
    ingredients_text,
    read_ingredients,
    stated_ingredients,
)
from pricing.problems.errors import BadInput, ProblemKind, Term
from pricing.problems.plain_facts import dataclass
from pricing.quantities.amounts import DecimalMark, unambiguous_number_text
from pricing.quantities.lazy_pattern import lazy_pattern
from pricing.reference.mineral_amounts import read_mineral_amount
from pricing.reference.mineral_forms import elements, recognize_element
from pricing.reference.mineral_names import named_minerals

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from pricing.model.columns import BaseValue, Column

_WITH_DETAILS = lazy_pattern(r"(?P<amount>[^()]*)\((?P<details>[^()]*)\)\s*")
_MARKS = lazy_pattern(r"[();]|,(?!\d)")  # what parts the minerals of a text, or their details


class Row(Protocol):
    """A row as typed: values by column key, the texts of unreadable cells, and its mineral."""

    @property
    def values(self) -> Mapping[str, BaseValue]: ...

    @property
    def unreadable(self) -> Mapping[str, str]: ...

    @property
    def element(self) -> str: ...


@dataclass(frozen=True, slots=True)
class MineralItem:
    """One mineral as the text of a row states it.

    `ingredient` is None for a part that cannot be read. `element` is "" if that part does not begin
    with a mineral, or with one that an earlier part states. `typed` is what follows the mineral.
    """

    text: str
    element: str
    typed: str
    ingredient: Ingredient | None = None


def mineral_items(row: Row) -> Sequence[MineralItem]:
    """Return what a row states as its further minerals, part by part."""
    return _items_of(row.values, row.unreadable)


def minerals_of(row: Row) -> tuple[str, ...]:
    """Return the minerals that a row names in any way, though it may make no product yet.

    >>> from pricing.model.entry import Entry
    >>> minerals_of(Entry(1, {"product": "Trio", "element": "Mg"}, {"other_minerals": "zinc ?"}))
    ('Mg', 'Zn')
    """
    texts = {**row.values, **row.unreadable}
    words = (str(texts.get(key, "")) for key in ("product", MINERALS_KEY, "also_contains"))
    stated = (item.element for item in mineral_items(row) if item.element)
    named = (element for text in words for element in named_minerals(text))
    return tuple(dict.fromkeys((row.element, *stated, *named)))


def mineral_item(row: Row, element: str) -> MineralItem | None:
    """Return how a row states a further mineral, or None if it does not."""
    return next((item for item in mineral_items(row) if item.element == element), None)


def amount_text(row: Row, column: Column) -> str:
    """Return what the cell of a mineral states: its amount, or the text that cannot be read."""
    item, quantity = mineral_item(row, column.mineral), column.quantity_for("")
    if item is None or quantity is None:
        return ""
    if item.ingredient is None:
        return item.typed
    elemental = item.ingredient.elemental
    return "" if elemental is None else quantity.text(elemental)


def whole_text(row: Row, column: Column) -> str:
    """Return the text that makes a cell of another row state the same: 333 (carbonate).

    The brackets stand there without a form too, so that no other form stays.
    """
    item, text = mineral_item(row, column.mineral), amount_text(row, column)
    if item is None or item.ingredient is None:
        return text
    details = item.ingredient.typed_text.partition("(")[2].rstrip(")")
    return f"{unambiguous_number_text(text, DecimalMark.POINT)} ({details})"


def minerals_text(row: Row) -> str:
    """Return the text that makes another row state the same further minerals."""
    return _joined(mineral_items(row))


def first_error(row: Row) -> BadInput | None:
    """Return what is wrong with the first mineral whose amount cannot be read, if one is."""
    unread = (item for item in mineral_items(row) if item.ingredient is None and item.element)
    return next(filter(None, map(_item_error, unread)), None)


def mineral_error(row: Row, column: Column) -> BadInput | None:
    """Return why the cell of a mineral is wrong, or None if it is not."""
    item = mineral_item(row, column.mineral)
    if item is None:
        return None
    if item.ingredient is not None:
        is_own = row.element == column.mineral
        mineral = Term(elements()[column.mineral].name)
        return BadInput(ProblemKind.SAME_MINERAL_TWICE, mineral=mineral) if is_own else None
    return _item_error(item)


def _item_error(item: MineralItem) -> BadInput | None:
    try:
        _read_cell(item.typed, item.element, DecimalMark.AUTO, None)
        read_ingredients(item.text)
    except BadInput as error:
        return error
    return None


def type_mineral(
    values: dict[str, BaseValue],
    unreadable: dict[str, str],
    column: Column,
    text: str,
    mark: DecimalMark,
) -> None:
    """Change the values and the unreadable texts of a row by what is typed for a mineral.

    Zero states that the product does not hold it, as in a list.
    """
    element = column.mineral
    items = list(_items_of(values, unreadable))
    at = next((at for at, item in enumerate(items) if item.element == element), len(items))
    known = items[at].ingredient if at < len(items) else None
    typed = _typed_item(text, element, mark, known) if text.strip() else None
    items[at : at + 1] = [typed] if typed else []
    _state(values, unreadable, items)


def changed_minerals(before: Row, after: Row) -> set[str]:
    """Return the minerals that two states of a row state differently, "" for what names none."""
    was, now = _texts_by_element(before), _texts_by_element(after)
    return {element for element in was.keys() | now.keys() if was.get(element) != now.get(element)}


def take_over_minerals(
    values: dict[str, BaseValue],
    unreadable: dict[str, str],
    source: Row,
    symbols: Collection[str],
) -> None:
    """Let the values and the unreadable texts of a row state some minerals as another row does."""
    new = [item for item in mineral_items(source) if item.element in symbols]
    items: list[MineralItem] = []
    for item in _items_of(values, unreadable):
        if item.element not in symbols:
            items.append(item)
            continue
        items += [one for one in new if one.element == item.element]
        new = [one for one in new if one.element != item.element]
    _state(values, unreadable, [*items, *new])


def column_key(symbol: str) -> str:
    """Return the key of the column that states a mineral, or of all of them for no mineral."""
    keys = {column.mineral: key for key, column in mineral_columns().items()}
    return keys.get(symbol, MINERALS_KEY)


def _texts_by_element(row: Row) -> Mapping[str, list[str]]:
    texts: dict[str, list[str]] = {}
    for item in mineral_items(row):
        text = item.ingredient.typed_text if item.ingredient else item.text
        texts.setdefault(item.element, []).append(text)
    return texts


def _state(
    values: dict[str, BaseValue], unreadable: dict[str, str], items: Iterable[MineralItem]
) -> None:
    """Let the values and the unreadable texts of a row state minerals, and no other ones."""
    joined = _joined(items)
    values.pop(MINERALS_KEY, None)
    unreadable.pop(MINERALS_KEY, None)
    if not joined:
        return
    try:
        values[MINERALS_KEY] = ingredients_text(read_ingredients(joined))
    except BadInput:
        unreadable[MINERALS_KEY] = joined


def _joined(items: Iterable[MineralItem]) -> str:
    return ", ".join(item.ingredient.typed_text if item.ingredient else item.text for item in items)


def _items_of(
    values: Mapping[str, BaseValue], unreadable: Mapping[str, str]
) -> tuple[MineralItem, ...]:
    if MINERALS_KEY in unreadable:
        return _unreadable_items(unreadable[MINERALS_KEY])
    return _readable_items(str(values.get(MINERALS_KEY, "")))


@lru_cache(maxsize=4_096)
def _readable_items(text: str) -> tuple[MineralItem, ...]:
    return tuple(MineralItem(one.text, one.element, "", one) for one in stated_ingredients(text))


@lru_cache(maxsize=256)
def _unreadable_items(text: str) -> tuple[MineralItem, ...]:
    """Return the parts of a text that cannot be read as a whole."""
    items: list[MineralItem] = []
    for part in ingredient_texts(text):
        item = _unreadable_item(part)
        is_known = item.element in {one.element for one in items}
        items.append(MineralItem(part, "", part) if is_known else item)
    return tuple(items)


def _unreadable_item(part: str) -> MineralItem:
    name, _, typed = part.partition(" ")
    with suppress(BadInput):
        (ingredient,) = read_ingredients(part)
        return MineralItem(part, ingredient.element, typed, ingredient)
    with suppress(BadInput):
        return MineralItem(part, recognize_element(name), typed)
    return MineralItem(part, "", part)


def _typed_item(
    text: str, element: str, mark: DecimalMark, known: Ingredient | None
) -> MineralItem | None:
    """Return what is typed for a mineral, or None if its amount is zero."""
    typed = " ".join(_MARKS.sub(" ", text).split())
    for candidate in (text, typed):
        try:
            ingredient = _read_cell(candidate, element, mark, known)
        except BadInput as error:
            if error.kind is ProblemKind.ZERO:
                return None
        else:
            return MineralItem(ingredient.text, element, text, ingredient)
    return MineralItem(f"{elements()[element].name.lower()} {typed}", element, typed)


def _read_cell(text: str, element: str, mark: DecimalMark, known: Ingredient | None) -> Ingredient:
    """Return the mineral that a cell states. Without brackets, its details stay as they were.

    Brackets that belong to the amount, as in "250 mg (elemental)", are no details.
    """
    match = _WITH_DETAILS.fullmatch(text)
    if match is None:
        return _with_amount(text, element, mark, known)
    if match["details"].strip():
        with suppress(BadInput):
            return _with_amount(text, element, mark, known)
    name = elements()[element].name.lower()
    stated = name
    if match["amount"].strip():
        stated = _with_amount(match["amount"], element, mark, None).typed_text
    (ingredient,) = read_ingredients(f"{stated} ({match['details']})")
    return ingredient


def _with_amount(
    text: str, element: str, mark: DecimalMark, known: Ingredient | None
) -> Ingredient:
    elemental = read_mineral_amount(text, element, mark)
    if not elemental:
        raise BadInput(ProblemKind.ZERO)
    return replace(known or Ingredient(element, elemental), elemental=elemental)
