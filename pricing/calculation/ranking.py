"""Filter and rank hundreds of thousands of products, and summarise the costs of each form.

Doubles decide the order where they differ. Where they are equal, exact figures decide it for the
rows that are displayed.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

from pricing.calculation.aggregates import QUANTILES, quantile_between, quantile_places
from pricing.calculation.conditions import UNSAFE_DOSE_KEYS
from pricing.calculation.figures import Figures
from pricing.calculation.measures import HEADLINE
from pricing.calculation.rank_order import PLACE_KEY, order_by_figure, sort_keys
from pricing.calculation.vectorized import VectorizedFigures

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from pricing.model.product import Product
    from pricing.model.product_columns import ProductColumns
    from pricing.model.scenario import Scenario

    Ints = NDArray[np.int64]
    Mask = NDArray[np.bool_]
    Floats = NDArray[np.float64]

SORT_BY_NAME = ""
HISTOGRAM_BARS = 32
COST_PER_MG_KEY = "cost_per_elemental_mg"
# A cost so many times above or below the middle one of its form is likely an error of its list.
UNUSUAL_FACTOR = 20
_FEWEST_USUAL_PRODUCTS = 5
# Costs that differ by less of themselves are compared exactly.
_NEAR = 1e-12


@dataclass(frozen=True, slots=True)
class Filters:
    """Conditions on products. A filter of "" or False is off."""

    element: str = ""
    form: str = ""
    unit_kind: str = ""
    currency: str = ""
    within_limit: bool = False

    def matches(self, example: Product) -> bool:
        """Return whether a kind of product passes all filters except the limit."""
        return all(
            not required or required == value
            for required, value in (
                (self.element, example.element),
                (self.form, example.recognized_form.name),
                (self.unit_kind, example.unit_kind),
                (self.currency, example.currency),
            )
        )


@dataclass(frozen=True, slots=True)
class FormCostDistribution:
    """The distribution of the headline over a form's products, in the scenario's currency.

    `bars` is a histogram: the number of products between each two edges. All forms have the same
    edges, and each edge is the one before times a constant, because costs differ by factors.
    """

    form: str
    products: int
    lowest: float
    quarter: float
    median: float
    three_quarters: float
    highest: float
    bars: tuple[int, ...]


class Ranking:
    """Product columns in a scenario. Each order is computed once, on first use.

    The rows of the columns are in the order of their names.
    """

    def __init__(self, product_columns: ProductColumns, scenario: Scenario) -> None:
        import numpy as np

        self._np = np
        self.product_columns = product_columns
        self.scenario = scenario
        self._figures = VectorizedFigures(product_columns, scenario)
        # A product of several minerals counts as one of the compared mineral.
        self._seen_columns = self._figures.product_columns
        self._orders: dict[tuple[str, bool], Ints] = {}

    def figures_with_reference(self, product: Product, missing_keys: Iterable[str] = ()) -> Figures:
        """Return the exact figures of a product, with the reference product of the columns.

        The inputs in `missing_keys` are unknown.
        """
        figures = Figures(product, self.scenario, lambda: self._figures.reference_figures)
        return figures.without_inputs(missing_keys)

    # -- filters -------------------------------------------------------------------------------

    def filter_rows(self, filters: Filters, allowed: Iterable[Mask] = ()) -> Mask:
        """Return the rows that pass the filters and are allowed by each of some masks."""
        np = self._np
        if not len(self.product_columns):
            no_rows: Mask = np.zeros(0, bool)
            return no_rows
        mask: Mask = self._seen_columns.kind_mask(filters.matches)
        if filters.currency:
            mask &= self.product_columns.has_price
        if filters.within_limit:
            mask &= self.safe_rows
        for rows in allowed:
            mask &= rows
        return mask

    @cached_property
    def safe_rows(self) -> Mask:
        """The rows with a cost, a usual price, and a dose that is safe."""
        np = self._np
        mask: Mask = ~np.isnan(self._figures.float_values(HEADLINE.key)) & ~self._unusual_rows
        for key in UNSAFE_DOSE_KEYS:
            mask &= ~self._figures.rows_where(key)
        return mask

    # -- forms ---------------------------------------------------------------------------------

    def cost_per_mg(self, product_id: int) -> float:
        """Return the cost per elemental mg of a product, or NaN."""
        costs = self._figures.float_values(COST_PER_MG_KEY)[self.product_columns.ids == product_id]
        return float(costs[0]) if len(costs) else float("nan")

    def usual_costs(self, mask: Mask) -> Floats:
        """Return the usual costs per elemental mg of some rows, the lowest first."""
        return self._sorted_costs(mask & ~self._unusual_rows)

    def _sorted_costs(self, mask: Mask) -> Floats:
        costs = self._figures.float_values(COST_PER_MG_KEY)
        ordered: Floats = self._np.sort(costs[mask & ~self._np.isnan(costs)])
        return ordered

    def usual_cost_if_far(self, form: str, cost: float) -> float | None:
        """Return the middle cost per elemental mg of a form if a cost is far from it."""
        usual = self._usual_costs.get(form)
        if usual is None:
            return None
        is_far = cost > usual * UNUSUAL_FACTOR or cost * UNUSUAL_FACTOR < usual
        return usual if is_far else None

    @cached_property
    def _usual_costs(self) -> dict[str, float]:
        np = self._np
        names = {product.recognized_form.name for product in self._seen_columns.example_products}
        costs = {name: self._sorted_costs(self._rows_of_form(name)) for name in names}
        return {
            name: float(np.median(found))
            for name, found in costs.items()
            if len(found) >= _FEWEST_USUAL_PRODUCTS
        }

    def _rows_of_form(self, form: str) -> Mask:
        return self._seen_columns.kind_mask(lambda product: product.recognized_form.name == form)

    @cached_property
    def _unusual_rows(self) -> Mask:
        """The rows whose cost is far from the usual one of their form."""
        np = self._np
        usual_by_kind = np.array(
            [
                self._usual_costs.get(product.recognized_form.name, np.nan)
                for product in self._seen_columns.example_products
            ]
        )
        usual = usual_by_kind[self._seen_columns.kind_indices]
        costs = self._figures.float_values(COST_PER_MG_KEY)
        rows: Mask = (costs > usual * UNUSUAL_FACTOR) | (costs * UNUSUAL_FACTOR < usual)
        return rows

    # -- ranking -------------------------------------------------------------------------------

    def order(self, key: str, *, descending: bool = False) -> Ints:
        """Return all rows by a measure, those without it last. Ties are in no particular order."""
        if (key, descending) not in self._orders:
            if key == SORT_BY_NAME:
                names = self._np.arange(len(self.product_columns), dtype=self._np.int64)
                order = names[::-1] if descending else names
            else:
                values = self._figures.float_values(key)
                values = -values if descending else values
                # Sorting is several times faster without NaN, and infinity is last as well.
                order = self._np.argsort(
                    self._np.where(self._np.isnan(values), self._np.inf, values)
                )
            self._orders[key, descending] = order
        return self._orders[key, descending]

    def rank_rows(self, key: str, mask: Mask, *, descending: bool = False) -> RankedRows:
        """Return the rows of a mask in order of a measure, or of their names (SORT_BY_NAME)."""
        order = self.order(key, descending=descending)
        return RankedRows(self._figures, key, order[mask[order]], descending)

    def rank_safe_first(self, mask: Mask, asked: Mask) -> RankedGroups:
        """Return the rows of a mask: the safe ones, the unsafe ones, and those that are asked.

        `asked` holds rows whose label leaves a question. Rows with an unusual cost are asked too.
        """
        if not len(self.product_columns):
            return RankedGroups([])
        asked = asked | self._unusual_rows
        is_safe = self.safe_rows & ~asked
        groups = (mask & is_safe, mask & ~is_safe & ~asked, mask & asked)
        return RankedGroups([self.rank_rows(PLACE_KEY, group) for group in groups])

    # -- distributions -------------------------------------------------------------------------

    def cost_distributions(
        self, mask: Mask
    ) -> tuple[tuple[FormCostDistribution, ...], tuple[float, ...]]:
        """Return each form's distribution, the cheapest form first, and the edges of the bars."""
        np = self._np
        if not len(self.product_columns):
            return (), ()
        values = self._figures.float_values(HEADLINE.key)
        rows = np.flatnonzero(mask & ~np.isnan(values))
        if not len(rows):
            return (), ()
        form_names = [
            product.recognized_form.name for product in self._seen_columns.example_products
        ]
        names = sorted(set(form_names))
        forms = np.array([names.index(name) for name in form_names], np.int64)[
            self._seen_columns.kind_indices[rows]
        ]
        costs = values[rows]
        edges = _histogram_edges(costs)
        by_form = np.argsort(forms, kind="stable")
        bounds = np.searchsorted(forms[by_form], np.arange(len(names) + 1))
        distributions = [
            _cost_distribution(name, costs[by_form[first:last]], edges)
            for name, first, last in zip(names, bounds[:-1], bounds[1:], strict=True)
            if last > first
        ]
        distributions.sort(key=lambda distribution: (distribution.lowest, distribution.form))
        return tuple(distributions), tuple(map(float, edges))


