"""Where the cheapest changes: the value of an input on whose two sides different products win."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from math import ceil, floor
from typing import TYPE_CHECKING

from pricing.analysis.sensitivity import VARIED, Of, ends, figure_at
from pricing.calculation.figures import resting_on

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from pricing.analysis.sensitivity import Varied
    from pricing.calculation.comparison import Compared, Comparison

    Line = Callable[[Fraction], Fraction]

CLOSE = Fraction(1, 10**9)


@dataclass(frozen=True, slots=True)
class Turn:
    """At this value of an input `before` stops and `after` starts being the cheapest.

    `exact` is False where the value was only found to one part in a thousand million.
    """

    at: Fraction
    exact: bool
    before: Compared
    after: Compared


def turning_points(
    comparison: Comparison, compared: Compared, varied: Varied, key: str
) -> tuple[Turn, ...]:
    """Where in the input's range the cheapest by a measure changes; () where it never does.

    A product's own input moves that product alone, the absorption of a form all that are of it.
    """
    low, high = map(varied.quantity.fraction, ends(comparison.scenario, varied))
    if varied.of is Of.SCENARIO:
        return _of_scenario(comparison, varied, key, (low, high))
    moved = _moved(comparison, compared, varied)
    still = [each for each in comparison.ranked if each not in moved]
    if not still:
        return ()
    mover, rival = _cheapest(moved, key), _cheapest(still, key)
    bound = rival.number(key)

    def line(value: Fraction) -> Fraction:
        return figure_at(mover.figures, varied, value, key)

    if (line(low) < bound) == (line(high) < bound):
        return ()
    at, exact = _crossing(line, bound, low, high)
    first, second = (mover, rival) if line(low) < bound else (rival, mover)
    return (Turn(at, exact, first, second),)


def _moved(comparison: Comparison, compared: Compared, varied: Varied) -> list[Compared]:
    if varied.of is Of.PRODUCT:
        return [compared]
    return [each for each in comparison.ranked if each.form == compared.form]


def _cheapest(among: Iterable[Compared], key: str) -> Compared:
    """The cheapest by a measure; of equals the one that ranks first."""
    return min(among, key=lambda each: each.number(key))


def _crossing(line: Line, bound: Fraction, low: Fraction, high: Fraction) -> tuple[Fraction, bool]:
    """Where a line that only rises or only falls reaches the bound, and whether that is exact.

    Most figures are straight in an input or in its inverse; what is neither, as where a till
    rounds, is halved. Where a stretch of the line is the bound itself, its nearer end counts.
    """
    ends_ = line(low), line(high)
    # A till may round a pack away to nothing, which has no inverse.
    bends = (Fraction, _inverse) if all((*ends_, bound)) else (Fraction,)
    for bend in bends:
        start, end = map(bend, ends_)
        at = low + (bend(bound) - start) * (high - low) / (end - start)
        near = at * CLOSE
        if line(at) == bound and (line(at - near) < bound) != (line(at + near) < bound):
            return at, True
    below = ends_[0] < bound
    while high - low > CLOSE * high / 2:
        middle = (low + high) / 2
        if (line(middle) < bound) == below:
            low = middle
        else:
            high = middle
    return high, False


def _inverse(value: Fraction) -> Fraction:
    return 1 / value


# -- what moves every product ------------------------------------------------------------------


@lru_cache(maxsize=4)  # the same whichever product is looked at, and told in two places
def _of_scenario(
    comparison: Comparison, varied: Varied, key: str, between: tuple[Fraction, Fraction]
) -> tuple[Turn, ...]:
    """Figures move in steps here, each product's at its own places: between two they are still."""
    running = [
        _Steps(each, varied, key, between) for each in _running(comparison, varied, key, between)
    ]
    points = sorted({place for each in running for place in each.places})
    winners = [(point, min(running, key=lambda each: each.after(point))) for point in points]
    return tuple(
        Turn(point, True, before.compared, after.compared)
        for (_, before), (point, after) in pairwise(winners)
        if before is not after
    )


