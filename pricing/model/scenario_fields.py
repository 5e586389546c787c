"""The assumptions of a workbook: a named cell each, written by the program and read back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pricing.problems.errors import BadInput, ProblemKind
from pricing.quantities.amounts import DAYS, MASS, MONEY, Quantity
from pricing.reference.limits import LIFE_STAGES
from pricing.reference.mineral_forms import element_named, elements

if TYPE_CHECKING:
    from collections.abc import Callable

SHEET = "Assumptions"
HEADERS = ("Assumption", "Value", "Unit", "Basis and source", "Name in formulas")
ABSORPTION_HEADERS = ("Relative absorption of the form", "Factor", "", "Basis")
PAYER_HEADERS = ("Payer", "Kind", "Value", "What it needs", "Names in formulas", "Covers")
COVERS_APART = "; "
RANGES_SHEET = "Sensitivity"
RANGES_HEADERS = ("Input", "From", "To")


@dataclass(frozen=True, slots=True)
class Named:
    """A cell: its defined name, title, the scenario's field and what it holds.

    An amount has its `quantity`; a text may be said and read otherwise than it is kept.
    """

    name: str
    title: str
    field: str
    quantity: Quantity | None = None
    says: Callable[[str], str] = str
    reads: Callable[[str], str] = str


def _stage(title: str) -> str:
    by_title = {says: key for key, says in LIFE_STAGES.items()}
    if title not in by_title:
        raise BadInput(
            ProblemKind.UNKNOWN_CHOICE,
            value=title,
            column="life_stage",
            choices=", ".join(by_title),
        )
    return by_title[title]


NAMED: tuple[Named, ...] = (
    Named("element", "Mineral", "element", None, lambda key: elements()[key].name, element_named),
    Named("target_mg", "Target a day", "target", MASS),
    Named("days", "Days of a month", "days", DAYS),
    Named("course_days", "Days of a course", "course_days", DAYS),
    Named("dose_policy", "Dose policy", "dose_policy"),
    Named("limit_authority", "Safe limit by", "limit_authority"),
    Named("life_stage", "Life stage of the limit", "life_stage", None, LIFE_STAGES.__getitem__,
          _stage),
    Named("reference_form", "Reference form", "reference_form"),
    Named("currency", "Currency", "currency"),
    Named("budget", "Budget a month", "budget", MONEY),
    Named("no_difference", "No difference below", "no_difference", MONEY),
    Named("daily_wage", "Wage a day", "daily_wage", MONEY),
    Named("monthly_income", "Income a month", "monthly_income", MONEY),
    Named("comparator", "Ratio to", "comparator"),
    Named("comparator_stated", "What a unit of that costs", "comparator_cost", MONEY),
)  # fmt: skip
