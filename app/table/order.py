"""The order of the rows: safe ones first, by cost per mg, or as entered. The choice is kept."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu

from app.toolkit.fields import MenuButton
from app.toolkit.settings import Settings, WindowStateKey
from app.toolkit.translation import tr

if TYPE_CHECKING:
    from app.session import ComputedComparison, Session
    from app.table.edits import TableEditor

_YES = "yes"


class OrderChoice(StrEnum):
    """An order of the rows. Its value is kept in the settings."""

    SAFE_FIRST = "place"
    COST_PER_MG = "rank"
    AS_ENTERED = "entered"


# What the menu says of each order.
ORDER_TITLES = {
    OrderChoice.SAFE_FIRST: "Safe first, then cost per month",
    OrderChoice.COST_PER_MG: "Cost per mg",
    OrderChoice.AS_ENTERED: "As entered",
}
# What the button says of the present order.
ORDER_NAMES = {**ORDER_TITLES, OrderChoice.SAFE_FIRST: "Safe first, then cost"}
KEEP_SORTED = "Keep sorted"


class RowOrder(QObject):
    """Sorts when a list arrives or the user asks for it, and never while a row is typed."""

    numbering_changed = Signal(bool)  # whether the rows are numbered by their rank

    def __init__(self, session: Session, editor: TableEditor, settings: Settings) -> None:
        super().__init__()
        self._session = session
        self._editor = editor
        self._settings = settings
        stored = settings.state_text(WindowStateKey.TABLE_ORDER)
        known = set(OrderChoice)
        self.choice = OrderChoice(stored) if stored in known else OrderChoice.SAFE_FIRST
        self.keeps_sorted = settings.state_text(WindowStateKey.KEEPS_SORTED) == _YES
        session.arrival_order = self._arrival_order

    @property
    def is_by_rank(self) -> bool:
        """Whether the rows are numbered by their rank, and not by their place."""
        return self.choice is OrderChoice.COST_PER_MG

    def choose(self, choice: OrderChoice) -> None:
        """Sort the rows in an order, and keep it for the lists to come."""
        self.choice = choice
        self._settings.save_state(WindowStateKey.TABLE_ORDER, choice.value)
        self.numbering_changed.emit(self.is_by_rank)
        self.apply()

    def set_keeps_sorted(self, *, keeps_sorted: bool) -> None:
        """Sort whenever the cursor leaves a row, or no longer."""
        self.keeps_sorted = keeps_sorted
        self._settings.save_state(WindowStateKey.KEEPS_SORTED, _YES if keeps_sorted else "")
        if keeps_sorted:
            self.apply()

    def apply(self) -> None:
        """Sort the rows in the chosen order."""
        if self.choice is OrderChoice.AS_ENTERED:
            self._editor.sort_as_entered()
        else:
            title = tr(ORDER_TITLES[self.choice])
            self._editor.sort_by_places(self._places(), title)

    def _places(self) -> list[int | None]:
        """Return the number of each row in the chosen order."""
        comparison = self._session.comparison
        rows = range(len(self._session.entries))
        products = [self._session.compared_product(row) for row in rows]
        if self.is_by_rank:
            return [compared.rank if compared else None for compared in products]
        return [comparison.place_of(compared) if compared else None for compared in products]

    def _arrival_order(self, computed: ComputedComparison) -> list[int] | None:
        """Return the positions of the rows of an arriving list, in the chosen order."""
        if self.choice is OrderChoice.AS_ENTERED:
            return None
        comparison, products = computed.comparison, computed.compared_by_position
        places = {
            at: compared.rank if self.is_by_rank else comparison.place_of(compared)
            for at, compared in products.items()
        }
        rows = range(len(computed.entries))
        return sorted(rows, key=lambda at: (places.get(at) is None, places.get(at) or 0))


class OrderButton(MenuButton):
    """Says the order of the rows, and offers the others."""

    def __init__(self, order: RowOrder) -> None:
        super().__init__(is_quiet=True)
        self._order = order
        self.setObjectName("orderButton")
        self.setAccessibleName(tr("Order of the rows"))
        menu = QMenu(self)
        group = QActionGroup(menu)
        for choice in OrderChoice:
            action = QAction(menu)
            action.setText(tr(ORDER_TITLES[choice]))
            action.setCheckable(True)
            action.setChecked(choice is order.choice)
            action.triggered.connect(lambda _=False, choice=choice: self._choose(choice))
            group.addAction(action)
            menu.addAction(action)
        menu.addSeparator()
        keep = QAction(menu)
        keep.setText(tr(KEEP_SORTED))
        keep.setCheckable(True)
        keep.setChecked(order.keeps_sorted)
        keep.toggled.connect(lambda is_on: order.set_keeps_sorted(keeps_sorted=is_on))
        menu.addAction(keep)
        self.setMenu(menu)
        self._show_choice()

    def _choose(self, choice: OrderChoice) -> None:
        self._order.choose(choice)
        self._show_choice()

    def _show_choice(self) -> None:
        self.setText(tr(ORDER_NAMES[self._order.choice]))
        self.updateGeometry()
