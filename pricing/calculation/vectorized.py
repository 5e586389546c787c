"""Compute measures for whole columns of products at once.

Inputs are int64 columns in base units. A measure is one ratio of integers, divided once at the end
with correct rounding, so it equals the nearest double of the exact figure to the last bit. Rows
whose integers do not fit are computed exactly, one by one.
"""

from __future__ import annotations

import math
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

from pricing.calculation.checks import DOUBT_CHECKS, has_label_doubt
from pricing.calculation.checks.case import CheckCase
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
    NonZero,
    Rounded,
    Select,
    Variable,
)
from pricing.model.columns import COLUMNS_BY_KEY
from pricing.model.product_columns import AMOUNT_FIELDS, NO_AMOUNT, ProductColumns
from pricing.quantities.dates import today

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from pricing.calculation.conditions import AboveCondition
    from pricing.expressions.tree import Value
    from pricing.model.product import Product
    from pricing.model.scenario import Scenario

    Ints = NDArray[np.int64]
    Mask = NDArray[np.bool_]
    Floats = NDArray[np.float64]

_MAX_ROWS_COMPARED = 1_000
_LARGEST_EXACT_DOUBLE = 2**53


def figure_columns(
    products: Sequence[Product], scenario: Scenario, keys: Sequence[str]
) -> Mapping[str, Floats]:
    """Return measures of all products by key: float64, shape (products,), NaN if unknown."""
    columns = VectorizedFigures(
        ProductColumns.from_products(products), scenario, products.__getitem__
    )
    return {key: columns.float_values(key) for key in keys}


