"""Hundreds of thousands of products in order: filtered, ranked by any measure, spread over forms.

Doubles decide where they differ; where they are the same, the exact figures do, for what is shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from pricing.calculation.aggregates import QUANTILES, quantile_between, quantile_places
from pricing.calculation.figures import Figures
from pricing.calculation.measures import HEADLINE
from pricing.calculation.rank_order import order_by_figure, sort_keys
from pricing.calculation.vectorized import VectorizedFigures

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

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


@dataclass(frozen=True, slots=True)
class Filters:
    """What products have to be; "" and False leave it open."""

    element: str = ""
    form: str = ""
    unit_kind: str = ""
    currency: str = ""
    within_limit: bool = False

    def matches(self, example: Product) -> bool:
        """Whether a kind of product is wanted, but for the limit."""
        return all(
            not wanted or wanted == given
            for wanted, given in (
                (self.element, example.element),
                (self.form, example.recognized_form.name),
                (self.unit_kind, example.unit_kind),
                (self.currency, example.currency),
            )
        )


@dataclass(frozen=True, slots=True)
class FormCostDistribution:
    """What the products of a form cost by the headline: float64, in the scenario's currency.

    `bars` counts products between the ends of the histogram, the same ones for every form, each a
    certain number of times the one before: costs differ by factors, not by amounts.
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
    """A stock in a scenario. Orders are worked out when first asked for, and kept."""

    def __init__(self, product_columns: ProductColumns, scenario: Scenario) -> None:
        import numpy as np

        self._np = np
        self.product_columns = product_columns
        self.scenario = scenario
        self._figures = VectorizedFigures(product_columns, scenario)
        self._orders: dict[tuple[str, bool], Ints] = {}

    def figures_with_reference(self, product: Product, missing_keys: Iterable[str] = ()) -> Figures:
        """The exact figures of a product, beside the stock's cheapest of the reference form.

        What it is `lacking` is not known.
        """
        figures = Figures(product, self.scenario, lambda: self._figures.reference_figures)
        return figures.without_inputs(missing_keys)

    # -- choosing ------------------------------------------------------------------------------

    def filter_rows(self, filters: Filters, allowed_ids: Iterable[Ints | None] = ()) -> Mask:
        """The rows that pass the filters and whose ids stand in each of `among` (None: any)."""
        np = self._np
        if not len(self.product_columns):
            none: Mask = np.zeros(0, bool)
            return none
        mask: Mask = self.product_columns.kind_mask(filters.matches)
        if filters.currency:
            mask &= self.product_columns.has_price
        if filters.within_limit:
            mask &= ~self._figures.rows_where("over_limit")
            mask &= ~np.isnan(self._figures.float_values(HEADLINE.key))
        for ids in allowed_ids:
            if ids is not None:
                mask &= self._rows_with_ids(ids)
        return mask

    def _rows_with_ids(self, ids: Ints) -> Mask:
        np = self._np
        there = np.zeros(int(self.product_columns.ids.max()) + 1, bool)
        there[ids[ids < len(there)]] = True
        mask: Mask = there[self.product_columns.ids]
        return mask

    # -- ranking -------------------------------------------------------------------------------

    def order(self, key: str, *, descending: bool = False) -> Ints:
        """All rows by a measure, those without it last; equal doubles in no settled order."""
        if (key, descending) not in self._orders:
            if key == SORT_BY_NAME:
                names = self._np.arange(len(self.product_columns), dtype=self._np.int64)
                order = names[::-1] if descending else names
            else:
                values = self._figures.float_values(key)
                values = -values if descending else values
                # Sorting is several times as fast without NaN; infinity stands last as well.
                order = self._np.argsort(
                    self._np.where(self._np.isnan(values), self._np.inf, values)
                )
            self._orders[key, descending] = order
        return self._orders[key, descending]

    def rank_rows(self, key: str, mask: Mask, *, descending: bool = False) -> RankedRows:
        """The rows of a mask in order of a measure (BY_NAME: of their names)."""
        order = self.order(key, descending=descending)
        return RankedRows(self._figures, key, order[mask[order]], descending)

    # -- how a form's products spread ----------------------------------------------------------

    def cost_distributions(
        self, mask: Mask
    ) -> tuple[tuple[FormCostDistribution, ...], tuple[float, ...]]:
        """Each form's spread by the headline, the cheapest form first, and the bars' ends."""
        np = self._np
        if not len(self.product_columns):
            return (), ()
        values = self._figures.float_values(HEADLINE.key)
        rows = np.flatnonzero(mask & ~np.isnan(values))
        if not len(rows):
            return (), ()
        names = [each.recognized_form.name for each in self.product_columns.example_products]
        known = sorted(set(names))
        forms = np.array([known.index(name) for name in names], np.int64)[
            self.product_columns.kind_indices[rows]
        ]
        costs = values[rows]
        some = costs[costs > 0]
        rising = (
            np.geomspace(some.min(), some.max(), HISTOGRAM_BARS + 1)
            if len(some)
            else np.ones(HISTOGRAM_BARS + 1)
        )
        ends = np.maximum.accumulate(rising)  # of one cost alone they come out a bit apart
        grouped = np.argsort(forms, kind="stable")
        bounds = np.searchsorted(forms[grouped], np.arange(len(known) + 1))
        spreads = [
            _cost_distribution(name, costs[grouped[first:last]], ends)
            for name, first, last in zip(known, bounds[:-1], bounds[1:], strict=True)
            if last > first
        ]
        return (
            tuple(sorted(spreads, key=lambda each: (each.lowest, each.form))),
            tuple(map(float, ends)),
        )


