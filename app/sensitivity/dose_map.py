"""The map of doses: what each product costs a month at each dose, and the best buy of each."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QFont, QPainter, QPen

from app.toolkit.cards import HEADER_SIZE
from app.toolkit.form_names import coloured_form
from app.toolkit.locale_format import figure_text, notation, short_notation
from app.toolkit.painted_table import ColumnWidth, PaintedCells, PaintedTable, runs_column
from app.toolkit.painted_text import Run
from app.toolkit.signs import Sign, SignPictures
from app.toolkit.table_model import ModelColumn, Role, TableModel
from app.toolkit.theme import tokens
from app.toolkit.translation import tr
from app.toolkit.virtuals import reports_exceptions
from pricing.analysis.dose_grid import DoseGrid, DoseGridCell, cost_level, cost_levels, dose_grid
from pricing.calculation.measures import FigureFormat
from pricing.calculation.sentences import UnitCount
from pricing.problems.plain_facts import dataclass
from pricing.quantities.amounts import MASS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

    from PySide6.QtGui import QColor, QPaintEvent

    from app.session import Session
    from app.toolkit.painted_table import Index
    from pricing.analysis.target_ranges import TargetRanges
    from pricing.calculation.comparison import ComparedProduct

# So many products are shown at first.
SHORT_LIST = 10
_SIGN, _SIGN_ROOM, _FRAME = 12, 16, 2
_PRODUCT_WIDTH = ColumnWidth(least=150, most=400, extra=4)
_PRODUCT_SHARE = 0.3  # at most, of the table's width
_DOSE_WIDTH = ColumnWidth(share=1.0, least=84)
_TOOLTIPS = {
    None: "{units} a day: {delivered}",
    Sign.ABOVE_TARGET: "{units} a day: {delivered}, above the target",
    Sign.OVER_LIMIT: "{units} a day: {delivered}, over the limit",
}
_OTHER_OVER_LIMIT = "{units} a day: {delivered}, but another mineral is over its limit"
_BEST_TOOLTIP = "{text}; the best buy at this dose"


@dataclass(frozen=True, slots=True)
class DoseRow:
    """A product with a cell for each dose; or, without a product, the line of the best buys."""

    grid: DoseGrid
    compared: ComparedProduct | None = None

    @property
    def cells(self) -> tuple[DoseGridCell, ...]:
        return self.grid.cells_of(self.compared) if self.compared else ()


def cell_sign(cell: DoseGridCell) -> Sign | None:
    """Return the sign of a cell."""
    if not cell.is_safe:
        return Sign.OVER_LIMIT
    return Sign.ABOVE_TARGET if cell.is_above_target else None


@reports_exceptions
class DoseMapModel(TableModel[DoseRow]):
    """A row for each product, safe ones first, then the best buy of each dose."""

    def __init__(self, session: Session, target_ranges: TargetRanges) -> None:
        super().__init__()
        self._session = session
        self._target_ranges = target_ranges
        self.grid: DoseGrid | None = None
        self.shows_all = False
        self._now_font = QFont()
        self._now_font.setWeight(QFont.Weight.DemiBold)
        self.levels: tuple[Fraction, ...] = ()

    def refresh(self) -> None:
        grid = dose_grid(self._session.comparison, self.grid, self._target_ranges)
        self.grid = grid
        self.levels = cost_levels(grid.cost_range)
        rows = [DoseRow(grid, product) for product in self._shown_products()]
        if rows:
            rows.append(DoseRow(grid))
        columns = (self._dose_column(grid, at) for at in range(len(grid.targets)))
        self.show_rows(rows, (self._product_column(), *columns))

    def _shown_products(self) -> Sequence[ComparedProduct]:
        """Return the first products, and every one that is the best buy at some dose."""
        products = self.answered_products()
        if self.shows_all or self.grid is None:
            return products
        best = {id(self.grid.best_buy(at)) for at in range(len(self.grid.targets))}
        return [
            product
            for place, product in enumerate(products)
            if place < SHORT_LIST or id(product) in best
        ]

    @property
    def hidden_count(self) -> int:
        """Return the number of products that are not shown."""
        shown = sum(row.compared is not None for row in self.rows)
        return len(self.answered_products()) - shown

    def answered_products(self) -> Sequence[ComparedProduct]:
        """Return the products whose labels leave no question open, safe ones first."""
        products = self._session.comparison.products_by_place
        return [product for product in products if not product.evaluation.has_open_question]

    def target_of(self, column: int) -> Fraction | None:
        """Return the dose of a column, in mg; None for the column of names."""
        return self.grid.targets[column - 1] if self.grid and column else None

    def is_best(self, row: DoseRow, column: int) -> bool:
        """Return whether a cell is the best buy at its dose."""
        if self.grid is None or row.compared is None or not column:
            return False
        return self.grid.best_buy(column - 1) is row.compared

    def level(self, cell: DoseGridCell) -> int:
        """Return the level of a cell's cost, from 0 to 3."""
        return cost_level(cell.cost, self.levels)

    def mass_text(self, milligrams: Fraction) -> str:
        element = self._session.scenario.element
        return figure_text(milligrams, FigureFormat.MASS, "", short_notation(), element)

    def money_text(self, amount: Fraction) -> str:
        currency = self._session.scenario.currency
        return figure_text(amount, FigureFormat.MONEY, currency, notation())

    # -- columns -------------------------------------------------------------------------------

    def _product_column(self) -> ModelColumn[DoseRow]:
        title = "Best buy within the limit" if self._session.scenario.limit else "Best buy"

        def runs(row: DoseRow) -> Sequence[Run]:
            if row.compared is None:
                return (Run(tr(title), is_strong=True),)
            return Run("", form=coloured_form(row.compared.product)), Run(
                row.compared.product.product
            )

        return runs_column("product", tr("Product"), runs, is_text=True)

    def _dose_column(self, grid: DoseGrid, at: int) -> ModelColumn[DoseRow]:
        def runs(row: DoseRow) -> Sequence[Run]:
            if row.compared is None:
                return self._best_buy_runs(grid, at)
            is_best = grid.best_buy(at) is row.compared
            colour = "" if row.cells[at].is_safe else "stop"
            return (Run(self.money_text(row.cells[at].cost), is_strong=is_best, colour=colour),)

        return runs_column(
            f"dose{at}",
            self.mass_text(grid.targets[at]),
            runs,
            lambda row: row.cells[at].cost if row.cells else None,
            tooltip=lambda row: self._tooltip(grid, row, at),
        )

    def _best_buy_runs(self, grid: DoseGrid, at: int) -> Sequence[Run]:
        """Return the best buy of a dose, or what there is instead."""
        best, pair = grid.best_buy(at), grid.columns[at].pair
        is_now = grid.targets[at] == MASS.to_fraction(self._session.scenario.target)
        if best is not None:
            name = best.product.product
            return (Run(name, is_strong=is_now, scale=HEADER_SIZE),)
        if pair is not None:
            text = tr("two together, {cost}", cost=self.money_text(pair.cost))
            return (Run(text, is_strong=is_now, scale=HEADER_SIZE),)
        limit = self._session.scenario.limit
        if limit and limit.amount and grid.targets[at] > MASS.to_fraction(limit.amount):
            return (Run(tr("dose over the limit"), colour="stop", scale=HEADER_SIZE),)
        return (Run(tr("none"), colour="muted", scale=HEADER_SIZE),)

    def _tooltip(self, grid: DoseGrid, row: DoseRow, at: int) -> str:
        if row.compared is None:
            return ""
        cell = row.cells[at]
        limit = self._session.scenario.limit
        is_within = bool(limit and cell.delivered <= MASS.to_fraction(limit.amount or 0))
        is_of_other = is_within and not cell.is_safe
        text = tr(
            _OTHER_OVER_LIMIT if is_of_other else _TOOLTIPS[cell_sign(cell)],
            units=UnitCount(cell.units, row.compared.product.unit_kind).text(notation()),
            delivered=self.mass_text(cell.delivered),
        )
        return tr(_BEST_TOOLTIP, text=text) if grid.best_buy(at) is row.compared else text

    # -- Qt's own names ------------------------------------------------------------------------

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole
    ) -> Any:
        is_dose = orientation is Qt.Orientation.Horizontal and section > 0
        if is_dose and role == Role.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignCenter)
        if is_dose and role == Role.FontRole:
            is_now = self.target_of(section) == MASS.to_fraction(self._session.scenario.target)
            return self._now_font if is_now else None
        return super().headerData(section, orientation, role)


