"""Checks of the label: what it states against what chemistry and arithmetic allow."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from pricing.calculation.sentences import Mineral, Percent
from pricing.model.product import UNSTATED_UNIT
from pricing.model.product_names import read_product_name, says_elemental
from pricing.problems.messages import Term
from pricing.quantities.amounts import MASS, PERCENT, UNITS
from pricing.quantities.rounding import round_half_away
from pricing.reference.limits import daily_value_of, daily_values
from pricing.reference.mineral_forms import elements, forms, highest_fraction, recognize_form
from pricing.reference.strengths import standard_strengths

if TYPE_CHECKING:
    from pricing.calculation.checks.case import CheckCase, CheckMessage
    from pricing.calculation.sentences import SentenceValue
    from pricing.model.product import Product
    from pricing.reference.limits import DailyValue
    from pricing.reference.mineral_forms import Form

CAPSULE_CAPACITY_MG = 1_000
# The most powder that one unit holds, in milligrams. A tablet may be larger than a capsule.
UNIT_CAPACITIES_MG = {
    "capsule": CAPSULE_CAPACITY_MG,
    UNSTATED_UNIT: CAPSULE_CAPACITY_MG,
    "softgel": CAPSULE_CAPACITY_MG,
    "tablet": 2_000,
}
_CAPSULES = frozenset(("capsule", "softgel", UNSTATED_UNIT))
_DIGIT_MARKS = str.maketrans("", "", ",.")
DAILY_VALUE_TOLERANCE_POINTS = 2
# Manufacturers compute with atomic masses of their own.
MANUFACTURER_TOLERANCE = Fraction(1, 5_000)
# By whether the salt or hydrate is certain, and whether it has a name of its own.
_DERIVED_TEMPLATES = {
    (True, False): "The elemental amount is computed from {compound} of {form} at {fraction}.",
    (True, True): (
        "The elemental amount is computed from {compound} of {form} at {fraction} ({variety})."
    ),
    (False, False): (
        "The elemental amount is computed from {compound} of {form} at {fraction}. That is an "
        "assumption: its salts and hydrates give {low} to {high}."
    ),
    (False, True): (
        "The elemental amount is computed from {compound} of {form} at {fraction} ({variety}). "
        "That is an assumption: its salts and hydrates give {low} to {high}."
    ),
}


def _stated_share(case: CheckCase) -> Fraction | None:
    """Return elemental / compound, or None unless the label states both."""
    elemental, compound = case.product.elemental, case.product.compound
    return Fraction(elemental, compound) if elemental and compound else None


def _exceeds_fraction(case: CheckCase, highest: Fraction) -> bool:
    """Return whether the label states more of the element than the compound can contain.

    The last decimal on a label is rounded, so 141 mg in 1000 mg of glycinate (14.096 %) and 241.3
    mg in 400 mg of oxide (241.21) are possible labels.
    """
    elemental, compound = case.product.elemental or 0, case.product.compound or 1
    last_decimal = next(step for step in (1_000, 100, 10, 1) if elemental % step == 0)
    least = elemental - Fraction(last_decimal, 2)
    return least > compound * highest * (1 + MANUFACTURER_TOLERANCE)


def impossible_label(case: CheckCase) -> CheckMessage | None:
    """Flag an elemental amount that the compound cannot contain."""
    share = _stated_share(case)
    if share is None:
        return None
    form = case.product.recognized_form.form
    fractions = form.fractions if form else ()
    highest = fractions[-1] if fractions else highest_fraction(case.product.element)
    if not _exceeds_fraction(case, highest):
        return None
    parameters: dict[str, SentenceValue] = {
        "elemental": case.mass_amount(MASS.to_fraction(case.product.elemental or 0)),
        "compound": case.mass_amount(MASS.to_fraction(case.product.compound or 0)),
        "share": Percent(share, 1),
        "mineral": case.mineral,
        "highest": Percent(highest, 1),
    }
    if form is None or not fractions:
        return (
            "{elemental} in {compound} is {share} {mineral}; none of its salts contains more than "
            "{highest}.",
            parameters,
        )
    parameters["form"] = form.name
    oxide_share = _least_oxide_share(case, share, highest)
    if oxide_share is None:
        return (
            "{elemental} in {compound} is {share} {mineral}; {form} contains at most {highest}.",
            parameters,
        )
    return (
        "{elemental} in {compound} is {share} {mineral}; {form} contains at most {highest}. At "
        "least {least} of the {mineral} must come from oxide.",
        {**parameters, "least": Percent(oxide_share, 1)},
    )


def _least_oxide_share(case: CheckCase, share: Fraction, glycinate: Fraction) -> Fraction | None:
    """Return the least share of a glycinate's mineral that must come from oxide.

    With the fractions r of the label, g of glycinate and o of oxide, x = (r - g) / (o - g) of the
    mass is oxide, and x o / r of the mineral. The result is None for other forms, and if oxide
    alone does not explain the label.
    """
    oxides = forms(case.product.element).get("oxide")
    if case.product.recognized_form.name != "glycinate" or oxides is None or not oxides.fractions:
        return None
    oxide = oxides.fractions[-1]
    if share > oxide:
        return None
    return (share - glycinate) / (oxide - glycinate) * oxide / share


def too_much_for_one_unit(case: CheckCase) -> CheckMessage | None:
    """Flag a capsule that would have to hold more than 1 g of powder.

    Without a known form, the powder is at least the mineral itself.
    """
    unit_kind = case.product.unit_kind
    if unit_kind not in _CAPSULES:
        return None
    form = case.product.recognized_form.form
    per_unit = case.figures.number("elemental_mg_per_unit")
    if per_unit is None:
        return None
    share = form.fractions[-1] if form is not None and form.fractions else None
    fits = _fits_into_capsule(per_unit, share)
    if fits or _likely_unit_kind(case.product) not in _CAPSULES:
        return None
    powder = per_unit if share is None else per_unit / share
    return (
        "{holds} from pure {form} would need {powder} of powder in one {unit}. A {holder} holds "
        "1 g at most.",
        {
            "holds": case.mass_amount(per_unit),
            "form": form.name if form and share is not None else Mineral(case.product.element),
            "powder": case.mass_amount(Fraction(round_half_away(powder))),
            "unit": Term(unit_kind),
            "holder": Term("capsule" if unit_kind == UNSTATED_UNIT else unit_kind),
        },
    )


def _fits_into_capsule(per_unit: Fraction, share: Fraction | None) -> bool:
    """Return whether a capsule holds so many mg of a mineral, by its share of the powder.

    Whole numbers tell it faster than a division, which each product would need.
    """
    mass, units = per_unit.as_integer_ratio()
    part, whole = (1, 1) if share is None else share.as_integer_ratio()
    return mass * whole <= CAPSULE_CAPACITY_MG * part * units


def front_amount(case: CheckCase) -> CheckMessage | None:
    """Flag an amount of the front of the pack that may be the compound's.

    It is the amount in the product's name, and either it is too much for one unit, or labels state
    it as the strength of a compound.
    """
    product = case.product
    is_settled = product.compound is not None or product.daily_value is not None
    amount = product.elemental
    if is_settled or amount is None or not _may_stand_in_name(product, amount):
        return None
    if too_much_for_one_unit(case) is not None:
        return None
    name = read_product_name(product.product, product.element)
    per_unit = Fraction(amount * UNITS.base_per_unit, product.serving_units)
    if not {amount, per_unit} & set(name.amounts):
        return None
    if name.says_elemental or says_elemental(product.note):
        return None
    form = form_of_front(product)
    if form is None or not _is_likely_compound(product, form, per_unit):
        return None
    return (
        "{amount} stands on the front of the pack. It may be {amount} of {form}, which contains "
        "{elemental} of {mineral}.",
        {
            "amount": case.mass_amount(MASS.to_fraction(amount)),
            "form": form.name,
            "elemental": case.mass_amount(
                MASS.to_fraction(amount) * (form.compounds[0].fraction or form.fractions[-1])
            ),
            "mineral": case.mineral,
        },
    )


def _may_stand_in_name(product: Product, amount: int) -> bool:
    """Return whether a name has the digits of an amount. Most names need no more reading."""
    digits = product.product.translate(_DIGIT_MARKS)
    per_unit, rest = divmod(amount * UNITS.base_per_unit, product.serving_units)
    is_stated = str(amount).rstrip("0") in digits or str(per_unit).rstrip("0") in digits
    return bool(rest) or is_stated


def form_of_front(product: Product) -> Form | None:
    """Return the form that an amount on the front may be of: stated, read from the name, or usual.

    It is None where the form is a blend, or none whose elemental fraction is known.
    """
    name = read_product_name(product.product, product.element)
    stated = product.form or name.form
    if stated:
        form = recognize_form(stated, product.element).form
    else:
        form = forms(product.element).get(elements()[product.element].reference_form)
    return form if form is not None and form.fractions else None


def _is_likely_compound(product: Product, form: Form, per_unit: Fraction) -> bool:
    """Return whether micrograms a unit are more than fit, or a standard strength of a form."""
    capacity = UNIT_CAPACITIES_MG.get(_likely_unit_kind(product))
    powder = per_unit / form.fractions[-1]
    if capacity is not None and powder > capacity * MASS.base_per_unit:
        return True
    return is_standard_strength(product.element, form.name, per_unit)


def is_standard_strength(element: str, form: str, per_unit: Fraction) -> bool:
    """Return whether labels state so many micrograms a unit as the strength of a compound."""
    return per_unit / UNITS.base_per_unit in standard_strengths(element, form)


def _likely_unit_kind(product: Product) -> str:
    """Return the unit that the name states, or else the unit of the row."""
    return read_product_name(product.product, product.element).unit_kind or product.unit_kind


def elemental_equals_compound(case: CheckCase) -> CheckMessage | None:
    """Flag a label whose elemental and compound amounts are equal."""
    if _stated_share(case) != 1:
        return None
    return (
        "The elemental and the compound amount are both {amount}, so one of them is wrong.",
        {"amount": case.mass_amount(MASS.to_fraction(case.product.elemental or 0))},
    )


def elemental_derived(case: CheckCase) -> CheckMessage | None:
    """Flag an elemental amount that is computed from the compound amount."""
    recognized, compound = case.product.recognized_form, case.product.compound
    if case.product.elemental is not None or recognized.compound is None or compound is None:
        return None
    form, mass = recognized.form, MASS.to_fraction(compound)
    if form is None or recognized.fraction is None:
        return None
    if case.product.label_fraction is not None:
        return (
            "The elemental amount is {fraction} of {compound} of {form}, as labels of this "
            "strength state.",
            {
                "compound": case.mass_amount(mass),
                "form": form.name,
                "fraction": Percent(case.product.label_fraction, 2),
            },
        )
    low, high = mass * form.fractions[0], mass * form.fractions[-1]
    variety = recognized.compound.variety
    is_certain = low == high or recognized.states_variety
    return (
        _DERIVED_TEMPLATES[is_certain, bool(variety)],
        {
            "compound": case.mass_amount(mass),
            "form": form.name,
            "fraction": Percent(recognized.fraction, 2),
            "variety": variety,
            "low": case.mass_amount(low),
            "high": case.mass_amount(high),
        },
    )


def _daily_value_share(case: CheckCase) -> tuple[DailyValue, Fraction] | None:
    """Return the daily value of the region, and the percent of it in a serving."""
    elemental = case.figures.number("serving_elemental_mg")
    reference = daily_value_of(case.product.element, case.scenario.limit_authority)
    if elemental is None or reference is None:
        return None
    return reference, elemental / MASS.to_fraction(reference.amount) * 100


def _fits_stated(case: CheckCase, percent: Fraction) -> bool:
    stated = PERCENT.to_fraction(case.product.daily_value or 0)
    return abs(stated - percent) <= DAILY_VALUE_TOLERANCE_POINTS


def is_borne_by_daily_value(case: CheckCase) -> bool:
    """Return whether the percent on the label is that of the amount, in any region.

    The amount is then the mineral's, and not that of a compound.
    """
    stated, elemental = case.product.daily_value, case.product.elemental
    if stated is None or elemental is None:
        return False
    return any(
        _fits_stated(case, Fraction(100 * elemental, reference.amount))
        for (element, _), reference in daily_values().items()
        if element == case.product.element
    )


def daily_value_mismatch(case: CheckCase) -> CheckMessage | None:
    """Flag a stated daily value that does not match the elemental amount."""
    stated = case.product.daily_value
    share = None if stated is None else _daily_value_share(case)
    if stated is None or share is None or _fits_stated(case, share[1]):
        return None
    reference, percent = share
    return (
        "{elemental} per serving is {percent} of the {name} of {reference}, but the label says "
        "{stated}.",
        {
            "elemental": case.mass_amount(
                case.figures.number("serving_elemental_mg") or Fraction(0)
            ),
            "percent": Percent(percent / 100),
            "name": reference.name,
            "reference": case.mass_amount(MASS.to_fraction(reference.amount)),
            "stated": Percent(PERCENT.to_fraction(stated) / 100, 2),
        },
    )
