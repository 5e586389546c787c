"""The remedies of a check: what one step of the user changes, and what that gives.

A remedy holds the row or the scenario after it, so that a window needs no rules of its own.
"""

from __future__ import annotations

from dataclasses import replace
from enum import Enum
from typing import TYPE_CHECKING

from pricing.analysis.amount_questions import amount_question, with_answer
from pricing.calculation.conditions import condition_holds
from pricing.calculation.figures import unchanged_by
from pricing.calculation.measures import DAYS_OF_A_MONTH, FigureFormat
from pricing.calculation.sentences import (
    Amount,
    Count,
    Mineral,
    Percent,
    Sentence,
    SentenceValue,
    UnitCount,
    mass_amount,
)
from pricing.model.changes import ChangeSet, PositionedEntry, RowChange, change_scenario
from pricing.model.columns import COLUMNS_BY_KEY
from pricing.model.product_names import says_elemental
from pricing.problems.errors import ProblemKind
from pricing.problems.plain_facts import NamedTuple, dataclass
from pricing.quantities.amounts import MASS, DecimalMark
from pricing.quantities.currencies import Plural

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pricing.calculation.comparison import ComparedProduct, Comparison
    from pricing.calculation.figures import Figures
    from pricing.model.entry import Entry
    from pricing.model.scenario import Scenario
    from pricing.problems.errors import BadInput

WITHIN_LIMIT = "within_limit"
LOWER_EVERY_DOSE = "Lower every dose to the limit"

_LOWERED_DOSES = Plural("count", "Lower {count} dose", "Lower {count} doses")
# By whether the period is a month.
_DOSE_RESULT = {
    True: "{number} a day = {delivered}, {share} of the target, {cost} a month",
    False: "{number} a day = {delivered}, {share} of the target, {cost} for {days}",
}
_DAYS = Plural("count", "{count} day", "{count} days")
_NO_DOSE = Plural(
    "units", "even {units} goes over the limit", "even {units} go over the limit"
)  # fmt: skip
# The titles of remedies that lead to a cell, by the key of its column.
_CELL_TITLES = {
    "product": "Go to the name",
    "form": "Go to the form",
    "elemental_mg": "Go to the amount",
    "compound_mg": "Go to the compound",
    "serving_units": "Go to the serving",
    "pack_units": "Go to the pack",
    "price": "Go to the price",
    "currency": "Go to the currency",
    "element": "Go to the mineral",
    "smallest_dose": "Go to the smallest dose",
    "daily_value_percent": "Go to the daily value",
    "priced_on": "Go to the price date",
}
_OTHER_CELL_TITLE = "Go to the cell"
# The decimal mark that makes a text with this separator a whole number.
_MARK_MAKING_WHOLE = {",": DecimalMark.POINT, ".": DecimalMark.COMMA}


class Search(Enum):
    """Return the kind of product to look for instead."""

    WEAKER = "Find a weaker one"
    STRONGER = "Find a stronger one"


@dataclass(frozen=True, slots=True)
class Remedy:
    """One thing to do about a finding. It either changes something or leads somewhere.

    Attributes:
        title: What its button says in a few words.
        sentence: What its button says where there is room, or None for the title.
        entry: The row after it.
        scenario: The scenario after it.
        column: The key of the column whose cell only the user can fill.
        search: The products to look for.
        step: The name of its change for undo.
    """

    title: Sentence
    entry: Entry | None = None
    scenario: Scenario | None = None
    column: str = ""
    search: Search | None = None
    step: str = "answer"
    sentence: Sentence | None = None

    @property
    def full_title(self) -> Sentence:
        """Return the text of the button where there is room."""
        return self.sentence or self.title

    def change_set(
        self, entries: Sequence[Entry], position: int | None, scenario: Scenario, description: str
    ) -> ChangeSet:
        """Return the change that the remedy makes to a row or to the scenario."""
        if self.scenario is not None:
            return change_scenario(scenario, self.scenario, description)
        if self.entry is None or position is None or self.entry == entries[position]:
            return ChangeSet(description)
        before = PositionedEntry(position, entries[position])
        return ChangeSet(description, (RowChange(before, PositionedEntry(position, self.entry)),))


