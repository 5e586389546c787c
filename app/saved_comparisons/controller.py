"""Saved comparisons: begun, opened, renamed, copied and deleted, each as one step of undo."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction

from app.toolkit.locale_format import date_text, notation
from app.toolkit.question_bar import Question, QuestionBar
from app.toolkit.translation import tr
from pricing.model.changes import change_shelf, use_prices
from pricing.model.columns import BY_KEY, cell_text
from pricing.quantities.currencies import price_text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PySide6.QtWidgets import QMenu, QWidget

    from app.session import Session
    from pricing.model.changes import ChangeSet
    from pricing.model.columns import Base
    from pricing.model.entry import Entry
    from pricing.model.saved_comparisons import Shelf

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
            "renameAction": self.ask_for_name,
            "duplicateComparisonAction": lambda: self.copy(self._shelf.open.id),
            "deleteComparisonAction": lambda: self.delete(self._shelf.open.id),
        }

    @property
    def _shelf(self) -> Shelf:
        return self._session.shelf

    def _do(self, after: Shelf, says: str) -> None:
        self._session.do(change_shelf(self._shelf, after, says))

    def _named(self, text: str, number: int) -> str:
        return tr(text, name=self._shelf.named(number).name)

    # -- what is done --------------------------------------------------------------------------

    def begin(self) -> None:
        """An empty comparison."""
        self._do(self._shelf.with_new(self._session.next_comparison()), tr("new comparison"))

    def open(self, number: int) -> None:
        """Another comparison on screen."""
        self._do(self._shelf.opened(number), self._named("opening of “{name}”", number))

    def rename(self, number: int, name: str) -> None:
        self._do(self._shelf.renamed(number, name), tr("renaming"))

    def copy(self, number: int) -> None:
        """The same products and scenario under another name, on screen."""
        name = tr("{name} (copy)", name=self._shelf.named(number).name)
        fresh = self._session.next_comparison()
        self._do(
            self._shelf.with_new(fresh, name, copy_of=number), tr("duplication of a comparison")
        )

    def delete(self, number: int) -> None:
        """Take a comparison away; its products stay in the catalogue."""
        after = self._shelf.without(number, self._session.next_comparison())
        self._do(after, self._named("deletion of “{name}”", number))

    def ask_for_name(self) -> None:
        """Rename the comparison on screen."""
        from PySide6.QtWidgets import QInputDialog

        dialog = QInputDialog(self._window)
        dialog.setObjectName("renameDialog")
        dialog.setWindowTitle(tr("Rename comparison"))
        dialog.setLabelText(tr("Name"))
        dialog.setTextValue(self._shelf.open.name)
        dialog.textValueSelected.connect(lambda name: self.rename(self._shelf.open.id, name))
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
        if changed[MOST_NAMED:]:
            named += tr(" and {count} more", count=len(changed) - MOST_NAMED)
        number = self._shelf.open.id
        self._questions.ask(
            Question(
                tr("Prices have changed since this comparison was made: {named}.", named=named),
                ((tr("Use the new prices"), self._use_newer_prices),),
                lambda: self._shelf.open.id == number and bool(self._session.newer_prices()),
            )
        )

    def _use_newer_prices(self) -> None:
        newer = self._session.newer_prices()
        self._session.do(use_prices(self._session.entries, newer, tr("update of prices")))


def _changed(entry: Entry, now: Mapping[str, Base]) -> str:
    """What it was and is: NOW Glycinate was $19.59, is $21.00 (3 November 2026)."""
    day = now.get("priced_on")
    dated = f" ({date_text(day)})" if isinstance(day, date) else ""
    name = entry.values.get("product", "?")
    was, now_is = _price(entry.values), f"{_price(now)}{dated}"
    return tr("{name} was {was}, is {now}", name=name, was=was, now=now_is)


def _price(values: Mapping[str, Base]) -> str:
    currency = str(values.get("currency", ""))
    if "price" not in values:
        return tr("not known")
    text = price_text(cell_text(BY_KEY["price"], values["price"]), currency)
    return notation().money(text, currency)
