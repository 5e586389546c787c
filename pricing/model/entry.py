"""A row as typed, which may be incomplete or wrong. If it is neither, it makes a product."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import field, replace
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING

from pricing.model.columns import (
    COLUMNS,
    COLUMNS_BY_KEY,
    MINERALS_KEY,
    PRICE_KEYS,
    Column,
    ColumnKind,
    NumberConvention,
    build_product,
    cell_text,
    find_unit_kind,
    mineral_columns,
    read_cell,
)
from pricing.model.product import DEFAULT_ELEMENT, UNIT_KINDS
from pricing.problems.errors import BadInput, ProblemKind, Term
from pricing.problems.plain_facts import NamedTuple, dataclass
from pricing.quantities.amounts import (
    UNITS,
    DecimalMark,
    read_money,
    stated_unit,
    unambiguous_number_text,
    with_product,
)
from pricing.quantities.dates import today
from pricing.quantities.weights import read_weight
from pricing.reference.mineral_forms import elements

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence, Set

    from pricing.model.columns import BaseValue
    from pricing.model.product import Product

_KEYS_READ_FIRST = frozenset(("element", "unit_kind"))
AMOUNT_KEY = "elemental_mg"  # the amount of a row's first mineral
_FEWEST_VALUES = 2
_SERVING_WORDS = frozenset(("serving", "servings"))
# What another cell of the row can settle.
_WAITING = frozenset((
    ProblemKind.UNIT_OF_OTHER_KIND,
    ProblemKind.SERVINGS_OF_UNKNOWN_SIZE,
    ProblemKind.SHARED_CURRENCY_SIGN,
))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """A row: values by column key in base units, and the texts of unreadable cells."""

    id: int
    values: Mapping[str, BaseValue] = field(default_factory=dict)
    unreadable: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        return not self.values and not self.unreadable

    def with_text(self, column: Column, text: str, mark: DecimalMark = DecimalMark.AUTO) -> Entry:
        """Return the row after a text is typed into a cell. An unreadable text is kept as text."""
        return self.with_texts([(column, text, mark)])

    def with_texts(self, cells: Iterable[tuple[Column, str, DecimalMark]]) -> Entry:
        """Return the row after texts are typed into several cells, one after the other.

        A new price gets today as its date, unless a date is typed too: the old date is that of the
        old price. The unit and the mineral of the row are read first: "5 g" is no number of
        capsules, and "55" is 55 µg of selenium.
        """
        values, unreadable = dict(self.values), dict(self.unreadable)
        typed_keys = set()
        in_order = _in_reading_order(cells)
        for typed_column, text, mark in in_order:
            column = typed_column
            if column.mineral and Entry(self.id, values, unreadable).is_own_amount(column):
                # A block may state the amount twice: in its own cell and in that of its mineral.
                amount = next((typed for one, typed, _ in in_order if one.key == AMOUNT_KEY), None)
                if amount is not None and text.strip() in {"", amount.strip()}:
                    continue
                column = column if amount is not None else COLUMNS_BY_KEY[AMOUNT_KEY]
            typed_keys.add(column.key)
            read_keys = _type_cell(values, unreadable, column, text, mark)
            if unreadable:  # which few rows have
                _forget_texts(unreadable, read_keys - typed_keys)
        if self.unreadable:
            self._read_waiting(values, unreadable, typed_keys)
        if "also_contains" in typed_keys & values.keys() and MINERALS_KEY not in unreadable:
            _count_contents(values)
        is_new_price = values.get("price") not in {None, self.values.get("price")}
        if is_new_price and "priced_on" in values and "priced_on" not in typed_keys:
            values["priced_on"] = today()
        return Entry(self.id, values, unreadable)

    def _read_waiting(
        self, values: dict[str, BaseValue], unreadable: dict[str, str], typed_keys: Set[str]
    ) -> None:
        """Read the texts that waited for what is in `values` by now, except those just typed."""
        for key in self._waiting_keys() & unreadable.keys() - typed_keys:
            with suppress(BadInput):
                text = unreadable[key]
                values |= _read_values(key, text, DecimalMark.AUTO, _surroundings(key, values))
                del unreadable[key]

    def _waiting_keys(self) -> set[str]:
        """Return the columns whose texts wait for the unit, serving or currency of the row."""
        errors = {key: self.cell_error(key) for key in self.unreadable}
        return {key for key, error in errors.items() if error and error.kind in _WAITING}

    def with_price(self, price: Mapping[str, BaseValue]) -> Entry:
        """Return the row at another price, which has the keys of `PRICE_KEYS`."""
        values = {key: value for key, value in self.values.items() if key not in PRICE_KEYS}
        unreadable = {key: text for key, text in self.unreadable.items() if key not in PRICE_KEYS}
        return replace(self, values=values | dict(price), unreadable=unreadable)

    @property
    def element(self) -> str:
        """The mineral of the row. Its amounts are typed and shown in the unit of that mineral."""
        return element_of(self.values)

    def text(self, column: Column) -> str:
        """Return the text of a cell: its value in the C locale, or its unreadable text.

        That of the row's own mineral has only the latter: the cell of the amount holds the value.
        """
        if column.mineral:
            is_wrong = AMOUNT_KEY in self.unreadable and self.is_own_amount(column)
            return self.unreadable[AMOUNT_KEY] if is_wrong else _mineral_text(self, column)
        value = self.values.get(column.key)
        return self.unreadable.get(column.key) or cell_text(column, value, self.element)

    def whole_text(self, column: Column) -> str:
        """Return the text that makes a cell of another row hold the same, whatever its mark.

        An amount names its mineral, and a price its currency: the other row may have others.
        """
        if self.is_own_amount(column):
            return self.whole_text(COLUMNS_BY_KEY[AMOUNT_KEY])
        if self.states_minerals and (column.mineral or column.key == MINERALS_KEY):
            from pricing.model.mineral_cells import minerals_text, whole_text

            return whole_text(self, column) if column.mineral else minerals_text(self)
        text, quantity = self.text(column), column.quantity_for(self.element)
        if quantity is None or column.key not in self.values:
            return text
        number = unambiguous_number_text(text, DecimalMark.POINT)
        if column.key in _MASS_KEYS:
            mineral = elements()[self.element]
            kind = " compound" if column.key == "compound_mg" else ""
            return f"{number} {mineral.unit} {mineral.name.lower()}{kind}"
        if column.key == "price" and "currency" in self.values:
            return f"{number} {self.values['currency']}"
        return number

    def is_own_amount(self, column: Column) -> bool:
        """Return whether the cell of a mineral stands for the amount of the row's first one."""
        if not column.mineral or column.mineral != self.element:
            return False
        if not self.states_minerals:
            return True
        from pricing.model.mineral_cells import mineral_item

        return mineral_item(self, column.mineral) is None

    @property
    def states_minerals(self) -> bool:
        """Whether the row states further minerals, even in a text that cannot be read."""
        return MINERALS_KEY in self.values or MINERALS_KEY in self.unreadable

    def cell_error(self, key: str) -> BadInput | None:
        """Return why the text of a cell cannot be read, or None if it can."""
        mineral = mineral_columns().get(key)
        if mineral is not None and AMOUNT_KEY in self.unreadable and self.is_own_amount(mineral):
            key = AMOUNT_KEY
        elif mineral is not None and self.states_minerals:
            from pricing.model.mineral_cells import mineral_error

            return mineral_error(self, mineral)
        if key in self.unreadable:
            if key == MINERALS_KEY:
                from pricing.model.mineral_cells import first_error

                if error := first_error(self):
                    return error
            try:
                surroundings = _surroundings(key, self.values)
                _read_values(key, self.unreadable[key], DecimalMark.AUTO, surroundings)
            except BadInput as error:
                return _several_values(key, self.unreadable[key]) or error
        return None

    def product(self) -> Product:
        """Return the product of the row.

        Raises:
            BadInput: The row makes no product yet. The error names the column.
        """
        for key in self.unreadable:
            error = self.cell_error(key)
            if error is not None:
                raise BadInput(error.kind, **{**error.parameters, "column": key})
        return build_product(self.values)


