"""Checks of what is dangerous about a mineral itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pricing.calculation.checks.other_minerals import other_doses
from pricing.calculation.conditions import condition_holds
from pricing.calculation.figures import treatment_amount
from pricing.calculation.sentences import Mineral, Sentence, mass_amount
from pricing.reference.limits import TREATMENT_AUTHORITIES
from pricing.reference.sources import authorities

if TYPE_CHECKING:
    from collections.abc import Iterator
    from fractions import Fraction

    from pricing.calculation.checks.case import CheckCase, CheckMessage
    from pricing.model.product import Product


def potassium_dose(case: CheckCase) -> CheckMessage | None:
    """Flag a dose that is a treatment with one of its minerals: potassium has such an amount."""
    element, delivered = next(_treatment_doses(case), ("", None))
    most = treatment_amount(element)
    if delivered is None or most is None:
        return None
    authority = TREATMENT_AUTHORITIES[element]
    return (
        "{delivered} of {mineral} a day is a treatment. A supplement should hold no more than "
        "{most} a day ({authority}).",
        {
            "delivered": mass_amount(delivered, element),
            "mineral": Mineral(element),
            "most": mass_amount(most, element),
            "authority": Sentence(authorities()[authority].title),
        },
    )


def _treatment_doses(case: CheckCase) -> Iterator[tuple[str, Fraction]]:
    """Yield the minerals of which a day gives as much as a treatment, with their mg."""
    first = case.figures.number("delivered_mg_per_day")
    if first is not None and condition_holds("treatment_dose", case.figures):
        yield case.product.element, first
    if case.product.other_minerals and not case.product.is_food:
        for dose in other_doses(case):
            most = treatment_amount(dose.element)
            if most is not None and dose.delivered > most:
                yield dose.element, dose.delivered


def potassium_medicines(case: CheckCase) -> CheckMessage | None:
    """Flag potassium, which some medicines and weak kidneys keep in the body."""
    if not _holds(case.product, "K"):
        return None
    return (
        "Potassium can rise to a dangerous level with kidney disease, ACE inhibitors, sartans, "
        "spironolactone and similar diuretics, or trimethoprim.",
        {},
    )


def iron_effects(case: CheckCase) -> CheckMessage | None:
    """Note the usual effects of iron, and who watches over a treatment."""
    if not _holds(case.product, "Fe"):
        return None
    return "Iron can turn stools black and cause constipation.", {}


def iron_overdose(case: CheckCase) -> CheckMessage | None:
    """Note that iron must be kept from children."""
    if not _holds(case.product, "Fe"):
        return None
    return "An overdose of iron can kill a child.", {}


def _holds(product: Product, element: str) -> bool:
    """Return whether a product holds a mineral, as the only one or as one of several."""
    return product.element == element or (
        bool(product.other_minerals) and any(one.element == element for one in product.ingredients)
    )
