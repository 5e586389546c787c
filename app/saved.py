"""Saved comparisons: begun, opened, renamed, copied and deleted, each as one step of undo."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QInputDialog,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.numbers import date_text, notation
from app.question import Question, QuestionBar
from pricing.changes import change_shelf, use_prices
from pricing.columns import BY_KEY, cell_text
from pricing.currency import price_text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PySide6.QtGui import QKeyEvent
    from PySide6.QtWidgets import QMenu

    from app.session import Session
    from pricing.changes import ChangeSet
    from pricing.columns import Base
    from pricing.entry import Entry
    from pricing.shelf import Shelf

MOST_RECENT = 9
MOST_NAMED = 3


class Saved(QObject):
    """What is done with whole comparisons, for menus and the dialog."""

    def __init__(self, session: Session, window: QWidget, questions: QuestionBar) -> None:
        super().__init__(window)
        self._session = session
        self._window = window
        self._questions = questions
        session.changed.connect(self._follow)

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        return {
            "newAction": self.begin,
            "comparisonsAction": self.show_all,
            "renameAction": self.ask_for_name,
            "duplicateComparisonAction": lambda: self.copy(self._shelf.open.id),
            "deleteComparisonAction": lambda: self.delete(self._shelf.open.id),
        }

    @property
    def _shelf(self) -> Shelf:
        return self._session.shelf

    def _do(self, after: Shelf, says: str) -> None:
        self._session.do(change_shelf(self._shelf, after, says))

    # -- what is done --------------------------------------------------------------------------

    def begin(self) -> None:
        """An empty comparison."""
        self._do(self._shelf.with_new(self._session.next_comparison()), "new comparison")

    def open(self, number: int) -> None:
        """Another comparison on screen."""
        self._do(self._shelf.opened(number), f"opening of “{self._shelf.named(number).name}”")

    def rename(self, number: int, name: str) -> None:
        self._do(self._shelf.renamed(number, name), "renaming")

    def copy(self, number: int) -> None:
        """The same products and scenario under another name, on screen."""
        name = f"{self._shelf.named(number).name} (copy)"
        fresh = self._session.next_comparison()
        self._do(self._shelf.with_new(fresh, name, copy_of=number), "duplication of a comparison")

    def delete(self, number: int) -> None:
        """Take a comparison away; its products stay in the catalogue."""
        after = self._shelf.without(number, self._session.next_comparison())
        self._do(after, f"deletion of “{self._shelf.named(number).name}”")

    def ask_for_name(self) -> None:
        """Rename the comparison on screen."""
        dialog = QInputDialog(self._window)
        dialog.setObjectName("renameDialog")
        dialog.setWindowTitle("Rename comparison")
        dialog.setLabelText("Name")
        dialog.setTextValue(self._shelf.open.name)
        dialog.textValueSelected.connect(lambda name: self.rename(self._shelf.open.id, name))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def show_all(self) -> None:
        """Every comparison, to open, rename, copy or delete."""
        dialog = SavedDialog(self, self._session, self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def fill(self, menu: QMenu) -> None:
        """The comparisons opened last, but for the one on screen."""
        menu.clear()
        others = self._shelf.comparisons[1 : MOST_RECENT + 1]
        for place, each in enumerate(others, start=1):
            action = QAction(f"&{place} {each.name.replace('&', '&&')}", menu)
            action.triggered.connect(lambda _=False, number=each.id: self.open(number))
            menu.addAction(action)
        menu.setEnabled(bool(others))

    # -- prices that have changed since --------------------------------------------------------

    def _follow(self, changes: ChangeSet) -> None:
        if changes.opens_another:
            self.ask_about_prices()

    def ask_about_prices(self) -> None:
        """Say which prices have changed since the comparison was made, and offer them."""
        newer = self._session.newer_prices()
        if not newer:
            return
        changed = [
            _changed(entry, newer[entry.id]) for entry in self._session.entries if entry.id in newer
        ]
        named = "; ".join(changed[:MOST_NAMED])
        more = f" and {len(changed) - MOST_NAMED} more" if changed[MOST_NAMED:] else ""
        number = self._shelf.open.id
        self._questions.ask(
            Question(
                f"Prices have changed since this comparison was made: {named}{more}.",
                (("Use the new prices", self._use_newer_prices),),
                lambda: self._shelf.open.id == number and bool(self._session.newer_prices()),
            )
        )

    def _use_newer_prices(self) -> None:
        newer = self._session.newer_prices()
        self._session.do(use_prices(self._session.entries, newer, "update of prices"))


def _changed(entry: Entry, now: Mapping[str, Base]) -> str:
    """What it was and is: NOW Glycinate was $19.59, is $21.00 (3 November 2026)."""
    day = now.get("priced_on")
    dated = f" ({date_text(day)})" if isinstance(day, date) else ""
    return f"{entry.values.get('product', '?')} was {_price(entry.values)}, is {_price(now)}{dated}"


def _price(values: Mapping[str, Base]) -> str:
    currency = str(values.get("currency", ""))
    if "price" not in values:
        return "not known"
    text = price_text(cell_text(BY_KEY["price"], values["price"]), currency)
    return notation().money(text, currency)


class SavedDialog(QDialog):
    """The saved comparisons, the last opened first. Enter opens, F2 renames, Delete deletes."""

    def __init__(self, saved: Saved, session: Session, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("comparisonsDialog")
        self.setWindowTitle("Comparisons")
        self._saved = saved
        self._session = session
        self._list = QListWidget()
        self._list.setObjectName("comparisonsList")
        self._list.setAccessibleName("Comparisons")
        self._list.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self._list.itemChanged.connect(lambda item: saved.rename(_number(item), item.text()))
        self._list.itemActivated.connect(lambda _: self._open())
        outer = QVBoxLayout(self)
        outer.addWidget(self._list)
        buttons = QHBoxLayout()
        for name, text, run in (
            ("openComparisonButton", "&Open", self._open),
            ("newComparisonButton", "&New", self._begin),
            ("renameComparisonButton", "&Rename", self._rename),
            ("duplicateComparisonButton", "D&uplicate", self._copy),
            ("deleteComparisonButton", "&Delete", self._delete),
        ):
            button = QPushButton(text)
            button.setObjectName(name)
            button.setAutoDefault(False)
            button.clicked.connect(lambda _=False, run=run: run())
            buttons.addWidget(button)
        outer.addLayout(buttons)
        close = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        close.rejected.connect(self.reject)
        outer.addWidget(close)
        self.resize(520, 420)
        session.changed.connect(self._refresh)
        self._refresh()
        self._list.setCurrentRow(0)

    def _refresh(self) -> None:
        row = max(self._list.currentRow(), 0)
        self._list.blockSignals(True)
        self._list.clear()
        for each in self._session.shelf.comparisons:
            item = QListWidgetItem(each.name)
            item.setData(Qt.ItemDataRole.UserRole, each.id)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsEditable)
            self._list.addItem(item)
        self._list.blockSignals(False)
        self._list.setCurrentRow(min(row, self._list.count() - 1))

    @property
    def _current(self) -> int:
        return _number(self._list.currentItem())

    def _open(self) -> None:
        self._saved.open(self._current)
        self.accept()

    def _begin(self) -> None:
        self._saved.begin()
        self.accept()

    def _rename(self) -> None:
        self._list.editItem(self._list.currentItem())

    def _copy(self) -> None:
        self._saved.copy(self._current)

    def _delete(self) -> None:
        self._saved.delete(self._current)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete and self.focusWidget() is self._list:
            self._delete()
        else:
            super().keyPressEvent(event)


def _number(item: QListWidgetItem) -> int:
    return int(item.data(Qt.ItemDataRole.UserRole))
