"""The Checks view: a list to work through, worst first, each line with its remedy as a button."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QItemSelectionModel, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QListView,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.comparison.checks_delegate import ChecksDelegate, button_at
from app.comparison.checks_model import CheckHeading, ChecksModel, ShownLine, with_done_lines
from app.comparison.painted_buttons import LinkButton
from app.toolkit.cards import CARD_TITLE_SIZE, SMALL_SIZE, sized
from app.toolkit.locale_format import notation
from app.toolkit.shown_text import Label
from app.toolkit.translation import tr
from app.toolkit.virtuals import reports_exceptions
from pricing.analysis.check_list import (
    SHARED_CHECK_KEYS,
    CheckGroup,
    in_working_order,
    summary,
)
from pricing.analysis.remedies import LOWER_EVERY_DOSE, lower_every_dose

if TYPE_CHECKING:
    from PySide6.QtCore import QModelIndex
    from PySide6.QtGui import QHideEvent, QMouseEvent, QResizeEvent, QShowEvent

    from app.comparison.found_checks import FoundChecks
    from app.comparison.remedy_actions import RemedyActions
    from app.session import Session
    from app.toolkit.theme import Theme
    from pricing.analysis.remedies import Remedy
    from pricing.model.changes import ChangeSet
    from pricing.model.scenario import Scenario

_MIN_WIDTH_WITH_HINT = 1_000  # in pixels at the drawn size of text
_ANSWER_KEYS = {Qt.Key.Key_1: 0, Qt.Key.Key_2: 1}
_SelectionFlag = QItemSelectionModel.SelectionFlag


@reports_exceptions
class ChecksList(QListView):
    """The lines. Its keys and its painted buttons ask for a remedy."""

    remedy_requested = Signal(int, int)  # row of the list, number of the button from 0
    place_requested = Signal(int)  # row of the list, to be shown in the table

    def __init__(self, model: ChecksModel) -> None:
        super().__init__()
        self._checks_model = model
        self.setObjectName("checksList")
        self.setAccessibleName(tr("Checks"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setModel(model)
        self._delegate = ChecksDelegate(model)
        self.setItemDelegate(self._delegate)
        self.setLayoutMode(QListView.LayoutMode.Batched)
        self.setBatchSize(50)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.doubleClicked.connect(lambda index: self.place_requested.emit(index.row()))

    def current_line(self) -> ShownLine | None:
        """Return the current line."""
        return self._line_at(self.currentIndex())

    def _line_at(self, index: QModelIndex) -> ShownLine | None:
        row = self._checks_model.rows[index.row()] if index.isValid() else None
        return row if isinstance(row, ShownLine) else None

    # -- Qt's own names ------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row, key = self.currentIndex().row(), event.key()
        if row < 0 or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            super().keyPressEvent(event)
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.remedy_requested.emit(row, 0)
        elif key in _ANSWER_KEYS:
            self.remedy_requested.emit(row, _ANSWER_KEYS[Qt.Key(key)])
        elif key == Qt.Key.Key_Space:
            self.place_requested.emit(row)
        else:
            super().keyPressEvent(event)

    def moveCursor(
        self, action: QListView.CursorAction, modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        # Qt looks for the line of the next page pixel by pixel, and once took half a minute.
        if action is QListView.CursorAction.MovePageDown:
            return self._line_a_page_away(1)
        if action is QListView.CursorAction.MovePageUp:
            return self._line_a_page_away(-1)
        return super().moveCursor(action, modifiers)

    def _line_a_page_away(self, direction: int) -> QModelIndex:
        """Return the line that is about a page below the current one, or above it for -1."""
        current, model = self.currentIndex(), self.model()
        page = self.viewport().height()
        found, start = current, self.visualRect(current).top()
        row = current.row() + direction
        while 0 <= row < model.rowCount():
            index = model.index(row, 0)
            is_beyond = abs(self.visualRect(index).top() - start) >= page
            if is_beyond and found != current:
                break
            if index.flags() & Qt.ItemFlag.ItemIsEnabled:
                found = index
            row += direction
        return found

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        line = self._line_at(index)
        if line is None or event.button() is not Qt.MouseButton.LeftButton:
            return
        area = self.visualRect(index)
        number = button_at(line, event.position().toPoint(), area, self.font())
        if number is not None:
            self.remedy_requested.emit(index.row(), number)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._delegate.forget_widths()
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()  # Qt would leave the old heights for 100 ms

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self._delegate.forget_widths()
            self.scheduleDelayedItemsLayout()


@reports_exceptions
class ChecksView(QWidget):
    """Follows the session. While it is shown, a line that was mended stays, marked as done."""

    cell_requested = Signal(int, str)  # row and column key of the product table

    def __init__(
        self, session: Session, theme: Theme, found: FoundChecks, actions: RemedyActions
    ) -> None:
        super().__init__()
        self._session = session
        self._actions = actions
        self._model = ChecksModel()
        self._list = ChecksList(self._model)
        self._list.remedy_requested.connect(self._do_remedy)
        self._list.place_requested.connect(self._show_place)
        self._found = found
        self._keeps_done_lines = False
        self._own_scenarios: list[tuple[Scenario, Scenario]] = []
        self._summary = Label()
        self._summary.setObjectName("checksSummary")
        self._hint = Label(tr("↑ ↓ choose · Enter does it · Space shows it"))
        self.tools = QPushButton(tr("Copy list"))
        self.tools.setObjectName("copyChecksButton")
        self.tools.clicked.connect(self.copy_list)
        self._compose()
        found.change_followed.connect(self._follow)
        found.completed.connect(self._show_if_visible)
        theme.changed.connect(self._list.viewport().update)

    def _compose(self) -> None:
        self._summary.setFont(sized(self.font(), CARD_TITLE_SIZE, semibold=True))
        self._summary.setWordWrap(True)
        self._summary.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._hint.setFont(sized(self.font(), SMALL_SIZE))
        head = QHBoxLayout()
        head.setContentsMargins(16, 12, 16, 12)
        head.addWidget(self._summary, 1)
        head.addWidget(self._hint)
        card = QFrame()
        card.setObjectName("card")
        card.setAccessibleName(tr("Checks"))
        inner = QVBoxLayout(card)
        inner.setContentsMargins(1, 0, 1, 1)
        inner.setSpacing(0)
        inner.addLayout(head)
        inner.addWidget(self._list, 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(16, 12, 16, 12)
        outer.addWidget(card)
        self.setFocusProxy(self._list)

    # -- showing -------------------------------------------------------------------------------

    def _follow(self, changes: ChangeSet) -> None:
        """Let another scenario or comparison begin the list anew. A remedy does not."""
        scenarios = changes.scenario
        is_own = scenarios is None or any(
            scenarios in {own, own[::-1]} for own in self._own_scenarios
        )
        if changes.opens_another or not is_own:
            self._keeps_done_lines = False

    def _show_if_visible(self) -> None:
        if self.isVisible():  # else they are shown with the view
            self._show_lines()

    def _show_lines(self) -> None:
        present = in_working_order(self._found.lines)
        current = self._list.current_line() if self._keeps_done_lines else None
        if self._keeps_done_lines:
            ids = {*(entry.id for entry in self._session.entries), *SHARED_CHECK_KEYS}
            kept = [line for line in self._model.lines() if line.line.identity in ids]
            shown = with_done_lines(kept, present)
        else:
            shown = [ShownLine(line) for line in present]
        self._keeps_done_lines = self.isVisible()
        place = self._list.verticalScrollBar().value()
        if self._model.show_lines(shown) or current is None:
            self._restore_place(current, place)
        if self.isVisible():
            self._offer_lower_doses()
            self._show_summary()

    def _restore_place(self, current: ShownLine | None, place: int) -> None:
        """Choose the line that was chosen before, else the first."""
        row = self._model.row_of(current.line.identity) if current else None
        if row is None:
            row = 1 if self._model.rows else -1  # the first row is a heading
        index = self._model.index(row, 0)
        self._list.selectionModel().setCurrentIndex(index, _SelectionFlag.ClearAndSelect)
        self._list.verticalScrollBar().setValue(place)

    def _show_summary(self) -> None:
        comparison, count = self._session.comparison, len(self._session.entries)
        sentences = summary(comparison, count, self._found.lines)
        self._summary.setText(" ".join(one.short_text(notation()) for one in sentences))
        is_wide = self.width() >= _MIN_WIDTH_WITH_HINT * self.fontMetrics().height() / 16
        self._hint.setVisible(bool(self._model.rows) and is_wide)
        self.tools.setEnabled(bool(self._model.rows))

    def _offer_lower_doses(self) -> None:
        """Put the remedy for all doses at once at the right end of its heading."""
        remedy = lower_every_dose(self._session.comparison)
        for row, shown in enumerate(self._model.rows):
            if isinstance(shown, CheckHeading) and shown.group is CheckGroup.OVER_LIMIT:
                index = self._model.index(row, 0)
                self._list.setIndexWidget(index, None)  # type: ignore[arg-type]
                if remedy is not None:
                    self._list.setIndexWidget(index, self._lower_doses_widget(remedy))

    def _lower_doses_widget(self, remedy: Remedy) -> QWidget:
        button = LinkButton(tr(LOWER_EVERY_DOSE))
        button.setObjectName("lowerDosesButton")
        button.clicked.connect(lambda: self._apply(remedy, None))
        widget = QWidget()
        layout = QHBoxLayout(widget)
        layout.setContentsMargins(0, 0, 12, 0)
        layout.addStretch(1)
        layout.addWidget(button)
        return widget

    # -- doing ---------------------------------------------------------------------------------

    def _do_remedy(self, row: int, number: int) -> None:
        line = self._model.rows[row]
        if not isinstance(line, ShownLine) or line.is_done:
            return
        remedies = line.remedies
        if number < len(remedies):
            self._apply(remedies[number], line)
        elif number == 0:
            self._show_place(row)

    def _apply(self, remedy: Remedy, line: ShownLine | None) -> None:
        """Do what a remedy says, and remember which scenario comes of it."""
        if remedy.scenario is not None:
            self._own_scenarios.append((self._session.scenario, remedy.scenario))
        position = self._position_of(line) if line else None
        self._actions.run(remedy, position, self._list)

    def _position_of(self, line: ShownLine) -> int | None:
        """Return where the row of a line is now."""
        ids = [entry.id for entry in self._session.entries]
        identity = line.line.identity
        return ids.index(identity) if isinstance(identity, int) and identity in ids else None

    def _show_place(self, row: int) -> None:
        line = self._model.rows[row]
        if isinstance(line, ShownLine):
            position = self._position_of(line)
            if position is not None:
                self.cell_requested.emit(position, line.line.worst.column)

    def copy_list(self) -> None:
        """Copy the list as text, each line with everything that was found."""
        rows = [
            row.text if isinstance(row, CheckHeading) else row.text() for row in self._model.rows
        ]
        QGuiApplication.clipboard().setText("\n".join([self._summary.text(), *rows]))

    # -- Qt's own names ------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._found.is_complete:
            self._show_lines()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if not event.spontaneous():
            self._keeps_done_lines = False
