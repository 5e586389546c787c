"""Products compared in one scenario: their figures, flags, ranks and forms."""

from __future__ import annotations

from enum import IntEnum
from fractions import Fraction
from operator import eq
from typing import TYPE_CHECKING, Any

from pricing.calculation.aggregates import quantile
from pricing.calculation.checks import (
    DOSE_STOP_CHECKS,
    DOUBT_CHECKS,
    OTHER_CHECKS,
    CheckCase,
    Flag,
    Severity,
    has_label_doubt,
    worst_first,
)
from pricing.calculation.conditions import condition_holds, has_unsafe_dose
from pricing.calculation.figures import Figures, figures_in
from pricing.calculation.kept_property import kept_property
from pricing.calculation.measures import ABSORBED_COST_KEY, HEADLINE
from pricing.calculation.rank_order import PLACE_KEY, name_sort_key, order_by_figure
from pricing.problems.plain_facts import NamedTuple, dataclass
from pricing.quantities.amounts import MONEY
from pricing.quantities.dates import today as this_day

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import date

    import pandas as pd

    from pricing.model.product import Product
    from pricing.model.scenario import Scenario

HEADLINE_KEY = HEADLINE.key
# How products stand, for every page that explains the ranking.
RANK_METHOD = (
    "Products rank by value: the cost for each elemental mg a day, whatever the dose and target."
)
PLACE_METHOD = (
    "Places number the safe products by what a patient pays for a dose, the cost as taken. "
    "The best buy is the first of those that reach the target."
)


class PlaceGroup(IntEnum):
    """The groups in which the places stand: a product of an earlier group stands before.

    A safe product has a dose within the limit, no stop, and a label that leaves no question open.
    """

    SAFE_AND_ENOUGH = 0  # its dose reaches the target, as far as the dose policy aims to
    SAFE = 1
    UNSAFE = 2
    WITHHELD = 3  # something about its label is to be answered or mended first

    @property
    def is_safe(self) -> bool:
        return self < PlaceGroup.UNSAFE


class SmallestDose(NamedTuple):
    """The mg and the cost of one smallest dose a day; None if unknown."""

    delivered: Fraction | None
    cost: Fraction | None


# A smallest dose is the same in scenarios that leave these as they are.
_INPUTS_OF_SMALLEST_DOSE = frozenset(("smallest_dose", "elemental_mg_per_unit", "cost_per_unit"))


class ProductEvaluation:
    """One product's figures and flags, without the products that it is compared with."""

    def __init__(self, figures: Figures, today: date) -> None:
        self.figures = figures
        self._today = today
        # What the label's own checks have found. It holds in every scenario.
        self._label_doubts: tuple[Flag, ...] | None = None
        self._other_label_flags: tuple[Flag, ...] | None = None
        self._smallest_dose: SmallestDose | None = None

    def in_scenario(
        self, scenario: Scenario, unchanged: frozenset[str], today: date
    ) -> ProductEvaluation:
        """Return a copy in another scenario. The figures named in `unchanged` are kept."""
        figures = self.figures.with_scenario(scenario, unchanged)
        evaluation = ProductEvaluation(figures, today)
        evaluation._label_doubts = self._label_doubts
        evaluation._other_label_flags = self._other_label_flags
        if unchanged >= _INPUTS_OF_SMALLEST_DOSE:
            evaluation._smallest_dose = self._smallest_dose
        return evaluation

    @kept_property
    def flags(self) -> tuple[Flag, ...]:
        """The findings of the checks, the most severe first."""
        case = self._case()
        if self._other_label_flags is None:
            self._other_label_flags = OTHER_CHECKS.find_label_flags(case)
        others = OTHER_CHECKS.find_flags(case, self._other_label_flags)
        return worst_first((*self.doubts, *self._dose_stops, *others))

    @kept_property
    def doubts(self) -> tuple[Flag, ...]:
        """The findings of the checks that can keep the product from being safe at any dose.

        They are some of `flags`. Of most products nobody asks the others.
        """
        case = self._case()
        if self._label_doubts is None:
            self._label_doubts = DOUBT_CHECKS.find_label_flags(case)
        return DOUBT_CHECKS.find_flags(case, self._label_doubts)

    @kept_property
    def has_stop(self) -> bool:
        has_doubt_stop = any(flag.severity is Severity.STOP for flag in self.doubts)
        # Only a dose that is not safe has such a stop, and of most products that is known already.
        return has_doubt_stop or (self.has_unsafe_dose and bool(self._dose_stops))

    @kept_property
    def _dose_stops(self) -> tuple[Flag, ...]:
        return DOSE_STOP_CHECKS.find_flags(self._case())

    def _case(self) -> CheckCase:
        return CheckCase(self.figures, self._today)

    @kept_property
    def has_open_question(self) -> bool:
        """Whether the label leaves open what its amount means."""
        return any(flag.is_open_question for flag in self.doubts)

    @kept_property
    def has_label_doubt(self) -> bool:
        """Whether something other than the dose keeps the product from being safe."""
        return has_label_doubt(self.doubts)

    @kept_property
    def has_unsafe_dose(self) -> bool:
        return has_unsafe_dose(self.figures.of_product)

    @kept_property
    def place_group(self) -> PlaceGroup:
        if self.has_label_doubt:
            return PlaceGroup.WITHHELD
        if self.has_unsafe_dose:
            return PlaceGroup.UNSAFE
        is_short = condition_holds("short_of_target", self.figures.of_product)
        return PlaceGroup.SAFE if is_short else PlaceGroup.SAFE_AND_ENOUGH

    @property
    def smallest_dose(self) -> SmallestDose:
        """The mg and the cost of one smallest dose a day, whatever the dose policy asks for."""
        if self._smallest_dose is None:
            figures, keys = self.figures, ("delivered_mg_per_day", "cost_per_day")
            self._smallest_dose = SmallestDose(*map(figures.at_smallest_dose, keys))
        return self._smallest_dose


