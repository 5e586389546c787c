"""Arithmetic of whole columns: ratios of int64 columns, each row exact or marked as not.

Nothing is divided here: a ratio stays a scale, a top and a bottom until its figure is wanted.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from pricing.expressions.tree import To

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from pricing.expressions.tree import Value

    Ints = NDArray[np.int64]
    Mask = NDArray[np.bool_]

FITS = 2**62


@dataclass(frozen=True, slots=True)
class Ratios:
    """scale x top / bottom for every row; `known` where it exists, `sound` where the ints fit.

    Each array has a value a row, or one for all rows.
    """

    scale: Fraction
    top: Ints
    bottom: Ints
    known: Mask
    sound: Mask


class RatioArithmetic:
    """Sums, products, comparisons and roundings of ratios; what does not fit is not sound."""

    def __init__(self) -> None:
        import numpy as np

        self._np = np
        self._true: Mask = np.ones(1, bool)
        self._ones: Ints = np.ones(1, np.int64)

    def same(self, value: Value) -> Ratios:
        """One value for every row."""
        number = value if isinstance(value, Fraction) else Fraction(0)
        known = self._true if isinstance(value, Fraction) else ~self._true
        return Ratios(number, self._ones, self._ones, known, self._true)

    def product(self, a: Ratios, b: Ratios, sign: str) -> Ratios:
        known, scale = a.known & b.known, a.scale
        top, bottom = b.top, b.bottom
        if sign == "/":
            top, bottom = b.bottom, b.top
            if not b.top.all():
                known = known & (b.top != 0)
                bottom = self._np.where(b.top == 0, 1, b.top)
            if not b.scale:
                return self.same(None)
            scale = scale / b.scale
        else:
            scale = scale * b.scale
        tops, top_fits = self.times(a.top, top)
        bottoms, bottom_fits = self.times(a.bottom, bottom)
        return Ratios(scale, tops, bottoms, known, a.sound & b.sound & top_fits & bottom_fits)

    def sum(self, a: Ratios, b: Ratios, sign: str) -> Ratios:
        unit, left, right, bottom, sound = self._over_one_bottom(a, b)
        top = left + right if sign == "+" else left - right
        fits = self._true
        if largest(left) + largest(right) >= FITS:
            fits = self._np.abs(left.astype(float)) + self._np.abs(right.astype(float)) < FITS
        return Ratios(unit, top, bottom, a.known & b.known, sound & fits)

    def _over_one_bottom(self, a: Ratios, b: Ratios) -> tuple[Fraction, Ints, Ints, Ints, Mask]:
        """A scale that both have in common, and both tops over a common bottom."""
        unit = _common(a.scale, b.scale)
        left, fits_1 = self.times(a.top, b.bottom)
        left, fits_2 = self.times(left, int(a.scale / unit))
        right, fits_3 = self.times(b.top, a.bottom)
        right, fits_4 = self.times(right, int(b.scale / unit))
        bottom, fits_5 = self.times(a.bottom, b.bottom)
        sound = a.sound & b.sound & fits_1 & fits_2 & fits_3 & fits_4 & fits_5
        return unit, left, right, bottom, sound

    def compared(self, a: Ratios, b: Ratios) -> tuple[Mask, Mask]:
        """Whether a <= b (bottoms are positive), and where that could be told."""
        _, left, right, _, sound = self._over_one_bottom(a, b)
        return left <= right, sound

    def whole(self, a: Ratios, to: To) -> Ratios:
        top, fits_1 = self.times(a.top, 2 * a.scale.numerator)
        bottom, fits_2 = self.times(a.bottom, 2 * a.scale.denominator)
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
        return Ratios(Fraction(1), whole, self._ones, a.known, a.sound & fits_1 & fits_2)

    def either(self, holds: Mask, a: Ratios, b: Ratios, sound: Mask) -> Ratios:
        """`a` where it holds, else `b`, over one scale."""
        where, unit = self._np.where, _common(a.scale, b.scale)
        top, fits_1 = self.times(a.top, int(a.scale / unit))
        other, fits_2 = self.times(b.top, int(b.scale / unit))
        return Ratios(
            unit,
            where(holds, top, other),
            a.bottom if a.bottom is b.bottom else where(holds, a.bottom, b.bottom),
            a.known if a.known is b.known else where(holds, a.known, b.known),
            sound & self._chosen(holds, a.sound & fits_1, b.sound & fits_2),
        )

    def _chosen(self, holds: Mask, a: Mask, b: Mask) -> Mask:
        """Where two masks may stand for every row, one does for both."""
        if a.all() and b.all():
            return self._true
        chosen: Mask = self._np.where(holds, a, b)
        return chosen

    def times(self, a: Ints, b: Ints | int) -> tuple[Ints, Mask]:
        """A x b, and where that fits into 64 bits."""
        if b is self._ones or (isinstance(b, int) and b == 1):
            return a, self._true
        if a is self._ones and not isinstance(b, int):
            return b, self._true
        np = self._np
        if isinstance(b, int) and abs(b) >= FITS:
            return a, np.zeros(a.shape, bool)
        if largest(a) * largest(b) < FITS:
            return a * b, self._true
        fits: Mask = np.abs(a.astype(float)) * np.abs(np.asarray(b, float)) < FITS
        with np.errstate(over="ignore"):
            return a * np.where(fits, b, 1), fits


def _common(a: Fraction, b: Fraction) -> Fraction:
    """The largest scale of which both are whole multiples."""
    over = math.gcd(a.numerator * b.denominator, b.numerator * a.denominator)
    return Fraction(over or 1, a.denominator * b.denominator)


def largest(a: Ints | int) -> int:
    """The greatest magnitude in a column."""
    if isinstance(a, int):
        return abs(a)
    return max(abs(int(a.max())), abs(int(a.min())))