def go_to(column: str) -> Remedy:
    """Return the remedy that leads to a product's cell."""
    return Remedy(Sentence(_CELL_TITLES.get(column, _OTHER_CELL_TITLE)), column=column)


def find_other(search: Search) -> Remedy:
    """Return the remedy that looks for another product."""
    return Remedy(Sentence(search.value), search=search)


# -- a dose over the limit ---------------------------------------------------------------------


def figures_within_limit(figures: Figures) -> Figures:
    """Return the figures of a product whose dose follows the policy "within the limit"."""
    scenario = replace(figures.scenario, dose_policy=WITHIN_LIMIT)
    return figures.with_scenario(scenario, unchanged_by(figures.scenario, scenario))


def exceeds_limit_at_any_dose(figures: Figures) -> bool:
    """Return whether even the smallest dose of the product is over the limit."""
    keys = ("smallest_dose", "elemental_mg_per_unit", "limit_mg")
    smallest, per_unit, limit = (figures.number(key) for key in keys)
    if smallest is None or per_unit is None or limit is None:
        return False
    return smallest * per_unit > limit


class ChangedDoses(NamedTuple):
    """Numbers of doses that the policy "within the limit" lowers and raises."""

    lowered: int
    raised: int


def changed_doses(comparison: Comparison) -> ChangedDoses:
    """Return how many doses would change if all had to stay within the limit."""
    result: ChangedDoses = comparison.kept_result("changed_doses", _count_changed_doses)
    return result


def _count_changed_doses(comparison: Comparison) -> ChangedDoses:
    lowered = raised = 0
    if comparison.scenario.dose_policy == WITHIN_LIMIT:
        return ChangedDoses(0, 0)
    # Doses of at least the target are the same under both policies, unless the limit is passed.
    only_unsafe = comparison.scenario.dose_policy == "at_least"
    for product in comparison.entered_products:
        if product.evaluation.has_label_doubt:  # its dose is not known
            continue
        if only_unsafe and not condition_holds("over_limit", product.figures):
            continue
        before = product.figures.number("units_per_day")
        after = figures_within_limit(product.figures).number("units_per_day")
        if before is not None and after is not None:
            lowered += after < before
            raised += after > before
    return ChangedDoses(lowered, raised)


def lower_every_dose(comparison: Comparison) -> Remedy | None:
    """Return the remedy that keeps every dose within the limit, or None if it lowers none."""
    if not changed_doses(comparison).lowered:
        return None
    scenario = replace(comparison.scenario, dose_policy=WITHIN_LIMIT)
    return Remedy(Sentence(LOWER_EVERY_DOSE), scenario=scenario, step="lowering of doses")


def lower_dose(comparison: Comparison, product: ComparedProduct) -> Remedy:
    """Return the remedy of a dose over the limit. Its title says whose doses change.

    The dose of one product follows from the policy of the whole comparison.
    """
    remedy = lower_every_dose(comparison)
    if remedy is None or exceeds_limit_at_any_dose(product.figures):
        return find_other(Search.WEAKER)
    lowered, raised = changed_doses(comparison)
    if raised:
        return replace(remedy, title=Sentence("Keep doses within the limit"))
    if lowered > 1:
        return replace(remedy, title=Sentence(_LOWERED_DOSES, {"count": Count(lowered)}))
    units = figures_within_limit(product.figures).number("units_per_day")
    number = Amount(units, FigureFormat.UNITS) if units is not None else ""
    return replace(remedy, title=Sentence("Use {number} a day", {"number": number}))


def lower_dose_result(figures: Figures) -> Sentence:
    """Return what the largest dose within the limit gives in mg, share and money."""
    product, scenario = figures.product, figures.scenario
    if exceeds_limit_at_any_dose(figures):
        smallest = figures.number("smallest_dose")
        units = UnitCount(smallest, product.unit_kind) if smallest is not None else ""
        return Sentence(_NO_DOSE, {"units": units})
    lower = figures_within_limit(figures)
    keys = ("units_per_day", "delivered_mg_per_day", "delivered_share", "monthly_cost")
    number, delivered, share, cost = (lower.number(key) for key in keys)
    if number is None or delivered is None or share is None:
        return Sentence("")
    values: dict[str, SentenceValue] = {
        "number": Amount(number, FigureFormat.UNITS),
        "delivered": mass_amount(delivered, product.element),
        "share": Percent(share),
    }
    if cost is None:
        return Sentence("{number} a day = {delivered}, {share} of the target", values)
    values["cost"] = Amount(cost, FigureFormat.MONEY, scenario.currency)
    values["days"] = Sentence(_DAYS, {"count": Count(scenario.days)})
    return Sentence(_DOSE_RESULT[scenario.days in DAYS_OF_A_MONTH], values)