_TypedCell = tuple[Column, str, DecimalMark]


def _in_reading_order(cells: Iterable[_TypedCell]) -> Sequence[_TypedCell]:
    """Return the cells of a row, those first that decide what the others mean."""
    typed = list(cells)
    if _KEYS_READ_FIRST.isdisjoint([cell[0].key for cell in typed]):
        return typed
    return sorted(typed, key=lambda cell: cell[0].key not in _KEYS_READ_FIRST)


def _type_cell(
    values: dict[str, BaseValue],
    unreadable: dict[str, str],
    column: Column,
    text: str,
    mark: DecimalMark,
) -> Set[str]:
    """Change a row by what is typed into a cell. Return the keys of the values that were read."""
    if column.mineral:
        _type_mineral(values, unreadable, column, text, mark)
        return set()
    key = column.key
    values.pop(key, None)
    unreadable.pop(key, None)
    try:
        read = _read_values(key, text, mark, _surroundings(key, values))
    except BadInput:
        unreadable[key] = text
        return set()
    values.update(read)
    return read.keys()


def _forget_texts(unreadable: dict[str, str], keys: Iterable[str]) -> None:
    """Forget the unreadable texts of cells, if they have any."""
    for key in keys:
        unreadable.pop(key, None)


def _type_mineral(
    values: dict[str, BaseValue],
    unreadable: dict[str, str],
    column: Column,
    text: str,
    mark: DecimalMark,
) -> None:
    """Change the values and the unreadable texts of a row by what is typed for a mineral."""
    if not text.strip() and MINERALS_KEY not in values and MINERALS_KEY not in unreadable:
        return
    from pricing.model.mineral_cells import type_mineral

    type_mineral(values, unreadable, column, text, mark)


