"""The findings of a comparison: which product is cheapest, and what the checks change about it."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from pricing.analysis.product_pairs import find_cheapest_regimens
from pricing.calculation.checks import Severity
from pricing.calculation.comparison import HEADLINE_KEY, costs_meaningfully_more
from pricing.calculation.limit_notes import limit_note
from pricing.calculation.measures import DAYS_OF_A_MONTH, FigureFormat, basis_text, cost_per_basis
from pricing.calculation.sentences import (
    Amount,
    Count,
    Mineral,
    Multiple,
    Paragraph,
    Sentence,
    SentenceValue,
    UnitCount,
    capitalized,
    mass_amount,
)
from pricing.quantities.amounts import FACTOR, MASS, MONEY
from pricing.quantities.currencies import C_LOCALE, Notation, Plural

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pricing.calculation.checks import Flag
    from pricing.calculation.comparison import ComparedProduct, Comparison, FormSummary

# The check that qualifies a dose within a limit that includes food.
_LITTLE_FOOD_KEY = "leaves_little_for_food"
ABOUT_EQUAL_RATIO = Fraction(21, 20)

_EQUAL_COST = "{name} and {other} cost about the same per milligram of {mineral}."
# By whether another form or only another product is compared.
_HIGHER_COST = {
    True: (
        "The cheapest {form}, {other}, costs {times} as much per milligram of {mineral} as {name}."
    ),
    False: "The next, {other}, costs {times} as much per milligram of {mineral} as {name}.",
}
# By whether the period is a month.
_BEST_BUY = {
    True: "Best buy at {target}: {name}, {cost} a month as taken, {outlay} to pay.",
    False: "Best buy at {target}: {name}, {cost} for {days} as taken, {outlay} to pay.",
}
_VALUE_AND_COST = (
    "It ranks {rank} by value, the cost of a milligram. It is the best buy because no other safe "
    "dose that reaches the target costs less."
)
_PAIR_COST = {
    True: (
        "{first_units} of {first} and {second_units} of {second} a day give {delivered}, for "
        "{cost} a month as taken, from two packs."
    ),
    False: (
        "{first_units} of {first} and {second_units} of {second} a day give {delivered}, for "
        "{cost} for {days} as taken, from two packs."
    ),
}
_PACK_DURATION = Plural("days", "One pack lasts {days} day.", "One pack lasts {days} days.")
_DAYS = Plural("count", "{count} day", "{count} days")


@dataclass(frozen=True, slots=True)
class Finding:
    """One statement about the outcome. `key` identifies it."""

    key: str
    sentence: Sentence | Paragraph

    def text(self, notation: Notation = C_LOCALE) -> str:
        """Return the finding in the language and notation of a locale."""
        return capitalized(self.sentence.text(notation))


def findings(comparison: Comparison, basis: int = 100) -> tuple[Finding, ...]:
    """Return the findings of a comparison, the main one first; () if no product is ranked.

    `basis` is the elemental mass for which costs are stated, in the unit of the mineral.
    """
    if not comparison.ranked_products:
        return ()
    parts = (
        _limit_note,
        _break_even,
        _assumed_absorption,
        _best_buy,
        _product_pair,
        _products_within_band,
        _excluded_products,
    )
    rest = (finding for part in parts for finding in part(comparison))
    return (*_cheapest(comparison, basis), *rest)


def _money(
    comparison: Comparison, value: Fraction, figure_format: FigureFormat = FigureFormat.MONEY
) -> Amount:
    return Amount(value, figure_format, comparison.scenario.currency)


def _name(compared: ComparedProduct) -> str:
    brand = compared.product.brand
    return f"{compared.product.product} ({brand})" if brand else compared.product.product


def _period(comparison: Comparison) -> tuple[bool, Sentence]:
    """Return whether the comparison is of a month, and its days as a text."""
    days = comparison.scenario.days
    return days in DAYS_OF_A_MONTH, Sentence(_DAYS, {"count": Count(days)})


def _cheapest(comparison: Comparison, basis: int) -> Iterator[Finding]:
    """State the cheapest product per mg, against the next form, or else the next product."""
    first, *others = comparison.ranked_products
    element = comparison.scenario.element
    cost = cost_per_basis(first.number("cost_per_elemental_mg"), basis, element)
    parameters: dict[str, SentenceValue] = {
        "name": _name(first),
        "mineral": Mineral(element),
        "basis": basis_text(basis, element),
        "cost": _money(comparison, cost, FigureFormat.RATE),
    }
    other_forms = [product for product in others if product.form != first.form]
    rival = next(filter(_has_known_form, other_forms), other_forms[0] if other_forms else None)
    second = rival or (others[0] if others else None)
    if second is None:
        template = "{name} costs {cost} per {basis} of {mineral}."
        yield Finding("cheapest", Sentence(template, parameters))
        return
    ratio = second.number(HEADLINE_KEY) / first.number(HEADLINE_KEY)
    parameters |= {"times": Multiple(ratio), "other": _name(second), "form": second.form}
    is_equal = ratio < ABOUT_EQUAL_RATIO
    template = _EQUAL_COST if is_equal else _HIGHER_COST[rival is not None]
    yield Finding("cheapest", Sentence(template, parameters))
    template = "Cheapest: {name}, {cost} per {basis} of {mineral}."
    yield Finding("cheapest_product", Sentence(template, parameters))


def _limit_note(comparison: Comparison) -> Iterator[Finding]:
    """Say which limit is missing, or which limit for adults takes its place."""
    note = limit_note(comparison.scenario)
    if note is not None:
        yield Finding("limit_note", note)


def _break_even(comparison: Comparison) -> Iterator[Finding]:
    """State how much better the next more expensive form must be absorbed."""
    reference = comparison.scenario.reference_form
    if comparison.reference is None:
        if len(comparison.forms) > 1:
            template = "No {reference} is compared, so there is no break-even against it."
            yield Finding("no_reference", Sentence(template, {"reference": reference}))
        return
    expensive_form = next(filter(_is_more_expensive, comparison.forms), None)
    if expensive_form is not None and expensive_form.times_reference is not None:
        yield Finding(
            "break_even",
            Sentence(
                "{form} is worth its price on absorption alone only if at least {times} as much "
                "of it is absorbed as of {reference}.",
                {
                    "form": expensive_form.form,
                    "times": Multiple(expensive_form.times_reference),
                    "reference": reference,
                },
            ),
        )


def _has_known_form(compared: ComparedProduct) -> bool:
    """Return whether the form is a single salt, and not a blend or an unknown name."""
    return compared.product.recognized_form.form is not None


def _is_more_expensive(form: FormSummary) -> bool:
    ratio = form.times_reference
    return ratio is not None and ratio >= ABOUT_EQUAL_RATIO and _has_known_form(form.cheapest)


def _best_buy(comparison: Comparison) -> Iterator[Finding]:
    """State the stops of the cheapest product, and the best buy with its costs."""
    first, best = comparison.ranked_products[0], comparison.best_buy
    if first.has_stop:
        yield from _flag_findings(first, lambda flag: flag.severity is Severity.STOP)
    if best is None:
        template = "No product here passes every check and reaches the target of {target} a day."
        yield Finding("no_best_buy", Sentence(template, {"target": _target(comparison)}))
        return
    yield Finding("best_buy", _dose_cost(comparison, best))
    if best is not first:
        rank = {"rank": Count(best.rank or 0)}
        yield Finding("value_and_cost", Sentence(_VALUE_AND_COST, rank))
    yield from _flag_findings(best, lambda flag: flag.key == _LITTLE_FOOD_KEY)


def _flag_findings(
    product: ComparedProduct, is_chosen: Callable[[Flag], bool]
) -> Iterator[Finding]:
    """Repeat some of the flags of a product under its name."""
    for flag in filter(is_chosen, product.flags):
        sentence = Sentence(
            "{name}: {found} {remedy}",
            {"name": _name(product), "found": flag.statement, "remedy": flag.remedy},
        )
        yield Finding(flag.key, sentence)


def _target(comparison: Comparison) -> Amount:
    return mass_amount(MASS.to_fraction(comparison.scenario.target), comparison.scenario.element)


def _dose_cost(comparison: Comparison, product: ComparedProduct) -> Paragraph:
    is_month, days = _period(comparison)
    cost = Sentence(
        _BEST_BUY[is_month],
        {
            "name": _name(product),
            "target": _target(comparison),
            "cost": _money(comparison, product.number("monthly_cost")),
            "days": days,
            "outlay": _money(comparison, product.number("monthly_outlay")),
        },
    )
    pack_days = Amount(product.number("days_per_pack"), FigureFormat.COUNT)
    return Paragraph((cost, Sentence(_PACK_DURATION, {"days": pack_days})))


def _product_pair(comparison: Comparison) -> Iterator[Finding]:
    """State the two products that together reach the target for less than any one does."""
    single, pair = find_cheapest_regimens(comparison)
    if pair is None:
        return
    if single and not costs_meaningfully_more(single.cost, pair.cost, comparison.scenario):
        return
    (first, second), (is_month, days) = pair.doses, _period(comparison)
    has_limit = comparison.scenario.limit is not None
    cost = Sentence(
        _PAIR_COST[is_month],
        {
            "first_units": UnitCount(first.units, first.compared_product.product.unit_kind),
            "first": _name(first.compared_product),
            "second_units": UnitCount(second.units, second.compared_product.product.unit_kind),
            "second": _name(second.compared_product),
            "delivered": mass_amount(pair.delivered, comparison.scenario.element),
            "cost": _money(comparison, pair.cost),
            "days": days,
        },
    )
    if single is None:
        alone = Sentence(
            "No product alone reaches the target within the safe limit."
            if has_limit
            else "No product alone reaches the target."
        )
        yield Finding("together", Paragraph((alone, cost)))
        return
    together = Sentence(
        "Two products together cost less within the safe limit."
        if has_limit
        else "Two products together cost less."
    )
    (dose,) = single.doses
    saving = Sentence(
        "That is {saved} less than {units} of {name}.",
        {
            "saved": _money(comparison, single.cost - pair.cost),
            "units": UnitCount(dose.units, dose.compared_product.product.unit_kind),
            "name": _name(dose.compared_product),
        },
    )
    yield Finding("together", Paragraph((together, cost, saving)))


def _assumed_absorption(comparison: Comparison) -> Iterator[Finding]:
    """State the assumptions about absorption as assumptions, and what they would change."""
    forms = {product.form for product in comparison.ranked_products}
    assumptions = [
        (form, FACTOR.to_fraction(factor))
        for form, factor in comparison.scenario.absorption
        if form in forms and factor != FACTOR.base_per_unit
    ]
    for form, factor in assumptions:
        template = "Assumed, not shown by evidence: {form} is absorbed {factor} times as well."
        parameters: dict[str, SentenceValue] = {
            "form": form,
            "factor": Amount(factor, FigureFormat.UNITS),
        }
        yield Finding("assumed_absorption", Sentence(template, parameters))
    if assumptions:
        before, after = comparison.ranked_products[0], comparison.products_by_absorbed_cost[0]
        template = (
            "Per absorbed milligram, under these assumptions, {name} would still be the cheapest."
            if after is before
            else "Per absorbed milligram, under these assumptions, {name} would be the cheapest."
        )
        yield Finding("assumed_order", Sentence(template, {"name": _name(after)}))


def _products_within_band(comparison: Comparison) -> Iterator[Finding]:
    """State which products cost no meaningful difference more than the cheapest."""
    close = comparison.products_within_band
    if close:
        band = _money(comparison, MONEY.to_fraction(comparison.scenario.no_difference))
        yield Finding(
            "no_difference",
            Sentence(
                "No meaningful difference (at most {band} a month) from the cheapest: {names}.",
                {"band": band, "names": ", ".join(map(_name, close))},
            ),
        )


def _excluded_products(comparison: Comparison) -> Iterator[Finding]:
    """Name the products that are not ranked, by the reason."""
    unranked = [product for product in comparison.entered_products if product.rank is None]
    costless = [product for product in unranked if product.figures.number("price") is not None]
    others = [product for product in unranked if product not in costless]
    for key, template, products in (
        ("excluded", "Not ranked, because of another currency or mineral: {names}.", others),
        ("costless", "Not ranked, because the price rounds to nothing: {names}.", costless),
    ):
        if products:
            names = ", ".join(map(_name, products))
            yield Finding(key, Sentence(template, {"names": names}))
