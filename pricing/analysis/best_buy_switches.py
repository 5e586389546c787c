"""Finds the values of one input at which another product becomes the best buy."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import replace
from fractions import Fraction
from functools import cached_property
from heapq import heappop, heappush
from typing import TYPE_CHECKING

from pricing.analysis.sensitivity import VARIED_INPUTS, figure_at_value, input_range
from pricing.analysis.switch_points import (
    describe_switch_points,
    find_crossing,
    find_switch_points,
    step_values,
)
from pricing.calculation.comparison import PlaceGroup
from pricing.calculation.conditions import condition_holds, has_unsafe_dose
from pricing.calculation.measures import HEADLINE, FigureFormat
from pricing.calculation.rank_order import PLACE_KEY, fast_key, name_sort_key, sort_keys
from pricing.calculation.sentences import (
    Amount,
    Mineral,
    Multiple,
    Paragraph,
    Percent,
    Sentence,
    SentenceValue,
    mass_amount,
)
from pricing.model.scenario import DOSE_POLICIES
from pricing.problems.plain_facts import dataclass
from pricing.quantities.amounts import MASS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pricing.analysis.sensitivity import VariedInput
    from pricing.calculation.comparison import ComparedProduct, Comparison
    from pricing.calculation.figures import Figures
    from pricing.model.scenario import Scenario

    # The cost by which the best buy stands, as a float and exactly. The step settles ties.
    Order = tuple[float, Fraction, "_Step"]

_TIE_KEYS = sort_keys(PLACE_KEY)[1:]
# A price may be looked for at up to so many times today's, and a pack may be used this little.
_LARGEST_SHARE, _NOW, _LEAST_SHARE = Fraction(1_000), Fraction(100), Fraction(1)


@dataclass(frozen=True, slots=True)
class BestBuyRange:
    """A range of targets, in mg a day, with one best buy; None where no product is one."""

    low: Fraction
    high: Fraction
    best_buy: ComparedProduct | None


def best_buys_by_target(
    comparison: Comparison, low: Fraction, high: Fraction
) -> tuple[BestBuyRange, ...]:
    """Return the best buys over a range of targets, from the lowest target on.

    Costs are steps, which rise with the target. So the cheapest steps are laid out first, and each
    covers what no cheaper one has covered. Steps where nothing is left to cover are passed over.
    """
    free = [(low, high)]
    covered: list[BestBuyRange] = []
    queue: list[Order] = []
    products = [
        product for product in comparison.ranked_products if not product.evaluation.has_label_doubt
    ]
    for product, starts in zip(products, _starts(products, low, high), strict=True):
        _push(queue, _Step(product, starts, high))
    while queue and free:
        *_, step = heappop(queue)
        start_of_row = step.start
        covers = any(start < step.end and step.start < end for start, end in free)
        if covers and step.is_candidate:
            step = step.last_before(queue[0] if queue else None)
            covered += [
                BestBuyRange(max(start, start_of_row), min(end, step.end), step.product)
                for start, end in free
                if max(start, start_of_row) < min(end, step.end)
            ]
            free = [part for gap in free for part in _outside(gap, start_of_row, step.end)]
        if step.may_lead_to_candidates:
            _push(queue, step.next_in(free))
    gaps = [BestBuyRange(start, end, None) for start, end in free]
    return tuple(_joined(sorted([*covered, *gaps], key=lambda found: found.low)))


class TargetRanges:
    """Keeps the best buys over the range of targets while only the target changes."""

    def __init__(self) -> None:
        self._known_for: tuple[object, ...] = ()
        self._ranges: tuple[BestBuyRange, ...] = ()

    def of(self, comparison: Comparison) -> tuple[BestBuyRange, ...]:
        """Return the best buys over the range that is tried, and at the present target."""
        scenario, varied = comparison.scenario, VARIED_INPUTS["target"]
        low, high = map(varied.quantity.to_fraction, input_range(scenario, varied))
        target = MASS.to_fraction(scenario.target)
        low, high = min(low, target), max(high, target)
        # The products themselves are kept, so that no other product has their identity.
        products = tuple(compared.product for compared in comparison.ranked_products)
        wanted = (replace(scenario, target=1), low, high, tuple(map(id, products)), products)
        if self._known_for[:4] != wanted[:4]:
            self._ranges = best_buys_by_target(comparison, low, high)
            self._known_for = wanted
        return self._ranges


def _push(queue: list[Order], step: _Step | None) -> None:
    if step is not None:
        heappush(queue, step.order)


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


def _starts(
    products: Sequence[ComparedProduct], low: Fraction, high: Fraction
) -> list[Sequence[Fraction]]:
    """Return where the doses of each product start over a range of targets.

    Doses that are not rounded have no steps but those where one of them stops being safe. Their
    costs grow in proportion to the target, so they are compared over the same ranges.
    """
    target = VARIED_INPUTS["target"]
    starts = [step_values(product, target, PLACE_KEY, (low, high)) for product in products]
    if not products or products[0].figures.scenario.dose_policy != "exact":
        return starts
    limits = (
        product.figures.number(key) for product in products for key in ("limit_mg", "treatment_mg")
    )
    within = {limit for limit in limits if limit is not None and low < limit < high}
    return [sorted(within.union(*starts))] * len(products)


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
        return *fast_key(self._figures.number(PLACE_KEY) or Fraction(0)), self

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


# -- in words ----------------------------------------------------------------------------------

_NEVER = Sentence("Never.")
_NOT_SAFE = Sentence("Never: its dose is not safe here, or does not reach the target.")
_NO_OTHER = Sentence("Never: no other product is safe and reaches the target.")
_SAME_COST = Sentence("Costs the same.")
# By whether the input rises or falls to the value, and whether that is in the range tried.
_PRODUCT_SWITCHES = {
    (True, True): "Above {value}: {product}.",
    (False, True): "Below {value}: {product}.",
    (True, False): "Not in this range; only above {value}.",
    (False, False): "Not in this range; only below {value}.",
}


def describe_best_buy_switches(
    comparison: Comparison,
    compared: ComparedProduct,
    varied: VariedInput,
    target_ranges: TargetRanges | None = None,
) -> Paragraph:
    """Return where in an input's range another product becomes the best buy.

    An input of a product is varied for `compared` alone. Where the cheapest per mg changes, a
    second sentence says so. `target_ranges` keeps what holds for other targets too.
    """
    match varied.key:
        case "target":
            ranges = (target_ranges or TargetRanges()).of(comparison)
            sentences = list(_target_sentences(comparison.scenario, ranges))
        case "price" | "pack_use":
            sentences = [_product_sentence(comparison, compared, varied)]
        case "absorption":
            sentences = [_absorption_sentence(compared)]
        case _:  # more days cost every product as much more
            sentences = [_NEVER]
    points = find_switch_points(comparison, compared, varied, HEADLINE.key)
    if points:
        parameters: dict[str, SentenceValue] = {
            "mineral": Mineral(comparison.scenario.element),
            "switches": describe_switch_points(points, varied, compared),
        }
        sentences.append(Sentence("Per mg of {mineral}: {switches}", parameters))
    return Paragraph(tuple(sentences))


def _target_sentences(scenario: Scenario, ranges: tuple[BestBuyRange, ...]) -> Iterator[Sentence]:
    """Give the nearest changes of the best buy below and above the present target."""
    target = MASS.to_fraction(scenario.target)
    limit = _limit_within(scenario, ranges)
    ranges = _ranges_up_to(limit, ranges)
    is_over = limit is not None and target > limit
    here = next((at for at, found in enumerate(ranges) if found.low < target <= found.high), 0)
    here = len(ranges) if is_over else here
    if len(ranges) < 2 and limit is None:
        yield Sentence("Not in this range.")
        return
    if here:
        below = ranges[here - 1]
        template = (
            "{value} and below: {product}."
            if below.best_buy
            else "{value} and below: no product alone."
        )
        yield Sentence(template, _range_parameters(below, below.high, scenario.element))
    if here + 1 < len(ranges):
        above = ranges[here + 1]
        template = (
            "Above {value}: {product}." if above.best_buy else "Above {value}: no product alone."
        )
        yield Sentence(template, _range_parameters(above, above.low, scenario.element))
    elif limit is not None:
        value = mass_amount(limit, scenario.element)
        yield Sentence("Above {value}: over the safe limit.", {"value": value})


def _limit_within(scenario: Scenario, ranges: tuple[BestBuyRange, ...]) -> Fraction | None:
    """Return the safe limit if targets above it were tried, else None."""
    if scenario.limit is None or scenario.limit.amount is None or not ranges:
        return None
    limit = MASS.to_fraction(scenario.limit.amount)
    return limit if ranges[0].low < limit < ranges[-1].high else None


def _ranges_up_to(
    limit: Fraction | None, ranges: tuple[BestBuyRange, ...]
) -> tuple[BestBuyRange, ...]:
    """Return the ranges of targets within a limit: no target above it is advice."""
    if limit is None:
        return ranges
    return tuple(
        replace(found, high=min(found.high, limit)) for found in ranges if found.low < limit
    )


def _range_parameters(
    found: BestBuyRange, value: Fraction, element: str
) -> dict[str, SentenceValue]:
    parameters: dict[str, SentenceValue] = {"value": mass_amount(value, element)}
    if found.best_buy is not None:
        parameters["product"] = found.best_buy.product.product
    return parameters


def _product_sentence(
    comparison: Comparison, compared: ComparedProduct, varied: VariedInput
) -> Sentence:
    """Return at which value of a product's own input the best buy is another."""
    if compared.evaluation.place_group is not PlaceGroup.SAFE_AND_ENOUGH:
        return _NOT_SAFE
    is_best = compared is comparison.best_buy
    rivals = [
        product
        for product in comparison.products_by_place
        if product is not compared and product.evaluation.place_group is PlaceGroup.SAFE_AND_ENOUGH
    ]
    if not rivals:
        return _NO_OTHER
    value = _switch_value(compared, varied, rivals[0].number(PLACE_KEY), is_best=is_best)
    if value is None:
        return _NEVER
    rises = (varied.key == "price") == is_best
    low, high = map(varied.quantity.to_fraction, input_range(comparison.scenario, varied))
    after = rivals[0] if is_best else compared
    parameters: dict[str, SentenceValue] = {
        "value": _value_amount(compared, varied, value),
        "product": after.product.product,
    }
    return Sentence(_PRODUCT_SWITCHES[rises, low <= value <= high], parameters)


