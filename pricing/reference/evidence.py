"""Evidence on forms, popular claims, and the time to keep between a mineral and a medicine.

Every statement cites its sources and claims no more than they support.
"""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING

from pricing.data import tables
from pricing.problems.plain_facts import dataclass
from pricing.quantities.amounts import FACTOR
from pricing.reference.sources import Source, sources_cited

if TYPE_CHECKING:
    from collections.abc import Mapping

NO_HUMAN_COMPARISON = "no comparison in people was read"
SUPPLEMENTS_DO_NOT_REPLACE = (
    "Supplements do not replace prescribed treatment. Who is unwell, or thinks of stopping a "
    "medicine, should speak to a doctor or pharmacist first."
)


@dataclass(frozen=True, slots=True)
class FormEvidence:
    """What studies in people found about a form. `strength` says how far they agree."""

    strength: str
    summary: str
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class MedicineSpacing:
    """The time to keep between a mineral and a medicine.

    `is_general` marks the advice for every other medicine. It replaces no spacing of its own.
    """

    element: str
    medicine: str
    advice: str
    is_general: bool
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Counselling:
    """What a patient should know about taking a mineral."""

    element: str
    advice: str
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Claim:
    """A popular claim, what the sources say about it, and the verdict."""

    statement: str
    answer: str
    verdict: str
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class AbsorptionAssumption:
    """A published relative absorption that the user may try. It is not a recommendation.

    `factor` is in ten-thousandths.
    """

    element: str
    form: str
    factor: int
    summary: str
    sources: tuple[Source, ...]


@cache
def form_evidence() -> Mapping[tuple[str, str, str], FormEvidence]:
    """Return the evidence by (element, form, "absorption" or "tolerance").

    >>> form_evidence()["Mg", "glycinate", "absorption"].strength
    'weak and conflicting'
    """
    return {
        (row["element"], row["form"], row["topic"]): FormEvidence(
            row["grade"], row["words"], sources_cited(row["sources"])
        )
        for row in tables.read_rows("form_evidence.csv")
    }


# An advice that no time between the mineral and the medicine replaces.
ASK_BEFORE_BOTH = "ask your doctor or pharmacist before you take both"


@cache
def medicine_spacings() -> tuple[MedicineSpacing, ...]:
    """Return every spacing in the order of the data."""
    return tuple(
        MedicineSpacing(
            row["element"],
            row["medicine"],
            row["advice"],
            row["general"] == "yes",
            sources_cited(row["sources"]),
        )
        for row in tables.read_rows("spacings.csv")
    )


@cache
def counselling() -> tuple[Counselling, ...]:
    """Return what to know about taking each mineral, in the order of the data."""
    return tuple(
        Counselling(row["element"], row["words"], sources_cited(row["sources"]))
        for row in tables.read_rows("counselling.csv")
    )


@cache
def claims() -> tuple[Claim, ...]:
    """Return every claim in the order of the data."""
    return tuple(
        Claim(row["claim"], row["answer"], row["verdict"], sources_cited(row["sources"]))
        for row in tables.read_rows("claims.csv")
    )


@cache
def absorption_assumptions() -> tuple[AbsorptionAssumption, ...]:
    """Return every published assumption in the order of the data.

    >>> absorption_assumptions()[0].factor
    13000
    """
    return tuple(
        AbsorptionAssumption(
            row["element"],
            row["form"],
            int(Fraction(row["factor"]) * FACTOR.base_per_unit),
            row["words"],
            sources_cited(row["sources"]),
        )
        for row in tables.read_rows("assumptions.csv")
    )
