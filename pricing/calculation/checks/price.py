"""Checks of the price, and of what can be compared at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pricing.calculation.conditions import is_stale
from pricing.calculation.measures import FigureFormat
from pricing.calculation.sentences import Amount, Count, Mineral, Sentence, joined
from pricing.quantities.currencies import Plural

if TYPE_CHECKING:
    from pricing.calculation.checks.case import CheckCase, CheckMessage

_STALE_PRICE = Plural(
    "age", "The price is {age} day old, from {date}.", "The price is {age} days old, from {date}."
)


def stale_price(case: CheckCase) -> CheckMessage | None:
    """Flag a price that is too old."""
    priced_on = case.product.priced_on
    if priced_on is None or not is_stale(priced_on, case.today):
        return None
    age = (case.today - priced_on).days
    return _STALE_PRICE, {"date": priced_on.isoformat(), "age": Count(age)}


def price_rounds_to_nothing(case: CheckCase) -> CheckMessage | None:
    """Flag a comparable product whose net price a till rounds to nothing."""
    price, figures = case.figures.number("price"), case.figures
    # A cost of a unit takes a net price. Of most products it is known already.
    if figures.number("cost_per_unit") is not None:
        return None
    if price is None or figures.number("pack_price") is not None:
        return None
    return (
        "After discount and tax, the price of {price} rounds to nothing, so the product is not "
        "ranked.",
        {"price": Amount(price, FigureFormat.RATE, case.scenario.currency)},
    )


def currency_differs(case: CheckCase) -> CheckMessage | None:
    """Flag a price in another currency than the comparison."""
    if case.product.currency == case.scenario.currency:
        return None
    return (
        "The price is in {own} and the comparison in {currency}, so the product is not ranked.",
        {"own": case.product.currency, "currency": case.scenario.currency},
    )


def element_differs(case: CheckCase) -> CheckMessage | None:
    """Flag a product of other minerals than the comparison."""
    if case.product.element == case.scenario.element:
        return None
    own = joined([Mineral(one.element) for one in case.product.ingredients])
    return (
        "This product is entered as {own} and the comparison is of {mineral}, so it is not ranked.",
        {"own": own, "mineral": Mineral(case.scenario.element)},
    )


def own_mineral_advice(case: CheckCase) -> Sentence:
    """Return the remedy of a product of other minerals than the comparison."""
    if len(case.product.ingredients) > 1:
        return Sentence("Choose one of its minerals to compare it.")
    return Sentence("Choose {own} as the mineral to compare it.", {"own": case.mineral})
