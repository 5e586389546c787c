"""Hundreds of thousands of products in order: filtered, ranked by any measure, spread over forms.

Doubles decide where they differ; where they are the same, the exact figures do, for what is shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from pricing.calculation.figures import Figures
from pricing.calculation.measures import HEADLINE
from pricing.calculation.vectorized import StockFigures

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy as np
    from numpy.typing import NDArray

    from pricing.model.product import Product
    from pricing.model.product_columns import Stock
    from pricing.model.scenario import Scenario

    Ints = NDArray[np.int64]
    Mask = NDArray[np.bool_]
    Floats = NDArray[np.float64]

BY_NAME = ""
BARS = 32
_NOTHING = Fraction(0)


@dataclass(frozen=True, slots=True)
class Filters:
    """What products have to be; "" and False leave it open."""

    element: str = ""
    form: str = ""
    unit_kind: str = ""
    currency: str = ""
    within_limit: bool = False

    def holds(self, product: Product) -> bool:
        """Whether a kind of product is wanted, but for the limit."""
        return all(
            not wanted or wanted == given
            for wanted, given in (
                (self.element, product.element),
                (self.form, product.named_form.name),
                (self.unit_kind, product.unit_kind),
                (self.currency, product.currency),
            )
        )


@dataclass(frozen=True, slots=True)
class FormSpread:
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

    def __init__(self, stock: Stock, scenario: Scenario) -> None:
        import numpy as np

        self._np = np
        self.stock = stock
        self.scenario = scenario
        self._figures = StockFigures(stock, scenario)
        self._orders: dict[tuple[str, bool], Ints] = {}

    def beside_reference(self, product: Product, lacking: Iterable[str] = ()) -> Figures:
        """The exact figures of a product, beside the stock's cheapest of the reference form.

        What it is `lacking` is not known.
        """
        figures = Figures(product, self.scenario, lambda: self._figures.reference)
        return figures.without(lacking)

    # -- choosing ------------------------------------------------------------------------------

    def wanted(self, filters: Filters, among: Iterable[Ints | None] = ()) -> Mask:
        """The rows that pass the filters and whose ids stand in each of `among` (None: any)."""
        np = self._np
        if not len(self.stock):
            none: Mask = np.zeros(0, bool)
            return none
        mask: Mask = self.stock.where(filters.holds)
        if filters.currency:
            mask &= self.stock.priced
        if filters.within_limit:
            mask &= self._figures.at_most("delivered_mg_per_day", "limit_mg")
            mask &= ~np.isnan(self._figures.doubles(HEADLINE.key))
        for ids in among:
            if ids is not None:
                mask &= self._present(ids)
        return mask

    def _present(self, ids: Ints) -> Mask:
        np = self._np
        there = np.zeros(int(self.stock.ids.max()) + 1, bool)
        there[ids[ids < len(there)]] = True
        mask: Mask = there[self.stock.ids]
        return mask

    # -- ranking -------------------------------------------------------------------------------

    def order(self, key: str, *, descending: bool = False) -> Ints:
        """All rows by a measure, those without it last; equal doubles in no settled order."""
        if (key, descending) not in self._orders:
            if key == BY_NAME:
                names = self._np.arange(len(self.stock), dtype=self._np.int64)
                order = names[::-1] if descending else names
            else:
                values = self._figures.doubles(key)
                values = -values if descending else values
                # Sorting is several times as fast without NaN; infinity stands last as well.
                order = self._np.argsort(
                    self._np.where(self._np.isnan(values), self._np.inf, values)
                )
            self._orders[key, descending] = order
        return self._orders[key, descending]

    def ranked(self, key: str, mask: Mask, *, descending: bool = False) -> Ranked:
        """The rows of a mask in order of a measure (BY_NAME: of their names)."""
        order = self.order(key, descending=descending)
        return Ranked(self._figures, key, order[mask[order]], descending)

    # -- how a form's products spread ----------------------------------------------------------

    def spread(self, mask: Mask) -> tuple[tuple[FormSpread, ...], tuple[float, ...]]:
        """Each form's spread by the headline, the cheapest form first, and the bars' ends."""
        np = self._np
        if not len(self.stock):
            return (), ()
        values = self._figures.doubles(HEADLINE.key)
        rows = np.flatnonzero(mask & ~np.isnan(values))
        if not len(rows):
            return (), ()
        names = [each.named_form.name for each in self.stock.examples]
        known = sorted(set(names))
        forms = np.array([known.index(name) for name in names], np.int64)[self.stock.kinds[rows]]
        costs = values[rows]
        some = costs[costs > 0]
        rising = np.geomspace(some.min(), some.max(), BARS + 1) if len(some) else np.ones(BARS + 1)
        ends = np.maximum.accumulate(rising)  # of one cost alone they come out a bit apart
        grouped = np.argsort(forms, kind="stable")
        bounds = np.searchsorted(forms[grouped], np.arange(len(known) + 1))
        spreads = [
            _spread(name, costs[grouped[first:last]], ends)
            for name, first, last in zip(known, bounds[:-1], bounds[1:], strict=True)
            if last > first
        ]
        return (
            tuple(sorted(spreads, key=lambda each: (each.lowest, each.form))),
            tuple(map(float, ends)),
        )


def _spread(form: str, costs: Floats, ends: Floats) -> FormSpread:
    import numpy as np

    least, *quarters, most = map(float, np.quantile(costs, (0, 0.25, 0.5, 0.75, 1)))
    bars, _ = np.histogram(np.clip(costs, ends[0], ends[-1]), ends)
    first, middle, third = quarters
    counts = tuple(map(int, bars))
    return FormSpread(form, len(costs), least, first, middle, third, most, counts)


class Ranked:
    """Rows in order of a measure: the cheapest, the longest lasting, or by name."""

    def __init__(
        self, figures: StockFigures, key: str, rows: Ints, descending: bool = False
    ) -> None:
        self._figures = figures
        self._key = key
        self._rows = rows
        self._descending = descending

    def __len__(self) -> int:
        return len(self._rows)

    def page(self, start: int, stop: int) -> Ints:
        """The rows of some places, ties settled: by monthly cost, then outlay, then name."""
        stop = min(stop, len(self))
        if self._key == BY_NAME or start >= stop:
            return self._rows[start:stop]
        first, last = self._ties(start, stop)
        settled = self._settled(self._rows[first:last])
        return settled[start - first : stop - first]

    def _ties(self, start: int, stop: int) -> tuple[int, int]:
        """From the first row that equals the one at `start` to the last that equals the last."""
        import numpy as np

        values = self._figures.doubles(self._key)[self._rows]
        values = -values if self._descending else values
        ends = values[start], values[stop - 1]
        known = len(values) - int(np.isnan(values).sum())
        first = known if np.isnan(ends[0]) else int(np.searchsorted(values[:known], ends[0]))
        if np.isnan(ends[1]):
            return first, len(values)
        return first, int(np.searchsorted(values[:known], ends[1], side="right"))

    def _settled(self, rows: Ints) -> Ints:
        import numpy as np

        values = self._figures.doubles(self._key)[rows]
        monthly, outlay = (
            self._figures.doubles(key)[rows] for key in ("monthly_cost", "monthly_outlay")
        )
        values = -values if self._descending else values
        order = np.lexsort((rows, outlay, monthly, values))
        rows = rows[order]
        top, bottom = self._figures.reduced(self._key, rows)
        level = values[order][1:] == values[order][:-1]
        if (level & ((top[1:] != top[:-1]) | (bottom[1:] != bottom[:-1]))).any():
            rows = np.array(sorted(rows, key=self._exact_key), np.int64)
        return rows

    def _exact_key(self, row: int) -> tuple[Fraction, Fraction, Fraction, int]:
        figures = self._figures.exact(int(row))
        number, monthly, outlay = (
            figures.number(key) or _NOTHING for key in (self._key, "monthly_cost", "monthly_outlay")
        )
        return -number if self._descending else number, monthly, outlay, row
