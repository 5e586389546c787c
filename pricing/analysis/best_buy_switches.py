"""Tells at which values of one input another product becomes the best buy."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from pricing.analysis.sensitivity import figure_at_value, input_range
from pricing.analysis.switch_points import (
    describe_switch_points,
    find_crossing,
    find_switch_points,
)
from pricing.analysis.target_ranges import TargetRanges
from pricing.calculation.comparison import PlaceGroup
from pricing.calculation.measures import HEADLINE, FigureFormat
from pricing.calculation.rank_order import PLACE_KEY
from pricing.calculation.sentences import (
    Amount,
    Mineral,
    Multiple,
    Paragraph,
    Percent,
    Sentence,
    SentenceValue,
    mass_amount,
)
from pricing.quantities.amounts import MASS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pricing.analysis.sensitivity import VariedInput
    from pricing.analysis.target_ranges import BestBuyRange
    from pricing.calculation.comparison import ComparedProduct, Comparison
    from pricing.model.scenario import Scenario

# A price may be looked for at up to so many times today's, and a pack may be used this little.
_LARGEST_SHARE, _NOW, _LEAST_SHARE = Fraction(1_000), Fraction(100), Fraction(1)

_NEVER = Sentence("Never.")
_NOT_SAFE = Sentence("Never: its dose is not safe here, or does not reach the target.")
_NO_OTHER = Sentence("Never: no other product is safe and reaches the target.")
_SAME_COST = Sentence("Costs the same.")
# By whether the input rises or falls to the value, and whether that is in the range tried.
_PRODUCT_SWITCHES = {
    (True, True): "Above {value}: {product}.",
    (False, True): "Below {value}: {product}.",
    (True, False): "Not in this range; only above {value}.",
    (False, False): "Not in this range; only below {value}.",
}


def describe_best_buy_switches(
    comparison: Comparison,
    compared: ComparedProduct,
    varied: VariedInput,
    target_ranges: TargetRanges | None = None,
) -> Paragraph:
    """Return where in an input's range another product becomes the best buy.

    An input of a product is varied for `compared` alone. Where the cheapest per mg changes, a
    second sentence says so. `target_ranges` keeps what holds for other targets too.
    """
    match varied.key:
        case "target":
            ranges = (target_ranges or TargetRanges()).tried(comparison)
            sentences = list(_target_sentences(comparison.scenario, ranges))
        case "price" | "pack_use":
            sentences = [_product_sentence(comparison, compared, varied)]
        case "absorption":
            sentences = [_absorption_sentence(compared)]
        case _:  # more days cost every product as much more
            sentences = [_NEVER]
    points = find_switch_points(comparison, compared, varied, HEADLINE.key)
    if points:
        parameters: dict[str, SentenceValue] = {
            "mineral": Mineral(comparison.scenario.element),
            "switches": describe_switch_points(points, varied, compared),
        }
        sentences.append(Sentence("Per mg of {mineral}: {switches}", parameters))
    return Paragraph(tuple(sentences))


def _target_sentences(scenario: Scenario, ranges: tuple[BestBuyRange, ...]) -> Iterator[Sentence]:
    """Give the nearest changes of the best buy below and above the present target."""
    target = MASS.to_fraction(scenario.target)
    limit = _limit_within(scenario, ranges)
    ranges = _ranges_up_to(limit, ranges)
    is_over = limit is not None and target > limit
    here = next((at for at, found in enumerate(ranges) if found.low < target <= found.high), 0)
    here = len(ranges) if is_over else here
    if len(ranges) < 2 and limit is None:
        yield Sentence("Not in this range.")
        return
    if here:
        below = ranges[here - 1]
        template = (
            "{value} and below: {product}."
            if below.best_buy
            else "{value} and below: no product alone."
        )
        yield Sentence(template, _range_parameters(below, below.high, scenario.element))
    if here + 1 < len(ranges):
        above = ranges[here + 1]
        template = (
            "Above {value}: {product}." if above.best_buy else "Above {value}: no product alone."
        )
        yield Sentence(template, _range_parameters(above, above.low, scenario.element))
    elif limit is not None:
        value = mass_amount(limit, scenario.element)
        yield Sentence("Above {value}: over the safe limit.", {"value": value})


def _limit_within(scenario: Scenario, ranges: tuple[BestBuyRange, ...]) -> Fraction | None:
    """Return the safe limit if targets above it were tried, else None."""
    if scenario.limit is None or scenario.limit.amount is None or not ranges:
        return None
    limit = MASS.to_fraction(scenario.limit.amount)
    return limit if ranges[0].low < limit < ranges[-1].high else None


def _ranges_up_to(
    limit: Fraction | None, ranges: tuple[BestBuyRange, ...]
) -> tuple[BestBuyRange, ...]:
    """Return the ranges of targets within a limit: no target above it is advice."""
    if limit is None:
        return ranges
    return tuple(
        replace(found, high=min(found.high, limit)) for found in ranges if found.low < limit
    )


def _range_parameters(
    found: BestBuyRange, value: Fraction, element: str
) -> dict[str, SentenceValue]:
    parameters: dict[str, SentenceValue] = {"value": mass_amount(value, element)}
    if found.best_buy is not None:
        parameters["product"] = found.best_buy.product.product
    return parameters


def _product_sentence(
    comparison: Comparison, compared: ComparedProduct, varied: VariedInput
) -> Sentence:
    """Return at which value of a product's own input the best buy is another."""
    if compared.evaluation.place_group is not PlaceGroup.SAFE_AND_ENOUGH:
        return _NOT_SAFE
    is_best = compared is comparison.best_buy
    rivals = [
        product
        for product in comparison.products_by_place
        if product is not compared and product.evaluation.place_group is PlaceGroup.SAFE_AND_ENOUGH
    ]
    if not rivals:
        return _NO_OTHER
    value = _switch_value(compared, varied, rivals[0].number(PLACE_KEY), is_best=is_best)
    if value is None:
        return _NEVER
    rises = (varied.key == "price") == is_best
    low, high = map(varied.quantity.to_fraction, input_range(comparison.scenario, varied))
    after = rivals[0] if is_best else compared
    parameters: dict[str, SentenceValue] = {
        "value": _value_amount(compared, varied, value),
        "product": after.product.product,
    }
    return Sentence(_PRODUCT_SWITCHES[rises, low <= value <= high], parameters)


