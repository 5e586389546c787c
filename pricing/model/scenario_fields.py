"""The assumptions of a workbook: one named cell each, written by the program and read back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pricing.problems.errors import BadInput, ProblemKind
from pricing.quantities.amounts import DAYS, MASS, MONEY, TOLERANCE, Quantity
from pricing.reference.limits import LIFE_STAGES
from pricing.reference.mineral_forms import elements, recognize_element

if TYPE_CHECKING:
    from collections.abc import Callable

ASSUMPTIONS_SHEET = "Assumptions"
ASSUMPTIONS_HEADERS = ("Assumption", "Value", "Unit", "Basis and source", "Name in formulas")
ABSORPTION_HEADERS = ("Relative absorption of the form", "Factor", "", "Basis")
PAYER_HEADERS = (
    "Payer", "Coverage", "Amount", "Requirement", "Names in formulas", "Applies only to",
)  # fmt: skip
COVERS_SEPARATOR = "; "
TOLERANCE_CELL = "tolerance_percent"
RANGES_SHEET = "Sensitivity"
RANGES_HEADERS = ("Input", "From", "To")


@dataclass(frozen=True, slots=True)
class ScenarioField:
    """One named cell and the field of the scenario that it holds.

    An amount has a `quantity`. `to_text` and `from_text` convert a text whose cell shows a title
    instead of a key.
    """

    cell_name: str
    title: str
    field: str
    quantity: Quantity | None = None
    to_text: Callable[[str], str] = str
    from_text: Callable[[str], str] = str


def _read_life_stage(title: str) -> str:
    keys_by_title = {stage_title: key for key, stage_title in LIFE_STAGES.items()}
    if title not in keys_by_title:
        raise BadInput(
            ProblemKind.UNKNOWN_CHOICE,
            value=title,
            column="life_stage",
            choices=tuple(keys_by_title),
        )
    return keys_by_title[title]


SCENARIO_FIELDS: tuple[ScenarioField, ...] = (
    ScenarioField("element", "Mineral", "element", None, lambda key: elements()[key].name,
                  recognize_element),
    ScenarioField("target_mg", "Target a day", "target", MASS),
    ScenarioField("days", "Days compared", "days", DAYS),
    ScenarioField("course_days", "Days of a course", "course_days", DAYS),
    ScenarioField("dose_policy", "Dose policy", "dose_policy"),
    ScenarioField(TOLERANCE_CELL, "Tolerance of doses", "tolerance", TOLERANCE),
    ScenarioField("limit_authority", "Authority of the limit", "limit_authority"),
    ScenarioField("life_stage", "Life stage of the limit", "life_stage", None,
                  LIFE_STAGES.__getitem__, _read_life_stage),
    ScenarioField("reference_form", "Reference form", "reference_form"),
    ScenarioField("currency", "Currency", "currency"),
    ScenarioField("budget", "Budget a month", "budget", MONEY),
    ScenarioField("no_difference", "No meaningful difference below", "no_difference", MONEY),
    ScenarioField("daily_wage", "Daily wage", "daily_wage", MONEY),
    ScenarioField("monthly_income", "Monthly income", "monthly_income", MONEY),
    ScenarioField("comparator", "Comparator", "comparator"),
    ScenarioField("comparator_stated", "Stated cost of a comparator unit", "comparator_cost",
                  MONEY),
)  # fmt: skip
