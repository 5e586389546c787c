"""Amounts that were rounded to a limit: each row that exceeded it before is named."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from pricing.problems.errors import BadInput, ProblemKind
from pricing.quantities.amounts import MASS, UNITS
from pricing.reference.limits import limits_of

if TYPE_CHECKING:
    from pricing.reading.row_builder import RowBatchBuilder

# What a dose is computed from.
DOSE_KEYS = frozenset({"elemental_mg", "serving_units"})
# A computed number can be wrong in its last digits: 350.00000000000006 means 350.
_EXCESS = 1 + Fraction(1, 10**9)
# A limit is compared with doses of whole units and parts of them.
_DOSES_PER_UNIT = 4


def name_rows_rounded_to_limits(batch: RowBatchBuilder, element: str) -> None:
    """Name each row of which some dose exceeded a limit before its numbers were rounded.

    `element` is the mineral of rows that name none.
    """
    for cell in batch.rounded_amounts:
        amount = batch.value("elemental_mg", cell.position)
        if not amount:
            continue
        serving = batch.value("serving_units", cell.position) or UNITS.base_per_unit
        dose = Fraction(int(str(amount)) * UNITS.base_per_unit, int(str(serving)) * _DOSES_PER_UNIT)
        exact_dose = dose * cell.size if cell.key == "elemental_mg" else dose / cell.size
        mineral = str(batch.value("element", cell.position) or element)
        limit = _limit_between(dose, exact_dose, mineral)
        if limit:
            error = BadInput(
                ProblemKind.ROUNDED_TO_LIMIT,
                value=cell.text, rounded=cell.rounded, limit=f"{MASS.text(limit)} {MASS.unit}",
            )  # fmt: skip
            header = batch.headers.get(cell.key, cell.key)
            batch.add_problem(cell.position, error, header, cell.text, is_row_kept=True)


def _limit_between(dose: Fraction, exact_dose: Fraction, element: str) -> int:
    """Return the highest limit that a multiple of the exact dose exceeds, and that of the dose not.

    Return 0 if there is none.
    """
    amounts = {limit.amount for limit in limits_of(element).values() if limit.amount}
    return max(
        (amount for amount in amounts if amount // dose * exact_dose > amount * _EXCESS), default=0
    )
