"""The credited cost of a product with several minerals: its price less what the others are worth.

Another mineral is worth its amount at the lowest cost per mg of a product that holds it alone. The
figures rest on that value. So they stand beside those of the whole price, and nothing ranks by them
unless the user chooses it.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from pricing.analysis.contents import unstated_minerals
from pricing.analysis.credited_measures import (
    COST_KEYS,
    CREDITED_MEASURES,
    OTHER_MINERALS_VALUE,
    SERVING_KEYS,
    mg_per_pack,
    mineral_value,
)
from pricing.calculation.checks import find_label_doubt
from pricing.calculation.checks.case import CheckCase
from pricing.calculation.comparison import costs_meaningfully_more
from pricing.calculation.conditions import is_stale
from pricing.calculation.figures import Figures
from pricing.calculation.measures import (
    SHOWN_BASIS,
    FigureFormat,
    basis_text,
    cost_per_basis,
)
from pricing.calculation.rank_order import PLACE_KEY
from pricing.calculation.sentences import Amount, Mineral, Sentence, mass_amount
from pricing.model.also_contains import names_further_minerals
from pricing.model.scenario import Scenario
from pricing.quantities.amounts import MASS
from pricing.quantities.rounding import round_half_away
from pricing.quantities.text_folding import name_key

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from pricing.calculation.comparison import ComparedProduct, Comparison, PlaceGroup
    from pricing.calculation.sentences import SentenceValue
    from pricing.expressions.tree import Value
    from pricing.model.product import Product

# -- sentences ----------------------------------------------------------------------------------

_VALUE_OF_MINERAL = (
    "{amount} of {mineral} in a pack at {cost} per {basis}, the price of {product}: {value}."
)
_VALUE_BY_CATALOGUE = (
    "{amount} of {mineral} in a pack at {cost} per {basis}, the price of {product} in the "
    "catalogue ({source}): {value}."
)
_NO_PRICE = (
    "Not known: no product with {minerals} alone has a recent price in {currency}, here or in the "
    "catalogue."
)
_AMOUNT_MISSING = "Not known: the amount of {minerals} is not entered."
_AMOUNTS_MISSING = "Not known: the amounts of further minerals are not entered."
_LABEL_IN_DOUBT = (
    "Not known: the label of {product}, which holds {mineral} alone, is in doubt. Settle it to "
    "know what {mineral} costs."
)
_LISTED, _LAST_LISTED = "{first}, {last}", "{first} or {last}"
_LAST_OF_ALL = "{first} and {last}"
# From so many mg on a mass has no decimals.
_LEAST_WHOLE_MASS = 1_000
_SUMMARY = (
    "{product} costs {whole} as taken, and {credited} credited: less what its other minerals would "
    "cost alone."
)
_UNKNOWN_SUMMARY = (
    "{product} costs {whole} as taken, its other minerals included. What these are worth is not "
    "known."
)
WORTH_MORE = Sentence("Its other minerals alone would cost more than the pack.")

# -- prices of minerals ------------------------------------------------------------------------

# The keys of the results that are kept with a comparison.
_PRICES, _CATALOGUE_PRICES = "mineral_prices", "catalogue_prices"
_COSTS, _ORDER, _PLACES = "credited_costs", "credited_order", "credited_places"


class MineralPrice(NamedTuple):
    """The lowest cost of a mg of a mineral, and the product that has it."""

    cost_per_mg: Fraction
    product: Product
    is_in_catalogue: bool = False


def mineral_price(product: Product, currency: str, today: date) -> MineralPrice | None:
    """Return the price that a product gives of its mineral, or None if it gives none.

    It holds that mineral alone, its label leaves no doubt, and its price is in the currency and not
    stale. A strong product counts too, though one unit may be more than is safe in a day: a mg of
    it costs what it costs, and nobody is told to take it.
    """
    figures = _figures_of_offer(product, currency, today)
    cost = figures.number("cost_per_elemental_mg") if figures is not None else None
    if figures is None or cost is None or _is_in_doubt(figures, today):
        return None
    return MineralPrice(cost, product)


def _figures_of_offer(product: Product, currency: str, today: date) -> Figures | None:
    """Return the figures of a product that holds a mineral alone at a recent price, or None."""
    is_old = product.priced_on is not None and is_stale(product.priced_on, today)
    if product.other_minerals or product.is_food or is_old:
        return None
    if holds_unknown_amounts(product):
        return None  # its price pays for more than this mineral
    return Figures(product, Scenario.for_element(product.element, currency))


def holds_unknown_amounts(product: Product) -> bool:
    """Return whether a product holds minerals of which no amount is known."""
    return bool(unstated_minerals(product)) or names_further_minerals(product)


def _is_in_doubt(figures: Figures, today: date) -> bool:
    return find_label_doubt(CheckCase(figures, today)) is not None


def _products_in_doubt(comparison: Comparison) -> Mapping[str, Product]:
    """Return by mineral the first product that would give a price if its label left no doubt."""
    currency, today = comparison.scenario.currency, comparison.today
    needed = further_minerals(comparison)
    found: dict[str, Product] = {}
    for compared in comparison.entered_products if needed else ():
        product = compared.product
        if product.element in needed and product.element not in found:
            figures = _figures_of_offer(product, currency, today)
            has_cost = figures is not None and figures.number("cost_per_elemental_mg") is not None
            if figures is not None and has_cost and _is_in_doubt(figures, today):
                found[product.element] = product
    return found


def further_minerals(comparison: Comparison) -> frozenset[str]:
    """Return the minerals that ranked products hold beside the compared one."""
    return frozenset(
        ingredient.element
        for compared in comparison.ranked_products
        if compared.product.other_minerals
        for ingredient in compared.product.ingredients[1:]
    )


def mineral_prices(comparison: Comparison) -> Mapping[str, MineralPrice]:
    """Return the lowest cost of each further mineral among the products that hold it alone.

    The result is kept with the comparison.
    """
    prices: Mapping[str, MineralPrice] = comparison.kept_result(_PRICES, _mineral_prices)
    return prices


def _mineral_prices(comparison: Comparison) -> Mapping[str, MineralPrice]:
    prices: dict[str, MineralPrice] = {}
    for _, price in mineral_offers(comparison):
        known = prices.get(price.product.element)
        if known is None or price.cost_per_mg < known.cost_per_mg:
            prices[price.product.element] = price
    return prices


def mineral_offers(comparison: Comparison) -> Iterator[tuple[ComparedProduct, MineralPrice]]:
    """Yield each product of a comparison that gives a price of a further mineral, as entered.

    A row of the name and brand of a product with several minerals is that product, or a part of it.
    The value of its minerals comes from others.
    """
    needed = further_minerals(comparison)
    entered = comparison.entered_products if needed else ()
    with_several = {
        _label(compared.product) for compared in entered if compared.product.other_minerals
    }
    for compared in entered:
        product = compared.product
        if product.element in needed and _label(product) not in with_several:
            price = mineral_price(product, comparison.scenario.currency, comparison.today)
            if price is not None:
                yield compared, price


def _label(product: Product) -> tuple[str, str]:
    return name_key(product.product), name_key(product.brand)


def minerals_without_price(comparison: Comparison) -> frozenset[str]:
    """Return the further minerals of which no product of the comparison gives a price."""
    return further_minerals(comparison) - mineral_prices(comparison).keys()


def use_catalogue_prices(comparison: Comparison, prices: Mapping[str, MineralPrice]) -> None:
    """Let the catalogue's prices value what no product of the comparison has a price for."""
    for key in (_CATALOGUE_PRICES, _COSTS, _ORDER, _PLACES):
        comparison.forget_result(key)
    comparison.kept_result(_CATALOGUE_PRICES, lambda _: prices)


