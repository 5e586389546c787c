"""Where the cheapest changes: the value of an input on whose two sides different products win."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from math import ceil, floor
from typing import TYPE_CHECKING

from pricing.analysis.sensitivity import VARIED_INPUTS, InputScope, figure_at_value, input_range
from pricing.calculation.figures import with_dependent_measures

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from pricing.analysis.sensitivity import VariedInput
    from pricing.calculation.comparison import ComparedProduct, Comparison

    CostCurve = Callable[[Fraction], Fraction]

RELATIVE_TOLERANCE = Fraction(1, 10**9)


@dataclass(frozen=True, slots=True)
class SwitchPoint:
    """At this value of an input `before` stops and `after` starts being the cheapest.

    `exact` is False where the value was only found to one part in a thousand million.
    """

    value: Fraction
    is_exact: bool
    cheapest_below: ComparedProduct
    cheapest_above: ComparedProduct


def find_switch_points(
    comparison: Comparison, compared: ComparedProduct, varied_input: VariedInput, key: str
) -> tuple[SwitchPoint, ...]:
    """Where in the input's range the cheapest by a measure changes; () where it never does.

    A product's own input moves that product alone, the absorption of a form all that are of it.
    """
    low, high = map(
        varied_input.quantity.to_fraction, input_range(comparison.scenario, varied_input)
    )
    if varied_input.scope is InputScope.SCENARIO:
        return _scenario_switch_points(comparison, varied_input, key, (low, high))
    moved = _products_moved_by(comparison, compared, varied_input)
    still = [each for each in comparison.ranked_products if each not in moved]
    if not still:
        return ()
    mover, rival = _cheapest(moved, key), _cheapest(still, key)
    bound = rival.number(key)

    def line(value: Fraction) -> Fraction:
        return figure_at_value(mover.figures, varied_input, value, key)

    if (line(low) < bound) == (line(high) < bound):
        return ()
    at, exact = _find_crossing(line, bound, low, high)
    first, second = (mover, rival) if line(low) < bound else (rival, mover)
    return (SwitchPoint(at, exact, first, second),)


def _products_moved_by(
    comparison: Comparison, compared: ComparedProduct, varied: VariedInput
) -> list[ComparedProduct]:
    if varied.scope is InputScope.PRODUCT:
        return [compared]
    return [each for each in comparison.ranked_products if each.form == compared.form]


def _cheapest(among: Iterable[ComparedProduct], key: str) -> ComparedProduct:
    """The cheapest by a measure; of equals the one that ranks first."""
    return min(among, key=lambda each: each.number(key))


def _find_crossing(
    curve: CostCurve, bound: Fraction, low: Fraction, high: Fraction
) -> tuple[Fraction, bool]:
    """Where a line that only rises or only falls reaches the bound, and whether that is exact.

    Most figures are straight in an input or in its inverse; what is neither, as where a till
    rounds, is halved. Where a stretch of the line is the bound itself, its nearer end counts.
    """
    ends_ = curve(low), curve(high)
    # A till may round a pack away to nothing, which has no inverse.
    bends = (Fraction, _reciprocal) if all((*ends_, bound)) else (Fraction,)
    for bend in bends:
        start, end = map(bend, ends_)
        at = low + (bend(bound) - start) * (high - low) / (end - start)
        near = at * RELATIVE_TOLERANCE
        if curve(at) == bound and (curve(at - near) < bound) != (curve(at + near) < bound):
            return at, True
    below = ends_[0] < bound
    while high - low > RELATIVE_TOLERANCE * high / 2:
        middle = (low + high) / 2
        if (curve(middle) < bound) == below:
            low = middle
        else:
            high = middle
    return high, False


def _reciprocal(value: Fraction) -> Fraction:
    return 1 / value


# -- what moves every product ------------------------------------------------------------------


@lru_cache(maxsize=4)  # the same whichever product is looked at, and told in two places
def _scenario_switch_points(
    comparison: Comparison, varied: VariedInput, key: str, value_range: tuple[Fraction, Fraction]
) -> tuple[SwitchPoint, ...]:
    """Figures move in steps here, each product's at its own places: between two they are still."""
    running = [
        _StepCosts(each, varied, key, value_range)
        for each in _contenders(comparison, varied, key, value_range)
    ]
    points = sorted({place for each in running for place in each.step_values})
    winners = [(point, min(running, key=lambda each: each.cost_after(point))) for point in points]
    return tuple(
        SwitchPoint(point, True, before.compared_product, after.compared_product)
        for (_, before), (point, after) in pairwise(winners)
        if before is not after
    )


