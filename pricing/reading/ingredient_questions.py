"""The questions about the rows of one product, where each row states one of its ingredients."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pricing.model.columns import COLUMNS_BY_KEY
from pricing.model.ingredients import ingredients_text
from pricing.problems.errors import BadInput, ProblemKind, Term
from pricing.reading.product_rows import DIFFERENCE_KEYS, SIZE_KEYS
from pricing.reference.mineral_forms import elements

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pricing.model.ingredients import Ingredient
    from pricing.reading.product_rows import Offer
    from pricing.reading.row_builder import RowBatchBuilder

_EMPTY_TEXT = "–"
_UNKNOWN = "?"


def ask_about_differences(batch: RowBatchBuilder, pairs: Iterable[tuple[Offer, Offer]]) -> None:
    """Ask about rows of one name that can be one product or two.

    Each offer stands with another one that states other minerals. The cell in which they differ
    stays open. If a row does without that cell, its price does.
    """
    questions = [_question(batch, *pair) for pair in pairs]
    for rows, error, key, value, text in questions:
        for row in rows:
            if not batch.unreadable_texts(row).keys() & SIZE_KEYS:
                cell = key if key in SIZE_KEYS else "price"
                batch.set_value(cell, row, None)
                batch.ask_with_text(row, error, cell, value, text, place=key)


def _question(
    batch: RowBatchBuilder, offer: Offer, other: Offer
) -> tuple[Sequence[int], BadInput, str, str, str]:
    """Return the rows that are asked about, the question, its column, and the texts of a cell."""
    row, other_row = offer.rows[0], other.rows[0]
    differing = (key for key in DIFFERENCE_KEYS if _differ(batch, key, offer, other))
    key = next(differing, "elemental_mg")
    value, other_value = (_stated_text(batch, key, place) for place in (row, other_row))
    error = BadInput(ProblemKind.ROWS_OF_PRODUCT_DIFFER, value=value, row=batch.numbers[other_row])
    if key in SIZE_KEYS:
        return offer.rows, error, key, value, f"{value} / {other_value}"
    price, other_price = (_stated_text(batch, "price", place) for place in (row, other_row))
    return offer.rows, error, key, value, f"{price} ({value}) / {other_price} ({other_value})"


def _differ(batch: RowBatchBuilder, key: str, offer: Offer, other: Offer) -> bool:
    if key in offer.values or key in other.values:
        return offer.values.get(key) != other.values.get(key)
    return batch.value(key, offer.rows[0]) != batch.value(key, other.rows[0])


def _stated_text(batch: RowBatchBuilder, key: str, row: int) -> str:
    value, quantity = batch.value(key, row), COLUMNS_BY_KEY[key].kind.quantity
    if value is None:
        return batch.unreadable_texts(row).get(key, _EMPTY_TEXT)
    return batch.text(key, row) or (quantity.text(int(str(value))) if quantity else str(value))


def ask_about_repetition(
    batch: RowBatchBuilder,
    first: int,
    mineral: str,
    stated: Iterable[Ingredient],
    unclear: Iterable[str] = (),
) -> None:
    """Ask which amount of a further mineral a product holds.

    `unclear` are texts of its amount that are none. They stay beside the clear amounts.
    """
    text = ", ".join(filter(None, (ingredients_text(stated), *_named(mineral, unclear))))
    error = BadInput(ProblemKind.SAME_MINERAL_TWICE, mineral=Term(elements()[mineral].name))
    _ask(batch, first, error, text)


def ask_about_amount(
    batch: RowBatchBuilder, first: int, mineral: str, unclear: Iterable[str]
) -> None:
    """Ask for the amount of a further mineral."""
    error = BadInput(ProblemKind.INGREDIENT_WITHOUT_AMOUNT, value=_name(mineral))
    _ask(batch, first, error, ", ".join(_named(mineral, unclear)))


def _named(mineral: str, texts: Iterable[str]) -> list[str]:
    """Return texts of an amount, each with the name of its mineral."""
    return [f"{_name(mineral)} {text or _UNKNOWN}" for text in texts]


def _ask(batch: RowBatchBuilder, first: int, error: BadInput, text: str) -> None:
    cell = (batch.headers.get("elemental_mg") or batch.headers.get("compound_mg", ""), text)
    batch.add_unreadable_part(first, error, "other_minerals", text, cell)


def ask_about_own_amount(
    batch: RowBatchBuilder, first: int, mineral: str, stated: Iterable[Ingredient | None]
) -> None:
    """Ask which amount of its first mineral a product holds."""
    text = ingredients_text(ingredient for ingredient in stated if ingredient) or _name(mineral)
    error = BadInput(ProblemKind.SAME_MINERAL_TWICE, mineral=Term(elements()[mineral].name))
    batch.set_value("elemental_mg", first, None)
    batch.ask_with_text(first, error, "elemental_mg", text, text)


def _name(mineral: str) -> str:
    return elements()[mineral].name.lower()
