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

from app.sensitivity.dose_grid import DoseGridModel
from app.sensitivity.ranges import COLUMN_KEYS, InputRangesModel
from app.sensitivity.tornado import draw_tornado
from app.sensitivity.tornado_delegate import TornadoDelegate
from app.toolkit.locale_format import notation
from app.toolkit.theme import with_tabular_figures
from app.toolkit.translation import tr
from pricing.analysis.sensitivity import SENSITIVITY_MEASURE_KEYS
from pricing.analysis.switch_points_text import describe_robustness
from pricing.calculation.measures import ABSORBED_COST_KEY

if TYPE_CHECKING:
    from PySide6.QtCore import QAbstractItemModel, QModelIndex, QRectF
    from PySide6.QtGui import QPainter, QShowEvent

    from app.session import Session
    from app.toolkit.theme import Theme

FIGURE_TITLES = {
    ABSORBED_COST_KEY: "Month per mg a day",
    "monthly_cost": "Month, swallowed",
    "monthly_outlay": "Month, at the till",
}
RANGE_COLUMN_WIDTHS = {
    "input": 116, "low": 60, "high": 60, "at_low": 76, "at_high": 76, "bar": 130, "turns": 180,
}  # fmt: skip
ROW_HEIGHT = 22
DOSE_COLUMN_WIDTHS = (150, 72)


class SensitivityPanel(QWidget):
    """Follows the session while it shows. `wanted` asks for a row of the product table."""

    cell_requested = Signal(int, str)

    def __init__(self, session: Session, theme: Theme) -> None:
        super().__init__()
        self._session = session
        self._position = 0  # the row of the table that is looked at
        self._ranges = InputRangesModel(session)
        self._grid = DoseGridModel(session)
        self._table = _make_table(self._ranges, "sensitivityView", tr("Sensitivity"))
        trigger = QAbstractItemView.EditTrigger
        self._table.setEditTriggers(
            trigger.DoubleClicked | trigger.EditKeyPressed | trigger.AnyKeyPressed
        )
        self._table.setItemDelegateForColumn(COLUMN_KEYS.index("bar"), TornadoDelegate(theme))
        self._table.horizontalHeader().setStretchLastSection(True)
        for column, key in enumerate(COLUMN_KEYS):
            self._table.setColumnWidth(column, RANGE_COLUMN_WIDTHS[key])
        self._dose_table = _make_table(self._grid, "doseGrid", tr("The cheapest at each dose"))
        self._dose_table.setEditTriggers(trigger.NoEditTriggers)
        self._dose_table.activated.connect(self._request_cell)
        self._product_box = _make_box("sensitivityProductBox", tr("Product"), 24)
        self._product_box.activated.connect(self._choose_product)
        self._figure_box = _make_box("sensitivityFigureBox", tr("Figure"), 16)
        self._figure_box.addItems([tr(FIGURE_TITLES[key]) for key in SENSITIVITY_MEASURE_KEYS])
        self._figure_box.activated.connect(lambda _: self.refresh())
        self._message = QLabel()
        self._message.setObjectName("sensitivitySays")
        self._message.setWordWrap(True)
        self._ranges.refused.connect(lambda text: self._message.setText(f"⚠ {text}"))
        self._compose()
        session.changed.connect(self.refresh)

    def _compose(self) -> None:
        line = QHBoxLayout()
        for box in (self._product_box, self._figure_box):
            label = QLabel(box.accessibleName())
            label.setBuddy(box)
            line.addWidget(label)
            line.addWidget(box)
        line.addWidget(self._message, 1)
        parts = QSplitter()
        parts.addWidget(self._table)
        parts.addWidget(self._dose_table)
        parts.setSizes([720, 480])
        parts.setChildrenCollapsible(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 6, 8, 8)
        layout.addLayout(line)
        layout.addWidget(parts, 1)

    def draw(self, painter: QPainter, area: QRectF) -> None:
        """The tornado of the cheapest product on paper."""
        for cheapest in self._session.comparison.ranked_products[:1]:
            draw_tornado(painter, area, cheapest, ABSORBED_COST_KEY)

    def show_row(self, row: int, _key: str) -> None:
        """Look at the product of this row of the table, where it is compared."""
        if row != self._position and self._is_ranked(row):
            self._position = row
            self.refresh()

    def _is_ranked(self, row: int) -> bool:
        compared = self._session.compared_product(row)
        return compared is not None and compared.rank is not None

    def refresh(self) -> None:
        """Work everything out again, when it is seen."""
        if not self.isVisible():
            return
        ranked = self._session.comparison.ranked_products
        if ranked and not self._is_ranked(self._position):
            self._position = self._session.row_of(ranked[0])
        compared = self._session.compared_product(self._position) if ranked else None
        names = [f"{each.rank}. {each.product.product}" for each in ranked]
        if names != [self._product_box.itemText(at) for at in range(self._product_box.count())]:
            self._product_box.clear()
            self._product_box.addItems(names)
        self._product_box.setCurrentIndex(compared.rank - 1 if compared and compared.rank else -1)
        key = SENSITIVITY_MEASURE_KEYS[self._figure_box.currentIndex()]
        self._ranges.refresh(compared, key)
        self._grid.refresh()
        for column in range(self._grid.columnCount()):
            self._dose_table.setColumnWidth(column, DOSE_COLUMN_WIDTHS[min(column, 1)])
        said = describe_robustness(self._session.comparison, key)
        self._message.setText(said.text(notation()) if said else "")

    def _choose_product(self, at: int) -> None:
        self._position = self._session.row_of(self._session.comparison.ranked_products[at])
        self.refresh()

    def _request_cell(self, index: QModelIndex) -> None:
        compared = self._grid.compared(index.row())
        if compared is not None:
            self.cell_requested.emit(self._session.row_of(compared), "product")

    def showEvent(self, event: QShowEvent) -> None:
        self.refresh()
        super().showEvent(event)


def _make_box(name: str, title: str, letters: int) -> QComboBox:
    box = QComboBox()
    box.setObjectName(name)
    box.setAccessibleName(title)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(letters)
    return box


def _make_table(model: QAbstractItemModel, name: str, title: str) -> QTableView:
    table = QTableView()
    table.setObjectName(name)
    table.setAccessibleName(title)
    table.setModel(model)
    table.setFont(with_tabular_figures(table.font()))
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    table.setTabKeyNavigation(False)
    table.setWordWrap(False)
    table.verticalHeader().setVisible(False)
    table.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
    table.horizontalHeader().setHighlightSections(False)
    return table
