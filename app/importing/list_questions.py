"""Asks what the columns of a list are: in the line over its rows, or in the import dialog."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal

from app.toolkit.locale_format import notation
from app.toolkit.translation import tr
from pricing.problems.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtWidgets import QWidget

    from app.importing.dialog import ImportDecision, ImportDialog, ImportSubject
    from app.importing.mapping_line import MappingLine
    from app.session import Session
    from app.toolkit.file_dialogs import ColumnQuestion
    from app.toolkit.messages import Messages
    from pricing.model.changes import ChangeSet
    from pricing.reading.grid import Grid
    from pricing.reading.reading_options import Layout, ReadingOptions

LIST_WAITS = (
    "The list that is shown is not added yet. Add its rows with Ctrl+Enter, or leave them out with "
    "Esc."
)
LIST_LEFT_OUT = (
    "The list that was asked about was not added, because its comparison is not open any more. "
    "Paste or open the list again to add it."
)


class ListQuestions(QObject):
    """Asks about one list at a time, and remembers the answers for lists like it."""

    line_requested = Signal(object)  # the MappingLine to show in place of the products
    line_closed = Signal()

    def __init__(self, session: Session, messages: Messages, window: QWidget) -> None:
        super().__init__(window)
        self._session = session
        self._messages = messages
        self._window = window
        self._line: MappingLine | None = None
        self._has_warned = False  # that closing the window leaves out the list
        session.changed.connect(self._close_line_of_another)

    def read_options(self, layout: Layout | None) -> ReadingOptions:
        from pricing.reading.reading_options import ReadingOptions

        scenario = self._session.scenario
        return ReadingOptions(
            element=scenario.element,
            layout=layout,
            expected_currency=scenario.currency,
            keeps_incomplete=True,
        )

    def saved_layout(self, grid: Grid) -> Layout | None:
        from pricing.reading.layouts import find_saved_layout

        return find_saved_layout(grid, self._session.data_file.column_mappings())

    def has_guesses(self, grids: Sequence[Grid]) -> bool:
        """Return whether the columns of the only table were found, some of them by guessing."""
        from pricing.reading.column_questions import needs_guesses

        is_only_one = len(grids) == 1 or not any(grid.name for grid in grids)
        return is_only_one and needs_guesses(grids[0], self._session.scenario.currency)

    def open_line(
        self,
        subject: ImportSubject,
        rows_text: Callable[[int], str],
        answer: Callable[[ImportDecision], object],
        go_on: Callable[[], object] = lambda: None,
    ) -> None:
        """Show the rows of a list with what was guessed, in place of the products."""
        from app.importing.mapping_line import MappingLine

        def ask_for_more() -> None:
            """Ask in the dialog what the line cannot say."""
            self._forget_line()
            dialog = self._make_dialog(subject, self.saved_layout)
            dialog.decided.connect(answer)
            dialog.finished.connect(go_on)
            dialog.open()

        self._line = line = MappingLine(subject, self._session.scenario, rows_text)
        self._has_warned = False
        line.decided.connect(answer)
        line.finished.connect(self._forget_line)
        line.finished.connect(go_on)
        line.more_requested.connect(ask_for_more)
        self.line_requested.emit(line)
        line.start()

    def _forget_line(self) -> None:
        line, self._line = self._line, None
        self.line_closed.emit()
        if line is not None:
            line.deleteLater()

    def _close_line_of_another(self, changes: ChangeSet) -> None:
        """Leave the list out if its comparison was undone, or deleted in another window."""
        if changes.opens_another and self._line is not None:
            self._line.close_line()
            self._messages.show(tr(LIST_LEFT_OUT), warning=True)

    def may_be_left(self) -> bool:
        """Return whether no list waits in the line. If one does, say what to do with it."""
        if self._line is not None:
            self._messages.show(tr(LIST_WAITS), on_closed=self._return_to_line)
        return self._line is None

    def may_close(self) -> bool:
        """Return whether the window may close. The first time, say that a list waits."""
        if self._line is None or self._has_warned:
            return True
        self._has_warned = True
        text = tr("{reason} Close the window again to leave.", reason=tr(LIST_WAITS))
        self._messages.show(text, on_closed=self._return_to_line)
        return False

    def _return_to_line(self) -> None:
        if self._line is not None:
            self._line.start()

    def open_dialog(self, grids: Sequence[Grid], name: str, is_whole: bool) -> ImportDialog:
        dialog = self._make_dialog(self.subject(grids, name, is_whole), self.saved_layout)
        dialog.open()
        return dialog

    def subject(self, grids: Sequence[Grid], name: str, is_whole: bool) -> ImportSubject:
        from app.importing.dialog import ImportSubject

        return ImportSubject(
            tr("Import {name}", name=name),
            grids,
            self.read_options(None),
            self._session.entries,
            is_complete=is_whole,
            currency=self._session.scenario.currency,
        )

    def _make_dialog(
        self, subject: ImportSubject, recall_layout: Callable[[Grid], Layout | None]
    ) -> ImportDialog:
        from app.importing.dialog import ImportDialog

        dialog = ImportDialog(self._window, subject, recall_layout)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        return dialog

    def save_layout(self, decision: ImportDecision) -> None:
        """Save the layout for the next list with the same header row."""
        from pricing.reading.header_rows import header_row_at
        from pricing.reading.layouts import layout_key, layout_to_text

        layout = decision.layout
        is_answered = decision.is_remembered and not layout.unanswered
        if is_answered and layout.header_position is not None:
            row, _ = header_row_at(decision.grid, layout.header_position)
            headers = layout_key(row)
            try:
                self._session.data_file.save_column_mapping(headers, layout_to_text(layout))
            except UserError as error:
                self._messages.show(error.message(notation()), warning=True)

    def ask_about_columns(self, question: ColumnQuestion) -> None:
        """Ask what the columns of a list contain, and pass on the answer."""
        from app.importing.dialog import ImportSubject
        from pricing.reading.first_rows import suggest_layout

        subject = ImportSubject(
            question.title,
            question.first_rows.grids,
            question.options,
            is_complete=question.first_rows.is_whole,
            currency=self._session.scenario.currency,
            suggest=suggest_layout,
        )
        dialog = self._make_dialog(subject, self.saved_layout)
        dialog.decided.connect(self.save_layout)
        dialog.decided.connect(
            lambda decision: question.answer(decision.layout, decision.grid.name)
        )
        dialog.rejected.connect(question.cancel)
        dialog.open()