class _ReferenceFigures:
    """Gives the figures of the cheapest product of the reference form whose label leaves no doubt.

    It holds no comparison. So a comparison that nobody needs any more vanishes at once, and waits
    for no search for garbage.
    """

    def __init__(self, form: str) -> None:
        self._form = form
        self.ranked: Sequence[ProductEvaluation] = ()

    @kept_property
    def evaluation(self) -> ProductEvaluation | None:
        """The evaluation of that product, or None if there is none."""
        for one in self.ranked:
            form = one.figures.product.recognized_form.name
            if form == self._form and not one.has_label_doubt:
                return one
        return None

    def __call__(self) -> Figures | None:
        return self.evaluation.figures if self.evaluation else None


class ComparedProduct:
    """A product of a comparison.

    `position` is its place as entered, from 0. `rank` is its place by the headline, from 1, or None
    if the product cannot be compared.
    """

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
        """The findings of the checks, the most severe first."""
        return self.evaluation.flags

    @property
    def has_stop(self) -> bool:
        """Whether a check found that the product should not be taken at this dose."""
        return self.evaluation.has_stop

    def number(self, key: str) -> Fraction:
        """Return a figure that every ranked product has.

        Raises:
            LookupError: The product has no such figure.
        """
        value = self.figures.number(key)
        if value is None:
            raise LookupError(key)
        return value


@dataclass(frozen=True, slots=True)
class FormSummary:
    """The products of one form. `lowest`, `median` and `highest` are of the headline.

    `times_reference` is None if no product of the reference form is compared.
    """

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
        """How many times better the form must be absorbed to justify its price."""
        return self.times_reference


