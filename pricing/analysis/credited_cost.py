"""The credited cost of a product with several minerals: its price less what the others are worth.

Another mineral is worth its amount at the lowest cost per mg of a product that holds it alone. The
figures rest on that value. So they stand beside those of the whole price, and nothing ranks by them
unless the user chooses it.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from pricing.calculation.conditions import is_stale
from pricing.calculation.figures import Figures
from pricing.calculation.measures import PERIOD_TITLE, FigureFormat, Measure
from pricing.calculation.rank_order import PLACE_KEY
from pricing.calculation.sentences import Amount, Mineral, Sentence, mass_amount
from pricing.expressions.tree import Variable
from pricing.model.scenario import Scenario
from pricing.quantities.amounts import MASS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pricing.calculation.comparison import ComparedProduct, Comparison, PlaceGroup
    from pricing.calculation.sentences import SentenceValue
    from pricing.model.product import Product

# The value of the other minerals of a pack is one term for each of them.
MINERAL_VALUE = Variable("other_mg_per_pack") * Variable("other_cost_per_mg")
_credited_price = Variable("pack_price") - Variable("other_minerals_value")
CREDITED_MEASURES: Mapping[str, Measure] = {
    measure.key: measure
    for measure in (
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
_VALUE_OF_MINERAL = "{amount} of {mineral} in a pack at the price of {product}: {value}."
_NO_PRICE = "not known: no product holds {mineral} alone."
_WORTH_MORE = "Its other minerals alone would cost more than the pack."


class MineralPrice(NamedTuple):
    """The lowest cost of a mg of a mineral, and the product that has it."""

    cost_per_mg: Fraction
    product: Product


def mineral_prices(comparison: Comparison) -> Mapping[str, MineralPrice]:
    """Return the lowest cost of each mineral among the products that hold it alone.

    They have the comparison's currency, no doubt about the label, and a price that is not stale.
    The result is kept with the comparison.
    """
    prices: Mapping[str, MineralPrice] = comparison.kept_result("mineral_prices", _mineral_prices)
    return prices


def _mineral_prices(comparison: Comparison) -> Mapping[str, MineralPrice]:
    prices: dict[str, MineralPrice] = {}
    for compared in comparison.entered_products:
        product = compared.product
        if product.other_minerals or product.is_food or _is_old(product, comparison):
            continue
        scenario = Scenario.for_element(product.element, comparison.scenario.currency)
        cost = Figures(product, scenario).number("cost_per_elemental_mg")
        known = prices.get(product.element)
        if cost is not None and (known is None or cost < known.cost_per_mg):
            prices[product.element] = MineralPrice(cost, product)
    return prices


def _is_old(product: Product, comparison: Comparison) -> bool:
    return product.priced_on is not None and is_stale(product.priced_on, comparison.today)


@dataclass(frozen=True, slots=True)
class OtherMineral:
    """Another mineral of a product: the mg in a pack, and the price of a mg if one is known."""

    element: str
    mg_per_pack: Fraction
    price: MineralPrice | None

    @property
    def value(self) -> Fraction | None:
        """Return the worth of a mineral in a pack; None without a price."""
        if self.price is None:
            return None
        amounts = {
            "other_mg_per_pack": self.mg_per_pack,
            "other_cost_per_mg": self.price.cost_per_mg,
        }
        return MINERAL_VALUE.evaluate(amounts.__getitem__)

    def sentence(self, currency: str) -> Sentence:
        """Return what the mineral is worth, and why."""
        if self.price is None or self.value is None:
            return Sentence(_NO_PRICE, {"mineral": Mineral(self.element)})
        parameters: dict[str, SentenceValue] = {
            "amount": mass_amount(self.mg_per_pack, self.element),
            "mineral": Mineral(self.element),
            "product": self.price.product.product,
            "value": Amount(self.value, FigureFormat.MONEY, currency),
        }
        return Sentence(_VALUE_OF_MINERAL, parameters)


@dataclass(frozen=True, slots=True)
class CreditedCost:
    """The credited figures of one product with several minerals."""

    compared_product: ComparedProduct
    others: tuple[OtherMineral, ...]

    @property
    def other_minerals_value(self) -> Fraction | None:
        """Return the worth of a pack's other minerals; None if one of them has no price."""
        values = [other.value for other in self.others]
        known = [value for value in values if value is not None]
        return sum(known, Fraction(0)) if len(known) == len(values) else None

    def number(self, key: str) -> Fraction | None:
        """Return a figure of `CREDITED_MEASURES`; None if it is not known."""
        value, figures = self.other_minerals_value, self.compared_product.figures
        if value is None:
            return None
        inputs = {"other_minerals_value": value}
        return CREDITED_MEASURES[key].expression.evaluate(
            lambda name: inputs[name] if name in inputs else figures(name)
        )

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """Return the arithmetic of the other minerals' value, line by line."""
        currency = self.compared_product.figures.scenario.currency
        lines = tuple(other.sentence(currency) for other in self.others)
        price = self.number("credited_pack_price")
        is_negative = price is not None and price < 0
        return (*lines, Sentence(_WORTH_MORE)) if is_negative else lines


def credited_costs(
    comparison: Comparison,
    catalogue_price: Callable[[str], MineralPrice | None] = lambda _: None,
) -> Mapping[int, CreditedCost]:
    """Return the credited cost of each product with several minerals, by its position.

    `catalogue_price` gives the lowest cost of a mineral of which no product of the comparison has
    one.
    """
    prices = mineral_prices(comparison)
    return {
        compared.position: CreditedCost(
            compared,
            tuple(
                OtherMineral(
                    one.element,
                    _mg_per_pack(compared.product, one.amount),
                    prices.get(one.element) or catalogue_price(one.element),
                )
                for one in compared.product.ingredients[1:]
            ),
        )
        for compared in comparison.ranked_products
        if compared.product.other_minerals
    }


def order_by_credited_cost(comparison: Comparison) -> tuple[ComparedProduct, ...]:
    """Return the ranked products, safe ones first, each group by its credited cost as taken.

    A product without a credited cost stands by its whole cost. Equal costs keep their places.
    """
    credited = credited_costs(comparison)

    def key(compared: ComparedProduct) -> tuple[PlaceGroup, Fraction]:
        cost = credited.get(compared.position)
        number = cost.number("credited_monthly_cost") if cost else None
        whole = compared.number(PLACE_KEY)
        return compared.evaluation.place_group, whole if number is None else number

    return tuple(sorted(comparison.products_by_place, key=key))


def has_credited_cost(comparison: Comparison) -> bool:
    """Return whether a product of a comparison has a credited cost."""
    costs = credited_costs(comparison).values()
    return any(cost.other_minerals_value is not None for cost in costs)


def _mg_per_pack(product: Product, micrograms_per_serving: Fraction) -> Fraction:
    servings = Fraction(product.pack_units, product.serving_units)
    return servings * micrograms_per_serving / MASS.base_per_unit
