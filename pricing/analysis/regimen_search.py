"""The exact search for the cheapest doses of a few products that meet several targets.

It works on whole numbers alone: a dose has a cost and an amount of each mineral, and each mineral
has a least and a most. It knows no products, and its result is a proof: nothing cheaper exists.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from dataclasses import field
from math import inf
from typing import TYPE_CHECKING

from pricing.analysis.dual_prices import SCALE, dual_prices
from pricing.problems.plain_facts import dataclass
from pricing.problems.progress import SILENT_PROGRESS
from pricing.quantities.amounts import UNITS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pricing.model.product import Product
    from pricing.problems.progress import Progress

_NODES_PER_REPORT = 4_096
# A search this long looks up the doses that fit. Sorting them first would slow a short one.
_NODES_BEFORE_TOTALS = 1_000

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


@dataclass(frozen=True, slots=True, order=True)
class Combination:
    """Doses of some products that meet every target within every limit.

    The fields stand in the order that settles ties: cost, number of products, units a day, names.
    `counts` holds the position of each product and its number of smallest doses.
    """

    cost: int
    product_count: int
    units: int
    names: tuple[str, ...]
    counts: tuple[tuple[int, int], ...]

    @property
    def products(self) -> frozenset[int]:
        """The positions of the products."""
        return frozenset(position for position, _ in self.counts)


@dataclass(slots=True)
class _BestSets:
    """The cheapest combination of each of the few cheapest sets of products."""

    wanted: int
    combinations: list[Combination] = field(default_factory=list)
    limit: float = inf  # the highest cost that still counts, in multiples of 1 / SCALE

    def is_too_expensive(self, cost: int) -> bool:
        """Return whether a cost, in multiples of 1 / SCALE, is over that of the cheapest sets."""
        return cost > self.limit

    def add(self, combination: Combination) -> None:
        products = combination.products
        for known in self.combinations:
            if known.products == products:
                if combination >= known:
                    return
                self.combinations.remove(known)
                break
        insort(self.combinations, combination)
        del self.combinations[self.wanted :]
        if len(self.combinations) == self.wanted:
            self.limit = self.combinations[-1].cost * SCALE


def find_cheapest_combinations(
    choices: Sequence[DoseChoice],
    least: Sequence[int],
    most: Sequence[int | None],
    *,
    at_most: int = 3,
    wanted: int = 3,
    progress: Progress = SILENT_PROGRESS,
) -> list[Combination]:
    """Return the cheapest combinations of the `wanted` cheapest sets of products, in order.

    Args:
        choices: The products.
        least: The least amount of each mineral; 0 for one without a target.
        most: The most of each mineral, or None for one without a limit.
        at_most: The greatest number of products.
        wanted: The greatest number of sets. Each is one that no product can be left out of.
        progress: Where the work reports.

    Raises:
        Cancelled: The user cancelled.

    The search is branch and bound. Every combination has a product with some of each mineral that
    is still short. It takes the mineral that the fewest products give, and tries each of them in
    each number of doses. A branch ends where even the bound of the relaxed problem costs more than
    the combinations found. The bound holds exactly: its prices are rational numbers at which no
    dose is worth more than it costs.

    >>> oxide = DoseChoice("oxide", (4, 8), (250,))
    >>> glycinate = DoseChoice("glycinate", (8, 16, 24), (100,))
    >>> [best] = find_cheapest_combinations([oxide, glycinate], [300], [350], wanted=1)
    >>> best.counts, best.names, best.cost
    (((1, 1), (0, 1)), ('glycinate', 'oxide'), 12)
    """
    search = _Search(choices, least, most, _BestSets(wanted), progress)
    search.run(at_most)
    return search.best.combinations


def find_cheapest_by_number(
    choices: Sequence[DoseChoice],
    least: Sequence[int],
    most: Sequence[int | None],
    numbers: Iterable[int],
) -> list[Combination | None]:
    """Return the cheapest combination of at most so many products, for each of rising numbers.

    What few products cost bounds the search among more of them from its beginning.
    """
    search = _Search(choices, least, most, _BestSets(1), SILENT_PROGRESS)
    found: list[Combination | None] = []
    for number in numbers:
        search.run(number)
        found.append(next(iter(search.best.combinations), None))
    return found


@dataclass(slots=True)
class _Node:
    """A state of the search: what has been taken costs so much, and leaves so much missing.

    `bound` is what a completion costs at least, in multiples of 1 / SCALE. Bits of `available`
    stand for the products that may still be taken.
    """

    cost: int
    bound: int
    missing: Sequence[int]
    room: Sequence[int]
    short: list[int]
    available: int


class _Search:
    """The search of one problem, with what has been taken so far."""

    def __init__(
        self,
        choices: Sequence[DoseChoice],
        least: Sequence[int],
        most: Sequence[int | None],
        best: _BestSets,
        progress: Progress,
    ) -> None:
        self.best = best
        self._choices = choices
        self._progress = progress
        self._visited = 0
        self._least = least
        # Without a limit, no amount is too much.
        unlimited = 1 + sum(len(choice.costs) * max(choice.amounts) for choice in choices)
        self._most = [unlimited if amount is None else amount for amount in most]
        rates = [_least_cost_per_dose(choice) for choice in choices]
        self._prices = dual_prices([choice.amounts for choice in choices], rates, least)
        # What a dose costs above the worth of its minerals, at least. The sum of a combination is
        # the bound and these excesses, so products with small ones are tried first.
        excesses = [
            rate * SCALE - _dot(self._prices, choice.amounts)
            for rate, choice in zip(rates, choices, strict=True)
        ]
        order = sorted(range(len(choices)), key=excesses.__getitem__)
        self._excesses = excesses
        self._providers = [
            [at for at in order if choices[at].amounts[mineral]] for mineral in range(len(least))
        ]
        self._provider_masks = [sum(1 << at for at in places) for places in self._providers]
        self._fewest = _fewest_products(choices, len(least))
        self._totals: dict[int, list[tuple[int, int]]] = {}
        self._taken: list[tuple[int, int]] = []

    def run(self, at_most: int) -> None:
        """Search."""
        if all(least <= most for least, most in zip(self._least, self._most, strict=True)):
            everything = (1 << len(self._choices)) - 1
            self._explore(0, self._least, self._most, at_most, everything)

    def _explore(
        self,
        cost: int,
        missing: Sequence[int],
        room: Sequence[int],
        products_left: int,
        available: int,
    ) -> None:
        """Complete what has been taken, of which so much is missing and fits in."""
        self._report()
        short = [mineral for mineral, amount in enumerate(missing) if amount > 0]
        if not short:
            self._record(cost, missing)
            return
        if self._fewest[sum(1 << mineral for mineral in short)] > products_left:
            return
        bound = cost * SCALE + sum(self._prices[mineral] * missing[mineral] for mineral in short)
        node = _Node(cost, bound, missing, room, short, available)
        if products_left == 1:
            self._complete(node)
        else:
            self._branch(node, products_left)

    def _complete(self, node: _Node) -> None:
        """Meet all that is missing with one product."""
        candidates = node.available
        for mineral in node.short:
            candidates &= self._provider_masks[mineral]
        if not candidates:
            return
        for at in self._fitting_providers(node):
            if self.best.is_too_expensive(node.bound + self._excesses[at]):
                return
            if candidates >> at & 1:
                choice = self._choices[at]
                count = max(-(-node.missing[m] // choice.amounts[m]) for m in node.short)
                if count <= len(choice.costs):
                    self._take(node, at, count)

    def _fitting_providers(self, node: _Node) -> Sequence[int]:
        """Return the products with a mineral that is short, without most that cannot fit in.

        Where target and limit are close, few products have doses between them. A search that finds
        nothing would otherwise try each pair of products.
        """
        mineral = self._rarest(node)
        providers = self._providers[mineral]
        if self._visited < _NODES_BEFORE_TOTALS:
            return providers
        totals = self._totals_of(mineral)
        first = bisect_left(totals, (node.missing[mineral], -1))
        end = bisect_left(totals, (node.room[mineral] + 1, -1))
        if end - first >= len(providers):
            return providers
        return sorted({at for _, at in totals[first:end]}, key=self._excesses.__getitem__)

    def _totals_of(self, mineral: int) -> list[tuple[int, int]]:
        """Return the amounts of a mineral in each number of doses, and their products, sorted."""
        if mineral not in self._totals:
            self._totals[mineral] = sorted(
                (count * self._choices[at].amounts[mineral], at)
                for at in self._providers[mineral]
                for count in range(1, len(self._choices[at].costs) + 1)
            )
        return self._totals[mineral]

    def _branch(self, node: _Node, products_left: int) -> None:
        """Try each product with some of a mineral that is short, and any number of its doses."""
        for at in self._providers[self._rarest(node)]:
            excess = self._excesses[at]
            if self.best.is_too_expensive(node.bound + excess):
                return
            if not node.available >> at & 1:
                continue
            # The combinations of the next products do without this one.
            node.available &= ~(1 << at)
            for count in range(1, len(self._choices[at].costs) + 1):
                too_expensive = self.best.is_too_expensive(node.bound + count * excess)
                if too_expensive or not self._take(node, at, count, products_left - 1):
                    break

    def _take(self, node: _Node, at: int, count: int, products_left: int = 0) -> bool:
        """Search with these doses too. Return whether more of them may be taken."""
        choice = self._choices[at]
        amounts = [count * amount for amount in choice.amounts]
        room = [space - amount for space, amount in zip(node.room, amounts, strict=True)]
        if min(room) < 0:
            return False
        missing = [gap - amount for gap, amount in zip(node.missing, amounts, strict=True)]
        self._taken.append((at, count))
        cost = node.cost + choice.costs[count - 1]
        self._explore(cost, missing, room, products_left, node.available)
        self._taken.pop()
        return max(missing) > 0

    def _rarest(self, node: _Node) -> int:
        """Return the missing mineral that the fewest products can still give."""
        return min(node.short, key=lambda m: (self._provider_masks[m] & node.available).bit_count())

    def _record(self, cost: int, missing: Sequence[int]) -> None:
        """Keep what has been taken, if it is among the cheapest and needs all its products."""
        if self.best.is_too_expensive(cost * SCALE) or self._has_surplus(missing):
            return
        taken = sorted(self._taken, key=lambda pair: self._choices[pair[0]].name)
        units = sum(count * self._choices[at].units for at, count in taken)
        names = tuple(self._choices[at].name for at, _ in taken)
        self.best.add(Combination(cost, len(taken), units, names, tuple(taken)))

    def _has_surplus(self, missing: Sequence[int]) -> bool:
        """Return whether every target would be met without one of the products."""
        return any(
            all(
                gap + count * amount <= 0
                for gap, amount in zip(missing, self._choices[at].amounts, strict=True)
            )
            for at, count in self._taken
        )

    def _report(self) -> None:
        self._visited += 1
        if self._visited % _NODES_PER_REPORT == 0:
            self._progress.report(self._visited)


def _least_cost_per_dose(choice: DoseChoice) -> int:
    """Return what a dose costs at least, however many are taken, rounded down."""
    first, last = choice.costs[0], choice.costs[-1]
    if last == first * len(choice.costs):  # in proportion, so no number of doses is cheaper
        return first
    return min(cost // count for count, cost in enumerate(choice.costs, start=1))


def _dot(prices: Sequence[int], amounts: Sequence[int]) -> int:
    return sum(price * amount for price, amount in zip(prices, amounts, strict=True))


def _fewest_products(choices: Sequence[DoseChoice], mineral_count: int) -> list[int]:
    """Return, for each set of minerals, how many products it takes at least to have some of each.

    A set is a number whose bits stand for the minerals. More products than there are stand for
    never.
    """
    kinds = {
        sum(1 << mineral for mineral, amount in enumerate(choice.amounts) if amount)
        for choice in choices
    }
    never = len(choices) + 1
    fewest = [0]
    for minerals in range(1, 1 << mineral_count):
        covered = (fewest[minerals & ~kind] for kind in kinds if kind & minerals)
        fewest.append(min(never, 1 + min(covered, default=never)))
    return fewest
