"""The fourth face of the expression tree: whole columns of products at once.

Inputs are int64 columns in base units; a figure is one ratio of integers and one correctly rounded
division at the end, so it equals the exact figure's nearest double to the last bit. Rows whose
integers do not fit are worked out exactly, one by one.
"""

from __future__ import annotations

import math
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any

from pricing.calculation.figures import INPUTS, REFERENCE, Figures, comparable
from pricing.calculation.measures import BY_KEY, HEADLINE
from pricing.expressions.ratio_columns import FITS, RatioArithmetic, Ratios, largest
from pricing.expressions.tree import (
    Arithmetic,
    Constant,
    Expression,
    Extreme,
    IfAtMost,
    IfKnown,
    Name,
    Rounded,
    Select,
)
from pricing.model.columns import BY_KEY as COLUMN
from pricing.model.product_columns import AMOUNTS, EMPTY, Stock

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from pricing.model.product import Product
    from pricing.model.scenario import Scenario

    Ints = NDArray[np.int64]
    Mask = NDArray[np.bool_]
    Floats = NDArray[np.float64]

_MOST_SETTLED = 1_000
_DOUBLE = 2**53


def figure_columns(
    products: Sequence[Product], scenario: Scenario, keys: Sequence[str]
) -> Mapping[str, Floats]:
    """The measures `keys` of all products: float64, shape (products,), NaN where there is none."""
    columns = StockFigures(Stock.of(products), scenario, products.__getitem__)
    return {key: columns.doubles(key) for key in keys}


