"""The cheapest doses of a few given products that have many doses each, such as liquids.

Inequalities of whole numbers state what the doses have to meet. The last dose is eliminated from
them, then the one before it, as Fourier and Motzkin do. What remains bounds each dose given those
before it, so that few doses are tried of the hundreds that there are. Nothing is left out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

# The coefficient of each variable, then the most that their sum may be.
Inequality = tuple[int, ...]
# More inequalities would take longer than the doses that they exclude. Any of them may be left out.
_MOST_COMBINED = 400


class DoseRanges:
    """The doses within some inequalities and a budget.

    `weights` holds what one dose of each product counts against the budget; `most` holds the
    greatest number of its doses.

    >>> ranges = DoseRanges([(-25, -10, -100)], weights=(3, 1), most=(60, 60), budget=99)
    >>> ranges.least_budget(1), list(ranges.within(10, visit=lambda: None))
    (10, [(0, 10)])
    """

    def __init__(
        self,
        inequalities: Sequence[Inequality],
        weights: Sequence[int],
        most: Sequence[int],
        budget: int,
    ) -> None:
        self._count = len(weights)
        self._most = (budget, *most)
        self._systems: list[list[Inequality]] = []
        # The budget is a variable before the doses, so that the elimination serves each budget.
        rows = [(0, *row) for row in inequalities]
        rows.append((-1, *weights, 0))
        highs = self._highest_doses([*inequalities, (*weights, budget)])
        system = _binding(rows, (budget, *highs))
        self.is_empty = system is None
        if system is not None:
            for place, high in enumerate(highs, start=1):
                system.append((*(int(at == place) for at in range(self._count + 1)), high))
            self._eliminate(system)
            low, high = self._bounds((budget,))
            self.is_empty = low > high

    def least_budget(self, step: int) -> int:
        """Return a budget at which parts of a dose suffice, too high by less than a step."""
        low, high = -1, self._most[0]
        while high - low > step:
            middle = (low + high) // 2
            first, last = self._bounds((middle,))
            low, high = (middle, high) if first > last else (low, middle)
        return high

    def within(self, budget: int, visit: Callable[[], None]) -> Iterator[tuple[int, ...]]:
        """Yield the doses within a budget; of the last one only the least.

        `visit` is called at each step, so that a long search can be cancelled.
        """
        for doses in self._from((budget,), visit):
            yield doses[1:]

    def _highest_doses(self, inequalities: Sequence[Inequality]) -> list[int]:
        """Return the most of each dose that the inequalities without a negative number allow."""
        highs = list(self._most[1:])
        for *factors, room in inequalities:
            if min(factors) >= 0 and room >= 0:
                for place, factor in enumerate(factors):
                    if factor:
                        highs[place] = min(highs[place], room // factor)
        return highs

    def _eliminate(self, system: list[Inequality]) -> None:
        systems = [system]
        for last in range(self._count, 1, -1):
            system = _without_last(system, last)
            systems.append(system)
        self._systems = systems[::-1]

    def _from(
        self, values: tuple[int, ...], visit: Callable[[], None]
    ) -> Iterator[tuple[int, ...]]:
        visit()
        low, high = self._bounds(values)
        if low > high:
            return
        if len(values) == self._count:
            yield (*values, low)
            return
        for value in range(low, high + 1):
            yield from self._from((*values, value), visit)

    def _bounds(self, values: tuple[int, ...]) -> tuple[int, int]:
        """Return the least and most of the dose that follows the budget and doses with values."""
        place = len(values)
        low, high = 0, self._most[place]
        for row in self._systems[place - 1]:
            room, factor = row[-1], row[place]
            for each, value in zip(row, values, strict=False):
                room -= each * value
            if factor > 0:
                high = min(high, room // factor)
            elif factor < 0:
                low = max(low, -(room // -factor))
            elif room < 0:
                return 0, -1
        return low, high


def _binding(rows: Sequence[Inequality], highs: Sequence[int]) -> list[Inequality] | None:
    """Return the inequalities that exclude some doses, or None if one excludes all."""
    binding = []
    for row in rows:
        terms = [factor * high for factor, high in zip(row, highs, strict=False)]
        if sum(term for term in terms if term < 0) > row[-1]:
            return None
        if sum(term for term in terms if term > 0) > row[-1]:
            binding.append(row)
    return binding


def _without_last(system: Sequence[Inequality], last: int) -> list[Inequality]:
    """Return what the inequalities say of the variables before the last one."""
    kept = [(*row[:last], row[-1]) for row in system if row[last] == 0]
    upper = [row for row in system if row[last] > 0]
    lower = [row for row in system if row[last] < 0]
    # The variable is at least 0.
    kept += [(*row[:last], row[-1]) for row in upper if any(row[:last])]
    for high in upper[:_MOST_COMBINED]:
        for low in lower[: _MOST_COMBINED // len(upper) + 1]:
            above, below = -low[last], high[last]
            combined = [one * above + other * below for one, other in zip(high, low, strict=True)]
            del combined[last]
            kept.append(tuple(combined))
    return kept
