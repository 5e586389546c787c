"""Exact arithmetic on whole columns of ratios.

A ratio stays a scale, a numerator and a denominator, all whole numbers, so nothing is divided here.
A row whose numbers do not fit into 64 bits is marked, and its caller computes it another way.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
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
    """scale × numerator ÷ denominator for every row.

    `is_defined` marks rows that have a value, `fits_int64` rows whose numbers did not overflow.
    Every array has one value a row, or one value for all rows. Denominators are positive.
    """

    scale: Fraction
    numerators: Ints
    denominators: Ints
    is_defined: Mask
    fits_int64: Mask


class RatioArithmetic:
    """Arithmetic, comparison and rounding of ratio columns, with overflow marked in each result."""

    def __init__(self) -> None:
        import numpy as np

        self._np = np
        self._true: Mask = np.ones(1, bool)
        self._ones: Ints = np.ones(1, np.int64)

    def constant(self, value: Value) -> RatioColumn:
        """Return a column with one value in every row. A value that is no number is undefined."""
        number = value if isinstance(value, Fraction) else Fraction(0)
        is_defined = self._true if isinstance(value, Fraction) else ~self._true
        return RatioColumn(number, self._ones, self._ones, is_defined, self._true)

    def multiply_or_divide(self, a: RatioColumn, b: RatioColumn, sign: str) -> RatioColumn:
        """Return a × b, or a ÷ b if the sign is "/"; undefined where b is zero."""
        is_defined, scale = a.is_defined & b.is_defined, a.scale
        factors, divisors = b.numerators, b.denominators
        if sign == "/":
            factors, divisors = b.denominators, b.numerators
            if not b.numerators.all():
                is_defined = is_defined & (b.numerators != 0)
                divisors = self._np.where(b.numerators == 0, 1, b.numerators)
            if not b.scale:
                return self.constant(None)
            scale = scale / b.scale
        else:
            scale = scale * b.scale
        numerators, fits_1 = self.multiply(a.numerators, factors)
        denominators, fits_2 = self.multiply(a.denominators, divisors)
        fits = a.fits_int64 & b.fits_int64 & fits_1 & fits_2
        return RatioColumn(scale, numerators, denominators, is_defined, fits)

    def undefined_where_zero(self, a: RatioColumn) -> RatioColumn:
        """Return the column with the rows undefined that are zero."""
        if not a.scale:
            return self.constant(None)
        if a.numerators.all():
            return a
        return replace(a, is_defined=a.is_defined & (a.numerators != 0))

    def add_or_subtract(self, a: RatioColumn, b: RatioColumn, sign: str) -> RatioColumn:
        """Return a + b, or a − b if the sign is "-"."""
        scale, left, right, denominators, fits = self._with_common_denominator(a, b)
        numerators = left + right if sign == "+" else left - right
        if max_magnitude(left) + max_magnitude(right) >= INT64_LIMIT:
            size = self._np.abs(left.astype(float)) + self._np.abs(right.astype(float))
            fits = fits & (size < INT64_LIMIT)
        return RatioColumn(scale, numerators, denominators, a.is_defined & b.is_defined, fits)

    def _with_common_denominator(
        self, a: RatioColumn, b: RatioColumn
    ) -> tuple[Fraction, Ints, Ints, Ints, Mask]:
        """Return a common scale, both numerators, the common denominators, and where they fit."""
        scale = _common_scale(a.scale, b.scale)
        left, fits_1 = self.multiply(a.numerators, b.denominators)
        left, fits_2 = self.multiply(left, int(a.scale / scale))
        right, fits_3 = self.multiply(b.numerators, a.denominators)
        right, fits_4 = self.multiply(right, int(b.scale / scale))
        denominators, fits_5 = self.multiply(a.denominators, b.denominators)
        fits = a.fits_int64 & b.fits_int64 & fits_1 & fits_2 & fits_3 & fits_4 & fits_5
        return scale, left, right, denominators, fits

    def is_at_most(self, a: RatioColumn, b: RatioColumn) -> tuple[Mask, Mask]:
        """Return whether a <= b, and where that comparison fits into 64 bits."""
        _, left, right, _, fits = self._with_common_denominator(a, b)
        return left <= right, fits

    def round_to_whole(self, a: RatioColumn, mode: RoundingMode) -> RatioColumn:
        """Return the column rounded to whole numbers."""
        numerators, fits_1 = self.multiply(a.numerators, 2 * a.scale.numerator)
        denominators, fits_2 = self.multiply(a.denominators, 2 * a.scale.denominator)
        half = denominators // 2
        whole: Ints
        match mode:
            case RoundingMode.UP:
                whole = -(-numerators // denominators)
            case RoundingMode.DOWN:
                whole = numerators // denominators
            case RoundingMode.NEAREST:
                whole = (numerators + half) // denominators
            case RoundingMode.NEAREST_TIES_DOWN:
                whole = -((half - numerators) // denominators)
        fits = a.fits_int64 & fits_1 & fits_2
        return RatioColumn(Fraction(1), whole, self._ones, a.is_defined, fits)

    def select(
        self, condition: Mask, a: RatioColumn, b: RatioColumn, condition_fits: Mask
    ) -> RatioColumn:
        """Return `a` where the condition holds and `b` elsewhere, with a common scale."""
        where, scale = self._np.where, _common_scale(a.scale, b.scale)
        left, fits_1 = self.multiply(a.numerators, int(a.scale / scale))
        right, fits_2 = self.multiply(b.numerators, int(b.scale / scale))
        return RatioColumn(
            scale,
            where(condition, left, right),
            a.denominators
            if a.denominators is b.denominators
            else where(condition, a.denominators, b.denominators),
            a.is_defined
            if a.is_defined is b.is_defined
            else where(condition, a.is_defined, b.is_defined),
            condition_fits
            & self._select_mask(condition, a.fits_int64 & fits_1, b.fits_int64 & fits_2),
        )

    def _select_mask(self, condition: Mask, a: Mask, b: Mask) -> Mask:
        if a.all() and b.all():
            return self._true
        mask: Mask = self._np.where(condition, a, b)
        return mask

    def multiply(self, a: Ints, b: Ints | int) -> tuple[Ints, Mask]:
        """Return a × b, and where that fits into 64 bits."""
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
    """Return the largest scale of which both are whole multiples."""
    divisor = math.gcd(a.numerator * b.denominator, b.numerator * a.denominator)
    return Fraction(divisor or 1, a.denominator * b.denominator)


def max_magnitude(a: Ints | int) -> int:
    """Return the greatest absolute value in a column."""
    if isinstance(a, int):
        return abs(a)
    return max(abs(int(a.max())), abs(int(a.min())))
