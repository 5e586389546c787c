"""Judge whether a stated percent of the daily value fits an amount."""

from __future__ import annotations

from fractions import Fraction
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from pricing.data import tables

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

# The percent is rounded to a whole number, and the amount may be rounded too.
_TOLERANCE = Fraction(55, 100)
_SHARE = Fraction(3, 1000)
_Ratio: TypeAlias = "tuple[int, int]"


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
    return _fitting(stated, slack).get(system)


def _fitting(stated: StatedPercent, slack: Fraction = _SHARE) -> Mapping[str, bool]:
    """Return whether a percent is that of the amount in each system that has a daily value."""
    element, value, percent = stated
    return _fitting_ratios(
        element, value.as_integer_ratio(), percent.as_integer_ratio(), slack.as_integer_ratio()
    )


@lru_cache(maxsize=4_096)
def _fitting_ratios(
    element: str, value: _Ratio, percent: _Ratio, slack: _Ratio
) -> Mapping[str, bool]:
    """Return the same of numerators and denominators, which are sooner looked up."""
    found: dict[str, bool] = {}
    for system, values in _systems().items():
        daily = values.get(element)
        if daily is not None:
            exact = Fraction(*value) * 100 / daily
            allowed = _TOLERANCE + exact * Fraction(*slack)
            found[system] = abs(exact - Fraction(*percent)) <= allowed
    return found


def choose_system(stated: Iterable[StatedPercent], *, is_european: bool) -> str:
    """Return the system of daily values that fits most of the amounts, of those that may hold."""
    systems = ("EU",) if is_european else ("US", "EU", "US before 2016", "Canada")
    counts = dict.fromkeys(systems, 0)
    for percent in stated:
        fitting = _fitting(percent)
        for system in systems:
            counts[system] += fitting.get(system, False)
    return max(systems, key=lambda system: counts[system])
