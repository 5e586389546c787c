"""Guess what the columns of a table without headers are, by their values."""

from __future__ import annotations

import re
from contextlib import suppress
from enum import Enum, auto
from functools import cached_property
from typing import TYPE_CHECKING

from pricing.model.also_contains import minerals_in_text
from pricing.model.columns import COLUMNS_BY_KEY, ColumnKind, find_column, read_cell
from pricing.model.product import DEFAULT_ELEMENT
from pricing.model.product_names import read_product_name
from pricing.problems.errors import BadInput
from pricing.problems.plain_facts import dataclass
from pricing.quantities.amounts import MASS, DecimalMark, read_money
from pricing.quantities.lazy_pattern import lazy_pattern
from pricing.reading.pack_sizes import read_pack
from pricing.reading.packs_in_names import counts_in_name
from pricing.reading.placeholders import is_placeholder
from pricing.reference.mineral_forms import recognize_form
from pricing.reference.mineral_names import named_minerals

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_SAMPLE_ROWS = 40
_LARGEST_USUAL_SERVING = 10
_LONGEST_FORM = 3  # words
_NUMBER = lazy_pattern(r"\d(?:[\d.,'\u00a0\u202f ]*\d)?")
_TWO_DECIMALS = lazy_pattern(r".*\d[.,]\d\d")
_MASS = lazy_pattern(r"\d[\d.,\u00a0\u202f ]*(?:mg|mcg|[µμu]g)", re.IGNORECASE)
_MASS_IN_NAME = lazy_pattern(r"(\d+)\s?mg\b", re.IGNORECASE)
_BARCODE = lazy_pattern(r"\d{8}|\d{11,14}")
_NDC = lazy_pattern(r"\d{4,5}-\d{3,4}-\d{1,2}")
_DAY = lazy_pattern(r"\d{4}-\d\d-\d\d")
_WEB_ADDRESS = lazy_pattern(r"https?://\S+|www\.\S+", re.IGNORECASE)
_TEXT_KEYS_BY_VALUE = ("element", "unit_kind", "currency")


class _ValueKind(Enum):
    """Says what the text of a cell is by itself."""

    TEXT = auto()
    NUMBER = auto()
    MASS = auto()
    MONEY = auto()
    PACK = auto()
    BARCODE = auto()
    NDC = auto()
    DAY = auto()
    WEB_ADDRESS = auto()


_PATTERNS = (
    (_DAY, _ValueKind.DAY),
    (_NDC, _ValueKind.NDC),
    (_BARCODE, _ValueKind.BARCODE),
    (_NUMBER, _ValueKind.NUMBER),
    (_MASS, _ValueKind.MASS),
    (_WEB_ADDRESS, _ValueKind.WEB_ADDRESS),
)
_PLACE = lazy_pattern(r"\d+( ≈)?( \(\d+\))?")  # of a row of the product table
_COPIED_KEYS = ("product", "elemental_mg", "serving_units", "pack_units", "price")
# An amount has a unit, and a price a currency, where the usual one is another.
_AMOUNT_KINDS = frozenset((_ValueKind.NUMBER, _ValueKind.MASS))
_PRICE_KINDS = frozenset((_ValueKind.NUMBER, _ValueKind.MONEY))
# The first figures that follow from them: what a mass costs, and what one gets per day.
_FIGURE_KINDS = [_ValueKind.MONEY, _ValueKind.MASS]
# The kinds that name one column by themselves.
_KEYS_BY_KIND = {
    _ValueKind.MASS: "elemental_mg",
    _ValueKind.PACK: "pack_units",
    _ValueKind.MONEY: "price",
    _ValueKind.BARCODE: "upc",
    _ValueKind.NDC: "ndc",
    _ValueKind.DAY: "priced_on",
    _ValueKind.WEB_ADDRESS: "source",
}


def states_currency(text: str) -> bool:
    """Return whether a text is an amount of money in a currency that it states."""
    return _kind_of(text.strip()) is _ValueKind.MONEY


