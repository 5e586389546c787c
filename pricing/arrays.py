"""The fourth face of the expression tree: whole columns of products at once.

Inputs are int64 columns in base units; a figure is one ratio of integers and one correctly rounded
division at the end, so it equals the exact figure's nearest double to the last bit. Rows whose
integers do not fit are worked out exactly, one by one.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

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
from pricing.figures import INPUTS, REFERENCE, Figures
from pricing.measures import BY_KEY, HEADLINE

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

_FITS = float(2**62)
_DOUBLE = 2**53


def figure_columns(
    products: Sequence[Product], scenario: Scenario, keys: Sequence[str]
) -> Mapping[str, Floats]:
    """The measures `keys` of all products: float64, shape (products,), NaN where there is none."""
    return _Columns(products, scenario).figures(keys)


@dataclass(frozen=True, slots=True)
class _Ratios:
    """scale x top / bottom for every row; `known` where it exists, `sound` where the ints fit."""

    scale: Fraction
    top: Ints
    bottom: Ints
    known: Mask
    sound: Mask


class _Columns:
    """The columns of a list of products, and the ratios worked out from them so far."""

    def __init__(self, products: Sequence[Product], scenario: Scenario) -> None:
        import numpy as np

        self._np = np
        self._products = products
        self._scenario = scenario
        self._ratios: dict[str, _Ratios] = {}
        self._reference: Figures | None = None

    def figures(self, keys: Sequence[str]) -> Mapping[str, Floats]:
        self._reference = self._cheapest_of_reference_form()
        return {key: self._doubles(key) for key in keys}

    def _exact(self, row: int) -> Figures:
        return Figures(self._products[row], self._scenario, lambda: self._reference)

    def _cheapest_of_reference_form(self) -> Figures | None:
        """The first by headline among the reference form; near ties are settled exactly."""
        headline = self._doubles(HEADLINE.key)
        wanted = [
            row
            for row, product in enumerate(self._products)
            if product.named_form.name == self._scenario.reference_form
            and not self._np.isnan(headline[row])
        ]
        if not wanted:
            return None
        least = min(headline[row] for row in wanted)
        close = [self._exact(row) for row in wanted if headline[row] <= least * (1 + 1e-12)]
        return min(close, key=_rank_key)

    # -- names ---------------------------------------------------------------------------------

    def _named(self, key: str) -> _Ratios:
        if key not in self._ratios:
            if key in BY_KEY:
                self._ratios[key] = self._worked_out(BY_KEY[key].expression)
            elif key in REFERENCE:
                value = self._reference(REFERENCE[key]) if self._reference else None
                self._ratios[key] = self._same(value)
            else:
                self._ratios[key] = self._taken(key)
        return self._ratios[key]

    def _taken(self, key: str) -> _Ratios:
        """An input of every product, over the least common denominator of the column."""
        values = [INPUTS[key].take(product, self._scenario) for product in self._products]
        numbers = [value if isinstance(value, Fraction) else None for value in values]
        common = math.lcm(*(value.denominator for value in numbers if value is not None))
        tops = [0 if value is None else int(value * common) for value in numbers]
        return self._column(numbers, tops, Fraction(1, common))

    def _column(
        self, numbers: Sequence[Fraction | None], tops: Sequence[int], scale: Fraction
    ) -> _Ratios:
        np = self._np
        fits = np.array([abs(top) < 2**62 for top in tops], dtype=bool)
        column = np.array(
            [top if fit else 0 for top, fit in zip(tops, fits, strict=True)], np.int64
        )
        known = np.array([value is not None for value in numbers], dtype=bool)
        return _Ratios(scale, column, np.ones_like(column), known, fits)

    def _same(self, value: Value) -> _Ratios:
        """One value for every row."""
        np, rows = self._np, len(self._products)
        number = value if isinstance(value, Fraction) else Fraction(0)
        ones = np.ones(rows, np.int64)
        known = np.full(rows, isinstance(value, Fraction))
        return _Ratios(number, ones, ones, known, np.ones(rows, bool))

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
                return self._either(holds, self._worked_out(then), self._worked_out(other), sound)
            case IfKnown(key, inner, other):
                known = self._named(key).known
                sound = self._np.ones_like(known)
                return self._either(known, self._worked_out(inner), self._worked_out(other), sound)
            case Select(key, cases):
                take = INPUTS[key].take
                return self._worked_out(cases[str(take(self._products[0], self._scenario))])
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
        left, right, bottom, sound = self._over_one_bottom(a, b)
        top = left + right if sign == "+" else left - right
        scale = Fraction(1, a.scale.denominator * b.scale.denominator)
        fits = self._np.abs(left.astype(float)) + self._np.abs(right.astype(float)) < _FITS
        return _Ratios(scale, top, bottom, a.known & b.known, sound & fits)

    def _over_one_bottom(self, a: _Ratios, b: _Ratios) -> tuple[Ints, Ints, Ints, Mask]:
        """Both tops over a common bottom (and 1 / the product of the scales' denominators)."""
        left, fits_1 = self._times(a.top, b.bottom)
        left, fits_2 = self._times(left, a.scale.numerator * b.scale.denominator)
        right, fits_3 = self._times(b.top, a.bottom)
        right, fits_4 = self._times(right, b.scale.numerator * a.scale.denominator)
        bottom, fits_5 = self._times(a.bottom, b.bottom)
        sound = a.sound & b.sound & fits_1 & fits_2 & fits_3 & fits_4 & fits_5
        return left, right, bottom, sound

    def _at_most(self, a: _Ratios, b: _Ratios) -> tuple[Mask, Mask]:
        """Whether a <= b (bottoms are positive), and where that could be told."""
        left, right, _, sound = self._over_one_bottom(a, b)
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
        ones = self._np.ones_like(whole)
        return _Ratios(Fraction(1), whole, ones, a.known, a.sound & fits_1 & fits_2)

    def _either(self, holds: Mask, a: _Ratios, b: _Ratios, sound: Mask) -> _Ratios:
        """`a` where it holds, else `b`, over one scale."""
        where, parts = self._np.where, []
        for each in (a, b):
            top, fits_1 = self._times(each.top, each.scale.numerator)
            bottom, fits_2 = self._times(each.bottom, each.scale.denominator)
            parts.append((top, bottom, each.known, each.sound & fits_1 & fits_2))
        (top, bottom, known, first), (other_top, other_bottom, other_known, second) = parts
        return _Ratios(
            Fraction(1),
            where(holds, top, other_top),
            where(holds, bottom, other_bottom),
            where(holds, known, other_known),
            sound & where(holds, first, second),
        )

    def _times(self, a: Ints, b: Ints | int) -> tuple[Ints, Mask]:
        """A x b, and where that fits into 64 bits."""
        np = self._np
        if isinstance(b, int) and abs(b) >= _FITS:
            return a, np.zeros(a.shape, bool)
        fits: Mask = np.abs(a.astype(float)) * np.abs(np.asarray(b, float)) < _FITS
        with np.errstate(over="ignore"):
            return a * np.where(fits, b, 1), fits

    # -- the one division ----------------------------------------------------------------------

    def _doubles(self, key: str) -> Floats:
        np = self._np
        ratios = self._named(key)
        top, fits_1 = self._times(ratios.top, ratios.scale.numerator)
        bottom, fits_2 = self._times(ratios.bottom, ratios.scale.denominator)
        sound = ratios.sound & fits_1 & fits_2
        large = (np.abs(top) > _DOUBLE) | (np.abs(bottom) > _DOUBLE)
        if large.any():
            divisor = np.gcd(top, bottom)
            divisor = np.where(divisor == 0, 1, divisor)
            top, bottom = top // divisor, bottom // divisor
            large = (np.abs(top) > _DOUBLE) | (np.abs(bottom) > _DOUBLE)
        found: Floats = np.full(top.shape, np.nan)
        exact = sound & ~large
        np.divide(top, bottom, out=found, where=exact & ratios.known)
        for row in np.flatnonzero(~exact):
            value = self._exact(int(row)).number(key)
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
