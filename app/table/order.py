"""The order of the rows, such as safe ones first or by cost per mg. The choice is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu

from app.table.standing import OrderChoice, products_in_order
from app.toolkit.fields import MenuButton
from app.toolkit.settings import Settings, WindowStateKey
from app.toolkit.shown_text import set_tool_tip
from app.toolkit.translation import tr
from app.toolkit.virtuals import reports_exceptions

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from PySide6.QtGui import QShowEvent

    from app.session import ComputedComparison, Session
    from app.table.edits import TableEditor
    from pricing.calculation.comparison import Comparison

_YES = "yes"


# What the menu says of each order.
ORDER_TITLES = {
    OrderChoice.SAFE_FIRST: "Safe first, then cost per month",
    OrderChoice.CREDITED: "Cost per month, credited",
    OrderChoice.COST_PER_MG: "Cost per mg",
    OrderChoice.AS_ENTERED: "As entered",
}
# What the button says of the present order.
ORDER_NAMES = {**ORDER_TITLES, OrderChoice.SAFE_FIRST: "Safe first, then cost"}
# What the button says where the rows stand neither in the chosen order nor as entered.
ANOTHER_ORDER = "Another order"
# What the menu says where a product holds several minerals, and so has two costs.
BY_WHOLE_PRICE = "Safe first, then cost per month, whole price"
KEEP_SORTED = "Keep sorted"


class RowOrder(QObject):
    """Sorts when a list arrives or the user asks for it, and never while a row is typed.

    Rows that are kept sorted are sorted anew in a new scenario, too.
    """

    chosen = Signal(object)  # the OrderChoice, which numbers the rows
    changed = Signal()  # perhaps the rows stand in another order now

    def __init__(self, session: Session, editor: TableEditor, settings: Settings) -> None:
        super().__init__()
        self._session = session
        self._editor = editor
        self._settings = settings
        stored = settings.state_text(WindowStateKey.TABLE_ORDER)
        known = set(OrderChoice)
        self.choice = OrderChoice(stored) if stored in known else OrderChoice.SAFE_FIRST
        self.keeps_sorted = settings.state_text(WindowStateKey.KEEPS_SORTED) == _YES
        session.chosen_order = self._chosen_order
        session.keeps_sorted = lambda: self.keeps_sorted
        session.changed.connect(self.changed)

    def choose(self, choice: OrderChoice) -> None:
        """Sort the rows in an order, and keep it for the lists to come."""
        self.choice = choice
        self._settings.save_state(WindowStateKey.TABLE_ORDER, choice.value)
        self.chosen.emit(choice)
        self.apply()
        self.changed.emit()

    def rank_by_credited(self, is_credited: bool) -> None:
        """Let the credited cost number and sort the rows, or the whole price again."""
        self.choose(OrderChoice.CREDITED if is_credited else OrderChoice.SAFE_FIRST)

    @property
    def present(self) -> OrderChoice | None:
        """The order in which the rows stand: the chosen one, as entered, or none of these."""
        ids = [entry.id for entry in self._session.entries]
        if self.choice is not OrderChoice.AS_ENTERED and _is_sorted(self._places()):
            return self.choice
        return OrderChoice.AS_ENTERED if ids == sorted(ids) else None

    @property
    def is_credited(self) -> bool:
        """Whether the credited cost numbers the rows."""
        return self.choice is OrderChoice.CREDITED

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

    @property
    def has_credited_cost(self) -> bool:
        """Whether some product has a cost without its other minerals, to sort by."""
        from pricing.analysis.credited_cost import has_credited_cost

        return has_credited_cost(self._session.comparison)

    def _places(self) -> list[int | None]:
        """Return the number of each row in the chosen order."""
        comparison = self._session.comparison
        rows = range(len(self._session.entries))
        products = [self._session.compared_product(row) for row in rows]
        numbers = self._numbers(comparison)
        return [numbers.get(compared.position) if compared else None for compared in products]

    def _numbers(self, comparison: Comparison) -> Mapping[int, int]:
        """Return where each ranked product stands in the chosen order, by its position."""
        products = products_in_order(comparison, self.choice)
        return {compared.position: number for number, compared in enumerate(products, start=1)}

    def _chosen_order(self, computed: ComputedComparison) -> list[int] | None:
        """Return the positions of rows in the chosen order. As entered moves none."""
        if self.choice is OrderChoice.AS_ENTERED:
            return None
        numbers = self._numbers(computed.comparison)
        places = {
            at: numbers.get(compared.position)
            for at, compared in computed.compared_by_position.items()
        }
        rows = range(len(computed.entries))
        return sorted(rows, key=lambda at: _place_key(places.get(at)))


def _place_key(place: int | None) -> tuple[bool, int]:
    """Return the key to sort a row by its place. Rows without one come last."""
    return (place is None, place or 0)


def _is_sorted(places: Sequence[int | None]) -> bool:
    keys = [_place_key(place) for place in places]
    return keys == sorted(keys)


@reports_exceptions
class OrderButton(MenuButton):
    """Says the order of the rows, and offers the others. While it is hidden it finds none."""

    def __init__(self, order: RowOrder) -> None:
        super().__init__(is_quiet=True)
        self._order = order
        self._is_outdated = False
        self.setObjectName("orderButton")
        self.setAccessibleName(tr("Order of the rows"))
        menu = QMenu(self)
        group = QActionGroup(menu)
        self._actions: dict[OrderChoice, QAction] = {}
        for choice in OrderChoice:
            action = QAction(menu)
            action.setText(tr(ORDER_TITLES[choice]))
            action.setCheckable(True)
            action.setChecked(choice is order.choice)
            action.triggered.connect(lambda _=False, choice=choice: order.choose(choice))
            group.addAction(action)
            menu.addAction(action)
            self._actions[choice] = action
        menu.addSeparator()
        keep = QAction(menu)
        keep.setText(tr(KEEP_SORTED))
        keep.setCheckable(True)
        keep.setChecked(order.keeps_sorted)
        keep.toggled.connect(lambda is_on: order.set_keeps_sorted(keeps_sorted=is_on))
        menu.addAction(keep)
        menu.aboutToShow.connect(self._show_possible_choices)
        self.setMenu(menu)
        order.changed.connect(self._on_change)
        self._show_order()

    def _show_possible_choices(self) -> None:
        order = self._order
        is_possible = order.is_credited or order.has_credited_cost
        self._actions[OrderChoice.CREDITED].setVisible(is_possible)
        title = BY_WHOLE_PRICE if is_possible else ORDER_TITLES[OrderChoice.SAFE_FIRST]
        self._actions[OrderChoice.SAFE_FIRST].setText(tr(title))

    def _on_change(self) -> None:
        self._is_outdated = not self.isVisible()
        if not self._is_outdated:
            self._show_order()

    def _show_order(self) -> None:
        """Tick the chosen order, and say the one in which the rows stand."""
        self._actions[self._order.choice].setChecked(True)
        present = self._order.present
        text, hint = tr(ORDER_NAMES[present]) if present else tr(ANOTHER_ORDER), ""
        if present is not self._order.choice:
            hint = tr("The rows do not stand in the chosen order. Choose it again to sort them.")
        set_tool_tip(self, hint)
        self.setAccessibleDescription(hint)
        if text != self.text():
            self.setText(text)
            self.updateGeometry()

    # -- Qt's own names ------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._is_outdated:
            self._on_change()
