"""The verdict on a comparison: the best buy within the safe limit, and what else costs less.

It speaks of two products: the best buy, and the cheapest for each milligram. Only where they are
the same one, it weighs that against the cheapest of another form.
"""

from __future__ import annotations

from enum import auto
from fractions import Fraction
from typing import TYPE_CHECKING

from pricing.analysis.product_pairs import find_cheapest_one_or_two
from pricing.analysis.verdict_words import VerdictWords, has_known_form
from pricing.calculation.checks import AMOUNT_QUESTION_KEYS, DOSE_STOP_KEYS, Severity
from pricing.calculation.comparison import HEADLINE_KEY, PlaceGroup, costs_meaningfully_more
from pricing.calculation.conditions import FAR_ABOVE_TARGET, condition_holds
from pricing.calculation.sentences import (
    Count,
    Multiple,
    Paragraph,
    Percent,
    Sentence,
    SentenceValue,
    joined,
)
from pricing.problems.plain_facts import Enum, dataclass
from pricing.quantities.currencies import Plural

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pricing.analysis.product_pairs import CombinedDoses
    from pricing.calculation.comparison import ComparedProduct, Comparison

ABOUT_EQUAL_RATIO = Fraction(21, 20)
MAX_LINES = 3

_BEST_BUY = {
    True: Sentence("Best buy within the safe limit"),
    False: Sentence("Best buy"),
}
# While an answer may still change it.
_BEST_BUY_SO_FAR = {
    True: Sentence("Best buy so far, within the safe limit"),
    False: Sentence("Best buy so far"),
}
_MISSING_ANSWERS = Plural("count", "One answer is missing.", "{count} answers are missing.")
_LEFT_OUT = Plural(
    "count",
    "{name} and {count} more product are left out until then.",
    "{name} and {count} more products are left out until then.",
)
_OVER_LIMIT = {
    True: "{name} costs less, {cost}, but goes over the safe limit.",
    False: "{name} is the cheapest per {mass} of {mineral}, but goes over the safe limit.",
}
_TREATMENT = {
    True: "{name} costs less, {cost}, but its dose is a treatment.",
    False: "{name} is the cheapest per {mass} of {mineral}, but its dose is a treatment.",
}
_OTHER_OVER_LIMIT = {
    True: "{name} costs less, {cost}, but its {other} goes over the safe limit.",
    False: "{name} is the cheapest per {mass} of {mineral}, but its {other} goes over the safe "
    "limit.",
}
_OTHERS_OVER_LIMIT = {
    True: "{name} costs less, {cost}, but its {other} go over their safe limits.",
    False: "{name} is the cheapest per {mass} of {mineral}, but its {other} go over their safe "
    "limits.",
}
_SHORT = {
    True: "{name} costs less, {cost}, but does not reach the target.",
    False: "{name} is the cheapest per {mass} of {mineral}, but does not reach the target.",
}


class LineKind(Enum):
    """The subject of a line of the verdict. The window and the page have a sign for each."""

    OVER_LIMIT = auto()
    QUESTION = auto()
    ABOVE_TARGET = auto()
    TOGETHER = auto()
    BALANCE = auto()


@dataclass(frozen=True, slots=True)
class VerdictLine:
    """One line: what it says first, in bold, and the rest. `key` names it as a finding."""

    key: str
    kind: LineKind
    lead: Sentence
    rest: tuple[Sentence, ...] = ()

    @property
    def paragraph(self) -> Paragraph:
        """The whole line."""
        return Paragraph((self.lead, *self.rest))


@dataclass(frozen=True, slots=True)
class Verdict:
    """The verdict on the comparison.

    `best` is None if no product reaches the target safely. `label` says what the title is,
    `details` what to take and to pay. `lines` are the most important ones, the stop first.
    `asked_details` stand in place of the details where the answers to a question are offered.
    """

    best: ComparedProduct | None
    label: Sentence
    title: Sentence
    details: tuple[Sentence, ...]
    all_lines: tuple[VerdictLine, ...]
    asked_details: tuple[Sentence, ...] = ()

    def details_where(self, *, is_asked: bool) -> tuple[Sentence, ...]:
        """Return the details for a reader who is asked the open question, or only told of it."""
        return (is_asked and self.asked_details) or self.details

    def paragraph_where(self, *, is_asked: bool) -> Paragraph:
        """Return the verdict without its lines, for such a reader."""
        heading = Sentence("{label}: {title}.", {"label": self.label, "title": self.title})
        return Paragraph((heading, *self.details_where(is_asked=is_asked)))

    @property
    def lines(self) -> tuple[VerdictLine, ...]:
        """The lines that there is room for."""
        return self.all_lines[:MAX_LINES]


