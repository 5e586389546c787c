"""The only rounding: exact ratios to decimal text, halves away from zero."""

from __future__ import annotations

from fractions import Fraction  # noqa: TC003 - the examples use it


def round_half_away(value: Fraction, decimals: int = 0) -> int:
    """Return value × 10^decimals as the nearest whole number, halves away from zero.

    >>> round_half_away(Fraction(1005, 1000), 2), round_half_away(Fraction(-5, 2))
    (101, -3)
    """
    numerator, denominator = value.as_integer_ratio()
    nearest: int = (2 * abs(numerator) * 10**decimals + denominator) // (2 * denominator)
    return -nearest if numerator < 0 else nearest


def format_fixed(value: Fraction, decimals: int) -> str:
    """Return the value with exactly `decimals` decimals, in the C locale.

    >>> format_fixed(Fraction(27, 2), 2), format_fixed(Fraction(1, 3), 0)
    ('13.50', '0')
    """
    scaled = round_half_away(value, decimals)
    digits = str(abs(scaled)).rjust(decimals + 1, "0")
    body = f"{digits[:-decimals]}.{digits[-decimals:]}" if decimals else digits
    return f"-{body}" if scaled < 0 else body


def format_trimmed(value: Fraction, decimals: int) -> str:
    """Return the value with at most `decimals` decimals and no trailing zeros, in the C locale.

    >>> format_trimmed(Fraction(25, 2), 3), format_trimmed(Fraction(200, 3), 3)
    ('12.5', '66.667')
    """
    return _without_trailing_zeros(format_fixed(value, decimals))


def format_significant_trimmed(value: Fraction, digits: int) -> str:
    """Return the value with at most `digits` significant digits and no trailing zeros.

    >>> [format_significant_trimmed(Fraction(text), 3) for text in ("850/3", "1234.5", "0.055")]
    ['283', '1235', '0.055']
    """
    return _without_trailing_zeros(format_significant(value, digits))


def _without_trailing_zeros(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text else text


def format_significant(value: Fraction, digits: int = 4) -> str:
    """Return the value with `digits` significant digits, or more if its whole part has more.

    >>> [format_significant(Fraction(text)) for text in ("3/2000", "99995/10", "0")]
    ['0.001500', '10000', '0.000']
    """
    if not value:
        return format_fixed(value, digits - 1)
    numerator, denominator = abs(value.numerator), value.denominator
    exponent = len(str(numerator)) - len(str(denominator))
    if exponent < 0:
        exponent -= numerator * 10**-exponent < denominator
    else:
        exponent -= numerator < denominator * 10**exponent
    decimals = max(0, digits - 1 - exponent)
    if decimals and abs(round_half_away(value, decimals)) >= 10**digits:
        decimals -= 1
    return format_fixed(value, decimals)