# -- credited figures --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OtherMineral:
    """Another mineral of a product: the mg in a serving, and the price of a mg if one is known."""

    element: str
    mg_per_serving: Fraction
    price: MineralPrice | None


class Worth(NamedTuple):
    """The value of a mineral of a pack; its amount and cost as parameters of a sentence."""

    parameters: Mapping[str, SentenceValue]
    value: Amount


class CreditedCost:
    """The credited figures of one product with several minerals, each computed once."""

    def __init__(
        self,
        figures: Figures,
        prices: Mapping[str, MineralPrice],
        in_doubt: Mapping[str, Product] | None = None,
    ) -> None:
        """Take the price of each mineral, and the products that give none for want of an answer."""
        self.figures = figures
        self._in_doubt = in_doubt or {}
        self.others = tuple(
            OtherMineral(one.element, mg_per_serving(one.amount), prices.get(one.element))
            for one in figures.product.ingredients[1:]
        )
        self._values: dict[str, Value] = dict.fromkeys((*SERVING_KEYS, *COST_KEYS))
        for other in self.others:
            self._values[f"other_mg_{other.element}"] = other.mg_per_serving
            if other.price is not None:
                self._values[f"other_cost_per_mg_{other.element}"] = other.price.cost_per_mg
        if holds_unknown_amounts(figures.product):
            self._values[OTHER_MINERALS_VALUE] = None

    def __call__(self, key: str) -> Value:
        """Return an input or a figure; None if it is not known."""
        if key not in CREDITED_MEASURES and key not in self._values:
            return self.figures(key)
        if key not in self._values:
            self._values[key] = CREDITED_MEASURES[key].expression.evaluate(self)
        return self._values[key]

    @property
    def other_minerals_value(self) -> Fraction | None:
        """Return the worth of a pack's other minerals; None if one of them has no price."""
        return self.number(OTHER_MINERALS_VALUE)

    def number(self, key: str) -> Fraction | None:
        """Return a figure of `CREDITED_MEASURES`; None if it is not known."""
        value = self(key)
        return value if type(value) is Fraction else None

    @property
    def summary(self) -> Sentence:
        """Return the cost as taken with and without the value of the other minerals."""
        product, currency = self.figures.product, self.figures.scenario.currency
        whole = self.figures.number(PLACE_KEY) or Fraction(0)
        credited = self.number("credited_monthly_cost")
        parameters: dict[str, SentenceValue] = {
            "product": product.product,
            "whole": Amount(whole, FigureFormat.MONEY, currency),
        }
        if credited is None:
            return Sentence(_UNKNOWN_SUMMARY, parameters)
        amount = Amount(credited, FigureFormat.MONEY, currency)
        return Sentence(_SUMMARY, {**parameters, "credited": amount})

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """Return the arithmetic of the other minerals' value, line by line."""
        lines = [self._sentence(other) for other in self.others if other.price is not None]
        unknown = [other.element for other in self.others if other.price is None]
        for element in filter(self._in_doubt.__contains__, unknown):
            product = self._in_doubt[element].product
            parameters: dict[str, SentenceValue] = {"product": product, "mineral": Mineral(element)}
            lines.append(Sentence(_LABEL_IN_DOUBT, parameters))
        unknown = [element for element in unknown if element not in self._in_doubt]
        if unknown:
            currency = self.figures.scenario.currency
            minerals = listed([Mineral(element) for element in unknown], _LAST_LISTED)
            lines.append(Sentence(_NO_PRICE, {"minerals": minerals, "currency": currency}))
        own = self.figures.product
        if unstated := unstated_minerals(own):
            minerals = listed([Mineral(element) for element in unstated], _LAST_OF_ALL)
            lines.append(Sentence(_AMOUNT_MISSING, {"minerals": minerals}))
        elif names_further_minerals(own):
            lines.append(Sentence(_AMOUNTS_MISSING))
        if self.is_below_zero:
            lines.append(WORTH_MORE)
        return tuple(lines)

    @property
    def is_below_zero(self) -> bool:
        """Whether the other minerals alone would cost more than the pack."""
        price = self.number("credited_pack_price")
        return price is not None and price < 0

    def _sentence(self, other: OtherMineral) -> Sentence:
        """Return what a mineral is worth, and by whose price."""
        price, worth = other.price, self.worth_of(other)
        if price is None or worth is None:
            raise LookupError(other.element)
        parameters = {**worth.parameters, "value": worth.value, "product": price.product.product}
        if not price.is_in_catalogue:
            return Sentence(_VALUE_OF_MINERAL, parameters)
        return Sentence(_VALUE_BY_CATALOGUE, {**parameters, "source": price.product.source})

    def worth_of(self, other: OtherMineral) -> Worth | None:
        """Return what a mineral of a pack is worth, or None if it has no price."""
        currency, element = self.figures.scenario.currency, other.element
        mass, value = (one(element).evaluate(self) for one in (mg_per_pack, mineral_value))
        if other.price is None or mass is None or value is None:
            return None
        if mass >= _LEAST_WHOLE_MASS:
            mass = Fraction(round_half_away(mass))
        cost = cost_per_basis(other.price.cost_per_mg, SHOWN_BASIS, element)
        parameters: dict[str, SentenceValue] = {
            "amount": mass_amount(mass, element),
            "mineral": Mineral(element),
            "cost": Amount(cost, FigureFormat.RATE, currency),
            "basis": basis_text(SHOWN_BASIS, element),
        }
        return Worth(parameters, Amount(value, FigureFormat.MONEY, currency))


