"""Upper limits for a day by authority and life stage, and the daily values of labels."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from pricing.data import tables
from pricing.problems.plain_facts import NamedTuple
from pricing.reference.mineral_forms import micrograms
from pricing.reference.sources import authorities

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

# The basis of a limit that excludes food.
SUPPLEMENTS_BASIS = "supplements"
# By mineral, the authority whose limit for adults is the most that a supplement should hold. A
# larger dose is a treatment.
TREATMENT_AUTHORITIES = {"K": "DE"}

# The life stage whose limit applies where an authority sets none for another one.
ADULT_STAGE = "adult"
LIFE_STAGES: Mapping[str, str] = {
    "adult": "adult",
    "older_adult": "adult over 50",
    "pregnancy": "pregnancy",
    "lactation": "breast-feeding",
    "teen_14_18": "14 to 18 years",
    "child_9_13": "9 to 13 years",
    "child_4_8": "4 to 8 years",
    "child_1_3": "1 to 3 years",
}
CHILD_STAGES = frozenset({"teen_14_18", "child_9_13", "child_4_8", "child_1_3"})
_NONE_SET = "none set: "


class Limit(NamedTuple):
    """An upper limit in micrograms a day. `amount` is None if the authority sets no limit.

    `basis` is SUPPLEMENTS_BASIS if food is excluded, and "total" if it is included.
    """

    element: str
    authority: str
    life_stage: str
    amount: int | None
    basis: str
    description: str
    source: str

    @property
    def counts_food(self) -> bool:
        """Whether food is included."""
        return self.basis != SUPPLEMENTS_BASIS

    @property
    def title(self) -> str:
        """The short name of the authority, for sentences: US, EU."""
        return authorities()[self.authority].short

    @property
    def reason_for_none(self) -> str:
        """The authority's reason for setting no limit, or "" if it sets one."""
        is_set = self.amount is not None
        return "" if is_set else self.description.removeprefix(_NONE_SET)


class DailyValue(NamedTuple):
    """The amount, in micrograms, that labels call 100 %."""

    element: str
    authority: str
    amount: int
    name: str
    source: str


@cache
def _limit_rows() -> Mapping[str, list[dict[str, str]]]:
    """Return the rows of the table by element."""
    rows: dict[str, list[dict[str, str]]] = {}
    for row in tables.read_rows("limits.csv"):
        rows.setdefault(row["element"], []).append(row)
    return rows


@cache
def limits_of(element: str) -> Mapping[tuple[str, str], Limit]:
    """Return every limit of an element by (authority, life stage)."""
    return {
        (row["authority"], row["life_stage"]): Limit(
            row["element"],
            row["authority"],
            row["life_stage"],
            micrograms(row["limit_mg"]) if row["limit_mg"] else None,
            row["basis"],
            row["words"],
            row["source"],
        )
        for row in _limit_rows().get(element, ())
    }


def limits() -> Iterator[Limit]:
    """Yield every limit."""
    for element in _limit_rows():
        yield from limits_of(element).values()


@cache
def find_limit(element: str, authority: str, life_stage: str) -> Limit | None:
    """Return the limit that applies at a life stage: its own, or else the limit for adults.

    Its `amount` is None if the authority sets no limit for adults either. Return None if the
    authority has no statement on the element.

    >>> find_limit("Fe", "UK", "pregnancy").life_stage, find_limit("Fe", "US", "pregnancy").amount
    ('adult', 45000)
    """
    stated = limits_of(element)
    own = stated.get((authority, life_stage))
    if own is not None and own.amount is not None:
        return own
    adult = stated.get((authority, ADULT_STAGE))
    return adult if adult is not None and adult.amount is not None else own or adult


@cache
def daily_values() -> Mapping[tuple[str, str], DailyValue]:
    """Return the daily values by (element, authority)."""
    return {
        (row["element"], row["authority"]): DailyValue(
            row["element"],
            row["authority"],
            micrograms(row["amount_mg"]),
            row["name"],
            row["source"],
        )
        for row in tables.read_rows("daily_values.csv")
    }


def daily_value_of(element: str, authority: str) -> DailyValue | None:
    """Return the daily value of a mineral in the region of an authority.

    >>> daily_value_of("Mg", "US").amount
    420000
    """
    known = authorities().get(authority) or next(iter(authorities().values()))
    return daily_values().get((element, known.daily_values))