def find_verdict(comparison: Comparison) -> Verdict | None:
    """Return the verdict on a comparison, or None if no product is ranked.

    Products whose label leaves a question open, or cannot be right, have no part in it. The verdict
    is kept with the comparison.
    """
    verdict: Verdict | None = comparison.kept_result("verdict", _find_verdict)
    return verdict


def _find_verdict(comparison: Comparison) -> Verdict | None:
    if not comparison.ranked_products:
        return None
    words = VerdictWords(comparison)
    if not words.candidates:
        return _verdict_without_candidates(words)
    best = comparison.best_buy
    if best is None:
        return _verdict_without_best_buy(words)
    label = _BEST_BUY_SO_FAR if words.questioned else _BEST_BUY
    return Verdict(
        best,
        label[words.has_limit],
        words.title(best),
        (*words.dose_and_pay(best), *words.contents(best)),
        tuple(_lines(words, best)),
    )


# -- without a best buy ------------------------------------------------------------------------


def _verdict_without_candidates(words: VerdictWords) -> Verdict:
    """Say that every product has a question or a mistake on its label."""
    every = [
        (product, flag) for product in words.comparison.ranked_products for flag in product.flags
    ]
    questions = [(product, flag) for product, flag in every if flag.is_open_question]
    mistakes = [
        (product, flag)
        for product, flag in every
        if flag.severity is Severity.STOP and flag.key not in DOSE_STOP_KEYS
    ]
    title = (
        Sentence("An answer is needed first")
        if questions
        else Sentence("No product here passes every check")
    )
    found = (questions or mistakes)[:1]
    details = tuple(
        Sentence(
            "{name}: {found} {remedy}",
            {"name": words.name(product), "found": flag.statement, "remedy": flag.remedy},
        )
        for product, flag in found
    )
    asked_details = tuple(
        Sentence(
            "{name}: {found} Answer the question below its row.",
            {"name": words.name(product), "found": flag.statement},
        )
        for product, flag in found
        if flag.key in AMOUNT_QUESTION_KEYS
    )
    return Verdict(None, Sentence("No best buy yet"), title, details, (), asked_details)


def _verdict_without_best_buy(words: VerdictWords) -> Verdict:
    """Say that none reaches the target safely, what comes closest, and what two together do."""
    target = {"target": words.target}
    title = (
        Sentence("None of these reaches {target} safely", target)
        if words.has_limit
        else Sentence("None of these reaches {target}", target)
    )
    lines = [
        *_cheapest_line(words, None), *_question_line(words), *_together_line(words, None),
    ]  # fmt: skip
    label = Sentence("No best buy")
    return Verdict(None, label, title, tuple(_closest(words)), tuple(lines))


def _closest(words: VerdictWords) -> Iterator[Sentence]:
    """Say that the target is too high, and name the safe product that gives the most."""
    first = words.candidates[0]
    if condition_holds("target_over_limit", first.figures):
        limit = words.mass(first.number("limit_mg"))
        yield Sentence("The target itself is over the safe limit of {limit}.", {"limit": limit})
    safe = [
        product for product in words.candidates if product.evaluation.place_group is PlaceGroup.SAFE
    ]
    if not safe:
        return
    closest = max(safe, key=lambda product: product.number("delivered_mg_per_day"))
    yield Sentence(
        "{name} comes closest: {units} a day = {delivered} for {period_cost}.",
        {
            "name": words.name(closest),
            **words.dose(closest),
            "period_cost": words.period_cost(closest.number("monthly_cost")),
        },
    )
    yield from words.contents(closest)


# -- the lines ---------------------------------------------------------------------------------


def _lines(words: VerdictWords, best: ComparedProduct) -> Iterator[VerdictLine]:
    yield from _cheapest_line(words, best)
    yield from _question_line(words)
    yield from _above_target_line(words, best)
    yield from _together_line(words, best)
    yield from _balance_line(words, best)
    yield from _still_safe_line(words, best)


def _cheapest_line(words: VerdictWords, best: ComparedProduct | None) -> Iterator[VerdictLine]:
    """Say why the cheapest product per mg is not the best buy."""
    cheapest = words.candidates[0]
    if cheapest is best:
        return
    cost = cheapest.number("monthly_cost")
    costs_less = best is not None and cost < best.number("monthly_cost")
    values: dict[str, SentenceValue] = {
        "name": words.name(cheapest) if best is None else words.subject(cheapest, best),
        "cost": words.money(cost),
        "mass": words.mass_unit,
        "mineral": words.mineral,
    }
    stop = next((flag for flag in cheapest.flags if flag.key in DOSE_STOP_KEYS), None)
    if stop is None:
        yield _safe_cheapest_line(words, cheapest, values, costs_less=costs_less)
    elif stop.key == "over_limit":
        dose = Sentence(
            "{units} a day = {delivered}; the limit is {limit}.",
            {**words.dose(cheapest), "limit": words.mass(cheapest.number("limit_mg"))},
        )
        lead = Sentence(_OVER_LIMIT[costs_less], values)
        rest = (dose, words.lower_dose(cheapest), *words.contents(cheapest))
        yield VerdictLine("over_limit", LineKind.OVER_LIMIT, lead, rest)
    elif stop.key == "potassium_dose":
        rest = (stop.statement, stop.remedy, *words.contents(cheapest))
        lead = Sentence(_TREATMENT[costs_less], values)
        yield VerdictLine("potassium_dose", LineKind.OVER_LIMIT, lead, rest)
    else:
        values["other"] = joined([part.parameters["mineral"] for part in stop.parts])
        templates = _OTHER_OVER_LIMIT if len(stop.parts) == 1 else _OTHERS_OVER_LIMIT
        lead = Sentence(templates[costs_less], values)
        yield VerdictLine("other_over_limit", LineKind.OVER_LIMIT, lead, (stop.statement,))


