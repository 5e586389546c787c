"""Arithmetic of whole columns: ratios of int64 columns, each row exact or marked as not.

Nothing is divided here: a ratio stays a scale, a top and a bottom until its figure is wanted.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from pricing.expressions.tree import RoundingMode

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from pricing.expressions.tree import Value

    Ints = NDArray[np.int64]
    Mask = NDArray[np.bool_]

INT64_LIMIT = 2**62


@dataclass(frozen=True, slots=True)
class RatioColumn:
    """scale x top / bottom for every row; `known` where it exists, `sound` where the ints fit.

    Each array has a value a row, or one for all rows.
    """

    scale: Fraction
    numerators: Ints
    denominators: Ints
    is_defined: Mask
    fits_int64: Mask


class RatioArithmetic:
    """Sums, products, comparisons and roundings of ratios; what does not fit is not sound."""

    def __init__(self) -> None:
        import numpy as np

        self._np = np
        self._true: Mask = np.ones(1, bool)
        self._ones: Ints = np.ones(1, np.int64)

    def constant(self, value: Value) -> RatioColumn:
        """One value for every row."""
        number = value if isinstance(value, Fraction) else Fraction(0)
        known = self._true if isinstance(value, Fraction) else ~self._true
        return RatioColumn(number, self._ones, self._ones, known, self._true)

    def multiply_or_divide(self, a: RatioColumn, b: RatioColumn, sign: str) -> RatioColumn:
        known, scale = a.is_defined & b.is_defined, a.scale
        top, bottom = b.numerators, b.denominators
        if sign == "/":
            top, bottom = b.denominators, b.numerators
            if not b.numerators.all():
                known = known & (b.numerators != 0)
                bottom = self._np.where(b.numerators == 0, 1, b.numerators)
            if not b.scale:
                return self.constant(None)
            scale = scale / b.scale
        else:
            scale = scale * b.scale
        tops, top_fits = self.multiply(a.numerators, top)
        bottoms, bottom_fits = self.multiply(a.denominators, bottom)
        return RatioColumn(
            scale, tops, bottoms, known, a.fits_int64 & b.fits_int64 & top_fits & bottom_fits
        )

    def add_or_subtract(self, a: RatioColumn, b: RatioColumn, sign: str) -> RatioColumn:
        unit, left, right, bottom, sound = self._with_common_denominator(a, b)
        top = left + right if sign == "+" else left - right
        fits = self._true
        if max_magnitude(left) + max_magnitude(right) >= INT64_LIMIT:
            fits = (
                self._np.abs(left.astype(float)) + self._np.abs(right.astype(float)) < INT64_LIMIT
            )
        return RatioColumn(unit, top, bottom, a.is_defined & b.is_defined, sound & fits)

    def _with_common_denominator(
        self, a: RatioColumn, b: RatioColumn
    ) -> tuple[Fraction, Ints, Ints, Ints, Mask]:
        """A scale that both have in common, and both tops over a common bottom."""
        unit = _common_scale(a.scale, b.scale)
        left, fits_1 = self.multiply(a.numerators, b.denominators)
        left, fits_2 = self.multiply(left, int(a.scale / unit))
        right, fits_3 = self.multiply(b.numerators, a.denominators)
        right, fits_4 = self.multiply(right, int(b.scale / unit))
        bottom, fits_5 = self.multiply(a.denominators, b.denominators)
        sound = a.fits_int64 & b.fits_int64 & fits_1 & fits_2 & fits_3 & fits_4 & fits_5
        return unit, left, right, bottom, sound

    def is_at_most(self, a: RatioColumn, b: RatioColumn) -> tuple[Mask, Mask]:
        """Whether a <= b (bottoms are positive), and where that could be told."""
        _, left, right, _, sound = self._with_common_denominator(a, b)
        return left <= right, sound

    def round_to_whole(self, a: RatioColumn, mode: RoundingMode) -> RatioColumn:
        top, fits_1 = self.multiply(a.numerators, 2 * a.scale.numerator)
        bottom, fits_2 = self.multiply(a.denominators, 2 * a.scale.denominator)
        half = bottom // 2
        whole: Ints
        match mode:
            case RoundingMode.UP:
                whole = -(-top // bottom)
            case RoundingMode.DOWN:
                whole = top // bottom
            case RoundingMode.NEAREST:
                whole = (top + half) // bottom
            case RoundingMode.NEAREST_TIES_DOWN:
                whole = -((half - top) // bottom)
        return RatioColumn(
            Fraction(1), whole, self._ones, a.is_defined, a.fits_int64 & fits_1 & fits_2
        )

    def select(self, holds: Mask, a: RatioColumn, b: RatioColumn, sound: Mask) -> RatioColumn:
        """`a` where it holds, else `b`, over one scale."""
        where, unit = self._np.where, _common_scale(a.scale, b.scale)
        top, fits_1 = self.multiply(a.numerators, int(a.scale / unit))
        other, fits_2 = self.multiply(b.numerators, int(b.scale / unit))
        return RatioColumn(
            unit,
            where(holds, top, other),
            a.denominators
            if a.denominators is b.denominators
            else where(holds, a.denominators, b.denominators),
            a.is_defined
            if a.is_defined is b.is_defined
            else where(holds, a.is_defined, b.is_defined),
            sound & self._select_mask(holds, a.fits_int64 & fits_1, b.fits_int64 & fits_2),
        )

    def _select_mask(self, holds: Mask, a: Mask, b: Mask) -> Mask:
        """Where two masks may stand for every row, one does for both."""
        if a.all() and b.all():
            return self._true
        chosen: Mask = self._np.where(holds, a, b)
        return chosen

    def multiply(self, a: Ints, b: Ints | int) -> tuple[Ints, Mask]:
        """A x b, and where that fits into 64 bits."""
        if b is self._ones or (isinstance(b, int) and b == 1):
            return a, self._true
        if a is self._ones and not isinstance(b, int):
            return b, self._true
        np = self._np
        if isinstance(b, int) and abs(b) >= INT64_LIMIT:
            return a, np.zeros(a.shape, bool)
        if max_magnitude(a) * max_magnitude(b) < INT64_LIMIT:
            return a * b, self._true
        fits: Mask = np.abs(a.astype(float)) * np.abs(np.asarray(b, float)) < INT64_LIMIT
        with np.errstate(over="ignore"):
            return a * np.where(fits, b, 1), fits


def _common_scale(a: Fraction, b: Fraction) -> Fraction:
    """The largest scale of which both are whole multiples."""
    over = math.gcd(a.numerator * b.denominator, b.numerator * a.denominator)
    return Fraction(over or 1, a.denominator * b.denominator)


def max_magnitude(a: Ints | int) -> int:
    """The greatest magnitude in a column."""
    if isinstance(a, int):
        return abs(a)
    return max(abs(int(a.max())), abs(int(a.min())))
