"""Switch points: the values of an input at which another product becomes the cheapest."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache, partial
from heapq import nsmallest
from itertools import pairwise
from math import ceil, floor
from typing import TYPE_CHECKING

from pricing.analysis.sensitivity import VARIED_INPUTS, InputScope, figure_at_value, input_range
from pricing.calculation.figures import with_dependent_measures
from pricing.calculation.measures import ABSORBED_COST_KEY, HEADLINE, FigureFormat
from pricing.calculation.rank_order import order_by_figure
from pricing.calculation.sentences import (
    Amount,
    Count,
    Multiple,
    Paragraph,
    Percent,
    Sentence,
    SentenceValue,
    mass_amount,
)
from pricing.model.scenario import DOSE_POLICIES
from pricing.problems.plain_facts import dataclass
from pricing.quantities.currencies import Plural

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pricing.analysis.sensitivity import VariedInput
    from pricing.calculation.comparison import ComparedProduct, Comparison

    CostCurve = Callable[[Fraction], Fraction]

RELATIVE_TOLERANCE = Fraction(1, 10**9)
MAX_LISTED_CASES = 3
# These are days × cost per mg, whatever the dose and the target. In more days every product costs
# as many times more, so no other one becomes the cheapest.
COSTS_PER_MG = frozenset((HEADLINE.key, ABSORBED_COST_KEY))


@dataclass(frozen=True, slots=True)
class SwitchPoint:
    """A value of an input at which one product stops and another starts being the cheapest.

    If `is_exact` is False, the value was only found to within `RELATIVE_TOLERANCE`.
    """

    value: Fraction
    is_exact: bool
    cheapest_below: ComparedProduct
    cheapest_above: ComparedProduct


def find_switch_points(
    comparison: Comparison, compared: ComparedProduct, varied_input: VariedInput, key: str
) -> tuple[SwitchPoint, ...]:
    """Return where in the input's range the cheapest product by a measure changes.

    An input of a product is varied for `compared` alone, and the absorption of a form for all
    products of its form.
    """
    if varied_input.scope is InputScope.SCENARIO and key in COSTS_PER_MG:
        return ()
    low, high = map(
        varied_input.quantity.to_fraction, input_range(comparison.scenario, varied_input)
    )
    if varied_input.scope is InputScope.SCENARIO:
        return _scenario_switch_points(comparison, varied_input, key, (low, high))
    varied_products, others = _divide_by_variation(comparison, compared, varied_input)
    if not others:
        return ()
    varied_product, rival = _cheapest(varied_products, key), _cheapest(others, key)
    bound = rival.number(key)

    def curve(value: Fraction) -> Fraction:
        return figure_at_value(varied_product.figures, varied_input, value, key)

    if (curve(low) < bound) == (curve(high) < bound):
        return ()
    value, is_exact = find_crossing(curve, bound, low, high)
    below, above = (varied_product, rival) if curve(low) < bound else (rival, varied_product)
    return (SwitchPoint(value, is_exact, below, above),)


def _divide_by_variation(
    comparison: Comparison, compared: ComparedProduct, varied: VariedInput
) -> tuple[list[ComparedProduct], list[ComparedProduct]]:
    """Return the products whose figures vary with an input, and the other ranked ones."""
    ranked = comparison.ranked_products
    if varied.scope is InputScope.PRODUCT:
        return [compared], [product for product in ranked if product != compared]
    same_form = [product for product in ranked if product.form == compared.form]
    return same_form, [product for product in ranked if product.form != compared.form]


def _cheapest(products: Sequence[ComparedProduct], key: str) -> ComparedProduct:
    """Return the cheapest of products in rank order. Of equal ones the first in rank wins."""
    if key == HEADLINE.key:  # they rank by it
        return products[0]
    return min(products, key=lambda product: product.number(key))


def find_crossing(
    curve: CostCurve, bound: Fraction, low: Fraction, high: Fraction
) -> tuple[Fraction, bool]:
    """Return where a curve that only rises or only falls reaches the bound, and if that is exact.

    Most figures are linear in an input or in its inverse, which gives the crossing exactly. Where
    a till rounds they are neither, and bisection finds it. If a stretch of the curve equals the
    bound, its nearer end counts.
    """
    ends = curve(low), curve(high)
    # A till may round a pack away to nothing, which has no inverse.
    transforms = (Fraction, _reciprocal) if all((*ends, bound)) else (Fraction,)
    for transform in transforms:
        start, end = map(transform, ends)
        value = low + (transform(bound) - start) * (high - low) / (end - start)
        margin = value * RELATIVE_TOLERANCE
        sides = curve(value - margin) < bound, curve(value + margin) < bound
        if curve(value) == bound and sides[0] != sides[1]:
            return value, True
    is_below = ends[0] < bound
    while high - low > RELATIVE_TOLERANCE * high / 2:
        middle = (low + high) / 2
        if (curve(middle) < bound) == is_below:
            low = middle
        else:
            high = middle
    return high, False


def _reciprocal(value: Fraction) -> Fraction:
    return 1 / value


# -- inputs of the scenario, which change every product ----------------------------------------


@lru_cache(maxsize=4)  # the result is the same for every product, and is shown in two places
def _scenario_switch_points(
    comparison: Comparison, varied: VariedInput, key: str, value_range: tuple[Fraction, Fraction]
) -> tuple[SwitchPoint, ...]:
    """Return the switch points of an input of the scenario.

    Figures are step functions here, with steps at other values for each product. Between two
    steps of any product nothing changes.
    """
    step_costs = [
        _StepCosts(place, product, varied, key, value_range)
        for place, product in enumerate(_contenders(comparison, varied, key, value_range))
    ]
    return tuple(
        SwitchPoint(value, True, before.compared_product, after.compared_product)
        for (_, before), (value, after) in pairwise(_winners(step_costs, value_range[0]))
        if before is not after
    )


def _winners(step_costs: list[_StepCosts], low: Fraction) -> Iterator[tuple[Fraction, _StepCosts]]:
    """Give the cheapest product from the low end on, and at each value that may change it.

    No cost falls, so a product stays the cheapest up to the step that costs more than the next one
    does now. A product of tiny units has too many steps to look at each.
    """
    value: Fraction | None = low
    while value is not None:
        first, *others = nsmallest(2, step_costs, key=partial(_StepCosts.order_after, value=value))
        yield value, first
        rival = others[0].order_after(value) if others else None
        value = first.first_step_behind(value, rival)


def _contenders(
    comparison: Comparison, varied: VariedInput, key: str, value_range: tuple[Fraction, Fraction]
) -> list[ComparedProduct]:
    """Return the products that may be the cheapest somewhere in the range.

    No figure falls while the target or the days rise. So a product is no contender if at the low
    end it costs more than the least that any product costs at the high end.
    """
    low, high = value_range
    bound: Fraction | None = None
    candidates = ((product.position, product.figures) for product in comparison.ranked_products)
    for position in order_by_figure(candidates, key):
        product = comparison.entered_products[position]
        if (
            bound is not None
            and varied.current_value(product.figures) <= high
            and product.number(key) >= bound
        ):
            break  # at the high end it costs no less than now
        highest = figure_at_value(product.figures, varied, high, key)
        bound = highest if bound is None else min(bound, highest)
    return [
        product
        for product in comparison.ranked_products
        if bound is not None and figure_at_value(product.figures, varied, low, key) <= bound
    ]


class _StepCosts:
    """A figure of one product over a range of the scenario: its steps, and the cost after each.

    The product that is first in `place` stands before another one that costs as much.
    """

    def __init__(
        self,
        place: int,
        compared: ComparedProduct,
        varied: VariedInput,
        key: str,
        value_range: tuple[Fraction, Fraction],
    ) -> None:
        self._place = place
        self.compared_product = compared
        self._varied, self._key, self._high = varied, key, value_range[1]
        self._values = step_values(compared, varied, key, value_range)
        self._costs: dict[int, Fraction] = {}

    def order_after(self, value: Fraction) -> tuple[Fraction, int]:
        """Return what orders the products just after a value. Less is better."""
        return self._order_after_step(self._step_before(value))

    def first_step_behind(
        self, value: Fraction, rival: tuple[Fraction, int] | None
    ) -> Fraction | None:
        """Return the first step after a value that stands behind a rival, or None without one."""
        if rival is None:
            return None
        steps = range(self._step_before(value) + 1, len(self._values))
        passed = bisect_right(steps, rival, key=self._order_after_step)
        return self._values[steps[passed]] if passed < len(steps) else None

    def _step_before(self, value: Fraction) -> int:
        return bisect_right(self._values, value) - 1

    def _order_after_step(self, step: int) -> tuple[Fraction, int]:
        if step not in self._costs:
            self._costs[step] = figure_at_value(
                self.compared_product.figures, self._varied, self._value_after(step), self._key
            )
        return self._costs[step], self._place

    def _value_after(self, step: int) -> Fraction:
        """Return a value just after a step. Days are whole, so it is the day itself."""
        start = self._values[step]
        if self._varied is VARIED_INPUTS["days"]:
            return start
        is_last = step + 1 == len(self._values)
        return (start + (self._high if is_last else self._values[step + 1])) / 2


def step_values(
    compared: ComparedProduct, varied: VariedInput, key: str, value_range: tuple[Fraction, Fraction]
) -> Sequence[Fraction]:
    """Return the low end, and where in the range the product's units a day or packs may step."""
    low, high = value_range
    if varied is VARIED_INPUTS["days"]:
        return [Fraction(day) for day in range(ceil(low), floor(high) + 1)]
    figures = compared.figures
    smallest = compared.number("elemental_mg_per_unit") * compared.number("smallest_dose")
    if DOSE_POLICIES[figures.scenario.dose_policy].aims_to_reach:
        # A dose steps where whole smallest doses are all that the tolerance asks for.
        step = smallest / (1 - compared.number("tolerance_percent") / 100)
    else:  # it is rounded down or to the nearest, so it steps at whole and half smallest doses
        step = smallest / 2
    if figures.scenario.dose_policy == "exact":  # only the packs to buy step
        if key not in with_dependent_measures(frozenset(("packs_to_buy",))):
            return [low]  # every product's figure grows in proportion
        pack_mass = compared.number("elemental_mg_per_unit") * compared.number("pack_units")
        step = pack_mass / figures.scenario.days
    return Multiples(low, step, range(floor(low / step) + 1, ceil(high / step)))


