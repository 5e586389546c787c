"""What a pharmacist would notice: labels that cannot be, doses over a limit, stale prices.

Each check is declared once with its severity, its sentence and what to do about it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from pricing.calculation.checks import dose, label, price
from pricing.calculation.checks.case import CheckCase, CheckMessage
from pricing.calculation.sentences import Sentence
from pricing.quantities.currencies import C_LOCALE, Notation

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["CHECKS", "Check", "CheckCase", "Flag", "Severity", "find_flags"]


class Severity(StrEnum):
    NOTE = "note"
    CAUTION = "caution"
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class Check:
    """A declared check: `find` gives the sentence and its parameters, or None where all is well.

    `column` is where the user can do something about it ("" = the scenario).
    """

    key: str
    severity: Severity
    find: Callable[[CheckCase], CheckMessage | None]
    remedy: str
    column: str = ""


class Flag:
    """A check that found something in a product; what it says is put into words once."""

    __slots__ = ("_texts", "check", "remedy", "statement")

    def __init__(self, check: Check, statement: Sentence, remedy: Sentence) -> None:
        self.check = check
        self.statement = statement
        self.remedy = remedy
        self._texts: dict[Notation, str] = {}

    @property
    def key(self) -> str:
        return self.check.key

    @property
    def severity(self) -> Severity:
        return self.check.severity

    @property
    def is_warning(self) -> bool:
        """Whether it is more than worth noticing."""
        return self.severity is not Severity.NOTE

    def message(self, notation: Notation = C_LOCALE) -> str:
        """What was found with its numbers, and what to do."""
        if notation not in self._texts:
            self._texts[notation] = f"{self.statement.text(notation)} {self.remedy.text(notation)}"
        return self._texts[notation]


def find_flags(check_case: CheckCase) -> tuple[Flag, ...]:
    """Every check that finds something, the gravest first."""
    order = {severity: -rank for rank, severity in enumerate(Severity)}
    found = []
    for check in CHECKS:
        hit = check.find(check_case)
        if hit:
            template, parameters = hit
            found.append(
                Flag(check, Sentence(template, parameters), Sentence(check.remedy, parameters))
            )
    return tuple(sorted(found, key=lambda flag: order[flag.severity]))


CHECKS: tuple[Check, ...] = (
    Check("over_limit", Severity.STOP, dose.over_limit, "{lower}"),
    Check(
        "target_over_limit", Severity.CAUTION, dose.target_over_limit,
        "Lower the target, or take it only as a prescriber directs.",
    ),
    Check(
        "counted_as_food", Severity.CAUTION, dose.counted_as_food,
        "Name its form (such as citrate) if it is a supplement.", "form",
    ),
    Check(
        "smallest_dose_over_target", Severity.CAUTION, dose.smallest_dose_over_target,
        "Choose a weaker product, or set the smallest dose where a unit may be divided.",
        "smallest_dose",
    ),
    Check(
        "far_from_target", Severity.NOTE, dose.far_from_target,
        "Compare other dose policies, or a product of another strength.",
    ),
    Check(
        "impossible_label", Severity.STOP, label.impossible_label,
        "See whether the elemental amount is the compound's, or the product a blend.",
        "elemental_mg",
    ),
    Check(
        "too_much_for_one_unit", Severity.CAUTION, label.too_much_for_one_unit,
        "See whether the amount is per serving, or the product a blend.",
        "elemental_mg",
    ),
    Check(
        "elemental_equals_compound", Severity.CAUTION, label.elemental_equals_compound,
        "Look for “elemental” on the panel.",
        "elemental_mg",
    ),
    Check(
        "elemental_derived", Severity.NOTE, label.elemental_derived,
        "Enter the label's elemental amount where it states one.",
        "elemental_mg",
    ),
    Check(
        "daily_value_mismatch", Severity.CAUTION, label.daily_value_mismatch,
        "See whether the elemental amount is per serving and not per unit, and not the compound's.",
        "daily_value_percent",
    ),
    Check("many_units", Severity.NOTE, dose.many_units, "Consider a stronger product."),
    Check("stale_price", Severity.NOTE, price.stale_price, "See what it costs today.", "priced_on"),
    Check(
        "currency_differs", Severity.STOP, price.currency_differs,
        "Enter its price in {currency}.", "currency",
    ),
    Check(
        "element_differs", Severity.STOP, price.element_differs,
        "Choose the other mineral to compare it.", "element",
    ),
)  # fmt: skip
