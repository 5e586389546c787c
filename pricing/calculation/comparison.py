"""Products compared in one scenario: ranks, forms, and the findings in plain words."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from pricing.calculation.aggregates import quantile
from pricing.calculation.checks import CheckCase, Flag, Severity, find_flags
from pricing.calculation.conditions import condition_holds
from pricing.calculation.figures import Figures, unchanged_by
from pricing.calculation.measures import ABSORBED_COST_KEY, HEADLINE
from pricing.calculation.rank_order import order_by_figure
from pricing.quantities.amounts import MONEY
from pricing.quantities.dates import today as this_day

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import date
    from fractions import Fraction

    import pandas as pd

    from pricing.model.product import Product
    from pricing.model.scenario import Scenario

HEADLINE_KEY = HEADLINE.key


class ProductEvaluation:
    """A product worked out on its own: its figures, and what the checks find in it."""

    def __init__(self, figures: Figures, today: date) -> None:
        self.figures = figures
        self._today = today

    @cached_property
    def flags(self) -> tuple[Flag, ...]:
        return find_flags(CheckCase(self.figures, self._today))


class ComparedProduct:
    """A product with its place: `position` as entered, `rank` from 1, None where not comparable."""

    def __init__(
        self, position: int, evaluation: ProductEvaluation, reference: Callable[[], Figures | None]
    ) -> None:
        self.position = position
        self.evaluation = evaluation
        self.figures = evaluation.figures.with_reference(reference)
        self.rank: int | None = None

    @property
    def product(self) -> Product:
        return self.figures.product

    @property
    def form(self) -> str:
        """The name under which the product's form is grouped."""
        return self.product.recognized_form.name

    @property
    def flags(self) -> tuple[Flag, ...]:
        """What the checks found, the gravest first."""
        return self.evaluation.flags

    @property
    def has_stop(self) -> bool:
        """Whether a check says that this product should not be taken as compared."""
        return any(flag.severity is Severity.STOP for flag in self.flags)

    def number(self, key: str) -> Fraction:
        """A figure that every ranked product has."""
        value = self.figures.number(key)
        if value is None:
            raise LookupError(key)
        return value


@dataclass(frozen=True, slots=True)
class FormSummary:
    """The products of one form; costs are the headline's unless named otherwise."""

    form: str
    products: int
    lowest: Fraction
    median: Fraction
    highest: Fraction
    lowest_monthly_cost: Fraction
    cheapest: ComparedProduct
    times_reference: Fraction | None

    @property
    def break_even_absorption(self) -> Fraction | None:
        """How many times as much of it must be absorbed to be worth its price: the same ratio."""
        return self.times_reference