def listed(values: Sequence[SentenceValue], last_template: str) -> SentenceValue:
    """Return values as a list of words: iron, zinc or copper."""
    whole = values[0]
    for value in values[1:]:
        template = last_template if value is values[-1] else _LISTED
        whole = Sentence(template, {"first": whole, "last": value})
    return whole


def mg_per_serving(micrograms: Fraction) -> Fraction:
    """Return the mg of an ingredient's amount."""
    return micrograms / MASS.base_per_unit


def all_mineral_prices(comparison: Comparison) -> Mapping[str, MineralPrice]:
    """Return the price of each further mineral: that of the comparison, or else the catalogue's."""
    catalogue: Mapping[str, MineralPrice] = comparison.kept_result(_CATALOGUE_PRICES, lambda _: {})
    return {**catalogue, **mineral_prices(comparison)}


def credited_costs(comparison: Comparison) -> Mapping[int, CreditedCost]:
    """Return the credited cost of each ranked product with several minerals, by its position.

    The result is kept with the comparison.
    """
    costs: Mapping[int, CreditedCost] = comparison.kept_result(_COSTS, _credited_costs)
    return costs


def _credited_costs(comparison: Comparison) -> Mapping[int, CreditedCost]:
    several = [one for one in comparison.ranked_products if one.product.other_minerals]
    prices = all_mineral_prices(comparison) if several else {}
    in_doubt = _products_in_doubt(comparison) if several else {}
    return {
        compared.position: CreditedCost(compared.figures, prices, in_doubt) for compared in several
    }