# -- the table ---------------------------------------------------------------------------------


@reports_exceptions
class _DoseCells(PaintedCells):
    """Paints the level of each cost, the signs, and a frame around the best buys."""

    def __init__(self, view: DoseMapTable) -> None:
        super().__init__(view)
        self._map_view = view
        self._signs = SignPictures(view)

    def ground(self, index: Index) -> QColor:
        row = self._map_view.map_model.rows[index.row()]
        if not index.column() or row.compared is None:
            return tokens().surface
        cell = row.cells[index.column() - 1]
        return (
            tokens().heat[self._map_view.map_model.level(cell)] if cell.is_safe else tokens().header
        )

    def paint_cell(self, painter: QPainter, area: QRectF, index: Index) -> None:
        view = self._map_view
        row = view.map_model.rows[index.row()]
        if not index.column():
            super().paint_cell(painter, area, index)
            return
        text = view.laid_out(view.cell_runs(index), area.width())
        sign = cell_sign(row.cells[index.column() - 1]) if row.cells else None
        room = _SIGN_ROOM * view.unit if sign else 0.0
        left = area.center().x() - (text.width - room) / 2
        text.draw(painter, QPointF(left, area.center().y() - text.height / 2))
        if sign is not None:
            size = _SIGN * view.unit
            place = QRectF(left - room, area.center().y() - size / 2, size, size)
            self._signs.paint(painter, sign, place)
        if view.map_model.is_best(row, index.column()):
            painter.setPen(QPen(tokens().accent, _FRAME))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(area.adjusted(-6, 2, 6, -2))


