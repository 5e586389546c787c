"""The editor of a cell: choices to complete, a calendar, and how the text would be read."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QDate, QEvent, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAction,
    QClipboard,
    QGuiApplication,
    QIcon,
    QKeyEvent,
    QKeySequence,
    QStandardItem,
    QStandardItemModel,
)
from PySide6.QtWidgets import (
    QCalendarWidget,
    QCompleter,
    QLineEdit,
    QMenu,
    QToolButton,
    QWidget,
    QWidgetAction,
)

from app.toolkit.icons import icon
from app.toolkit.locale_format import date_text, notation
from app.toolkit.shown_text import show_tool_tip
from app.toolkit.translation import tr
from app.toolkit.virtuals import reports_exceptions
from pricing.calculation.sentences import UnitCount, mass_amount
from pricing.model.columns import Column, ColumnKind
from pricing.model.entry import AMOUNT_KEY
from pricing.model.product import NO, UNIT_KINDS, UNSTATED_UNIT, YES
from pricing.problems.errors import BadInput
from pricing.quantities.amounts import MASS, UNITS
from pricing.quantities.currencies import currencies, price_text
from pricing.quantities.dates import read_date
from pricing.quantities.rounding import format_trimmed
from pricing.reference.mineral_forms import elements, forms

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

    from PySide6.QtCore import QModelIndex
    from PySide6.QtGui import QContextMenuEvent, QDragEnterEvent, QDragMoveEvent, QMouseEvent

    from app.table.layout import TableColumn
    from pricing.model.entry import Entry

MAX_VISIBLE_CHOICES = 12
ACCEPTING_KEYS = {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab}
CALENDAR_SIZE = QSize(320, 250)
MONTH_ARROWS = (("qt_calendar_prevmonth", "‹"), ("qt_calendar_nextmonth", "›"))


@reports_exceptions
class CellEditor(QLineEdit):
    """The field over a cell. It lets the table paste, because several rows are never one text."""

    paste_requested = Signal()

    # -- Qt's own names ------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Paste):
            self.paste_requested.emit()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = self.createStandardContextMenu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for action in menu.actions():
            if action.objectName() == "edit-paste":
                action.triggered.disconnect()
                action.triggered.connect(self.paste_requested)
        menu.popup(event.globalPos())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Leave out what Linux would insert here, if it is no text of one line."""
        is_middle = event.button() is Qt.MouseButton.MiddleButton
        selected = QGuiApplication.clipboard().text(QClipboard.Mode.Selection)
        if not (is_middle and _is_block(selected)):
            super().mouseReleaseEvent(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        if _is_block(event.mimeData().text()):
            event.ignore()
        else:
            super().dragMoveEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self.dragMoveEvent(event)


def _is_block(text: str) -> bool:
    return "\t" in text or "\n" in text.strip()


def make_cell_editor(parent: QWidget, column: TableColumn, entry: Entry | None) -> CellEditor:
    """Return the editor of a cell of the product table.

    Args:
        parent: The widget to put the editor in.
        column: The column of the cell.
        entry: The entry of the row. Without it the editor offers no help.
    """
    editor = CellEditor(parent)
    editor.setAccessibleName(column.full_heading(element=entry.element if entry else ""))
    editor.setObjectName("cellEditor")
    if column.is_numeric:
        editor.setAlignment(Qt.AlignmentFlag.AlignRight)
    field = column.input
    if field is not None and entry is not None:
        choices = cell_choices(field, entry.element)
        if choices:
            CellCompleter(choices, editor, is_exhaustive=field.kind is not ColumnKind.FORM)
        if field.kind is ColumnKind.DATE:
            add_calendar(editor)
        editor.textEdited.connect(lambda text: _show_hint(editor, input_hint(entry, field, text)))
    return editor


def _show_hint(editor: QLineEdit, hint: str) -> None:
    """Show a hint below the cell, and tell it to screen readers."""
    editor.setAccessibleDescription(hint)
    if editor.isVisible():
        show_tool_tip(editor.mapToGlobal(editor.rect().bottomLeft()), hint, editor)


# -- how the text would be read ----------------------------------------------------------------


def input_hint(entry: Entry, column: Column, text: str) -> str:
    """Return how a text would be read, such as "200 mg per 2 tablets = 100 mg each".

    For a text that cannot be read, return why.
    """
    after = entry.with_text(column, text)
    error = after.cell_error(AMOUNT_KEY if entry.is_own_amount(column) else column.key)
    if error is not None:
        return error.message(notation())
    if column.key in {"elemental_mg", "compound_mg", "serving_units"}:
        return _serving_text(after)
    day = after.values.get(column.key)
    if isinstance(day, date):
        return date_text(day)
    if column.kind is ColumnKind.MONEY and column.key in after.values:
        currency = str(after.values.get("currency", ""))
        return notation().format_money(price_text(after.text(column), currency), currency)
    return ""


def _serving_text(entry: Entry) -> str:
    mass = entry.values.get("elemental_mg")
    units = UNITS.to_fraction(int(str(entry.values.get("serving_units", UNITS.base_per_unit))))
    if mass is None or not units:
        return ""
    kind = str(entry.values.get("unit_kind", UNSTATED_UNIT))
    elemental = MASS.to_fraction(int(str(mass)))
    if units == 1:
        amount = mass_amount(elemental, entry.element).text(notation())
        return tr("{amount} in each {unit}", amount=amount, unit=tr(kind))
    return tr(
        "{amount} per {serving} = {each} each",
        amount=mass_amount(elemental, entry.element).text(notation()),
        serving=UnitCount(units, kind).text(notation()),
        each=mass_amount(elemental / units, entry.element).text(notation()),
    )


# -- choices -----------------------------------------------------------------------------------


def cell_choices(column: Column, element: str) -> list[tuple[str, str]]:
    """Return each value that is offered for a column, and its label. [] offers nothing."""
    match column.kind:
        case ColumnKind.FORM:
            return [
                (name, _form_label(name, form.compounds[0].fraction, element))
                for name, form in forms(element).items()
            ]
        case ColumnKind.UNIT_KIND:
            return [(kind, tr(kind)) for kind in UNIT_KINDS]
        case ColumnKind.YES_NO:
            return [(answer, tr(answer)) for answer in (YES, NO)]
        case ColumnKind.ELEMENT:
            return [(mineral.name, tr(mineral.name)) for mineral in elements().values()]
        case ColumnKind.CURRENCY:
            return [(code, f"{code} – {currency.name}") for code, currency in currencies().items()]
        case _:
            return []


def _form_label(form: str, fraction: Fraction | None, element: str) -> str:
    if fraction is None:
        return form
    percent = notation().format_number(format_trimmed(fraction * 100, 1))
    mineral = tr(elements()[element].name).lower()
    return tr("{form} – {percent} % {mineral}", form=form, percent=percent, mineral=mineral)


@reports_exceptions
class CellCompleter(QCompleter):
    """Completes a text that occurs anywhere in a value. Enter takes the best match and goes on."""

    def __init__(
        self, choices: Sequence[tuple[str, str]], editor: QLineEdit, *, is_exhaustive: bool
    ) -> None:
        """Offer (value, label) pairs in an editor.

        Args:
            choices: The values and their labels.
            editor: The editor of the cell.
            is_exhaustive: Whether no other value is valid. All choices then show at once.
        """
        super().__init__(editor)
        self._editor = editor
        model = QStandardItemModel(self)
        for value, label in choices:
            item = QStandardItem(label)
            item.setData(value, Qt.ItemDataRole.UserRole)
            model.appendRow(item)
        self.setModel(model)
        self.setCompletionRole(Qt.ItemDataRole.UserRole)
        self.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.setFilterMode(Qt.MatchFlag.MatchContains)
        self.setMaxVisibleItems(MAX_VISIBLE_CHOICES)
        editor.setCompleter(self)
        popup = self.popup()
        if popup is not None:
            popup.setMinimumWidth(popup.sizeHintForColumn(0) + 32)
        editor.textEdited.connect(lambda _: QTimer.singleShot(0, self, self._highlight_best_match))
        if is_exhaustive:
            QTimer.singleShot(0, self, self.complete)

    def _highlight_best_match(self) -> None:
        """Make the first value that starts with the text the one that Enter takes."""
        popup, best_match = self.popup(), self._best_match()
        if popup is not None and popup.isVisible() and best_match is not None:
            self.blockSignals(True)  # the typed text stays as it is
            popup.setCurrentIndex(best_match)
            self.blockSignals(False)

    def _best_match(self) -> QModelIndex | None:
        model, typed = self.completionModel(), self._editor.text().casefold()
        indices = (model.index(row, 0) for row in range(model.rowCount()))
        return next(
            (index for index in indices if _choice_value(index).casefold().startswith(typed)), None
        )

    # -- Qt's own names ------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        popup = self.popup()
        if (
            popup is not None
            and isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() in ACCEPTING_KEYS
            and watched is popup
        ):
            chosen = popup.currentIndex()
            popup.hide()
            if chosen.isValid():
                self._editor.setText(_choice_value(chosen))
            return QCoreApplication.sendEvent(self._editor, event)
        return super().eventFilter(watched, event)


def _choice_value(index: QModelIndex) -> str:
    return str(index.data(Qt.ItemDataRole.UserRole))


# -- the calendar ------------------------------------------------------------------------------


def add_calendar(editor: QLineEdit) -> None:
    """Add a button that opens a calendar. F4 opens it too."""
    action = QAction(icon("calendar"), tr("Calendar"), editor)
    action.setShortcut(QKeySequence("F4"))
    action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
    action.triggered.connect(lambda: _open_calendar(editor))
    editor.addAction(action, QLineEdit.ActionPosition.TrailingPosition)


def _open_calendar(editor: QLineEdit) -> None:
    menu = QMenu(editor)
    calendar = _make_calendar(editor.text())

    def accept(day: QDate) -> None:
        editor.setText(day.toString(Qt.DateFormat.ISODate))
        menu.close()

    calendar.activated.connect(accept)
    calendar.clicked.connect(accept)
    calendar_action = QWidgetAction(menu)
    calendar_action.setDefaultWidget(calendar)
    menu.addAction(calendar_action)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.popup(editor.mapToGlobal(editor.rect().bottomLeft()))
    calendar.setFocus()


def _make_calendar(text: str) -> QCalendarWidget:
    """Return a calendar on the day that a text states, or on today."""
    calendar = QCalendarWidget()
    calendar.setAccessibleName(tr("Calendar"))
    calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
    weekday_format = calendar.weekdayTextFormat(Qt.DayOfWeek.Monday)
    for day in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
        # Qt's red is hard to read on a dark background.
        calendar.setWeekdayTextFormat(day, weekday_format)
    for name, sign in MONTH_ARROWS:
        button = calendar.findChild(QToolButton, name)
        if button is not None:  # Qt's arrow is black on any background
            button.setIcon(QIcon())
            button.setText(sign)
    calendar.setMinimumSize(CALENDAR_SIZE)
    calendar.setMaximumDate(QDate.currentDate())  # no price is of the future
    calendar.setSelectedDate(_typed_day(text))
    return calendar


def _typed_day(text: str) -> QDate:
    try:
        day = read_date(text)
    except BadInput:
        return QDate.currentDate()
    return QDate(day.year, day.month, day.day)
