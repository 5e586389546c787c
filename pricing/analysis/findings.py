"""The findings of a comparison: which product is cheapest, and what the checks change about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pricing.analysis.contents import contents_sentence
from pricing.analysis.verdict import find_verdict
from pricing.calculation.checks import has_label_doubt
from pricing.calculation.limit_notes import limit_note
from pricing.calculation.measures import SHOWN_BASIS, FigureFormat, basis_text, cost_per_basis
from pricing.calculation.sentences import (
    Amount,
    Count,
    Mineral,
    Paragraph,
    Sentence,
    SentenceValue,
    capitalized,
    clear_name,
    listed_names,
)
from pricing.problems.plain_facts import dataclass
from pricing.quantities.amounts import FACTOR, MONEY
from pricing.quantities.currencies import C_LOCALE, Notation
from pricing.reference.mineral_forms import elements

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from fractions import Fraction

    from pricing.analysis.verdict import Verdict
    from pricing.calculation.checks import Flag
    from pricing.calculation.comparison import ComparedProduct, Comparison

# The check that qualifies a dose within a limit that includes food.
_LITTLE_FOOD_KEY = "leaves_little_for_food"

_VALUE_AND_COST = (
    "{name} ranks {rank} by value, the cost of each {mass}. It is the best buy because no other "
    "safe dose that reaches the target costs less."
)
_VALUE_AND_COST_OF_NEAR_DOSES = (
    "{name} ranks {rank} by value, the cost of each {mass}. It is the best buy because no other "
    "safe dose costs less."
)
_POLICIES_THAT_REACH_THE_TARGET = ("at_least", "within_limit", "exact")


@dataclass(frozen=True, slots=True)
class Finding:
    """One statement about the outcome. `key` identifies it."""

    key: str
    sentence: Sentence | Paragraph

    def text(self, notation: Notation = C_LOCALE) -> str:
        """Return the finding in the language and notation of a locale."""
        return capitalized(self.sentence.text(notation))

    def short_text(self, notation: Notation = C_LOCALE) -> str:
        """Return the finding with masses of three significant digits, as the window shows them."""
        return capitalized(self.sentence.short_text(notation))


def findings(
    comparison: Comparison, basis: int = SHOWN_BASIS, *, is_asked: bool = False
) -> tuple[Finding, ...]:
    """Return the findings of a comparison, the verdict first; () if no product is ranked.

    `basis` is the elemental mass for which costs are stated, in the unit of the mineral. `is_asked`
    is for a reader who is offered the answers to an open question.
    """
    verdict = find_verdict(comparison)
    if verdict is None:
        return ()
    parts = (
        _limit_note,
        _no_reference,
        _assumed_absorption,
        _products_within_band,
        _excluded_products,
    )
    rest = (finding for part in parts for finding in part(comparison))
    return (
        _main_finding(verdict, is_asked=is_asked),
        *(Finding(line.key, line.paragraph) for line in verdict.all_lines),
        *_cheapest_product(comparison, basis),
        *_first_label_doubt(comparison, verdict),
        *_about_best_buy(comparison, verdict),
        *rest,
    )


def _main_finding(verdict: Verdict, *, is_asked: bool) -> Finding:
    """State the best buy with its dose and costs, or that there is none."""
    key = "no_best_buy" if verdict.best is None else "best_buy"
    return Finding(key, verdict.paragraph_where(is_asked=is_asked))


def _money(
    comparison: Comparison, value: Fraction, figure_format: FigureFormat = FigureFormat.MONEY
) -> Amount:
    return Amount(value, figure_format, comparison.scenario.currency)


def _name(compared: ComparedProduct) -> str:
    brand = compared.product.brand
    name = clear_name(compared.product.product)
    return f"{name} ({brand})" if brand else name


def _cheapest_product(comparison: Comparison, basis: int) -> Iterator[Finding]:
    """State the cost of the cheapest product per mg whose label is in no doubt."""
    element = comparison.scenario.element
    first = next(iter(comparison.answered_products), None)
    if first is None:
        return
    cost = cost_per_basis(first.number("cost_per_elemental_mg"), basis, element)
    parameters: dict[str, SentenceValue] = {
        "name": _name(first),
        "mass": elements()[element].unit,
        "mineral": Mineral(element),
        "basis": basis_text(basis, element),
        "cost": _money(comparison, cost, FigureFormat.RATE),
    }
    template = (
        "Cheapest per {mass}: {name}, {cost} per {basis} of {mineral}."
        if first.evaluation.place_group.is_safe
        else "Cheapest per {mass}, at a dose over the safe limit: {name}, {cost} per {basis} of "
        "{mineral}."
    )
    yield Finding("cheapest_product", _with_contents(Sentence(template, parameters), first))


def _with_contents(sentence: Sentence, compared: ComparedProduct) -> Sentence | Paragraph:
    """Return a sentence that names a product as cheap, with what else the product contains."""
    contents = contents_sentence(_name(compared), compared.product)
    return sentence if contents is None else Paragraph((sentence, contents))


def _first_label_doubt(comparison: Comparison, verdict: Verdict) -> Iterator[Finding]:
    """Say why the product that looks cheapest has no part in the verdict, which may say so too.

    What its dose gives is not said, because its amount may be another.
    """
    first = comparison.ranked_products[0]
    if first.evaluation.has_label_doubt:
        said = {sentence.text() for sentence in verdict.details}
        for finding in _flag_findings(first, lambda flag: has_label_doubt((flag,))):
            if finding.text() not in said:
                yield finding


def _limit_note(comparison: Comparison) -> Iterator[Finding]:
    """Say which limit is missing, or which limit for adults takes its place."""
    note = limit_note(comparison.scenario)
    if note is not None:
        yield Finding("limit_note", note)


def _no_reference(comparison: Comparison) -> Iterator[Finding]:
    """Say that the form to compare with is missing."""
    form = comparison.scenario.reference_form
    is_listed = any(product.form == form for product in comparison.ranked_products)
    if not is_listed and len(comparison.forms) > 1:
        template = "No {reference} is compared, so there is no break-even against it."
        yield Finding("no_reference", Sentence(template, {"reference": form}))


def _about_best_buy(comparison: Comparison, verdict: Verdict) -> Iterator[Finding]:
    """Say why the best buy is not the best value, and what its dose leaves for food."""
    best = verdict.best
    if best is None:
        return
    rank = comparison.answered_products.index(best) + 1
    if rank > 1:
        mass = elements()[best.product.element].unit
        values: dict[str, SentenceValue] = {
            "name": _name(best),
            "rank": Count(rank),
            "mass": mass,
        }
        is_reached = comparison.scenario.dose_policy in _POLICIES_THAT_REACH_THE_TARGET
        template = _VALUE_AND_COST if is_reached else _VALUE_AND_COST_OF_NEAR_DOSES
        yield Finding("value_and_cost", Sentence(template, values))
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


def _assumed_absorption(comparison: Comparison) -> Iterator[Finding]:
    """State the assumptions about absorption as assumptions, and what they would change."""
    if not comparison.scenario.absorption:
        return
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
    by_absorbed_cost = [
        product
        for product in comparison.products_by_absorbed_cost
        if not product.evaluation.has_label_doubt
    ]
    if assumptions and by_absorbed_cost:
        before, after = comparison.answered_products[0], by_absorbed_cost[0]
        template = (
            "Per absorbed milligram, under these assumptions, {name} would still be the cheapest."
            if after is before
            else "Per absorbed milligram, under these assumptions, {name} would be the cheapest."
        )
        sentence = Sentence(template, {"name": _name(after)})
        yield Finding("assumed_order", _with_contents(sentence, after))


def _products_within_band(comparison: Comparison) -> Iterator[Finding]:
    """State which products cost no meaningful difference more than the cheapest."""
    close = comparison.products_within_band
    if close:
        band = _money(comparison, MONEY.to_fraction(comparison.scenario.no_difference))
        yield Finding(
            "no_difference",
            Sentence(
                "No meaningful difference (at most {band} a month) from the cheapest: {names}.",
                {"band": band, "names": listed_names(map(_name, close))},
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
            names = listed_names(map(_name, products))
            yield Finding(key, Sentence(template, {"names": names}))
