"""Turning points and the cases that change the cheapest, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pricing.analysis.sensitivity import VARIED, Of
from pricing.analysis.switch_points import turning_points, upsets
from pricing.calculation.measures import Shown
from pricing.calculation.sentences import Amount, Percent, Said, Sentence, Times

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

    from pricing.analysis.sensitivity import Varied
    from pricing.analysis.switch_points import Turn, Upset
    from pricing.calculation.comparison import Compared, Comparison

MOST_TOLD = 3
_NEVER = Sentence("never in this range")


def value_says(varied: Varied, value: Fraction, compared: Compared) -> Said:
    """A value of an input, with its unit; a price with the share that it is of the product's."""
    match varied.key:
        case "price":
            asked = compared.number("price") * value / 100
            price = Amount(asked, Shown.MONEY, compared.figures.scenario.currency)
            share = Percent(value / 100, 1)
            return Sentence("{price} ({share})", {"price": price, "share": share})
        case "pack_use":
            return Percent(value / 100, 1)
        case "absorption":
            return Times(value)
        case "days":
            return Sentence("{count} days", {"count": Amount(value, Shown.COUNT)})
        case _:
            return Amount(value, Shown.MASS)


def turns_say(turns: Sequence[Turn], varied: Varied, compared: Compared) -> Sentence:
    """Which product is the cheapest up to where: "Oxide below $36.15 (451.9 %), then Gly"."""
    if not turns:
        return _NEVER
    first, *others = turns
    value = value_says(varied, first.at, compared)
    about: Said = value if first.exact else Sentence("about {value}", {"value": value})
    sentence = Sentence(
        "{before} below {value}, then {after}",
        {"before": _name(first.before), "value": about, "after": _name(first.after)},
    )
    for turn in others:
        sentence = Sentence(
            "{so_far}; from {value} {after}",
            {
                "so_far": sentence,
                "value": value_says(varied, turn.at, compared),
                "after": _name(turn.after),
            },
        )
    return sentence


def every_case(comparison: Comparison, key: str) -> Sentence | None:
    """Whether one product is the cheapest in every case tried, else in which another is.

    None where fewer than two products are compared.
    """
    if len(comparison.ranked) < 2:
        return None
    first = min(comparison.ranked, key=lambda each: each.number(key))
    cases = [_upset_says(each) for each in upsets(comparison, key)]
    for varied in VARIED.values():
        if varied.of is Of.SCENARIO:
            found = turning_points(comparison, first, varied, key)
            cases += [_turn_says(each, varied, first) for each in found]
    if not cases:
        return Sentence("{name} is the cheapest in every case tried.", {"name": _name(first)})
    told, more = cases[:MOST_TOLD], len(cases) - MOST_TOLD
    said: dict[str, Said] = {"name": _name(first), "cases": _listed(told)}
    if more > 0:
        said["more"] = str(more)
        return Sentence("{name} is the cheapest, but not {cases}; and {more} cases more.", said)
    return Sentence("{name} is the cheapest, but not {cases}.", said)


def _listed(sentences: Sequence[Sentence]) -> Sentence:
    first, *others = sentences
    for other in others:
        first = Sentence("{one}; nor {other}", {"one": first, "other": other})
    return first


def _upset_says(each: Upset) -> Sentence:
    said: dict[str, Said] = {
        "cheapest": _name(each.cheapest),
        "of": _name(each.of),
        "form": each.of.form,
        "value": value_says(each.varied, each.value, each.of),
    }
    templates = {
        "price": "if {of} costs {value}, where {cheapest} is",
        "absorption": "if {value} as much of {form} is absorbed, where {cheapest} is",
        "pack_use": "if only {value} of a pack of {of} is used, where {cheapest} is",
    }
    return Sentence(templates[each.varied.key], said)


def _turn_says(turn: Turn, varied: Varied, compared: Compared) -> Sentence:
    return Sentence(
        "on both sides of {value}: {before} below it, {after} from there",
        {
            "value": value_says(varied, turn.at, compared),
            "before": _name(turn.before),
            "after": _name(turn.after),
        },
    )


def _name(compared: Compared) -> str:
    return compared.product.product
