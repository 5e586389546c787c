"""Every field of one product as on its label, to be edited in its details."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFormLayout, QLineEdit, QWidget

from app.toolkit.cards import SMALL_SIZE, sized
from app.toolkit.locale_format import notation, number_for_editing
from app.toolkit.shown_text import Label, add_form_row, set_tool_tip
from app.toolkit.theme import tokens
from app.toolkit.translation import full_title, tr
from app.toolkit.virtuals import reports_exceptions
from pricing.model.changes import edit_cell
from pricing.model.columns import COLUMNS

if TYPE_CHECKING:
    from app.session import Session
    from pricing.model.columns import Column
    from pricing.model.entry import Entry


@reports_exceptions
class FieldsForm(QWidget):
    """One line for each column. What is typed is one step that can be undone, as in the table."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.setAccessibleName(tr("All fields"))
        self._session = session
        self._row = 0
        self._edits: dict[str, QLineEdit] = {}
        self._errors = Label()
        self._errors.setObjectName("fieldErrors")
        self._errors.setWordWrap(True)
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setVerticalSpacing(4)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self.setFont(sized(self.font(), SMALL_SIZE))
        for column in COLUMNS:
            title = full_title(tr(column.title), tr(column.unit))
            edit = QLineEdit()
            edit.setObjectName(f"{column.key}Field")
            edit.setAccessibleName(title)
            edit.editingFinished.connect(lambda column=column: self._commit(column))
            edit.installEventFilter(self)
            self._edits[column.key] = edit
            add_form_row(form, title, edit)
        form.addRow(self._errors)

    def show_row(self, row: int, entry: Entry) -> None:
        """Show the fields of a row. What is being typed stays."""
        is_other = row != self._row
        self._row = row
        errors = []
        for column in COLUMNS:
            edit, error = self._edits[column.key], entry.cell_error(column.key)
            if is_other or not edit.isModified():
                edit.setText(_edit_text(entry, column))
                edit.setModified(False)
            message = error.message(notation()) if error else ""
            set_tool_tip(edit, message)
            edit.setAccessibleDescription(message)
            errors += [message] if message else []
        self._errors.setStyleSheet(f"color: {tokens().stop.name()}")
        self._errors.setText("\n".join(errors))
        self._errors.setVisible(bool(errors))

    def focus_first(self) -> None:
        """Put the keyboard into the first field."""
        first = self._edits[COLUMNS[0].key]
        first.setFocus(Qt.FocusReason.OtherFocusReason)
        first.selectAll()

    def _commit(self, column: Column) -> None:
        """Write what was typed into a field."""
        edit, entries = self._edits[column.key], self._session.entries
        if not edit.isModified() or self._row >= len(entries):
            return
        edit.setModified(False)
        if edit.text() != _edit_text(entries[self._row], column):
            title = full_title(tr(column.title), tr(column.unit)).lower()
            step = tr("edit of {column}", column=title)
            self._session.apply(edit_cell(entries, self._row, column.key, edit.text(), step))

    # -- Qt's own names ------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let Escape give up what was typed before it closes anything."""
        is_escape = (
            event.type() is QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Escape
        )
        if is_escape and isinstance(watched, QLineEdit) and watched.isModified():
            watched.setModified(False)
            self.show_row(self._row, self._session.entries[self._row])
            return True
        return False


def _edit_text(entry: Entry, column: Column) -> str:
    """Return the text of a field as a user would type it."""
    text = entry.text(column)
    is_plain = column.key in entry.unreadable or column.kind.quantity is None
    return text if is_plain else number_for_editing(text)
