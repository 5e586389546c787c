"""Saved comparisons: begun, opened, renamed, copied and deleted, each as one step of undo."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction

from app.toolkit.locale_format import date_text, notation
from app.toolkit.question_bar import Question, QuestionBar
from app.toolkit.translation import tr
from pricing.model.changes import change_prices, change_saved_comparisons
from pricing.model.columns import COLUMNS_BY_KEY, cell_text
from pricing.quantities.currencies import price_text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PySide6.QtWidgets import QMenu, QWidget

    from app.session import Session
    from pricing.model.changes import ChangeSet
    from pricing.model.columns import BaseValue
    from pricing.model.entry import Entry
    from pricing.model.saved_comparisons import SavedComparisons

MAX_RECENT_COMPARISONS = 9
MAX_PRICES_NAMED = 3


class SavedComparisonsController(QObject):
    """What is done with whole comparisons, for menus and the dialog."""

    def __init__(self, session: Session, window: QWidget, question_bar: QuestionBar) -> None:
        super().__init__(window)
        self._session = session
        self._window = window
        self._question_bar = question_bar
        session.changed.connect(self._on_session_changed)

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        return {
            "newAction": self.create,
            "renameAction": self.ask_for_name,
            "duplicateComparisonAction": lambda: self.duplicate(
                self._saved_comparisons.open_comparison.id
            ),
            "deleteComparisonAction": lambda: self.delete(
                self._saved_comparisons.open_comparison.id
            ),
        }

    @property
    def _saved_comparisons(self) -> SavedComparisons:
        return self._session.saved_comparisons

    def _apply(self, after: SavedComparisons, says: str) -> None:
        self._session.apply(change_saved_comparisons(self._saved_comparisons, after, says))

    def _text_with_name(self, text: str, number: int) -> str:
        return tr(text, name=self._saved_comparisons.by_id(number).name)

    # -- what is done --------------------------------------------------------------------------

    def create(self) -> None:
        """An empty comparison."""
        self._apply(
            self._saved_comparisons.with_new(self._session.next_comparison_id()),
            tr("new comparison"),
        )

    def open(self, number: int) -> None:
        """Another comparison on screen."""
        self._apply(
            self._saved_comparisons.with_opened(number),
            self._text_with_name("opening of “{name}”", number),
        )

    def rename(self, number: int, name: str) -> None:
        self._apply(self._saved_comparisons.with_renamed(number, name), tr("renaming"))

    def duplicate(self, number: int) -> None:
        """The same products and scenario under another name, on screen."""
        name = tr("{name} (copy)", name=self._saved_comparisons.by_id(number).name)
        fresh = self._session.next_comparison_id()
        self._apply(
            self._saved_comparisons.with_new(fresh, name, copy_of=number),
            tr("duplication of a comparison"),
        )

    def delete(self, number: int) -> None:
        """Take a comparison away; its products stay in the catalogue."""
        after = self._saved_comparisons.without(number, self._session.next_comparison_id())
        self._apply(after, self._text_with_name("deletion of “{name}”", number))

    def ask_for_name(self) -> None:
        """Rename the comparison on screen."""
        from PySide6.QtWidgets import QInputDialog

        dialog = QInputDialog(self._window)
        dialog.setObjectName("renameDialog")
        dialog.setWindowTitle(tr("Rename comparison"))
        dialog.setLabelText(tr("Name"))
        dialog.setTextValue(self._saved_comparisons.open_comparison.name)
        dialog.textValueSelected.connect(
            lambda name: self.rename(self._saved_comparisons.open_comparison.id, name)
        )
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def fill_recent_menu(self, menu: QMenu) -> None:
        """The comparisons opened last, but for the one on screen."""
        menu.clear()
        others = self._saved_comparisons.comparisons[1 : MAX_RECENT_COMPARISONS + 1]
        for place, each in enumerate(others, start=1):
            action = QAction(f"&{place} {each.name.replace('&', '&&')}", menu)
            action.triggered.connect(lambda _=False, number=each.id: self.open(number))
            menu.addAction(action)
        menu.setEnabled(bool(others))

    # -- prices that have changed since --------------------------------------------------------

    def _on_session_changed(self, changes: ChangeSet) -> None:
        if changes.opens_another:
            self.offer_newer_prices()

    def offer_newer_prices(self) -> None:
        """Say which prices have changed since the comparison was made, and offer them."""
        newer = self._session.newer_prices()
        if not newer:
            return
        changed = [
            _price_change_text(entry, newer[entry.id])
            for entry in self._session.entries
            if entry.id in newer
        ]
        named = "; ".join(changed[:MAX_PRICES_NAMED])
        if changed[MAX_PRICES_NAMED:]:
            named += tr(" and {count} more", count=len(changed) - MAX_PRICES_NAMED)
        number = self._saved_comparisons.open_comparison.id
        self._question_bar.ask(
            Question(
                tr("Prices have changed since this comparison was made: {named}.", named=named),
                ((tr("Use the new prices"), self._use_newer_prices),),
                lambda: (
                    self._saved_comparisons.open_comparison.id == number
                    and bool(self._session.newer_prices())
                ),
            )
        )

    def _use_newer_prices(self) -> None:
        newer = self._session.newer_prices()
        self._session.apply(change_prices(self._session.entries, newer, tr("update of prices")))


def _price_change_text(entry: Entry, now: Mapping[str, BaseValue]) -> str:
    """What it was and is: NOW Glycinate was $19.59, is $21.00 (3 November 2026)."""
    day = now.get("priced_on")
    dated = f" ({date_text(day)})" if isinstance(day, date) else ""
    name = entry.values.get("product", "?")
    was, now_is = _price_text(entry.values), f"{_price_text(now)}{dated}"
    return tr("{name} was {was}, is {now}", name=name, was=was, now=now_is)


def _price_text(values: Mapping[str, BaseValue]) -> str:
    currency = str(values.get("currency", ""))
    if "price" not in values:
        return tr("not known")
    text = price_text(cell_text(COLUMNS_BY_KEY["price"], values["price"]), currency)
    return notation().format_money(text, currency)
