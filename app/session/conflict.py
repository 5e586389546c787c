"""A change that another window contests."""

from __future__ import annotations

from enum import auto
from typing import TYPE_CHECKING

from pricing.problems.plain_facts import Enum, NamedTuple

if TYPE_CHECKING:
    from pricing.model.changes import ChangeSet
    from pricing.model.concurrent_changes import Contest


class Replay(Enum):
    """Whether a contested change was made for the first time, undone or redone."""

    NONE = auto()
    UNDO = auto()
    REDO = auto()


class Conflict(NamedTuple):
    """A change that another window contests. It is not made before the user decides.

    Its rows and its scenario belong to the comparison with this id.
    """

    changes: ChangeSet
    contests: tuple[Contest, ...]
    comparison_id: int
    replay: Replay = Replay.NONE
