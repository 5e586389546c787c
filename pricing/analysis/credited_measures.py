"""The figures of a product's credited cost: its price less what its other minerals are worth."""

from __future__ import annotations

from fractions import Fraction
from functools import reduce
from operator import add
from typing import TYPE_CHECKING

from pricing.calculation.measures import PERIOD_TITLE, FigureFormat, Measure
from pricing.expressions.tree import Constant, IfGiven, Variable
from pricing.reference.mineral_forms import elements

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pricing.expressions.tree import Expression

# The inputs of each further mineral: its mg in a serving, and the lowest cost of a mg of it.
SERVING_KEYS: Mapping[str, str] = {f"other_mg_{element}": element for element in elements()}
COST_KEYS: Mapping[str, str] = {f"other_cost_per_mg_{element}": element for element in elements()}


def mg_per_pack(element: str) -> Expression:
    """Return the mg of a further mineral in a pack."""
    return Variable(f"other_mg_{element}") * Variable("pack_units") / Variable("serving_units")


def mineral_value(element: str) -> Expression:
    """Return what a further mineral of a pack is worth."""
    return mg_per_pack(element) * Variable(f"other_cost_per_mg_{element}")


def value_of_minerals(symbols: Iterable[str]) -> Expression:
    """Return what those of some minerals that a product holds beside the compared one are worth."""
    terms: Iterable[Expression] = (
        IfGiven(f"other_mg_{element}", mineral_value(element), Constant(Fraction(0)))
        for element in symbols
    )
    return reduce(add, terms)


OTHER_MINERALS_VALUE = "other_minerals_value"
_credited_price = Variable("pack_price") - Variable(OTHER_MINERALS_VALUE)
CREDITED_MEASURES: Mapping[str, Measure] = {
    measure.key: measure
    for measure in (
        Measure(
            OTHER_MINERALS_VALUE, "Other minerals", "worth per pack", FigureFormat.MONEY,
            "{value} per pack, the other minerals",
            "the other minerals in a pack × the lowest cost per mg of each alone",
            value_of_minerals(elements()),
        ),
        Measure(
            "credited_pack_price", "Net price", "per pack, credited", FigureFormat.MONEY,
            "{value} per pack, credited",
            "net price - value of the other minerals of a pack",
            _credited_price,
        ),
        Measure(
            "credited_cost_per_elemental_mg", "Cost", "per elemental mg, credited",
            FigureFormat.RATE, "{value} per mg, credited",
            "credited price / elemental mg in the pack",
            _credited_price / (Variable("pack_units") * Variable("elemental_mg_per_unit")),
        ),
        Measure(
            "credited_monthly_cost", PERIOD_TITLE, "as taken, credited", FigureFormat.MONEY,
            "{value}, credited",
            "units in the period × credited price / units in the pack",
            Variable("units_per_month") * _credited_price / Variable("pack_units"),
        ),
    )
}  # fmt: skip
