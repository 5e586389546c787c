"""The numbers of the rows: they follow the order that the user has chosen."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pricing.calculation.comparison import ComparedProduct, Comparison


class OrderChoice(StrEnum):
    """An order of the rows. Its value is kept in the settings."""

    SAFE_FIRST = "place"
    CREDITED = "credited"
    COST_PER_MG = "rank"
    AS_ENTERED = "entered"


# What the number of a row is in each order, for the reader of its heading.
NUMBER_TITLES: Mapping[OrderChoice, str] = {
    OrderChoice.SAFE_FIRST: "Place",
    OrderChoice.CREDITED: "Place by credited cost",
    OrderChoice.COST_PER_MG: "Rank by cost per mg",
    OrderChoice.AS_ENTERED: "Place",
}
# What stands below the sign # where the number is no place by the whole price.
NUMBER_NOTES: Mapping[OrderChoice, str] = {
    OrderChoice.CREDITED: "credited",
    OrderChoice.COST_PER_MG: "per mg",
}


def products_in_order(comparison: Comparison, choice: OrderChoice) -> Sequence[ComparedProduct]:
    """Return the ranked products in an order. One as entered numbers them by their places."""
    if choice is OrderChoice.COST_PER_MG:
        return comparison.ranked_products
    if choice is OrderChoice.CREDITED:
        from pricing.analysis.credited_cost import order_by_credited_cost

        return order_by_credited_cost(comparison)
    return comparison.products_by_place


def number_in_order(
    comparison: Comparison, compared: ComparedProduct, choice: OrderChoice
) -> int | None:
    """Return the number of a product in an order, or None if it is not ranked."""
    if choice is OrderChoice.COST_PER_MG:
        return compared.rank
    if choice is OrderChoice.CREDITED:
        from pricing.analysis.credited_cost import credited_places

        return credited_places(comparison).get(compared.position)
    return comparison.place_of(compared)


def is_close_to_first(
    comparison: Comparison, compared: ComparedProduct, choice: OrderChoice
) -> bool:
    """Return whether a product costs no meaningful difference more than the first of an order."""
    first = products_in_order(comparison, choice)[0]
    if choice is OrderChoice.CREDITED:
        from pricing.analysis.credited_cost import is_close_by_credited_cost

        return is_close_by_credited_cost(comparison, compared, first)
    return comparison.is_close_to(compared, first)
