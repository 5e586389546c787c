"""What a start shows first: the scenario, the products, and the places of all that follows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QSplitter, QVBoxLayout, QWidget

from app.table.find import FindBar
from app.table.model import ProductModel
from app.table.view import ProductTable
from app.toolkit.cost_basis import Display
from app.toolkit.question_bar import QuestionBar
from app.toolkit.settings import Remembered, Settings
from app.window.scenario_bar import ScenarioBar

if TYPE_CHECKING:
    from app.session import Session
    from app.toolkit.theme import Theme

ROOM_TO_SEARCH = 300
# The parts below each other: the table, the finding beside the arithmetic, the tabs, the way to
# begin; and how high they are at first.
_TABS, _EMPTY = 2, 3
_HEIGHTS = (230, 206, 240, 400)
_FINDING, _EXPLAINED = range(2)
_WIDTHS = (780, 460)


class Frame(QWidget):
    """The scenario above the products; below them empty cards, until the panels come."""

    def __init__(self, session: Session, settings: Settings, theme: Theme) -> None:
        super().__init__()
        self.session = session
        self.settings = settings
        self.theme = theme
        self.display = Display(settings)
        self.bar = ScenarioBar(session)
        self._products = ProductModel(session, self.display)
        self.table = ProductTable(session, self._products, theme, settings)
        self.find_bar = FindBar(self.table)
        self.questions = QuestionBar()
        self._finding, self._explained, self._tabs, self._empty = (_card() for _ in range(4))
        panels = (self._finding, self._explained)
        self._panels = _splitter(Qt.Orientation.Horizontal, panels, _WIDTHS)
        parts = (self.table, self._panels, self._tabs, self._empty)
        self._parts = _splitter(Qt.Orientation.Vertical, parts, _HEIGHTS)
        self._parts.setChildrenCollapsible(False)
        self._wants_tabs = False
        self._compose()
        session.changed.connect(self._refresh)
        self._refresh()
        self._parts.restoreState(settings.bytes(Remembered.PARTS))
        self._panels.restoreState(settings.bytes(Remembered.PANELS))

    def _compose(self) -> None:
        inner = QVBoxLayout()
        inner.setContentsMargins(16, 12, 16, 12)
        inner.setSpacing(8)
        for part in (self.find_bar, self.questions, self._parts):
            inner.addWidget(part)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self.bar)
        outer.addLayout(inner, 1)

    # -- what comes later ----------------------------------------------------------------------

    def fill(self, finding: QWidget, explained: QWidget, tabs: QWidget, empty: QWidget) -> None:
        """Put the panels into their places, and the figures of the products beside them."""
        self._finding = _put(self._panels, _FINDING, finding)
        self._explained = _put(self._panels, _EXPLAINED, explained)
        self._tabs = _put(self._parts, _TABS, tabs)
        self._empty = _put(self._parts, _EMPTY, empty)
        self._refresh()
        self._products.show_figures()

    # -- what shows ----------------------------------------------------------------------------

    def _refresh(self) -> None:
        """An empty comparison shows how to begin in place of what is found."""
        has_products = bool(self.session.entries)
        self._panels.setVisible(has_products)
        self._tabs.setVisible(has_products or self._wants_tabs)
        self._empty.setVisible(not has_products)

    def show_tabs(self) -> None:
        """Also beside an empty comparison: its products may come from the catalogue."""
        self._wants_tabs = True
        self._tabs.show()
        table, panels, tabs, empty = self._parts.sizes()
        if tabs < ROOM_TO_SEARCH:
            spare = table // 2 if empty else 0
            room = tabs + panels + empty * 2 // 3 + spare
            self._parts.setSizes([table - spare, panels // 2, room, empty // 3])

    def keep(self) -> None:
        """Remember the columns, and what has how much room."""
        self.table.headings.keep()
        self.settings.keep(Remembered.PARTS, self._parts.saveState())
        self.settings.keep(Remembered.PANELS, self._panels.saveState())


def _card() -> QWidget:
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


def _put(splitter: QSplitter, place: int, panel: QWidget) -> QWidget:
    """The panel in the place of an empty card; it is to be held on to, the splitter does not."""
    card = splitter.replaceWidget(place, panel)
    if card is not None:
        card.deleteLater()
    return panel
