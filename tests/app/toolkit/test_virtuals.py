"""Exceptions of the methods that Qt calls reach the exception hook, and the program goes on."""

from __future__ import annotations

import importlib
import pkgutil
from inspect import isclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.exceptions import capture_exceptions

import app
from app.toolkit.table_model import ModelColumn, TableModel
from app.toolkit.table_view import TableView
from app.toolkit.virtuals import has_reporting, overridden_methods, reports_exceptions
from tests.patient_robot import PATIENCE_MS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QKeyEvent, QPaintEvent
    from pytestqt.qtbot import QtBot


def classes_on_qt() -> Iterator[type]:
    """Yield every class of the window that derives from one of Qt."""
    for info in pkgutil.walk_packages(app.__path__, "app."):
        if not info.name.endswith("__main__"):
            for item in vars(importlib.import_module(info.name)).values():
                if isclass(item) and item.__module__ == info.name:
                    yield item


def test_that_every_method_that_qt_calls_reports_its_exceptions() -> None:
    unguarded = [
        f"{owner.__module__}.{owner.__name__}.{name}"
        for owner in classes_on_qt()
        for name, method in overridden_methods(owner)
        if not has_reporting(method)
    ]
    assert unguarded == []


@reports_exceptions
class _FailingWidget(QWidget):
    """A widget all of whose methods fail."""

    def event(self, event: QEvent) -> bool:
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.drawLine(0, 0, 9, 9)
            raise IndexError("paintEvent")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        raise IndexError("keyPressEvent")

    def sizeHint(self) -> QSize:
        raise IndexError("sizeHint")


def test_that_a_widget_that_cannot_be_painted_does_not_end_the_program(qtbot: QtBot) -> None:
    widget = _FailingWidget()
    qtbot.addWidget(widget)
    with capture_exceptions() as exceptions:
        with qtbot.waitExposed(widget, timeout=PATIENCE_MS):
            widget.show()
        for _ in range(3):
            widget.repaint()
            widget.grab()
        QTest.keyClick(widget, Qt.Key.Key_A)
        widget.adjustSize()
        widget.hide()
    messages = {str(error) for _, error, _ in exceptions}
    assert messages == {"paintEvent", "keyPressEvent", "sizeHint"}


def test_that_a_cell_that_cannot_be_shown_leaves_its_table_usable(qtbot: QtBot) -> None:
    def fail_for_2(row: int) -> str:
        if row == 2:
            raise LookupError("row 2")
        return f"row {row}"

    def change(row: int, text: str) -> bool:
        raise LookupError(f"change of row {row}")

    model: TableModel[int] = TableModel()
    model.set_columns([ModelColumn("name", "Name", fail_for_2, change=change)])
    model.show_rows(range(4))
    table = TableView(model, "table", "Table")
    qtbot.addWidget(table)
    with capture_exceptions() as exceptions:
        with qtbot.waitExposed(table, timeout=PATIENCE_MS):
            table.show()
        table.setCurrentIndex(model.index(1, 0))
        QTest.keyClicks(table, "x")
        QTest.keyClick(table.focusWidget() or table, Qt.Key.Key_Return)
        QApplication.processEvents()
        assert model.index(3, 0).data() == "row 3"
        assert model.index(2, 0).data() is None
    assert {str(error) for _, error, _ in exceptions} == {"row 2", "change of row 1"}