def _histogram_edges(costs: Floats) -> Floats:
    import numpy as np

    positive = costs[costs > 0]
    if not len(positive):
        return np.ones(HISTOGRAM_BARS + 1)
    edges = np.geomspace(positive.min(), positive.max(), HISTOGRAM_BARS + 1)
    rising: Floats = np.maximum.accumulate(edges)  # around a single cost they may fall by a bit
    return rising


def _cost_distribution(form: str, costs: Floats, edges: Floats) -> FormCostDistribution:
    import numpy as np

    places = {name: quantile_places(name, len(costs)) for name in QUANTILES}
    ordered = np.partition(costs, sorted({place for pair in places.values() for place in pair}))
    quantiles = {
        name: float(
            quantile_between(name, len(costs), Fraction(ordered[lower]), Fraction(ordered[upper]))
        )
        for name, (lower, upper) in places.items()
    }
    bars, _ = np.histogram(np.clip(costs, edges[0], edges[-1]), edges)
    return FormCostDistribution(form, len(costs), **quantiles, bars=tuple(map(int, bars)))


class RankedGroups:
    """Groups of ranked rows, one behind the other."""

    def __init__(self, groups: Sequence[RankedRows]) -> None:
        self._groups = groups

    def __len__(self) -> int:
        return sum(map(len, self._groups))

    def page(self, start: int, stop: int) -> Ints:
        """Return the rows of some places."""
        import numpy as np

        parts, offset = [], 0
        for group in self._groups:
            first, last = max(start - offset, 0), min(stop - offset, len(group))
            if first < last:
                parts.append(group.page(first, last))
            offset += len(group)
        rows: Ints = np.concatenate(parts) if parts else np.empty(0, np.int64)
        return rows


