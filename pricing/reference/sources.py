"""Where shipped figures come from: the sources, and the authorities that set limits."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from pricing.data import tables

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Source:
    """A document that a shipped figure was read in.

    `seen`: read, or read as quoted by another. `standing`: who says so, an authority, a trial, a
    review of trials, a manufacturer; or it was computed or chosen here.
    """

    key: str
    title: str
    publisher: str
    where: str
    seen: str
    standing: str
    date: str = ""


@dataclass(frozen=True, slots=True)
class Authority:
    """A body that sets upper limits; `daily_values` names the label values it goes with."""

    key: str
    title: str
    short: str
    daily_values: str


@cache
def _load_evidence() -> Mapping[str, Any]:
    import tomllib

    return tomllib.loads(tables.read_text("evidence.toml"))


@cache
def sources() -> Mapping[str, Source]:
    """Every source by its key."""
    return {key: Source(key, **entry) for key, entry in _load_evidence()["sources"].items()}


@cache
def authorities() -> Mapping[str, Authority]:
    """Every authority by its key, the usual one first."""
    return {row["key"]: Authority(**row) for row in tables.read_rows("authorities.csv")}


def sources_cited(text: str) -> tuple[Source, ...]:
    """Return the sources that a cell of a shipped table names, separated by `|`."""
    return tuple(sources()[key] for key in text.split("|"))
