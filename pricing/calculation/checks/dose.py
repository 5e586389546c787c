"""Checks of the dose: against the limit, the target, and what people swallow."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from pricing.calculation.checks.conditions import holds
from pricing.calculation.sentences import Percent, Sentence
from pricing.quantities.amounts import MASS
from pricing.reference.limits import SUPPLEMENTS

if TYPE_CHECKING:
    from fractions import Fraction

    from pricing.calculation.checks.case import Case, Found
    from pricing.calculation.sentences import Said


def over_limit(case: Case) -> Found | None:
    delivered, units = (
        case.figures.number("delivered_mg_per_day"),
        case.figures.number("units_per_day"),
    )
    if delivered is None or units is None or case.limit is None:
        return None
    if not holds("over_limit", case.figures):
        return None
    limit, limit_mg = case.limit
    return (
        "{units} a day {deliver} {delivered} of {mineral}, "
        "over the {authority} limit of {limit}{basis}.",
        {
            "units": case.count(units),
            "deliver": "delivers" if units == 1 else "deliver",
            "delivered": case.mass(delivered),
            "mineral": case.mineral,
            "authority": limit.title,
            "limit": case.mass(limit_mg),
            "basis": "" if limit.basis == SUPPLEMENTS else " from all sources, food included",
            "lower": _lower_dose(case, limit_mg),
        },
    )


def _lower_dose(case: Case, limit_mg: Fraction) -> Said:
    """What stays within the limit, in words."""
    per_unit, smallest, target = (
        case.figures.number(key) for key in ("elemental_mg_per_unit", "smallest_dose", "target_mg")
    )
    if per_unit is None or smallest is None or target is None:
        return ""
    units = math.floor(limit_mg / (per_unit * smallest)) * smallest
    if not units:
        template = "Even {units} passes the limit: choose a weaker product."
        return Sentence(template, {"units": case.count(smallest)})
    return Sentence(
        "{units} a day give {delivered}, {share} of the target, and stay within it."
        if units != 1
        else "{units} a day gives {delivered}, {share} of the target, and stays within it.",
        {
            "units": case.count(units),
            "delivered": case.mass(units * per_unit),
            "share": Percent(units * per_unit / target),
        },
    )


def counted_as_food(case: Case) -> Found | None:
    """Food beyond what a supplement may give: nothing is wrong with it, if it is food."""
    limit, delivered = case.scenario.limit, case.figures.number("delivered_mg_per_day")
    if limit is None or limit.amount is None or delivered is None or not case.product.is_food:
        return None
    if limit.basis != SUPPLEMENTS or delivered <= MASS.fraction(limit.amount):
        return None
    return (
        "{delivered} a day is counted as food, which the {authority} limit of {limit} for "
        "supplements leaves out.",
        {
            "delivered": case.mass(delivered),
            "authority": limit.title,
            "limit": case.mass(MASS.fraction(limit.amount)),
        },
    )


def target_over_limit(case: Case) -> Found | None:
    target = case.figures.number("target_mg")
    if target is None or case.limit is None or not holds("target_over_limit", case.figures):
        return None
    limit, limit_mg = case.limit
    return (
        "The target of {target} a day is itself over the {authority} limit of {limit}.",
        {"target": case.mass(target), "authority": limit.title, "limit": case.mass(limit_mg)},
    )


def smallest_dose_over_target(case: Case) -> Found | None:
    per_unit, smallest, target = (
        case.figures.number(key) for key in ("elemental_mg_per_unit", "smallest_dose", "target_mg")
    )
    if per_unit is None or smallest is None or target is None:
        return None
    if not holds("smallest_dose_over_target", case.figures):
        return None
    return (
        "{units} holds {holds}, more than the target of {target}.",
        {
            "units": case.count(smallest),
            "holds": case.mass(per_unit * smallest),
            "target": case.mass(target),
        },
    )


def far_from_target(case: Case) -> Found | None:
    share, delivered, target = (
        case.figures.number(key) for key in ("delivered_share", "delivered_mg_per_day", "target_mg")
    )
    if share is None or delivered is None or target is None:
        return None
    if not holds("far_from_target", case.figures):
        return None
    return (
        "The dose delivers {delivered} a day, {share} of the target of {target}.",
        {"delivered": case.mass(delivered), "share": Percent(share), "target": case.mass(target)},
    )


def many_units(case: Case) -> Found | None:
    units = case.figures.number("units_per_day")
    if units is None or not holds("many_units", case.figures):
        return None
    return "{units} a day are many to swallow.", {"units": case.count(units)}