@reports_exceptions
class DoseMapTable(PaintedTable):
    """The map. It is as high as its rows. Enter goes to the product.

    Where it is too narrow for all doses, those farthest from the target are left out.
    """

    cell_requested = Signal(int, str)  # row and column key of the product table

    def __init__(self, session: Session, target_ranges: TargetRanges) -> None:
        self.map_model = DoseMapModel(session, target_ranges)
        super().__init__(
            self.map_model, "doseGrid", tr("What each dose costs a month"), {}, least_row=32
        )
        self._session = session
        self.setItemDelegate(_DoseCells(self))
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.activated.connect(self._request_cell)

    def _rule(self, place: int) -> ColumnWidth:
        return _DOSE_WIDTH if place else replace(_PRODUCT_WIDTH, most=self._product_width())

    def _product_width(self) -> int:
        """Return how wide the names may be, at text of 13 pixels."""
        share = int(self.viewport().width() / self.unit * _PRODUCT_SHARE)
        return max(_PRODUCT_WIDTH.least, min(share, _PRODUCT_WIDTH.most))

    @property
    def current_column(self) -> int | None:
        """The column of the present target."""
        grid, target = self.map_model.grid, MASS.to_fraction(self._session.scenario.target)
        return grid.targets.index(target) + 1 if grid and target in grid.targets else None

    def shown_columns(self) -> list[int]:
        """Return the columns of doses that are shown."""
        return [
            place
            for place in range(1, len(self.map_model.columns))
            if not self.isColumnHidden(place)
        ]

    def centre_of(self, column: int) -> float:
        """Return where the middle of a column is, from the left of the table."""
        left = self.columnViewportPosition(column) + self.viewport().x()
        return left + self.columnWidth(column) / 2

    def fit(self) -> None:
        if not self.isVisible():
            return
        self._leave_out_doses()
        super().fit()
        rows = sum(self.rowHeight(row) for row in range(self.map_model.rowCount()))
        self.setFixedHeight(rows + self.horizontalHeader().sizeHint().height() + 2)

    def _leave_out_doses(self) -> None:
        doses = range(1, len(self.map_model.columns))
        room = self.viewport().width() - self._product_width() * self.unit
        fitting = max(int(room / (_DOSE_WIDTH.least * self.unit)), 1)
        current = self.current_column or 1
        nearest = sorted(doses, key=lambda place: abs(place - current))[:fitting]
        for place in doses:
            self.setColumnHidden(place, place not in nearest)

    def _texts_height(self, row: int) -> float:
        """Return the height of a row's texts. Costs never wrap."""
        if self.map_model.rows[row].compared is None:
            return super()._texts_height(row)
        runs = self.cell_runs(self.map_model.index(row, 0))
        return self.text_size(runs, self.text_width(0)).height + 10 * self.unit

    def _request_cell(self, index: Index) -> None:
        compared = self.map_model.rows[index.row()].compared
        if compared is not None:
            self.cell_requested.emit(self._session.row_of(compared), "product")

    # -- Qt's own names ------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        column = self.current_column
        if column is None or self.isColumnHidden(column):
            return
        with QPainter(self.viewport()) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(tokens().text, _FRAME))
            left, width = self.columnViewportPosition(column), self.columnWidth(column)
            height = self.viewport().height()
            painter.drawRoundedRect(QRectF(left + 1, -6, width - 2, height + 4), 4, 4)
