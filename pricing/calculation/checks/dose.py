"""Checks of the dose: against the limit, the target, and the number of units a day."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from pricing.calculation.checks.other_minerals import other_doses
from pricing.calculation.conditions import condition_holds
from pricing.calculation.sentences import Mineral, Percent, Sentence, mass_amount
from pricing.model.scenario import LARGEST_DOSE_WITHIN_LIMIT
from pricing.quantities.amounts import MASS
from pricing.quantities.currencies import Plural
from pricing.reference.mineral_forms import elements

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pricing.calculation.checks.case import CheckCase, CheckMessage
    from pricing.reference.limits import Limit

_OVER_LIMIT = Plural(
    "units",
    "{units} a day delivers {delivered} of {mineral}, over the {authority} limit of {limit}.",
    "{units} a day deliver {delivered} of {mineral}, over the {authority} limit of {limit}.",
)
_OVER_TOTAL_LIMIT = Plural(
    "units",
    "{units} a day delivers {delivered} of {mineral}, over the {authority} limit of {limit} from "
    "all sources, food included.",
    "{units} a day deliver {delivered} of {mineral}, over the {authority} limit of {limit} from "
    "all sources, food included.",
)
_LOWER_DOSE = Plural(
    "units",
    "{units} a day gives {delivered}, {share} of the target, and stays within the limit.",
    "{units} a day give {delivered}, {share} of the target, and stay within the limit.",
)
_LOWER_DOSE_UNLESS_PRESCRIBED = Plural(
    "units",
    "{units} a day gives {delivered}, {share} of the target, and stays within the limit. Take more "
    "only if your doctor prescribed it.",
    "{units} a day give {delivered}, {share} of the target, and stay within the limit. Take more "
    "only if your doctor prescribed it.",
)
_SMALLEST_DOSE_OVER_LIMIT = Plural(
    "units",
    "Even {units} exceeds the limit: choose a weaker product.",
    "Even {units} exceed the limit: choose a weaker product.",
)
_SMALLEST_DOSE_UNLESS_PRESCRIBED = Plural(
    "units",
    "Even {units} exceeds the limit: choose a weaker product, unless your doctor prescribed it.",
    "Even {units} exceed the limit: choose a weaker product, unless your doctor prescribed it.",
)
_SMALLEST_DOSE_OVER_TARGET = Plural(
    "units",
    "{units} contains {holds}, more than the target of {target}.",
    "{units} contain {holds}, more than the target of {target}.",
)


def over_limit(case: CheckCase) -> CheckMessage | None:
    """Flag a delivered dose over the limit."""
    if not condition_holds("over_limit", case.figures):
        return None
    delivered, units = (
        case.figures.number("delivered_mg_per_day"),
        case.figures.number("units_per_day"),
    )
    if delivered is None or units is None or case.limit is None:
        return None
    limit, limit_mg = case.limit
    return (
        _OVER_TOTAL_LIMIT if limit.counts_food else _OVER_LIMIT,
        {
            "units": case.unit_count(units),
            "delivered": case.mass_amount(delivered),
            "mineral": case.mineral,
            "authority": limit.title,
            "limit": case.mass_amount(limit_mg),
        },
    )


def lower_dose_advice(case: CheckCase) -> Sentence:
    """Return the remedy of a dose over the limit: the largest dose within it.

    Some minerals are commonly prescribed above the limit, which is one for self-care.
    """
    is_prescribed = elements()[case.product.element].is_prescribed_above_limits
    units = LARGEST_DOSE_WITHIN_LIMIT.evaluate(case.figures)
    if not units:
        smallest = case.figures.number("smallest_dose") or Fraction(0)
        template = _SMALLEST_DOSE_UNLESS_PRESCRIBED if is_prescribed else _SMALLEST_DOSE_OVER_LIMIT
        return Sentence(template, {"units": case.unit_count(smallest)})
    figures = case.figures.with_input("units_per_day", units)
    delivered, share = (
        figures.number(key) or Fraction(0) for key in ("delivered_mg_per_day", "delivered_share")
    )
    return Sentence(
        _LOWER_DOSE_UNLESS_PRESCRIBED if is_prescribed else _LOWER_DOSE,
        {
            "units": case.unit_count(units),
            "delivered": case.mass_amount(delivered),
            "share": Percent(share),
        },
    )


def leaves_for_food(case: CheckCase) -> CheckMessage | None:
    """Note a dose that uses much of a limit that includes food."""
    return _food_message(case, "leaves_for_food")


def leaves_little_for_food(case: CheckCase) -> CheckMessage | None:
    """Flag a dose that leaves next to nothing for food under a limit that includes food."""
    return _food_message(case, "leaves_little_for_food")


def _food_message(case: CheckCase, condition: str) -> CheckMessage | None:
    """Say what the dose of a mineral leaves. Of several minerals, name the compared one first."""
    if case.product.is_food:
        return None
    for element, delivered, limit in _limited_doses(case):
        if not limit.counts_food:
            continue
        limit_mg = MASS.to_fraction(limit.amount or 0)
        amounts = {"delivered_mg_per_day": delivered, "limit_mg": limit_mg}
        if condition_holds(condition, amounts.__getitem__):
            return (
                "{delivered} of {mineral} a day leaves {rest} for food under the {authority} limit "
                "of {limit}, which includes food.",
                {
                    "delivered": mass_amount(delivered, element),
                    "mineral": Mineral(element),
                    "rest": mass_amount(limit_mg - delivered, element),
                    "authority": limit.title,
                    "limit": mass_amount(limit_mg, element),
                },
            )
    return None


def _limited_doses(case: CheckCase) -> Iterator[tuple[str, Fraction, Limit]]:
    """Yield each mineral that has a limit, with the mg that a day's dose gives."""
    delivered = case.figures.number("delivered_mg_per_day")
    if delivered is not None and case.limit is not None:
        yield case.product.element, delivered, case.limit[0]
    if case.product.other_minerals:
        for dose in other_doses(case):
            if dose.limit is not None:
                yield dose.element, dose.delivered, dose.limit


