"""The fourth face of the expression tree: whole columns of products at once.

Inputs are int64 columns in base units; a figure is one ratio of integers and one correctly rounded
division at the end, so it equals the exact figure's nearest double to the last bit. Rows whose
integers do not fit are worked out exactly, one by one.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any

from pricing.columns import BY_KEY as COLUMN
from pricing.expression import (
    Arithmetic,
    Constant,
    Expression,
    Extreme,
    IfAtMost,
    IfKnown,
    Name,
    Rounded,
    Select,
    To,
)
from pricing.figures import INPUTS, REFERENCE, Figures, comparable
from pricing.measures import BY_KEY, HEADLINE
from pricing.stock import AMOUNTS, EMPTY, Stock

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from pricing.expression import Value
    from pricing.product import Product
    from pricing.scenario import Scenario

    Ints = NDArray[np.int64]
    Mask = NDArray[np.bool_]
    Floats = NDArray[np.float64]

_FITS = 2**62
_MOST_SETTLED = 1_000
_DOUBLE = 2**53


def figure_columns(
    products: Sequence[Product], scenario: Scenario, keys: Sequence[str]
) -> Mapping[str, Floats]:
    """The measures `keys` of all products: float64, shape (products,), NaN where there is none."""
    columns = StockFigures(Stock.of(products), scenario, products.__getitem__)
    return {key: columns.doubles(key) for key in keys}


@dataclass(frozen=True, slots=True)
class _Ratios:
    """scale x top / bottom for every row; `known` where it exists, `sound` where the ints fit.

    Each array has a value a row, or one for all rows.
    """

    scale: Fraction
    top: Ints
    bottom: Ints
    known: Mask
    sound: Mask


class StockFigures:
    """Measures of a stock in a scenario, and the ratios worked out from them so far.

    `exact` gives the product of a row, where a row is worked out on its own.
    """

    def __init__(
        self, stock: Stock, scenario: Scenario, exact: Callable[[int], Product] | None = None
    ) -> None:
        import numpy as np

        self._np = np
        self.stock = stock
        self.scenario = scenario
        self._product_in = exact or stock.product
        self._ratios: dict[str, _Ratios] = {}
        self._found: dict[str, Floats] = {}
        self._true: Mask = np.ones(1, bool)
        self._ones: Ints = np.ones(1, np.int64)

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
        at_most, sound = self._at_most(a, limit)
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
        top, fits_1 = self._times(ratios.top, ratios.scale.numerator)
        bottom, fits_2 = self._times(ratios.bottom, ratios.scale.denominator)
        sound = ratios.sound & fits_1 & fits_2
        parts = (np.broadcast_to(each, len(self.stock))[rows] for each in (top, bottom, sound))
        top, bottom, fit = parts
        divisor = np.where(fit, np.gcd(top, bottom), 0)
        whole = np.maximum(divisor, 1)
        return np.where(divisor, top // whole, rows), np.where(divisor, bottom // whole, 0)

    def exact(self, row: int) -> Figures:
        """The exact figures of one row."""
        return Figures(self._product_in(row), self.scenario, lambda: self.reference)

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

    def _named(self, key: str) -> _Ratios:
        if key not in self._ratios:
            if key in BY_KEY:
                self._ratios[key] = self._worked_out(BY_KEY[key].expression)
            elif key in REFERENCE:
                value = self.reference(REFERENCE[key]) if self.reference else None
                self._ratios[key] = self._same(value)
            elif key in AMOUNTS:
                self._ratios[key] = self._amount(key)
            else:
                self._ratios[key] = self._of_kind(key)
        return self._ratios[key]

    def _amount(self, key: str) -> _Ratios:
        """A column as it stands; the prices of those alone that are compared."""
        quantity = COLUMN[key].kind.quantity
        if quantity is None:
            raise LookupError(key)
        column = self.stock.numbers[key]
        known: Mask = column != EMPTY
        if key == "price":
            known = known & self.stock.where(lambda each: comparable(each, self.scenario))
        top = self._np.where(known, column, 0)
        sound = self._true if self.stock.sound.all() else self.stock.sound
        return _Ratios(Fraction(1, quantity.per_unit), top, self._ones, known, sound)

    def _of_kind(self, key: str) -> _Ratios:
        """An input that rests on the kind of product, over the least common denominator."""
        values = [INPUTS[key].take(each, self.scenario) for each in self.stock.examples]
        if all(value == values[0] for value in values):
            return self._same(values[0])
        np, numbers = self._np, [value if isinstance(value, Fraction) else None for value in values]
        common = math.lcm(*(value.denominator for value in numbers if value is not None))
        tops = [0 if value is None else int(value * common) for value in numbers]
        fits = np.array([abs(top) < _FITS for top in tops], bool)
        column = np.array([top if abs(top) < _FITS else 0 for top in tops], np.int64)
        known = np.array([value is not None for value in numbers], bool)
        kinds = self.stock.kinds
        sound = self._true if fits.all() else fits[kinds]
        return _Ratios(Fraction(1, common), column[kinds], self._ones, known[kinds], sound)

    def _same(self, value: Value) -> _Ratios:
        """One value for every row."""
        number = value if isinstance(value, Fraction) else Fraction(0)
        known = self._true if isinstance(value, Fraction) else ~self._true
        return _Ratios(number, self._ones, self._ones, known, self._true)

    # -- nodes ---------------------------------------------------------------------------------

    def _worked_out(self, node: Expression) -> _Ratios:
        match node:
            case Constant(value):
                return self._same(value)
            case Name(key):
                return self._named(key)
            case Arithmetic("+" | "-" as sign, left, right):
                return self._sum(self._worked_out(left), self._worked_out(right), sign)
            case Arithmetic(sign, left, right):
                return self._product(self._worked_out(left), self._worked_out(right), sign)
            case Rounded(inner, to):
                return self._whole(self._worked_out(inner), to)
            case _:
                return self._choice(node)

    def _choice(self, node: Expression) -> _Ratios:
        match node:
            case Extreme(left, right, largest):
                a, b = self._worked_out(left), self._worked_out(right)
                at_most, sound = self._at_most(a, b)
                return self._either(at_most ^ largest, a, b, sound)
            case IfAtMost(left, right, then, other):
                a, bound = self._worked_out(left), self._worked_out(right)
                at_most, sound = self._at_most(a, bound)
                holds = ~bound.known | (a.known & at_most)
                if sound.all() and (holds.all() or not holds.any()):
                    return self._worked_out(then if holds.all() else other)
                return self._either(holds, self._worked_out(then), self._worked_out(other), sound)
            case IfKnown(key, inner, other):
                known = self._named(key).known
                if known.all():
                    return self._worked_out(inner)
                return self._either(
                    known, self._worked_out(inner), self._worked_out(other), self._true
                )
            case Select(key, cases):
                take = INPUTS[key].take
                return self._worked_out(cases[str(take(self.stock.examples[0], self.scenario))])
            case _:
                raise TypeError(node)

    def _product(self, a: _Ratios, b: _Ratios, sign: str) -> _Ratios:
        known, scale = a.known & b.known, a.scale
        top, bottom = b.top, b.bottom
        if sign == "/":
            known = known & (b.top != 0)
            top, bottom = b.bottom, self._np.where(b.top == 0, 1, b.top)
            if not b.scale:
                return self._same(None)
            scale = scale / b.scale
        else:
            scale = scale * b.scale
        tops, top_fits = self._times(a.top, top)
        bottoms, bottom_fits = self._times(a.bottom, bottom)
        return _Ratios(scale, tops, bottoms, known, a.sound & b.sound & top_fits & bottom_fits)

    def _sum(self, a: _Ratios, b: _Ratios, sign: str) -> _Ratios:
        unit, left, right, bottom, sound = self._over_one_bottom(a, b)
        top = left + right if sign == "+" else left - right
        fits = self._true
        if _largest(left) + _largest(right) >= _FITS:
            fits = self._np.abs(left.astype(float)) + self._np.abs(right.astype(float)) < _FITS
        return _Ratios(unit, top, bottom, a.known & b.known, sound & fits)

    def _over_one_bottom(self, a: _Ratios, b: _Ratios) -> tuple[Fraction, Ints, Ints, Ints, Mask]:
        """A scale that both have in common, and both tops over a common bottom."""
        unit = _common(a.scale, b.scale)
        left, fits_1 = self._times(a.top, b.bottom)
        left, fits_2 = self._times(left, int(a.scale / unit))
        right, fits_3 = self._times(b.top, a.bottom)
        right, fits_4 = self._times(right, int(b.scale / unit))
        bottom, fits_5 = self._times(a.bottom, b.bottom)
        sound = a.sound & b.sound & fits_1 & fits_2 & fits_3 & fits_4 & fits_5
        return unit, left, right, bottom, sound

    def _at_most(self, a: _Ratios, b: _Ratios) -> tuple[Mask, Mask]:
        """Whether a <= b (bottoms are positive), and where that could be told."""
        _, left, right, _, sound = self._over_one_bottom(a, b)
        return left <= right, sound

    def _whole(self, a: _Ratios, to: To) -> _Ratios:
        top, fits_1 = self._times(a.top, 2 * a.scale.numerator)
        bottom, fits_2 = self._times(a.bottom, 2 * a.scale.denominator)
        half = bottom // 2
        whole: Ints
        match to:
            case To.UP:
                whole = -(-top // bottom)
            case To.DOWN:
                whole = top // bottom
            case To.NEAREST:
                whole = (top + half) // bottom
            case To.NEAREST_TIES_DOWN:
                whole = -((half - top) // bottom)
        return _Ratios(Fraction(1), whole, self._ones, a.known, a.sound & fits_1 & fits_2)

    def _either(self, holds: Mask, a: _Ratios, b: _Ratios, sound: Mask) -> _Ratios:
        """`a` where it holds, else `b`, over one scale."""
        where, unit = self._np.where, _common(a.scale, b.scale)
        top, fits_1 = self._times(a.top, int(a.scale / unit))
        other, fits_2 = self._times(b.top, int(b.scale / unit))
        return _Ratios(
            unit,
            where(holds, top, other),
            where(holds, a.bottom, b.bottom),
            where(holds, a.known, b.known),
            sound & where(holds, a.sound & fits_1, b.sound & fits_2),
        )

    def _times(self, a: Ints, b: Ints | int) -> tuple[Ints, Mask]:
        """A x b, and where that fits into 64 bits."""
        np = self._np
        if isinstance(b, int) and abs(b) >= _FITS:
            return a, np.zeros(a.shape, bool)
        if _largest(a) * _largest(b) < _FITS:
            return a * b, self._true
        fits: Mask = np.abs(a.astype(float)) * np.abs(np.asarray(b, float)) < _FITS
        with np.errstate(over="ignore"):
            return a * np.where(fits, b, 1), fits

    # -- the one division ----------------------------------------------------------------------

    def _doubles(self, key: str) -> Floats:
        np = self._np
        ratios = self._named(key)
        top, fits_1 = self._times(ratios.top, ratios.scale.numerator)
        bottom, fits_2 = self._times(ratios.bottom, ratios.scale.denominator)
        exact = ratios.sound & fits_1 & fits_2
        if max(_largest(top), _largest(bottom)) > _DOUBLE:
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


def _common(a: Fraction, b: Fraction) -> Fraction:
    """The largest scale of which both are whole multiples."""
    over = math.gcd(a.numerator * b.denominator, b.numerator * a.denominator)
    return Fraction(over or 1, a.denominator * b.denominator)


def _largest(a: Ints | int) -> int:
    """The greatest magnitude in a column."""
    if isinstance(a, int):
        return abs(a)
    return max(abs(int(a.max())), abs(int(a.min())))


def _rank_key(figures: Figures) -> tuple[Any, ...]:
    keys: tuple[Callable[[Figures], Any], ...] = (
        lambda each: each(HEADLINE.key),
        lambda each: each("monthly_cost"),
        lambda each: each("monthly_outlay"),
        lambda each: each.product.product.casefold(),
    )
    return tuple(key(figures) for key in keys)
