"""Pages that scroll as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from app.toolkit.cards import scrolling

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent
    from pytestqt.qtbot import QtBot

MOST_LAYOUTS = 50


class Part(QWidget):
    """A part that is low where it is narrow, as a table that leaves out a column there."""

    layouts = 0

    def resizeEvent(self, event: QResizeEvent) -> None:
        if event.size().width() == event.oldSize().width() or self.layouts > MOST_LAYOUTS:
            return  # else the event loop would never end
        self.layouts += 1
        self.setFixedHeight(900 if self.width() >= 600 else 300)


@pytest.mark.parametrize(("width", "has_bar"), [(600, True), (590, False), (700, True)])
def test_that_a_page_that_fits_only_beside_its_scroll_bar_keeps_it(
    qtbot: QtBot, width: int, has_bar: bool
) -> None:
    page, part = QWidget(), Part()
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(part)
    column.addStretch(1)
    area = scrolling(page, "Page")
    qtbot.addWidget(area)
    area.resize(600, 500)
    area.show()
    QApplication.processEvents()
    area.resize(width, 500)
    QApplication.processEvents()
    assert part.layouts < MOST_LAYOUTS
    assert area.verticalScrollBar().isVisible() is has_bar
