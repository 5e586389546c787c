"""The cheapest way to reach the dose: whole doses of one product, or of two together."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import ceil, lcm
from typing import TYPE_CHECKING

from pricing.calculation.checks import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pricing.calculation.comparison import ComparedProduct, Comparison
    from pricing.calculation.figures import Figures

# A day of more smallest doses of one product than this is no way to take it.
MAX_DOSES_PER_DAY = 60
# Found in the dose, not in the product: another dose of it may be taken all the same.
_DOSE_CHECK_KEYS = frozenset({"over_limit"})


@dataclass(frozen=True, slots=True)
class RegimenDose:
    """So many units a day of one product."""

    compared_product: ComparedProduct
    units: Fraction

    def number(self, key: str) -> Fraction:
        """Return a figure of the product at this dose."""
        value = self._figures.number(key)
        if value is None:
            raise LookupError(key)
        return value

    @property
    def _figures(self) -> Figures:
        return self.compared_product.figures.with_input("units_per_day", self.units)


@dataclass(frozen=True, slots=True)
class Regimen:
    """A way to take the target: its parts, the mg they deliver, and the month as swallowed."""

    doses: tuple[RegimenDose, ...]
    delivered: Fraction
    cost: Fraction


@dataclass(frozen=True, slots=True)
class _ScaledDose:
    """A smallest dose of a product: whole numbers of one mass and of one amount of money."""

    compared_product: ComparedProduct
    mass: int
    cost: int


@dataclass(slots=True)
class _BestSoFar:
    """The cheapest found so far: how many of which doses; of equals the first found stays."""

    cost: int | None = None
    taken: tuple[tuple[_ScaledDose, int], ...] = ()

    def is_improved_by(self, cost: int) -> bool:
        return self.cost is None or cost < self.cost

    def update(self, cost: int, *taken: tuple[_ScaledDose, int]) -> None:
        if self.is_improved_by(cost):
            self.cost, self.taken = cost, taken


def find_cheapest_regimens(comparison: Comparison) -> tuple[Regimen | None, Regimen | None]:
    """The cheapest single product that reaches the target within the limit; the cheapest two.

    The second is None where no two together are cheaper than the first. The search is exact.
    Food, and products whose label cannot be, are left out.
    """
    usable = [each for each in comparison.ranked_products if _is_usable(each)]
    if not usable:
        return None, None
    target = usable[0].number("target_mg")
    limit = usable[0].figures.number("limit_mg")
    smallest = [RegimenDose(each, each.number("smallest_dose")) for each in usable]
    per_day = [(dose.number("delivered_mg_per_day"), dose.number("cost_per_day"))
               for dose in smallest]  # fmt: skip
    masses = [Fraction(target), *(mass for mass, _ in per_day), *([limit] if limit else [])]
    mass_unit = lcm(*(each.denominator for each in masses))
    cost_unit = lcm(*(cost.denominator for _, cost in per_day))
    doses = sorted(
        (
            _ScaledDose(each, int(mass * mass_unit), int(cost * cost_unit))
            for each, (mass, cost) in zip(usable, per_day, strict=True)
        ),
        key=lambda dose: dose.cost,
    )
    wanted = int(target * mass_unit)
    most = int(limit * mass_unit) if limit else wanted * MAX_DOSES_PER_DAY
    single = _best_single(doses, wanted, most)
    pair = _best_pair(doses, wanted, most, _BestSoFar(single.cost))
    return _regimen(single), _regimen(pair)


def _is_usable(each: ComparedProduct) -> bool:
    return not each.product.is_food and not any(
        flag.severity is Severity.STOP and flag.key not in _DOSE_CHECK_KEYS for flag in each.flags
    )


def _best_single(doses: list[_ScaledDose], wanted: int, most: int) -> _BestSoFar:
    best = _BestSoFar()
    for dose in doses:
        count = -(-wanted // dose.mass)
        if count <= MAX_DOSES_PER_DAY and count * dose.mass <= most:
            best.update(count * dose.cost, (dose, count))
    return best


def _best_pair(doses: list[_ScaledDose], wanted: int, most: int, best: _BestSoFar) -> _BestSoFar:
    """Some doses of one, and the fewest of another that fill what is missing.

    Doses stand by cost, so where one is too dear beside what is taken, all that follow are.
    """
    for dose in doses:
        for count in range(1, min(MAX_DOSES_PER_DAY, ceil(wanted / dose.mass) - 1) + 1):
            taken, missing = count * dose.cost, wanted - count * dose.mass
            if not best.is_improved_by(taken):
                break
            room = most - count * dose.mass
            for other, needed in _completions(doses, best, taken, missing, room):
                if other is not dose:
                    best.update(taken + needed * other.cost, (dose, count), (other, needed))
    return best


def _completions(
    doses: list[_ScaledDose], best: _BestSoFar, taken: int, missing: int, room: int
) -> Iterator[tuple[_ScaledDose, int]]:
    """The doses that fill what is missing and stay within the room, while one may be cheaper."""
    for other in doses:
        if not best.is_improved_by(taken + other.cost):
            return
        needed = -(-missing // other.mass)
        if needed <= MAX_DOSES_PER_DAY and needed * other.mass <= room:
            yield other, needed


def _regimen(best: _BestSoFar) -> Regimen | None:
    if not best.taken:
        return None
    parts = tuple(
        RegimenDose(dose.compared_product, count * dose.compared_product.number("smallest_dose"))
        for dose, count in sorted(best.taken, key=lambda taken: taken[0].compared_product.rank or 0)
    )
    delivered, cost = (
        sum((part.number(key) for part in parts), Fraction(0))
        for key in ("delivered_mg_per_day", "monthly_cost")
    )
    return Regimen(parts, delivered, cost)
