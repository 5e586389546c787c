"""Builds the first frame of a start: the scenario, the tabs, the products, and empty cards."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.table.model import ProductModel
from app.table.table_card import TableCard
from app.table.view import ProductTable
from app.toolkit.settings import CostBasis, Settings, WindowStateKey
from app.window.compare_view import CompareView
from app.window.head_bar import HeadBar
from app.window.later_parts import LaterParts
from app.window.scenario_bar import ScenarioBar
from app.window.views import Views

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from app.session import Session
    from app.table.find import FindBar
    from app.toolkit.question_bar import QuestionBar
    from app.toolkit.theme import Theme


class FirstFrame(QWidget):
    """The scenario and the tabs above the products."""

    line_shown = Signal()  # or put away: what is asked about a list

    def __init__(self, session: Session, settings: Settings, theme: Theme) -> None:
        super().__init__()
        self.session = session
        self.settings = settings
        self.theme = theme
        self.cost_basis = CostBasis(settings)
        self.head = HeadBar(session)
        self.scenario_bar = ScenarioBar(session)
        self._product_model = ProductModel(session, self.cost_basis)
        self.table = ProductTable(session, self._product_model, theme, settings)
        height = settings.state_text(WindowStateKey.VERDICT_HEIGHT)
        self._table_card = TableCard(session, self._product_model, self.table)
        self.compare = CompareView(self._table_card, int(height) if height.isdecimal() else 0)
        self.views = Views(self.compare, self.compare.tools)
        self.setAccessibleName("Elemental")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(self.scenario_bar)
        column.addWidget(self.views, 1)
        self._column = column
        self._scenario_rows: dict[str, QWidget] = {}
        self.views.scenario_row_added.connect(self._add_scenario_row)
        self.views.current_changed.connect(lambda _: self._show_scenario())
        self.views.show_view(settings.state_text(WindowStateKey.TAB))
        self._line: QWidget | None = None
        self._later_parts = LaterParts()
        session.changed.connect(self._refresh)
        self._refresh()

    # -- bars that a start does not show ---------------------------------------------------------

    @cached_property
    def question_bar(self) -> QuestionBar:
        """The bar for questions, above the view."""
        from app.toolkit.question_bar import QuestionBar

        bar = QuestionBar()
        self.views.insert_bar(bar)
        return bar

    def open_find_bar(self) -> None:
        """Show the bar that searches the products, ready to type."""
        self.views.show_view("compare")
        self._find_bar.open()

    @cached_property
    def _find_bar(self) -> FindBar:
        from app.table.find import FindBar

        bar = FindBar(self.table, self._product_model)
        self.views.insert_bar(bar)
        # The Tab key reaches it before the products, as it stands above them.
        for control in reversed(bar.controls):
            self.setTabOrder(self.scenario_bar.last_control, control)
        return bar

    # -- the scenario --------------------------------------------------------------------------

    @property
    def scenario_row(self) -> QWidget:
        """The inputs above the tabs: those of the comparison, or the view's own."""
        return self._scenario_rows.get(self.views.current_key, self.scenario_bar)

    def _add_scenario_row(self, key: str, row: QWidget) -> None:
        """Show the inputs of a view in place of those of the comparison."""
        self._scenario_rows[key] = row
        row.hide()
        self._column.insertWidget(self._column.indexOf(self.views), row)
        self._show_scenario()

    def _show_scenario(self) -> None:
        for row in (self.scenario_bar, *self._scenario_rows.values()):
            row.setVisible(row is self.scenario_row)

    # -- panels --------------------------------------------------------------------------------

    def set_panels(
        self,
        verdict: QWidget,
        make_sheet: Callable[[], QWidget],
        make_empty_state: Callable[[], QWidget],
    ) -> None:
        """Put the panels into their places and show the products' figures."""
        from app.table.order import OrderButton

        self.compare.set_parts(verdict, make_sheet, make_empty_state)
        self._refresh()
        self.table.show_figures()
        self._table_card.show_legend()
        self.compare.insert_tool(OrderButton(self.table.order))
        self.expect_later({"limits": self.scenario_bar.explain_limits})

    def expect_later(self, makers: Mapping[str, Callable[[], object]]) -> None:
        """Make small parts of what is shown later, by their keys."""
        self._later_parts.expect(makers)

    def make_later_part(self) -> bool:
        """Make a part that was not shown yet. Return False if there is none left."""
        all_parts = (self._later_parts, self.views.later_parts, self.compare.later_parts)
        return any(parts.make_one() for parts in all_parts)

    # -- showing -------------------------------------------------------------------------------

    def go_to(self, row: int, key: str) -> None:
        """Go to a cell of the product table."""
        self.views.show_view("compare")
        self.table.go_to(row, key)

    @property
    def shows_line(self) -> bool:
        """Whether a list is asked about in place of the products."""
        return self._line is not None

    def show_line(self, line: QWidget | None) -> None:
        """Show what is asked about a list in place of the products, or the products again."""
        self._line = line
        self.line_shown.emit()
        self.compare.cover(line)
        self.head.show_asking(is_asking=line is not None)
        self._refresh()
        if line is not None:
            self.views.show_view("compare")
        else:
            self.table.setFocus()

    def _refresh(self) -> None:
        has_products = bool(self.session.entries)
        self.views.offer_all(has_products=has_products and not self.shows_line)
        self._table_card.show_products(has_products=has_products)
        self.compare.show_products(has_products=has_products)

    def save_layout(self) -> None:
        """Save the columns, the shown view and what the next start shows first."""
        self.table.column_header.save_layout()
        self.settings.save_state(WindowStateKey.TAB, self.views.current_key)
        height = self.compare.verdict_height
        self.settings.save_state(WindowStateKey.VERDICT_HEIGHT, str(height))
