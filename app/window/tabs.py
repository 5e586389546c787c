"""The tabs below the table: forms, what patients pay, sensitivity, checks, chart, catalogue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QTabWidget

from app.access.panel import AccessPanel
from app.comparison.checks_panel import ChecksPanel
from app.comparison.forms_panel import FormsPanel
from app.comparison.ranking_chart import RankingChart
from app.sensitivity.panel import SensitivityPanel
from app.toolkit.translation import tr

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PySide6.QtCore import QRectF
    from PySide6.QtGui import QPainter
    from PySide6.QtWidgets import QWidget

    from app.open_catalogue import OpenCatalogue
    from app.session import Session
    from app.toolkit.settings import CostBasis
    from app.toolkit.theme import Theme


class DetailTabs(QTabWidget):
    """The panels as tabs."""

    cell_requested = Signal(int, str)  # a row of the product table and a column's key
    source_requested = Signal(str)  # the source's key

    def __init__(
        self,
        session: Session,
        theme: Theme,
        cost_basis: CostBasis,
        open_catalogue: OpenCatalogue,
        catalogue_panel: QWidget,
    ) -> None:
        super().__init__()
        self.setObjectName("details")
        self.setAccessibleName(tr("Details"))
        self.chart = RankingChart(session, theme, cost_basis)
        forms = FormsPanel(session, theme, cost_basis, open_catalogue)
        access = AccessPanel(session)
        sensitivity = SensitivityPanel(session, theme)
        checks = ChecksPanel(session, theme)
        for panel in (forms.table, access, sensitivity, checks):
            panel.cell_requested.connect(self.cell_requested)
        forms.table.source_requested.connect(self.source_requested)
        self._sensitivity = sensitivity
        self.addTab(forms, tr("Forms"))
        self.addTab(access, tr("What patients pay"))
        self.addTab(sensitivity, tr("Sensitivity"))
        self._checks_tab_index = self.addTab(checks, "")
        self.addTab(self.chart, tr("Chart"))
        self.addTab(catalogue_panel, tr("Catalogue"))
        checks.count_changed.connect(self._show_check_count)
        self._show_check_count(checks.count)

    def _show_check_count(self, count: int) -> None:
        self.setTabText(self._checks_tab_index, tr("Checks ({count})", count=count))

    @property
    def drawings(self) -> Mapping[str, Callable[[QPainter, QRectF], None]]:
        """The drawings of a report by name."""
        return {"chart": self.chart.draw, "tornado": self._sensitivity.draw}

    def show_product(self, row: int, key: str) -> None:
        """Show the sensitivity of the product in a row of the table."""
        self._sensitivity.show_row(row, key)
