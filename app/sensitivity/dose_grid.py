"""Every product at every dose: the month as swallowed, the cheapest of each dose marked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QFont

from app.toolkit.locale_format import notation
from app.toolkit.translation import tr
from pricing.analysis.dose_grid import DoseGrid, DoseGridCell, dose_grid
from pricing.calculation.measures import FigureFormat, format_figure_with_unit
from pricing.calculation.sentences import UnitCount

if TYPE_CHECKING:
    from app.session import Session
    from pricing.calculation.comparison import ComparedProduct

    Index = QModelIndex | QPersistentModelIndex

Role = Qt.ItemDataRole
CHEAPEST_SIGN, OVER_LIMIT_SIGN = "✓", "⚠"
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)


class DoseGridModel(QAbstractTableModel):
    """A row a ranked product, a column a dose."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._grid: DoseGrid | None = None
        self._bold = QFont()
        self._bold.setBold(True)

    def refresh(self) -> None:
        grid = dose_grid(self._session.comparison, self._grid)
        self.beginResetModel()
        self._grid = grid
        self.endResetModel()

    def compared(self, row: int) -> ComparedProduct | None:
        return self._grid.rows[row][0] if self._grid else None

    def _dose_cell(self, row: int, column: int) -> tuple[ComparedProduct, DoseGridCell, bool]:
        """The product, what the dose makes of it, and whether it is the cheapest there."""
        if self._grid is None:
            raise IndexError(row)
        compared, dosed = self._grid.rows[row]
        return compared, dosed[column - 1], self._grid.cheapest_rows[column - 1] == row

    def _text(self, row: int, column: int) -> str:
        compared, dosed, is_cheapest = self._dose_cell(row, column)
        currency = compared.figures.scenario.currency
        text = format_figure_with_unit(dosed.cost, FigureFormat.MONEY, currency, notation())
        sign = CHEAPEST_SIGN if is_cheapest else ("" if dosed.within_limit else OVER_LIMIT_SIGN)
        return f"{sign} {text}".strip()

    def _tooltip(self, row: int, column: int) -> str:
        compared, dosed, is_cheapest = self._dose_cell(row, column)
        told = [
            tr(
                "{units} a day: {delivered}",
                units=UnitCount(dosed.units, compared.product.unit_kind).text(notation()),
                delivered=format_figure_with_unit(
                    dosed.delivered, FigureFormat.MASS, "", notation()
                ),
            ),
            "" if dosed.within_limit else tr("over the limit"),
            tr("the cheapest at this dose") if is_cheapest else "",
        ]
        return ", ".join(filter(None, told))

    # -- Qt's own names ------------------------------------------------------------------------

    def rowCount(self, parent: Index | None = None) -> int:
        if self._grid is None or (parent is not None and parent.isValid()):
            return 0
        return len(self._grid.rows)

    def columnCount(self, parent: Index | None = None) -> int:
        if parent is not None and parent.isValid():
            return 0
        return 1 + (len(self._grid.targets) if self._grid else 0)

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        row, column = index.row(), index.column()
        if column == 0:
            compared = self.compared(row)
            is_text = role in {Role.DisplayRole, Role.ToolTipRole, Role.UserRole}
            return compared.product.product if compared and is_text else None
        if role == Role.DisplayRole:
            return self._text(row, column)
        if role in {Role.ToolTipRole, Role.AccessibleDescriptionRole}:
            return self._tooltip(row, column)
        if role == Role.UserRole:
            return self._dose_cell(row, column)[1].cost
        if role == Role.FontRole and self._dose_cell(row, column)[2]:
            return self._bold
        return _RIGHT if role == Role.TextAlignmentRole else None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole
    ) -> Any:
        if orientation is Qt.Orientation.Vertical or self._grid is None:
            return None
        if role == Role.TextAlignmentRole:
            return _RIGHT if section else _LEFT
        if role != Role.DisplayRole:
            return None
        if not section:
            return tr("A month,\nby dose a day")
        return format_figure_with_unit(
            self._grid.targets[section - 1], FigureFormat.MASS, "", notation()
        )
