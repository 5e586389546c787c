"""After any sequence of edits, undos and restarts the window shows what is on disk."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from PySide6.QtCore import QEvent, QItemSelection, QItemSelectionModel, QMimeData
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QApplication, QTableView

from app.session.computed_comparison import product_or_error
from app.table.clipboard import OWN_CELLS, OwnCells
from app.table.layout import TABLE_COLUMNS
from pricing.calculation.comparison import compare
from pricing.model.columns import COLUMNS
from pricing.model.product import Product
from pricing.store.comparisons import ComparisonStore
from tests.app.product_table import ProductTableDriver
from tests.app.user_actions import child, open_as_a_user, recent_comparisons, trigger_action

if TYPE_CHECKING:
    from PySide6.QtCore import QModelIndex

    from pricing.calculation.comparison import Comparison
    from pricing.model.entry import Entry
    from pricing.model.saved_comparisons import SavedComparisons

KEYS = ("product", "form", "elemental_mg", "pack_units", "price", "brand", "serving_units")
TEXTS = st.sampled_from(
    ["", "Oxide", "oxide", "250", "12,50", "12.50", "1,234", "$4.49", "x", "=1+1", "-5", "2"]
)
ACTIONS = (
    "deleteAction", "cutAction", "fillDownAction", "duplicateAction", "insertAction",
    "moveUpAction", "moveDownAction", "removeAction", "asEnteredAction", "newAction",
    "duplicateComparisonAction", "deleteComparisonAction",
)  # fmt: skip


def figures_of(comparison: Comparison) -> list[tuple[object, ...]]:
    """Return what a comparison says of each row."""
    return [
        (compared.product, compared.rank, comparison.place_of(compared), compared.flags,
         compared.figures.number("monthly_cost"))
        for compared in comparison.entered_products
    ]  # fmt: skip


class EditSequences(RuleBasedStateMachine):
    """The steps that a user may take in any order."""

    @initialize()
    def begin(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.has_undone_everything = False
        self.open()

    def open(self) -> None:
        self.window = open_as_a_user(self.folder)
        self.table = ProductTableDriver(self.window)
        self.disk = ComparisonStore(self.folder)
        self.read_comparison = self.disk.saved_comparisons().open_comparison

    def index(self, row: int, key: str) -> QModelIndex:
        return self.table.index(row % (self.table.row_count + 1), key)

    @rule(row=st.integers(0, 9), key=st.sampled_from(KEYS), text=TEXTS)
    def type(self, row: int, key: str, text: str) -> None:
        self.table.model.setData(self.index(row, key), text)

    @rule(
        row=st.integers(0, 9),
        key=st.sampled_from(KEYS),
        block=st.lists(st.lists(TEXTS, min_size=1, max_size=3), min_size=1, max_size=4),
    )
    def paste(self, row: int, key: str, block: list[list[str]]) -> None:
        """Paste cells of the table. Cells from elsewhere would mostly be opened as a list."""
        data = QMimeData()
        data.setText("\n".join("\t".join(cells) for cells in block))
        visible = self.table.view.column_header.visible_columns()
        keys = [TABLE_COLUMNS[at].key for at in visible if at >= self.table.columns[key]]
        cells = OwnCells(keys[: max(map(len, block))], block, [], are_rows=False)
        data.setData(OWN_CELLS, cells.data())
        QGuiApplication.clipboard().setMimeData(data)
        self.select(row, key, 1, 1)
        trigger_action(self.window, "pasteAction")

    @rule(
        row=st.integers(0, 9),
        key=st.sampled_from(KEYS),
        height=st.integers(1, 4),
        width=st.integers(1, 3),
    )
    def select(self, row: int, key: str, height: int, width: int) -> None:
        first = self.index(row, key)
        model = self.table.model
        last = model.index(
            min(first.row() + height - 1, model.rowCount() - 1),
            min(first.column() + width - 1, model.columnCount() - 1),
        )
        self.table.view.setCurrentIndex(first)
        flag = QItemSelectionModel.SelectionFlag.ClearAndSelect
        self.table.view.selectionModel().select(QItemSelection(first, last), flag)

    @rule(name=st.sampled_from(ACTIONS))
    def act(self, name: str) -> None:
        trigger_action(self.window, name)

    @rule(place=st.integers(0, 3))
    def open_another_comparison(self, place: int) -> None:
        others = recent_comparisons(self.window)
        if place < len(others):
            others[place].trigger()

    @rule(key=st.sampled_from((*KEYS, "monthly_cost", "rank")))
    def sort(self, key: str) -> None:
        header = self.table.view.horizontalHeader()
        header.sectionClicked.emit(self.table.columns[key])

    @rule(times=st.integers(1, 5))
    def undo(self, times: int) -> None:
        for _ in range(times):
            trigger_action(self.window, "undoAction")

    @rule(times=st.integers(1, 5))
    def redo(self, times: int) -> None:
        for _ in range(times):
            trigger_action(self.window, "redoAction")

    @precondition(lambda self: not self.has_undone_everything)
    @rule()
    def undo_and_redo_everything(self) -> None:
        """Take the whole way back and forth, once in a sequence because it is long."""
        self.has_undone_everything = True
        before = self.cell_texts()
        count = 0
        while child(self.window, QAction, "undoAction").isEnabled():
            trigger_action(self.window, "undoAction")
            count += 1
        for _ in range(count):
            trigger_action(self.window, "redoAction")
        assert self.cell_texts() == before

    @precondition(lambda self: self.table.row_count > 0)
    @rule()
    def restart(self) -> None:
        before = self.cell_texts()
        self.close()
        self.open()
        assert self.cell_texts() == before

    def close(self) -> None:
        self.disk.close()
        # A pasted list that is not added yet keeps the window open once, and says so.
        assert self.window.close() or self.window.close()
        self.window.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    def cell_texts(self) -> list[list[str]]:
        return [
            [self.table.cell_text(row, column.key) for column in COLUMNS]
            for row in range(self.table.row_count)
        ]

    @invariant()
    def the_window_shows_what_is_on_disk(self) -> None:
        if not hasattr(self, "window"):
            return
        entries, saved_comparisons = self.read_disk()
        assert entries == self.window.session.entries
        assert saved_comparisons == self.window.session.saved_comparisons
        assert self.table.row_count == len(entries)
        for row, entry in enumerate(entries):
            assert self.table.cell_text(row, "product") == str(
                entry.unreadable.get("product") or entry.values.get("product", "")
            )
        assert (
            child(self.window, QTableView, "productTable").currentIndex().row() < len(entries) + 1
        )

    def read_disk(self) -> tuple[tuple[Entry, ...], SavedComparisons]:
        """Return the rows of the comparison that is open by now, and all comparisons."""
        saved = self.disk.saved_comparisons()
        if saved.open_comparison.id != self.read_comparison.id:
            self.disk.close()
            self.disk = ComparisonStore(self.folder)
            self.read_comparison = saved.open_comparison
        return self.disk.entries(), saved

    @invariant()
    def the_figures_are_those_of_the_shown_rows(self) -> None:
        """Undo shows an earlier comparison again, which must be that of the present rows."""
        session = self.window.session
        results = map(product_or_error, session.entries)
        products = [product for product in results if isinstance(product, Product)]
        expected = compare(products, session.scenario)
        assert figures_of(session.comparison) == figures_of(expected)

    def teardown(self) -> None:
        if hasattr(self, "window"):
            shown = self.window.session.entries
            self.close()
            store = ComparisonStore(self.folder)
            assert (store.notice, store.entries()) == (None, shown)
            store.close()
            shutil.rmtree(self.folder, ignore_errors=True)


@pytest.mark.usefixtures("qapp")
def test_that_window_and_disk_agree_after_any_sequence() -> None:
    from hypothesis.stateful import run_state_machine_as_test

    run_state_machine_as_test(
        EditSequences, settings=settings(max_examples=40, stateful_step_count=25, deadline=None)
    )
