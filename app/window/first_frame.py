"""What a start shows first: the scenario, the products, and empty cards for the panels."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QSplitter, QVBoxLayout, QWidget

from app.table.model import ProductModel
from app.table.view import ProductTable
from app.toolkit.settings import CostBasis, Settings, WindowStateKey
from app.window.scenario_bar import ScenarioBar

if TYPE_CHECKING:
    from app.session import Session
    from app.table.find import FindBar
    from app.toolkit.question_bar import QuestionBar
    from app.toolkit.theme import Theme

MIN_SEARCH_HEIGHT = 300
# From the top: the table, the findings beside the calculation, the tabs, the empty state; and their
# first heights.
_TABS, _EMPTY = 2, 3
_HEIGHTS = (230, 206, 240, 400)
_FINDING, _EXPLANATION = range(2)
_WIDTHS = (780, 460)


class FirstFrame(QWidget):
    """The scenario above the products. Empty cards hold the places of the panels."""

    def __init__(self, session: Session, settings: Settings, theme: Theme) -> None:
        super().__init__()
        self.session = session
        self.settings = settings
        self.theme = theme
        self.cost_basis = CostBasis(settings)
        self.scenario_bar = ScenarioBar(session)
        self._product_model = ProductModel(session, self.cost_basis)
        self.table = ProductTable(session, self._product_model, theme, settings)
        self._finding, self._explanation, self._tabs, self._empty = (
            _empty_card() for _ in range(4)
        )
        panels = (self._finding, self._explanation)
        self._panel_splitter = _splitter(Qt.Orientation.Horizontal, panels, _WIDTHS)
        parts = (self.table, self._panel_splitter, self._tabs, self._empty)
        self._main_splitter = _splitter(Qt.Orientation.Vertical, parts, _HEIGHTS)
        self._main_splitter.setChildrenCollapsible(False)
        self._keeps_tabs_visible = False
        self._compose()
        session.changed.connect(self._refresh)
        self._refresh()
        self._main_splitter.restoreState(settings.state_bytes(WindowStateKey.MAIN_SIZES))
        self._panel_splitter.restoreState(settings.state_bytes(WindowStateKey.PANEL_SIZES))

    def _compose(self) -> None:
        inner = self._parts = QVBoxLayout()
        inner.setContentsMargins(16, 12, 16, 12)
        inner.setSpacing(8)
        inner.addWidget(self._main_splitter)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self.scenario_bar)
        outer.addLayout(inner, 1)

    # -- bars that a start does not show ---------------------------------------------------------

    @cached_property
    def question_bar(self) -> QuestionBar:
        """The bar for questions, above the products."""
        from app.toolkit.question_bar import QuestionBar

        bar = QuestionBar()
        self._parts.insertWidget(self._parts.indexOf(self._main_splitter), bar)
        return bar

    def open_find_bar(self) -> None:
        """Show the bar that searches the products, ready to type."""
        self._find_bar.open()

    @cached_property
    def _find_bar(self) -> FindBar:
        from app.table.find import FindBar

        bar = FindBar(self.table)
        self._parts.insertWidget(self._parts.indexOf(self.question_bar), bar)
        # The Tab key reaches it before the products, as it stands above them.
        for control in reversed(bar.controls):
            self.setTabOrder(self.scenario_bar.last_control, control)
        return bar

    # -- panels --------------------------------------------------------------------------------

    def set_panels(
        self, finding: QWidget, explanation: QWidget, tabs: QWidget, empty_state: QWidget
    ) -> None:
        """Put the panels into their places and show the products' figures."""
        self._finding = _replace_card(self._panel_splitter, _FINDING, finding)
        self._explanation = _replace_card(self._panel_splitter, _EXPLANATION, explanation)
        self._tabs = _replace_card(self._main_splitter, _TABS, tabs)
        self._empty = _replace_card(self._main_splitter, _EMPTY, empty_state)
        self._refresh()
        self._product_model.show_figures()
        self.scenario_bar.explain_limits()

    def insert_on_top(self, bar: QWidget) -> None:
        """Insert a bar above the products."""
        self._parts.insertWidget(0, bar)

    # -- showing -------------------------------------------------------------------------------

    def _refresh(self) -> None:
        """Show either the findings or, for an empty comparison, how to begin."""
        has_products = bool(self.session.entries)
        self._panel_splitter.setVisible(has_products)
        self._tabs.setVisible(has_products or self._keeps_tabs_visible)
        self._empty.setVisible(not has_products)

    def show_tabs(self) -> None:
        """Show the tabs even if the comparison is empty, because they hold the catalogue."""
        self._keeps_tabs_visible = True
        self._tabs.show()
        table, panels, tabs, empty = self._main_splitter.sizes()
        if tabs < MIN_SEARCH_HEIGHT:
            spare = table // 2 if empty else 0
            height = tabs + panels + empty * 2 // 3 + spare
            self._main_splitter.setSizes([table - spare, panels // 2, height, empty // 3])

    def save_layout(self) -> None:
        """Save the columns and the sizes of the parts."""
        self.table.column_header.save_layout()
        self.settings.save_state(WindowStateKey.MAIN_SIZES, self._main_splitter.saveState())
        self.settings.save_state(WindowStateKey.PANEL_SIZES, self._panel_splitter.saveState())


def _empty_card() -> QWidget:
    card = QFrame()
    card.setObjectName("card")
    return card


def _splitter(
    orientation: Qt.Orientation, parts: tuple[QWidget, ...], sizes: tuple[int, ...]
) -> QSplitter:
    splitter = QSplitter(orientation)
    for part in parts:
        splitter.addWidget(part)
    splitter.setSizes(sizes)
    return splitter


def _replace_card(splitter: QSplitter, place: int, panel: QWidget) -> QWidget:
    """Replace a card with a panel and return it. The caller keeps it: the splitter does not."""
    card = splitter.replaceWidget(place, panel)
    if card is not None:
        card.deleteLater()
    return panel
