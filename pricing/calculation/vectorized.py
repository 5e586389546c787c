"""The fourth face of the expression tree: whole columns of products at once.

Inputs are int64 columns in base units; a figure is one ratio of integers and one correctly rounded
division at the end, so it equals the exact figure's nearest double to the last bit. Rows whose
integers do not fit are worked out exactly, one by one.
"""

from __future__ import annotations

import math
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

from pricing.calculation.conditions import CONDITIONS
from pricing.calculation.figures import INPUTS, REFERENCE_MEASURES, Figures, is_comparable
from pricing.calculation.measures import HEADLINE, MEASURES_BY_KEY
from pricing.calculation.rank_order import order_by_figure
from pricing.expressions.ratio_columns import (
    INT64_LIMIT,
    RatioArithmetic,
    RatioColumn,
    max_magnitude,
)
from pricing.expressions.tree import (
    Arithmetic,
    Constant,
    Expression,
    Extreme,
    IfAtMost,
    IfGiven,
    Rounded,
    Select,
    Variable,
)
from pricing.model.columns import COLUMNS_BY_KEY as COLUMN
from pricing.model.product_columns import AMOUNT_FIELDS, NO_AMOUNT, ProductColumns

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from pricing.calculation.conditions import AboveCondition
    from pricing.model.product import Product
    from pricing.model.scenario import Scenario

    Ints = NDArray[np.int64]
    Mask = NDArray[np.bool_]
    Floats = NDArray[np.float64]

_MAX_TIES_COMPARED = 1_000
_LARGEST_EXACT_DOUBLE = 2**53


def figure_columns(
    products: Sequence[Product], scenario: Scenario, keys: Sequence[str]
) -> Mapping[str, Floats]:
    """The measures `keys` of all products: float64, shape (products,), NaN where there is none."""
    columns = VectorizedFigures(
        ProductColumns.from_products(products), scenario, products.__getitem__
    )
    return {key: columns.float_values(key) for key in keys}


