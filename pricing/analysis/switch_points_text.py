"""Turning points and the cases that change the cheapest, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pricing.analysis.sensitivity import VARIED_INPUTS, InputScope
from pricing.analysis.switch_points import find_switch_points, find_switches_at_range_ends
from pricing.calculation.measures import FigureFormat
from pricing.calculation.sentences import Amount, Multiple, Percent, Sentence, SentenceValue

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

    from pricing.analysis.sensitivity import VariedInput
    from pricing.analysis.switch_points import SwitchAtRangeEnd, SwitchPoint
    from pricing.calculation.comparison import ComparedProduct, Comparison

MAX_LISTED_CASES = 3
_NO_SWITCH = Sentence("never in this range")


def describe_input_value(
    varied_input: VariedInput, value: Fraction, compared: ComparedProduct
) -> SentenceValue:
    """A value of an input, with its unit; a price with the share that it is of the product's."""
    match varied_input.key:
        case "price":
            asked = compared.number("price") * value / 100
            price = Amount(asked, FigureFormat.MONEY, compared.figures.scenario.currency)
            share = Percent(value / 100, 1)
            return Sentence("{price} ({share})", {"price": price, "share": share})
        case "pack_use":
            return Percent(value / 100, 1)
        case "absorption":
            return Multiple(value)
        case "days":
            return Sentence("{count} days", {"count": Amount(value, FigureFormat.COUNT)})
        case _:
            return Amount(value, FigureFormat.MASS)


def describe_switch_points(
    switch_points: Sequence[SwitchPoint], varied_input: VariedInput, compared: ComparedProduct
) -> Sentence:
    """Which product is the cheapest up to where: "Oxide below $36.15 (451.9 %), then Gly"."""
    if not switch_points:
        return _NO_SWITCH
    first, *others = switch_points
    value = describe_input_value(varied_input, first.value, compared)
    about: SentenceValue = value if first.is_exact else Sentence("about {value}", {"value": value})
    sentence = Sentence(
        "{before} below {value}, then {after}",
        {
            "before": _name(first.cheapest_below),
            "value": about,
            "after": _name(first.cheapest_above),
        },
    )
    for turn in others:
        sentence = Sentence(
            "{so_far}; from {value} {after}",
            {
                "so_far": sentence,
                "value": describe_input_value(varied_input, turn.value, compared),
                "after": _name(turn.cheapest_above),
            },
        )
    return sentence


def describe_robustness(comparison: Comparison, key: str) -> Sentence | None:
    """Whether one product is the cheapest in every case tried, else in which another is.

    None where fewer than two products are compared.
    """
    if len(comparison.ranked_products) < 2:
        return None
    first = min(comparison.ranked_products, key=lambda each: each.number(key))
    cases = [
        _describe_switch_at_range_end(each) for each in find_switches_at_range_ends(comparison, key)
    ]
    for varied in VARIED_INPUTS.values():
        if varied.scope is InputScope.SCENARIO:
            found = find_switch_points(comparison, first, varied, key)
            cases += [_describe_switch_point(each, varied, first) for each in found]
    if not cases:
        return Sentence("{name} is the cheapest in every case tried.", {"name": _name(first)})
    told, more = cases[:MAX_LISTED_CASES], len(cases) - MAX_LISTED_CASES
    said: dict[str, SentenceValue] = {"name": _name(first), "cases": _join_cases(told)}
    if more > 0:
        said["more"] = str(more)
        return Sentence("{name} is the cheapest, but not {cases}; and {more} cases more.", said)
    return Sentence("{name} is the cheapest, but not {cases}.", said)


def _join_cases(sentences: Sequence[Sentence]) -> Sentence:
    first, *others = sentences
    for other in others:
        first = Sentence("{one}; nor {other}", {"one": first, "other": other})
    return first


def _describe_switch_at_range_end(each: SwitchAtRangeEnd) -> Sentence:
    said: dict[str, SentenceValue] = {
        "cheapest": _name(each.cheapest),
        "of": _name(each.changed_product),
        "form": each.changed_product.form,
        "value": describe_input_value(each.varied_input, each.value, each.changed_product),
    }
    templates = {
        "price": "if {of} costs {value}, where {cheapest} is",
        "absorption": "if {value} as much of {form} is absorbed, where {cheapest} is",
        "pack_use": "if only {value} of a pack of {of} is used, where {cheapest} is",
    }
    return Sentence(templates[each.varied_input.key], said)


def _describe_switch_point(
    turn: SwitchPoint, varied: VariedInput, compared: ComparedProduct
) -> Sentence:
    return Sentence(
        "on both sides of {value}: {before} below it, {after} from there",
        {
            "value": describe_input_value(varied, turn.value, compared),
            "before": _name(turn.cheapest_below),
            "after": _name(turn.cheapest_above),
        },
    )


def _name(compared: ComparedProduct) -> str:
    return compared.product.product