class Multiples(Sequence[Fraction]):
    """A value, and behind it the multiples of a step, each made when it is asked for.

    >>> multiples = Multiples(Fraction(1), Fraction(3, 2), range(1, 1_000_000))
    >>> len(multiples), multiples[0], multiples[2]
    (1000000, Fraction(1, 1), Fraction(3, 1))
    """

    def __init__(self, low: Fraction, step: Fraction, counts: range) -> None:
        self._low, self._step, self._counts = low, step, counts

    def __len__(self) -> int:
        return 1 + len(self._counts)

    def __getitem__(self, number: int) -> Fraction:  # type: ignore[override]
        return self._step * self._counts[number - 1] if number else self._low


# -- cases at the ends of ranges ---------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SwitchAtRangeEnd:
    """A case in which another product is the cheapest: an input at one end of its range."""

    varied_input: VariedInput
    value: Fraction
    changed_product: ComparedProduct
    cheapest: ComparedProduct


def find_switches_at_range_ends(comparison: Comparison, key: str) -> tuple[SwitchAtRangeEnd, ...]:
    """Return the cases that make another product the cheapest, one input at a time.

    The target and the days are not among them, because `find_switch_points` covers them.
    """
    if len(comparison.ranked_products) < 2:
        return ()
    cheapest = comparison.cheapest_by(key)
    switches: list[SwitchAtRangeEnd] = []
    for varied in VARIED_INPUTS.values():
        if varied.scope is not InputScope.SCENARIO:
            switches += _switches_of_input(comparison, varied, key, cheapest)
    return tuple(switches)


