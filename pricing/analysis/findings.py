"""What a comparison comes to, in plain words: who is cheapest, and what the checks change."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from pricing.analysis.product_pairs import find_cheapest_regimens
from pricing.calculation.checks import Severity
from pricing.calculation.comparison import HEADLINE_KEY, is_meaningfully_dearer
from pricing.calculation.limit_notes import limit_note
from pricing.calculation.measures import FigureFormat, cost_per_basis
from pricing.calculation.sentences import (
    Amount,
    Multiple,
    Sentence,
    SentenceValue,
    UnitCount,
    capitalised,
)
from pricing.quantities.amounts import FACTOR, MASS, MONEY
from pricing.quantities.currencies import C_LOCALE, Notation
from pricing.reference.mineral_forms import elements

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pricing.analysis.product_pairs import RegimenDose
    from pricing.calculation.comparison import ComparedProduct, Comparison, FormSummary

ABOUT_EQUAL_RATIO = Fraction(21, 20)


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence of the outcome; `key` tells which."""

    key: str
    sentence: Sentence

    def text(self, notation: Notation = C_LOCALE) -> str:
        return capitalised(self.sentence.text(notation))


def findings(comparison: Comparison, basis: int = 100) -> tuple[Finding, ...]:
    """The sentences of a comparison, the main one first; () where nothing was ranked.

    `basis` is the elemental mass in mg for which a cost is said.
    """
    if not comparison.ranked_products:
        return ()
    parts = (
        _limit_note,
        _break_even,
        _assumed_absorption,
        _cheapest_dose,
        _product_pair,
        _products_within_band,
        _excluded_products,
    )
    rest = (finding for part in parts for finding in part(comparison))
    return (*_cheapest(comparison, basis), *rest)


def _money(
    comparison: Comparison, value: Fraction, how: FigureFormat = FigureFormat.MONEY
) -> Amount:
    return Amount(value, how, comparison.scenario.currency)


def _name(compared: ComparedProduct) -> str:
    brand = compared.product.brand
    return f"{compared.product.product} ({brand})" if brand else compared.product.product


def _cheapest(comparison: Comparison, basis: int) -> Iterator[Finding]:
    """The cheapest per mg, against the next form where there are two, else the next product."""
    first, *others = comparison.ranked_products
    said: dict[str, SentenceValue] = {
        "name": _name(first),
        "form": first.form,
        "mineral": elements()[comparison.scenario.element].name.lower(),
        "basis": str(basis),
        "cost": _money(
            comparison,
            cost_per_basis(first.number("cost_per_elemental_mg"), basis),
            FigureFormat.RATE,
        ),
    }
    template = "{name} costs {cost} per {basis} mg of {mineral}."
    rivals = [each for each in others if each.form != first.form]
    rival = next(filter(_has_known_form, rivals), rivals[0] if rivals else None)
    second = rival or (others[0] if others else None)
    if second is not None:
        ratio = second.number(HEADLINE_KEY) / first.number(HEADLINE_KEY)
        said |= {"times": Multiple(ratio), "other": rival.form if rival else _name(second)}
        template = _comparison_template(ratio, by_form=rival is not None)
    yield Finding("cheapest", Sentence(template, said))
    if second is not None:
        template = "Cheapest: {name}, {cost} per {basis} mg of {mineral}."
        yield Finding("cheapest_product", Sentence(template, said))


def _comparison_template(ratio: Fraction, *, by_form: bool) -> str:
    if ratio < ABOUT_EQUAL_RATIO:
        return (
            "{form} and the cheapest {other} cost about the same per milligram of {mineral}."
            if by_form
            else "{name} and {other} cost about the same per milligram of {mineral}."
        )
    if by_form:
        return "{form} costs {times} less per milligram of {mineral} than the cheapest {other}."
    return "{name} costs {times} less per milligram of {mineral} than the next, {other}."


def _limit_note(comparison: Comparison) -> Iterator[Finding]:
    """The missing limit, or the one for adults that takes its place."""
    note = limit_note(comparison.scenario)
    if note is not None:
        yield Finding("limit_note", note)


def _break_even(comparison: Comparison) -> Iterator[Finding]:
    """How much better absorbed the next dearer form must be; nothing without the reference form."""
    reference = comparison.scenario.reference_form
    if comparison.reference is None:
        if len(comparison.forms) > 1:
            template = "No {reference} is compared, so there is no break-even against it."
            yield Finding("no_reference", Sentence(template, {"reference": reference}))
        return
    dearer = next(filter(_is_dearer, comparison.forms), None)
    if dearer is not None and dearer.times_reference is not None:
        yield Finding(
            "break_even",
            Sentence(
                "{form} is worth its price on absorption alone only if at least {times} as much "
                "of it is absorbed as of {reference}.",
                {
                    "form": dearer.form,
                    "times": Multiple(dearer.times_reference),
                    "reference": reference,
                },
            ),
        )


def _has_known_form(compared: ComparedProduct) -> bool:
    """Whether the form is a salt of its own, and not a blend or an unknown name."""
    return compared.product.recognized_form.form is not None


def _is_dearer(form: FormSummary) -> bool:
    ratio = form.times_reference
    return ratio is not None and ratio >= ABOUT_EQUAL_RATIO and _has_known_form(form.cheapest)


