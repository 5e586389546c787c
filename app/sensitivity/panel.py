"""The sensitivity panel: how far each input moves a product's cost, and the cheapest by dose."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QSplitter,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from app.sensitivity.dose_grid import GridModel
from app.sensitivity.ranges import KEYS, RangesModel
from app.sensitivity.tornado import draw
from app.sensitivity.tornado_delegate import BarDelegate
from app.toolkit.locale_format import notation
from app.toolkit.theme import tabular
from app.toolkit.translation import tr
from pricing.analysis.sensitivity import VARIED_FIGURES
from pricing.analysis.switch_points_text import every_case
from pricing.calculation.measures import ABSORBED_KEY

if TYPE_CHECKING:
    from PySide6.QtCore import QAbstractItemModel, QModelIndex, QRectF
    from PySide6.QtGui import QPainter, QShowEvent

    from app.session import Session
    from app.toolkit.theme import Theme

FIGURES = {
    ABSORBED_KEY: "Month per mg a day",
    "monthly_cost": "Month, swallowed",
    "monthly_outlay": "Month, at the till",
}
WIDTHS = {
    "input": 116, "low": 60, "high": 60, "at_low": 76, "at_high": 76, "bar": 130, "turns": 180,
}  # fmt: skip
ROW_HEIGHT = 22
DOSE_WIDTHS = (150, 72)


class SensitivityPanel(QWidget):
    """Follows the session while it shows. `wanted` asks for a row of the product table."""

    wanted = Signal(int, str)

    def __init__(self, session: Session, theme: Theme) -> None:
        super().__init__()
        self._session = session
        self._position = 0  # the row of the table that is looked at
        self._ranges = RangesModel(session)
        self._grid = GridModel(session)
        self._table = _made_table(self._ranges, "sensitivityView", tr("Sensitivity"))
        trigger = QAbstractItemView.EditTrigger
        self._table.setEditTriggers(
            trigger.DoubleClicked | trigger.EditKeyPressed | trigger.AnyKeyPressed
        )
        self._table.setItemDelegateForColumn(KEYS.index("bar"), BarDelegate(theme))
        self._table.horizontalHeader().setStretchLastSection(True)
        for column, key in enumerate(KEYS):
            self._table.setColumnWidth(column, WIDTHS[key])
        self._doses = _made_table(self._grid, "doseGrid", tr("The cheapest at each dose"))
        self._doses.setEditTriggers(trigger.NoEditTriggers)
        self._doses.activated.connect(self._ask)
        self._product = _made_box("sensitivityProductBox", tr("Product"), 24)
        self._product.activated.connect(self._choose_product)
        self._figure = _made_box("sensitivityFigureBox", tr("Figure"), 16)
        self._figure.addItems([tr(FIGURES[key]) for key in VARIED_FIGURES])
        self._figure.activated.connect(lambda _: self.refresh())
        self._says = QLabel()
        self._says.setObjectName("sensitivitySays")
        self._says.setWordWrap(True)
        self._ranges.refused.connect(lambda text: self._says.setText(f"⚠ {text}"))
        self._compose()
        session.changed.connect(self.refresh)

    def _compose(self) -> None:
        line = QHBoxLayout()
        for box in (self._product, self._figure):
            label = QLabel(box.accessibleName())
            label.setBuddy(box)
            line.addWidget(label)
            line.addWidget(box)
        line.addWidget(self._says, 1)
        parts = QSplitter()
        parts.addWidget(self._table)
        parts.addWidget(self._doses)
        parts.setSizes([720, 480])
        parts.setChildrenCollapsible(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 6, 8, 8)
        layout.addLayout(line)
        layout.addWidget(parts, 1)

    def draw(self, painter: QPainter, area: QRectF) -> None:
        """The tornado of the cheapest product on paper."""
        for cheapest in self._session.comparison.ranked[:1]:
            draw(painter, area, cheapest, ABSORBED_KEY)

    def follow(self, row: int, _key: str) -> None:
        """Look at the product of this row of the table, where it is compared."""
        if row != self._position and self._is_ranked(row):
            self._position = row
            self.refresh()

    def _is_ranked(self, row: int) -> bool:
        compared = self._session.compared(row)
        return compared is not None and compared.rank is not None

    def refresh(self) -> None:
        """Work everything out again, when it is seen."""
        if not self.isVisible():
            return
        ranked = self._session.comparison.ranked
        if ranked and not self._is_ranked(self._position):
            self._position = self._session.position(ranked[0])
        compared = self._session.compared(self._position) if ranked else None
        names = [f"{each.rank}. {each.product.product}" for each in ranked]
        if names != [self._product.itemText(at) for at in range(self._product.count())]:
            self._product.clear()
            self._product.addItems(names)
        self._product.setCurrentIndex(compared.rank - 1 if compared and compared.rank else -1)
        key = VARIED_FIGURES[self._figure.currentIndex()]
        self._ranges.refresh(compared, key)
        self._grid.refresh()
        for column in range(self._grid.columnCount()):
            self._doses.setColumnWidth(column, DOSE_WIDTHS[min(column, 1)])
        said = every_case(self._session.comparison, key)
        self._says.setText(said.text(notation()) if said else "")

    def _choose_product(self, at: int) -> None:
        self._position = self._session.position(self._session.comparison.ranked[at])
        self.refresh()

    def _ask(self, index: QModelIndex) -> None:
        compared = self._grid.compared(index.row())
        if compared is not None:
            self.wanted.emit(self._session.position(compared), "product")

    def showEvent(self, event: QShowEvent) -> None:
        self.refresh()
        super().showEvent(event)


def _made_box(name: str, title: str, letters: int) -> QComboBox:
    box = QComboBox()
    box.setObjectName(name)
    box.setAccessibleName(title)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(letters)
    return box


def _made_table(model: QAbstractItemModel, name: str, title: str) -> QTableView:
    table = QTableView()
    table.setObjectName(name)
    table.setAccessibleName(title)
    table.setModel(model)
    table.setFont(tabular(table.font()))
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    table.setTabKeyNavigation(False)
    table.setWordWrap(False)
    table.verticalHeader().setVisible(False)
    table.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
    table.horizontalHeader().setHighlightSections(False)
    return table