def _kind_of(text: str) -> _ValueKind:
    for pattern, kind in _PATTERNS:
        if pattern.fullmatch(text):
            return kind
    if any(map(str.isdecimal, text)):
        for mark in DecimalMark:  # one that can be read in two ways is money too: 4,691 €
            with suppress(BadInput):
                if read_money(text, mark, "")[1]:
                    return _ValueKind.MONEY
        with suppress(BadInput):
            if text[0].isdecimal() and read_pack(text).units:
                return _ValueKind.PACK
    return _ValueKind.TEXT


@dataclass(frozen=True)
class _SampledColumn:
    """The first values of a column, in their rows. An empty cell is ""."""

    index: int
    texts: tuple[str, ...]

    @cached_property
    def values(self) -> list[str]:
        return [text for text in self.texts if text]

    @cached_property
    def kind(self) -> _ValueKind | None:
        """The kind of most values, or None if the column is empty."""
        kinds = [_kind_of(text) for text in self.values]
        return max(kinds, key=kinds.count) if kinds else None

    @cached_property
    def states_minerals(self) -> bool:
        """Whether each value states minerals with their amounts: zinc 10 mg."""
        filled = [text for text in self.values if text]
        return bool(filled) and all(
            _AMOUNT_OF_MINERAL.search(text) and named_minerals(text) for text in filled
        )

    @cached_property
    def names_usual_mineral(self) -> bool:
        """Whether each value names the mineral of products that name none."""
        return all(DEFAULT_ELEMENT in named_minerals(text) for text in self.values)

    @cached_property
    def names_others_alone(self) -> bool:
        """Whether each value names minerals, and not that one: + Se."""
        named = [minerals_in_text(text) for text in self.values]
        return all(one and DEFAULT_ELEMENT not in one for one in named)

    @cached_property
    def is_form(self) -> bool:
        """Whether each value is the form of a mineral and nothing else."""
        return all(
            len(text.split()) <= _LONGEST_FORM
            and not any(map(str.isdecimal, text))
            and recognize_form(text, "Mg").form is not None
            for text in self.values
        )

    @cached_property
    def is_serving(self) -> bool:
        """Whether each value can be the number of units of a serving."""
        return all(text in _USUAL_SERVINGS for text in self.values)

    @property
    def has_prices(self) -> bool:
        """Whether most values have two decimals."""
        return 2 * sum(bool(_TWO_DECIMALS.fullmatch(text)) for text in self.values) > len(
            self.values
        )

    @property
    def counts_rows(self) -> bool:
        """Whether the values are the numbers of the rows."""
        numbers = [int(text) for text in self.values if text.isdecimal()]
        start = numbers[0] if numbers else 0
        is_whole = len(numbers) == len(self.texts) > 1
        return is_whole and numbers == list(range(start, start + len(numbers)))

    def can_be(self, key: str) -> bool:
        """Return whether every value can be read in a column."""
        column = COLUMNS_BY_KEY[key]
        try:
            return all(read_cell(column, text) is not None for text in self.values)
        except BadInput:
            return False


_AMOUNT_OF_MINERAL = lazy_pattern(r"\d\s*(?:mg|mcg|µg|μg|ug|g)(?![^\W_])", re.IGNORECASE)
_USUAL_SERVINGS = frozenset(map(str, range(1, _LARGEST_USUAL_SERVING + 1)))


