"""The checks of a comparison as a list to work through: one line a product, its worst check first.

A line says in a few words what was found and what its remedy gives.
"""

from __future__ import annotations

from enum import Enum
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

from pricing.analysis.remedies import (
    Remedy,
    Search,
    cell_remedies,
    compound_result,
    exceeds_limit_at_any_dose,
    find_other,
    go_to,
    label_answers,
    lower_dose,
    lower_dose_result,
    lower_target,
)
from pricing.calculation.checks import (
    AMOUNT_QUESTION_KEYS,
    CHECKS_OF_MINERALS,
    DOSE_STOP_KEYS,
    Flag,
    Severity,
)
from pricing.calculation.sentences import Count, Sentence, capitalized, mass_amount
from pricing.model.columns import COLUMNS_BY_KEY
from pricing.problems.errors import BadInput, ProblemKind, Term
from pricing.problems.plain_facts import NamedTuple, dataclass
from pricing.quantities.amounts import MASS
from pricing.quantities.currencies import C_LOCALE, Notation, Plural
from pricing.reference.mineral_forms import elements

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from pricing.calculation.comparison import ComparedProduct, Comparison
    from pricing.model.entry import Entry

TARGET_TITLE = "Target"
# Checks of the target and of the mineral. They are the same for every product.
_SUBJECTS = {
    "target_over_limit": TARGET_TITLE,
    **{key: elements()[symbol].name for symbol, keys in CHECKS_OF_MINERALS.items() for key in keys},
}
SHARED_CHECK_KEYS = tuple(_SUBJECTS)
# What a row holds before anything is typed.
_KEYS_OF_AN_EMPTY_ROW = {"element", "currency"}
_DOSE_NOTE_KEYS = frozenset({"far_from_target", "smallest_dose_over_target", "many_units"})
_DOSE_KEYS = _DOSE_NOTE_KEYS.union(DOSE_STOP_KEYS, ("leaves_for_food", "leaves_little_for_food"))
_KEYS_OF_OTHERS = frozenset(("element_differs", "currency_differs"))
_AMBIGUOUS_KINDS = frozenset((ProblemKind.AMBIGUOUS_NUMBER, ProblemKind.AMBIGUOUS_DATE))


class CheckGroup(Enum):
    """A heading of the list and what it means for the products below it, the worst first."""

    OVER_LIMIT = ("Over the limit", "never the best buy at this dose")
    QUESTION = ("Questions", "not ranked until you answer")
    FIX = ("To fix", "left out until it is right")
    NOTE = ("Notes", "nothing to decide")

    @property
    def title(self) -> str:
        return self.value[0]

    @property
    def consequence(self) -> str:
        return self.value[1]


class Wording(NamedTuple):
    """A check in a few words: what was found, and what follows from it."""

    found: str | Plural
    follows: str


