"""What a patient pays out of pocket under each payer, and whether that can be afforded.

Days' wages follow the practice of the WHO/HAI surveys: more than one day's wage of the lowest paid
for 30 days of treatment counts as unaffordable.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache, cached_property, reduce
from typing import TYPE_CHECKING

from pricing.calculation.conditions import condition_holds
from pricing.calculation.measures import FigureFormat, Measure, rounded_to_currency
from pricing.calculation.sentences import Amount, Sentence
from pricing.expressions.tree import Extreme, Select, Variable
from pricing.problems.errors import BadInput, ProblemKind
from pricing.quantities.amounts import MONEY, read_money
from pricing.reference.payers import SELF_PAY, PayerKind

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from pricing.calculation.comparison import ComparedProduct, Comparison
    from pricing.expressions.tree import Expression, Value
    from pricing.model.product import Product
    from pricing.reference.payers import Payer

DAYS_OF_SUPPLY = 30

_outlay, _payer_value = Variable("monthly_outlay"), Variable("payer_value")


def _at_most_outlay(amount: Expression) -> Expression:
    return Extreme(amount, _outlay, is_maximum=False)


def _share_not_covered() -> Expression:
    """What is left of the outlay after the payer's share, as a till rounds it."""
    return _at_most_outlay(rounded_to_currency(_outlay * (1 - _payer_value / 100)))


_OUT_OF_POCKET_BY_KIND: Mapping[str, Expression] = {
    PayerKind.NONE: _outlay,
    PayerKind.PERCENT: _share_not_covered(),
    PayerKind.COPAY_PACK: _at_most_outlay(_payer_value * Variable("packs_to_buy")),
    PayerKind.COPAY_MONTH: _at_most_outlay(_payer_value),
    PayerKind.PRETAX: _share_not_covered(),
}
_out_of_pocket_for_supply = Variable("out_of_pocket") * DAYS_OF_SUPPLY / Variable("days")

AFFORDABILITY_MEASURES: Mapping[str, Measure] = {
    each.key: each
    for each in (
        Measure(
            "out_of_pocket", "Out of pocket", "", FigureFormat.MONEY, "{value}",
            "what the patient pays of the outlay: all, the share that is not covered, or the copay",
            Select("payer_kind", dict(_OUT_OF_POCKET_BY_KIND)),
        ),
        Measure(
            "days_wages", "Days' wages", "for 30 days", FigureFormat.RATIO, "{value} days' wages",
            "30 / days x out of pocket / daily wage; above 1 counts as unaffordable",
            _out_of_pocket_for_supply / Variable("daily_wage"),
        ),
        Measure(
            "share_of_income", "Share", "of income", FigureFormat.RATIO, "{value} of the income",
            "30 / days x out of pocket / monthly income",
            _out_of_pocket_for_supply / Variable("monthly_income"),
        ),
        Measure(
            "availability", "Found", "of the shops asked", FigureFormat.RATIO,
            "{value} of the shops",
            "shops in which it was found / shops asked, on the day stated",
            Variable("shops_found") / Variable("shops_asked"),
        ),
        Measure(
            "price_ratio", "Price ratio", "to the comparator", FigureFormat.RATIO, "{value} times",
            "cost a unit / what a unit of the comparator costs",
            Variable("cost_per_unit") / Variable("comparator_cost"),
        ),
    )
}  # fmt: skip

MAX_COMPARATOR_LENGTH = 80


@cache
def access_gap_expression(payers: int) -> Expression:
    """Return what the best of so many payers saves: self-pay less the least out-of-pocket cost.

    The variables are `out_of_pocket_0` for self-pay, then one for each payer in turn.
    """
    paid: list[Expression] = [Variable(f"out_of_pocket_{payer}") for payer in range(payers)]
    least = reduce(lambda left, right: Extreme(left, right, is_maximum=False), paid[1:], paid[0])
    return paid[0] - least


class PayerCost:
    """One product under one payer; figures are worked out when they are asked for."""

    def __init__(
        self,
        compared: ComparedProduct,
        payer: Payer,
        comparator_cost: Fraction | None,
    ) -> None:
        self.compared_product = compared
        self.payer = payer
        self.comparator_cost = comparator_cost
        self.is_covered = payer.pays_for(compared.form, compared.product.product)

    def __call__(self, key: str) -> Value:
        if key in AFFORDABILITY_MEASURES:
            return self.number(key)
        return (
            _PAYER_INPUTS[key](self) if key in _PAYER_INPUTS else self.compared_product.figures(key)
        )

    @property
    def payer_kind(self) -> str:
        return self.payer.kind.value if self.is_covered else PayerKind.NONE.value

    def number(self, key: str) -> Fraction | None:
        """A figure of `ACCESS_MEASURES`; None where what it rests on was not stated."""
        return AFFORDABILITY_MEASURES[key].expression.evaluate(self)

    @cached_property
    def out_of_pocket(self) -> Fraction:
        paid = self.number("out_of_pocket")
        return Fraction(0) if paid is None else paid

    @property
    def within_budget(self) -> bool:
        return not condition_holds("over_budget", self)

    @property
    def is_affordable(self) -> bool | None:
        """At most one day's wage; None where no wage was stated."""
        is_known = self.number("days_wages") is not None
        return not condition_holds("unaffordable", self) if is_known else None


