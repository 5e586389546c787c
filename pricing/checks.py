"""What a pharmacist would notice: labels that cannot be, doses over a limit, stale prices.

Each check is declared once with its severity, its sentence and what to do about it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING

from pricing.amounts import C_LOCALE, MASS, PERCENT, Notation
from pricing.evidence import authorities
from pricing.forms import Form, elements, forms, highest_fraction
from pricing.limits import daily_values
from pricing.measures import Shown
from pricing.sentences import Amount, Count, Percent, Said, Sentence

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from pricing.figures import Figures
    from pricing.limits import Limit
    from pricing.product import Product
    from pricing.scenario import Scenario

    Found = tuple[str, dict[str, Said]]

STALE_AFTER_DAYS = 180
MANY_UNITS = 6
FAR_BELOW, FAR_ABOVE = Fraction(9, 10), Fraction(5, 4)
CAPSULE_HOLDS_MG = 1_000
DAILY_VALUE_POINTS = 2


class Severity(StrEnum):
    NOTE = "note"
    CAUTION = "caution"
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class Case:
    """One product in one scenario on one day: all that a check may look at."""

    figures: Figures
    today: date

    @property
    def product(self) -> Product:
        return self.figures.product

    @property
    def scenario(self) -> Scenario:
        return self.figures.scenario

    @property
    def mineral(self) -> str:
        return elements()[self.product.element].name.lower()

    @property
    def limit(self) -> tuple[Limit, Fraction] | None:
        """The limit that applies, and its mg a day."""
        value, limit = self.figures.number("limit_mg"), self.scenario.limit
        return None if value is None or limit is None else (limit, value)

    def mass(self, value: Fraction) -> Amount:
        return Amount(value, Shown.MASS)

    def count(self, value: Fraction) -> Count:
        return Count(value, self.product.unit_kind)


@dataclass(frozen=True, slots=True)
class Check:
    """A declared check: `find` gives the sentence and its parameters, or None where all is well.

    `column` is where the user can do something about it ("" = the scenario).
    """

    key: str
    severity: Severity
    find: Callable[[Case], Found | None]
    remedy: str
    column: str = ""


@dataclass(frozen=True, slots=True)
class Flag:
    """A check that found something in a product."""

    check: Check
    found: Sentence
    remedy: Sentence

    @property
    def key(self) -> str:
        return self.check.key

    @property
    def severity(self) -> Severity:
        return self.check.severity

    def says(self, notation: Notation = C_LOCALE) -> str:
        """What was found with its numbers, and what to do."""
        return f"{self.found.text(notation)} {self.remedy.text(notation)}"


def flags(case: Case) -> tuple[Flag, ...]:
    """Every check that finds something, the gravest first."""
    order = {severity: -rank for rank, severity in enumerate(Severity)}
    found = []
    for check in CHECKS:
        hit = check.find(case)
        if hit:
            template, parameters = hit
            found.append(
                Flag(check, Sentence(template, parameters), Sentence(check.remedy, parameters))
            )
    return tuple(sorted(found, key=lambda flag: order[flag.severity]))


# -- the dose ----------------------------------------------------------------------------------


def _over_limit(case: Case) -> Found | None:
    delivered, units = (
        case.figures.number("delivered_mg_per_day"),
        case.figures.number("units_per_day"),
    )
    if delivered is None or units is None or case.limit is None or delivered <= case.limit[1]:
        return None
    limit, limit_mg = case.limit
    return (
        "{units} a day {deliver} {delivered} of {mineral}, over the {authority} limit of {limit}{basis}.",
        {
            "units": case.count(units),
            "deliver": "delivers" if units == 1 else "deliver",
            "delivered": case.mass(delivered),
            "mineral": case.mineral,
            "authority": limit.title,
            "limit": case.mass(limit_mg),
            "basis": "" if limit.basis == "supplements" else " from all sources, food included",
            "lower": _lower_dose(case, limit_mg),
        },
    )


def _lower_dose(case: Case, limit_mg: Fraction) -> str:
    """What stays within the limit, in words."""
    per_unit, smallest, target = (
        case.figures.number(key) for key in ("elemental_mg_per_unit", "smallest_dose", "target_mg")
    )
    assert per_unit and smallest and target  # noqa: S101 - a delivered dose rests on all three
    units = math.floor(limit_mg / (per_unit * smallest)) * smallest
    if not units:
        return (
            f"Even {case.count(smallest).text(C_LOCALE)} passes the limit: choose a weaker product."
        )
    sentence = Sentence(
        "{units} a day give {delivered}, {share} of the target, and stay within it."
        if units != 1
        else "{units} a day gives {delivered}, {share} of the target, and stays within it.",
        {
            "units": case.count(units),
            "delivered": case.mass(units * per_unit),
            "share": Percent(units * per_unit / target),
        },
    )
    return sentence.text()


def _target_over_limit(case: Case) -> Found | None:
    target = case.figures.number("target_mg")
    if target is None or case.limit is None or target <= case.limit[1]:
        return None
    limit, limit_mg = case.limit
    return (
        "The target of {target} a day is itself over the {authority} limit of {limit}.",
        {"target": case.mass(target), "authority": limit.title, "limit": case.mass(limit_mg)},
    )


def _smallest_dose_over_target(case: Case) -> Found | None:
    per_unit, smallest, target = (
        case.figures.number(key) for key in ("elemental_mg_per_unit", "smallest_dose", "target_mg")
    )
    if per_unit is None or smallest is None or target is None or per_unit * smallest <= target:
        return None
    return (
        "{units} holds {holds}, more than the target of {target}.",
        {
            "units": case.count(smallest),
            "holds": case.mass(per_unit * smallest),
            "target": case.mass(target),
        },
    )


def _far_from_target(case: Case) -> Found | None:
    share, delivered, target = (
        case.figures.number(key) for key in ("delivered_share", "delivered_mg_per_day", "target_mg")
    )
    if share is None or delivered is None or target is None or FAR_BELOW <= share <= FAR_ABOVE:
        return None
    return (
        "The dose delivers {delivered} a day, {share} of the target of {target}.",
        {"delivered": case.mass(delivered), "share": Percent(share), "target": case.mass(target)},
    )


def _many_units(case: Case) -> Found | None:
    units = case.figures.number("units_per_day")
    if units is None or units <= MANY_UNITS or case.product.kind.key in {"g", "mL"}:
        return None
    return "{units} a day are many to swallow.", {"units": case.count(units)}


# -- the label ---------------------------------------------------------------------------------


def _stated_share(case: Case) -> Fraction | None:
    """Elemental over compound, where the label states both."""
    elemental, compound = case.product.elemental, case.product.compound
    return Fraction(elemental, compound) if elemental and compound else None


def _impossible_label(case: Case) -> Found | None:
    share = _stated_share(case)
    form = case.product.named_form.form
    known = form.fractions if form else ()
    highest = known[-1] if known else highest_fraction(case.product.element)
    if share is None or share <= highest:
        return None
    return (
        "{elemental} in {compound} is {share} {mineral}; {form} holds at most {highest}.{oxide}",
        {
            "elemental": case.mass(MASS.fraction(case.product.elemental or 0)),
            "compound": case.mass(MASS.fraction(case.product.compound or 0)),
            "share": Percent(share, 1),
            "mineral": case.mineral,
            "form": form.name if form and known else "any salt of it",
            "highest": Percent(highest, 1),
            "oxide": _oxide_share(case, share, highest) if form else "",
        },
    )


def _oxide_share(case: Case, share: Fraction, glycinate: Fraction) -> str:
    """For glycinate: the least part of the mineral that must come from oxide, in words.

    x = (r - g) / (o - g) of the mass is oxide, and x o / r of the mineral.
    """
    oxides = forms(case.product.element).get("oxide")
    if case.product.named_form.name != "glycinate" or oxides is None or not oxides.fractions:
        return ""
    oxide = oxides.fractions[-1]
    if share > oxide:
        return ""
    of_mineral = (share - glycinate) / (oxide - glycinate) * oxide / share
    return Sentence(
        " At least {least} of the {mineral} must come from oxide.",
        {"least": Percent(of_mineral, 1), "mineral": case.mineral},
    ).text()


def _too_much_for_one_unit(case: Case) -> Found | None:
    form = case.product.named_form.form
    per_unit = case.figures.number("elemental_mg_per_unit")
    fits = case.product.unit_kind in {"capsule", "softgel"}
    if not fits or form is None or not form.fractions or per_unit is None:
        return None
    powder = per_unit / form.fractions[-1]
    if powder <= CAPSULE_HOLDS_MG:
        return None
    return (
        "{holds} from pure {form} would need {powder} of powder in one {unit}, "
        "more than the 1 g that one holds.",
        {
            "holds": case.mass(per_unit),
            "form": form.name,
            "powder": case.mass(Fraction(round(powder))),
            "unit": case.product.unit_kind,
        },
    )


def _elemental_equals_compound(case: Case) -> Found | None:
    if _stated_share(case) != 1:
        return None
    return (
        "Elemental and compound amount are both {amount}; one of them is the other's.",
        {"amount": case.mass(MASS.fraction(case.product.elemental or 0))},
    )


def _elemental_derived(case: Case) -> Found | None:
    named, compound = case.product.named_form, case.product.compound
    if case.product.elemental is not None or named.compound is None or compound is None:
        return None
    form, mass = named.form, MASS.fraction(compound)
    assert form and named.fraction  # noqa: S101 - a product without both is not made
    low, high = form.fractions[0], form.fractions[-1]
    return (
        "The elemental amount is computed: {compound} of {form} at {fraction}{assumed}.",
        {
            "compound": case.mass(mass),
            "form": form.name,
            "fraction": Percent(named.fraction, 2),
            "assumed": _assumption(case, form, mass * low, mass * high),
        },
    )


def _assumption(case: Case, form: Form, low: Fraction, high: Fraction) -> str:
    named = case.product.named_form
    variety = f" ({named.compound.variety})" if named.compound and named.compound.variety else ""
    if low == high or named.states_variety:
        return variety
    return Sentence(
        "{variety}, an assumption: its salts and hydrates give {low} to {high}",
        {"variety": variety, "low": case.mass(low), "high": case.mass(high)},
    ).text()


def _daily_value_mismatch(case: Case) -> Found | None:
    stated = case.product.daily_value
    elemental = case.figures.number("serving_elemental_mg")
    authority = authorities().get(case.scenario.limit_authority)
    region = (
        authority.daily_values if authority else next(iter(authorities().values())).daily_values
    )
    reference = daily_values().get((case.product.element, region))
    if stated is None or elemental is None or reference is None:
        return None
    percent = elemental / MASS.fraction(reference.amount) * 100
    if abs(PERCENT.fraction(stated) - percent) <= DAILY_VALUE_POINTS:
        return None
    return (
        "{elemental} a serving is {percent} of the {name} of {reference}; the label says {stated}.",
        {
            "elemental": case.mass(elemental),
            "percent": Percent(percent / 100),
            "name": reference.name,
            "reference": case.mass(MASS.fraction(reference.amount)),
            "stated": Percent(PERCENT.fraction(stated) / 100, 2),
        },
    )


# -- the price ---------------------------------------------------------------------------------


def _stale_price(case: Case) -> Found | None:
    priced_on = case.product.priced_on
    age = (case.today - priced_on).days if priced_on else 0
    if priced_on is None or age <= STALE_AFTER_DAYS:
        return None
    return (
        "The price is of {date}, {age} days old.",
        {"date": priced_on.isoformat(), "age": str(age)},
    )


def _currency_differs(case: Case) -> Found | None:
    if case.product.currency == case.scenario.currency:
        return None
    return (
        "It is priced in {own}, the comparison is in {currency}: left out of the ranking.",
        {"own": case.product.currency, "currency": case.scenario.currency},
    )


def _element_differs(case: Case) -> Found | None:
    if case.product.element == case.scenario.element:
        return None
    return (
        "It is a {own} product, the comparison is of {mineral}: left out of the ranking.",
        {"own": case.mineral, "mineral": elements()[case.scenario.element].name.lower()},
    )


CHECKS: tuple[Check, ...] = (
    Check("over_limit", Severity.STOP, _over_limit, "{lower}"),
    Check(
        "target_over_limit", Severity.CAUTION, _target_over_limit,
        "Lower the target, or take it only as a prescriber directs.",
    ),
    Check(
        "smallest_dose_over_target", Severity.CAUTION, _smallest_dose_over_target,
        "Choose a weaker product, or set the smallest dose where a unit may be divided.",
        "smallest_dose",
    ),
    Check(
        "far_from_target", Severity.NOTE, _far_from_target,
        "Compare other dose policies, or a product of another strength.",
    ),
    Check(
        "impossible_label", Severity.STOP, _impossible_label,
        "See whether the elemental amount is the compound's, or the product a blend.",
        "elemental_mg",
    ),
    Check(
        "too_much_for_one_unit", Severity.CAUTION, _too_much_for_one_unit,
        "See whether the amount is per serving, or the product a blend.",
        "elemental_mg",
    ),
    Check(
        "elemental_equals_compound", Severity.CAUTION, _elemental_equals_compound,
        "Look for “elemental” on the panel.",
        "elemental_mg",
    ),
    Check(
        "elemental_derived", Severity.NOTE, _elemental_derived,
        "Enter the label's elemental amount where it states one.",
        "elemental_mg",
    ),
    Check(
        "daily_value_mismatch", Severity.CAUTION, _daily_value_mismatch,
        "See whether the elemental amount is per serving and not per unit, and not the compound's.",
        "daily_value_percent",
    ),
    Check("many_units", Severity.NOTE, _many_units, "Consider a stronger product."),
    Check("stale_price", Severity.NOTE, _stale_price, "See what it costs today.", "priced_on"),
    Check(
        "currency_differs", Severity.STOP, _currency_differs,
        "Enter its price in {currency}.", "currency",
    ),
    Check(
        "element_differs", Severity.STOP, _element_differs,
        "Choose the other mineral to compare it.", "element",
    ),
)  # fmt: skip
