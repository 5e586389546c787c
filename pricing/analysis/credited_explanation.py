"""Explain a credited cost: the arithmetic line by line, and whose prices it rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pricing.analysis.credited_cost import WORTH_MORE, listed
from pricing.calculation.figure_explanation import ExplanationStep
from pricing.calculation.measures import FigureFormat, basis_in_mg, cost_per_basis
from pricing.calculation.sentences import (
    Amount,
    Count,
    Mineral,
    Paragraph,
    Sentence,
    UnitCount,
    capitalized,
    mass_amount,
)
from pricing.quantities.currencies import C_LOCALE, Notation, Plural

if TYPE_CHECKING:
    from collections.abc import Mapping
    from fractions import Fraction

    from pricing.analysis.credited_cost import CreditedCost, MineralPrice
    from pricing.calculation.sentences import SentenceValue

_MINERAL = "{mineral} {amount} at {cost} per {basis}"
_PACK = "Pack {whole} − {others}"
_MONTH = "{units} of {pack} × {price}"
_PER_BASIS = "{price} ÷ {mass} × {basis}"
_WANTED = Plural(
    "count",
    "It counts if the {minerals} is wanted too.",
    "It counts if the {minerals} are wanted too.",
)
_PRICES = Plural(
    "count",
    "The price is that of {products}, the cheapest alone.",
    "The prices are those of {products}, the cheapest alone.",
)
_LAST_LISTED = "{first} and {last}"
_IN_CATALOGUE = "{product} (catalogue: {source})"


def explain_credited(
    cost: CreditedCost, basis: int | None = None, notation: Notation = C_LOCALE
) -> tuple[ExplanationStep, ...]:
    """Return the steps to the credited cost of the period; () if it is not known.

    With a `basis`, an elemental mass in the unit of the mineral, they lead to the cost of that.
    """
    price, others = cost.number("credited_pack_price"), cost.other_minerals_value
    whole = cost.figures.number("pack_price")
    last = _month_step(cost) if basis is None else _basis_step(cost, basis)
    if price is None or others is None or whole is None or last is None:
        return ()
    worths = [cost.worth_of(other) for other in cost.others]
    lines = [
        *((Sentence(_MINERAL, worth.parameters), worth.value) for worth in worths if worth),
        (Sentence(_PACK, {"whole": _money(cost, whole), "others": _money(cost, others)}),
         _money(cost, price)),
        last,
    ]  # fmt: skip
    return tuple(
        ExplanationStep("credited", capitalized(line.short_text(notation)), result.text(notation))
        for line, result in lines
    )


def _month_step(cost: CreditedCost) -> tuple[Sentence, Amount] | None:
    figures = cost.figures
    month, price = cost.number("credited_monthly_cost"), cost.number("credited_pack_price")
    units, pack = figures.number("units_per_month"), figures.number("pack_units")
    if month is None or price is None or units is None or pack is None:
        return None
    parameters: Mapping[str, SentenceValue] = {
        "units": Amount(units, FigureFormat.UNITS),
        "pack": UnitCount(pack, figures.product.unit_kind),
        "price": _money(cost, price),
    }
    return Sentence(_MONTH, parameters), _money(cost, month)


def _basis_step(cost: CreditedCost, basis: int) -> tuple[Sentence, Amount] | None:
    figures, element = cost.figures, cost.figures.product.element
    per_mg, price = (
        cost.number("credited_cost_per_elemental_mg"),
        cost.number("credited_pack_price"),
    )
    pack, unit_mg = figures.number("pack_units"), figures.number("elemental_mg_per_unit")
    if per_mg is None or price is None or pack is None or unit_mg is None:
        return None
    parameters: Mapping[str, SentenceValue] = {
        "price": _money(cost, price),
        "mass": mass_amount(pack * unit_mg, element),
        "basis": mass_amount(basis_in_mg(basis, element), element),
    }
    result = cost_per_basis(per_mg, basis, element)
    return Sentence(_PER_BASIS, parameters), Amount(
        result, FigureFormat.RATE, figures.scenario.currency
    )


def ground_of_credit(cost: CreditedCost) -> Paragraph:
    """Return when a known credited cost counts, and whose prices it rests on."""
    minerals = [Mineral(other.element) for other in cost.others]
    prices = [other.price for other in cost.others if other.price is not None]
    products = [*{price.product.product: _product_name(price) for price in prices}.values()]
    sentences = [
        Sentence(
            _WANTED, {"minerals": listed(minerals, _LAST_LISTED), "count": Count(len(minerals))}
        ),
        Sentence(
            _PRICES, {"products": listed(products, _LAST_LISTED), "count": Count(len(products))}
        ),
    ]
    return Paragraph((*sentences, *([WORTH_MORE] if cost.is_below_zero else [])))


def _product_name(price: MineralPrice) -> SentenceValue:
    name = price.product.product
    if not price.is_in_catalogue:
        return name
    return Sentence(_IN_CATALOGUE, {"product": name, "source": price.product.source})


def _money(cost: CreditedCost, amount: Fraction) -> Amount:
    return Amount(amount, FigureFormat.MONEY, cost.figures.scenario.currency)