def _switch_value(
    compared: ComparedProduct, varied: VariedInput, bound: Fraction, *, is_best: bool
) -> Fraction | None:
    """Return the value at which a product costs as much as the best of the others, or None.

    The best buy is made dearer, and any other product cheaper.
    """

    def curve(value: Fraction) -> Fraction:
        return figure_at_value(compared.figures, varied, value, PLACE_KEY)

    if varied.key == "price":
        low, high = (_NOW, _LARGEST_SHARE) if is_best else (_LEAST_SHARE, _NOW)
    elif is_best:
        low, high = _LEAST_SHARE, _NOW
    else:
        return None  # no more than the whole pack can be used
    if curve(_NOW) == bound:
        return _NOW
    if (curve(low) < bound) == (curve(high) < bound):
        return None
    return find_crossing(curve, bound, low, high)[0]


def _value_amount(compared: ComparedProduct, varied: VariedInput, value: Fraction) -> SentenceValue:
    if varied.key == "price":
        currency = compared.figures.scenario.currency
        return Amount(compared.number("price") * value / 100, FigureFormat.MONEY, currency)
    return Percent(value / 100, 1)


def _absorption_sentence(compared: ComparedProduct) -> Sentence:
    """Return how much better a dearer form must be absorbed. It costs the same in any case."""
    ratio = compared.figures.number("break_even_absorption")
    if ratio is None or ratio <= 1:
        return _SAME_COST
    return Sentence("Costs the same; worth it from {times} on.", {"times": Multiple(ratio)})