def guess_columns(rows: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """Return the key of the column that each column of a table likely is, or "".

    Args:
        rows: The rows of the table, without a header row.

    >>> guess_columns([["Mag 120 caps", "250", "120", "18.99"], ["Oxide", "400", "60", "5.49"]])
    ('product', 'elemental_mg', 'pack_units', 'price')
    """
    return _guess_sampled(_sample(rows))


def _guess_sampled(columns: list[_SampledColumn]) -> tuple[str, ...]:
    """Return the key of the column that each column likely is, or ""."""
    keys = _guess_copied(columns)
    if keys:
        return tuple(keys.get(column.index, "") for column in columns)
    _guess_texts([column for column in columns if column.kind is _ValueKind.TEXT], keys)
    for column in columns:
        key = _KEYS_BY_KIND.get(column.kind) if column.kind else None
        if key and key not in keys.values():
            keys[column.index] = key
    name = next((columns[index] for index, key in keys.items() if key == "product"), None)
    numbers = [
        column
        for column in columns
        if column.kind is _ValueKind.NUMBER
        and not (name is not None and column.index < name.index and column.counts_rows)
    ]
    _guess_numbers(numbers, name, keys)
    return tuple(keys.get(column.index, "") for column in columns)


def _sample(rows: Sequence[Sequence[str]]) -> list[_SampledColumn]:
    step = max(1, len(rows) // _SAMPLE_ROWS)
    sampled = [row for row in rows[::step] if any(map(str.strip, row))]
    width = max(map(len, sampled), default=0)
    return [
        _SampledColumn(
            index, tuple(_value(row[index]) if index < len(row) else "" for row in sampled)
        )
        for index in range(width)
    ]


def _value(text: str) -> str:
    plain = text.strip()
    return "" if is_placeholder(plain, ColumnKind.MASS) else plain


# -- rows of the product table -----------------------------------------------------------------


def _guess_copied(columns: Sequence[_SampledColumn]) -> dict[int, str]:
    """Guess the columns of rows that were copied from the product table, figures and all.

    The inputs that each product needs are numbers, one after the other. The figures behind
    them have signs and units, but are no inputs. Return nothing for other rows.
    """
    start = 1 if columns and all(map(_PLACE.fullmatch, columns[0].values)) else 0
    names, inputs = columns[start : start + 1], columns[start + 1 : start + len(_COPIED_KEYS)]
    behind = columns[start + len(_COPIED_KEYS) :]
    figures = [column for column in behind if column.kind in _FIGURE_KINDS]
    if (
        [column.kind for column in names] != [_ValueKind.TEXT]
        or any(column.kind not in _AMOUNT_KINDS for column in inputs[:1])
        or any(column.kind is not _ValueKind.NUMBER for column in inputs[1:3])
        or any(column.kind not in _PRICE_KINDS for column in inputs[3:])
        or [column.kind for column in figures[:2]] != _FIGURE_KINDS
    ):
        return {}
    # Amounts of further minerals stand before the brand and the form. They do not say which.
    brand_and_form = behind[: figures[0].index - behind[0].index][-2:]
    is_text = all(column.kind in {None, _ValueKind.TEXT} for column in brand_and_form)
    pairs = [*zip([*names, *inputs], _COPIED_KEYS, strict=True)]
    if is_text and len(brand_and_form) == 2:
        pairs += zip(brand_and_form, ("brand", "form"), strict=True)
    return {column.index: key for column, key in pairs}


# -- texts -------------------------------------------------------------------------------------


def _guess_texts(columns: Sequence[_SampledColumn], keys: dict[int, str]) -> None:
    """Guess which texts are names, forms and brands. The names differ the most."""
    if not columns:
        return
    contents = _contents_of_names(columns)
    if contents is not None:
        keys[contents.index] = "other_minerals" if contents.states_minerals else "also_contains"
        columns = [column for column in columns if column is not contents]
    forms = [column for column in columns if column.is_form]

    def likelihood(column: _SampledColumn) -> tuple[int, bool]:
        return len(set(column.values)), forms != [column]

    name = max(columns, key=likelihood)
    keys[name.index] = "product"
    for column in columns:
        if column is name:
            continue
        free = [key for key in _TEXT_KEYS_BY_VALUE if key not in keys.values()]
        by_value = next((key for key in free if column.can_be(key)), "")
        key = by_value or ("form" if column.is_form else "brand")
        if key == "brand" and column.states_minerals:
            key = "other_minerals"
        if key not in keys.values():
            keys[column.index] = key


def _contents_of_names(columns: Sequence[_SampledColumn]) -> _SampledColumn | None:
    """Return the column of what products also contain, if another one names their own mineral."""
    if not any(column.names_usual_mineral for column in columns):
        return None
    return next((column for column in columns if column.names_others_alone), None)


# -- numbers -----------------------------------------------------------------------------------


def _guess_numbers(
    columns: list[_SampledColumn], name: _SampledColumn | None, keys: dict[int, str]
) -> None:
    """Guess which bare numbers are amounts, servings, packs and prices."""
    missing = [key for key in ("elemental_mg", "pack_units", "price") if key not in keys.values()]
    if "price" in missing:
        priced = [column for column in columns if column.has_prices]
        last = columns[-1:] if len(columns) >= len(missing) else []
        for column in (priced or last)[-1:]:
            keys[column.index] = "price"
            columns.remove(column)
        missing.remove("price")
    if len(columns) > len(missing):
        serving = next((column for column in columns if column.is_serving), None)
        if serving is not None:
            keys[serving.index] = "serving_units"
            columns.remove(serving)
    if missing == ["elemental_mg", "pack_units"] and len(columns) > 1:
        columns = sorted(columns[:2], key=lambda column: _share_of_packs(column, name))
    if len(columns) == 1 and "pack_units" in missing and _exceeds_masses(columns[0], name):
        missing = ["pack_units"]
    for column, key in zip(columns, missing, strict=False):
        keys[column.index] = key


def _exceeds_masses(column: _SampledColumn, name: _SampledColumn | None) -> bool:
    """Return whether no number is an amount of its name: each is above it, and no multiple of it.

    A serving of several units holds a multiple of the mass that the name states for one.
    """
    if name is None:
        return False
    rows = [
        (int(number) * MASS.base_per_unit, read_product_name(text, DEFAULT_ELEMENT).amounts)
        for number, text in zip(column.texts, name.texts, strict=True)
        if number.isdecimal()
    ]
    stated = [(amount, masses) for amount, masses in rows if masses]
    return bool(stated) and all(
        amount > max(masses) and all(amount % mass for mass in masses) for amount, masses in stated
    )


def _share_of_packs(column: _SampledColumn, name: _SampledColumn | None) -> int:
    """Return how much a column agrees with the packs in names, and not with the amounts."""
    if name is None:
        return 0
    rows = zip(column.texts, name.texts, strict=True)
    return sum(
        (int(number) * 1000 in counts_in_name(text)) - (number in _MASS_IN_NAME.findall(text))
        for number, text in rows
        if number.isdecimal()
    )


# -- the columns of the product table ----------------------------------------------------------


def fits_columns(rows: Sequence[Sequence[str]], keys: Iterable[str]) -> bool:
    """Return whether a block can be meant for these columns, one after the other.

    A single column fits everywhere, because the user chose the cell that it goes to.

    Args:
        rows: The rows of the block, without a header row.
        keys: The keys of the columns, "" for a column that holds no input.
    """
    columns = _sample(rows)
    if len(columns) < 2:
        return True
    guesses = _guess_sampled(columns)
    targets = [*keys][: len(columns)]
    targets += [""] * (len(columns) - len(targets))
    has_names = "product" in guesses
    if has_names and "product" in targets and guesses.index("product") != targets.index("product"):
        return False
    return all(
        _fits(column, guess, target, is_certain=has_names)
        for column, guess, target in zip(columns, guesses, targets, strict=True)
        if column.values
    )


def _fits(column: _SampledColumn, guess: str, target: str, *, is_certain: bool) -> bool:
    if not target:
        return False
    goal = find_column(target)
    takes_text = goal.kind.quantity is None
    if column.kind is _ValueKind.TEXT:
        return takes_text and (guess != "form" or target in {"form", "product"})
    if not goal.mineral and (is_certain or takes_text):
        return guess == target
    return True
