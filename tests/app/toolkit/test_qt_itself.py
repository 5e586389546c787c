"""What we rely on in Qt for Python, where a release has once broken it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractTableModel, Qt

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication


class _Nothing(QAbstractTableModel):
    def rowCount(self, parent=None):
        return 1

    def columnCount(self, parent=None):
        return 1

    def data(self, index, role=Qt.ItemDataRole.DisplayRole):
        return None


def test_that_a_model_may_answer_none_without_using_none_up(qapp: QApplication) -> None:
    model = _Nothing()
    index = model.index(0, 0)
    before = sys.getrefcount(None)
    for _ in range(2_000):
        index.data()
    assert sys.getrefcount(None) > before - 500
