"""Dialogs that menus open. Each is loaded when it is first opened."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PySide6.QtWidgets import QDialog, QWidget

    from app.saved_comparisons import SavedComparisonsController
    from app.session import Session

HELP_ACTIONS = (
    "guideAction",
    "keysAction",
    "figuresAction",
    "knownAction",
    "sourcesAction",
    "aboutAction",
)


class Dialogs:
    """Opens dialogs over the window."""

    def __init__(
        self, window: QWidget, session: Session, saved_comparisons: SavedComparisonsController
    ) -> None:
        self._window = window
        self._session = session
        self._saved_comparisons = saved_comparisons

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        return {
            "comparisonsAction": self._show_comparisons,
            "labelAction": self._check_label,
            **{name: partial(self._show_help, name) for name in HELP_ACTIONS},
        }

    def _show_comparisons(self) -> None:
        from app.saved_comparisons.dialog import SavedComparisonsDialog

        _open_dialog(SavedComparisonsDialog(self._saved_comparisons, self._session, self._window))

    def _check_label(self) -> None:
        from app.label_check.dialog import LabelCheckDialog

        _open_dialog(LabelCheckDialog(self._window, self._session.scenario.element))

    def _show_help(self, name: str) -> None:
        from app.help.help import show_help

        show_help(self._window, name)

    def show_source(self, key: str) -> None:
        """Show the page of sources at one of them."""
        from app.help.help import show_source

        show_source(self._window, key)


def _open_dialog(dialog: QDialog) -> None:
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