class Comparison:
    """The result of `compare`. Tables, files and sentences read everything from it."""

    def __init__(
        self,
        evaluations: Sequence[ProductEvaluation],
        scenario: Scenario,
        today: date,
        ranking: Sequence[int] | None = None,
    ) -> None:
        """Rank products, unless `ranking` has the positions of the ranked ones in their order."""
        self.scenario = scenario
        self.today = today
        self._kept_results: dict[str, Any] = {}
        self._reference = _ReferenceFigures(scenario.reference_form)
        self.entered_products: tuple[ComparedProduct, ...] = tuple(
            ComparedProduct(position, evaluation, self._reference)
            for position, evaluation in enumerate(evaluations)
        )
        self.ranked_products = self._rank() if ranking is None else self._at(ranking)
        for rank, compared in enumerate(self.ranked_products, start=1):
            compared.rank = rank
        self._reference.ranked = [product.evaluation for product in self.ranked_products]

    def _rank(self) -> tuple[ComparedProduct, ...]:
        comparable = (
            product
            for product in self.entered_products
            if product.figures.number(HEADLINE_KEY) is not None
        )
        return self._order_by(HEADLINE_KEY, comparable)

    def _at(self, positions: Iterable[int]) -> tuple[ComparedProduct, ...]:
        return tuple([self.entered_products[position] for position in positions])

    def kept_result(self, key: str, compute: Callable[[Comparison], Any]) -> Any:  # noqa: ANN401
        """Return what was computed of this comparison. It is computed once."""
        if key not in self._kept_results:
            self._kept_results[key] = compute(self)
        return self._kept_results[key]

    @kept_property
    def answered_products(self) -> tuple[ComparedProduct, ...]:
        """The ranked products whose labels leave no doubt."""
        return tuple(
            product for product in self.ranked_products if not product.evaluation.has_label_doubt
        )

    def forget_result(self, key: str) -> None:
        """Compute a kept result again when it is next asked for."""
        self._kept_results.pop(key, None)

    def _order_by(
        self, key: str, products: Iterable[ComparedProduct]
    ) -> tuple[ComparedProduct, ...]:
        candidates = ((product.position, product.figures) for product in products)
        return self._at(order_by_figure(candidates, key))

    @property
    def products(self) -> tuple[ComparedProduct, ...]:
        """Every product: in rank order, then those that cannot be compared, as entered."""
        return self.ranked_products + tuple(
            product for product in self.entered_products if product.rank is None
        )

    @kept_property
    def products_by_place(self) -> tuple[ComparedProduct, ...]:
        """The ranked products, safe ones first and withheld ones last, by their cost as taken."""
        groups: list[list[ComparedProduct]] = [[] for _ in PlaceGroup]
        for product in self.ranked_products:
            groups[product.evaluation.place_group].append(product)
        return tuple(product for group in groups for product in self._order_by(PLACE_KEY, group))

    def with_order(self, positions: Sequence[int]) -> Comparison:
        """Return the comparison of the same products, entered in another order.

        `positions` are those that they had.
        """
        entered = [self.entered_products[position] for position in positions]
        evaluations = [one.evaluation for one in entered]
        ranking = None
        if not self._has_neighbours_of_one_name:
            places = {one.position: place for place, one in enumerate(entered)}
            ranking = [places[one.position] for one in self.ranked_products]
        comparison = Comparison(evaluations, self.scenario, self.today, ranking)
        by_place = self._known_places
        if by_place is not None and by_place == (*entered[: len(by_place)],):
            # Entered by their places, they stand there, and need not be sorted again.
            comparison.products_by_place = comparison.entered_products[: len(by_place)]
        return comparison

    @property
    def _has_neighbours_of_one_name(self) -> bool:
        """Whether the order of entry may settle a rank, as it does between equals of one name."""
        names = [name_sort_key(one.product.product) for one in self.ranked_products]
        return any(map(eq, names, names[1:]))

    @property
    def _known_places(self) -> tuple[ComparedProduct, ...] | None:
        """The products by their places, if anything has asked for them."""
        return vars(self).get("products_by_place")

    @kept_property
    def best_buy(self) -> ComparedProduct | None:
        """The safe product that reaches the target for the lowest cost as taken.

        It is the first of `products_by_place`. No other place is needed to find it.
        """
        if (by_place := self._known_places) is not None:
            first = next(iter(by_place), None)
            is_best = first and first.evaluation.place_group is PlaceGroup.SAFE_AND_ENOUGH
            return first if is_best else None
        costs = [
            (product.number(PLACE_KEY), product)
            for product in self.ranked_products
            if product.evaluation.place_group is PlaceGroup.SAFE_AND_ENOUGH
        ]
        least = min((cost for cost, _ in costs), default=None)
        cheapest = [product for cost, product in costs if cost == least]
        return self._order_by(PLACE_KEY, cheapest)[0] if cheapest else None

    @kept_property
    def _place_orders(self) -> dict[int, int]:
        return {
            product.position: order for order, product in enumerate(self.products_by_place, start=1)
        }

    def place_order_of(self, product: ComparedProduct) -> int | None:
        """Return the number of a product in `products_by_place`, or None if it is not ranked."""
        return self._place_orders.get(product.position)

    def place_of(self, product: ComparedProduct) -> int | None:
        """Return the place of a ranked product that is safe, or None."""
        is_safe = product.evaluation.place_group.is_safe
        return self.place_order_of(product) if is_safe else None

    def to_frame(self) -> pd.DataFrame:
        """Return a pandas table with a row for each product, in rank order."""
        from pricing.calculation.dataframe import build_dataframe

        products = self.products
        ranks = [product.rank for product in products]
        return build_dataframe([product.product for product in products], ranks, self.scenario)

    @kept_property
    def products_by_absorbed_cost(self) -> tuple[ComparedProduct, ...]:
        """The ranked products by cost per absorbed mg, with the absorption of the scenario."""
        if not self.scenario.absorption:
            return self.ranked_products
        return self._order_by(ABSORBED_COST_KEY, self.ranked_products)

    def cheapest_by(self, key: str) -> ComparedProduct:
        """Return the ranked product with the lowest figure. Of equal ones the first in rank wins.

        Raises:
            ValueError: No product is ranked.
        """
        return min(self.ranked_products, key=lambda product: product.number(key))

    def share_of_highest_cost(self, product: ComparedProduct) -> float:
        """Return a ranked product's cost per mg as a share of the highest one, from 0 to 1."""
        cost, cost_scale = product.number("cost_per_elemental_mg").as_integer_ratio()
        highest, scale = self.ranked_products[-1].number("cost_per_elemental_mg").as_integer_ratio()
        return (cost * scale) / (cost_scale * highest)

    @kept_property
    def products_within_band(self) -> tuple[ComparedProduct, ...]:
        """The other products that cost no meaningful difference more than the cheapest."""
        products = self.answered_products
        return tuple(product for product in products if self.is_close_to(product, products[0]))

    def is_close_to(self, product: ComparedProduct, cheapest: ComparedProduct) -> bool:
        """Return whether another product costs no meaningful difference more a month."""
        if product is cheapest or not self.scenario.no_difference:
            return False
        costs = product.number("monthly_cost"), cheapest.number("monthly_cost")
        return not costs_meaningfully_more(*costs, self.scenario)

    @kept_property
    def reference(self) -> ComparedProduct | None:
        """The cheapest product of the reference form whose label leaves no doubt."""
        found = self._reference.evaluation
        return next((one for one in self.ranked_products if one.evaluation is found), None)

    @kept_property
    def forms(self) -> tuple[FormSummary, ...]:
        """A summary of each form, the cheapest form first. It leaves out labels with a doubt."""
        by_form: dict[str, list[ComparedProduct]] = {}
        for compared in self.answered_products:
            by_form.setdefault(compared.form, []).append(compared)
        return tuple(_form_summary(form, products) for form, products in by_form.items())


