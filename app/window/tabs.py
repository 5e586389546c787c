"""What is seen one at a time below the table: forms, access, sensitivity, checks, chart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QTabWidget

from app.access.panel import AccessPanel
from app.comparison.checks_panel import ChecksPanel
from app.comparison.forms_panel import FormsPanel
from app.comparison.ranking_chart import RankChart
from app.sensitivity.panel import SensitivityPanel
from app.toolkit.translation import tr

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PySide6.QtCore import QRectF
    from PySide6.QtGui import QPainter
    from PySide6.QtWidgets import QWidget

    from app.open_catalogue import OpenedCatalogue
    from app.session import Session
    from app.toolkit.cost_basis import Display
    from app.toolkit.theme import Theme


class Details(QTabWidget):
    """The panels as tabs. `product_wanted` asks for a cell of the product table."""

    product_wanted = Signal(int, str)
    source_wanted = Signal(str)

    def __init__(
        self,
        session: Session,
        theme: Theme,
        display: Display,
        opened: OpenedCatalogue,
        catalogue: QWidget,
    ) -> None:
        super().__init__()
        self.setObjectName("details")
        self.setAccessibleName(tr("Details"))
        self.chart = RankChart(session, theme, display)
        forms = FormsPanel(session, theme, display, opened)
        access = AccessPanel(session)
        sensitivity = SensitivityPanel(session, theme)
        checks = ChecksPanel(session, theme)
        for panel in (forms.table, access, sensitivity, checks):
            panel.wanted.connect(self.product_wanted)
        forms.table.source_wanted.connect(self.source_wanted)
        self._sensitivity = sensitivity
        self.addTab(forms, tr("Forms"))
        self.addTab(access, tr("Access"))
        self.addTab(sensitivity, tr("Sensitivity"))
        self._checks = self.addTab(checks, "")
        self.addTab(self.chart, tr("Chart"))
        self.addTab(catalogue, tr("Catalogue"))
        checks.counted.connect(self._count_checks)
        self._count_checks(checks.count)

    def _count_checks(self, count: int) -> None:
        self.setTabText(self._checks, tr("Checks ({count})", count=count))

    @property
    def drawings(self) -> Mapping[str, Callable[[QPainter, QRectF], None]]:
        """What a report draws, by name."""
        return {"chart": self.chart.draw, "tornado": self._sensitivity.draw}

    def follow(self, row: int, key: str) -> None:
        """Look at the product of this row of the table."""
        self._sensitivity.follow(row, key)