def _switch_value(
    compared: ComparedProduct, varied: VariedInput, bound: Fraction, *, is_best: bool
) -> Fraction | None:
    """Return the value at which a product costs as much as the best of the others, or None.

    The best buy is made dearer, and any other product cheaper.
    """

    def curve(value: Fraction) -> Fraction:
        return figure_at_value(compared.figures, varied, value, PLACE_KEY)

    if varied.key == "price":
        low, high = (_NOW, _LARGEST_SHARE) if is_best else (_LEAST_SHARE, _NOW)
    elif is_best:
        low, high = _LEAST_SHARE, _NOW
    else:
        return None  # no more than the whole pack can be used
    if curve(_NOW) == bound:
        return _NOW
    if (curve(low) < bound) == (curve(high) < bound):
        return None
    return find_crossing(curve, bound, low, high)[0]


def _value_amount(compared: ComparedProduct, varied: VariedInput, value: Fraction) -> SentenceValue:
    if varied.key == "price":
        currency = compared.figures.scenario.currency
        return Amount(compared.number("price") * value / 100, FigureFormat.MONEY, currency)
    return Percent(value / 100, 1)


def _absorption_sentence(compared: ComparedProduct) -> Sentence:
    """Return how much better a dearer form must be absorbed. It costs the same in any case."""
    ratio = compared.figures.number("break_even_absorption")
    if ratio is None or ratio <= 1:
        return _SAME_COST
    return Sentence("Costs the same; worth it from {times} on.", {"times": Multiple(ratio)})
