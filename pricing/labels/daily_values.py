"""Judge whether a stated percent of the daily value fits an amount."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from pricing.data import tables

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

# The percent is rounded to a whole number, and the amount may be rounded too.
_TOLERANCE = Fraction(55, 100)
_SHARE = Fraction(3, 1000)


class StatedPercent(NamedTuple):
    """An amount of an element in milligrams, and the percent that a label states beside it."""

    element: str
    value: Fraction
    percent: Fraction


@cache
def _systems() -> Mapping[str, Mapping[str, Fraction]]:
    """Return the daily values in milligrams, by authority and element; the usual ones first."""
    systems: dict[str, dict[str, Fraction]] = {}
    for row in tables.read_rows("daily_values.csv"):
        values = systems.setdefault(row["authority"], {})
        values[row["element"]] = Fraction(row["amount_mg"])
    for row in tables.read_rows("label_daily_values.csv"):
        values = systems.setdefault(row["system"], {})
        values[row["element"]] = Fraction(row["amount_mg"])
    return systems


def fits(stated: StatedPercent, system: str, slack: Fraction = _SHARE) -> bool | None:
    """Return whether a percent is that of the amount in a system of daily values.

    None if the system has no daily value of the element. `slack` is the share of the percent by
    which the amount may differ.

    >>> fits(StatedPercent("Mg", Fraction(240), Fraction(57)), "US")
    True
    >>> fits(StatedPercent("Mg", Fraction(24), Fraction(57)), "US")
    False
    """
    daily = _systems()[system].get(stated.element)
    if daily is None:
        return None
    # Of each fraction, both sides have the same denominators: whole numbers are compared.
    exact = 100 * stated.value.numerator * daily.denominator
    whole = stated.value.denominator * daily.numerator
    percent, parts = stated.percent.numerator, stated.percent.denominator
    least, most = _TOLERANCE.numerator * parts * whole, _TOLERANCE.denominator
    allowed = least * slack.denominator + most * slack.numerator * exact * parts
    return abs(exact * parts - percent * whole) * most * slack.denominator <= allowed


def choose_system(stated: Iterable[StatedPercent], *, is_european: bool) -> str:
    """Return the system of daily values that fits most of the amounts, of those that may hold."""
    systems = ("EU",) if is_european else ("US", "EU", "US before 2016", "Canada")
    counts = dict.fromkeys(systems, 0)
    for percent in stated:
        for system in systems:
            counts[system] += fits(percent, system) or 0
    return max(systems, key=lambda system: counts[system])
