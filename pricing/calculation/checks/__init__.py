"""Checks for what a pharmacist would notice, such as a dose over the limit or a stale price.

Each check is declared once, with its severity, its sentence and its remedy.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from pricing.calculation.checks import dose, label, mineral, other_minerals, price
from pricing.calculation.checks.case import CheckCase, CheckMessage
from pricing.calculation.sentences import Paragraph, Sentence
from pricing.problems.plain_facts import StrEnum, dataclass
from pricing.quantities.currencies import C_LOCALE, Notation

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence

__all__ = [
    "AMOUNT_QUESTION_KEYS",
    "CHECKS",
    "CHECKS_OF_MINERALS",
    "DOSE_STOP_CHECKS",
    "DOSE_STOP_KEYS",
    "DOUBT_CHECKS",
    "OTHER_CHECKS",
    "AskedChecks",
    "Check",
    "CheckCase",
    "Flag",
    "Severity",
    "find_label_doubt",
    "has_label_doubt",
    "worst_first",
]


class Severity(StrEnum):
    """How serious a flag is, the least serious first."""

    NOTE = "note"
    CAUTION = "caution"
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class Check:
    """A declared check.

    `find` returns the template of its sentence with the parameters, or None if there is nothing to
    say. `remedy` is a template for the same parameters, or returns a sentence of its own. `column`
    is the key of the column that the user can change, or "" for the scenario. An open question
    leaves it open what the label means, unless `is_settled` finds that the label answers it. A
    check of the label reads nothing but the product, so what it finds holds in every scenario.
    """

    key: str
    severity: Severity
    find: Callable[[CheckCase], CheckMessage | None]
    remedy: str | Callable[[CheckCase], Sentence]
    column: str = ""
    is_open_question: bool = False
    is_of_label: bool = False
    is_settled: Callable[[CheckCase], bool] | None = None

    @property
    def may_raise_doubt(self) -> bool:
        """Whether a finding can keep a product from being safe at any dose."""
        is_stop = self.severity is Severity.STOP and self.key not in DOSE_STOP_KEYS
        return self.is_open_question or is_stop

    def flag(self, case: CheckCase, message: CheckMessage) -> Flag:
        """Return what it found in a product."""
        is_settled = self.is_settled is not None and self.is_settled(case)
        find_remedy = None if isinstance(self.remedy, str) else partial(self.remedy, case)
        return Flag(
            self,
            message,
            find_remedy,
            is_open_question=self.is_open_question and not is_settled,
        )


class Flag:
    """A finding of a check in a product. Its sentences are made when they are asked for."""

    __slots__ = ("_find_remedy", "_message", "_remedy", "_texts", "check", "is_open_question")

    def __init__(
        self,
        check: Check,
        message: CheckMessage,
        find_remedy: Callable[[], Sentence] | None = None,
        *,
        is_open_question: bool = False,
    ) -> None:
        self.check = check
        self.is_open_question = is_open_question
        self._message = message
        self._find_remedy = find_remedy
        self._remedy: Sentence | None = None
        self._texts: dict[Notation, str] = {}

    @property
    def statement(self) -> Sentence:
        """The finding in words."""
        return Sentence(*self._message)

    @property
    def parts(self) -> tuple[Sentence, ...]:
        """The sentences of the finding, each with its own parameters: one for each mineral."""
        findings = self._message[1].get("findings")
        return findings.sentences if isinstance(findings, Paragraph) else (self.statement,)

    @property
    def remedy(self) -> Sentence:
        """The advice in words."""
        if self._remedy is None:
            template, parameters = self.check.remedy, self._message[1]
            if isinstance(template, str):
                self._remedy = Sentence(template, parameters)
            else:
                self._remedy = self._find_remedy() if self._find_remedy else Sentence("")
        return self._remedy

    @property
    def key(self) -> str:
        return self.check.key

    def __repr__(self) -> str:
        return f"<Flag {self.key}: {self.message()}>"

    @property
    def severity(self) -> Severity:
        return self.check.severity

    def message(self, notation: Notation = C_LOCALE) -> str:
        """Return what was found with its numbers, and the remedy."""
        if notation not in self._texts:
            self._texts[notation] = f"{self.statement.text(notation)} {self.remedy.text(notation)}"
        return self._texts[notation]


# The checks that leave it open whether an amount is the compound's or the element's.
AMOUNT_QUESTION_KEYS = frozenset({
    "front_amount", "too_much_for_one_unit", "elemental_equals_compound",
})  # fmt: skip
# The checks of a mineral that hold for every product with it.
CHECKS_OF_MINERALS = {"K": ("potassium_medicines",), "Fe": ("iron_overdose", "iron_effects")}
# The stops that depend on the dose.
DOSE_STOP_KEYS = ("over_limit", "other_mineral_over_limit", "potassium_dose")
# The most severe first.
_SEVERITY_ORDER = {severity: order for order, severity in enumerate(reversed(Severity))}


def _seriousness(check: Check) -> tuple[int, bool]:
    """Return what checks are sorted by: the severity, then questions that the user can answer."""
    return _SEVERITY_ORDER[check.severity], not check.is_open_question


class AskedChecks:
    """Checks that are asked together. What those of the label find holds in every scenario."""

    def __init__(self, checks: Iterable[Check]) -> None:
        self._of_label: list[Check] = []
        self._of_scenario: list[Check] = []
        for check in checks:
            (self._of_label if check.is_of_label else self._of_scenario).append(check)

    def find_label_flags(self, check_case: CheckCase) -> tuple[Flag, ...]:
        """Return the flags of a product that hold in every scenario."""
        return _ask_all(self._of_label, check_case)

    def find_flags(
        self, check_case: CheckCase, label_flags: tuple[Flag, ...] | None = None
    ) -> tuple[Flag, ...]:
        """Return the flags of a product. Those of its label may be known already."""
        known = self.find_label_flags(check_case) if label_flags is None else label_flags
        return known + _ask_all(self._of_scenario, check_case)


def _ask_all(checks: Sequence[Check], check_case: CheckCase) -> tuple[Flag, ...]:
    """Return the flags that checks find. Most products have none."""
    found = [
        (check, message) for check in checks if (message := check.find(check_case)) is not None
    ]
    return tuple([check.flag(check_case, message) for check, message in found]) if found else ()


def worst_first(flags: Iterable[Flag]) -> tuple[Flag, ...]:
    """Return the flags of a product in order."""
    return tuple(sorted(flags, key=lambda flag: _ORDER[flag.key]))


def has_label_doubt(flags: Collection[Flag]) -> bool:
    """Return whether something other than the dose keeps a product from being safe."""
    return bool(flags) and any(
        flag.is_open_question or (flag.severity is Severity.STOP and flag.key not in DOSE_STOP_KEYS)
        for flag in flags
    )


def find_label_doubt(check_case: CheckCase) -> Flag | None:
    """Return the worst flag that makes the label doubtful, whatever the dose; None if none does."""
    flags = (
        check.flag(check_case, message)
        for check in _LABEL_DOUBTS
        if (message := check.find(check_case)) is not None
    )
    return next(filter(_is_doubt, flags), None)


def _is_doubt(flag: Flag) -> bool:
    return flag.is_open_question or flag.severity is Severity.STOP


CHECKS: tuple[Check, ...] = (
    Check("over_limit", Severity.STOP, dose.over_limit, dose.lower_dose_advice),
    Check(
        "other_mineral_over_limit", Severity.STOP, other_minerals.other_mineral_over_limit,
        other_minerals.less_of_others_advice, "other_minerals",
    ),
    Check(
        "target_over_limit", Severity.CAUTION, dose.target_over_limit,
        "Lower the target, or take it only as a prescriber directs.",
    ),
    Check(
        "potassium_dose", Severity.STOP, mineral.potassium_dose,
        "Take so much only if your doctor prescribed it.",
    ),
    Check(
        "potassium_medicines", Severity.CAUTION, mineral.potassium_medicines,
        "Ask a doctor or pharmacist before you take it.",
    ),
    Check(
        "leaves_little_for_food", Severity.CAUTION, dose.leaves_little_for_food,
        "Choose a lower dose, unless a prescriber directs this one.",
    ),
    Check(
        "leaves_for_food", Severity.NOTE, dose.leaves_for_food,
        "Count what food and other supplements add.",
    ),
    Check(
        "iron_overdose", Severity.NOTE, mineral.iron_overdose,
        "Keep it out of the sight and reach of children.",
    ),
    Check(
        "iron_effects", Severity.NOTE, mineral.iron_effects,
        "Treat a deficiency only under a doctor's supervision.",
    ),
    Check(
        "counted_as_food", Severity.CAUTION, dose.counted_as_food,
        "Write no in its column Food if it is a supplement.", "food",
    ),
    Check(
        "smallest_dose_over_target", Severity.CAUTION, dose.smallest_dose_over_target,
        "Choose a weaker product, or set the smallest dose if a unit may be divided.",
        "smallest_dose",
    ),
    Check(
        "far_from_target", Severity.NOTE, dose.far_from_target,
        "Try another dose policy or a product with more or less per unit.",
    ),
    Check(
        "impossible_label", Severity.STOP, label.impossible_label,
        "Check whether this is the compound amount, or the product is a blend.",
        "elemental_mg", is_of_label=True,
    ),
    Check(
        "too_much_for_one_unit", Severity.CAUTION, label.too_much_for_one_unit,
        "Check whether the amount is per serving, or the product is a blend.",
        "elemental_mg", is_open_question=True, is_of_label=True,
        is_settled=label.is_borne_by_daily_value,
    ),
    Check(
        "front_amount", Severity.CAUTION, label.front_amount,
        "Enter it as the compound amount, or write “elemental” in the note if the label says so.",
        "elemental_mg", is_open_question=True, is_of_label=True,
    ),
    Check(
        "elemental_equals_compound", Severity.CAUTION, label.elemental_equals_compound,
        "Look for the word “elemental” on the label.",
        "elemental_mg", is_open_question=True, is_of_label=True,
    ),
    Check(
        "elemental_derived", Severity.NOTE, label.elemental_derived,
        "Enter the elemental amount if the label states it.",
        "elemental_mg", is_of_label=True,
    ),
    Check(
        "daily_value_mismatch", Severity.CAUTION, label.daily_value_mismatch,
        "Check that the elemental amount is per serving, and that it is not the compound amount.",
        "daily_value_percent", is_open_question=True,
    ),
    Check(
        "name_says_another", Severity.CAUTION, other_minerals.name_says_another,
        "Choose {other} as its mineral, enter it among its other minerals, or correct its name.",
        "element", is_open_question=True, is_of_label=True,
    ),
    Check(
        "name_names_other", Severity.CAUTION, other_minerals.name_names_other,
        "Enter what else it holds, or the whole price is put on {mineral}.", "other_minerals",
        is_of_label=True,
    ),
    Check(
        "contents_not_counted", Severity.CAUTION, other_minerals.contents_not_counted,
        "Enter each mineral with its amount in “Other minerals”.", "other_minerals",
        is_open_question=True, is_of_label=True,
    ),
    Check("many_units", Severity.NOTE, dose.many_units, dose.many_units_advice),
    Check(
        "stale_price", Severity.NOTE, price.stale_price,
        "Check what it costs today.", "priced_on",
    ),
    Check(
        "price_rounds_to_nothing", Severity.STOP, price.price_rounds_to_nothing,
        "Enter the price and the units of a whole pack.", "price",
    ),
    Check(
        "currency_differs", Severity.STOP, price.currency_differs,
        "Enter its price in {currency}.", "currency",
    ),
    Check(
        "element_differs", Severity.STOP, price.element_differs,
        price.own_mineral_advice, "element",
    ),
)  # fmt: skip
# What keeps a product from being safe takes no more than these, so they are asked by themselves.
DOUBT_CHECKS = AskedChecks(check for check in CHECKS if check.may_raise_doubt)
DOSE_STOP_CHECKS = AskedChecks(check for check in CHECKS if check.key in DOSE_STOP_KEYS)
OTHER_CHECKS = AskedChecks(
    check for check in CHECKS if not check.may_raise_doubt and check.key not in DOSE_STOP_KEYS
)
# The place of each check's flag among the others, the worst first.
_ORDER = {check.key: place for place, check in enumerate(sorted(CHECKS, key=_seriousness))}
_LABEL_DOUBTS = tuple(
    check for check in CHECKS if check.is_open_question or check.key == "impossible_label"
)