class VectorizedFigures(RatioArithmetic):
    """Measures of a stock in a scenario, and the ratios worked out from them so far.

    `exact` gives the product of a row, where a row is worked out on its own.
    """

    def __init__(
        self,
        product_columns: ProductColumns,
        scenario: Scenario,
        product_in_row: Callable[[int], Product] | None = None,
    ) -> None:
        super().__init__()
        self.product_columns = product_columns
        self.scenario = scenario
        self._product_in_row = product_in_row
        self._ratios: dict[str, RatioColumn] = {}
        self._float_values: dict[str, Floats] = {}

    def float_values(self, key: str) -> Floats:
        """A measure of every row: float64, shape (rows,), NaN where there is none."""
        if key not in self._float_values:
            empty = not len(self.product_columns)
            self._float_values[key] = self._np.empty(0) if empty else self._divide(key)
        return self._float_values[key]

    def rows_where(self, condition_key: str) -> Mask:
        """Return the rows for which a condition of `CONDITIONS` holds."""
        rows: Mask = self._np.zeros(len(self.product_columns), bool)
        for part in CONDITIONS[condition_key]:
            rows |= self._rows_above(part)
        return rows

    def _rows_above(self, condition: AboveCondition) -> Mask:
        np, shape = self._np, (len(self.product_columns),)
        left, right = self._evaluate(condition.left), self._evaluate(condition.right)
        at_most, is_decided = self.is_at_most(left, right)
        holds = ~at_most & left.is_defined & right.is_defined
        rows: Mask = np.broadcast_to(holds, shape).copy()
        if condition.counted_units_only:
            rows &= self.product_columns.kind_mask(
                lambda product: product.unit_kind_details.is_counted
            )
        for row in np.flatnonzero(~np.broadcast_to(is_decided, shape)):
            rows[row] = condition.holds(self.exact_figures(int(row)))
        return rows

    def ratios_in_lowest_terms(self, key: str, rows: Ints) -> tuple[Ints, Ints]:
        """A measure of some rows as tops and bottoms in lowest terms; like none where it is not."""
        np = self._np
        ratios = self._ratios_for(key)
        top, fits_1 = self.multiply(ratios.numerators, ratios.scale.numerator)
        bottom, fits_2 = self.multiply(ratios.denominators, ratios.scale.denominator)
        sound = ratios.fits_int64 & fits_1 & fits_2
        parts = (
            np.broadcast_to(each, len(self.product_columns))[rows] for each in (top, bottom, sound)
        )
        top, bottom, fit = parts
        divisor = np.where(fit, np.gcd(top, bottom), 0)
        whole = np.maximum(divisor, 1)
        return np.where(divisor, top // whole, rows), np.where(divisor, bottom // whole, 0)

    def exact_figures(self, row: int) -> Figures:
        """The exact figures of one row."""
        if self._product_in_row is not None:
            return Figures(self._product_in_row(row), self.scenario, lambda: self.reference_figures)
        product, lacking = self.product_columns.product_at(row)
        return Figures(product, self.scenario, lambda: self.reference_figures).without_inputs(
            lacking
        )

    @cached_property
    def reference_figures(self) -> Figures | None:
        """The first by headline among the reference form; near ties are settled exactly."""
        headline = self.float_values(HEADLINE.key)
        wanted = self.product_columns.kind_mask(
            lambda each: each.recognized_form.name == self.scenario.reference_form
        ) & ~self._np.isnan(headline)
        if not wanted.any():
            return None
        close = wanted & (headline <= headline[wanted].min() * (1 + 1e-12))
        rows = self._np.flatnonzero(close)[:_MAX_TIES_COMPARED]
        figures = {int(row): self.exact_figures(int(row)) for row in rows}
        return figures[order_by_figure(figures.items())[0]]

    # -- names ---------------------------------------------------------------------------------

    def _ratios_for(self, key: str) -> RatioColumn:
        if key not in self._ratios:
            if key in MEASURES_BY_KEY:
                self._ratios[key] = self._evaluate(MEASURES_BY_KEY[key].expression)
            elif key in REFERENCE_MEASURES:
                value = (
                    self.reference_figures(REFERENCE_MEASURES[key])
                    if self.reference_figures
                    else None
                )
                self._ratios[key] = self.constant(value)
            elif key in AMOUNT_FIELDS:
                self._ratios[key] = self._amount_ratios(key)
            else:
                self._ratios[key] = self._kind_ratios(key)
        return self._ratios[key]

    def _amount_ratios(self, key: str) -> RatioColumn:
        """A column as it stands; the prices of those alone that are compared."""
        quantity = COLUMN[key].kind.quantity
        if quantity is None:
            raise LookupError(key)
        column = self.product_columns.amounts[key]
        known: Mask = column != NO_AMOUNT
        if key == "price":
            known = known & self.product_columns.kind_mask(
                lambda each: is_comparable(each, self.scenario)
            )
        if known.all():
            known, top = self._true, column
        else:
            top = self._np.where(known, column, 0)
        sound = (
            self._true if self.product_columns.fits_int64.all() else self.product_columns.fits_int64
        )
        return RatioColumn(Fraction(1, quantity.base_per_unit), top, self._ones, known, sound)

    def _kind_ratios(self, key: str) -> RatioColumn:
        """An input that rests on the kind of product, over the least common denominator."""
        values = [
            INPUTS[key].value_of(each, self.scenario)
            for each in self.product_columns.example_products
        ]
        if all(value == values[0] for value in values):
            return self.constant(values[0])
        np, numbers = self._np, [value if isinstance(value, Fraction) else None for value in values]
        common = math.lcm(*(value.denominator for value in numbers if value is not None))
        tops = [0 if value is None else int(value * common) for value in numbers]
        fits = np.array([abs(top) < INT64_LIMIT for top in tops], bool)
        column = np.array([top if abs(top) < INT64_LIMIT else 0 for top in tops], np.int64)
        known = np.array([value is not None for value in numbers], bool)
        kinds = self.product_columns.kind_indices
        sound = self._true if fits.all() else fits[kinds]
        return RatioColumn(Fraction(1, common), column[kinds], self._ones, known[kinds], sound)

    # -- nodes ---------------------------------------------------------------------------------

    def _evaluate(self, node: Expression) -> RatioColumn:
        match node:
            case Constant(value):
                return self.constant(value)
            case Variable(key):
                return self._ratios_for(key)
            case Arithmetic("+" | "-" as sign, left, right):
                return self.add_or_subtract(self._evaluate(left), self._evaluate(right), sign)
            case Arithmetic(sign, left, right):
                return self.multiply_or_divide(self._evaluate(left), self._evaluate(right), sign)
            case Rounded(inner, to):
                return self.round_to_whole(self._evaluate(inner), to)
            case _:
                return self._evaluate_choice(node)

    def _evaluate_choice(self, node: Expression) -> RatioColumn:
        match node:
            case Extreme(left, right, largest):
                a, b = self._evaluate(left), self._evaluate(right)
                at_most, sound = self.is_at_most(a, b)
                return self.select(at_most ^ largest, a, b, sound)
            case IfAtMost(left, right, then, other):
                a, bound = self._evaluate(left), self._evaluate(right)
                at_most, sound = self.is_at_most(a, bound)
                holds = ~bound.is_defined | (a.is_defined & at_most)
                if sound.all() and (holds.all() or not holds.any()):
                    return self._evaluate(then if holds.all() else other)
                return self.select(holds, self._evaluate(then), self._evaluate(other), sound)
            case IfGiven(key, inner, other):
                known = self._ratios_for(key).is_defined
                if known.all():
                    return self._evaluate(inner)
                return self.select(known, self._evaluate(inner), self._evaluate(other), self._true)
            case Select(key, cases):
                take = INPUTS[key].value_of
                return self._evaluate(
                    cases[str(take(self.product_columns.example_products[0], self.scenario))]
                )
            case _:
                raise TypeError(node)

    # -- the one division ----------------------------------------------------------------------

    def _divide(self, key: str) -> Floats:
        np = self._np
        ratios = self._ratios_for(key)
        top, fits_1 = self.multiply(ratios.numerators, ratios.scale.numerator)
        bottom, fits_2 = self.multiply(ratios.denominators, ratios.scale.denominator)
        exact = ratios.fits_int64 & fits_1 & fits_2
        if max(max_magnitude(top), max_magnitude(bottom)) > _LARGEST_EXACT_DOUBLE:
            divisor = np.gcd(top, bottom)
            divisor = np.where(divisor == 0, 1, divisor)
            top, bottom = top // divisor, bottom // divisor
            exact = (
                exact
                & (np.abs(top) <= _LARGEST_EXACT_DOUBLE)
                & (np.abs(bottom) <= _LARGEST_EXACT_DOUBLE)
            )
        found: Floats = np.full(len(self.product_columns), np.nan)
        np.divide(top, bottom, out=found, where=exact & ratios.is_defined)
        if exact.all():
            return found
        for row in np.flatnonzero(~np.broadcast_to(exact, found.shape)):
            value = self.exact_figures(int(row)).number(key)
            found[row] = np.nan if value is None else float(value)
        return found
