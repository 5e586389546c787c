"""The views beside the product table, by their keys, and what they ask of the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.access.panel import AccessPanel
from app.comparison.checks_view import ChecksView
from app.comparison.forms_panel import FormsPanel
from app.comparison.ranking_chart import ChartView
from app.comparison.remedy_actions import RemedyActions
from app.printing.report_chart import ReportChart
from app.regimen.panel import RegimenPanel
from app.sensitivity.panel import SensitivityPanel

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from PySide6.QtWidgets import QWidget

    from app.catalogue import CatalogueController
    from app.printing.regimen_dialog import RegimenToPrint
    from app.session import Session
    from app.toolkit.settings import CostBasis
    from app.toolkit.theme import Theme

TORNADO_HEIGHT = 144  # CSS pixels on paper


class Panels(QObject):
    """The views that the first frame does without."""

    cell_requested = Signal(int, str)  # a row of the product table and a column's key
    source_requested = Signal(str)  # the source's key
    inputs_requested = Signal(object)  # the button below which the rarer inputs open

    def __init__(
        self,
        session: Session,
        theme: Theme,
        cost_basis: CostBasis,
        catalogue_controller: CatalogueController,
        selected_rows: Callable[[], Sequence[int]],
    ) -> None:
        super().__init__()
        chart_view = ChartView(session, theme, cost_basis)
        self.chart = chart_view.chart
        forms = FormsPanel(session, theme, cost_basis, catalogue_controller.open_catalogue)
        access = AccessPanel(session, theme)
        self._sensitivity = SensitivityPanel(session, theme)
        self._regimen = RegimenPanel(session, theme, selected_rows)
        self._regimen.scenario_row.more_requested.connect(self.inputs_requested)
        self.remedy_actions = RemedyActions(session)
        checks = ChecksView(session, theme, self.remedy_actions)
        sources = (self.chart, forms.table, access, self._sensitivity, checks, self.remedy_actions)
        for panel in sources:
            panel.cell_requested.connect(self.cell_requested)
        forms.table.source_requested.connect(self.source_requested)
        self.views: Mapping[str, QWidget] = {
            "chart": chart_view,
            "forms": forms,
            "access": access,
            "whatIf": self._sensitivity,
            "regimen": self._regimen,
            "checks": checks,
            "catalogue": catalogue_controller.panel,
        }

    @property
    def report_charts(self) -> Mapping[str, ReportChart]:
        """The charts of a report by name."""
        return {
            "chart": ReportChart(self.chart.draw, self.chart.height_on_paper),
            "tornado": ReportChart(self._sensitivity.draw, lambda _width: TORNADO_HEIGHT),
        }

    def shown_regimen(self) -> RegimenToPrint | None:
        """Return what is taken while the view "Regimen" is shown; None if that is nothing."""
        taken = self._regimen.taken
        if not taken:
            return None
        from app.printing.regimen_dialog import RegimenToPrint

        whens = [one.when for one in taken]
        return RegimenToPrint(self._regimen.regimen, whens, self._regimen.result)

    def close_down(self) -> None:
        """Stop running work before the window closes."""
        self._regimen.close_down()
