"""Finds amounts that their percent of the daily value refutes, and the amounts that it bears."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from pricing.labels.daily_values import StatedPercent, fits
from pricing.labels.named_forms import remark_forms
from pricing.reference.mineral_forms import forms

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pricing.labels.candidates import Candidate

_OF_COMPOUND = Fraction(5, 100)  # the share of a salt is rounded, and so is its percent


def form_by_percent(candidate: Candidate, system: str) -> str:
    """Return the form of which an amount is, where the percent is that of its element alone.

    Magnesium (as citrate) 625 mg, 24 %: the citrate weighs 625 mg.
    """
    form = remark_forms(candidate.row, candidate.element).form
    known = forms(candidate.element).get(form)
    is_of_compound = any(
        _bears(candidate, fraction, system, _OF_COMPOUND)
        for fraction in (known.fractions if known else ())
    )
    return form if is_of_compound else ""


def in_unit_of_percent(candidate: Candidate, system: str) -> Iterator[Fraction]:
    """Yield what a refuted amount is in the unit that its percent bears: 55 mg, 100 % is 55 µg."""
    if candidate.fit is not False or candidate.value is None:
        return
    for factor in (Fraction(1, 1_000), Fraction(1_000)):
        if _bears(candidate, factor, system):
            yield candidate.value * factor


def _bears(
    candidate: Candidate, factor: Fraction, system: str, slack: Fraction | None = None
) -> bool:
    """Return whether the percent beside an amount is that of the amount times a factor."""
    value, percent = candidate.value, candidate.amount.percent
    if value is None or percent is None:
        return False
    stated = StatedPercent(candidate.element, value * factor, percent)
    return bool(fits(stated, system) if slack is None else fits(stated, system, slack))