def _running(
    comparison: Comparison, varied: Varied, key: str, between: tuple[Fraction, Fraction]
) -> list[Compared]:
    """Those that may be the cheapest somewhere: no figure falls where the target or days rise."""
    low, high = between
    bound: Fraction | None = None
    for each in sorted(comparison.ranked, key=lambda each: each.number(key)):
        if bound is not None and varied.now(each.figures) <= high and each.number(key) >= bound:
            break  # at the high end it costs no less than now
        most = figure_at(each.figures, varied, high, key)
        bound = most if bound is None else min(bound, most)
    return [
        each
        for each in comparison.ranked
        if bound is not None and figure_at(each.figures, varied, low, key) <= bound
    ]


class _Steps:
    """A figure of one product over a range of the scenario: where it steps, and to what."""

    def __init__(
        self, compared: Compared, varied: Varied, key: str, between: tuple[Fraction, Fraction]
    ) -> None:
        self.compared = compared
        self.places = _places(compared, varied, key, between)
        # The figure just after a place; a day is whole, so it is tried as it is.
        tried = self.places
        if varied is not VARIED["days"]:
            tried = [(here + there) / 2 for here, there in pairwise([*self.places, between[1]])]
        self._costs = [figure_at(compared.figures, varied, each, key) for each in tried]

    def after(self, point: Fraction) -> Fraction:
        return self._costs[bisect_right(self.places, point) - 1]


def _places(
    compared: Compared, varied: Varied, key: str, between: tuple[Fraction, Fraction]
) -> Sequence[Fraction]:
    """The low end, and where in the range the product's units a day or packs may step."""
    low, high = between
    if varied is VARIED["days"]:
        return [Fraction(day) for day in range(ceil(low), floor(high) + 1)]
    figures = compared.figures
    # Doses round up, down or to the nearest at whole and half smallest doses.
    step = compared.number("elemental_mg_per_unit") * compared.number("smallest_dose") / 2
    if figures.scenario.dose_policy == "exact":  # only the packs to buy step
        if key not in resting_on(frozenset(("packs_to_buy",))):
            return [low]  # what does not rest on them grows alike for every product
        held = compared.number("elemental_mg_per_unit") * compared.number("pack_units")
        step = held / figures.scenario.days
    first = floor(low / step) + 1
    return [low, *(step * count for count in range(first, ceil(high / step)))]


# -- every case --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Upset:
    """A case tried in which another is the cheapest: whose input, and at which of its ends."""

    varied: Varied
    value: Fraction
    of: Compared
    cheapest: Compared


def upsets(comparison: Comparison, key: str) -> tuple[Upset, ...]:
    """The cases, one input at a time at the ends of its range, that make another the cheapest.

    The cases of the target and the days are `turning_points`.
    """
    if len(comparison.ranked) < 2:
        return ()
    first = _cheapest(comparison.ranked, key)
    found: list[Upset] = []
    for varied in VARIED.values():
        if varied.of is not Of.SCENARIO:
            found += _upsets(comparison, varied, key, first)
    return tuple(found)


def _upsets(comparison: Comparison, varied: Varied, key: str, first: Compared) -> list[Upset]:
    """Those of one input: the cheapest made dearer, and each of the others made cheaper."""
    together = _moved(comparison, first, varied)
    still = [each for each in comparison.ranked if each not in together]
    if not still:
        return []
    low, high = map(varied.quantity.fraction, ends(comparison.scenario, varied))
    at_low, at_high = (figure_at(first.figures, varied, end, key) for end in (low, high))
    cheap, dear = (low, high) if at_low <= at_high else (high, low)
    rival, best = _cheapest(still, key), first.number(key)
    found = []
    if max(at_low, at_high) > rival.number(key):
        found.append(Upset(varied, dear, first, rival))
    if cheap == varied.now(first.figures) and varied.is_share:
        return found
    return found + [
        Upset(varied, cheap, each, each)
        for each in _leading(still, varied)
        if figure_at(each.figures, varied, cheap, key) < best
    ]


def _leading(still: list[Compared], varied: Varied) -> list[Compared]:
    """Where a whole form moves, its cheapest; they stand in rank order."""
    if varied.of is Of.PRODUCT:
        return still
    by_form: dict[str, Compared] = {}
    for each in still:
        by_form.setdefault(each.form, each)
    return list(by_form.values())
