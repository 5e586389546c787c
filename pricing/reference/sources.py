"""The sources of the shipped facts, and the authorities that set limits."""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import TYPE_CHECKING, Any

from pricing.data import tables
from pricing.problems.plain_facts import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping


class Source(NamedTuple):
    """A document in which a shipped fact was read.

    `how_read` states whether it was read in the document itself or as quoted by another source.
    `evidence_grade` names who stands behind the fact: an authority, a trial, a review or a
    manufacturer. A fact can also be computed, chosen or unverified. `read_on` is the day on which
    it was last read.
    """

    key: str
    title: str
    publisher: str
    location: str
    how_read: str
    evidence_grade: str
    read_on: dt.date
    date: str = ""

    @property
    def is_verified(self) -> bool:
        """Whether it was checked, so that advice from it may be given."""
        return self.evidence_grade != "unverified"


class Authority(NamedTuple):
    """An authority that sets upper limits.

    `daily_values` names whose daily values go with it. `limit_kind` says whether its limits are
    upper levels of an intake, or the most that a supplement should hold.
    """

    key: str
    title: str
    short: str
    daily_values: str
    limit_kind: str


@cache
def _load_evidence() -> Mapping[str, Any]:
    import tomllib

    return tomllib.loads(tables.read_text("evidence.toml"))


@cache
def sources() -> Mapping[str, Source]:
    """Return every source by its key."""
    return {
        key: Source(
            key,
            entry["title"],
            entry["publisher"],
            entry["where"],
            entry["seen"],
            entry["standing"],
            dt.date.fromisoformat(entry["read_on"]),
            entry.get("date", ""),
        )
        for key, entry in _load_evidence()["sources"].items()
    }


@cache
def authorities() -> Mapping[str, Authority]:
    """Return every authority by its key, the default first."""
    return {row["key"]: Authority(**row) for row in tables.read_rows("authorities.csv")}


def sources_cited(text: str) -> tuple[Source, ...]:
    """Return the sources that a cell of a shipped table names, separated by `|`."""
    return tuple(sources()[key] for key in text.split("|"))