FEW_WORDS: Mapping[str, Wording] = {
    "over_limit": Wording(
        Plural(
            "units", "{units} = {delivered}, over {limit}", "{units} = {delivered}, over {limit}"
        ),
        "",
    ),
    "other_mineral_over_limit": Wording(
        Plural(
            "units",
            "{units} = {delivered} of {mineral}, over {limit}",
            "{units} = {delivered} of {mineral}, over {limit}",
        ),
        "",
    ),
    "name_says_another": Wording(
        "the name says {other}, not {mineral}", "not ranked until that is clear"
    ),
    "name_names_other": Wording(
        "the label also says {other}", "the whole price is put on {mineral}"
    ),
    "contents_not_counted": Wording("the product also contains {other}", "not counted"),
    "target_over_limit": Wording("{target} a day is over {limit}", "the {authority} limit"),
    "potassium_dose": Wording(
        "{delivered} of {mineral} a day is a treatment", "a supplement holds at most {most} a day"
    ),
    "potassium_medicines": Wording(
        "dangerous with weak kidneys and some medicines",
        "ask a doctor or pharmacist before you take it",
    ),
    "leaves_little_for_food": Wording(
        "{delivered} of {mineral} leaves {rest} for food", "the limit of {limit} includes food"
    ),
    "leaves_for_food": Wording(
        "{delivered} of {mineral} leaves {rest} for food", "the limit of {limit} includes food"
    ),
    "iron_overdose": Wording(
        "an overdose of iron can kill a child", "keep it out of the reach of children"
    ),
    "iron_effects": Wording(
        "black stools and constipation are usual", "treat a deficiency only under a doctor"
    ),
    "counted_as_food": Wording(
        "{delivered} is counted as food", "write no in its column Food if it is a supplement"
    ),
    "smallest_dose_over_target": Wording(
        Plural("units", "{units} = {holds}, over the target", "{units} = {holds}, over the target"),
        "the target is {target}",
    ),
    "far_from_target": Wording("{delivered} a day", "{share} of the target of {target}"),
    "impossible_label": Wording(
        "{elemental} in {compound} is not possible", "at most {highest} of it can be {mineral}"
    ),
    "too_much_for_one_unit": Wording(
        "{holds} of what?", "as pure {form} it needs {powder} of powder"
    ),
    "elemental_equals_compound": Wording("{amount} of what?", "both amounts cannot be the same"),
    "front_amount": Wording("{amount} of what?", "if {form}: {elemental} of {mineral}"),
    "elemental_derived": Wording(
        "computed from {compound} of {form}", "{fraction} of it is the mineral"
    ),
    "daily_value_mismatch": Wording(
        "{elemental} is {percent}, not {stated}", "of the {name} of {reference}"
    ),
    "many_units": Wording("{units} a day", "many to swallow; ask for a stronger one"),
    "stale_price": Wording(
        Plural("age", "the price is {age} day old", "the price is {age} days old"),
        "check what it costs today",
    ),
    "price_rounds_to_nothing": Wording(
        "{price} rounds to nothing", "enter the price and the units of a whole pack"
    ),
    "currency_differs": Wording("the price is in {own}", "the comparison is in {currency}"),
    "element_differs": Wording("entered as {own}, not {mineral}", "the comparison leaves it out"),
}
_MANY_UNITS_NEEDED = "many to swallow; check whether so much is needed"
_UNLESS_PRESCRIBED = "Take more only if your doctor prescribed it."
_DOSE_STATEMENT = Plural(
    "units",
    "{units} a day = {delivered}; the limit is {limit}.",
    "{units} a day = {delivered}; the limit is {limit}.",
)


@dataclass(frozen=True, slots=True)
class RowCheck:
    """One finding about one row: a flag of its product, or why the row is no product.

    `position` is None for what holds for the whole comparison.
    """

    position: int | None
    entry: Entry | None
    comparison: Comparison
    product: ComparedProduct | None
    finding: Flag | BadInput

    @property
    def key(self) -> str:
        """Return the identity of the check within its row."""
        if isinstance(self.finding, Flag):
            return self.finding.key
        return f"{self.finding.kind.name} {self.column}"

    @property
    def column(self) -> str:
        """The key of the column that it is about."""
        if isinstance(self.finding, Flag):
            return self.finding.check.column or "product"
        return str(self.finding.parameters.get("column", "product"))

    @property
    def group(self) -> CheckGroup:
        finding = self.finding
        if isinstance(finding, BadInput):
            is_question = finding.kind in _AMBIGUOUS_KINDS
            return CheckGroup.QUESTION if is_question else CheckGroup.FIX
        if finding.key in DOSE_STOP_KEYS or finding.key == "target_over_limit":
            return CheckGroup.OVER_LIMIT
        if finding.is_open_question:
            return CheckGroup.QUESTION
        return CheckGroup.FIX if finding.severity is Severity.STOP else CheckGroup.NOTE

    @property
    def is_missing(self) -> bool:
        """Whether a value is not there yet, and nothing stands in its place."""
        is_error = isinstance(self.finding, BadInput)
        return is_error and self.entry is not None and not self._stated

    @property
    def _stated(self) -> str:
        """Return what the row states in the column, readable or not."""
        return self.entry.text(COLUMNS_BY_KEY[self.column]) if self.entry else ""

    # -- texts -------------------------------------------------------------------------------------

    def found(self, notation: Notation = C_LOCALE) -> str:
        """Return in a few words what was found."""
        finding = self.finding
        if isinstance(finding, Flag):
            template = FEW_WORDS[finding.key].found
            found = (Sentence(template, part.parameters) for part in finding.parts)
            return "; ".join(sentence.short_text(notation) for sentence in found)
        title, text = Term(COLUMNS_BY_KEY[self.column].full_title), self._stated
        template = "{column}: “{text}”" if text else "{column}: nothing yet"
        return Sentence(template, {"column": title, "text": text}).text(notation)

    def follows(self, notation: Notation = C_LOCALE) -> str:
        """Return in a few words what the remedy gives, or what follows from the finding."""
        finding = self.finding
        if isinstance(finding, BadInput):
            is_question = finding.kind in _AMBIGUOUS_KINDS
            return finding.description(notation) if is_question else finding.remedy(notation)
        sentence = self._result() or Sentence(
            FEW_WORDS[finding.key].follows, finding.statement.parameters
        )
        return sentence.short_text(notation)

    def _result(self) -> Sentence | None:
        """Return what the remedy gives, if that can be computed."""
        if self.product is None or not isinstance(self.finding, Flag):
            return None
        match self.finding.key:
            case "over_limit" | "other_mineral_over_limit":
                return lower_dose_result(self.product.figures)
            case key if key in AMOUNT_QUESTION_KEYS:
                return compound_result(self.product)
            case "many_units" if not _may_advise_stronger(self.product):
                return Sentence(_MANY_UNITS_NEEDED)
        return None

    def message(self, notation: Notation = C_LOCALE) -> str:
        """Return in whole sentences what was found, and what the remedy gives."""
        finding = self.finding
        if isinstance(finding, Flag) and finding.key == "over_limit" and self.product is not None:
            found = Sentence(_DOSE_STATEMENT, finding.statement.parameters).short_text(notation)
            result = _as_sentence(self.follows(notation), notation)
            advice = ""
            if elements()[self.product.product.element].is_prescribed_above_limits:
                advice = f" {notation.translate(_UNLESS_PRESCRIBED)}"
            return f"{found} {result}{advice}"
        answer = self._result()
        if isinstance(finding, Flag) and finding.key in AMOUNT_QUESTION_KEYS and answer is not None:
            found = finding.statement.short_text(notation)
            return f"{found} {_as_sentence(answer.short_text(notation), notation)}"
        return finding.message(notation)

    # -- remedies ----------------------------------------------------------------------------------

    def remedies(self) -> tuple[Remedy, ...]:
        """Return what the user can do about it in one step, the first by Enter."""
        finding, entry, product = self.finding, self.entry, self.product
        if isinstance(finding, BadInput):
            return tuple(cell_remedies(entry, finding)) if entry else ()
        if finding.key == "target_over_limit":
            return tuple(lower_target(self.comparison.scenario))
        if entry is None or product is None:
            return ()
        if finding.key in _FLAG_REMEDIES:
            return tuple(_FLAG_REMEDIES[finding.key](self.comparison, entry, product))
        return (go_to(finding.check.column),) if finding.check.column else ()


