"""Checks of the label: what it states against what chemistry and arithmetic allow."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from pricing.calculation.sentences import Percent, Sentence
from pricing.quantities.amounts import MASS, PERCENT
from pricing.quantities.rounding import round_half_away
from pricing.reference.limits import daily_values
from pricing.reference.mineral_forms import forms, highest_fraction
from pricing.reference.sources import authorities

if TYPE_CHECKING:
    from pricing.calculation.checks.case import CheckCase, CheckMessage
    from pricing.calculation.sentences import SentenceValue

CAPSULE_CAPACITY_MG = 1_000
DAILY_VALUE_TOLERANCE_POINTS = 2
MANUFACTURER_TOLERANCE = Fraction(1, 5_000)


def _stated_share(case: CheckCase) -> Fraction | None:
    """Elemental over compound, where the label states both."""
    elemental, compound = case.product.elemental, case.product.compound
    return Fraction(elemental, compound) if elemental and compound else None


def _exceeds_fraction(case: CheckCase, highest: Fraction) -> bool:
    """Whether the label's elemental amount, as it is rounded, is more than the compound can hold.

    141 mg in 1000 mg glycinate (14.096 %) and 241.3 mg in 400 mg oxide (241.21) are labels, not
    errors: the last decimal stated is rounded, and makers compute with atomic masses of their own.
    """
    elemental, compound = case.product.elemental or 0, case.product.compound or 1
    step = next(step for step in (1_000, 100, 10, 1) if elemental % step == 0)
    least = elemental - Fraction(step, 2)
    return least > compound * highest * (1 + MANUFACTURER_TOLERANCE)


def impossible_label(case: CheckCase) -> CheckMessage | None:
    share = _stated_share(case)
    form = case.product.recognized_form.form
    known = form.fractions if form else ()
    highest = known[-1] if known else highest_fraction(case.product.element)
    if share is None or not _exceeds_fraction(case, highest):
        return None
    return (
        "{elemental} in {compound} is {share} {mineral}; {form} holds at most {highest}.{oxide}",
        {
            "elemental": case.mass_amount(MASS.to_fraction(case.product.elemental or 0)),
            "compound": case.mass_amount(MASS.to_fraction(case.product.compound or 0)),
            "share": Percent(share, 1),
            "mineral": case.mineral,
            "form": form.name if form and known else "any salt of it",
            "highest": Percent(highest, 1),
            "oxide": _oxide_share_sentence(case, share, highest) if form else "",
        },
    )


def _oxide_share_sentence(case: CheckCase, share: Fraction, glycinate: Fraction) -> SentenceValue:
    """For glycinate: the least part of the mineral that must come from oxide, in words.

    x = (r - g) / (o - g) of the mass is oxide, and x o / r of the mineral.
    """
    oxides = forms(case.product.element).get("oxide")
    if case.product.recognized_form.name != "glycinate" or oxides is None or not oxides.fractions:
        return ""
    oxide = oxides.fractions[-1]
    if share > oxide:
        return ""
    of_mineral = (share - glycinate) / (oxide - glycinate) * oxide / share
    return Sentence(
        " At least {least} of the {mineral} must come from oxide.",
        {"least": Percent(of_mineral, 1), "mineral": case.mineral},
    )


def too_much_for_one_unit(case: CheckCase) -> CheckMessage | None:
    form = case.product.recognized_form.form
    per_unit = case.figures.number("elemental_mg_per_unit")
    fits = case.product.unit_kind in {"capsule", "softgel"}
    if not fits or form is None or not form.fractions or per_unit is None:
        return None
    powder = per_unit / form.fractions[-1]
    if powder <= CAPSULE_CAPACITY_MG:
        return None
    return (
        "{holds} from pure {form} would need {powder} of powder in one {unit}, "
        "more than the 1 g that one holds.",
        {
            "holds": case.mass_amount(per_unit),
            "form": form.name,
            "powder": case.mass_amount(Fraction(round_half_away(powder))),
            "unit": case.product.unit_kind,
        },
    )


def elemental_equals_compound(case: CheckCase) -> CheckMessage | None:
    if _stated_share(case) != 1:
        return None
    return (
        "Elemental and compound amount are both {amount}; one of them is the other's.",
        {"amount": case.mass_amount(MASS.to_fraction(case.product.elemental or 0))},
    )


def elemental_derived(case: CheckCase) -> CheckMessage | None:
    named, compound = case.product.recognized_form, case.product.compound
    if case.product.elemental is not None or named.compound is None or compound is None:
        return None
    form, mass = named.form, MASS.to_fraction(compound)
    if form is None or named.fraction is None:
        return None
    low, high = form.fractions[0], form.fractions[-1]
    return (
        "The elemental amount is computed: {compound} of {form} at {fraction}{assumed}.",
        {
            "compound": case.mass_amount(mass),
            "form": form.name,
            "fraction": Percent(named.fraction, 2),
            "assumed": _hydrate_assumption(case, mass * low, mass * high),
        },
    )


def _hydrate_assumption(case: CheckCase, low: Fraction, high: Fraction) -> SentenceValue:
    named = case.product.recognized_form
    variety = f" ({named.compound.variety})" if named.compound and named.compound.variety else ""
    if low == high or named.states_variety:
        return variety
    return Sentence(
        "{variety}, an assumption: its salts and hydrates give {low} to {high}",
        {"variety": variety, "low": case.mass_amount(low), "high": case.mass_amount(high)},
    )


def daily_value_mismatch(case: CheckCase) -> CheckMessage | None:
    stated = case.product.daily_value
    elemental = case.figures.number("serving_elemental_mg")
    authority = authorities().get(case.scenario.limit_authority)
    region = (
        authority.daily_values if authority else next(iter(authorities().values())).daily_values
    )
    reference = daily_values().get((case.product.element, region))
    if stated is None or elemental is None or reference is None:
        return None
    percent = elemental / MASS.to_fraction(reference.amount) * 100
    if abs(PERCENT.to_fraction(stated) - percent) <= DAILY_VALUE_TOLERANCE_POINTS:
        return None
    return (
        "{elemental} a serving is {percent} of the {name} of {reference}; the label says {stated}.",
        {
            "elemental": case.mass_amount(elemental),
            "percent": Percent(percent / 100),
            "name": reference.name,
            "reference": case.mass_amount(MASS.to_fraction(reference.amount)),
            "stated": Percent(PERCENT.to_fraction(stated) / 100, 2),
        },
    )
