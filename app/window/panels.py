"""The views beside the product table, by their keys, and what they ask of the window."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.comparison.remedy_actions import RemedyActions

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from PySide6.QtCore import QRectF
    from PySide6.QtGui import QPainter
    from PySide6.QtWidgets import QWidget

    from app.access.panel import AccessPanel
    from app.catalogue import CatalogueController
    from app.comparison.checks_view import ChecksView
    from app.comparison.forms_panel import FormsPanel
    from app.comparison.found_checks import FoundChecks
    from app.comparison.ranking_chart import ChartView, RankingChart
    from app.printing.regimen_dialog import RegimenToPrint
    from app.printing.report_chart import ReportChart
    from app.regimen.panel import RegimenPanel
    from app.sensitivity.panel import SensitivityPanel
    from app.session import Session
    from app.toolkit.settings import CostBasis
    from app.toolkit.theme import Theme

TORNADO_HEIGHT = 144  # CSS pixels on paper


class Panels(QObject):
    """The views that the first frame does without. Each is imported and made on first use."""

    cell_requested = Signal(int, str)  # a row of the product table and a column's key
    source_requested = Signal(str)  # the source's key
    view_requested = Signal(str)  # the view's key
    inputs_requested = Signal(object)  # the button below which the rarer inputs open
    checks_counted = Signal(int)  # how much there is to check in the rows

    def __init__(
        self,
        session: Session,
        theme: Theme,
        cost_basis: CostBasis,
        catalogue_controller: CatalogueController,
        selected_rows: Callable[[], Sequence[int]],
    ) -> None:
        super().__init__()
        self._session = session
        self._theme = theme
        self._cost_basis = cost_basis
        self._catalogue_controller = catalogue_controller
        self._selected_rows = selected_rows
        self.remedy_actions = RemedyActions(session)
        self.remedy_actions.cell_requested.connect(self.cell_requested)

    @cached_property
    def found_checks(self) -> FoundChecks:
        """The checks, also while nobody looks at the list."""
        from app.comparison.found_checks import FoundChecks

        checks = FoundChecks(self._session)
        checks.count_changed.connect(self.checks_counted)
        self.checks_counted.emit(checks.count)
        return checks

    @property
    def makers(self) -> Mapping[str, Callable[[], QWidget]]:
        """The maker of each view, by its key."""
        return {
            "chart": lambda: self._chart_view,
            "forms": lambda: self._forms,
            "access": lambda: self._access,
            "whatIf": lambda: self._sensitivity,
            "regimen": lambda: self._regimen,
            "checks": lambda: self._checks,
            "catalogue": lambda: self._catalogue_controller.panel,
        }

    # -- the views -----------------------------------------------------------------------------

    @cached_property
    def _chart_view(self) -> ChartView:
        from app.comparison.ranking_chart import ChartView

        view = ChartView(self._session, self._theme, self._cost_basis)
        view.cell_requested.connect(self.cell_requested)
        return view

    @cached_property
    def _forms(self) -> FormsPanel:
        from app.comparison.forms_panel import FormsPanel

        catalogue = self._catalogue_controller.open_catalogue
        panel = FormsPanel(self._session, self._theme, self._cost_basis, catalogue)
        panel.table.cell_requested.connect(self.cell_requested)
        panel.table.source_requested.connect(self.source_requested)
        return panel

    @cached_property
    def _access(self) -> AccessPanel:
        from app.access.panel import AccessPanel

        panel = AccessPanel(self._session, self._theme)
        panel.cell_requested.connect(self.cell_requested)
        return panel

    @cached_property
    def _sensitivity(self) -> SensitivityPanel:
        from app.sensitivity.panel import SensitivityPanel

        panel = SensitivityPanel(self._session, self._theme)
        panel.cell_requested.connect(self.cell_requested)
        panel.own_assumption_requested.connect(self._type_assumption)
        return panel

    def _type_assumption(self) -> None:
        self.view_requested.emit("forms")
        self._forms.type_assumption()

    @cached_property
    def _regimen(self) -> RegimenPanel:
        from app.regimen.panel import RegimenPanel

        panel = RegimenPanel(self._session, self._theme, self._selected_rows)
        panel.scenario_row.more_requested.connect(self.inputs_requested)
        return panel

    @cached_property
    def _checks(self) -> ChecksView:
        from app.comparison.checks_view import ChecksView

        view = ChecksView(self._session, self._theme, self.found_checks, self.remedy_actions)
        view.cell_requested.connect(self.cell_requested)
        return view

    # -- what other parts of the window take from the views --------------------------------------

    @property
    def _chart(self) -> RankingChart:
        return self._chart_view.chart

    def copy_chart(self) -> None:
        """Put the chart and its content as a table on the clipboard."""
        self._chart.copy()

    def write_chart(self, path: Path) -> None:
        """Write the chart as .svg or .png, by the path's ending. Raises UserError."""
        self._chart.write(path)

    @property
    def report_charts(self) -> Mapping[str, ReportChart]:
        """The charts of a report by name."""
        from app.printing.report_chart import ReportChart

        def draw_tornado(painter: QPainter, area: QRectF) -> None:
            self._sensitivity.draw(painter, area)

        return {
            "chart": ReportChart(self._chart.draw, self._chart.height_on_paper),
            "tornado": ReportChart(draw_tornado, lambda _width: TORNADO_HEIGHT),
        }

    def shown_regimen(self) -> RegimenToPrint | None:
        """Return what is taken while the view "Regimen" is shown; None if that is nothing."""
        taken = self._regimen.taken if self._is_made("_regimen") else ()
        if not taken:
            return None
        from app.printing.regimen_dialog import RegimenToPrint

        whens = [one.when for one in taken]
        return RegimenToPrint(self._regimen.regimen, whens, self._regimen.result)

    def _is_made(self, view: str) -> bool:
        return view in vars(self)

    def close_down(self) -> None:
        """Stop running work before the window closes."""
        if self._is_made("_regimen"):
            self._regimen.close_down()
