"""Asks about amounts below their rows, one row at a time, and puts the answers into the rows."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtWidgets import QApplication

from app.table.layout import COLUMN_INDEX, TABLE_COLUMNS
from app.table.standing import leaves_question
from app.toolkit.locale_format import notation
from app.toolkit.open_editor import editor_of
from app.toolkit.translation import tr
from pricing.calculation.checks import AMOUNT_QUESTION_KEYS
from pricing.model.changes import ChangeSet, PositionedEntry, RowChange

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from PySide6.QtCore import QRect
    from PySide6.QtGui import QKeyEvent
    from PySide6.QtWidgets import QTableView

    from app.session import Session
    from app.table.cells import ProductCells
    from app.table.row_question import RowQuestion
    from pricing.analysis.amount_questions import AmountQuestion, AmountReading
    from pricing.model.entry import Entry

# In these cells of the row, 1 and 2 answer. In the others they are typed.
_ASKED_KEYS = frozenset(("rank", "elemental_mg"))
_MOVING_KEYS = frozenset((
    Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Tab,
    Qt.Key.Key_Backtab, Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown,
    Qt.Key.Key_F2, Qt.Key.Key_F6, Qt.Key.Key_Delete, Qt.Key.Key_Backspace,
))  # fmt: skip


class RowQuestions(QObject):
    """Holds the question that is open below a row."""

    changed = Signal()  # another row has the question, or none

    def __init__(
        self,
        session: Session,
        table: QTableView,
        cells: ProductCells,
        go_to: Callable[[int, str], object],
    ) -> None:
        super().__init__(table)
        self._session = session
        self._table = table
        self._cells = cells
        self._go_to = go_to
        self.panel: RowQuestion | None = None
        self._postponed: set[tuple[int, object]] = set()
        self._interrupted: QPersistentModelIndex | None = None
        self._edited_row = -1  # the row whose edit has raised the question
        session.changed.connect(self._follow)
        table.selectionModel().currentChanged.connect(self._show_keys)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._show_keys)

    # -- which row is asked about --------------------------------------------------------------

    @property
    def row(self) -> int:
        """The row with the open question, or -1."""
        panel = self.panel
        if panel is None:
            return -1
        entries = enumerate(self._session.entries)
        return next((row for row, entry in entries if entry.id == panel.entry_id), -1)

    def height_for(self, width: int) -> int:
        """Return the height that the question needs at a width."""
        return self.panel.height_for(width) if self.panel is not None and self.row >= 0 else 0

    def place(self, area: QRect) -> None:
        """Show the question in an area of the table."""
        if self.panel is not None:
            self.panel.setGeometry(area)
            self.panel.show()

    def begin(self) -> None:
        """Ask about the rows that are there, once their figures are shown."""
        self._follow(ChangeSet(""))

    def _follow(self, changes: ChangeSet) -> None:
        """Ask about a row that was just changed, or keep the question as long as it is open."""
        edited = [] if changes.is_from_elsewhere else changes.rows
        rows = [row.after.position for row in edited if row.after]
        for row in chain(rows, (self.row,), self._waiting_rows()):
            if self._ask(row):
                self._edited_row = row if rows == [row] else -1
                return
        self._close()

    def _waiting_rows(self) -> Iterator[int]:
        """Give the ranked rows whose labels leave something open, once their figures are shown."""
        products = self._session.compared_by_position if self._cells.shows_figures else {}
        for row, compared in products.items():
            if leaves_question(compared):
                yield row

    def _is_open(self, row: int) -> bool:
        compared = self._session.compared_product(row) if row >= 0 else None
        return compared is not None and any(
            flag.key in AMOUNT_QUESTION_KEYS for flag in compared.evaluation.doubts
        )

    def _subject(self, entry: Entry) -> tuple[int, object]:
        """Return what a question is about. A row is asked again after one of these changed."""
        values = entry.values
        keys = ("product", "form", "elemental_mg", "compound_mg", "serving_units")
        return entry.id, tuple(values.get(key) for key in keys)

    def open_at(self, row: int) -> None:
        """Ask about a row that was to be asked later."""
        if 0 <= row < len(self._session.entries):
            self._postponed.discard(self._subject(self._session.entries[row]))
            if self._ask(row):
                self._go_to(row, "elemental_mg")

    def _ask(self, row: int) -> bool:
        """Show the question of a row. Return whether it has an open one."""
        if not self._is_open(row):
            return False
        entry = self._session.entries[row]
        compared = self._session.compared_product(row)
        if compared is None or self._subject(entry) in self._postponed:
            return False
        from pricing.analysis.amount_questions import amount_question

        question = amount_question(compared)
        if question is None:
            return False
        self._show(entry.id, question)
        return True

    def _show(self, entry_id: int, question: AmountQuestion) -> None:
        from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

        from app.table.row_question import RowQuestion

        shown = self.panel
        if shown and shown.entry_id == entry_id and _texts(shown.question) == _texts(question):
            shown.question = question
            self._show_keys()
            self.changed.emit()
            return
        self._drop_panel()
        self.panel = RowQuestion(self._table.viewport(), entry_id, question)
        self.panel.answered.connect(self._answer)
        self.panel.postponed.connect(self.postpone)
        self._show_keys()
        self.panel.show()
        title = question.title.short_text(notation())
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._table, title))
        self.changed.emit()

    def _drop_panel(self) -> None:
        if self.panel is not None:
            self.panel.hide()
            self.panel.deleteLater()
            self.panel = None

    def _close(self) -> None:
        if self.panel is not None:
            had_focus = self.panel.isAncestorOf(self._table.window().focusWidget() or self._table)
            self._drop_panel()
            self.changed.emit()
            if had_focus:
                self._table.setFocus(Qt.FocusReason.OtherFocusReason)

    # -- the cursor ----------------------------------------------------------------------------

    def end_edit(self) -> None:
        """Go to the amount that an edit has raised a question about, once no cell is edited."""
        row, self._edited_row = self._edited_row, -1
        if self.panel is not None and row >= 0 and row == self.row:
            self._interrupted = QPersistentModelIndex(self._table.currentIndex())
            self._go_to(row, "elemental_mg")

    def _resume(self) -> bool:
        """Go where the user was going when the question came. Return whether that was anywhere."""
        place, self._interrupted = self._interrupted, None
        if place is None or not place.isValid():
            return False
        model = self._table.model()
        self._table.setCurrentIndex(model.index(place.row(), place.column()))
        return True

    def _go_on(self) -> None:
        """Go where the user was going, or else to the next question, which the keys then answer."""
        if not self._resume() and self.row >= 0:
            self._go_to(self.row, "elemental_mg")

    def _show_keys(self) -> None:
        """Show the keys of the answers only while they answer.

        Elsewhere the same keys type into a cell.
        """
        panel = self.panel
        if panel is None:
            return
        has_focus = panel.isAncestorOf(QApplication.focusWidget() or self._table)
        is_free = editor_of(self._table) is None  # else the keys go into the text
        panel.show_keys(
            can_answer=has_focus or (is_free and self._is_asked_cell),
            can_postpone=has_focus or (is_free and self._is_in_row),
        )

    @property
    def _is_in_row(self) -> bool:
        """Whether the current cell is in the row of the question."""
        return self._table.currentIndex().row() == self.row >= 0

    @property
    def _is_asked_cell(self) -> bool:
        """Whether 1 and 2 answer in the current cell."""
        at = self._table.currentIndex().column()
        return self._is_in_row and TABLE_COLUMNS[at].key in _ASKED_KEYS

    # -- answers -------------------------------------------------------------------------------

    def handle_key(self, event: QKeyEvent) -> bool:
        """Answer with 1 and 2, and postpone with Escape. Return whether the key was used."""
        if self.panel is None or not self._is_in_row:
            self._interrupted = None
            return False
        key, text = event.key(), event.text()
        if key == Qt.Key.Key_Escape:
            self.postpone()
            return True
        is_asked_cell = self._is_asked_cell
        if is_asked_cell and text in {"1", "2"}:
            self.panel.answer(int(text))
            return True
        if self._interrupted is not None and text.isprintable() and text and is_asked_cell:
            self._resume()  # the user types on: the text belongs where it was meant to go
        elif key in _MOVING_KEYS:
            self._interrupted = None
        return False

    def postpone(self) -> None:
        """Ask later: the row stays without a number."""
        self._leave_open()
        self._go_on()

    def _leave_open(self) -> None:
        row = self.row
        if row >= 0:
            self._postponed.add(self._subject(self._session.entries[row]))
        self._follow(ChangeSet(""))

    def _answer(self, reading: AmountReading) -> None:
        panel, row = self.panel, self.row
        if panel is None or row < 0:
            return
        if not reading.is_compound and reading.fits is False:
            self._ask_for_serving(row)
            return
        from pricing.analysis.amount_questions import with_answer

        entry = self._session.entries[row]
        changed = with_answer(entry, panel.question, reading)
        change = RowChange(PositionedEntry(row, entry), PositionedEntry(row, changed))
        self._table.setFocus(Qt.FocusReason.OtherFocusReason)
        self._session.apply(ChangeSet(tr("answer"), (change,)))
        self._go_on()

    def _ask_for_serving(self, row: int) -> None:
        """Let the user type of how many units the amount is: one cannot hold it."""
        self._interrupted = None
        self._leave_open()
        self._go_to(row, "serving_units")
        self._table.edit(self._table.model().index(row, COLUMN_INDEX["serving_units"]))


def _texts(question: AmountQuestion) -> tuple[str, ...]:
    """Return what a question says."""
    readings = (question.compound, question.elemental)
    return (
        question.title.text(),
        *(question.answer_title(reading).text() for reading in readings),
        *(question.consequence(reading).text() for reading in readings),
    )
