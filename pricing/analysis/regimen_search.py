"""The exact search for the cheapest doses of a few products that meet several targets.

It works on whole numbers alone: a dose has a cost and an amount of each mineral, and each mineral
has a least and a most. It knows no products, and its result is a proof: nothing cheaper exists.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from dataclasses import field, replace
from heapq import nlargest
from itertools import groupby
from math import inf
from typing import TYPE_CHECKING

from pricing.analysis.dose_choices import DoseChoice, undominated_positions
from pricing.analysis.dose_ranges import DoseRanges
from pricing.analysis.dual_prices import SCALE, dual_prices
from pricing.problems.plain_facts import NamedTuple, dataclass
from pricing.problems.progress import SILENT_PROGRESS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from pricing.problems.progress import Progress

_NODES_PER_REPORT = 4_096
_NODES_PER_SETTLEMENT = 64  # that take as long as the doses of one set of products
# After so many trials, a search looks up the doses that fit. Sorting them would slow a short one.
_TRIALS_BEFORE_TOTALS = 4_000

# A product with more doses than these has ranges of doses. Fewer are tried one by one.
_FEW_DOSES = 16


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

    def at_positions(self, positions: Sequence[int]) -> Combination:
        """Return it with the products at these positions, by their present ones."""
        return replace(self, counts=tuple((positions[at], count) for at, count in self.counts))


@dataclass(slots=True)
class _BestSets:
    """The cheapest combination of each of the few cheapest sets of products."""

    wanted: int
    combinations: list[Combination] = field(default_factory=list)
    limit: float = inf  # the highest cost that still counts, in multiples of 1 / SCALE

    def is_too_expensive(self, cost: int) -> bool:
        """Return whether a cost, in multiples of 1 / SCALE, is over that of the cheapest sets."""
        return cost > self.limit

    def refuse_equal_costs(self) -> None:
        """Let only what costs less still count: at the same cost, fewer products come first."""
        if len(self.combinations) == self.wanted:
            self.limit = (self.combinations[-1].cost - 1) * SCALE

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
    each number of doses. Where these are many, as of a liquid, it leaves their number open until
    all products are chosen. A branch ends where even the bound of the relaxed problem costs more
    than the combinations found. The bound holds exactly: its prices are rational numbers at which
    no dose is worth more than it costs.

    >>> oxide = DoseChoice("oxide", (4, 8), (250,))
    >>> glycinate = DoseChoice("glycinate", (8, 16, 24), (100,))
    >>> [best] = find_cheapest_combinations([oxide, glycinate], [300], [350], wanted=1)
    >>> best.counts, best.names, best.cost
    (((1, 1), (0, 1)), ('glycinate', 'oxide'), 12)
    """
    problem = _without_free_minerals(choices, least, most, at_most)
    search = _Search(*problem, _BestSets(wanted), progress)
    search.run(at_most)
    return search.best.combinations


def find_cheapest_by_number(
    choices: Sequence[DoseChoice],
    least: Sequence[int],
    most: Sequence[int | None],
    numbers: Collection[int],
) -> list[Combination | None]:
    """Return the cheapest combination of at most so many products, for each of rising numbers.

    What few products cost bounds the search among more of them from its beginning.
    """
    at_most = max(numbers)
    choices, least, most = _without_free_minerals(choices, least, most, at_most)
    positions = undominated_positions(choices, at_most)
    needed = [choices[at] for at in positions]
    search = _Search(needed, least, most, _BestSets(1), SILENT_PROGRESS)
    found: list[Combination | None] = []
    for number in numbers:
        search.run(number)
        best = next(iter(search.best.combinations), None)
        found.append(best and best.at_positions(positions))
        search.best.refuse_equal_costs()
    return found


def _without_free_minerals(
    choices: Sequence[DoseChoice],
    least: Sequence[int],
    most: Sequence[int | None],
    at_most: int,
) -> tuple[Sequence[DoseChoice], Sequence[int], Sequence[int | None]]:
    """Return a problem without the minerals that have no target, and no limit within reach."""
    minerals = [
        mineral
        for mineral, (low, high) in enumerate(zip(least, most, strict=True))
        if low or (high is not None and _can_exceed(choices, mineral, high, at_most))
    ]
    if len(minerals) == len(least):
        return choices, least, most
    choices = [
        replace(choice, amounts=tuple(choice.amounts[m] for m in minerals)) for choice in choices
    ]
    return choices, [least[m] for m in minerals], [most[m] for m in minerals]


