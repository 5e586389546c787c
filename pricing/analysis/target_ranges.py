"""The best buy at each target of a range, found without looking at every dose of every product."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import replace
from fractions import Fraction
from functools import cached_property
from heapq import heapify, heappop, heappush
from typing import TYPE_CHECKING

from pricing.analysis.sensitivity import VARIED_INPUTS, input_range
from pricing.analysis.switch_points import step_values
from pricing.calculation.conditions import condition_holds, has_unsafe_dose
from pricing.calculation.measures import HEADLINE
from pricing.calculation.rank_order import PLACE_KEY, fast_key, name_sort_key, sort_keys
from pricing.model.scenario import DOSE_POLICIES, LEAST_MEETING_TARGET
from pricing.problems.plain_facts import dataclass
from pricing.quantities.amounts import MASS
from pricing.reference.mineral_forms import elements

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pricing.calculation.comparison import ComparedProduct, Comparison
    from pricing.calculation.figures import Figures
    from pricing.model.scenario import Scenario

    # The cost by which the best buy stands, then the headline, each as a float and exactly. Of
    # equal ones, a product that waits stands before a dose. The last settles the other ties.
    Order = tuple[float, Fraction, float, Fraction, bool, "_Waiting | _Step"]

MAX_TARGETS = 10
# The grid's targets are in ranges that begin a little below them and end a little above.
_JUST_BELOW, _JUST_ABOVE = Fraction(999, 1_000), Fraction(1_001, 1_000)
_TIE_KEYS = tuple(key for key in sort_keys(PLACE_KEY) if key not in {PLACE_KEY, HEADLINE.key})


def grid_targets(scenario: Scenario) -> tuple[Fraction, ...]:
    """Return targets from a quarter of the mineral's usual target to one beyond the limit.

    Without a limit they end at twice the usual target. The scenario's own target is among them.

    >>> from pricing.model.scenario import Scenario
    >>> [int(target) for target in grid_targets(Scenario())]
    [50, 100, 150, 200, 250, 300, 350, 400]
    """
    usual = MASS.to_fraction(elements()[scenario.element].default_target)
    limit = scenario.limit
    has_limit = limit is not None and bool(limit.amount)
    highest = MASS.to_fraction(limit.amount or 0) if limit and has_limit else usual * 2
    step = usual / 4
    while highest / step > MAX_TARGETS:
        step *= 2
    targets = {step * count for count in range(1, int(highest / step) + 1)} | {highest}
    if has_limit:
        targets.add(highest + step)
    return tuple(sorted(targets | {MASS.to_fraction(scenario.target)}))


@dataclass(frozen=True, slots=True)
class BestBuyRange:
    """A range of targets, in mg a day, with one best buy; None where no product is one."""

    low: Fraction
    high: Fraction
    best_buy: ComparedProduct | None


class TargetRanges:
    """Keeps the best buys over the targets that are looked at while only the target changes."""

    def __init__(self) -> None:
        self._known_for: tuple[object, ...] = ()
        self._ranges: tuple[BestBuyRange, ...] = ()

    def tried(self, comparison: Comparison) -> tuple[BestBuyRange, ...]:
        """Return the best buys over the range that is tried, and at the present target."""
        low, high = _range_tried(comparison.scenario)
        return tuple(
            replace(found, low=max(found.low, low), high=min(found.high, high))
            for found in self._of(comparison)
            if found.low < high and low < found.high
        )

    def best_buy_at(self, comparison: Comparison, target: Fraction) -> ComparedProduct | None:
        """Return the best buy at a target of the grid."""
        ranges = self._of(comparison)
        # A dose of at most the target begins at the target itself, any other one just above it.
        is_at_most = comparison.scenario.dose_policy == "at_most"
        find_range = bisect_right if is_at_most else bisect_left
        found = ranges[find_range(ranges, target, key=lambda found: found.high)].best_buy
        # It may be of an earlier comparison, which had the same products in the same order.
        return comparison.ranked_products[found.rank - 1] if found and found.rank else None

    def _of(self, comparison: Comparison) -> tuple[BestBuyRange, ...]:
        scenario = comparison.scenario
        low, high = _range_tried(scenario)
        first, *_, last = grid_targets(scenario)
        low, high = min(low, first * _JUST_BELOW), max(high, last * _JUST_ABOVE)
        # The products themselves are kept, so that no other product has their identity.
        products = tuple(compared.product for compared in comparison.ranked_products)
        wanted = (replace(scenario, target=1), low, high, tuple(map(id, products)), products)
        if self._known_for[:4] != wanted[:4]:
            self._ranges = best_buys_by_target(comparison, low, high)
            self._known_for = wanted
        return self._ranges


def _range_tried(scenario: Scenario) -> tuple[Fraction, Fraction]:
    varied = VARIED_INPUTS["target"]
    low, high = map(varied.quantity.to_fraction, input_range(scenario, varied))
    target = MASS.to_fraction(scenario.target)
    return min(low, target), max(high, target)


# -- the search --------------------------------------------------------------------------------


def best_buys_by_target(
    comparison: Comparison, low: Fraction, high: Fraction
) -> tuple[BestBuyRange, ...]:
    """Return the best buys over a range of targets, from the lowest target on.

    Costs are steps, which rise with the target. So the cheapest steps are laid out first, and each
    covers what no cheaper one has covered. Steps where nothing is left to cover are passed over.
    A product waits until its doses may cost the least: most products of a long list never do.
    """
    return _Search(comparison, low, high).ranges()


class _Search:
    """Lays the cheapest steps over the targets that are still free."""

    def __init__(self, comparison: Comparison, low: Fraction, high: Fraction) -> None:
        self._low, self._high = low, high
        self._free = [(low, high)]
        self._products = comparison.answered_products
        self._least_of: tuple[Fraction, Fraction] = (low, Fraction(0))
        self._queue: list[Order] = []

    def ranges(self) -> tuple[BestBuyRange, ...]:
        if self._products:
            self._least_of = self._least_delivered(self._low)
        least = self._least_of[1]
        self._queue = [_Waiting(product).order(least) for product in self._products]
        heapify(self._queue)
        covered: list[BestBuyRange] = []
        while self._queue and self._free:
            *_, first = heappop(self._queue)
            if isinstance(first, _Waiting):
                self._wait_or_enter(first)
            else:
                covered += self._cover_with(first)
        gaps = [BestBuyRange(start, end, None) for start, end in self._free]
        return tuple(_joined(sorted([*covered, *gaps], key=lambda found: found.low)))

    def _cover_with(self, step: _Step) -> list[BestBuyRange]:
        """Cover what is free with a step, and with those that follow it while it is cheapest."""
        start_of_row = step.start
        covered = []
        covers = any(start < step.end and step.start < end for start, end in self._free)
        if covers and step.is_candidate:
            step = step.last_before(self._queue[0] if self._queue else None)
            covered = [
                BestBuyRange(max(start, start_of_row), min(end, step.end), step.product)
                for start, end in self._free
                if max(start, start_of_row) < min(end, step.end)
            ]
            self._free = [
                part for gap in self._free for part in _outside(gap, start_of_row, step.end)
            ]
        if step.may_lead_to_candidates:
            self._push(step.next_in(self._free))
        return covered

    def _push(self, step: _Step | None) -> None:
        if step is not None:
            heappush(self._queue, step.order)

    # -- products that wait ----------------------------------------------------------------------

    def _least_delivered(self, target: Fraction) -> tuple[Fraction, Fraction]:
        """Return a target, and the least that a candidate for any higher one delivers."""
        figures = self._products[0].figures
        if DOSE_POLICIES[figures.scenario.dose_policy].aims_to_reach:
            least = LEAST_MEETING_TARGET.evaluate(figures.with_input("target_mg", target))
        else:  # a dose that is rounded down is more than half of the target
            least = target / 2
        return target, least or Fraction(0)

    def _wait_or_enter(self, waiting: _Waiting) -> None:
        """Let a product go on waiting, enter its first step that is free, or leave it out."""
        product, target = waiting.product, self._free[0][0]
        if self._least_of[0] != target:
            self._least_of = self._least_delivered(target)
        if waiting.most is not None and self._least_of[1] >= waiting.most:
            return  # every dose for a target above it is over the limit
        order = waiting.order(self._least_of[1])
        if self._queue and order > self._queue[0]:
            heappush(self._queue, order)
        else:
            starts = self._starts(product)
            number = bisect_right(starts, target) - 1
            self._push(_Step(product, starts, self._high, number))

    def _starts(self, product: ComparedProduct) -> Sequence[Fraction]:
        """Return where the doses of a product start over the range of targets.

        Doses that are not rounded have no steps but those where one of them stops being safe. Their
        costs grow in proportion to the target, so they are compared over the same ranges.
        """
        if product.figures.scenario.dose_policy == "exact":
            return self._starts_of_exact_doses
        return step_values(product, VARIED_INPUTS["target"], PLACE_KEY, (self._low, self._high))

    @cached_property
    def _starts_of_exact_doses(self) -> Sequence[Fraction]:
        keys = ("limit_mg", "treatment_mg")
        limits = {product.figures.number(key) for product in self._products for key in keys}
        within = (one for one in limits if one is not None and self._low < one < self._high)
        return [self._low, *sorted(within)]


class _Waiting:
    """A product of which no dose was looked at, and what none of its doses costs less than."""

    def __init__(self, product: ComparedProduct) -> None:
        self.product = product
        self._headline = product.number(HEADLINE.key)
        smallest, scenario = product.evaluation.smallest_dose, product.figures.scenario
        self._smallest_cost = Fraction(0)
        # The most that a dose within the limit delivers, if there is one.
        self.most = product.figures.number("limit_mg")
        if scenario.dose_policy != "exact" and smallest.cost and smallest.delivered:
            self._smallest_cost = smallest.cost * scenario.days
            if self.most is not None:
                self.most = self.most // smallest.delivered * smallest.delivered

    def order(self, delivered: Fraction) -> Order:
        """Return what stands before every dose of the product that delivers so much."""
        cost = max(self._headline * delivered, self._smallest_cost)
        return *fast_key(cost), *fast_key(self._headline), False, self

    def __lt__(self, other: _Waiting) -> bool:
        return (self.product.rank or 0) < (other.product.rank or 0)


def _outside(
    gap: tuple[Fraction, Fraction], start: Fraction, end: Fraction
) -> Iterator[tuple[Fraction, Fraction]]:
    """Give the parts of a gap that a step leaves free."""
    low, high = gap
    if low < min(high, start):
        yield low, min(high, start)
    if max(low, end) < high:
        yield max(low, end), high


def _joined(ranges: list[BestBuyRange]) -> Iterator[BestBuyRange]:
    """Give the ranges, those side by side with one best buy as one."""
    current: BestBuyRange | None = None
    for found in ranges:
        if current is None:
            current = found
        elif current.best_buy is found.best_buy:
            current = BestBuyRange(current.low, found.high, found.best_buy)
        else:
            yield current
            current = found
    if current is not None:
        yield current


class _Step:
    """One dose of a product, which stays the same over a range of targets."""

    def __init__(
        self,
        product: ComparedProduct,
        starts: Sequence[Fraction],
        high: Fraction,
        number: int = 0,
    ) -> None:
        self.product = product
        self._starts, self._high, self._number = starts, high, number
        is_last = number + 1 == len(starts)
        self.start, self.end = starts[number], high if is_last else starts[number + 1]
        self._figures: Figures = product.figures.with_input(
            "target_mg", (self.start + self.end) / 2
        )

    def __lt__(self, other: _Step) -> bool:
        """Return which of two steps of equal cost stands first."""
        return self._tie_key < other._tie_key

    @cached_property
    def _tie_key(self) -> tuple[tuple[tuple[float, Fraction], ...], str, int]:
        figures = tuple(fast_key(self._figures.number(key) or Fraction(0)) for key in _TIE_KEYS)
        return figures, name_sort_key(self.product.product.product), self.product.position

    def last_before(self, rival: Order | None) -> _Step:
        """Return the last of the candidates from this one on that all stand before a rival.

        A product of tiny units has too many steps to look at each. Its costs rise, and a larger
        dose is no safer. Either it reaches the target up to some step, or it is rounded by turns
        up and down, and falls short by ever less of the target.
        """
        steps = range(self._number + 1, len(self._starts))

        def is_behind(number: int) -> bool:
            step = self._at(number)
            return not step.is_candidate or (rival is not None and step.order > rival)

        if not steps or is_behind(steps[0]):
            return self
        return self._at(self._number + bisect_left(steps, True, key=is_behind))

    def _at(self, number: int) -> _Step:
        return _Step(self.product, self._starts, self._high, number)

    def next_in(self, free: list[tuple[Fraction, Fraction]]) -> _Step | None:
        """Return the next larger dose that is one for a free target, or None if there is none."""
        target = next((max(low, self.end) for low, high in free if high > self.end), None)
        if target is None:
            return None
        number = bisect_right(self._starts, target) - 1
        return self._at(number)

    @property
    def order(self) -> Order:
        """Return the key that decides between two products. Less is better."""
        cost, headline = (
            self._figures.number(key) or Fraction(0) for key in (PLACE_KEY, HEADLINE.key)
        )
        return *fast_key(cost), *fast_key(headline), True, self

    @property
    def is_candidate(self) -> bool:
        return self._is_safe and not self._is_short

    @property
    def may_lead_to_candidates(self) -> bool:
        """Whether a dose for a higher target may be a candidate.

        It is no safer. Where a rule aims to reach the target, the limit keeps it from more.
        """
        policy = DOSE_POLICIES[self._figures.scenario.dose_policy]
        return self._is_safe and not (policy.aims_to_reach and self._is_short)

    @property
    def _is_safe(self) -> bool:
        return not has_unsafe_dose(self._figures)

    @property
    def _is_short(self) -> bool:
        return condition_holds("short_of_target", self._figures)