def _switches_of_input(
    comparison: Comparison, varied: VariedInput, key: str, cheapest: ComparedProduct
) -> list[SwitchAtRangeEnd]:
    """Return the switches if the cheapest becomes more expensive, or one of the others cheaper."""
    _, others = _divide_by_variation(comparison, cheapest, varied)
    if not others:
        return []
    low, high = map(varied.quantity.to_fraction, input_range(comparison.scenario, varied))
    at_low, at_high = (figure_at_value(cheapest.figures, varied, end, key) for end in (low, high))
    cheap_end, expensive_end = (low, high) if at_low <= at_high else (high, low)
    rival, best = _cheapest(others, key), cheapest.number(key)
    switches = []
    if max(at_low, at_high) > rival.number(key):
        switches.append(SwitchAtRangeEnd(varied, expensive_end, cheapest, rival))
    if cheap_end == varied.current_value(cheapest.figures) and varied.is_share:
        return switches
    return switches + [
        SwitchAtRangeEnd(varied, cheap_end, product, product)
        for product in _challengers(others, varied)
        if figure_at_value(product.figures, varied, cheap_end, key) < best
    ]


def _challengers(products: list[ComparedProduct], varied: VariedInput) -> list[ComparedProduct]:
    """Return the products in rank order, but only the cheapest of each form if forms are varied."""
    if varied.scope is InputScope.PRODUCT:
        return products
    by_form: dict[str, ComparedProduct] = {}
    for product in products:
        by_form.setdefault(product.form, product)
    return list(by_form.values())


