"""Amounts of each mineral in a regimen, as the bars of window and handout show them."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from pricing.calculation.sentences import Sentence, mass_amount
from pricing.problems.plain_facts import NamedTuple
from pricing.quantities.amounts import MASS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pricing.analysis.regimen import Regimen

# The limits stand at 1 of an axis that ends this far out, or beyond a total or a target.
_LEAST_AXIS_END, _ROOM_BEYOND = Fraction(5, 4), Fraction(21, 20)
_LIMIT_IN_TARGETS = Fraction(8, 5)  # where the limit would stand if a mineral has none
_ABOVE_TARGET = Fraction(105, 100)  # from here on it is said


class Given(NamedTuple):
    """A day's amounts of a mineral, in micrograms, from each supplement in turn, and from food.

    `unknown_parts` are the numbers of the supplements whose amounts are not all known, from 0.
    """

    element: str
    parts: tuple[Fraction, ...]
    total: Fraction
    food: Fraction
    target: Fraction
    limit: Fraction | None
    shortfall: Fraction
    is_over: bool
    is_at_least: bool
    counts_food: bool
    unknown_parts: frozenset[int] = frozenset()

    @property
    def scale(self) -> Fraction:
        """The micrograms that are as long as the limits are."""
        return self.limit or self.target * _LIMIT_IN_TARGETS or max(self.total, Fraction(1))

    @property
    def is_over_stated_limit(self) -> bool:
        """Whether the authority's own limit is passed. Else too much of it is a treatment."""
        counted = self.total + (self.food if self.counts_food else 0)
        return self.limit is not None and counted > self.limit

    @property
    def missing(self) -> Fraction:
        """Return how much is missing to the whole target. A shortfall leaves out the tolerance."""
        return max(self.target - self.total - self.food, Fraction(0))

    @property
    def amounts(self) -> Sentence:
        """The masses that stand beside each other, which have as many digits."""
        masses = {
            "total": mass_amount(self.total / MASS.base_per_unit, self.element),
            "target": mass_amount(
                self.target / MASS.base_per_unit, self.element, is_stated=bool(self.target)
            ),
        }
        return Sentence("", masses)

    @property
    def is_above_target(self) -> bool:
        """Whether a total within the limit is so much above the target that it is said."""
        is_above = bool(self.target) and self.total > self.target * _ABOVE_TARGET
        return is_above and not self.is_over


def given_of(regimen: Regimen) -> list[Given]:
    """Return what a regimen gives of each mineral."""
    scenario, rows = regimen.scenario, []
    for element in regimen.elements:
        limit = scenario.limit_of(element)
        rows.append(
            Given(
                element,
                tuple(
                    Fraction(0) if take.product.is_food else take.amount_of(element)
                    for take in regimen.takes
                ),
                regimen.totals[element],
                regimen.food_totals[element],
                Fraction(scenario.target_of(element)),
                None if limit is None or limit.amount is None else Fraction(limit.amount),
                regimen.shortfall(element) if scenario.target_of(element) else Fraction(0),
                regimen.is_over_limit(element),
                element in regimen.at_least,
                limit is not None and limit.counts_food,
                frozenset(
                    number
                    for number, take in enumerate(regimen.takes)
                    if element in take.unstated_minerals
                ),
            )
        )
    return rows


def axis_end(rows: Sequence[Given]) -> Fraction:
    """Return the length of the axis that bars share, where the limits stand at 1."""
    ends = (max(row.total, row.target) / row.scale * _ROOM_BEYOND for row in rows)
    return max([_LEAST_AXIS_END, *ends])
