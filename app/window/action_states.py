"""States of the menus' actions: those that can be done now, and the steps to undo and redo."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.toolkit.translation import tr
from app.window.status_notes import UndoNote, menu_step_name

if TYPE_CHECKING:
    from app.toolkit.actions import Actions
    from app.window.first_frame import FirstFrame

ACTIONS_NEEDING_PRODUCTS = (
    "exportWorkbookAction", "updateWorkbookAction", "exportTableAction", "savePictureAction",
    "copyPictureAction", "addToCatalogueAction",
    "printAction", "savePdfAction", "reportAction",
)  # fmt: skip
# What changes the rows of the product table, which another view hides.
ACTIONS_OF_THE_TABLE = (
    "cutAction", "pasteAction", "deleteAction", "fillDownAction", "insertAction", "duplicateAction",
    "moveUpAction", "moveDownAction", "removeAction", "asEnteredAction",
)  # fmt: skip


class ActionStates(QObject):
    """Follows the session and the shown view. It names the step to undo in the status bar too."""

    def __init__(self, parent: QObject, frame: FirstFrame, actions: Actions) -> None:
        super().__init__(parent)
        self._frame = frame
        self._session = frame.session
        self._actions = actions
        self.undo_note = UndoNote()
        frame.views.current_changed.connect(self._offer_table_actions)
        frame.line_shown.connect(self._offer_table_actions)
        self._session.changed.connect(self._offer_outputs)
        self._session.history.changed.connect(self._name_steps)
        self._offer_outputs()
        self._name_steps()

    def close(self) -> None:
        """Follow the history no more, because the window closes."""
        self._session.history.changed.disconnect(self._name_steps)

    def _offer_outputs(self) -> None:
        for name in ACTIONS_NEEDING_PRODUCTS:
            self._actions[name].setEnabled(bool(self._session.comparison.entered_products))

    def _offer_table_actions(self) -> None:
        """Let no key change rows that the user does not see."""
        frame = self._frame
        is_seen = frame.views.current_key == "compare" and not frame.shows_line
        for name in ACTIONS_OF_THE_TABLE:
            self._actions[name].setEnabled(is_seen)

    def _name_steps(self) -> None:
        history = self._session.history
        undo, redo = self._actions["undoAction"], self._actions["redoAction"]
        undone, redone = menu_step_name(history.step_to_undo), menu_step_name(history.step_to_redo)
        undo.setEnabled(history.step_to_undo is not None)
        undo.setText(tr("&Undo {step}", step=undone) if undone else tr("&Undo"))
        self.undo_note.show_step(history.step_to_undo, undo.shortcut())
        redo.setEnabled(history.step_to_redo is not None)
        redo.setText(tr("&Redo {step}", step=redone) if redone else tr("&Redo"))