def credited_monthly_cost(comparison: Comparison, compared: ComparedProduct) -> Fraction | None:
    """Return the credited cost of a product as taken; None if it has none, or none is known."""
    cost = credited_costs(comparison).get(compared.position)
    return cost.number("credited_monthly_cost") if cost else None


def _cost_of_order(comparison: Comparison, compared: ComparedProduct) -> Fraction:
    """Return the credited cost of a product as taken, or its whole cost if it has none."""
    cost = credited_monthly_cost(comparison, compared)
    return compared.number(PLACE_KEY) if cost is None else cost


def order_by_credited_cost(comparison: Comparison) -> tuple[ComparedProduct, ...]:
    """Return the ranked products, safe ones first, each group by its credited cost as taken.

    A product without a credited cost stands by its whole cost. Equal costs keep their places.
    """
    order: tuple[ComparedProduct, ...] = comparison.kept_result(_ORDER, _order_by_credited_cost)
    return order


def _order_by_credited_cost(comparison: Comparison) -> tuple[ComparedProduct, ...]:
    def key(compared: ComparedProduct) -> tuple[PlaceGroup, Fraction]:
        return compared.evaluation.place_group, _cost_of_order(comparison, compared)

    return tuple(sorted(comparison.products_by_place, key=key))


def credited_places(comparison: Comparison) -> Mapping[int, int]:
    """Return the place of each ranked product by credited cost, by its position."""
    places: Mapping[int, int] = comparison.kept_result(_PLACES, _credited_places)
    return places


def _credited_places(comparison: Comparison) -> Mapping[int, int]:
    ordered = enumerate(order_by_credited_cost(comparison), start=1)
    return {compared.position: place for place, compared in ordered}


def is_close_by_credited_cost(
    comparison: Comparison, compared: ComparedProduct, first: ComparedProduct
) -> bool:
    """Return whether a product costs no meaningful difference more than the first, credited."""
    if compared is first or not comparison.scenario.no_difference:
        return False
    cost, least = (_cost_of_order(comparison, one) for one in (compared, first))
    return not costs_meaningfully_more(cost, least, comparison.scenario)


def has_credited_cost(comparison: Comparison) -> bool:
    """Return whether a product of a comparison has a credited cost."""
    costs = credited_costs(comparison).values()
    return any(cost.other_minerals_value is not None for cost in costs)
