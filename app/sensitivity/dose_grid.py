"""The dose grid: the monthly cost of every product at every dose, the cheapest marked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QFont

from app.toolkit.locale_format import notation
from app.toolkit.table_model import ModelColumn, Role, TableModel
from app.toolkit.translation import tr
from pricing.analysis.dose_grid import DoseGrid, DoseGridCell, dose_grid
from pricing.calculation.comparison import ComparedProduct
from pricing.calculation.measures import FigureFormat, PeriodText, format_figure_with_unit
from pricing.calculation.sentences import UnitCount
from pricing.quantities.currencies import Plural

if TYPE_CHECKING:
    from fractions import Fraction

    from app.session import Session

CHEAPEST_SIGN, OVER_LIMIT_SIGN = "✓", "⚠"
DoseGridRow = tuple[ComparedProduct, tuple[DoseGridCell, ...]]  # a cell for each dose


_COST_HEADING = PeriodText(
    "Monthly cost\nby daily dose",
    Plural("days", "Cost in {days} day\nby daily dose", "Cost in {days} days\nby daily dose"),
    "Cost in the period\nby daily dose",
)
# What a tool tip says of a cell: whether it is the cheapest at its dose, or over the limit.
_TOOLTIPS = {
    "": "{units} a day: {delivered}",
    CHEAPEST_SIGN: "{units} a day: {delivered}, the cheapest at this dose",
    OVER_LIMIT_SIGN: "{units} a day: {delivered}, over the limit",
}


class DoseGridModel(TableModel[DoseGridRow]):
    """A row for each ranked product, a column for each dose."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._grid: DoseGrid | None = None
        self._bold = QFont()
        self._bold.setBold(True)

    def refresh(self) -> None:
        self._grid = dose_grid(self._session.comparison, self._grid)
        days = self._session.scenario.days
        product_column: ModelColumn[DoseGridRow] = ModelColumn(
            "product", _COST_HEADING.template(days, notation()), lambda row: row[0].product.product,
            is_text=True, width=150,
        )  # fmt: skip
        dose_columns = (self._dose_column(self._grid, at) for at in range(len(self._grid.targets)))
        self.show_rows(self._grid.rows, (product_column, *dose_columns))

    def _dose_column(self, grid: DoseGrid, at: int) -> ModelColumn[DoseGridRow]:
        cheapest_row = grid.cheapest_rows[at]
        cheapest = None if cheapest_row is None else grid.rows[cheapest_row][0]

        def sign(row: DoseGridRow) -> str:
            if row[0] is cheapest:
                return CHEAPEST_SIGN
            return "" if row[1][at].within_limit else OVER_LIMIT_SIGN

        def text(row: DoseGridRow) -> str:
            currency = row[0].figures.scenario.currency
            cost = format_figure_with_unit(
                row[1][at].cost, FigureFormat.MONEY, currency, notation()
            )
            return f"{sign(row)} {cost}".strip()

        def tooltip(row: DoseGridRow) -> str:
            units = UnitCount(row[1][at].units, row[0].product.unit_kind).text(notation())
            delivered = _mass_text(row[1][at].delivered, row[0].product.element)
            return tr(_TOOLTIPS[sign(row)], units=units, delivered=delivered)

        dose = _mass_text(grid.targets[at], self._session.scenario.element)
        return ModelColumn(
            dose, dose, text, lambda row: row[1][at].cost, width=72, tooltip=tooltip,
            answers={Role.FontRole: lambda row: self._bold if row[0] is cheapest else None},
        )  # fmt: skip


def _mass_text(milligrams: Fraction, element: str) -> str:
    return format_figure_with_unit(milligrams, FigureFormat.MASS, "", notation(), element)
