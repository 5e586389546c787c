"""Checks of the price and of what can be compared at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pricing.calculation.conditions import is_stale
from pricing.reference.mineral_forms import elements

if TYPE_CHECKING:
    from pricing.calculation.checks.case import CheckCase, CheckMessage


def stale_price(case: CheckCase) -> CheckMessage | None:
    priced_on = case.product.priced_on
    if priced_on is None or not is_stale(priced_on, case.today):
        return None
    age = (case.today - priced_on).days
    return (
        "The price is of {date}, {age} days old.",
        {"date": priced_on.isoformat(), "age": str(age)},
    )


def currency_differs(case: CheckCase) -> CheckMessage | None:
    if case.product.currency == case.scenario.currency:
        return None
    return (
        "It is priced in {own}, the comparison is in {currency}: left out of the ranking.",
        {"own": case.product.currency, "currency": case.scenario.currency},
    )


def element_differs(case: CheckCase) -> CheckMessage | None:
    if case.product.element == case.scenario.element:
        return None
    return (
        "It is a {own} product, the comparison is of {mineral}: left out of the ranking.",
        {"own": case.mineral, "mineral": elements()[case.scenario.element].name.lower()},
    )