def _money_if_stated(amount: int) -> Fraction | None:
    return MONEY.to_fraction(amount) if amount else None


# What the figures start from beside the product's own.
_PAYER_INPUTS: Mapping[str, Callable[[PayerCost], Value]] = {
    "payer_kind": lambda paid: paid.payer_kind,
    "payer_value": lambda paid: paid.payer.amount,
    "daily_wage": lambda paid: _money_if_stated(paid.compared_product.figures.scenario.daily_wage),
    "monthly_income": lambda paid: _money_if_stated(
        paid.compared_product.figures.scenario.monthly_income
    ),
    "comparator_cost": lambda paid: paid.comparator_cost,
    "budget": lambda paid: MONEY.to_fraction(paid.compared_product.figures.scenario.budget),
}


@dataclass(frozen=True, slots=True)
class BudgetSummary:
    """How many products stay within the budget under a payer, and the cheapest form of them."""

    payer: Payer
    products: int
    total_products: int
    form: str
    budget: Amount

    def sentence(self) -> Sentence:
        """Return the payer and the count: "plan: 3 of 18 products stay within $20.00 a month"."""
        return Sentence(
            "{payer}: {count}", {"payer": self.payer.name, "count": self.count_sentence()}
        )

    def count_sentence(self) -> Sentence:
        """Return how many products stay within the budget, and the cheapest form of them."""
        template = (
            "{count} of {of} products stay within {budget} a month, {form} at the least."
            if self.products
            else "none of {of} products stays within {budget} a month."
        )
        counts = {"count": str(self.products), "of": str(self.total_products)}
        return Sentence(template, {**counts, "budget": self.budget, "form": self.form})


def comparator_cost(comparison: Comparison) -> Fraction | None:
    """What a unit of the comparator costs: as stated, or as the product of that name does."""
    scenario = comparison.scenario
    if scenario.comparator_cost:
        return MONEY.to_fraction(scenario.comparator_cost)
    named = (
        each for each in comparison.ranked_products if each.product.product == scenario.comparator
    )
    return next((each.number("cost_per_unit") for each in named), None)


def read_comparator(text: str) -> tuple[str, int]:
    """A comparator written as a product's name, a cost a unit, or NAME=COST.

    Gives the name and the cost in millionths, 0 where a product is meant. Raises BadInput.

    >>> read_comparator("NADAC oxide 400=0.03529"), read_comparator("Slow-Mag")
    (('NADAC oxide 400', 35290), ('Slow-Mag', 0))
    """
    name, equals, cost = text.strip().rpartition("=")
    if not equals:
        try:
            return "", read_money(text)[0] if text.strip() else 0
        except BadInput:
            name, cost = text.strip(), ""
    if len(name) > MAX_COMPARATOR_LENGTH:
        raise BadInput(ProblemKind.TEXT_TOO_LONG, length=len(name), longest=MAX_COMPARATOR_LENGTH)
    amount = read_money(cost)[0] if equals else 0
    if equals and not amount:
        raise BadInput(ProblemKind.ZERO)
    return name.strip(), amount


def availability_record(
    product: Product, format_date: Callable[[date], str] = date.isoformat
) -> Sentence | None:
    """In how many of the shops asked it was found, and when; None where that is not all stated."""
    asked, found, asked_on = product.shops_asked, product.shops_found, product.asked_on
    if asked is None or found is None or asked_on is None:
        return None
    said = {"found": str(found), "asked": str(asked), "day": format_date(asked_on)}
    return Sentence("found in {found} of {asked} shops asked, {day}", said)


class Affordability:
    """Every ranked product under self-pay and each payer of the scenario, in rank order."""

    def __init__(self, comparison: Comparison) -> None:
        scenario = comparison.scenario
        self._budget = Amount(
            MONEY.to_fraction(scenario.budget), FigureFormat.MONEY, scenario.currency
        )
        self.payers: tuple[Payer, ...] = (SELF_PAY, *comparison.scenario.payers)
        comparator = comparator_cost(comparison)
        self.rows: tuple[tuple[PayerCost, ...], ...] = tuple(
            tuple(PayerCost(each, payer, comparator) for payer in self.payers)
            for each in comparison.ranked_products
        )

    @staticmethod
    def access_gap(row: Sequence[PayerCost]) -> Fraction:
        """Return what the best payer saves a product's buyer."""
        paid = {f"out_of_pocket_{at}": cost.out_of_pocket for at, cost in enumerate(row)}
        return access_gap_expression(len(row)).evaluate(paid.__getitem__) or Fraction(0)

    def budget_summaries(self) -> tuple[BudgetSummary, ...]:
        """A summary for each payer."""
        return tuple(
            self._budget_summary(payer, [row[at] for row in self.rows])
            for at, payer in enumerate(self.payers)
        )

    def _budget_summary(self, payer: Payer, column: list[PayerCost]) -> BudgetSummary:
        fitting = [each for each in column if each.within_budget]
        least = min(fitting, key=lambda each: each.out_of_pocket, default=None)
        form = least.compared_product.form if least else ""
        return BudgetSummary(payer, len(fitting), len(column), form, self._budget)