class StockFigures(RatioArithmetic):
    """Measures of a stock in a scenario, and the ratios worked out from them so far.

    `exact` gives the product of a row, where a row is worked out on its own.
    """

    def __init__(
        self, stock: Stock, scenario: Scenario, exact: Callable[[int], Product] | None = None
    ) -> None:
        super().__init__()
        self.stock = stock
        self.scenario = scenario
        self._product_in = exact
        self._ratios: dict[str, Ratios] = {}
        self._found: dict[str, Floats] = {}

    def doubles(self, key: str) -> Floats:
        """A measure of every row: float64, shape (rows,), NaN where there is none."""
        if key not in self._found:
            empty = not len(self.stock)
            self._found[key] = self._np.empty(0) if empty else self._doubles(key)
        return self._found[key]

    def at_most(self, key: str, bound: str) -> Mask:
        """The rows whose measure is at most the bound; those that have either of them not, too."""
        np, shape = self._np, (len(self.stock),)
        a, limit = self._named(key), self._named(bound)
        at_most, sound = self.compared(a, limit)
        rows: Mask = np.broadcast_to(at_most | ~(a.known & limit.known), shape).copy()
        for row in np.flatnonzero(~np.broadcast_to(sound, shape)):
            figures = self.exact(int(row))
            value, most = figures.number(key), figures.number(bound)
            rows[row] = value is None or most is None or value <= most
        return rows

    def reduced(self, key: str, rows: Ints) -> tuple[Ints, Ints]:
        """A measure of some rows as tops and bottoms in lowest terms; like none where it is not."""
        np = self._np
        ratios = self._named(key)
        top, fits_1 = self.times(ratios.top, ratios.scale.numerator)
        bottom, fits_2 = self.times(ratios.bottom, ratios.scale.denominator)
        sound = ratios.sound & fits_1 & fits_2
        parts = (np.broadcast_to(each, len(self.stock))[rows] for each in (top, bottom, sound))
        top, bottom, fit = parts
        divisor = np.where(fit, np.gcd(top, bottom), 0)
        whole = np.maximum(divisor, 1)
        return np.where(divisor, top // whole, rows), np.where(divisor, bottom // whole, 0)

    def exact(self, row: int) -> Figures:
        """The exact figures of one row."""
        if self._product_in is not None:
            return Figures(self._product_in(row), self.scenario, lambda: self.reference)
        product, lacking = self.stock.product(row)
        return Figures(product, self.scenario, lambda: self.reference).without(lacking)

    @cached_property
    def reference(self) -> Figures | None:
        """The first by headline among the reference form; near ties are settled exactly."""
        headline = self.doubles(HEADLINE.key)
        wanted = self.stock.where(
            lambda each: each.named_form.name == self.scenario.reference_form
        ) & ~self._np.isnan(headline)
        if not wanted.any():
            return None
        close = wanted & (headline <= headline[wanted].min() * (1 + 1e-12))
        rows = self._np.flatnonzero(close)[:_MOST_SETTLED]
        return min((self.exact(int(row)) for row in rows), key=_rank_key)

    # -- names ---------------------------------------------------------------------------------

    def _named(self, key: str) -> Ratios:
        if key not in self._ratios:
            if key in BY_KEY:
                self._ratios[key] = self._worked_out(BY_KEY[key].expression)
            elif key in REFERENCE:
                value = self.reference(REFERENCE[key]) if self.reference else None
                self._ratios[key] = self.same(value)
            elif key in AMOUNTS:
                self._ratios[key] = self._amount(key)
            else:
                self._ratios[key] = self._of_kind(key)
        return self._ratios[key]

    def _amount(self, key: str) -> Ratios:
        """A column as it stands; the prices of those alone that are compared."""
        quantity = COLUMN[key].kind.quantity
        if quantity is None:
            raise LookupError(key)
        column = self.stock.numbers[key]
        known: Mask = column != EMPTY
        if key == "price":
            known = known & self.stock.where(lambda each: comparable(each, self.scenario))
        if known.all():
            known, top = self._true, column
        else:
            top = self._np.where(known, column, 0)
        sound = self._true if self.stock.sound.all() else self.stock.sound
        return Ratios(Fraction(1, quantity.per_unit), top, self._ones, known, sound)

    def _of_kind(self, key: str) -> Ratios:
        """An input that rests on the kind of product, over the least common denominator."""
        values = [INPUTS[key].take(each, self.scenario) for each in self.stock.examples]
        if all(value == values[0] for value in values):
            return self.same(values[0])
        np, numbers = self._np, [value if isinstance(value, Fraction) else None for value in values]
        common = math.lcm(*(value.denominator for value in numbers if value is not None))
        tops = [0 if value is None else int(value * common) for value in numbers]
        fits = np.array([abs(top) < FITS for top in tops], bool)
        column = np.array([top if abs(top) < FITS else 0 for top in tops], np.int64)
        known = np.array([value is not None for value in numbers], bool)
        kinds = self.stock.kinds
        sound = self._true if fits.all() else fits[kinds]
        return Ratios(Fraction(1, common), column[kinds], self._ones, known[kinds], sound)

    # -- nodes ---------------------------------------------------------------------------------

    def _worked_out(self, node: Expression) -> Ratios:
        match node:
            case Constant(value):
                return self.same(value)
            case Name(key):
                return self._named(key)
            case Arithmetic("+" | "-" as sign, left, right):
                return self.sum(self._worked_out(left), self._worked_out(right), sign)
            case Arithmetic(sign, left, right):
                return self.product(self._worked_out(left), self._worked_out(right), sign)
            case Rounded(inner, to):
                return self.whole(self._worked_out(inner), to)
            case _:
                return self._choice(node)

    def _choice(self, node: Expression) -> Ratios:
        match node:
            case Extreme(left, right, largest):
                a, b = self._worked_out(left), self._worked_out(right)
                at_most, sound = self.compared(a, b)
                return self.either(at_most ^ largest, a, b, sound)
            case IfAtMost(left, right, then, other):
                a, bound = self._worked_out(left), self._worked_out(right)
                at_most, sound = self.compared(a, bound)
                holds = ~bound.known | (a.known & at_most)
                if sound.all() and (holds.all() or not holds.any()):
                    return self._worked_out(then if holds.all() else other)
                return self.either(holds, self._worked_out(then), self._worked_out(other), sound)
            case IfKnown(key, inner, other):
                known = self._named(key).known
                if known.all():
                    return self._worked_out(inner)
                return self.either(
                    known, self._worked_out(inner), self._worked_out(other), self._true
                )
            case Select(key, cases):
                take = INPUTS[key].take
                return self._worked_out(cases[str(take(self.stock.examples[0], self.scenario))])
            case _:
                raise TypeError(node)

    # -- the one division ----------------------------------------------------------------------

    def _doubles(self, key: str) -> Floats:
        np = self._np
        ratios = self._named(key)
        top, fits_1 = self.times(ratios.top, ratios.scale.numerator)
        bottom, fits_2 = self.times(ratios.bottom, ratios.scale.denominator)
        exact = ratios.sound & fits_1 & fits_2
        if max(largest(top), largest(bottom)) > _DOUBLE:
            divisor = np.gcd(top, bottom)
            divisor = np.where(divisor == 0, 1, divisor)
            top, bottom = top // divisor, bottom // divisor
            exact = exact & (np.abs(top) <= _DOUBLE) & (np.abs(bottom) <= _DOUBLE)
        found: Floats = np.full(len(self.stock), np.nan)
        np.divide(top, bottom, out=found, where=exact & ratios.known)
        if exact.all():
            return found
        for row in np.flatnonzero(~np.broadcast_to(exact, found.shape)):
            value = self.exact(int(row)).number(key)
            found[row] = np.nan if value is None else float(value)
        return found


def _rank_key(figures: Figures) -> tuple[Any, ...]:
    keys: tuple[Callable[[Figures], Any], ...] = (
        lambda each: each(HEADLINE.key),
        lambda each: each("monthly_cost"),
        lambda each: each("monthly_outlay"),
        lambda each: each.product.product.casefold(),
    )
    return tuple(key(figures) for key in keys)
