"""Check the products that a person takes in a day: limits, targets, doubts and doses."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from pricing.analysis.contents import minerals_only_named, unstated_minerals_of_note
from pricing.analysis.products_apart import find_products_apart
from pricing.analysis.regimen import superfluous_takes
from pricing.calculation.checks import Severity
from pricing.calculation.sentences import (
    Count,
    Mineral,
    Paragraph,
    Sentence,
    clear_name,
    listed_groups,
    listed_names,
    mass_amount,
)
from pricing.model.also_contains import names_further_minerals
from pricing.problems.messages import Term
from pricing.problems.plain_facts import dataclass
from pricing.quantities.amounts import MASS
from pricing.quantities.currencies import Plural

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pricing.analysis.regimen import Regimen
    from pricing.calculation.sentences import SentenceValue

_OVER_LIMIT = "{delivered} of {mineral} a day is over the {authority} limit of {limit}."
_OVER_TOTAL_LIMIT = (
    "{delivered} of {mineral} a day is over the {authority} limit of {limit} from all sources, "
    "food included."
)
_OVER_TREATMENT = (
    "{delivered} of {mineral} a day is a treatment. Take so much only if your doctor prescribed it."
)
_AT_LIMIT = (
    "At least {delivered} of {mineral} a day is as much as the {authority} limit of {limit}. The "
    "amount that is not known comes on top."
)
_SHORT = "{delivered} of {mineral} a day is less than the target of {target}."
_SHORT_AS_KNOWN = (
    "{delivered} of {mineral} a day is known to be taken, less than the target of {target}. The "
    "rest is not known."
)
_WAITING = (
    "{product} is taken too, but its row is not complete. What it gives and costs is in no total."
)
_DUPLICATE = Plural(
    "count",
    "{mineral} comes from {count} product.",
    "{mineral} comes from {count} products.",
)
_SEVERAL_DOSES = "{product} is entered {count} times. Its doses are added up."
_SUPERFLUOUS = "Every target is still met without {product}."
_NOT_NEEDED = "No target is missed by more without {product}."
_ONE_SUPERFLUOUS = "Every target is still met without one of these: {products}."
_ONE_NOT_NEEDED = "No target is missed by more without one of these: {products}."
_UNKNOWN = (
    "The label of {product} also says {mineral}, but its amount is not entered. The total of "
    "{mineral} is at least what is shown."
)
_UNKNOWN_MINERALS = (
    "{product} may hold other minerals too, but their amounts are not entered. They are in no "
    "total."
)
_IN_DOUBT = "{product} is counted as it is entered, but its label is in doubt. {finding}"
_NOT_COUNTED = (
    "“Also contains” of {product} says {mineral}, but its amount is not counted. The total of "
    "{mineral} is at least what is shown."
)
_NOTED = (
    "The note of {product} says {mineral}, but its amount is not counted. The total of {mineral} "
    "is at least what is shown."
)
_OTHER_CURRENCY = (
    "The price of {product} is in {own} and the regimen in {currency}. Its cost is not known here, "
    "so the money is not added up."
)
_APART = "Do not take these at the same time: {products} ({advice})."
_APART_FROM = "Take {first} apart from {others} ({advice})."
_PRICE_OF_NOTHING = (
    "After discount and tax, the price of {product} rounds to nothing. Its cost is not known, so "
    "the money is not added up."
)


@dataclass(frozen=True, slots=True)
class RegimenFlag:
    """The result of a check of a regimen. `element` is the mineral, or "" for none."""

    key: str
    severity: Severity
    sentence: Sentence
    element: str = ""


def check_regimen(regimen: Regimen) -> tuple[RegimenFlag, ...]:
    """Return the results of the checks: stops first, then shortfalls, then notes."""
    return (
        *_over_limit_flags(regimen),
        *_at_limit_flags(regimen),
        *_short_flags(regimen),
        *check_products_taken(regimen),
        *_duplicate_flags(regimen),
        *_superfluous_flags(regimen),
    )


def check_products_taken(regimen: Regimen) -> tuple[RegimenFlag, ...]:
    """Return what is not known of the products, and which to take apart, at any dose."""
    return (
        *_waiting_flags(regimen),
        *_doubt_flags(regimen),
        *_unknown_flags(regimen),
        *_cost_flags(regimen),
        *_apart_flags(regimen),
        *_several_doses_flags(regimen),
    )


def _over_limit_flags(regimen: Regimen) -> Iterator[RegimenFlag]:
    for element in filter(regimen.is_over_limit, regimen.elements):
        limit = regimen.scenario.limit_of(element)
        total = regimen.limited_total(element)
        parameters: dict[str, SentenceValue] = {
            "delivered": _mass(total, element),
            "mineral": Mineral(element),
        }
        template = _OVER_TREATMENT
        if limit is not None and limit.amount is not None and total > limit.amount:
            is_total = limit.counts_food
            template = _OVER_TOTAL_LIMIT if is_total else _OVER_LIMIT
            parameters["authority"] = limit.title
            parameters["limit"] = _mass(Fraction(limit.amount), element)
        sentence = Sentence(template, parameters)
        yield RegimenFlag("over_limit", Severity.STOP, sentence, element)


def _at_limit_flags(regimen: Regimen) -> Iterator[RegimenFlag]:
    for element in filter(regimen.is_at_limit_and_unknown, regimen.elements):
        limit = regimen.scenario.limit_of(element)
        if limit is not None and limit.amount is not None:
            parameters: dict[str, SentenceValue] = {
                "delivered": _mass(regimen.limited_total(element), element),
                "mineral": Mineral(element),
                "authority": limit.title,
                "limit": _mass(Fraction(limit.amount), element),
            }
            sentence = Sentence(_AT_LIMIT, parameters)
            yield RegimenFlag("at_limit", Severity.CAUTION, sentence, element)


def _short_flags(regimen: Regimen) -> Iterator[RegimenFlag]:
    for element, target in regimen.scenario.targets:
        if regimen.shortfall(element):
            parameters: dict[str, SentenceValue] = {
                "delivered": _mass(regimen.totals[element] + regimen.food_totals[element], element),
                "mineral": Mineral(element),
                "target": mass_amount(MASS.to_fraction(target), element, is_stated=True),
            }
            is_least = element in regimen.at_least
            sentence = Sentence(_SHORT_AS_KNOWN if is_least else _SHORT, parameters)
            yield RegimenFlag("short_of_target", Severity.CAUTION, sentence, element)


def _waiting_flags(regimen: Regimen) -> Iterator[RegimenFlag]:
    for take in regimen.waiting:
        sentence = Sentence(_WAITING, {"product": clear_name(take.product)})
        yield RegimenFlag("not_counted", Severity.CAUTION, sentence)


def _doubt_flags(regimen: Regimen) -> Iterator[RegimenFlag]:
    for take in regimen.by_product:
        doubt = take.label_doubt(regimen.scenario)
        if doubt is not None:
            parameters: dict[str, SentenceValue] = {
                "product": regimen.names.in_sentence(take.product),
                "finding": Paragraph((doubt.statement, doubt.remedy)),
            }
            sentence = Sentence(_IN_DOUBT, parameters)
            yield RegimenFlag("label_in_doubt", Severity.CAUTION, sentence, take.product.element)


def _unknown_flags(regimen: Regimen) -> Iterator[RegimenFlag]:
    for take in regimen.by_product:
        named = minerals_only_named(take.product)
        noted = unstated_minerals_of_note(take.product)
        for element in take.unstated_minerals:
            parameters: dict[str, SentenceValue] = {
                "product": regimen.names.in_sentence(take.product),
                "mineral": Mineral(element),
            }
            template = _NOTED if element in noted else _NOT_COUNTED
            template = _UNKNOWN if element in named else template
            sentence = Sentence(template, parameters)
            yield RegimenFlag("amount_unknown", Severity.CAUTION, sentence, element)
        if names_further_minerals(take.product):
            product = regimen.names.in_sentence(take.product)
            sentence = Sentence(_UNKNOWN_MINERALS, {"product": product})
            yield RegimenFlag("minerals_unknown", Severity.CAUTION, sentence)


def _cost_flags(regimen: Regimen) -> Iterator[RegimenFlag]:
    for take in regimen.takes_without_cost:
        product = take.product
        is_foreign = product.currency != regimen.scenario.currency
        parameters: dict[str, SentenceValue] = {
            "product": regimen.names.in_sentence(product),
            "own": product.currency,
            "currency": regimen.scenario.currency,
        }
        sentence = Sentence(_OTHER_CURRENCY if is_foreign else _PRICE_OF_NOTHING, parameters)
        yield RegimenFlag("cost_unknown", Severity.CAUTION, sentence, product.element)


def _apart_flags(regimen: Regimen) -> Iterator[RegimenFlag]:
    for apart in find_products_apart([take.product for take in regimen.takes]):
        advice = Sentence("{advice}", {"advice": Term(apart.advice[0])})
        for other in apart.advice[1:]:
            advice = Sentence("{first}; {second}", {"first": advice, "second": Term(other)})
        for first, others in apart.sides:
            parameters = {"first": listed_names(first), "others": listed_names(others)}
            sentence = Sentence(_APART_FROM, {**parameters, "advice": advice})
            yield RegimenFlag("take_apart", Severity.CAUTION, sentence)
        if apart.sides:
            continue
        products = listed_groups(apart.groups)
        sentence = Sentence(_APART, {"products": products, "advice": advice})
        yield RegimenFlag("take_apart", Severity.CAUTION, sentence)


def _several_doses_flags(regimen: Regimen) -> Iterator[RegimenFlag]:
    for product in (take.product for take in regimen.by_product):
        count = sum(one.product == product for one in regimen.takes)
        if count > 1:
            parameters: dict[str, SentenceValue] = {
                "product": regimen.names.in_sentence(product),
                "count": Count(count),
            }
            sentence = Sentence(_SEVERAL_DOSES, parameters)
            yield RegimenFlag("several_doses", Severity.NOTE, sentence, product.element)


def _duplicate_flags(regimen: Regimen) -> Iterator[RegimenFlag]:
    for element in regimen.elements:
        count = regimen.count_of_products_with(element)
        if count > 1:
            parameters: dict[str, SentenceValue] = {
                "mineral": Mineral(element),
                "count": Count(count),
            }
            sentence = Sentence(_DUPLICATE, parameters)
            yield RegimenFlag("duplicate_mineral", Severity.NOTE, sentence, element)


def _superfluous_flags(regimen: Regimen) -> Iterator[RegimenFlag]:
    """Say once which products could be left out: each alone, but not one after the other."""
    products = [take.product for take in superfluous_takes(regimen)]
    if not products:
        return
    if len(products) == 1:
        template = _SUPERFLUOUS if regimen.meets_targets else _NOT_NEEDED
    else:
        template = _ONE_SUPERFLUOUS if regimen.meets_targets else _ONE_NOT_NEEDED
    first = regimen.names.in_sentence(products[0])
    names = listed_names(map(regimen.names.text, products))
    sentence = Sentence(template, {"product": first, "products": names})
    yield RegimenFlag("superfluous_product", Severity.NOTE, sentence)


def _mass(micrograms: Fraction, element: str) -> SentenceValue:
    return mass_amount(micrograms / MASS.base_per_unit, element)