class VectorizedFigures(RatioArithmetic):
    """The measures of product columns in a scenario. Each is computed once, on first use.

    `product_in_row` gives the product of a row that has to be computed exactly.
    """

    def __init__(
        self,
        product_columns: ProductColumns,
        scenario: Scenario,
        product_in_row: Callable[[int], Product] | None = None,
    ) -> None:
        super().__init__()
        self.product_columns = product_columns.seen_as(scenario.element)
        self.scenario = scenario
        self._product_in_row = product_in_row
        self._ratios: dict[str, RatioColumn] = {}
        self._float_values: dict[str, Floats] = {}

    def float_values(self, key: str) -> Floats:
        """Return a measure of every row: float64, shape (rows,), NaN if unknown."""
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
        undecided = np.flatnonzero(~np.broadcast_to(is_decided, shape))
        if len(undecided):
            holds_exactly = condition.compiled()
            for row in undecided:
                rows[row] = holds_exactly(self.exact_figures(int(row)))
        return rows

    def ratios_in_lowest_terms(self, key: str, rows: Ints) -> tuple[Ints, Ints]:
        """Return a measure of some rows as numerators and denominators in lowest terms.

        A row whose integers do not fit gets its own number over 0, which equals no other row.
        """
        np = self._np
        ratios = self._ratios_for(key)
        numerators, numerators_fit = self.multiply(ratios.numerators, ratios.scale.numerator)
        denominators, denominators_fit = self.multiply(
            ratios.denominators, ratios.scale.denominator
        )
        fits = ratios.fits_int64 & numerators_fit & denominators_fit
        numerators, denominators, fits = (
            np.broadcast_to(column, len(self.product_columns))[rows]
            for column in (numerators, denominators, fits)
        )
        divisors = np.where(fits, np.gcd(numerators, denominators), 0)
        safe_divisors = np.maximum(divisors, 1)
        return (
            np.where(divisors, numerators // safe_divisors, rows),
            np.where(divisors, denominators // safe_divisors, 0),
        )

    def exact_figures(self, row: int) -> Figures:
        """Return the exact figures of one row."""
        if self._product_in_row is not None:
            product = self._product_in_row(row).seen_as(self.scenario.element)
            return Figures(product, self.scenario, lambda: self.reference_figures)
        product, missing_keys = self.product_columns.product_at(row)
        figures = Figures(product, self.scenario, lambda: self.reference_figures)
        return figures.without_inputs(missing_keys)

    @cached_property
    def reference_figures(self) -> Figures | None:
        """The figures of the cheapest product of the reference form without a label in doubt.

        The rank order decides between products of one cost.
        """
        np, headlines = self._np, self.float_values(HEADLINE.key)
        candidates = self.product_columns.kind_mask(
            lambda product: product.recognized_form.name == self.scenario.reference_form
        ) & ~np.isnan(headlines)
        rows = np.flatnonzero(candidates)
        rows = rows[np.argsort(headlines[rows], kind="stable")][:_MAX_ROWS_COMPARED]
        while len(rows):
            tied = headlines[rows] <= headlines[rows[0]] * (1 + 1e-12)
            figures = {int(row): self.exact_figures(int(row)) for row in rows[tied]}
            for row in order_by_figure(figures.items()):
                case = CheckCase(figures[row], today())
                if not has_label_doubt(DOUBT_CHECKS.find_flags(case)):
                    return figures[row]
            rows = rows[~tied]
        return None

    # -- inputs and measures by key ------------------------------------------------------------

    def _ratios_for(self, key: str) -> RatioColumn:
        if key not in self._ratios:
            self._ratios[key] = self._find_ratios(key)
        return self._ratios[key]

    def _find_ratios(self, key: str) -> RatioColumn:
        """Return an input or a measure of every row. It is kept."""
        if key in MEASURES_BY_KEY:
            return self._evaluate(MEASURES_BY_KEY[key].expression)
        if key in REFERENCE_MEASURES:
            reference = self.reference_figures
            return self.constant(reference(REFERENCE_MEASURES[key]) if reference else None)
        if key in AMOUNT_FIELDS:
            return self._amount_ratios(key)
        return self._kind_ratios(lambda product: INPUTS[key].value_of(product, self.scenario))

    def _amount_ratios(self, key: str) -> RatioColumn:
        """Return a column of amounts. A price is defined only if the product is comparable."""
        quantity = COLUMNS_BY_KEY[key].kind.quantity
        if quantity is None:
            raise LookupError(key)
        column = self.product_columns.amounts[key]
        is_defined: Mask = column != NO_AMOUNT
        if key == "price":
            is_defined = is_defined & self.product_columns.kind_mask(
                lambda product: is_comparable(product, self.scenario)
            )
        if is_defined.all():
            is_defined, numerators = self._true, column
        else:
            numerators = self._np.where(is_defined, column, 0)
        fits = self.product_columns.fits_int64
        scale = Fraction(1, quantity.base_per_unit)
        return RatioColumn(
            scale, numerators, self._ones, is_defined, self._true if fits.all() else fits
        )

    def _kind_ratios(self, value_of: Callable[[Product], Value]) -> RatioColumn:
        """Return an input that depends on the kind of product, over a common denominator."""
        values = [value_of(product) for product in self.product_columns.example_products]
        if all(value == values[0] for value in values):
            return self.constant(values[0])
        np, numbers = self._np, [value if isinstance(value, Fraction) else None for value in values]
        denominator = math.lcm(*(value.denominator for value in numbers if value is not None))
        scaled = [0 if value is None else int(value * denominator) for value in numbers]
        fits = np.array([abs(value) < INT64_LIMIT for value in scaled], bool)
        column = np.array([value if abs(value) < INT64_LIMIT else 0 for value in scaled], np.int64)
        is_defined = np.array([value is not None for value in numbers], bool)
        kinds = self.product_columns.kind_indices
        return RatioColumn(
            Fraction(1, denominator),
            column[kinds],
            self._ones,
            is_defined[kinds],
            self._true if fits.all() else fits[kinds],
        )

    # -- nodes ---------------------------------------------------------------------------------

    def _evaluate(self, node: Expression) -> RatioColumn:
        match node:
            case Constant(value):
                return self.constant(value)
            case Variable(key):
                return self._ratios_for(key)
            case Arithmetic(sign, left, right):
                combine = self.add_or_subtract if sign in "+-" else self.multiply_or_divide
                return combine(self._evaluate(left), self._evaluate(right), sign)
            case Rounded(inner, mode):
                return self.round_to_whole(self._evaluate(inner), mode)
            case NonZero(inner):
                return self.undefined_where_zero(self._evaluate(inner))
            case _:
                return self._evaluate_choice(node)

    def _evaluate_choice(self, node: Expression) -> RatioColumn:
        match node:
            case Extreme(left, right, is_maximum):
                a, b = self._evaluate(left), self._evaluate(right)
                at_most, is_decided = self.is_at_most(a, b)
                return self.select(at_most ^ is_maximum, a, b, is_decided)
            case IfAtMost(left, right, then, other):
                a, bound = self._evaluate(left), self._evaluate(right)
                at_most, is_decided = self.is_at_most(a, bound)
                holds = ~bound.is_defined | (a.is_defined & at_most)
                if is_decided.all() and (holds.all() or not holds.any()):
                    return self._evaluate(then if holds.all() else other)
                return self.select(holds, self._evaluate(then), self._evaluate(other), is_decided)
            case IfGiven(key, inner, other):
                is_given = self._ratios_for(key).is_defined
                if is_given.all():
                    return self._evaluate(inner)
                return self.select(
                    is_given, self._evaluate(inner), self._evaluate(other), self._true
                )
            case Select(key, cases):
                example = self.product_columns.example_products[0]
                return self._evaluate(cases[str(INPUTS[key].value_of(example, self.scenario))])
            case _:
                raise TypeError(node)

    # -- the one division ----------------------------------------------------------------------

    def _divide(self, key: str) -> Floats:
        np = self._np
        ratios = self._ratios_for(key)
        numerators, numerators_fit = self.multiply(ratios.numerators, ratios.scale.numerator)
        denominators, denominators_fit = self.multiply(
            ratios.denominators, ratios.scale.denominator
        )
        is_exact = ratios.fits_int64 & numerators_fit & denominators_fit
        if max(max_magnitude(numerators), max_magnitude(denominators)) > _LARGEST_EXACT_DOUBLE:
            divisors = np.gcd(numerators, denominators)
            divisors = np.where(divisors == 0, 1, divisors)
            numerators, denominators = numerators // divisors, denominators // divisors
            is_exact = (
                is_exact
                & (np.abs(numerators) <= _LARGEST_EXACT_DOUBLE)
                & (np.abs(denominators) <= _LARGEST_EXACT_DOUBLE)
            )
        result: Floats = np.full(len(self.product_columns), np.nan)
        np.divide(numerators, denominators, out=result, where=is_exact & ratios.is_defined)
        if is_exact.all():
            return result
        for row in np.flatnonzero(~np.broadcast_to(is_exact, result.shape)):
            value = self.exact_number(int(row), key)
            result[row] = np.nan if value is None else float(value)
        return result

    def exact_number(self, row: int, key: str) -> Fraction | None:
        """Return the exact figure of one row; None if it is unknown."""
        return self.exact_figures(row).number(key)