def lower_target(scenario: Scenario) -> Iterator[Remedy]:
    """Yield the remedy of a target over the limit."""
    limit = scenario.limit
    if limit is not None and limit.amount is not None and limit.amount < scenario.target:
        amount = mass_amount(MASS.to_fraction(limit.amount), scenario.element)
        yield Remedy(
            Sentence("Lower the target to {amount}", {"amount": amount}),
            scenario=replace(scenario, target=limit.amount),
            step="lowering of the target",
        )


# -- questions about a label -------------------------------------------------------------------


def label_answers(entry: Entry, product: ComparedProduct) -> Iterator[Remedy]:
    """Yield the two readings of an amount: that of the compound, and that of the mineral.

    An answer that was given before is not offered again.
    """
    question = amount_question(product)
    if question is None:
        yield go_to("elemental_mg")
        return
    compound = with_answer(entry, question, question.compound)
    form = {"form": question.form}
    yield Remedy(
        Sentence("{form}", form), entry=compound, sentence=Sentence("It is the {form}", form)
    )
    if product.product.compound is not None or not says_elemental(product.product.note):
        elemental = with_answer(entry, question, question.elemental)
        mineral = {"mineral": Mineral(question.element)}
        yield Remedy(
            Sentence("{mineral}", mineral),
            entry=elemental,
            sentence=Sentence("It is the elemental {mineral}", mineral),
        )


def compound_result(product: ComparedProduct) -> Sentence | None:
    """Return what the product gives a day if its amount is that of the compound."""
    question = amount_question(product)
    if question is None:
        return None
    figures, element = question.compound.figures, question.element
    keys = ("elemental_mg_per_unit", "units_per_day", "delivered_mg_per_day")
    per_unit, units, delivered = (figures.number(key) for key in keys)
    if per_unit is None or units is None or delivered is None:
        return None
    values: dict[str, SentenceValue] = {
        "form": question.form,
        "amount": mass_amount(per_unit, element),
        "number": Amount(units, FigureFormat.UNITS),
        "delivered": mass_amount(delivered, element),
    }
    limit = figures.number("limit_mg")
    if limit is None or not condition_holds("over_limit", figures):
        return Sentence("if {form}: {amount} each, {number} a day = {delivered}", values)
    values["limit"] = mass_amount(limit, element)
    return Sentence("if {form}: {amount} each, {number} a day = {delivered}, over {limit}", values)


# -- cells that are not clear ------------------------------------------------------------------


def cell_remedies(entry: Entry, error: BadInput) -> Iterator[Remedy]:
    """Yield the remedies of a cell that cannot be read: its two readings, or the way to it."""
    key = str(error.parameters.get("column", "product"))
    text = entry.unreadable.get(key, "")
    column = COLUMNS_BY_KEY.get(key)
    match error.kind:
        case ProblemKind.AMBIGUOUS_NUMBER if column is not None and text:
            separator = "," if "," in text else "."
            marks = (_MARK_MAKING_WHOLE[separator], DecimalMark(separator))
            readings = {
                name: entry.with_text(column, text, mark)
                for name, mark in zip(("whole", "decimal"), marks, strict=True)
            }
            if any(key in reading.unreadable for reading in readings.values()):
                yield go_to(key)
                return
            for name, reading in readings.items():
                yield _reading(str(error.parameters[name]), reading)
        case ProblemKind.AMBIGUOUS_DATE if column is not None and text:
            for name in ("first", "second"):
                day = str(error.parameters[name])
                yield _reading(day, entry.with_text(column, day))
        case _:
            yield go_to(key)


def _reading(text: str, entry: Entry) -> Remedy:
    """Return the remedy of a cell with two readings: the row with one of them."""
    reading = {"reading": text}
    sentence = Sentence("It is {reading}", reading)
    return Remedy(Sentence("{reading}", reading), entry=entry, sentence=sentence)
