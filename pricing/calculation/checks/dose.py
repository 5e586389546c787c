"""Checks of the dose: against the limit, the target, and what people swallow."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from pricing.calculation.conditions import condition_holds
from pricing.calculation.sentences import Percent, Sentence
from pricing.quantities.amounts import MASS
from pricing.reference.limits import SUPPLEMENTS_BASIS

if TYPE_CHECKING:
    from fractions import Fraction

    from pricing.calculation.checks.case import CheckCase, CheckMessage
    from pricing.calculation.sentences import SentenceValue


def over_limit(case: CheckCase) -> CheckMessage | None:
    delivered, units = (
        case.figures.number("delivered_mg_per_day"),
        case.figures.number("units_per_day"),
    )
    if delivered is None or units is None or case.limit is None:
        return None
    if not condition_holds("over_limit", case.figures):
        return None
    limit, limit_mg = case.limit
    return (
        "{units} a day {deliver} {delivered} of {mineral}, "
        "over the {authority} limit of {limit}{basis}.",
        {
            "units": case.unit_count(units),
            "deliver": "delivers" if units == 1 else "deliver",
            "delivered": case.mass_amount(delivered),
            "mineral": case.mineral,
            "authority": limit.title,
            "limit": case.mass_amount(limit_mg),
            "basis": "" if limit.basis == SUPPLEMENTS_BASIS else " from all sources, food included",
            "lower": _lower_dose_advice(case, limit_mg),
        },
    )


def _lower_dose_advice(case: CheckCase, limit_mg: Fraction) -> SentenceValue:
    """What stays within the limit, in words."""
    per_unit, smallest, target = (
        case.figures.number(key) for key in ("elemental_mg_per_unit", "smallest_dose", "target_mg")
    )
    if per_unit is None or smallest is None or target is None:
        return ""
    units = math.floor(limit_mg / (per_unit * smallest)) * smallest
    if not units:
        template = "Even {units} passes the limit: choose a weaker product."
        return Sentence(template, {"units": case.unit_count(smallest)})
    return Sentence(
        "{units} a day give {delivered}, {share} of the target, and stay within it."
        if units != 1
        else "{units} a day gives {delivered}, {share} of the target, and stays within it.",
        {
            "units": case.unit_count(units),
            "delivered": case.mass_amount(units * per_unit),
            "share": Percent(units * per_unit / target),
        },
    )


def counted_as_food(case: CheckCase) -> CheckMessage | None:
    """Food beyond what a supplement may give: nothing is wrong with it, if it is food."""
    limit, delivered = case.scenario.limit, case.figures.number("delivered_mg_per_day")
    if limit is None or limit.amount is None or delivered is None or not case.product.is_food:
        return None
    if limit.basis != SUPPLEMENTS_BASIS:
        return None
    amounts = {"delivered_mg_per_day": delivered, "limit_mg": MASS.to_fraction(limit.amount)}
    if not condition_holds("over_limit", amounts.__getitem__):
        return None
    return (
        "{delivered} a day is counted as food, which the {authority} limit of {limit} for "
        "supplements leaves out.",
        {
            "delivered": case.mass_amount(delivered),
            "authority": limit.title,
            "limit": case.mass_amount(MASS.to_fraction(limit.amount)),
        },
    )


def target_over_limit(case: CheckCase) -> CheckMessage | None:
    target = case.figures.number("target_mg")
    if (
        target is None
        or case.limit is None
        or not condition_holds("target_over_limit", case.figures)
    ):
        return None
    limit, limit_mg = case.limit
    return (
        "The target of {target} a day is itself over the {authority} limit of {limit}.",
        {
            "target": case.mass_amount(target),
            "authority": limit.title,
            "limit": case.mass_amount(limit_mg),
        },
    )


def smallest_dose_over_target(case: CheckCase) -> CheckMessage | None:
    per_unit, smallest, target = (
        case.figures.number(key) for key in ("elemental_mg_per_unit", "smallest_dose", "target_mg")
    )
    if per_unit is None or smallest is None or target is None:
        return None
    if not condition_holds("smallest_dose_over_target", case.figures):
        return None
    return (
        "{units} holds {holds}, more than the target of {target}.",
        {
            "units": case.unit_count(smallest),
            "holds": case.mass_amount(per_unit * smallest),
            "target": case.mass_amount(target),
        },
    )


def far_from_target(case: CheckCase) -> CheckMessage | None:
    share, delivered, target = (
        case.figures.number(key) for key in ("delivered_share", "delivered_mg_per_day", "target_mg")
    )
    if share is None or delivered is None or target is None:
        return None
    if not condition_holds("far_from_target", case.figures):
        return None
    return (
        "The dose delivers {delivered} a day, {share} of the target of {target}.",
        {
            "delivered": case.mass_amount(delivered),
            "share": Percent(share),
            "target": case.mass_amount(target),
        },
    )


def many_units(case: CheckCase) -> CheckMessage | None:
    units = case.figures.number("units_per_day")
    if units is None or not condition_holds("many_units", case.figures):
        return None
    return "{units} a day are many to swallow.", {"units": case.unit_count(units)}
