"""Out-of-pocket costs under each payer, and whether patients can afford them.

Days' wages follow the WHO/HAI surveys: treatment for 30 days is unaffordable if it costs more than
one day's wage of the lowest-paid worker.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from functools import cache, lru_cache, reduce
from typing import TYPE_CHECKING

from pricing.calculation.comparison import PlaceGroup
from pricing.calculation.conditions import DAYS_OF_SUPPLY, condition_holds
from pricing.calculation.measures import FigureFormat, Measure, rounded_to_currency
from pricing.calculation.rank_order import fast_key
from pricing.calculation.sentences import Amount, Count, Paragraph, Sentence, SentenceValue
from pricing.expressions.compiled import compile_value
from pricing.expressions.tree import (
    Extreme,
    Select,
    Variable,
    maximum,
    round_up,
    with_known_values,
)
from pricing.problems.errors import BadInput, ProblemKind, Term
from pricing.problems.plain_facts import dataclass
from pricing.quantities.amounts import MONEY, DecimalMark, read_money
from pricing.quantities.currencies import Plural
from pricing.reference.payers import SELF_PAY, Payer, PayerKind

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from pricing.calculation.comparison import ComparedProduct, Comparison
    from pricing.expressions.tree import Expression, Value, ValueLookup
    from pricing.model.product import Product

_outlay, _payer_value = Variable("monthly_outlay"), Variable("payer_value")


# What 30 days cost at the price of a unit, without the whole packs.
_supply_cost = Variable("cost_per_day") * DAYS_OF_SUPPLY
_packs_of_supply = Variable("units_per_day") * DAYS_OF_SUPPLY / Variable("pack_units")

# A charge for an item is due once for what is prescribed at a time, whatever the packs. An item is
# what the patient takes in the days compared. It is no less than the 28 days of a usual item: 7
# days compared do not mean four prescriptions a month.
USUAL_DAYS_OF_ITEM = 28
_days_of_item = maximum(Variable("days"), USUAL_DAYS_OF_ITEM)
_months_begun = round_up(Variable("days") / DAYS_OF_SUPPLY)


def _at_most_outlay(amount: Expression) -> Expression:
    return Extreme(amount, _outlay, is_maximum=False)


def _at_most_supply_cost(amount: Expression) -> Expression:
    return Extreme(amount, _supply_cost, is_maximum=False)


def _share_not_covered() -> Expression:
    """Return the outlay less the payer's share, rounded as a till rounds."""
    return _at_most_outlay(rounded_to_currency(_outlay * (1 - _payer_value / 100)))


_OUT_OF_POCKET_BY_KIND: Mapping[str, Expression] = {
    PayerKind.NONE: _outlay,
    PayerKind.PERCENT: _share_not_covered(),
    PayerKind.COPAY_PACK: _at_most_outlay(_payer_value * Variable("packs_to_buy")),
    PayerKind.COPAY_ITEM: _at_most_outlay(_payer_value),
    PayerKind.COPAY_MONTH: _at_most_outlay(_payer_value * _months_begun),
    PayerKind.PRETAX: _share_not_covered(),
}
_share_of_supply_cost = _at_most_supply_cost(_supply_cost * (1 - _payer_value / 100))
_AVERAGE_MONTH_BY_KIND: Mapping[str, Expression] = {
    PayerKind.NONE: _supply_cost,
    PayerKind.PERCENT: _share_of_supply_cost,
    PayerKind.COPAY_PACK: _at_most_supply_cost(_payer_value * _packs_of_supply),
    PayerKind.COPAY_ITEM: _at_most_supply_cost(_payer_value * DAYS_OF_SUPPLY / _days_of_item),
    PayerKind.COPAY_MONTH: _at_most_supply_cost(_payer_value),
    PayerKind.PRETAX: _share_of_supply_cost,
}

