"""The dialog that lists the earlier states of all comparisons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QListWidget,
    QListWidgetItem,
)

from app.toolkit.background_tasks import is_waiting
from app.toolkit.cards import dialog_column, size_on_screen
from app.toolkit.locale_format import date_text
from app.toolkit.shown_text import Label
from app.toolkit.translation import tr
from app.toolkit.virtuals import reports_exceptions

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.session import Session
    from pricing.store.backups import Backup


@reports_exceptions
class RestoreDialog(QDialog):
    """Lists the days of which there is a copy, the newest first. Enter restores."""

    def __init__(self, session: Session, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("restoreDialog")
        self.setWindowTitle(tr("Restore an earlier state"))
        self._session = session
        self._backups = session.data_file.backups()
        self._explanation = Label(
            tr(
                "All comparisons become as they were at the end of the day that you choose. The "
                "present state is kept in this list."
            )
            if self._backups
            else tr("There is no earlier state yet. A copy is kept for each day of use.")
        )
        self._explanation.setWordWrap(True)
        self._list = QListWidget()
        self._list.setObjectName("backupsList")
        self._list.setAccessibleName(tr("Earlier states"))
        for backup in self._backups:
            self._list.addItem(QListWidgetItem(_title(backup)))
        self._list.itemActivated.connect(lambda _: self._restore())
        self._list.setVisible(bool(self._backups))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        restore = buttons.addButton(tr("&Restore"), QDialogButtonBox.ButtonRole.AcceptRole)
        restore.setObjectName("restoreButton")
        restore.setProperty("primary", True)
        restore.setEnabled(bool(self._backups))
        buttons.accepted.connect(self._restore)
        buttons.rejected.connect(self.reject)
        outer = dialog_column(self)
        for part in (self._explanation, self._list, buttons):
            outer.addWidget(part)
        self._list.setCurrentRow(0)
        self.resize(size_on_screen(self, 460, 380))

    def _restore(self) -> None:
        row = self._list.currentRow()
        if row < 0:
            return
        backup, said = self._backups[row], self._explanation.text()
        self._explanation.setText(
            tr("The state of {day} is being restored.", day=date_text(backup.day))
        )
        if self._session.restore(backup.path):
            self.accept()
        self._explanation.setText(said)

    # -- Qt's own names ------------------------------------------------------------------------

    def reject(self) -> None:
        if not is_waiting():  # a state that is being restored comes to its end first
            super().reject()


def _title(backup: Backup) -> str:
    day = date_text(backup.day)
    return tr("{day}, before a restore", day=day) if backup.was_replaced else day
