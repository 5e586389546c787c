"""Doses of every mineral that a product holds, and in words whether they suit."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from app.comparison.dose_gauge import Dose, dose_of
from app.toolkit.locale_format import notation
from app.toolkit.translation import tr
from pricing.calculation.checks.case import CheckCase
from pricing.calculation.checks.other_minerals import other_doses
from pricing.calculation.conditions import condition_holds
from pricing.calculation.sentences import Mineral, UnitCount
from pricing.problems.plain_facts import NamedTuple
from pricing.quantities.amounts import MASS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from pricing.calculation.comparison import ComparedProduct


class MineralDoses(NamedTuple):
    """The doses of a day, that of the compared mineral first, and the verdict on them.

    The verdict is "" where a limit is passed, because the check says that.
    """

    title: str
    doses: Sequence[Dose]
    verdict: str


class _DoseTexts(NamedTuple):
    """The words for a dose that passes no limit, by where it stands to its target."""

    of_any_dose: str
    above_target: str
    below_target: str
    on_target: str


_WITHIN_LIMIT = _DoseTexts(
    "Within the safe limit.",
    "Above the target, within the safe limit.",
    "Below the target, within the safe limit.",
    "On target, within the safe limit.",
)
_WITHIN_LIMITS = _DoseTexts(
    "All within the limits.",
    "Above the target, all within the limits.",
    "Below the target, all within the limits.",
    "On target, all within the limits.",
)


def mineral_doses(product: ComparedProduct, today: date) -> MineralDoses | None:
    """Return what the day's dose of a product gives, or None if it has no dose."""
    first, units = dose_of(product.figures), product.figures.number("units_per_day")
    if first is None or units is None:
        return None
    others = list(other_doses(CheckCase(product.figures, today)))
    limits = [one.limit for one in others]
    doses = [
        first,
        *(
            Dose(
                one.delivered,
                None,
                None if one.limit is None else MASS.to_fraction(one.limit.amount or 0),
                one.element,
            )
            for one in others
        ),
    ]
    count = UnitCount(units, product.product.unit_kind).text(notation())
    template = "What {count} a day gives" if units == 1 else "What {count} a day give"
    limits = [product.figures.scenario.limit, *limits]
    eaten = [
        dose.element
        for dose, limit in zip(doses, limits, strict=True)
        if dose.limit is not None and limit is not None and limit.counts_food
    ]
    is_unsafe = product.evaluation.has_unsafe_dose or any(dose.is_over_limit for dose in doses)
    verdict = "" if is_unsafe else _verdict(product, doses, eaten)
    return MineralDoses(tr(template, count=count), doses, verdict)


def _verdict(product: ComparedProduct, doses: Sequence[Dose], eaten: Sequence[str]) -> str:
    parts = []
    if any(dose.limit is not None for dose in doses):
        parts.append(_target_text(product, doses))
    unlimited = [dose.element for dose in doses if dose.limit is None]
    if unlimited and len(unlimited) < len(doses):
        parts.append(tr("No limit applies to {minerals}.", minerals=_names(unlimited)))
    if eaten:
        template = "The limit of {minerals} counts food too."
        if len(eaten) > 1:
            template = "The limits of {minerals} count food too."
        parts.append(tr(template, minerals=_names(eaten)))
    return " ".join(parts)


def _target_text(product: ComparedProduct, doses: Sequence[Dose]) -> str:
    """Return how the first dose stands to the target. No limit is passed."""
    first, is_several = doses[0], len(doses) > 1
    texts = _WITHIN_LIMITS if is_several else _WITHIN_LIMIT
    if first.target is None:
        return tr(texts.of_any_dose)
    if condition_holds("above_target", product.figures):
        return tr(texts.above_target)
    tolerance = product.figures.number("tolerance_percent") or Fraction(0)
    is_below = first.delivered < first.target * (1 - tolerance / 100)
    return tr(texts.below_target if is_below else texts.on_target)


def _names(symbols: Iterable[str]) -> str:
    """Return the names of minerals, such as calcium, iron and zinc."""
    *first, last = (Mineral(symbol).text(notation()) for symbol in symbols)
    if not first:
        return last
    return tr("{minerals} and {mineral}", minerals=", ".join(first), mineral=last)