def _mineral_text(entry: Entry, column: Column) -> str:
    if not entry.states_minerals:
        return ""
    from pricing.model.mineral_cells import amount_text

    return amount_text(entry, column)


class _Surroundings(NamedTuple):
    """The values of a row that decide what a text in another cell means."""

    currency: str = ""
    unit_kind: str = ""
    serving_units: int = 0
    element: str = ""


_NO_SURROUNDINGS = _Surroundings()
_UNITS_KEYS = frozenset(column.key for column in COLUMNS if column.kind is ColumnKind.UNITS)
_MASS_KEYS = frozenset(column.key for column in COLUMNS if column.kind is ColumnKind.MASS)


def element_of(values: Mapping[str, BaseValue]) -> str:
    """Return the mineral of a row's values."""
    return str(values.get("element", DEFAULT_ELEMENT))


def _count_contents(values: dict[str, BaseValue]) -> None:
    """Count the minerals with clear amounts in the text of what a row also contains."""
    from pricing.model.also_contains import joined_ingredients, take_ingredients
    from pricing.model.ingredients import stated_ingredients

    known = str(values.get(MINERALS_KEY, ""))
    held = {element_of(values), *(one.element for one in stated_ingredients(known))}
    found, rest = take_ingredients(str(values["also_contains"]), held)
    if found:
        values[MINERALS_KEY] = joined_ingredients(known, found)
        values["also_contains"] = rest
    if not rest:
        del values["also_contains"]


def _surroundings(key: str, values: Mapping[str, BaseValue]) -> _Surroundings:
    """Return what of a row decides the meaning of a text in one of its cells."""
    if key == "price":
        return _with_currency(values.get("currency", ""))
    if key in _MASS_KEYS:
        return _with_element(values.get("element", DEFAULT_ELEMENT))
    if key in _UNITS_KEYS:
        return _with_units(values.get("unit_kind", ""), values.get("serving_units"))
    return _NO_SURROUNDINGS


# The rows of a list have the same few.
@lru_cache(maxsize=256)
def _with_currency(currency: BaseValue) -> _Surroundings:
    return _Surroundings(currency=str(currency))


@lru_cache(maxsize=256)
def _with_element(element: BaseValue) -> _Surroundings:
    return _Surroundings(element=str(element))


@lru_cache(maxsize=256)
def _with_units(unit_kind: BaseValue, units: BaseValue | None) -> _Surroundings:
    serving_units = units if isinstance(units, int) else 0
    return _Surroundings(unit_kind=str(unit_kind), serving_units=serving_units)


