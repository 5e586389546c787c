"""The cheapest way to reach the dose: whole doses of one product, or of two together."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import ceil, lcm
from typing import TYPE_CHECKING

from pricing.calculation.checks import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pricing.calculation.comparison import Compared, Comparison

# A day of more smallest doses of one product than this is no way to take it.
MOST_DOSES = 60
# Found in the dose, not in the product: another dose of it may be taken all the same.
_OF_THE_DOSE = frozenset({"over_limit"})


@dataclass(frozen=True, slots=True)
class Part:
    """So many units a day of one product."""

    compared: Compared
    units: Fraction


@dataclass(frozen=True, slots=True)
class Way:
    """A way to take the target: its parts, the mg they deliver, and the month as swallowed."""

    parts: tuple[Part, ...]
    delivered: Fraction
    cost: Fraction


@dataclass(frozen=True, slots=True)
class _Dose:
    """A smallest dose of a product: whole numbers of one mass and of one amount of money."""

    compared: Compared
    mass: int
    cost: int


@dataclass(slots=True)
class _Best:
    """The cheapest found so far: how many of which doses; of equals the first found stays."""

    cost: int | None = None
    taken: tuple[tuple[_Dose, int], ...] = ()

    def allows(self, cost: int) -> bool:
        return self.cost is None or cost < self.cost

    def offer(self, cost: int, *taken: tuple[_Dose, int]) -> None:
        if self.allows(cost):
            self.cost, self.taken = cost, taken


def best_ways(comparison: Comparison) -> tuple[Way | None, Way | None]:
    """The cheapest single product that reaches the target within the limit; the cheapest two.

    The second is None where no two together are cheaper than the first. The search is exact.
    Food, and products whose label cannot be, are left out.
    """
    usable = [each for each in comparison.ranked if _is_usable(each)]
    if not usable:
        return None, None
    target = usable[0].number("target_mg")
    limit = usable[0].figures.number("limit_mg")
    per_day = [(_per_dose(each, "elemental_mg_per_unit"), _per_dose(each, "cost_per_unit"))
               for each in usable]  # fmt: skip
    masses = [Fraction(target), *(mass for mass, _ in per_day), *([limit] if limit else [])]
    mass_unit = lcm(*(each.denominator for each in masses))
    cost_unit = lcm(*(cost.denominator for _, cost in per_day))
    doses = sorted(
        (
            _Dose(each, int(mass * mass_unit), int(cost * cost_unit))
            for each, (mass, cost) in zip(usable, per_day, strict=True)
        ),
        key=lambda dose: dose.cost,
    )
    wanted = int(target * mass_unit)
    most = int(limit * mass_unit) if limit else wanted * MOST_DOSES
    single = _single(doses, wanted, most)
    pair = _pair(doses, wanted, most, _Best(single.cost))
    return _way(single), _way(pair)


def _is_usable(each: Compared) -> bool:
    return not each.product.is_food and not any(
        flag.severity is Severity.STOP and flag.key not in _OF_THE_DOSE for flag in each.flags
    )


def _per_dose(each: Compared, key: str) -> Fraction:
    return each.number(key) * each.number("smallest_dose")


def _single(doses: list[_Dose], wanted: int, most: int) -> _Best:
    best = _Best()
    for dose in doses:
        count = -(-wanted // dose.mass)
        if count <= MOST_DOSES and count * dose.mass <= most:
            best.offer(count * dose.cost, (dose, count))
    return best


def _pair(doses: list[_Dose], wanted: int, most: int, best: _Best) -> _Best:
    """Some doses of one, and the fewest of another that fill what is missing.

    Doses stand by cost, so where one is too dear beside what is taken, all that follow are.
    """
    for dose in doses:
        for count in range(1, min(MOST_DOSES, ceil(wanted / dose.mass) - 1) + 1):
            taken, missing = count * dose.cost, wanted - count * dose.mass
            if not best.allows(taken):
                break
            room = most - count * dose.mass
            for other, needed in _fillings(doses, best, taken, missing, room):
                if other is not dose:
                    best.offer(taken + needed * other.cost, (dose, count), (other, needed))
    return best


def _fillings(
    doses: list[_Dose], best: _Best, taken: int, missing: int, room: int
) -> Iterator[tuple[_Dose, int]]:
    """The doses that fill what is missing and stay within the room, while one may be cheaper."""
    for other in doses:
        if not best.allows(taken + other.cost):
            return
        needed = -(-missing // other.mass)
        if needed <= MOST_DOSES and needed * other.mass <= room:
            yield other, needed


def _way(best: _Best) -> Way | None:
    if not best.taken:
        return None
    parts = tuple(
        Part(dose.compared, count * dose.compared.number("smallest_dose"))
        for dose, count in sorted(best.taken, key=lambda taken: taken[0].compared.rank or 0)
    )
    delivered = sum(
        (part.units * part.compared.number("elemental_mg_per_unit") for part in parts), Fraction(0)
    )
    a_day = sum((part.units * part.compared.number("cost_per_unit") for part in parts), Fraction(0))
    return Way(parts, delivered, a_day * parts[0].compared.figures.scenario.days)