def counted_as_food(case: CheckCase) -> CheckMessage | None:
    """Flag a food that would be over the limit for supplements if it were one."""
    if not case.product.is_food:
        return None
    limit, delivered = case.scenario.limit, case.figures.number("delivered_mg_per_day")
    if limit is None or limit.amount is None or delivered is None:
        return None
    if limit.counts_food:
        return None
    amounts = {"delivered_mg_per_day": delivered, "limit_mg": MASS.to_fraction(limit.amount)}
    if not condition_holds("over_limit", amounts.__getitem__):
        return None
    return (
        "{delivered} a day is counted as food. The {authority} limit of {limit} is for supplements "
        "and does not include food.",
        {
            "delivered": case.mass_amount(delivered),
            "authority": limit.title,
            "limit": case.mass_amount(amounts["limit_mg"]),
        },
    )


def target_over_limit(case: CheckCase) -> CheckMessage | None:
    """Flag a target that is over the limit."""
    if not condition_holds("target_over_limit", case.figures):
        return None
    target = case.figures.number("target_mg")
    if target is None or case.limit is None:
        return None
    limit, limit_mg = case.limit
    return (
        "The target of {target} a day is itself over the {authority} limit of {limit}.",
        {
            "target": case.stated_mass(target),
            "authority": limit.title,
            "limit": case.mass_amount(limit_mg),
        },
    )


def smallest_dose_over_target(case: CheckCase) -> CheckMessage | None:
    """Flag a smallest dose that exceeds the target."""
    if not condition_holds("smallest_dose_over_target", case.figures):
        return None
    per_unit, smallest, target = (
        case.figures.number(key) for key in ("elemental_mg_per_unit", "smallest_dose", "target_mg")
    )
    if per_unit is None or smallest is None or target is None:
        return None
    return (
        _SMALLEST_DOSE_OVER_TARGET,
        {
            "units": case.unit_count(smallest),
            "holds": case.mass_amount(per_unit * smallest),
            "target": case.stated_mass(target),
        },
    )


def far_from_target(case: CheckCase) -> CheckMessage | None:
    """Flag a delivered dose far below or above the target."""
    if not condition_holds("far_from_target", case.figures):
        return None
    share, delivered, target = (
        case.figures.number(key) for key in ("delivered_share", "delivered_mg_per_day", "target_mg")
    )
    if share is None or delivered is None or target is None:
        return None
    return (
        "The dose delivers {delivered} a day, {share} of the target of {target}.",
        {
            "delivered": case.mass_amount(delivered),
            "share": Percent(share),
            "target": case.stated_mass(target),
        },
    )


def many_units(case: CheckCase) -> CheckMessage | None:
    """Flag a dose of many counted units a day."""
    if not condition_holds("many_units", case.figures):
        return None
    units = case.figures.number("units_per_day")
    if units is None:
        return None
    return "That is {units} a day.", {"units": case.unit_count(units)}


def many_units_advice(case: CheckCase) -> Sentence:
    """Return the remedy of many units: a stronger product, unless strength is the danger."""
    if elements()[case.product.element].may_advise_stronger:
        return Sentence("Consider a stronger product.")
    return Sentence("Check whether so much is needed, before you look for a stronger product.")
