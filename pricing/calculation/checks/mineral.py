"""Checks of what is dangerous about a mineral itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pricing.calculation.conditions import condition_holds
from pricing.calculation.sentences import Sentence
from pricing.reference.limits import TREATMENT_AUTHORITIES
from pricing.reference.sources import authorities

if TYPE_CHECKING:
    from pricing.calculation.checks.case import CheckCase, CheckMessage


def potassium_dose(case: CheckCase) -> CheckMessage | None:
    """Flag a dose of potassium that is a treatment."""
    most = case.figures.number("treatment_mg")
    if most is None or not condition_holds("treatment_dose", case.figures):
        return None
    delivered = case.figures.number("delivered_mg_per_day")
    if delivered is None:
        return None
    authority = TREATMENT_AUTHORITIES[case.product.element]
    return (
        "{delivered} of potassium a day is a treatment. A supplement should hold no more than "
        "{most} a day ({authority}).",
        {
            "delivered": case.mass_amount(delivered),
            "most": case.mass_amount(most),
            "authority": Sentence(authorities()[authority].title),
        },
    )


def potassium_medicines(case: CheckCase) -> CheckMessage | None:
    """Flag potassium, which some medicines and weak kidneys keep in the body."""
    if case.product.element != "K":
        return None
    return (
        "Potassium can rise to a dangerous level with kidney disease, ACE inhibitors, sartans, "
        "spironolactone and similar diuretics, or trimethoprim.",
        {},
    )


def iron_effects(case: CheckCase) -> CheckMessage | None:
    """Note the usual effects of iron, and who watches over a treatment."""
    if case.product.element != "Fe":
        return None
    return "Iron can turn stools black and cause constipation.", {}


def iron_overdose(case: CheckCase) -> CheckMessage | None:
    """Note that iron must be kept from children, as the only mineral or as one of several."""
    product = case.product
    if product.element != "Fe" and not (
        product.other_minerals and any(one.element == "Fe" for one in product.ingredients)
    ):
        return None
    return "An overdose of iron can kill a child.", {}