AFFORDABILITY_MEASURES: Mapping[str, Measure] = {
    measure.key: measure
    for measure in (
        Measure(
            "out_of_pocket", "Out of pocket", "", FigureFormat.MONEY, "{value}",
            "the patient's part of the outlay: all, the share not covered, or the copay",
            Select("payer_kind", dict(_OUT_OF_POCKET_BY_KIND)),
        ),
        Measure(
            "average_month", "Average month", "", FigureFormat.MONEY, "{value} on average",
            "the patient's part of what 30 days cost at the price of a unit, without whole packs",
            Select("payer_kind", dict(_AVERAGE_MONTH_BY_KIND)),
        ),
        Measure(
            "days_wages", "Days' wages", "for 30 days", FigureFormat.RATIO, "{value} days' wages",
            "average month / daily wage; above 1 is unaffordable",
            Variable("average_month") / Variable("daily_wage"),
        ),
        Measure(
            "share_of_income", "Share", "of income", FigureFormat.RATIO, "{value} of the income",
            "average month / monthly income",
            Variable("average_month") / Variable("monthly_income"),
        ),
        Measure(
            "availability", "Found", "of the shops asked", FigureFormat.RATIO,
            "{value} of the shops",
            "shops that had the product / shops asked, on the day stated",
            Variable("shops_found") / Variable("shops_asked"),
        ),
        Measure(
            "price_ratio", "Price ratio", "to the comparator", FigureFormat.RATIO, "{value} times",
            "cost per unit / cost per unit of the comparator",
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


@cache
def _compiled_access_gap(payers: int) -> Callable[[ValueLookup], Fraction | None]:
    return compile_value(access_gap_expression(payers))


class PayerTerms:
    """Holds the measures of a payer, with the inputs that all products share put in already.

    `inputs` holds the scenario's amounts and those of the payer by key.
    """

    def __init__(
        self, payer: Payer, scenario_inputs: Mapping[str, Value], *, is_covered: bool
    ) -> None:
        self.is_covered = is_covered
        kind = payer.kind if is_covered else PayerKind.NONE
        self.inputs: Mapping[str, Value] = {
            **scenario_inputs,
            "payer_kind": kind.value,
            "payer_value": payer.amount,
        }
        self._measures: dict[str, Callable[[ValueLookup], Fraction | None]] = {}

    def measure(self, key: str) -> Callable[[ValueLookup], Fraction | None]:
        """Return a measure with the inputs put in, so that no product computes with them again."""
        if key not in self._measures:
            expression = AFFORDABILITY_MEASURES[key].expression
            self._measures[key] = compile_value(with_known_values(expression, self.inputs))
        return self._measures[key]


@lru_cache(maxsize=64)
def _payer_terms(
    payer: Payer, scenario_inputs: tuple[tuple[str, Value], ...], *, is_covered: bool
) -> PayerTerms:
    """Return the terms of a payer. Other targets have the same, so they are kept."""
    return PayerTerms(payer, dict(scenario_inputs), is_covered=is_covered)


class PayerTermsPair:
    """The terms of one payer in one scenario, for products that it covers and for others."""

    def __init__(self, payer: Payer, scenario_inputs: Mapping[str, Value]) -> None:
        self.payer = payer
        inputs = tuple(scenario_inputs.items())
        self._covered = _payer_terms(payer, inputs, is_covered=True)
        self._not_covered = _payer_terms(payer, inputs, is_covered=False)

    def cost_of(self, compared: ComparedProduct) -> PayerCost:
        is_covered = self.payer.pays_for(compared.form, compared.product.product)
        return PayerCost(compared, self.payer, self._covered if is_covered else self._not_covered)


class PayerCost:
    """The cost of one product under one payer. Calling it with a key gives an exact value."""

    __slots__ = ("_is_within_budget", "_terms", "_values", "compared_product", "payer")

    def __init__(self, compared: ComparedProduct, payer: Payer, terms: PayerTerms) -> None:
        self.compared_product = compared
        self.payer = payer
        self._terms = terms
        self._values: dict[str, Value] = {}
        self._is_within_budget: bool | None = None

    @property
    def is_covered(self) -> bool:
        return self._terms.is_covered

    def __call__(self, key: str) -> Value:
        """Return an input or measure; None if it is unknown."""
        if key in AFFORDABILITY_MEASURES:
            if key not in self._values:
                self._values[key] = self._terms.measure(key)(self)
            return self._values[key]
        if key in self._terms.inputs:
            return self._terms.inputs[key]
        return self.compared_product.figures(key)

    def number(self, key: str) -> Fraction | None:
        """Return a measure of `AFFORDABILITY_MEASURES`; None if an input of it is unknown."""
        value = self._values.get(key)  # as most were computed before
        if value is None:
            value = self(key)
        return value if isinstance(value, Fraction) else None

    @property
    def out_of_pocket(self) -> Fraction:
        cost = self.number("out_of_pocket")
        return Fraction(0) if cost is None else cost

    @property
    def average_month(self) -> Fraction:
        cost = self.number("average_month")
        return Fraction(0) if cost is None else cost

    @property
    def within_budget(self) -> bool:
        """Whether an average month stays within the budget."""
        if self._is_within_budget is None:
            self._is_within_budget = not condition_holds("over_budget", self)
        return self._is_within_budget

    @property
    def first_purchase_within_budget(self) -> bool:
        return not condition_holds("first_purchase_over_budget", self)

    def sentence(self) -> Sentence:
        """Return what the first purchase and an average month cost, and what the payer needs."""
        currency, payer = self.compared_product.figures.scenario.currency, self.payer
        parameters: dict[str, SentenceValue] = {
            "product": self.compared_product.product.product,
            "payer": _payer_name(payer),
            "first": Amount(self.out_of_pocket, FigureFormat.MONEY, currency),
            "average": Amount(self.average_month, FigureFormat.MONEY, currency),
            "requirement": Term(payer.needs),
        }
        return Sentence(_COST_WITH_NEEDS if payer.needs else _COST, parameters)

    @property
    def is_affordable(self) -> bool | None:
        """Whether 30 days cost at most one day's wage; None if no wage is stated."""
        is_known = self.number("days_wages") is not None
        return not condition_holds("unaffordable", self) if is_known else None


def _scenario_inputs(comparison: Comparison) -> Mapping[str, Value]:
    """Return the inputs of the measures that are the same for every product and payer."""
    scenario = comparison.scenario
    return {
        "budget": MONEY.to_fraction(scenario.budget),
        "daily_wage": _money_if_stated(scenario.daily_wage),
        "monthly_income": _money_if_stated(scenario.monthly_income),
        "comparator_cost": comparator_cost(comparison),
    }


def cost_under_payer(comparison: Comparison, compared: ComparedProduct, payer: Payer) -> PayerCost:
    """Return what a product of the comparison costs under a payer."""
    return PayerTermsPair(payer, _scenario_inputs(comparison)).cost_of(compared)


def _money_if_stated(amount: int) -> Fraction | None:
    return MONEY.to_fraction(amount) if amount else None


def _payer_name(payer: Payer) -> str:
    """Return a payer's name, which is translated if the program has given it."""
    return Term(payer.name) if payer is SELF_PAY else payer.name


_COST = "{product} under {payer}: {first} for the first purchase, {average} a month on average"
_COST_WITH_NEEDS = (
    "{product} under {payer}: {first} for the first purchase, {average} a month on average "
    "(needs: {requirement})"
)
_WITHIN_BUDGET = Plural(
    "count",
    "{count} of {total} products without a stop costs at most {budget} a month on average. The "
    "cheapest form is {form}.",
    "{count} of {total} products without a stop cost at most {budget} a month on average. The "
    "cheapest form is {form}.",
)
_NONE_WITHIN_BUDGET = (
    "None of {total} products without a stop costs at most {budget} a month on average."
)
_ALL_HAVE_STOPS = "Every product has a stop or an open question, so none is counted."
_FIRST_PURCHASES = Plural(
    "first",
    "The first purchase stays within that for {first} of them.",
    "The first purchase stays within that for {first} of them.",
)
_NO_FIRST_PURCHASE = "The first purchase of each of them costs more than that."
_AVAILABILITY = Plural(
    "asked",
    "found in {found} of {asked} shop asked, {day}",
    "found in {found} of {asked} shops asked, {day}",
)


@dataclass(frozen=True, slots=True)
class BudgetSummary:
    """The number of products within the budget under a payer, and the cheapest form of them.

    Products with a stop or a doubtful label are not counted. `first_purchases` counts those
    products within the budget whose first purchase is within it too.
    """

    payer: Payer
    products: int
    first_purchases: int
    total_products: int
    form: str
    budget: Amount

    def sentence(self) -> Sentence:
        """Return the payer and the count: "plan: 3 of 18 products cost at most $20.00 a month"."""
        name, count = _payer_name(self.payer), self.count_sentence()
        return Sentence("{payer}: {count}", {"payer": name, "count": count})

    def count_sentence(self) -> Paragraph:
        """Return how many products stay within the budget, and the cheapest form of them."""
        if not self.total_products:
            return Paragraph((Sentence(_ALL_HAVE_STOPS),))
        parameters: dict[str, SentenceValue] = {
            "count": Count(self.products),
            "total": Count(self.total_products),
            "budget": self.budget,
            "form": self.form,
            "first": Count(self.first_purchases),
        }
        if not self.products:
            return Paragraph((Sentence(_NONE_WITHIN_BUDGET, parameters),))
        first = _FIRST_PURCHASES if self.first_purchases else _NO_FIRST_PURCHASE
        return Paragraph((Sentence(_WITHIN_BUDGET, parameters), Sentence(first, parameters)))


def comparator_cost(comparison: Comparison) -> Fraction | None:
    """Return the cost per unit of the comparator: as stated, or of the product of that name."""
    scenario = comparison.scenario
    if scenario.comparator_cost:
        return MONEY.to_fraction(scenario.comparator_cost)
    matches = (
        product
        for product in comparison.ranked_products
        if product.product.product == scenario.comparator
    )
    return next((product.number("cost_per_unit") for product in matches), None)


def read_comparator(text: str, decimal_mark: DecimalMark = DecimalMark.AUTO) -> tuple[str, int]:
    """Read a comparator: the name of a product, a cost per unit, or NAME=COST.

    Returns the name and the cost in millionths, which is 0 for a product.

    >>> read_comparator("NADAC oxide 400=0.03529"), read_comparator("Slow-Mag")
    (('NADAC oxide 400', 35290), ('Slow-Mag', 0))

    Raises:
        BadInput: The cost is no amount of money or zero, or the name is too long.
    """
    name, equals, cost = text.strip().rpartition("=")
    if not equals:
        try:
            return "", read_money(text, decimal_mark)[0] if text.strip() else 0
        except BadInput:
            name, cost = text.strip(), ""
    if len(name) > MAX_COMPARATOR_LENGTH:
        raise BadInput(ProblemKind.TEXT_TOO_LONG, length=len(name), longest=MAX_COMPARATOR_LENGTH)
    amount = read_money(cost, decimal_mark)[0] if equals else 0
    if equals and not amount:
        raise BadInput(ProblemKind.ZERO)
    return name.strip(), amount


def availability_record(
    product: Product, format_date: Callable[[date], str] = date.isoformat
) -> Sentence | None:
    """Return in how many shops a product was found and when; None if that is not all stated."""
    asked, found, asked_on = product.shops_asked, product.shops_found, product.asked_on
    if asked is None or found is None or asked_on is None:
        return None
    return Sentence(
        _AVAILABILITY, {"found": Count(found), "asked": Count(asked), "day": format_date(asked_on)}
    )


class Affordability:
    """The cost of every ranked product under self-pay and each payer, in rank order."""

    def __init__(self, comparison: Comparison) -> None:
        scenario = comparison.scenario
        self._budget = Amount(
            MONEY.to_fraction(scenario.budget), FigureFormat.MONEY, scenario.currency
        )
        self.payers: tuple[Payer, ...] = (SELF_PAY, *comparison.scenario.payers)
        inputs = _scenario_inputs(comparison)
        terms = [PayerTermsPair(payer, inputs) for payer in self.payers]
        self.rows: tuple[tuple[PayerCost, ...], ...] = tuple(
            tuple(pair.cost_of(product) for pair in terms) for product in comparison.ranked_products
        )

    @staticmethod
    def access_gap(row: Sequence[PayerCost]) -> Fraction:
        """Return what the best payer saves a product's buyer."""
        paid = {f"out_of_pocket_{at}": cost.out_of_pocket for at, cost in enumerate(row)}
        return _compiled_access_gap(len(row))(paid.__getitem__) or Fraction(0)

    def least_safe_cost(self, column: int) -> Fraction | None:
        """Return the least that a safe product costs which reaches the target; None without one.

        `column` is the place of the payer.
        """
        costs = [
            row[column].out_of_pocket
            for row in self.rows
            if row[column].compared_product.evaluation.place_group is PlaceGroup.SAFE_AND_ENOUGH
        ]
        return min(costs, key=fast_key, default=None)

    def budget_summaries(self) -> tuple[BudgetSummary, ...]:
        """Return a summary for each payer."""
        return tuple(
            self._budget_summary(payer, [row[column] for row in self.rows])
            for column, payer in enumerate(self.payers)
        )

    def _budget_summary(self, payer: Payer, costs: list[PayerCost]) -> BudgetSummary:
        sound = [
            cost
            for cost in costs
            if not cost.compared_product.has_stop
            and not cost.compared_product.evaluation.has_label_doubt
        ]
        within = [cost for cost in sound if cost.within_budget]
        first_purchases = sum(cost.first_purchase_within_budget for cost in within)
        least = min(within, key=lambda cost: fast_key(cost.average_month), default=None)
        form = least.compared_product.form if least else ""
        return BudgetSummary(payer, len(within), first_purchases, len(sound), form, self._budget)
