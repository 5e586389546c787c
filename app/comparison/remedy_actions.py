"""Acts on the buttons of remedies, in the Checks view and in the details of a product."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.toolkit.locale_format import notation
from app.toolkit.translation import tr

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.session import Session
    from pricing.analysis.remedies import Remedy


class RemedyActions(QObject):
    """Runs remedies. It asks the window for what another part of it does."""

    cell_requested = Signal(int, str)  # row and column key of the product table
    # The row of the product table for which another product is wanted, and the Search for it.
    search_requested = Signal(int, object)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session

    def run(self, remedy: Remedy, position: int | None, speaker: QWidget) -> bool:
        """Do what a remedy says about a row. Return whether something was changed, in one step.

        A screen reader hears of the change from the `speaker`.
        """
        session = self._session
        if remedy.search is not None or remedy.column:
            if position is None:
                return False
            if remedy.search is not None:
                self.search_requested.emit(position, remedy.search)
            else:
                self.cell_requested.emit(position, remedy.column)
            return False
        changes = remedy.change_set(session.entries, position, session.scenario, tr(remedy.step))
        if not session.apply(changes):
            return False
        from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

        text = tr("Done: {remedy}", remedy=remedy.title.short_text(notation()))
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(speaker, text))
        return True
