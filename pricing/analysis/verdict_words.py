"""The names and amounts of a comparison, as the sentences of the verdict say them."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from typing import TYPE_CHECKING

from pricing.analysis.contents import contents_sentence
from pricing.calculation.conditions import FAR_ABOVE_TARGET
from pricing.calculation.measures import DAYS_OF_A_MONTH, FigureFormat
from pricing.calculation.sentences import (
    Amount,
    Count,
    Mineral,
    Multiple,
    Percent,
    Sentence,
    SentenceValue,
    UnitCount,
    clear_name,
    mass_amount,
)
from pricing.model.scenario import LARGEST_DOSE_WITHIN_LIMIT
from pricing.quantities.amounts import MASS, UNITS
from pricing.quantities.currencies import Plural
from pricing.quantities.lazy_pattern import lazy_pattern
from pricing.reference.mineral_forms import elements

if TYPE_CHECKING:
    from pricing.calculation.comparison import ComparedProduct, Comparison
    from pricing.calculation.figures import Figures
    from pricing.model.product import Product

# A number and at most two words, such as "180 veg caps".
_PACK_AT_END = lazy_pattern(r"[\s,·–-]+(?P<units>\d+)(?:\s+[^\W\d]+){1,2}\.?$")
# By whether the period is a month.
_TITLE = {True: "{name}: {cost} a month", False: "{name}: {cost} for {days}"}
_FOR_COST = {True: "{cost} a month", False: "{cost} for {days}"}
_DAYS = Plural("count", "{count} day", "{count} days")
# By whether that is far above the target.
_DOSE = {
    True: "Take {units} a day = {delivered} of {mineral}, {times} the target.",
    False: "Take {units} a day = {delivered} of {mineral}.",
}
_TO_PAY = Plural(
    "days",
    "{outlay} to pay now; one pack lasts {days} day.",
    "{outlay} to pay now; one pack lasts {days} days.",
)
_TO_PAY_FOR_LESS_THAN_A_DAY = "{outlay} to pay now; one pack lasts less than a day."
_LOWER_DOSE = Plural(
    "units",
    "{units} a day gives {delivered} ({share} of the target) for {period_cost}.",
    "{units} a day give {delivered} ({share} of the target) for {period_cost}.",
)


class VerdictWords:
    """The names and amounts of a comparison as parameters of sentences."""

    def __init__(self, comparison: Comparison) -> None:
        self.comparison = comparison
        self.scenario = comparison.scenario
        self.candidates = [
            product
            for product in comparison.ranked_products
            if not product.evaluation.has_label_doubt
        ]
        self.questioned = [
            product
            for product in comparison.ranked_products
            if product.evaluation.has_label_doubt and product.evaluation.has_open_question
        ]
        products = [compared.product for compared in comparison.entered_products]
        self._short_names = Counter(map(name_without_pack, products))
        self._names = Counter(product.product for product in products)

    @property
    def has_limit(self) -> bool:
        """Whether doses are held against a limit."""
        limit = self.scenario.limit
        return limit is not None and limit.amount is not None

    def name(self, compared: ComparedProduct) -> str:
        """Return the product's name without its pack, as far as that tells it from the others.

        Where another has the very same name, the brand stands behind it.
        """
        product = compared.product
        short_name = name_without_pack(product)
        if self._short_names[short_name] == 1:
            return clear_name(short_name)
        name = clear_name(product.product)
        if self._names[product.product] > 1 and product.brand:
            return f"{name} ({product.brand})"
        return name

    def money(self, value: Fraction) -> Amount:
        return Amount(value, FigureFormat.MONEY, self.scenario.currency)

    @property
    def mass_unit(self) -> str:
        """The unit for which costs are compared: mg, or µg for a trace mineral."""
        return elements()[self.scenario.element].unit

    def mass(self, value: Fraction) -> Amount:
        return mass_amount(value, self.scenario.element)

    @property
    def target(self) -> Amount:
        target = MASS.to_fraction(self.scenario.target)
        return mass_amount(target, self.scenario.element, is_stated=True)

    @property
    def mineral(self) -> Mineral:
        return Mineral(self.scenario.element)

    def period_cost(self, cost: Fraction) -> Sentence:
        """Return a cost with its time: "$7.12 a month"."""
        return Sentence(_FOR_COST[self._is_month], self._cost_values(cost))

    def title(self, product: ComparedProduct) -> Sentence:
        values = self._cost_values(product.number("monthly_cost"))
        return Sentence(_TITLE[self._is_month], {"name": self.name(product), **values})

    @property
    def _is_month(self) -> bool:
        return self.scenario.days in DAYS_OF_A_MONTH

    def _cost_values(self, cost: Fraction) -> dict[str, SentenceValue]:
        days = Sentence(_DAYS, {"count": Count(self.scenario.days)})
        return {"cost": self.money(cost), "days": days}

    def units(self, product: ComparedProduct, units: Fraction) -> UnitCount:
        return UnitCount(units, product.product.unit_kind)

    def dose_and_pay(self, product: ComparedProduct) -> tuple[Sentence, Sentence]:
        """Return what to take a day, and what to pay now for how long."""
        days = product.number("days_per_pack")
        pack_days = Amount(days, FigureFormat.COUNT)
        to_pay = _TO_PAY if days >= 1 else _TO_PAY_FOR_LESS_THAN_A_DAY
        outlay = self.money(product.number("monthly_outlay"))
        share = product.number("delivered_share")
        times: dict[str, SentenceValue] = {"times": Multiple(share), "mineral": self.mineral}
        dose = Sentence(_DOSE[share > FAR_ABOVE_TARGET], {**self.dose(product), **times})
        return dose, Sentence(to_pay, {"outlay": outlay, "days": pack_days})

    def dose(self, product: ComparedProduct) -> dict[str, SentenceValue]:
        return {
            "units": self.units(product, product.number("units_per_day")),
            "delivered": self.mass(product.number("delivered_mg_per_day")),
        }

    def lower_dose(self, product: ComparedProduct) -> Sentence:
        """Return what the largest dose within the limit gives, if any is."""
        units = LARGEST_DOSE_WITHIN_LIMIT.evaluate(product.figures)
        if not units:
            smallest = self.units(product, product.number("smallest_dose"))
            return Sentence("Even {units} a day is too much.", {"units": smallest})
        figures: Figures = product.figures.with_input("units_per_day", units)
        delivered, share, cost = (
            figures.number(key) or Fraction(0)
            for key in ("delivered_mg_per_day", "delivered_share", "monthly_cost")
        )
        return Sentence(
            _LOWER_DOSE,
            {
                "units": self.units(product, units),
                "delivered": self.mass(delivered),
                "share": Percent(share),
                "period_cost": self.period_cost(cost),
            },
        )

    def contents(self, *products: ComparedProduct) -> tuple[Sentence, ...]:
        """Return what these products contain beside the compared mineral, where they do."""
        sentences = (contents_sentence(self.name(product), product.product) for product in products)
        return tuple(sentence for sentence in sentences if sentence is not None)

    def subject(self, product: ComparedProduct, other: ComparedProduct) -> str:
        """Return what to call a product beside another: its form if that tells them apart.

        The form has to be a known single salt, and the product the cheapest one of it. What holds
        for a product by its other minerals does not hold for its form.
        """
        if product.product.other_minerals:
            return self.name(product)
        forms_differ = product.form != other.form and has_known_form(other)
        if forms_differ and has_known_form(product) and self._is_cheapest_of_form(product):
            return product.form
        return self.name(product)

    def _is_cheapest_of_form(self, product: ComparedProduct) -> bool:
        first = next(
            ranked for ranked in self.comparison.ranked_products if ranked.form == product.form
        )
        return first is product


def name_without_pack(product: Product) -> str:
    """Return a product's name without the size of its pack at the end.

    >>> from pricing.model.columns import build_product
    >>> values = {"elemental_mg": 100_000, "pack_units": 240_000, "price": 1_000_000}
    >>> name_without_pack(build_product({"product": "Magnesium 100 mg, 240 tablets", **values}))
    'Magnesium 100 mg'
    """
    name, units = product.product, product.pack_units // UNITS.base_per_unit
    if name.isascii() and str(units) not in name:  # as in most names
        return name
    found = _PACK_AT_END.search(name)
    if found is None or int(found["units"]) * UNITS.base_per_unit != product.pack_units:
        return name
    return name[: found.start()] or name


def has_known_form(compared: ComparedProduct) -> bool:
    """Return whether the form is a single salt, and not a blend, missing or an unknown name."""
    return compared.product.recognized_form.form is not None
