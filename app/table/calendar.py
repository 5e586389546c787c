"""A calendar beside a date that is typed: F4 or a click opens it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QDate, QSize, Qt
from PySide6.QtGui import QAction, QIcon, QKeySequence
from PySide6.QtWidgets import QCalendarWidget, QLineEdit, QMenu, QToolButton, QWidgetAction

from app.toolkit.icons import icon
from app.toolkit.translation import tr
from pricing.problems.errors import BadInput
from pricing.quantities.dates import read_date

if TYPE_CHECKING:
    from app.toolkit.theme import Theme

CALENDAR_SIZE = QSize(320, 250)
MONTH_ARROWS = (("qt_calendar_prevmonth", "‹"), ("qt_calendar_nextmonth", "›"))


def add_calendar(editor: QLineEdit, theme: Theme) -> None:
    """Put the button into the editor; the chosen day is written year-month-day."""
    opening = QAction(icon("calendar", theme), tr("Calendar"), editor)
    opening.setShortcut(QKeySequence("F4"))
    opening.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
    opening.triggered.connect(lambda: _open_calendar(editor))
    editor.addAction(opening, QLineEdit.ActionPosition.TrailingPosition)


def _open_calendar(editor: QLineEdit) -> None:
    menu = QMenu(editor)
    calendar = QCalendarWidget()
    calendar.setAccessibleName(tr("Calendar"))
    calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
    plain = calendar.weekdayTextFormat(Qt.DayOfWeek.Monday)
    for day in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
        calendar.setWeekdayTextFormat(day, plain)  # Qt's red cannot be read on every ground
    for name, sign in MONTH_ARROWS:
        button = calendar.findChild(QToolButton, name)
        if button is not None:  # its picture is black, whatever the ground
            button.setIcon(QIcon())
            button.setText(sign)
    calendar.setMinimumSize(CALENDAR_SIZE)
    calendar.setSelectedDate(_entered_day(editor.text()))

    def take(day: QDate) -> None:
        editor.setText(day.toString(Qt.DateFormat.ISODate))
        menu.close()

    calendar.activated.connect(take)
    calendar.clicked.connect(take)
    shown = QWidgetAction(menu)
    shown.setDefaultWidget(calendar)
    menu.addAction(shown)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.popup(editor.mapToGlobal(editor.rect().bottomLeft()))
    calendar.setFocus()


def _entered_day(text: str) -> QDate:
    """The day that is typed so far; today where it is none."""
    try:
        day = read_date(text)
    except BadInput:
        return QDate.currentDate()
    return QDate(day.year, day.month, day.day)