# -- in words ----------------------------------------------------------------------------------

_DAYS = Plural("count", "{count} day", "{count} days")
# By whether the value is exact.
_FIRST_SWITCH = {
    True: "{before} is the cheapest below {value}, then {after}.",
    False: "{before} is the cheapest below about {value}, then {after}.",
}
_CASES = {
    "price": "{cheapest} is the cheapest if {product} costs {value}.",
    "absorption": "{cheapest} is the cheapest if {value} as much of {form} is absorbed.",
    "pack_use": "{cheapest} is the cheapest if only {value} of a pack of {product} is used.",
}
_MORE_CASES = Plural(
    "more",
    "In {more} more case another product is the cheapest.",
    "In {more} more cases another product is the cheapest.",
)


def describe_switch_points(
    switch_points: Sequence[SwitchPoint], varied_input: VariedInput, compared: ComparedProduct
) -> Paragraph:
    """Return which product is the cheapest in which part of the range.

    Such as "Oxide is the cheapest below $36.15 (451.9 %), then Gly."
    """
    if not switch_points:
        return Paragraph((Sentence("Never in this range."),))
    first, *others = switch_points
    sentences = [
        Sentence(
            _FIRST_SWITCH[first.is_exact],
            {
                "before": _name(first.cheapest_below),
                "value": describe_input_value(varied_input, first.value, compared),
                "after": _name(first.cheapest_above),
            },
        ),
        *(
            Sentence(
                "From {value} on it is {after}.",
                {
                    "value": describe_input_value(varied_input, point.value, compared),
                    "after": _name(point.cheapest_above),
                },
            )
            for point in others
        ),
    ]
    return Paragraph(tuple(sentences))


def describe_robustness(comparison: Comparison, key: str) -> Paragraph | None:
    """Return whether one product is the cheapest in every case tried, or else the other cases.

    The result is None if fewer than two products are compared.
    """
    if len(comparison.ranked_products) < 2:
        return None
    cheapest = comparison.cheapest_by(key)
    name = {"name": _name(cheapest)}
    cases = list(_cases(comparison, cheapest, key))
    if not cases:
        return Paragraph((Sentence("{name} is the cheapest in every case tried.", name),))
    sentences = [Sentence("{name} is the cheapest now.", name), *cases[:MAX_LISTED_CASES]]
    more = len(cases) - MAX_LISTED_CASES
    if more > 0:
        sentences.append(Sentence(_MORE_CASES, {"more": Count(more)}))
    return Paragraph(tuple(sentences))


def _cases(comparison: Comparison, cheapest: ComparedProduct, key: str) -> Iterator[Sentence]:
    """Give each case in which another product is the cheapest, as a sentence."""
    for switch in find_switches_at_range_ends(comparison, key):
        changed = switch.changed_product
        yield Sentence(
            _CASES[switch.varied_input.key],
            {
                "cheapest": _name(switch.cheapest),
                "product": _name(changed),
                "form": changed.form,
                "value": describe_input_value(switch.varied_input, switch.value, changed),
            },
        )
    for varied in VARIED_INPUTS.values():
        if varied.scope is InputScope.SCENARIO:
            for point in find_switch_points(comparison, cheapest, varied, key):
                yield Sentence(
                    "Below {value}, {before} is the cheapest; from there on, it is {after}.",
                    {
                        "value": describe_input_value(varied, point.value, cheapest),
                        "before": _name(point.cheapest_below),
                        "after": _name(point.cheapest_above),
                    },
                )


def describe_input_value(
    varied_input: VariedInput, value: Fraction, compared: ComparedProduct
) -> SentenceValue:
    """Return a value of an input with its unit. A price also has its share of today's price."""
    match varied_input.key:
        case "price":
            price = compared.number("price") * value / 100
            currency = compared.figures.scenario.currency
            return Sentence(
                "{price} ({share})",
                {
                    "price": Amount(price, FigureFormat.MONEY, currency),
                    "share": Percent(value / 100, 1),
                },
            )
        case "pack_use":
            return Percent(value / 100, 1)
        case "absorption":
            return Multiple(value)
        case "days":
            return Sentence(_DAYS, {"count": Amount(value, FigureFormat.COUNT)})
        case _:
            return mass_amount(value, compared.product.element)


def _name(compared: ComparedProduct) -> str:
    return compared.product.product