class Comparison:
    """The outcome of `compare`: everything a table, a file or a sentence shows is asked of it."""

    def __init__(
        self,
        products: Sequence[Product],
        scenario: Scenario,
        today: date,
        previous: Comparison | None = None,
    ) -> None:
        self.scenario = scenario
        self.today = today
        known = previous._evaluations_for(scenario, today) if previous else {}  # noqa: SLF001 - one of our own
        self.entered_products: tuple[ComparedProduct, ...] = tuple(
            ComparedProduct(
                position,
                known.get(id(product)) or ProductEvaluation(Figures(product, scenario), today),
                self._reference_figures,
            )
            for position, product in enumerate(products)
        )
        self.ranked_products: tuple[ComparedProduct, ...] = self._rank()
        for rank, compared in enumerate(self.ranked_products, start=1):
            compared.rank = rank

    def _evaluations_for(self, scenario: Scenario, today: date) -> dict[int, ProductEvaluation]:
        """What holds for the same products in another scenario too, by the product's identity."""
        if (scenario, today) == (self.scenario, self.today):
            return {id(each.product): each.evaluation for each in self.entered_products}
        same = unchanged_by(self.scenario, scenario)
        return {
            id(each.product): ProductEvaluation(
                each.evaluation.figures.with_scenario(scenario, same), today
            )
            for each in self.entered_products
        }

    def _rank(self) -> tuple[ComparedProduct, ...]:
        comparable = (
            product
            for product in self.entered_products
            if product.figures.number(HEADLINE_KEY) is not None
        )
        order = order_by_figure(_candidates(comparable))
        return tuple(self.entered_products[position] for position in order)

    @property
    def products(self) -> tuple[ComparedProduct, ...]:
        """Every product: in rank order, then those that could not be compared, as entered."""
        return self.ranked_products + tuple(
            each for each in self.entered_products if each.rank is None
        )

    def to_frame(self) -> pd.DataFrame:
        """Every product as a row of a pandas table, in rank order: inputs and measures."""
        from pricing.calculation.dataframe import build_dataframe

        ranks = [each.rank for each in self.products]
        return build_dataframe([each.product for each in self.products], ranks, self.scenario)

    @cached_property
    def products_by_absorbed_cost(self) -> tuple[ComparedProduct, ...]:
        """By the cost of an absorbed mg, as the scenario assumes it; else in rank order."""
        if not self.scenario.absorption:
            return self.ranked_products
        order = order_by_figure(_candidates(self.ranked_products), ABSORBED_COST_KEY)
        return tuple(self.entered_products[position] for position in order)

    @cached_property
    def products_within_band(self) -> tuple[ComparedProduct, ...]:
        """The products whose month costs no meaningful difference more than the cheapest's."""
        if not self.scenario.no_difference or not self.ranked_products:
            return ()
        first, *others = self.ranked_products
        least = first.number("monthly_cost")
        return tuple(
            product
            for product in others
            if not is_meaningfully_dearer(product.number("monthly_cost"), least, self.scenario)
        )

    @cached_property
    def reference(self) -> ComparedProduct | None:
        """The cheapest product of the reference form."""
        return next(
            (each for each in self.ranked_products if each.form == self.scenario.reference_form),
            None,
        )

    def _reference_figures(self) -> Figures | None:
        return self.reference.figures if self.reference else None

    @cached_property
    def forms(self) -> tuple[FormSummary, ...]:
        """A summary for each form compared, the cheapest form first."""
        by_form: dict[str, list[ComparedProduct]] = {}
        for compared in self.ranked_products:
            by_form.setdefault(compared.form, []).append(compared)
        return tuple(_form_summary(name, group) for name, group in by_form.items())


def is_meaningfully_dearer(cost: Fraction, compared_cost: Fraction, scenario: Scenario) -> bool:
    """Return whether a month costs more than another by more than the scenario ignores."""
    values = {
        "monthly_cost": cost,
        "compared_monthly_cost": compared_cost,
        "no_difference": MONEY.to_fraction(scenario.no_difference),
    }
    return condition_holds("meaningfully_dearer", values.__getitem__)


def _candidates(products: Iterable[ComparedProduct]) -> Iterator[tuple[int, Figures]]:
    return ((product.position, product.figures) for product in products)


def _form_summary(form: str, group: list[ComparedProduct]) -> FormSummary:
    """Return the summary of a form's products, which stand in rank order."""
    costs = [product.number(HEADLINE_KEY) for product in group]
    return FormSummary(
        form=form,
        products=len(group),
        lowest=quantile("lowest", costs),
        median=quantile("median", costs),
        highest=quantile("highest", costs),
        lowest_monthly_cost=min(product.number("monthly_cost") for product in group),
        cheapest=group[0],
        times_reference=group[0].figures.number("break_even_absorption"),
    )


def compare(
    products: Sequence[Product],
    scenario: Scenario,
    today: date | None = None,
    previous: Comparison | None = None,
) -> Comparison:
    """Compare products in a scenario.

    `today` (default: this day) dates the prices' age; `before` is an earlier comparison whose work
    on the very same products is used again.
    """
    return Comparison(products, scenario, today or this_day(), previous)
