"""The views beside the product table, by their keys, and what they ask of the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.access.panel import AccessPanel
from app.comparison.checks_panel import ChecksPanel
from app.comparison.forms_panel import FormsPanel
from app.comparison.ranking_chart import RankingChart
from app.sensitivity.panel import SensitivityPanel

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PySide6.QtCore import QRectF
    from PySide6.QtGui import QPainter
    from PySide6.QtWidgets import QWidget

    from app.catalogue import CatalogueController
    from app.session import Session
    from app.toolkit.settings import CostBasis
    from app.toolkit.theme import Theme


class Panels(QObject):
    """The views that the first frame does without."""

    cell_requested = Signal(int, str)  # a row of the product table and a column's key
    source_requested = Signal(str)  # the source's key

    def __init__(
        self,
        session: Session,
        theme: Theme,
        cost_basis: CostBasis,
        catalogue_controller: CatalogueController,
    ) -> None:
        super().__init__()
        self.chart = RankingChart(session, theme, cost_basis)
        forms = FormsPanel(session, theme, cost_basis, catalogue_controller.open_catalogue)
        access = AccessPanel(session)
        self._sensitivity = SensitivityPanel(session, theme)
        checks = ChecksPanel(session, theme)
        for panel in (forms.table, access, self._sensitivity, checks):
            panel.cell_requested.connect(self.cell_requested)
        forms.table.source_requested.connect(self.source_requested)
        self.views: Mapping[str, QWidget] = {
            "chart": self.chart,
            "forms": forms,
            "access": access,
            "whatIf": self._sensitivity,
            "checks": checks,
            "catalogue": catalogue_controller.panel,
        }

    @property
    def drawings(self) -> Mapping[str, Callable[[QPainter, QRectF], None]]:
        """The drawings of a report by name."""
        return {"chart": self.chart.draw, "tornado": self._sensitivity.draw}

    def show_product(self, row: int, key: str) -> None:
        """Show the sensitivity of the product in a row of the table."""
        self._sensitivity.show_row(row, key)
