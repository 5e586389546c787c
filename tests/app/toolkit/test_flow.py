"""A row of widgets that becomes several where it is too narrow."""

from __future__ import annotations

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QPushButton, QWidget

from app.toolkit.flow import FlowRow


def test_that_a_row_without_any_room_still_holds_its_widgets(qapp: object) -> None:
    parent = QWidget()
    row = FlowRow(4)
    row.setContentsMargins(10, 0, 10, 0)
    parent.setLayout(row)
    row.add(QPushButton("One"), QPushButton("Two"))
    parent.show()
    row.setGeometry(QRect(0, 0, 5, 5))
    assert row.count() == 2