def _contenders(
    comparison: Comparison, varied: VariedInput, key: str, value_range: tuple[Fraction, Fraction]
) -> list[ComparedProduct]:
    """Those that may be the cheapest somewhere: no figure falls where the target or days rise."""
    low, high = value_range
    bound: Fraction | None = None
    for each in sorted(comparison.ranked_products, key=lambda each: each.number(key)):
        if (
            bound is not None
            and varied.current_value(each.figures) <= high
            and each.number(key) >= bound
        ):
            break  # at the high end it costs no less than now
        most = figure_at_value(each.figures, varied, high, key)
        bound = most if bound is None else min(bound, most)
    return [
        each
        for each in comparison.ranked_products
        if bound is not None and figure_at_value(each.figures, varied, low, key) <= bound
    ]


class _StepCosts:
    """A figure of one product over a range of the scenario: where it steps, and to what."""

    def __init__(
        self,
        compared: ComparedProduct,
        varied: VariedInput,
        key: str,
        value_range: tuple[Fraction, Fraction],
    ) -> None:
        self.compared_product = compared
        self.step_values = _step_values(compared, varied, key, value_range)
        # The figure just after a place; a day is whole, so it is tried as it is.
        tried = self.step_values
        if varied is not VARIED_INPUTS["days"]:
            tried = [
                (here + there) / 2 for here, there in pairwise([*self.step_values, value_range[1]])
            ]
        self._costs = [figure_at_value(compared.figures, varied, each, key) for each in tried]

    def cost_after(self, point: Fraction) -> Fraction:
        return self._costs[bisect_right(self.step_values, point) - 1]


def _step_values(
    compared: ComparedProduct, varied: VariedInput, key: str, value_range: tuple[Fraction, Fraction]
) -> Sequence[Fraction]:
    """The low end, and where in the range the product's units a day or packs may step."""
    low, high = value_range
    if varied is VARIED_INPUTS["days"]:
        return [Fraction(day) for day in range(ceil(low), floor(high) + 1)]
    figures = compared.figures
    # Doses round up, down or to the nearest at whole and half smallest doses.
    step = compared.number("elemental_mg_per_unit") * compared.number("smallest_dose") / 2
    if figures.scenario.dose_policy == "exact":  # only the packs to buy step
        if key not in with_dependent_measures(frozenset(("packs_to_buy",))):
            return [low]  # what does not rest on them grows alike for every product
        held = compared.number("elemental_mg_per_unit") * compared.number("pack_units")
        step = held / figures.scenario.days
    first = floor(low / step) + 1
    return [low, *(step * count for count in range(first, ceil(high / step)))]


# -- every case --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SwitchAtRangeEnd:
    """A case tried in which another is the cheapest: whose input, and at which of its ends."""

    varied_input: VariedInput
    value: Fraction
    changed_product: ComparedProduct
    cheapest: ComparedProduct


def find_switches_at_range_ends(comparison: Comparison, key: str) -> tuple[SwitchAtRangeEnd, ...]:
    """The cases, one input at a time at the ends of its range, that make another the cheapest.

    The cases of the target and the days are `turning_points`.
    """
    if len(comparison.ranked_products) < 2:
        return ()
    first = _cheapest(comparison.ranked_products, key)
    found: list[SwitchAtRangeEnd] = []
    for varied in VARIED_INPUTS.values():
        if varied.scope is not InputScope.SCENARIO:
            found += _switches_of_input(comparison, varied, key, first)
    return tuple(found)


def _switches_of_input(
    comparison: Comparison, varied: VariedInput, key: str, first: ComparedProduct
) -> list[SwitchAtRangeEnd]:
    """Those of one input: the cheapest made dearer, and each of the others made cheaper."""
    together = _products_moved_by(comparison, first, varied)
    still = [each for each in comparison.ranked_products if each not in together]
    if not still:
        return []
    low, high = map(varied.quantity.to_fraction, input_range(comparison.scenario, varied))
    at_low, at_high = (figure_at_value(first.figures, varied, end, key) for end in (low, high))
    cheap, dear = (low, high) if at_low <= at_high else (high, low)
    rival, best = _cheapest(still, key), first.number(key)
    found = []
    if max(at_low, at_high) > rival.number(key):
        found.append(SwitchAtRangeEnd(varied, dear, first, rival))
    if cheap == varied.current_value(first.figures) and varied.is_share:
        return found
    return found + [
        SwitchAtRangeEnd(varied, cheap, each, each)
        for each in _challengers(still, varied)
        if figure_at_value(each.figures, varied, cheap, key) < best
    ]


def _challengers(still: list[ComparedProduct], varied: VariedInput) -> list[ComparedProduct]:
    """Where a whole form moves, its cheapest; they stand in rank order."""
    if varied.scope is InputScope.PRODUCT:
        return still
    by_form: dict[str, ComparedProduct] = {}
    for each in still:
        by_form.setdefault(each.form, each)
    return list(by_form.values())
