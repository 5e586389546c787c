"""The state of a shared catalogue, as far as this counter knows without asking the server."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import TYPE_CHECKING

from pricing.problems.errors import Problem, ProblemKind

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from pricing.catalogue.price_conflicts import PriceConflict


class Missing(Enum):
    """The answer to what becomes of what this counter holds and the log lacks."""

    ASK = auto()
    SEND = auto()
    GIVE_UP = auto()


@dataclass(frozen=True, slots=True)
class OtherCounter:
    """Another counter at the server's last answer. It is behind if it lacks a row for a minute.

    The prices of one that has left keep its name.
    """

    name: str
    seen_at: datetime
    is_behind: bool
    has_left: bool = False


@dataclass(frozen=True, slots=True)
class WaitingPrice:
    """A price that the log has not returned yet. Prices are in millionths of the currency.

    `old_price` is the one that the log alone states for the source, or None. `price` is None if the
    old one is taken back.
    """

    product: str
    source: str
    currency: str
    old_price: int | None
    price: int | None
    said_at: datetime


@dataclass(frozen=True, slots=True)
class RefusedObservation:
    """A row of the log that cannot be one of a list, its number there, and why."""

    seq: int
    reason: str


@dataclass(frozen=True, slots=True)
class SharingState:
    """The state of a shared catalogue.

    `server` never has a password. `waiting` counts the observations that the log has not returned
    yet. `answered_at` is when the server last answered, or None if it never did; this counter's
    clock was then `seconds_ahead` of its clock. `problem` is what kept the last call from it.
    """

    server: str
    counter: str
    waiting: int
    refused: int
    answered_at: datetime | None
    seconds_ahead: int
    others: tuple[OtherCounter, ...]
    problem: Problem | None = None

    @property
    def has_namesake(self) -> bool:
        """Whether another counter has the name of this one."""
        return any(other.name == self.counter for other in self.others)


@dataclass(frozen=True, slots=True)
class Lacking:
    """The things that the log lacks of what a counter holds: how many, and in words by kind."""

    count: int = 0
    words: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SyncResult:
    """The outcome of a sync: observations sent, applied, and refused, and whether figures changed.

    An observation of this counter is applied when the log returns it, too. Those in
    `later_days` had a day after the server's, which counts as the server's. `is_log_altered` states
    that rows were changed or deleted which this counter had applied. `is_new_counter` states that
    the catalogue is a copy, and a counter of its own now. `lacking` is what the log lacked, and
    `answer` what became of that. `spared` are the withdrawals of this counter that do not count,
    as JSON, because others have stated their prices since. `overruled` are the prices that count no
    longer, because another counter has stated a later one for their day.
    """

    sent: int
    applied: int
    refused: int
    has_changed: bool
    later_days: int = 0
    is_log_altered: bool = False
    is_new_counter: bool = False
    lacking: Lacking = field(default_factory=Lacking)
    answer: Missing = Missing.ASK
    spared: tuple[str, ...] = ()
    overruled: tuple[PriceConflict, ...] = ()


def problem_text(problem: Problem | None) -> str:
    """Return a problem as the disk keeps it, or "" for none."""
    if problem is None:
        return ""
    parameters = {name: str(value) for name, value in problem.parameters.items()}
    return json.dumps({"kind": problem.kind.name, "parameters": parameters})


def read_problem(text: str) -> Problem | None:
    """Return the problem of the last call, unless another version of the program knows it alone."""
    kept = json.loads(text or "{}")
    kind = ProblemKind.__members__.get(kept.get("kind", ""))
    return None if kind is None else Problem(kind, kept["parameters"])