# Brands, forms, pack sizes and prices are repeated in a list.
@lru_cache(maxsize=4_096)
def _read_values(
    key: str, text: str, mark: DecimalMark, surroundings: _Surroundings
) -> Mapping[str, BaseValue]:
    """Return the values of a row that a text states.

    A price may state its currency too, and a number of units what they are.
    """
    column = COLUMNS_BY_KEY[key]
    if not text.strip():
        return {}
    if column.kind is ColumnKind.MASS:
        mass = _read_mass(column, text, mark, surroundings.element)
        return {key: mass, **(_stated_share(text, mark) if key == AMOUNT_KEY else {})}
    if column.kind is ColumnKind.UNITS:
        return _read_units(column, text, mark, surroundings)
    if key != "price":
        value = read_cell(column, text, NumberConvention(mark))
        return {} if value is None else {key: value}
    _, stated = read_money(text, mark, surroundings.currency)
    value = read_cell(column, text, NumberConvention(mark, expected_currency=stated))
    return {"price": value, **({"currency": stated} if stated else {})} if value else {}


def _several_values(key: str, text: str) -> BadInput | None:
    """Return what is wrong with a text in which a list left what two of its rows state."""
    parts = text.split(" / ")
    is_number = COLUMNS_BY_KEY[key].kind.quantity is not None
    if not is_number or len(parts) < _FEWEST_VALUES or not all(map(str.strip, parts)):
        return None
    return BadInput(ProblemKind.SEVERAL_VALUES, value=text)


def _stated_share(text: str, mark: DecimalMark) -> Mapping[str, BaseValue]:
    """Return the share of the daily value that stands beside an amount, if one does."""
    if "%" not in text:
        return {}
    from pricing.reference.daily_shares import split_share

    _, share = split_share(text, mark)
    return {} if share is None else {"daily_value_percent": share}


def _read_mass(column: Column, text: str, mark: DecimalMark, element: str) -> int:
    """Return the micrograms in a text, which are not zero."""
    from pricing.reference.mineral_amounts import read_mineral_amount

    amount = read_mineral_amount(text, element, mark, is_compound=column.key == "compound_mg")
    if not amount:
        raise BadInput(ProblemKind.ZERO)
    return amount


def _read_units(
    column: Column, text: str, mark: DecimalMark, surroundings: _Surroundings
) -> Mapping[str, BaseValue]:
    """Return a number of units. Ounces and litres become grams and millilitres."""
    text = with_product(text) if column.multiplies_packs else text
    weight = read_weight(text, mark)
    if weight is not None and weight[0] and stated_unit(text, UNITS) not in UNITS.unit_factors:
        return _in_unit_of_row(column.key, text, *weight, surroundings)
    units = read_cell(column, text, NumberConvention(mark))
    if not isinstance(units, int):  # nothing that can be seen
        return {}
    return _units_values(column.key, text, units, surroundings)


def _units_values(
    key: str, text: str, units: int, surroundings: _Surroundings
) -> Mapping[str, BaseValue]:
    """Return a number of units in the unit of the row, and that unit if the row had none."""
    word = stated_unit(text, UNITS)
    if word in _SERVING_WORDS:
        serving_units = 0 if key == "serving_units" else surroundings.serving_units
        total = Fraction(units * serving_units, UNITS.base_per_unit)
        if not total or total.denominator != 1:
            raise BadInput(ProblemKind.SERVINGS_OF_UNKNOWN_SIZE, value=text)
        return {key: int(total)}
    return _in_unit_of_row(key, text, units, find_unit_kind(word) if word else "", surroundings)


def _in_unit_of_row(
    key: str, text: str, units: int, kind: str, surroundings: _Surroundings
) -> Mapping[str, BaseValue]:
    row_kind = surroundings.unit_kind
    if kind and row_kind and kind != row_kind:
        stated, unit = (Term(UNIT_KINDS[one].plural) for one in (kind, row_kind))
        raise BadInput(ProblemKind.UNIT_OF_OTHER_KIND, value=text, stated=stated, unit=unit)
    return {key: units, **({"unit_kind": kind} if kind else {})}
