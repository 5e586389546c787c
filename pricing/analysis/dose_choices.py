"""The doses of one product that a search may take, and those that no cheapest combination needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pricing.problems.plain_facts import dataclass
from pricing.quantities.amounts import UNITS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pricing.model.product import Product

# Nobody takes more units of one product a day than this: tablets, or mL of a liquid.
MAX_UNITS_PER_DAY = 60


def most_doses_per_day(product: Product) -> int:
    """Return how many smallest doses of a product a day are tried: the units that a person takes.

    >>> from pricing.model.product import Product
    >>> drops = Product("Mg drops", 90_000, 9_000_000, "USD", elemental=100_000, unit_kind="mL")
    >>> most_doses_per_day(drops)
    600
    """
    in_units = MAX_UNITS_PER_DAY * UNITS.base_per_unit // product.smallest_dose
    return max(in_units, MAX_UNITS_PER_DAY)


@dataclass(frozen=True, slots=True)
class DoseChoice:
    """The possible doses of one product, in whole numbers.

    `costs` holds the cost of 1, 2, 3 ... smallest doses. It never falls, and doses bought together
    never cost more than apart. `amounts` holds what one smallest dose gives of each mineral.
    `units` is the size of that dose, for ties.
    """

    name: str
    costs: tuple[int, ...]
    amounts: tuple[int, ...]
    units: int = 1


def undominated_positions(choices: Sequence[DoseChoice], at_most: int) -> list[int]:
    """Return the positions of the choices that a cheapest combination of so many may need.

    Of choices that give the same amounts in as many doses, it needs no more than `at_most`. In a
    combination with another, one of these is still free. Taken instead, it costs no more, and
    settles ties first. A choice whose doses do not cost in proportion always stays.

    >>> prices = (5, 3, 4, 3)
    >>> choices = [DoseChoice(f"{at}", (price,), (100,)) for at, price in enumerate(prices)]
    >>> undominated_positions(choices, 2)
    [1, 3]
    """
    kept: list[int] = []
    alike: dict[tuple[int, tuple[int, ...]], list[int]] = {}
    for at, choice in enumerate(choices):
        if choice.costs[-1] == choice.costs[0] * len(choice.costs):
            alike.setdefault((len(choice.costs), choice.amounts), []).append(at)
        else:
            kept.append(at)
    for positions in alike.values():
        if len(positions) > at_most:
            positions.sort(key=lambda at: _order(choices[at]))
        kept += positions[:at_most]
    return sorted(kept)


def _order(choice: DoseChoice) -> tuple[int, int, str]:
    return choice.costs[0], choice.units, choice.name