def _safe_cheapest_line(
    words: VerdictWords,
    cheapest: ComparedProduct,
    values: dict[str, SentenceValue],
    *,
    costs_less: bool,
) -> VerdictLine:
    """Say that the cheapest per mg gives too little, or so much that it costs more a month."""
    share = {**words.dose(cheapest), "share": Percent(cheapest.number("delivered_share"))}
    dose = Sentence("{units} a day = {delivered}, {share} of the target.", share)
    rest = (dose, *words.contents(cheapest))
    if cheapest.evaluation.place_group is PlaceGroup.SAFE:
        lead = Sentence(_SHORT[costs_less], values)
        return VerdictLine("cheapest_is_short", LineKind.BALANCE, lead, rest)
    values["period_cost"] = words.period_cost(cheapest.number("monthly_cost"))
    lead = Sentence(
        "{name} is the cheapest per {mass} of {mineral}, but costs {period_cost}.", values
    )
    return VerdictLine("cheapest_costs_more", LineKind.BALANCE, lead, rest)


def _question_line(words: VerdictWords) -> Iterator[VerdictLine]:
    """Say what is left out until a question about its label is answered."""
    if not words.questioned:
        return
    first, *others = words.questioned
    lead = Sentence(_MISSING_ANSWERS, {"count": Count(len(words.questioned))})
    rest = tuple(_what_is_left_open(words, first))
    if others:
        names: dict[str, SentenceValue] = {"name": words.name(first), "count": Count(len(others))}
        rest = (Sentence(_LEFT_OUT, names),)
    yield VerdictLine("question", LineKind.QUESTION, lead, rest)


def _what_is_left_open(words: VerdictWords, asked: ComparedProduct) -> Iterator[Sentence]:
    """Say what a product's answer decides, and what its cost is if the amount is a compound's."""
    from pricing.analysis.amount_questions import amount_question  # few comparisons ask

    values: dict[str, SentenceValue] = {"name": words.name(asked)}
    question = amount_question(asked)
    if question is None:
        yield Sentence("{name} is left out until its question is answered.", values)
        return
    values["amount"] = words.mass(question.amount_mg)
    yield Sentence("{name} is left out until it is clear what the {amount} are.", values)
    cheapest, cost = words.candidates[0], question.compound.figures.number(HEADLINE_KEY)
    ratio = cost / cheapest.number(HEADLINE_KEY) if cost is not None else Fraction(0)
    if ratio >= ABOUT_EQUAL_RATIO:
        values |= {
            "form": question.form,
            "times": Multiple(ratio),
            "mass": words.mass_unit,
            "cheap": words.name(cheapest),
        }
        yield Sentence(
            "If they are {form}, it costs {times} as much per {mass} as {cheap}.", values
        )


def _still_safe_line(words: VerdictWords, best: ComparedProduct) -> Iterator[VerdictLine]:
    """Say that the best buy gives somewhat more than the target, and stays within the limit."""
    limit = best.figures.number("limit_mg")
    is_above = condition_holds("above_target", best.figures)
    if limit is None or not is_above or best.number("delivered_share") > FAR_ABOVE_TARGET:
        return
    values: dict[str, SentenceValue] = {**words.dose(best), "target": words.target}
    values["limit"] = words.mass(limit)
    rest = Sentence("{units} a day = {delivered}; the target is {target}, the limit {limit}.",
                    values)  # fmt: skip
    lead = Sentence("Above the target, still safe:")
    yield VerdictLine("still_safe", LineKind.ABOVE_TARGET, lead, (rest,))


