"""The steps that can be undone and redone.

A step that the disk refuses leaves the history as it is. Qt's own undo stack cannot do that: it
moves even if a command fails, and it deletes the running command if another one is pushed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from pricing.problems.plain_facts import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pricing.model.changes import ChangeSet


# Older ones are forgotten, so that a window which stays open for weeks does not fill the memory.
MAX_STEPS = 1_000


class UndoStep(NamedTuple):
    """A change set, and the place in the window where the user made it."""

    changes: ChangeSet
    place: object = None


class UndoHistory(QObject):
    """The steps of a session in order, and how many of them are done."""

    changed = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._steps: list[UndoStep] = []
        self._done_count = 0

    @property
    def done_steps(self) -> Sequence[UndoStep]:
        """The steps that are done, the oldest first."""
        return self._steps[: self._done_count]

    @property
    def step_to_undo(self) -> UndoStep | None:
        """The step that was done last, or None."""
        return self._steps[self._done_count - 1] if self._done_count else None

    @property
    def step_to_redo(self) -> UndoStep | None:
        """The step that was undone last, or None."""
        return self._steps[self._done_count] if self._done_count < len(self._steps) else None

    def push(self, step: UndoStep) -> None:
        """Add a step that was just done. Steps that were undone can no longer be redone."""
        self._steps[self._done_count :] = [step]
        del self._steps[:-MAX_STEPS]
        self._done_count = len(self._steps)
        self.changed.emit()

    def clear(self) -> None:
        """Forget all steps."""
        self._steps.clear()
        self._done_count = 0
        self.changed.emit()

    def mark_undone(self, redo: ChangeSet) -> None:
        """Note that the last step was undone, and what to redo. An empty step is forgotten."""
        self._done_count -= 1
        self._replace(redo)
        self.changed.emit()

    def mark_redone(self, done: ChangeSet) -> None:
        """Note that the next step was done again, and what it did. An empty step is forgotten."""
        self._done_count += self._replace(done)
        self.changed.emit()

    def _replace(self, changes: ChangeSet) -> int:
        """Let the next step be these changes, and return how many steps that makes."""
        at = self._done_count
        steps = [] if changes.is_empty else [self._steps[at]._replace(changes=changes)]
        self._steps[at : at + 1] = steps
        return len(steps)