def _as_sentence(statement: str, notation: Notation) -> str:
    return Sentence("{statement}.", {"statement": capitalized(statement)}).text(notation)


def _may_advise_stronger(product: ComparedProduct) -> bool:
    return elements()[product.product.element].may_advise_stronger


# The remedies of the checks that do not just lead to a cell.
_FLAG_REMEDIES: Mapping[str, Callable[[Comparison, Entry, ComparedProduct], Iterable[Remedy]]] = {
    "over_limit": lambda comparison, _, product: [lower_dose(comparison, product)],
    "potassium_dose": lambda *_: [find_other(Search.WEAKER)],
    "smallest_dose_over_target": lambda *_: [find_other(Search.WEAKER), go_to("smallest_dose")],
    "many_units": lambda _, __, product: (
        [find_other(Search.STRONGER)] if _may_advise_stronger(product) else []
    ),
    **dict.fromkeys(
        AMOUNT_QUESTION_KEYS,
        lambda _, entry, product: label_answers(entry, product),
    ),
}


class CheckRow(NamedTuple):
    """A row of a comparison with its product, or why it is none."""

    position: int
    entry: Entry
    product: ComparedProduct | None
    error: BadInput | None


@dataclass(frozen=True)
class CheckLine:
    """One line of the list: the worst check of a product, and the others."""

    name: str
    checks: tuple[RowCheck, ...]

    @property
    def worst(self) -> RowCheck:
        return self.checks[0]

    @cached_property
    def group(self) -> CheckGroup:
        return self.worst.group

    @property
    def identity(self) -> object:
        """Return the subject of the line, whatever is found: its row, or else its check."""
        return self.worst.entry.id if self.worst.entry else self.worst.key


def row_checks(comparison: Comparison, row: CheckRow) -> tuple[RowCheck, ...]:
    """Return everything found about a row, the worst first; nothing about an empty row.

    While a label leaves something open, the dose is not known and nothing is said of it. A dose
    over the limit is not called far from the target as well.
    """
    if not row.entry.unreadable and not row.entry.values.keys() - _KEYS_OF_AN_EMPTY_ROW:
        return ()
    findings: list[Flag | BadInput] = [row.error] if row.error is not None else []
    if row.product is not None and row.product.flags:
        idle = _idle_keys(row.product)
        findings += [flag for flag in row.product.flags if flag.key not in idle]
    return tuple(
        RowCheck(row.position, row.entry, comparison, row.product, finding) for finding in findings
    )


