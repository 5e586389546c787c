"""The column of how many packs a price is for, each with the units that another column counts.

Only a user says that a column is one: beside a price, a number of packs can be a stock too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pricing.model.columns import COLUMNS_BY_KEY, Column, ColumnKind
from pricing.problems.errors import BadInput, ProblemKind, Term
from pricing.quantities.amounts import UNITS
from pricing.reading.headings import Heading

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pricing.reading.row_builder import RowBatchBuilder

PACKS_KEY = "packs"
PACKS = Column(PACKS_KEY, "Packs", ColumnKind.UNITS)
# What a user can say that a column of a list is.
COLUMNS_OF_LISTS: Mapping[str, Column] = {**COLUMNS_BY_KEY, PACKS_KEY: PACKS}


def packs_heading(header: str, words: str) -> Heading:
    """Return the column of packs that a user gives to a header. It has no unit and no base."""
    if words:
        raise BadInput(ProblemKind.UNKNOWN_HEADER_WORDS, words=words, title=Term(PACKS.title))
    return Heading(0, header, PACKS, is_confirmed=True, is_chosen=True)


def multiply_by_packs(batch: RowBatchBuilder, heading: Heading) -> None:
    """Make the units of a pack those of all the packs that the price is for.

    Without a number that can be read, how many units there are is not known.
    """
    units = batch.columns.get("pack_units") or [None] * len(batch.numbers)
    for position, packs in enumerate(batch.packs):
        if units[position] is None:
            continue
        if packs is None:
            error = BadInput(ProblemKind.MISSING_VALUE, title=Term(PACKS.title))
            batch.add_problem(position, error, heading.text, "")
        product = (packs or 0) * units[position] // UNITS.base_per_unit
        if product > UNITS.largest:
            error = BadInput(
                ProblemKind.TOO_LARGE, value=UNITS.text(product), largest=UNITS.text(UNITS.largest)
            )
            batch.add_problem(position, error, heading.text, "")
        units[position] = product if 0 < product <= UNITS.largest else None
