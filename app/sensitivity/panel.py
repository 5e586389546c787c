"""The sensitivity panel: the effect of each input on a product's cost, and the dose grid."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from app.sensitivity.dose_grid import DoseGridModel
from app.sensitivity.ranges import BAR_KEY, InputRangesModel
from app.sensitivity.tornado import TornadoDelegate, draw_tornado
from app.toolkit.locale_format import notation
from app.toolkit.shown_text import Label
from app.toolkit.table_view import TableView
from app.toolkit.translation import full_title, tr
from app.toolkit.virtuals import reports_exceptions
from pricing.analysis.sensitivity import SENSITIVITY_MEASURE_KEYS
from pricing.analysis.switch_points import describe_robustness
from pricing.calculation.measures import ABSORBED_COST_KEY, HEADLINE, MEASURES_BY_KEY
from pricing.quantities.safe_text import displayable_line

if TYPE_CHECKING:
    from PySide6.QtCore import QModelIndex, QRectF
    from PySide6.QtGui import QPainter, QShowEvent

    from app.session import Session
    from app.toolkit.theme import Theme

# The headline is per absorbed mg, which is the same unless an absorption is assumed.
_HEADING_KEYS = {ABSORBED_COST_KEY: HEADLINE.key}
ROW_HEIGHT = 22


@reports_exceptions
class SensitivityPanel(QWidget):
    """Follows the session while it is visible."""

    cell_requested = Signal(int, str)  # row and column key of the product table

    def __init__(self, session: Session, theme: Theme) -> None:
        super().__init__()
        self._session = session
        self._position = 0  # the product's row in the product table
        self._ranges = InputRangesModel(session)
        self._grid = DoseGridModel(session)
        self._table = TableView(
            self._ranges, "sensitivityView", tr("Sensitivity"), row_height=ROW_HEIGHT
        )
        bar_column = [column.key for column in self._ranges.columns].index(BAR_KEY)
        self._table.setItemDelegateForColumn(bar_column, TornadoDelegate(theme))
        self._table.horizontalHeader().setStretchLastSection(True)
        self._dose_table = TableView(
            self._grid, "doseGrid", tr("The cheapest product at each dose"), row_height=ROW_HEIGHT
        )
        self._dose_table.activated.connect(self._request_cell)
        self._product_box = _make_box("sensitivityProductBox", tr("Product"), 24)
        self._product_box.activated.connect(self._choose_product)
        self._figure_box = _make_box("sensitivityFigureBox", tr("Figure"), 16)
        self._figure_box.addItems([""] * len(SENSITIVITY_MEASURE_KEYS))
        self._name_figures()
        self._figure_box.activated.connect(lambda _: self.refresh())
        self._message = Label()
        self._message.setObjectName("sensitivitySays")
        self._message.setWordWrap(True)
        self._ranges.input_rejected.connect(lambda text: self._message.setText(f"⚠ {text}"))
        self._compose()
        session.changed.connect(self.refresh)

    def _compose(self) -> None:
        line = QHBoxLayout()
        for box in (self._product_box, self._figure_box):
            label = Label(box.accessibleName())
            label.setBuddy(box)
            line.addWidget(label)
            line.addWidget(box)
        line.addWidget(self._message, 1)
        splitter = QSplitter()
        splitter.addWidget(self._table)
        splitter.addWidget(self._dose_table)
        splitter.setSizes([720, 480])
        splitter.setChildrenCollapsible(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 6, 8, 8)
        layout.addLayout(line)
        layout.addWidget(splitter, 1)

    def draw(self, painter: QPainter, area: QRectF) -> None:
        """Draw the tornado of the cheapest product on paper."""
        for cheapest in self._session.comparison.ranked_products[:1]:
            draw_tornado(painter, area, cheapest, ABSORBED_COST_KEY)

    def show_row(self, row: int, _key: str) -> None:
        """Show the product in this row of the product table if it is ranked."""
        if row != self._position and self._is_ranked(row):
            self._position = row
            self.refresh()

    def _is_ranked(self, row: int) -> bool:
        compared = self._session.compared_product(row)
        return compared is not None and compared.rank is not None

    def refresh(self) -> None:
        """Compute the panel again if it is visible."""
        if not self.isVisible():
            return
        ranked = self._session.comparison.ranked_products
        if ranked and not self._is_ranked(self._position):
            self._position = self._session.row_of(ranked[0])
        compared = self._session.compared_product(self._position) if ranked else None
        names = [
            f"{product.rank}. {displayable_line(product.product.product)}" for product in ranked
        ]
        if names != [self._product_box.itemText(at) for at in range(self._product_box.count())]:
            self._product_box.clear()
            self._product_box.addItems(names)
        self._product_box.setCurrentIndex(compared.rank - 1 if compared and compared.rank else -1)
        self._name_figures()
        key = SENSITIVITY_MEASURE_KEYS[self._figure_box.currentIndex()]
        self._ranges.refresh(compared, key)
        self._grid.refresh()
        robustness = describe_robustness(self._session.comparison, key)
        self._message.setText(robustness.text(notation()) if robustness else "")

    def _name_figures(self) -> None:
        """Name the figures for the days of the comparison."""
        for place, key in enumerate(SENSITIVITY_MEASURE_KEYS):
            measure = MEASURES_BY_KEY[_HEADING_KEYS.get(key, key)]
            heading = measure.heading(self._session.scenario.days, notation())
            self._figure_box.setItemText(place, full_title(*heading))

    def _choose_product(self, place: int) -> None:
        self._position = self._session.row_of(self._session.comparison.ranked_products[place])
        self.refresh()

    def _request_cell(self, index: QModelIndex) -> None:
        compared, _ = self._grid.rows[index.row()]
        self.cell_requested.emit(self._session.row_of(compared), "product")

    # -- Qt's own names ------------------------------------------------------------------------

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