def _above_target_line(words: VerdictWords, best: ComparedProduct) -> Iterator[VerdictLine]:
    """Name the cheapest safe product near the target, where the best buy gives far more."""
    share = best.number("delivered_share")
    if share <= FAR_ABOVE_TARGET:
        return
    nearer = next(
        (
            product
            for product in words.comparison.products_by_place
            if product.evaluation.place_group is PlaceGroup.SAFE_AND_ENOUGH
            and product.number("delivered_share") <= FAR_ABOVE_TARGET
        ),
        None,
    )
    if nearer is None:
        return
    values = words.dose(best)
    lead = Sentence(
        "{name} gives {delivered} a day, {times} the target.",
        {"name": words.name(best), **values, "times": Multiple(share)},
    )
    rest = Sentence(
        "The cheapest that gives at most {share} of it is {name}: {period_cost}.",
        {
            "share": Percent(FAR_ABOVE_TARGET),
            "name": words.name(nearer),
            "period_cost": words.period_cost(nearer.number("monthly_cost")),
        },
    )
    contents = words.contents(nearer)
    yield VerdictLine("above_target", LineKind.ABOVE_TARGET, lead, (rest, *contents))


def _together_line(words: VerdictWords, best: ComparedProduct | None) -> Iterator[VerdictLine]:
    """State the two products that together reach the target for less than the best buy."""
    _, pair = find_cheapest_one_or_two(words.comparison)
    if pair is None:
        return
    saved = best.number("monthly_cost") - pair.cost if best is not None else None
    if best is not None and not costs_meaningfully_more(
        best.number("monthly_cost"), pair.cost, words.scenario
    ):
        return
    cost = {"period_cost": words.period_cost(pair.cost)}
    lead = (
        Sentence("Cheaper together, {period_cost}:", cost)
        if saved is not None
        else Sentence("Two together reach it for {period_cost}:", cost)
    )
    rest = [_pair_dose(words, pair)]
    if saved is not None:
        rest.append(Sentence("{saved} less than the best buy.", {"saved": words.money(saved)}))
    rest += words.contents(*(dose.compared_product for dose in pair.doses))
    yield VerdictLine("together", LineKind.TOGETHER, lead, tuple(rest))


def _pair_dose(words: VerdictWords, pair: CombinedDoses) -> Sentence:
    first, second = pair.doses
    return Sentence(
        "{first_units} of {first} + {second_units} of {second} a day = {delivered}.",
        {
            "first_units": words.units(first.compared_product, first.units),
            "first": words.name(first.compared_product),
            "second_units": words.units(second.compared_product, second.units),
            "second": words.name(second.compared_product),
            "delivered": words.mass(pair.delivered),
        },
    )


def _balance_line(words: VerdictWords, best: ComparedProduct) -> Iterator[VerdictLine]:
    """State how many times as much the dearer of two products costs, and what that has to buy."""
    cheap, dear = words.candidates[0], best
    if cheap is best:
        rival = _rival(words, best)
        if rival is None:
            return
        dear = rival
    ratio = dear.number(HEADLINE_KEY) / cheap.number(HEADLINE_KEY)
    cheap_name, dear_name = words.subject(cheap, dear), words.subject(dear, cheap)
    values: dict[str, SentenceValue] = {
        "mass": words.mass_unit,
        "mineral": words.mineral,
        "dear": dear_name,
        "cheap": cheap_name,
        "times": Multiple(ratio),
    }
    if ratio < ABOUT_EQUAL_RATIO:
        template = "Per {mass} of {mineral}, {cheap} and {dear} cost about the same."
        contents = words.contents(cheap, dear)
        yield VerdictLine("cheapest", LineKind.BALANCE, Sentence(template, values), contents)
        return
    template = (
        "Per {mass} of {mineral}, the cheapest {dear} costs {times} as much as {cheap}."
        if dear_name == dear.form
        else "Per {mass} of {mineral}, {dear} costs {times} as much as {cheap}."
    )
    rest = (*words.contents(cheap, dear), *_to_be_worth(cheap, dear, ratio))
    yield VerdictLine("cheapest", LineKind.BALANCE, Sentence(template, values), rest)


def _to_be_worth(
    cheap: ComparedProduct, dear: ComparedProduct, ratio: Fraction
) -> tuple[Sentence, ...]:
    """Return what absorption would have to show, where two known forms are compared.

    Other minerals are worth something too, so it says nothing where one of the two holds some.
    """
    if not (has_known_form(cheap) and has_known_form(dear)) or cheap.form == dear.form:
        return ()
    if cheap.product.other_minerals or dear.product.other_minerals:
        return ()
    return (
        Sentence(
            "To be worth the extra, your body would have to absorb {times} as much.",
            {"times": Multiple(ratio)},
        ),
    )


def _rival(words: VerdictWords, best: ComparedProduct) -> ComparedProduct | None:
    """Return the cheapest product of another known form, or else the next product."""
    others = [product for product in words.candidates if product is not best]
    other_forms = (
        product for product in others if product.form != best.form and has_known_form(product)
    )
    return next(other_forms, others[0] if others else None)
