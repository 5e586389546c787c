"""Checks of the minerals that a product holds beside the compared one."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from pricing.calculation.conditions import condition_holds
from pricing.calculation.sentences import Mineral, Paragraph, Sentence, joined, mass_amount
from pricing.model.also_contains import (
    contents_say_minerals,
    minerals_named_instead,
    minerals_only_in_forms,
    minerals_only_in_name,
    name_says_minerals,
    uncounted_minerals,
)
from pricing.model.ingredients import stated_ingredients
from pricing.model.note_minerals import (
    denied_ingredients,
    minerals_of_other_amount,
    minerals_only_in_note,
)
from pricing.model.scenario import LARGEST_DOSE_WITHIN_LIMIT
from pricing.problems.plain_facts import NamedTuple
from pricing.quantities.amounts import MASS, UNITS
from pricing.quantities.currencies import Plural
from pricing.reference.limits import Limit, find_limit
from pricing.reference.mineral_names import names_other_substance

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pricing.calculation.checks.case import CheckCase, CheckMessage
    from pricing.calculation.sentences import SentenceValue
    from pricing.model.product import Product

_ALSO_OVER_LIMIT = Plural(
    "units",
    "{units} a day also delivers {delivered} of {mineral}, over the {authority} limit of {limit}.",
    "{units} a day also deliver {delivered} of {mineral}, over the {authority} limit of {limit}.",
)
# By whether some dose is within every limit, and whether several minerals are over theirs.
_LESS_OF_OTHERS = {
    (True, False): "Take fewer units a day, or choose a product without so much of it.",
    (True, True): "Take fewer units a day, or choose a product without so much of them.",
    (False, False): "Choose a product without so much of it.",
    (False, True): "Choose a product without so much of them.",
}
_NAME_SAYS_ANOTHER = "The name says {other}, and not {mineral}."
_NAME_ALSO_SAYS = "The name also says {other}."
_FORM_ALSO_SAYS = "The form also says {other}."
_LABEL_ALSO_SAYS = "The name and the form also say {other}."
_NOT_COUNTED = "“Also contains” says {other}, which is not counted."
_MAY_SAY_OTHERS = "“Also contains” may say {other}, which are not counted."
_SEVERAL_NOT_COUNTED = "“Also contains” says {other}, which are not counted."
_NOTE_NOT_COUNTED = "The note says {other}, which is not counted."
_SEVERAL_OF_NOTE_NOT_COUNTED = "The note says {other}, which are not counted."
_NOTE_DISAGREES = "The note says another amount of {other} than is entered."
_DENIED = "Its texts say that it holds no {other}, but an amount is entered."
_BOTH_NOT_COUNTED = "“Also contains” and the note say {other}, which are not counted."


class OtherDose(NamedTuple):
    """The amount of another mineral in a day's dose, in mg, and its limit if there is one."""

    element: str
    delivered: Fraction
    limit: Limit | None

    @property
    def share_of_limit(self) -> Fraction:
        """The dose as a multiple of the limit; 0 without a limit."""
        if self.limit is None or not self.limit.amount:
            return Fraction(0)
        return self.delivered / MASS.to_fraction(self.limit.amount)


def other_doses(case: CheckCase) -> Iterator[OtherDose]:
    """Yield what the day's units deliver of each further mineral."""
    units = case.figures.number("units_per_day")
    if units is None:
        return
    scenario = case.scenario
    servings = units / UNITS.to_fraction(case.product.serving_units)
    for ingredient in stated_ingredients(case.product.other_minerals):
        limit = find_limit(ingredient.element, scenario.limit_authority, scenario.life_stage)
        counts = (
            limit is not None
            and limit.amount is not None
            and (limit.counts_food or not case.product.is_food)
        )
        delivered = servings * ingredient.amount / MASS.base_per_unit
        yield OtherDose(ingredient.element, delivered, limit if counts else None)


def _doses_over_limit(case: CheckCase) -> list[OtherDose]:
    """Return the other minerals of which a dose delivers too much, the worst first."""
    doses = (dose for dose in other_doses(case) if dose.share_of_limit > 1)
    return sorted(doses, key=lambda dose: dose.share_of_limit, reverse=True)


