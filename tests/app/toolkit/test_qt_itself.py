"""Behaviour of Qt for Python that the program relies on and that a release once broke."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractTableModel, Qt

if TYPE_CHECKING:
    from PySide6.QtCore import QModelIndex, QPersistentModelIndex
    from PySide6.QtWidgets import QApplication

    Index = QModelIndex | QPersistentModelIndex


class _EmptyCell(QAbstractTableModel):
    def rowCount(self, parent: Index | None = None) -> int:
        return 1

    def columnCount(self, parent: Index | None = None) -> int:
        return 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        return None


def test_that_a_model_can_return_none_without_losing_references_to_it(qapp: QApplication) -> None:
    model = _EmptyCell()
    index = model.index(0, 0)
    before = sys.getrefcount(None)
    for _ in range(2_000):
        index.data()
    assert sys.getrefcount(None) > before - 500