def _idle_keys(product: ComparedProduct) -> frozenset[str]:
    """Return the checks that say nothing beside a graver one of the same product."""
    if product.evaluation.has_label_doubt:
        return _DOSE_KEYS
    is_over_limit = any(flag.key == "over_limit" for flag in product.flags)
    return _DOSE_NOTE_KEYS if is_over_limit else frozenset()


def check_lines(comparison: Comparison, rows: Iterable[CheckRow]) -> Iterator[CheckLine]:
    """Yield the lines of some rows, in their order."""
    for row in rows:
        checks = tuple(
            check for check in row_checks(comparison, row) if check.key not in SHARED_CHECK_KEYS
        )
        if checks:
            yield CheckLine(str(row.entry.values.get("product") or ""), checks)


def shared_lines(comparison: Comparison) -> Iterator[CheckLine]:
    """Yield the lines about the target and about minerals, which hold for every product."""
    flags = {
        flag.key: flag for product in reversed(comparison.ranked_products) for flag in product.flags
    }
    for key, subject in _SUBJECTS.items():
        if key in flags:
            check = RowCheck(None, None, comparison, None, flags[key])
            yield CheckLine(subject, (check,))


_GROUP_ORDER = {group: order for order, group in enumerate(CheckGroup)}


def in_working_order(lines: Iterable[CheckLine]) -> list[CheckLine]:
    """Return lines by heading. Doses over the limit stand by size, others in their order.

    Of equal doses those stand first that no whole unit can mend.
    """
    return sorted(lines, key=_urgency)


def _urgency(line: CheckLine) -> tuple[int, Fraction, bool]:
    group, product = line.group, line.worst.product
    order = _GROUP_ORDER[group]
    if group is not CheckGroup.OVER_LIMIT or product is None:
        return order, Fraction(-(10**12)), False
    delivered = product.figures.number("delivered_mg_per_day") or Fraction(0)
    return order, -delivered, not exceeds_limit_at_any_dose(product.figures)


# -- the sentence on top ---------------------------------------------------------------------------

_PRODUCTS_OVER_LIMIT = Plural(
    "over",
    "{over} of {count} products goes over the safe limit at {target}.",
    "{over} of {count} products go over the safe limit at {target}.",
)
_ANSWERS = Plural("count", "{count} waits for an answer.", "{count} wait for an answer.")
_OTHER_MINERALS = Plural(
    "count",
    "{count} is of another mineral or currency.",
    "{count} are of another mineral or currency.",
)
_AMOUNTS = Plural("count", "{count} waits for an amount.", "{count} wait for an amount.")
_NOTHING = Plural(
    "count",
    "Nothing to check. {count} product, within the limit.",
    "Nothing to check. {count} products, all within the limit.",
)
_NOTHING_WITHOUT_LIMIT = Plural(
    "count", "Nothing to check in {count} product.", "Nothing to check in {count} products."
)
_ONLY_NOTES = "No dose goes over the safe limit, and nothing waits for an answer."


def summary(comparison: Comparison, row_count: int, lines: Iterable[CheckLine]) -> list[Sentence]:
    """Return what the list comes to, in sentences."""
    scenario = comparison.scenario
    counts = dict.fromkeys(CheckGroup, 0)
    others = 0  # their amounts are there, and are not compared
    for line in lines:
        counts[line.group] += line.worst.position is not None
        others += line.worst.key in _KEYS_OF_OTHERS
    if not any(counts.values()):
        nothing = _NOTHING if scenario.limit else _NOTHING_WITHOUT_LIMIT
        return [Sentence(nothing, {"count": Count(row_count)})]
    target = mass_amount(MASS.to_fraction(scenario.target), scenario.element)
    over = Count(counts[CheckGroup.OVER_LIMIT])
    sentences = [
        Sentence(_PRODUCTS_OVER_LIMIT, {"over": over, "count": Count(row_count), "target": target}),
        Sentence(_ANSWERS, {"count": Count(counts[CheckGroup.QUESTION])}),
        Sentence(_AMOUNTS, {"count": Count(counts[CheckGroup.FIX] - others)}),
        Sentence(_OTHER_MINERALS, {"count": Count(others)}),
    ]
    numbers = (
        counts[CheckGroup.OVER_LIMIT], counts[CheckGroup.QUESTION],
        counts[CheckGroup.FIX] - others, others,
    )  # fmt: skip
    stated = [one for number, one in zip(numbers, sentences, strict=True) if number]
    return stated or [Sentence(_ONLY_NOTES)]