def other_mineral_over_limit(case: CheckCase) -> CheckMessage | None:
    """Flag a dose that delivers too much of other minerals."""
    has_others = bool(case.product.other_minerals)
    if not has_others or not condition_holds("other_mineral_over_limit", case.figures):
        return None
    units = case.unit_count(case.figures.number("units_per_day") or Fraction(0))
    excesses: list[dict[str, SentenceValue]] = [
        {
            "units": units,
            "delivered": mass_amount(dose.delivered, dose.element),
            "mineral": Mineral(dose.element),
            "authority": dose.limit.title,
            "limit": mass_amount(MASS.to_fraction(dose.limit.amount or 0), dose.element),
        }
        for dose in _doses_over_limit(case)
        if dose.limit is not None
    ]
    if len(excesses) <= 1:
        return (_ALSO_OVER_LIMIT, excesses[0]) if excesses else None
    sentences = tuple(Sentence(_ALSO_OVER_LIMIT, excess) for excess in excesses)
    return "{findings}", {"findings": Paragraph(sentences)}


def less_of_others_advice(case: CheckCase) -> Sentence:
    """Return the remedy of a dose that delivers too much of other minerals."""
    is_several = len(_doses_over_limit(case)) > 1
    is_smaller_safe = bool(LARGEST_DOSE_WITHIN_LIMIT.evaluate(case.figures))
    return Sentence(_LESS_OF_OTHERS[is_smaller_safe, is_several])


def name_says_another(case: CheckCase) -> CheckMessage | None:
    """Flag a name that says another mineral than the product is entered with."""
    others = minerals_named_instead(case.product)
    if not others:
        return None
    return _NAME_SAYS_ANOTHER, {
        "other": joined(list(map(Mineral, others))),
        "mineral": case.mineral,
    }


def name_names_other(case: CheckCase) -> CheckMessage | None:
    """Flag a name or form that speaks of a mineral or a vitamin that no ingredient holds."""
    is_asked = bool(minerals_named_instead(case.product))
    of_name = [] if is_asked else list(_only_named(case.product))
    named = minerals_only_in_name(case.product)
    of_form = [Mineral(one) for one in minerals_only_in_forms(case.product) if one not in named]
    if not of_name and not of_form:
        return None
    template = _LABEL_ALSO_SAYS if of_name and of_form else _NAME_ALSO_SAYS
    if not of_name:
        template = _FORM_ALSO_SAYS
    return template, {"other": joined([*of_name, *of_form]), "mineral": case.mineral}


def _only_named(product: Product) -> Iterator[SentenceValue]:
    """Yield what only the name of a product says that it holds."""
    yield from map(Mineral, minerals_only_in_name(product))
    if name_says_minerals(product):
        yield Sentence("other minerals")
    if not product.also_contains and names_other_substance(product.product):
        yield Sentence("a vitamin or another active")


def contents_not_counted(case: CheckCase) -> CheckMessage | None:
    """Flag the minerals that a product also contains by its text or note, and no ingredient counts.

    A mineral that its name or form says too is flagged there alone. A note that states another
    amount than an ingredient is flagged too.
    """
    is_any_said = bool(case.product.note or case.product.also_contains)
    return _not_counted(case) if is_any_said else None  # most products say nothing


def _not_counted(case: CheckCase) -> CheckMessage | None:
    denied = list(map(Mineral, denied_ingredients(case.product)))
    if denied:
        return _DENIED, {"other": joined(denied)}
    of_note = list(_only_noted(case.product))
    others: list[SentenceValue] = list(map(Mineral, uncounted_minerals(case.product)))
    if contents_say_minerals(case.product):
        return _MAY_SAY_OTHERS, {"other": joined([*others, *of_note, Sentence("other minerals")])}
    if others and of_note:
        return _BOTH_NOT_COUNTED, {"other": joined([*others, *of_note])}
    if of_note:
        template = _NOTE_NOT_COUNTED if len(of_note) == 1 else _SEVERAL_OF_NOTE_NOT_COUNTED
        return template, {"other": joined(of_note)}
    if not others:
        disagreeing = list(map(Mineral, minerals_of_other_amount(case.product)))
        return (_NOTE_DISAGREES, {"other": joined(disagreeing)}) if disagreeing else None
    template = _NOT_COUNTED if len(others) == 1 else _SEVERAL_NOT_COUNTED
    return template, {"other": joined(others)}


def _only_noted(product: Product) -> Iterator[Mineral]:
    """Yield the minerals that only the note of a product says."""
    noted = minerals_only_in_note(product)
    if not noted:  # most products have no note
        return
    said = {*minerals_only_in_name(product), *minerals_only_in_forms(product)}
    yield from (Mineral(one) for one in noted if one not in said)