class RankedRows:
    """Rows in order of a measure or of their names. Ties are settled page by page."""

    def __init__(
        self, figures: VectorizedFigures, key: str, rows: Ints, descending: bool = False
    ) -> None:
        self._figures = figures
        self._key = key
        self._rows = rows
        self._descending = descending

    def __len__(self) -> int:
        return len(self._rows)

    def page(self, start: int, stop: int) -> Ints:
        """Return the rows of some places, with ties settled by the rank order."""
        stop = min(stop, len(self))
        if self._key == SORT_BY_NAME or start >= stop:
            return self._rows[start:stop]
        first, last = self._tied_range(start, stop)
        return self._break_ties(self._rows[first:last], start - first, stop - first)

    def place_of(self, row: int) -> int | None:
        """Return the place of a row, the first being 1; None if it is not among the rows."""
        return int(self._places[row]) or None

    def place_at(self, row: int, figures: Figures) -> int | None:
        """Return the place that a row has with other figures; None if it has none."""
        import numpy as np

        own = figures.number(self._key)
        if own is None or self.place_of(row) is None:
            return None
        rows = self._rows[self._rows != row]
        values = self._figures.float_values(self._key)[rows]
        values = values[~np.isnan(values)]
        # Doubles count the rows that are clearly cheaper, and exact figures those that are near.
        bounds = float(own) * (1 - _NEAR), float(own) * (1 + _NEAR)
        first, last = map(int, np.searchsorted(values, bounds))
        near = ((int(other), self._figures.exact_figures(int(other))) for other in rows[first:last])
        order = self._exact_order(row, figures)
        return 1 + first + sum(self._exact_order(*other) < order for other in near)

    def _exact_order(self, row: int, figures: Figures) -> tuple[object, ...]:
        numbers = map(figures.number, sort_keys(self._key))
        return (*((number is None, number or 0) for number in numbers), row)

    @cached_property
    def _places(self) -> Ints:
        """The place of each row of the columns, or 0 if it is not among these rows."""
        import numpy as np

        places = np.zeros(len(self._figures.product_columns), np.int64)
        places[self.page(0, len(self))] = np.arange(1, len(self) + 1)
        return places

    @cached_property
    def _rising_values(self) -> tuple[Floats, int]:
        """The figures of the rows as they rise, and how many there are before the unknown ones."""
        import numpy as np

        values = self._figures.float_values(self._key)[self._rows]
        values = -values if self._descending else values
        return values, len(values) - int(np.isnan(values).sum())

    def _tied_range(self, start: int, stop: int) -> tuple[int, int]:
        """Return the range from the first tie of the first row to the last tie of the last row."""
        import numpy as np

        values, known = self._rising_values
        lowest, highest = values[start], values[stop - 1]
        first = known if np.isnan(lowest) else int(np.searchsorted(values[:known], lowest))
        if np.isnan(highest):
            return first, len(values)
        return first, int(np.searchsorted(values[:known], highest, side="right"))

    def _break_ties(self, rows: Ints, start: int, stop: int) -> Ints:
        """Return the rows of some places among rows that are tied. Others stay undecided."""
        import numpy as np

        columns = [self._figures.float_values(key)[rows] for key in sort_keys(self._key)]
        if self._descending:
            columns[0] = -columns[0]
        order = np.lexsort((rows, *reversed(columns)))
        rows, columns = rows[order], [column[order] for column in columns]
        for first, last in self._undecided_runs(rows, columns):
            if first < stop and last > start:
                rows[first:last] = self._order_exactly(rows[first:last])
        return rows[start:stop]

    def _order_exactly(self, rows: Ints) -> Ints:
        import numpy as np

        candidates = ((int(row), self._figures.exact_figures(int(row))) for row in rows)
        exact = order_by_figure(candidates, self._key, descending=self._descending)
        return np.array(exact, np.int64)

    def _undecided_runs(self, rows: Ints, columns: Sequence[Floats]) -> Iterator[tuple[int, int]]:
        """Give the ranges of rows that doubles leave in a wrong order.

        They are equal as doubles up to a deciding figure, in which some of them differ exactly.
        """
        import numpy as np

        is_tied = np.ones(len(rows) - 1, bool)
        is_undecided: Mask = np.zeros(len(rows) - 1, bool)
        for key, values in zip(sort_keys(self._key), columns, strict=True):
            is_tied &= (values[1:] == values[:-1]) | (np.isnan(values[1:]) & np.isnan(values[:-1]))
            if not is_tied.any():
                break
            numerators, denominators = self._figures.ratios_in_lowest_terms(key, rows)
            differs = (numerators[1:] != numerators[:-1]) | (denominators[1:] != denominators[:-1])
            is_hidden = is_tied & differs & ~np.isnan(values[1:])
            for first, last in _runs(is_tied) if is_hidden.any() else ():
                is_undecided[first:last] |= is_hidden[first:last].any()
        yield from ((first, last + 1) for first, last in _runs(is_undecided))


def _runs(mask: Mask) -> Iterator[tuple[int, int]]:
    """Give the first place of each run of true values, and the place behind it."""
    import numpy as np

    edges = np.flatnonzero(np.diff(mask, prepend=False, append=False))
    yield from zip(map(int, edges[::2]), map(int, edges[1::2]), strict=True)