def _cost_distribution(form: str, costs: Floats, ends: Floats) -> FormCostDistribution:
    import numpy as np

    places = {name: quantile_places(name, len(costs)) for name in QUANTILES}
    in_place = np.partition(costs, sorted({at for pair in places.values() for at in pair}))
    quantiles = {
        name: float(
            quantile_between(name, len(costs), Fraction(in_place[lower]), Fraction(in_place[upper]))
        )
        for name, (lower, upper) in places.items()
    }
    bars, _ = np.histogram(np.clip(costs, ends[0], ends[-1]), ends)
    return FormCostDistribution(form, len(costs), **quantiles, bars=tuple(map(int, bars)))


class RankedRows:
    """Rows in order of a measure: the cheapest, the longest lasting, or by name."""

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
        settled = self._break_ties(self._rows[first:last])
        return settled[start - first : stop - first]

    def _tied_range(self, start: int, stop: int) -> tuple[int, int]:
        """From the first row that equals the one at `start` to the last that equals the last."""
        import numpy as np

        values = self._figures.float_values(self._key)[self._rows]
        values = -values if self._descending else values
        ends = values[start], values[stop - 1]
        known = len(values) - int(np.isnan(values).sum())
        first = known if np.isnan(ends[0]) else int(np.searchsorted(values[:known], ends[0]))
        if np.isnan(ends[1]):
            return first, len(values)
        return first, int(np.searchsorted(values[:known], ends[1], side="right"))

    def _break_ties(self, rows: Ints) -> Ints:
        import numpy as np

        columns = [self._figures.float_values(key)[rows] for key in sort_keys(self._key)]
        if self._descending:
            columns[0] = -columns[0]
        order = np.lexsort((rows, *reversed(columns)))
        rows = rows[order]
        if self._has_hidden_difference(rows, [column[order] for column in columns]):
            candidates = ((int(row), self._figures.exact_figures(int(row))) for row in rows)
            exact = order_by_figure(candidates, self._key, descending=self._descending)
            rows = np.array(exact, np.int64)
        return rows

    def _has_hidden_difference(self, rows: Ints, columns: Sequence[Floats]) -> bool:
        """Whether neighbours are equal as floats in a figure that decides, and differ exactly."""
        import numpy as np

        level = np.ones(len(rows) - 1, bool)
        for key, values in zip(sort_keys(self._key), columns, strict=True):
            level &= (values[1:] == values[:-1]) | (np.isnan(values[1:]) & np.isnan(values[:-1]))
            if not level.any():
                return False
            top, bottom = self._figures.ratios_in_lowest_terms(key, rows)
            differs = (top[1:] != top[:-1]) | (bottom[1:] != bottom[:-1])
            if (level & differs & ~np.isnan(values[1:])).any():
                return True
        return False