class _Doses(NamedTuple):
    """Doses of a product: the least number, how many more may be taken, and what each more costs.

    Where some more may be taken, either each costs the same, or all come in a pack that is paid.
    """

    least: int
    more: int = 0
    cost: int = 0


_SINGLE_DOSES = tuple(map(_Doses, range(1, _FEW_DOSES + 1)))


@dataclass(slots=True)
class _Node:
    """A state of the search: what has been taken costs so much, and leaves so much missing.

    `bound` is what a completion costs at least, in multiples of 1 / SCALE. Bits of `available`
    stand for the products that may still be taken. `short` holds the minerals that are missing
    even with all doses that may be taken of the products so far.
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
        self._progress = progress
        self._visited = 0
        self._tried = 0  # doses, also those that do not fit in
        self._choices = choices
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
        self._order = order
        self._providers = [
            [at for at in order if choices[at].amounts[mineral]] for mineral in range(len(least))
        ]
        self._provider_masks = [sum(1 << at for at in places) for places in self._providers]
        self._fewest = _fewest_products(choices, len(least))
        self._totals: dict[int, list[tuple[int, int]]] = {}
        self._ranges: dict[int, Sequence[_Doses]] = {}
        self._taken: list[tuple[int, _Doses]] = []
        self._open: list[tuple[int, _Doses]] = []  # those taken of which there may be more

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
            self._record(cost, missing, room)
            return
        to_pay: Sequence[int] = missing
        if self._open:
            to_pay = self._missing_after(missing, self._open, is_paid=True)
            most = self._missing_after(missing, self._open)
            short = [mineral for mineral in short if most[mineral] > 0]
        if self._fewest[sum(1 << mineral for mineral in short)] > products_left:
            return
        if not short:
            self._record(cost, missing, room)
        bound = cost * SCALE + sum(
            price * amount for price, amount in zip(self._prices, to_pay, strict=True) if amount > 0
        )
        node = _Node(cost, bound, missing, room, short, available)
        if products_left == 1 and not self._open:
            self._complete(node)
        elif products_left:
            self._branch(node, products_left)

    def _missing_after(
        self, missing: Sequence[int], taken: Iterable[tuple[int, _Doses]], *, is_paid: bool = False
    ) -> list[int]:
        """Return what is missing after all doses that may be taken, or those paid already."""
        left = list(missing)
        for at, doses in taken:
            if not (is_paid and doses.cost):
                for mineral, amount in enumerate(self._choices[at].amounts):
                    left[mineral] -= doses.more * amount
        return left

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
                if count <= len(choice.costs) and not self.best.is_too_expensive(
                    (node.cost + choice.costs[count - 1]) * SCALE
                ):
                    self._take(node, at, _Doses(count), 0)

    def _fitting_providers(self, node: _Node) -> Sequence[int]:
        """Return the products with a mineral that is short, without most that cannot fit in.

        Where target and limit are close, few products have doses between them. A search that finds
        nothing would otherwise try each pair of products.
        """
        mineral = self._rarest(node)
        providers = self._providers[mineral]
        if self._tried < _TRIALS_BEFORE_TOTALS:
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
        for at in self._candidates(node):
            excess = self._excesses[at]
            if self.best.is_too_expensive(node.bound + excess):
                return
            if not node.available >> at & 1:
                continue
            # The combinations of the next products do without this one.
            node.available &= ~(1 << at)
            for doses in self._doses_of(at):
                too_expensive = self.best.is_too_expensive(node.bound + doses.least * excess)
                if too_expensive or not self._take(node, at, doses, products_left - 1):
                    break

    def _candidates(self, node: _Node) -> Sequence[int]:
        """Return the products one of which has to be taken, or may be where nothing is short."""
        if node.short:
            return self._providers[self._rarest(node)]
        missing = [mineral for mineral, amount in enumerate(node.missing) if amount > 0]
        helpful = 0
        for mineral in missing:
            helpful |= self._provider_masks[mineral]
        return [at for at in self._order if helpful >> at & 1]

    def _doses_of(self, at: int) -> Sequence[_Doses]:
        """Return the numbers of doses of a product to try, as ranges if there are many."""
        costs = self._choices[at].costs
        if not self._open and len(costs) <= _FEW_DOSES:
            return _SINGLE_DOSES[: len(costs)]
        if at not in self._ranges:
            self._ranges[at] = _dose_ranges(costs)
        return self._ranges[at]

    def _take(self, node: _Node, at: int, doses: _Doses, products_left: int) -> bool:
        """Search with these doses too. Return whether more of them may be taken."""
        self._tried += 1
        choice = self._choices[at]
        amounts = [doses.least * amount for amount in choice.amounts]
        room = [space - amount for space, amount in zip(node.room, amounts, strict=True)]
        if min(room) < 0:
            return False
        missing = [gap - amount for gap, amount in zip(node.missing, amounts, strict=True)]
        if doses.more:
            doses = doses._replace(more=_most_useful(doses.more, choice.amounts, missing, room))
        self._taken.append((at, doses))
        if doses.more:
            self._open.append((at, doses))
        cost = node.cost + choice.costs[doses.least - 1]
        self._explore(cost, missing, room, products_left, node.available)
        if doses.more:
            self._open.pop()
        self._taken.pop()
        return max(missing) > 0

    def _rarest(self, node: _Node) -> int:
        """Return the missing mineral that the fewest products can still give."""
        return min(node.short, key=lambda m: (self._provider_masks[m] & node.available).bit_count())

    def _record(self, cost: int, missing: Sequence[int], room: Sequence[int]) -> None:
        """Keep what has been taken, if it is among the cheapest and needs all its products."""
        if self.best.is_too_expensive(cost * SCALE):
            return
        if self._open:
            self._settle(cost, missing, room)
            return
        taken = [(at, doses.least) for at, doses in self._taken]
        if not self._has_surplus(taken, missing):
            self.best.add(self._combination(cost, taken))

    def _combination(self, cost: int, counts: Iterable[tuple[int, int]]) -> Combination:
        taken = sorted(counts, key=lambda pair: self._choices[pair[0]].name)
        units = sum(count * self._choices[at].units for at, count in taken)
        names = tuple(self._choices[at].name for at, _ in taken)
        return Combination(cost, len(taken), units, names, tuple(taken))

    def _settle(self, cost: int, missing: Sequence[int], room: Sequence[int]) -> None:
        """Keep the cheapest number of doses of what has been taken, with those that are open.

        The budget starts at what parts of a dose would cost, and rises until something is found.
        Where all doses are paid, the units a day are the budget.
        """
        has_costs = any(doses.cost for _, doses in self._open)
        weights = [doses.cost if has_costs else self._choices[at].units for at, doses in self._open]
        most = [doses.more for _, doses in self._open]
        highest = sum(weight * count for weight, count in zip(weights, most, strict=True))
        if has_costs and self.best.limit != inf:
            highest = min(highest, int(self.best.limit) // SCALE - cost)
        if not self._is_affordable(missing, weights, highest):
            return
        rows = self._inequalities(missing, room)
        if rows is None:
            return
        self._report(_NODES_PER_SETTLEMENT)
        ranges = DoseRanges(rows, weights, most, highest)
        if ranges.is_empty:
            return
        step = max(weights)
        budget = ranges.least_budget(step)
        while not self._settle_within(budget, ranges, cost, missing) and budget < highest:
            budget = min(budget + step, highest)
            step *= 4

    def _is_affordable(self, missing: Sequence[int], weights: Sequence[int], budget: int) -> bool:
        """Return whether a budget pays for each missing mineral alone, where it costs least."""
        return all(
            any(
                budget * self._choices[at].amounts[mineral] >= gap * weight
                for (at, _), weight in zip(self._open, weights, strict=True)
            )
            for mineral, gap in enumerate(missing)
            if gap > 0
        )

    def _settle_within(
        self, budget: int, ranges: DoseRanges, cost: int, missing: Sequence[int]
    ) -> bool:
        """Keep the cheapest number of doses within a budget. Return whether there is one."""
        found: Combination | None = None
        for more in ranges.within(budget, self._report):
            added = {at: count for (at, _), count in zip(self._open, more, strict=True)}
            taken = [(at, doses.least + added.get(at, 0)) for at, doses in self._taken]
            left = list(missing)
            price = cost
            for (at, doses), count in zip(self._open, more, strict=True):
                price += count * doses.cost
                for mineral, amount in enumerate(self._choices[at].amounts):
                    left[mineral] -= count * amount
            if not self._has_surplus(taken, left):
                combination = self._combination(price, taken)
                found = min(found or combination, combination)
        if found is not None and not self.best.is_too_expensive(found.cost * SCALE):
            self.best.add(found)
        return found is not None

    def _inequalities(
        self, missing: Sequence[int], room: Sequence[int]
    ) -> list[tuple[int, ...]] | None:
        """Return what the further doses have to meet. None stands for never.

        Each product has to be needed for a mineral: without it, too little is given. Where there is
        only one such mineral, that is an inequality as well.
        """
        columns = [[self._choices[at].amounts[m] for at, _ in self._open] for m in range(len(room))]
        rows = []
        for gap, space, column in zip(missing, room, columns, strict=True):
            if gap > 0:
                rows.append((*(-amount for amount in column), -gap))
            if any(column):
                rows.append((*column, space))
        for at, doses in self._taken:
            without = [
                gap + doses.least * amount
                for gap, amount in zip(missing, self._choices[at].amounts, strict=True)
            ]
            needs = [m for m, gap in enumerate(without) if gap > 0 and self._choices[at].amounts[m]]
            if not needs:
                return None
            if len(needs) == 1:
                others = (
                    0 if other == at else amount
                    for (other, _), amount in zip(self._open, columns[needs[0]], strict=True)
                )
                rows.append((*others, without[needs[0]] - 1))
        return rows

    def _has_surplus(self, taken: Iterable[tuple[int, int]], missing: Sequence[int]) -> bool:
        """Return whether every target would be met without one of the products."""
        return any(
            all(
                gap + count * amount <= 0
                for gap, amount in zip(missing, self._choices[at].amounts, strict=True)
            )
            for at, count in taken
        )

    def _report(self, nodes: int = 1) -> None:
        reported = self._visited // _NODES_PER_REPORT
        self._visited += nodes
        if self._visited // _NODES_PER_REPORT > reported:
            self._progress.report(self._visited)


def _least_cost_per_dose(choice: DoseChoice) -> int:
    """Return what a dose costs at least, however many are taken, rounded down."""
    first, last = choice.costs[0], choice.costs[-1]
    if last == first * len(choice.costs):  # in proportion, so no number of doses is cheaper
        return first
    return min(cost // count for count, cost in enumerate(choice.costs, start=1))


def _dose_ranges(costs: Sequence[int]) -> list[_Doses]:
    """Return the numbers of doses: all in one range if they cost in proportion, or those of a pack.

    >>> _dose_ranges((3, 6, 9))
    [_Doses(least=1, more=2, cost=3)]
    >>> _dose_ranges((5, 5, 10))
    [_Doses(least=1, more=1, cost=0), _Doses(least=3, more=0, cost=0)]
    """
    if costs[-1] == costs[0] * len(costs):
        return [_Doses(1, len(costs) - 1, costs[0])]
    numbers = enumerate(costs, start=1)
    packs = [[count for count, _ in pack] for _, pack in groupby(numbers, lambda one: one[1])]
    return [_Doses(pack[0], len(pack) - 1) for pack in packs]


def _most_useful(
    most: int, amounts: Sequence[int], missing: Sequence[int], room: Sequence[int]
) -> int:
    """Return how many more doses fit in and give a mineral that is still missing."""
    useful = 0
    for amount, gap, space in zip(amounts, missing, room, strict=True):
        if amount:
            most = min(most, space // amount)
            useful = max(useful, -(-gap // amount))
    return min(most, useful)


def _can_exceed(choices: Sequence[DoseChoice], mineral: int, most: int, at_most: int) -> bool:
    """Return whether so many products can give more of a mineral than its limit."""
    totals = [len(choice.costs) * choice.amounts[mineral] for choice in choices]
    return sum(nlargest(at_most, totals)) > most


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