def costs_meaningfully_more(cost: Fraction, compared_cost: Fraction, scenario: Scenario) -> bool:
    """Return whether a monthly cost exceeds another by more than is meaningful in its days."""
    values = {
        "monthly_cost": cost,
        "compared_monthly_cost": compared_cost,
        "no_difference": MONEY.to_fraction(scenario.no_difference),
        "days": Fraction(scenario.days),
    }
    return condition_holds("costs_meaningfully_more", values.__getitem__)


def _form_summary(form: str, products: list[ComparedProduct]) -> FormSummary:
    """Return the summary of a form's products, which are given in rank order."""
    costs = [product.number(HEADLINE_KEY) for product in products]
    return FormSummary(
        form=form,
        products=len(products),
        lowest=quantile("lowest", costs),
        median=quantile("median", costs),
        highest=quantile("highest", costs),
        lowest_monthly_cost=min(product.number("monthly_cost") for product in products),
        cheapest=products[0],
        times_reference=products[0].figures.number("break_even_absorption"),
    )


def compare(
    products: Sequence[Product], scenario: Scenario, today: date | None = None
) -> Comparison:
    """Compare products in a scenario.

    A product of several minerals is seen as one of the scenario's mineral. The age of prices is
    counted up to `today`, which is the present day by default.
    """
    day, figures_of = today or this_day(), figures_in(scenario)
    evaluations = [
        ProductEvaluation(figures_of(product.seen_as(scenario.element)), day)
        for product in products
    ]
    return Comparison(evaluations, scenario, day)