def _cheapest_dose(comparison: Comparison) -> Iterator[Finding]:
    """What the cheapest costs a month; or what is wrong with it, and the cheapest without that."""
    first = comparison.ranked_products[0]
    if not first.has_stop:
        yield Finding(
            "cheapest_dose", _monthly_cost_sentence(comparison, first, "{name}{limit} at {target}")
        )
        return
    for flag in first.flags:
        if flag.severity is Severity.STOP:
            found = Sentence(
                "{name}: {found} {remedy}",
                {"name": _name(first), "found": flag.statement, "remedy": flag.remedy},
            )
            yield Finding(flag.key, found)
    sound = next((each for each in comparison.ranked_products if not each.has_stop), None)
    if sound is not None:
        lead = "cheapest{limit} at {target}: {name}"
        yield Finding("cheapest_within_limit", _monthly_cost_sentence(comparison, sound, lead))
    else:
        template = "No product here passes every check at {target} a day."
        target = Amount(MASS.to_fraction(comparison.scenario.target), FigureFormat.MASS)
        yield Finding("none_within_limit", Sentence(template, {"target": target}))


def _monthly_cost_sentence(comparison: Comparison, each: ComparedProduct, lead: str) -> Sentence:
    days = each.number("days_per_pack")
    period = "a month" if comparison.scenario.days == 30 else f"for {comparison.scenario.days} days"
    within = " within the safe limit" if comparison.scenario.limit else ""
    return Sentence(
        lead + ": {cost} {period}, {outlay} at the till, one pack lasts {days} days."
        if lead.endswith("{target}")
        else lead + ", {cost} {period}, {outlay} at the till, one pack lasts {days} days.",
        {
            "name": _name(each),
            "limit": within if lead.startswith("cheapest") else "",
            "target": Amount(MASS.to_fraction(comparison.scenario.target), FigureFormat.MASS),
            "cost": _money(comparison, each.number("monthly_cost")),
            "period": period,
            "outlay": _money(comparison, each.number("monthly_outlay")),
            "days": Amount(days, FigureFormat.COUNT),
        },
    )


def _product_pair(comparison: Comparison) -> Iterator[Finding]:
    """Two products together, where they reach the target for less than any one does."""
    single, pair = find_cheapest_regimens(comparison)
    if pair is None:
        return
    if single and not is_meaningfully_dearer(single.cost, pair.cost, comparison.scenario):
        return
    said: dict[str, SentenceValue] = {
        "first": _dose_sentence(pair.doses[0]),
        "second": _dose_sentence(pair.doses[1]),
        "delivered": Amount(pair.delivered, FigureFormat.MASS),
        "cost": _money(comparison, pair.cost),
        "limit": " within the safe limit" if comparison.scenario.limit else "",
    }
    template = (
        "No product alone reaches the target{limit}; {first} with {second} a day do: {delivered}, "
        "{cost} a month swallowed, from two packs."
    )
    if single is not None:
        said["saved"] = _money(comparison, single.cost - pair.cost)
        said["single"] = _dose_sentence(single.doses[0])
        template = (
            "Cheaper together{limit}: {first} with {second} a day, {delivered}, {cost} a month "
            "swallowed, from two packs; that is {saved} less than {single}."
        )
    yield Finding("together", Sentence(template, said))


def _dose_sentence(part: RegimenDose) -> Sentence:
    """Such as: 2 capsules of Magnesium glycinate."""
    count = UnitCount(part.units, part.compared_product.product.unit_kind)
    return Sentence("{units} of {name}", {"units": count, "name": _name(part.compared_product)})


def _assumed_absorption(comparison: Comparison) -> Iterator[Finding]:
    """What is assumed of absorption, said to be an assumption, and what it would change."""
    compared = {each.form for each in comparison.ranked_products}
    stated = [
        (form, FACTOR.to_fraction(factor))
        for form, factor in comparison.scenario.absorption
        if form in compared and factor != FACTOR.base_per_unit
    ]
    for form, factor in stated:
        template = "Assumed, not shown by evidence: {form} is absorbed {factor} times as well."
        said: dict[str, SentenceValue] = {
            "form": form,
            "factor": Amount(factor, FigureFormat.UNITS),
        }
        yield Finding("assumed_absorption", Sentence(template, said))
    if stated:
        first, after = comparison.ranked_products[0], comparison.products_by_absorbed_cost[0]
        template = (
            "Per absorbed milligram, so assumed, {name} would still be the cheapest."
            if after is first
            else "Per absorbed milligram, so assumed, {name} would be the cheapest."
        )
        yield Finding("assumed_order", Sentence(template, {"name": _name(after)}))


def _products_within_band(comparison: Comparison) -> Iterator[Finding]:
    """Which others cost no more than the band beyond the cheapest."""
    close = comparison.products_within_band
    if close:
        band = MONEY.to_fraction(comparison.scenario.no_difference)
        yield Finding(
            "no_difference",
            Sentence(
                "No meaningful difference (at most {band} a month) from the cheapest: {names}.",
                {"band": _money(comparison, band), "names": ", ".join(map(_name, close))},
            ),
        )


def _excluded_products(comparison: Comparison) -> Iterator[Finding]:
    left_out = [each for each in comparison.entered_products if each.rank is None]
    if left_out:
        template = "Left out, being in another currency or of another mineral: {names}."
        names = ", ".join(map(_name, left_out))
        yield Finding("excluded", Sentence(template, {"names": names}))
